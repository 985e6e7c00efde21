//! What reports say and in which order: for people the heaviest finding last, for machines one total
//! order; one line for the rules that one slip stops.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use crate::command::{Folder, Outcome};
use serde_json::Value;

/// One finding of each level in each of two documents, the heaviest first in the text.
const LEVELS: &str = r#"version = 1
documents = ["*.json"]

[collections]
records = { select = "$.records[*]", id = "id" }

[rules.wrong]
kind  = "pattern"
in    = "records"
field = "wrong"
never = "x"

[rules.likely]
kind  = "pattern"
level = "warning"
in    = "records"
field = "likely"
never = "x"

[rules.open]
kind  = "pattern"
level = "review"
in    = "records"
field = "open"
never = "x"

[rules.known]
kind  = "pattern"
level = "notice"
in    = "records"
field = "known"
never = "x"
"#;

fn of_each_level() -> Folder {
    let record = |id: &str| {
        format!(
            "{{ \"records\": [\n  {{ \"id\": \"{id}\", \"wrong\": \"x\", \"likely\": \"x\", \"open\": \"x\", \"known\": \"x\" }}\n] }}\n"
        )
    };
    Folder::new(&[("factlint.toml", LEVELS), ("a.json", &record("a")), ("b.json", &record("b"))])
}

/// The rules in a finding's brackets, in the order in which they are printed.
fn rules_in(text: &str) -> Vec<&str> {
    let levels = ["error[", "warning[", "review[", "notice[", "rule "];
    let lines = text.lines().filter_map(|line| {
        let at = levels.iter().find_map(|level| Some(line.find(level)? + level.len()))?;
        line[at..].split([']', '.', ':']).next()
    });
    lines.collect()
}

#[test]
fn an_error_stood_above_a_screen_of_notices() {
    let folder = of_each_level();
    let lightest_first = ["known", "known", "open", "open", "likely", "likely", "wrong", "wrong"];
    for format in ["human", "narrated"] {
        let outcome = folder.check(&["--format", format]);
        let findings = outcome.stdout.rsplit_once("8 findings").expect("a summary").0;
        assert_eq!(rules_in(findings), lightest_first, "{format}: {}", outcome.stdout);
        // Those that are left where there are too many are the heaviest, in the same order.
        let outcome = folder.check(&["--format", format, "--max-findings", "3"]);
        let findings = outcome.stdout.rsplit_once("hown: 3 of 8 findings").expect("a summary").0;
        assert_eq!(rules_in(findings), ["likely", "wrong", "wrong"], "{format}");
    }
    // A file that is written for people reads as the terminal does.
    folder.check(&["--format", "json", "--output", "human=report.txt"]);
    let file = folder.read("report.txt");
    assert_eq!(rules_in(file.rsplit_once("8 findings").expect("a summary").0), lightest_first);
}

#[test]
fn machines_keep_the_order_of_paths_and_places() {
    let folder = of_each_level();
    let in_order = ["wrong", "likely", "open", "known", "wrong", "likely", "open", "known"];
    assert_eq!(rules_in(&folder.check(&["--format", "concise"]).stdout), in_order);
    assert_eq!(rules_of(&folder.check(&["--format", "json"])), in_order);
}

fn rules_of(outcome: &Outcome) -> Vec<String> {
    let report = outcome.report();
    let findings = report["findings"].as_array().expect("findings");
    findings.iter().map(|finding| finding["rule"].as_str().expect("a rule").to_owned()).collect()
}

/// Several rules at one place of one file, and findings in files that are read after the documents.
#[test]
fn the_order_is_by_path_then_place_then_rule_then_fingerprint() {
    let rulebook = r#"version = 1
documents = ["m.json"]
ledger = "a.toml"

[collections]
empty = { select = "$.nothing[*]", id = "id" }
records = { select = "$.records[*]", id = "id" }

[rules.z]
kind = "pattern"
in = "records"
field = "name"
never = "x"

[rules.b]
kind = "pattern"
in = "records"
field = "name"
never = "x"
"#;
    let verdict = format!(
        "version = 1\n\n[[verdict]]\nfingerprint = \"{}\"\nrule = \"z\"\nsubject = \"records/gone\"\noutcome = \"accepted\"\nreason = \"r\"\nby = \"A\"\non = \"2026-01-01\"\nstate = []\n",
        "a".repeat(64)
    );
    let folder = Folder::new(&[
        ("factlint.toml", rulebook),
        ("a.toml", &verdict),
        ("m.json", "{ \"records\": [{ \"id\": \"r\", \"name\": \"x\" }] }\n"),
    ]);
    let report = folder.check(&["--format", "json"]).report();
    let findings = report["findings"].as_array().expect("findings");
    let keys: Vec<(String, u64, String, String)> = findings.iter().map(key).collect();
    let mut sorted = keys.clone();
    sorted.sort();
    assert_eq!(keys, sorted);
    let files: Vec<&str> = keys.iter().map(|key| key.0.as_str()).collect();
    assert_eq!(files, ["a.toml", "factlint.toml", "m.json", "m.json"]);
}

fn key(finding: &Value) -> (String, u64, String, String) {
    let place = &finding["places"][0];
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let start = place["start"]["byte"].as_u64().unwrap_or_default();
    (text(&place["file"]), start, text(&finding["rule"]), text(&finding["fingerprint"]))
}

/// One duplicate key stops the rules that compare records.
#[test]
fn one_slip_printed_a_line_for_each_rule_that_it_stops() {
    let mut rulebook = String::from(
        "version = 1\ndocuments = [\"data.json\"]\n[collections]\nrecords = { select = \"$.records[*]\", id = \"id\" }\n",
    );
    for number in 1..=12 {
        rulebook.push_str(&format!(
            "[rules.unique-{number}]\nkind = \"unique\"\nin = \"records\"\nfields = \"f{number}\"\n"
        ));
    }
    let folder = Folder::new(&[
        ("factlint.toml", &rulebook),
        ("data.json", "{ \"records\": [{ \"id\": \"a\" }, { \"id\": \"b\" }] \n"),
    ]);
    for format in ["human", "concise", "markdown"] {
        let outcome = folder.check(&["--format", format]);
        let lines: Vec<&str> =
            outcome.stdout.lines().filter(|line| line.contains("did not run")).collect();
        assert_eq!(lines.len(), 1, "{format}: {outcome:#?}");
        let line = lines[0].replace('\\', "");
        assert!(
            line.ends_with("12 rules did not run: data.json is not JSON (unique-1, unique-2, unique-3, unique-4, unique-5 and 7 more, all in --format json)"),
            "{line}"
        );
    }
    let report = folder.check(&["--format", "json"]).report();
    assert_eq!(report["summary"]["rules_not_run"].as_array().expect("rules").len(), 12);
    let outcome = folder.factlint(&["baseline", "create"]);
    assert_eq!(outcome.lines_at("not looked at: 12 rules did not run").len(), 1, "{outcome:#?}");
}

/// Where each document is by itself, each may stop every rule.
#[test]
fn a_hundred_documents_with_a_slip_stop_rules_in_three_lines() {
    let rulebook = "version = 1\ndocuments = [\"*.json\"]\nscope = \"document\"\n[collections]\nrecords = { select = \"$.records[*]\", id = \"id\" }\n[rules.ids]\nkind = \"unique\"\nin = \"records\"\nfields = \"id\"\n";
    let folder = Folder::new(&[("factlint.toml", rulebook)]);
    for number in 10..15 {
        folder.write(&format!("{number}.json"), "{");
    }
    let outcome = folder.check(&["--format", "concise"]);
    let lines: Vec<&str> =
        outcome.stdout.lines().filter(|line| line.contains("did not run")).collect();
    assert_eq!(
        lines,
        [
            "rule ids did not run: 10.json is not JSON",
            "rule ids did not run: 11.json is not JSON",
            "rules did not run for 3 more reasons: all in --format json",
        ],
    );
}
