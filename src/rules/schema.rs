//! `schema`: a value that the dataset's JSON Schema does not accept.

use super::{Kind, Origin};
use crate::document::{Document, Form, Kind as ValueKind, Unreliable, Value};
use crate::finding::{Anchor, Applicability, Cause, Finding, Level, Place, canonical};
use crate::schema::{Affected, ErrorPart, Schema, SchemaError};
use foldhash::HashMap;
use std::borrow::Cow;
use std::sync::Arc;

pub(crate) const KIND: Kind = Kind {
    name: "schema",
    about: "a value that violates a JSON Schema of the dataset",
    level: Level::Error,
    parameters: &[],
    origin: Origin::Standalone,
    page: include_str!("schema.md"),
};

/// Returns all schema errors of a document.
pub(crate) fn check<'d>(document: &'d Document, schema: &Schema) -> Vec<SchemaError<'d>> {
    let Some(root) = document.root() else { return Vec::new() };
    // In JSON Lines, the schema applies to each line.
    let values = match document.form() {
        Form::JsonLines | Form::Elements => root.elements().collect(),
        _ => vec![root],
    };
    values.into_iter().flat_map(|value| schema.check(value)).collect()
}

/// Returns the schema errors of the document's elements, which are consecutive elements of `array`.
pub(crate) fn check_elements<'d>(
    document: &'d Document,
    array: &str,
    schema: &Schema,
) -> Vec<SchemaError<'d>> {
    let elements = document.root().into_iter().flat_map(|root| root.elements());
    schema.check_elements(array, elements)
}

/// Returns the values that an error makes unreliable. If a whole document or line is wrong for another reason
/// than its type, no particular value is unreliable.
pub(crate) fn unreliable<'e>(error: &'e SchemaError<'_>) -> Vec<Unreliable<'e>> {
    let place = error.place;
    match &error.affected {
        Affected::Missing(names) => {
            // An `if` that tests another member may want that one instead.
            let absent = error.tested.iter().filter(|name| place.member(name).is_none());
            names.iter().chain(absent).map(|name| Unreliable::Member(place, name)).collect()
        }
        Affected::Length(missing) if !(is_document(place) && place.kind() == ValueKind::Object) => {
            vec![Unreliable::Length(place, *missing)]
        }
        Affected::Length(_) | Affected::Nothing => Vec::new(),
        // Rules read the member under its correct name, so the member with that name is unreliable too.
        Affected::Misnamed(name) => {
            let object = place.parent().unwrap_or(place);
            vec![Unreliable::Value(place), Unreliable::Member(object, name)]
        }
        Affected::Value if is_document(place) && !place.is_empty() && error.keyword != "type" => {
            Vec::new()
        }
        Affected::Value if is_of_shape(error) => vec![Unreliable::Shape(place)],
        Affected::Value => vec![Unreliable::Value(place)],
    }
}

/// Whether an error is about the combination of members or elements, or about a member that should not be
/// there. The values inside the object or array may still be right.
fn is_of_shape(error: &SchemaError<'_>) -> bool {
    let is_container = matches!(error.place.kind(), ValueKind::Object | ValueKind::Array);
    let keywords = ["oneOf", "anyOf", "uniqueItems", "false"];
    error.place.is_key() || (is_container && keywords.contains(&error.keyword.as_str()))
}

/// Whether a value is a whole document or line.
fn is_document(value: Value<'_>) -> bool {
    let is_of_lines = value.document().form() == Form::JsonLines;
    value.parent().is_none_or(|parent| is_of_lines && !parent.occurs_in_text())
}

/// Returns the finding for each error. `name` is the dataset's name for the document.
pub(crate) fn findings(errors: &[SchemaError<'_>], name: &str) -> impl Iterator<Item = Finding> {
    let mut causes: HashMap<String, Arc<Cause>> = HashMap::default();
    errors.iter().map(move |error| {
        let finding = finding(error, name);
        let key = cause_key(error);
        let cause = causes
            .entry(key)
            .or_insert_with_key(|key| Arc::new(Cause::new(key, &error.message, "place", "places")));
        finding.because(Arc::clone(cause))
    })
}

/// Returns the key of the error's cause. Errors at several places of a document may have the same cause.
fn cause_key(error: &SchemaError<'_>) -> String {
    let file = error.schema_location.rsplit('/').next().unwrap_or_default();
    format!("{file}#{}: {}", error.schema_pointer, error.message)
}

/// Returns the fact of a finding: the wrong value, or what is wrong about an object or a list.
fn got(error: &SchemaError<'_>) -> String {
    match error.place.kind() {
        ValueKind::Object | ValueKind::Array => error.message.clone(),
        _ => error.place.as_str().map_or_else(|| canonical(error.place), Cow::into_owned),
    }
}

fn finding(error: &SchemaError<'_>, name: &str) -> Finding {
    let place = match error.part {
        ErrorPart::Whole => Place::of(error.place),
        ErrorPart::Opening => Place::opening(error.place),
    };
    let anchor = Anchor::new(name, &error.keyword);
    let mut finding = Finding::new(&error.message, anchor)
        .label(place.clone(), format!("`{}`", error.keyword))
        .rests_on(name, &error.keyword, got(error));
    if let Some((file, offset)) = error.schema_place {
        finding = finding.label(Place::at(file, offset), "forbidden by this");
    }
    for (value, text) in &error.related {
        finding = finding.label(Place::of(*value), text);
    }
    finding.help.clone_from(&error.help);
    if let Some(replacement) = &error.suggestion {
        finding = finding.suggest(Applicability::Unsafe, place, replacement, "replace it");
        if let Some(name) = error.place.as_str() {
            finding = finding.with_unknown_name(&name);
        }
    }
    finding
}
