//! Collections, and which of their records a rule visits.

use super::{Expectations, Spanned};
use crate::document::Value;
use crate::path::{self, Condition, Field, Path, Unknown};
use std::ops::Range;

/// A named set of records, as the rulebook defines it.
#[derive(Debug)]
pub struct CollectionDefinition {
    /// Its name.
    pub name: String,
    /// The paths that select its records in every document; their union.
    pub select: Vec<Path>,
    /// Globs of the documents that it is in, seen from the rulebook's folder; all of them where there
    /// is none.
    pub documents: Vec<glob::Pattern>,
    /// The field that is a record's id.
    pub id: Option<Field>,
    /// Whether it may be empty.
    pub optional: bool,
    /// Whether the canonical form has its records in the order of their ids.
    pub is_sorted: bool,
    /// The path of the JSON Schema of each of its records.
    pub schema: Option<Spanned<String>>,
    /// Where the rulebook defines it, in bytes.
    pub span: Range<usize>,
    /// The paths of `select` and the globs of `documents` as the rulebook has them.
    pub written: WrittenSelection,
    /// What its paths and its id expect of the data.
    pub expectations: Expectations,
}

/// How a rulebook writes what a collection selects.
#[derive(Debug, Default)]
pub struct WrittenSelection {
    /// The paths, in the order of [`CollectionDefinition::select`].
    pub select: Vec<Spanned<String>>,
    /// The globs, in the order of [`CollectionDefinition::documents`].
    pub documents: Vec<Spanned<String>>,
}

impl CollectionDefinition {
    /// Whether the collection is in a document, by the document's path seen from the rulebook's
    /// folder.
    #[must_use]
    pub fn is_in(&self, document: &str) -> bool {
        // As where documents are named: `*` stays within a folder.
        let options = glob::MatchOptions { require_literal_separator: true, ..Default::default() };
        self.documents.is_empty()
            || self.documents.iter().any(|glob| glob.matches_with(document, options))
    }
}

/// The records that a rule visits.
#[derive(Debug)]
pub struct Selection {
    /// The name of the collection.
    pub collection: String,
    /// Which of its records; all of them where there is no condition.
    pub condition: Option<Condition>,
}

impl Selection {
    /// Whether a record of the collection is among them.
    ///
    /// # Errors
    /// What is unknown, where the condition rests on it.
    pub fn decide(&self, record: Value<'_>) -> Result<bool, Unknown> {
        let Some(condition) = &self.condition else { return Ok(true) };
        let Some(root) = record.document().root() else { return Ok(false) };
        if record.document().marks().is_none() {
            return Ok(condition.holds(record, root));
        }
        let (holds, unknown) = path::watch(|| condition.holds(record, root));
        if unknown.is_none() { Ok(holds) } else { Err(unknown) }
    }
}

/// A field of a collection's records that holds ids of others, written `collection.field`.
#[derive(Debug, Clone)]
pub struct ReferenceField {
    /// As the rulebook writes it.
    pub text: String,
    /// The collection whose records refer.
    pub collection: String,
    /// The field with the ids, seen from such a record.
    pub field: Field,
}
