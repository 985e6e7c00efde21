//! Finds the fields that name records: all their values are ids of one collection, and not by chance.
//!
//! Even if all values of a field are ids of a collection, the field need not be a reference. Small numbers are
//! ids in many collections, and the few different words of a field may also be ids in some list. Therefore, a field
//! must have enough distinct values. Fewer values are enough if the field's name or the form of its values suggests a
//! reference.

mod unions;

use super::collections::Collection;
use super::columns::{Cell, Column};
use super::draft::Draft;
use super::ids::{LAST_RANK_OF_IDS, is_key_where_present};
use super::scopes::{Within, resolved_within, stays_in_folder};
use super::words::{is_relation, names_collection, rank_of_id, same_name};
use super::{allowance, tolerance};
use crate::finding::Level;
use crate::words::grouped;
use std::collections::{BTreeMap, HashMap, HashSet};
use unions::union;

/// A field that names records.
pub(super) struct Reference {
    /// The rule that is proposed for the field.
    pub(super) draft: Draft,
    /// Index of the collection whose records the field names. If there are several collections, the first one.
    pub(super) target: usize,
    /// Index of that collection's column that contains the values of the field.
    key: usize,
    /// Whether the field names records of one collection by their ids.
    pub(super) is_id: bool,
}

/// A unique key of a collection, whose values other fields could name.
struct Target<'f, 'a> {
    number: usize,
    position: usize,
    collection: &'f Collection<'a>,
    column: &'f Column<'a>,
    is_id: bool,
}

impl Target<'_, '_> {
    /// Returns the part of the dataset in which the keys are unique, or `None` if they are unique in the whole
    /// dataset.
    fn within(&self) -> Option<Within> {
        if self.is_id { self.collection.within } else { None }
    }
}

/// A target whose keys include the values of a field.
struct Match<'t, 'f, 'a> {
    target: &'t Target<'f, 'a>,
    resolved: usize,
    distinct: usize,
    /// Sort key. The best match has the lowest key.
    order: (bool, bool, usize),
}

/// The fields that name records, by the index of the collection and the index of the column in it.
pub(super) type References = BTreeMap<(usize, usize), Reference>;

/// Finds every field that names records. If fields name the records of a collection only by a unique field other
/// than the chosen id, that field becomes the id.
pub(super) fn find_and_choose_ids(collections: &mut [Collection<'_>]) -> References {
    let references = find(collections);
    let mut has_changed = false;
    for (number, collection) in collections.iter_mut().enumerate() {
        let keys: HashSet<usize> = references
            .iter()
            .filter(|((owner, position), reference)| {
                reference.target == number && (*owner != number || reference.key != *position)
            })
            .map(|(_, reference)| reference.key)
            .collect();
        let is_named_by_id = collection.id.is_some_and(|id| keys.contains(&id));
        let is_complete = |key: &usize| {
            let column = collection.columns.get(*key);
            column.is_some_and(|column| column.cells.len() == collection.records.len())
        };
        if !is_named_by_id
            && collection.within.is_none()
            && let Some(key) = keys.into_iter().min().filter(is_complete)
        {
            collection.id = Some(key);
            has_changed = true;
        }
    }
    if has_changed { find(collections) } else { references }
}

/// Finds every field that names records, and drafts a rule for it.
fn find(collections: &[Collection<'_>]) -> References {
    let targets = targets(collections);
    let by_value = by_value(&targets);
    let mut references = BTreeMap::new();
    for (owner, collection) in collections.iter().enumerate() {
        for (position, column) in collection.columns.iter().enumerate() {
            let found = matches(owner, column, collection, &targets, &by_value);
            let reference = match found.into_iter().min_by_key(|found| found.order) {
                Some(best) => {
                    let draft = draft(collection, column, &best);
                    let Target { number: target, position: key, is_id, .. } = *best.target;
                    Some(Reference { draft, target, key, is_id })
                }
                None => union((owner, column), collection, &targets, &by_value),
            };
            references.extend(reference.map(|reference| ((owner, position), reference)));
        }
    }
    references
}

/// Minimum number of values of a unique key whose name does not suggest a key.
const MIN_KEYS: usize = 10;

/// Returns the ids of all collections, and the other unique keys.
fn targets<'f, 'a>(collections: &'f [Collection<'a>]) -> Vec<Target<'f, 'a>> {
    let mut targets = Vec::new();
    for (number, collection) in collections.iter().enumerate() {
        for (position, column) in collection.columns.iter().enumerate() {
            let is_id = collection.id == Some(position);
            let is_other_key = || {
                let name = column.steps.last_name().unwrap_or_default();
                let is_named = rank_of_id(name, "").is_some_and(|rank| rank <= LAST_RANK_OF_IDS);
                (is_named || column.cells.len() >= MIN_KEYS)
                    && column.is_text()
                    && is_key_where_present(column)
            };
            if is_id || is_other_key() {
                targets.push(Target { number, position, collection, column, is_id });
            }
        }
    }
    targets
}

/// Maps the hash of each value to the indices of the targets that contain the value. Targets that are unique only in
/// parts of the dataset are left out.
fn by_value(targets: &[Target<'_, '_>]) -> HashMap<u64, Vec<usize>> {
    let mut by_value: HashMap<u64, Vec<usize>> = HashMap::new();
    let unique_in_dataset =
        targets.iter().enumerate().filter(|(_, target)| target.within().is_none());
    for (number, target) in unique_in_dataset {
        for (cell, _) in target.column.distinct() {
            by_value.entry(cell.key).or_default().push(number);
        }
    }
    by_value
}

/// Returns the targets that a field could refer to. `owner` is the index of the field's collection.
fn matches<'t, 'f, 'a>(
    owner: usize,
    column: &Column<'_>,
    collection: &Collection<'_>,
    targets: &'t [Target<'f, 'a>],
    by_value: &HashMap<u64, Vec<usize>>,
) -> Vec<Match<'t, 'f, 'a>> {
    if !column.is_scalar() {
        return Vec::new();
    }
    // For each target, the number of values that resolve, and the number of distinct values among them.
    let mut counts: BTreeMap<usize, (usize, usize)> = BTreeMap::new();
    for (cell, count) in column.distinct() {
        for number in by_value.get(&cell.key).into_iter().flatten() {
            let (resolved, distinct) = counts.entry(*number).or_default();
            *resolved += count;
            *distinct += 1;
        }
    }
    for (number, target) in targets.iter().enumerate() {
        if let Some(within) = target.within() {
            let ids = (target.column, target.collection.locations.as_slice());
            let found = resolved_within(within, (column, &collection.locations), ids);
            counts.insert(number, found);
        }
    }
    let shape = Shape::of(column);
    let found = counts.into_iter().filter_map(|(number, (resolved, distinct))| {
        let target = targets.get(number)?;
        let is_own = target.number == owner;
        if is_own && std::ptr::eq(target.column, column) {
            return None;
        }
        let to_itself = if is_own { references_to_itself(column, target.column) } else { 0 };
        let resolved = resolved - to_itself;
        let evidence = Evidence::of(owner, column, target);
        let total = column.cells.len();
        let allowed = if target.is_id { allowance(total) } else { tolerance(total) };
        let is_supported = resolved + allowed >= total
            && distinct >= evidence.min_distinct(target, shape)?
            && !is_mirrored(owner, column, collection, target);
        let order = (
            !(evidence.is_named || evidence.is_own_relation),
            !target.is_id,
            target.collection.records.len(),
        );
        is_supported.then_some(Match { target, resolved, distinct, order })
    });
    found.collect()
}

/// Returns the number of values that are the key of their own record.
fn references_to_itself(column: &Column<'_>, target: &Column<'_>) -> usize {
    let own_keys: HashSet<(u32, u64)> =
        target.cells.iter().map(|cell| (cell.record, cell.key)).collect();
    column.cells.iter().filter(|cell| own_keys.contains(&(cell.record, cell.key))).count()
}

/// Whether two collections have the same ids, so that the ids of each collection would refer to the other. One of the
/// two rules is enough, and the later collection gets it.
fn is_mirrored(
    owner: usize,
    column: &Column<'_>,
    collection: &Collection<'_>,
    target: &Target<'_, '_>,
) -> bool {
    let is_id = collection.id_column().is_some_and(|id| std::ptr::eq(id, column));
    (is_id || is_key_where_present(column))
        && owner < target.number
        && column.cells.len() >= target.column.cells.len()
}

/// The form of a column's values. Forms that match more easily by chance come first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// Digits alone: small numbers are ids in many collections.
    Digits,
    /// Codes of a few letters.
    Codes,
    /// Longer texts.
    Texts,
}

impl Shape {
    /// Minimum average length of texts, in characters, for chance matches to be rare.
    pub(super) const MIN_LENGTH_OF_TEXTS: usize = 4;

    pub(super) fn of(column: &Column<'_>) -> Shape {
        let texts = column.cells.iter().map(Cell::text);
        let (mut length, mut count, mut is_digits) = (0_usize, 0_usize, true);
        for text in texts {
            length += text.chars().count();
            count += 1;
            is_digits = is_digits && text.bytes().all(|byte| byte.is_ascii_digit());
        }
        match () {
            () if is_digits => Shape::Digits,
            () if length < count.saturating_mul(Shape::MIN_LENGTH_OF_TEXTS) => Shape::Codes,
            () => Shape::Texts,
        }
    }

    /// Returns the minimum number of distinct values that rules out chance if no name suggests a reference,
    /// or `None` if no number does.
    pub(super) fn min_distinct(self) -> Option<usize> {
        match self {
            Shape::Digits => None,
            Shape::Codes => Some(20),
            Shape::Texts => Some(8),
        }
    }
}

/// Minimum number of distinct values for a reference to a key that is not the id.
const MIN_OTHERS: usize = 16;

/// The evidence for a reference in addition to the values themselves.
struct Evidence {
    /// Whether the field is named after the collection or its key.
    is_named: bool,
    /// Whether the field's name suggests that its values refer to other records.
    is_relation: bool,
    /// Whether `is_relation` is true, and the target is the field's own collection.
    is_own_relation: bool,
}

impl Evidence {
    fn of(owner: usize, column: &Column<'_>, target: &Target<'_, '_>) -> Evidence {
        let name = column.steps.last_name().unwrap_or_default();
        let key = target.column.steps.last_name().unwrap_or_default();
        let is_relation = is_relation(name);
        Evidence {
            is_named: names_collection(name, &target.collection.name) || same_name(name, key),
            is_relation,
            is_own_relation: is_relation && target.number == owner,
        }
    }

    /// Returns the minimum number of distinct values, or `None` if no number is enough.
    fn min_distinct(&self, target: &Target<'_, '_>, shape: Shape) -> Option<usize> {
        match shape {
            _ if self.is_named => Some(3),
            // The key is not the id, and the field is not named after it.
            Shape::Texts if !target.is_id => {
                Some(if self.is_relation { MIN_OTHERS / 2 } else { MIN_OTHERS })
            }
            _ if !target.is_id => None,
            Shape::Digits if self.is_own_relation => Some(3),
            Shape::Codes if self.is_own_relation => Some(5),
            Shape::Texts if self.is_relation => Some(3),
            shape => shape.min_distinct(),
        }
    }
}

/// Minimum number of distinct values for an unresolved reference to be an error.
const MIN_FOR_ERROR: usize = 5;

fn draft(collection: &Collection<'_>, column: &Column<'_>, found: &Match<'_, '_, '_>) -> Draft {
    let target = found.target;
    let field = column.steps.as_field();
    let key = target.column.steps.as_field();
    let rests_on = format!(
        "`{field}` names `{key}` of {}: {} of {} resolve, {} of them distinct.",
        target.collection.name,
        grouped(found.resolved),
        grouped(column.cells.len()),
        grouped(found.distinct),
    );
    // Records of other folders exist, so a value that names one of them may be right.
    let stays_in_folder = target.within().is_none()
        && target.is_id
        && stays_in_folder(
            (column, &collection.locations),
            (target.column, &target.collection.locations),
        );
    let rests_on = match stays_in_folder {
        true => format!("{rests_on} Nearly all are in the same folder."),
        false => rests_on,
    };
    let is_certain = found.distinct >= MIN_FOR_ERROR && !stays_in_folder;
    let level = if is_certain { Level::Error } else { Level::Warning };
    let draft = if target.is_id {
        Draft::new("reference", level, collection, &column.steps)
            .text("field", field)
            .text("to", target.collection.name.clone())
    } else {
        Draft::new("codelist", Level::Warning, collection, &column.steps)
            .text("field", field)
            .text("to", target.collection.name.clone())
            .text("to-field", key)
    };
    let within = target.within().or(stays_in_folder.then_some(Within::Folder));
    let draft = match within {
        Some(within) => draft.text("within", within.word()),
        None => draft,
    };
    draft.rests_on(rests_on, column.cells.len())
}
