//! Referrers: for each id that a field refers to, which records refer to it.

use super::{Record, scalar_text};
use crate::document::{Kind, Value};
use crate::finding::Place;
use crate::parameters::ReferenceField;
use crate::path;
use std::collections::HashMap;

/// The ids that a field of a collection's records refers to.
#[derive(Debug, Default)]
pub struct Referrers {
    by_id: HashMap<Box<str>, Referrer>,
    skipped: Vec<(Place, &'static str)>,
    unknown: u64,
}

/// Who refers to an id. One place is enough to tell whether a record other than a given one refers to it.
#[derive(Debug)]
enum Referrer {
    One(Place),
    Several,
}

impl Referrers {
    /// Adds the ids that a record refers to.
    pub fn add(&mut self, by: &ReferenceField, record: &Record<'_>) {
        let ((), met) = path::watch(|| {
            by.field.each(record.value, |value| match scalar_text(value) {
                Some(id) => self.add_one(&id, record.place()),
                None if value.kind() == Kind::Null => {}
                None => self.skipped.push((Place::of(value), value.kind().with_article())),
            });
            // A record that is not an object is reported with its collection.
            let is_record = |value: Value<'_>| value.span() == record.value.span();
            by.field.each_blocked(record.value, |value| match value.kind() {
                Kind::Null => {}
                _ if is_record(value) => {}
                kind => self.skipped.push((Place::of(value), kind.with_article())),
            });
        });
        self.unknown = self.unknown.saturating_add(met.number);
    }

    /// Adds the referrers of other records.
    pub fn merge(&mut self, other: Referrers) {
        self.skipped.extend(other.skipped);
        self.unknown = self.unknown.saturating_add(other.unknown);
        for (id, referrer) in other.by_id {
            match referrer {
                Referrer::One(place) => self.add_one(&id, place),
                Referrer::Several => {
                    self.by_id.insert(id, Referrer::Several);
                }
            }
        }
    }

    /// Whether any record except the one at `record` refers to an id.
    #[must_use]
    pub fn is_referenced_elsewhere(&self, id: &str, record: &Place) -> bool {
        match self.by_id.get(id) {
            None => false,
            Some(Referrer::One(referrer)) => referrer != record,
            Some(Referrer::Several) => true,
        }
    }

    /// Returns the places of values that are neither strings nor numbers, or at which the field ends too
    /// early, and what they are.
    #[must_use]
    pub fn skipped(&self) -> &[(Place, &'static str)] {
        &self.skipped
    }

    /// Returns how many more ids may be referred to, by unreliable values or values of another type.
    #[must_use]
    pub fn unknown(&self) -> u64 {
        self.unknown.saturating_add(self.skipped.len() as u64)
    }

    fn add_one(&mut self, id: &str, referrer: Place) {
        match self.by_id.get_mut(id) {
            None => {
                self.by_id.insert(id.into(), Referrer::One(referrer));
            }
            Some(known) => {
                if matches!(known, Referrer::One(first) if *first != referrer) {
                    *known = Referrer::Several;
                }
            }
        }
    }
}
