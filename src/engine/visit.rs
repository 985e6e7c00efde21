//! Visiting records in parallel, and settling what was kept of them.

use super::Records;
use crate::rule::{Lookups, Work};
use crate::rulebook::RuleEntry;
use rayon::prelude::*;
use std::collections::BTreeMap;

/// So many records are visited before a thread looks for new work.
const RECORDS_PER_TASK: usize = 512;

/// Every rule with all that it gave, in the order of the rules.
pub(super) fn visit_and_settle<'r>(
    rules: &[&'r RuleEntry],
    records: &Records<'_>,
    lookups: &Lookups<'_>,
) -> Vec<(&'r RuleEntry, Work)> {
    let mut by_collection: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (position, entry) in rules.iter().enumerate() {
        let collection = entry.rule.any_selection().collection.as_str();
        by_collection.entry(collection).or_default().push(position);
    }
    let mut parts: Vec<Vec<Work>> = rules.iter().map(|_| Vec::new()).collect();
    for (collection, positions) in by_collection {
        let visitors: Vec<&RuleEntry> =
            positions.iter().filter_map(|position| rules.get(*position).copied()).collect();
        let records = records.get(collection).map(Vec::as_slice).unwrap_or_default();
        let tasks: Vec<Vec<Work>> = records
            .par_chunks(RECORDS_PER_TASK)
            .map(|chunk| visit_chunk(&visitors, chunk, lookups))
            .collect();
        for work in tasks {
            for (position, part) in positions.iter().zip(work) {
                if let Some(parts) = parts.get_mut(*position) {
                    parts.push(part);
                }
            }
        }
    }
    rules
        .par_iter()
        .zip(parts)
        .map(|(entry, parts)| (*entry, entry.rule.any_settle(parts, lookups)))
        .collect()
}

fn visit_chunk(
    visitors: &[&RuleEntry],
    chunk: &[crate::rule::Record<'_>],
    lookups: &Lookups<'_>,
) -> Vec<Work> {
    let mut work: Vec<Work> = visitors.iter().map(|entry| entry.rule.any_start()).collect();
    for record in chunk {
        for (entry, work) in visitors.iter().zip(&mut work) {
            if entry.rule.any_selection().includes(record.value) {
                work.had_work = work.had_work || entry.has_work(record.value);
                entry.rule.any_visit(record, lookups, work);
            }
        }
    }
    work
}
