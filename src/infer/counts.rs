//! Infers that a number is the length of a list in the same record.

use super::collections::Collection;
use super::columns::Column;
use super::draft::Draft;
use super::steps::Step;
use super::tolerance;
use crate::finding::Level;
use crate::words::grouped;
use std::collections::{HashMap, HashSet};

/// Minimum number of records in which the field is not 0.
const MIN_RECORDS: usize = 10;

/// Minimum number of distinct numbers.
const MIN_DISTINCT: usize = 3;

/// Drafts a rule for each field that contains the length of a list.
pub(super) fn drafts(collection: &Collection<'_>) -> Vec<Draft> {
    let numbers = collection
        .columns
        .iter()
        .filter(|column| column.steps.is_singular() && column.is_whole_number())
        .filter(|column| column.distinct_count() >= MIN_DISTINCT);
    let lists = || {
        let lists = collection.columns.iter();
        lists.filter(|column| {
            column
                .steps
                .0
                .split_last()
                .is_some_and(|(last, rest)| *last == Step::All && !rest.contains(&Step::All))
        })
    };
    let drafts =
        numbers.filter_map(|number| lists().find_map(|list| draft(collection, number, list)));
    drafts.collect()
}

fn draft(collection: &Collection<'_>, number: &Column<'_>, list: &Column<'_>) -> Option<Draft> {
    let sizes: HashMap<u32, usize> = list.sizes.iter().copied().collect();
    let (mut equal, mut distinct) = (0_usize, HashSet::new());
    for cell in &number.cells {
        let size = sizes.get(&cell.record).copied().unwrap_or_default();
        if cell.text() == size.to_string() {
            equal += 1;
            distinct.insert(size);
        }
    }
    let total = number.cells.len();
    let stated = number.cells.iter().filter(|cell| cell.text() != "0").count();
    let is_supported = stated >= MIN_RECORDS
        && distinct.len() >= MIN_DISTINCT
        && equal + tolerance(total) >= total;
    let (field, items) = (number.steps.as_field(), list.steps.as_field());
    let rests_on = format!(
        "{} of {} values of `{field}` equal the number of `{items}`.",
        grouped(equal),
        grouped(total)
    );
    let draft = Draft::new("count", Level::Warning, collection, &number.steps)
        .with_suffix("count")
        .text("field", field)
        .text("items", items)
        .rests_on(rests_on, total);
    is_supported.then_some(draft)
}
