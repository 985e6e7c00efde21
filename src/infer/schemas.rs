//! Finds the JSON Schemas among the files, and the documents they describe.

use super::ScannedFile;
use crate::document::{Document, Kind, Value};

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

/// Whether a document is a JSON Schema: its `$schema` names a JSON Schema dialect, and it has at least one
/// keyword.
pub(super) fn is_schema(document: &Document) -> bool {
    let Some(root) = document.root() else { return false };
    let dialect = root.get("$schema").and_then(|value| value.as_str()).unwrap_or_default();
    dialect.contains("json-schema.org")
        && KEYWORDS.iter().any(|keyword| root.get(keyword).is_some())
}

/// Returns the path of a document's schema, relative to the folder: the schema that the document names, or the
/// only schema that describes its keys; `None` if there is no such schema or several. The engine decides
/// whether the document satisfies the schema.
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

/// Whether an object has some of the schema's properties, all required ones, and no other keys but
/// `$schema`.
fn describes(schema: &ScannedFile<'_>, root: Value<'_>) -> bool {
    let Some(schema) = schema.document.root() else { return false };
    let Some(properties) = schema.get("properties").filter(|_| root.kind() == Kind::Object) else {
        return false;
    };
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
