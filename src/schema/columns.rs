//! The types that a schema wants in the columns of a CSV file. Without a schema, cells are read as strings.

use super::compile::Schema;
use super::key_order::KeyOrder;
use crate::document::{CellType, CellTypes};
use serde_json::{Map, Value as Json};

const NUMBERS: CellType = CellType { numbers: true, booleans: false };
const BOOLEANS: CellType = CellType { numbers: false, booleans: true };

impl Schema {
    /// Adds the types of each column in which the schema allows numbers or booleans, but not every string. If
    /// it allows single strings (`n/a`, by `enum` or `const`), none of them may read as a number or boolean.
    pub(crate) fn add_cell_types(&self, types: &mut CellTypes) {
        let mut order = KeyOrder::new(Some(self));
        let root = order.root();
        let names: Vec<&str> = order.names(root).collect();
        for name in names {
            let member = order.member(root, name);
            let mut allowed = Allowed::default();
            for schema in order.schemas(member) {
                allowed.add(schema);
            }
            types.add(name, allowed.cell_type());
        }
    }
}

/// What the schemas of a column allow.
#[derive(Default)]
struct Allowed<'s> {
    strings: bool,
    numbers: bool,
    booleans: bool,
    /// The strings in `enum` and `const`.
    single_strings: Vec<&'s str>,
}

impl<'s> Allowed<'s> {
    /// Adds the values in the `enum` or `const` of a schema, or the types in its `type`.
    fn add(&mut self, schema: &'s Map<String, Json>) {
        let values = schema.get("enum").and_then(Json::as_array).map(Vec::as_slice);
        if let Some(values) = values.or(schema.get("const").map(std::slice::from_ref)) {
            for value in values {
                self.numbers |= value.is_number();
                self.booleans |= value.is_boolean();
                self.single_strings.extend(value.as_str());
            }
            return;
        }
        let types = schema
            .get("type")
            .map(|types| types.as_array().map_or(std::slice::from_ref(types), Vec::as_slice));
        for name in types.into_iter().flatten().filter_map(Json::as_str) {
            match name {
                "string" => self.strings = true,
                "number" | "integer" => self.numbers = true,
                "boolean" => self.booleans = true,
                _ => {}
            }
        }
    }

    fn cell_type(&self) -> CellType {
        let allows = |literals: CellType| {
            !self.strings && !self.single_strings.iter().any(|text| literals.is_literal(text))
        };
        CellType {
            numbers: self.numbers && allows(NUMBERS),
            booleans: self.booleans && allows(BOOLEANS),
        }
    }
}
