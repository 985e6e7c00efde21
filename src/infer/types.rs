//! Infers which fields contain only texts, only numbers, or only booleans.

use super::collections::Collection;
use super::columns::Column;
use super::draft::Draft;
use super::steps::{Step, Steps};
use super::tolerance;
use crate::document::{Form, Kind};
use crate::finding::Level;
use crate::words::grouped;
use std::collections::BTreeMap;

/// Minimum number of values of a field.
const MIN_VALUES: usize = 20;

/// The kinds of values, with the word of `is-a` for each, and a suffix for the ids of rules.
const KINDS: [(Kind, &str, &str); 3] = [
    (Kind::String, "text", "texts"),
    (Kind::Number, "number", "numbers"),
    (Kind::Boolean, "boolean", "booleans"),
];

/// Drafts up to three rules per object: for its texts, its numbers and its booleans. Drafts no rules for CSV and TSV,
/// in which all cells are texts.
pub(super) fn drafts(collection: &Collection<'_>) -> Vec<Draft> {
    let form = collection.records.first().and_then(|record| record.document().converted_from());
    if matches!(form, Some(Form::Csv | Form::Tsv)) {
        return Vec::new();
    }
    let drafts = KINDS.into_iter().flat_map(|(kind, what, suffix)| {
        let mut by_parent: BTreeMap<String, Vec<&Column<'_>>> = BTreeMap::new();
        for column in &collection.columns {
            let is_named = matches!(column.steps.0.last(), Some(Step::Name(_)));
            if is_named && is_of_kind(column, kind) {
                let parent = Steps(column.steps.parent().to_vec());
                by_parent.entry(parent.as_field()).or_default().push(column);
            }
        }
        let drafts = by_parent
            .into_values()
            .filter_map(move |columns| draft(collection, &columns, what, suffix));
        drafts.collect::<Vec<_>>()
    });
    drafts.collect()
}

/// Whether all values of a column are of one kind, with a few exceptions.
fn is_of_kind(column: &Column<'_>, kind: Kind) -> bool {
    let fitting = match kind {
        Kind::Boolean => column.booleans,
        _ => column.cells.iter().filter(|cell| cell.value.kind() == kind).count(),
    };
    let total = scalars(column);
    column.others == column.booleans && total >= MIN_VALUES && fitting + tolerance(total) >= total
}

/// Returns the number of texts, numbers and booleans in a column.
fn scalars(column: &Column<'_>) -> usize {
    column.cells.len() + column.booleans
}

fn draft(
    collection: &Collection<'_>,
    columns: &[&Column<'_>],
    what: &'static str,
    suffix: &str,
) -> Option<Draft> {
    let first = columns.first()?;
    let field = match columns {
        [only] => only.steps.as_field(),
        several => Steps::several(several.iter().map(|column| &column.steps))?,
    };
    let parent = Steps(first.steps.parent().to_vec());
    let draft = match parent.names().next() {
        Some(_) => Draft::new("is-a", Level::Warning, collection, &parent).with_suffix(suffix),
        None => Draft::about("is-a", Level::Warning, collection, suffix),
    };
    let total: usize = columns.iter().map(|column| scalars(column)).sum();
    let rests_on = format!("{} values of these fields are {suffix}.", grouped(total));
    Some(draft.text("field", field).text("what", what).rests_on(rests_on, total))
}
