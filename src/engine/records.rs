//! The records of every collection: those that stay in memory, and how many there are of the others.

use super::documents::{CheckedDocument, Values};
use crate::dataset::{Dataset, SectionName};
use crate::document::{Document, FileId, Value};
use crate::files::Files;
use crate::parameters::{CollectionDefinition, ReferenceField};
use crate::path::{MANY, Path};
use crate::rule::{Record, Referrers};
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A part of a document that is read in blocks.
pub(super) struct Kept {
    pub(super) document: Arc<Document>,
    /// The array whose elements it holds; nothing for lines and for the outline.
    pub(super) array: SectionName,
    /// Whether it is what stands outside the arrays.
    pub(super) is_skeleton: bool,
}

/// The records of every collection, in the order of the dataset.
#[derive(Default)]
pub(super) struct Records<'a> {
    /// Those of documents that are in memory.
    in_memory: BTreeMap<&'a str, Vec<Record<'a>>>,
    /// How many there are in all.
    numbers: BTreeMap<&'a str, usize>,
    /// How many there may be beside these, by their files.
    unknown: BTreeMap<&'a str, BTreeMap<FileId, u64>>,
    /// The documents in which records may be that were not read, each with whether nothing of it was.
    unread: BTreeMap<&'a str, BTreeMap<FileId, bool>>,
}

impl<'a> Records<'a> {
    /// The records of some documents.
    pub(super) fn new(dataset: &'a Dataset, checked: &[CheckedDocument<'a>]) -> Records<'a> {
        let collections = dataset.rulebook.collections.par_iter().enumerate();
        let found = collections.map(|(position, collection)| {
            let is_in = |checked: &&CheckedDocument<'_>| {
                dataset.files.key(checked.to_check.file).is_some_and(|key| collection.is_in(key))
            };
            let in_memory =
                checked.iter().filter(is_in).flat_map(|checked| match &checked.values {
                    Values::Whole(document) => records_of(collection, document).collect(),
                    Values::Blocks(_) => Vec::new(),
                });
            let in_blocks: usize = checked
                .iter()
                .filter_map(|checked| checked.in_blocks()?.records.get(position))
                .sum();
            let unknown = checked
                .iter()
                .filter(is_in)
                .map(|checked| (checked.to_check.file, unknown_in(collection, position, checked)));
            let unknown = unknown.filter(|(_, number)| *number > 0).collect();
            let unread = checked.iter().filter(is_in).filter_map(|checked| {
                let has_lines = checked.has_broken_lines();
                (has_lines || !checked.is_read).then_some((checked.to_check.file, !checked.is_read))
            });
            let (name, unread) = (collection.name.as_str(), unread.collect());
            (name, in_memory.collect::<Vec<_>>(), in_blocks, unknown, unread)
        });
        let mut records = Records::default();
        for (name, in_memory, in_blocks, unknown, unread) in found.collect::<Vec<_>>() {
            records.unread.insert(name, unread);
            records.numbers.insert(name, in_memory.len() + in_blocks);
            records.in_memory.insert(name, in_memory);
            records.unknown.insert(name, unknown);
        }
        records
    }

    /// How many records each collection may have beside those that are known, by their files.
    pub(super) fn unknown(&self) -> &BTreeMap<&'a str, BTreeMap<FileId, u64>> {
        &self.unknown
    }

    /// The records of all collections in documents that are in memory, by the names of the collections.
    pub(super) fn all_in_memory(&self) -> impl Iterator<Item = Record<'a>> {
        self.in_memory.values().flatten().copied()
    }

    /// The records of a collection in documents that are in memory.
    pub(super) fn in_memory(&self, collection: &str) -> &[Record<'a>] {
        self.in_memory.get(collection).map(Vec::as_slice).unwrap_or_default()
    }

    /// Who names what in a field of a collection's records. What documents in blocks know of it is taken
    /// from them.
    pub(super) fn referrers(
        &self,
        by: &ReferenceField,
        checked: &mut [CheckedDocument<'_>],
    ) -> Referrers {
        let mut referrers = Referrers::default();
        for record in self.in_memory(&by.collection) {
            referrers.add(by, record);
        }
        for checked in checked {
            let in_blocks = checked.in_blocks_mut().and_then(|of| of.referrers.remove(&by.text));
            referrers.merge(in_blocks.unwrap_or_default());
        }
        referrers
    }

    /// A document in which records of a collection may be that were not read, and whether nothing of it was.
    pub(super) fn unread_in(&self, collection: &str) -> Option<(FileId, bool)> {
        self.unread.get(collection)?.iter().next().map(|(file, all)| (*file, *all))
    }

    /// How many records each collection has, by name.
    pub(super) fn numbers(&self) -> impl Iterator<Item = (&'a str, usize)> {
        self.numbers.iter().map(|(name, number)| (*name, *number))
    }
}

/// The records that a collection has in one document: the union of its paths, in the order of the
/// text.
pub(crate) fn records_of<'a>(
    collection: &'a CollectionDefinition,
    document: &'a Document,
) -> impl Iterator<Item = Record<'a>> {
    let root = document.root();
    let values = collection.select.iter();
    let values =
        values.flat_map(|path| root.map(|root| path.select_records(root)).unwrap_or_default());
    in_order(collection, values.collect()).into_iter()
}

/// Visits the records that a collection has in a file: a large one is read again, a part after another.
pub(crate) fn each_record(
    files: &Files,
    file: FileId,
    collection: &CollectionDefinition,
    visit: &mut dyn FnMut(Record<'_>),
) {
    let Some(large) = files.in_parts(file) else {
        let document = files.document(file);
        let records = document.into_iter().flat_map(|document| records_of(collection, document));
        return records.for_each(visit);
    };
    if let Some(skeleton) = large.skeleton() {
        records_of(collection, skeleton).for_each(&mut *visit);
    }
    for place in large.parts() {
        let (document, array) = (Arc::new(large.read_part(place)), place.array().map(Arc::from));
        let part = Kept { document, array, is_skeleton: false };
        records_of_part(collection, &part).into_iter().for_each(&mut *visit);
    }
}

/// The records that a collection has in a part of a document that is read in blocks.
pub(super) fn records_of_part<'a>(
    collection: &'a CollectionDefinition,
    part: &'a Kept,
) -> Vec<Record<'a>> {
    records_in(collection, &part.document, part.array.as_deref(), part.is_skeleton)
}

/// The same for a part of which only the document is at hand.
pub(super) fn records_in<'a>(
    collection: &'a CollectionDefinition,
    part: &'a Document,
    array: Option<&str>,
    is_skeleton: bool,
) -> Vec<Record<'a>> {
    if is_skeleton {
        return records_of(collection, part).collect();
    }
    let Some(elements) = part.root() else { return Vec::new() };
    let own = paths_to_elements(collection, array);
    in_order(collection, own.flat_map(|path| path.select_in_elements(elements)).collect())
}

/// How many records a collection may have in a document, beside those that are known.
fn unknown_in(
    collection: &CollectionDefinition,
    position: usize,
    checked: &CheckedDocument<'_>,
) -> u64 {
    if !checked.is_read {
        return MANY;
    }
    match &checked.values {
        Values::Whole(document) => unknown_in_document(collection, document),
        Values::Blocks(blocks) => blocks.unknown.get(position).copied().unwrap_or_default(),
    }
}

fn unknown_in_document(collection: &CollectionDefinition, document: &Document) -> u64 {
    let Some(root) = document.root() else { return MANY };
    let lines = document.broken_lines().len() as u64;
    let numbers = collection.select.iter().map(|path| {
        let is_of_lines = path.first_name().is_none() && path.is_streamable();
        let of_a_line = if is_of_lines { path.records_of_unknown_element() } else { MANY };
        path.unknown_records(root).saturating_add(lines.saturating_mul(of_a_line))
    });
    numbers.fold(0, u64::saturating_add)
}

/// How many records a collection may have in a part of a document that is read in blocks, beside those that
/// are known.
pub(super) fn unknown_in_part(collection: &CollectionDefinition, part: &Kept) -> u64 {
    if part.is_skeleton {
        return unknown_in_document(collection, &part.document);
    }
    let Some(elements) = part.document.root() else { return MANY };
    let lines = part.document.broken_lines().len() as u64;
    let numbers = paths_to_elements(collection, part.array.as_deref()).map(|path| {
        let of_lines = lines.saturating_mul(path.records_of_unknown_element());
        path.unknown_records_in_elements(elements).saturating_add(of_lines)
    });
    numbers.fold(0, u64::saturating_add)
}

/// The paths of a collection that look at the elements of an array, or at lines, and at nothing else.
pub(super) fn paths_to_elements<'a>(
    collection: &'a CollectionDefinition,
    array: Option<&str>,
) -> impl Iterator<Item = &'a Path> {
    let paths = collection.select.iter();
    paths.filter(move |path| path.first_name() == array && path.is_streamable())
}

/// The records that a collection has in those parts of a document that are kept.
pub(super) fn kept_of<'a>(
    collection: &'a CollectionDefinition,
    kept: impl Iterator<Item = &'a Kept>,
) -> Vec<Record<'a>> {
    let records = kept.flat_map(|part| records_of_part(collection, part));
    let mut records: Vec<Record<'a>> = records.collect();
    records.sort_by_key(|record| record.value.span().start);
    records
}

fn in_order<'a>(
    collection: &'a CollectionDefinition,
    mut values: Vec<Value<'a>>,
) -> Vec<Record<'a>> {
    // Several paths, and one that descends twice (`$..a..b`), may select a value more than once.
    if !values.is_sorted_by(Value::comes_before) {
        values.sort_by_key(|value| value.span().start);
        values.dedup_by_key(|value| value.span().start);
    }
    values.into_iter().map(|value| Record { value, collection }).collect()
}
