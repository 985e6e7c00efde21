//! Tests the findings of single rules in cases that the pages of the kinds omit.

// Clippy exempts functions with `#[test]`, but not the helpers that they call.
#![allow(clippy::expect_used, clippy::panic)]

use factlint::dataset::Dataset;
use factlint::engine::{self, Run};
use factlint::finding::decoded;
use factlint::rule::Count;
use factlint::value::date::PartialDate;

/// Checks the collections `records` and `others` with one rule.
fn run(rule: &str, data: &str) -> Run {
    let folder = tempfile::tempdir().expect("a folder");
    let rulebook = format!(
        "version = 1\ndocuments = [\"data.json\"]\n[collections]\nrecords = {{ select = \"$.records[*]\", id = \"id\", optional = true }}\nothers = {{ select = \"$.others[*]\", id = \"id\", optional = true }}\n[rules.this]\n{}\n",
        rule.replace("; ", "\n")
    );
    let path = folder.path().join("factlint.toml");
    std::fs::write(&path, &rulebook).expect("a file");
    std::fs::write(folder.path().join("data.json"), data).expect("a file");
    let today = PartialDate::parse("2026-11-23").expect("a date");
    match Dataset::read(&path, folder.path()) {
        Ok(dataset) => {
            let mut run = engine::check(dataset, &today);
            run.findings.retain(|finding| finding.head().kind != "idle");
            run
        }
        Err(failure) => panic!("{rule}: {:?}", failure.findings),
    }
}

/// Returns the messages of a rule, sorted.
fn messages(rule: &str, data: &str) -> Vec<String> {
    let mut messages: Vec<String> =
        decoded(&run(rule, data).findings).map(|finding| finding.message).collect();
    messages.sort();
    messages
}

fn check(rule: &str, data: &str, expected: &[&str]) {
    assert_eq!(messages(rule, data), expected, "{rule} on {data}");
}

#[test]
fn missing_records_are_reported_in_the_rulebook() {
    let run = run("kind = 'count'; in = 'records'; at-least = 2", "{}");
    let finding = run.findings.first().expect("a finding").decode();
    assert_eq!(finding.message, "0 records of `records`, want at least 2");
    assert_eq!(finding.labels.len(), 1);
    assert_eq!(finding.labels[0].text, "want at least 2");
}

#[test]
fn counted_records_of_another_collection() {
    let rule = "kind = 'count'; in = 'records'; to = 'others'; to-field = 'of'; key = 'id'; at-least = 1; at-most = 2";
    check(
        rule,
        r#"{"records": [{"id": "a"}, {"id": "b"}, {"id": "c"}], "others": [{"of": "a"}, {"of": "c"}, {"of": "c"}, {"of": "c"}]}"#,
        &[
            "`b` has 0 records of `others`, want at least 1",
            "`c` has 3 records of `others`, want at most 2",
        ],
    );
}

#[test]
fn any_of_several_values_may_satisfy() {
    let rule = "kind = 'compare'; in = 'records'; field = 'first'; is = '>='; than = 'dates[*]'; of-several = 'any'";
    check(
        rule,
        r#"{"records": [{"id": "a", "first": "2021-05", "dates": ["2022", "2020"]}]}"#,
        &[],
    );
    check(
        rule,
        r#"{"records": [{"id": "a", "first": "2019", "dates": ["2022", "2020"]}]}"#,
        &[
            "`first` of `a` is 2019, and its `dates[*]` are 2022, 2020: want `first` >= one of `dates[*]`",
        ],
    );
    let doubtful = run(rule, r#"{"records": [{"first": "2020", "dates": ["2022", "2020-05"]}]}"#);
    assert!(doubtful.findings.is_empty());
    assert_eq!(doubtful.summary.tally.of(Count::CannotTell), 1);
    check(rule, r#"{"records": [{"first": "2020", "dates": []}, {"dates": ["2020"]}]}"#, &[]);
}

#[test]
fn values_without_an_order_are_equal_or_not() {
    let rule = "kind = 'compare'; in = 'records'; field = 'a'; is = '=='; than = 'b'";
    check(
        rule,
        r#"{"records": [{"id": "x", "a": [1, {"k": 2}], "b": [1.0, {"k": 2}]}, {"id": "y", "a": true, "b": false}, {"id": "z", "a": 1, "b": "1"}]}"#,
        &[
            "`a` of `y` is true, and its `b` is false: want `a` == `b`",
            "`a` of `z` is 1, and its `b` is \"1\": want `a` == `b`",
        ],
    );
    let rule = "kind = 'compare'; in = 'records'; field = 'a'; is = '<'; than = 'b'";
    let skipped = run(rule, r#"{"records": [{"a": true, "b": 1}, {"a": 1, "b": "2"}]}"#);
    let messages: Vec<String> = decoded(&skipped.findings).map(|finding| finding.message).collect();
    assert_eq!(messages, ["2 values of `a` were not checked: the first is a boolean"]);
    assert_eq!(skipped.summary.tally.of(Count::Skipped), 2);
}

#[test]
fn a_list_may_be_relative_to_an_enclosing_object() {
    let rule = "kind = 'codelist'; in = 'records'; field = 'uses[*].code'; list = '^.codes[*]'; ignore-case = true";
    check(
        rule,
        r#"{"codes": ["Alpha", 7], "records": [{"uses": [{"code": "ALPHA"}, {"code": 7}, {"code": "alpa"}]}]}"#,
        &["got `alpa` in `uses[*].code`, want a value of `^.codes[*]`"],
    );
}

#[test]
fn keys_of_items_may_have_parts_outside_the_item() {
    let rule = "kind = 'unique'; in = 'records'; items = 'scores[*].products[*]'; fields = ['@', '^.version']";
    check(
        rule,
        r#"{"records": [{"id": "r", "scores": [{"version": 2, "products": ["p"]}, {"version": 3, "products": ["p", "q"]}, {"version": 3, "products": ["q"]}, {"products": ["q"]}]}]}"#,
        &["2 items in `scores[*].products[*]` of `r` share the @, ^.version `q`, `3`"],
    );
    let rule = "kind = 'unique'; in = 'records'; items = 'tags[*]'; within = 'document'; normalise = 'case'";
    check(
        rule,
        r#"{"records": [{"tags": ["a", {"b": 1}]}, {"tags": ["A"]}]}"#,
        &[
            "1 value of `@` was not checked: it is an object",
            "2 items in `tags[*]` of records of `records` in one document are `a`",
        ],
    );
}

#[test]
fn the_order_of_records_does_not_decide_which_overlaps_are_found() {
    let rule = "kind = 'overlap'; in = 'records'; from = 'from'; to = 'to'; key = 'of'";
    let records = [
        r#"{"id": "a", "of": 1, "from": "2001", "to": "2009"}"#,
        r#"{"id": "b", "of": 1, "from": "2001", "to": "2009"}"#,
        r#"{"id": "c", "of": 1, "from": "2001", "to": "2009"}"#,
        r#"{"id": "d", "of": 1, "from": "2003", "to": "2004"}"#,
        r#"{"id": "e", "of": 2, "from": "2003", "to": "2004"}"#,
        r#"{"id": "f", "of": 1, "from": "2030", "to": "2000"}"#,
    ];
    let expected = [
        "`a` and `b` of `1` overlap: 2001 to 2009 and 2001 to 2009",
        "`a` and `c` of `1` overlap: 2001 to 2009 and 2001 to 2009",
        "`a` and `d` of `1` overlap: 2001 to 2009 and 2003 to 2004",
    ];
    for turn in 0..records.len() {
        let mut turned = records;
        turned.rotate_left(turn);
        check(rule, &format!("{{\"records\": [{}]}}", turned.join(",")), &expected);
    }
}

#[test]
fn records_within_one_object_must_have_different_keys() {
    let rule = "kind = 'unique'; in = 'records'; fields = 'id'; within = 'parent'";
    check(
        rule,
        r#"{"records": [{"id": "a"}, {"id": "a"}]}"#,
        &["2 records of `records` in one object share the id `a`"],
    );
}

#[test]
fn an_id_may_be_of_several_collections() {
    let rule = "kind = 'reference'; in = 'records'; field = 'uses[*]'; to = ['records', 'others']; to-where = '@.ok'";
    check(
        rule,
        r#"{"records": [{"id": "a", "uses": ["b", "c", "both", "x", "a", 7]}, {"id": "b"}, {"id": "both"}], "others": [{"id": "c", "ok": 1}, {"id": "both", "ok": 1}]}"#,
        &[
            "`a` refers to itself",
            "`b` does not satisfy `@.ok`",
            "no record of `records` or `others` has the id `7`",
            "no record of `records` or `others` has the id `x`",
        ],
    );
}

#[test]
fn odd_records_are_skipped_and_never_stop_a_run() {
    let data = r#"{"records": [null, 1, "a", [], {}, {"id": {}}, {"id": "x", "a": {}, "b": [[]], "c": null}]}"#;
    for rule in [
        "kind = 'assert'; in = 'records'; that = '@.a.b.c == 1'",
        "kind = 'pattern'; in = 'records'; field = 'a'; matches = 'x'",
        "kind = 'compare'; in = 'records'; field = 'a'; is = '<'; than = '^^.b[*]'; latest-by = '^^^.c'",
        "kind = 'codelist'; in = 'records'; field = '$..*'; list = '^.b[*]'; through = 'others'; through-field = 'a'",
        "kind = 'codelist'; in = 'records'; field = 'a'; standard = 'iso-4217'; to = 'records'; to-field = 'b[*]'",
        "kind = 'unique'; in = 'records'; items = '$..*'; within = 'parent'; normalise = 'name'",
        "kind = 'unique'; in = 'records'; apart = ['a', 'b[*]', '^.records']",
        "kind = 'reference'; in = 'records'; field = '$..*'; to = 'records'; within = 'document'",
        "kind = 'count'; in = 'records'; field = 'a'; items = 'b[*]'; at-most = 0",
        "kind = 'count'; in = 'records'; per = 'b'; at-most = 0",
        "kind = 'filled'; in = 'records'; field = 'a'; at-least-percent = 100; per = '@'",
        "kind = 'overlap'; in = 'records'; from = 'a'; to = 'b'; key = 'id'; within = 'parent'",
        "kind = 'date-inside'; in = 'records'; fields = ['a', '@']; range-from = '^.records[*]'; range-from-which = 'first'",
        "kind = 'date-range'; in = 'records'; from = 'a'; to = 'b'; longest = 'P1D'",
    ] {
        assert_eq!(run(rule, data).summary.rules_run.len(), 6, "{rule}");
    }
}

#[test]
fn one_instant_written_in_two_offsets_gets_one_answer() {
    let rule = "kind = 'date-range'; in = 'records'; from = 'from'; to = 'to'; past = 'from'";
    let inside = "kind = 'date-inside'; in = 'records'; fields = 'from'; range-to = 'to'";
    let compare =
        "kind = 'compare'; in = 'records'; field = 'from'; is = '<='; than = 'to'; as = 'date'";
    for from in ["2018-10-25T00:30:00+02:00", "2018-10-24T22:30:00Z"] {
        let data =
            format!(r#"{{"records": [{{"id": "a", "from": "{from}", "to": "2018-10-24"}}]}}"#);
        for rule in [rule, inside, compare] {
            check(rule, &data, &[]);
        }
        assert_eq!(run(inside, &data).summary.tally.of(Count::CannotTell), 1);
    }
    for from in ["2018-10-26T02:00:00+02:00", "2018-10-26T00:00:00Z"] {
        let data =
            format!(r#"{{"records": [{{"id": "a", "from": "{from}", "to": "2018-10-24"}}]}}"#);
        let expected = format!("`a` ends on 2018-10-24, before it starts on {from}");
        check(rule, &data, &[&expected]);
    }
}
