//! Tests that the states of findings hold values: a value that changes changes the state, and another notation of the
//! same value does not.

use crate::command::Folder;
use crate::repository::Repository;

const WITH_SCHEMA: &str = r#"version = 1
documents = ["d.json"]
schema = "s.json"
[collections]
r = { select = "$.r[*]", id = "id" }
[rules.u]
kind = "unique"
in = "r"
fields = "id"
"#;

#[test]
fn a_value_that_still_violates_the_schema_has_changed() {
    let schema = r#"{"properties": {"r": {"items": {"properties": {
        "n": {"type": "number"}, "t": {"maxLength": 3}}, "additionalProperties": false}}}}"#;
    let data = r#"{"r": [{"n": "about 5", "t": "abcd"}]}"#;
    let schema = schema.replace("\"n\": {\"type\"", "\"id\": {}, \"n\": {\"type\"");
    let files = [("factlint.toml", WITH_SCHEMA), ("s.json", &schema), ("d.json", data)];
    let repository = Repository::new(&files);
    repository
        .files
        .write("d.json", data.replace("about 5", "none at all").replace("abcd", "wxyz"));
    let outcome = repository.diff(&["HEAD"]);
    for change in ["was about 5, is none at all", "was abcd, is wxyz"] {
        assert!(outcome.stdout.contains(change), "{outcome:#?}");
    }
    assert!(outcome.stdout.contains("0 new, 2 changed"), "{outcome:#?}");
}

const CLAIMS: &str = r#"version = 1
documents = ["d.json"]
ledger = "reviews.toml"
[collections]
entities = { select = "$.entities[*]", id = "id" }
properties = { select = "$.properties[*]", id = "id" }
claims = { select = "$.claims[*]", id = "id" }
[rules.c]
kind = "conflict"
"#;

/// Checks after the day on which a verdict is recorded.
const CHECK: [&str; 5] = ["check", "--format", "concise", "--today", "2999-12-31"];

#[test]
fn a_year_that_becomes_a_number_left_no_verdict_in_force() {
    let data = r#"{"entities": [{"id": "e", "name": "E"}],
"properties": [{"id": "p", "name": "start", "functional": true}],
"claims": [
{"id": "a", "subject": "e", "property": "p", "value": {"date": "2015"}, "valid": {"from": "2010", "to": "2020"}},
{"id": "b", "subject": "e", "property": "p", "value": {"date": "2016"}, "valid": {"from": "2010", "to": "2020"}}]}"#;
    let files = [("factlint.toml", CLAIMS), ("d.json", data), ("reviews.toml", "version = 2\n")];
    let folder = Folder::new(&files);
    let report = folder.check(&["--format", "json"]).report();
    let mut findings = report["findings"].as_array().expect("a list").iter();
    let conflict = findings.find(|finding| finding["rule"] == "c").expect("a conflict");
    let fingerprint = conflict["fingerprint"].as_str().expect("a text").to_owned();
    let decided = ["--outcome", "both-valid", "--reason", "r", "--by", "a"];
    folder.factlint(&[&["review", "decide", &fingerprint], &decided[..]].concat()).assert_code(0);
    folder.factlint(&CHECK).assert(0, "decided: 1 verdict in force");
    let numbers = ["2015", "2016", "2010", "2020"]
        .iter()
        .fold(data.to_owned(), |data, year| data.replace(&format!("\"{year}\""), year));
    folder.write("d.json", &numbers);
    folder.factlint(&CHECK).assert(0, "decided: 1 verdict in force");
    folder.write("d.json", numbers.replace("2015", "2014"));
    let changed = folder.factlint(&CHECK);
    assert!(changed.stdout.contains("stale"), "{changed:#?}");
}

#[test]
fn a_claim_without_a_property_is_counted_by_conflict() {
    let data = r#"{"entities": [{"id": "e", "name": "E"}],
"properties": [{"id": "p", "name": "start", "functional": true}],
"claims": [
{"id": "a", "subject": "e", "property": "p", "value": {"date": "2015"}},
{"id": "b", "subject": "e", "property": "p", "value": {"date": "2015"}},
{"id": "c", "subject": "e", "value": {"date": "1950"}},
{"id": "d", "subject": "e", "rank": "deprecated", "value": {"date": "1950"}}]}"#;
    let files = [("factlint.toml", CLAIMS), ("d.json", data), ("reviews.toml", "version = 2\n")];
    let folder = Folder::new(&files);
    let notice =
        "notice[c]: 1 record was not checked: it is a claim whose topic or value cannot be read";
    let outcome = folder.check(&["--format", "concise"]);
    assert!(outcome.stdout.contains(notice), "{outcome:#?}");
}

const SOURCES: &str = r#"version = 1
documents = ["d.json"]
[collections]
sources = { select = "$.sources[*]", id = "id" }
[rules.u]
kind = "unique"
in = "sources"
fields = "id"
"#;

#[test]
fn a_snapshot_without_a_path_or_with_a_malformed_hash_is_reported() {
    let hash = "a".repeat(64);
    let cases = [
        (format!("{{\"sha256\": \"{hash}\"}}"), "the snapshot of `s` has no path"),
        (format!("{{\"path\": null, \"sha256\": \"{hash}\"}}"), "the snapshot of `s` has no path"),
        (
            "{\"path\": \"s.txt\", \"sha256\": \"\"}".to_owned(),
            "the snapshot of `s` has the SHA-256 \"\", want 64 hexadecimal digits",
        ),
        (
            "{\"path\": \"s.txt\", \"sha256\": 5}".to_owned(),
            "the snapshot of `s` has the SHA-256 5, want 64 hexadecimal digits",
        ),
        (
            format!("{{\"path\": \"s.txt\", \"sha256\": \"{hash}\"}}"),
            "the snapshot of `s` has changed: its SHA-256 differs",
        ),
    ];
    for (snapshot, message) in cases {
        let data = format!("{{\"sources\": [{{\"id\": \"s\", \"snapshot\": {snapshot}}}]}}");
        let folder =
            Folder::new(&[("factlint.toml", SOURCES), ("d.json", &data), ("s.txt", "A text.\n")]);
        let outcome = folder.check(&["--format", "concise"]);
        assert!(outcome.stdout.contains(&format!("error[snapshot]: {message}")), "{outcome:#?}");
    }
    for snapshot in ["{}", "{\"path\": null}", "null"] {
        let data = format!("{{\"sources\": [{{\"id\": \"s\", \"snapshot\": {snapshot}}}]}}");
        let folder = Folder::new(&[("factlint.toml", SOURCES), ("d.json", &data)]);
        folder.check(&["--format", "concise"]).assert(0, "nothing found");
    }
}

#[test]
fn files_beside_the_documents_were_new_in_every_comparison() {
    let rulebook = "version = 1\ndocuments = [\"d.json\"]\nexclude = [\"q.json\"]\n[collections]\nr = { select = \"$[*]\", id = \"id\" }\n\
                    [rules.u]\nkind = \"unique\"\nin = \"r\"\nfields = \"id\"\n";
    let files = [("factlint.toml", rulebook), ("d.json", r#"[{"id": "1"}]"#), ("e.json", "[]")];
    let repository = Repository::new(&files);
    let outcome = repository.diff(&["HEAD", "--fail-on", "notice"]);
    assert!(outcome.stdout.contains(": 0 new, 0 changed, 0 reopened, 0 resolved, 2 unchanged"));
    outcome.assert_code(0);
    repository.files.write("f.json", "[]");
    let outcome = repository.diff(&["HEAD"]);
    assert!(
        outcome.stdout.contains("2 files (`e.json`, `f.json`) beside the documents"),
        "{outcome:#?}"
    );
}
