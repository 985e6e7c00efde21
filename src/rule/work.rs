//! Rules of any kind behind one interface, and what a visit or a settlement gives.

use super::{Count, Lookup, Lookups, Record, Rule, Tally};
use crate::finding::{Finding, Keys};
use crate::parameters::Selection;
use crate::path::{self, Field, Unknown};
use std::any::Any;

/// Where a rule puts what it has to say.
pub struct Output<'w, Fact> {
    findings: &'w mut Vec<Finding>,
    tally: &'w mut Tally,
    facts: &'w mut Vec<Fact>,
    unknown: &'w mut u64,
    met_unknown: &'w mut bool,
    has_partner: &'w mut bool,
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

    /// Counts something that the summary of the run tells.
    pub fn count(&mut self, count: Count) {
        self.tally.add(count);
    }

    /// Counts something that cannot be told, since a value is spoilt.
    pub fn cannot_know(&mut self) {
        *self.met_unknown = true;
        self.count(Count::CannotTell);
    }

    /// How many records of the rule's collection may be there that it has not visited, since it is unknown
    /// whether its condition holds.
    #[must_use]
    pub fn unknown_records(&self) -> u64 {
        *self.unknown
    }

    /// How much has been put here.
    fn extent(&self) -> (usize, usize, Tally) {
        (self.findings.len(), self.facts.len(), self.tally.clone())
    }

    /// Takes back what has been put here since.
    fn take_back(&mut self, (findings, facts, tally): (usize, usize, Tally)) {
        self.findings.truncate(findings);
        self.facts.truncate(facts);
        *self.tally = tally;
    }
}

/// What one rule has given so far.
#[derive(Debug)]
pub struct Work {
    /// The findings.
    pub findings: Vec<Finding>,
    /// What was counted.
    pub tally: Tally,
    /// Whether something that it looked at is unknown.
    pub met_unknown: bool,
    /// How many records it may have to visit and has not, since its condition is unknown of them.
    unknown_records: u64,
    /// Whether it had something to compare with.
    pub has_partner: bool,
    /// A `Vec` of the rule's facts.
    facts: Box<dyn Any + Send + Sync>,
}

impl Work {
    /// Passes over a record of which it is unknown whether the rule's condition holds.
    pub fn pass_over(&mut self, _unknown: &Unknown) {
        self.unknown_records = self.unknown_records.saturating_add(1);
        (self.met_unknown, self.has_partner) = (true, true);
        self.tally.add(Count::CannotTell);
    }

    /// The facts, and where the rule puts what it has to say.
    fn parts<Fact: Send + Sync + 'static>(&mut self) -> Option<Output<'_, Fact>> {
        let Work { findings, tally, facts, unknown_records, met_unknown, has_partner } = self;
        let facts = facts.downcast_mut::<Vec<Fact>>()?;
        let unknown = unknown_records;
        Some(Output { findings, tally, facts, unknown, met_unknown, has_partner })
    }
}

/// A rule whose kind of fact is not known.
pub trait AnyRule: Send + Sync {
    /// Which records it visits.
    fn any_selection(&self) -> &Selection;
    /// What it looks things up in.
    fn any_declare(&self) -> Vec<Lookup>;
    /// Whether it judges each record by itself alone.
    fn any_judges_records_alone(&self) -> bool;
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
    /// An empty start.
    fn any_start(&self) -> Work;
    /// Sees one record.
    fn any_visit(&self, record: &Record<'_>, lookups: &Lookups<'_>, work: &mut Work);
    /// Adds work that comes next in the order of the dataset.
    fn any_add(&self, work: &mut Work, more: Work);
    /// Takes the work of all threads, in the order of the dataset, and settles it.
    fn any_settle(&self, parts: Vec<Work>, lookups: &Lookups<'_>) -> Work;
}

impl<R: Rule> AnyRule for R {
    fn any_selection(&self) -> &Selection {
        self.selection()
    }

    fn any_declare(&self) -> Vec<Lookup> {
        self.declare()
    }

    fn any_judges_records_alone(&self) -> bool {
        self.judges_records_alone()
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

    fn any_start(&self) -> Work {
        let facts: Vec<R::Fact> = Vec::new();
        Work {
            findings: Vec::new(),
            tally: Tally::default(),
            has_partner: false,
            met_unknown: false,
            unknown_records: 0,
            facts: Box::new(facts),
        }
    }

    fn any_visit(&self, record: &Record<'_>, lookups: &Lookups<'_>, work: &mut Work) {
        let Some(mut output) = work.parts::<R::Fact>() else { return };
        if !lookups.has_unknown && record.value.document().marks().is_none() {
            return self.visit(record, lookups, &mut output);
        }
        let before = output.extent();
        let ((), met) = path::watch(|| self.visit(record, lookups, &mut output));
        if met.is_none() {
            return;
        }
        if !self.keeps_what_it_knows() {
            output.take_back(before);
        }
        output.cannot_know();
    }

    fn any_add(&self, work: &mut Work, more: Work) {
        work.findings.extend(more.findings);
        work.tally.merge(&more.tally);
        work.has_partner |= more.has_partner;
        work.met_unknown |= more.met_unknown;
        work.unknown_records = work.unknown_records.saturating_add(more.unknown_records);
        let facts = work.facts.downcast_mut::<Vec<R::Fact>>();
        if let (Some(facts), Ok(more)) = (facts, more.facts.downcast::<Vec<R::Fact>>()) {
            facts.extend(*more);
        }
    }

    fn any_settle(&self, parts: Vec<Work>, lookups: &Lookups<'_>) -> Work {
        let mut settled = self.any_start();
        for part in parts {
            self.any_add(&mut settled, part);
        }
        if let Some(mut output) = settled.parts::<R::Fact>() {
            let facts = std::mem::take(output.facts);
            self.settle(facts, lookups, &mut output);
        }
        settled
    }
}
