//! Infers the fields that every record must have.

use super::allowance;
use super::collections::Found;
use super::columns::Column;
use super::draft::Draft;
use super::steps::Step;
use crate::finding::Level;
use crate::words::grouped;
use std::collections::HashSet;

/// Minimum number of records to infer that a field is required.
const MIN_RECORDS: usize = 20;

/// A field that some records lack is required only if at most one of so many does.
const RECORDS_PER_MISSING: usize = 200;

/// Number of fields at the start of a record that are required whatever their values are. Others are required only
/// if their values differ: a field with the same value in nearly all records was perhaps added to all of them at
/// once, and is then missing from older ones for a reason.
const FIRST_FIELDS: usize = 3;

/// Drafts a rule for the fields that all records have, and one for each field that nearly all have.
pub(super) fn drafts(collection: &Found<'_>) -> Vec<Draft> {
    let records = collection.records.len();
    if records < MIN_RECORDS {
        return Vec::new();
    }
    let columns = collection.columns.iter().enumerate();
    let single = || collection.columns.iter().filter(|column| is_singular_value(column));
    // If a nested field is in as many records, the outer one need not be required.
    let implied: HashSet<(&[Step], usize)> =
        single().map(|column| (column.steps.parent(), column.present)).collect();
    let leading: Vec<&Column<'_>> = columns
        .filter(|(_, column)| is_singular_value(column))
        .filter(|(position, column)| {
            *position < FIRST_FIELDS
                || has_differing_values(column)
                || is_list_of_some(collection, column)
        })
        .map(|(_, column)| column)
        .filter(|column| !implied.contains(&(column.steps.0.as_slice(), column.present)))
        .collect();
    let (always, others): (Vec<_>, Vec<_>) =
        leading.into_iter().partition(|column| column.present == records);
    let nearly_always = others.into_iter().filter(|column| {
        let missing = records - column.present;
        missing <= allowance(records) && missing.saturating_mul(RECORDS_PER_MISSING) <= records
    });
    let mut drafts: Vec<Draft> = nearly_always
        .map(|column| {
            let field = column.steps.as_field();
            let rests_on = format!(
                "{} of {} records have `{field}`.",
                grouped(column.present),
                grouped(records)
            );
            Draft::new("presence", Level::Warning, collection, &column.steps)
                .text("required", field)
                .rests_on(rests_on, records)
        })
        .collect();
    if !always.is_empty() {
        let fields = always.iter().map(|column| column.steps.as_field()).collect();
        let draft = Draft::about("presence", Level::Warning, collection, "required")
            .texts("required", fields)
            .rests_on(format!("All {} records have these.", grouped(records)), records);
        drafts.insert(0, draft);
    }
    drafts
}

fn is_singular_value(column: &Column<'_>) -> bool {
    column.steps.is_singular() && !column.steps.is_of_place()
}

/// Whether no value, and no kind of value without text, is at more than four fifths of the places.
fn has_differing_values(column: &Column<'_>) -> bool {
    let most = column.distinct().iter().map(|(_, count)| *count).max().unwrap_or_default();
    most.saturating_mul(5) <= column.present.saturating_mul(4)
        && column.cells.len().saturating_mul(5) >= column.present
}

/// Whether a field holds lists of which nearly all have items.
fn is_list_of_some(collection: &Found<'_>, column: &Column<'_>) -> bool {
    collection.columns.iter().any(|items| {
        items.steps.0.last() == Some(&Step::All)
            && items.steps.parent() == column.steps.0.as_slice()
            && items.present.saturating_mul(5) >= column.present.saturating_mul(4)
            && (items.others > 0 || items.distinct_count() > 1)
    })
}
