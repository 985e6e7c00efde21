//! `orphan`: a record that no other refers to.

use super::{Kind, Origin};
use crate::document::Value;
use crate::finding::{Anchor, Finding, Level, Place};
use crate::parameters::{
    Arguments, IN, Parameter, ParameterType, ReferenceField, Role, Selection, WHERE, WITHIN,
};
use crate::path::Field;
use crate::rule::{
    DynRule, Lookup, Lookups, Output, Record, Referrers, Rule, WITHOUT_ID, scalar_text,
};
use std::collections::BTreeSet;

pub(super) const KIND: Kind = Kind {
    name: "orphan",
    about: "a record that no other refers to",
    level: Level::Warning,
    parameters: &[
        IN.by_id(),
        WHERE,
        Parameter::required(
            "by",
            ParameterType::References,
            "The fields that refer to the records, as `collection.field`.",
        )
        .reports_absence()
        .role(Role::Selects),
        WITHIN,
    ],
    origin: Origin::Rulebook(build),
    page: include_str!("orphan.md"),
};

struct Orphan {
    selection: Selection,
    by: Vec<ReferenceField>,
}

/// A record that should be referred to.
struct Wanted {
    id: String,
    record: Place,
}

fn build(arguments: &mut Arguments<'_>) -> Option<Box<dyn DynRule>> {
    let (selection, by) = (arguments.selection(), arguments.references("by"));
    Some(Box::new(Orphan { selection: selection?, by: by? }))
}

impl Rule for Orphan {
    type Fact = Wanted;

    fn selection(&self) -> &Selection {
        &self.selection
    }

    fn declare(&self) -> Vec<Lookup> {
        self.by.iter().cloned().map(Lookup::Referrers).collect()
    }

    fn visit(&self, record: &Record<'_>, _: &Lookups<'_>, output: &mut Output<'_, Wanted>) {
        match record.id() {
            Some(id) => output.keep(Wanted { id: id.into_owned(), record: record.place() }),
            // Nothing can refer to a record without an id.
            None => output.skip_record(WITHOUT_ID),
        }
    }

    fn settle(&self, facts: Vec<Wanted>, lookups: &Lookups<'_>, output: &mut Output<'_, Wanted>) {
        let referrers: Vec<&Referrers> =
            self.by.iter().filter_map(|by| lookups.referrers.get(&by.text)).collect();
        for (by, referrers) in self.by.iter().zip(&referrers) {
            for (place, got) in referrers.skipped() {
                output.skip_at(&by.text, place.clone(), got);
            }
        }
        let is_referred_to = |wanted: &Wanted| {
            referrers.iter().any(|by| by.is_referenced_elsewhere(&wanted.id, &wanted.record))
        };
        let orphans: Vec<Wanted> =
            facts.into_iter().filter(|wanted| !is_referred_to(wanted)).collect();
        let different: BTreeSet<&str> = orphans.iter().map(|orphan| orphan.id.as_str()).collect();
        // The unreadable references may include one to each of these records.
        let may_be_all = self.unknown_references(&referrers, lookups) >= different.len() as u64;
        for wanted in &orphans {
            match may_be_all {
                true => output.cannot_know("", wanted.record.clone()),
                false => output.report(self.orphan(wanted, lookups)),
            }
        }
    }
}

impl Orphan {
    /// Returns how many more references there may be, in values or records that could not be read.
    fn unknown_references(&self, referrers: &[&Referrers], lookups: &Lookups<'_>) -> u64 {
        let read = referrers.iter().map(|by| by.unknown());
        let unread = self.by.iter().map(|by| lookups.unknown_records(&by.collection));
        read.chain(unread).fold(0, u64::saturating_add)
    }

    fn orphan(&self, wanted: &Wanted, lookups: &Lookups<'_>) -> Finding {
        let collection = &self.selection.collection;
        let record = lookups.record_at(collection, &wanted.record);
        let id_field = record.and_then(|record| record.collection.id.as_ref());
        let id_field = id_field.map(Field::as_str).unwrap_or_default();
        let anchor = Anchor::new(format!("{collection}/{}", wanted.id), id_field);
        let own = record.map(|record| self.own_references(&record, &wanted.id)).unwrap_or_default();
        let fields: Vec<String> = self.by.iter().map(|by| format!("`{}`", by.text)).collect();
        let name = record.map_or(wanted.record.clone(), |record| record.name_place());
        Finding::new(format!("nothing refers to `{}`", wanted.id), anchor)
            .label(name, "no field refers to this id")
            .labels_of(own.into_iter().map(Place::of), "its own reference does not count")
            .in_record(wanted.record.clone())
            .rests_on(format!("{collection}/{}", wanted.id), "references", "0")
            .help(format!("refer to it in {}, or remove it", fields.join(" or ")))
    }

    /// Returns the references of the record to itself.
    fn own_references<'a>(&self, record: &Record<'a>, id: &str) -> Vec<Value<'a>> {
        let own = self.by.iter().filter(|by| by.collection == self.selection.collection);
        let values = own.flat_map(|by| by.field.select(record.value));
        values.filter(|value| scalar_text(*value).as_deref() == Some(id)).collect()
    }
}
