//! Detects schemas that constrain only arrays, and therefore accept every object.

use super::compile::Schema;
use super::key_order::KeyOrder;
use super::keywords::{Holds, KEYWORDS, Purpose};
use serde_json::{Map, Value as Json};

/// The keywords that can reject only arrays.
const ABOUT_LISTS: [&str; 9] = [
    "additionalItems",
    "contains",
    "items",
    "maxContains",
    "maxItems",
    "minContains",
    "minItems",
    "prefixItems",
    "uniqueItems",
];

impl Schema {
    /// Whether the schema constrains only arrays: it has keywords such as `items`, and none that can reject
    /// other values.
    #[must_use]
    pub fn is_only_about_lists(&self) -> bool {
        let mut order = KeyOrder::new(Some(self));
        let root = order.root();
        let keywords: Vec<&str> = order.schemas(root).flat_map(rejecting).collect();
        !keywords.is_empty() && keywords.iter().all(|name| ABOUT_LISTS.contains(name))
    }
}

/// Returns the keywords of a schema that can reject a value themselves, rather than through a subschema.
fn rejecting(schema: &Map<String, Json>) -> impl Iterator<Item = &str> {
    schema.keys().map(String::as_str).filter(|name| {
        let mut known = KEYWORDS.iter().filter(|keyword| keyword.name == *name);
        known.any(|keyword| {
            let is_applied = matches!(
                keyword.holds,
                Holds::InPlace | Holds::InPlaceSchemas | Holds::NamedInPlace
            ) && *name != "not";
            keyword.purpose == Purpose::Constrains && !is_applied && *name != "$ref"
        })
    })
}
