//! Tests the exact output of each format for machines, from a run on a broken dataset in a repository. Also parses the
//! outputs with public parsers and schemas of the formats.
//!
//! `UPDATE_EXPECT=1 cargo test --test it machine_formats` writes the output into tests/cli. Read it line by line before
//! you commit it.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use crate::command::{FOR_PEOPLE, FORMATS, Folder, Outcome, TODAY};
use crate::expected::assert_is_kept;
use factlint::dataset::Dataset;
use factlint::document::FileId;
use factlint::engine;
use factlint::finding::{Decision, Place, Suppressed, Suppression};
use factlint::report::{self, Appearance, Format, Report, StartFolder};
use factlint::rules::KINDS;
use factlint::value::date::PartialDate;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

const RULEBOOK: &str = r#"version = 1
documents = ["data.json", "zweiter Teil.json"]

[collections]
sources    = { select = "$.sources[*]", id = "id" }
claims     = { select = "$.claims[*]", id = "id" }
records    = { select = "$.records[*]", id = "id" }
others     = { select = "$.others[*]", id = "id" }
places     = { select = "$.places[*]", id = "id", optional = true }
entities   = { select = "$.entities[*]", id = "id", optional = true }
properties = { select = "$.properties[*]", id = "id", optional = true }

[rules.friend]
kind  = "reference"
in    = "records"
field = "friend"
to    = "records"

[rules.ids-of-others]
kind   = "unique"
in     = "others"
fields = "id"

[rules."verbatim, always"]
kind  = "quote"
require-selector = true
level = "review"

[rules.short]
kind    = "pattern"
level   = "warning"
in      = "records"
field   = "名前"
matches = "^[a-z]+$"
"#;

/// A document with non-ASCII text, tabs and CR LF before the mistakes.
const DATA: &str = "{\r\n\t\"records\": [\r\n\t\t{ \"名前\": \"é😀\", \"id\": \"alpha\", \"friend\": \"BETA\" },\r\n\t\t{ \"id\": \"beta\", \"friend\": \"alhpa\" }\r\n\t],\r\n\t\"sources\": [\r\n\t\t{ \"id\": \"report\", \"snapshot\": { \"path\": \"report.txt\", \"sha256\": \"9b32820d12fd4293ffc9a400fd1b80fa0e32b12ecca71b6f21335803b0ff1f0b\" } }\r\n\t],\r\n\t\"claims\": [\r\n\t\t{ \"id\": \"members\", \"evidence\": [{ \"source\": \"report\", \"quote\": \"Überall 193 Länder\" }] },\r\n\t\t{ \"id\": \"office\", \"evidence\": [{ \"source\": \"report\", \"quote\": \"Its office\" }] }\r\n\t]\r\n}\r\n";

const REPORT: &str =
    "Überall 194 Länder — seit 1923.\n\nIts office opened in 2019. Its office has ten rooms.\n";

const SECOND: &str = "{ \"others\": [{ \"id\": \"x\", \"id\": \"y\" }] }\n";

fn folder() -> Folder {
    Folder::new(&[
        (".git/HEAD", "ref: refs/heads/main\n"),
        ("facts/factlint.toml", RULEBOOK),
        ("facts/data.json", DATA),
        ("facts/report.txt", REPORT),
        ("facts/zweiter Teil.json", SECOND),
    ])
}

fn check(format: &str) -> Outcome {
    let outcome = folder().check(&["facts", "--format", format]);
    outcome.assert_code(1);
    outcome
}

/// Returns the output without the pages of the rules, which are long and have separate tests.
fn without_pages(text: &str) -> String {
    KINDS.iter().fold(text.to_owned(), |text, kind| {
        let page = serde_json::to_string(kind.page).expect("JSON");
        text.replace(&page, &format!("\"THE PAGE OF {}\"", kind.name))
    })
}

fn assert_is(actual: &str, kept: &str) {
    assert_is_kept(&without_pages(actual), &format!("tests/cli/{kept}"));
}

#[test]
fn json_lines() {
    assert_is(&check("jsonl").stdout, "report.jsonl");
}

#[test]
fn gitlab() {
    assert_is(&check("gitlab").stdout, "gitlab.json");
}

#[test]
fn junit() {
    assert_is(&check("junit").stdout, "junit.xml");
}

#[test]
fn rdjson() {
    assert_is(&check("rdjson").stdout, "rdjson.json");
}

#[test]
fn sarif() {
    assert_is(&check("sarif").stdout, "factlint.sarif");
}

#[test]
fn markdown() {
    assert_is(&check("markdown").stdout, "summary.md");
}

/// Returns the output of every format, one after the other. Asserts that each run has this exit code.
fn every_format(folder: &Folder, code: i32) -> String {
    let printed = FORMATS.iter().map(|format| {
        let outcome = folder.check(&["facts", "--format", format, "--width", "80"]);
        outcome.assert_code(code);
        format!("== {format}\n{}", without_looks(&outcome.stdout))
    });
    printed.collect()
}

/// Returns an HTML page without its style, its script and their hashes, which `html_page.rs` tests.
fn without_looks(page: &str) -> String {
    let marks = [("<style>", "</style>"), ("<script>", "</script>"), ("style-src '", "; base-uri")];
    let mut text = page.to_owned();
    for (start, end) in marks {
        let Some((before, rest)) = text.split_once(start) else { continue };
        let Some((_, after)) = rest.split_once(end) else { continue };
        text = format!("{before}{start}...{end}{after}");
    }
    text
}

#[test]
fn nothing_found_says_what_was_checked() {
    let rulebook = "version = 1\ndocuments = [\"data.json\"]\n[collections]\nrecords = { select = \"$.records[*]\", id = \"id\" }\n";
    let folder = Folder::new(&[
        ("facts/factlint.toml", rulebook),
        ("facts/data.json", "{ \"records\": [{ \"id\": \"a\" }] }\n"),
    ]);
    assert_is(&every_format(&folder, 0), "nothing_found.txt");
}

#[test]
fn nothing_checked_is_not_nothing_found() {
    let rulebook = "version = 1\ndocuments = [\"data.json\"]\n[collections]\nrecords = { select = \"$.records[*]\", id = \"id\", optional = true }\n";
    let files = [("facts/factlint.toml", rulebook), ("facts/data.json", "{}\n")];
    assert_is(&every_format(&Folder::new(&files), 3), "nothing_checked.txt");
}

#[test]
fn a_mistake_in_the_rulebook_is_a_finding_and_the_run_failed() {
    let files =
        [("facts/factlint.toml", "version = 1\ndocuments = [\"data.jsn\"]\n[collection]\n")];
    assert_is(&every_format(&Folder::new(&files), 2), "rulebook_mistake.txt");
}

#[test]
fn paths_are_those_of_the_repository_wherever_the_program_is_started() {
    let folder = folder();
    for format in ["github", "gitlab", "junit", "rdjson", "sarif", "markdown"] {
        let outside = folder.check(&["facts", "--format", format]).stdout;
        let inside = folder
            .command(&["--format", format])
            .current_dir(folder.path("facts"))
            .output()
            .expect("the program");
        let inside = String::from_utf8(inside.stdout).expect("UTF-8");
        let not_run = "zweiter Teil.json has duplicate keys";
        assert_eq!(inside.replace(not_run, &format!("facts/{not_run}")), outside, "{format}");
    }
}

#[cfg(unix)]
#[test]
fn paths_of_another_repository_than_the_current_one_were_relative_to_the_current_folder() {
    let folder = folder();
    let elsewhere = Folder::new(&[(".git/HEAD", "ref: refs/heads/main\n")]);
    std::os::unix::fs::symlink(folder.path(""), elsewhere.path("link")).expect("a link");
    let of_facts = |path: PathBuf| path.display().to_string();
    for format in ["github", "gitlab", "junit", "rdjson", "sarif", "markdown"] {
        let want = folder.check(&["facts", "--format", format]).stdout;
        for facts in [folder.path("facts"), elsewhere.path("link/facts")] {
            for start in [elsewhere.path(""), PathBuf::from("/")] {
                let output = folder
                    .command(&[&of_facts(facts.clone()), "--format", format])
                    .current_dir(&start)
                    .output()
                    .expect("the program");
                let got = String::from_utf8(output.stdout).expect("UTF-8");
                let shown = shown_path(&facts, &start);
                assert_eq!(got.replace(&shown, "facts"), want, "{format} {shown}");
            }
        }
    }
}

/// Returns the path of a folder as messages show it.
#[cfg(unix)]
fn shown_path(folder: &Path, start: &Path) -> String {
    let start = start.canonicalize().expect("a folder");
    folder.strip_prefix(start).unwrap_or(folder).display().to_string()
}

#[test]
fn findings_that_are_decided_are_suppressed_and_skipped() {
    let folder = folder();
    let current_dir = folder.path("");
    let dataset = Dataset::read(&folder.path("facts/factlint.toml"), &current_dir);
    let mut run =
        engine::check(dataset.expect("a dataset"), &PartialDate::parse(TODAY).expect("a date"));
    let decision = Decision {
        outcome: "false-positive".to_owned(),
        reason: "a copy of the other,\nsee [x](1)".to_owned(),
        by: "A. Reader".to_owned(),
        on: "2026-11-01".to_owned(),
        chosen: Vec::new(),
        wrong: Vec::new(),
        until: None,
        evidence: Vec::new(),
        place: Place::range(FileId(0), 0..11),
    };
    let mut findings = run.findings.drain(3..5);
    let suppressed = [
        Suppressed {
            finding: findings.next().expect("a finding"),
            by: Suppression::Verdict(Box::new(decision)),
        },
        Suppressed { finding: findings.next().expect("a finding"), by: Suppression::Baseline },
    ];
    drop(findings);
    let summary = Some(&run.summary);
    let report = Report {
        suppressed: &suppressed,
        summary,
        ..Report::of_findings(&run.files, &run.findings)
    };
    let appearance = Appearance::plain(80);
    let render = |format| report::render(&report, format, &appearance, StartFolder::default()).text;
    assert_is(&render(Format::JUnit), "suppressed.xml");
    let log: Value = serde_json::from_str(&render(Format::Sarif)).expect("JSON");
    let results = log["runs"][0]["results"].as_array().expect("results");
    assert_eq!(results.len(), 6);
    assert!(results[..4].iter().all(|result| result["suppressions"].is_null()));
    assert_eq!(
        results[4]["suppressions"],
        json!([{
            "kind": "external",
            "status": "accepted",
            "justification": "false-positive: a copy of the other, see [x](1) (A. Reader, 2026-11-01)",
            "location": {
                "physicalLocation": {
                    "artifactLocation": { "uri": "facts/factlint.toml", "uriBaseId": "%SRCROOT%" },
                    "region": {
                        "startLine": 1, "startColumn": 1, "endLine": 1, "endColumn": 12,
                        "byteOffset": 0, "byteLength": 11
                    }
                }
            }
        }])
    );
    assert_eq!(
        results[5]["suppressions"],
        json!([{
            "kind": "external",
            "status": "accepted",
            "justification": "it is in the baseline"
        }])
    );
}

#[test]
fn the_formats_that_are_tested_are_all_formats() {
    assert!(FORMATS.into_iter().eq(Format::ALL.iter().map(|format| format.name())));
    let for_people = Format::ALL.iter().filter(|format| format.is_for_people());
    assert_eq!(for_people.map(|format| format.name()).collect::<Vec<_>>(), FOR_PEOPLE);
}
