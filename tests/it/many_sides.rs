//! What a card says of a disagreement with many sides, long values, unknown publishers and many claims.
#![allow(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use crate::cases::RULEBOOK;
use crate::command::Folder;
use serde_json::{Value, json};

/// Returns a dataset with claims on one property. Each claim has a different source.
fn folder(values: &[Value], sources: &[Value]) -> Folder {
    let own = (0..values.len())
        .map(|number| json!({ "id": format!("s{number}"), "publisher": format!("P{number}") }));
    let own: Vec<Value> =
        own.enumerate().map(|(number, own)| sources.get(number).cloned().unwrap_or(own)).collect();
    let claims = values.iter().enumerate().map(|(number, value)| {
        let evidence = json!([{ "source": format!("s{number}") }]);
        json!({ "id": format!("c{number}"), "subject": "museum", "property": "stated", "value": value,
            "rank": "normal", "evidence": evidence })
    });
    let data = json!({
        "sources": own,
        "places": [
            { "id": "portugal", "name": "Portugal" },
            { "id": "lisbon", "name": "Lisbon", "within": ["portugal"] },
            { "id": "porto", "name": "Porto", "within": ["portugal"] },
            { "id": "madrid", "name": "Madrid" },
        ],
        "entities": [{ "id": "museum", "name": "Harbour Museum" }],
        "properties": [{ "id": "stated", "name": "statement", "functional": true }],
        "claims": claims.collect::<Vec<_>>(),
    });
    let data = serde_json::to_string(&data).expect("JSON");
    Folder::new(&[
        ("factlint.toml", RULEBOOK),
        ("data.json", &data),
        ("reviews.toml", "version = 2\n"),
    ])
}

fn case(folder: &Folder) -> Value {
    let report = folder.check(&["--format", "json"]).report();
    let mut findings = report["findings"].as_array().expect("findings").iter();
    findings.find(|finding| finding["kind"] == "conflict").expect("a conflict")["case"].clone()
}

fn page(folder: &Folder) -> String {
    folder.check(&["--format", "html"]).stdout.replace("<bdi>", "").replace("</bdi>", "")
}

fn place(id: &str) -> Value {
    json!({ "place": id })
}

fn values_of_sides(case: &Value) -> Vec<Value> {
    case["sides"].as_array().expect("sides").iter().map(|side| side["values"].clone()).collect()
}

#[test]
fn a_place_that_contains_two_sides_is_counted_for_neither() {
    let folder =
        folder(&[place("lisbon"), place("porto"), place("portugal"), place("madrid")], &[]);
    let case = case(&folder);
    assert_eq!(
        values_of_sides(&case),
        [json!(["Lisbon"]), json!(["Porto"]), json!(["Portugal"]), json!(["Madrid"])]
    );
    let compatible: Vec<&Value> = case["sides"]
        .as_array()
        .expect("sides")
        .iter()
        .map(|side| &side["compatible_with"])
        .collect();
    assert_eq!(compatible, [&json!(["C"]), &json!(["C"]), &json!(["A", "B"]), &json!([])]);
    let said = "one source (P2) says <b>Portugal</b>, which contradicts neither side A nor side B";
    assert!(page(&folder).contains(said));
}

#[test]
fn the_value_that_names_a_side_is_the_one_that_contains_the_others() {
    let case = case(&folder(&[place("lisbon"), place("portugal"), place("madrid")], &[]));
    assert_eq!(values_of_sides(&case), [json!(["Portugal", "Lisbon"]), json!(["Madrid"])]);
    let answers = case["answers"].as_array().expect("answers");
    assert_eq!(answers[0]["answer"], "Portugal is right");
    assert_eq!((&answers[0]["side"], &answers[0]["chosen"]), (&json!("A"), &json!(["c0", "c1"])));
}

#[test]
fn an_answer_of_each_group_is_shown_for_any_number_of_sides() {
    let dates: Vec<Value> =
        (0..9).map(|number| json!({ "date": format!("199{number}") })).collect();
    let case = case(&folder(&dates, &[]));
    let answers = case["answers"].as_array().expect("answers");
    let common = answers.iter().filter(|answer| answer["is_common"] == true);
    let common: Vec<&str> = common.filter_map(|answer| answer["answer"].as_str()).collect();
    assert_eq!(
        common,
        ["1990 is right", "1991 is right", "1992 is right", "All are right", "Nobody knows yet"]
    );
}

#[test]
fn every_side_is_on_the_axis_and_every_claim_in_its_table() {
    let dates: Vec<Value> =
        (0..30).map(|number| json!({ "date": format!("{}", 1990 + number % 3) })).collect();
    let page = page(&folder(&dates, &[]));
    let letters: Vec<bool> = ["A", "B", "C"]
        .iter()
        .map(|letter| page.contains(&format!("<span class=\"letter\">{letter} </span>")))
        .collect();
    assert_eq!(letters, [true; 3]);
    assert!(page.contains("<p class=\"small\">18 more claims only in the table.</p>"));
    assert_eq!(page.matches("<td>C</td>").count(), 10);
}

#[test]
fn long_values_that_begin_alike_can_be_told_apart() {
    let text =
        |end: &str| json!({ "text": format!("The museum keeps {}{end}", "very many ".repeat(12)) });
    let case = case(&folder(&[text("ships"), text("tools")], &[]));
    let answers = case["answers"].as_array().expect("answers");
    let words: Vec<&str> =
        answers.iter().filter_map(|answer| answer["answer"].as_str()).take(2).collect();
    assert_eq!(
        words,
        ["…very many very many ships is right", "…very many very many tools is right"]
    );
}

#[test]
fn an_edit_of_a_long_line_shows_what_it_changes() {
    let case = case(&folder(&[json!({ "date": "1990" }), json!({ "date": "1991" })], &[]));
    let edit = &case["answers"][0]["edits"][0];
    let line = edit["after"][0].as_str().expect("a line");
    assert!(line.starts_with('…') && line.contains("deprecated"), "{line}");
}

#[test]
fn an_unknown_publisher_and_a_derived_source_are_said() {
    let sources = [
        json!({ "id": "s0", "publisher": "P0", "title": "One" }),
        json!({ "id": "s1", "publisher": "P1", "title": "Two", "derived_from": ["s0"] }),
        json!({ "id": "s2" }),
    ];
    let dates = ["1990", "1991", "1992"].map(|date| json!({ "date": date }));
    let page = page(&folder(&dates, &sources));
    assert!(page.contains("3 sources by 2 publishers. The publisher of 1 source is unknown."));
    assert!(page.contains("“Two” (P1) is derived from “One” (P0)."));
}

#[test]
fn a_choice_among_very_many_claims_stays_listed_until_the_others_are_ranked() {
    let dates: Vec<Value> =
        (0..120).map(|number| json!({ "date": format!("{}", 1800 + number) })).collect();
    let folder = folder(&dates, &[]);
    let case = case(&folder);
    let left = "Changes nothing by itself. Someone has to rank the wrong claims as `deprecated`: there are too many to do that here; until then, the finding stays listed.";
    assert_eq!(case["answers"][0]["effect"], left);
    let report = folder.check(&["--format", "json"]).report();
    let fingerprint =
        report["findings"][0]["fingerprint"].as_str().expect("a fingerprint").to_owned();
    let decided = folder.factlint(&[
        "review",
        "decide",
        &fingerprint,
        "--outcome",
        "resolved-prefer",
        "--chosen",
        "c0",
        "--reason",
        "seen",
        "--by",
        "Ada",
        "--today",
        "2026-11-23",
    ]);
    decided.assert_code(0);
    let listed = folder.check(&["--format", "concise"]).stdout;
    let said = "the verdict is not applied to the data yet: the finding is about 120 claims, too many to tell which of them differ from the chosen one";
    assert!(listed.contains(said), "{listed}");
}

/// Returns a dataset with two dates whose first is denied by one source and given by another.
fn with_a_denial() -> Folder {
    let folder = folder(&[json!({ "date": "2015" }), json!({ "date": "2016" })], &[]);
    let denied = "\"evidence\":[{\"direction\":\"refutes\",\"source\":\"s0\"}]";
    folder.replace("data.json", "\"evidence\":[{\"source\":\"s0\"}]", denied);
    folder
}

#[test]
fn a_source_that_denies_a_date_does_not_name_its_row() {
    let page = page(&with_a_denial());
    assert!(page.contains("<span class=\"letter\">A </span>no source: 2015</span>"));
    assert!(page.contains("Says that it is wrong."));
}

#[test]
fn a_decision_that_exists_is_named_and_the_command_replaces_it() {
    let folder = folder(&[json!({ "date": "2015" }), json!({ "date": "2016" })], &[]);
    let report = folder.check(&["--format", "json"]).report();
    let fingerprint =
        report["findings"][0]["fingerprint"].as_str().expect("a fingerprint").to_owned();
    let decide =
        ["review", "decide", &fingerprint, "--outcome", "wrong", "--wrong", "c1", "--by", "Ada"];
    let outcome = folder.factlint(
        &[&decide[..], &["--reason", "- the plaque says 2015", "--today", "2026-11-23"]].concat(),
    );
    outcome.assert_code(0);
    let page = page(&folder);
    assert!(page.contains(
        ": <b>2016 is wrong</b>. “- the plaque says 2015” <span class=\"tech\">(wrong)</span>"
    ));
    assert!(
        page.contains(&format!(
            "factlint review decide {} --replace --outcome ",
            &fingerprint[..12]
        ))
    );
    assert!(page.contains("It replaces the decision in line 4 of reviews.toml."));
    assert!(!page.contains("Or add these lines to the ledger"), "two verdicts on one finding");
}

#[test]
fn the_head_does_not_say_that_all_is_well_if_findings_are_not_shown() {
    let folder = folder(&[json!({ "date": "2015" }), json!({ "date": "2016" })], &[]);
    let page = folder.check(&["--ignore", "conflict", "--format", "html"]).stdout;
    assert!(
        page.contains("<p class=\"lede\">This page does not show everything: not selected: "),
        "{page}"
    );
    assert!(!page.contains("No error was found."));
}

#[test]
fn the_lines_of_an_edit_are_those_that_change() {
    let folder = folder(&[json!({ "date": "2015" }), json!({ "date": "2016" })], &[]);
    let data: Value = serde_json::from_str(&folder.read("data.json")).expect("JSON");
    let without_rank =
        serde_json::to_string_pretty(&data).expect("JSON").replace("\"rank\": \"normal\",", "");
    folder.write("data.json", &without_rank);
    let case = case(&folder);
    let edit = &case["answers"][0]["edits"][0];
    let (before, after) =
        (edit["before"].as_array().expect("lines"), edit["after"].as_array().expect("lines"));
    assert!(before.len() < 3 && after.len() < 5, "{edit}");
    assert!(
        after.iter().any(|line| line.as_str().is_some_and(|line| line.contains("deprecated"))),
        "{edit}"
    );
}
