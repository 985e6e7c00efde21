//! `schema`: a value that the dataset's JSON Schema does not accept.

use super::{Kind, Origin};
use crate::document::{Document, Form};
use crate::finding::{self, Anchor, Applicability, Cause, Finding, Level, Place};
use crate::schema::{Part, Schema, SchemaError};

pub(super) const KIND: Kind = Kind {
    name: "schema",
    about: "a value that the dataset's JSON Schema does not accept",
    level: Level::Error,
    parameters: &[],
    origin: Origin::Reading,
    page: include_str!("schema.md"),
};

/// A finding for everything in the document that the schema does not accept.
pub(crate) fn check(document: &Document, schema: &Schema, name: &str) -> Vec<Finding> {
    let Some(root) = document.root() else { return Vec::new() };
    // Of JSON Lines, each line is a record: the schema is that of a line.
    let values = match document.form() {
        Form::Json => vec![root],
        Form::JsonLines | Form::Elements => root.elements().collect(),
    };
    let errors = values.into_iter().flat_map(|value| schema.check(value));
    errors.map(|error| finding(&error, name)).collect()
}

/// The same for a part of the document: consecutive elements of an array that the schema splits.
pub(crate) fn check_elements(
    document: &Document,
    array: &str,
    schema: &Schema,
    name: &str,
) -> Vec<Finding> {
    let elements = document.root().into_iter().flat_map(|root| root.elements());
    let errors = schema.check_elements(array, elements);
    errors.iter().map(|error| finding(error, name)).collect()
}

fn finding(error: &SchemaError<'_>, name: &str) -> Finding {
    let place = match error.part {
        Part::Whole => Place::of(error.place),
        Part::Opening => Place::opening(error.place),
    };
    let anchor = Anchor::new(name, &error.keyword);
    let mut finding = Finding::new(&error.message, anchor)
        .label(place.clone(), format!("`{}`", error.keyword))
        .rests_on(name, &error.keyword, &error.message);
    if let Some((file, offset)) = error.schema_place {
        let place = Place::Value { file, offset, part: finding::Part::Whole };
        finding = finding.label(place, "forbidden by this");
    }
    let file = error.schema_location.rsplit('/').next().unwrap_or_default();
    let key = format!("{file}#{}: {}", error.schema_pointer, error.message);
    finding = finding.because(Cause::new(key, &error.message, "place", "places"));
    for (value, text) in &error.related {
        finding = finding.label(Place::of(*value), text);
    }
    if let Some(replacement) = &error.suggestion {
        finding = finding.suggest(Applicability::Unsafe, place, replacement, "replace it");
    }
    finding.help.clone_from(&error.help);
    finding
}
