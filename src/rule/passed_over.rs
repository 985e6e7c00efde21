//! The records in which a rule left something unchecked. A finding about such a record may still hold even if a run
//! does not report it.

use super::Record;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// The records in which a rule left something unchecked.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PassedOver {
    /// Whether the rule may have missed a finding about any record.
    is_everywhere: bool,
    /// The anchors of the records, by collection. A record without an id has an empty anchor.
    records: BTreeMap<String, BTreeSet<String>>,
    /// The subjects of findings that the rule could not decide.
    subjects: BTreeSet<String>,
}

impl PassedOver {
    /// Adds a record.
    pub(super) fn add(&mut self, record: &Record<'_>) {
        let anchor = record.written_id().map_or_else(String::new, |_| record.anchor());
        self.records.entry(record.collection.name.clone()).or_default().insert(anchor);
    }

    /// Adds the subject of a finding that the rule could not decide.
    pub(super) fn add_subject(&mut self, subject: &str) {
        self.subjects.insert(subject.to_owned());
    }

    /// Records that the rule may have missed a finding about any record.
    pub(super) fn add_all(&mut self) {
        *self = PassedOver { is_everywhere: true, ..PassedOver::default() };
    }

    /// Adds the records of another part of the dataset.
    pub fn merge(&mut self, more: PassedOver) {
        self.is_everywhere |= more.is_everywhere;
        for (collection, anchors) in more.records {
            self.records.entry(collection).or_default().extend(anchors);
        }
        self.subjects.extend(more.subjects);
    }

    /// Whether the rule may have missed a finding about a subject. `anchor_in` returns the anchors of the records of a
    /// collection that the subject consists of, or `None` if it does not begin with one. A finding that is not about a
    /// record of the collection may depend on each of its records.
    pub fn may_concern<'s>(
        &self,
        subject: &str,
        anchor_in: impl Fn(&str) -> Option<&'s str>,
    ) -> bool {
        self.is_everywhere
            || self.subjects.iter().any(|known| subject.ends_with(known.as_str()))
            || self.records.iter().any(|(collection, anchors)| match anchor_in(collection) {
                Some(subject) => anchors.contains("") || names_one_of(subject, collection, anchors),
                None => true,
            })
    }
}

/// Whether a subject names one of some records of a collection: `visits/a`, or `visits/a visits/b`.
fn names_one_of(subject: &str, collection: &str, anchors: &BTreeSet<String>) -> bool {
    let start = format!("{collection}/");
    let separator = format!(" {start}");
    let mut names = subject.strip_prefix(&start).unwrap_or(subject).split(&separator);
    anchors.contains(subject) || names.any(|name| anchors.contains(&format!("{start}{name}")))
}
