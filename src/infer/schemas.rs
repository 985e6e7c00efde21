//! Finds the JSON Schemas among the files, and the documents they describe.

use super::ScannedFile;
use super::words::words;
use crate::document::{Kind, Value};

/// A schema has at least one of these keywords.
const KEYWORDS: [&str; 10] = [
    "properties",
    "type",
    "items",
    "$ref",
    "$defs",
    "definitions",
    "allOf",
    "anyOf",
    "oneOf",
    "required",
];

/// Whether a file is a JSON Schema. Either its `$schema` names a JSON Schema dialect and it has at least one keyword,
/// or a word of its name ends in `schema` and it has at least two keywords.
pub(super) fn is_schema(file: &ScannedFile<'_>) -> bool {
    let Some(root) = file.document.root() else { return false };
    let dialect = root.get("$schema").and_then(|value| value.as_str()).unwrap_or_default();
    let keywords = KEYWORDS.iter().filter(|keyword| root.get(keyword).is_some()).count();
    let name = file.path.rsplit('/').next().unwrap_or(file.path);
    let is_named = words(name).iter().any(|word| word.ends_with("schema"));
    (dialect.contains("json-schema.org") && keywords > 0) || (is_named && keywords > 1)
}

/// Returns the path of a document's schema, relative to the folder. This is the schema that the document names,
/// or the only schema that describes its keys. Returns `None` if there is no such schema, or if there are
/// several. The engine checks whether the document satisfies the schema.
pub(super) fn schema_of<'s>(
    file: &ScannedFile<'s>,
    schemas: &[ScannedFile<'s>],
) -> Option<&'s str> {
    if file.schema.is_some() {
        return file.schema;
    }
    let root = file.document.root()?;
    let mut fitting = schemas.iter().filter(|schema| describes(schema, root));
    match (fitting.next(), fitting.next()) {
        (Some(only), None) => Some(only.path),
        _ => None,
    }
}

/// Whether a schema could describe a document. A schema of a list could describe any list. A schema of an
/// object could describe the document if it describes a map, or has all properties of the document.
fn describes(schema: &ScannedFile<'_>, root: Value<'_>) -> bool {
    let Some(schema) = schema.document.root() else { return false };
    match (root.kind(), schema.get("properties")) {
        (Kind::Array, _) => schema.get("items").is_some(),
        (Kind::Object, Some(properties)) => has_properties(schema, properties, root),
        (Kind::Object, None) => is_of_map(schema),
        _ => false,
    }
}

/// Whether a schema describes objects with any keys.
fn is_of_map(schema: Value<'_>) -> bool {
    let additional = schema.get("additionalProperties").map(|value| value.kind());
    additional == Some(Kind::Object) || schema.get("patternProperties").is_some()
}

/// Whether an object has some of the schema's properties, all required properties, and no other keys except
/// `$schema`.
fn has_properties(schema: Value<'_>, properties: Value<'_>, root: Value<'_>) -> bool {
    let mut known = 0_usize;
    for member in root.members() {
        let name = member.name();
        if properties.get(&name).is_some() {
            known += 1;
        } else if name != "$schema" {
            return false;
        }
    }
    let required = schema.get("required");
    let has_required = required
        .into_iter()
        .flat_map(|list| list.elements())
        .all(|name| name.as_str().is_none_or(|name| root.get(&name).is_some()));
    known > 0 && has_required
}
