//! Explains errors of `unevaluatedProperties` and `unevaluatedItems` that occur together with other errors.
//!
//! A failed subschema does not evaluate any property or element (JSON Schema Core, section 11), so the
//! properties and elements that it describes are unevaluated too. They are not reported, because the failure
//! of the subschema is reported already.

use super::SchemaError;
use super::explain::{Explainer, Failure, parent};
use super::message::Words;
use super::naming::MAX_DEPTH;
use super::representation::to_json;
use super::sources::{SchemaPlace, Sources};
use super::wording::quoted;
use crate::document::Value;
use jsonschema::ValidationError;
use regex::Regex;
use serde_json::Value as Json;

/// A property or element that can be unevaluated. An element is identified by its index.
#[derive(Clone, Copy)]
enum Part<'p> {
    Property(&'p str),
    Element(usize),
}

/// The failed subschemas in the same schema as an unevaluated keyword.
struct Failed {
    schemas: Vec<SchemaPlace>,
}

/// Returns one error for each property or element that no failed subschema describes. `siblings` are all
/// errors of the same validation.
pub(super) fn explain<'a>(
    explainer: &Explainer<'_, 'a>,
    failure: &Failure<'_, 'a>,
    unexpected: &[String],
    siblings: &[ValidationError<'_>],
    is_of_elements: bool,
) -> Vec<SchemaError<'a>> {
    let sources = explainer.sources;
    let failed = Failed::beside(explainer, failure, siblings);
    if is_of_elements {
        let elements = elements(failure.place, unexpected).into_iter();
        let unexplained =
            elements.filter(|(index, _)| !failed.would_evaluate(sources, Part::Element(*index)));
        return unexplained.map(|(_, element)| of_element(explainer, failure, element)).collect();
    }
    let names = unexpected.iter().map(String::as_str);
    let unexplained = names.filter(|name| !failed.would_evaluate(sources, Part::Property(name)));
    explainer.unexpected_properties(failure, unexplained)
}

fn of_element<'a>(
    explainer: &Explainer<'_, 'a>,
    failure: &Failure<'_, 'a>,
    element: Value<'a>,
) -> SchemaError<'a> {
    let is_never_allowed = explainer.sources.value(&failure.at) == Some(&false.into());
    let message = if is_never_allowed {
        format!("unexpected element {}", quoted(element))
    } else {
        format!("element {} does not match `unevaluatedItems`", quoted(element))
    };
    let at_element = Failure { place: element, ..failure.clone() };
    explainer.error(&at_element, Words::new(message))
}

/// Finds the unevaluated elements and their indices, since the `jsonschema` crate only returns their JSON
/// text. If only some of several equal elements are unevaluated, they are the last of these elements: only
/// `prefixItems` treats equal elements differently, and it evaluates the first elements.
fn elements<'a>(array: Value<'a>, unexpected: &[String]) -> Vec<(usize, Value<'a>)> {
    let mut rest = unexpected.iter().rev().peekable();
    let mut elements: Vec<(usize, Value<'a>)> = array.elements().enumerate().collect();
    elements.reverse();
    elements.retain(|(_, element)| {
        let own = to_json(*element).to_string();
        rest.next_if(|text| own == **text).is_some()
    });
    elements.reverse();
    elements
}

impl Failed {
    fn beside(
        explainer: &Explainer<'_, '_>,
        failure: &Failure<'_, '_>,
        siblings: &[ValidationError<'_>],
    ) -> Failed {
        let sources = explainer.sources;
        let own = explainer.evaluation_path(failure.error);
        let schema = own.rsplit_once('/').map_or("", |(schema, _)| schema);
        let at = parent(&failure.at);
        let value = failure.error.instance_path().as_str();
        let mut schemas = Vec::new();
        for error in siblings {
            let path = explainer.evaluation_path(error);
            let is_inside = is_below(error.instance_path().as_str(), value);
            let Some(rest) = path.strip_prefix(schema).filter(|_| is_inside && path != own) else {
                continue;
            };
            let mut tokens = rest.split('/').skip(1);
            let (Some(keyword), next) = (tokens.next(), tokens.next()) else { continue };
            let Some(place) = sources.step(&at, keyword) else { continue };
            match (keyword, next) {
                ("allOf" | "dependentSchemas" | "properties", Some(next)) => {
                    let name = next.replace("~1", "/").replace("~0", "~");
                    schemas.push(place.join(&name));
                }
                _ => schemas.push(place),
            }
        }
        Failed { schemas }
    }

    fn would_evaluate(&self, sources: &Sources, part: Part<'_>) -> bool {
        self.schemas.iter().any(|place| {
            let (parent, token) = (parent(place), place.pointer.tokens().last());
            let in_properties = parent.pointer.as_str().ends_with("/properties");
            let is_itself = matches!(part, Part::Property(name) if token.as_deref() == Some(name));
            (in_properties && is_itself)
                || alternatives(sources, place)
                    .iter()
                    .any(|schema| would_evaluate(sources, schema, part, MAX_DEPTH))
        })
    }
}

fn is_below(path: &str, of: &str) -> bool {
    path.strip_prefix(of).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Returns the schemas in the array at a location or, if there is no array, the location itself.
fn alternatives(sources: &Sources, place: &SchemaPlace) -> Vec<SchemaPlace> {
    match sources.value(place) {
        Some(Json::Array(all)) => (0..all.len()).map(|index| place.join_index(index)).collect(),
        _ => vec![place.clone()],
    }
}

/// Whether a schema would evaluate a property or element if it succeeded.
fn would_evaluate(sources: &Sources, place: &SchemaPlace, part: Part<'_>, depth: usize) -> bool {
    let Some(schema) = sources.value(place).and_then(Json::as_object) else { return false };
    let has = |keyword: &str| schema.contains_key(keyword);
    let itself = match part {
        Part::Property(name) => {
            let object = |keyword: &str| schema.get(keyword).and_then(Json::as_object);
            let matches =
                |pattern: &String| Regex::new(pattern).is_ok_and(|regex| regex.is_match(name));
            object("properties").is_some_and(|named| named.contains_key(name))
                || object("patternProperties").is_some_and(|all| all.keys().any(matches))
                || has("additionalProperties")
                || has("unevaluatedProperties")
        }
        Part::Element(index) => {
            let length = |keyword: &str| schema.get(keyword)?.as_array().map(Vec::len);
            ["prefixItems", "items"].into_iter().any(|keyword| length(keyword) > Some(index))
                || schema.get("items").is_some_and(|items| !items.is_array())
                || ["additionalItems", "unevaluatedItems", "contains"].into_iter().any(has)
        }
    };
    if itself || depth == 0 {
        return itself;
    }
    let next = |place: SchemaPlace| would_evaluate(sources, &place, part, depth - 1);
    sources.reference_at(place).is_some_and(next)
        || ["allOf", "anyOf", "oneOf", "if", "then", "else"]
            .into_iter()
            .filter(|name| has(name))
            .any(|keyword| alternatives(sources, &place.join(keyword)).into_iter().any(next))
        || schema.get("dependentSchemas").and_then(Json::as_object).is_some_and(|schemas| {
            schemas.keys().any(|key| next(place.join("dependentSchemas").join(key)))
        })
}
