//! Infers fields that records of one kind have and other records lack, and fields that go together.

use super::collections::Collection;
use super::columns::Column;
use super::draft::Draft;
use super::presence::has_differing_values;
use super::steps::text_literal;
use crate::finding::Level;
use crate::words::grouped;
use std::collections::BTreeMap;

/// Minimum number of records of a kind, and minimum number of other records.
const MIN_RECORDS: usize = 40;

/// Maximum number of kinds that one field distinguishes.
const MAX_KINDS: usize = 6;

/// Maximum share of the other records that have the field, in percent. If more of them have the field, the condition
/// is likely to hold by chance.
const MAX_PERCENT: usize = 50;

/// Maximum number of fields that are compared with each other.
const MAX_FIELDS: usize = 48;

/// Drafts a rule for each field that all records of one kind have, and for each field that all records with another
/// field have.
pub(super) fn drafts(collection: &Collection<'_>) -> Vec<Draft> {
    let fields: Vec<Field<'_, '_>> = collection
        .columns
        .iter()
        .filter(|column| column.steps.is_singular() && !column.steps.is_key_or_file_name())
        .filter(|column| !column.steps.0.is_empty())
        .map(|column| Field { column, is_present: presence(column, collection.records.len()) })
        .take(MAX_FIELDS)
        .collect();
    let optional: Vec<&Field<'_, '_>> = fields
        .iter()
        .filter(|field| field.column.present < collection.records.len())
        .filter(|field| field.column.present >= MIN_RECORDS)
        .filter(|field| has_differing_values(field.column))
        .collect();
    let kinds: Vec<Kind<'_, '_>> = fields.iter().flat_map(|field| kinds(field.column)).collect();
    let mut drafts = Vec::new();
    for field in optional {
        let by_kind = kinds.iter().find_map(|kind| draft_for_kind(collection, kind, field));
        let by_field = || fields.iter().find_map(|other| draft_for_field(collection, other, field));
        drafts.extend(by_kind.or_else(by_field));
    }
    drafts
}

/// A field of the records.
struct Field<'c, 'a> {
    column: &'c Column<'a>,
    /// Whether each record has the field.
    is_present: Vec<bool>,
}

/// Returns whether each record has a value in the column.
fn presence(column: &Column<'_>, records: usize) -> Vec<bool> {
    let mut presence = vec![false; records];
    for (record, _) in &column.sizes {
        if let Some(is_present) = presence.get_mut(*record as usize) {
            *is_present = true;
        }
    }
    presence
}

/// The records with one value of a field.
struct Kind<'c, 'a> {
    column: &'c Column<'a>,
    value: String,
    records: Vec<u32>,
}

/// Returns the kinds that a field with a few recurring texts distinguishes, largest first.
fn kinds<'c, 'a>(column: &'c Column<'a>) -> Vec<Kind<'c, 'a>> {
    let mut by_value: BTreeMap<String, Vec<u32>> = BTreeMap::new();
    if !column.is_text() || column.distinct().len() > MAX_KINDS {
        return Vec::new();
    }
    for cell in &column.cells {
        by_value.entry(cell.text().into_owned()).or_default().push(cell.record);
    }
    let kinds = by_value.into_iter().map(|(value, records)| Kind { column, value, records });
    let mut kinds: Vec<Kind<'_, '_>> =
        kinds.filter(|kind| kind.records.len() >= MIN_RECORDS).collect();
    kinds.sort_by_key(|kind| std::cmp::Reverse(kind.records.len()));
    kinds
}

/// Drafts a rule for a field that all records of a kind have.
fn draft_for_kind(
    collection: &Collection<'_>,
    kind: &Kind<'_, '_>,
    field: &Field<'_, '_>,
) -> Option<Draft> {
    let has_field = |record: &u32| field.is_present.get(*record as usize) == Some(&true);
    if std::ptr::eq(kind.column, field.column) || !kind.records.iter().all(has_field) {
        return None;
    }
    let condition = format!("{} == {}", kind.column.steps.as_query(), text_literal(&kind.value));
    draft(collection, kind.records.len(), field, condition)
}

/// Drafts a rule for a field that all records with another field of the same object have.
fn draft_for_field(
    collection: &Collection<'_>,
    other: &Field<'_, '_>,
    field: &Field<'_, '_>,
) -> Option<Draft> {
    let is_same_object = other.column.steps.parent() == field.column.steps.parent();
    let mut both = other.is_present.iter().zip(&field.is_present);
    let goes_together = is_same_object
        && !std::ptr::eq(other.column, field.column)
        && other.column.present < collection.records.len()
        && other.column.present >= MIN_RECORDS
        && both.all(|(other, field)| *field || !*other);
    if !goes_together {
        return None;
    }
    draft(collection, other.column.present, field, other.column.steps.as_query())
}

/// Drafts the rule that a field is present in all records that satisfy a condition. `matching` is the number of these
/// records. Returns `None` if most other records have the field too.
fn draft(
    collection: &Collection<'_>,
    matching: usize,
    field: &Field<'_, '_>,
    condition: String,
) -> Option<Draft> {
    let others = collection.records.len() - matching;
    let others_with_field = field.column.present - matching;
    if others < MIN_RECORDS
        || others_with_field.saturating_mul(100) > others.saturating_mul(MAX_PERCENT)
    {
        return None;
    }
    let name = field.column.steps.as_field();
    let rests_on = format!(
        "All {} records with `{condition}` have `{name}`, and {} of {} other records have it.",
        grouped(matching),
        grouped(others_with_field),
        grouped(others),
    );
    let draft = Draft::new("presence", Level::Warning, collection, &field.column.steps)
        .with_suffix("required")
        .text("where", condition)
        .text("required", name)
        .rests_on(rests_on, matching);
    Some(draft)
}
