//! Infers that lists in records repeat no item, and that no two lists share an item.

use super::collections::Collection;
use super::columns::{Cell, Column};
use super::draft::Draft;
use super::steps::{Step, Steps};
use super::tolerance;
use super::words::rank_of_id;
use crate::document::{Kind, Value};
use crate::finding::Level;
use crate::value::date::PartialDate;
use crate::words::grouped;
use std::collections::{HashMap, HashSet};

/// Minimum number of lists with several items.
const MIN_LISTS: usize = 10;

/// Minimum total number of items, not counting the first item of each list.
const MIN_FURTHER_ITEMS: usize = 20;

/// Minimum number of items to infer that no two lists share an item.
const MIN_ITEMS: usize = 50;

/// Minimum number of repetitions that would be expected if the items were drawn by chance.
const MIN_EXPECTED: f64 = 5.0;

/// Drafts a rule for each field whose values differ between all records of the same list.
pub(super) fn drafts_of_records(collection: &Collection<'_>) -> Vec<Draft> {
    let records = &collection.records;
    let list_of = |cell: &Cell<'_>| records.get(cell.record as usize).and_then(Value::parent);
    let is_same_list = |one: &Cell<'_>, other: &Cell<'_>| {
        let lists = list_of(one).zip(list_of(other));
        lists.is_some_and(|(one, other)| one.is_same_node(other))
    };
    let columns = collection.columns.iter().enumerate().filter_map(|(position, column)| {
        let is_fit = collection.id != Some(position)
            && column.steps.is_singular()
            && !column.steps.is_key_or_file_name()
            && column.is_scalar()
            && column.present == column.cells.len()
            && column.distinct_count() < column.cells.len();
        if !is_fit {
            return None;
        }
        let lists = Lists::of(&column.cells.chunk_by(is_same_list).collect::<Vec<_>>());
        let is_supported = lists.is_set()
            && (is_named_like_id(&column.steps) || lists.expected >= MIN_EXPECTED)
            && lists.repeated.saturating_mul(MIN_ITEMS * 2) <= lists.further;
        let is_in_object = records.first().and_then(Value::enclosing_object).is_some();
        let field = column.steps.as_field();
        let rests_on = format!(
            "{} of {} records of a list, not counting the first, differ in `{field}` from all records before them.",
            grouped(lists.further - lists.repeated),
            grouped(lists.further),
        );
        let draft = Draft::new("unique", Level::Warning, collection, &column.steps)
            .with_suffix("once")
            .text("fields", field)
            .text("within", if is_in_object { "parent" } else { "document" })
            .rests_on(rests_on, lists.further);
        is_supported.then_some(draft)
    });
    columns.collect()
}

/// Drafts a rule for each field with lists that repeat no item, and for each field of items whose values differ between
/// all items of a list. `explained` contains the indices of the columns of references and dates, whose values may be in
/// several lists.
pub(super) fn drafts(collection: &Collection<'_>, explained: &HashSet<usize>) -> Vec<Draft> {
    let columns = collection.columns.iter().enumerate().filter_map(|(position, column)| {
        let (items, field) = split(&column.steps)?;
        let is_fit = column.is_scalar()
            && !column.cells.iter().any(|cell| cell.value.kind() == Kind::Number);
        if !is_fit {
            return None;
        }
        let lists = if field.is_empty() {
            column.lists()
        } else {
            column.cells.chunk_by(|one, other| one.record == other.record).collect()
        };
        let lists = Lists::of(&lists);
        let is_supported = lists.is_set()
            && (field.is_empty()
                || is_named_like_id(&column.steps)
                || lists.expected >= MIN_EXPECTED);
        if !is_supported {
            return None;
        }
        let is_shared = explained.contains(&position) || !is_of_one_list(column);
        Some(draft(collection, column, (&items, &field), &lists, is_shared))
    });
    columns.collect()
}

/// Splits the steps to a value into the steps to the item of a list, and the steps from that item. Returns
/// `None` if there is no list, or if lists are nested.
fn split(steps: &Steps) -> Option<(Steps, Vec<Step>)> {
    let at = steps.0.iter().position(|step| *step == Step::All)?;
    let (items, field) = steps.0.split_at_checked(at + 1)?;
    let is_simple = !field.contains(&Step::All) && !steps.is_key_or_file_name();
    is_simple.then(|| (Steps(items.to_vec()), field.to_vec()))
}

fn is_named_like_id(steps: &Steps) -> bool {
    steps.last_name().is_some_and(|name| rank_of_id(name, "").is_some())
}

/// Counts over all lists of a column.
struct Lists {
    /// Number of lists with several items.
    several: usize,
    /// Number of items, not counting the first item of each list.
    further: usize,
    /// Number of items that repeat an earlier item of their list.
    repeated: usize,
    /// Number of pairs of equal items that would be expected by chance.
    expected: f64,
}

impl Lists {
    fn of(lists: &[&[Cell<'_>]]) -> Lists {
        let mut counts: HashMap<u64, usize> = HashMap::new();
        let mut found = Lists { several: 0, further: 0, repeated: 0, expected: 0.0 };
        let mut pairs = 0_usize;
        for list in lists {
            let distinct: HashSet<u64> = list.iter().map(|cell| cell.key).collect();
            found.several += usize::from(list.len() > 1);
            found.further += list.len() - 1;
            found.repeated += list.len() - distinct.len();
            pairs += list.len() * (list.len() - 1) / 2;
            for cell in *list {
                *counts.entry(cell.key).or_default() += 1;
            }
        }
        let total: usize = counts.values().sum();
        let shares = counts.values().map(|count| (float(*count) / float(total)).powi(2));
        found.expected = shares.sum::<f64>() * float(pairs);
        found
    }

    /// Whether there are many lists, and the lists repeat hardly any item.
    fn is_set(&self) -> bool {
        self.several >= MIN_LISTS
            && self.further >= MIN_FURTHER_ITEMS
            && self.repeated <= tolerance(self.further)
    }
}

/// Whether the items are numerous and not all dates, and hardly any item is in two lists.
fn is_of_one_list(column: &Column<'_>) -> bool {
    let total = column.cells.len();
    let repeated = total - column.distinct_count();
    total >= MIN_ITEMS
        && repeated <= tolerance(total)
        && repeated.saturating_mul(MIN_ITEMS * 2) <= total
        && column.cells.iter().any(|cell| PartialDate::parse(&cell.text()).is_err())
}

/// Drafts the rule. `is_shared` says whether two lists may contain the same item.
fn draft(
    collection: &Collection<'_>,
    column: &Column<'_>,
    (items, field): (&Steps, &[Step]),
    lists: &Lists,
    is_shared: bool,
) -> Draft {
    let whole = column.steps.as_field();
    let rests_on = if is_shared {
        format!(
            "{} of {} items in the lists `{whole}`, not counting the first of each list, differ from all items before them.",
            grouped(lists.further - lists.repeated),
            grouped(lists.further),
        )
    } else {
        format!(
            "{} of {} items in all lists `{whole}` are distinct.",
            grouped(column.distinct_count()),
            grouped(column.cells.len()),
        )
    };
    let mut draft = Draft::new("unique", Level::Warning, collection, &column.steps)
        .with_suffix("once")
        .text("items", items.as_field());
    if !field.is_empty() {
        draft = draft.text("fields", Steps(field.to_vec()).as_field());
    }
    if !is_shared {
        draft = draft.text("within", "dataset");
    }
    draft.rests_on(rests_on, lists.further)
}

/// Returns a count as a floating-point number, or the largest `u32` if the count is larger.
fn float(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}
