//! Settles facts, key by key.

use super::super::lookup_plan::LookupPlan;
use super::super::lookup_tables::{LookupTables, RunArena};
use super::super::visit::Rules;
use super::restore::{Incomplete, Restored};
use super::units::looked_up;
use super::{Added, FactToSettle, Plan, RuleInGroup, ToComplete, Visited};
use crate::dataset::Dataset;
use crate::rule::{EncodedFact, PartialOutput};
use crate::value::date::PartialDate;

/// Settles facts. `facts` must contain all facts of each of its keys, in dataset order; `visited` contains the
/// results of all visits. Calls `gather` with output to add to a rule's output, and with the facts whose
/// findings must be completed.
///
/// # Errors
/// `visited` lacks a unit, `facts` yields an error, or `gather` fails.
pub fn settle<E: From<Incomplete>>(
    dataset: &Dataset,
    plan: &Plan,
    visited: Vec<Visited>,
    facts: impl Iterator<Item = Result<FactToSettle, E>>,
    today: &PartialDate,
    gather: &mut dyn FnMut(Added, Vec<ToComplete>) -> Result<(), E>,
) -> Result<(), E> {
    let (rules, arena) = (Rules::of(&dataset.rulebook), RunArena::default());
    arena.snapshots_at(dataset, || plan.snapshots.clone());
    let restored = Restored::visited(plan, visited)?;
    let (wanted, looked_up) = (LookupPlan::by(&rules), looked_up(dataset));
    let mut known = LookupTables::new(dataset, &arena, &rules, &wanted, &looked_up, today);
    restored.add_documents(&mut known);
    known.look_up(None);
    known.set_unknown(restored.unknown(dataset, &|_| true));
    let settling = Settling { known: &known, restored: &restored };
    let mut batch: Vec<FactToSettle> = Vec::new();
    for fact in facts {
        let fact = fact?;
        let is_new =
            batch.last().is_some_and(|last| (last.rule, &last.key) != (fact.rule, &fact.key));
        let is_other = batch.last().is_some_and(|last| last.rule != fact.rule);
        if is_other || (is_new && batch.len() >= FACTS_AT_ONCE) {
            let (added, to_complete) = settling.batch(&std::mem::take(&mut batch));
            gather(added, to_complete)?;
        }
        batch.push(fact);
    }
    if batch.is_empty() {
        return Ok(());
    }
    let (added, to_complete) = settling.batch(&batch);
    gather(added, to_complete)
}

/// Number of facts that are settled at once, in parallel.
const FACTS_AT_ONCE: usize = 1 << 16;

/// Context for settling facts.
struct Settling<'s, 'k, 'a> {
    known: &'s LookupTables<'a, 'k>,
    restored: &'s Restored,
}

impl Settling<'_, '_, '_> {
    /// Settles the facts of one rule.
    fn batch(&self, batch: &[FactToSettle]) -> (Added, Vec<ToComplete>) {
        let rule = batch.first().map(|fact| fact.rule).unwrap_or_default();
        let of = RuleInGroup { rule, group: None };
        let facts: Vec<EncodedFact> = batch.iter().filter_map(|fact| fact.fact.clone()).collect();
        let mut output = PartialOutput::default();
        let entry = self.known.rules.get(rule);
        if let Some(entry) = entry {
            let lookups = self.known.lookups();
            output = PartialOutput::of_facts(&facts, &[])
                .keep_to_settle(entry.rule.declaration().grouping);
            output.set_unknown(self.restored.unknown_facts(&of));
            for keyed in batch.chunk_by(|left, right| left.key == right.key) {
                if let Some(first) = keyed.first()
                    && keyed.iter().all(|keyed| keyed.fact.is_none())
                {
                    entry.rule.settle_empty(&first.key, lookups, &mut output);
                }
            }
            entry.rule.settle_facts(&mut output, lookups);
        }
        let [_, to_complete] = output.take_facts();
        let to_complete = ToComplete::by_key(&of, &to_complete, entry);
        (Added { of, output }, to_complete)
    }
}
