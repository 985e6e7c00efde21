//! The types that a schema wants in the columns of CSV, whose cells are otherwise read as texts.

use super::compile::Schema;
use super::key_order::KeyOrder;
use crate::document::{CellType, CellTypes};
use serde_json::{Map, Value as Json};

impl Schema {
    /// Adds, for each column in which the schema wants no texts, whether it wants numbers and booleans.
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

/// Returns the types that a schema names: in `type`, and those of the values in `enum` and `const`.
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
