//! Infers rules for dates: which start and end form a range, which dates are in the past, and which values are dates.

use super::collections::Collection;
use super::columns::Column;
use super::draft::Draft;
use super::steps::{Step, Steps};
use super::words::{ends_of, is_of_date, says_past, words};
use super::{allowance, tolerance};
use crate::finding::Level;
use crate::value::date::PartialDate;
use crate::words::grouped;
use std::collections::{BTreeSet, HashMap, HashSet};

/// Minimum number of start and end pairs to infer a range.
const MIN_RANGES: usize = 5;

/// Minimum number of start and end pairs for a range that ends before it starts to be an error.
const MIN_RANGES_FOR_ERROR: usize = 10;

/// Minimum number of values of a field to infer a rule about its dates.
const MIN_DATES: usize = 5;

/// Maximum number of date fields that are compared in pairs, whatever their names are.
const MAX_COMPARED: usize = 8;

/// Minimum number of records that have both dates, for an order that the names do not suggest.
const MIN_COMPARED: usize = 50;

/// Minimum share of pairs of different records, in percent, in which the start of one record is after the end of the
/// other, for an order that the names do not suggest.
const MIN_PERCENT_BY_CHANCE: usize = 20;

/// The dates of a column by record index, without the values that are not dates.
type Dates = HashMap<u32, PartialDate>;

/// Returns the indices of the columns that contain dates.
pub(super) fn columns_of_dates(collection: &Collection<'_>) -> Vec<usize> {
    let columns = collection.columns.iter().enumerate();
    columns.filter(|(_, column)| holds_dates(column)).map(|(position, _)| position).collect()
}

/// Drafts rules for ranges, for dates in the past, and for other dates.
pub(super) fn drafts(
    collection: &Collection<'_>,
    columns: &[usize],
    today: &PartialDate,
) -> Vec<Draft> {
    let columns: Vec<&Column<'_>> =
        columns.iter().filter_map(|position| collection.columns.get(*position)).collect();
    let single: Vec<(&Column<'_>, Dates)> = columns
        .iter()
        .filter(|column| column.steps.is_singular())
        .map(|column| (*column, dates(column)))
        .collect();
    let mut by_steps: HashMap<(&[Step], Vec<String>), Vec<usize>> = HashMap::new();
    for (position, (column, _)) in single.iter().enumerate() {
        let words = words(column.steps.last_name().unwrap_or_default());
        by_steps.entry((column.steps.parent(), words)).or_default().push(position);
    }
    let mut drafts = Vec::new();
    let mut in_ranges: HashSet<&Steps> = HashSet::new();
    for (start, starts) in &single {
        let ends = ends_of(start.steps.last_name().unwrap_or_default()).into_iter();
        let positions = ends.filter_map(|words| by_steps.get(&(start.steps.parent(), words)));
        for position in positions.flatten().copied().collect::<BTreeSet<usize>>() {
            let Some((end, ends)) = single.get(position) else { continue };
            if let Some(draft) = range(collection, (start, starts), (end, ends)) {
                drafts.push(draft);
                in_ranges.extend([&start.steps, &end.steps]);
            }
        }
    }
    for (start, starts) in single.iter().take(MAX_COMPARED) {
        for (end, ends) in single.iter().take(MAX_COMPARED) {
            let has_rule = in_ranges.contains(&start.steps) && in_ranges.contains(&end.steps);
            if start.steps != end.steps && !has_rule && are_in_order(starts, ends) {
                let draft = range(collection, (start, starts), (end, ends));
                drafts.extend(draft.map(|draft| {
                    let end = super::naming::plain(&end.steps.as_field()).unwrap_or_default();
                    Draft { level: Level::Warning, ..draft }.with_suffix(&format!("to-{end}"))
                }));
            }
        }
    }
    for column in columns {
        let past = past(collection, column, today);
        let has_rule = past.is_some() || in_ranges.contains(&column.steps);
        drafts.extend(past);
        if !has_rule {
            drafts.extend(form(collection, column));
        }
    }
    drafts
}

/// Whether hardly any start is after the end in the same record, although many starts are after the ends in other
/// records. Such an order is not due to chance, whatever the names of the fields are.
fn are_in_order(starts: &Dates, ends: &Dates) -> bool {
    let mut records: Vec<u32> =
        starts.keys().filter(|record| ends.contains_key(record)).copied().collect();
    records.sort_unstable();
    let half = records.len() / 2;
    let is_reversed = |start: &u32, end: &u32| {
        let dates = starts.get(start).zip(ends.get(end));
        dates.is_some_and(|(start, end)| end.is_certainly_before(start))
    };
    let reversed = records.iter().filter(|record| is_reversed(record, record)).count();
    let others = records.iter().cycle().skip(half);
    let by_chance =
        records.iter().zip(others).filter(|(start, end)| is_reversed(start, end)).count();
    let equal = records.iter().filter(|record| starts.get(record) == ends.get(record)).count();
    records.len() >= MIN_COMPARED
        && reversed <= tolerance(records.len())
        && by_chance.saturating_mul(100) >= records.len().saturating_mul(MIN_PERCENT_BY_CHANCE)
        && equal.saturating_mul(2) <= records.len()
}

/// Whether every text is a date, with a few exceptions. If most dates are years, which look like any other number, the
/// field's name must suggest a date.
fn holds_dates(column: &Column<'_>) -> bool {
    let has_other_values = column.condition_for_texts().is_some();
    if !(column.is_text()
        || has_other_values && column.has_only_texts() && !column.cells.is_empty())
    {
        return false;
    }
    let (mut dates, mut exact) = (0_usize, 0_usize);
    for cell in &column.cells {
        let text = cell.text();
        if PartialDate::parse(&text).is_ok() {
            dates += 1;
            exact += usize::from(text.contains('-'));
        }
    }
    let name = column.steps.last_name().unwrap_or_default();
    dates + allowance(column.cells.len()) >= column.cells.len()
        && dates > 0
        && (exact.saturating_mul(2) >= dates || is_of_date(name))
}

fn dates(column: &Column<'_>) -> Dates {
    let cells = column.cells.iter();
    cells.filter_map(|cell| Some((cell.record, PartialDate::parse(&cell.text()).ok()?))).collect()
}

fn range(
    collection: &Collection<'_>,
    (start, starts): (&Column<'_>, &Dates),
    (end, ends): (&Column<'_>, &Dates),
) -> Option<Draft> {
    let both = starts.iter().filter_map(|(record, start)| Some((start, ends.get(record)?)));
    let both: Vec<(&PartialDate, &PartialDate)> = both.collect();
    let reversed = both.iter().filter(|(start, end)| end.is_certainly_before(start)).count();
    if both.len() < MIN_RANGES || reversed > allowance(both.len()) {
        return None;
    }
    let (from, to) = (start.steps.as_field(), end.steps.as_field());
    let rests_on = format!(
        "In {} of {} records that have both, `{to}` is not before `{from}`.",
        grouped(both.len() - reversed),
        grouped(both.len()),
    );
    let conditions = [start.condition_for_texts(), end.condition_for_texts()];
    let conditions: Vec<String> = conditions.into_iter().flatten().collect();
    let is_certain = both.len() >= MIN_RANGES_FOR_ERROR;
    let level = if is_certain { Level::Error } else { Level::Warning };
    let draft = Draft::new("date-range", level, collection, &start.steps)
        .optional_text("where", (!conditions.is_empty()).then(|| conditions.join(" && ")))
        .text("from", from)
        .text("to", to)
        .with_suffix("range")
        .rests_on(rests_on, both.len());
    Some(draft)
}

/// Drafts a rule for a field whose name suggests past dates, if hardly any of its dates is after `today`.
fn past(collection: &Collection<'_>, column: &Column<'_>, today: &PartialDate) -> Option<Draft> {
    let total = column.cells.len();
    let ahead = column.cells.iter().filter(|cell| {
        PartialDate::parse(&cell.text()).is_ok_and(|date| date.is_after_today(today) == Some(true))
    });
    let ahead = ahead.count();
    if total < MIN_DATES || ahead > allowance(total) || !says_past(column.steps.last_name()?) {
        return None;
    }
    let field = column.steps.as_field();
    let rests_on = format!(
        "{} of {} dates in `{field}` are not after {today}.",
        grouped(total - ahead),
        grouped(total)
    );
    let draft = Draft::new("date-range", Level::Warning, collection, &column.steps)
        .optional_text("where", column.condition_for_texts())
        .text("past", field)
        .with_suffix("past")
        .rests_on(rests_on, total);
    Some(draft)
}

/// Drafts a rule that the values of a field are dates. Fields with another rule that reads dates do not need this rule,
/// since that rule also reports values that are not dates.
fn form(collection: &Collection<'_>, column: &Column<'_>) -> Option<Draft> {
    let total = column.cells.len();
    if total < MIN_DATES {
        return None;
    }
    let fitting =
        column.cells.iter().filter(|cell| PartialDate::parse(&cell.text()).is_ok()).count();
    let field = column.steps.as_field();
    let rests_on =
        format!("{} of {} values of `{field}` are dates.", grouped(fitting), grouped(total));
    let draft = Draft::new("is-a", Level::Warning, collection, &column.steps)
        .optional_text("where", column.condition_for_texts())
        .text("field", field)
        .text("what", "date")
        .with_suffix("date")
        .rests_on(rests_on, total);
    Some(draft)
}
