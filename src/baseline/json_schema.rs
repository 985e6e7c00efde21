//! The baseline's JSON Schema.

use super::VERSION;
use crate::finding::Level;
use serde_json::{Value, json};

/// The JSON Schema (2020-12) of a baseline, for editors that complete and check TOML.
#[must_use]
pub fn baseline_schema() -> Value {
    let text = |description: &str| json!({ "description": description, "type": "string" });
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "factlint baseline",
        "description": "The findings of a dataset that were there when it began to be checked.",
        "type": "object",
        "required": ["version"],
        "additionalProperties": false,
        "properties": {
            "version": { "description": "The version of this form.", "const": VERSION },
            "findings": {
                "description": "The findings by their fingerprints.",
                "type": "object",
                "propertyNames": { "pattern": "^[0-9a-f]{64}$" },
                "additionalProperties": { "$ref": "#/$defs/finding" },
            },
        },
        "$defs": {
            "finding": {
                "type": "object",
                "required": ["rule", "subject", "field", "level", "state", "message"],
                "additionalProperties": false,
                "properties": {
                    "rule": text("The id of the finding's rule."),
                    "subject": text("What the finding is about."),
                    "field": text("The field of that."),
                    "level": { "description": "How much the finding weighed, for people.", "enum": Level::ALL.map(Level::name) },
                    "state": { "description": "The hash of what the finding rested on: on other facts it is back.", "type": "string", "pattern": "^[0-9a-f]{64}$" },
                    "message": text("What was found, for people."),
                },
            },
        },
    })
}
