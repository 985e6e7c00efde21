//! Tests the cases in the JSON report: the question, sides, sources, passages and answers for a person who decides on a
//! finding. The page shows the same cases.
#![allow(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use crate::command::{Folder, budget};
use crate::expected::assert_is_kept;
use factlint::finding::sha256;
use serde_json::{Value, json};

/// A dataset in which two sources differ on when a project ended.
pub(crate) const RULEBOOK: &str = r#"version   = 1
title     = "Projects"
documents = ["data.json"]
ledger    = "reviews.toml"

[collections]
sources    = { select = "$.sources[*]", id = "id" }
places     = { select = "$.places[*]", id = "id", optional = true }
entities   = { select = "$.entities[*]", id = "id" }
properties = { select = "$.properties[*]", id = "id" }
claims     = { select = "$.claims[*]", id = "id" }

[rules.conflict]
kind = "conflict"
"#;

const REPORT: &str =
    "Projects\n\n• Trace was a project (2017-2020) on the coast.\n• Another was not.\n";

fn data() -> String {
    let hash = sha256(REPORT.as_bytes());
    format!(
        r#"{{
  "sources": [
    {{ "id": "report", "title": "The Report", "publisher": "The Office", "url": "https://example.org/report",
      "published": "2021-03", "snapshot": {{ "path": "report.txt", "sha256": "{hash}" }} }},
    {{ "id": "page", "publisher": "The Paper" }},
    {{ "id": "news", "publisher": "The Office" }}
  ],
  "entities": [{{ "id": "trace", "name": "Project Trace" }}],
  "properties": [
    {{ "id": "period", "name": "period", "functional": true, "question": "When did {{subject}} begin and end?", "phrase": "was under way" }},
    {{ "id": "length", "name": "length" }}
  ],
  "claims": [
    {{ "id": "a", "subject": "trace", "property": "period", "value": {{ "period": {{ "from": "2017", "to": "2021" }} }},
      "rank": "normal", "evidence": [{{ "source": "page", "locator": "page 3" }}] }},
    {{ "id": "b", "subject": "trace", "property": "period", "value": {{ "period": {{ "from": "2017", "to": "2020" }} }},
      "evidence": [{{ "source": "report", "quote": "Trace was a project (2017-2020)" }}] }},
    {{ "id": "c", "subject": "trace", "property": "period", "value": {{ "period": {{ "from": "2017-08", "to": "2021-02" }} }},
      "evidence": [{{ "source": "news", "locator": "headline" }}] }},
    {{ "id": "d", "subject": "trace", "property": "length", "value": {{ "duration": "P3Y" }},
      "evidence": [{{ "source": "report", "quote": "a project" }}] }}
  ]
}}
"#
    )
}

pub(crate) fn folder() -> Folder {
    let (data, ledger) = (data(), "version = 2\n");
    Folder::new(&[
        ("factlint.toml", RULEBOOK),
        ("data.json", &data),
        ("report.txt", REPORT),
        ("reviews.toml", ledger),
    ])
}

fn report(folder: &Folder) -> Value {
    folder.check(&["--format", "json"]).report()
}

fn case(report: &Value) -> &Value {
    &report["findings"][0]["case"]
}

#[test]
fn the_report_has_all_that_a_decision_rests_on() {
    let outcome = folder().check(&["--format", "json"]);
    outcome.assert_code(0);
    assert_is_kept(&outcome.stdout, "tests/cli/case.json");
}

#[test]
fn claims_that_agree_at_their_precision_are_on_one_side() {
    let report = report(&folder());
    let sides = case(&report)["sides"].as_array().expect("sides");
    let shown = sides.iter().map(|side| json!([side["letter"], side["values"]]));
    let shown: Vec<Value> = shown.collect();
    assert_eq!(shown, [json!(["A", ["2021", "February 2021"]]), json!(["B", ["2020"]])]);
    assert_eq!(case(&report)["title"], "When did Project Trace begin and end?");
    assert_eq!(case(&report)["differs_at"], json!(["to"]));
}

#[test]
fn a_publisher_on_both_sides_is_named_and_counted_once() {
    let report = report(&folder());
    assert_eq!(
        case(&report)["publishers"],
        json!([
            { "name": "The Paper", "is_known": true, "sources": ["page"], "sides": ["A"] },
            { "name": "The Office", "is_known": true, "sources": ["news", "report"], "sides": ["A", "B"] },
        ])
    );
    assert_eq!(case(&report)["independent_sources"], json!({ "number": 2, "is_exact": true }));
}

#[test]
fn a_length_of_time_is_shown_beside_the_periods_that_it_belongs_to() {
    let report = report(&folder());
    let related = case(&report)["related"].as_array().expect("related claims");
    assert_eq!(related.len(), 1);
    assert_eq!(related[0]["id"], "d");
    assert_eq!(related[0]["value"], "3 years");
}

#[test]
fn without_a_question_the_title_guesses_no_grammar() {
    let report = report(&budget::undecided());
    assert_eq!(case(&report)["title"], "Project Trace, budget: ...");
    assert_eq!(case(&report)["is_question"], false);
}

#[test]
fn the_question_of_a_rule_has_values_of_the_claims() {
    let folder = folder();
    let question = "question = \"Until {value.period.to}, or until {others:value.period.to}?\"";
    folder.write("factlint.toml", format!("{RULEBOOK}{question}\n"));
    assert_eq!(case(&report(&folder))["title"], "Until 2021, or until 2020, 2021-02?");
}

#[test]
fn a_rule_about_one_record_has_no_other_values_for_its_question() {
    let folder = folder();
    let rule = "[rules.cited]\nkind = \"citation\"\nquestion = \"{others:id}?\"\n";
    folder.write("factlint.toml", format!("{RULEBOOK}{rule}"));
    let outcome = folder.check(&["--format", "concise"]);
    outcome.assert(2, "factlint.toml:17:12: error[rulebook]: `{others:...}` needs a kind whose findings are about several records; those of `citation` are about one");
}

#[test]
fn a_decision_that_no_longer_holds_is_shown_with_what_has_changed() {
    let folder = budget::folder();
    folder.replace("data.json", "900", "901");
    let report = report(&folder);
    let findings = report["findings"].as_array().expect("findings");
    let finding = findings.iter().find(|finding| finding["rule"] == "conflict");
    let case = &finding.expect("the finding")["case"];
    assert_eq!(case["status"], "again");
    assert_eq!(case["decision"]["by"], "Ada <ada@example.org>");
    assert_eq!(
        case["decision"]["changes"],
        json!(["value of `a` was `{\"count\":900}`, is `{\"count\":901}`"])
    );
}

#[test]
fn a_case_with_very_many_claims_lists_the_first_ones_and_decides_nothing_about_some() {
    let folder = budget::undecided();
    let mut data: Value = serde_json::from_str(budget::DATA).expect("JSON");
    let claims = data["claims"].as_array_mut().expect("claims");
    for number in 0..300 {
        let mut claim = claims[0].clone();
        claim["id"] = json!(format!("c{number}"));
        claim["value"] = json!({ "count": number });
        claims.push(claim);
    }
    folder.write("data.json", data.to_string());
    let report = report(&folder);
    let case = case(&report);
    let sides = case["sides"].as_array().expect("sides");
    let shown: usize =
        sides.iter().filter_map(|side| side["claims"].as_array().map(Vec::len)).sum();
    assert_eq!((shown, &case["claims_total"]), (200, &json!(302)));
    let answers = case["answers"].as_array().expect("answers");
    assert!(answers.iter().all(|answer| answer["wrong"] == json!([])), "{answers:?}");
    let page = folder.check(&["--format", "html"]).stdout;
    assert!(page.contains("The first 200 of 302 claims are shown."));
}

#[test]
fn an_error_has_no_answers() {
    let folder = budget::undecided();
    folder.write("factlint.toml", format!("{}level = \"error\"\n", budget::RULEBOOK));
    let report = folder.check(&["--format", "json"]).report();
    assert_eq!(case(&report)["answers"], json!([]));
    assert_eq!(case(&report)["command"], Value::Null);
}
