//! Counts the records that rules cannot read, because they are not objects or because their ids are
//! unreadable. They are counted once per collection.

use super::Summary;
use super::records::each_record;
use super::visit::Rules;
use crate::dataset::Dataset;
use crate::document::{Document, FileId, Kind, Value};
use crate::finding::Place;
use crate::parameters::CollectionDefinition;
use crate::path::{self, Field, KeyFields, Path};
use crate::rule::{Count, CountedValues, Lookup, PlaceLimits, Record};
use crate::rulebook::RuleEntry;
use crate::rules::schema;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Returns the subject of the counts and findings about a collection.
pub(crate) fn subject(collection: &str) -> String {
    format!("collections.{collection}")
}

/// The records of a collection that could not be read, completely or in part.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Misread {
    /// The selected values that are not records, and the values from which no records could be selected.
    pub(super) counted: CountedValues,
    /// Whether some records have ids that cannot be read.
    pub(super) has_unreadable_ids: bool,
}

impl Misread {
    /// Adds the next records of a collection to the counts. `fields` are the fields that rules read in the
    /// records, or `None` if no rule reads the collection.
    pub(super) fn count_records(
        &mut self,
        records: &[Record<'_>],
        fields: Option<&Vec<Field>>,
        dataset: &Dataset,
    ) {
        for record in records {
            let value = record.value;
            if let Some(fields) = fields
                && value.kind() != Kind::Object
                && is_unreadable(
                    value,
                    fields.iter().chain(record.collection.id.iter().flat_map(KeyFields::iter)),
                )
            {
                self.add("", value, dataset);
            }
            self.has_unreadable_ids = self.has_unreadable_ids || record.has_unreadable_id();
        }
    }

    /// Counts the values in a document or in its skeleton from which a path of a collection cannot select.
    /// Also counts the values that the filters of a path do not accept.
    pub(super) fn count_in_document(
        &mut self,
        collection: &CollectionDefinition,
        document: &Document,
        dataset: &Dataset,
    ) {
        let Some(root) = document.root() else { return };
        for path in &collection.select {
            let Some(value) = path.selected_from(root) else { continue };
            let has_children = matches!(value.kind(), Kind::Object | Kind::Array);
            if !has_children && value.kind() != Kind::Null && !is_unreliable(value) {
                self.add(path.as_str(), value, dataset);
            }
            path.each_misread(root, |value| self.add_reliable(path.as_str(), value, dataset));
        }
    }

    /// Counts the values in some elements of a streamed array. Only values that the filters of a path do not
    /// accept count.
    pub(super) fn count_in_elements(
        &mut self,
        path: &Path,
        elements: Value<'_>,
        dataset: &Dataset,
    ) {
        let path_as_written = path.as_str();
        path.each_misread_in_elements(elements, |value| {
            self.add_reliable(path_as_written, value, dataset);
        });
    }

    fn add_reliable(&mut self, path: &str, value: Value<'_>, dataset: &Dataset) {
        if value.document().marks().is_some_and(|marks| marks.is_affected(value)) {
            return;
        }
        match value.as_str() {
            Some(text) if text.trim().is_empty() => {
                self.count(Count::CannotTell, path, value, None, dataset);
            }
            _ => self.add(path, value, dataset),
        }
    }

    /// Adds the result for the next records in dataset order.
    pub(super) fn merge(&mut self, more: Misread) {
        self.counted.merge(more.counted);
        self.has_unreadable_ids |= more.has_unreadable_ids;
    }

    fn add(&mut self, path: &str, value: Value<'_>, dataset: &Dataset) {
        self.count(Count::Skipped, path, value, Some(value.kind().with_article()), dataset);
    }

    fn count(
        &mut self,
        count: Count,
        path: &str,
        value: Value<'_>,
        got: Option<&'static str>,
        dataset: &Dataset,
    ) {
        let limit = PlaceLimits::new(dataset.keeps_all_places).of(count);
        self.counted.add(count, path, Some(Place::of(value)), got, limit);
    }
}

/// Whether rules read fields of a value that contains none of these fields. A value with a schema error does
/// not count, since the error has already been reported.
fn is_unreadable<'f>(value: Value<'_>, fields: impl Iterator<Item = &'f Field>) -> bool {
    let mut fields = fields.peekable();
    let reads_fields = fields.peek().is_some();
    let (has_any, _) = path::watch(|| fields.any(|field| field.first(value).is_some()));
    reads_fields && !has_any && !is_unreliable(value)
}

fn is_unreliable(value: Value<'_>) -> bool {
    value.document().marks().is_some_and(|marks| marks.is_unreliable(value))
}

/// The values and ids that could not be read, by collection.
pub(super) type OfCollections<'a> = BTreeMap<&'a str, Misread>;

/// Returns the collections that select values but no records.
pub(super) fn without_objects<'a>(
    summary: &Summary,
    misread: &OfCollections<'a>,
) -> BTreeSet<&'a str> {
    let has_none = |name: &str, of: &Misread| {
        let mut entries = of.counted.entries().into_iter();
        let values = entries.find(|entry| entry.count == Count::Skipped && entry.field.is_empty());
        values.is_some_and(|values| values.number == summary.records_of(name) as u64)
    };
    misread.iter().filter(|(name, of)| has_none(name, of)).map(|(name, _)| *name).collect()
}

/// Returns the collections whose records may have been missed. These are the collections that select values
/// that are not records, and the collections without records. A collection without records is left out if a
/// document has an empty place where the records would be.
fn not_looked_at<'a>(
    dataset: &'a Dataset,
    summary: &Summary,
    misread: &OfCollections<'_>,
) -> BTreeSet<&'a str> {
    let collections = dataset.rulebook.collections.iter().filter(|collection| {
        let name = collection.name.as_str();
        let is_missing = !collection.optional && summary.records_of(name) == 0;
        misread.get(name).is_some_and(|of| !of.counted.is_empty())
            || (is_missing && !has_empty_place(collection, dataset))
    });
    collections.map(|collection| collection.name.as_str()).collect()
}

/// Whether some document has an empty place, such as an empty array, where the records of a collection would
/// be.
fn has_empty_place(collection: &CollectionDefinition, dataset: &Dataset) -> bool {
    let mut roots = dataset.documents.iter().filter_map(|document| {
        dataset.files.key(document.file).filter(|key| collection.is_in(key))?;
        match dataset.files.in_parts(document.file) {
            Some(large) => large.skeleton()?.root(),
            None => dataset.files.document(document.file)?.root(),
        }
    });
    roots.any(|root| collection.select.iter().any(|path| path.has_empty_place_in(root)))
}

/// Returns the rules that may have missed records because they read one of the collections. Also returns
/// `schema` if a glob of the `schema` table matches no document, or if one of the collections has a schema.
fn rules_that_read(
    collections: &BTreeSet<&str>,
    rules: &Rules<'_>,
    dataset: &Dataset,
) -> BTreeSet<String> {
    let reads = |position: usize, entry: &RuleEntry| {
        let looked_up = rules.declared(position).iter().filter_map(Lookup::collection);
        let named = entry.expectations.collections.iter().map(String::as_str);
        let visited = entry.rule.declaration().collection();
        looked_up.chain(named).chain([visited]).any(|name| collections.contains(name))
    };
    let reading = rules.all().filter(|(position, entry)| reads(*position, entry));
    let mut found: BTreeSet<String> = reading.map(|(_, entry)| entry.id.clone()).collect();
    let mut with_schema = dataset.rulebook.collections.iter().filter(|of| of.schema.is_some());
    let has_lost_schema = dataset.rulebook.schemas.iter().any(|schema| {
        let glob = schema.documents.as_ref().and_then(|glob| glob::Pattern::new(&glob.value).ok());
        let mut documents =
            dataset.documents.iter().filter_map(|known| dataset.files.key(known.file));
        glob.is_some_and(|glob| !documents.any(|key| glob.matches(key)))
    });
    if has_lost_schema || with_schema.any(|of| collections.contains(of.name.as_str())) {
        found.insert(schema::KIND.name.to_owned());
    }
    found
}

/// Returns the collections that have some unreadable ids. For each of them, returns the anchors of the
/// records whose ids can be read.
fn readable(dataset: &Dataset, misread: &OfCollections<'_>) -> BTreeMap<String, BTreeSet<String>> {
    let collections = dataset.rulebook.collections.iter().filter(|collection| {
        misread.get(collection.name.as_str()).is_some_and(|of| of.has_unreadable_ids)
    });
    let found = collections.map(|collection| {
        let mut anchors = BTreeSet::new();
        let is_in =
            |file: &FileId| dataset.files.key(*file).is_some_and(|key| collection.is_in(key));
        let files = dataset.documents.iter().map(|document| document.file).filter(is_in);
        for file in files {
            each_record(&dataset.files, file, collection, &mut |record| {
                let ((id, anchor), _) = path::watch(|| (record.id(), record.anchor()));
                anchors.extend(id.map(|_| anchor));
            });
        }
        (collection.name.clone(), anchors)
    });
    found.collect()
}

/// Adds the records that could not be read to a summary. Findings about these records then do not count as
/// resolved.
pub(super) fn add_to<'a>(
    summary: &mut Summary,
    dataset: &'a Dataset,
    rules: &Rules<'_>,
    misread: OfCollections<'_>,
    misspelt: BTreeSet<&'a str>,
) {
    let mut collections = not_looked_at(dataset, summary, &misread);
    collections.extend(misspelt);
    summary.not_looked.extend(rules_that_read(&collections, rules, dataset));
    summary.readable = readable(dataset, &misread);
    let misread = misread.into_iter().filter(|(_, of)| !of.counted.is_empty());
    let counted: Vec<(String, CountedValues)> =
        misread.map(|(name, of)| (subject(name), of.counted.sorted())).collect();
    let entries = counted.iter().flat_map(|(_, counted)| counted.entries());
    for entry in entries {
        summary.tally.add_many(entry.count, entry.number);
    }
    // The entries of collections come before the entries of rules, as in a rulebook.
    summary.counted.splice(0..0, counted);
}
