//! Lookup tables for rules. Rules declare them beforehand. Each table is built once and shared by all
//! threads.

use super::{Accepts, Codes, NamedFiles, PlaceLimits, Record, SnapshotFile, Snapshots};
use crate::document::FileId;
use crate::files::Files;
use crate::parameters::{CollectionDefinition, Scope};
use crate::path::{self, Field, KeyFields, Shape};
use crate::value::date::PartialDate;
use crate::value::name::{KnownNames, LongerNames, Slip};
use foldhash::HashMap;
use foldhash::fast::RandomState;
use hashbrown::HashTable;
use std::borrow::Cow;
use std::collections::{BTreeMap, HashSet};
use std::hash::BuildHasher;
use std::sync::OnceLock;

/// The records of a collection, in dataset order and by id.
#[derive(Debug)]
pub struct Collection<'a> {
    records: Vec<Record<'a>>,
    /// The position of the first record with each id.
    by_id: HashTable<u32>,
    hasher: RandomState,
    /// For each id that several records share, the positions of these records in dataset order. The map's key
    /// is the position of the first record.
    shared: HashMap<usize, Vec<usize>>,
    /// The index for suggestions of similar ids, built lazily.
    known: OnceLock<KnownNames>,
    /// The names that are part of longer names, built lazily.
    longer: OnceLock<LongerNames>,
    /// The number of records whose id cannot be read, by file.
    unreadable: BTreeMap<FileId, u64>,
}

impl<'a> Collection<'a> {
    /// Indexes records, which must be in dataset order.
    #[must_use]
    pub fn new(records: Vec<Record<'a>>) -> Collection<'a> {
        let hasher = RandomState::default();
        let id_at = |position: u32| records.get(position as usize).and_then(Record::id);
        let hash_at = |position: &u32| hasher.hash_one(id_at(*position).as_deref());
        let mut by_id = HashTable::with_capacity(records.len());
        let mut shared: HashMap<usize, Vec<usize>> = HashMap::default();
        let mut unreadable = BTreeMap::new();
        for (position, record) in records.iter().enumerate() {
            let Some(id) = record.id() else {
                if record.has_unreadable_id() {
                    *unreadable.entry(record.value.document().file()).or_default() += 1;
                }
                continue;
            };
            // More than `u32::MAX` records do not fit into memory.
            let number = position as u32;
            let is_same = |other: &u32| id_at(*other).as_deref() == Some(id.as_ref());
            let hash = hasher.hash_one(Some(id.as_ref()));
            let first = *by_id.entry(hash, is_same, hash_at).or_insert(number).get();
            if first != number {
                let shared = shared.entry(first as usize);
                shared.or_insert_with(|| vec![first as usize]).push(position);
            }
        }
        Collection {
            records,
            by_id,
            hasher,
            shared,
            known: OnceLock::new(),
            longer: OnceLock::new(),
            unreadable,
        }
    }

    /// Returns the records whose ids may be meant by an unknown id, each with the difference between the two
    /// ids; see [`KnownNames::candidates`]. Only records that `is_meant` accepts are returned.
    pub fn candidates(
        &self,
        id: &str,
        is_meant: impl Fn(&Record<'a>) -> bool,
    ) -> impl Iterator<Item = (Slip, &Record<'a>)> {
        let known = self.known_names();
        let has_id = |record: &Record<'a>| record.id().is_some() && is_meant(record);
        // Unreadable ids are not candidates; [`Lookups::unknown_ids`] counts them.
        let (found, _) = path::watch(|| {
            known.candidates(
                id,
                |position| self.records.get(position).is_some_and(has_id),
                |position| self.records.get(position)?.id(),
            )
        });
        found.into_iter().filter_map(|(slip, position)| Some((slip, self.records.get(position)?)))
    }

    /// Checks whether an unknown id may equally well be a misspelling of an id other than `meant`; see
    /// [`KnownNames::has_rival`]. Only records that `may_be` accepts are considered.
    pub fn has_rival(&self, id: &str, meant: &str, may_be: impl Fn(&Record<'a>) -> bool) -> bool {
        let known = self.known_names();
        let (found, _) = path::watch(|| {
            known.has_rival(
                id,
                meant,
                |position| self.records.get(position).is_some_and(&may_be),
                |position| self.records.get(position)?.id(),
            )
        });
        found
    }

    fn known_names(&self) -> &KnownNames {
        self.known.get_or_init(|| {
            let ids = self.records.iter().map(|record| record.id().unwrap_or_default());
            let (ids, _) = path::watch(|| ids.collect::<Vec<Cow<'a, str>>>());
            KnownNames::new(&ids)
        })
    }

    /// Returns the names of records that contain `name`, except `name` itself. `names_of` returns the names of a
    /// record, and must be the same in each call.
    pub fn longer_names(
        &self,
        name: &str,
        names_of: impl Fn(&Record<'a>) -> Vec<Cow<'a, str>>,
    ) -> Vec<Cow<'a, str>> {
        let names_at =
            |position: usize| self.records.get(position).map(&names_of).unwrap_or_default();
        let longer = || {
            let index = || LongerNames::new(self.records.len(), names_at);
            let longer = self.longer.get_or_init(index).of(name);
            longer.filter_map(|(record, name)| names_at(record).into_iter().nth(name)).collect()
        };
        path::watch(longer).0
    }

    /// Returns the position of the first record with an id, or `None` if no record has the id.
    fn first_with(&self, id: &str) -> Option<usize> {
        let id_at = |position: u32| self.records.get(position as usize).and_then(Record::id);
        let is_same = |position: &u32| id_at(*position).as_deref() == Some(id);
        self.by_id.find(self.hasher.hash_one(Some(id)), is_same).map(|position| *position as usize)
    }

    /// Returns the first record with an id, or `None` if no record has the id. If several records share the
    /// id, `unique` reports them.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&Record<'a>> {
        self.records.get(self.first_with(id)?)
    }

    /// Returns the records with an id, in dataset order. If `id` is `None`, returns the records without an
    /// id.
    #[must_use]
    pub fn with_id(&self, id: Option<&str>) -> Vec<&Record<'a>> {
        let Some(id) = id else {
            return self.records.iter().filter(|record| record.id().is_none()).collect();
        };
        let Some(first) = self.first_with(id) else { return Vec::new() };
        let one = [first];
        let positions = self.shared.get(&first).map_or(one.as_slice(), Vec::as_slice);
        positions.iter().filter_map(|position| self.records.get(*position)).collect()
    }

    /// Returns the first record with an id in one document, or `None` if no record of the document has the
    /// id. Records of other documents are ignored.
    #[must_use]
    pub fn get_in(&self, file: FileId, id: &str) -> Option<&Record<'a>> {
        let first = self.first_with(id)?;
        if self.shared.is_empty() {
            return self.records.get(first).filter(|record| record.value.document().file() == file);
        }
        let is_before = |position: &usize| self.file_of(*position) < Some(file);
        let position = match self.shared.get(&first) {
            Some(shared) => *shared.get(shared.partition_point(is_before))?,
            None => first,
        };
        let record = self.records.get(position)?;
        (record.value.document().file() == file).then_some(record)
    }

    /// Returns the record that an id in a document refers to. It is the document's own record with that id,
    /// otherwise the first record of the dataset with that id. Returns `None` if no record has the id.
    #[must_use]
    pub fn relative_to(&self, file: FileId, id: &str) -> Option<&Record<'a>> {
        self.get_in(file, id).or_else(|| self.get(id))
    }

    /// Returns the only record with an id, or `None` if no record or several records have the id.
    #[must_use]
    pub fn only(&self, id: &str) -> Option<&Record<'a>> {
        let first = self.first_with(id).filter(|first| !self.shared.contains_key(first))?;
        self.records.get(first)
    }

    /// Checks whether several records share an id, which then identifies none of them.
    #[must_use]
    pub fn is_shared(&self, id: &str) -> bool {
        self.first_with(id).is_some_and(|first| self.shared.contains_key(&first))
    }

    /// Returns the records that an id in a document refers to, in dataset order. They are the document's own
    /// records with that id, otherwise all records of the dataset with that id.
    #[must_use]
    pub fn all_relative_to(&self, file: FileId, id: &str) -> Vec<&Record<'a>> {
        let records = self.with_id(Some(id));
        let is_own = |record: &&Record<'a>| record.value.document().file() == file;
        if records.iter().any(is_own) {
            return records.into_iter().filter(is_own).collect();
        }
        records
    }

    /// Returns the records of one document.
    #[must_use]
    pub fn records_in(&self, file: FileId) -> &[Record<'a>] {
        let file_of = |record: &Record<'a>| record.value.document().file();
        let start = self.records.partition_point(|record| file_of(record) < file);
        let end = self.records.partition_point(|record| file_of(record) <= file);
        self.records.get(start..end).unwrap_or_default()
    }

    fn file_of(&self, position: usize) -> Option<FileId> {
        self.records.get(position).map(|record| record.value.document().file())
    }

    /// Returns all records.
    #[must_use]
    pub fn records(&self) -> &[Record<'a>] {
        &self.records
    }

    /// Whether there are records, but none of them has an id.
    #[must_use]
    pub fn is_without_ids(&self) -> bool {
        self.by_id.is_empty() && !self.records.is_empty()
    }

    /// Returns the ids, in dataset order.
    pub fn ids(&self) -> impl Iterator<Item = Cow<'a, str>> {
        self.records.iter().filter_map(Record::id)
    }
}

/// Everything that rules may look up.
#[derive(Debug)]
pub struct Lookups<'a> {
    /// The declared collections, by name.
    pub collections: HashMap<String, Collection<'a>>,
    /// The declared snapshots; `None` until the records that name them have been read.
    pub snapshots: Option<&'a Snapshots>,
    /// The other files that the data names.
    pub named_files: &'a NamedFiles,
    /// The codes in the files that rules declare, by the path as written in the rulebook.
    pub code_files: &'a BTreeMap<String, Codes>,
    /// All collections of the rulebook.
    pub definitions: &'a [CollectionDefinition],
    /// The files, from which a few records may be read again to complete findings.
    pub files: &'a Files,
    /// The maximum number of records that each collection may have in addition to the known records, by file.
    /// It is set after all documents have been read.
    pub unknown_records: BTreeMap<String, BTreeMap<FileId, u64>>,
    /// Whether any document used for lookups has unreliable values.
    pub has_unknown: bool,
    /// The part of the dataset that the rules see.
    pub scope: Scope,
    /// Maximum numbers of places that are kept per entry of counted values.
    pub places: PlaceLimits,
    /// Whether rules keep the names of the records in which they left something unchecked.
    pub keeps_passed_over: bool,
    /// The date that the run treats as today.
    pub today: PartialDate,
}

impl<'a> Lookups<'a> {
    /// Returns the only record with an id in a collection. Returns `None` if there is no such record, if
    /// [several records share](Lookups::is_shared) the id, or if the collection is not looked up.
    #[must_use]
    pub fn record(&self, collection: &str, id: &str) -> Option<&Record<'a>> {
        self.collections.get(collection)?.only(id)
    }

    /// Checks whether several records of a collection share an id, which then identifies none of them. A check that
    /// depends on such an id is undecided, so that no result depends on the order of the records.
    #[must_use]
    pub fn is_shared(&self, collection: &str, id: &str) -> bool {
        self.collections.get(collection).is_some_and(|collection| collection.is_shared(id))
    }

    /// Returns the only record that an id in a document refers to, or `None` if it refers to no record or to
    /// several; see [`Collection::all_relative_to`].
    #[must_use]
    pub fn record_relative_to(
        &self,
        file: FileId,
        collection: &str,
        id: &str,
    ) -> Option<&Record<'a>> {
        match self.records_relative_to(file, collection, id).as_slice() {
            [record] => Some(*record),
            _ => None,
        }
    }

    /// Returns the records that an id in a document refers to; see [`Collection::all_relative_to`].
    #[must_use]
    pub fn records_relative_to(
        &self,
        file: FileId,
        collection: &str,
        id: &str,
    ) -> Vec<&Record<'a>> {
        let collection = self.collections.get(collection);
        collection.map(|known| known.all_relative_to(file, id)).unwrap_or_default()
    }

    /// Returns the maximum number of unknown ids of a collection, in the dataset or in one document. They are
    /// the ids of unknown records, and the ids that cannot be read.
    #[must_use]
    pub fn unknown_ids(&self, collection: &str, document: Option<FileId>) -> u64 {
        let of = |numbers: &BTreeMap<FileId, u64>| match document {
            Some(file) => numbers.get(&file).copied().unwrap_or_default(),
            None => numbers.values().fold(0, |sum: u64, number| sum.saturating_add(*number)),
        };
        let records = self.unknown_records.get(collection).map(of).unwrap_or_default();
        let unreadable = self.collections.get(collection).map(|known| of(&known.unreadable));
        records.saturating_add(unreadable.unwrap_or_default())
    }

    /// Returns the maximum number of unknown ids of a collection that are not the name of an
    /// [unread file](Self::is_unread_file).
    #[must_use]
    pub fn unknown_ids_beside_names(&self, collection: &str, document: Option<FileId>) -> u64 {
        let mut definitions = self.definitions.iter().filter(|known| known.name == collection);
        let are_names = definitions.all(|known| {
            let mut ids = known.id.iter().flat_map(KeyFields::iter).peekable();
            known.select.iter().all(|path| path.shape() == Shape::Root)
                && ids.peek().is_some()
                && ids.all(Field::is_file_name)
        });
        if are_names { 0 } else { self.unknown_ids(collection, document) }
    }

    /// Whether a text is the name, the stem or the folder of a document that could not be read, in a collection whose
    /// records are whole documents. Such a text may be the id of the unread record.
    #[must_use]
    pub fn is_unread_file(&self, collection: &str, text: &str) -> bool {
        let mut definitions = self.definitions.iter().filter(|known| known.name == collection);
        let are_documents =
            definitions.all(|known| known.select.iter().all(|path| path.shape() == Shape::Root));
        let files = self.unknown_records.get(collection).filter(|_| are_documents);
        files.into_iter().flat_map(BTreeMap::keys).any(|file| {
            let mut parts = self.files.key(*file).unwrap_or_default().rsplit('/');
            let (name, folder) = (parts.next().unwrap_or_default(), parts.next());
            let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
            text == name || text == stem || Some(text) == folder
        })
    }

    /// Returns the maximum number of records that a collection may have in addition to the known records.
    #[must_use]
    pub fn unknown_records(&self, collection: &str) -> u64 {
        let numbers = self.unknown_records.get(collection);
        let numbers = numbers.into_iter().flat_map(BTreeMap::values);
        numbers.fold(0, |sum: u64, number| sum.saturating_add(*number))
    }

    /// Returns the snapshot at a path as written in the dataset, or the reason why it could not be read.
    /// Returns `None` if the snapshot is not declared.
    #[must_use]
    pub fn snapshot(&self, path: &str) -> Option<&'a Result<SnapshotFile, String>> {
        self.snapshots?.get(path)
    }

    /// Returns `folder` if two different documents are in different folders, otherwise `document`.
    #[must_use]
    pub fn difference_between(&self, left: FileId, right: FileId) -> &'static str {
        let [left, right] = [left, right].map(|file| Scope::Folder.group_of(self.files.key(file)?));
        if left == right { "document" } else { "folder" }
    }

    /// Follows the ids in `field` from a record to the records that enclose it, and from those records to their own
    /// enclosing records. The search stops at ids that `is_wanted` accepts, which are returned. It also stops at a
    /// cycle, and after [`MAX_ENCLOSING`] records.
    #[must_use]
    pub fn enclosing(
        &self,
        collection: &str,
        field: &Field,
        id: &str,
        is_wanted: &dyn Fn(&str) -> bool,
    ) -> Enclosing {
        let mut enclosing = Enclosing {
            id: id.to_owned(),
            ids: HashSet::new(),
            is_complete: true,
            has_record: true,
        };
        let Some(collection) = self.collections.get(collection) else { return enclosing };
        enclosing.has_record = collection.get(id).is_some();
        let mut seen = HashSet::from([id.to_owned()]);
        let mut waiting = vec![id.to_owned()];
        while let Some(id) = waiting.pop() {
            if seen.len() > MAX_ENCLOSING {
                enclosing.is_complete = false;
                break;
            }
            let records = collection.with_id(Some(&id));
            let is_readable = |record: &&Record<'a>| Accepts::Text.accepts(field, record.value);
            enclosing.is_complete &= records.len() < 2 && records.iter().all(is_readable);
            let parents = records.iter().flat_map(|record| field.select(record.value));
            for parent in parents.filter_map(|value| value.as_str()) {
                if is_wanted(&parent) {
                    enclosing.ids.insert(parent.into_owned());
                } else if seen.insert(parent.to_string()) {
                    waiting.push(parent.into_owned());
                }
            }
        }
        enclosing
    }
}

/// Maximum number of records that are followed from one record to those that enclose it.
const MAX_ENCLOSING: usize = 300;

/// The records that enclose a record; see [`Lookups::enclosing`].
#[derive(Debug, Clone)]
pub struct Enclosing {
    /// The record's id.
    pub id: String,
    /// The ids of the enclosing records that the search accepted.
    pub ids: HashSet<String>,
    /// Whether all values on the way could be read as ids, no id is shared by several records, and the search was not
    /// stopped because of too many records.
    pub is_complete: bool,
    /// Whether the record itself is in the collection. It is also `true` if the collection is not looked up.
    pub has_record: bool,
}

impl Enclosing {
    /// Whether all records that enclose the record and that the search accepts are known.
    #[must_use]
    pub fn is_known(&self) -> bool {
        self.has_record && self.is_complete
    }

    /// Checks whether the record is `other` or is enclosed by it.
    #[must_use]
    pub fn is_within(&self, other: &Enclosing) -> bool {
        self.id == other.id || self.ids.contains(&other.id)
    }
}
