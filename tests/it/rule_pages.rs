//! Tests the pages of the rule kinds: the form of each page is checked, its example has exactly the report that the
//! page shows, and its near-miss has no findings.
//!
//! `UPDATE_EXPECT=1 cargo test --test it rule_pages` writes parameter tables and reports into the pages. Read them line
//! by line before you commit them.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use crate::expected::{assert_is_kept, updates_expected_output};
use crate::page::parse;
use factlint::baseline;
use factlint::dataset::{Dataset, Failure};
use factlint::finding::{Finding, decoded, encoded};
use factlint::report::{self, Appearance, Format, Report, StartFolder};
use factlint::rules::{KINDS, Kind};
use factlint::value::date::PartialDate;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

pub(crate) const HEADINGS: [&str; 6] =
    ["What it does", "Why", "Parameters", "Example", "Stays silent", "Known limits"];

/// Checks files, and returns the printed report and the findings. Findings of `idle` are left out except on its own
/// page, since an example has only the data that its kind needs.
fn check(kind: &Kind, files: &BTreeMap<String, String>) -> (String, Vec<Finding>) {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, content) in files {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        // Pages write `<BOM>` for a byte order mark, which would be invisible.
        let content = content.replace("<BOM>", "\u{feff}");
        std::fs::write(path, content).expect("a file");
    }
    let appearance = Appearance::plain(80);
    let today = PartialDate::parse("2026-11-23").expect("a date");
    match Dataset::read(&folder.path().join("factlint.toml"), folder.path()) {
        Ok(dataset) => {
            let mut run = match baseline::check(dataset, &today) {
                Ok(checked) => checked.run,
                Err(failure) => return report_of(&failure, &appearance),
            };
            run.findings.retain(|finding| kind.name == "idle" || finding.head().kind != "idle");
            run.summary.count_findings(&run.findings);
            let report = Report {
                summary: Some(&run.summary),
                ..Report::of_findings(&run.files, &run.findings)
            };
            (
                report::render(&report, Format::Human, &appearance, StartFolder::default()).text,
                decoded(&run.findings).collect(),
            )
        }
        Err(failure) => report_of(&failure, &appearance),
    }
}

fn report_of(failure: &Failure, appearance: &Appearance) -> (String, Vec<Finding>) {
    let findings = encoded(failure.findings.clone());
    let report = Report::of_findings(&failure.files, &findings);
    assert!(failure.errors.is_empty(), "{:?}", failure.errors);
    (
        report::render(&report, Format::Human, appearance, StartFolder::default()).text,
        failure.findings.clone(),
    )
}

fn page_path(kind: &Kind) -> PathBuf {
    let name = kind.name.replace('-', "_");
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src/rules").join(format!("{name}.md"))
}

fn replace_in_page(kind: &Kind, old: &str, new: &str) {
    /// Two tests write to the same pages, on separate threads.
    static WRITING: Mutex<()> = Mutex::new(());
    let _writing = WRITING.lock();
    let path = page_path(kind);
    let text = std::fs::read_to_string(&path).expect("a page");
    std::fs::write(path, text.replacen(old, new, 1)).expect("a page");
}

pub(crate) fn parameter_table(kind: &Kind) -> String {
    if kind.parameters.is_empty() {
        return "None.\n".to_owned();
    }
    let mut table = String::from("| key | takes | meaning |\n| --- | --- | --- |\n");
    for parameter in kind.parameters {
        let need = match (parameter.required, parameter.default) {
            (true, _) => ", required".to_owned(),
            (false, Some(default)) => format!(", default `{default}`"),
            (false, None) => String::new(),
        };
        let takes = parameter.takes.describe();
        let meaning = parameter.meaning();
        table.push_str(&format!("| `{}` | {takes}{need} | {meaning} |\n", parameter.name));
    }
    table
}

#[test]
fn every_page_has_the_fixed_headings() {
    for kind in KINDS {
        let page = parse(kind.page);
        let headings: Vec<&str> =
            page.sections.iter().map(|(heading, _)| heading.as_str()).collect();
        assert_eq!(headings, HEADINGS, "{}", kind.name);
        assert_eq!(page.title, format!("`{}`: {}", kind.name, kind.about));
    }
}

#[test]
fn every_page_lists_the_parameters_of_the_code() {
    for kind in KINDS {
        let page = parse(kind.page);
        let table = parameter_table(kind);
        let section = page.section("Parameters");
        if updates_expected_output() && section.trim() != table.trim() {
            replace_in_page(
                kind,
                &format!("## Parameters\n{section}"),
                &format!("## Parameters\n\n{table}\n"),
            );
            continue;
        }
        assert_eq!(section.trim(), table.trim(), "{}", kind.name);
    }
}

#[test]
fn every_example_gives_its_exact_report() {
    for kind in KINDS {
        let page = parse(kind.page);
        let (report, findings) = check(kind, &page.files("Example"));
        let of_kind = findings.iter().filter(|finding| finding.kind == kind.name).count();
        assert!(of_kind > 0, "{}: the example gives no finding of its kind:\n{report}", kind.name);
        if updates_expected_output() {
            let old = format!("```text report\n{}```", page.report());
            replace_in_page(kind, &old, &format!("```text report\n{report}```"));
            continue;
        }
        assert_eq!(page.report(), report, "{}", kind.name);
    }
}

/// Compares the anchors and the names of facts of all findings in the examples with a file. If a line there changes,
/// fingerprints change or verdicts become stale. This requires a new version in `src/finding/fingerprint.rs` and a
/// migration.
#[test]
fn anchors_and_names_of_facts_stay_as_they_are() {
    let mut names = String::from(
        "# The anchors (subject | field) of the findings in the rule pages, and the names of their facts. If you\n# change a line, fingerprints change, and findings that people have decided are open again.\n\nfactlint/2\n",
    );
    for kind in KINDS {
        let (_, findings) = check(kind, &parse(kind.page).files("Example"));
        names.push_str(&format!("\n[{}]\n", kind.name));
        for finding in findings.iter().filter(|finding| finding.kind == kind.name) {
            names.push_str(&format!("{} | {}\n", finding.anchor.subject, finding.anchor.field));
            for fact in finding.state.entries() {
                names.push_str(&format!("  {}: {}\n", fact.subject(), fact.name()));
            }
        }
    }
    assert_is_kept(&names, "tests/cli/names.txt");
}

#[test]
fn every_near_miss_stays_silent() {
    for kind in KINDS {
        let page = parse(kind.page);
        let near_miss = page.files("Stays silent");
        assert!(!near_miss.is_empty(), "{}: no near-miss", kind.name);
        let mut files = page.files("Example");
        files.extend(near_miss);
        let (report, findings) = check(kind, &files);
        assert!(findings.is_empty(), "{}:\n{report}", kind.name);
        assert!(report.starts_with("nothing found\nchecked: "), "{}:\n{report}", kind.name);
    }
}

#[test]
fn every_example_goes_through_every_rulebook_without_a_panic() {
    for kind in KINDS {
        let rulebook =
            parse(kind.page).files("Example").remove("factlint.toml").expect("a rulebook");
        for other in KINDS {
            let mut files = parse(other.page).files("Example");
            files.insert("factlint.toml".to_owned(), rulebook.clone());
            let (report, _) = check(kind, &files);
            assert!(!report.is_empty(), "{} under {}", other.name, kind.name);
        }
    }
}

#[test]
fn the_list_of_kinds_is_the_folder() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/rules");
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .expect("the folder")
        .map(|entry| entry.expect("an entry"))
        .filter(|entry| entry.path().is_file())
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    let mut expected: Vec<String> = KINDS
        .iter()
        .map(|kind| kind.name.replace('-', "_"))
        .flat_map(|name| [format!("{name}.md"), format!("{name}.rs")])
        .collect();
    expected.sort();
    assert_eq!(names, expected);
}
