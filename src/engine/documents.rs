//! What is checked in each document by itself: syntax, encoding, keys, numbers, schema.

use crate::dataset::{Dataset, DocumentToCheck};
use crate::document::Document;
use crate::finding::{Finding, Level};
use crate::rules::{self, kind};
use rayon::prelude::*;

/// A document, its own findings, and whether rules may rely on it.
pub(super) struct CheckedDocument<'a> {
    pub(super) document: &'a Document,
    pub(super) findings: Vec<Finding>,
    pub(super) health: Health,
}

/// Whether the records of a document can be relied on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Health {
    Sound,
    NotJson,
    DuplicateKeys,
    SchemaErrors,
}

impl Health {
    /// Why a rule does not run, in words that follow the document's name.
    pub(super) fn in_words(self) -> &'static str {
        match self {
            Health::Sound => "is sound",
            Health::NotJson => "is not JSON",
            Health::DuplicateKeys => "has duplicate keys",
            Health::SchemaErrors => "has schema errors",
        }
    }
}

/// Checks every document, in parallel; the result is in the order of the dataset.
pub(super) fn check(dataset: &Dataset) -> Vec<CheckedDocument<'_>> {
    dataset.documents.par_iter().filter_map(|document| check_one(dataset, *document)).collect()
}

fn check_one(dataset: &Dataset, to_check: DocumentToCheck) -> Option<CheckedDocument<'_>> {
    let document = dataset.files.document(to_check.file)?;
    let name = dataset.files.get(to_check.file)?.key.as_str();
    let mut findings = Vec::new();
    let mut add = |kind_name: &str, found: Vec<Finding>| {
        let level = kind(kind_name).map_or(Level::Error, |kind| dataset.rulebook.level_of(kind));
        let count = if level == Level::Off { 0 } else { found.len() };
        if let Some(kind) = kind(kind_name) {
            findings.extend(found.into_iter().map(|finding| finding.built_in(kind.name, level)));
        }
        count > 0
    };
    add("byte-order-mark", rules::byte_order_mark::check(document, name).into_iter().collect());
    let mut health = Health::Sound;
    // Whatever its level, a document that is not JSON has no records.
    let syntax = rules::syntax::check(document, name);
    if syntax.is_some() {
        health = Health::NotJson;
    }
    add("syntax", syntax.into_iter().collect());
    add("number", rules::number::check(document, name));
    if let Some(schema) = to_check.schema.and_then(|index| dataset.schemas.get(index))
        && add("schema", rules::schema::check(document, schema, name))
    {
        health = Health::SchemaErrors;
    }
    if add("duplicate-key", rules::duplicate_key::check(document, name)) {
        health = Health::DuplicateKeys;
    }
    Some(CheckedDocument { document, findings, health })
}
