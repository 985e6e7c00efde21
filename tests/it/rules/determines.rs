//! `determines`: near-misses and cases that its page omits.

use super::check;

const RULES: &str = r#"
[collections]
things = { select = "$.things[*]", id = "id" }

[rules.value]
kind   = "determines"
in     = "things"
fields = ["a", "b"]
value  = "value"
"#;

#[test]
fn records_must_agree_in_all_fields_to_be_compared() {
    check(
        RULES,
        r#"{ "things": [
            { "id": "1", "a": "x", "b": 1, "value": "v" },
            { "id": "2", "a": "x", "b": 1, "value": "v" },
            { "id": "3", "a": "x", "b": 1, "value": "w" },
            { "id": "4", "a": "x", "b": 2, "value": "w" },
            { "id": "5", "a": "x", "value": "w" },
            { "id": "6", "a": "x", "b": 1, "value": null },
            { "id": "7", "a": "x", "b": 1 } ] }"#,
        &[
            "data.json:4:53: error[value]: `value` is `w`, but it is `v` in 2 other records with `a` `x` and `b` `1`",
        ],
    );
}

#[test]
fn values_without_a_majority_are_one_finding() {
    check(
        RULES,
        r#"{ "things": [
            { "id": "1", "a": "x", "b": 1, "value": "v" },
            { "id": "2", "a": "x", "b": 1, "value": "w" } ] }"#,
        &[
            "data.json:2:53: error[value]: `value` differs between records with `a` `x` and `b` `1`: `v` in 1 record, `w` in 1 record",
        ],
    );
}

#[test]
fn records_of_different_objects_need_not_agree_within_a_parent() {
    let rules = r#"
[collections]
things = { select = "$.groups[*].things[*]", id = "id" }

[rules.value]
kind   = "determines"
in     = "things"
fields = "a"
value  = "value"
within = "parent"
"#;
    check(
        rules,
        r#"{ "groups": [
            { "things": [{ "id": "1", "a": "x", "value": "v" }] },
            { "things": [{ "id": "2", "a": "x", "value": "w" }] } ] }"#,
        &[],
    );
}

#[test]
fn a_message_shows_the_record_with_the_other_value() {
    check(
        &RULES.replace("value  = ", "message = \"{id} differs from {others:id}\"\nvalue  = "),
        r#"{ "things": [
            { "id": "1", "a": "x", "b": 1, "value": "v" },
            { "id": "2", "a": "x", "b": 1, "value": "v" },
            { "id": "3", "a": "x", "b": 1, "value": "w" } ] }"#,
        &["data.json:4:53: error[value]: 3 differs from 1"],
    );
}
