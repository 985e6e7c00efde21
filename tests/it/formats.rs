//! Tests the exact output of each format, for people and for machines, and checks the JSON report against its schema.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use crate::command::{Folder, run};
use crate::expected::assert_is_kept;
use factlint::document::{Document, FileId, Limits};
use factlint::schema::{Schema, Settings};
use std::path::Path;

/// A document with non-ASCII text, tabs and CR LF before the mistakes.
const DATA: &str = "{\r\n\t\"records\": [\r\n\t\t{ \"名前\": \"é😀\", \"id\": \"a\", \"friend\": \"BOB\" },\r\n\t\t{ \"id\": \"bob\" }\r\n\t]\r\n}\r\n";

const RULEBOOK: &str = r#"version = 1
documents = ["data.json"]

[collections]
records = { select = "$.records[*]", id = "id" }

[rules.friend]
kind  = "reference"
in    = "records"
field = "friend"
to    = "records"
"#;

fn folder(data: &str) -> Folder {
    Folder::new(&[("factlint.toml", RULEBOOK), ("data.json", data)])
}

fn check(format: &str) -> String {
    let outcome = folder(DATA).check(&["--format", format, "--width", "80"]);
    outcome.assert_code(1);
    outcome.stdout
}

fn assert_is(actual: &str, kept: &str) {
    assert_is_kept(actual, &format!("tests/cli/{kept}"));
}

#[test]
fn human() {
    assert_is(&check("human"), "human.txt");
}

#[test]
fn narrated() {
    assert_is(&check("narrated"), "narrated.txt");
}

#[test]
fn concise() {
    assert_is(&check("concise"), "concise.txt");
}

#[test]
fn github() {
    assert_is(&check("github"), "github.txt");
}

#[test]
fn json() {
    assert_is(&check("json"), "report.json");
}

#[test]
fn no_graphics_selects_the_narrated_form() {
    let folder = folder(DATA);
    let mut command = folder.command(&[]);
    command.env("NO_GRAPHICS", "1");
    assert_eq!(run(command).stdout, check("narrated"));
}

#[test]
fn every_json_report_satisfies_its_schema() {
    let folder = folder(DATA);
    let parse = |text: String| Document::parse(FileId(0), text.into_bytes(), Limits::default());
    let schema = parse(folder.factlint(&["schema", "report"]).stdout);
    let schema = Schema::compile(&schema, "report.schema.json", Settings::default(), &|location| {
        Err(format!("{location} is not here"))
    });
    let schema = schema.expect("a schema");
    let dataset = Path::new(env!("CARGO_MANIFEST_DIR")).join("dataset");
    folder.check(&["missing", "--format", "json"]).assert_code(2);
    for arguments in [vec!["check"], vec!["check", dataset.to_str().expect("UTF-8")]] {
        let arguments = [arguments, vec!["--format", "json"]].concat();
        let report = parse(folder.factlint(&arguments).stdout);
        let errors: Vec<String> = schema
            .check(report.root().expect("JSON"))
            .into_iter()
            .map(|error| format!("{}: {}", error.place.pointer(), error.message))
            .collect();
        assert_eq!(errors, Vec::<String>::new());
    }
}

#[test]
fn the_order_of_records_changes_no_finding() {
    let names = |data: &str| {
        let report = folder(data).check(&["--format", "json"]).report();
        let findings = report["findings"].as_array().expect("findings");
        let mut names: Vec<String> = findings
            .iter()
            .map(|finding| format!("{} {}", finding["fingerprint"], finding["message"]))
            .collect();
        names.sort();
        names
    };
    let records = [r#"{"id":"a","friend":"x"}"#, r#"{"id":"b","friend":"y"}"#, r#"{"friend":"z"}"#];
    let in_order = names(&format!("{{\"records\":[{}]}}", records.join(",")));
    let reversed: Vec<&str> = records.into_iter().rev().collect();
    assert_eq!(in_order.len(), 3);
    assert_eq!(in_order, names(&format!("{{\"records\":[ {} ]}}", reversed.join(" , "))));
}
