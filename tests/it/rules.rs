//! Tests cases that the pages of rule kinds omit: near-misses, odd shapes, mistakes in the rulebook, and records in any
//! order.

#![allow(clippy::unwrap_used, reason = "tests fail by panicking, in their helpers too")]

mod acyclic;
mod asserted;
mod conflict;
mod coverage;
mod date_range;
mod determines;
mod documents;
mod groups;
mod inverse;
mod is_a;
mod keys;
mod latest;
mod looked_up;
mod looking;
mod order;
mod orphan;
mod periods;
mod rewritten;
mod scope;
mod several_values;
mod shared_ids;
mod similar;
mod sum;
mod unique;
mod without_effect;

use crate::command::{concise_lines, without_other_places};
use factlint::dataset::Dataset;
use factlint::engine;
use factlint::files::Files;
use factlint::finding::{Finding, decoded, encoded};
use factlint::rule::{Count, Tally};
use factlint::value::date::PartialDate;
use std::fs;

/// The result of a run: its findings, formatted as one line each and as values, and its counts.
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

/// Checks `data.json` with a rulebook of these collections and rules. Findings of `idle` are left out, since each test
/// has only the data that it needs.
fn run(rules: &str, data: &str) -> Outcome {
    run_files(rules, &[("data.json", data)])
}

/// Checks several JSON documents. Files of other formats can be snapshots.
fn run_files(rules: &str, files: &[(&str, &str)]) -> Outcome {
    let folder = tempfile::tempdir().unwrap();
    for (name, content) in files {
        fs::write(folder.path().join(name), content).unwrap();
    }
    let rulebook = format!("version = 1\ndocuments = [\"*.json\"]\n{rules}");
    fs::write(folder.path().join("factlint.toml"), rulebook).unwrap();
    let today = PartialDate::parse("2026-11-23").unwrap();
    match Dataset::read(&folder.path().join("factlint.toml"), folder.path()) {
        Ok(dataset) => {
            let mut run = engine::check(dataset, &today);
            run.findings.retain(|finding| finding.head().kind != "idle");
            let findings: Vec<Finding> = decoded(&run.findings).collect();
            let lines = lines(&run.files, &findings);
            Outcome { lines, findings, tally: run.summary.tally }
        }
        Err(failure) => {
            assert!(failure.errors.is_empty(), "{:?}", failure.errors);
            let lines = lines(&failure.files, &failure.findings);
            Outcome { lines, findings: failure.findings, tally: Tally::default() }
        }
    }
}

/// Asserts the findings, each in the form `file:line:column: level[rule]: message`.
#[track_caller]
fn check(rules: &str, data: &str, want: &[&str]) {
    assert_eq!(run(rules, data).lines, want);
}

fn lines(files: &Files, findings: &[Finding]) -> Vec<String> {
    concise_lines(files, &encoded(findings.to_vec()))
        .iter()
        .map(|line| without_other_places(line))
        .collect()
}
