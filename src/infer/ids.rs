//! Finds the field that is the id of a collection's records, and other fields with unique values.

use super::allowance;
use super::collections::Collection;
use super::columns::Column;
use super::draft::Draft;
use super::scopes::{Location, Within, unique_within};
use super::steps::{Step, Steps};
use super::words::{is_of_one_record, rank_of_id};
use crate::document::{Kind, NamePart, Value};
use crate::finding::Level;
use crate::value::date::PartialDate;
use crate::words::grouped;
use std::borrow::Cow;
use std::collections::HashSet;

/// Maximum length of an id, in bytes.
const MAX_ID: usize = 250;

/// Minimum number of records for a field to be an id if it has a name such as `name` or `title`.
const MIN_RECORDS_FOR_NAME: usize = 3;

/// Minimum number of records for a field to be an id if its name does not suggest an id.
const MIN_RECORDS_FOR_OTHERS: usize = 10;

/// The highest rank of fields that are named like an id or a code. Fields with names such as `name` or `title` have
/// higher ranks.
pub(super) const LAST_RANK_OF_IDS: u8 = 3;

/// Rank of a field whose name does not suggest an id.
const RANK_OF_OTHERS: u8 = 5;

/// Returns the index of the id column and the rank of its name, or `None` if there is no id. Ids are present in
/// nearly every record and unique, with a few exceptions. Of several candidates, the column whose name suggests
/// an id most strongly is chosen, and of equal names the one with the fewest exceptions.
pub(super) fn choose(columns: &[Column<'_>], records: usize, noun: &str) -> Option<(usize, u8)> {
    let candidates = columns.iter().enumerate().filter_map(|(position, column)| {
        let rank = rank(column, records, noun)?;
        let is_key = column.steps.0.as_slice() == [Step::Key];
        let repeated = column.cells.len() - column.distinct_count();
        Some((rank, !is_key, repeated, column.steps.0.len(), position))
    });
    candidates.min().map(|(rank, .., position)| (position, rank))
}

/// Like [`choose`], for ids that repeat from file to file or from folder to folder.
pub(super) fn choose_within(
    columns: &[Column<'_>],
    locations: &[Location],
    noun: &str,
) -> Option<(usize, u8, Within)> {
    let records = locations.len();
    let candidates = columns.iter().enumerate().filter_map(|(position, column)| {
        let rank = rank_of_steps(&column.steps, noun).filter(|rank| *rank <= LAST_RANK_OF_IDS)?;
        let is_fit = column.steps.is_singular()
            && column.is_scalar()
            && column.cells.len().saturating_mul(10) >= records.saturating_mul(9)
            && has_form_of_id(column, rank);
        if !is_fit {
            return None;
        }
        let within = unique_within(column, locations)?;
        Some((rank, column.steps.0.len(), position, within))
    });
    let best = candidates.min_by_key(|(rank, depth, position, _)| (*rank, *depth, *position));
    best.map(|(rank, _, position, within)| (position, rank, within))
}

/// Whether nearly every record has the field, and its values are unique, with a few exceptions.
pub(super) fn identifies(column: &Column<'_>, records: usize) -> bool {
    column.steps.is_singular()
        && column.is_scalar()
        && column.cells.len().saturating_mul(10) >= records.saturating_mul(9)
        && column.cells.len() - column.distinct_count() <= allowance(records)
}

/// Whether the values repeat too often for a field that is not the id or whose name does not suggest an id. Names may
/// be equal by chance, and codes may have been assigned again.
fn repeats(column: &Column<'_>) -> bool {
    let repeated = column.cells.len() - column.distinct_count();
    repeated.saturating_mul(VALUES_PER_REPEATED_NAME) > column.cells.len()
}

fn rank(column: &Column<'_>, records: usize, noun: &str) -> Option<u8> {
    let rank = rank_of_steps(&column.steps, noun)?;
    let depth = column.steps.0.len();
    let is_enough = match rank {
        0..=2 => true,
        LAST_RANK_OF_IDS => records > 1,
        RANK_OF_OTHERS => depth == 1 && records >= MIN_RECORDS_FOR_OTHERS,
        _ => depth == 1 && records >= MIN_RECORDS_FOR_NAME,
    };
    let is_id = is_enough
        && has_form_of_id(column, rank)
        && identifies(column, records)
        && (rank <= LAST_RANK_OF_IDS || !repeats(column));
    is_id.then_some(rank)
}

/// Ranks how strongly the path of a field suggests an id, 0 being the strongest. The key of a record has rank 0.
/// A field of an object named `id` also suggests an id. The name of a file is as weak as the weakest field that is
/// named like an id. Returns `None` for a key or file name at a nested path.
fn rank_of_steps(steps: &Steps, noun: &str) -> Option<u8> {
    match steps.0.as_slice() {
        [Step::Key] => return Some(0),
        [Step::Stem] => return Some(LAST_RANK_OF_IDS),
        [Step::Folder] => return Some(LAST_RANK_OF_IDS + 1),
        [Step::Name(outer), Step::Name(_)] if rank_of_id(outer, noun) == Some(0) => return Some(2),
        _ if steps.is_key_or_file_name() => return None,
        _ => {}
    }
    Some(rank_of_id(steps.last_name()?, noun).unwrap_or(RANK_OF_OTHERS))
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

/// Minimum number of values to infer that a field other than the id is unique, if its name suggests uniqueness. From
/// this number of ids on, a repeated id is an error.
const MIN_VALUES: usize = 10;

/// Minimum number of values to infer that a field is unique, if its name does not suggest uniqueness.
const MIN_VALUES_OF_OTHERS: usize = 50;

/// Minimum number of values per repeated value, to infer that a field is unique although its name does not
/// suggest uniqueness.
const VALUES_PER_REPEATED: usize = 200;

/// Minimum number of values per repeated value, for a field that is not the id or whose name does not suggest an id.
const VALUES_PER_REPEATED_NAME: usize = 50;

/// Minimum number of pairs of equal numbers to expect if the numbers were drawn by chance. It must be reached to infer
/// that distinct numbers are unique although the field's name does not suggest uniqueness.
const MIN_EXPECTED_PAIRS: u64 = 5;

/// Drafts a `unique` rule for the id, and one for each other field with unique values.
pub(super) fn drafts(collection: &Collection<'_>) -> Vec<Draft> {
    let columns = collection.columns.iter().enumerate().filter_map(|(position, column)| {
        if needs_no_rule(collection, column) {
            return None;
        }
        let name = column.steps.last_name().unwrap_or_default();
        if collection.id == Some(position) {
            let is_name = rank_of_id(name, "").is_none_or(|rank| rank > LAST_RANK_OF_IDS);
            let is_certain = !is_name && column.cells.len() >= MIN_VALUES;
            let level = if is_certain { Level::Error } else { Level::Warning };
            let draft = draft(collection, column, level);
            return Some(match collection.within {
                Some(within) => draft.text("within", within.word()),
                None => draft,
            });
        }
        let is_named_like_id =
            rank_of_steps(&column.steps, "").is_some_and(|rank| rank < LAST_RANK_OF_IDS);
        let is_supported = if is_named_like_id || is_of_one_record(name) {
            column.cells.len() >= MIN_VALUES && is_key_where_present(column) && !repeats(column)
        } else {
            is_key_by_its_values(column) || is_number_of_one_record(column)
        };
        is_supported.then(|| draft(collection, column, Level::Warning))
    });
    columns.collect()
}

/// Whether a column of keys or file names needs no `unique` rule. The keys of one object and the names of files in one
/// folder cannot repeat. Other keys and names need a rule only if they are the id.
fn needs_no_rule(collection: &Collection<'_>, column: &Column<'_>) -> bool {
    match column.steps.0.as_slice() {
        [Step::Key] => {
            collection.files.len() == 1
                && collection.path.0.iter().filter(|step| **step == Step::All).count() == 1
        }
        [Step::Stem] => {
            let folder = |record: &Value<'_>| {
                record.document().name_part(NamePart::Folder)?.as_str().map(Cow::into_owned)
            };
            let folders: HashSet<_> = collection.records.iter().map(folder).collect();
            folders.len() <= 1
        }
        _ => {
            column.steps.is_key_or_file_name()
                && collection.id_column().is_none_or(|id| !std::ptr::eq(id, column))
        }
    }
}

/// Whether the values are texts or whole numbers, and no two records share a value, with a few exceptions.
pub(super) fn is_key_where_present(column: &Column<'_>) -> bool {
    (column.is_text() || column.is_whole_number())
        && column.present == column.cells.len()
        && identifies(column, column.present)
}

/// Whether the values are so many distinct texts that they do not differ by chance, and are not all dates.
fn is_key_by_its_values(column: &Column<'_>) -> bool {
    let total = column.cells.len();
    let repeated = total - column.distinct_count();
    total >= MIN_VALUES_OF_OTHERS
        && column.is_text()
        && repeated.saturating_mul(VALUES_PER_REPEATED) <= total
        && is_key_where_present(column)
        && column.cells.iter().any(|cell| PartialDate::parse(&cell.text()).is_err())
}

/// Whether the values are whole numbers that differ in all records, although numbers drawn by chance from the same
/// range would not.
fn is_number_of_one_record(column: &Column<'_>) -> bool {
    let numbers = column.cells.iter().filter_map(|cell| cell.text().parse::<u64>().ok());
    let numbers: Vec<u64> = numbers.collect();
    let least = numbers.iter().min().copied().unwrap_or_default();
    let most = numbers.iter().max().copied().unwrap_or_default();
    let total = numbers.len() as u64;
    let pairs = total.saturating_mul(total.saturating_sub(1)) / 2;
    column.is_whole_number()
        && numbers.len() >= MIN_VALUES_OF_OTHERS
        && column.distinct_count() == column.cells.len()
        && is_key_where_present(column)
        && pairs >= (most - least).saturating_mul(MIN_EXPECTED_PAIRS)
}

fn draft(collection: &Collection<'_>, column: &Column<'_>, level: Level) -> Draft {
    let field = column.steps.as_field();
    let total = column.cells.len();
    let distinct = column.distinct_count();
    let rests_on =
        format!("{} of {} values of `{field}` are distinct.", grouped(distinct), grouped(total));
    Draft::new("unique", level, collection, &column.steps)
        .text("fields", field)
        .rests_on(rests_on, total)
}
