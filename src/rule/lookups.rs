//! What rules look things up in: declared beforehand, read once, shared by all threads.

use super::{Codes, Referrers, Snapshot, Snapshots};
use crate::document::{FileId, Kind, Value};
use crate::files::Files;
use crate::finding::{Keys, Place, Reads, name_by_content, plain, unnamed};
use crate::parameters::CollectionDefinition;
use crate::path::{self, Field};
use crate::value::date::PartialDate;
use crate::value::name::{KnownNames, Slip};
use crate::value::number::Decimal;
use foldhash::{HashMap, HashMapExt};
use std::borrow::Cow;
use std::collections::{BTreeMap, HashSet};
use std::sync::OnceLock;

/// One record of a collection.
#[derive(Debug, Clone, Copy)]
pub struct Record<'a> {
    /// The record's value.
    pub value: Value<'a>,
    /// The collection that it was selected for.
    pub collection: &'a CollectionDefinition,
}

impl<'a> Record<'a> {
    /// The record's id, where its collection has an id field and the record has a text or number
    /// there that is not spoilt.
    #[must_use]
    pub fn id(&self) -> Option<Cow<'a, str>> {
        scalar_text(self.collection.id.as_ref()?.first(self.value)?)
    }

    /// What a finding about this record is anchored to: its id. A record without one is named by what the
    /// rule reads of it, when the finding is stamped.
    #[must_use]
    pub fn anchor(&self) -> String {
        let name = match self.written_id() {
            Some(id) => plain(&id),
            None => unnamed(self.value.document().file(), self.value.span().start),
        };
        format!("{}/{name}", self.collection.name)
    }

    /// The anchor of a record whose rule reads these fields.
    #[must_use]
    pub fn anchor_by(&self, reads: &[Field]) -> String {
        let reads = || Reads { fields: reads.to_vec(), keys: Keys::None };
        let name = match self.written_id() {
            Some(id) => plain(&id),
            None => name_by_content(self.value, &reads()),
        };
        format!("{}/{name}", self.collection.name)
    }

    /// The id as it is written, spoilt or not: what the record is called, but not what it is looked up by.
    #[must_use]
    pub fn written_id(&self) -> Option<Cow<'a, str>> {
        scalar_text(self.collection.id.as_ref()?.first_as_written(self.value)?)
    }

    /// Whether the record has an id, or should have one, that cannot be read.
    #[must_use]
    pub fn has_unreadable_id(&self) -> bool {
        let Some(field) = &self.collection.id else { return false };
        let (id, met) = path::watch(|| field.first(self.value));
        match id {
            Some(id) => scalar_text(id).is_none() && id.kind() != Kind::Null,
            None => !met.is_none(),
        }
    }

    /// How messages call the record: its id, or its place in the document.
    #[must_use]
    pub fn display_name(&self) -> String {
        match self.written_id() {
            Some(id) => format!("`{id}`"),
            // The pointer of the root is the empty text.
            None if self.value.parent().is_none() => "the document".to_owned(),
            None => format!("the record at {}", self.value.pointer()),
        }
    }

    /// The record's place.
    #[must_use]
    pub fn place(&self) -> Place {
        Place::of(self.value)
    }

    /// The place that names the record to a reader: its id's, or its opening bracket's.
    #[must_use]
    pub fn name_place(&self) -> Place {
        let id = self.collection.id.as_ref().and_then(|id| id.first_as_written(self.value));
        id.map_or_else(|| Place::opening(self.value), Place::of)
    }

    /// The text of a field, where it is a text or a number.
    #[must_use]
    pub fn text(&self, field: &Field) -> Option<Cow<'a, str>> {
        scalar_text(field.first(self.value)?)
    }
}

/// A text as it is, a number as it is written; nothing for other kinds of values.
#[must_use]
pub fn scalar_text(value: Value<'_>) -> Option<Cow<'_, str>> {
    value.as_str().or_else(|| value.as_number().map(|number| Cow::Borrowed(number.literal())))
}

/// A text as it is, a number by its value (`1.0` is `1`, and `1e2` is `100`): what two keys or codes are
/// compared by. `None` for other kinds of values.
#[must_use]
pub fn key_text(value: Value<'_>) -> Option<Cow<'_, str>> {
    let Some(number) = value.as_number() else { return value.as_str() };
    let literal = number.literal();
    let is_plain = literal.bytes().all(|byte| byte.is_ascii_digit());
    if is_plain {
        return Some(Cow::Borrowed(literal));
    }
    let decimal = Decimal::from_json(literal).map(|decimal| Cow::Owned(decimal.to_string()));
    Some(decimal.unwrap_or(Cow::Borrowed(literal)))
}

/// The records of a collection, in the order of the dataset and by id.
#[derive(Debug)]
pub struct Collection<'a> {
    records: Vec<Record<'a>>,
    /// The first record with an id.
    by_id: HashMap<Cow<'a, str>, usize>,
    /// All records with an id that several have, by the first of them; in the order of the dataset.
    shared: HashMap<usize, Vec<usize>>,
    /// The ids for those that name nothing, indexed when the first is looked for.
    known: OnceLock<KnownNames>,
    /// How many records have an id that cannot be read, by their files.
    unreadable: BTreeMap<FileId, u64>,
}

impl<'a> Collection<'a> {
    /// Indexes records, which are in the order of the dataset.
    #[must_use]
    pub fn new(records: Vec<Record<'a>>) -> Collection<'a> {
        let mut by_id = HashMap::with_capacity(records.len());
        let mut shared: HashMap<usize, Vec<usize>> = HashMap::new();
        let mut unreadable = BTreeMap::new();
        for (position, record) in records.iter().enumerate() {
            let Some(id) = record.id() else {
                if record.has_unreadable_id() {
                    *unreadable.entry(record.value.document().file()).or_default() += 1;
                }
                continue;
            };
            let first = *by_id.entry(id).or_insert(position);
            if first != position {
                shared.entry(first).or_insert_with(|| vec![first]).push(position);
            }
        }
        Collection { records, by_id, shared, known: OnceLock::new(), unreadable }
    }

    /// The records whose ids may be meant by one that names nothing, among those that `is_meant` allows,
    /// and how the ids differ; see [`KnownNames::candidates`].
    pub fn candidates(
        &self,
        id: &str,
        is_meant: impl Fn(&Record<'a>) -> bool,
    ) -> impl Iterator<Item = (Slip, &Record<'a>)> {
        let known = self.known.get_or_init(|| {
            let ids = self.records.iter().map(|record| record.id().unwrap_or_default());
            let (ids, _) = path::watch(|| ids.collect::<Vec<Cow<'a, str>>>());
            KnownNames::new(&ids)
        });
        let has_id = |record: &Record<'a>| record.id().is_some() && is_meant(record);
        // Ids that cannot be read are none of these; that is for whoever looks for one.
        let (found, _) = path::watch(|| {
            known.candidates(
                id,
                |position| self.records.get(position).is_some_and(has_id),
                |position| self.records.get(position)?.id(),
            )
        });
        found.into_iter().filter_map(|(slip, position)| Some((slip, self.records.get(position)?)))
    }

    /// The record with an id; of several, the first one (`unique` reports the others).
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&Record<'a>> {
        self.records.get(*self.by_id.get(id)?)
    }

    /// The first record with an id in one document: other documents may use the id for another thing.
    #[must_use]
    pub fn get_in(&self, file: FileId, id: &str) -> Option<&Record<'a>> {
        let first = self.by_id.get(id)?;
        if self.shared.is_empty() {
            return self
                .records
                .get(*first)
                .filter(|record| record.value.document().file() == file);
        }
        let is_before = |position: &usize| self.file_of(*position) < Some(file);
        let position = match self.shared.get(first) {
            Some(shared) => shared.get(shared.partition_point(is_before))?,
            None => first,
        };
        let record = self.records.get(*position)?;
        (record.value.document().file() == file).then_some(record)
    }

    /// The records of one document.
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

    /// All records.
    #[must_use]
    pub fn records(&self) -> &[Record<'a>] {
        &self.records
    }

    /// The ids, in the order of the dataset.
    pub fn ids(&self) -> impl Iterator<Item = Cow<'a, str>> {
        self.records.iter().filter_map(Record::id)
    }
}

/// Everything that rules may look up.
#[derive(Debug)]
pub struct Lookups<'a> {
    /// The declared collections, by name.
    pub collections: HashMap<String, Collection<'a>>,
    /// The declared snapshots; nothing as long as it is not known which there are.
    pub snapshots: Option<&'a Snapshots>,
    /// The declared values of fields, by [`ValuesOf::key`](super::ValuesOf::key).
    pub values: BTreeMap<String, Codes>,
    /// The declared referrers, by the field that refers, as the rulebook writes it.
    pub referrers: BTreeMap<String, Referrers>,
    /// The codes of the declared files, by the path that the rulebook gives.
    pub code_files: &'a BTreeMap<String, Codes>,
    /// Every collection of the rulebook.
    pub definitions: &'a [CollectionDefinition],
    /// The files, for the few records that a settled finding wants to see again.
    pub files: &'a Files,
    /// How many records each collection may have beside those that are known, by their files: known once
    /// every document has been read.
    pub unknown_records: BTreeMap<String, BTreeMap<FileId, u64>>,
    /// Whether a document in which something is looked up has spoilt values.
    pub has_unknown: bool,
    /// How many places of what a rule does not check are kept.
    pub places: usize,
    /// The day of the run.
    pub today: PartialDate,
}

impl<'a> Lookups<'a> {
    /// The record with an id in a collection.
    #[must_use]
    pub fn record(&self, collection: &str, id: &str) -> Option<&Record<'a>> {
        self.collections.get(collection)?.get(id)
    }

    /// The record with an id in a collection, as seen from one document: that document's own, where it
    /// has one; else the first one.
    #[must_use]
    pub fn record_seen_from(
        &self,
        file: FileId,
        collection: &str,
        id: &str,
    ) -> Option<&Record<'a>> {
        let collection = self.collections.get(collection)?;
        collection.get_in(file, id).or_else(|| collection.get(id))
    }

    /// How many ids a collection may have beside those that are known, in the dataset or in one document.
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

    /// How many records a collection may have beside those that are known.
    #[must_use]
    pub fn unknown_records(&self, collection: &str) -> u64 {
        let numbers = self.unknown_records.get(collection);
        let numbers = numbers.into_iter().flat_map(BTreeMap::values);
        numbers.fold(0, |sum: u64, number| sum.saturating_add(*number))
    }

    /// The text at a path that the dataset gives, or why it could not be read.
    #[must_use]
    pub fn snapshot(&self, path: &str) -> Option<&'a Result<Snapshot, String>> {
        self.snapshots?.get(path)
    }

    /// Sees a value again by its place; nothing in a document that is being read for the first time, so
    /// it is for settlements.
    #[must_use]
    pub fn value_at(&self, place: &Place) -> Option<Value<'a>> {
        self.files.document_at(place.file(), place.start())?.value_at(place.start())
    }

    /// Sees a record of a collection again by its place.
    #[must_use]
    pub fn record_at(&self, collection: &str, place: &Place) -> Option<Record<'a>> {
        let collection = self.definitions.iter().find(|known| known.name == collection)?;
        Some(Record { value: self.value_at(place)?, collection })
    }

    /// Whether a record is another one, or lies within it: directly or over others, along the ids
    /// in `field`. Cycles end the search.
    #[must_use]
    pub fn is_within(&self, collection: &str, field: &Field, inner: &str, outer: &str) -> bool {
        let Some(collection) = self.collections.get(collection) else { return inner == outer };
        let mut seen = HashSet::new();
        let mut waiting = vec![inner.to_owned()];
        while let Some(id) = waiting.pop() {
            if id == outer {
                return true;
            }
            let Some(record) = collection.get(&id) else { continue };
            for parent in field.select(record.value).into_iter().filter_map(|value| value.as_str())
            {
                if seen.insert(parent.to_string()) {
                    waiting.push(parent.into_owned());
                }
            }
        }
        false
    }
}
