//! Schema errors: plain data with locations in the document and in the schema.

use crate::document::{FileId, Kind as ValueKind, Pointer, Value};
use jsonschema::error::ValidationErrorKind as Kind;

/// A violation of a document's schema.
#[derive(Debug, Clone)]
pub struct SchemaError<'a> {
    /// The invalid value, or the key if the key is invalid.
    pub place: Value<'a>,
    /// The part of the value that the error is about.
    pub part: ErrorPart,
    /// The violated JSON Schema keyword, for example `required`.
    pub keyword: String,
    /// The path or URI from which the schema file with the keyword was read.
    pub schema_location: String,
    /// The pointer to the keyword in that file.
    pub schema_pointer: Pointer,
    /// The file and byte offset of the keyword, or `None` if the report need not show the keyword.
    pub schema_place: Option<(FileId, usize)>,
    /// The actual and the expected value: one sentence without a full stop.
    pub message: String,
    /// The likely intention, or the available alternatives.
    pub help: Option<String>,
    /// JSON text to replace the value with.
    pub suggestion: Option<String>,
    /// Related values in the document, each with a label.
    pub related: Vec<(Value<'a>, String)>,
    /// The properties of the same object that the innermost condition around the keyword tests (`if`).
    pub tested: Vec<String>,
    /// The values that the error makes unreliable.
    pub affected: Affected,
}

/// The values that an error makes unreliable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Affected {
    /// The value with the error. If a key is invalid, the member with that key.
    Value,
    /// The members with these names, which are all missing.
    Missing(Vec<String>),
    /// The member with this name, which is probably present under another name.
    Misnamed(String),
    /// The number of elements or members, and the maximum number of missing elements or members.
    Length(u64),
    /// No value: the members or elements do not go together, but each may be right.
    Nothing,
}

impl Affected {
    /// Returns the values that an error of the `jsonschema` crate makes unreliable. `contained` is the number
    /// of elements that the violated keyword requires to match `contains`.
    pub(super) fn of(
        kind: &Kind,
        place: Value<'_>,
        likely: Option<&str>,
        contained: u64,
    ) -> Affected {
        match kind {
            Kind::Required { property } => match property.as_str() {
                Some(name) => Affected::Missing(vec![name.to_owned()]),
                None => Affected::Length(1),
            },
            Kind::AdditionalProperties { .. } | Kind::UnevaluatedProperties { .. } => {
                likely.map_or(Affected::Value, |likely| Affected::Misnamed(likely.to_owned()))
            }
            Kind::MinItems { limit } | Kind::MinProperties { limit } => {
                Affected::Length(limit.saturating_sub(place.len() as u64))
            }
            Kind::MaxItems { .. } | Kind::MaxProperties { .. } => Affected::Length(0),
            Kind::Contains => Affected::Length(contained),
            Kind::OneOfMultipleValid { .. } | Kind::Not { .. }
                if matches!(place.kind(), ValueKind::Object | ValueKind::Array) =>
            {
                Affected::Nothing
            }
            _ => Affected::Value,
        }
    }
}

/// The part of a value that an error is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ErrorPart {
    /// The whole value.
    Whole,
    /// Only the opening bracket, because a member or element is missing inside the value.
    Opening,
}

/// An error or warning about a schema itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SchemaProblem {
    /// The path or URI from which the file was read.
    pub location: String,
    /// The pointer to the problem in that file.
    pub pointer: Pointer,
    /// Whether the problem is at the key of the member at the pointer, rather than at its value.
    pub is_key: bool,
    /// Byte offset of the value or key in that file, or `None` if the problem is about the whole file.
    pub offset: Option<usize>,
    /// Whether the problem is only a warning, because the schema can still be used.
    pub is_warning: bool,
    /// The problem: one sentence without a full stop.
    pub message: String,
    /// How to fix the problem.
    pub help: Option<String>,
    /// Related locations.
    pub related: Vec<RelatedPlace>,
}

/// A location related to a problem of a schema.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RelatedPlace {
    /// The path or URI from which the file was read.
    pub location: String,
    /// Byte offset of the value or key in that file.
    pub offset: usize,
    /// The label of the location.
    pub text: String,
}
