//! The records of each collection: those in memory, and the numbers of all others.

use super::documents::{CheckedDocument, Values};
use super::lookup_plan::LookupPlan;
use super::misread::Misread;
use crate::dataset::{Dataset, SectionName};
use crate::document::{Document, FileId, Subset, Value};
use crate::files::Files;
use crate::parameters::CollectionDefinition;
use crate::path::{Field, KeyFields, MANY, Path, Shape};
use crate::rule::{Collection, Record};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;
use std::sync::Arc;

/// A block of a streamed document.
pub(super) struct StreamedBlock {
    pub(super) document: Arc<Document>,
    /// The array whose elements the block contains; `None` for lines and for the skeleton.
    pub(super) array: SectionName,
    /// Whether the block is the skeleton: the document without the elements of its streamed arrays.
    pub(super) is_skeleton: bool,
}

impl StreamedBlock {
    /// Creates a block from its document.
    pub(super) fn new(document: Document, array: SectionName, is_skeleton: bool) -> StreamedBlock {
        StreamedBlock { document: Arc::new(document), array, is_skeleton }
    }
}

/// The records of every collection, by name.
#[derive(Default)]
pub(super) struct Records<'a>(BTreeMap<&'a str, RecordsOfCollection<'a>>);

/// The records of a collection in some documents.
#[derive(Default)]
pub(super) struct RecordsOfCollection<'a> {
    /// The records of documents that are in memory, in dataset order.
    in_memory: Vec<Record<'a>>,
    /// The number of records in streamed documents.
    in_blocks: usize,
    /// The maximum number of unknown records, by file.
    pub(super) unknown: BTreeMap<FileId, u64>,
    /// The documents that may have unread records; the flag is whether the whole document is unread.
    unread: BTreeMap<FileId, bool>,
    /// The records that could not be read.
    pub(super) misread: Misread,
}

impl<'a> Records<'a> {
    /// Collects the records of some documents.
    pub(super) fn new(
        dataset: &'a Dataset,
        plan: &LookupPlan,
        checked: &[CheckedDocument<'a>],
    ) -> Records<'a> {
        let collections = dataset.rulebook.collections.par_iter().enumerate();
        let records = collections.map(|(position, collection)| {
            let mut records = RecordsOfCollection::default();
            for checked in checked {
                let key = dataset.files.key(checked.to_check.file);
                if key.is_some_and(|key| collection.is_in(key)) {
                    records.add(collection, position, checked, plan, dataset);
                }
            }
            (collection.name.as_str(), records)
        });
        Records(records.collect())
    }

    /// Returns the records of each collection, by name.
    pub(super) fn by_collection(
        &self,
    ) -> impl Iterator<Item = (&'a str, &RecordsOfCollection<'a>)> {
        self.0.iter().map(|(name, records)| (*name, records))
    }

    /// Returns the records of all collections in documents that are in memory, ordered by collection name.
    pub(super) fn all_in_memory(&self) -> impl Iterator<Item = Record<'a>> {
        self.0.values().flat_map(|records| &records.in_memory).copied()
    }

    /// Returns the records of a collection in documents that are in memory.
    pub(super) fn in_memory(&self, collection: &str) -> &[Record<'a>] {
        self.0.get(collection).map(|records| records.in_memory.as_slice()).unwrap_or_default()
    }

    /// Returns a document that may have unread records of a collection, and whether the whole document is
    /// unread. Returns `None` if all records of the collection have been read.
    pub(super) fn unread_in(&self, collection: &str) -> Option<(FileId, bool)> {
        self.0.get(collection)?.unread.iter().next().map(|(file, all)| (*file, *all))
    }
}

impl<'a> RecordsOfCollection<'a> {
    /// Adds the records of a document. `position` is that of the collection in the rulebook.
    fn add(
        &mut self,
        collection: &'a CollectionDefinition,
        position: usize,
        checked: &CheckedDocument<'a>,
        plan: &LookupPlan,
        dataset: &Dataset,
    ) {
        match &checked.values {
            Values::Whole(document) => {
                let records: Vec<Record<'_>> = records_of(collection, document).collect();
                self.misread.count_records(&records, plan.fields.get(&collection.name), dataset);
                self.misread.count_in_document(collection, document, dataset);
                self.in_memory.extend(records);
            }
            Values::Blocks(blocks) => {
                self.in_blocks += blocks.records.get(position).copied().unwrap_or_default();
                self.misread.merge(blocks.misread.get(position).cloned().unwrap_or_default());
            }
        }
        let file = checked.to_check.file;
        let unknown = unknown_in(collection, position, checked);
        if unknown > 0 {
            self.unknown.insert(file, unknown);
        }
        if checked.has_broken_lines() || !checked.is_read {
            self.unread.insert(file, !checked.is_read);
        }
    }

    /// Returns the number of records, including those of streamed documents.
    pub(super) fn number(&self) -> usize {
        self.in_memory.len() + self.in_blocks
    }
}

/// Returns the records of a collection in one document: the union of its paths, in text order.
pub(crate) fn records_of<'a>(
    collection: &'a CollectionDefinition,
    document: &'a Document,
) -> impl Iterator<Item = Record<'a>> {
    in_order(collection, collection.select_in(document)).into_iter()
}

/// Returns the records of the collections called `name`, from all documents in memory, in dataset order.
pub(super) fn in_documents<'a>(dataset: &'a Dataset, name: &str) -> Collection<'a> {
    let definitions = dataset.rulebook.collections.iter().filter(|known| known.name == name);
    let definitions: Vec<&CollectionDefinition> = definitions.collect();
    let files = dataset.documents.iter().map(|document| document.file);
    let records = files.flat_map(|file| {
        let key = dataset.files.key(file).unwrap_or_default();
        let own = definitions.iter().filter(move |known| known.is_in(key));
        own.flat_map(move |known| {
            let document = dataset.files.document(file).into_iter();
            document.flat_map(|whole| records_of(known, whole))
        })
    });
    let mut records: Vec<Record<'_>> = records.collect();
    records.sort_by_key(|record| record.value.document().file());
    Collection::new(records)
}

/// Visits the records of a collection in a file. A large file is read again, block by block.
pub(crate) fn each_record(
    files: &Files,
    file: FileId,
    collection: &CollectionDefinition,
    visit: &mut dyn FnMut(Record<'_>),
) {
    let _ = each_record_until(files, file, collection, &mut |record| {
        visit(record);
        ControlFlow::Continue(())
    });
}

/// Like [`each_record`], but stops when `visit` returns [`ControlFlow::Break`].
pub(crate) fn each_record_until(
    files: &Files,
    file: FileId,
    collection: &CollectionDefinition,
    visit: &mut dyn FnMut(Record<'_>) -> ControlFlow<()>,
) -> ControlFlow<()> {
    let Some(large) = files.in_parts(file) else {
        let document = files.document(file);
        let mut records =
            document.into_iter().flat_map(|document| records_of(collection, document));
        return records.try_for_each(visit);
    };
    if let Some(skeleton) = large.skeleton() {
        records_of(collection, skeleton).try_for_each(&mut *visit)?;
    }
    for place in large.parts() {
        let Ok(document) = large.read_part(place) else { continue };
        let (document, array) = (Arc::new(document), place.array().map(Arc::from));
        let part = StreamedBlock { document, array, is_skeleton: false };
        records_of_part(collection, &part).into_iter().try_for_each(&mut *visit)?;
    }
    ControlFlow::Continue(())
}

/// Returns a copy of a block that contains only the ids and the named members of some collections' records.
/// Returns `None` if the whole block is needed.
pub(super) fn subset_of<'a, 'p: 'a>(
    part: &'p StreamedBlock,
    needed: impl Iterator<
        Item = (&'a CollectionDefinition, &'a [Record<'p>], &'a Option<BTreeSet<String>>),
    >,
) -> Option<Document> {
    if part.is_skeleton || part.document.marks().is_some() {
        return None;
    }
    let mut subset = Subset::of(&part.document);
    for (collection, records, names) in needed {
        if !collection.select.iter().all(Path::has_no_filters) {
            return None;
        }
        let id = collection.id.iter().flat_map(KeyFields::iter).map(Field::member);
        let others = names.as_ref()?.iter().map(|name| Some(name.as_str()));
        let names: Vec<&str> = id.chain(others).collect::<Option<_>>()?;
        for record in records {
            subset.add(record.value, &names);
        }
    }
    Some(subset.copy())
}

/// Returns the records of a collection in a block.
pub(super) fn records_of_part<'a>(
    collection: &'a CollectionDefinition,
    part: &'a StreamedBlock,
) -> Vec<Record<'a>> {
    records_in(collection, &part.document, part.array.as_deref(), part.is_skeleton)
}

/// Returns the records of a collection in a block, which contains elements of `array`.
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

/// Returns the maximum number of unknown records of a collection in a document.
pub(super) fn unknown_in(
    collection: &CollectionDefinition,
    position: usize,
    checked: &CheckedDocument<'_>,
) -> u64 {
    if !checked.is_read {
        let paths = collection.select.iter();
        return match paths.clone().all(|path| path.shape() == Shape::Root) {
            // Each path selects the document itself.
            true => paths.count() as u64,
            false => MANY,
        };
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
        let of_a_line = match path.first_name() {
            // The lines form an array, which has no members for the path to select.
            Some(_) => 0,
            None if path.is_streamable() => path.records_of_unknown_element(),
            None => MANY,
        };
        path.unknown_records(root).saturating_add(lines.saturating_mul(of_a_line))
    });
    numbers.fold(0, u64::saturating_add)
}

/// Returns the maximum number of unknown records of a collection in a block.
pub(super) fn unknown_in_part(collection: &CollectionDefinition, part: &StreamedBlock) -> u64 {
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

/// Returns the paths of a collection that only select from the elements of `array`, or from lines if `array` is
/// `None`.
pub(super) fn paths_to_elements<'a>(
    collection: &'a CollectionDefinition,
    array: Option<&str>,
) -> impl Iterator<Item = &'a Path> {
    let paths = collection.select.iter();
    paths.filter(move |path| path.first_name() == array && path.is_streamable())
}

/// Adds the records of a collection in the blocks of a document that were kept, in file order.
pub(super) fn add_kept<'a>(
    collection: &'a CollectionDefinition,
    kept: impl Iterator<Item = &'a StreamedBlock>,
    records: &mut Vec<Record<'a>>,
) {
    let others = records.len();
    records.extend(kept.flat_map(|part| records_of_part(collection, part)));
    let own = records.get_mut(others..).unwrap_or_default();
    own.sort_by_key(|record| record.value.span().start);
}

fn in_order<'a>(
    collection: &'a CollectionDefinition,
    mut values: Vec<Value<'a>>,
) -> Vec<Record<'a>> {
    // Several paths, or one path that descends twice (`$..a..b`), may select a value more than once.
    if !values.is_sorted_by(Value::comes_before) {
        values.sort_by_key(|value| value.span().start);
        values.dedup_by_key(|value| value.span().start);
    }
    values.into_iter().map(|value| Record { value, collection }).collect()
}
