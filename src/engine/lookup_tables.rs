//! The lookup tables, which are filled while documents and array sections are read.

use super::documents::{CheckedDocument, Values};
use super::lookup_plan::LookupPlan;
use super::records::{
    Records, StreamedBlock, add_kept, records_of, records_of_part, subset_of, unknown_in,
};
use super::streamed::StreamedDocument;
use super::visit::{Rules, Visitor};
use crate::dataset::{Dataset, DocumentToCheck};
use crate::document::FileId;
use crate::files::LargeDocument;
use crate::parameters::CollectionDefinition;
use crate::rule::{Collection, Lookup, Lookups, PlaceLimits, Record, Snapshots};
use crate::rulebook::Scope;
use crate::value::date::PartialDate;
use elsa::sync::FrozenVec;
use foldhash::{HashMap, HashMapExt};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::{Arc, OnceLock};

/// Owns the blocks that stay in memory for the whole run, and the snapshots.
#[derive(Default)]
pub(super) struct RunArena {
    parts: FrozenVec<Box<StreamedBlock>>,
    snapshots: OnceLock<Snapshots>,
}

/// A document that is being streamed.
pub(super) struct Reading<'r, 'a> {
    pub(super) file: FileId,
    /// The arrays that have been read completely.
    pub(super) ended: &'r BTreeSet<Arc<str>>,
    /// The blocks that have been kept.
    pub(super) kept: &'r [&'a StreamedBlock],
    /// Maximum number of unknown records in the part that has been read, for each collection in rulebook
    /// order.
    pub(super) unknown: &'r [u64],
}

/// The lookup tables, and the documents from which they are filled.
pub(super) struct LookupTables<'a, 'k> {
    pub(super) dataset: &'a Dataset,
    arena: &'a RunArena,
    pub(super) rules: &'k Rules<'a>,
    pub(super) wanted: &'k LookupPlan,
    /// The documents in which records are looked up.
    pub(super) documents: &'k [DocumentToCheck],
    /// The documents that have been read.
    pub(super) checked: Vec<CheckedDocument<'a>>,
    lookups: Lookups<'a>,
}

impl RunArena {
    /// Returns the snapshots. They are created from `paths` on the first call.
    pub(super) fn snapshots_at(
        &self,
        dataset: &Dataset,
        paths: impl FnOnce() -> BTreeSet<String>,
    ) -> &Snapshots {
        self.snapshots.get_or_init(|| {
            Snapshots::new(paths(), dataset.files.next_id(), dataset.snapshot_reader())
        })
    }

    /// Returns the snapshots, or `None` if they were never created.
    pub(super) fn into_snapshots(self) -> Option<Snapshots> {
        self.snapshots.into_inner()
    }
}

impl<'a, 'k> LookupTables<'a, 'k> {
    /// Creates empty tables.
    pub(super) fn new(
        dataset: &'a Dataset,
        arena: &'a RunArena,
        rules: &'k Rules<'a>,
        wanted: &'k LookupPlan,
        documents: &'k [DocumentToCheck],
        today: &PartialDate,
    ) -> LookupTables<'a, 'k> {
        let lookups = Lookups {
            collections: HashMap::new(),
            snapshots: None,
            named_files: &dataset.named_files,
            code_files: &dataset.code_files,
            definitions: &dataset.rulebook.collections,
            files: &dataset.files,
            unknown_records: BTreeMap::new(),
            has_unknown: false,
            scope: Scope::Dataset,
            places: PlaceLimits::new(dataset.keeps_all_places),
            keeps_passed_over: dataset.keeps_passed_over,
            today: today.clone(),
        };
        LookupTables { dataset, arena, rules, wanted, documents, checked: Vec::new(), lookups }
    }

    /// Keeps a block for the rest of the run, after releasing the memory that it does not need.
    pub(super) fn keep(&self, mut part: StreamedBlock) -> &'a StreamedBlock {
        if let Some(document) = Arc::get_mut(&mut part.document) {
            document.shrink();
        }
        self.arena.parts.push_get(Box::new(part))
    }

    /// Whether any rule may look up records in a document.
    pub(super) fn looks_up_in(&self, file: FileId) -> bool {
        let key = self.dataset.files.key(file).unwrap_or_default();
        let mut collections = self.dataset.rulebook.collections.iter();
        collections
            .any(|known| self.wanted.collections.contains_key(&known.name) && known.is_in(key))
    }

    /// Fills the tables whose records have all been read. `reading` is the document that is being streamed,
    /// if any.
    pub(super) fn look_up(&mut self, reading: Option<&Reading<'_, 'a>>) {
        self.lookups.has_unknown = self.has_unknown(reading);
        let complete = self.complete(reading);
        let is_complete = |name: &str| complete.iter().any(|known| known.name == name);
        for name in self.wanted.by_id.iter().filter(|name| is_complete(name)) {
            if !self.lookups.collections.contains_key(name) {
                let collection = Collection::new(self.records(name, reading));
                self.lookups.collections.insert(name.clone(), collection);
                let unknown = self.unknown(name, reading);
                self.lookups.unknown_records.insert(name.clone(), unknown);
            }
        }
        let mut of_snapshots = self.wanted.snapshots.iter();
        if self.lookups.snapshots.is_none() && of_snapshots.all(|(name, _)| is_complete(name)) {
            let paths = || self.snapshot_paths(reading);
            self.lookups.snapshots = Some(self.arena.snapshots_at(self.dataset, paths));
        }
    }

    /// Clears the tables that may contain records of a document that could not be streamed. The snapshots are kept,
    /// since the document will name the same snapshots when it is read as a whole. Only an array whose name occurs
    /// twice in the root object may name others, but its values are unreliable, so no rule looks up their snapshots.
    pub(super) fn forget(&mut self) {
        self.lookups.collections.clear();
        self.lookups.unknown_records.clear();
    }

    /// Returns empty tables for other documents.
    pub(super) fn empty(&self) -> LookupTables<'a, 'k> {
        let LookupTables { dataset, arena, rules, wanted, lookups, .. } = self;
        LookupTables::new(dataset, arena, rules, wanted, &[], &lookups.today)
    }

    /// Returns, for each group of a scope, its name and lookup tables that are still empty. The tables belong
    /// to those documents of the group that were read as a whole.
    pub(super) fn groups(&self, scope: Scope) -> Vec<(Option<&'a str>, LookupTables<'a, 'k>)> {
        let mut groups: BTreeMap<Option<&'a str>, LookupTables<'a, 'k>> = BTreeMap::new();
        for checked in &self.checked {
            let Some(document) = checked.as_whole() else { continue };
            let key = self.dataset.files.key(checked.to_check.file);
            let group = key.and_then(|key| scope.group_of(key));
            let known = groups.entry(group).or_insert_with(|| self.empty());
            known.lookups.scope = scope;
            known.checked.push(document);
        }
        groups.into_iter().collect()
    }

    /// Returns the lookups that are passed to rules.
    pub(super) fn lookups(&self) -> &Lookups<'a> {
        &self.lookups
    }

    /// Sets the maximum number of unknown records of each collection. All documents must have been read.
    pub(super) fn look_up_unknown(&mut self, records: &Records<'_>) {
        let unknown = records.by_collection();
        let unknown = unknown.map(|(name, records)| (name.to_owned(), records.unknown.clone()));
        self.set_unknown(unknown.collect());
    }

    /// Sets the maximum number of unknown records of each collection, by file.
    pub(super) fn set_unknown(&mut self, unknown: BTreeMap<String, BTreeMap<FileId, u64>>) {
        self.lookups.unknown_records = unknown;
    }

    /// Returns the maximum number of unknown records of a collection, by file. Only the documents and blocks
    /// that have been read are counted.
    fn unknown(&self, name: &str, reading: Option<&Reading<'_, 'a>>) -> BTreeMap<FileId, u64> {
        let mut unknown: BTreeMap<FileId, u64> = BTreeMap::new();
        for (position, collection) in self.collections(name) {
            let checked = self
                .checked
                .iter()
                .map(|checked| (checked.to_check.file, unknown_in(collection, position, checked)));
            let reading = reading.into_iter().map(|reading| {
                (reading.file, reading.unknown.get(position).copied().unwrap_or_default())
            });
            let all = checked.chain(reading);
            for (file, number) in
                all.filter(|(file, number)| *number > 0 && self.is_in(collection, *file))
            {
                let of_file = unknown.entry(file).or_default();
                *of_file = of_file.saturating_add(number);
            }
        }
        unknown
    }

    /// Whether any document, or the part of it that stays in memory, has unreliable values.
    fn has_unknown(&self, reading: Option<&Reading<'_, 'a>>) -> bool {
        let is_marked = |kept: &&StreamedBlock| kept.document.marks().is_some();
        let read = self.checked.iter().any(|checked| match &checked.values {
            Values::Whole(document) => document.marks().is_some(),
            Values::Blocks(blocks) => blocks.parts().any(|kept| is_marked(&kept)),
        });
        read || reading.is_some_and(|reading| reading.kept.iter().any(is_marked))
    }

    /// Whether the rule at a position can visit records, because all tables that it needs have been filled.
    pub(super) fn is_ready(&self, position: usize) -> bool {
        let has = |lookup: &Lookup| match lookup {
            Lookup::Collection { name, .. } => self.lookups.collections.contains_key(name),
            Lookup::Snapshots { .. } => self.lookups.snapshots.is_some(),
            Lookup::CodeFile(_) | Lookup::Targets { .. } => true,
        };
        self.rules.declared(position).iter().all(has)
    }

    /// Returns the context for visiting records with the current tables.
    pub(super) fn visitor(&self) -> Visitor<'_, 'a> {
        Visitor { dataset: self.dataset, rules: self.rules, lookups: &self.lookups }
    }

    /// Returns the collections whose records have all been read.
    fn complete(&self, reading: Option<&Reading<'_, 'a>>) -> Vec<&'a CollectionDefinition> {
        let checked: HashSet<FileId> =
            self.checked.iter().map(|checked| checked.to_check.file).collect();
        let unread = self.documents.iter().filter(|document| !checked.contains(&document.file));
        let unread: Vec<(FileId, &str)> = unread
            .filter_map(|document| Some((document.file, self.dataset.files.key(document.file)?)))
            .collect();
        let is_read = |collection: &CollectionDefinition| {
            unread.iter().filter(|(_, key)| collection.is_in(key)).all(|(file, _)| {
                reading.is_some_and(|reading| reading.file == *file && reading.has_all(collection))
            })
        };
        self.dataset.rulebook.collections.iter().filter(|collection| is_read(collection)).collect()
    }

    /// Returns the records of a collection that have been read and are in memory, in dataset order.
    fn records(&self, name: &str, reading: Option<&Reading<'_, 'a>>) -> Vec<Record<'a>> {
        let mut records = self.records_read(name, |_, _, blocks| blocks.parts().collect());
        for (_, collection) in self.collections(name) {
            if let Some(reading) = reading.filter(|reading| self.is_in(collection, reading.file)) {
                add_kept(collection, reading.kept.iter().copied(), &mut records);
            }
        }
        records.sort_by_key(|record| record.value.document().file());
        records
    }

    /// Reads all records of a target collection. Blocks of streamed documents are read again.
    pub(super) fn read_targets(&self, name: &str) -> Collection<'a> {
        Collection::new(self.records_read(name, |file, position, blocks| {
            let large = self.dataset.files.large(file);
            large.map(|large| self.parts_with(position, large, blocks)).unwrap_or_default()
        }))
    }

    /// Returns the records of a collection in the documents that have been read, in dataset order. `parts` returns the
    /// blocks with these records of a streamed document, given the position of the collection in the rulebook.
    fn records_read(
        &self,
        name: &str,
        parts: impl Fn(FileId, usize, &StreamedDocument<'a>) -> Vec<&'a StreamedBlock>,
    ) -> Vec<Record<'a>> {
        // Growing the vector step by step would need up to three times the memory.
        let mut records = Vec::with_capacity(self.number_in_blocks(name));
        for (position, collection) in self.collections(name) {
            for checked in &self.checked {
                let file = checked.to_check.file;
                match &checked.values {
                    _ if !self.is_in(collection, file) => {}
                    Values::Whole(document) => records.extend(records_of(collection, document)),
                    Values::Blocks(blocks) => {
                        let parts = parts(file, position, blocks).into_iter();
                        add_kept(collection, parts, &mut records);
                    }
                }
            }
        }
        records.sort_by_key(|record| record.value.document().file());
        records
    }

    /// Returns the definitions of a collection, each with its position in the rulebook.
    fn collections(&self, name: &str) -> impl Iterator<Item = (usize, &'a CollectionDefinition)> {
        let collections = self.dataset.rulebook.collections.iter().enumerate();
        collections.filter(move |(_, known)| known.name == name)
    }

    /// Whether a collection may have records in a file.
    fn is_in(&self, collection: &CollectionDefinition, file: FileId) -> bool {
        self.dataset.files.key(file).is_some_and(|key| collection.is_in(key))
    }

    /// Returns the number of records of a collection in streamed documents.
    fn number_in_blocks(&self, name: &str) -> usize {
        let in_blocks: Vec<_> =
            self.checked.iter().filter_map(CheckedDocument::in_blocks).collect();
        let numbers = self.collections(name).flat_map(|(position, _)| {
            in_blocks.iter().filter_map(move |blocks| blocks.records.get(position))
        });
        numbers.sum()
    }

    /// Reads again the blocks of a document that have records of the collection at a position. Keeps only the parts of
    /// these records that findings need. A block that cannot be read again is left out. The skeleton comes first.
    fn parts_with(
        &self,
        position: usize,
        large: &LargeDocument,
        blocks: &StreamedDocument<'a>,
    ) -> Vec<&'a StreamedBlock> {
        let mut parts: Vec<&StreamedBlock> = blocks.skeleton.into_iter().collect();
        let collection = self.dataset.rulebook.collections.get(position);
        let names = collection.and_then(|known| self.wanted.targets.get(&known.name));
        let Some((collection, names)) = collection.zip(names) else { return parts };
        for (place, array) in blocks.places_with(position) {
            let Ok(document) = large.read_part(place) else { continue };
            let part = StreamedBlock::new(document, array.clone(), false);
            let records = records_of_part(collection, &part);
            let subset = subset_of(&part, std::iter::once((collection, records.as_slice(), names)));
            drop(records);
            let document = subset.map_or(part.document, Arc::new);
            parts.push(self.keep(StreamedBlock { document, ..part }));
        }
        parts
    }

    /// Returns the snapshot paths in the declared fields of the records.
    pub(super) fn snapshot_paths(&self, reading: Option<&Reading<'_, 'a>>) -> BTreeSet<String> {
        let mut paths = BTreeSet::new();
        for (collection, path) in &self.wanted.snapshots {
            let sources = self.records(collection, reading);
            let named = sources.iter().filter_map(|record| record.text(path));
            paths.extend(named.map(Cow::into_owned));
        }
        paths
    }
}

impl Reading<'_, '_> {
    /// Whether all records that a collection has in the document have been read.
    fn has_all(&self, collection: &CollectionDefinition) -> bool {
        collection.select.iter().all(|path| {
            path.is_streamable() && path.first_name().is_some_and(|name| self.ended.contains(name))
        })
    }
}
