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
const MIN_RECORDS: usize = 10;

/// Drafts a rule for the fields that all records have, and one for each field that nearly all have.
pub(super) fn drafts(collection: &Found<'_>) -> Vec<Draft> {
    let records = collection.records.len();
    if records < MIN_RECORDS {
        return Vec::new();
    }
    let single = || collection.columns.iter().filter(|column| column.steps.is_singular());
    // If a nested field is in as many records, the outer one need not be required.
    let implied: HashSet<(&[Step], usize)> =
        single().map(|column| (column.steps.parent(), column.present)).collect();
    let leading: Vec<&Column<'_>> = single()
        .filter(|column| !implied.contains(&(column.steps.0.as_slice(), column.present)))
        .collect();
    let (always, others): (Vec<_>, Vec<_>) =
        leading.into_iter().partition(|column| column.present == records);
    let nearly_always =
        others.into_iter().filter(|column| column.present + allowance(records) >= records);
    let mut drafts: Vec<Draft> = nearly_always
        .map(|column| {
            let field = column.steps.as_field();
            let rests_on = format!(
                "{} of {} records have `{field}`.",
                grouped(column.present),
                grouped(records)
            );
            Draft::new("presence", Level::Error, collection, &column.steps)
                .text("required", field)
                .rests_on(rests_on, records)
        })
        .collect();
    if !always.is_empty() {
        let fields = always.iter().map(|column| column.steps.as_field()).collect();
        let draft = Draft::about("presence", Level::Error, collection, "required")
            .texts("required", fields)
            .rests_on(format!("All {} records have these.", grouped(records)), records);
        drafts.insert(0, draft);
    }
    drafts
}
