//! Which arrays of a document a schema judges element by element.
//!
//! An element validated alone has the same errors as in the whole document where the validator is that
//! of the property's `items`, and nothing but `items` and the array's length looks at the elements.

use super::files::{Engine, Files};
use super::representation::Tape;
use crate::document::Pointer;
use jsonschema::{Validator, ValidatorMap};
use serde_json::Value as Json;

/// The validators of elements.
pub(super) struct Elements {
    validators: ValidatorMap<Tape>,
    arrays: Vec<Array>,
}

struct Array {
    name: String,
    /// The pointer to the schema of its elements.
    schema: String,
    /// The same as the name of a validator.
    validator: String,
}

/// Keywords of the document's schema under which its members are still judged one by one.
const OF_THE_DOCUMENT: [&str; 15] = [
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

/// Keywords of an array's schema under which its elements are judged one by one.
const OF_THE_ARRAY: [&str; 9] = [
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
    /// The arrays that a schema splits; nothing where it splits none.
    pub(super) fn new(files: &Files, engine: Engine) -> Option<Elements> {
        let root = files.root().as_object()?;
        let all_known = root.keys().all(|key| OF_THE_DOCUMENT.contains(&key.as_str()));
        let properties = root.get("properties")?.as_object().filter(|_| all_known)?;
        let arrays = properties.iter().filter(|(_, schema)| is_split(schema));
        let arrays: Vec<Array> = arrays.map(|(name, _)| Array::new(name)).collect();
        let validators = if arrays.is_empty() { None } else { files.build_parts(engine) };
        Some(Elements { validators: validators?, arrays })
    }

    /// The validator of an array's elements, and the pointer to its schema.
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

fn is_split(schema: &Json) -> bool {
    let Some(schema) = schema.as_object() else { return false };
    let all_known = schema.keys().all(|key| OF_THE_ARRAY.contains(&key.as_str()));
    // A list of schemas, as drafts before 2020-12 have it, judges elements by their position.
    let is_one = schema.get("items").is_some_and(|items| items.is_object() || items.is_boolean());
    all_known && is_one
}
