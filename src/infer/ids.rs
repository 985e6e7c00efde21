//! Finds the field that is the id of a collection's records, and other fields with unique values.

use super::allowance;
use super::collections::Found;
use super::columns::Column;
use super::draft::Draft;
use super::words::{is_of_one_record, rank_of_id};
use crate::document::Kind;
use crate::finding::Level;
use crate::value::date::PartialDate;
use crate::words::grouped;

/// Maximum length of an id, in bytes.
const MAX_ID: usize = 250;

/// Minimum number of records for a name to serve as an id.
const MIN_RECORDS_FOR_NAME: usize = 3;

/// Minimum number of records for a field to be an id if its name does not suggest one.
const MIN_RECORDS_FOR_OTHERS: usize = 10;

/// The last rank of a field that is named like an id. Fields that are named like a name come after it.
pub(super) const LAST_RANK_OF_IDS: u8 = 3;

/// Rank of a field whose name does not suggest an id.
const RANK_OF_OTHERS: u8 = 5;

/// Returns the index of the id column and the rank of its name, or `None` if there is no id. The values are
/// present in nearly every record and unique, with a few exceptions; of several candidates, the column
/// whose name suggests an id most strongly wins.
pub(super) fn choose(columns: &[Column<'_>], records: usize, noun: &str) -> Option<(usize, u8)> {
    let candidates = columns.iter().enumerate().filter_map(|(position, column)| {
        let rank = rank(column, records, noun)?;
        Some((rank, column.steps.0.len(), position))
    });
    candidates.min().map(|(rank, _, position)| (position, rank))
}

/// Whether nearly every record has the field, and its values are unique, with a few exceptions.
pub(super) fn identifies(column: &Column<'_>, records: usize) -> bool {
    column.steps.is_singular()
        && column.is_scalar()
        && column.cells.len().saturating_mul(10) >= records.saturating_mul(9)
        && column.cells.len() - column.distinct_count() <= allowance(records)
}

fn rank(column: &Column<'_>, records: usize, noun: &str) -> Option<u8> {
    let rank = rank_of_id(column.steps.last_name()?, noun).unwrap_or(RANK_OF_OTHERS);
    let depth = column.steps.0.len();
    let is_enough = match rank {
        0..=2 => true,
        LAST_RANK_OF_IDS => records > 1,
        RANK_OF_OTHERS => depth == 1 && records >= MIN_RECORDS_FOR_OTHERS,
        _ => depth == 1 && records >= MIN_RECORDS_FOR_NAME,
    };
    let is_id = is_enough && has_form_of_id(column, rank) && identifies(column, records);
    is_id.then_some(rank)
}

/// Whether the values look like ids, and are not values that merely happen to differ between records
/// (amounts, dates, sentences).
fn has_form_of_id(column: &Column<'_>, rank: u8) -> bool {
    column.cells.iter().all(|cell| {
        let text = cell.text();
        if text.is_empty() || text.len() > MAX_ID {
            return false;
        }
        match cell.value.kind() {
            Kind::Number => {
                rank < LAST_RANK_OF_IDS && text.bytes().all(|digit| digit.is_ascii_digit())
            }
            _ if rank == RANK_OF_OTHERS => {
                !text.contains(char::is_whitespace)
                    && text.contains(char::is_alphabetic)
                    && PartialDate::parse(&text).is_err()
            }
            _ => true,
        }
    })
}

/// Minimum number of distinct values to infer that a field other than the id is unique.
const MIN_VALUES: usize = 10;

/// Drafts a `unique` rule for the id, and one for each other field whose name suggests unique values.
pub(super) fn drafts(collection: &Found<'_>) -> Vec<Draft> {
    let columns = collection.columns.iter().enumerate().filter_map(|(position, column)| {
        let name = column.steps.last_name().unwrap_or_default();
        if collection.id == Some(position) {
            let is_name = rank_of_id(name, "").is_none_or(|rank| rank > LAST_RANK_OF_IDS);
            let level = if is_name { Level::Warning } else { Level::Error };
            return Some(draft(collection, column, level));
        }
        let is_other = is_of_one_record(name) && is_key_where_present(column);
        is_other.then(|| draft(collection, column, Level::Warning))
    });
    columns.collect()
}

/// Whether the field has enough values, all of them texts, and no two records share one, with a few
/// exceptions.
fn is_key_where_present(column: &Column<'_>) -> bool {
    column.cells.len() >= MIN_VALUES
        && column.is_text()
        && column.present == column.cells.len()
        && identifies(column, column.present)
}

fn draft(collection: &Found<'_>, column: &Column<'_>, level: Level) -> Draft {
    let field = column.steps.as_field();
    let total = column.cells.len();
    let different = column.distinct_count();
    let rests_on =
        format!("{} of {} values of `{field}` differ.", grouped(different), grouped(total));
    Draft::new("unique", level, collection, &column.steps)
        .text("fields", field)
        .rests_on(rests_on, total)
}
