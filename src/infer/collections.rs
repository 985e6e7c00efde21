//! Finds the collections: arrays of objects, tables of objects, and documents that are alike.

use super::columns::{Column, columns, columns_of_files, key};
use super::ids::{self, LAST_RANK_OF_IDS};
use super::kinds::{Selected, kinds};
use super::scopes::{Location, Within};
use super::steps::{Step, Steps};
use super::structure::Structure;
use super::words::{ends_of, words};
use super::{ScannedFile, naming, plain};
use crate::document::{Kind, Value};
use crate::path::Path;
use std::collections::HashSet;

/// A collection and its records.
#[derive(Debug)]
pub(super) struct Collection<'a> {
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
    /// The part of the dataset in which ids are unique; `None` if ids are unique in the whole dataset.
    pub(super) within: Option<Within>,
    /// File and folder of each record.
    pub(super) locations: Vec<Location>,
}

impl<'a> Collection<'a> {
    /// Returns the id column, or `None` if there is none.
    pub(super) fn id_column(&self) -> Option<&Column<'a>> {
        self.columns.get(self.id?)
    }
}

/// Minimum number of similar documents to form a collection. Fewer documents may be similar by chance, unless
/// they are of one shape.
const MIN_DOCUMENTS: usize = 3;

/// Maximum number of lists to search. More lists would take too long, and would yield more rules than anyone
/// reads.
const MAX_COLLECTIONS: usize = 256;

/// Maximum nesting depth of the lists that are searched: the number of lists around a record.
const MAX_LISTS_WITHIN_LISTS: usize = 8;

/// Minimum number of elements, in the lists of all records together, for the lists to form a separate collection.
const MIN_ELEMENTS: usize = 50;

/// Returns the collections in the order in which their lists occur, and the number of lists that were not searched. A
/// list that was searched, but not in all of its files, counts once per file that was not searched. `maps` says of
/// each file whether its root is a map.
pub(super) fn find<'a>(
    files: &[ScannedFile<'a>],
    maps: &[bool],
    structure: &Structure,
) -> (Vec<Collection<'a>>, usize) {
    let (mut lists, too_deep) = lists(structure);
    let mut not_searched = too_deep + lists.len().saturating_sub(MAX_COLLECTIONS);
    lists.truncate(MAX_COLLECTIONS);
    let known: HashSet<usize> = lists.iter().copied().collect();
    let mut inner = HashSet::new();
    let mut found = Vec::new();
    // Innermost lists come first, because the values of an inner collection are left out of the collection around it.
    for list in lists.into_iter().rev() {
        let is_nested =
            std::iter::successors(structure.parent(list), |node| structure.parent(*node))
                .any(|node| node != Structure::ROOT && known.contains(&node));
        let (collections, too_many) =
            collections_at((files, maps), structure, list, is_nested, &inner);
        not_searched += too_many;
        if !collections.is_empty() {
            inner.insert(list);
            found.extend(collections.into_iter().rev());
        }
    }
    found.reverse();
    found.extend(plain::find(files, &found));
    naming::make_names_unique(&mut found);
    (found, not_searched)
}

/// Returns the nodes whose values may be records, and the number of other such nodes, which are nested too deeply to
/// be searched.
fn lists(structure: &Structure) -> (Vec<usize>, usize) {
    let nodes = structure.walk_from(Structure::ROOT).into_iter().filter(|node| {
        structure.node(*node).is_some_and(|node| node.objects > 0)
            && if *node == Structure::ROOT {
                !structure.is_table_at(*node)
            } else {
                structure.may_be_records(*node)
            }
    });
    let (lists, too_deep): (Vec<usize>, Vec<usize>) = nodes.partition(|node| {
        let steps = structure.steps(Structure::ROOT, *node).0;
        steps.iter().filter(|step| **step == Step::All).count() <= MAX_LISTS_WITHIN_LISTS
    });
    (lists, too_deep.len())
}

/// Returns the collections at one path: usually one, or several if files have different records there. Also
/// returns the number of files that were not searched, because there are too many kinds of records.
fn collections_at<'a>(
    (files, maps): (&[ScannedFile<'a>], &[bool]),
    structure: &Structure,
    node: usize,
    is_nested: bool,
    inner: &HashSet<usize>,
) -> (Vec<Collection<'a>>, usize) {
    let path = structure.steps(Structure::ROOT, node);
    let Some((selected, all_selected)) = select((files, maps), structure, node, &path) else {
        return (Vec::new(), 0);
    };
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
        let is_nested = is_nested && !is_of_root(&records);
        let sizes: Vec<usize> = records.iter().map(|records| records.len()).collect();
        let records: Vec<Value<'a>> = records.into_iter().flatten().copied().collect();
        let is_all_of_path = numbers.len() == all_selected;
        let name = naming::name(&path, &numbers, files, is_all_of_path);
        let mut columns = columns(structure, node, &records, inner);
        if path.0.len() <= 1 {
            columns.extend(columns_of_files(&records));
        }
        let locations = locations(&numbers, &sizes, files);
        let id = choose_id(&columns, &locations, &name);
        // A list in a record is a separate collection only if something could refer to its elements, or if the
        // elements have a start and an end. A rule about the outer record could not compare these in pairs.
        let has_no_id = id.is_none_or(|(_, rank, _)| rank > LAST_RANK_OF_IDS);
        if is_nested && has_no_id && !are_records(&columns, records.len()) {
            continue;
        }
        let within = id.and_then(|(.., within)| within);
        let id = id.map(|(position, ..)| position);
        found.push(Collection {
            name,
            path: path.clone(),
            files: numbers,
            is_all_of_path,
            records,
            columns,
            id,
            within,
            locations,
        });
    }
    (found, too_many)
}

/// Returns the values at a path that may be records, by file, and the number of files in which the path selects any
/// value. Returns `None` if the path cannot be parsed.
fn select<'a>(
    (files, maps): (&[ScannedFile<'a>], &[bool]),
    structure: &Structure,
    node: usize,
    path: &Steps,
) -> Option<(Vec<Selected<'a>>, usize)> {
    let query = Path::parse(&path.as_path()).ok()?;
    let mut all_selected = 0;
    let mut selected: Vec<Selected<'a>> = Vec::new();
    for (number, file) in files.iter().enumerate() {
        let Some(root) = file.document.root() else { continue };
        let mut values = query.select(root);
        all_selected += usize::from(!values.is_empty());
        values.retain(|value| structure.belongs_to(node, *value));
        if !values.is_empty() {
            selected.push((number, values));
        }
    }
    // A path that begins with `[*]` also selects the fields of documents that are records.
    let is_of_maps = path.0.first() == Some(&Step::All);
    let is_at_any_depth = matches!(path.0.first(), Some(Step::Below(_)));
    selected.retain(|(number, _)| {
        let is_map = maps.get(*number) == Some(&true);
        if is_at_any_depth {
            return true;
        }
        let root = files.get(*number).and_then(|file| file.document.root());
        let is_list = root.is_some_and(|root| root.kind() == Kind::Array);
        if is_of_maps { is_map || is_list } else { !is_map }
    });
    Some((selected, all_selected))
}

/// Returns the index of the id column, the rank of its name, and the part of the dataset in which ids are unique. The
/// part is `None` if ids are unique in the whole dataset.
fn choose_id(
    columns: &[Column<'_>],
    locations: &[Location],
    name: &str,
) -> Option<(usize, u8, Option<Within>)> {
    let of_dataset = ids::choose(columns, locations.len(), name);
    let of_dataset = of_dataset.map(|(id, rank)| (id, rank, None));
    if of_dataset.is_some_and(|(_, rank, _)| rank <= LAST_RANK_OF_IDS) {
        return of_dataset;
    }
    let of_parts = ids::choose_within(columns, locations, name);
    of_parts.map(|(id, rank, within)| (id, rank, Some(within))).or(of_dataset)
}

/// Whether the records are in lists whose enclosing object is the root of a document.
fn is_of_root(records: &[&Vec<Value<'_>>]) -> bool {
    let outer = records.first().and_then(|records| records.first()?.enclosing_object());
    outer.is_some_and(|outer| outer.parent().is_none())
}

/// Whether the elements of a list in a record form a separate collection: they are numerous, and have a start
/// and an end.
fn are_records(columns: &[Column<'_>], elements: usize) -> bool {
    let names: Vec<&str> = columns
        .iter()
        .filter(|column| column.steps.0.len() == 1 && column.is_scalar())
        .filter_map(|column| column.steps.last_name())
        .collect();
    let is_range = |start: &&str| {
        let ends = ends_of(start);
        names.iter().any(|name| ends.contains(&words(name)))
    };
    elements >= MIN_ELEMENTS && names.iter().any(is_range)
}

/// Returns the file and folder of each record. `numbers` are the indices of the files, and `sizes` are the numbers of
/// records in these files.
pub(super) fn locations(
    numbers: &[usize],
    sizes: &[usize],
    files: &[ScannedFile<'_>],
) -> Vec<Location> {
    let locations = numbers.iter().zip(sizes).flat_map(|(number, size)| {
        let path = files.get(*number).map(|file| file.path).unwrap_or_default();
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let location = Location { file: *number as u64, folder: key(folder) };
        std::iter::repeat_n(location, *size)
    });
    locations.collect()
}
