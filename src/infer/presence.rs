//! Infers the fields that every record must have.

use super::allowance;
use super::collections::Collection;
use super::columns::Column;
use super::draft::Draft;
use super::steps::Step;
use crate::finding::Level;
use crate::words::grouped;
use std::collections::HashSet;

/// Minimum number of records to infer that a field is required.
const MIN_RECORDS: usize = 20;

/// Minimum number of records per record that lacks a field, for the field to be required.
const RECORDS_PER_MISSING: usize = 200;

/// Number of fields at the start of a record that may be required whatever their values are. Other fields are required
/// only if their values differ: a field with the same value in nearly all records was perhaps added to all of them at
/// once, and other records may lack it for a good reason.
const FIRST_FIELDS: usize = 3;

/// Drafts a rule for the fields that all records have, and a rule for each field that nearly all records have.
pub(super) fn drafts(collection: &Collection<'_>) -> Vec<Draft> {
    let records = collection.records.len();
    if records < MIN_RECORDS {
        return Vec::new();
    }
    let columns = collection.columns.iter().enumerate();
    let single = || collection.columns.iter().filter(|column| is_singular_value(column));
    // A field need not be required if a field nested in it is present in the same number of records.
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
    let is_record = column.steps.0.is_empty();
    column.steps.is_singular() && !column.steps.is_key_or_file_name() && !is_record
}

/// Whether the values of a field differ. Of the records that have the field, at most four fifths have the same value,
/// and at least one fifth have a text or number.
pub(super) fn has_differing_values(column: &Column<'_>) -> bool {
    let most = column.distinct().iter().map(|(_, count)| *count).max().unwrap_or_default();
    most.saturating_mul(5) <= column.present.saturating_mul(4)
        && column.cells.len().saturating_mul(5) >= column.present
}

/// Whether a field contains lists that are mostly not empty, with items that differ.
fn is_list_of_some(collection: &Collection<'_>, column: &Column<'_>) -> bool {
    collection.columns.iter().any(|items| {
        items.steps.0.last() == Some(&Step::All)
            && items.steps.parent() == column.steps.0.as_slice()
            && items.present.saturating_mul(5) >= column.present.saturating_mul(4)
            && (items.others > 0 || items.distinct_count() > 1)
    })
}
