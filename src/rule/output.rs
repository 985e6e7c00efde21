//! Type-erased rules, and the output of visits and settlements.

use super::{AcceptedFields, Count, Lookup, Lookups, Record, Rule, Tally, Unchecked};
use crate::document::{Kind, Value};
use crate::finding::{Finding, Keys, Place};
use crate::parameters::Selection;
use crate::path::{self, Field, Unknown};
use std::any::Any;

/// Receives a rule's findings, counts and facts.
pub struct Output<'w, Fact> {
    findings: &'w mut Vec<Finding>,
    tally: &'w mut Tally,
    facts: &'w mut Vec<Fact>,
    unchecked: &'w mut Unchecked,
    unknown: &'w mut u64,
    met_unknown: &'w mut bool,
    has_partner: &'w mut bool,
    /// The record that is visited.
    record: Option<Value<'w>>,
    /// The place of the next counts, if it is not the record.
    about: Option<Place>,
    /// Maximum number of places that are kept per entry of unchecked values.
    places: usize,
}

impl<Fact> Output<'_, Fact> {
    /// Reports a finding; the engine adds the rule's id and level.
    pub fn report(&mut self, finding: Finding) {
        self.findings.push(finding);
    }

    /// Notes that the rule has something to compare with.
    pub fn found_partner(&mut self) {
        *self.has_partner = true;
    }

    /// Like [`Output::found_partner`] if `is_there` returns `true`. It is not called once the rule has
    /// something to compare with.
    pub fn find_partner(&mut self, is_there: impl FnOnce() -> bool) {
        *self.has_partner = *self.has_partner || is_there();
    }

    /// Keeps a fact for the settlement.
    pub fn keep(&mut self, fact: Fact) {
        self.facts.push(fact);
    }

    /// Counts something about the visited record, for the summary.
    pub fn count(&mut self, count: Count) {
        if count.is_not_checked() {
            let place = self.about.clone().or_else(|| self.record.map(Place::of));
            return self.add(count, "", place, None);
        }
        self.tally.add(count);
    }

    /// Sets the place of the next counts, if it is not the visited record.
    pub fn about(&mut self, place: Option<Place>) {
        self.about = place;
    }

    /// Counts something about a field at a place.
    pub fn count_at(&mut self, count: Count, field: &str, place: Place) {
        self.add(count, field, Some(place), None);
    }

    fn add(&mut self, count: Count, field: &str, place: Option<Place>, got: Option<&'static str>) {
        self.tally.add(count);
        if count.is_not_checked() {
            self.unchecked.add(count, field, place, got, self.places);
        }
    }

    /// Skips a value of a field that the rule does not accept. `null` counts as absent, and a blank string
    /// as [`Count::CannotTell`].
    pub fn skip(&mut self, field: &Field, value: Value<'_>) {
        self.skip_as(field.as_str(), value, value.kind().with_article());
    }

    /// Like [`Output::skip`]; `got` says what the value is.
    pub(super) fn skip_as(&mut self, field: &str, value: Value<'_>, got: &'static str) {
        let place = Place::of(value);
        match value.kind() {
            Kind::Null => {}
            Kind::String if value.as_str().is_some_and(|text| text.trim().is_empty()) => {
                self.count_at(Count::CannotTell, field, place);
            }
            _ => self.skip_at(field, place, got),
        }
    }

    /// Returns a field's only value, or `None` if there is none. Several values are skipped.
    pub fn only<'a>(&mut self, field: &Field, record: Value<'a>) -> Option<Value<'a>> {
        if field.selects_several(record) {
            let place = Place::of(field.first(record)?);
            self.skip_at(field.as_str(), place, "one of several values");
            return None;
        }
        field.only(record)
    }

    /// Skips the visited record; `got` says what it is. A record with unreliable content is counted as
    /// [`Count::CannotTell`] instead.
    pub fn skip_record(&mut self, got: &'static str) {
        let Some(record) = self.record else { return };
        let marks = record.document().marks();
        if marks.is_some_and(|marks| marks.touch(record)) {
            return self.cannot_know("", Place::of(record));
        }
        self.skip_at("", Place::of(record), got);
    }

    /// Skips a value of a field at a place; `got` says what it is.
    pub fn skip_at(&mut self, field: &str, place: Place, got: &'static str) {
        self.add(Count::Skipped, field, Some(place), Some(got));
    }

    /// Counts something about a field that cannot be known because a value is unreliable.
    pub fn cannot_know(&mut self, field: &str, place: Place) {
        (*self.met_unknown, *self.has_partner) = (true, true);
        self.count_at(Count::CannotTell, field, place);
    }

    /// Counts a possible finding that cannot be decided because a value is unreliable.
    pub fn cannot_know_of(&mut self, field: &str, finding: &Finding) {
        if let Some(label) = finding.primary() {
            self.cannot_know(field, label.place.clone());
        }
    }

    /// Returns how many records were not visited because it is unknown whether the rule's condition holds.
    #[must_use]
    pub fn unknown_records(&self) -> u64 {
        *self.unknown
    }

    /// Returns the current size of the output, for [`Output::take_back`].
    fn extent(&self) -> Extent {
        Extent {
            findings: self.findings.len(),
            facts: self.facts.len(),
            tally: self.tally.clone(),
            unchecked: self.unchecked.extent(),
        }
    }

    /// Removes what was added since `extent`.
    fn take_back(&mut self, extent: Extent) {
        self.findings.truncate(extent.findings);
        self.facts.truncate(extent.facts);
        *self.tally = extent.tally;
        self.unchecked.take_back(&extent.unchecked);
    }

    /// Removes the skipped values added since `extent`: they may only have been skipped because of an unknown
    /// value.
    fn take_back_skipped(&mut self, extent: &Extent) {
        self.tally.set(Count::Skipped, extent.tally.of(Count::Skipped));
        self.unchecked.take_back_only(Count::Skipped, &extent.unchecked);
    }
}

/// The size of a rule's output at some point.
struct Extent {
    findings: usize,
    facts: usize,
    tally: Tally,
    unchecked: Vec<(u64, usize)>,
}

/// The output of one rule so far.
#[derive(Debug)]
pub struct PartialOutput {
    /// The findings.
    pub findings: Vec<Finding>,
    /// What was counted.
    pub tally: Tally,
    /// The places of what was not checked.
    pub unchecked: Unchecked,
    /// Whether it met an unknown value.
    pub met_unknown: bool,
    /// The number of records not visited because it is unknown whether the rule's condition holds.
    unknown_records: u64,
    /// Whether it had something to compare with.
    pub has_partner: bool,
    /// A `Vec` of the rule's facts.
    facts: Box<dyn Any + Send + Sync>,
}

impl PartialOutput {
    /// Counts a record for which it is unknown whether the rule's condition holds.
    pub fn count_unknown_record(&mut self, unknown: &Unknown, lookups: &Lookups<'_>) {
        self.unknown_records = self.unknown_records.saturating_add(1);
        (self.met_unknown, self.has_partner) = (true, true);
        self.tally.add(Count::CannotTell);
        let (field, place) = place_of(unknown);
        self.unchecked.add(Count::CannotTell, field, place, None, lookups.places);
    }

    /// Borrows the parts as an [`Output`], or returns `None` if `Fact` is not the rule's type of fact.
    fn parts<'w, Fact: Send + Sync + 'static>(
        &'w mut self,
        record: Option<Value<'w>>,
        lookups: &Lookups<'_>,
    ) -> Option<Output<'w, Fact>> {
        let PartialOutput {
            findings,
            tally,
            facts,
            unchecked,
            unknown_records,
            met_unknown,
            has_partner,
        } = self;
        let facts = facts.downcast_mut::<Vec<Fact>>();
        debug_assert!(facts.is_some(), "the output of a rule holds facts of the rule's own type");
        let facts = facts?;
        let (unknown, places, about) = (unknown_records, lookups.places, None);
        Some(Output {
            findings,
            tally,
            facts,
            unchecked,
            unknown,
            met_unknown,
            has_partner,
            record,
            about,
            places,
        })
    }
}

/// Returns the path that selects the first unknown value, and the value's place.
fn place_of(unknown: &Unknown) -> (&str, Option<Place>) {
    match &unknown.first {
        Some(first) => (&first.selected_by, Some(Place::range(first.file, first.range.clone()))),
        None => ("", None),
    }
}

/// A type-erased [`Rule`]: its methods do not mention the type of its facts.
pub trait DynRule: Send + Sync {
    /// See [`Rule::selection`].
    fn selection(&self) -> &Selection;
    /// See [`Rule::declare`].
    fn declare(&self) -> Vec<Lookup>;
    /// See [`Rule::is_record_local`].
    fn is_record_local(&self) -> bool;
    /// See [`Rule::reads`].
    fn reads(&self) -> Option<Vec<Field>>;
    /// See [`Rule::reads_keys`].
    fn reads_keys(&self) -> Keys;
    /// See [`Rule::keeps_documents_apart`].
    fn keeps_documents_apart(&self) -> bool;
    /// See [`Rule::compares_by_key`].
    fn compares_by_key(&self) -> bool;
    /// See [`Rule::has_others`].
    fn has_others(&self) -> bool;
    /// See [`Rule::missing_partner`].
    fn missing_partner(&self) -> Option<&'static str>;
    /// See [`Rule::each_key`].
    fn each_key(&self, record: &Record<'_>, add: &mut dyn FnMut(u64));
    /// See [`Rule::key_group`].
    fn key_group(&self, record: &Record<'_>) -> u64;
    /// Returns an empty output.
    fn start(&self) -> PartialOutput;
    /// See [`Rule::accepted`].
    fn accepted(&self) -> Option<&AcceptedFields>;
    /// Skips the values of a record that are not accepted, before the record is visited.
    fn skip_refused(
        &self,
        accepted: &AcceptedFields,
        record: &Record<'_>,
        lookups: &Lookups<'_>,
        work: &mut PartialOutput,
    );
    /// Visits one record and adds to `work`.
    fn visit(&self, record: &Record<'_>, lookups: &Lookups<'_>, work: &mut PartialOutput);
    /// Appends output that comes next in dataset order.
    fn add(&self, work: &mut PartialOutput, more: PartialOutput);
    /// Merges the outputs of all threads, which are in dataset order, skips the values of looked-up records
    /// that are not accepted, and settles the facts.
    fn settle(
        &self,
        parts: Vec<PartialOutput>,
        accepted: &AcceptedFields,
        lookups: &Lookups<'_>,
    ) -> PartialOutput;
}

impl<R: Rule> DynRule for R {
    fn selection(&self) -> &Selection {
        Rule::selection(self)
    }

    fn declare(&self) -> Vec<Lookup> {
        Rule::declare(self)
    }

    fn is_record_local(&self) -> bool {
        Rule::is_record_local(self)
    }

    fn reads(&self) -> Option<Vec<Field>> {
        Rule::reads(self)
    }

    fn reads_keys(&self) -> Keys {
        Rule::reads_keys(self)
    }

    fn keeps_documents_apart(&self) -> bool {
        Rule::keeps_documents_apart(self)
    }

    fn compares_by_key(&self) -> bool {
        Rule::compares_by_key(self)
    }

    fn has_others(&self) -> bool {
        Rule::has_others(self)
    }

    fn missing_partner(&self) -> Option<&'static str> {
        Rule::missing_partner(self)
    }

    fn each_key(&self, record: &Record<'_>, add: &mut dyn FnMut(u64)) {
        Rule::each_key(self, record, add);
    }

    fn key_group(&self, record: &Record<'_>) -> u64 {
        Rule::key_group(self, record)
    }

    fn start(&self) -> PartialOutput {
        let facts: Vec<R::Fact> = Vec::new();
        PartialOutput {
            findings: Vec::new(),
            tally: Tally::default(),
            unchecked: Unchecked::default(),
            has_partner: false,
            met_unknown: false,
            unknown_records: 0,
            facts: Box::new(facts),
        }
    }

    fn accepted(&self) -> Option<&AcceptedFields> {
        Rule::accepted(self)
    }

    fn skip_refused(
        &self,
        accepted: &AcceptedFields,
        record: &Record<'_>,
        lookups: &Lookups<'_>,
        work: &mut PartialOutput,
    ) {
        if let Some(mut output) = work.parts::<R::Fact>(Some(record.value), lookups) {
            accepted.skip_visited(record.value, &mut output);
        }
    }

    fn visit(&self, record: &Record<'_>, lookups: &Lookups<'_>, work: &mut PartialOutput) {
        let parts = work.parts::<R::Fact>(Some(record.value), lookups);
        let Some(mut output) = parts else { return };
        if !lookups.has_unknown && record.value.document().marks().is_none() {
            return Rule::visit(self, record, lookups, &mut output);
        }
        let before = output.extent();
        let ((), met) = path::watch(|| Rule::visit(self, record, lookups, &mut output));
        if met.is_none() {
            return;
        }
        match self.tolerates_unknown_values() {
            true => output.take_back_skipped(&before),
            false => output.take_back(before),
        }
        let (field, place) = place_of(&met);
        output.cannot_know(field, place.unwrap_or_else(|| record.place()));
    }

    fn add(&self, work: &mut PartialOutput, more: PartialOutput) {
        work.findings.extend(more.findings);
        work.tally.merge(&more.tally);
        work.has_partner |= more.has_partner;
        work.unchecked.merge(more.unchecked);
        work.met_unknown |= more.met_unknown;
        work.unknown_records = work.unknown_records.saturating_add(more.unknown_records);
        let facts = work.facts.downcast_mut::<Vec<R::Fact>>();
        match (facts, more.facts.downcast::<Vec<R::Fact>>()) {
            (Some(facts), Ok(more)) => facts.extend(*more),
            _ => debug_assert!(false, "two outputs of one rule hold facts of one type"),
        }
    }

    fn settle(
        &self,
        parts: Vec<PartialOutput>,
        accepted: &AcceptedFields,
        lookups: &Lookups<'_>,
    ) -> PartialOutput {
        let mut settled = self.start();
        for part in parts {
            self.add(&mut settled, part);
        }
        if let Some(mut output) = settled.parts::<R::Fact>(None, lookups) {
            accepted.skip_looked_up(lookups, &mut output);
            let facts = std::mem::take(output.facts);
            Rule::settle(self, facts, lookups, &mut output);
        }
        settled
    }
}
