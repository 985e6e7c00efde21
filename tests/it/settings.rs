//! Tests that `factlint diff` reports the findings that a change of the rules, the baseline or the ledger hides.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use crate::command::budget;
use crate::repository::Repository;

const RULEBOOK: &str = r#"version = 1
documents = ["data.json"]
schema = "../schema/s.json"

[collections]
records = { select = "$.records[*]", id = "id" }

[rules.friend]
kind  = "reference"
in    = "records"
field = "friend"
to    = "records"

[rules.short]
kind  = "pattern"
in    = "records"
field = "id"
never = "long"
"#;

const DATA: &str = r#"{ "records": [
  { "id": "a", "friend": "b" },
  { "id": "b", "friend": "nobody" },
  { "id": "long", "friend": "a" }
] }
"#;

const SCHEMA: &str = r#"{ "properties": { "records": { "items": { "$ref": "record.json" } } } }"#;

const RECORD: &str = r#"{ "required": ["friend"] }"#;

fn repository() -> Repository {
    Repository::new(&[
        ("facts/factlint.toml", RULEBOOK),
        ("facts/data.json", DATA),
        ("schema/s.json", SCHEMA),
        ("schema/record.json", RECORD),
    ])
}

fn diff(repository: &Repository, arguments: &[&str]) -> crate::command::Outcome {
    repository.run_in("", &[&["diff", "HEAD", "facts"], arguments].concat())
}

#[test]
fn the_findings_that_a_switched_off_rule_hides_are_counted() {
    let repository = repository();
    repository.files.replace(
        "facts/factlint.toml",
        "[rules.friend]",
        "[rules.friend]\nlevel = \"off\"",
    );
    let hides = "the rules have changed (facts/factlint.toml), which hides 1 finding";
    diff(&repository, &["--format", "concise"]).assert(0, hides);
    diff(&repository, &["--format", "human"])
        .assert(0, "hidden: facts/data.json:3:26: error[friend] ");
    // Only findings in the current data count as hidden by the changed rules.
    repository.files.replace("facts/data.json", "nobody", "a");
    let none = "the rules have changed (facts/factlint.toml), which hides 0 findings";
    diff(&repository, &["--format", "concise"]).assert(0, none);
    repository.git(&["checkout", "--quiet", "facts/data.json"]);
    let report = diff(&repository, &["--format", "json"]).report();
    let settings = &report["comparison"]["settings"];
    assert_eq!(settings["changed"], serde_json::json!(["facts/factlint.toml"]));
    assert_eq!(settings["hidden"][0]["rule"], "friend");
    assert_eq!(settings["hidden"][0]["place"], "facts/data.json:3:26");
    assert_eq!(settings["lowered"], serde_json::json!([]));
    // Staged changes are compared in the same way, and unselected findings are left out.
    repository.git(&["add", "--all"]);
    let staged = ["diff", "--staged", "HEAD", "facts", "--format", "concise"];
    repository.run_in("", &staged).assert(0, hides);
    diff(&repository, &["--format", "concise", "--select", "short"])
        .assert(0, &format!("{none} of the selected rules"));
}

#[test]
fn a_change_of_data_is_not_reported_as_a_change_of_rules() {
    let repository = repository();
    repository.files.replace("facts/data.json", "nobody", "none");
    let outcome = diff(&repository, &["--format", "concise"]);
    assert!(!outcome.stdout.contains("rules have changed"), "{outcome:#?}");
    let report = diff(&repository, &["--format", "json"]).report();
    assert!(report["comparison"].get("settings").is_none());
}

#[test]
fn a_lower_level_or_another_id_does_not_count_as_hidden() {
    let repository = repository();
    repository.files.replace("facts/factlint.toml", "[rules.short]", "[rules.brief]");
    repository.files.replace(
        "facts/factlint.toml",
        "[rules.friend]",
        "[rules.friend]\nlevel = \"notice\"",
    );
    let outcome = diff(&repository, &["--format", "concise", "--fail-on", "never"]);
    outcome.assert(
        0,
        "the rules have changed (facts/factlint.toml), which hides 0 findings and lowers 1",
    );
    outcome.assert(0, "lowered: facts/data.json:3:26: error[friend], now notice ");
}

/// This also applies to a schema outside of the rulebook's folder, and to a file that the schema refers to.
#[test]
fn a_weakened_schema_hides_findings() {
    let repository = repository();
    repository.files.replace("facts/data.json", "\"a\", \"friend\": \"b\"", "\"a\"");
    repository.commit("a record without a friend");
    repository.files.write("schema/record.json", "{}");
    let outcome = diff(&repository, &["--format", "concise"]);
    outcome.assert(0, "the rules have changed (schema/record.json), which hides 1 finding");
    outcome.assert(0, "hidden: facts/data.json:2:3: error[schema] ");
}

/// Regression: a value that neither rulebook's rule can read was taken for a reason why the finding was gone.
#[test]
fn what_a_weakened_rule_hides_is_reported_beside_an_unreadable_value() {
    let rulebook = "version = 1\ndocuments = [\"data.json\"]\n[collections]\nrecords = { select = \"$[*]\", id = \"id\" }\n[rules.limit]\nkind = \"compare\"\nin = \"records\"\nfield = \"n\"\nis = \"<=\"\nvalue = 3\n";
    let schema = "schema = \"s.json\"\n[collections]";
    let with_schema = rulebook.replace("[collections]", schema);
    let numbers = r#"{ "items": { "properties": { "n": { "type": "number" } } } }"#;
    for rulebook in [rulebook, &with_schema] {
        for value in ["\"abc\"", "{}", "null", "2"] {
            let data = format!(r#"[{{"id": "1", "n": 5}}, {{"id": "2", "n": {value}}}]"#);
            let repository = Repository::new(&[
                ("facts/factlint.toml", rulebook),
                ("facts/data.json", &data),
                ("facts/s.json", numbers),
            ]);
            repository.files.replace("facts/factlint.toml", "value = 3", "value = 10");
            let outcome = diff(&repository, &[]);
            let hides = "the rules have changed (facts/factlint.toml), which hides 1 finding";
            assert!(outcome.stdout.contains(hides), "{value}: {outcome:#?}");
        }
    }
}

#[test]
fn old_rules_that_cannot_be_applied_are_reported() {
    let repository = repository();
    repository.files.write("facts/factlint.toml", RULEBOOK.replace("version", "vresion"));
    repository.commit("a mistake");
    repository.files.write("facts/factlint.toml", RULEBOOK);
    diff(&repository, &["--format", "concise"]).assert(
        0,
        "the rules have changed (facts/factlint.toml); the findings that this hides are unknown: ",
    );
}

#[test]
fn a_baseline_and_a_ledger_that_grew_are_reported() {
    let repository = Repository::of(budget::undecided());
    repository.files.write("reviews.toml", budget::LEDGER);
    let outcome = repository.diff(&["HEAD"]);
    outcome.assert(0, "added to the ledger: 1 verdict");
    assert!(!outcome.stdout.contains("rules have changed"), "{outcome:#?}");
    let repository = Repository::new(&[
        ("factlint.toml", &RULEBOOK.replace("schema = \"../schema/s.json\"\n", "")),
        ("data.json", DATA),
    ]);
    repository.files.factlint(&["baseline", "create"]).assert_code(0);
    let outcome = repository.diff(&["HEAD"]);
    outcome.assert(0, "added to the baseline: 2 findings");
    // The only change of the rulebook is the name of the baseline, so it hides no findings.
    outcome.assert(0, "the rules have changed (factlint.toml), which hides 0 findings");
    let report = repository.run_in("", &["diff", "HEAD", "--format", "json"]).report();
    assert_eq!(report["comparison"]["settings"]["added_to_baseline"], 2);
}

/// Regression: hidden findings were not reported, because the baseline itself had not changed.
#[test]
fn a_rulebook_that_begins_to_name_a_baseline_is_reported() {
    let rulebook = RULEBOOK.replace("schema = \"../schema/s.json\"\n", "");
    let repository = Repository::new(&[("factlint.toml", &rulebook), ("data.json", DATA)]);
    repository.files.factlint(&["baseline", "create"]).assert_code(0);
    let named = repository.files.read("factlint.toml");
    repository.files.write("factlint.toml", &rulebook);
    repository.commit("name no baseline");
    repository.files.write("factlint.toml", &named);
    let outcome = repository.diff(&["HEAD"]);
    outcome.assert(0, "added to the baseline: 2 findings");
}
