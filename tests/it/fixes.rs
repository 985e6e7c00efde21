//! Tests `factlint check --fix`: which edits it applies, which documents stay unchanged, and its output.

use crate::command::{Folder, Outcome};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value, json};
use std::cell::Cell;
use std::collections::BTreeSet;
use std::io::Write;
use std::process::Stdio;

const RULEBOOK: &str = r#"version = 1
documents = ["data/*"]

[collections]
things = { select = ["$.things[*]", "$[*]"], id = "id" }

[rules.part-of]
kind  = "reference"
in    = "things"
field = "part_of[*]"
to    = "things"

[rules.status]
kind   = "codelist"
in     = "things"
field  = "status"
values = ["open", "closed", "Über"]

[rules.circle]
kind  = "acyclic"
in    = "things"
field = "part_of[*]"

[rules.idle]
level = "off"
"#;

fn folder(documents: &[(&str, &str)]) -> Folder {
    let folder = Folder::new(&[("factlint.toml", RULEBOOK)]);
    for (name, text) in documents {
        folder.write(name, text);
    }
    folder
}

fn check(folder: &Folder, arguments: &[&str]) -> Outcome {
    folder.check(&[&["--format", "concise"], arguments].concat())
}

const PROJECTS: &str = "{\r\n\t\"things\": [\r\n\t\t{ \"id\": \"trace\", \"n\": 1.50e3, \"status\":\"OPEN\" },\r\n\t\t{ \"id\":\"d\\u00e9j\\u00e0\", \"part_of\": [\"Trace\" ], \"status\": \"clsoed\" }\r\n\t] }";

#[test]
fn bytes_outside_safe_edits_are_unchanged() {
    let lines = "\u{feff}{\"id\":\"a\",  \"part_of\":[\" TRACE\"]}\n\n{\"id\":\"b\", \"status\":\"U\u{308}ber\"}\n";
    let folder = folder(&[("data/a.json", PROJECTS), ("data/b.jsonl", lines)]);
    let outcome = check(&folder, &["--fix"]);
    outcome.assert(1, "data/a.json:4:");
    assert_eq!(
        outcome.stderr,
        "edited data/a.json: 2 safe edits\nedited data/b.jsonl: 3 safe edits\n"
    );
    assert_eq!(
        folder.read("data/a.json"),
        PROJECTS.replace("OPEN", "open").replace("\"Trace\"", "\"trace\"")
    );
    let want = "{\"id\":\"a\",  \"part_of\":[\"trace\"]}\n\n{\"id\":\"b\", \"status\":\"Über\"}\n";
    assert_eq!(folder.read("data/b.jsonl"), want);
    // The remaining findings need a person, so a second run changes nothing.
    let again = check(&folder, &["--fix"]);
    assert_eq!((again.stdout, again.stderr.as_str()), (outcome.stdout, ""));
}

#[test]
fn unsafe_edits_are_applied_only_on_request() {
    let folder = folder(&[("data/a.json", PROJECTS)]);
    let outcome = check(&folder, &["--fix", "--unsafe-fixes"]);
    outcome.assert_code(0);
    assert_eq!(outcome.stderr, "edited data/a.json: 2 safe edits, 1 unsafe edit\n");
    assert!(folder.read("data/a.json").contains("\"status\": \"closed\" }"));
    let alone = check(&folder, &["--unsafe-fixes"]);
    alone.assert_code(2);
    assert!(alone.stderr.contains("--fix"), "{alone:?}");
}

const LISTS: &str = r#"version = 1
documents = ["data.json"]

[collections]
bodies   = { select = "$.bodies[*]", id = "id" }
mentions = { select = "$.mentions[*]" }

[rules.partners]
kind  = "inverse"
in    = "bodies"
field = "partners[*]"

[rules.names]
kind  = "similar"
in    = "mentions"
field = "name"
to    = "bodies"
key   = "body"
"#;

/// Two bodies: the first has no list of aliases, the second has an empty list of partners.
const INCOMPLETE: &str = r#"{
  "bodies": [
    {
      "id": "a",
      "name": "Interpol Lyon",
      "partners": [
        "b"
      ]
    },
    {
      "id": "b",
      "name": "Europol",
      "partners": []
    }
  ],
  "mentions": [
    {
      "name": "Interpol Lyons",
      "body": "a"
    }
  ]
}
"#;

#[test]
fn an_inserted_list_has_the_style_of_the_document() {
    let name = "\"name\": \"Interpol Lyon\",\n";
    let aliases = "      \"aliases\": [\n        \"Interpol Lyons\"\n      ],\n";
    let complete = INCOMPLETE
        .replace(name, &format!("{name}{aliases}"))
        .replace("\"partners\": []", "\"partners\": [\n        \"a\"\n      ]");
    let indented = |text: &str, by: &str| {
        let line = |line: &str| {
            let content = line.trim_start();
            format!("{}{content}\n", by.repeat((line.len() - content.len()) / 2))
        };
        text.lines().map(line).collect::<String>()
    };
    let on_one_line = |text: &str, gap: &str| {
        let lines = text.lines().map(str::trim_start).collect::<String>();
        lines
            .replace("\":", &format!("\":{gap}"))
            .replace(":  ", ": ")
            .replace(",\"", &format!(",{gap}\""))
            .replace(",{", &format!(",{gap}{{"))
    };
    let styles: [&dyn Fn(&str) -> String; 6] = [
        &|text| text.to_owned(),
        &|text| indented(text, "    "),
        &|text| indented(text, "\t"),
        &|text| indented(text, "   ").replace('\n', "\r\n"),
        &|text| on_one_line(text, " "),
        &|text| on_one_line(&text.replace("\": ", "\":"), ""),
    ];
    // If a document is large, only the looked-up records are kept in memory, without the white space around them.
    let filler =
        |number: usize| format!("{{\"id\": \"f{number}\", \"text\": \"{}\"}},\n", "x".repeat(400));
    let filler = (0..12_000).map(filler).collect::<String>();
    let large = |text: &str| {
        indented(text, "   ").replace("\"bodies\": [\n", &format!("\"bodies\": [\n{filler}"))
    };
    assert!(filler.len() > 4 << 20);
    for style in styles.into_iter().chain([&large as &dyn Fn(&str) -> String]) {
        let folder = Folder::new(&[("factlint.toml", LISTS), ("data.json", &style(INCOMPLETE))]);
        let outcome = check(&folder, &["--fix", "--unsafe-fixes"]);
        assert_eq!(outcome.stderr, "edited data.json: 2 unsafe edits\n");
        assert!(folder.read("data.json") == style(&complete), "{}", outcome.stderr);
    }
}

#[test]
fn two_misspelt_keys_are_not_corrected_to_the_same_key() {
    let rulebook = r#"version = 1
documents = ["*.json"]

[collections]
books = { select = "$[*]", id = "id" }

[rules.keys]
kind     = "presence"
in       = "books"
required = ["title"]
only     = ["id", "title", "year"]
"#;
    let data = r#"[{ "id": "a", "titel": "x", "tilte": "y" }, { "id": "b", "titlle": "z" }]"#;
    let folder = Folder::new(&[("factlint.toml", rulebook), ("data.json", data)]);
    let outcome = check(&folder, &["--fix", "--unsafe-fixes"]);
    assert_eq!(outcome.stderr, "edited data.json: 1 unsafe edit\n");
    assert_eq!(folder.read("data.json"), data.replace("\"titlle\"", "\"title\""));
}

#[test]
fn an_alias_is_recorded_under_one_key() {
    let data = INCOMPLETE.replace("\"id\": \"a\"", "\"id\": \"a\", \"aliases\": []");
    let folder = Folder::new(&[("factlint.toml", LISTS), ("data.json", &data)]);
    check(&folder, &["--fix", "--unsafe-fixes"]);
    let fixed: Value = serde_json::from_str(&folder.read("data.json")).expect("JSON");
    assert_eq!(fixed.pointer("/bodies/0/aliases"), Some(&json!(["Interpol Lyons"])));
}

#[test]
fn a_diff_shows_what_would_change_and_changes_nothing() {
    let folder = folder(&[("data/a.json", PROJECTS)]);
    let outcome = check(&folder, &["--diff"]);
    outcome.assert_code(1);
    let left = "remaining findings: 1 error\n";
    assert_eq!(outcome.stderr, format!("would edit data/a.json: 2 safe edits\n{left}"));
    let lines: Vec<&str> = outcome.stdout.lines().collect();
    assert_eq!(lines[..2], ["--- data/a.json", "+++ data/a.json"]);
    let signs = |sign: char| lines[2..].iter().filter(|line| line.starts_with(sign)).count();
    assert_eq!((signs('-'), signs('+')), (2, 2), "{}", outcome.stdout);
    assert_eq!(folder.read("data/a.json"), PROJECTS);

    folder.write("data/a.json", "{\"things\": [{\"id\": \"a\", \"status\": \"OPEN\"}]}");
    let only_form = check(&folder, &["--diff"]);
    only_form.assert_code(1);
    check(&folder, &["--fix"]).assert_code(0);
    let nothing = check(&folder, &["--diff"]);
    nothing.assert_code(0);
    assert_eq!((nothing.stdout.as_str(), nothing.stderr.as_str()), ("", ""));
}

#[test]
fn an_empty_diff_counts_the_remaining_findings() {
    let folder = folder(&[("data/a.json", PROJECTS)]);
    check(&folder, &["--fix"]).assert_code(1);
    let outcome = check(&folder, &["--diff"]);
    outcome.assert_code(0);
    assert_eq!(outcome.stdout, "");
    assert_eq!(outcome.stderr, "remaining findings: 1 error\n");
    check(&folder, &["--diff", "--unsafe-fixes"]).assert_code(1);
}

#[test]
fn diff_and_fix_produce_the_same_text() {
    let folder = folder(&[("data/a.json", PROJECTS)]);
    let diff = check(&folder, &["--diff", "--unsafe-fixes"]).stdout;
    let mut patched = Vec::new();
    for line in diff.split_inclusive('\n').skip(3) {
        match line.split_at(1) {
            ("+" | " ", text) => patched.push(text),
            ("\\", _) => {
                let last = patched.pop().expect("a line");
                patched.push(last.trim_end_matches('\n'));
            }
            _ => {}
        }
    }
    check(&folder, &["--fix", "--unsafe-fixes"]).assert_code(0);
    assert_eq!(folder.read("data/a.json"), patched.concat());
}

#[test]
fn only_documents_in_the_given_paths_are_edited() {
    let text = "{\"things\": [{\"id\": \"a\", \"status\": \"OPEN\"}]}";
    let folder = folder(&[("data/a.json", text), ("data/b.json", &text.replace("\"a\"", "\"b\""))]);
    check(&folder, &["--fix", "data/b.json"]).assert_code(0);
    assert_eq!(folder.read("data/a.json"), text);
    assert!(folder.read("data/b.json").contains("\"open\""));
}

#[test]
fn a_report_for_machines_has_the_remaining_findings() {
    let folder = folder(&[("data/a.json", PROJECTS)]);
    let report = folder.check(&["--fix", "--format", "json"]).report();
    let findings = report["findings"].as_array().expect("findings");
    assert_eq!(findings.len(), 1);
    assert_eq!(findings[0]["suggestions"][0]["applicability"], "unsafe");
    let line = findings[0]["places"][0]["start"]["line"].as_u64();
    assert_eq!(line, Some(4));
}

/// Members and groups that name each other.
const INVERSE: &str = r#"version = 1
documents = ["data*"]

[collections]
groups  = { select = "$.groups[*]", id = "id" }
members = { select = "$.members[*]", id = "id" }

[rules.both-ways]
kind     = "inverse"
in       = "members"
field    = "groups[*]"
to       = "groups"
to-field = "members[*]"
"#;

#[test]
fn elements_added_at_the_same_place_are_all_added() {
    let data = "{ \"groups\": [{ \"id\": \"g\", \"members\": [\"a\"] }],\n  \"members\": [\n    { \"id\": \"a\", \"groups\": [\"g\"] },\n    { \"id\": \"b\", \"groups\": [\"g\"] },\n    { \"id\": \"c\", \"groups\": [\"g\"] }\n] }\n";
    let folder = Folder::new(&[("factlint.toml", INVERSE), ("data.json", data)]);
    let outcome = check(&folder, &["--fix", "--unsafe-fixes"]);
    outcome.assert_code(0);
    assert_eq!(outcome.stderr, "edited data.json: 2 unsafe edits\n");
    assert_eq!(
        folder.read("data.json"),
        data.replace("\"members\": [\"a\"]", "\"members\": [\"a\", \"b\", \"c\"]")
    );

    // A document in canonical form keeps that form.
    folder.write("data.json", data);
    folder.factlint(&["fmt"]).assert_code(0);
    check(&folder, &["--fix", "--unsafe-fixes"]).assert_code(0);
    assert!(folder.read("data.json").contains("        \"a\",\n        \"b\",\n        \"c\"\n"));
    folder.factlint(&["fmt", "--check"]).assert_code(0);
}

#[test]
fn a_thousand_elements_are_added_in_one_pass_in_every_layout() {
    let ids: Vec<String> = (0..1_200).map(|number| format!("m{number}")).collect();
    let members = ids.iter().map(|id| json!({ "id": id, "groups": ["g"] }));
    let members = json!(members.collect::<Vec<_>>());
    let layouts = [
        (
            "data.json",
            format!(r#"{{"groups": [{{"id": "g", "members": ["m0"]}}], "members": {members}}}"#),
        ),
        (
            "data.yaml",
            format!("groups:\n- id: g\n  members:\n  - m0 # the first\nmembers: {members}\n"),
        ),
        ("data.yml", format!("groups:\n- id: g\n  members: [m0]\nmembers: {members}\n")),
    ];
    for (name, data) in layouts {
        let folder = Folder::new(&[("factlint.toml", INVERSE), (name, &data)]);
        let outcome = check(&folder, &["--fix", "--unsafe-fixes"]);
        outcome.assert_code(0);
        assert_eq!(outcome.stderr, format!("edited {name}: 1199 unsafe edits\n"));
        let edited = folder.read(name);
        assert!(
            edited.contains("m0, m1, m2")
                || edited.contains("\"m0\", \"m1\", \"m2\"")
                || edited.contains("m0 # the first\n  - m1\n  - m2\n"),
            "{edited}"
        );
    }
}

#[test]
fn edits_that_cause_each_other_without_end_are_left_out_and_all_others_applied() {
    // An added `b` becomes `B`, so `b` is added again, and so is `d`.
    let contradiction = "\n[rules.codes]\nkind = \"codelist\"\nin = \"groups\"\nfield = \"members[*]\"\nvalues = [\"a\", \"B\", \"c\", \"D\"]\n";
    let json = "{\"groups\": [{\"id\": \"g\", \"members\": [\"a\"]}, {\"id\": \"h\", \"members\": [\"a\"]}], \"members\": [{\"id\": \"b\", \"groups\": [\"g\"]}, {\"id\": \"c\", \"groups\": [\"h\"]}]}";
    let yaml = "groups:\n- id: i\n  members:\n  - a\n- id: j\n  members:\n  - A\nmembers:\n- id: d\n  groups: [i]\n";
    let folder = Folder::new(&[("data.json", json), ("data.yaml", yaml)]);
    folder.write("factlint.toml", format!("{INVERSE}{contradiction}"));
    let outcome = check(&folder, &["--fix", "--unsafe-fixes"]);
    outcome.assert_code(1);
    let why = "since edits were left after 100 passes";
    assert_eq!(
        outcome.stderr,
        format!(
            "edited data.json: 1 unsafe edit\n\
            edited data.yaml: 1 unsafe edit\n\
            error: data.json: left out the edits in /groups/0/members, {why}\n\
            error: data.yaml: left out the edits in /groups/0/members, {why}\n"
        )
    );
    let second = r#"{"id": "h", "members": ["a", "c"]}"#;
    assert_eq!(folder.read("data.json"), json.replace(r#"{"id": "h", "members": ["a"]}"#, second));
    assert_eq!(folder.read("data.yaml"), yaml.replace("- A", "- a"));
}

#[test]
fn only_the_edits_that_undo_each_other_are_left_out() {
    let contradiction = "\n[rules.other]\nkind = \"codelist\"\nin = \"things\"\nfield = \"status\"\nvalues = [\"OPEN\", \"closed\"]\n";
    let text = "{\"things\": [{\"id\": \"a\", \"status\": \"OPEN\"}, {\"id\": \"b\", \"status\": \"Closed\"}]}";
    let other = "{\"things\": [{\"id\": \"c\", \"status\": \"open\"}]}";
    let folder = folder(&[("data/a.json", text), ("data/b.json", other)]);
    folder.write("factlint.toml", format!("{RULEBOOK}{contradiction}"));
    let diff = check(&folder, &["--diff"]);
    diff.assert_code(1);
    let outcome = check(&folder, &["--fix"]);
    outcome.assert_code(1);
    let left_out = "left out the edits of the value at";
    assert_eq!(
        outcome.stderr,
        format!(
            "edited data/a.json: 1 safe edit\n\
            error: data/a.json: {left_out} /things/0/status, since they undo each other\n\
            error: data/b.json: {left_out} /things/0/status, since they undo each other\n"
        )
    );
    // What is left is what `check` finds.
    assert_eq!(folder.read("data/a.json"), text.replace("Closed", "closed"));
    assert_eq!(folder.read("data/b.json"), other);
    assert_eq!(folder.check(&[]).code, Some(1));
    let report = folder.check(&["--format", "json"]).report();
    assert_eq!(report["findings"].as_array().unwrap().len(), 2);
}

#[test]
fn a_safe_edit_does_not_repeat_an_element() {
    for list in ["[\"Trace\", \"trace\"]", "[\"Trace\", \" TRACE\"]"] {
        let text = format!(
            "{{\"things\": [{{\"id\": \"trace\"}}, {{\"id\": \"b\", \"part_of\": {list}, \"status\": \"OPEN\"}}]}}"
        );
        let folder = folder(&[("data/a.json", &text)]);
        let report = folder.check(&["--format", "json"]).report();
        assert_eq!(
            pointers_of_safe_edits(&report),
            BTreeSet::from(["/things/1/status".to_owned()])
        );
        let outcome = check(&folder, &["--fix"]);
        assert_eq!(outcome.stderr, "edited data/a.json: 1 safe edit\n");
        assert_eq!(folder.read("data/a.json"), text.replace("OPEN", "open"));
    }
}

#[test]
fn an_id_unknown_to_two_rules_is_not_a_typing_error() {
    let rulebook = r#"version = 1
documents = ["data.json"]

[collections]
places = { select = "$.places[*]", id = "id" }
things = { select = "$.things[*]", id = "id" }

[rules.in]
kind  = "reference"
in    = "things"
field = "in"
to    = "places"

[rules.at]
kind  = "reference"
in    = "things"
field = "at"
to    = "places"

[rules.code]
kind   = "codelist"
in     = "things"
field  = "code"
values = ["canada", "france"]

[rules.keys]
kind = "presence"
in   = "things"
only = ["id", "in", "at", "code", "colour"]
"#;
    let edits = |things: &str| {
        let data = format!(r#"{{"places": [{{"id": "canada"}}], "things": [{things}]}}"#);
        let folder = Folder::new(&[("factlint.toml", rulebook), ("data.json", &data)]);
        let report = folder.check(&["--format", "json"]).report();
        let findings = report["findings"].as_array().expect("findings").iter();
        findings.map(|found| found["suggestions"].as_array().expect("edits").len()).sum::<usize>()
    };
    assert_eq!(edits(r#"{"id": "a", "in": "canadaa"}"#), 1);
    assert_eq!(edits(r#"{"id": "a", "in": "canadaa", "at": "canadaa"}"#), 0);
    assert_eq!(edits(r#"{"id": "a", "in": "canadaa", "code": "canadaa"}"#), 0);
    assert_eq!(edits(r#"{"id": "a", "in": "canadaa", "code": "canadda"}"#), 2);
    assert_eq!(edits(r#"{"id": "a", "code": "canadaa"}, {"id": "b", "code": "canadaa"}"#), 0);
    assert_eq!(edits(r#"{"id": "a", "in": "CANADA"}, {"id": "b", "code": "CANADA"}"#), 2);
    assert_eq!(edits(r#"{"id": "a", "color": 1}"#), 1);
    assert_eq!(edits(r#"{"id": "a", "color": 1}, {"id": "b", "color": 1}"#), 0);
}

const UNIQUE: &str = r#"version = 1
documents = ["data.json"]
schema    = "schema.json"

[collections]
things = { select = "$.things[*]", id = "id" }

[rules.status]
kind   = "codelist"
in     = "things"
field  = "status"
values = ["open", "closed"]

[rules.parts]
kind  = "reference"
in    = "things"
field = "parts[*].of"
to    = "things"
itself = true

[rules.one]
kind   = "unique"
in     = "things"
fields = ["status", "year"]
"#;

#[test]
fn a_safe_edit_does_not_make_two_records_or_elements_equal() {
    let schema = r#"{"properties": {"things": {"items": {"properties": {"parts": {"uniqueItems": true}}}}}}"#;
    let data = r#"{"things": [
{"id": "alpha", "status": "open", "year": 1, "parts": [{"of": "alpha"}, {"of": "Alpha"}]},
{"id": "bravo", "status": "OPEN", "year": 1, "parts": [{"of": "Bravo"}]},
{"id": "charlie", "status": "OPEN", "year": 2}
]}
"#;
    let folder =
        Folder::new(&[("factlint.toml", UNIQUE), ("schema.json", schema), ("data.json", data)]);
    let outcome = check(&folder, &["--fix"]);
    outcome.assert_code(1);
    let lines: Vec<&str> = outcome.stderr.lines().collect();
    assert_eq!(lines[0], "edited data.json: 2 safe edits");
    assert_eq!(lines[1], "edits were taken back, since they would cause new findings:");
    assert!(lines[2].contains("error[one]: "), "{outcome:?}");
    assert_eq!(lines.len(), 3, "{outcome:?}");
    let want = data.replace("\"Bravo\"", "\"bravo\"");
    let want = want.replace("\"OPEN\", \"year\": 2", "\"open\", \"year\": 2");
    assert_eq!(folder.read("data.json"), want);
    let report = folder.check(&["--fix", "--format", "json"]).report();
    assert_eq!(pointers_of_safe_edits(&report), BTreeSet::new());
    assert_eq!(folder.read("data.json"), want);
}

/// Regression: if an edit caused two findings, all edits of the document were given up.
#[test]
fn an_edit_that_causes_two_findings_is_taken_back_alone() {
    let rulebook = "version = 1\ndocuments = ['data.json']\n[collections]\nt = { select = '$.t[*]', id = 'id' }
u = { select = '$.u[*]', id = 'id' }\n[rules]\nnamed = { kind = 'reference', in = 't', field = 'p', to = 'u' }
reason = { kind = 'assert', in = 't', where = \"@.p == 'beta'\", that = '@.why' }
capital = { kind = 'pattern', in = 't', where = \"@.id == '1'\", field = 'p', matches = '^[A-Z]' }\n";
    let data = r#"{"t": [{"id": "1", "p": "BETA"}, {"id": "3", "p": "ALPHA", "why": 1}],
"u": [{"id": "alpha"}, {"id": "beta"}]}
"#;
    let folder = Folder::new(&[("factlint.toml", rulebook), ("data.json", data)]);
    let outcome = check(&folder, &["--fix"]);
    assert!(outcome.stderr.starts_with("edited data.json: 1 safe edit\n"), "{outcome:?}");
    assert_eq!(folder.read("data.json"), data.replace("ALPHA", "alpha"));
}

#[test]
fn a_safe_edit_of_a_value_in_the_name_of_a_finding_is_not_taken_back() {
    let rulebook = RULEBOOK.to_owned()
        + "\n[rules.small]\nkind = \"assert\"\nin = \"things\"\nwhere = \"@.status\"\nthat = \"@.status == 'other' || @.size < 3\"\nmessage = \"{size} is not small\"\n";
    let data = r#"[{"status": "OPEN", "size": 5}, {"status": "Closed", "size": 9}]"#;
    let folder = Folder::new(&[("factlint.toml", &rulebook), ("data/a.json", data)]);
    let outcome = check(&folder, &["--fix"]);
    outcome.assert_code(1);
    assert_eq!(outcome.stderr.lines().next(), Some("edited data/a.json: 2 safe edits"));
    assert!(!outcome.stderr.contains("new findings"), "{outcome:?}");
    let want = data.replace("OPEN", "open").replace("Closed", "closed");
    assert_eq!(folder.read("data/a.json"), want);
}

#[test]
fn findings_about_values_that_were_unreadable_before_the_edits_are_reported() {
    let text = "{\"things\": [{\"id\": \"a\", \"part_of\": [\"b\"]}, {\"id\": \"b\", \"part_of\": [\"A\"]}]}";
    let folder = folder(&[("data/a.json", text)]);
    let outcome = check(&folder, &["--fix"]);
    outcome.assert(1, "data/a.json:1:");
    let lines: Vec<&str> = outcome.stderr.lines().collect();
    assert_eq!(lines[0], "edited data/a.json: 1 safe edit");
    assert_eq!(lines[1], "new findings after the edits:");
    assert!(lines[2].contains("error[circle]: "), "{outcome:?}");
}

const CLAIMS: &str = r#"version = 1
documents = ["data.json"]
ledger    = "reviews.toml"

[collections]
things = { select = "$.things[*]", id = "id" }

[rules.status]
kind   = "codelist"
in     = "things"
field  = "status"
values = ["open", "closed"]

[rules.numbered]
kind    = "pattern"
level   = "review"
in      = "things"
field   = "status"
matches = "^[0-9]+$"
"#;

#[test]
fn a_verdict_that_becomes_stale_is_reported() {
    let data = "{ \"things\": [{ \"id\": \"b\", \"status\": \"OPEN\" }] }";
    let folder = Folder::new(&[
        ("factlint.toml", CLAIMS),
        ("data.json", data),
        ("reviews.toml", "version = 1\n"),
    ]);
    let report = folder.check(&["--format", "json"]).report();
    let findings = report["findings"].as_array().expect("findings");
    let Some(finding) = findings.iter().find(|finding| finding["rule"] == "numbered") else {
        panic!("{report:#}")
    };
    let fingerprint = finding["fingerprint"].as_str().expect("a fingerprint");
    let decided = folder.factlint(&[
        "review",
        "decide",
        fingerprint,
        "--outcome",
        "false-positive",
        "--reason",
        "two things",
        "--by",
        "ann",
    ]);
    decided.assert_code(0);
    // Runs without `--today`, since the verdict has the date of the current day.
    let outcome = folder.factlint(&["check", "--fix", "--format", "concise"]);
    assert!(outcome.stderr.contains("verdicts made stale by the edits:"), "{outcome:?}");
    assert!(outcome.stderr.contains("reviews.toml:"), "{outcome:?}");
    assert!(outcome.stderr.contains("stale"), "{outcome:?}");
}

#[test]
fn a_decided_finding_is_not_edited() {
    let data = "{ \"things\": [{ \"id\": \"a\", \"status\": \"OPEN\" }] }";
    let rulebook = CLAIMS.split("\n[rules.numbered]").next().expect("rules");
    let rulebook =
        rulebook.replace("kind   = \"codelist\"", "kind   = \"codelist\"\nlevel = \"review\"");
    let folder = Folder::new(&[
        ("factlint.toml", &rulebook),
        ("data.json", data),
        ("reviews.toml", "version = 1\n"),
    ]);
    let report = folder.check(&["--format", "json"]).report();
    let fingerprint =
        report["findings"][0]["fingerprint"].as_str().expect("a fingerprint").to_owned();
    let decide = [
        "review",
        "decide",
        &fingerprint,
        "--outcome",
        "false-positive",
        "--reason",
        "r",
        "--by",
        "ann",
    ];
    folder.factlint(&decide).assert_code(0);
    folder.factlint(&["check", "--fix", "--format", "concise"]).assert_code(0);
    assert_eq!(folder.read("data.json"), data);
}

#[test]
fn the_standard_input_is_printed_with_its_edits_and_no_file_is_written() {
    let folder = folder(&[
        ("data/a.json", "{}"),
        ("data/b.json", "{\"things\": [{\"id\": \"b\", \"status\": \"OPEN\"}]}"),
    ]);
    let run = |arguments: &[&str], text: &str| {
        let mut command =
            folder.command(&[&["--stdin-filename", "data/a.json"], arguments].concat());
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("it runs");
        child.stdin.take().expect("an input").write_all(text.as_bytes()).expect("it reads");
        let output = child.wait_with_output().expect("it ends");
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
        (output.status.code(), text(output.stdout), text(output.stderr))
    };
    let (code, stdout, stderr) = run(&["--fix"], PROJECTS);
    assert_eq!(code, Some(1));
    assert_eq!(stdout, PROJECTS.replace("OPEN", "open").replace("\"Trace\"", "\"trace\""));
    assert_eq!(stderr, "edited data/a.json: 2 safe edits\n");
    let (code, stdout, _) = run(&["--fix"], "{ \"things\": [] }");
    assert_eq!((code, stdout.as_str()), (Some(0), "{ \"things\": [] }"));
    let (code, stdout, _) = run(&["--diff"], PROJECTS);
    assert_eq!(code, Some(1));
    assert!(stdout.starts_with("--- data/a.json\n+++ data/a.json\n@@ -1,5 +1,5 @@\n"), "{stdout}");
    assert_eq!(folder.read("data/a.json"), "{}");
    assert!(folder.read("data/b.json").contains("OPEN"));
}

#[test]
fn a_large_document_that_is_read_in_blocks_is_edited_in_its_places() {
    let record = |number: usize, status: &str| {
        format!(
            "{{\"id\":\"r{number}\", \"text\":\"{}\",  \"status\":\"{status}\"}}\n",
            "é".repeat(100)
        )
    };
    let text = |wrong: &str| {
        let status = |number: usize| if number % 7_000 == 5 { wrong } else { "open" };
        (0..25_000).map(|number| record(number, status(number))).collect::<String>()
    };
    let before = text("OPEN");
    assert!(before.len() > 5 << 20);
    let folder = folder(&[("data/a.jsonl", &before)]);
    let outcome = check(&folder, &["--fix"]);
    outcome.assert_code(0);
    assert_eq!(outcome.stderr, "edited data/a.jsonl: 4 safe edits\n");
    assert!(folder.read("data/a.jsonl") == text("open"));
}

#[test]
fn a_document_that_is_not_text_is_left_alone() {
    let folder = folder(&[]);
    let bytes = b"\xef\xbb\xbf{\"things\": [{\"id\": \"\xff\"}]}";
    folder.write("data/a.json", bytes);
    let outcome = check(&folder, &["--fix"]);
    outcome.assert_code(1);
    assert_eq!(outcome.stderr, "error: data/a.json was left unchanged: it is not UTF-8 text\n");
    assert_eq!(std::fs::read(folder.path("data/a.json")).expect("bytes"), bytes);
}

#[cfg(unix)]
#[test]
fn nothing_is_written_if_one_document_cannot_be() {
    use std::os::unix::fs::PermissionsExt;
    let text = "{\"things\": [{\"id\": \"a\", \"status\": \"OPEN\"}]}";
    let folder = folder(&[("data/a.json", text), ("data/b.json", &text.replace("\"a\"", "\"b\""))]);
    let read_only = std::fs::Permissions::from_mode(0o444);
    std::fs::set_permissions(folder.path("data/b.json"), read_only).expect("a file");
    let outcome = check(&folder, &["--fix"]);
    outcome.assert_error(
        2,
        "error: cannot write data/b.json: it is read-only; no document was written",
    );
    assert_eq!(folder.read("data/a.json"), text);
    let names: Vec<_> = std::fs::read_dir(folder.path("data")).expect("a folder").collect();
    assert_eq!(names.len(), 2);
}

const STATUSES: &[&str] =
    &["open", "OPEN", "Closed", " closed", "u\u{308}ber", "other", "opne", "clo\u{ad}sed"];

/// Generates records with references that may differ from an id in form: in letter case, Unicode form or spaces.
fn records() -> impl Strategy<Value = Vec<Value>> {
    let ids = ["alpha-one", "Éire", "gamma", "delta", "mW", "MW", "action-stream"];
    let written = prop_oneof![Just(0_usize), Just(1), Just(2), Just(3), Just(4), Just(5),];
    let reference = (0..ids.len(), written).prop_map(move |(index, how)| {
        let id = ids[index];
        match how {
            0 => id.to_owned(),
            1 => id.to_uppercase(),
            2 => id.to_lowercase(),
            3 => format!(" {id}\u{a0}"),
            4 => id.replace('É', "E\u{301}"),
            _ => format!("{id}x"),
        }
    });
    let record = (prop::collection::vec(reference, 0..3), prop::sample::select(STATUSES));
    let record =
        record.prop_map(|(part_of, status)| json!({ "part_of": part_of, "status": status }));
    prop::collection::vec(record, 1..ids.len()).prop_map(move |mut records| {
        for (record, id) in records.iter_mut().zip(ids) {
            record["id"] = id.into();
        }
        records
    })
}

fn pointers_of_safe_edits(report: &Value) -> BTreeSet<String> {
    let findings = report["findings"].as_array().expect("findings").iter();
    let edits = findings.flat_map(|finding| finding["suggestions"].as_array().expect("edits"));
    let safe = edits.filter(|edit| edit["applicability"] == "safe");
    safe.map(|edit| edit["pointer"].as_str().unwrap_or_default().to_owned()).collect()
}

fn fingerprints(report: &Value) -> BTreeSet<String> {
    let findings = report["findings"].as_array().expect("findings").iter();
    // A cycle cannot be checked while one of its references has an unknown id.
    let judged = findings.filter(|finding| finding["kind"] != "acyclic");
    judged.map(|finding| finding["fingerprint"].as_str().expect("a name").to_owned()).collect()
}

/// Collects every value that is not an object or array, with its pointer.
fn leaves(value: &Value, pointer: &str, found: &mut Vec<(String, Value)>) {
    match value {
        Value::Object(members) => {
            members
                .iter()
                .for_each(|(key, value)| leaves(value, &format!("{pointer}/{key}"), found));
        }
        Value::Array(elements) => {
            let elements = elements.iter().enumerate();
            elements.for_each(|(index, value)| leaves(value, &format!("{pointer}/{index}"), found));
        }
        leaf => found.push((pointer.to_owned(), leaf.clone())),
    }
}

#[test]
fn a_fix_applies_all_safe_edits_and_changes_nothing_else() {
    const CASES: u32 = 24;
    let mut runner =
        TestRunner::new(Config { failure_persistence: None, ..Config::with_cases(CASES) });
    let (values, edits) = (Cell::new(0), Cell::new(0));
    let result =
        runner.run(&(records(), any::<bool>(), any::<bool>()), |(records, is_pretty, has_mark)| {
            let document = json!({ "things": records });
            let text = if is_pretty {
                serde_json::to_string_pretty(&document).expect("JSON").replace('\n', "\r\n")
            } else {
                document.to_string()
            };
            let mark = if has_mark { "\u{feff}" } else { "" };
            let folder = folder(&[("data/a.json", &format!("{mark}{text}"))]);
            let before = folder.check(&["--format", "json"]).report();
            let after = folder.check(&["--fix", "--format", "json"]).report();
            prop_assert_eq!(pointers_of_safe_edits(&after), BTreeSet::new());
            prop_assert!(fingerprints(&after).is_subset(&fingerprints(&before)));

            let named = pointers_of_safe_edits(&before);
            let fixed: Value = serde_json::from_str(&folder.read("data/a.json")).expect("JSON");
            let (mut old, mut new) = (Vec::new(), Vec::new());
            leaves(&document, "", &mut old);
            leaves(&fixed, "", &mut new);
            prop_assert_eq!(old.len(), new.len());
            values.set(values.get() + old.len());
            edits.set(edits.get() + named.len());
            for ((pointer, old), (_, new)) in old.into_iter().zip(new) {
                prop_assert_eq!(old != new, named.contains(&pointer), "{}", pointer);
            }
            Ok(())
        });
    println!(
        "fixes: {CASES} datasets with {} values: {} safe edits, none left, no other value changed",
        values.get(),
        edits.get()
    );
    result.expect("the property holds");
    assert!(edits.get() > 0);
}

/// Runs the program with at most 64 open files, unless it raises that limit itself.
#[cfg(unix)]
fn with_few_open_files(folder: &Folder, arguments: &str) -> std::process::Output {
    let program = env!("CARGO_BIN_EXE_factlint");
    let mut command = std::process::Command::new("sh");
    command.args(["-c", &format!("ulimit -Sn 64; exec {program} {arguments}")]);
    command.current_dir(folder.path("")).output().expect("a shell")
}

#[cfg(unix)]
#[test]
fn more_documents_than_files_may_be_open_are_fixed_and_formatted() {
    let folder = Folder::new(&[("factlint.toml", RULEBOOK)]);
    let (wrong, right) = (
        "{\n  \"things\": [\n    {\"id\": \"a\", \"status\": \"OPEN\"}]}\n",
        "{\n  \"things\": [\n    {\"id\": \"a\", \"status\": \"open\"}]}\n",
    );
    let canonical = "{\n  \"things\": [\n    {\n      \"id\": \"a\",\n      \"status\": \"open\"\n    }\n  ]\n}\n";
    for number in 0..300 {
        folder.write(&format!("data/{number}.json"), wrong);
    }
    let assert_all = |text: &str| {
        for number in 0..300 {
            assert_eq!(folder.read(&format!("data/{number}.json")), text, "{number}");
        }
        let files = std::fs::read_dir(folder.path("data")).expect("a folder");
        assert_eq!(files.count(), 300, "something is left over");
    };
    let fixed = with_few_open_files(&folder, "check --fix --format concise");
    assert_eq!(fixed.status.code(), Some(0), "{}", String::from_utf8_lossy(&fixed.stderr));
    assert_all(right);
    let formatted = with_few_open_files(&folder, "fmt");
    assert_eq!(String::from_utf8_lossy(&formatted.stderr), "");
    let formatted = String::from_utf8_lossy(&formatted.stdout).into_owned();
    assert!(formatted.starts_with("formatted data/0.json\nformatted data/1.json\n"), "{formatted}");
    assert!(formatted.ends_with("\n300 documents formatted\n"), "{formatted}");
    assert_all(canonical);
}
