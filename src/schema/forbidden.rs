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

/// Returns the message about a value that matches a schema in `not`. `at` is the place of that schema.
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
    let members: Vec<(&String, &Json)> = schema.as_object().into_iter().flatten().collect();
    if members.is_empty() {
        return "is not allowed here: `not` forbids every value".to_owned();
    }
    let whole = clause(sources, at, None, MAX_DEPTH);
    if let (Some(wanted), Some(clause)) = (only_constrained_type(&members, value), &whole) {
        // The schema matches every value of another type.
        return format!("got {}, want {wanted}, but not one that {clause}", found(value));
    }
    match members.as_slice() {
        [(keyword, Json::Array(names))] if *keyword == "required" => {
            let is_are = are(names.len());
            return format!("has {}, which {is_are} not allowed here", all_of(&names_in(names)));
        }
        [(keyword, inner)] if *keyword == "not" => {
            let place = at.join("not");
            let wanted = described(sources, inner, &place).or_else(|| {
                Some(format!("a value that {}", clause(sources, &place, None, MAX_DEPTH)?))
            });
            if let Some(wanted) = wanted {
                return format!("got {}, want {wanted}", found(value));
            }
        }
        _ => {}
    }
    let is_container = matches!(value.kind(), Kind::Object | Kind::Array);
    match clause(sources, at, Some(value), MAX_DEPTH) {
        Some(clause) if is_container => format!("{clause}, which `not` forbids here"),
        Some(clause) => format!("got {}, want nothing that {clause}", found(value)),
        None => {
            let keywords = members.iter().filter(|(name, _)| !is_annotation(name));
            let keywords: Vec<String> = keywords.map(|(name, _)| named(name)).collect();
            format!("matches {} of the schema that `not` forbids here", all_of(&keywords))
        }
    }
}

/// Returns the only type that the keywords of a schema constrain, with its article. Returns `None` if they constrain
/// several types, or if the value has that type.
fn only_constrained_type(members: &[(&String, &Json)], value: Value<'_>) -> Option<&'static str> {
    let mut keywords =
        members.iter().map(|(name, _)| name.as_str()).filter(|name| !is_annotation(name));
    let (kind, wanted) = constrained_type(keywords.next()?)?;
    let is_alike = |name| constrained_type(name).is_some_and(|(other, _)| other == kind);
    (value.kind() != kind && keywords.all(is_alike)).then_some(wanted)
}

/// Returns the type that a keyword constrains, with its article. The keyword accepts every value of another type.
fn constrained_type(keyword: &str) -> Option<(Kind, &'static str)> {
    Some(match keyword {
        "pattern" | "format" | "minLength" | "maxLength" => (Kind::String, "a string"),
        "minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum" | "multipleOf" => {
            (Kind::Number, "a number")
        }
        "contains" | "items" | "maxItems" | "minItems" | "prefixItems" | "uniqueItems" => {
            (Kind::Array, "an array")
        }
        "additionalProperties"
        | "dependentRequired"
        | "maxProperties"
        | "minProperties"
        | "patternProperties"
        | "properties"
        | "propertyNames"
        | "required" => (Kind::Object, "an object"),
        _ => return None,
    })
}

/// Whether a keyword is only an annotation.
fn is_annotation(keyword: &str) -> bool {
    matches!(keyword, "$comment" | "description" | "examples" | "default")
}

/// Describes the requirements of a schema, as in "is a string" or "`events` has an element that has `fixed`".
/// If `value` is given, it must match the schema; a requirement that it meets only by having another type is described
/// as in "is not a string or matches `x`". Returns `None` if the schema is too deep, or has a keyword that cannot be
/// described.
fn clause(
    sources: &Sources,
    at: &SchemaPlace,
    value: Option<Value<'_>>,
    depth: usize,
) -> Option<String> {
    let schema = sources.value(at)?.as_object()?;
    if let Some(title) = schema.get("title").and_then(Json::as_str) {
        return Some(format!("matches {}", named(title)));
    }
    let depth = depth.checked_sub(1)?;
    let is_told = |name: &str| {
        let properties = schema.get("properties").and_then(Json::as_object);
        properties.is_some_and(|properties| properties.contains_key(name))
    };
    let clauses =
        schema.iter().filter(|(name, _)| !is_annotation(name)).filter_map(|(keyword, value_of)| {
            if keyword == "required"
                && let Json::Array(names) = value_of
            {
                // The clause about a described property implies that the object has it.
                let others = names.iter().filter(|name| !name.as_str().is_some_and(is_told));
                let others: Vec<String> = others.filter_map(Json::as_str).map(named).collect();
                return (!others.is_empty()).then(|| Some(format!("has {}", all_of(&others))));
            }
            let clause = of_keyword(sources, at, keyword, value, depth);
            Some(clause.map(|clause| match (constrained_type(keyword), value) {
                (Some((kind, name)), Some(value)) if value.kind() != kind => {
                    format!("is not {name} or {clause}")
                }
                _ => clause,
            }))
        });
    let clauses: Option<Vec<String>> = clauses.collect();
    clauses.filter(|clauses| !clauses.is_empty()).map(|clauses| all_of(&clauses))
}

fn of_keyword(
    sources: &Sources,
    at: &SchemaPlace,
    keyword: &str,
    found: Option<Value<'_>>,
    depth: usize,
) -> Option<String> {
    let place = at.join(keyword);
    let value = sources.value(&place)?;
    let inner = |place: &SchemaPlace| clause(sources, place, None, depth);
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
            let object = found.filter(|found| found.kind() == Kind::Object);
            let clauses: Option<Vec<String>> = properties
                .keys()
                .map(|name| {
                    let member = object.and_then(|object| object.get(name));
                    let clause = clause(sources, &place.join(name), member, depth)?;
                    let is_absent = object.is_some() && member.is_none();
                    let absent = if is_absent { "is absent or " } else { "" };
                    Some(format!("{} {absent}{clause}", named(name)))
                })
                .collect();
            clauses.filter(|clauses| !clauses.is_empty()).map(|clauses| all_of(&clauses))
        }
        ("propertyNames", _) => {
            Some(format!("has only property names of which each {}", inner(&place)?))
        }
        ("uniqueItems", Json::Bool(true)) => Some("has no two equal elements".to_owned()),
        ("minProperties", limit) => sized("at least", limit, "property"),
        ("maxProperties", limit) => sized("at most", limit, "property"),
        ("contains", _) => Some(format!("has an element that {}", inner(&place)?)),
        ("items", _) => {
            let is_empty = found.is_some_and(|found| found.elements().next().is_none());
            let empty = if is_empty { "has no elements or " } else { "" };
            Some(format!("{empty}has only elements of which each {}", inner(&place)?))
        }
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
        ("allOf", Json::Array(all)) => {
            let each =
                (0..all.len()).map(|index| clause(sources, &place.join_index(index), found, depth));
            each.collect::<Option<Vec<String>>>().map(|all| all_of(&all))
        }
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
