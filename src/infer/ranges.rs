//! Infers that one number is not less than another, as a maximum and its minimum, or an end and its start.

use super::collections::Collection;
use super::columns::{Cell, Column};
use super::draft::Draft;
use super::tolerance;
use super::words::{ends_of, words};
use crate::finding::Level;
use crate::words::grouped;
use std::collections::HashSet;

/// Minimum number of records that have both numbers.
const MIN_RECORDS: usize = 20;

/// Drafts a rule for each pair of numeric fields that are named like a start and its end. `dates` contains the indices
/// of columns with dates.
pub(super) fn drafts(collection: &Collection<'_>, dates: &HashSet<usize>) -> Vec<Draft> {
    let columns = collection.columns.iter().enumerate().filter(|(position, column)| {
        column.steps.is_singular()
            && !column.steps.is_key_or_file_name()
            && !dates.contains(position)
            && column.is_scalar()
    });
    let columns: Vec<&Column<'_>> = columns.map(|(_, column)| column).collect();
    let mut drafts = Vec::new();
    for start in &columns {
        let names = ends_of(start.steps.last_name().unwrap_or_default());
        let ends = columns.iter().filter(|end| {
            end.steps.parent() == start.steps.parent()
                && names.contains(&words(end.steps.last_name().unwrap_or_default()))
        });
        drafts.extend(ends.filter_map(|end| draft(collection, start, end)));
    }
    drafts
}

/// Returns the number in a cell, or `None` if the cell contains no number. A text with a leading zero is a code, not a
/// number.
fn number(cell: &Cell<'_>) -> Option<f64> {
    let text = cell.text();
    let is_code = text.len() > 1 && text.starts_with('0') && !text.starts_with("0.");
    if is_code { None } else { text.parse().ok() }
}

fn draft(collection: &Collection<'_>, start: &Column<'_>, end: &Column<'_>) -> Option<Draft> {
    let starts = start.by_record();
    let (mut total, mut reversed) = (0_usize, 0_usize);
    for cell in &end.cells {
        let Some(start) = starts.get(&cell.record) else { continue };
        let (start, end) = (number(start)?, number(cell)?);
        total += 1;
        reversed += usize::from(end < start);
    }
    let (field, than) = (start.steps.as_field(), end.steps.as_field());
    let rests_on = format!(
        "In {} of {} records that have both, `{field}` is not greater than `{than}`.",
        grouped(total - reversed),
        grouped(total),
    );
    let draft = Draft::new("compare", Level::Warning, collection, &start.steps)
        .with_suffix("range")
        .text("field", field)
        .text("is", "<=")
        .text("than", than)
        .text("as", "number")
        .rests_on(rests_on, total);
    (total >= MIN_RECORDS && reversed <= tolerance(total)).then_some(draft)
}
