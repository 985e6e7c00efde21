//! Tests that a value that violates its schema causes one finding, for all keywords and for any number of rules that
//! read the value.

use super::Broken;
use crate::command::Folder;
use serde_json::{Value, json};

const RULEBOOK: &str = r#"
version = 1
documents = ["data.json"]
schema = "schema.json"

[collections]
things = { select = "$.things[*]", id = "id" }

[rules]
unique = { kind = "unique", in = "things", fields = "v" }
present = { kind = "presence", in = "things", required = "v" }
filled = { kind = "filled", in = "things", field = "v", at-least-percent = 100 }
compared = { kind = "assert", in = "things", that = "@.v != 'forbidden'" }
"#;

/// Returns triples: the schema of the property `v`, a valid value, and a value with a single slip.
fn slips() -> Vec<(Value, Value, Value)> {
    let member = json!({ "required": ["title"], "additionalProperties": false, "properties": { "title": {} } });
    let unevaluated = json!({ "required": ["title"], "unevaluatedProperties": false, "properties": { "title": {} } });
    let either = json!({ "anyOf": [{ "type": "string", "minLength": 3 }, { "type": "integer", "minimum": 3 }] });
    let one_of = json!({ "oneOf": [{ "multipleOf": 3 }, { "multipleOf": 5 }] });
    let branches = json!({ "oneOf": [
        { "required": ["kind", "size"], "properties": { "kind": { "const": "a" }, "size": { "type": "integer" } } },
        { "required": ["kind", "name"], "properties": { "kind": { "const": "b" }, "name": { "type": "string" } } },
    ] });
    let conditional = json!({ "if": { "required": ["a"] }, "then": { "required": ["b"] }, "else": { "required": ["c"] } });
    vec![
        (json!({ "type": "string" }), json!("a"), json!(1)),
        (json!({ "type": "string", "enum": ["a", "b"] }), json!("a"), json!(["a"])),
        (json!({ "type": "string", "const": "a" }), json!("a"), json!({ "a": 1 })),
        (json!({ "const": "a" }), json!("a"), json!("b")),
        (json!({ "enum": ["a", "b"] }), json!("a"), json!("c")),
        (
            json!({ "type": "string", "enum": ["a"], "pattern": "^a$", "maxLength": 1 }),
            json!("a"),
            json!("Bb"),
        ),
        (
            json!({ "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" }),
            json!("2020-01-01"),
            json!("2020-1-1"),
        ),
        (json!({ "format": "email", "minLength": 6 }), json!("a@b.example"), json!("a")),
        (json!({ "minLength": 2, "pattern": "^[a-z]{2}" }), json!("aa"), json!("a")),
        (json!({ "maxLength": 2, "pattern": "^[a-z]{2}$" }), json!("aa"), json!("aaa")),
        (json!({ "minimum": 1, "multipleOf": 2 }), json!(2), json!(-1)),
        (json!({ "maximum": 10, "exclusiveMaximum": 10 }), json!(2), json!(11)),
        (json!({ "minimum": 3, "exclusiveMinimum": 2 }), json!(3), json!(1)),
        (json!({ "minItems": 2 }), json!([1, 2]), json!([1])),
        (json!({ "maxItems": 2 }), json!([1, 2]), json!([1, 2, 3])),
        (json!({ "uniqueItems": true }), json!([1, 2]), json!([1, 1])),
        (json!({ "contains": { "const": 1 } }), json!([1, 2]), json!([2])),
        (json!({ "contains": { "const": 1 }, "maxContains": 1 }), json!([1, 2]), json!([1, 1])),
        (json!({ "contains": { "const": 1 }, "minContains": 2 }), json!([1, 1]), json!([1])),
        (json!({ "prefixItems": [{}, {}], "items": false }), json!([1, 2]), json!([1, 2, 3])),
        (
            json!({ "prefixItems": [{}, {}], "unevaluatedItems": false }),
            json!([1, 2]),
            json!([1, 2, 3]),
        ),
        (json!({ "minProperties": 1 }), json!({ "a": 1 }), json!({})),
        (json!({ "maxProperties": 1 }), json!({ "a": 1 }), json!({ "a": 1, "b": 1 })),
        (
            json!({ "propertyNames": { "pattern": "^a", "maxLength": 2 } }),
            json!({ "a": 1 }),
            json!({ "bbb": 1 }),
        ),
        (
            json!({ "propertyNames": { "maxLength": 2 }, "additionalProperties": false, "properties": { "a": {} } }),
            json!({ "a": 1 }),
            json!({ "bbb": 1 }),
        ),
        (
            json!({ "patternProperties": { "^a": { "type": "integer" } } }),
            json!({ "a": 1 }),
            json!({ "a": "b" }),
        ),
        (
            json!({ "dependentRequired": { "a": ["b"] } }),
            json!({ "a": 1, "b": 1 }),
            json!({ "a": 1 }),
        ),
        (
            json!({ "dependentSchemas": { "a": { "required": ["b"] } } }),
            json!({ "a": 1, "b": 1 }),
            json!({ "a": 1 }),
        ),
        (json!({ "properties": { "a": false } }), json!({ "b": 1 }), json!({ "a": 1 })),
        (json!({ "not": { "const": "b" } }), json!("a"), json!("b")),
        (member.clone(), json!({ "title": 1 }), json!({ "titel": 1 })),
        (member, json!({ "title": 1 }), json!({})),
        (unevaluated, json!({ "title": 1 }), json!({ "titel": 1 })),
        (either.clone(), json!("abc"), json!("ab")),
        (either, json!(3), json!(2)),
        (one_of.clone(), json!(3), json!(15)),
        (one_of, json!(3), json!(7)),
        (branches.clone(), json!({ "kind": "a", "size": 1 }), json!({ "kind": "a", "size": "1" })),
        (branches, json!({ "kind": "a", "size": 1 }), json!({ "kind": "a" })),
        (conditional.clone(), json!({ "a": 1, "b": 1 }), json!({ "a": 1 })),
        (conditional, json!({ "c": 1 }), json!({})),
        (
            json!({ "required": ["id"], "properties": { "id": true }, "additionalProperties": false }),
            json!({ "id": "x" }),
            json!({ "idd": "x" }),
        ),
        (
            json!({ "allOf": [{ "type": "string" }, { "minLength": 2 }, { "pattern": "^a" }] }),
            json!("aa"),
            json!("b"),
        ),
    ]
}

/// Like [`slips`], with misspelt keys that the condition of an `if` tests.
fn slips_in_conditions() -> Vec<(Value, Value, Value)> {
    let quoted = json!({ "additionalProperties": false, "properties": { "quote": {}, "locator": {} },
        "if": { "required": ["quote"] }, "else": { "required": ["locator"] } });
    let named = json!({ "additionalProperties": false, "properties": { "kind": {}, "size": {} },
        "if": { "properties": { "kind": { "const": "a" } } }, "then": { "required": ["size"] } });
    vec![
        (quoted.clone(), json!({ "quote": 1 }), json!({ "quoet": 1 })),
        (quoted.clone(), json!({ "quote": 1 }), json!({ "Quote": 1 })),
        (quoted, json!({ "locator": 1 }), json!({ "loctaor": 1 })),
        (named, json!({ "kind": "b" }), json!({ "knid": "b" })),
    ]
}

#[test]
fn a_value_that_violates_several_keywords_was_several_findings() {
    let slips = [slips(), slips_in_conditions()].concat();
    let wrong: Vec<String> = slips.iter().filter_map(not_one).collect();
    println!("one-cause keywords: {} slips, {} with several findings", slips.len(), wrong.len());
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Returns a description of a slip that does not cause exactly one finding, or `None` if it causes one.
fn not_one((schema, valid, slip): &(Value, Value, Value)) -> Option<String> {
    let whole = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "properties": { "things": { "items": { "properties": { "v": schema } } } },
    });
    let data = |v: &Value| json!({ "things": [{ "id": "a", "v": v }] }).to_string();
    let folder = Folder::new(&[
        ("factlint.toml", RULEBOOK),
        ("schema.json", &whole.to_string()),
        ("data.json", &data(valid)),
    ]);
    let broken = Broken { folder, rulebook: "factlint.toml", document: "data.json" };
    let before = broken.findings();
    broken.folder.write("data.json", data(slip));
    let mut new = broken.findings();
    new.retain(|fingerprint, _| !before.contains_key(fingerprint));
    (new.len() != 1).then(|| format!("{schema}, {valid} -> {slip}: {:?}", new.values()))
}
