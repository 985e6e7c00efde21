//! Regression tests for dates, numbers and names that were misread or ignored.

mod dates;
mod looks;
mod names;
mod numbers;

use factlint::dataset::Dataset;
use factlint::engine;
use factlint::finding::{Finding, decoded};
use factlint::rule::{Count, Tally};
use factlint::value::date::PartialDate;
use std::fs;

/// The result of a run: its findings, also as lines `level[rule] subject: message`, and its counts.
struct Outcome {
    lines: Vec<String>,
    findings: Vec<Finding>,
    tally: Tally,
}

impl Outcome {
    fn count(&self, count: Count) -> u64 {
        self.tally.of(count)
    }
}

/// Checks records with some rules. The records are in the collection `r`, and their ids are in the field `id`.
fn run(rules: &str, records: &str) -> Outcome {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("data.json"), format!("{{\"r\": {records}}}")).unwrap();
    let collections = "[collections]\nr = { select = \"$.r[*]\", id = \"id\", optional = true }\n";
    let rulebook = format!("version = 1\ndocuments = [\"data.json\"]\n{collections}{rules}");
    fs::write(folder.path().join("factlint.toml"), rulebook).unwrap();
    let today = PartialDate::parse("2026-11-23").unwrap();
    let (mut findings, tally) =
        match Dataset::read(&folder.path().join("factlint.toml"), folder.path()) {
            Ok(dataset) => {
                let run = engine::check(dataset, &today);
                (decoded(&run.findings).collect(), run.summary.tally)
            }
            Err(failure) => (failure.findings, Tally::default()),
        };
    findings.retain(|finding| finding.kind != "idle");
    let lines = findings.iter().map(|finding| {
        let Finding { level, rule, message, .. } = finding;
        format!("{level}[{rule}] {message}")
    });
    Outcome { lines: lines.collect(), findings, tally }
}

/// Asserts the findings, in this order.
#[track_caller]
fn check(rules: &str, records: &str, want: &[&str]) -> Outcome {
    let outcome = run(rules, records);
    assert_eq!(outcome.lines, want);
    outcome
}
