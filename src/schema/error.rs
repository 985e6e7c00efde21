//! What the schema finds wrong: plain data, with places in the document and in the schema.

use crate::document::{FileId, Pointer, Value};
use jsonschema::error::ValidationErrorKind as Kind;

/// One thing that a document's schema finds wrong.
#[derive(Debug, Clone)]
pub struct SchemaError<'a> {
    /// The value that is wrong, or the key where it is a key that is.
    pub place: Value<'a>,
    /// Which part of the place the error is about.
    pub part: Part,
    /// The keyword of JSON Schema that is not satisfied, for example `required`.
    pub keyword: String,
    /// The schema file that the keyword stands in, named as it was read.
    pub schema_location: String,
    /// The keyword's place in that file.
    pub schema_pointer: Pointer,
    /// The file of the keyword and the byte at which its key begins, where a reader has to see it.
    pub schema_place: Option<(FileId, usize)>,
    /// What was found and what the schema wants, in one sentence without a full stop.
    pub message: String,
    /// What may help: the likely intention, or which alternatives there are.
    pub help: Option<String>,
    /// The JSON text that should replace the place.
    pub suggestion: Option<String>,
    /// Other places in the document that belong to the error, each with what it is.
    pub related: Vec<(Value<'a>, String)>,
    /// What cannot be relied on, since the error is there.
    pub spoils: Spoils,
}

/// What an error spoils of its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Spoils {
    /// The value, or of a key the member that it names.
    Value,
    /// A member with one of these names, which the object lacks.
    Missing(Vec<String>),
    /// A member that should have another name, which the object lacks.
    Misnamed(String),
    /// The number of elements or members.
    Length,
}

impl Spoils {
    /// What an error of the crate spoils.
    pub(super) fn of(kind: &Kind, likely: Option<&str>) -> Spoils {
        match kind {
            Kind::Required { property } => match property.as_str() {
                Some(name) => Spoils::Missing(vec![name.to_owned()]),
                None => Spoils::Length,
            },
            Kind::AdditionalProperties { .. } | Kind::UnevaluatedProperties { .. } => {
                likely.map_or(Spoils::Value, |likely| Spoils::Misnamed(likely.to_owned()))
            }
            Kind::MinItems { .. }
            | Kind::MaxItems { .. }
            | Kind::MaxProperties { .. }
            | Kind::Contains => Spoils::Length,
            _ => Spoils::Value,
        }
    }
}

/// The part of a value that an error is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Part {
    /// All of it.
    Whole,
    /// Its opening bracket only: something is missing inside, and the rest of it is fine.
    Opening,
}

/// Something wrong with a schema itself, or worth a warning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SchemaProblem {
    /// The file it is in, named as it was read.
    pub location: String,
    /// Its place in that file.
    pub pointer: Pointer,
    /// Whether the place is the key of the member that the pointer names, and not its value.
    pub is_key: bool,
    /// The byte of that file at which the value or key begins; `None` for the file as a whole.
    pub offset: Option<usize>,
    /// Whether the schema can be used all the same.
    pub is_warning: bool,
    /// What is wrong, in one sentence without a full stop.
    pub message: String,
    /// What may help.
    pub help: Option<String>,
    /// Other places that belong to it.
    pub related: Vec<RelatedPlace>,
}

/// Another place that belongs to a problem of a schema.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RelatedPlace {
    /// The file it is in, named as it was read.
    pub location: String,
    /// The byte of that file at which the value or key begins.
    pub offset: usize,
    /// What it is.
    pub text: String,
}
