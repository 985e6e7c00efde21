//! Recognises the model of claims (subjects, properties, evidence with quotes, sources with snapshots), and
//! proposes the rules for it.

use super::collections::Collection;
use super::draft::Draft;
use crate::finding::Level;
use crate::words::counted;

/// Minimum number of claims to recognise the model.
const MIN_CLAIMS: usize = 5;

/// Drafts the rules for claims if `collection` contains the claims of the model, and the model's other collections
/// exist.
pub(super) fn drafts(collections: &[Collection<'_>], collection: &Collection<'_>) -> Vec<Draft> {
    let collection_named = |name: &str| collections.iter().find(|other| other.name == name);
    let (sources, properties) = (collection_named("sources"), collection_named("properties"));
    let is_model = collection.name == "claims"
        && collection.records.len() >= MIN_CLAIMS
        && ["subject", "property", "evidence[*].source"].iter().all(|field| has(collection, field))
        && collection_named("entities").is_some();
    let (Some(sources), Some(properties), true) = (sources, properties, is_model) else {
        return Vec::new();
    };
    let claims = counted(collection.records.len(), "claim");
    let draft = |kind: &'static str, level: Level, why: &str| {
        Draft::about(kind, level, collection, kind)
            .rests_on(format!("{claims} {why}."), collection.records.len())
    };
    let mut drafts = vec![draft("citation", Level::Error, "with evidence that names its source")];
    if has(collection, "evidence[*].quote") && has_within(sources, "snapshot") {
        drafts.push(draft(
            "quote",
            Level::Error,
            "with evidence that quotes sources with snapshots",
        ));
        drafts.push(draft(
            "value-in-quote",
            Level::Review,
            "with evidence whose quotes can show the values",
        ));
    }
    if has(properties, "value_type") {
        drafts.push(draft("signature", Level::Error, "about properties that declare their values"));
    }
    if has(properties, "functional") {
        drafts.push(draft("conflict", Level::Review, "about properties with one value at a time"));
    }
    drafts
}

/// Whether a record of the collection has the field.
fn has(collection: &Collection<'_>, field: &str) -> bool {
    collection.columns.iter().any(|column| column.steps.as_field() == field)
}

/// Whether a record of the collection has a field with this name, or a field nested in it.
fn has_within(collection: &Collection<'_>, name: &str) -> bool {
    collection.columns.iter().any(|column| column.steps.names().next() == Some(name))
}
