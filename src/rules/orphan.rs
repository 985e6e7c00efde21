//! `orphan`: a record to which no other record refers.

use super::{Kind as RuleKind, Origin};
use crate::document::{Kind, Value};
use crate::finding::{Anchor, Finding, Level, Place};
use crate::parameters::{
    Arguments, IN, Parameter, ParameterType, ReferenceField, Role, WHERE, WITHIN,
};
use crate::path::{self, KeyFields};
use crate::rule::{
    Declaration, DynRule, Grouping, Key, KeySpace, Lookup, Lookups, Output, Partner, Record, Rule,
    WITHOUT_ID, key_in, key_text,
};
use serde::{Deserialize, Serialize};

pub(super) const KIND: RuleKind = RuleKind {
    name: "orphan",
    about: "a record to which no other record refers",
    level: Level::Warning,
    parameters: &[
        IN.by_id_in(&["by"]),
        WHERE,
        Parameter::required(
            "by",
            ParameterType::References,
            "The fields that refer to the records, as `collection.field`. If an id has several fields, a list of fields per reference: `[[\"pairs.chain\", \"pairs.denom\"]]`.",
        )
        .reports_absence()
        .role(Role::Selects),
        WITHIN,
    ],
    origin: Origin::Rulebook(build),
    page: include_str!("orphan.md"),
};

struct Orphan {
    declaration: Declaration,
    by: Vec<ReferenceField>,
}

fn build(arguments: &mut Arguments<'_>) -> Option<Box<dyn DynRule>> {
    let (selection, by) = (arguments.selection()?, arguments.references("by")?);
    let referring = by.iter().map(|by| Lookup::targets(&by.collection, None, by.field.iter()));
    let declaration = Declaration {
        lookups: referring.collect(),
        grouping: Grouping::Unanswered,
        ..Declaration::new(selection, Partner::NotNeeded)
    };
    Some(Box::new(Orphan { declaration, by }))
}

/// A fact about an id.
#[derive(Serialize, Deserialize)]
enum Fact {
    /// A record with this id, to which another record should refer.
    Wanted { record: Place, name: Place },
    /// A reference to this id.
    Reference { from: Place, at: Place },
}

impl Rule for Orphan {
    type Fact = Fact;

    fn declaration(&self) -> &Declaration {
        &self.declaration
    }

    fn visit(&self, record: &Record<'_>, _: &Lookups<'_>, output: &mut Output<'_, Fact>) {
        // No record can refer to a record without an id.
        let Some(id) = record.id() else { return output.skip_record(WITHOUT_ID) };
        output.keep_under(KeySpace::Dataset, &[id], || Fact::Wanted {
            record: record.place(),
            name: record.name_place(),
        });
    }

    fn visit_target(&self, record: &Record<'_>, _: &Lookups<'_>, output: &mut Output<'_, Fact>) {
        let own = record.id();
        for by in self.by.iter().filter(|by| by.collection == record.collection.name) {
            let mut unreadable = Vec::new();
            let keep = |id: &str, value: Value<'_>, output: &mut Output<'_, Fact>| {
                let from = || Fact::Reference { from: record.place(), at: Place::of(value) };
                // A record's reference to itself does not count.
                if own.as_deref() == Some(id) {
                    output.keep_under(KeySpace::Dataset, &[id], from);
                } else {
                    output.answer(KeySpace::Dataset, &[id], from);
                }
            };
            let ((), met) = path::watch(|| {
                match by.field.one() {
                    Some(field) => field.each(record.value, |value| match key_text(value) {
                        Some(id) => keep(&id, value, output),
                        None => unreadable.push(value),
                    }),
                    None => {
                        if let Some((id, value)) = key_in(&by.field, record.value, &mut unreadable)
                        {
                            keep(&id, value, output);
                        }
                    }
                }
                for field in by.field.iter() {
                    field.each_blocked(record.value, |value| unreadable.push(value));
                }
            });
            // A record that is not an object is reported once for its collection, so it is not skipped again.
            let is_record = |value: &Value<'_>| value.span() == record.value.span();
            unreadable.retain(|value| value.kind() != Kind::Null && !is_record(value));
            for value in &unreadable {
                output.skip_at(&by.text, Place::of(*value), value.kind().with_article());
            }
            let number = met.number.saturating_add(unreadable.len() as u64);
            output.add_unreadable(Key::default(), number);
        }
    }

    fn settle(
        &self,
        key: &Key,
        facts: Vec<Fact>,
        lookups: &Lookups<'_>,
        output: &mut Output<'_, Fact>,
    ) {
        let id = key.first_text().unwrap_or_default();
        let orphans = facts.iter().filter_map(|fact| match fact {
            Fact::Wanted { record, name } => Some((record, name)),
            Fact::Reference { .. } => None,
        });
        let references = |record: &Place, is_own: bool| -> Vec<Place> {
            let references = facts.iter().filter_map(|fact| match fact {
                Fact::Reference { from, at } if (from == record) == is_own => Some(at.clone()),
                Fact::Reference { .. } | Fact::Wanted { .. } => None,
            });
            references.collect()
        };
        let orphans = orphans.filter(|(record, _)| references(record, false).is_empty());
        let findings: Vec<Finding> = orphans
            .map(|(record, name)| {
                let finding = self.orphan(id, name, lookups).in_record(record.clone());
                finding.labels_of(references(record, true), "its own reference does not count")
            })
            .collect();
        if !findings.is_empty() {
            // An unreadable reference may refer to this record.
            let unread = self.by.iter().map(|by| lookups.unknown_records(&by.collection));
            let references = (Key::default(), unread.fold(0, u64::saturating_add));
            output.report_missing(references, id, "", findings);
        }
    }
}

impl Orphan {
    fn orphan(&self, id: &str, name: &Place, lookups: &Lookups<'_>) -> Finding {
        let collection = self.declaration.collection();
        let mut definitions = lookups.definitions.iter();
        let definition = definitions.find(|known| known.name == *collection);
        let id_field = definition.and_then(|known| known.id.as_ref());
        let id_field = id_field.map(KeyFields::name).unwrap_or_default();
        let anchor = Anchor::new(format!("{collection}/{id}"), id_field);
        let fields: Vec<String> = self.by.iter().map(|by| format!("`{}`", by.text)).collect();
        Finding::new(format!("nothing refers to `{id}`"), anchor)
            .label(name.clone(), "no field refers to this id")
            .rests_on(format!("{collection}/{id}"), "references", "0")
            .help(format!("refer to it in {}, or remove it", fields.join(" or ")))
    }
}
