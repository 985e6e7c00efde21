//! The types that a schema wants in the columns of a CSV file. Without a schema, every cell is read as text.

use super::compile::Schema;
use super::key_order::KeyOrder;
use crate::document::{CellType, CellTypes};
use serde_json::{Map, Value as Json};

impl Schema {
    /// Adds the types of each column that must not contain text: whether the schema allows numbers, and whether
    /// it allows booleans.
    pub(crate) fn add_cell_types(&self, types: &mut CellTypes) {
        let mut order = KeyOrder::new(Some(self));
        let root = order.root();
        let names: Vec<&str> = order.names(root).collect();
        for name in names {
            let member = order.member(root, name);
            let wanted: Vec<&str> = order.schemas(member).flat_map(wanted_types).collect();
            let wants = |name: &str| wanted.contains(&name);
            if !wants("string") {
                let numbers = wants("number") || wants("integer");
                types.add(name, CellType { numbers, booleans: wants("boolean") });
            }
        }
    }
}

/// Returns the types in the schema's `type`, and the types of the values in its `enum` and `const`.
fn wanted_types(schema: &Map<String, Json>) -> Vec<&str> {
    let named = match schema.get("type") {
        Some(Json::String(name)) => vec![name.as_str()],
        Some(Json::Array(names)) => names.iter().filter_map(Json::as_str).collect(),
        _ => Vec::new(),
    };
    let values = schema.get("enum").and_then(Json::as_array).into_iter().flatten();
    let values = values.chain(schema.get("const")).map(|value| match value {
        Json::String(_) => "string",
        Json::Number(_) => "number",
        Json::Bool(_) => "boolean",
        _ => "other",
    });
    named.into_iter().chain(values).collect()
}
