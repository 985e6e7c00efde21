//! Infers inverse references: neighbours name each other, and a part names the whole that names it.

use super::collections::Collection;
use super::draft::Draft;
use super::references::{Reference, References};
use super::tolerance;
use crate::finding::Level;
use crate::words::grouped;
use std::collections::{HashMap, HashSet};

/// Minimum number of references.
const MIN_REFERENCES: usize = 20;

/// A reference: the hash of its record's id, and the hash of the id that it names.
type Pair = (u64, u64);

/// Drafts a rule for each field whose references have inverse references, in another field or in the same one.
/// Each rule is returned with the index of its collection.
pub(super) fn drafts(
    collections: &[Collection<'_>],
    references: &References,
) -> Vec<(usize, Draft)> {
    let fields: Vec<(usize, usize, &Reference)> = references
        .iter()
        .filter(|(_, reference)| {
            let target = collections.get(reference.target);
            reference.is_id && target.is_some_and(|target| target.within.is_none())
        })
        .map(|((owner, position), reference)| (*owner, *position, reference))
        .collect();
    let pairs: Vec<HashSet<Pair>> =
        fields.iter().map(|(owner, position, _)| pairs(collections, *owner, *position)).collect();
    let mut drafts = Vec::new();
    for ((owner, position, reference), pairs_of_field) in fields.iter().zip(&pairs) {
        let found = fields.iter().zip(&pairs).find_map(|((other, back, inverse), pairs_back)| {
            let meets = reference.target == *other && inverse.target == *owner;
            let returned =
                pairs_of_field.iter().filter(|(from, to)| pairs_back.contains(&(*to, *from)));
            let returned = returned.count();
            let total = pairs_of_field.len();
            let is_supported =
                meets && total >= MIN_REFERENCES && returned + tolerance(total) >= total;
            is_supported.then_some((*other, *back, returned, total))
        });
        let Some((other, back, returned, total)) = found else { continue };
        let draft = draft(collections, (*owner, *position), (other, back), (returned, total));
        drafts.extend(draft.map(|draft| (*owner, draft)));
    }
    drafts
}

/// Returns the references of the field at a position in the collection `owner`.
fn pairs(collections: &[Collection<'_>], owner: usize, position: usize) -> HashSet<Pair> {
    let Some(collection) = collections.get(owner) else { return HashSet::new() };
    let ids = collection.id_column().into_iter().flat_map(|ids| &ids.cells);
    let ids: HashMap<u32, u64> = ids.map(|cell| (cell.record, cell.key)).collect();
    let cells = collection.columns.get(position).into_iter().flat_map(|column| &column.cells);
    cells.filter_map(|cell| Some((*ids.get(&cell.record)?, cell.key))).collect()
}

fn draft(
    collections: &[Collection<'_>],
    (owner, position): (usize, usize),
    (other, back): (usize, usize),
    (returned, total): (usize, usize),
) -> Option<Draft> {
    let (collection, target) = (collections.get(owner)?, collections.get(other)?);
    let column = collection.columns.get(position)?;
    let (field, to_field) = (column.steps.as_field(), target.columns.get(back)?.steps.as_field());
    let rests_on = format!(
        "{} of {} references in `{field}` have an inverse reference in `{to_field}` of {}.",
        grouped(returned),
        grouped(total),
        target.name,
    );
    let mut draft = Draft::new("inverse", Level::Warning, collection, &column.steps)
        .with_suffix("returned")
        .text("field", field.clone());
    if other != owner {
        draft = draft.text("to", target.name.clone());
    }
    if to_field != field || other != owner {
        draft = draft.text("to-field", to_field);
    }
    Some(draft.rests_on(rests_on, total))
}
