//! `orphan`: a record that no other refers to.

use super::{Kind, Origin};
use crate::document::Value;
use crate::finding::{Anchor, Finding, Level, Place};
use crate::parameters::{
    Arguments, IN, Parameter, ParameterType, ReferenceField, Role, Selection, WHERE, WITHIN,
};
use crate::path::Field;
use crate::rule::{
    DynRule, Key, KeySpace, Lookup, Lookups, Output, Record, Referrers, Rule, WITHOUT_ID,
    scalar_text,
};

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

fn build(arguments: &mut Arguments<'_>) -> Option<Box<dyn DynRule>> {
    let (selection, by) = (arguments.selection(), arguments.references("by"));
    Some(Box::new(Orphan { selection: selection?, by: by? }))
}

impl Rule for Orphan {
    /// The place of a record that should be referred to.
    type Fact = Place;

    fn selection(&self) -> &Selection {
        &self.selection
    }

    fn declare(&self) -> Vec<Lookup> {
        self.by.iter().cloned().map(Lookup::Referrers).collect()
    }

    fn visit(&self, record: &Record<'_>, _: &Lookups<'_>, output: &mut Output<'_, Place>) {
        match record.id() {
            Some(id) => {
                output.keep_under(KeySpace::Dataset, &[id], || record.place());
            }
            // Nothing can refer to a record without an id.
            None => output.skip_record(WITHOUT_ID),
        }
    }

    fn keys(&self, _: &Lookups<'_>) -> Vec<Key> {
        // The key without texts stands for the references that cannot be read.
        vec![Key::default()]
    }

    fn settle(
        &self,
        key: &Key,
        facts: Vec<Place>,
        lookups: &Lookups<'_>,
        output: &mut Output<'_, Place>,
    ) {
        let referrers: Vec<&Referrers> =
            self.by.iter().filter_map(|by| lookups.referrers.get(&by.text)).collect();
        let Some(id) = key.first_text() else {
            return self.skip_references(&referrers, output);
        };
        let is_referred_to =
            |record: &Place| referrers.iter().any(|by| by.is_referenced_elsewhere(id, record));
        let orphans = facts.iter().filter(|record| !is_referred_to(record));
        let findings: Vec<Finding> = orphans.map(|place| self.orphan(id, place, lookups)).collect();
        if !findings.is_empty() {
            // The unreadable references may include one to this record.
            let references = (Key::default(), self.unknown_references(&referrers, lookups));
            output.report_missing(references, id, "", findings);
        }
    }
}

impl Orphan {
    /// Skips the references that cannot be read.
    fn skip_references(&self, referrers: &[&Referrers], output: &mut Output<'_, Place>) {
        for (by, referrers) in self.by.iter().zip(referrers) {
            for (place, got) in referrers.skipped() {
                output.skip_at(&by.text, place.clone(), got);
            }
        }
    }

    /// Returns how many more references there may be, in values or records that could not be read.
    fn unknown_references(&self, referrers: &[&Referrers], lookups: &Lookups<'_>) -> u64 {
        let read = referrers.iter().map(|by| by.unknown());
        let unread = self.by.iter().map(|by| lookups.unknown_records(&by.collection));
        read.chain(unread).fold(0, u64::saturating_add)
    }

    fn orphan(&self, id: &str, place: &Place, lookups: &Lookups<'_>) -> Finding {
        let collection = &self.selection.collection;
        let record = lookups.record_at(collection, place);
        let id_field = record.and_then(|record| record.collection.id.as_ref());
        let id_field = id_field.map(Field::as_str).unwrap_or_default();
        let anchor = Anchor::new(format!("{collection}/{id}"), id_field);
        let own = record.map(|record| self.own_references(&record, id)).unwrap_or_default();
        let fields: Vec<String> = self.by.iter().map(|by| format!("`{}`", by.text)).collect();
        let name = record.map_or(place.clone(), |record| record.name_place());
        Finding::new(format!("nothing refers to `{id}`"), anchor)
            .label(name, "no field refers to this id")
            .labels_of(own.into_iter().map(Place::of), "its own reference does not count")
            .in_record(place.clone())
            .rests_on(format!("{collection}/{id}"), "references", "0")
            .help(format!("refer to it in {}, or remove it", fields.join(" or ")))
    }

    /// Returns the references of the record to itself.
    fn own_references<'a>(&self, record: &Record<'a>, id: &str) -> Vec<Value<'a>> {
        let own = self.by.iter().filter(|by| by.collection == self.selection.collection);
        let values = own.flat_map(|by| by.field.select(record.value));
        values.filter(|value| scalar_text(*value).as_deref() == Some(id)).collect()
    }
}
