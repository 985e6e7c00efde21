//! Tests ids of several fields, and references to such ids.

use super::{NONE, check};
use crate::command::Folder;
use factlint::finding::decoded;

const ASSETS: &str = r#"
[collections]
assets = { select = "$.assets[*]", id = ["chain", "denom"] }
pairs = { select = "$.pairs[*]", id = "id" }
"#;

const REFERENCE: &str = r#"
[rules.r]
kind  = "reference"
in    = "pairs"
field = ["chain", "denom"]
to    = "assets"
"#;

fn found(rules: &str, data: &str) -> Vec<String> {
    check(&format!("{ASSETS}{rules}"), &[("data.json", data)])
}

#[test]
fn all_fields_of_an_id_are_compared() {
    let data = r#"{"assets": [{"chain": "a", "denom": "x"}, {"chain": "b", "denom": 1.0}], "pairs": [
{"id": "1", "chain": "a", "denom": "x"},
{"id": "2", "chain": "b", "denom": 1},
{"id": "3", "chain": "a", "denom": "1"},
{"id": "4", "chain": "b", "denom": "x"},
{"id": "5", "chain": "b"},
{"id": "6", "chain": "b", "denom": null}
]}"#;
    assert_eq!(
        found(REFERENCE, data),
        [
            "data.json:4:22: error[r]: no record of `assets` has the id `a/1`",
            "data.json:5:22: error[r]: no record of `assets` has the id `b/x`"
        ]
    );
}

#[test]
fn values_with_the_separator_do_not_run_together() {
    let data = r#"{"assets": [{"chain": "a/b", "denom": "c"}, {"chain": "d\\", "denom": "e"}], "pairs": [
{"id": "1", "chain": "a", "denom": "b/c"},
{"id": "2", "chain": "a/b", "denom": "c"},
{"id": "3", "chain": "d\\", "denom": "e"},
{"id": "4", "chain": "d", "denom": "\\/e"}
]}"#;
    assert_eq!(
        found(REFERENCE, data),
        [
            r"data.json:2:22: error[r]: no record of `assets` has the id `a/b\/c`",
            r"data.json:5:22: error[r]: no record of `assets` has the id `d/\\\/e`"
        ]
    );
}

#[test]
fn only_the_value_that_differs_is_corrected() {
    let folder = Folder::new(&[
        (
            "factlint.toml",
            &format!("version = 1\ndocuments = [\"data.json\"]\n{ASSETS}{REFERENCE}"),
        ),
        (
            "data.json",
            r#"{"assets": [{"chain": "osmosis", "denom": "uosmo"}], "pairs": [{"id": "1", "chain": "osmossis", "denom": "uosmo"}]}"#,
        ),
    ]);
    let outcome = folder.check(&["--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&outcome.stdout).expect("JSON");
    let edit = &report["findings"][0]["suggestions"][0];
    assert_eq!(edit["replacement"], "\"osmosis\"", "{report:#}");
    folder.check(&["--fix", "--unsafe-fixes"]).assert_code(0);
    assert!(folder.read("data.json").contains(r#""chain": "osmosis", "denom": "uosmo"}]"#));
}

#[test]
fn a_record_is_anchored_by_all_fields_of_its_id() {
    let rule = "[rules.r]\nkind = \"presence\"\nin = \"assets\"\nrequired = \"name\"\n";
    let folder = Folder::new(&[
        (
            "dataset/factlint.toml",
            &format!("version = 1\ndocuments = [\"data.json\"]\n{ASSETS}{rule}"),
        ),
        (
            "dataset/data.json",
            r#"{"assets": [{"chain": "a", "denom": "x"}, {"chain": "a", "denom": "y/z"}, {"chain": "a"}], "pairs": []}"#,
        ),
    ]);
    let run = folder.check_dataset();
    let of_rule = decoded(&run.findings).filter(|finding| finding.rule == "r");
    let subjects: Vec<String> = of_rule.map(|finding| finding.anchor.subject).collect();
    assert_eq!(subjects[0], "assets/a/x", "{subjects:?}");
    assert_eq!(subjects[1], r"assets/a/y\/z");
    // A record that lacks one of the id's fields is identified by a hash of the values that the rule reads.
    assert!(subjects[2].len() > 40, "{}", subjects[2]);
}

#[test]
fn records_that_no_list_of_fields_names_are_orphans() {
    let orphan = |by: &str| format!("[rules.r]\nkind = \"orphan\"\nin = \"assets\"\nby = {by}\n");
    let data = r#"{"assets": [
{"chain": "a", "denom": "x"},
{"chain": "b", "denom": "y"}
], "pairs": [{"id": "1", "chain": "a", "denom": "x"}, {"id": "2", "chain": "b", "denom": "x"}]}"#;
    let by = r#"[["pairs.chain", "pairs.denom"]]"#;
    assert_eq!(found(&orphan(by), data), ["data.json:3:11: warning[r]: nothing refers to `b/y`"]);
    let unreadable = data.replace(r#""denom": "x"}]}"#, r#""denom": ["x"]}]}"#);
    let lines = found(&orphan(by), &unreadable);
    assert!(lines.iter().all(|line| !line.contains("warning[r]: nothing")), "{lines:?}");
}

#[test]
fn ids_and_references_have_the_same_number_of_fields() {
    let reference = |field: &str, id: &str| {
        format!(
            "[collections]\nassets = {{ select = \"$.a[*]\", id = {id} }}\npairs = {{ select = \"$.p[*]\" }}\n[rules.r]\nkind = \"reference\"\nin = \"pairs\"\nfield = {field}\nto = \"assets\"\n"
        )
    };
    for (rules, want) in [
        (
            reference(r#"["a", "b"]"#, r#"["a", "b", "c"]"#),
            "factlint.toml:9:9: error[rulebook]: the id of `assets` has 3 fields (a, b, c), but `field` has 2",
        ),
        (
            reference("\"a\"", r#"["a", "b"]"#),
            "factlint.toml:9:9: error[rulebook]: the id of `assets` has 2 fields (a, b), but `field` has 1",
        ),
        (
            reference(r#"["a", "b"]"#, "\"a\""),
            "factlint.toml:9:9: error[rulebook]: the id of `assets` has 1 field (a), but `field` has 2",
        ),
        (
            format!("{}relative = \"-\"\n", reference(r#"["a", "b"]"#, r#"["a", "b"]"#)),
            "factlint.toml:11:12: error[rulebook]: an id of several fields cannot be relative",
        ),
        (
            format!(
                "{ASSETS}[rules.r]\nkind = \"orphan\"\nin = \"assets\"\nby = \"pairs.chain\"\n"
            ),
            "error[rulebook]: the id of `assets` has 2 fields (chain, denom), but `by` has 1",
        ),
        (
            format!(
                "{ASSETS}[rules.r]\nkind = \"orphan\"\nin = \"assets\"\nby = [[\"pairs.chain\", \"assets.denom\"]]\n"
            ),
            "error[rulebook]: got fields of `pairs` and `assets`, want the fields of one collection",
        ),
        (
            format!("{ASSETS}[rules.r]\nkind = \"acyclic\"\nin = \"assets\"\nfield = \"chain\"\n"),
            "error[rulebook]: the id of `assets` has 2 fields (chain, denom), but `field` has 1",
        ),
        (
            format!("{ASSETS}[rules.r]\nkind = \"inverse\"\nin = \"assets\"\nfield = \"other\"\n"),
            "factlint.toml:10:9: error[rulebook]: the id of `assets` has 2 fields (chain, denom), but `field` has 1",
        ),
        (
            format!(
                "{ASSETS}[rules.r]\nkind = \"inverse\"\nin = \"pairs\"\nto = \"assets\"\nfield = [\"c\", \"d\"]\nto-field = [\"e\", \"f\"]\n"
            ),
            "factlint.toml:12:12: error[rulebook]: the id of `pairs` has 1 field (id), but `to-field` has 2",
        ),
        (
            format!(
                "{ASSETS}[rules.r]\nkind = \"inverse\"\nin = \"assets\"\nfield = \"c\"\nto-field = [\"e\", \"f\"]\n"
            ),
            "factlint.toml:10:9: error[rulebook]: got 1 field, but `to-field` has 2",
        ),
        (
            format!(
                "{ASSETS}[rules.r]\nkind = \"codelist\"\nin = \"pairs\"\nfield = [\"a\", \"b\"]\nto = \"assets\"\nto-field = \"c\"\n"
            ),
            "factlint.toml:10:9: error[rulebook]: got 2 fields, but `to-field` has 1",
        ),
        (
            format!(
                "{ASSETS}[rules.r]\nkind = \"codelist\"\nin = \"pairs\"\nfield = [\"a\", \"b\"]\nvalues = [\"x\"]\n"
            ),
            "factlint.toml:10:9: error[rulebook]: got 2 fields, which can only be looked up in `to`, by `to-field`",
        ),
        (
            "[collections]\nassets = { select = \"$.a[*]\", id = [\"a\", \"a\"] }\n".to_owned(),
            "factlint.toml:4:42: error[rulebook]: `a` is in this list twice, want it once",
        ),
        (
            "[collections]\nassets = { select = \"$.a[*]\", id = [] }\n".to_owned(),
            "factlint.toml:4:36: error[rulebook]: got an empty list, want a field or several",
        ),
    ] {
        let rulebook = format!("version = 1\ndocuments = [\"data.json\"]\n{rules}");
        let folder = Folder::new(&[("factlint.toml", &rulebook), ("data.json", "{}")]);
        let outcome = folder.check(&["--format", "concise"]);
        assert_eq!(outcome.code, Some(2), "{outcome:?}");
        assert!(outcome.stdout.contains(want), "{want}: {outcome:?}");
    }
}

#[test]
fn a_misspelt_field_of_an_id_or_of_a_reference_is_reported() {
    let data = r#"{"assets": [{"chain": "a", "denom": "x"}], "pairs": [{"id": "1", "chain": "a", "denom": "x"}]}"#;
    assert_eq!(found(REFERENCE, data), NONE);
    for (from, to) in [
        ("[\"chain\", \"denom\"] }", "[\"chain\", \"demon\"] }"),
        ("= [\"chain\", \"denom\"]\n", "= [\"chian\", \"denom\"]\n"),
    ] {
        let rules = format!("{ASSETS}{REFERENCE}").replace(from, to);
        let folder = Folder::new(&[
            ("factlint.toml", &format!("version = 1\ndocuments = [\"data.json\"]\n{rules}")),
            ("data.json", data),
        ]);
        let outcome = folder.check(&["--format", "concise"]);
        assert!(outcome.stdout.contains("warning[idle]"), "{to}: {outcome:?}");
    }
}

#[test]
fn records_with_the_same_key_of_several_fields_are_counted() {
    let rule = "[rules.r]\nkind = \"count\"\nin = \"assets\"\nfield = \"n\"\nto = \"pairs\"\nkey = [\"chain\", \"denom\"]\nto-field = [\"base.chain\", \"base.denom\"]\n";
    let data = r#"{"assets": [
{"chain": "a", "denom": "x", "n": 2},
{"chain": "a", "denom": "y", "n": 1},
{"chain": "a", "n": 0}
], "pairs": [
{"id": "1", "base": {"chain": "a", "denom": "x"}},
{"id": "2", "base": {"chain": "a", "denom": "x"}},
{"id": "3", "base": {"chain": "b", "denom": "y"}},
{"id": "4", "base": {"chain": "a"}}
]}"#;
    let lines = found(rule, data);
    assert_eq!(lines.len(), 1, "{lines:?}");
    assert!(lines[0].starts_with("data.json:3:35: error[r]: `a/y` states 1"), "{lines:?}");
    let rulebook = format!("version = 1\ndocuments = [\"data.json\"]\n{ASSETS}{rule}");
    let rulebook = rulebook.replace("[\"base.chain\", \"base.denom\"]", "\"base.chain\"");
    let folder = Folder::new(&[("factlint.toml", &rulebook), ("data.json", data)]);
    let outcome = folder.check(&["--format", "concise"]);
    assert!(
        outcome.stdout.contains("error[rulebook]: got 2 fields, but `to-field` has 1"),
        "{outcome:?}"
    );
}

#[test]
fn references_by_several_fields_must_be_returned() {
    let rule = "[rules.r]\nkind = \"inverse\"\nin = \"assets\"\nfield = [\"twin.chain\", \"twin.denom\"]\n";
    let data = r#"{"pairs": [], "assets": [
{"chain": "a", "denom": "x", "twin": {"chain": "b", "denom": "y"}},
{"chain": "b", "denom": "y", "twin": {"chain": "a", "denom": "x"}},
{"chain": "c", "denom": "z", "twin": {"chain": "b", "denom": "y"}},
{"chain": "d", "denom": "z", "twin": {"chain": "gone", "denom": "y"}},
{"chain": "e", "denom": "z"}
]}"#;
    assert_eq!(
        found(rule, data),
        [
            "data.json:4:48: error[r]: `c/z` names `b/y` in `twin.chain, twin.denom`, but `b/y` does not name `c/z`"
        ]
    );
    // What cannot be read may be the reference that is missed.
    let unreadable =
        data.replace(r#"{"chain": "a", "denom": "x"}}"#, r#"{"chain": "c", "denom": ["z"]}}"#);
    let lines = found(rule, &unreadable);
    assert!(lines.iter().all(|line| !line.contains("`c/z` names")), "{lines:?}");
}

#[test]
fn references_by_several_fields_must_be_returned_in_other_fields() {
    let rule = "[rules.r]\nkind = \"inverse\"\nin = \"assets\"\nfield = \"main\"\nto = \"pairs\"\nto-field = [\"chain\", \"denom\"]\n";
    let data = r#"{"assets": [
{"chain": "a", "denom": "x", "main": "1"},
{"chain": "a", "denom": "y", "main": "2"},
{"chain": "a", "denom": "z", "main": "3"}
], "pairs": [
{"id": "1", "chain": "a", "denom": "x"},
{"id": "2", "chain": "a", "denom": "x"},
{"id": "3"}
]}"#;
    assert_eq!(
        found(rule, data),
        [
            "data.json:3:38: error[r]: `a/y` names `2` in `main`, but `2` does not name `a/y` in `chain, denom`",
            "data.json:4:38: error[r]: `a/z` names `3` in `main`, but `3` does not name `a/z` in `chain, denom`"
        ]
    );
}

#[test]
fn a_cycle_through_ids_of_several_fields_is_found() {
    let rule =
        "[rules.r]\nkind = \"acyclic\"\nin = \"assets\"\nfield = [\"of.chain\", \"of.denom\"]\n";
    let data = r#"{"pairs": [], "assets": [
{"chain": "a", "denom": "x", "of": {"chain": "b", "denom": "x"}},
{"chain": "b", "denom": "x", "of": {"chain": "a", "denom": "x"}},
{"chain": "b", "denom": "y", "of": {"chain": "a", "denom": "x"}},
{"chain": "a", "denom": "y", "of": {"chain": "a", "denom": "x"}}
]}"#;
    assert_eq!(
        found(rule, data),
        ["data.json:2:46: error[r]: a cycle in `of.chain, of.denom`: `a/x` -> `b/x` -> `a/x`"]
    );
    let itself = r#"{"pairs": [], "assets": [{"chain": "a", "denom": "x", "of": {"chain": "a", "denom": "x"}}]}"#;
    assert_eq!(found(rule, itself).len(), 1);
    assert_eq!(found(&format!("{rule}itself = true\n"), itself), NONE);
}

#[test]
fn several_fields_are_looked_up_together_in_the_records_of_a_collection() {
    let rule = "[rules.r]\nkind = \"codelist\"\nin = \"pairs\"\nfield = [\"chain\", \"denom\"]\nto = \"assets\"\nto-field = [\"chain\", \"symbol\"]\n";
    let data = r#"{"assets": [
{"chain": "osmosis", "denom": "1", "symbol": "OSMO"},
{"chain": "juno", "denom": "2", "symbol": "JUNO"}
], "pairs": [
{"id": "1", "chain": "osmosis", "denom": "OSMO"},
{"id": "2", "chain": "osmosis", "denom": "JUNO"},
{"id": "3", "chain": "juno"}
]}"#;
    assert_eq!(
        found(rule, data),
        [
            "data.json:6:22: error[r]: got `osmosis/JUNO` in `chain, denom`, want a `chain, symbol` of `assets`"
        ]
    );
    // What cannot be read may be the code.
    let unreadable = data.replace(r#""symbol": "JUNO""#, r#""symbol": ["JUNO"]"#);
    let lines = found(rule, &unreadable);
    assert!(lines.iter().all(|line| !line.contains("error[r]")), "{lines:?}");
}

#[test]
fn a_code_of_several_fields_is_not_corrected_by_an_edit_of_one() {
    let rule = "[rules.r]\nkind = \"codelist\"\nin = \"pairs\"\nfield = [\"chain\", \"denom\"]\nto = \"assets\"\nto-field = [\"chain\", \"denom\"]\n";
    let data = r#"{"assets": [{"chain": "osmosis", "denom": "uosmo"}], "pairs": [{"id": "1", "chain": "osmossis", "denom": "uosmo"}]}"#;
    let rulebook = format!("version = 1\ndocuments = [\"data.json\"]\n{ASSETS}{rule}");
    let folder = Folder::new(&[("factlint.toml", &rulebook), ("data.json", data)]);
    let report = folder.check(&["--format", "json"]).report();
    let finding = &report["findings"][0];
    assert_eq!(finding["help"], "did you mean `osmosis/uosmo`?", "{report:#}");
    assert_eq!(finding["suggestions"], serde_json::json!([]));
}

#[test]
fn shares_are_added_per_value_of_several_fields() {
    let rule = "[rules.r]\nkind = \"sum\"\nin = \"assets\"\nitems = \"share\"\ntotal = 100\nper = [\"of\", \"year\"]\n";
    let data = r#"{"pairs": [], "assets": [
{"chain": "1", "denom": "x", "of": "a", "year": 2020, "share": 60},
{"chain": "2", "denom": "x", "of": "a", "year": 2020, "share": 40},
{"chain": "3", "denom": "x", "of": "a", "year": 2021, "share": 60},
{"chain": "4", "denom": "x", "of": "b", "year": 2021, "share": 100},
{"chain": "5", "denom": "x", "of": "b", "share": 7}
]}"#;
    assert_eq!(
        found(rule, data),
        [
            "data.json:4:64: error[r]: the one part with the `of, year` `a/2021` is 60, 40 less, want 100"
        ]
    );
}

#[test]
fn a_record_whose_id_begins_with_an_outer_key_is_shown_at_its_own_key() {
    let rulebook = "version = 1\ndocuments = [\"data.json\"]\n\n[collections]\n\
        releases = { select = \"$.*.releases.*\", id = [\"key(^^)\", \"key(@)\"] }\n\n\
        [rules.dated]\nkind = \"presence\"\nin = \"releases\"\nrequired = \"date\"\n";
    let data = "{\n  \"chrome\": {\n    \"releases\": {\n      \"1\": { \"date\": \"2008\" },\n      \"2\": {}\n    }\n  }\n}\n";
    let folder = Folder::new(&[("factlint.toml", rulebook), ("data.json", data)]);
    let outcome = folder.check(&["--format", "concise"]);
    let want = "data.json:5:7: error[dated]: `chrome/2` has no `date`\n";
    assert!(outcome.stdout.starts_with(want), "{outcome:#?}");
}
