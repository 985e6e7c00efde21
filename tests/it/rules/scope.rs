//! `scope`: near-misses and cases that its page omits.

use super::{run, run_files};
use crate::command::Folder;
use factlint::finding::Finding;

const RULES: &str = r#"
[collections]
groups = { select = "$.groups[*]", id = "id", optional = true }
things = { select = "$.things[*]", id = "id" }

[rules.unique]
kind   = "unique"
in     = "things"
fields = "id"

[rules.follows]
kind  = "reference"
in    = "things"
field = "follows"
to    = "things"

[rules.circle]
kind  = "acyclic"
in    = "things"
field = "follows"

[rules.unused]
kind  = "orphan"
in    = "things"
by    = "things.follows"

[rules.grouped]
kind          = "codelist"
in            = "things"
field         = "id"
list          = "$.grouped[*]"
through       = "groups"
through-field = "members[*]"
"#;

const FIRST: &str = r#"{
  "grouped": ["g"],
  "groups": [{ "id": "g", "members": ["a", "b"] }],
  "things": [{ "id": "a", "follows": "b" }, { "id": "b" }]
}"#;

const SECOND: &str = r#"{
  "grouped": ["g"],
  "groups": [{ "id": "g", "members": ["b", "c"] }],
  "things": [{ "id": "b", "follows": "a" }, { "id": "c", "follows": "b" }]
}"#;

fn each_document() -> String {
    format!("scope = \"document\"\n{RULES}")
}

#[test]
fn each_document_may_be_a_separate_dataset() {
    let files = [("1.json", FIRST), ("2.json", SECOND)];
    assert_eq!(
        run_files(&each_document(), &files).lines,
        [
            "1.json:4:22: warning[unused]: nothing refers to `a`",
            "2.json:4:38: error[follows]: no record of `things` in this document has the id `a`",
            "2.json:4:53: warning[unused]: nothing refers to `c`",
        ]
    );
    assert_eq!(
        run_files(RULES, &files).lines,
        [
            "1.json:4:38: error[circle]: a cycle in `follows`: `a` -> `b` -> `a`",
            "2.json:4:22: error[unique]: 2 records of `things` share the id `b`",
            "2.json:4:53: warning[unused]: nothing refers to `c`",
        ]
    );
}

#[test]
fn records_with_one_id_in_two_documents_are_distinct() {
    let files = [("1.json", FIRST), ("2.json", FIRST)];
    let outcome = run_files(&each_document(), &files);
    let subjects: Vec<&str> =
        outcome.findings.iter().map(|finding| finding.anchor.subject.as_str()).collect();
    assert_eq!(subjects, ["1.json: things/a", "2.json: things/a"]);
    let fingerprints = |findings: &[Finding]| -> Vec<String> {
        findings.iter().map(|finding| finding.fingerprint().to_string()).collect()
    };
    let alone = run_files(&each_document(), &files[1..]);
    assert_eq!(fingerprints(&outcome.findings)[1..], fingerprints(&alone.findings));
}

#[test]
fn a_broken_document_only_stops_its_own_rules() {
    let files = [("1.json", "{"), ("2.json", SECOND)];
    let lines = run_files(&each_document(), &files).lines;
    assert_eq!(lines.len(), 3, "{lines:?}");
    assert!(lines[0].contains("error[syntax]"), "{lines:?}");
    let together = run_files(RULES, &files).lines;
    assert_eq!(together.len(), 1, "{together:?}");
}

#[test]
fn an_unknown_word_is_refused() {
    assert_eq!(
        run(&RULES.replacen('\n', "scope = \"documents\"\n", 1), FIRST).lines,
        ["factlint.toml:3:9: error[rulebook]: got `documents`, want one of `dataset`, `document`"]
    );
}

#[test]
fn a_record_that_a_path_selects_twice_is_one_record() {
    let rules = r#"
[collections]
leaves = { select = "$..[?@.branch]..leaf" }

[rules.unique]
kind   = "unique"
in     = "leaves"
fields = "@"
"#;
    let data = r#"{ "tree": { "branch": 1, "twig": { "branch": 2, "leaf": "a" } } }"#;
    assert_eq!(run(rules, data).lines, Vec::<String>::new());
}

#[test]
fn another_folder_has_exactly_the_id_for_which_a_near_one_was_offered() {
    let rulebook = |scope: &str, within: &str| {
        format!(
            r#"version = 1
documents = ["*/*.json"]
{scope}
[collections]
people = {{ select = "$.people[*]", id = "id" }}
claims = {{ select = "$.claims[*]", id = "id" }}

[rules.named]
kind  = "reference"
in    = "claims"
field = "of"
to    = "people"
{within}

[rules.listed]
kind     = "codelist"
in       = "claims"
field    = "of"
to       = "people"
to-field = "id"
{within}
"#
        )
    };
    let data = |id: &str, of: &str| {
        format!(r#"{{"people": [{{"id": "{id}"}}], "claims": [{{"id": "c-{id}", "of": "{of}"}}]}}"#)
    };
    for (scope, within, has) in [
        ("scope = 'document'", "", true),
        ("", "within = 'document'", true),
        ("", "within = 'folder'", true),
        ("", "", false),
    ] {
        let folder = Folder::new(&[
            ("factlint.toml", &rulebook(scope, within)),
            ("a/x.json", &data("canada", "canadaa")),
            ("b/y.json", &data("canadaa", "canadaa")),
        ]);
        let outcome = folder.check(&["--format", "human"]);
        let number = outcome.stdout.matches("but in another folder").count();
        assert_eq!(number, if has { 2 } else { 0 }, "{scope} {within}: {outcome:#?}");
        assert!(!outcome.stdout.contains("did you mean"), "{scope} {within}: {outcome:#?}");
    }
}
