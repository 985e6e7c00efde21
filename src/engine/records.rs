//! The records of every collection: those that stay in memory, and how many there are of the others.

use super::documents::{CheckedDocument, Values};
use crate::dataset::{Dataset, SectionName};
use crate::document::{Document, FileId, Value};
use crate::files::Files;
use crate::parameters::{CollectionDefinition, ReferenceField};
use crate::path::Path;
use crate::rule::{Record, Referrers};
use crate::rulebook::Rulebook;
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A part of a document that is read in blocks.
pub(super) struct Kept {
    pub(super) document: Arc<Document>,
    /// The array whose elements it holds; nothing for lines and for the outline.
    pub(super) array: SectionName,
    /// Whether it is what stands outside the arrays.
    pub(super) is_outline: bool,
}

/// The records of every collection, in the order of the dataset.
#[derive(Default)]
pub(super) struct Records<'a> {
    /// Those of documents that are in memory.
    in_memory: BTreeMap<&'a str, Vec<Record<'a>>>,
    /// How many there are in all.
    numbers: BTreeMap<&'a str, usize>,
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
            (collection.name.as_str(), in_memory.collect::<Vec<_>>(), in_blocks)
        });
        let mut records = Records::default();
        for (name, in_memory, in_blocks) in found.collect::<Vec<_>>() {
            records.numbers.insert(name, in_memory.len() + in_blocks);
            records.in_memory.insert(name, in_memory);
        }
        records
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

    /// Whether a collection has records in a document.
    pub(super) fn are_in(
        &self,
        collection: &str,
        checked: &CheckedDocument<'_>,
        rulebook: &Rulebook,
    ) -> bool {
        let position = rulebook.collections.iter().position(|known| known.name == collection);
        let in_blocks = position.and_then(|position| checked.in_blocks()?.records.get(position));
        let file = checked.to_check.file;
        in_blocks.is_some_and(|number| *number > 0)
            || self
                .in_memory(collection)
                .iter()
                .any(|record| record.value.document().file() == file)
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
    let values = values.flat_map(|path| root.map(|root| path.select(root)).unwrap_or_default());
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
    if let Some(outline) = large.outline() {
        records_of(collection, outline).for_each(&mut *visit);
    }
    for place in large.parts() {
        let (document, array) = (Arc::new(large.read_part(place)), place.array().map(Arc::from));
        let part = Kept { document, array, is_outline: false };
        records_of_part(collection, &part).into_iter().for_each(&mut *visit);
    }
}

/// The records that a collection has in a part of a document that is read in blocks.
pub(super) fn records_of_part<'a>(
    collection: &'a CollectionDefinition,
    part: &'a Kept,
) -> Vec<Record<'a>> {
    if part.is_outline {
        return records_of(collection, &part.document).collect();
    }
    let Some(elements) = part.document.root() else { return Vec::new() };
    let own = paths_to_elements(collection, part.array.as_deref());
    in_order(collection, own.flat_map(|path| path.select_in_elements(elements)).collect())
}

/// The paths of a collection that look at the elements of an array, or at lines, and at nothing else.
pub(super) fn paths_to_elements<'a>(
    collection: &'a CollectionDefinition,
    array: Option<&str>,
) -> impl Iterator<Item = &'a Path> {
    let paths = collection.select.iter();
    paths.filter(move |path| path.first_name() == array && path.looks_at_elements_alone())
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
