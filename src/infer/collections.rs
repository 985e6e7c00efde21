//! Finds the collections: arrays of objects, tables of objects, and documents that are alike.

use super::columns::{Column, columns};
use super::ids::{self, LAST_RANK_OF_IDS};
use super::kinds::{Selected, kinds};
use super::steps::{Step, Steps};
use super::structure::Structure;
use super::{ScannedFile, naming};
use crate::document::Value;
use crate::path::Path;
use std::collections::HashSet;

/// A collection and its records.
#[derive(Debug)]
pub(super) struct Found<'a> {
    /// Name in the rulebook.
    pub(super) name: String,
    /// Path that selects the records.
    pub(super) path: Steps,
    /// Indices of the files that contain its records.
    pub(super) files: Vec<usize>,
    /// Whether the path selects nothing in any other file.
    pub(super) is_all_of_path: bool,
    /// The records, in the order of the dataset.
    pub(super) records: Vec<Value<'a>>,
    /// The fields of the records.
    pub(super) columns: Vec<Column<'a>>,
    /// Index of the id column.
    pub(super) id: Option<usize>,
}

impl<'a> Found<'a> {
    /// Returns the id column, or `None` if there is none.
    pub(super) fn id_column(&self) -> Option<&Column<'a>> {
        self.columns.get(self.id?)
    }
}

/// Minimum number of similar documents that form a collection unless they are of one shape: a similarity of only two
/// may be chance.
const MIN_DOCUMENTS: usize = 3;

/// Maximum number of lists to search: more would take too long, and nobody reads so many rules.
const MAX_COLLECTIONS: usize = 256;

/// Maximum nesting depth of the lists that are searched: the number of lists around a record.
const MAX_LISTS_WITHIN_LISTS: usize = 8;

/// Returns the collections of the files, in the order of the text, and the number of lists that were not
/// searched.
pub(super) fn find<'a>(
    files: &[ScannedFile<'a>],
    structure: &Structure,
) -> (Vec<Found<'a>>, usize) {
    let (mut lists, too_deep) = lists(structure);
    let mut not_searched = too_deep + lists.len().saturating_sub(MAX_COLLECTIONS);
    lists.truncate(MAX_COLLECTIONS);
    let known: HashSet<usize> = lists.iter().copied().collect();
    let mut inner = HashSet::new();
    let mut found = Vec::new();
    // Innermost first: the values of a separate collection are not part of the outer one.
    for list in lists.into_iter().rev() {
        let is_nested =
            std::iter::successors(structure.parent(list), |node| structure.parent(*node))
                .any(|node| node != Structure::ROOT && known.contains(&node));
        let (collections, too_many) = at(files, structure, list, is_nested, &inner);
        not_searched += too_many;
        if !collections.is_empty() {
            inner.insert(list);
            found.extend(collections.into_iter().rev());
        }
    }
    found.reverse();
    naming::make_names_unique(&mut found);
    (found, not_searched)
}

/// Returns the nodes whose values may be records, and how many are nested too deeply to be searched.
fn lists(structure: &Structure) -> (Vec<usize>, usize) {
    let nodes = structure.walk_from(Structure::ROOT).into_iter().filter(|node| {
        structure.node(*node).is_some_and(|node| node.objects > 0)
            && (*node == Structure::ROOT || structure.is_of_many(*node))
    });
    let (lists, too_deep): (Vec<usize>, Vec<usize>) = nodes.partition(|node| {
        let steps = structure.steps(Structure::ROOT, *node).0;
        steps.iter().filter(|step| **step == Step::All).count() <= MAX_LISTS_WITHIN_LISTS
    });
    (lists, too_deep.len())
}

/// Returns the collections at one path: usually one, or several if files have different records there. Also
/// returns the number of files that were not searched, because there are too many kinds of records.
fn at<'a>(
    files: &[ScannedFile<'a>],
    structure: &Structure,
    node: usize,
    is_nested: bool,
    inner: &HashSet<usize>,
) -> (Vec<Found<'a>>, usize) {
    let path = structure.steps(Structure::ROOT, node);
    let Ok(query) = Path::parse(&path.as_path()) else {
        return (Vec::new(), 0);
    };
    let selected = files.iter().enumerate().filter_map(|(number, file)| {
        let values = query.select(file.document.root()?);
        (!values.is_empty()).then_some((number, values))
    });
    let selected: Vec<Selected<'a>> = selected.collect();
    let (kinds, too_many) = kinds(&path, &selected, files);
    if is_nested && kinds.len() > 1 {
        return (Vec::new(), 0);
    }
    let mut found = Vec::new();
    for kind in kinds {
        let is_enough = kind.positions.len() >= MIN_DOCUMENTS || kind.is_of_one_shape;
        if node == Structure::ROOT && !is_enough {
            continue;
        }
        let of_kind = kind.positions.iter().filter_map(|position| selected.get(*position));
        let (numbers, records): (Vec<usize>, Vec<&Vec<Value<'a>>>) =
            of_kind.map(|(number, values)| (*number, values)).unzip();
        let records: Vec<Value<'a>> = records.into_iter().flatten().copied().collect();
        let is_all_of_path = numbers.len() == selected.len();
        let name = naming::name(&path, &numbers, files, is_all_of_path);
        let columns = columns(structure, node, &records, inner);
        let id = ids::choose(&columns, records.len(), &name);
        // A list in a record is a separate collection only if something could refer to its elements.
        if is_nested && id.is_none_or(|(_, rank)| rank > LAST_RANK_OF_IDS) {
            continue;
        }
        let id = id.map(|(position, _)| position);
        let path = path.clone();
        found.push(Found { name, path, files: numbers, is_all_of_path, records, columns, id });
    }
    (found, too_many)
}
