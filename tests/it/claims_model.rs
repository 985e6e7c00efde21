//! Runs the examples of the page on the model of claims, and checks that the examples in the schema of a dataset of
//! claims satisfy that schema.
#![allow(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use crate::command::{Folder, INTERPOL, TODAY};
use crate::expected::updates_expected_output;
use crate::page::{Page, parse};
use factlint::claims::{PAGE, dataset_schema};
use serde_json::{Value, json};
use std::collections::BTreeMap;

fn folder_of(files: &BTreeMap<String, String>) -> Folder {
    let folder = Folder::new(&[]);
    for (name, content) in files {
        folder.write(name, content);
    }
    folder
}

#[test]
fn the_example_of_the_page_gives_its_exact_report() {
    let page = parse(PAGE);
    let folder = folder_of(&page.files("Example"));
    let outcome = folder.factlint(&["check", "--today", TODAY, "--width", "80"]);
    if updates_expected_output() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/src/claims/claims.md");
        let old = format!("```text report\n{}```", page.report());
        let new = format!("```text report\n{}```", outcome.stdout);
        std::fs::write(path, PAGE.replacen(&old, &new, 1)).expect("the page");
        return;
    }
    assert_eq!(page.report(), outcome.stdout);
    let of_conflict = folder.check(&["--select", "conflict", "--format", "json"]).report();
    assert_eq!(of_conflict["findings"].as_array().map(Vec::len), Some(1));
}

#[test]
fn the_near_miss_of_the_page_stays_silent() {
    let page = parse(PAGE);
    let mut files = page.files("Example");
    let near_miss = page.files("Stays silent");
    assert!(!near_miss.is_empty());
    files.extend(near_miss);
    folder_of(&files).check(&[]).assert(0, "nothing found");
}

/// Returns the YAML block of a section.
fn block(page: &Page, heading: &str) -> String {
    let blocks = page.blocks(heading);
    let yaml = blocks.into_iter().find(|block| block.info == "yaml");
    yaml.unwrap_or_else(|| panic!("no block in {heading}")).content
}

#[test]
fn the_blocks_of_the_page_make_a_dataset_that_the_schema_accepts() {
    let page = parse(PAGE);
    let mut text = String::new();
    for (key, headings) in [
        ("sources", &["Sources", "Snapshots"][..]),
        ("places", &["Places"]),
        ("entities", &["Entities"]),
        ("properties", &["Properties"]),
        ("claims", &["Claims"]),
    ] {
        text.push_str(&format!("{key}:\n"));
        for heading in headings {
            text.push_str(&block(&page, heading));
        }
    }
    let folder = Folder::new(&[
        ("factlint.toml", "version = 1\ndocuments = [\"claims.yaml\"]\nschema = \"schema.json\"\n"),
        ("claims.yaml", &text),
        ("schema.json", dataset_schema()),
    ]);
    folder.check(&[]).assert(0, "nothing found");
}

#[test]
fn the_page_names_every_field_of_the_schema_that_decides_something() {
    let schema: Value = serde_json::from_str(dataset_schema()).expect("JSON");
    for record in ["source", "place", "entity", "property", "claim", "evidence", "validity"] {
        let fields = schema["$defs"][record]["properties"].as_object().expect("fields");
        for field in fields.keys() {
            let is_minor = ["iso_3166", "fold"].contains(&field.as_str());
            assert!(is_minor || PAGE.contains(field.as_str()), "`{field}` of {record}");
        }
    }
    for value in schema["$defs"]["value"]["properties"].as_object().expect("tags").keys() {
        assert!(PAGE.contains(&format!("`{value}`")), "{value}");
    }
}

#[test]
fn explain_prints_the_page_and_a_rule_of_that_name_is_mentioned() {
    let folder = Folder::new(&[]);
    let outcome = folder.factlint(&["explain", "claims"]);
    outcome.assert(0, "Claims: what a dataset of claims consists of");
    folder
        .factlint(&["explain", "claim"])
        .assert_error(2, "error: unknown rule or kind `claim`: did you mean `claims`?");
    folder.write("factlint.toml", "version = 1\n[rules.claims]\nkind = \"unique\"\n");
    folder.factlint(&["explain", "claims"]).assert(
        0,
        "This is the page `claims`. The rule `claims` of factlint.toml is of kind `unique`: see `factlint explain unique`.",
    );
}

#[test]
fn schema_prints_the_schema_of_a_dataset() {
    let outcome = Folder::new(&[]).factlint(&["schema", "dataset"]);
    assert_eq!(outcome.stdout, dataset_schema());
    outcome.assert_code(0);
}

/// Calls `judge` with each subschema that has examples, at any depth.
fn each_schema(value: &Value, path: &str, judge: &mut impl FnMut(&str, &Value)) {
    match value {
        Value::Object(members) => {
            if members.get("examples").is_some_and(Value::is_array) {
                judge(path, value);
            }
            let inner = members.iter().filter(|(key, _)| *key != "examples");
            for (key, inner) in inner {
                each_schema(inner, &format!("{path}/{key}"), judge);
            }
        }
        Value::Array(elements) => {
            for (number, inner) in elements.iter().enumerate() {
                each_schema(inner, &format!("{path}/{number}"), judge);
            }
        }
        _ => {}
    }
}

#[test]
fn every_example_in_the_schema_satisfies_it() {
    let schema: Value = serde_json::from_str(dataset_schema()).expect("JSON");
    let mut number = 0;
    each_schema(&schema, "#", &mut |path, part| {
        let mut whole = schema.clone();
        let wrapped = json!({ "$defs": whole["$defs"].take(), "allOf": [part] });
        let validator = jsonschema::validator_for(&wrapped).expect("a schema");
        for example in part["examples"].as_array().expect("examples") {
            number += 1;
            assert!(validator.is_valid(example), "{path}: {example}");
        }
    });
    assert!(number > 100, "{number}");
}

#[test]
fn kinds_are_an_open_list_that_a_dataset_can_close() {
    let folder = Folder::with_the_dataset();
    let centre =
        "\"kind\": \"centre\",\n      \"name\": \"INTERPOL Global Complex for Innovation\"";
    folder.replace(INTERPOL, centre, &centre.replace("centre", "hub"));
    let closed = folder.check(&["dataset", "--select", "schema", "--format", "concise"]);
    closed.assert(1, "dataset/interpol.json:");
    assert!(closed.stdout.contains("hub"), "{closed:#?}");
    folder.replace("dataset/factlint.toml", "\"schema.json\"", "\"../schema/dataset.schema.json\"");
    folder.check(&["dataset", "--select", "schema"]).assert_code(0);
}
