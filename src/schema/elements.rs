//! Finds the arrays whose elements a schema can check one by one.
//!
//! Validating each element separately finds the same errors as validating the whole document, if the schema
//! only constrains the array's `items` and the number of its elements.

use super::files::{Engine, Files};
use super::representation::Tape;
use crate::document::Pointer;
use jsonschema::{Validator, ValidatorMap};
use serde_json::{Map, Value as Json};

/// Validators of the elements of each array.
pub(super) struct Elements {
    validators: ValidatorMap<Tape>,
    arrays: Vec<Array>,
}

struct Array {
    name: String,
    /// Pointer to the schema of the array's elements.
    schema: String,
    /// The name of the validator for `schema`.
    validator: String,
}

/// Keywords of the root schema that do not prevent checking elements one by one.
const DOCUMENT_KEYWORDS: [&str; 15] = [
    "$schema",
    "$id",
    "id",
    "$comment",
    "$defs",
    "definitions",
    "title",
    "description",
    "examples",
    "default",
    "type",
    "properties",
    "required",
    "additionalProperties",
    "minProperties",
];

/// Keywords of an array's schema that do not prevent checking its elements one by one.
const ARRAY_KEYWORDS: [&str; 9] = [
    "$comment",
    "title",
    "description",
    "examples",
    "default",
    "type",
    "items",
    "minItems",
    "maxItems",
];

impl Elements {
    /// Finds the arrays whose elements can be checked one by one, or returns `None` if there are none.
    pub(super) fn new(files: &Files, engine: Engine) -> Option<Elements> {
        let root = files.root().as_object()?;
        let all_known = root.keys().all(|key| DOCUMENT_KEYWORDS.contains(&key.as_str()));
        // An object that the schema rejects has no known members, so the document is checked as a whole.
        let all_known = all_known && allows_type(root, "object");
        let properties = root.get("properties")?.as_object().filter(|_| all_known)?;
        let arrays = properties.iter().filter(|(_, schema)| has_independent_elements(schema));
        let arrays: Vec<Array> = arrays.map(|(name, _)| Array::new(name)).collect();
        let validators = if arrays.is_empty() { None } else { files.build_parts(engine) };
        Some(Elements { validators: validators?, arrays })
    }

    /// Returns the pointer to the schema of an array's elements, and the validator of the elements. Returns
    /// `None` if they cannot be checked one by one.
    pub(super) fn of(&self, array: &str) -> Option<(&str, &Validator<Tape>)> {
        let array = self.arrays.iter().find(|known| known.name == array)?;
        Some((&array.schema, self.validators.get(&array.validator)?))
    }
}

impl Array {
    fn new(name: &str) -> Array {
        let schema = Pointer::new("/properties").join(name).join("items").as_str().to_owned();
        Array { name: name.to_owned(), validator: format!("#{schema}"), schema }
    }
}

fn has_independent_elements(schema: &Json) -> bool {
    let Some(schema) = schema.as_object() else { return false };
    let all_known = schema.keys().all(|key| ARRAY_KEYWORDS.contains(&key.as_str()));
    // In drafts before 2020-12, `items` may be a list of schemas, which checks elements by position.
    let is_one = schema.get("items").is_some_and(|items| items.is_object() || items.is_boolean());
    all_known && is_one && allows_type(schema, "array")
}

/// Whether the `type` of a schema allows a type, or is absent.
fn allows_type(schema: &Map<String, Json>, name: &str) -> bool {
    match schema.get("type") {
        None => true,
        Some(Json::Array(names)) => names.iter().any(|each| each == name),
        Some(only) => only == name,
    }
}
