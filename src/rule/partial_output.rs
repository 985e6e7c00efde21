//! The output of one rule for a part of the records.

use super::encoded::EncodedFact;
use super::facts::{Facts, Grouping, Lengths};
use super::missing::Missing;
use super::{Count, CountedValues, Keep, KeyHashes, KeySpace, Lookups, PassedOver, Record, Tally};
use crate::document::Value;
use crate::finding::{EncodedFinding, Place, append};
use crate::path::{Unknown, UnknownValue};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// The size of a rule's output at some point, to which the output can be reset.
pub(super) struct Extent {
    findings: usize,
    facts: Lengths,
    tally: Tally,
    counted: Vec<(u64, usize)>,
}

/// The maximum number of facts that each key may have in addition to the kept facts.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
pub struct UnknownFacts {
    /// Facts about records with an unknown key, and about records that were not visited because the result of
    /// the rule's condition is unknown.
    pub(super) records: u64,
    /// Facts about targets.
    pub(super) targets: u64,
}

impl UnknownFacts {
    /// Adds the numbers of other records.
    pub(super) fn add(&mut self, more: UnknownFacts) {
        self.records = self.records.saturating_add(more.records);
        self.targets = self.targets.saturating_add(more.targets);
    }

    /// Returns the sum of several numbers.
    #[must_use]
    pub fn sum(all: impl IntoIterator<Item = UnknownFacts>) -> UnknownFacts {
        let mut sum = UnknownFacts::default();
        all.into_iter().for_each(|more| sum.add(more));
        sum
    }
}

/// The output of one rule so far.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct PartialOutput {
    /// The findings.
    pub findings: Vec<EncodedFinding>,
    /// The counts of checked and unchecked values.
    pub tally: Tally,
    /// The counted values, with places.
    pub counted: CountedValues,
    /// Whether a visit encountered an unknown value.
    pub encountered_unknown: bool,
    /// Whether something was left unchecked, other than in the records of `passed_over`.
    pub has_passed_over: bool,
    /// The records in which something was left unchecked.
    pub passed_over: PassedOver,
    /// The maximum number of further facts that each key may have.
    pub(super) unknown: UnknownFacts,
    /// Whether the rule found a value to compare with, or may have missed one because of an unknown value.
    pub has_partner: bool,
    /// The spaces that have one value to compare, as long as no space has two; see
    /// [`Output::find_peer`](super::Output::find_peer).
    pub(super) with_one: BTreeSet<KeySpace>,
    /// Texts without a match.
    pub(super) missing: Missing,
    /// The facts of the rule.
    #[serde(skip)]
    pub(super) facts: Facts,
}

impl PartialOutput {
    /// Returns an empty output that keeps the facts that `keep` selects.
    #[must_use]
    pub fn new(keep: Keep) -> PartialOutput {
        PartialOutput { facts: Facts::new(keep), ..PartialOutput::default() }
    }

    /// Returns an output that contains only the facts of this output.
    #[must_use]
    pub fn only_facts(self) -> PartialOutput {
        PartialOutput { facts: self.facts, ..PartialOutput::default() }
    }

    /// Removes and returns the hashes of keys whose facts were not kept.
    pub fn take_hashes(&mut self) -> KeyHashes {
        self.facts.take_hashes()
    }

    /// Removes and returns the facts: first the facts to settle, then the facts with findings that must be
    /// completed.
    pub fn take_facts(&mut self) -> [Vec<EncodedFact>; 2] {
        let Facts { kept, to_complete, .. } = std::mem::take(&mut self.facts);
        [kept.iter().collect(), to_complete.iter().collect()]
    }

    /// Removes the facts that need not be settled. The facts of all records must have been added before.
    #[must_use]
    pub fn keep_to_settle(mut self, grouping: Grouping) -> PartialOutput {
        self.facts.keep_to_settle(grouping);
        self
    }

    /// Creates an output from facts that were taken from other outputs. `facts` are the facts to settle, in
    /// dataset order. `to_complete` are the facts with findings that must be completed.
    #[must_use]
    pub fn of_facts(facts: &[EncodedFact], to_complete: &[EncodedFact]) -> PartialOutput {
        let mut output = PartialOutput::default();
        for fact in facts {
            output.facts.kept.add_encoded(fact);
        }
        for fact in to_complete {
            output.facts.to_complete.add_encoded(fact);
        }
        output
    }

    /// Returns the maximum number of facts that each key may have in addition to the kept facts.
    #[must_use]
    pub fn unknown_facts(&self) -> UnknownFacts {
        self.unknown
    }

    /// Sets the maximum number of facts that each key may have in addition to the kept facts.
    pub fn set_unknown(&mut self, unknown: UnknownFacts) {
        self.unknown = unknown;
    }

    /// Returns the hashes of the keys of the facts that were kept.
    #[must_use]
    pub fn hashes_of_kept(&self) -> KeyHashes {
        self.facts.hashes_of_kept()
    }

    /// Returns the current size of the output, for [`PartialOutput::take_back`].
    pub(super) fn extent(&self) -> Extent {
        Extent {
            findings: self.findings.len(),
            facts: self.facts.lengths(),
            tally: self.tally.clone(),
            counted: self.counted.extent(),
        }
    }

    /// Removes everything that was added after `extent` was taken.
    pub(super) fn take_back(&mut self, extent: Extent) {
        self.findings.truncate(extent.findings);
        self.facts.truncate(&extent.facts);
        self.tally = extent.tally;
        self.counted.take_back(&extent.counted);
    }

    /// Removes the skipped values that were added after `extent` was taken. They may have been skipped only
    /// because of an unknown value.
    pub(super) fn take_back_skipped(&mut self, extent: &Extent) {
        self.tally.set(Count::Skipped, extent.tally.of(Count::Skipped));
        self.counted.take_back_only(Count::Skipped, &extent.counted);
    }

    /// Appends the output that follows in dataset order.
    pub fn append(&mut self, more: PartialOutput) {
        self.facts.append(more.facts);
        append(&mut self.findings, more.findings);
        self.tally.merge(&more.tally);
        self.has_partner |= more.has_partner || !self.with_one.is_disjoint(&more.with_one);
        match self.has_partner {
            true => self.with_one.clear(),
            false => self.with_one.extend(more.with_one),
        }
        self.counted.merge(more.counted);
        self.encountered_unknown |= more.encountered_unknown;
        self.has_passed_over |= more.has_passed_over;
        self.passed_over.merge(more.passed_over);
        self.unknown.add(more.unknown);
        self.missing.merge(more.missing);
    }

    /// Calls `visit`, which visits a record, and attributes anything that it leaves unchecked to this record alone. If
    /// `keeps` is `false`, no names of records are kept.
    pub fn visiting(
        &mut self,
        record: &Record<'_>,
        keeps: bool,
        visit: impl FnOnce(&mut PartialOutput),
    ) {
        let before = std::mem::replace(&mut self.has_passed_over, false);
        visit(self);
        if self.has_passed_over && keeps {
            self.passed_over.add(record);
            self.has_passed_over = false;
        }
        self.has_passed_over |= before;
    }

    /// Returns the records in which something was left unchecked.
    pub fn take_passed_over(&mut self) -> PassedOver {
        if self.has_passed_over {
            self.passed_over.add_all();
        }
        std::mem::take(&mut self.passed_over)
    }

    /// Counts a record for which the result of the rule's condition is unknown.
    pub fn count_unknown_record(&mut self, unknown: &Unknown, lookups: &Lookups<'_>) {
        self.unknown.records = self.unknown.records.saturating_add(1);
        (self.encountered_unknown, self.has_partner) = (true, true);
        self.has_passed_over = true;
        self.tally.add(Count::CannotTell);
        let (field, place) = place_of(unknown.first.as_ref());
        self.counted.add(
            Count::CannotTell,
            field,
            place,
            None,
            lookups.places.of(Count::CannotTell),
        );
    }

    /// Checks whether the record's document, or a document used for lookups, has unreliable values.
    pub(super) fn may_encounter_unknown(record: Option<Value<'_>>, lookups: &Lookups<'_>) -> bool {
        let has_marks = |record: Value<'_>| record.document().marks().is_some();
        lookups.has_unknown || record.is_some_and(has_marks)
    }
}

/// Returns the path that selects an unknown value, and the value's place.
pub(super) fn place_of(unknown: Option<&UnknownValue>) -> (&str, Option<Place>) {
    let Some(UnknownValue { selected_by, file, offset, is_missing }) = unknown else {
        return ("", None);
    };
    let place = match is_missing {
        true => Place::Opening { file: *file, offset: *offset },
        false => Place::at(*file, *offset),
    };
    (selected_by, Some(place))
}
