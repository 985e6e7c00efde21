//! Validates reports with public parsers of their formats, and with the published schemas if `FACTLINT_SCHEMAS` names
//! the folder to which `ci/schemas` has downloaded them. The reports are those of the examples of every page, of the
//! shipped dataset, and of runs that end early.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use crate::page::parse;
use factlint::dataset::Dataset;
use factlint::document::{Document, FileId, Limits};
use factlint::finding::{EncodedFinding, Level, encoded};
use factlint::ledger;
use factlint::report::{self, Appearance, Format, Report, StartFolder, report_schema};
use factlint::rules::KINDS;
use factlint::schema::{Schema, Settings};
use factlint::value::date::PartialDate;
use pulldown_cmark::{Event, Options, Parser, Tag};
use serde::Deserialize;
use std::collections::BTreeSet;
use std::path::Path;

/// A report in all formats, and its origin.
struct Printed {
    name: String,
    levels: Vec<Level>,
    groups: usize,
    suppressed: usize,
    print: Box<dyn Fn(Format) -> String>,
}

/// Returns the examples of all pages, and the shipped dataset.
fn runs() -> Vec<Printed> {
    let mut runs: Vec<Printed> = Vec::new();
    for kind in KINDS {
        for section in ["Example", "Stays silent"] {
            let mut files = parse(kind.page).files("Example");
            files.extend(parse(kind.page).files(section));
            let folder = tempfile::tempdir().expect("a folder");
            for (name, content) in files {
                let path = folder.path().join(name);
                std::fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
                std::fs::write(path, content.replace("<BOM>", "\u{feff}")).expect("a file");
            }
            runs.push(run(&format!("{} {section}", kind.name), folder.path()));
        }
    }
    runs.push(run("dataset", &Path::new(env!("CARGO_MANIFEST_DIR")).join("dataset")));
    runs
}

fn run(name: &str, folder: &Path) -> Printed {
    let today = PartialDate::parse("2026-11-23").expect("a date");
    let appearance = Appearance::plain(80);
    let dataset = Dataset::read(&folder.join("factlint.toml"), folder);
    let run = dataset.and_then(|dataset| ledger::check(dataset, &today));
    let (files, findings, suppressed, summary) = match run {
        Ok(run) => (run.files, run.findings, run.suppressed, Some(run.summary)),
        Err(failure) => (failure.files, encoded(failure.findings), Vec::new(), None),
    };
    let suppressed_count = suppressed.len();
    let levels = findings.iter().map(EncodedFinding::level).collect();
    // In formats for people, findings with the same level and cause are one group.
    let causes =
        findings.iter().filter_map(|finding| Some((finding.level(), finding.cause()?.key.clone())));
    let alone = findings.iter().filter(|finding| finding.cause().is_none()).count();
    let groups = alone + causes.collect::<BTreeSet<_>>().len();
    let print = move |format| {
        let summary = summary.as_ref();
        let report =
            Report { suppressed: &suppressed, summary, ..Report::of_findings(&files, &findings) };
        report::render(&report, format, &appearance, StartFolder::default()).text
    };
    let (name, suppressed) = (name.to_owned(), suppressed_count);
    Printed { name, levels, groups, suppressed, print: Box::new(print) }
}

/// Returns the errors of a JSON text against a schema.
pub(crate) fn errors(schema: &str, of: &str, text: &str) -> Vec<String> {
    let schema = Document::parse(FileId(0), schema.as_bytes().to_vec(), Limits::default());
    let schema = Schema::compile(&schema, of, Settings::default(), &|location| {
        Err(format!("{location} is not here"))
    });
    let schema = schema.expect("a schema");
    let document = Document::parse(FileId(1), text.as_bytes().to_vec(), Limits::default());
    let errors = schema.check(document.root().expect("JSON"));
    errors
        .into_iter()
        .map(|error| format!("{}: {}", error.place.pointer(), error.message))
        .collect()
}

fn check_published_schema(format: Format, name: &str) {
    let Some(schemas) = std::env::var_os("FACTLINT_SCHEMAS") else {
        println!("schemas {name}: not run, FACTLINT_SCHEMAS is not set");
        return;
    };
    let schema = std::fs::read_to_string(Path::new(&schemas).join(name)).expect("a schema");
    // SARIF's pattern for a language has an extra bracket, which makes it an invalid regular expression. Removing the
    // bracket is safe, since factlint writes no language.
    let schema = schema.replace("[a-zA-Z]{2}]?$", "[a-zA-Z]{2}?$");
    assert!(!errors(&schema, name, "[]").is_empty(), "{name} allows anything");
    let runs = runs();
    for run in &runs {
        let text = (run.print)(format);
        assert_eq!(errors(&schema, name, &text), Vec::<String>::new(), "{}:\n{text}", run.name);
    }
    println!("schemas {name}: {} of {}", runs.len(), runs.len());
}

#[test]
fn sarif_satisfies_the_schema_of_the_standard() {
    check_published_schema(Format::Sarif, "sarif-2.1.0.json");
}

#[test]
fn rdjson_satisfies_the_schema_of_reviewdog() {
    check_published_schema(Format::Reviewdog, "reviewdog.json");
}

#[test]
fn a_public_parser_reads_every_test_report() {
    for run in runs() {
        let text = (run.print)(Format::JUnit);
        let read = quick_junit::Report::deserialize_from_str(&text);
        let read = read.unwrap_or_else(|error| panic!("{}: {error}\n{text}", run.name));
        let failing = run.levels.iter().filter(|level| **level >= Level::Warning).count();
        assert_eq!(read.failures, failing, "{}", run.name);
        assert_eq!(read.to_string().expect("XML"), text, "{}", run.name);
    }
}

/// An issue in GitLab's documented format.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Issue {
    description: String,
    check_name: String,
    fingerprint: String,
    severity: String,
    location: Location,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Location {
    path: String,
    lines: Lines,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Lines {
    begin: usize,
    end: usize,
}

#[test]
fn the_gitlab_report_has_the_documented_form() {
    for run in runs() {
        let issues: Vec<Issue> =
            serde_json::from_str(&(run.print)(Format::GitLab)).expect("issues");
        let fingerprints: BTreeSet<&str> =
            issues.iter().map(|issue| issue.fingerprint.as_str()).collect();
        assert_eq!(fingerprints.len(), issues.len(), "{}", run.name);
        assert!(issues.len() >= run.levels.len(), "{}", run.name);
        for issue in &issues {
            assert!(!issue.description.is_empty() && !issue.check_name.is_empty());
            assert!(
                ["info", "minor", "major", "critical", "blocker"]
                    .contains(&issue.severity.as_str())
            );
            let Location { path, lines } = &issue.location;
            assert!(!path.is_empty() && !path.starts_with("./"), "{}: {path}", run.name);
            assert!(1 <= lines.begin && lines.begin <= lines.end, "{}", run.name);
        }
    }
}

#[test]
fn every_line_of_json_lines_satisfies_our_schema() {
    let schema: serde_json::Value = serde_json::from_str(report_schema()).expect("JSON");
    let schema = serde_json::json!({
        "$schema": schema["$schema"],
        "allOf": [{ "$ref": "#/$defs/line" }],
        "$defs": schema["$defs"],
    });
    for run in runs() {
        let text = (run.print)(Format::JsonLines);
        for line in text.lines() {
            let errors = errors(&schema.to_string(), "line.json", line);
            assert_eq!(errors, Vec::<String>::new(), "{}:\n{line}", run.name);
        }
        assert_eq!(text.lines().count(), run.levels.len() + run.suppressed + 1, "{}", run.name);
        assert_eq!(text.matches("{\"type\":\"summary\"").count(), 1, "{}", run.name);
    }
}

#[test]
fn a_public_parser_finds_in_a_job_summary_what_it_should_show() {
    let marks = ["<details>", "<summary>", "</summary>", "<br>", "</details>"];
    for run in runs() {
        let text = (run.print)(Format::Markdown);
        let (mut rows, mut tables) = (0, 0);
        for event in Parser::new_ext(&text, Options::ENABLE_TABLES) {
            match event {
                Event::Start(Tag::TableRow) => rows += 1,
                Event::Start(Tag::Table(columns)) => {
                    assert_eq!(columns.len(), 3);
                    tables += 1;
                }
                Event::InlineHtml(html) => assert!(marks.contains(&&*html), "{}: {html}", run.name),
                Event::Html(html) => panic!("{}: {html}", run.name),
                Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
                    panic!("{}: {dest_url}", run.name);
                }
                Event::Code(code) => panic!("{}: {code}", run.name),
                _ => {}
            }
        }
        let levels: BTreeSet<Level> = run.levels.iter().copied().collect();
        assert_eq!((rows, tables), (run.groups, levels.len()), "{}:\n{text}", run.name);
    }
}
