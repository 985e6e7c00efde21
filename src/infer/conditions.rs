//! Infers fields that records of one kind have and other records lack, and fields that go together.

use super::collections::Found;
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

/// Maximum share of the other records that have the field, in percent. If more have it, the field is likely to be
/// present by chance.
const MAX_PERCENT: usize = 50;

/// Maximum number of fields that are compared with each other.
const MAX_FIELDS: usize = 48;

/// Drafts a rule for each field that all records of one kind have, and for each field that all records with another
/// field have.
pub(super) fn drafts(collection: &Found<'_>) -> Vec<Draft> {
    let fields: Vec<Field<'_, '_>> = collection
        .columns
        .iter()
        .filter(|column| column.steps.is_singular() && !column.steps.is_of_place())
        .filter(|column| !column.steps.0.is_empty())
        .map(|column| Field { column, is_in: records_with(column, collection.records.len()) })
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
        let of_kind = kinds.iter().find_map(|kind| of_kind(collection, kind, field));
        let of_field = || fields.iter().find_map(|other| of_field(collection, other, field));
        drafts.extend(of_kind.or_else(of_field));
    }
    drafts
}

/// A field, and whether each record has it.
struct Field<'c, 'a> {
    column: &'c Column<'a>,
    is_in: Vec<bool>,
}

fn records_with(column: &Column<'_>, records: usize) -> Vec<bool> {
    let mut is_in = vec![false; records];
    for (record, _) in &column.sizes {
        if let Some(is_in) = is_in.get_mut(*record as usize) {
            *is_in = true;
        }
    }
    is_in
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
fn of_kind(collection: &Found<'_>, kind: &Kind<'_, '_>, field: &Field<'_, '_>) -> Option<Draft> {
    let has = |record: &u32| field.is_in.get(*record as usize) == Some(&true);
    if std::ptr::eq(kind.column, field.column) || !kind.records.iter().all(has) {
        return None;
    }
    let condition = format!("{} == {}", kind.column.steps.as_query(), text_literal(&kind.value));
    draft(collection, kind.records.len(), field, condition)
}

/// Drafts a rule for a field that all records with another field of the same object have.
fn of_field(collection: &Found<'_>, other: &Field<'_, '_>, field: &Field<'_, '_>) -> Option<Draft> {
    let is_beside = other.column.steps.parent() == field.column.steps.parent();
    let mut both = other.is_in.iter().zip(&field.is_in);
    let goes_together = is_beside
        && !std::ptr::eq(other.column, field.column)
        && other.column.present < collection.records.len()
        && other.column.present >= MIN_RECORDS
        && both.all(|(other, field)| *field || !*other);
    goes_together
        .then(|| draft(collection, other.column.present, field, other.column.steps.as_query()))
        .flatten()
}

/// Drafts the rule for a field that all of `with` records have that satisfy a condition, unless most other records have
/// it too.
fn draft(
    collection: &Found<'_>,
    with: usize,
    field: &Field<'_, '_>,
    condition: String,
) -> Option<Draft> {
    let others = collection.records.len() - with;
    let others_with = field.column.present - with;
    if others < MIN_RECORDS || others_with.saturating_mul(100) > others.saturating_mul(MAX_PERCENT)
    {
        return None;
    }
    let name = field.column.steps.as_field();
    let rests_on = format!(
        "All {} records with `{condition}` have `{name}`, and {} of {} other records have it.",
        grouped(with),
        grouped(others_with),
        grouped(others),
    );
    let draft = Draft::new("presence", Level::Warning, collection, &field.column.steps)
        .with_suffix("required")
        .text("where", condition)
        .text("required", name)
        .rests_on(rests_on, with);
    Some(draft)
}
