//! Infers that one field determines another, as a country's code determines its name.

use super::collections::Collection;
use super::columns::Column;
use super::draft::Draft;
use super::tolerance;
use crate::finding::Level;
use crate::value::date::PartialDate;
use crate::words::grouped;
use std::collections::HashMap;

/// Minimum number of records that have both fields.
const MIN_RECORDS: usize = 30;

/// Minimum number of distinct values of each field.
const MIN_DISTINCT: usize = 5;

/// Minimum number of records that repeat a value of the determining field.
const MIN_FURTHER: usize = 20;

/// Maximum share, in percent, of the most frequent value of the determined field. If nearly all records have
/// the same value, any field seems to determine it.
const MAX_PERCENT: usize = 40;

/// Maximum number of fields that are compared with each other.
const MAX_FIELDS: usize = 16;

/// Drafts a rule for each pair of fields in which one determines the other.
pub(super) fn drafts(collection: &Collection<'_>) -> Vec<Draft> {
    let columns: Vec<&Column<'_>> =
        collection.columns.iter().filter(|column| is_fit(column)).take(MAX_FIELDS).collect();
    let pairs = columns.iter().flat_map(|from| columns.iter().map(move |to| (*from, *to)));
    let pairs = pairs.filter(|(from, to)| !std::ptr::eq(*from, *to));
    pairs.filter_map(|(from, to)| draft(collection, from, to)).collect()
}

/// Whether a field contains texts that recur and are not all dates.
fn is_fit(column: &Column<'_>) -> bool {
    let total = column.cells.len();
    let distinct = column.distinct_count();
    column.steps.is_singular()
        && !column.steps.is_key_or_file_name()
        && column.is_text()
        && total >= MIN_RECORDS
        && distinct >= MIN_DISTINCT
        && total - distinct >= MIN_FURTHER
        && column.cells.iter().any(|cell| PartialDate::parse(&cell.text()).is_err())
}

fn draft(collection: &Collection<'_>, from: &Column<'_>, to: &Column<'_>) -> Option<Draft> {
    let values = to.by_record();
    let mut groups: HashMap<u64, HashMap<u64, usize>> = HashMap::new();
    let mut counts: HashMap<u64, usize> = HashMap::new();
    for cell in &from.cells {
        let Some(value) = values.get(&cell.record) else { continue };
        *groups.entry(cell.key).or_default().entry(value.key).or_default() += 1;
        *counts.entry(value.key).or_default() += 1;
    }
    let total: usize = counts.values().sum();
    let further = total - groups.len();
    let majority = |group: &HashMap<u64, usize>| group.values().copied().max();
    let agreeing: usize = groups.values().filter_map(majority).sum();
    let most_frequent = counts.values().copied().max().unwrap_or_default();
    let is_supported = total >= MIN_RECORDS
        && further >= MIN_FURTHER
        && groups.len() >= MIN_DISTINCT
        && counts.len() >= MIN_DISTINCT
        && most_frequent * 100 <= total * MAX_PERCENT
        && total - agreeing <= tolerance(further);
    let (field, value) = (from.steps.as_field(), to.steps.as_field());
    let rests_on = format!(
        "{} of {} records have the `{value}` that most records with the same `{field}` have ({} different values of `{field}`).",
        grouped(agreeing),
        grouped(total),
        grouped(groups.len()),
    );
    let draft = Draft::new("determines", Level::Warning, collection, &from.steps)
        .with_suffix(&format!("decides-{}", super::naming::plain(&value).unwrap_or_default()))
        .text("fields", field)
        .text("value", value)
        .rests_on(rests_on, total);
    is_supported.then_some(draft)
}
