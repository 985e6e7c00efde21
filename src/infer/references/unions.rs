//! Finds the fields that name records of several collections: each value is an id of one of them.

use super::super::collections::Collection;
use super::super::columns::Column;
use super::super::draft::Draft;
use super::{Evidence, MIN_FOR_ERROR, Reference, Shape, Target, allowance, references_to_itself};
use crate::finding::Level;
use crate::words::{grouped, listed};
use std::collections::{BTreeMap, HashMap};

/// Maximum number of collections whose records one field names.
const MAX_COLLECTIONS: usize = 4;

/// Returns the reference of a field to the records of several collections, or `None` if the field is no such reference.
/// The collections are chosen one by one. Each must contain enough values that no collection before it contains.
pub(super) fn union(
    (owner, column): (usize, &Column<'_>),
    collection: &Collection<'_>,
    targets: &[Target<'_, '_>],
    by_value: &HashMap<u64, Vec<usize>>,
) -> Option<Reference> {
    let total = column.cells.len();
    let unknown = column.cells.iter().filter(|cell| !by_value.contains_key(&cell.key));
    // Most fields name no records. A few of their values are enough to find that out.
    if !column.is_scalar() || unknown.take(allowance(total) + 1).count() > allowance(total) {
        return None;
    }
    let shape = Shape::of(column);
    let distinct = column.distinct().into_iter();
    let mut open: Vec<(u64, usize)> = distinct.map(|(cell, count)| (cell.key, count)).collect();
    let number = open.len();
    let mut chosen: Vec<&Target<'_, '_>> = Vec::new();
    let unresolved = |open: &[(u64, usize)]| open.iter().map(|(_, count)| count).sum::<usize>();
    while unresolved(&open) > allowance(total) {
        let (best, distinct) = best(&open, targets, by_value)?;
        let target = targets.get(best)?;
        let refers_to_itself =
            target.number == owner && references_to_itself(column, target.column) > 0;
        let is_supported =
            distinct >= Evidence::of(owner, column, target).min_distinct(target, shape)?;
        if refers_to_itself || !is_supported || chosen.len() == MAX_COLLECTIONS {
            return None;
        }
        chosen.push(target);
        open.retain(|(key, _)| !by_value.get(key).is_some_and(|found| found.contains(&best)));
    }
    let [first, _, ..] = chosen.as_slice() else { return None };
    let resolved = (total - unresolved(&open), number - open.len());
    Some(Reference {
        draft: draft(collection, column, &chosen, resolved),
        target: first.number,
        key: first.position,
        // The field does not name records of a single collection.
        is_id: false,
    })
}

/// Returns the index of the target whose ids include the most open values, and the number of these values.
fn best(
    open: &[(u64, usize)],
    targets: &[Target<'_, '_>],
    by_value: &HashMap<u64, Vec<usize>>,
) -> Option<(usize, usize)> {
    let mut numbers: BTreeMap<usize, usize> = BTreeMap::new();
    for target in open.iter().filter_map(|(key, _)| by_value.get(key)).flatten() {
        if targets.get(*target).is_some_and(|target| target.is_id) {
            *numbers.entry(*target).or_default() += 1;
        }
    }
    // `max_by_key` returns the last maximum, so the order is reversed to get the first target.
    numbers.into_iter().rev().max_by_key(|(_, distinct)| *distinct)
}

/// Drafts the rule. `resolved` is the number of values that are ids, and the number of distinct values among them.
fn draft(
    collection: &Collection<'_>,
    column: &Column<'_>,
    chosen: &[&Target<'_, '_>],
    resolved: (usize, usize),
) -> Draft {
    let field = column.steps.as_field();
    let keys: Vec<String> = chosen
        .iter()
        .map(|target| format!("`{}` of {}", target.column.steps.as_field(), target.collection.name))
        .collect();
    let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
    let rests_on = format!(
        "`{field}` names {}: {} of {} resolve, {} different.",
        listed(&keys, "or"),
        grouped(resolved.0),
        grouped(column.cells.len()),
        grouped(resolved.1),
    );
    let level = if resolved.1 >= MIN_FOR_ERROR { Level::Error } else { Level::Warning };
    let names = chosen.iter().map(|target| target.collection.name.clone()).collect();
    Draft::new("reference", level, collection, &column.steps)
        .text("field", field)
        .texts("to", names)
        .rests_on(rests_on, column.cells.len())
}
