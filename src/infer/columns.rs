//! The values of a collection's fields, as columns: the input of every inference.

use super::steps::{Step, Steps};
use super::structure::Structure;
use crate::document::{Kind, NamePart, Value};
use crate::rule::scalar_text;
use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};

/// Minimum number of records for the names of their files to be treated as data.
const MIN_FILES: usize = 3;

/// One field of a collection's records.
#[derive(Debug)]
pub(super) struct Column<'a> {
    /// Path from the record.
    pub(super) steps: Steps,
    /// Number of records that have a value in this field, even if the value is null.
    pub(super) present: usize,
    /// The texts and numbers in this field, in the order of the dataset.
    pub(super) cells: Vec<Cell<'a>>,
    /// Number of objects, arrays and booleans in this field.
    pub(super) others: usize,
    /// Number of booleans in this field.
    pub(super) booleans: usize,
    /// The index of each record that has values in this field, and the number of these values, including nulls.
    pub(super) sizes: Vec<(u32, usize)>,
}

/// A text or number, and the index of its record.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cell<'a> {
    pub(super) record: u32,
    /// Hash of the cell's text.
    pub(super) key: u64,
    pub(super) value: Value<'a>,
}

impl<'a> Column<'a> {
    /// Whether there are cells, all cells are texts, and all other values are null.
    pub(super) fn is_text(&self) -> bool {
        !self.cells.is_empty()
            && self.others == 0
            && self.cells.iter().all(|cell| cell.value.kind() == Kind::String)
    }

    /// Whether there are cells, and all other values are null.
    pub(super) fn is_scalar(&self) -> bool {
        !self.cells.is_empty() && self.others == 0
    }

    /// Returns the distinct values in the order of their first occurrence, each as its first cell and its
    /// number of occurrences.
    pub(super) fn distinct(&self) -> Vec<(Cell<'a>, usize)> {
        let mut positions: HashMap<u64, usize> = HashMap::new();
        let mut found: Vec<(Cell<'a>, usize)> = Vec::new();
        for cell in &self.cells {
            let position = *positions.entry(cell.key).or_insert(found.len());
            match found.get_mut(position) {
                Some((_, count)) => *count += 1,
                None => found.push((*cell, 1)),
            }
        }
        found
    }

    /// Whether all cells are whole numbers, and all other values are null.
    pub(super) fn is_whole_number(&self) -> bool {
        let is_whole = |cell: &Cell<'_>| {
            let number = cell.value.as_number();
            number.is_some_and(|number| number.literal().bytes().all(|byte| byte.is_ascii_digit()))
        };
        self.is_scalar() && self.cells.iter().all(is_whole)
    }

    /// Returns the cell of each record, by record index, for a column with at most one cell per record.
    pub(super) fn by_record(&self) -> HashMap<u32, &Cell<'a>> {
        self.cells.iter().map(|cell| (cell.record, cell)).collect()
    }

    /// Returns the cells, grouped by list. The cells of one list are in the same record, and in the same array
    /// or object.
    pub(super) fn lists(&self) -> Vec<&[Cell<'a>]> {
        let is_same = |one: &Cell<'a>, other: &Cell<'a>| {
            let parents = one.value.parent().zip(other.value.parent());
            one.record == other.record
                && parents.is_some_and(|(one, other)| one.is_same_node(other))
        };
        self.cells.chunk_by(is_same).collect()
    }

    /// Returns the number of distinct values.
    pub(super) fn distinct_count(&self) -> usize {
        let keys: HashSet<u64> = self.cells.iter().map(|cell| cell.key).collect();
        keys.len()
    }
}

impl Column<'_> {
    /// Whether all cells are texts.
    pub(super) fn has_only_texts(&self) -> bool {
        self.cells.iter().all(|cell| cell.value.kind() == Kind::String)
    }

    /// Returns a condition for the records in which the field contains a text. Returns `None` if the field never
    /// contains an object, array or boolean, or if the condition cannot be written.
    pub(super) fn condition_for_texts(&self) -> Option<String> {
        if self.others == 0 || !self.steps.is_singular() || self.steps.is_key_or_file_name() {
            return None;
        }
        let query = self.steps.as_query();
        let is_no_container = format!("!{query}.*");
        let is_no_boolean = format!("{query} != true && {query} != false");
        Some(match (self.booleans, self.others - self.booleans) {
            (0, _) => is_no_container,
            (_, 0) => is_no_boolean,
            _ => format!("{is_no_container} && {is_no_boolean}"),
        })
    }
}

impl<'a> Cell<'a> {
    fn new(record: u32, value: Value<'a>) -> Option<Cell<'a>> {
        Some(Cell { record, key: key(&scalar_text(value)?), value })
    }

    /// Returns the text, or the number as it is written.
    pub(super) fn text(&self) -> std::borrow::Cow<'a, str> {
        scalar_text(self.value).unwrap_or_default()
    }
}

/// Returns the hash of a text. Texts are compared by their hashes: if two texts ever had the same hash, a rule inferred
/// from that would be dropped when it is run on the data.
pub(super) fn key(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}

/// Returns the columns of records at a node of the structure, in the order in which their fields first occur.
/// The keys of tables come last. Values at or below the nodes in `beyond` are left out, since they belong to other
/// collections.
pub(super) fn columns<'a>(
    structure: &Structure,
    node: usize,
    records: &[Value<'a>],
    beyond: &HashSet<usize>,
) -> Vec<Column<'a>> {
    let mut by_node: HashMap<usize, Column<'a>> = HashMap::new();
    let mut keys: HashMap<usize, Column<'a>> = HashMap::new();
    for (record, value) in (0_u32..).zip(records) {
        let mut waiting = vec![(*value, node)];
        while let Some((value, at)) = waiting.pop() {
            if at != node {
                let column =
                    by_node.entry(at).or_insert_with(|| Column::new(structure.steps(node, at)));
                column.add(record, value);
            }
            if structure.is_element(at)
                && let Some(key) = value.key()
            {
                let new_column = || Column::new(structure.steps(node, at).then(Step::Key));
                keys.entry(at).or_insert_with(new_column).add(record, key);
            }
            let inside = |child: &usize| !beyond.contains(child);
            let first = waiting.len();
            match value.kind() {
                Kind::Object => waiting.extend(value.members().filter_map(|member| {
                    let child = structure.member(at, &member.name()).filter(inside)?;
                    Some((member.value, child))
                })),
                Kind::Array => {
                    let child = structure.element(at).filter(inside);
                    let elements = child
                        .into_iter()
                        .flat_map(|child| value.elements().map(move |element| (element, child)));
                    waiting.extend(elements);
                }
                _ => {}
            }
            if let Some(added) = waiting.get_mut(first..) {
                added.reverse();
            }
        }
    }
    let nodes = structure.walk_from(node);
    let value_columns = nodes.iter().filter_map(|node| by_node.remove(node));
    let key_columns = nodes.iter().filter_map(|node| keys.remove(node));
    value_columns.chain(key_columns).collect()
}

/// Returns the columns of records that are texts: the texts, and their keys if they are the values of an object.
pub(super) fn columns_of_texts<'a>(records: &[Value<'a>]) -> Vec<Column<'a>> {
    let mut texts = Column::new(Steps::default());
    let mut keys = Column::new(Steps(vec![Step::Key]));
    for (record, value) in (0_u32..).zip(records) {
        texts.add(record, *value);
        if let Some(key) = value.key() {
            keys.add(record, key);
        }
    }
    [texts, keys].into_iter().filter(|column| column.present > 0).collect()
}

/// Returns the columns of the names of the records' files and folders, if nearly every record has a separate
/// file.
pub(super) fn columns_of_files<'a>(records: &[Value<'a>]) -> Vec<Column<'a>> {
    let files: HashSet<_> = records.iter().map(|record| record.document().file()).collect();
    if records.len() < MIN_FILES || files.len().saturating_mul(10) < records.len().saturating_mul(9)
    {
        return Vec::new();
    }
    let parts = [(NamePart::Stem, Step::Stem), (NamePart::Folder, Step::Folder)];
    let columns = parts.into_iter().map(|(part, step)| {
        let mut column = Column::new(Steps(vec![step]));
        for (record, value) in (0_u32..).zip(records) {
            if let Some(name) = value.document().name_part(part) {
                column.add(record, name);
            }
        }
        column
    });
    columns.filter(|column| column.distinct_count() >= MIN_FILES).collect()
}

impl<'a> Column<'a> {
    fn new(steps: Steps) -> Column<'a> {
        Column { steps, present: 0, cells: Vec::new(), others: 0, booleans: 0, sizes: Vec::new() }
    }

    fn add(&mut self, record: u32, value: Value<'a>) {
        match self.sizes.last_mut() {
            Some((last, size)) if *last == record => *size += 1,
            _ => {
                self.sizes.push((record, 1));
                self.present += 1;
            }
        }
        match Cell::new(record, value) {
            Some(cell) => self.cells.push(cell),
            None if value.kind() == Kind::Null => {}
            None => {
                self.others += 1;
                self.booleans += usize::from(value.kind() == Kind::Boolean);
            }
        }
    }
}
