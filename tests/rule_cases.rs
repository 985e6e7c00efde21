//! Cases that the pages of the rule kinds leave out: what a rule says of some records.

use factlint::dataset::Dataset;
use factlint::engine::{self, Run};
use factlint::rule::Count;
use factlint::value::date::PartialDate;

/// Checks `records` (and `others`, another collection) with one rule.
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
        Ok(dataset) => engine::check(dataset, &today),
        Err(failure) => panic!("{rule}: {:?}", failure.findings),
    }
}

/// What a rule says, sorted.
fn messages(rule: &str, data: &str) -> Vec<String> {
    let mut messages: Vec<String> =
        run(rule, data).findings.into_iter().map(|finding| finding.message).collect();
    messages.sort();
    messages
}

fn check(rule: &str, data: &str, expected: &[&str]) {
    assert_eq!(messages(rule, data), expected, "{rule} on {data}");
}

#[test]
fn records_that_are_not_there_are_missed_in_the_rulebook() {
    let run = run("kind = 'count'; in = 'records'; at-least = 2", "{}");
    let finding = run.findings.first().expect("a finding");
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
fn of_several_values_any_may_do() {
    let rule = "kind = 'compare'; in = 'records'; field = 'first'; is = '>='; than = 'dates[*]'; of-several = 'any'";
    check(
        rule,
        r#"{"records": [{"id": "a", "first": "2021-05", "dates": ["2022", "2020"]}]}"#,
        &[],
    );
    check(
        rule,
        r#"{"records": [{"id": "a", "first": "2019", "dates": ["2022", "2020"]}]}"#,
        &["`first` of `a` is 2019, want >= one of its `dates[*]`, 2022, 2020"],
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
        &["`a` of `y` is true, want == false, its `b`", "`a` of `z` is 1, want == \"1\", its `b`"],
    );
    let rule = "kind = 'compare'; in = 'records'; field = 'a'; is = '<'; than = 'b'";
    let skipped = run(rule, r#"{"records": [{"a": true, "b": 1}, {"a": 1, "b": "2"}]}"#);
    assert!(skipped.findings.is_empty());
    assert_eq!(skipped.summary.tally.of(Count::Skipped), 2);
}

#[test]
fn a_list_may_be_seen_from_what_encloses_the_record() {
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
        &["2 items in `tags[*]` of records of `records` in one document are `a`"],
    );
}
