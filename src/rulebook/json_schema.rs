//! Generates the rulebook's JSON Schema from the declarations that the reader of rulebooks uses.

use super::{Scope, VERSION};
use crate::finding::Level;
use crate::parameters::{Constraint, MODEL, Other, Parameter, ParameterType};
use crate::rules::{KINDS, Kind};
use serde_json::{Map, Value, json};

/// Returns the JSON Schema (2020-12) of `factlint.toml`, for editors that complete and check TOML.
#[must_use]
pub fn rulebook_schema() -> Value {
    let built_in = KINDS.iter().filter(|kind| kind.is_built_in()).map(|kind| {
        let rule = json!({
            "description": kind.about,
            "type": "object",
            "properties": { "level": { "$ref": "#/$defs/level" } },
            "additionalProperties": false,
        });
        (kind.name.to_owned(), rule)
    });
    let built_in: Map<String, Value> = built_in.collect();
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "factlint rulebook",
        "description": "The documents, schemas, collections and rules of a dataset.",
        "type": "object",
        "required": ["version", "documents"],
        "additionalProperties": false,
        "properties": {
            "version": { "description": "The version of the file format.", "const": VERSION },
            "title": { "description": "The title of the dataset, for people.", "type": "string" },
            "extends": described("The paths of other rulebooks, relative to this file. Their collections and rules are inherited. If several have the same name, the last one is used.", &texts()),
            "documents": described("Globs of the documents, relative to the rulebook's folder.", &texts()),
            "exclude": described("Globs of files that are not documents even if `documents` matches them.", &texts()),
            "schema": {
                "description": "The JSON Schema of the documents, or a table from globs of documents to schemas.",
                "anyOf": [
                    { "type": "string" },
                    { "type": "object", "additionalProperties": { "type": "string" } },
                ],
            },
            "schemas": {
                "description": "The files of schemas that a `$ref` names by URL or URN: each URI with a path relative to the rulebook's folder.",
                "type": "object",
                "propertyNames": { "pattern": ":" },
                "additionalProperties": { "type": "string" },
            },
            "ledger": { "description": "The path of the ledger, which holds people's verdicts, relative to the rulebook's folder.", "type": "string" },
            "baseline": { "description": "The path of the baseline of known findings, relative to the rulebook's folder.", "type": "string" },
            "depth": {
                "description": "The maximum nesting depth of arrays and objects; 512 by default.",
                "type": "integer", "minimum": 1, "maximum": 10_000,
            },
            "largest": {
                "description": "The maximum size in bytes of a document that is read as a whole, or of a record of a document that is read in blocks; 268435456 by default.",
                "type": "integer", "minimum": 1, "maximum": u32::MAX,
            },
            "scope": {
                "description": "Where ids and references are looked up: in the whole dataset, or in each document separately.",
                "enum": Scope::WORDS, "default": Scope::WORDS[0],
            },
            "collections": {
                "description": "Named sets of records.",
                "type": "object",
                "additionalProperties": { "$ref": "#/$defs/collection" },
            },
            "model": object(MODEL),
            "rules": {
                "description": "The rules, by id; a built-in rule accepts only a `level`.",
                "type": "object",
                "properties": built_in,
                "additionalProperties": { "$ref": "#/$defs/rule" },
            },
        },
        "$defs": {
            "level": { "description": "The level of a finding.", "enum": Level::ALL.map(Level::name) },
            "collection": {
                "type": "object",
                "required": ["select"],
                "additionalProperties": false,
                "properties": {
                    "select": described("One or more JSONPaths (RFC 9535); the collection is their union.", &texts()),
                    "documents": described("Globs of the documents that contain it; all documents by default.", &texts()),
                    "id": described("The field with a record's id, or the fields whose values together are the id.", &texts()),
                    "optional": { "description": "Whether the collection may be empty.", "type": "boolean" },
                    "sort": { "description": "The order of the records in canonical form (`factlint fmt`); as written by default.", "const": "id" },
                    "schema": { "description": "The path of a JSON Schema for each record, relative to the rulebook's folder; the schema of the document applies too.", "type": "string" },
                },
            },
            "rule": {
                "type": "object",
                "required": ["kind"],
                "properties": { "kind": { "enum": kinds().map(|kind| kind.name).collect::<Vec<_>>() } },
                "allOf": kinds().map(of_kind).collect::<Vec<_>>(),
            },
        },
    })
}

fn kinds() -> impl Iterator<Item = &'static Kind> {
    KINDS.iter().copied().filter(|kind| !kind.is_built_in())
}

/// Returns the schema of a rule of one kind.
fn of_kind(kind: &Kind) -> Value {
    let mut rule = object(kind.parameters);
    if let Some(properties) = rule.get_mut("properties").and_then(Value::as_object_mut) {
        let about = json!({ "description": kind.about, "const": kind.name });
        properties.insert("kind".to_owned(), about);
        properties.insert("level".to_owned(), json!({ "$ref": "#/$defs/level" }));
        let message = "A message to replace the kind's own. {field} is replaced by a value of the record, {others:field} by values of the other records that the finding is about, {} by the value at the finding's first place.";
        properties
            .insert("message".to_owned(), json!({ "description": message, "type": "string" }));
        let question =
            "The question that a finding asks a person, with the same placeholders as `message`.";
        properties
            .insert("question".to_owned(), json!({ "description": question, "type": "string" }));
        let why =
            "Why the question is asked, for the person who decides; a text without placeholders.";
        properties.insert("why".to_owned(), json!({ "description": why, "type": "string" }));
        let optional = "Whether the rule may have nothing to check.";
        properties
            .insert("optional".to_owned(), json!({ "description": optional, "type": "boolean" }));
    }
    json!({
        "if": { "properties": { "kind": { "const": kind.name } }, "required": ["kind"] },
        "then": rule,
    })
}

fn object(parameters: &[Parameter]) -> Value {
    let properties = parameters.iter().map(|parameter| {
        let mut schema = described(parameter.about, &takes(parameter.takes));
        if let (Some(default), Some(schema)) = (parameter.default, schema.as_object_mut()) {
            let default = match parameter.takes {
                ParameterType::Boolean | ParameterType::Integer | ParameterType::Number => {
                    default.parse().unwrap_or_else(|_| json!(default))
                }
                _ => json!(default),
            };
            schema.insert("default".to_owned(), default);
        }
        (parameter.name.to_owned(), schema)
    });
    let properties: Map<String, Value> = properties.collect();
    let required: Vec<&str> = parameters
        .iter()
        .filter(|parameter| parameter.required)
        .map(|parameter| parameter.name)
        .collect();
    let mut schema = json!({ "type": "object", "properties": properties, "required": required, "additionalProperties": false });
    let constraints: Vec<Value> = parameters.iter().flat_map(constraints).collect();
    if let Some(schema) = schema.as_object_mut()
        && !constraints.is_empty()
    {
        schema.insert("allOf".to_owned(), json!(constraints));
    }
    schema
}

/// Returns a schema for each constraint of a parameter.
fn constraints(parameter: &Parameter) -> impl Iterator<Item = Value> {
    let this = Other::Given(parameter.name);
    let when_set = if parameter.takes == ParameterType::Boolean {
        let on = json!({ "const": true });
        json!({ "properties": { parameter.name: on }, "required": [parameter.name] })
    } else {
        given(&this)
    };
    parameter.constraints.iter().map(move |constraint| match *constraint {
        Constraint::Requires(other) => {
            json!({ "if": when_set, "then": given(&Other::Given(other)) })
        }
        Constraint::ValueRequires(value, others) => {
            let others = others.iter().map(|name| Other::Given(name));
            json!({ "if": given(&Other::Is(parameter.name, value)), "then": any_of(others) })
        }
        Constraint::RequiresOneOf(others) => {
            json!({ "if": when_set, "then": any_of(others.iter().copied()) })
        }
        Constraint::Excludes(others) => {
            json!({ "if": when_set, "then": { "not": any_of(others.iter().copied()) } })
        }
        Constraint::PairedWith(other) => {
            json!({ "dependentRequired": { parameter.name: [other], other: [parameter.name] } })
        }
        Constraint::RequiredWithout(others) => {
            any_of([this].into_iter().chain(others.iter().map(|name| Other::Given(name))))
        }
    })
}

fn any_of(others: impl Iterator<Item = Other>) -> Value {
    let mut schemas: Vec<Value> = others.map(|other| given(&other)).collect();
    match schemas.pop() {
        Some(last) if schemas.is_empty() => last,
        last => {
            schemas.extend(last);
            json!({ "anyOf": schemas })
        }
    }
}

/// Returns a schema that accepts only rules with the argument that `other` describes.
fn given(other: &Other) -> Value {
    match *other {
        Other::Given(name) => json!({ "required": [name] }),
        Other::Is(name, value) => {
            json!({ "properties": { name: { "const": value } }, "required": [name] })
        }
    }
}

fn takes(takes: ParameterType) -> Value {
    match takes {
        ParameterType::Collection
        | ParameterType::Condition
        | ParameterType::Field
        | ParameterType::Text
        | ParameterType::File
        | ParameterType::Duration
        | ParameterType::Shift => {
            json!({ "type": "string" })
        }
        ParameterType::Constant => json!({ "type": ["string", "number"] }),
        ParameterType::Pattern => json!({ "type": "string", "format": "regex" }),
        ParameterType::Number => json!({ "type": "number" }),
        ParameterType::Conditions => {
            json!({ "type": "array", "items": { "type": "string" }, "minItems": 2 })
        }
        ParameterType::References => {
            json!({ "anyOf": [{ "type": "string" }, { "type": "array", "items": texts() }] })
        }
        ParameterType::Fields
        | ParameterType::Key
        | ParameterType::Texts
        | ParameterType::Collections => {
            let list = json!({ "type": "array", "items": { "type": "string" }, "minItems": 1 });
            json!({ "anyOf": [{ "type": "string" }, list] })
        }
        ParameterType::Integer => json!({ "type": "integer", "minimum": 0 }),
        ParameterType::Boolean => json!({ "type": "boolean" }),
        ParameterType::Choice(words) => json!({ "enum": words }),
    }
}

fn texts() -> Value {
    json!({ "anyOf": [{ "type": "string" }, { "type": "array", "items": { "type": "string" } }] })
}

fn described(description: &str, schema: &Value) -> Value {
    let mut described = json!({ "description": description });
    if let (Some(described), Some(schema)) = (described.as_object_mut(), schema.as_object()) {
        described.extend(schema.clone());
    }
    described
}
