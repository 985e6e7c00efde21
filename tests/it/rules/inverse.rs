//! `inverse`: near-misses and cases that its page omits.

use super::{check, run};
use factlint::rule::Count;

const SYMMETRIC: &str = r#"
[collections]
things = { select = "$.things[*]", id = "id" }

[rules.partners]
kind  = "inverse"
in    = "things"
field = "partners[*]"
"#;

const BETWEEN_COLLECTIONS: &str = r#"
[collections]
people = { select = "$.people[*]", id = "id" }
teams  = { select = "$.teams[*]", id = "id" }

[rules.members]
kind     = "inverse"
in       = "teams"
field    = "members[*]"
to       = "people"
to-where = "@.active == true"
to-field = "team"
"#;

fn suggestions(rules: &str, data: &str) -> Vec<String> {
    let outcome = run(rules, data);
    let all = outcome.findings.iter().flat_map(|finding| &finding.suggestions);
    all.map(|suggestion| suggestion.replacement.clone()).collect()
}

#[test]
fn each_side_that_lacks_the_other_is_reported_once() {
    check(
        SYMMETRIC,
        r#"{ "things": [
            { "id": "a", "partners": ["b", "b", "c"] },
            { "id": "b", "partners": [] },
            { "id": "c", "partners": ["a", "b"] } ] }"#,
        &[
            "data.json:2:39: error[partners]: `a` names `b` in `partners[*]`, but `b` does not name `a`",
            "data.json:4:44: error[partners]: `c` names `b` in `partners[*]`, but `b` does not name `c`",
        ],
    );
}

#[test]
fn the_id_is_appended_to_a_list_as_written_in_the_record() {
    let data = r#"{ "things": [
        { "id": 7, "partners": ["empty", "full", "none", "text"] },
        { "id": "empty", "partners": [ ] },
        { "id": "full", "partners": ["x\u0041"] },
        { "id": "none" },
        { "id": "text", "partners": "7" } ] }"#;
    assert_eq!(suggestions(SYMMETRIC, data), ["[7]", r#""x\u0041", 7"#]);
    assert_eq!(run(SYMMETRIC, data).findings.len(), 4);
}

#[test]
fn ids_that_name_nothing_are_counted() {
    let outcome = run(
        SYMMETRIC,
        r#"{ "things": [{ "id": "a", "partners": ["b", null] }, { "partners": ["a"] }] }"#,
    );
    assert_eq!(
        outcome.lines,
        [
            "factlint.toml:7:8: notice[partners]: 1 record was not checked: it is a record without an id"
        ]
    );
    assert_eq!(outcome.count(Count::CannotTell), 1);
    assert_eq!(outcome.count(Count::Skipped), 1);
}

#[test]
fn a_self_reference_is_not_one_sided() {
    check(SYMMETRIC, r#"{ "things": [{ "id": "a", "partners": ["a"] }] }"#, &[]);
}

#[test]
fn the_returned_reference_may_have_another_field_and_collection() {
    let data = r#"{
        "teams": [{ "id": "t", "members": ["ann", "bob", "cid", "dan"] }],
        "people": [
            { "id": "ann", "active": true, "team": "t" },
            { "id": "bob", "active": true, "team": "u" },
            { "id": "cid", "active": false },
            { "id": "dan", "active": true } ] }"#;
    check(
        BETWEEN_COLLECTIONS,
        data,
        &[
            "data.json:2:51: error[members]: `t` names `bob` in `members[*]`, but `bob` does not name `t` in `team`",
            "data.json:2:65: error[members]: `t` names `dan` in `members[*]`, but `dan` does not name `t` in `team`",
        ],
    );
}
