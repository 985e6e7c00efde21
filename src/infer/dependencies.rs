//! Infers that one field, or the name of the record's folder, determines another field, as a country's code determines
//! its name.

use super::collections::Collection;
use super::columns::Column;
use super::draft::Draft;
use super::steps::Step;
use super::tolerance;
use crate::finding::Level;
use crate::value::date::PartialDate;
use crate::words::grouped;
use std::collections::HashMap;

/// Minimum number of records that have both fields.
const MIN_RECORDS: usize = 20;

/// Minimum number of distinct values of each field.
const MIN_DISTINCT: usize = 5;

/// Minimum number of records that repeat a value of the determining field.
const MIN_FURTHER: usize = 20;

/// The same, if at least half of the records repeat a value.
const MIN_FURTHER_HALF: usize = 10;

/// Minimum number of records that repeat a value of the determining field, for one record to be an exception.
const MIN_FURTHER_FOR_EXCEPTION: usize = 30;

/// Maximum share, in percent, of the most frequent value of the determined field. If nearly all records have
/// the same value, any field seems to determine it.
const MAX_PERCENT: usize = 40;

/// Maximum number of fields that are compared with each other.
const MAX_FIELDS: usize = 16;

/// Drafts a rule for each pair in which a field or the name of the folder determines a field.
pub(super) fn drafts(collection: &Collection<'_>) -> Vec<Draft> {
    let fields: Vec<&Column<'_>> = collection
        .columns
        .iter()
        .filter(|column| !column.steps.is_key_or_file_name() && is_fit(column))
        .take(MAX_FIELDS)
        .collect();
    let folders = collection
        .columns
        .iter()
        .filter(|column| column.steps.0.as_slice() == [Step::Folder] && is_fit(column));
    let from = fields.iter().copied().chain(folders);
    let pairs = from.flat_map(|from| fields.iter().map(move |to| (from, *to)));
    let pairs = pairs.filter(|(from, to)| !std::ptr::eq(*from, *to));
    pairs.filter_map(|(from, to)| draft(collection, from, to)).collect()
}

/// Whether a field or the name of a folder contains texts that recur and are not all dates.
fn is_fit(column: &Column<'_>) -> bool {
    let total = column.cells.len();
    let distinct = column.distinct_count();
    column.steps.is_singular()
        && column.is_text()
        && total >= MIN_RECORDS
        && distinct >= MIN_DISTINCT
        && is_enough(total - distinct, total)
        && column.cells.iter().any(|cell| PartialDate::parse(&cell.text()).is_err())
}

/// Whether enough records repeat a value.
fn is_enough(further: usize, total: usize) -> bool {
    further >= MIN_FURTHER || (further >= MIN_FURTHER_HALF && further.saturating_mul(2) >= total)
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
        && is_enough(further, total)
        && groups.len() >= MIN_DISTINCT
        && counts.len() >= MIN_DISTINCT
        && most_frequent * 100 <= total * MAX_PERCENT
        && total - agreeing
            <= tolerance(further).max(usize::from(further >= MIN_FURTHER_FOR_EXCEPTION));
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
        .without_true_exceptions()
        .rests_on(rests_on, total);
    is_supported.then_some(draft)
}
