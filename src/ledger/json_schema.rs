//! The ledger's JSON Schema.

use super::{Outcome, VERSION};
use serde_json::{Value, json};

/// Returns the JSON Schema (2020-12) of `reviews.toml`, for editors that complete and check TOML.
#[must_use]
pub fn ledger_schema() -> Value {
    let outcomes = Outcome::ALL
        .map(|outcome| json!({ "description": outcome.about(), "const": outcome.name() }));
    let named = |applies: fn(Outcome) -> bool| -> Vec<&str> {
        Outcome::ALL.into_iter().filter(|outcome| applies(*outcome)).map(Outcome::name).collect()
    };
    let with_outcome =
        |outcomes: Vec<&str>| json!({ "properties": { "outcome": { "enum": outcomes } } });
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "factlint ledger",
        "description": "Verdicts on findings.",
        "type": "object",
        "required": ["version"],
        "additionalProperties": false,
        "properties": {
            "version": { "description": "The version of the file format.", "const": VERSION },
            "verdict": {
                "description": "The verdicts.",
                "type": "array",
                "items": { "$ref": "#/$defs/verdict" },
            },
        },
        "$defs": {
            "verdict": {
                "type": "object",
                "required": ["fingerprint", "rule", "subject", "outcome", "reason", "by", "on", "state"],
                "additionalProperties": false,
                "properties": {
                    "fingerprint": { "description": "The finding's fingerprint.", "type": "string", "pattern": "^[0-9a-f]{64}$" },
                    "rule": text("The id of the finding's rule."),
                    "subject": text("The subject of the finding."),
                    "outcome": { "description": "What was decided.", "oneOf": outcomes },
                    "chosen": {
                        "description": "The ids of the claims that are right.",
                        "anyOf": [text("One id."), { "type": "array", "items": text("An id."), "minItems": 1 }],
                    },
                    "wrong": {
                        "description": "The ids of the claims that are wrong.",
                        "anyOf": [text("One id."), { "type": "array", "items": text("An id."), "minItems": 1 }],
                    },
                    "reason": text("The reason for the decision."),
                    "by": text("Who decided."),
                    "on": day("The day of the decision."),
                    "until": day("The last day on which the verdict holds."),
                    "evidence": {
                        "description": "Evidence outside the dataset, such as URLs or documents.",
                        "anyOf": [text("A piece of evidence."), { "type": "array", "items": text("A piece of evidence.") }],
                    },
                    "state": {
                        "description": "The facts that the verdict rests on; when they change, the verdict is stale.",
                        "type": "array",
                        "items": { "$ref": "#/$defs/fact" },
                    },
                },
                "allOf": [
                    { "if": with_outcome(named(Outcome::must_choose)), "then": { "required": ["chosen"] } },
                    { "if": with_outcome(named(Outcome::must_refute)), "then": { "required": ["wrong"] } },
                    { "if": with_outcome(named(Outcome::must_end)), "then": { "required": ["until"] } },
                    { "if": { "required": ["chosen"] }, "then": with_outcome(named(Outcome::may_choose)) },
                    { "if": { "required": ["wrong"] }, "then": with_outcome(named(Outcome::may_refute)) },
                ],
            },
            "fact": {
                "type": "object",
                "required": ["subject", "name", "value"],
                "additionalProperties": false,
                "properties": {
                    "subject": { "description": "The record that the fact is about, as collection and id; empty for a fact about all records of the finding together.", "type": "string" },
                    "name": text("The name of the fact."),
                    "value": { "description": "The value of the fact; for a passage of a source, the hash of its words.", "type": "string" },
                },
            },
        },
    })
}

fn text(description: &str) -> Value {
    json!({ "description": description, "type": "string", "pattern": r"\S" })
}

fn day(description: &str) -> Value {
    json!({ "description": description, "type": "string", "format": "date" })
}
