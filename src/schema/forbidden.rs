//! Describes the schema that `not` forbids.

use super::formats;
use super::sources::{SchemaPlace, Sources};
use super::wording::{all_of, either, found, named, quoted, quoted_json, type_with_article};
use crate::document::{Kind, Value};
use crate::words::{are, counted};
use serde_json::Value as Json;

/// Maximum depth of the schemas that a message describes.
const MAX_DEPTH: usize = 6;

/// Describes a schema that only lists values or types. Returns `None` for any other schema. `at` is the
/// schema's place.
pub(super) fn described(sources: &Sources, schema: &Json, at: &SchemaPlace) -> Option<String> {
    let members = schema.as_object().filter(|members| members.len() == 1)?;
    let (keyword, value) = members.iter().next()?;
    match (keyword.as_str(), value) {
        ("const", value) => Some(shown(sources, value, &at.join(keyword))),
        ("enum", Json::Array(values)) => Some(any_of(sources, values, &at.join(keyword))),
        ("type", Json::String(name)) => Some(type_with_article(name)),
        ("type", Json::Array(names)) => {
            let names = names.iter().filter_map(Json::as_str).map(type_with_article);
            Some(either(&names.collect::<Vec<_>>()))
        }
        _ => None,
    }
}

/// Returns the message about a value that matches the schema that a `not` forbids. `at` is the place of that
/// schema.
pub(super) fn sentence(
    sources: &Sources,
    value: Value<'_>,
    schema: &Json,
    at: &SchemaPlace,
) -> String {
    // The error may contain the schema as it was rewritten for the `jsonschema` crate.
    let schema = sources.value(at).unwrap_or(schema);
    if let Some(described) = described(sources, schema, at) {
        return format!("got {}, want anything but {described}", found(value));
    }
    if let Some(title) = schema.get("title").and_then(Json::as_str) {
        return format!("matches {}, which `not` forbids here", named(title));
    }
    let only = schema.as_object().filter(|members| members.len() == 1);
    let required = only.and_then(|members| members.get("required")).and_then(Json::as_array);
    if let Some(names) = required {
        let is_are = are(names.len());
        return format!("has {}, which {is_are} not allowed here", all_of(&names_in(names)));
    }
    let is_container = matches!(value.kind(), Kind::Object | Kind::Array);
    match clause(sources, at, MAX_DEPTH) {
        Some(clause) if is_container => format!("{clause}, which `not` forbids here"),
        Some(clause) => format!("got {}, want nothing that {clause}", found(value)),
        None => "matches the schema that `not` forbids here".to_owned(),
    }
}

/// Describes the requirements of a schema, as in "is a string" or "`events` has an element that has `fixed`".
/// Returns `None` if the schema is too deep, or has a keyword that cannot be described.
fn clause(sources: &Sources, at: &SchemaPlace, depth: usize) -> Option<String> {
    let schema = sources.value(at)?.as_object()?;
    if let Some(title) = schema.get("title").and_then(Json::as_str) {
        return Some(format!("matches {}", named(title)));
    }
    let depth = depth.checked_sub(1)?;
    let is_silent = |name: &&String| {
        matches!(name.as_str(), "$comment" | "description" | "examples" | "default")
    };
    let keywords = schema.keys().filter(|name| !is_silent(name));
    let clauses: Option<Vec<String>> =
        keywords.map(|keyword| of_keyword(sources, at, keyword, depth)).collect();
    clauses.filter(|clauses| !clauses.is_empty()).map(|clauses| all_of(&clauses))
}

fn of_keyword(sources: &Sources, at: &SchemaPlace, keyword: &str, depth: usize) -> Option<String> {
    let place = at.join(keyword);
    let value = sources.value(&place)?;
    let inner = |place: &SchemaPlace| clause(sources, place, depth);
    let shown = |value: &Json| shown(sources, value, &place);
    let each = |count: usize| -> Option<Vec<String>> {
        (0..count).map(|index| inner(&place.join_index(index))).collect()
    };
    match (keyword, value) {
        ("const", value) => Some(format!("is {}", shown(value))),
        ("enum", Json::Array(values)) => Some(format!("is {}", any_of(sources, values, &place))),
        ("type", Json::String(name)) => Some(format!("is {}", type_with_article(name))),
        ("required", Json::Array(names)) => Some(format!("has {}", all_of(&names_in(names)))),
        ("properties", Json::Object(properties)) => {
            let clauses: Option<Vec<String>> = properties
                .keys()
                .map(|name| Some(format!("{} {}", named(name), inner(&place.join(name))?)))
                .collect();
            clauses.filter(|clauses| !clauses.is_empty()).map(|clauses| all_of(&clauses))
        }
        ("contains", _) => Some(format!("has an element that {}", inner(&place)?)),
        ("items", _) => Some(format!("has only elements that {}", inner(&place)?)),
        ("pattern", Json::String(text)) => Some(format!("matches the pattern {}", named(text))),
        ("format", Json::String(text)) => Some(format!("is {}", formats::wanted(text))),
        ("minimum", limit) => Some(format!("is at least {}", shown(limit))),
        ("maximum", limit) => Some(format!("is at most {}", shown(limit))),
        ("exclusiveMinimum", limit) => Some(format!("is more than {}", shown(limit))),
        ("exclusiveMaximum", limit) => Some(format!("is less than {}", shown(limit))),
        ("multipleOf", divisor) => Some(format!("is a multiple of {}", shown(divisor))),
        ("minLength", limit) => sized("at least", limit, "character"),
        ("maxLength", limit) => sized("at most", limit, "character"),
        ("minItems", limit) => sized("at least", limit, "element"),
        ("maxItems", limit) => sized("at most", limit, "element"),
        ("allOf", Json::Array(all)) => each(all.len()).map(|all| all_of(&all)),
        ("anyOf" | "oneOf", Json::Array(all)) => each(all.len()).map(|all| either(&all)),
        ("$ref", _) => Some(format!("matches {}", sources.name_of(at))),
        _ => None,
    }
}

/// Formats a value as written in the schema, clipped.
fn shown(sources: &Sources, value: &Json, at: &SchemaPlace) -> String {
    sources.written_at(at, false).map_or_else(|| quoted_json(value), quoted)
}

fn any_of(sources: &Sources, values: &[Json], at: &SchemaPlace) -> String {
    let values = (0..).zip(values);
    let values = values.map(|(index, value)| shown(sources, value, &at.join_index(index)));
    either(&values.collect::<Vec<_>>())
}

fn sized(bound: &str, limit: &Json, noun: &str) -> Option<String> {
    Some(format!("has {bound} {}", counted(usize::try_from(limit.as_u64()?).ok()?, noun)))
}

fn names_in(names: &[Json]) -> Vec<String> {
    names.iter().filter_map(Json::as_str).map(named).collect()
}
