//! Rules of any kind behind one interface, and what a visit or a settlement gives.

use super::{Count, Lookup, Lookups, Record, Rule, Tally, Unchecked};
use crate::document::{Kind, Value};
use crate::finding::{Finding, Keys, Place};
use crate::parameters::Selection;
use crate::path::{self, Field, Unknown};
use std::any::Any;

/// Where a rule puts what it has to say.
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
    /// What is looked at instead of the record.
    about: Option<Place>,
    /// How many places of what is not checked are kept.
    places: usize,
}

impl<Fact> Output<'_, Fact> {
    /// Reports a finding; the engine adds the rule's id and level.
    pub fn report(&mut self, finding: Finding) {
        self.findings.push(finding);
    }

    /// Says that the rule has something to compare with.
    pub fn found_partner(&mut self) {
        *self.has_partner = true;
    }

    /// Keeps a fact for the settlement.
    pub fn keep(&mut self, fact: Fact) {
        self.facts.push(fact);
    }

    /// Counts something that the summary of the run tells, about the record that is visited.
    pub fn count(&mut self, count: Count) {
        self.tally.add(count);
        if count.is_not_checked() {
            let place = self.about.clone().or_else(|| self.record.map(Place::of));
            self.unchecked.add(count, "", place, None, self.places);
        }
    }

    /// Says where that is which the next counts are about, if it is not the record that is visited.
    pub fn about(&mut self, place: Option<Place>) {
        self.about = place;
    }

    /// Counts something about a field at a place.
    pub fn count_at(&mut self, count: Count, field: &str, place: Place) {
        self.tally.add(count);
        if count.is_not_checked() {
            self.unchecked.add(count, field, Some(place), None, self.places);
        }
    }

    /// Passes over a value of a field that the rule does not take. `null` is no value, and of an empty text
    /// nothing can be told.
    pub fn skip(&mut self, field: &Field, value: Value<'_>) {
        let place = Place::of(value);
        match value.kind() {
            Kind::Null => {}
            Kind::String if value.as_str().is_some_and(|text| text.is_empty()) => {
                self.count_at(Count::CannotTell, field.as_str(), place);
            }
            kind => self.skip_at(field.as_str(), place, kind.with_article()),
        }
    }

    /// Selects the one value that a rule takes of a field. Several are skipped.
    pub fn only<'a>(&mut self, field: &Field, record: Value<'a>) -> Option<Value<'a>> {
        if field.selects_several(record) {
            let place = Place::of(field.first(record)?);
            self.skip_at(field.as_str(), place, "one of several values");
            return None;
        }
        field.only(record)
    }

    /// Passes over the record that is visited, for what it is, in words. Where something in it is spoilt, it
    /// cannot be told what it is.
    pub fn skip_record(&mut self, got: &'static str) {
        let Some(record) = self.record else { return };
        let marks = record.document().marks();
        if marks.is_some_and(|marks| marks.touch(record)) {
            return self.cannot_know("", Place::of(record));
        }
        self.skip_at("", Place::of(record), got);
    }

    /// Passes over a value of a field at a place, for what it is, in words.
    pub fn skip_at(&mut self, field: &str, place: Place, got: &'static str) {
        self.tally.add(Count::Skipped);
        self.unchecked.add(Count::Skipped, field, Some(place), Some(got), self.places);
    }

    /// Counts something about a field that cannot be told, since a value is spoilt.
    pub fn cannot_know(&mut self, field: &str, place: Place) {
        (*self.met_unknown, *self.has_partner) = (true, true);
        self.count_at(Count::CannotTell, field, place);
    }

    /// The same about what a finding would have said.
    pub fn cannot_know_of(&mut self, field: &str, finding: &Finding) {
        if let Some(label) = finding.primary() {
            self.cannot_know(field, label.place.clone());
        }
    }

    /// How many records of the rule's collection may be there that it has not visited, since it is unknown
    /// whether its condition holds.
    #[must_use]
    pub fn unknown_records(&self) -> u64 {
        *self.unknown
    }

    /// How much has been put here.
    fn extent(&self) -> Extent {
        Extent {
            findings: self.findings.len(),
            facts: self.facts.len(),
            tally: self.tally.clone(),
            unchecked: self.unchecked.extent(),
        }
    }

    /// Takes back what has been put here since.
    fn take_back(&mut self, extent: Extent) {
        self.findings.truncate(extent.findings);
        self.facts.truncate(extent.facts);
        *self.tally = extent.tally;
        self.unchecked.take_back(&extent.unchecked);
    }

    /// Takes back what has been passed over since: it may be for what is unknown that it was.
    fn take_back_skipped(&mut self, extent: &Extent) {
        self.tally.set(Count::Skipped, extent.tally.of(Count::Skipped));
        self.unchecked.take_back_only(Count::Skipped, &extent.unchecked);
    }
}

/// How much a rule has put into its output.
struct Extent {
    findings: usize,
    facts: usize,
    tally: Tally,
    unchecked: Vec<(u64, usize)>,
}

/// What one rule has given so far.
#[derive(Debug)]
pub struct PartialOutput {
    /// The findings.
    pub findings: Vec<Finding>,
    /// What was counted.
    pub tally: Tally,
    /// Where that was which was not checked.
    pub unchecked: Unchecked,
    /// Whether something that it looked at is unknown.
    pub met_unknown: bool,
    /// How many records it may have to visit and has not, since its condition is unknown of them.
    unknown_records: u64,
    /// Whether it had something to compare with.
    pub has_partner: bool,
    /// A `Vec` of the rule's facts.
    facts: Box<dyn Any + Send + Sync>,
}

impl PartialOutput {
    /// Passes over a record of which it is unknown whether the rule's condition holds.
    pub fn pass_over(&mut self, unknown: &Unknown, lookups: &Lookups<'_>) {
        self.unknown_records = self.unknown_records.saturating_add(1);
        (self.met_unknown, self.has_partner) = (true, true);
        self.tally.add(Count::CannotTell);
        let (field, place) = place_of(unknown);
        self.unchecked.add(Count::CannotTell, field, place, None, lookups.places);
    }

    /// The facts, and where the rule puts what it has to say.
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
        let facts = facts.downcast_mut::<Vec<Fact>>()?;
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

/// What selects the first value that is unknown, and where it is.
fn place_of(unknown: &Unknown) -> (&str, Option<Place>) {
    match &unknown.first {
        Some(first) => (&first.selected_by, Some(Place::range(first.file, first.range.clone()))),
        None => ("", None),
    }
}

/// A rule whose kind of fact is not known.
pub trait DynRule: Send + Sync {
    /// Which records it visits.
    fn any_selection(&self) -> &Selection;
    /// What it looks things up in.
    fn any_declare(&self) -> Vec<Lookup>;
    /// Whether it judges each record by itself alone.
    fn any_is_record_local(&self) -> bool;
    /// The fields that it reads of a record, where they are not its arguments.
    fn any_reads(&self) -> Option<Vec<Field>>;
    /// The objects of a record of which it reads the keys.
    fn any_reads_keys(&self) -> Keys;
    /// Whether it keeps the records of each document apart by itself.
    fn any_keeps_documents_apart(&self) -> bool;
    /// Whether it compares records that have a key in common, and sees no others.
    fn any_compares_by_key(&self) -> bool;
    /// Whether its findings are about several records.
    fn any_has_others(&self) -> bool;
    /// What is not there when it compares nothing.
    fn any_partner(&self) -> Option<&'static str>;
    /// Hands over a hash of each key that a record has.
    fn any_each_key(&self, record: &Record<'_>, add: &mut dyn FnMut(u64));
    /// A hash of what the keys of a record are about.
    fn any_key_group(&self, record: &Record<'_>) -> u64;
    /// An empty start.
    fn any_start(&self) -> PartialOutput;
    /// Sees one record.
    fn any_visit(&self, record: &Record<'_>, lookups: &Lookups<'_>, work: &mut PartialOutput);
    /// Adds work that comes next in the order of the dataset.
    fn any_add(&self, work: &mut PartialOutput, more: PartialOutput);
    /// Takes the work of all threads, in the order of the dataset, and settles it.
    fn any_settle(&self, parts: Vec<PartialOutput>, lookups: &Lookups<'_>) -> PartialOutput;
}

impl<R: Rule> DynRule for R {
    fn any_selection(&self) -> &Selection {
        self.selection()
    }

    fn any_declare(&self) -> Vec<Lookup> {
        self.declare()
    }

    fn any_is_record_local(&self) -> bool {
        self.is_record_local()
    }

    fn any_reads(&self) -> Option<Vec<Field>> {
        self.reads()
    }

    fn any_reads_keys(&self) -> Keys {
        self.reads_keys()
    }

    fn any_keeps_documents_apart(&self) -> bool {
        self.keeps_documents_apart()
    }

    fn any_compares_by_key(&self) -> bool {
        self.compares_by_key()
    }

    fn any_has_others(&self) -> bool {
        self.has_others()
    }

    fn any_partner(&self) -> Option<&'static str> {
        self.partner()
    }

    fn any_each_key(&self, record: &Record<'_>, add: &mut dyn FnMut(u64)) {
        self.each_key(record, add);
    }

    fn any_key_group(&self, record: &Record<'_>) -> u64 {
        self.key_group(record)
    }

    fn any_start(&self) -> PartialOutput {
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

    fn any_visit(&self, record: &Record<'_>, lookups: &Lookups<'_>, work: &mut PartialOutput) {
        let parts = work.parts::<R::Fact>(Some(record.value), lookups);
        let Some(mut output) = parts else { return };
        if !lookups.has_unknown && record.value.document().marks().is_none() {
            return self.visit(record, lookups, &mut output);
        }
        let before = output.extent();
        let ((), met) = path::watch(|| self.visit(record, lookups, &mut output));
        if met.is_none() {
            return;
        }
        match self.keeps_what_it_knows() {
            true => output.take_back_skipped(&before),
            false => output.take_back(before),
        }
        let (field, place) = place_of(&met);
        output.cannot_know(field, place.unwrap_or_else(|| record.place()));
    }

    fn any_add(&self, work: &mut PartialOutput, more: PartialOutput) {
        work.findings.extend(more.findings);
        work.tally.merge(&more.tally);
        work.has_partner |= more.has_partner;
        work.unchecked.merge(more.unchecked);
        work.met_unknown |= more.met_unknown;
        work.unknown_records = work.unknown_records.saturating_add(more.unknown_records);
        let facts = work.facts.downcast_mut::<Vec<R::Fact>>();
        if let (Some(facts), Ok(more)) = (facts, more.facts.downcast::<Vec<R::Fact>>()) {
            facts.extend(*more);
        }
    }

    fn any_settle(&self, parts: Vec<PartialOutput>, lookups: &Lookups<'_>) -> PartialOutput {
        let mut settled = self.any_start();
        for part in parts {
            self.any_add(&mut settled, part);
        }
        if let Some(mut output) = settled.parts::<R::Fact>(None, lookups) {
            let facts = std::mem::take(output.facts);
            self.settle(facts, lookups, &mut output);
        }
        settled
    }
}
