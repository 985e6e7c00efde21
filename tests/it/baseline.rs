//! Tests `factlint baseline`, `check --ratchet` and the effects of a baseline on a run with the whole program.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use crate::command::{Folder, Outcome, TODAY};
use crate::repository::Repository;
use factlint::document::{Document, FileId, Limits};
use factlint::schema::{Schema, Settings};
use serde_json::Value;

const RULEBOOK: &str = r#"version   = 1
documents = ["data.json"] # the only one

# What is in it.
[collections]
records = { select = "$.records[*]", id = "id" }

[rules.parent]
kind  = "reference"
in    = "records"
field = "parents[*]"
to    = "records"

[rules.name]
kind    = "pattern"
level   = "notice"
in      = "records"
field   = "name"
matches = "^[A-Z]"

[rules.idle]
level = "off"
"#;

const DATA: &str = r#"{ "records": [
  { "id": "a", "name": "a", "parents": ["x"] },
  { "id": "b", "name": "B", "parents": ["y", "a"] }
] }
"#;

fn folder() -> Folder {
    Folder::new(&[("factlint.toml", RULEBOOK), ("data.json", DATA)])
}

fn check(folder: &Folder, arguments: &[&str]) -> Outcome {
    let fixed = ["check", "--format", "concise", "--today", TODAY];
    folder.factlint(&[&fixed[..], arguments].concat())
}

fn create(folder: &Folder) -> Outcome {
    folder.factlint(&["baseline", "create", "--today", TODAY])
}

fn prune(folder: &Folder) -> Outcome {
    folder.factlint(&["baseline", "prune", "--today", TODAY])
}

#[track_caller]
fn assert_prints(outcome: &Outcome, code: i32, lines: &[&str]) {
    assert_eq!(outcome.stdout.lines().collect::<Vec<_>>(), lines, "{outcome:#?}");
    assert_eq!(outcome.stderr, "", "{outcome:#?}");
    outcome.assert_code(code);
}

/// Returns the line of the baseline with the entry about this record.
fn line_of<'t>(baseline: &'t str, subject: &str) -> &'t str {
    let named = format!("subject = \"{subject}\"");
    baseline.lines().find(|line| line.contains(&named)).unwrap_or_else(|| panic!("no {subject}"))
}

const CHECKED: &str = "checked: 1 document, 2 records in 1 collection, 8 rules";
const NO_SCHEMA: &str = "not checked: 1 document without a schema";

#[test]
fn a_new_baseline_hides_the_current_findings_and_is_named_in_the_rulebook() {
    let folder = folder();
    check(&folder, &[]).assert_code(1);
    let wanted = [
        "wrote baseline.toml: 3 known findings",
        "factlint.toml: added baseline = \"baseline.toml\"",
    ];
    assert_prints(&create(&folder), 0, &wanted);
    let documents = "documents = [\"data.json\"] # the only one\n";
    let named = format!("{documents}baseline = \"baseline.toml\"\n");
    assert_eq!(folder.read("factlint.toml"), RULEBOOK.replace(documents, &named));
    let wanted = ["nothing found", CHECKED, NO_SCHEMA, "known: 3 in the baseline"];
    assert_prints(&check(&folder, &["--fail-on", "notice", "--ratchet"]), 0, &wanted);
}

#[test]
fn a_baseline_has_one_line_per_finding_sorted_by_rule_and_subject() {
    let folder = folder();
    create(&folder);
    let report = folder.factlint(&["check", "--format", "json"]).report();
    let mut wanted: Vec<String> = Vec::new();
    for suppressed in report["suppressed"].as_array().unwrap() {
        assert_eq!(suppressed["suppressed_by"], "baseline");
        let subject = &suppressed["rests_on"][0]["subject"];
        let field = if suppressed["rule"] == "name" { "name" } else { "parents[*]" };
        wanted.push(format!(
            "{} = {{ rule = {}, subject = {subject}, field = \"{field}\", level = {}, state = {}, message = {} }}",
            suppressed["fingerprint"].as_str().unwrap(),
            suppressed["rule"],
            suppressed["level"],
            suppressed["state"],
            suppressed["message"]
        ));
    }
    wanted.sort_by_key(|line| line.split_once("rule = ").unwrap().1.to_owned());
    let text = folder.read("baseline.toml");
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines[2..6], ["", "version = 2", "", "[findings]"]);
    assert_eq!(lines[6..], wanted);
}

#[test]
fn a_finding_on_other_facts_is_shown_with_its_line_in_the_baseline() {
    let folder = folder();
    create(&folder);
    folder.replace("data.json", "\"x\"", "\"z\"");
    let outcome = check(&folder, &[]);
    let entries = folder.read("baseline.toml");
    let line = entries.lines().position(|line| line.contains("has the id `x`")).unwrap() + 1;
    let wanted = [
        &*format!(
            "data.json:2:41: error[parent]: no record of `records` has the id `z`; also at baseline.toml:{line}:1"
        ),
        "1 finding: 1 error",
        CHECKED,
        NO_SCHEMA,
        "known: 2 in the baseline; 1 changed",
    ];
    assert_prints(&outcome, 1, &wanted);
    let report = folder.factlint(&["check", "--format", "json"]).report();
    let place = &report["findings"][0]["places"][1];
    assert_eq!(place["file"], "baseline.toml");
    assert_eq!(place["label"], "the baseline has this finding with other facts");
}

#[test]
fn a_second_finding_with_the_same_subject_is_new() {
    for other in ["k", "q", "w", "z"] {
        let folder = folder();
        create(&folder);
        folder.replace("data.json", "[\"x\"]", &format!("[\"{other}\", \"x\"]"));
        let outcome = check(&folder, &[]);
        outcome.assert(
            1,
            &format!("data.json:2:41: error[parent]: no record of `records` has the id `{other}`"),
        );
        outcome.assert(1, "1 finding: 1 error");
        outcome.assert(1, "known: 3 in the baseline");
    }
}

#[test]
fn resolved_findings_are_reported_pruned_and_fail_a_ratchet() {
    let folder = folder();
    create(&folder);
    let baseline = folder.read("baseline.toml");
    let gone = line_of(&baseline, "records/b");
    folder.replace("data.json", "[\"y\", \"a\"]", "[\"a\"]");
    let place = folder.place_of("baseline.toml", gone);
    let resolved = format!("{place}: notice[baseline]: a finding in the baseline is resolved");
    let wanted = [
        &resolved,
        "1 finding: 1 notice",
        CHECKED,
        NO_SCHEMA,
        "known: 2 in the baseline; 1 resolved",
    ];
    assert_prints(&check(&folder, &[]), 0, &wanted);
    let ratchet = check(&folder, &["--ratchet"]);
    let error = "error: the baseline can shrink by 1: to remove findings that are resolved or have changed, run `factlint baseline prune`";
    ratchet.assert_error(1, error);

    assert_prints(&prune(&folder), 0, &["baseline.toml: 1 removed, 2 known findings"]);
    assert_eq!(folder.read("baseline.toml"), baseline.replace(&format!("{gone}\n"), ""));
    check(&folder, &["--ratchet"]).assert(0, "nothing found");
    assert_prints(&prune(&folder), 0, &["baseline.toml: nothing to remove, 2 known findings"]);
    // A pruned finding is new if it occurs again.
    folder.write("data.json", DATA);
    check(&folder, &[]).assert(1, "data.json:3:41: error[parent]: ");
}

#[test]
fn pruning_keeps_what_people_wrote() {
    let folder = folder();
    create(&folder);
    let baseline = folder.read("baseline.toml");
    let (kept, gone) = (line_of(&baseline, "records/a"), line_of(&baseline, "records/b"));
    let comments = |lines: &str| {
        format!("# Ours.\r\nversion = 2\r\n\r\n[findings]\r\n# first\r\n{lines}# last\r\n")
    };
    folder.write("baseline.toml", comments(&format!("{kept} # why\r\n# between\r\n{gone}\r\n")));
    folder.write("data.json", DATA.replace("[\"y\", \"a\"]", "[]"));
    assert_prints(&prune(&folder), 0, &["baseline.toml: 1 removed, 1 known finding"]);
    assert_eq!(folder.read("baseline.toml"), comments(&format!("{kept} # why\r\n# between\r\n")));
}

#[test]
fn entries_that_are_not_one_per_line_are_not_pruned() {
    let folder = folder();
    create(&folder);
    let baseline = folder.read("baseline.toml");
    let (head, facts) = line_of(&baseline, "records/b").split_once(" = { ").unwrap();
    let facts = facts.trim_end_matches(" }").replace(", ", "\n");
    let text = format!("version = 2\n[findings.{head}]\n{facts}\n");
    folder.write("baseline.toml", &text);
    check(&folder, &[]).assert(1, "known: 1 in the baseline");
    folder.write("data.json", DATA.replace("[\"y\", \"a\"]", "[]"));
    let error = "error: baseline.toml was left unchanged: expected one finding per line";
    prune(&folder).assert_error(2, error);
    assert_eq!(folder.read("baseline.toml"), text);
}

#[test]
fn a_rule_that_could_not_check_everything_resolves_nothing() {
    let folder = folder();
    create(&folder);
    let baseline = folder.read("baseline.toml");
    folder.write("data.json", "{ \"records\": [");
    check(&folder, &["--ratchet"]).assert(1, "known: 0 in the baseline; 3 not compared");
    let wanted = [
        "baseline.toml: nothing to remove, 3 known findings",
        "not checked: data.json could not be read",
        "not checked: 2 rules could not check everything: data.json could not be read (parent, name)",
    ];
    assert_prints(&prune(&folder), 0, &wanted);

    // Pruning also keeps the findings of a rule that is off.
    folder.write(
        "data.json",
        DATA.replace("\"name\": \"a\"", "\"name\": \"A\"").replace("[\"x\"]", "[]"),
    );
    folder.replace("factlint.toml", "level   = \"notice\"", "level   = \"off\"");
    check(&folder, &[]).assert(0, "known: 1 in the baseline; 1 resolved, 1 not compared");
    assert_prints(&prune(&folder), 0, &["baseline.toml: 1 removed, 2 known findings"]);
    assert_eq!(folder.read("baseline.toml").lines().count(), baseline.lines().count() - 1);
}

const KINDS_RULEBOOK: &str = r#"version = 1
documents = ["data.json"]
baseline = "baseline.toml"

[collections]
records = { select = "$[*]", id = "id" }

[rules]
compare = { kind = "compare", in = "records", field = "n", is = "<=", value = 3 }
pattern = { kind = "pattern", in = "records", field = "code", matches = "^[A-Z]$" }
codelist = { kind = "codelist", in = "records", field = "code", values = ["A", "B", "C"] }
reference = { kind = "reference", in = "records", field = "of", to = "records" }
unique = { kind = "unique", in = "records", fields = "code" }
sum = { kind = "sum", in = "records", items = "parts[*]", total = 10 }
dates = { kind = "date-range", in = "records", from = "from", to = "to" }
idle = { level = "off" }
"#;

const RIGHT: &str =
    r#"{"id": "1", "n": 1, "code": "A", "of": "1", "parts": [10], "from": "2001", "to": "2002"},"#;
const WRONG: &str =
    r#"{"id": "1", "n": 5, "code": "b", "of": "x", "parts": [9], "from": "2003", "to": "2002"},"#;
const UNREADABLE: &str = r#"{"id": "2", "n": "n/a", "code": [1], "of": {}, "parts": [[]], "from": "20o1", "to": "2002"},"#;
const SAME_CODE: &str = r#"{"id": "3", "n": 1, "code": "b", "of": "1", "parts": [10]}"#;

fn kinds_data(first: &str, third: &str) -> String {
    format!("[\n{first}\n{UNREADABLE}\n{third}\n]")
}

#[test]
fn a_value_that_a_rule_cannot_read_keeps_no_finding_of_another_record_in_the_baseline() {
    let third = SAME_CODE.replace("\"b\"", "\"C\"");
    let wrong = kinds_data(WRONG, SAME_CODE);
    let folder = Folder::new(&[("factlint.toml", KINDS_RULEBOOK), ("data.json", &wrong)]);
    create(&folder);
    let entries = folder.read("baseline.toml");
    let of_first = ["\"records/1\"", "\"records/b\""];
    let number =
        entries.lines().filter(|line| of_first.iter().any(|name| line.contains(name))).count();
    assert_eq!(number, 7, "{entries}");

    folder.write("data.json", kinds_data(RIGHT, &third));
    let checked = check(&folder, &["--ratchet"]);
    assert!(!checked.stdout.contains("not compared"), "{checked:#?}");
    checked.assert_code(1);
    prune(&folder);
    let entries = folder.read("baseline.toml");
    assert!(!of_first.iter().any(|name| entries.contains(name)), "{entries}");

    // The corrected mistakes come back.
    folder.write("data.json", kinds_data(WRONG, SAME_CODE));
    let checked = check(&folder, &[]);
    checked.assert_code(1);
    for rule in ["compare", "pattern", "codelist", "reference", "unique", "sum", "dates"] {
        assert!(checked.stdout.contains(&format!("error[{rule}]")), "{rule}: {checked:#?}");
    }
}

#[test]
fn a_finding_stays_in_the_baseline_if_its_own_value_becomes_unreadable() {
    let wrong = kinds_data(WRONG, SAME_CODE);
    let folder = Folder::new(&[("factlint.toml", KINDS_RULEBOOK), ("data.json", &wrong)]);
    create(&folder);
    let unreadable = UNREADABLE.replace("\"2\"", "\"1\"");
    folder.write(
        "data.json",
        kinds_data(&unreadable, SAME_CODE).replacen("\"id\": \"2\"", "\"id\": \"9\"", 1),
    );
    let checked = check(&folder, &[]);
    // `unique` names the code that two records shared. If it comes back, it is reported.
    assert!(checked.stdout.contains("6 not compared"), "{checked:#?}");
}

#[test]
fn a_removed_rule_has_no_findings() {
    let folder = folder();
    create(&folder);
    folder.replace("factlint.toml", "[rules.name]", "[rules.capital]");
    let outcome = check(&folder, &[]);
    outcome.assert(0, "data.json:2:24: notice[capital]: ");
    outcome.assert(0, "known: 2 in the baseline; 1 resolved");
    assert_prints(&prune(&folder), 0, &["baseline.toml: 1 removed, 2 known findings"]);
}

#[test]
fn findings_in_reordered_or_reformatted_data_are_known() {
    let folder = folder();
    create(&folder);
    let mut data: Value = serde_json::from_str(DATA).unwrap();
    data["records"].as_array_mut().unwrap().reverse();
    folder.write("data.json", serde_json::to_string_pretty(&data).unwrap());
    check(&folder, &["--ratchet", "--fail-on", "notice"]).assert(0, "known: 3 in the baseline");
}

#[test]
fn a_baseline_is_created_once() {
    let folder = folder();
    create(&folder);
    let baseline = folder.read("baseline.toml");
    folder.replace("data.json", "\"x\"", "\"z\"");
    let error = "error: baseline.toml already exists, and a baseline can only shrink: to remove resolved findings, run `factlint baseline prune`";
    create(&folder).assert_error(2, error);
    assert_eq!(folder.read("baseline.toml"), baseline);
    // The existing file has an entry for a finding that no longer exists. A new file would lose it.
    folder.write("factlint.toml", RULEBOOK);
    let (before, after) = baseline.split_once("[findings]\n").expect("a table");
    let baseline = format!("{before}[findings]\n{}{}", "0".repeat(64), &after[64..]);
    folder.write("baseline.toml", &baseline);
    create(&folder).assert_error(2, "error: cannot write baseline.toml: the file already exists");
    assert_eq!(folder.read("baseline.toml"), baseline);
    assert_eq!(folder.read("factlint.toml"), RULEBOOK);
}

#[test]
fn a_run_killed_before_it_wrote_the_rulebook_no_longer_stops_the_next() {
    let folder = folder();
    create(&folder);
    let (baseline, rulebook) = (folder.read("baseline.toml"), folder.read("factlint.toml"));
    folder.write("factlint.toml", RULEBOOK);
    create(&folder).assert(0, "factlint.toml: added baseline = \"baseline.toml\"");
    assert_eq!((folder.read("baseline.toml"), folder.read("factlint.toml")), (baseline, rulebook));
    folder.write("factlint.toml", RULEBOOK);
    folder.write("baseline.toml", "version = 2\nnote = \"not a baseline\"\n");
    create(&folder).assert_error(2, "error: cannot write baseline.toml: the file already exists");
}

/// Regression: each killed run left a temporary file behind, which stayed.
#[test]
fn a_temporary_file_that_a_killed_run_has_left_behind_is_removed() {
    let folder = folder();
    let (left_over, of_another) = (".factlint-a1B2c3.tmp", ".factlint-open12.tmp");
    let (long, text) = (".factlint-of-mine.tmp", ".factlint-mine.txt");
    for name in [left_over, of_another, long, text] {
        folder.write(name, "version = 2\n");
    }
    // A process that writes a temporary file has locked it.
    let open = std::fs::File::open(folder.path(of_another)).unwrap();
    open.lock().unwrap();
    create(&folder).assert_code(0);
    let exists = |name: &str| folder.path(name).exists();
    assert_eq!([left_over, of_another, long, text].map(exists), [false, true, true, true]);
    drop(open);
}

#[test]
fn the_rulebook_says_where_a_baseline_is() {
    let folder = folder();
    let rulebook = format!("baseline = \"known/before.toml\"\n{RULEBOOK}");
    folder.write("factlint.toml", &rulebook);
    let missing = check(&folder, &[]);
    let error = "factlint.toml:1:12: error[rulebook]: the baseline `known/before.toml` cannot be read: no such file";
    missing.assert(2, error);
    let error =
        "error: `known/before.toml` does not exist: to create one, run `factlint baseline create`";
    prune(&folder).assert_error(2, error);
    std::fs::create_dir(folder.path("known")).unwrap();
    assert_prints(&create(&folder), 0, &["wrote known/before.toml: 3 known findings"]);
    assert_eq!(folder.read("factlint.toml"), rulebook);
    check(&folder, &[]).assert(0, "known: 3 in the baseline");
}

#[test]
fn without_a_finding_there_is_no_baseline_and_without_a_baseline_nothing_to_prune() {
    let folder = Folder::new(&[
        ("factlint.toml", RULEBOOK),
        ("data.json", "{ \"records\": [{ \"id\": \"a\" }] }"),
    ]);
    assert_prints(&create(&folder), 0, &["nothing found: no baseline is needed"]);
    assert!(!folder.path("baseline.toml").exists());
    let error = "error: the rulebook does not name a baseline: to create one, run `factlint baseline create`";
    prune(&folder).assert_error(2, error);
    let error = "error: --ratchet needs a baseline, but the rulebook does not name one";
    check(&folder, &["--ratchet"]).assert_error(2, error);
}

#[test]
fn every_mistake_in_a_baseline_is_shown_at_its_place() {
    let folder = folder();
    create(&folder);
    let baseline = folder.read("baseline.toml");
    let line = line_of(&baseline, "records/b");
    let (head, _) = line.split_once(' ').unwrap();
    let cases = [
        ("not toml".to_owned(), "baseline.toml:1:5: error[baseline]: not TOML: "),
        (
            "findings = 1".to_owned(),
            "baseline.toml:1:1: error[baseline]: a baseline needs a `version`",
        ),
        (
            "version = 3".to_owned(),
            "baseline.toml:1:11: error[baseline]: got version 3; this program reads version 2",
        ),
        (
            "version = 2\nfinding = 1".to_owned(),
            "baseline.toml:2:1: error[baseline]: a baseline has no `finding`",
        ),
        (
            format!("version = 2\n[findings]\n{line}\n{line}\n"),
            "baseline.toml:4:1: error[baseline]: this finding occurs twice",
        ),
        (
            "version = 2\nversion = 2\n".to_owned(),
            "baseline.toml:2:1: error[baseline]: not TOML: duplicate key",
        ),
        (
            format!("version = 2\n[findings]\n<<<<<<< ours\n{line}\n=======\n>>>>>>> theirs\n"),
            "baseline.toml:3:1: error[baseline]: unresolved merge conflict",
        ),
        (
            format!("version = 2\n[findings]\n{}\n", line.replace(head, "abc")),
            "baseline.toml:3:1: error[baseline]: got `abc`, want a fingerprint: 64 lowercase hexadecimal digits",
        ),
        (
            format!("version = 2\n[findings]\n{head} = {{ rule = \"parent\" }}\n"),
            "baseline.toml:3:1: error[baseline]: a finding in a baseline needs `subject`",
        ),
        (
            format!("version = 2\n[findings]\n{}\n", line.replace("level", "levle")),
            "baseline.toml:3:",
        ),
        (
            format!("version = 2\n[findings]\n{}\n", line.replace("\"error\"", "\"eror\"")),
            "baseline.toml:3:",
        ),
    ];
    for (text, error) in cases {
        folder.write("baseline.toml", &text);
        let outcome = check(&folder, &[]);
        outcome.assert(2, error);
        let pruned = prune(&folder);
        pruned.assert(2, error);
        assert_eq!(folder.read("baseline.toml"), text);
    }
    folder.write("baseline.toml", b"\xff");
    check(&folder, &[]).assert(2, "factlint.toml:3:12: error[rulebook]: the baseline `baseline.toml` cannot be read: not UTF-8 text: line 1 has a wrong byte");
}

#[cfg(unix)]
#[test]
fn a_file_that_cannot_be_written_stays_unchanged() {
    use std::os::unix::fs::PermissionsExt;
    let folder = folder();
    create(&folder);
    let baseline = folder.read("baseline.toml");
    folder.write("data.json", "{ \"records\": [{ \"id\": \"a\" }] }");
    let read_only = std::fs::Permissions::from_mode(0o444);
    std::fs::set_permissions(folder.path("baseline.toml"), read_only).unwrap();
    prune(&folder).assert_error(2, "error: cannot write baseline.toml: it is read-only");
    assert_eq!(folder.read("baseline.toml"), baseline);
}

#[test]
fn diff_lists_findings_that_leave_or_enter_the_baseline() {
    let repository = Repository::of(folder());
    create(&repository.files);
    let diff = |arguments: &[&str]| repository.diff(arguments);
    // All three findings are in the current baseline.
    let outcome = diff(&["HEAD"]);
    assert!(outcome.stdout.contains("0 new, 0 changed, 0 reopened, 0 resolved, 0 unchanged, 3 decided or in the baseline since"), "{outcome:#?}");
    repository.commit("a baseline");
    let baseline = repository.files.read("baseline.toml");
    let line = format!("{}\n", line_of(&baseline, "records/b"));
    repository.files.write("baseline.toml", baseline.replace(&line, ""));
    for arguments in [&["HEAD"][..], &["--staged"]] {
        let outcome = diff(arguments);
        outcome.assert(1, "data.json:3:41: error[parent]: no record of `records` has the id `y` (reopened: it is no longer in the baseline)");
        assert!(
            outcome.stdout.contains("0 new, 0 changed, 1 reopened, 0 resolved, 2 unchanged"),
            "{outcome:#?}"
        );
        repository.git(&["add", "."]);
    }
}

#[test]
fn the_json_report_satisfies_its_schema() {
    let folder = folder();
    create(&folder);
    folder.write("data.json", DATA.replace("\"x\"", "\"z\"").replace("\"y\", ", ""));
    let schema = folder.factlint(&["schema", "report"]).stdout.into_bytes();
    let schema = Document::parse(FileId(0), schema, Limits::default());
    let schema = Schema::compile(&schema, "report.schema.json", Settings::default(), &|location| {
        Err(format!("{location} is not here"))
    });
    let report = folder.factlint(&["check", "--format", "json"]).stdout.into_bytes();
    let report = Document::parse(FileId(0), report, Limits::default());
    let schema = schema.unwrap();
    let errors = schema.check(report.root().expect("JSON"));
    let errors: Vec<&str> = errors.iter().map(|error| error.message.as_str()).collect();
    assert_eq!(errors, Vec::<&str>::new());
}

#[test]
fn the_schema_is_printed() {
    let kept = std::fs::read_to_string(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/schema/baseline.schema.json"
    ));
    let outcome = folder().factlint(&["schema", "baseline"]);
    assert_eq!(outcome.stdout, kept.unwrap());
}

#[test]
fn five_thousand_findings_are_known() {
    let records: Vec<Value> = (0..5_000)
        .map(|number| serde_json::json!({ "id": format!("r{number}"), "name": "small" }))
        .collect();
    let data = serde_json::json!({ "records": records }).to_string();
    let folder = Folder::new(&[("factlint.toml", RULEBOOK), ("data.json", &data)]);
    create(&folder).assert(0, "wrote baseline.toml: 5000 known findings");
    check(&folder, &["--ratchet"]).assert(0, "known: 5,000 in the baseline");
    folder.write("data.json", "{ \"records\": [{ \"id\": \"a\" }] }");
    prune(&folder).assert(0, "baseline.toml: 5000 removed, 0 known findings");
}

#[test]
fn findings_in_skipped_or_unselected_records_are_not_pruned() {
    let folder = folder();
    create(&folder);
    let kept = folder.read("baseline.toml");
    let passed_over = DATA.replace(r#""name": "a""#, r#""name": ["a"]"#);
    for data in [passed_over.as_str(), r#"{ "records": null }"#] {
        folder.write("data.json", data);
        prune(&folder);
        assert_eq!(folder.read("baseline.toml"), kept, "{data}");
    }
}

#[test]
fn a_finding_in_an_excluded_document_is_not_resolved() {
    let rulebook = |exclude: &str| {
        let documents = "documents = [\"data.json\"]";
        RULEBOOK.replace(documents, &format!("documents = [\"*.json\"]\n{exclude}"))
    };
    let folder = Folder::new(&[("factlint.toml", &rulebook("")), ("data.json", DATA)]);
    folder.write("other.json", r#"{"records": [{"id": "o", "name": "O"}]}"#);
    folder.factlint(&["baseline", "create"]).assert_code(0);
    let exclude =
        "baseline = \"baseline.toml\"\nexclude = [\"data.json\", \"d*.json\", \"x*.json\"]";
    folder.write("factlint.toml", rulebook(exclude).replace("[rules.idle]\nlevel = \"off\"", ""));
    let outcome = check(&folder, &[]);
    assert!(outcome.stdout.contains("known: 0 in the baseline; 3 not compared"), "{outcome:#?}");
    assert!(!outcome.stdout.contains("notice[baseline]"), "{outcome:#?}");
    assert!(
        outcome.stdout.contains("1 document with records left out by `exclude`"),
        "{outcome:#?}"
    );
    // A glob is not idle because another glob has already excluded its files.
    assert_eq!(outcome.stdout.matches("excludes no file").count(), 1, "{outcome:#?}");
    assert!(outcome.stdout.contains("`x*.json` excludes no file"), "{outcome:#?}");
    // A document that is gone has no findings any more.
    std::fs::remove_file(folder.path("data.json")).unwrap();
    let outcome = check(&folder, &[]);
    assert!(outcome.stdout.contains("known: 0 in the baseline; 1 resolved"), "{outcome:#?}");
}
