//! Conformance: the tests of CSAF 2.0 (OASIS), read through `FACTLINT_SUITES`, against
//! `tests/rulebooks/csaf-2.0.toml`, which is written from the standard's prose alone.
//!
//! Each file of the suite was made for one test. For a file that must fail, a rule of that test must report something.
//! For a file that must pass, no rule of that test may report anything. The prefix of a rule's id names its test:
//! `csaf-6-1-27-9-impact` belongs to test 6.1.27.9.

// Clippy exempts functions with `#[test]`, but not the helpers that they call.
#![allow(clippy::expect_used, clippy::panic, clippy::print_stdout)]

use crate::shards::assert_same;
use factlint::dataset::{Dataset, Failure, Sizes};
use factlint::engine;
use factlint::finding::{Finding, Level, decoded, encoded};
use factlint::report::{self, Appearance, Format, Report, StartFolder};
use factlint::value::date::PartialDate;
use serde_json::Value as Json;
use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// Tests without a rule, and the reason.
const NOT_EXPRESSIBLE: &[(&str, &str)] = &[
    (
        "6.1.11",
        "needs MITRE's list of weaknesses and their names, which the standard only refers to",
    ),
    ("6.3.6", "needs network access, which factlint does not use"),
    ("6.3.7", "needs network access, which factlint does not use"),
    ("6.3.8", "needs a spelling checker for every language"),
];

/// Tests that the rules cover in part, and the covered part. Even for these tests, no rule reports a valid file.
const PARTLY_EXPRESSIBLE: &[(&str, &str)] = &[
    ("6.1.9", "severities, and scores that must or must not be 0, but not the formulas"),
    ("6.1.12", "languages and regions, but not scripts, variants and numeric regions"),
    ("6.2.11", "file names of tracking ids without capitals or signs"),
];

/// Minimum number of tests with the right result for every file.
const MIN_EXPRESSED: usize = 69;

/// A test of the standard, and the files that were made for it.
struct Case {
    id: String,
    failing: Vec<PathBuf>,
    passing: Vec<PathBuf>,
    /// Files that are valid overall: no mandatory test fails on these files.
    valid: Vec<PathBuf>,
}

/// The findings of a test's rules in its files.
struct Outcome {
    case: Case,
    rules: usize,
    /// Files that must fail, but have no finding.
    missed: Vec<PathBuf>,
    /// Files that must pass but have findings, with these findings.
    false_alarms: Vec<String>,
}

impl Outcome {
    fn is_right(&self) -> bool {
        self.rules > 0 && self.missed.is_empty() && self.false_alarms.is_empty()
    }

    fn line(&self) -> String {
        let (failing, passing) = (self.case.failing.len(), self.case.passing.len());
        let id = &self.case.id;
        let reason = |list: &[(&str, &str)]| {
            list.iter().find(|(known, _)| known == id).map(|(_, reason)| (*reason).to_owned())
        };
        if let Some(reason) = reason(NOT_EXPRESSIBLE) {
            return format!("{id:<9}      -        -  not expressible: {reason}");
        }
        let fired = format!("{}/{failing}", failing - self.missed.len());
        let silent = format!("{}/{passing}", passing - self.false_alarms.len());
        let rules =
            if self.rules == 1 { "1 rule".to_owned() } else { format!("{} rules", self.rules) };
        let partly = reason(PARTLY_EXPRESSIBLE);
        let note = partly.map_or(rules.clone(), |reason| format!("{rules}, in part: {reason}"));
        format!("{id:<9} {fired:>6}   {silent:>6}  {note}")
    }
}

/// Returns the suite's folder, or `None` if the variable is not set.
fn suite() -> Option<PathBuf> {
    let folder = std::env::var_os("FACTLINT_SUITES");
    if folder.is_none() {
        println!("csaf: did not run, FACTLINT_SUITES is not set");
    }
    folder.map(|folder| PathBuf::from(folder).join("csaf"))
}

fn json(path: &Path) -> Json {
    serde_json::from_slice(&std::fs::read(path).expect("a file of the suite")).expect("JSON")
}

fn cases(suite: &Path) -> Vec<Case> {
    let folder = suite.join("csaf_2.0/test/validator/data");
    let list = json(&folder.join("testcases.json"));
    let files = |test: &Json, key: &str| -> Vec<PathBuf> {
        let files = test[key].as_array().into_iter().flatten();
        files.map(|file| folder.join(file["name"].as_str().expect("a name"))).collect()
    };
    let tests = list["tests"].as_array().expect("the list of tests");
    let valid = |test: &Json| -> Vec<PathBuf> {
        let all = ["failures", "valid"].map(|key| test[key].as_array().into_iter().flatten());
        let valid = all.into_iter().flatten().filter(|file| file["valid"] == true);
        valid.map(|file| folder.join(file["name"].as_str().expect("a name"))).collect()
    };
    let case = |test: &Json| Case {
        id: test["id"].as_str().expect("an id").to_owned(),
        failing: files(test, "failures"),
        passing: files(test, "valid"),
        valid: valid(test),
    };
    tests.iter().map(case).collect()
}

/// The findings of the rulebook in every file of the suite. Each file is checked as a separate dataset.
struct Checked {
    rules: Vec<String>,
    /// The findings by file name. File names are unique in the suite.
    findings: BTreeMap<OsString, Vec<Finding>>,
}

impl Checked {
    fn new(cases: &[Case]) -> Checked {
        let folder = tempfile::tempdir().expect("a folder");
        let rulebook = folder.path().join("factlint.toml");
        let written = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/rulebooks/csaf-2.0.toml");
        std::fs::copy(written, &rulebook).expect("a copy");
        for file in cases.iter().flat_map(|case| case.failing.iter().chain(&case.passing)) {
            std::fs::copy(file, folder.path().join(name_of(file))).expect("a copy");
        }
        let dataset = Dataset::read(&rulebook, folder.path())
            .unwrap_or_else(|failure| panic!("{}", describe(&failure)));
        let rules = dataset.rulebook.rules.iter().map(|rule| rule.id.clone()).collect();
        let run = engine::check(dataset, &PartialDate::parse("2026-11-23").expect("a date"));
        assert_eq!(run.summary.not_run, Vec::new(), "every rule runs on every file");
        let mut findings: BTreeMap<OsString, Vec<Finding>> = BTreeMap::new();
        for finding in decoded(&run.findings) {
            let file = finding.primary().map(|label| run.files.name(label.place.file()));
            findings.entry(file.unwrap_or_default().into()).or_default().push(finding);
        }
        Checked { rules, findings }
    }

    /// Returns the number of rules of a test.
    fn rules_of(&self, test: &str) -> usize {
        self.rules.iter().filter(|rule| rule.starts_with(&prefix_of(test))).count()
    }

    /// Returns the findings of a test's rules in a file, one line per finding.
    fn findings(&self, file: &Path, test: &str) -> Vec<String> {
        let found = self.findings.get(&name_of(file)).map(Vec::as_slice).unwrap_or_default();
        let of_test = found.iter().filter(|finding| finding.rule.starts_with(&prefix_of(test)));
        let lines = of_test.map(|finding| {
            assert_eq!(finding.level, level_of(test), "{}", finding.rule);
            format!("{}: {}", finding.rule, finding.message)
        });
        lines.collect()
    }
}

fn name_of(file: &Path) -> OsString {
    file.file_name().map(OsString::from).unwrap_or_default()
}

/// Returns the prefix of the ids of a test's rules.
fn prefix_of(test: &str) -> String {
    format!("csaf-{}-", test.replace('.', "-"))
}

/// Formats the mistakes of an invalid rulebook.
fn describe(failure: &Failure) -> String {
    let findings = encoded(failure.findings.clone());
    let report = Report::of_findings(&failure.files, &findings);
    let appearance = Appearance::plain(100);
    format!(
        "{}{:?}",
        report::render(&report, Format::Human, &appearance, StartFolder::default()).text,
        failure.errors
    )
}

/// Returns the level of a failed test: an error for 6.1, a warning for 6.2, information for 6.3 (section 6 of
/// the standard).
fn level_of(test: &str) -> Level {
    match test.get(..3) {
        Some("6.1") => Level::Error,
        Some("6.2") => Level::Warning,
        _ => Level::Notice,
    }
}

fn outcome(case: Case, checked: &Checked) -> Outcome {
    let fires = |file: &PathBuf| !checked.findings(file, &case.id).is_empty();
    let missed = case.failing.iter().filter(|file| !fires(file)).cloned().collect();
    let false_alarms =
        case.passing.iter().filter(|file| fires(file)).map(|file| {
            format!("{}: {}", file.display(), checked.findings(file, &case.id).join("; "))
        });
    let (rules, false_alarms) = (checked.rules_of(&case.id), false_alarms.collect());
    Outcome { case, rules, missed, false_alarms }
}

#[test]
fn the_rulebook_agrees_with_the_standard() {
    let Some(suite) = suite() else { return };
    let cases = cases(&suite);
    let checked = Checked::new(&cases);
    let outcomes: Vec<Outcome> = cases.into_iter().map(|case| outcome(case, &checked)).collect();
    println!("test      failing  passing");
    println!("            fires   silent");
    for outcome in &outcomes {
        println!("{}", outcome.line());
    }
    let right: BTreeSet<&str> = outcomes
        .iter()
        .filter(|outcome| outcome.is_right())
        .map(|outcome| outcome.case.id.as_str())
        .collect();
    println!("csaf: {} of {} tests are right on all their files", right.len(), outcomes.len());

    let lists = [NOT_EXPRESSIBLE, PARTLY_EXPRESSIBLE].concat();
    let listed = |id: &str| lists.iter().any(|(listed, _)| *listed == id);
    let false_alarms: Vec<&String> =
        outcomes.iter().flat_map(|outcome| &outcome.false_alarms).collect();
    assert_eq!(false_alarms, Vec::<&String>::new(), "a rule fires on a file that must pass");
    for outcome in &outcomes {
        let id = &outcome.case.id;
        assert!(outcome.is_right() || listed(id), "{id} missed {:?}", outcome.missed);
        let has_no_rule = NOT_EXPRESSIBLE.iter().any(|(listed, _)| listed == id);
        assert_eq!(has_no_rule, outcome.rules == 0, "{id} is listed as not expressible");
    }
    for id in json(&suite.join("lintable-subset-2.0.json"))["ids"].as_array().into_iter().flatten()
    {
        let id = id.as_str().expect("an id");
        assert!(right.contains(id), "{id} must be right on all its files");
    }
    assert!(right.len() >= MIN_EXPRESSED, "{} are too few", right.len());
}

/// Each file is checked with the rules of all tests. A file that is valid overall has no error,
/// including from tests that it was not made for.
#[test]
fn no_rule_reports_a_valid_file() {
    let Some(suite) = suite() else { return };
    let cases = cases(&suite);
    let checked = Checked::new(&cases);
    let valid: BTreeSet<OsString> =
        cases.iter().flat_map(|case| &case.valid).map(|file| name_of(file)).collect();
    let errors = valid.iter().flat_map(|file| {
        let found = checked.findings.get(file).into_iter().flatten();
        let errors = found.filter(|finding| finding.level == Level::Error);
        errors.map(|finding| (file.to_string_lossy().into_owned(), finding.rule.clone()))
    });
    let errors: BTreeSet<(String, String)> = errors.collect();
    println!(
        "csaf: {} valid files, {} rules, {} files with an error",
        valid.len(),
        checked.rules.len(),
        errors.len()
    );
    assert_eq!(errors, BTreeSet::new());
    assert!(valid.len() >= 150, "{} valid files are too few", valid.len());
}

/// No file of the suite has both a repeated hash of a weak algorithm and a repeated hash of another algorithm.
#[test]
fn a_repeated_hash_is_an_error_unless_its_algorithm_is_weak() {
    let rules_of = |algorithm: &str| {
        let hashes = format!(
            r#"[{{"algorithm": "{algorithm}", "value": "a"}}, {{"algorithm": "{algorithm}", "value": "b"}}]"#
        );
        fired(&format!(
            r#"{{"product_tree": {{"full_product_names": [{{"product_identification_helper": {{"hashes": [
                {{"filename": "a.so", "file_hashes": {hashes}}}]}}}}]}}}}"#
        ))
    };
    let hash_rules = |algorithm: &str| {
        let is_of_hashes = |rule: &String| {
            ["csaf-6-1-25-", "csaf-6-2-8-", "csaf-6-2-9-"].iter().any(|test| rule.starts_with(test))
        };
        rules_of(algorithm).into_iter().filter(is_of_hashes).collect::<Vec<String>>()
    };
    assert_eq!(hash_rules("sha256"), ["csaf-6-1-25-algorithm"]);
    assert_eq!(hash_rules("md5"), ["csaf-6-2-8-md5", "csaf-6-2-8-repeated"]);
    assert_eq!(hash_rules("sha1"), ["csaf-6-2-9-repeated", "csaf-6-2-9-sha1"]);
}

/// Returns the rules that fire on a document.
fn fired(document: &str) -> BTreeSet<String> {
    let folder = tempfile::tempdir().expect("a folder");
    let rulebook = folder.path().join("factlint.toml");
    std::fs::write(&rulebook, include_str!("../rulebooks/csaf-2.0.toml")).expect("a rulebook");
    std::fs::write(folder.path().join("d.json"), document).expect("a document");
    let dataset = Dataset::read(&rulebook, folder.path())
        .unwrap_or_else(|failure| panic!("{}", describe(&failure)));
    let run = engine::check(dataset, &PartialDate::parse("2026-11-23").expect("a date"));
    decoded(&run.findings).map(|finding| finding.rule).collect()
}

/// A metric that is missing in a CVSS vector cannot contradict a property. A metric in the vector can contradict it.
#[test]
fn a_metric_that_is_not_in_the_vector_contradicts_nothing() {
    let inconsistent = |vector: &str| {
        let document = format!(
            r#"{{"vulnerabilities": [{{"scores": [{{"cvss_v3": {{
                "vectorString": "{vector}", "attackVector": "LOCAL", "scope": "CHANGED",
                "exploitCodeMaturity": "HIGH", "modifiedIntegrityImpact": "NONE",
                "modifiedScope": "NOT_DEFINED" }}}}]}}]}}"#
        );
        let rules = fired(&document).into_iter();
        rules.filter(|rule| rule.starts_with("csaf-6-1-10-")).collect::<BTreeSet<String>>()
    };
    assert_eq!(inconsistent("CVSS:3.1/AV:L/S:C"), BTreeSet::new());
    assert_eq!(inconsistent("CVSS:3.1/AV:L/S:C/E:H/MI:N/MS:X"), BTreeSet::new());
    let all = [
        "attack-vector",
        "exploit-code-maturity",
        "modified-integrity-impact",
        "modified-scope",
        "scope",
    ];
    let all = all.map(|metric| format!("csaf-6-1-10-v3-{metric}"));
    assert_eq!(inconsistent("CVSS:3.1/AV:N/S:U/E:X/MI:H/MS:C"), BTreeSet::from(all));
}

/// Rules that check each document separately (`within = "document"`) can be divided among processes, as other rules
/// can.
#[test]
fn the_rulebook_has_the_same_report_however_its_documents_are_divided() {
    /// Number of documents, large enough that each process checks several.
    const DOCUMENTS: usize = 40;
    let Some(suite) = suite() else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let written = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/rulebooks/csaf-2.0.toml");
    std::fs::copy(written, folder.path().join("factlint.toml")).expect("a copy");
    let cases = cases(&suite);
    let files = cases.iter().flat_map(|case| case.failing.iter().chain(&case.passing));
    let files: BTreeSet<&PathBuf> = files.collect();
    for file in files.iter().step_by(files.len() / DOCUMENTS) {
        std::fs::copy(file, folder.path().join(name_of(file))).expect("a copy");
    }
    let found = assert_same(folder.path(), Sizes::default(), &[1, 7], "csaf");
    assert!(found > Some(DOCUMENTS), "{found:?}");
}
