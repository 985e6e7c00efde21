//! Completes the findings about facts that were settled.

use super::super::lookup_plan::LookupPlan;
use super::super::lookup_tables::{LookupTables, RunArena};
use super::super::partition::{Partition, partitions, to_read_again};
use super::super::records;
use super::super::visit::Rules;
use super::restore::{Incomplete, Restored};
use super::units::{looked_up_collections, may_have_records};
use super::{Added, Plan, RuleInGroup, ToComplete, Visited};
use crate::claims::Claim;
use crate::dataset::{Dataset, DocumentToCheck};
use crate::document::FileId;
use crate::finding::Place;
use crate::rule::{Documents, EncodedFact, PartialOutput};
use crate::rulebook::{RuleEntry, Scope};
use crate::value::date::PartialDate;
use std::collections::{BTreeMap, BTreeSet};

/// Completes the findings about facts. `visited` contains the results of all visits. Reads only what
/// [`read_records`] reads.
///
/// # Errors
/// `visited` lacks a unit.
pub fn complete(
    dataset: &Dataset,
    plan: &Plan,
    visited: Vec<Visited>,
    to_complete: &[ToComplete],
    today: &PartialDate,
) -> Result<Vec<Added>, Incomplete> {
    let mut by_rule: BTreeMap<RuleInGroup, Vec<EncodedFact>> = BTreeMap::new();
    for ToComplete { of, facts, .. } in to_complete {
        by_rule.entry(of.clone()).or_default().extend(facts.iter().cloned());
    }
    let mut added = Vec::new();
    each_partition(
        dataset,
        plan,
        visited,
        to_complete,
        today,
        &mut |partition, restored, documents| {
            for (of, entry) in partition.rules() {
                let Some(facts) = by_rule.remove(&of) else { continue };
                let mut output = PartialOutput::of_facts(&[], &facts);
                output.set_unknown(restored.unknown_facts(&of));
                entry.rule.complete_facts(&mut output, partition.known.lookups(), documents);
                added.push(Added { of, output });
            }
        },
    )?;
    Ok(added)
}

/// Reads everything that [`complete`] reads from the dataset's storage for the same facts: the records that the
/// findings are about, the snapshots that these records cite, and the collections in which rules look something up.
/// Documents that cannot be read are listed in the failures of the dataset's files.
///
/// # Errors
/// `visited` lacks a unit.
pub fn read_records(
    dataset: &Dataset,
    plan: &Plan,
    visited: Vec<Visited>,
    to_complete: &[ToComplete],
    today: &PartialDate,
) -> Result<(), Incomplete> {
    let mut by_rule: BTreeMap<&RuleInGroup, Vec<&ToComplete>> = BTreeMap::new();
    for facts in to_complete {
        by_rule.entry(&facts.of).or_default().push(facts);
    }
    each_partition(dataset, plan, visited, to_complete, today, &mut |partition, _, documents| {
        for (of, entry) in partition.rules() {
            for ToComplete { facts, wanted, .. } in by_rule.remove(&of).unwrap_or_default() {
                for name in entry.rule.searches(facts) {
                    _ = (documents.get(name), documents.of_dataset().get(name));
                }
                for (file, offset) in wanted {
                    partition.read_record(entry, &Place::at(*file, *offset), documents);
                }
            }
        }
    })
}

/// Calls `work` with each partition and the documents that its rules can read again.
fn each_partition(
    dataset: &Dataset,
    plan: &Plan,
    visited: Vec<Visited>,
    to_complete: &[ToComplete],
    today: &PartialDate,
    work: &mut dyn FnMut(&Partition<'_, '_>, &Restored, &Documents<'_, '_>),
) -> Result<(), Incomplete> {
    let (rules, arena) = (Rules::of(&dataset.rulebook), RunArena::default());
    arena.snapshots_at(dataset, || plan.snapshots.clone());
    let restored = Restored::visited(plan, visited)?;
    let wanted = LookupPlan::by(&rules);
    let to_read = documents_to_read(dataset, &rules, to_complete);
    let mut known = LookupTables::new(dataset, &arena, &rules, &wanted, &to_read, today);
    restored.add_documents(&mut known);
    let read = |name: &str| records::in_documents(dataset, name);
    let of_dataset = to_read_again(dataset, &wanted, &read);
    for mut partition in partitions(known) {
        partition.known.look_up(None);
        partition.known.set_unknown(restored.unknown(dataset, &|file| partition.has(file)));
        let read = |name: &str| partition.known.read_targets(name);
        work(&partition, &restored, &partition.documents(&read, &of_dataset));
    }
    Ok(())
}

/// Returns the documents that are read to complete the findings about some facts: those with the wanted records,
/// those in which rules look something up, and those of the folders that have facts.
fn documents_to_read(
    dataset: &Dataset,
    rules: &Rules<'_>,
    to_complete: &[ToComplete],
) -> Vec<DocumentToCheck> {
    let (mut files, mut groups) = (BTreeSet::new(), BTreeSet::new());
    let mut collections = looked_up_collections(&dataset.rulebook);
    for ToComplete { of, facts, wanted } in to_complete {
        let Some(entry) = rules.get(of.rule) else { continue };
        files.extend(wanted.iter().map(|(file, _)| *file));
        groups.extend(of.group.as_deref().map(|group| (entry.runs_in(), group)));
        collections.extend(entry.rule.searches(facts).into_iter().map(str::to_owned));
    }
    let is_in_group = |key| {
        let of_scope = |scope: Scope| scope.group_of(key).map(|group| (scope, group));
        let mut own = [Scope::Folder, Scope::Document].into_iter().filter_map(of_scope);
        own.any(|group| groups.contains(&group))
    };
    let is_read = |document: &&DocumentToCheck| {
        let key = dataset.files.key(document.file).unwrap_or_default();
        files.contains(&document.file)
            || may_have_records(&dataset.rulebook, key, &collections)
            || is_in_group(key)
    };
    dataset.documents.iter().filter(is_read).copied().collect()
}

impl<'a> Partition<'a, '_> {
    /// Returns the rules that run in the partition.
    fn rules(&self) -> impl Iterator<Item = (RuleInGroup, &'a RuleEntry)> {
        let of = |rule| RuleInGroup { rule, group: self.group.map(str::to_owned) };
        self.runs.iter().map(move |(position, entry)| (of(*position), *entry))
    }

    /// Whether a document belongs to the partition.
    fn has(&self, file: FileId) -> bool {
        let key = self.known.dataset.files.key(file).unwrap_or_default();
        self.scope.group_of(key) == self.group
    }

    /// Reads the value at a place, and the snapshots that it cites if it is a claim.
    fn read_record(&self, entry: &RuleEntry, place: &Place, documents: &Documents<'_, '_>) {
        let model = &self.known.dataset.rulebook.model;
        let collection = entry.rule.declaration().collection();
        let Some(claim) = Claim::at(place, collection, model, documents) else { return };
        if *collection == model.claims {
            for evidence in claim.evidence() {
                _ = evidence.snapshot(self.known.lookups());
            }
        }
    }
}
