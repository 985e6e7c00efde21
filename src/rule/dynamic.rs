//! Type-erased rules.

use super::facts::Facts;
use super::{
    AcceptedFields, Grouping, Keep, KeyHashes, Lookup, Lookups, Output, PartialOutput, Record,
    Rule, Targets,
};
use crate::finding::Keys;
use crate::parameters::Selection;
use crate::path::{self, Field};
use rayon::prelude::*;

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
    /// See [`Rule::grouping`].
    fn grouping(&self) -> Grouping;
    /// See [`Rule::has_others`].
    fn has_others(&self) -> bool;
    /// See [`Rule::missing_partner`].
    fn missing_partner(&self) -> Option<&'static str>;
    /// Returns an empty output.
    fn start(&self, keep: Keep) -> PartialOutput;
    /// Takes the hashes of keys out of an output.
    fn take_hashes(&self, work: &mut PartialOutput) -> KeyHashes;
    /// Returns the hashes of the keys of the facts in an output.
    fn hashes_of_kept(&self, work: &mut PartialOutput) -> KeyHashes;
    /// Returns only the facts of an output.
    fn only_facts(&self, work: PartialOutput) -> PartialOutput;
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
    /// Visits one record as a target and adds to `work`; skips its values that are not accepted.
    fn visit_target(
        &self,
        accepted: &AcceptedFields,
        record: &Record<'_>,
        lookups: &Lookups<'_>,
        work: &mut PartialOutput,
    );
    /// Appends output that comes next in dataset order.
    fn add(&self, work: &mut PartialOutput, more: PartialOutput);
    /// Merges the outputs of all threads, which are in dataset order, skips the values of looked-up records
    /// that are not accepted, settles the facts, and completes the findings about them.
    fn settle(
        &self,
        parts: Vec<PartialOutput>,
        accepted: &AcceptedFields,
        lookups: &Lookups<'_>,
        targets: &Targets<'_, '_>,
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

    fn grouping(&self) -> Grouping {
        Rule::grouping(self)
    }

    fn has_others(&self) -> bool {
        Rule::has_others(self)
    }

    fn missing_partner(&self) -> Option<&'static str> {
        Rule::missing_partner(self)
    }

    fn start(&self, keep: Keep) -> PartialOutput {
        PartialOutput::new::<R::Fact>(keep)
    }

    fn take_hashes(&self, work: &mut PartialOutput) -> KeyHashes {
        work.facts::<R::Fact>().map(Facts::take_hashes).unwrap_or_default()
    }

    fn hashes_of_kept(&self, work: &mut PartialOutput) -> KeyHashes {
        work.facts::<R::Fact>().map(|facts| facts.hashes_of_kept()).unwrap_or_default()
    }

    fn only_facts(&self, mut work: PartialOutput) -> PartialOutput {
        let mut only = self.start(Keep::All);
        if let (Some(facts), Some(kept)) = (only.facts::<R::Fact>(), work.facts::<R::Fact>()) {
            facts.append(std::mem::take(kept));
        }
        only
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
        if !output.may_meet_unknown {
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
        output.cannot_know_because(&met, record.place());
    }

    fn visit_target(
        &self,
        accepted: &AcceptedFields,
        record: &Record<'_>,
        lookups: &Lookups<'_>,
        work: &mut PartialOutput,
    ) {
        let Some(mut output) = work.parts::<R::Fact>(Some(record.value), lookups) else { return };
        accepted.skip_target(record, &mut output);
        // What cannot be read of a target is for the rule to count.
        path::watch(|| Rule::visit_target(self, record, lookups, &mut output));
    }

    fn add(&self, work: &mut PartialOutput, more: PartialOutput) {
        work.append::<R::Fact>(more);
    }

    fn settle(
        &self,
        parts: Vec<PartialOutput>,
        accepted: &AcceptedFields,
        lookups: &Lookups<'_>,
        targets: &Targets<'_, '_>,
    ) -> PartialOutput {
        let mut parts = parts.into_iter();
        let mut settled = parts.next().unwrap_or_else(|| self.start(Keep::All));
        for part in parts {
            self.add(&mut settled, part);
        }
        settle_keys(self, &mut settled, lookups);
        complete(self, &mut settled, lookups, targets);
        let missing = std::mem::take(&mut settled.missing);
        if let Some(mut output) = settled.parts::<R::Fact>(None, lookups) {
            accepted.skip_looked_up(lookups, &mut output);
            missing.decide(&mut output);
        }
        settled.unchecked.sort();
        settled
    }
}

/// How many groups of facts are settled in parallel: some for each thread.
const GROUPS: usize = 64;

/// Settles all facts of an output, key by key and in parallel.
fn settle_keys<R: Rule>(rule: &R, settled: &mut PartialOutput, lookups: &Lookups<'_>) {
    let facts = settled.facts::<R::Fact>().map(std::mem::take).unwrap_or_default();
    if let Some(mut output) = settled.parts::<R::Fact>(None, lookups) {
        for key in facts.without_facts(rule.keys(lookups)) {
            Rule::settle(rule, &key, Vec::new(), lookups, &mut output);
        }
    }
    let groups = facts.into_groups(GROUPS);
    in_parallel(rule, settled, groups, lookups, |group, output| {
        group.each(|key, facts| Rule::settle(rule, key, facts, lookups, output));
    });
}

/// Completes the findings about the facts that settling handed over, in parallel.
fn complete<R: Rule>(
    rule: &R,
    settled: &mut PartialOutput,
    lookups: &Lookups<'_>,
    targets: &Targets<'_, '_>,
) {
    let to_complete = settled.facts::<R::Fact>().map(Facts::take_to_complete).unwrap_or_default();
    in_parallel(rule, settled, to_complete, lookups, |(key, facts), output| {
        Rule::complete(rule, &key, facts, lookups, targets, output);
    });
}

/// Calls `work` with each item and an output, in parallel, and adds what it outputs to `settled`.
fn in_parallel<R: Rule, Item: Send>(
    rule: &R,
    settled: &mut PartialOutput,
    items: impl IntoParallelIterator<Item = Item>,
    lookups: &Lookups<'_>,
    work: impl Fn(Item, &mut Output<'_, R::Fact>) + Sync,
) {
    // Each output knows of all unknown facts, which must not be added up.
    let unknown = settled.unknown;
    let start = || {
        let mut done = rule.start(Keep::All);
        done.unknown = unknown;
        done
    };
    let add = |mut done: PartialOutput, item: Item| {
        if let Some(mut output) = done.parts::<R::Fact>(None, lookups) {
            work(item, &mut output);
        }
        done
    };
    let all_done: Vec<PartialOutput> = items.into_par_iter().fold(start, add).collect();
    for done in all_done {
        settled.append::<R::Fact>(done);
    }
    settled.unknown = unknown;
}
