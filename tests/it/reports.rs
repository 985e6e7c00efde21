//! Tests the content and order of reports. Reports for people have the most severe findings last, and reports for
//! machines have a total order. One line names all rules that could not run for the same reason.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use crate::command::{Folder, INTERPOL, Outcome, budget};
use serde_json::Value;

/// One rule per level, most severe first; every record of `of_each_level` violates all four.
const LEVELS: &str = r#"version = 1
documents = ["*.json"]

[collections]
records = { select = "$.records[*]", id = "id" }

[rules.wrong]
kind  = "pattern"
in    = "records"
field = "wrong"
never = "x"

[rules.likely]
kind  = "pattern"
level = "warning"
in    = "records"
field = "likely"
never = "x"

[rules.open]
kind  = "pattern"
level = "review"
in    = "records"
field = "open"
never = "x"

[rules.known]
kind  = "pattern"
level = "notice"
in    = "records"
field = "known"
never = "x"
"#;

fn of_each_level() -> Folder {
    let record = |id: &str| {
        format!(
            "{{ \"records\": [\n  {{ \"id\": \"{id}\", \"wrong\": \"x\", \"likely\": \"x\", \"open\": \"x\", \"known\": \"x\" }}\n] }}\n"
        )
    };
    Folder::new(&[("factlint.toml", LEVELS), ("a.json", &record("a")), ("b.json", &record("b"))])
}

/// Returns the rules in the findings' brackets, in the order in which they are printed.
fn rules_in(text: &str) -> Vec<&str> {
    let levels = ["error[", "warning[", "review[", "notice[", "rule "];
    let lines = text.lines().filter_map(|line| {
        let at = levels.iter().find_map(|level| Some(line.find(level)? + level.len()))?;
        line[at..].split([']', '.', ':']).next()
    });
    lines.collect()
}

#[test]
fn errors_are_printed_last_for_people() {
    let folder = of_each_level();
    let lightest_first = ["known", "known", "open", "open", "likely", "likely", "wrong", "wrong"];
    for format in ["human", "narrated"] {
        let outcome = folder.check(&["--format", format]);
        let findings = outcome.stdout.rsplit_once("8 findings").expect("a summary").0;
        assert_eq!(rules_in(findings), lightest_first, "{format}: {}", outcome.stdout);
        // If there are too many findings, the most severe are kept, in the same order.
        let outcome = folder.check(&["--format", format, "--max-findings", "3"]);
        let findings = outcome.stdout.rsplit_once("hown: 3 of 8 findings").expect("a summary").0;
        assert_eq!(rules_in(findings), ["likely", "wrong", "wrong"], "{format}");
    }
    // Reports for people have the same order in a file as in the terminal.
    folder.check(&["--format", "json", "--output", "human=report.txt"]);
    let file = folder.read("report.txt");
    assert_eq!(rules_in(file.rsplit_once("8 findings").expect("a summary").0), lightest_first);
}

#[test]
fn machines_keep_the_order_of_paths_and_places() {
    let folder = of_each_level();
    let in_order = ["wrong", "likely", "open", "known", "wrong", "likely", "open", "known"];
    assert_eq!(rules_in(&folder.check(&["--format", "concise"]).stdout), in_order);
    assert_eq!(rules_of(&folder.check(&["--format", "json"])), in_order);
}

fn rules_of(outcome: &Outcome) -> Vec<String> {
    let report = outcome.report();
    let findings = report["findings"].as_array().expect("findings");
    findings.iter().map(|finding| finding["rule"].as_str().expect("a rule").to_owned()).collect()
}

/// Tests several rules with findings at the same place, and findings in files that are read after the documents.
#[test]
fn the_order_is_by_path_then_place_then_rule_then_fingerprint() {
    let rulebook = r#"version = 1
documents = ["m.json"]
ledger = "a.toml"

[collections]
empty = { select = "$.nothing[*]", id = "id" }
records = { select = "$.records[*]", id = "id" }

[rules.z]
kind = "pattern"
in = "records"
field = "name"
never = "x"

[rules.b]
kind = "pattern"
in = "records"
field = "name"
never = "x"
"#;
    let verdict = format!(
        "version = 2\n\n[[verdict]]\nfingerprint = \"{}\"\nrule = \"z\"\nsubject = \"records/gone\"\noutcome = \"accepted\"\nreason = \"r\"\nby = \"A\"\non = \"2026-01-01\"\nstate = []\n",
        "a".repeat(64)
    );
    let folder = Folder::new(&[
        ("factlint.toml", rulebook),
        ("a.toml", &verdict),
        ("m.json", "{ \"records\": [{ \"id\": \"r\", \"name\": \"x\" }] }\n"),
    ]);
    let report = folder.check(&["--format", "json"]).report();
    let findings = report["findings"].as_array().expect("findings");
    let keys: Vec<(String, u64, String, String)> = findings.iter().map(key).collect();
    let mut sorted = keys.clone();
    sorted.sort();
    assert_eq!(keys, sorted);
    let files: Vec<&str> = keys.iter().map(|key| key.0.as_str()).collect();
    assert_eq!(files, ["a.toml", "factlint.toml", "factlint.toml", "m.json", "m.json"]);
}

fn key(finding: &Value) -> (String, u64, String, String) {
    let place = &finding["places"][0];
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let start = place["start"]["byte"].as_u64().unwrap_or_default();
    (text(&place["file"]), start, text(&finding["rule"]), text(&finding["fingerprint"]))
}

/// One syntax error stops all rules that compare records.
#[test]
fn one_mistake_prints_one_line_for_all_rules_that_it_stops() {
    let mut rulebook = String::from(
        "version = 1\ndocuments = [\"data.json\"]\n[collections]\nrecords = { select = \"$.records[*]\", id = \"id\" }\n",
    );
    for number in 1..=12 {
        rulebook.push_str(&format!(
            "[rules.unique-{number}]\nkind = \"unique\"\nin = \"records\"\nfields = \"f{number}\"\n"
        ));
    }
    let folder = Folder::new(&[
        ("factlint.toml", &rulebook),
        ("data.json", "{ \"records\": [{ \"id\": \"a\" }, { \"id\": \"b\" }] \n"),
    ]);
    for format in ["human", "concise", "markdown"] {
        let outcome = folder.check(&["--format", format]);
        let lines: Vec<&str> = outcome
            .stdout
            .lines()
            .filter(|line| line.contains("could not check everything"))
            .collect();
        assert_eq!(lines.len(), 1, "{format}: {outcome:#?}");
        let line = lines[0].replace('\\', "");
        assert!(
            line.ends_with("12 rules could not check everything: data.json could not be read (unique-1, unique-2, unique-3, unique-4, unique-5 and 7 more, all in --format json)"),
            "{line}"
        );
    }
    let report = folder.check(&["--format", "json"]).report();
    assert_eq!(report["summary"]["rules_not_run"].as_array().expect("rules").len(), 12);
    let outcome = folder.factlint(&["baseline", "create"]);
    assert_eq!(
        outcome.lines_at("not checked: 12 rules could not check everything").len(),
        1,
        "{outcome:#?}"
    );
}

/// If each document is a separate scope, each broken document can stop every rule.
#[test]
fn many_broken_documents_stop_rules_in_three_lines() {
    let rulebook = "version = 1\ndocuments = [\"*.json\"]\nscope = \"document\"\n[collections]\nrecords = { select = \"$.records[*]\", id = \"id\" }\n[rules.ids]\nkind = \"unique\"\nin = \"records\"\nfields = \"id\"\n";
    let folder = Folder::new(&[("factlint.toml", rulebook)]);
    for number in 10..15 {
        folder.write(&format!("{number}.json"), "{");
    }
    let outcome = folder.check(&["--format", "concise"]);
    let lines: Vec<&str> =
        outcome.stdout.lines().filter(|line| line.contains("could not check everything")).collect();
    assert_eq!(
        lines,
        [
            "rule ids could not check everything: 10.json could not be read",
            "rule ids could not check everything: 11.json could not be read",
            "rules could not check everything for 3 more reasons: all in --format json",
        ],
    );
}

/// Deleting a record of the dataset breaks all references to it. These findings have the same cause.
#[test]
fn references_to_a_deleted_record_share_one_cause() {
    let folder = Folder::with_the_dataset();
    let mut document: Value = serde_json::from_str(&folder.read(INTERPOL)).expect("JSON");
    let sources = document["sources"].as_array_mut().expect("sources");
    sources.retain(|source| source["id"] != "interpol-project-trace");
    let text = serde_json::to_string_pretty(&document).expect("JSON");
    folder.write(INTERPOL, &text);
    let number = text.matches("\"interpol-project-trace\"").count();
    assert!(number > 5, "{number}");

    let report = folder.check(&["dataset", "--format", "json"]).report();
    let findings = report["findings"].as_array().expect("findings").iter();
    let of_cause: Vec<&Value> = findings.filter(|finding| !finding["cause"].is_null()).collect();
    assert_eq!(of_cause.len(), number);
    let mut names: Vec<&str> =
        of_cause.iter().map(|finding| finding["fingerprint"].as_str().expect("one")).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), number, "each keeps its own fingerprint");
    for finding in &of_cause {
        assert_eq!(finding["cause"], of_cause[0]["cause"]);
        assert_eq!(finding["cause"]["message"], "`interpol-project-trace` is missing");
    }

    let headline = format!("`interpol-project-trace` is missing; {number} references name it");
    for format in ["human", "narrated", "markdown"] {
        let outcome = folder.check(&["dataset", "--format", format, "--width", "200"]);
        let text = outcome.stdout.replace('\\', "");
        assert_eq!(text.matches(&headline).count(), 1, "{format}: {text}");
        assert!(!text.contains("no record of"), "{format}: {text}");
        assert!(text.contains(&format!("{number} errors")), "{format}: {text}");
    }
    let outcome = folder.check(&["dataset", "--format", "concise"]);
    let lines = outcome.stdout.lines().filter(|line| line.contains("no record of `sources`"));
    assert_eq!(lines.count(), number);
    let lines = folder.check(&["dataset", "--format", "jsonl"]).stdout;
    assert_eq!(lines.matches("\"cause\":{\"key\"").count(), number);
}

/// Findings with the same cause are shown to people as one group, but all of them are counted.
#[test]
fn every_finding_of_a_group_is_counted() {
    let mut data = String::from("{ \"records\": [");
    for number in 0..30 {
        data.push_str(&format!("{{ \"id\": \"r{number}\", \"friend\": \"gone\" }},\n"));
    }
    data.push_str("{ \"id\": \"s\", \"friend\": \"another\" }\n] }");
    let rulebook = "version = 1\ndocuments = [\"data.json\"]\n[collections]\nrecords = { select = \"$.records[*]\", id = \"id\" }\n[rules.friend]\nkind = \"reference\"\nin = \"records\"\nfield = \"friend\"\nto = \"records\"\n";
    let folder = Folder::new(&[("factlint.toml", rulebook), ("data.json", &data)]);
    let outcome = folder.check(&["--max-findings", "1"]);
    outcome.assert(1, "shown: 30 of 31 findings");
    outcome.assert(1, "31 findings: 31 errors");
    assert!(outcome.stdout.contains("`gone` is missing; 30 references name it"), "{outcome:#?}");
    assert!(outcome.stdout.contains("18 more places: all in --format concise"), "{outcome:#?}");
    // A single finding has its own message.
    let outcome = folder.check(&["--format", "human"]);
    assert!(outcome.stdout.contains("no record of `records` has the id `another`"), "{outcome:#?}");
}

#[test]
fn causes_are_distinguished_by_kind_and_by_document() {
    let rulebook = r#"version = 1
documents = ["*.json"]
schema = "schema/s.json"

[collections]
records = { select = "$.records[*]", id = "id" }

[rules.kind]
kind = "codelist"
in = "records"
field = "kind"
values = ["one", "two"]

[rules.friend]
kind = "reference"
in = "records"
field = "friend"
to = "records"
within = "document"
"#;
    let records = r#"{ "records": [
  { "id": "a", "kind": "three", "friend": "x", "colour": 1 },
  { "id": "b", "kind": "three", "friend": "x", "colour": 2 }
] }"#;
    let schema = r#"{ "properties": { "records": { "items": { "properties": { "id": {}, "kind": {}, "friend": {} }, "additionalProperties": false } } } }"#;
    let folder = Folder::new(&[
        ("factlint.toml", rulebook),
        ("schema/s.json", schema),
        ("a.json", records),
        ("b.json", records),
    ]);
    let with_schema = folder.check(&["--format", "json"]).report();
    // Checks with and without the schema, whose errors may stop rules that read more than one record.
    folder.write("factlint.toml", rulebook.replace("schema = \"schema/s.json\"\n", ""));
    let without = folder.check(&["--format", "json"]).report();
    let findings = |report: &Value| report["findings"].as_array().expect("findings").clone();
    let mut causes: Vec<(String, String)> = Vec::new();
    for finding in findings(&with_schema).iter().chain(&findings(&without)) {
        let rule = finding["rule"].as_str().expect("a rule").to_owned();
        let message = finding["cause"]["message"].as_str().unwrap_or_default().to_owned();
        if !causes.contains(&(rule.clone(), message.clone())) {
            causes.push((rule, message));
        }
    }
    causes.sort();
    let of = |rule: &str| {
        let found = causes.iter().filter(|(of, _)| of == rule).map(|(_, cause)| cause.as_str());
        found.collect::<Vec<_>>()
    };
    assert_eq!(of("schema"), ["unexpected property `colour`"]);
    assert_eq!(of("kind"), ["`three` is not in the list, want `one` or `two`"]);
    assert_eq!(
        of("friend"),
        ["`x` is missing in this document (a.json)", "`x` is missing in this document (b.json)"]
    );
}

#[test]
fn the_headline_of_a_conflict_has_what_the_claims_say() {
    let folder = budget::undecided();
    let first = |data: &str| {
        folder.write("data.json", data);
        let outcome = folder.check(&["--format", "concise"]);
        let line = outcome.lines_at("data.json").first().map(|line| (*line).to_owned());
        line.unwrap_or_else(|| panic!("{outcome:#?}"))
    };
    let message = "the budget of Project Trace: 900, or 1300; also at data.json:";
    let line = first(budget::DATA);
    assert!(line.contains(message), "{line}");
    // Each value is listed once. Periods are listed by the end that differs, and records by their names.
    let claims = |values: &[&str]| {
        let claims = values.iter().enumerate().map(|(number, value)| {
            format!("{{ \"id\": \"c{number}\", \"subject\": \"trace\", \"property\": \"budget\", \"value\": {value}, \"evidence\": [{{ \"source\": \"paper\" }}] }}")
        });
        let (before, _) = budget::DATA.split_once("\"claims\": [").expect("claims");
        let places = "\"places\": [{ \"id\": \"sg\", \"name\": \"Singapore\" }, { \"id\": \"gl\", \"name\": \"Greenland\" }],";
        format!("{before}{places} \"claims\": [{}] }}", claims.collect::<Vec<_>>().join(","))
    };
    let rows: [(&[&str], &str); 5] = [
        (
            &[r#"{ "count": 1 }"#, r#"{ "count": 2 }"#, r#"{ "count": 1 }"#, r#"{ "count": 3 }"#],
            "1, 2, or 3",
        ),
        (
            &[
                r#"{ "period": { "from": "2017", "to": "2020" } }"#,
                r#"{ "period": { "from": "2017", "to": "2021-02" } }"#,
            ],
            "to 2020, or to 2021-02",
        ),
        (&[r#"{ "place": "gl" }"#, r#"{ "place": "sg" }"#], "Greenland, or Singapore"),
        (&[r#"{ "text": "a b" }"#, r#"{ "text": "c" }"#], "\"a b\", or \"c\""),
        (
            &[
                r#"{ "count": 1 }"#,
                r#"{ "count": 2 }"#,
                r#"{ "count": 3 }"#,
                r#"{ "count": 4 }"#,
                r#"{ "count": 5 }"#,
                r#"{ "count": 6 }"#,
                r#"{ "count": 7 }"#,
            ],
            "1, 2, 3, 4, 5, or one of 2 others",
        ),
    ];
    for (values, wanted) in rows {
        let line = first(&claims(values));
        assert!(line.contains(&format!("the budget of Project Trace: {wanted}")), "{line}");
    }
}

#[test]
fn one_line_names_all_places() {
    let folder = budget::undecided();
    let data: Vec<&str> = budget::DATA.lines().collect();
    let line_of =
        |text: &str| data.iter().position(|line| line.contains(text)).expect("a line") + 1;
    let other = format!("; also at data.json:{}:", line_of("1300"));
    let concise = folder.check(&["--format", "concise"]).stdout;
    assert!(concise.lines().next().expect("a line").contains(&other), "{concise}");
    let gitlab: Value =
        serde_json::from_str(&folder.check(&["--format", "gitlab"]).stdout).expect("JSON");
    assert!(gitlab[0]["description"].as_str().expect("a text").contains(&other), "{gitlab}");
}

/// Regression: the report showed the places of 12 of 50 items, although 40 are allowed.
#[test]
fn count_points_only_at_surplus_items() {
    let items: Vec<String> = (1..=50).map(|number| format!("\n{number}")).collect();
    let data = format!(
        "{{ \"records\": [{{ \"id\": \"a\", \"stated\": 48, \"items\": [{}] }}] }}",
        items.join(",")
    );
    let rulebook = r#"version = 1
documents = ["data.json"]

[collections]
records = { select = "$.records[*]", id = "id" }

[rules.few]
kind = "count"
in = "records"
items = "items[*]"
at-most = 40

[rules.stated]
kind = "count"
in = "records"
field = "stated"
items = "items[*]"
"#;
    let folder = Folder::new(&[("factlint.toml", rulebook), ("data.json", &data)]);
    let report = folder.check(&["--format", "json"]).report();
    let places = |rule: &str| {
        let findings = report["findings"].as_array().expect("findings");
        let finding = findings.iter().find(|finding| finding["rule"] == rule).expect("a finding");
        let places = finding["places"].as_array().expect("places").iter();
        places.map(|place| place["pointer"].as_str().expect("one").to_owned()).collect::<Vec<_>>()
    };
    let surplus: Vec<String> = (40..50).map(|index| format!("/records/0/items/{index}")).collect();
    let wanted: Vec<String> = surplus.iter().cloned().chain(["/records/0/id".to_owned()]).collect();
    assert_eq!(places("few"), wanted);
    let wanted = ["/records/0/stated", "/records/0/items/48", "/records/0/items/49"];
    assert_eq!(places("stated"), wanted);
}

#[test]
fn a_message_shows_fields_of_the_other_records() {
    let rulebook = r#"version = 1
documents = ["data.json"]

[collections]
records = { select = "$.records[*]", id = "id" }

[rules.mail]
kind = "unique"
in = "records"
fields = "mail"
message = "{name} has the address of {others:name} ({others:['a:b']}), {others:none}"
"#;
    let data = r#"{ "records": [
  { "id": "a", "name": "Ann", "mail": "x", "a:b": 1 },
  { "id": "b", "name": "Bob", "mail": "x", "a:b": 2 },
  { "id": "c", "name": "Cleo", "mail": "x", "a:b": 2 }
] }"#;
    let folder = Folder::new(&[("factlint.toml", rulebook), ("data.json", data)]);
    let outcome = folder.check(&["--format", "concise"]);
    assert!(
        outcome.stdout.contains("Ann has the address of Bob, Cleo (2), {others:none}"),
        "{outcome:#?}"
    );
    // If the findings of a kind are about one record, `{others:...}` in the message is a mistake.
    let rulebook = rulebook.replace("unique", "presence").replace("fields", "required");
    folder.write("factlint.toml", &rulebook);
    let place = folder.place_of("factlint.toml", "\"{name}");
    folder.check(&["--format", "concise"]).assert(
        2,
        &format!("{place}: error[rulebook]: `{{others:...}}` needs a kind whose findings are about several records; those of `presence` are about one"),
    );
    // A mistake in the field is reported.
    folder.write("factlint.toml", rulebook.replace("{others:none}", "{others:no ne}"));
    let outcome = folder.check(&["--format", "concise"]);
    assert!(outcome.stdout.contains("error[rulebook]"), "{outcome:#?}");
}

#[test]
fn the_value_in_a_long_quote_without_a_snapshot_was_cut_away() {
    let rulebook = r#"version = 1
documents = ["d.json"]
[collections]
sources = { select = "$.sources[*]", id = "id" }
entities = { select = "$.entities[*]", id = "id" }
properties = { select = "$.properties[*]", id = "id" }
claims = { select = "$.claims[*]", id = "id" }
[rules]
value = { kind = "value-in-quote" }
conflict = { kind = "conflict" }
"#;
    let quote =
        format!("{}founded in 1954 and{}", "The committee met. ".repeat(8), " not".repeat(30));
    let claim = |id: &str, year: &str| {
        serde_json::json!({
            "id": id, "subject": "e", "property": "founded", "value": { "date": year },
            "evidence": [{ "source": "s", "quote": quote }],
        })
    };
    let data = serde_json::json!({
        "sources": [{ "id": "s", "publisher": "P" }],
        "entities": [{ "id": "e", "name": "E" }],
        "properties": [{ "id": "founded", "functional": true }],
        "claims": [claim("wrong", "1945"), claim("right", "1954")],
    });
    let folder = Folder::new(&[("factlint.toml", rulebook), ("d.json", &data.to_string())]);
    let shown = folder.check(&["."]).stdout;
    // The words occur in the finding about the quote, and in the conflict, for the claim whose value the quote shows.
    assert_eq!(shown.matches("founded in 1954").count(), 2, "{shown}");
}

#[test]
fn two_rules_that_report_one_place_count_it_once_and_keep_the_labels_that_they_share() {
    let rule = |id: &str| {
        format!(
            "[rules.{id}]\nkind = \"codelist\"\nin = \"r\"\nfield = \"p\"\nto = \"t\"\nto-field = \"id\"\n"
        )
    };
    let rulebook = format!(
        "version = 1\nscope = \"document\"\ndocuments = [\"*.json\"]\n[collections]\nr = {{ select = \"$.r[*]\", id = \"id\" }}\nt = {{ select = \"$.t[*]\", id = \"id\" }}\n{}{}",
        rule("one"),
        rule("two")
    );
    let folder = Folder::new(&[
        ("factlint.toml", &rulebook),
        ("a.json", r#"{ "t": [{ "id": "k" }, { "id": "l" }] }"#),
        ("b.json", r#"{ "r": [{ "id": "1", "p": "k" }], "t": [{ "id": "m" }] }"#),
    ]);
    let stdout = folder.check(&[]).stdout;
    assert!(stdout.starts_with("error[one, two]\n"), "{stdout}");
    assert!(
        stdout.contains("`k` is not in the list, want an `id` of `t`; 1 place has it\n"),
        "{stdout}"
    );
    assert_eq!(stdout.matches(" not in the list\n").count(), 1, "{stdout}");
    assert_eq!(stdout.matches(" in the list, but in another document\n").count(), 1, "{stdout}");
}
