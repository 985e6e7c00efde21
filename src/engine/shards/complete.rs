//! Completes the findings about facts that were settled.

use super::super::lookup_plan::LookupPlan;
use super::super::lookup_tables::{LookupTables, RunArena};
use super::super::partition::{Partition, partitions, to_read_again};
use super::super::records;
use super::super::visit::Rules;
use super::restore::{Incomplete, Restored};
use super::{Added, Plan, RuleInGroup, ToComplete, Visited};
use crate::dataset::Dataset;
use crate::rule::{Documents, EncodedFact, PartialOutput};
use crate::value::date::PartialDate;
use std::collections::BTreeMap;

/// Completes the findings about facts. `visited` contains the results of all visits.
///
/// # Errors
/// `visited` lacks a unit.
pub fn complete(
    dataset: &Dataset,
    plan: &Plan,
    visited: Vec<Visited>,
    to_complete: Vec<ToComplete>,
    today: &PartialDate,
) -> Result<Vec<Added>, Incomplete> {
    let (rules, arena) = (Rules::of(&dataset.rulebook), RunArena::default());
    arena.snapshots_at(dataset, || plan.snapshots.clone());
    let restored = Restored::visited(plan, visited)?;
    let wanted = LookupPlan::by(&rules);
    let mut known = LookupTables::new(dataset, &arena, &rules, &wanted, &dataset.documents, today);
    restored.add_documents(&mut known);
    let mut by_rule: BTreeMap<RuleInGroup, Vec<EncodedFact>> = BTreeMap::new();
    for ToComplete { of, facts } in to_complete {
        by_rule.entry(of).or_default().extend(facts);
    }
    let read = |name: &str| records::in_documents(dataset, name);
    let of_dataset = to_read_again(dataset, &wanted, &read);
    let mut added = Vec::new();
    for mut partition in partitions(known) {
        partition.complete(&restored, &mut by_rule, &of_dataset, &mut added);
    }
    Ok(added)
}

impl<'a> Partition<'a, '_> {
    /// Completes the findings about the facts of the partition's rules.
    fn complete(
        &mut self,
        restored: &Restored,
        by_rule: &mut BTreeMap<RuleInGroup, Vec<EncodedFact>>,
        of_dataset: &Documents<'_, 'a>,
        added: &mut Vec<Added>,
    ) {
        self.known.look_up(None);
        self.known.look_up_unknown(&self.records);
        let read = |name: &str| self.known.read_targets(name);
        let documents = self.documents(&read, of_dataset);
        for (position, entry) in &self.runs {
            let of = RuleInGroup { rule: *position, group: self.group.map(str::to_owned) };
            let Some(facts) = by_rule.remove(&of) else { continue };
            let mut output = PartialOutput::of_facts(&[], &facts);
            output.set_unknown(restored.unknown_facts(&of));
            entry.rule.complete_facts(&mut output, self.known.lookups(), &documents);
            added.push(Added { of, output });
        }
    }
}
