//! Several datasets below one path: checked in one run, each with its own rulebook, and reported together.

use crate::command::{FORMATS, Folder, INTERPOL, Outcome, TODAY};
use crate::published_formats::errors;
use crate::repository::git;
use factlint::report::report_schema;
use quick_junit::Report as TestReport;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// Lives must end after they begin, and a name is written without spaces around it.
const RULEBOOK: &str = r#"version = 1
documents = ["*.json"]

[collections]
people = { select = "$[*]", id = "id" }

[rules.life]
kind = "date-range"
in   = "people"
from = "born"
to   = "died"

[rules.parent]
kind  = "reference"
in    = "people"
field = "parent"
to    = "people"
optional = true
"#;

const WRONG: &str = r#"[{ "id": "ada", "born": "1815", "died": "1752" }]"#;
const RIGHT: &str = r#"[{ "id": "bob", "born": "1815", "died": "1852" }]"#;

/// Two datasets, of which the first has a mistake.
fn two() -> Folder {
    Folder::new(&[
        ("a/factlint.toml", RULEBOOK),
        ("a/people.json", WRONG),
        ("b/factlint.toml", RULEBOOK),
        ("b/people.json", RIGHT),
    ])
}

/// Two datasets with the same mistake, so that both findings have the same fingerprint.
fn alike() -> Folder {
    let folder = two();
    folder.write("b/people.json", WRONG);
    folder
}

/// Returns the findings of a JSON report that are from a rulebook, without its name.
fn findings_of(report: &Value, rulebook: &str) -> Vec<Value> {
    let findings = report["findings"].as_array().expect("findings").iter();
    let own = findings.filter(|finding| finding["rulebook"] == rulebook).cloned();
    own.map(|mut finding| {
        finding.as_object_mut().expect("an object").remove("rulebook");
        finding
    })
    .collect()
}

fn assert_valid(outcome: &Outcome) {
    let found = errors(report_schema(), "report.schema.json", &outcome.stdout);
    assert_eq!(found, Vec::<String>::new(), "{outcome:#?}");
}

#[test]
fn all_rulebooks_below_a_folder_are_checked() {
    let outcome = two().check(&["--format", "concise"]);
    assert_eq!(
        outcome.stdout,
        "\
a/people.json:1:41: error[life]: `ada` ends in 1752, before it starts in 1815; also at a/people.json:1:25
a/factlint.toml: 1 finding: 1 error
b/factlint.toml: nothing found
1 finding: 1 error
checked: 2 datasets, 2 documents, 2 records in 2 collections, 14 rules
not checked: 2 documents without a schema
"
    );
    outcome.assert_code(1);
}

#[test]
fn the_report_for_people_shows_the_findings_of_all_datasets() {
    let outcome = alike().check(&["--format", "human"]);
    for place in ["a/people.json:1:41", "b/people.json:1:41"] {
        assert_eq!(outcome.stdout.matches(place).count(), 1, "{place}: {outcome:#?}");
    }
    let last: Vec<&str> = outcome.stdout.lines().rev().take(5).collect();
    assert_eq!(
        last,
        [
            "not checked: 2 documents without a schema",
            "checked: 2 datasets, 2 documents, 2 records in 2 collections, 14 rules",
            "2 findings: 2 errors",
            "b/factlint.toml: 1 finding: 1 error",
            "a/factlint.toml: 1 finding: 1 error",
        ]
    );
    outcome.assert_code(1);
}

#[test]
fn every_format_names_the_places_in_all_datasets() {
    let folder = alike();
    for format in FORMATS {
        let outcome = folder.check(&["--format", format]);
        for path in ["a/people.json", "b/people.json"] {
            assert!(outcome.stdout.contains(path), "{format}, {path}: {outcome:#?}");
        }
        outcome.assert_code(1);
    }
}

#[test]
fn the_json_report_is_one_document_about_all_datasets() {
    let folder = alike();
    let outcome = folder.check(&["--format", "json"]);
    assert_valid(&outcome);
    let report = outcome.report();
    assert_eq!(report["dataset"], Value::Null);
    let rulebooks: Vec<&Value> =
        report["datasets"].as_array().expect("datasets").iter().map(|of| &of["rulebook"]).collect();
    assert_eq!(rulebooks, ["a/factlint.toml", "b/factlint.toml"]);
    assert_eq!(report["summary"]["documents"], 2);
    assert_eq!(report["summary"]["findings"]["error"], 2);
    assert_eq!(report["summary"]["records"], json!({ "a/people": 1, "b/people": 1 }));
    for (position, name) in ["a", "b"].into_iter().enumerate() {
        let alone = folder.check(&["--format", "json", name]).report();
        let rulebook = format!("{name}/factlint.toml");
        assert_eq!(findings_of(&report, &rulebook), *alone["findings"].as_array().unwrap());
        let part = &report["datasets"][position];
        assert_eq!(part["dataset"], alone["dataset"]);
        assert_eq!(part["summary"], alone["summary"]);
    }
}

#[test]
fn each_line_of_json_lines_says_which_dataset_it_is_about() {
    let outcome = alike().check(&["--format", "jsonl"]);
    let schema: Value = serde_json::from_str(report_schema()).expect("JSON");
    let schema = json!({
        "$schema": schema["$schema"],
        "allOf": [{ "$ref": "#/$defs/line" }],
        "$defs": schema["$defs"],
    });
    let lines: Vec<&str> = outcome.stdout.lines().collect();
    assert_eq!(lines.len(), 3, "{outcome:#?}");
    for line in &lines {
        assert_eq!(errors(&schema.to_string(), "line.json", line), Vec::<String>::new(), "{line}");
    }
    let rulebook = |line: &str| {
        let line: Value = serde_json::from_str(line).expect("JSON");
        line["finding"]["rulebook"].clone()
    };
    assert_eq!(
        lines.iter().map(|line| rulebook(line)).collect::<Vec<_>>(),
        [json!("a/factlint.toml"), json!("b/factlint.toml"), Value::Null]
    );
}

#[test]
fn each_dataset_is_a_run_of_the_sarif_log() {
    let folder = alike();
    let log = folder.check(&["--format", "sarif"]).report();
    let runs = log["runs"].as_array().expect("runs");
    assert_eq!(runs.len(), 2);
    for (run, name) in runs.iter().zip(["a", "b"]) {
        let alone = folder.check(&["--format", "sarif", name]).report();
        assert_eq!(*run, alone["runs"][0], "{name}");
    }
    let ids: BTreeSet<&str> =
        runs.iter().filter_map(|run| run["automationDetails"]["id"].as_str()).collect();
    assert_eq!(ids.len(), 2, "code scanning refuses two runs with the same id");
}

#[test]
fn a_sarif_log_has_no_more_runs_than_code_scanning_accepts() {
    let folder = Folder::new(&[]);
    for number in 0..25 {
        folder.write(&format!("d{number:02}/factlint.toml"), RULEBOOK);
        let data = if number == 24 { WRONG } else { RIGHT };
        folder.write(&format!("d{number:02}/people.json"), data);
    }
    let outcome = folder.check(&["--format", "sarif"]);
    let log = outcome.report();
    let runs = log["runs"].as_array().expect("runs");
    assert_eq!(runs.len(), 20);
    assert_eq!(runs[19]["automationDetails"]["id"], "factlint/d24/");
    assert_eq!(runs[19]["results"].as_array().expect("results").len(), 1);
    let said = "lists 20 of 25 datasets, those with the most severe findings";
    assert!(outcome.stderr.contains(said), "{outcome:#?}");
}

#[test]
fn each_dataset_has_a_suite_for_its_run_in_the_test_report() {
    let outcome = two().check(&["--format", "junit"]);
    let report = TestReport::deserialize_from_str(&outcome.stdout).expect("a report");
    assert_eq!((report.tests, report.failures, report.errors), (3, 1, 0));
    let names: Vec<&str> = report.test_suites.iter().map(|suite| suite.name.as_str()).collect();
    assert_eq!(names, ["a/people.json", "factlint: a/factlint.toml", "factlint: b/factlint.toml"]);
}

#[test]
fn a_rulebook_with_a_mistake_does_not_stop_the_others() {
    let folder = two();
    folder.write("broken/factlint.toml", RULEBOOK.replace("[rules.life]", "[rules.life"));
    let outcome = folder.check(&["--format", "concise"]);
    outcome.assert(2, "broken/factlint.toml:7:12: error[rulebook]: not TOML");
    outcome.assert(2, "a/people.json:1:41: error[life]");
    outcome.assert(2, "broken/factlint.toml: 1 mistake in the settings: nothing was checked");
    outcome.assert(2, "2 findings: 2 errors");
    outcome.assert(2, "checked: 2 of 3 datasets, ");
    for format in FORMATS {
        let outcome = folder.check(&["--format", format]);
        assert!(outcome.stdout.contains("broken"), "{format}: {outcome:#?}");
        assert!(outcome.stdout.contains("a/people.json"), "{format}: {outcome:#?}");
        outcome.assert_code(2);
    }
    let outcome = folder.check(&["--format", "json"]);
    assert_valid(&outcome);
    let report = outcome.report();
    assert_eq!(report["datasets"][2]["summary"], Value::Null);
    assert_eq!(report["summary"]["findings"]["error"], 2);
    let log = folder.check(&["--format", "sarif"]).report();
    assert_eq!(log["runs"][2]["invocations"][0]["executionSuccessful"], false);
}

#[cfg(unix)]
#[test]
fn a_rulebook_behind_a_link_out_of_the_root_is_refused_and_the_others_are_checked() {
    let outside = Folder::new(&[("factlint.toml", RULEBOOK), ("people.json", WRONG)]);
    let folder = two();
    std::fs::create_dir(folder.path("linked")).expect("a folder");
    let link = folder.path("linked/factlint.toml");
    std::os::unix::fs::symlink(outside.path("factlint.toml"), link).expect("a link");
    std::os::unix::fs::symlink(outside.path(""), folder.path("all")).expect("a link");
    let outcome = folder.check(&["--format", "concise"]);
    outcome
        .assert(2, "linked/factlint.toml:1:1: error[rulebook]: cannot read linked/factlint.toml");
    outcome.assert(2, "a/people.json:1:41: error[life]");
    assert!(!outcome.stdout.contains("all/"), "links to folders are not searched: {outcome:#?}");
    assert!(outcome.stderr.contains("cannot read linked/factlint.toml"), "{outcome:#?}");
    for format in FORMATS {
        let outcome = folder.check(&["--format", format]);
        assert!(outcome.stdout.contains("linked"), "{format}: {outcome:#?}");
        outcome.assert_code(2);
    }
}

#[test]
fn a_dataset_that_checked_nothing_is_named_and_gives_the_exit_code_unless_others_have_findings() {
    let folder = two();
    folder.write("a/people.json", RIGHT);
    folder.write("b/people.json", "[]");
    folder.write("b/factlint.toml", format!("{RULEBOOK}\n[rules.idle]\nlevel = \"off\"\n"));
    let outcome = folder.check(&["--format", "concise"]);
    outcome.assert(3, "b/factlint.toml: nothing was checked: no document has a schema or a record");
    assert!(outcome.stderr.contains("b/factlint.toml: nothing was checked"), "{outcome:#?}");
    for format in ["gitlab", "rdjson", "junit", "sarif"] {
        let outcome = folder.check(&["--format", format]);
        assert!(outcome.stdout.contains("nothing was checked"), "{format}: {outcome:#?}");
    }
    folder.write("a/people.json", WRONG);
    folder.check(&[]).assert_code(1);
}

#[test]
fn each_dataset_has_its_own_baseline_and_ledger() {
    let folder = alike();
    folder.replace("a/factlint.toml", "version = 1\n", "version = 1\nbaseline = \"known.toml\"\n");
    folder.factlint(&["baseline", "create", "a", "--today", TODAY]).assert_code(0);
    let outcome = folder.check(&["--format", "concise"]);
    outcome.assert(1, "b/people.json:1:41: error[life]");
    outcome.assert(1, "a/factlint.toml: nothing found");
    outcome.assert(1, "known: 1 in the baseline");
    assert!(outcome.lines_at("a/people.json").is_empty(), "{outcome:#?}");
    folder.check(&["--ratchet"]).assert_code(1);
    folder.write("b/people.json", RIGHT);
    folder.check(&["--ratchet"]).assert_code(0);
    folder.write("a/people.json", RIGHT);
    let outcome = folder.check(&["--ratchet"]);
    assert!(outcome.stderr.contains("run `factlint baseline prune a`"), "{outcome:#?}");
    outcome.assert_code(1);
    two()
        .check(&["--ratchet"])
        .assert_error(2, "error: --ratchet needs a baseline, but no rulebook names one");
}

#[test]
fn paths_in_several_datasets_show_the_findings_in_these_paths() {
    let folder = alike();
    folder.write("a/other.json", WRONG.replace("ada", "eve"));
    let outcome = folder.check(&["a/other.json", "b", "b/factlint.toml", "--format", "concise"]);
    outcome.assert(1, "a/other.json:1:41: error[life]");
    outcome.assert(1, "b/people.json:1:41: error[life]");
    assert!(outcome.lines_at("a/people.json").is_empty(), "{outcome:#?}");
    outcome.assert(1, "checked: 2 datasets, 3 documents");
}

#[test]
fn a_rulebook_in_the_folder_of_another_is_a_dataset_of_its_own() {
    let folder = alike();
    folder.write("a/inner/factlint.toml", RULEBOOK);
    folder.write("a/inner/people.json", WRONG);
    let outcome = folder.check(&["--format", "concise"]);
    outcome.assert(1, "a/inner/people.json:1:41: error[life]");
    outcome.assert(1, "checked: 3 datasets, 3 documents");
    // A path that has a rulebook means that dataset alone.
    let outcome = folder.check(&["a", "--format", "concise"]);
    assert!(outcome.lines_at("a/inner").is_empty(), "{outcome:#?}");
    outcome.assert(1, "checked: 1 document, ");
    let outcome = folder.check(&["a", "a/inner", "--format", "concise"]);
    outcome.assert(1, "checked: 2 datasets, 2 documents");
}

#[test]
fn a_second_rulebook_of_a_folder_with_another_name_is_not_a_dataset() {
    let folder = two();
    folder.write("a/factlint.base.toml", "version = 1\n");
    folder.check(&["--format", "concise"]).assert(1, "checked: 2 datasets, ");
}

#[test]
fn equal_causes_in_two_datasets_are_two_causes() {
    let folder = two();
    let missing = r#"[
        { "id": "a", "parent": "x", "born": "1815", "died": "1852" },
        { "id": "b", "parent": "x" }
    ]"#;
    folder.write("a/people.json", missing);
    folder.write("b/people.json", missing);
    let alone = folder.check(&["a", "--format", "narrated"]);
    assert!(alone.stdout.contains("Finding 1 of 1, 2 findings with one cause."), "{alone:#?}");
    let outcome = folder.check(&["--format", "narrated"]);
    for number in ["Finding 1 of 2, 2 findings with", "Finding 2 of 2, 2 findings with"] {
        assert!(outcome.stdout.contains(number), "{number}: {outcome:#?}");
    }
}

#[test]
fn a_rule_of_one_dataset_can_be_selected() {
    let folder = alike();
    folder.replace("b/factlint.toml", "[rules.life]", "[rules.lives]");
    let outcome = folder.check(&["--select", "lives", "--format", "concise"]);
    outcome.assert(1, "b/people.json:1:41: error[lives]");
    assert!(outcome.lines_at("a/people.json").is_empty(), "{outcome:#?}");
    let outcome = folder.check(&["--ignore", "lives", "--format", "concise"]);
    outcome.assert(1, "a/people.json:1:41: error[life]");
    assert!(outcome.lines_at("b/people.json").is_empty(), "{outcome:#?}");
    folder
        .check(&["--select", "livess"])
        .assert_error(2, "error: --select: unknown rule or kind `livess`: did you mean `lives`?");
}

#[test]
fn statistics_count_each_rule_of_each_dataset() {
    let folder = alike();
    let outcome = folder.check(&["--statistics", "--format", "concise"]);
    outcome.assert(1, "1  a/factlint.toml: error[life]  date-range");
    outcome.assert(1, "1  b/factlint.toml: error[life]  date-range");
    let outcome = folder.check(&["--statistics", "--format", "json"]);
    assert_valid(&outcome);
    assert_eq!(outcome.report()["statistics"][1]["rulebook"], "b/factlint.toml");
}

#[test]
fn what_was_not_checked_is_listed_for_each_dataset() {
    let folder = two();
    folder.write(
        "b/factlint.toml",
        RULEBOOK.replace("in   = \"people\"\n", "in = \"people\"\nlevel = \"off\"\n"),
    );
    let outcome = folder.check(&["--show-unchecked", "--format", "concise"]);
    for line in [
        "a/people.json: not checked: it has no schema",
        "b/people.json: not checked: it has no schema",
        "b/factlint.toml: not checked[life]: the rule is switched off",
    ] {
        outcome.assert(1, line);
    }
}

#[test]
fn safe_edits_are_applied_in_all_datasets() {
    let folder = two();
    let with_mark = format!("\u{feff}{RIGHT}");
    folder.write("a/people.json", &with_mark);
    folder.write("b/people.json", &with_mark);
    let outcome = folder.check(&["--diff"]);
    for name in ["--- a/people.json", "--- b/people.json"] {
        assert!(outcome.stdout.contains(name), "{name}: {outcome:#?}");
    }
    outcome.assert_code(1);
    folder.write("broken/factlint.toml", "version = ");
    let outcome = folder.check(&["--fix", "--format", "concise"]);
    for note in ["edited a/people.json: 1 safe edit", "edited b/people.json: 1 safe edit"] {
        assert!(outcome.stderr.contains(note), "{note}: {outcome:#?}");
    }
    outcome.assert_code(2);
    assert_eq!(
        (folder.read("a/people.json"), folder.read("b/people.json")),
        (RIGHT.into(), RIGHT.into())
    );
}

#[test]
fn diff_compares_all_datasets() {
    let folder = two();
    folder.write("a/people.json", RIGHT);
    git(&folder.path(""), &["init", "--quiet"]);
    git(&folder.path(""), &["add", "."]);
    git(&folder.path(""), &["commit", "--quiet", "--message", "Begin"]);
    folder.write("a/people.json", WRONG);
    folder.write("b/people.json", WRONG);
    let diff =
        |format: &str| folder.factlint(&["diff", "HEAD", "--today", TODAY, "--format", format]);
    let outcome = diff("concise");
    outcome.assert(1, "a/people.json:1:41: error[life]");
    outcome.assert(1, "b/people.json:1:41: error[life]");
    outcome.assert(1, "a/factlint.toml: since HEAD");
    let outcome = diff("json");
    assert_valid(&outcome);
    let report = outcome.report();
    for position in [0, 1] {
        assert_eq!(report["datasets"][position]["comparison"]["new"], 1, "{outcome:#?}");
    }
    git(&folder.path(""), &["commit", "--quiet", "--all", "--message", "Go on"]);
    folder.write("b/people.json", RIGHT);
    let outcome = diff("concise");
    assert!(outcome.lines_at("a/people.json").is_empty(), "{outcome:#?}");
    outcome.assert(0, "b/factlint.toml: resolved: error[life]");
    // A document that is gone belongs to the dataset of its folder.
    std::fs::remove_file(folder.path("b/people.json")).expect("a file");
    folder.write("b/others.json", RIGHT);
    let paths = ["diff", "HEAD", "a/people.json", "b/people.json", "--today", TODAY];
    folder.factlint(&paths).assert_code(0);
}

#[test]
fn fmt_formats_the_documents_of_all_datasets() {
    let folder = two();
    folder.write("broken/factlint.toml", "version = ");
    let outcome = folder.factlint(&["fmt"]);
    outcome.assert(2, "formatted a/people.json");
    outcome.assert(2, "formatted b/people.json");
    outcome.assert(2, "2 documents formatted");
    outcome.assert(2, "broken/factlint.toml:1:11: error[rulebook]");
    std::fs::remove_file(folder.path("broken/factlint.toml")).expect("a file");
    folder.factlint(&["fmt", "--check"]).assert(0, "2 documents in canonical form");
}

#[test]
fn a_command_for_one_dataset_names_those_below() {
    let folder = two();
    for command in [
        &["baseline", "create"][..],
        &["review", "prune"],
        &["source", "add", "a.txt"],
        &["shard", "plan"],
    ] {
        let outcome = folder.factlint(command);
        let said =
            "rulebooks below it: a/factlint.toml, b/factlint.toml: give the path of one of them";
        assert!(outcome.stderr.contains(said), "{command:?}: {outcome:#?}");
        outcome.assert_code(2);
    }
}

/// Two datasets with the same mistake, about which a person must decide.
fn to_review() -> Folder {
    let folder = alike();
    for name in ["a", "b"] {
        let rulebook = folder.read(&format!("{name}/factlint.toml"));
        let rulebook = rulebook.replace("from = ", "level = \"warning\"\nfrom = ");
        let rulebook = format!("ledger = \"reviews.toml\"\n{rulebook}");
        folder.write(&format!("{name}/factlint.toml"), &rulebook);
        folder.write(&format!("{name}/reviews.toml"), "version = 2\n");
    }
    folder
}

#[test]
fn review_list_lists_the_findings_of_all_datasets() {
    let folder = to_review();
    let outcome = folder.factlint(&["review", "list"]);
    outcome.assert_code(0);
    let (first, second) = outcome.stdout.split_once("b/factlint.toml\n").expect("two lists");
    assert!(first.starts_with("a/factlint.toml\n"), "{outcome:#?}");
    for (list, name) in [(first, "a"), (second, "b")] {
        assert!(list.contains("1 open"), "{outcome:#?}");
        assert!(list.trim_end().ends_with(&format!(" {name}")), "{outcome:#?}");
    }
    let outcome = folder.factlint(&["review", "list", "--format", "json"]);
    let list: Value = serde_json::from_str(&outcome.stdout).expect("JSON");
    let rulebooks = list["findings"].as_array().expect("findings").iter();
    let rulebooks: Vec<&str> =
        rulebooks.filter_map(|finding| finding["rulebook"].as_str()).collect();
    assert_eq!(rulebooks, ["a/factlint.toml", "b/factlint.toml"]);
    let alone = folder.factlint(&["review", "list", "a", "--format", "json"]);
    let alone: Value = serde_json::from_str(&alone.stdout).expect("JSON");
    assert_eq!(alone["findings"][0]["rulebook"], Value::Null);
}

#[test]
fn review_show_finds_the_dataset_of_a_finding() {
    let folder = to_review();
    let list = folder.factlint(&["review", "list", "a", "--format", "json"]);
    let list: Value = serde_json::from_str(&list.stdout).expect("JSON");
    let fingerprint = list["findings"][0]["fingerprint"].as_str().expect("a fingerprint");
    let said = "error: several datasets have a finding whose fingerprint begins with";
    let outcome = folder.factlint(&["review", "show", fingerprint]);
    outcome.assert_code(2);
    assert!(outcome.stderr.starts_with(said), "{outcome:#?}");
    folder.write("b/people.json", RIGHT);
    let outcome = folder.factlint(&["review", "show", fingerprint]);
    outcome.assert_code(0);
    assert!(outcome.stdout.contains("a/people.json"), "{outcome:#?}");
    let said = "error: no finding or verdict in a/factlint.toml, b/factlint.toml has a fingerprint";
    let outcome = folder.factlint(&["review", "show", "0000"]);
    outcome.assert_code(2);
    assert!(outcome.stderr.starts_with(said), "{outcome:#?}");
}

#[test]
fn a_dataset_without_a_ledger_does_not_stop_the_review_of_others() {
    let folder = to_review();
    folder.write("b/factlint.toml", RULEBOOK);
    let outcome = folder.factlint(&["review", "list"]);
    let said = "warning: b/factlint.toml does not name a ledger";
    assert!(outcome.stderr.starts_with(said), "{outcome:#?}");
    outcome.assert(0, "1 open");
    folder.write("a/factlint.toml", RULEBOOK);
    let outcome = folder.factlint(&["review", "list"]);
    outcome.assert_code(2);
    for said in ["a/factlint.toml does not name", "b/factlint.toml does not name"] {
        assert!(outcome.stderr.contains(said), "{outcome:#?}");
    }
}

#[test]
fn config_shows_all_datasets() {
    let folder = two();
    let outcome = folder.factlint(&["config"]);
    outcome.assert(0, "rulebook a/factlint.toml");
    outcome.assert(0, "rulebook b/factlint.toml");
    folder.write("a/factlint.toml", "version = ");
    let outcome = folder.factlint(&["config"]);
    assert!(outcome.stdout.contains("[a/factlint.toml:1:11]"), "{outcome:#?}");
    outcome.assert(2, "rulebook b/factlint.toml");
}

#[test]
fn fingerprints_for_gitlab_do_not_depend_on_other_datasets() {
    let fingerprints = |folder: &Folder| {
        let outcome = folder.check(&["--format", "gitlab"]);
        let issues: Vec<Value> = serde_json::from_str(&outcome.stdout).expect("JSON");
        let issues = issues.into_iter().map(|issue| {
            let text = |value: &Value| value.as_str().expect("a text").to_owned();
            (text(&issue["location"]["path"]), text(&issue["fingerprint"]))
        });
        issues.collect::<Vec<_>>()
    };
    let folder = alike();
    let both = fingerprints(&folder);
    let [(_, first), second] = both.as_slice() else { panic!("{both:?}") };
    assert_ne!(*first, second.1);
    assert!(!second.1.contains('-'), "{both:?}");
    folder.write("a/people.json", RIGHT);
    assert_eq!(fingerprints(&folder), std::slice::from_ref(second));
}

/// Sources, snapshots and claims are looked up by ids and paths that two datasets may share.
#[test]
fn cases_are_made_from_the_files_of_their_own_dataset() {
    let original = Folder::with_the_dataset();
    let folder = Folder::new(&[]);
    for (name, quoted) in [("x", "The first words"), ("y", "Other words")] {
        for file in [
            "dataset/factlint.toml",
            "dataset/reviews.toml",
            "dataset/schema.json",
            "schema/dataset.schema.json",
            crate::command::SNAPSHOT,
        ] {
            folder.write(&format!("{name}/{file}"), original.read(file));
        }
        let mut document: Value = serde_json::from_str(&original.read(INTERPOL)).expect("JSON");
        let claims = document["claims"].as_array_mut().expect("claims").iter_mut();
        let mut quoted_claim =
            claims.filter_map(|claim| claim["evidence"].as_array_mut()).flatten();
        let quote = quoted_claim.find_map(|evidence| evidence.get_mut("quote")).expect("a quote");
        *quote = json!({ "exact": quoted });
        folder.write(&format!("{name}/{INTERPOL}"), document.to_string());
    }
    let snapshot = folder.read(&format!("y/{}", crate::command::SNAPSHOT));
    folder.write(
        &format!("y/{}", crate::command::SNAPSHOT),
        snapshot.replace("INTERPOL", "Interpol"),
    );
    let report = folder.check(&["--format", "json"]).report();
    let page = folder.check(&["--format", "html"]).stdout;
    // Each row of the queue names its dataset.
    let rows =
        page.matches("<span class=\"s\"><bdi>INTERPOL’s counter-terrorism work</bdi> · ").count();
    assert_eq!(rows, report["findings"].as_array().expect("findings").len());
    let sections = page.matches("<section class=\"panel reader\" id=\"s").count();
    assert_eq!(sections, report["sources"].as_array().expect("sources").len());
    for number in 1..=sections {
        assert_eq!(page.matches(&format!(" id=\"s{number}\"")).count(), 1, "{number}");
    }
    for name in ["x", "y"] {
        let alone = folder.check(&["--format", "json", &format!("{name}/dataset")]).report();
        let rulebook = format!("{name}/dataset/factlint.toml");
        assert_eq!(
            findings_of(&report, &rulebook),
            *alone["findings"].as_array().unwrap(),
            "{name}"
        );
        let sources = report["sources"].as_array().expect("sources").iter();
        let own: Vec<Value> =
            sources.filter(|source| source["rulebook"] == rulebook.as_str()).cloned().collect();
        assert_eq!(own.len(), alone["sources"].as_array().unwrap().len(), "{name}");
        for (own, alone) in own.iter().zip(alone["sources"].as_array().unwrap()) {
            assert_eq!(own["paragraphs"], alone["paragraphs"]);
        }
    }
}

#[test]
fn a_dataset_below_the_checked_one_is_reported_as_not_checked() {
    let folder = two();
    folder.write("factlint.toml", RULEBOOK.replace("*.json", "c/*.json"));
    folder.write("c/people.json", RIGHT);
    let below = "2 datasets in subfolders (a/factlint.toml, b/factlint.toml: pass their paths too)";
    let outcome = folder.check(&["--show-unchecked"]);
    outcome.assert(0, &format!("not checked: 1 document without a schema, {below}"));
    outcome.assert(
        0,
        "a/factlint.toml: not checked: its dataset is in a subfolder of the checked one, and its path was not given",
    );
    let text = folder.check(&["--format", "json"]).stdout;
    assert_eq!(errors(report_schema(), "report", &text), Vec::<String>::new());
    let report: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(
        report["summary"]["datasets_below"],
        json!({ "rulebooks": ["a/factlint.toml", "b/factlint.toml"], "may_be_more": false })
    );
    folder.check(&[".", "a"]).assert(
        1,
        "not checked: 2 documents without a schema, 1 dataset in a subfolder (b/factlint.toml: pass its path too)",
    );
    for paths in [&[".", "a", "b"][..], &["c"], &["a/people.json"]] {
        let outcome = folder.check(paths);
        assert!(!outcome.stdout.contains(" below ("), "{outcome:?}");
    }
}

#[test]
fn a_new_rulebook_says_which_datasets_it_hides() {
    for arguments in [&[][..], &["--claims"]] {
        let folder = two();
        folder.write("more.json", r#"[{ "id": "x" }, { "id": "y" }]"#);
        let outcome = folder.init(arguments);
        outcome.assert(
            0,
            "datasets below, which `factlint check` here no longer checks unless you pass their paths too (2):",
        );
        outcome.assert(0, "  b/factlint.toml");
    }
}
