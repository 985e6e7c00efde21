//! Infers references from texts that contain only a part of an id, or more than an id. In the record `fr-paris`, the
//! text `lyon` may name the record `fr-lyon`: the prefix of the record's own id is left out. The text
//! `fr-lyon (Rhône)` begins with the id of that record.

use super::allowance;
use super::collections::Collection;
use super::columns::{Column, key};
use super::draft::Draft;
use super::references::Shape;
use super::words::is_relation;
use crate::finding::Level;
use crate::words::grouped;
use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

/// Minimum number of distinct ids if some of them resolve only after the prefix is added.
const MIN_COMPLETED: usize = 8;

/// Separators within ids that have parts: `AD-02`, `region/town`.
const SEPARATORS: [char; 6] = ['-', '/', ':', '.', '#', '_'];

/// Drafts a rule for a field whose values are ids of the same collection, without the prefix that they share with the
/// record's own id. For example, `B` in the record `BD-01` means `BD-B`.
pub(super) fn relative_draft(collection: &Collection<'_>, column: &Column<'_>) -> Option<Draft> {
    let ids = collection.id_column().filter(|ids| !std::ptr::eq(*ids, column))?;
    if !ids.is_text() || !column.is_text() || !is_relation(column.steps.last_name()?) {
        return None;
    }
    let known: HashSet<u64> = ids.cells.iter().map(|cell| cell.key).collect();
    let own_ids: HashMap<u32, Cow<'_, str>> =
        ids.cells.iter().map(|cell| (cell.record, cell.text())).collect();
    let separator = separator_of_most(ids)?;
    let (mut as_written, mut completed) = (0_usize, 0_usize);
    let mut distinct = HashSet::new();
    for cell in &column.cells {
        let own_id = own_ids.get(&cell.record)?;
        let text = cell.text();
        if known.contains(&cell.key) && *own_id != text {
            as_written += 1;
            distinct.insert(cell.key);
            continue;
        }
        let prefixes = own_id
            .rmatch_indices(separator)
            .filter_map(|(at, separator)| own_id.get(..at + separator.len()));
        let mut full_ids = prefixes.map(|prefix| format!("{prefix}{text}"));
        if let Some(found) = full_ids.find(|id| known.contains(&key(id)) && *id != **own_id) {
            completed += 1;
            distinct.insert(key(&found));
        }
    }
    let total = column.cells.len();
    let is_supported = as_written + completed + allowance(total) >= total
        && completed > 0
        && distinct.len() >= MIN_COMPLETED;
    let field = column.steps.as_field();
    let rests_on = format!(
        "`{field}` names `{}` of {}: {} of {} resolve, {} as written and {} after adding the beginning of their record's own id.",
        ids.steps.as_field(),
        collection.name,
        grouped(as_written + completed),
        grouped(total),
        grouped(as_written),
        grouped(completed),
    );
    let draft = Draft::new("reference", Level::Error, collection, &column.steps)
        .text("field", field)
        .text("to", collection.name.clone())
        .text("relative", separator.to_string())
        .rests_on(rests_on, total);
    is_supported.then_some(draft)
}

/// Returns the separator that at least nine tenths of a column's texts contain, or `None` if no separator is so common.
fn separator_of_most(column: &Column<'_>) -> Option<char> {
    SEPARATORS.into_iter().find(|separator| {
        let texts = column.cells.iter().filter(|cell| cell.text().contains(*separator)).count();
        texts.saturating_mul(10) >= column.cells.len().saturating_mul(9)
    })
}

/// Returns the hashes of each collection's ids.
pub(super) fn ids_of_all(collections: &[Collection<'_>]) -> Vec<HashSet<u64>> {
    let ids = collections.iter().map(|collection| {
        let column = collection.id_column();
        column.into_iter().flat_map(|column| &column.cells).map(|cell| cell.key).collect()
    });
    ids.collect()
}

/// Drafts a rule for a field whose values begin with an id of another collection: `AD` in `AD-02`. `owner` is the index
/// of the field's collection.
pub(super) fn part_draft(
    collections: &[Collection<'_>],
    ids: &[HashSet<u64>],
    owner: usize,
    column: &Column<'_>,
) -> Option<Draft> {
    let collection = collections.get(owner)?;
    if !column.is_text() {
        return None;
    }
    let separator = separator_of_most(column)?;
    let mut counts: HashMap<String, usize> = HashMap::new();
    for cell in &column.cells {
        let text = cell.text();
        let (part, _) = text.split_once(separator)?;
        *counts.entry(part.to_owned()).or_default() += 1;
    }
    if counts.len() < min_distinct_parts(&counts)? {
        return None;
    }
    let total = column.cells.len();
    let mut targets =
        collections.iter().zip(ids).enumerate().filter_map(|(number, (other, ids))| {
            let mut unknown = 0;
            for (part, count) in &counts {
                unknown += if ids.contains(&key(part)) { 0 } else { *count };
                if number == owner || unknown > allowance(total) {
                    return None;
                }
            }
            Some((other, total - unknown))
        });
    let (target, resolved) = targets.next()?;
    let field = column.steps.as_field();
    let id = target.id_column()?.steps.as_field();
    let rests_on = format!(
        "`{field}` begins with `{id}` of {}: {} of {} resolve, {} of them distinct.",
        target.name,
        grouped(resolved),
        grouped(total),
        grouped(counts.len()),
    );
    let escaped = if separator == '.' { "\\.".to_owned() } else { separator.to_string() };
    let draft = Draft::new("codelist", Level::Error, collection, &column.steps)
        .text("field", field)
        .text("part", format!("^([^{separator}]+){escaped}"))
        .text("to", target.name.clone())
        .text("to-field", id)
        .with_suffix(&format!("in-{}", target.name))
        .rests_on(rests_on, total);
    Some(draft)
}

/// Returns the minimum number of distinct parts that rules out chance, or `None` if no number does.
fn min_distinct_parts(parts: &HashMap<String, usize>) -> Option<usize> {
    let length: usize = parts.keys().map(|part| part.chars().count()).sum();
    if parts.keys().all(|part| part.bytes().all(|byte| byte.is_ascii_digit())) {
        return None;
    }
    let is_short = length < parts.len().saturating_mul(Shape::MIN_LENGTH_OF_TEXTS);
    if is_short { Shape::Codes.min_distinct() } else { Shape::Texts.min_distinct() }
}
