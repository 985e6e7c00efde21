//! The baseline's JSON Schema.

use super::VERSION;
use crate::finding::Level;
use serde_json::{Value, json};

/// Returns the JSON Schema (2020-12) of a baseline, for editors that complete and check TOML.
#[must_use]
pub fn baseline_schema() -> Value {
    let text = |description: &str| json!({ "description": description, "type": "string" });
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "factlint baseline",
        "description": "The known findings of a dataset, which are counted but not shown.",
        "type": "object",
        "required": ["version"],
        "additionalProperties": false,
        "properties": {
            "version": { "description": "The version of the file format.", "const": VERSION },
            "findings": {
                "description": "The findings, by fingerprint.",
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
                    "subject": text("The subject of the finding."),
                    "field": text("The field that the finding is about."),
                    "level": { "description": "The level of the finding, for readers.", "enum": Level::ALL.map(Level::name) },
                    "state": { "description": "The hash of the facts that the finding rests on; when they change, the finding is shown again.", "type": "string", "pattern": "^[0-9a-f]{64}$" },
                    "message": text("The message of the finding, for readers."),
                },
            },
        },
    })
}
