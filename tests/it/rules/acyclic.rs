//! `acyclic`: near-misses and cases that its page omits.

use super::{check, run};
use factlint::rule::Count;
use std::fmt::Write;

const RULES: &str = r#"
[collections]
things = { select = "$.things[*]", id = "id" }

[rules.circle]
kind  = "acyclic"
in    = "things"
field = "['part_of', 'follows'][*]"
"#;

fn things(things: &[(&str, &[&str])]) -> String {
    let mut text = String::from("{ \"things\": [");
    for (position, (id, part_of)) in things.iter().enumerate() {
        let comma = if position > 0 { ", " } else { "" };
        write!(text, "{comma}{{ \"id\": \"{id}\", \"part_of\": {part_of:?} }}").unwrap();
    }
    text + "] }"
}

#[test]
fn one_cycle_is_one_finding_in_any_order_of_records() {
    let forth: [(&str, &[&str]); 4] =
        [("d", &["a", "b"]), ("a", &["b", "x"]), ("b", &["c"]), ("c", &["a"])];
    let mut back = forth;
    back.reverse();
    let (forth, back) = (run(RULES, &things(&forth)), run(RULES, &things(&back)));
    let messages = |findings: &[factlint::finding::Finding]| -> Vec<(String, String, String)> {
        let one = |finding: &factlint::finding::Finding| {
            (finding.message.clone(), finding.fingerprint().to_string(), finding.state.hash())
        };
        findings.iter().map(one).collect()
    };
    assert_eq!(messages(&forth.findings), messages(&back.findings));
    let message = "a cycle in `['part_of', 'follows'][*]`: `a` -> `b` -> `c` -> `a`";
    assert_eq!(forth.findings.len(), 1);
    assert_eq!(forth.findings[0].message, message);
    assert_eq!(forth.findings[0].labels.len(), 3);
}

#[test]
fn connected_cycles_are_one_finding() {
    let outcome = run(
        RULES,
        &things(&[("a", &["b"]), ("b", &["c", "a", "a"]), ("c", &["a", "c"]), ("z", &["z"])]),
    );
    let messages: Vec<&str> =
        outcome.findings.iter().map(|finding| finding.message.as_str()).collect();
    assert_eq!(
        messages,
        [
            "a cycle in `['part_of', 'follows'][*]`: `a` -> `b` -> `a`",
            "a cycle in `['part_of', 'follows'][*]`: `z` -> `z`"
        ]
    );
    let labels: Vec<&str> =
        outcome.findings[0].labels.iter().map(|label| label.text.as_str()).collect();
    assert_eq!(
        labels,
        ["`a` names `b`", "`b` names `a`", "`b` names `c`", "`c` names `a`", "`c` names itself"]
    );
    assert_eq!(
        outcome.findings[0].help.as_deref(),
        Some("one of several cycles: 3 records and 5 references are connected")
    );
}

#[test]
fn several_fields_make_one_cycle() {
    check(
        RULES,
        r#"{ "things": [{ "id": "a", "part_of": ["b"] }, { "id": "b", "follows": ["a"] }] }"#,
        &[
            "data.json:1:39: error[circle]: a cycle in `['part_of', 'follows'][*]`: `a` -> `b` -> `a`",
        ],
    );
}

#[test]
fn a_value_that_is_not_an_id_is_counted() {
    let outcome = run(
        RULES,
        r#"{ "things": [{ "part_of": ["a"] }, { "id": "a", "part_of": [null, {}] }, 7, { "id": {} }] }"#,
    );
    assert_eq!(
        outcome.lines,
        [
            "factlint.toml:7:8: notice[circle]: 1 record was not checked: it is a record without an id",
            "factlint.toml:7:8: notice[circle]: 1 value of `['part_of', 'follows'][*]` was not checked: it is an object",
        ]
    );
    // `null` counts as an absent value, and 7 as a value that is not a record.
    assert_eq!(outcome.count(Count::Skipped), 3);
}

#[test]
fn a_path_of_any_length_is_followed() {
    let ids: Vec<String> = (0..20_000).map(|number| format!("{number:05}")).collect();
    let mut text = String::from("{ \"things\": [");
    for (position, id) in ids.iter().enumerate() {
        let next = &ids[(position + 1) % ids.len()];
        write!(text, "{{ \"id\": \"{id}\", \"part_of\": [\"{next}\"] }},").unwrap();
    }
    let outcome = run(RULES, &(text + "{ \"id\": \"last\" }] }"));
    assert_eq!(outcome.findings.len(), 1);
    let message = &outcome.findings[0].message;
    assert!(message.contains("`00022` -> ... 19977 more ... -> `00000`"), "{message}");
    assert_eq!(outcome.findings[0].labels.len(), 20_000);
}
