//! Who refers to what: of each id that a field names, so much as a rule asks.

use super::{Record, scalar_text};
use crate::document::Kind;
use crate::finding::Place;
use crate::parameters::ReferenceField;
use crate::path;
use std::collections::HashMap;

/// The ids that the records of a collection name in a field.
#[derive(Debug, Default)]
pub struct Referrers {
    by_id: HashMap<Box<str>, Referrer>,
    skipped: Vec<(Place, &'static str)>,
    unknown: u64,
}

/// Who refers to an id: all that can be asked is whether it is another than the record itself.
#[derive(Debug)]
enum Referrer {
    One(Place),
    Several,
}

impl Referrers {
    /// Adds what a record names.
    pub fn add(&mut self, by: &ReferenceField, record: &Record<'_>) {
        let ((), met) = path::watch(|| {
            by.field.each(record.value, |value| match scalar_text(value) {
                Some(id) => self.add_one(&id, record.place()),
                None if value.kind() == Kind::Null => {}
                None => self.skipped.push((Place::of(value), value.kind().with_article())),
            });
        });
        self.unknown = self.unknown.saturating_add(met.number);
    }

    /// Adds what other records name.
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

    /// Whether a record other than one names an id.
    #[must_use]
    pub fn is_referenced_elsewhere(&self, id: &str, record: &Place) -> bool {
        match self.by_id.get(id) {
            None => false,
            Some(Referrer::One(referrer)) => referrer != record,
            Some(Referrer::Several) => true,
        }
    }

    /// The values that are no ids, since they are neither texts nor numbers, and what they are instead.
    #[must_use]
    pub fn skipped(&self) -> &[(Place, &'static str)] {
        &self.skipped
    }

    /// How many ids may be named beside those that are known: values that are no ids, and spoilt ones.
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
