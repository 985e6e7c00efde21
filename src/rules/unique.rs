//! `unique`: a key that two records share.

use super::{Kind, Origin};
use crate::finding::{Anchor, Finding, Level, Place};
use crate::parameters::{Arguments, IN, Parameter, Selection, Takes, WHERE};
use crate::path::Field;
use crate::rule::{AnyRule, Lookups, Output, Record, Rule, scalar_text};
use std::collections::BTreeMap;

pub(super) const KIND: Kind = Kind {
    name: "unique",
    about: "a key that two records share",
    level: Level::Error,
    parameters: &[
        IN,
        WHERE,
        Parameter::required("fields", Takes::Fields, "The field or fields that make up the key."),
    ],
    origin: Origin::Rulebook(build),
    page: include_str!("unique.md"),
};

struct Unique {
    selection: Selection,
    fields: Vec<Field>,
}

/// A record's key, and where it stands.
struct Keyed {
    key: Vec<String>,
    place: Place,
    record: Place,
}

fn build(arguments: &mut Arguments<'_>) -> Option<Box<dyn AnyRule>> {
    let (selection, fields) = (arguments.selection(), arguments.fields("fields"));
    Some(Box::new(Unique { selection: selection?, fields: fields? }))
}

impl Rule for Unique {
    type Fact = Keyed;

    fn selection(&self) -> &Selection {
        &self.selection
    }

    fn visit(&self, record: &Record<'_>, _: &Lookups<'_>, output: &mut Output<'_, Keyed>) {
        let values: Option<Vec<_>> =
            self.fields.iter().map(|field| field.first(record.value)).collect();
        // A record without the whole key has no key: that a field must be there is for `presence`.
        let Some(values) = values else { return };
        let key: Option<Vec<String>> =
            values.iter().map(|value| scalar_text(*value).map(Into::into)).collect();
        match (key, values.first()) {
            (Some(key), Some(first)) => {
                output.keep(Keyed { key, place: Place::of(*first), record: record.place() });
            }
            _ => output.count(crate::rule::Count::Skipped),
        }
    }

    fn settle(&self, facts: Vec<Keyed>, _: &Lookups<'_>, output: &mut Output<'_, Keyed>) {
        let mut by_key: BTreeMap<Vec<String>, Vec<Keyed>> = BTreeMap::new();
        for fact in facts {
            by_key.entry(fact.key.clone()).or_default().push(fact);
        }
        for (key, facts) in by_key.into_iter().filter(|(_, facts)| facts.len() > 1) {
            output.report(self.shared(&key, &facts));
        }
    }
}

impl Unique {
    fn shared(&self, key: &[String], facts: &[Keyed]) -> Finding {
        let fields: Vec<&str> = self.fields.iter().map(Field::as_str).collect();
        let key = key.join("`, `");
        let collection = &self.selection.collection;
        let message =
            format!("{} records of `{collection}` share the {} `{key}`", facts.len(), fields.join(", "));
        let anchor = Anchor::new(format!("{collection}/{key}"), fields.join(","));
        let finding = Finding::new(message, anchor).rests_on("", "records", facts.len().to_string());
        let [first, others @ ..] = facts else { return finding };
        let finding = others
            .iter()
            .fold(finding, |finding, fact| finding.label(fact.place.clone(), "again here"));
        finding
            .label(first.place.clone(), "first here")
            .in_record(first.record.clone())
            .help("give each record a key of its own, or remove the copy")
    }
}
