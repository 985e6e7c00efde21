//! Reads parts of documents again, to complete findings.

use super::{Codes, Collection, Record, ValuesOf};
use crate::document::Value;
use crate::files::Files;
use crate::finding::Place;
use crate::parameters::CollectionDefinition;
use crate::path::{self, Field};
use elsa::sync::FrozenMap;
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// The parts of documents that may be read again to complete findings: single records, and the collections
/// that rules visit as targets. These records do not stay in memory after the visit, since most references
/// have no finding. If a finding needs a collection, the collection is read once more, and then stays in
/// memory for all other findings.
pub struct Documents<'l, 'a> {
    files: &'a Files,
    definitions: &'a [CollectionDefinition],
    collections: BTreeMap<String, OnceLock<Collection<'a>>>,
    /// The values of fields, by [`ValuesOf::key`].
    values: FrozenMap<String, Box<Codes>>,
    read: &'l (dyn Fn(&str) -> Collection<'a> + Sync),
    /// The same collections in the whole dataset, or `None` if the rules already visit the whole dataset.
    of_dataset: Option<&'l Documents<'l, 'a>>,
}

impl<'l, 'a> Documents<'l, 'a> {
    /// Creates the documents. `names` contains the names of the collections that are visited as targets, and
    /// `read` reads the collection with a given name.
    pub fn new(
        files: &'a Files,
        definitions: &'a [CollectionDefinition],
        names: impl IntoIterator<Item = String>,
        read: &'l (dyn Fn(&str) -> Collection<'a> + Sync),
    ) -> Documents<'l, 'a> {
        let collections = names.into_iter().map(|name| (name, OnceLock::new())).collect();
        Documents {
            files,
            definitions,
            collections,
            values: FrozenMap::new(),
            read,
            of_dataset: None,
        }
    }

    /// Adds the same collections in the whole dataset, for rules that visit only a part of it.
    #[must_use]
    pub fn in_part_of(self, dataset: &'l Documents<'l, 'a>) -> Documents<'l, 'a> {
        Documents { of_dataset: Some(dataset), ..self }
    }

    /// Returns the collections of the whole dataset, including documents that the rule does not visit.
    #[must_use]
    pub fn of_dataset(&self) -> &Documents<'l, 'a> {
        self.of_dataset.unwrap_or(self)
    }

    /// Returns the value of a record's field at a place, or `None` if the value cannot be read again. If the place is a
    /// whole file, the value is a part of the file's name.
    #[must_use]
    pub fn value_of(&self, record: &Record<'a>, field: &Field, place: &Place) -> Option<Value<'a>> {
        match place {
            Place::File(_) => field.first(record.value),
            _ => self.value_at(place),
        }
    }

    /// Returns the value at a place, or `None` if the value cannot be read again.
    #[must_use]
    pub fn value_at(&self, place: &Place) -> Option<Value<'a>> {
        self.files.document_at(place.file(), place.start())?.value_at(place.start())
    }

    /// Returns the record of a collection at a place, or `None` if there is no such collection or the record
    /// cannot be read again.
    #[must_use]
    pub fn record_at(&self, collection: &str, place: &Place) -> Option<Record<'a>> {
        let collection = self.definitions.iter().find(|known| known.name == collection)?;
        Some(Record { value: collection.record_at(self.value_at(place)?), collection })
    }

    /// Returns a collection, or `None` if it was not declared with [`Lookup::Targets`](super::Lookup::Targets).
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Collection<'a>> {
        // Unreadable values are ignored here, since they do not affect the finding.
        let read = || path::watch(|| (self.read)(name)).0;
        Some(self.collections.get(name)?.get_or_init(read))
    }

    /// Returns the values of a field in the records of a collection, or `None` if the collection was not
    /// declared with `Lookup::Targets`.
    #[must_use]
    pub fn values(&self, of: &ValuesOf) -> Option<&Codes> {
        let key = of.key();
        if let Some(values) = self.values.get(&key) {
            return Some(values);
        }
        let (values, _) = path::watch(|| {
            let records = self.get(&of.collection)?.records();
            Some(Codes::of_field(of, records))
        });
        Some(self.values.insert(key, Box::new(values?)))
    }
}
