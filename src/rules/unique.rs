//! `unique`: a key that two records, or two items, share.

use super::{Kind, Origin};
use crate::document::{FileId, Value};
use crate::finding::{Anchor, Finding, Level, Place};
use crate::parameters::{Arguments, IN, Parameter, Selection, Takes, WHERE};
use crate::path::Field;
use crate::rule::{AnyRule, Count, Lookups, Output, Record, Rule, scalar_text};
use crate::value::name::fold_name;
use std::collections::{BTreeMap, BTreeSet};

pub(super) const KIND: Kind = Kind {
    name: "unique",
    about: "a key that two records, or two items of a record, share",
    level: Level::Error,
    parameters: &[
        IN,
        WHERE,
        Parameter::optional("fields", Takes::Fields, "The field or fields that make up the key; with `items` or `apart` seen from the item, and the item itself unless given."),
        Parameter::optional("items", Takes::Fields, "The items of a record that have the keys, instead of the record."),
        Parameter::optional("apart", Takes::Fields, "Two or more lists of items that may have no key in common; each alone may have a key as often as it likes."),
        Parameter::optional("within", Takes::Choice(&["dataset", "document", "parent", "record"]), "Where a key may stand once: in the dataset, in a document, in the object that encloses the record (`parent`), or in the record; `dataset` unless given, and `record` with `items` or `apart`."),
        Parameter::optional("normalise", Takes::Choice(&["none", "case", "name"]), "What does not tell keys apart: nothing; capital and small letters; or what does not tell names apart, which is also white space and the form of apostrophes and dashes.").or("none"),
    ],
    origin: Origin::Rulebook(build),
    page: include_str!("unique.md"),
};

struct Unique {
    selection: Selection,
    fields: Vec<Field>,
    keyed: KeyedThings,
    within: Within,
    normalise: Normalise,
}

/// What has the keys.
enum KeyedThings {
    Records,
    Items(Vec<Field>),
    Apart(Vec<Field>),
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Within {
    Dataset,
    Document,
    Parent,
    Record,
}

#[derive(Clone, Copy)]
enum Normalise {
    No,
    Case,
    Name,
}

/// A key, and where it stands.
struct Keyed {
    /// The document, and the byte at which the object begins, within which the key may stand once.
    scope: Option<(FileId, usize)>,
    key: Vec<String>,
    /// The position in `apart` of the list that has it.
    list: usize,
    place: Place,
    record: Place,
}

fn build(arguments: &mut Arguments<'_>) -> Option<Box<dyn AnyRule>> {
    let selection = arguments.selection();
    if arguments.is_given("items") && arguments.is_given("apart") {
        return arguments.refuse("`items` and `apart` do not go together");
    }
    let has_items = arguments.is_given("items") || arguments.is_given("apart");
    if !has_items && !arguments.is_given("fields") {
        return arguments.refuse("`unique` needs `fields`, `items` or `apart`");
    }
    let within = match arguments.text("within").as_deref() {
        None if has_items => Within::Record,
        None | Some("dataset") => Within::Dataset,
        Some("document") => Within::Document,
        Some("parent") => Within::Parent,
        Some(_) if has_items => Within::Record,
        Some(_) => {
            let message = "`record` needs `items` or `apart`: a record alone has each key once";
            return arguments.refuse_argument("within", message);
        }
    };
    let normalise = match arguments.text("normalise")?.as_str() {
        "case" => Normalise::Case,
        "name" => Normalise::Name,
        _ => Normalise::No,
    };
    let keyed = match (arguments.fields("items"), arguments.fields("apart")) {
        (Some(items), _) => KeyedThings::Items(items),
        (None, Some(lists)) if lists.len() < 2 => {
            return arguments.refuse_argument("apart", "got one list, want at least two");
        }
        (None, Some(lists)) => KeyedThings::Apart(lists),
        (None, None) if has_items => return None,
        (None, None) => KeyedThings::Records,
    };
    let fields = match arguments.fields("fields") {
        None if !arguments.is_given("fields") => vec![Field::parse("@").ok()?],
        fields => fields?,
    };
    Some(Box::new(Unique { selection: selection?, fields, keyed, within, normalise }))
}

impl Rule for Unique {
    type Fact = Keyed;

    fn selection(&self) -> &Selection {
        &self.selection
    }

    fn judges_records_alone(&self) -> bool {
        self.within == Within::Record
    }

    fn visit(&self, record: &Record<'_>, lookups: &Lookups<'_>, output: &mut Output<'_, Keyed>) {
        let mut keyed = Vec::new();
        let mut add = |thing, list| keyed.extend(self.keyed(record, thing, list, output));
        match &self.keyed {
            KeyedThings::Records => add(record.value, 0),
            KeyedThings::Items(items) => {
                for field in items {
                    field.each(record.value, |item| add(item, 0));
                }
            }
            KeyedThings::Apart(lists) => {
                for (list, field) in lists.iter().enumerate() {
                    field.each(record.value, |item| add(item, list));
                }
            }
        }
        if self.within == Within::Record {
            return self.settle(keyed, lookups, output);
        }
        for keyed in keyed {
            output.keep(keyed);
        }
    }

    fn settle(&self, facts: Vec<Keyed>, lookups: &Lookups<'_>, output: &mut Output<'_, Keyed>) {
        let mut by_key: BTreeMap<_, Vec<Keyed>> = BTreeMap::new();
        for fact in facts {
            by_key.entry((fact.scope, fact.key.clone())).or_default().push(fact);
        }
        for ((_, key), facts) in by_key {
            let lists: BTreeSet<usize> = facts.iter().map(|fact| fact.list).collect();
            let is_shared = match self.keyed {
                KeyedThings::Apart(_) => lists.len() > 1,
                _ => facts.len() > 1,
            };
            if is_shared {
                output.report(self.shared(&key, &lists, &facts, lookups));
            }
        }
    }
}

impl Unique {
    /// The key of a record or of an item. What lacks a part of the key has none: that a field must be
    /// there is for `presence`.
    fn keyed(
        &self,
        record: &Record<'_>,
        thing: Value<'_>,
        list: usize,
        output: &mut Output<'_, Keyed>,
    ) -> Option<Keyed> {
        let values: Vec<Value<'_>> =
            self.fields.iter().map(|field| field.first(thing)).collect::<Option<_>>()?;
        let texts: Option<Vec<_>> = values.iter().map(|value| scalar_text(*value)).collect();
        let (Some(texts), Some(first)) = (texts, values.first()) else {
            output.count(Count::Skipped);
            return None;
        };
        let key = texts.iter().map(|text| self.normalise.apply(text)).collect();
        let file = record.value.document().file();
        let scope = match self.within {
            Within::Dataset => None,
            Within::Document => Some((file, 0)),
            Within::Parent => {
                let parent = record.value.enclosing_object();
                Some((file, parent.map_or(0, |parent| parent.span().start)))
            }
            Within::Record => Some((file, record.value.span().start)),
        };
        Some(Keyed { scope, key, list, place: Place::of(*first), record: record.place() })
    }

    fn shared(
        &self,
        key: &[String],
        lists: &BTreeSet<usize>,
        facts: &[Keyed],
        lookups: &Lookups<'_>,
    ) -> Finding {
        let Some((first, others)) = facts.split_first() else {
            return Finding::new("", Anchor::default());
        };
        let collection = &self.selection.collection;
        let record = lookups.record_at(collection, &first.record);
        let called = record.map(|record| record.called()).unwrap_or_default();
        let key = key.join("`, `");
        let message = self.message(&called, &key, lists, facts.len());
        let subject = match (self.within, record) {
            (Within::Record, Some(record)) => format!("{}/{key}", record.anchor()),
            _ => format!("{collection}/{key}"),
        };
        let fields: Vec<&str> =
            self.keyed.fields().chain(&self.fields).map(Field::as_str).collect();
        let mut finding = Finding::new(message, Anchor::new(subject, fields.join(","))).rests_on(
            "",
            "records",
            facts.len().to_string(),
        );
        if matches!(self.within, Within::Document | Within::Parent) {
            // Other documents or objects may have the same key twice: what tells them apart.
            finding = facts
                .iter()
                .filter_map(|fact| lookups.record_at(collection, &fact.record))
                .fold(finding, |finding, record| finding.rests_on(record.anchor(), "key", &key));
        }
        others
            .iter()
            .fold(finding, |finding, fact| finding.label(fact.place.clone(), "again here"))
            .label(first.place.clone(), "first here")
            .in_record(first.record.clone())
            .help(self.keyed.help())
    }

    fn message(&self, called: &str, key: &str, lists: &BTreeSet<usize>, number: usize) -> String {
        if let KeyedThings::Apart(fields) = &self.keyed {
            let of_key = lists.iter().filter_map(|list| fields.get(*list));
            let named: Vec<String> = of_key.map(|field| format!("`{field}`")).collect();
            let owner = if self.within == Within::Record {
                format!("{called} has ")
            } else {
                String::new()
            };
            let verb = if owner.is_empty() { " is" } else { "" };
            return format!(
                "{owner}`{key}`{verb} in {}, want it in one of them",
                named.join(" and ")
            );
        }
        let collection = &self.selection.collection;
        let items: Vec<&str> = self.keyed.fields().map(Field::as_str).collect();
        let items = items.join("`, `");
        let things = match (&self.keyed, self.within) {
            (KeyedThings::Records, _) => format!("records of `{collection}`"),
            (_, Within::Record) => format!("items in `{items}` of {called}"),
            _ => format!("items in `{items}` of records of `{collection}`"),
        };
        let within = match self.within {
            Within::Dataset | Within::Record => "",
            Within::Document => " in one document",
            Within::Parent => " in one object",
        };
        match self.fields.as_slice() {
            [field] if field.is_record() => format!("{number} {things}{within} are `{key}`"),
            fields => {
                let fields: Vec<&str> = fields.iter().map(Field::as_str).collect();
                format!("{number} {things}{within} share the {} `{key}`", fields.join(", "))
            }
        }
    }
}

impl KeyedThings {
    /// The fields that select the items.
    fn fields(&self) -> impl Iterator<Item = &Field> {
        let fields = match self {
            KeyedThings::Records => &[],
            KeyedThings::Items(fields) | KeyedThings::Apart(fields) => fields.as_slice(),
        };
        fields.iter()
    }

    fn help(&self) -> &'static str {
        match self {
            KeyedThings::Records => "give each record a key of its own, or remove the copy",
            KeyedThings::Items(_) => "give each item a key of its own, or remove the copy",
            KeyedThings::Apart(_) => "remove it from all but one of the lists",
        }
    }
}

impl Normalise {
    fn apply(self, text: &str) -> String {
        match self {
            Normalise::No => text.to_owned(),
            Normalise::Case => text.to_lowercase(),
            Normalise::Name => fold_name(text),
        }
    }
}
