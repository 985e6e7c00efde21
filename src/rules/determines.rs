//! `determines`: records with the same key, but different values of a field that the key determines.

use super::{Kind, Origin};
use crate::finding::{Anchor, Finding, Level, Place};
use crate::parameters::{Arguments, IN, PARENT, Parameter, ParameterType, Role, WHERE};
use crate::path::Field;
use crate::rule::{
    Declaration, DynRule, Grouping, Key, Lookups, Output, Partner, Record, Rule, Within, key_text,
};
use crate::value::look_alike::{with_hidden_difference, with_hidden_differences};
use crate::value::shortened;
use crate::words::counted;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

pub(super) const KIND: Kind = Kind {
    name: "determines",
    about: "records with the same key, but different values of a field that the key determines",
    level: Level::Error,
    parameters: &[
        IN,
        WHERE,
        Parameter::required(
            "fields",
            ParameterType::Fields,
            "The field or fields that determine `value`.",
        ),
        Parameter::required(
            "value",
            ParameterType::Field,
            "The field whose value is the same in all records that agree on `fields`.",
        ),
        Parameter::optional(
            "within",
            ParameterType::Choice(&["dataset", "document", "folder", PARENT]),
            "Where records must agree: in the dataset, in a document, in the documents of a folder, or in the enclosing object (`parent`). The default is the rulebook's `scope`.",
        )
        .role(Role::Scope),
    ],
    origin: Origin::Rulebook(build),
    page: include_str!("determines.md"),
};

struct Determines {
    declaration: Declaration,
    fields: Vec<Field>,
    value: Field,
    within: Within,
}

/// A record's value.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Stated {
    text: String,
    place: Place,
    record: Place,
    /// The record's name in the states of findings.
    anchor: String,
}

fn build(arguments: &mut Arguments<'_>) -> Option<Box<dyn DynRule>> {
    let (selection, fields) = (arguments.selection(), arguments.fields("fields"));
    let within = Within::of_word(arguments.text("within").as_deref());
    let (fields, value) = (fields?, arguments.field("value")?);
    if fields.iter().any(|field| field.as_str() == value.as_str()) {
        arguments.warn_of_argument("value", "a field determines itself");
    }
    let partner = Partner::Peers("no two records have a `value` and the same `fields`", within);
    let declaration = Declaration {
        keeps_documents_apart: within == Within::Document,
        has_others: true,
        grouping: Grouping::Shared,
        ..Declaration::new(selection?, partner)
    };
    Some(Box::new(Determines { declaration, fields, value, within }))
}

impl Rule for Determines {
    type Fact = Stated;

    fn declaration(&self) -> &Declaration {
        &self.declaration
    }

    fn visit(&self, record: &Record<'_>, _: &Lookups<'_>, output: &mut Output<'_, Stated>) {
        let mut key = Vec::with_capacity(self.fields.len());
        for field in &self.fields {
            let Some(value) = output.only(field, record.value) else { return };
            match key_text(value) {
                Some(text) => key.push(text.into_owned()),
                None => return output.skip(field, value),
            }
        }
        let Some(value) = output.only(&self.value, record.value) else { return };
        let Some(text) = key_text(value) else { return output.skip(&self.value, value) };
        let space = self.within.space(record.value);
        output.keep_under(space, &key, || Stated {
            text: text.into_owned(),
            place: Place::of(value),
            record: record.place(),
            anchor: record.anchor(),
        });
    }

    fn settle(
        &self,
        key: &Key,
        facts: Vec<Stated>,
        _: &Lookups<'_>,
        output: &mut Output<'_, Stated>,
    ) {
        if facts.len() > 1 {
            output.found_partner();
        }
        let mut by_text: BTreeMap<&str, Vec<&Stated>> = BTreeMap::new();
        for fact in &facts {
            by_text.entry(&fact.text).or_default().push(fact);
        }
        if by_text.len() < 2 {
            return;
        }
        let most = by_text.values().map(Vec::len).max().unwrap_or_default();
        let mut frequent = by_text.values().filter(|stated| stated.len() == most);
        match (frequent.next(), frequent.next()) {
            // If one value is more frequent than every other value, each of the other values is reported.
            (Some(majority), None) => {
                let others = by_text.values().filter(|stated| stated.len() < most);
                for minority in others {
                    output.report(self.minority(key, minority, majority));
                }
            }
            _ => output.report(self.divided(key, &by_text)),
        }
    }
}

impl Determines {
    /// Returns the finding about records with a value that is less frequent than the majority's value.
    fn minority(&self, key: &Key, minority: &[&Stated], majority: &[&Stated]) -> Finding {
        let (value, of) = (&self.value, self.key_words(key));
        let (got, want) = (text_of(minority), text_of(majority));
        let message = format!(
            "`{value}` is `{}`, but it is `{}` in {} with {of}",
            shortened(got),
            shortened(want),
            counted(majority.len(), "other record"),
        );
        let message = with_hidden_difference(message, got, want);
        let finding = self.finding(message, &format!("{}/{got}", key.texts.join("/")), minority);
        let finding = finding.rests_on("", "majority", want);
        let finding = finding.labels_of(places(minority), "differs");
        finding
            .labels_of(places(majority).take(1), "as it is here")
            .with_others(majority.iter().take(1).map(|each| each.record.clone()))
            .help("correct the value, or the field that determines it")
    }

    /// Returns the finding if no value is more frequent than every other value.
    fn divided(&self, key: &Key, by_text: &BTreeMap<&str, Vec<&Stated>>) -> Finding {
        let of = self.key_words(key);
        let values = by_text.values().map(|stated| {
            format!("`{}` in {}", shortened(text_of(stated)), counted(stated.len(), "record"))
        });
        let values = values.collect::<Vec<_>>().join(", ");
        let message = format!("`{}` differs between records with {of}: {values}", self.value);
        let message = with_hidden_differences(message, by_text.keys().copied());
        let all: Vec<&Stated> = by_text.values().flatten().copied().collect();
        let mut finding = self.finding(message, &key.texts.join("/"), &all);
        for stated in by_text.values() {
            let label = format!("`{}`", shortened(text_of(stated)));
            finding = finding.labels_of(places(stated), &label);
        }
        finding.help("correct the values, or the field that determines them")
    }

    fn finding(&self, message: String, subject: &str, stated: &[&Stated]) -> Finding {
        let fields = self.fields.iter().map(Field::as_str).collect::<Vec<_>>().join(",");
        let subject = format!("{}/{subject}", self.declaration.collection());
        let field = format!("{fields}:{}", self.value);
        let mut finding = Finding::new(message, Anchor::new(subject, field));
        for each in stated {
            finding = finding.rests_on(&each.anchor, self.value.as_str(), &each.text);
        }
        let others = stated.iter().skip(1).map(|each| each.record.clone());
        let finding = finding.with_others(others);
        match stated.first() {
            Some(first) => finding.in_record(first.record.clone()),
            None => finding,
        }
    }

    /// Formats the fields with their texts: "`code` `DE`".
    fn key_words(&self, key: &Key) -> String {
        let pairs = self.fields.iter().zip(&key.texts);
        let words = pairs.map(|(field, text)| format!("`{field}` `{}`", shortened(text)));
        words.collect::<Vec<_>>().join(" and ")
    }
}

fn text_of<'s>(stated: &[&'s Stated]) -> &'s str {
    stated.first().map_or("", |each| &each.text)
}

fn places<'s>(stated: &'s [&Stated]) -> impl Iterator<Item = Place> + 's {
    stated.iter().map(|each| each.place.clone())
}
