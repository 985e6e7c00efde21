//! Infers that the name of a record's file contains a field of the record: `2024-01-05-title.md`.

use super::{Cell, Collection, Column, Draft, Level, MIN_DISTINCT, grouped, tolerance};

/// Minimum length of the texts, in bytes. A file name often contains a shorter text by chance.
const MIN_LENGTH: usize = 2;

/// Drafts a rule for a field whose text is only a part of the name of the record's file.
pub(super) fn draft(
    collection: &Collection<'_>,
    stem: &Column<'_>,
    column: &Column<'_>,
) -> Option<Draft> {
    let is_fit = column.steps.is_singular()
        && !column.steps.is_key_or_file_name()
        && column.is_text()
        && column.distinct_count() >= MIN_DISTINCT;
    if !is_fit {
        return None;
    }
    let stems = stem.by_record();
    let pairs: Vec<(&Cell<'_>, &Cell<'_>)> =
        column.cells.iter().filter_map(|cell| Some((*stems.get(&cell.record)?, cell))).collect();
    let is_part = |(stem, cell): &&(&Cell<'_>, &Cell<'_>)| {
        let (stem, part) = (stem.text(), cell.text());
        part.len() >= MIN_LENGTH && stem.len() > part.len() && stem.contains(&*part)
    };
    let (total, fitting) = (pairs.len(), pairs.iter().filter(is_part).count());
    let query = column.steps.as_query();
    let rests_on = format!(
        "{} of {} values of `{}` are a part of the name of their file.",
        grouped(fitting),
        grouped(total),
        column.steps.as_field(),
    );
    let draft = Draft::new("assert", Level::Warning, collection, &column.steps)
        .with_suffix("in-name")
        .text("where", query.clone())
        .text("that", format!("contains(stem(@), {query})"))
        .rests_on(rests_on, total);
    (total >= MIN_DISTINCT && fitting + tolerance(total) >= total).then_some(draft)
}
