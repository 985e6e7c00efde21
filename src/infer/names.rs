//! Infers that a field repeats the key of its record, or the name of its file or folder, or contains another field.

mod in_file_names;

use super::collections::Collection;
use super::columns::{Cell, Column};
use super::draft::Draft;
use super::steps::Step;
use super::{allowance, tolerance};
use crate::finding::Level;
use crate::words::grouped;

/// Minimum number of distinct values.
const MIN_DISTINCT: usize = 10;

/// Minimum number of records in which one field contains another.
const MIN_RECORDS: usize = 50;

/// Minimum number of records per violation, for one field to be said to contain another.
const RECORDS_PER_VIOLATION: usize = 200;

/// Maximum number of fields that are compared. Names are usually among the first fields of a record.
const MAX_FIELDS: usize = 30;

/// Drafts a rule for each field that repeats the key of its record, or the name of its file or folder, and for each
/// field that contains another field.
pub(super) fn drafts(collection: &Collection<'_>) -> Vec<Draft> {
    let names = collection.columns.iter().filter(|column| {
        matches!(column.steps.0.as_slice(), [Step::Key | Step::Stem | Step::Folder])
    });
    let names = names.filter(|name| name.distinct_count() >= MIN_DISTINCT);
    let fields = || {
        let fields = collection.columns.iter().take(MAX_FIELDS);
        fields.filter(|column| {
            column.steps.is_singular() && !column.steps.is_key_or_file_name() && column.is_text()
        })
    };
    let name_drafts =
        names.flat_map(|name| fields().filter_map(|field| draft(collection, name, field)));
    let stems = collection.columns.iter().filter(|column| {
        column.steps.0.as_slice() == [Step::Stem] && column.distinct_count() >= MIN_DISTINCT
    });
    let file_name_drafts = stems.flat_map(|stem| {
        let fields = collection.columns.iter();
        fields.filter_map(move |field| in_file_names::draft(collection, stem, field))
    });
    let field_drafts = fields()
        .filter(|column| is_code(column))
        .flat_map(|code| fields().filter_map(move |column| containing(collection, code, column)));
    name_drafts.chain(file_name_drafts).chain(field_drafts).collect()
}

/// Whether the values are words that could be parts of other values. Sentences and single characters are not.
fn is_code(column: &Column<'_>) -> bool {
    column.distinct_count() >= MIN_DISTINCT
        && column.cells.len() >= MIN_RECORDS
        && column.cells.iter().all(|cell| {
            let text = cell.text();
            text.len() > 1 && !text.contains(char::is_whitespace)
        })
}

/// Drafts a rule for a field whose texts contain the texts of another field of the same record, and are longer.
fn containing(
    collection: &Collection<'_>,
    code: &Column<'_>,
    column: &Column<'_>,
) -> Option<Draft> {
    let codes = code.by_record();
    let mut unfit = 0_usize;
    let mut total = 0_usize;
    for cell in &column.cells {
        let Some(code) = codes.get(&cell.record) else { continue };
        let (text, code) = (cell.text(), code.text());
        total += 1;
        unfit += usize::from(text.len() == code.len() || !text.contains(&*code));
        if unfit.saturating_mul(RECORDS_PER_VIOLATION) > column.cells.len() {
            return None;
        }
    }
    let (field, part) = (column.steps.as_query(), code.steps.as_query());
    let rests_on = format!(
        "{} of {} values of `{}` contain `{}`.",
        grouped(total - unfit),
        grouped(total),
        column.steps.as_field(),
        code.steps.as_field()
    );
    let draft = Draft::new("assert", Level::Warning, collection, &column.steps)
        .with_suffix("contains")
        .text("where", format!("{field} && {part}"))
        .text("that", format!("contains({field}, {part})"))
        .rests_on(rests_on, total);
    (total >= MIN_RECORDS).then_some(draft)
}

fn draft(collection: &Collection<'_>, name: &Column<'_>, column: &Column<'_>) -> Option<Draft> {
    let names = name.by_record();
    let pairs: Vec<(&Cell<'_>, &Cell<'_>)> =
        column.cells.iter().filter_map(|cell| Some((*names.get(&cell.record)?, cell))).collect();
    let total = pairs.len();
    let equal = pairs.iter().filter(|(name, cell)| name.key == cell.key).count();
    let (field, place) = (column.steps.as_field(), name.steps.as_field());
    if total >= MIN_DISTINCT && equal + allowance(total) >= total {
        let rests_on =
            format!("{} of {} values of `{field}` are `{place}`.", grouped(equal), grouped(total));
        let draft = Draft::new("compare", Level::Warning, collection, &column.steps)
            .with_suffix("same")
            .text("field", field)
            .text("is", "==")
            .text("than", place)
            .text("as", "text")
            .without_true_exceptions()
            .rests_on(rests_on, total);
        return Some(draft);
    }
    contained(collection, (column, &field), &place, &pairs)
}

/// Drafts a rule for a field that contains the key of its record, or the name of its file or folder, between two texts
/// that are the same in all records.
fn contained(
    collection: &Collection<'_>,
    (column, field): (&Column<'_>, &str),
    place: &str,
    pairs: &[(&Cell<'_>, &Cell<'_>)],
) -> Option<Draft> {
    let (first_name, first) = pairs.first()?;
    let (first_name, first) = (first_name.text(), first.text());
    let (before, after) = first.split_once(&*first_name)?;
    let is_fit = |(name, cell): &&(&Cell<'_>, &Cell<'_>)| {
        let text = cell.text();
        let inner = text.strip_prefix(before).and_then(|rest| rest.strip_suffix(after));
        inner == Some(&*name.text())
    };
    let (total, fitting) = (pairs.len(), pairs.iter().filter(is_fit).count());
    if total < MIN_DISTINCT || fitting + tolerance(total) < total {
        return None;
    }
    let query = column.steps.as_query();
    let rests_on = format!(
        "{} of {} values of `{field}` consist of `{before}`, `{place}` and `{after}`.",
        grouped(fitting),
        grouped(total)
    );
    let draft = Draft::new("assert", Level::Warning, collection, &column.steps)
        .with_suffix("same")
        .text("where", query.clone())
        .text("that", format!("contains({query}, {place})"))
        .rests_on(rests_on, total);
    Some(draft)
}
