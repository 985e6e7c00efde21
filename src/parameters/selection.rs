//! Collections, and the records of a collection that a rule visits.

use super::{Expectations, Spanned, glob_matches};
use crate::document::{Document, Value};
use crate::path::{self, Condition, KeyFields, Path, Unknown};
use std::ops::Range;

/// A named set of records, as defined in the rulebook.
#[derive(Debug)]
pub struct CollectionDefinition {
    /// The name.
    pub name: String,
    /// The paths that together select the collection's records in each document.
    pub select: Vec<Path>,
    /// Globs of the collection's documents, relative to the rulebook's folder; if empty, all documents.
    pub documents: Vec<glob::Pattern>,
    /// The field with a record's id, or the fields whose values together are the id.
    pub id: Option<KeyFields>,
    /// Whether the collection may be empty.
    pub optional: bool,
    /// Whether the canonical form sorts the records by id.
    pub is_sorted: bool,
    /// The path of the JSON Schema for each record.
    pub schema: Option<Spanned<String>>,
    /// The byte range of the collection's name in the rulebook.
    pub span: Range<usize>,
    /// The paths of `select` and the globs of `documents` as written.
    pub written: WrittenSelection,
    /// The expectations of the collection's paths and id: what each of them should select in the data.
    pub expectations: Expectations,
}

/// The paths and globs of a collection, as written in the rulebook.
#[derive(Debug, Default)]
pub struct WrittenSelection {
    /// The paths, in the order of [`CollectionDefinition::select`].
    pub select: Vec<Spanned<String>>,
    /// The globs, in the order of [`CollectionDefinition::documents`].
    pub documents: Vec<Spanned<String>>,
}

impl CollectionDefinition {
    /// Returns the values of a document that the paths select as records, path by path.
    #[must_use]
    pub fn select_in<'a>(&self, document: &'a Document) -> Vec<Value<'a>> {
        let root = document.root().into_iter();
        root.flat_map(|root| self.select.iter().flat_map(move |path| path.select_records(root)))
            .collect()
    }

    /// Returns the record at the place of a value. This is the value, unless each record is a whole document: the root
    /// of JSON Lines, CSV or a stream of YAML documents begins where its first element begins.
    #[must_use]
    pub fn record_at<'a>(&self, value: Value<'a>) -> Value<'a> {
        let is_whole = matches!(self.select.as_slice(), [path] if path.as_str() == "$");
        let root = value.document().root().filter(|root| root.span().start == value.span().start);
        root.filter(|_| is_whole).unwrap_or(value)
    }

    /// Whether the collection covers a document, given the document's path relative to the rulebook's
    /// folder.
    #[must_use]
    pub fn is_in(&self, document: &str) -> bool {
        self.documents.is_empty() || self.documents.iter().any(|glob| glob_matches(glob, document))
    }
}

/// The records that a rule visits.
#[derive(Debug)]
pub struct Selection {
    /// The name of the collection.
    pub collection: String,
    /// The condition that the records satisfy, or `None` for all records of the collection.
    pub condition: Option<Condition>,
}

impl Selection {
    /// Whether the selection includes a record of the collection.
    ///
    /// # Errors
    /// If the condition depends on unknown values, returns these values.
    pub fn decide(&self, record: Value<'_>) -> Result<bool, Unknown> {
        let Some(condition) = &self.condition else { return Ok(true) };
        if record.document().marks().is_none() {
            return Ok(condition.holds_for(record));
        }
        let (holds, unknown) = path::watch(|| condition.holds_for(record));
        if unknown.is_none() { Ok(holds) } else { Err(unknown) }
    }
}

/// A field that contains ids of other records, written `collection.field`.
#[derive(Debug, Clone)]
pub struct ReferenceField {
    /// The text in the rulebook.
    pub text: String,
    /// The collection of the referring records.
    pub collection: String,
    /// The field with the ids, relative to a referring record, or the fields of one id.
    pub field: KeyFields,
}
