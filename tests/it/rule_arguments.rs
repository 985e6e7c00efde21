//! Tests invalid arguments of rules. Each is a mistake in the rulebook, reported at its place, and no rule runs.

// Clippy exempts functions with `#[test]`, but not the helpers that they call.
#![allow(clippy::expect_used, clippy::panic)]

use factlint::dataset::Dataset;
use factlint::document::FileId;
use factlint::finding::Finding;
use factlint::rulebook::{Rulebook, rulebook_schema};

/// Returns the mistakes in a rulebook with one rule: for each, the message and the text at its place.
fn complaints(rule: &str) -> Vec<(String, String)> {
    let folder = tempfile::tempdir().expect("a folder");
    let rulebook = format!(
        "version = 1\ndocuments = [\"data.json\"]\n[collections]\nrecords = {{ select = \"$.records[*]\", id = \"id\" }}\n[rules.this]\n{rule}\n"
    );
    let path = folder.path().join("factlint.toml");
    std::fs::write(&path, &rulebook).expect("a file");
    std::fs::write(folder.path().join("data.json"), "{}").expect("a file");
    std::fs::write(folder.path().join("empty.txt"), "# nothing\n").expect("a file");
    let Err(failure) = Dataset::read(&path, folder.path()) else { return Vec::new() };
    assert!(failure.errors.is_empty(), "{rule}");
    let place = |finding: &Finding| {
        let place = &finding.primary().expect("a place").place;
        let factlint::finding::Place::Range { start, end, .. } = place else {
            return String::new();
        };
        rulebook[*start..*end].to_owned()
    };
    failure.findings.iter().map(|finding| (finding.message.clone(), place(finding))).collect()
}

fn check(cases: &[(&str, &[(&str, &str)])]) {
    for (rule, expected) in cases {
        let found = complaints(&rule.replace("; ", "\n"));
        let found: Vec<(&str, &str)> =
            found.iter().map(|(message, place)| (message.as_str(), place.as_str())).collect();
        assert_eq!(found, *expected, "{rule}");
    }
}

#[test]
fn compare() {
    check(&[
        (
            "kind = 'compare'; in = 'records'; field = 'a'; is = '=='",
            &[("the rule `this` of kind `compare` needs `than` or `value`", "this")],
        ),
        (
            "kind = 'compare'; in = 'records'; field = 'a'; is = '=='; than = 'b'; value = 1",
            &[("`than` cannot be used with `value`", "this")],
        ),
        (
            "kind = 'compare'; in = 'records'; field = 'a'; is = '=='; value = 1; latest-by = 'b'",
            &[("`latest-by` needs `than`", "'b'")],
        ),
        (
            "kind = 'compare'; in = 'records'; field = 'a'; is = '<'; value = 'soon'; as = 'date'",
            &[("`soon` does not have the type that `as` sets", "'soon'")],
        ),
        (
            "kind = 'compare'; in = 'records'; field = 'a'; is = '<'; value = true",
            &[("got a boolean, want text or a number", "true")],
        ),
        (
            "kind = 'compare'; in = 'records'; field = 'a'; is = '=>'; than = 'b'",
            &[("got `=>`, want one of `==`, `!=`, `<`, `<=`, `>`, `>=`", "'=>'")],
        ),
        ("kind = 'compare'; in = 'records'; field = 'a'; is = '<'; value = 1.5", &[]),
    ]);
}

#[test]
fn pattern_and_assert() {
    check(&[
        (
            "kind = 'pattern'; in = 'records'; field = 'a'",
            &[("the rule `this` of kind `pattern` needs `matches` or `never`", "this")],
        ),
        (
            "kind = 'pattern'; in = 'records'; field = 'a'; never = '(a'",
            &[("not a regular expression: unclosed group", "'(a'")],
        ),
        (
            "kind = 'assert'; in = 'records'",
            &[("the rule `this` of kind `assert` needs `that`", "this")],
        ),
    ]);
}

#[test]
fn codelist() {
    check(&[
        (
            "kind = 'codelist'; in = 'records'; field = 'a'",
            &[(
                "the rule `this` of kind `codelist` needs `values`, `standard`, `file`, `list` or `to`",
                "this",
            )],
        ),
        (
            "kind = 'codelist'; in = 'records'; field = 'a'; file = 'none.txt'",
            &[("the list `none.txt` cannot be used: no such file", "'none.txt'")],
        ),
        (
            "kind = 'codelist'; in = 'records'; field = 'a'; file = 'empty.txt'",
            &[(
                "the list `empty.txt` cannot be used: it has no codes; write one per line",
                "'empty.txt'",
            )],
        ),
        (
            "kind = 'codelist'; in = 'records'; field = 'a'; to = 'records'",
            &[("`to` needs `to-field`", "'records'")],
        ),
        (
            "kind = 'codelist'; in = 'records'; field = 'a'; values = 'a'; through = 'records'",
            &[
                ("`through` needs `list`", "'records'"),
                ("`through` needs `through-field`", "'records'"),
            ],
        ),
    ]);
}

#[test]
fn unique() {
    check(&[
        (
            "kind = 'unique'; in = 'records'",
            &[("the rule `this` of kind `unique` needs `fields`, `items` or `apart`", "this")],
        ),
        (
            "kind = 'unique'; in = 'records'; items = 'a[*]'; apart = ['a', 'b']",
            &[("`items` cannot be used with `apart`", "this")],
        ),
        (
            "kind = 'unique'; in = 'records'; apart = 'a'",
            &[("got one list, want at least two", "'a'")],
        ),
        (
            "kind = 'unique'; in = 'records'; fields = 'a'; within = 'record'",
            &[("`within = \"record\"` needs `items` or `apart`", "'record'")],
        ),
    ]);
}

#[test]
fn count_and_filled() {
    check(&[
        (
            "kind = 'count'; in = 'records'",
            &[("the rule `this` of kind `count` needs `field`, `at-least` or `at-most`", "this")],
        ),
        (
            "kind = 'count'; in = 'records'; field = 'n'",
            &[("`field` needs `items` or `to`", "this")],
        ),
        (
            "kind = 'count'; in = 'records'; items = 'a[*]'; at-most = 2; per = 'b'",
            &[("`per` cannot be used with `items`", "this")],
        ),
        (
            "kind = 'count'; in = 'records'; at-most = 2; to-where = '@.a == 1'",
            &[("`to-where` needs `to`", "'@.a == 1'")],
        ),
        (
            "kind = 'count'; in = 'records'; at-most = 2; items = 'a[*]'; to-field = 'a'; key = 'b'",
            &[("`to-field` needs `to`", "'a'")],
        ),
        (
            "kind = 'count'; in = 'records'; at-most = 2; at-least = 3",
            &[("got at least 3 and at most 2: no number is both", "3")],
        ),
        (
            "kind = 'filled'; in = 'records'; field = 'a'; at-least-percent = 100.5",
            &[("got 100.5, want 0 to 100 with at most six decimals", "100.5")],
        ),
        ("kind = 'filled'; in = 'records'; field = 'a'; at-least-percent = 99.999999", &[]),
    ]);
}

#[test]
fn dates() {
    check(&[
        (
            "kind = 'date-range'; in = 'records'; past = 'a'; longest = 'P3Y'",
            &[("`longest` needs `from`", "'P3Y'")],
        ),
        (
            "kind = 'date-range'; in = 'records'; from = 'a'; to = 'b'; longest = '3 years'",
            &[(
                "got `3 years`, want an ISO 8601 duration in years, months, weeks or days, such as P3Y, P18M or P90D",
                "'3 years'",
            )],
        ),
        (
            "kind = 'date-range'; in = 'records'; from = 'a'; to = 'b'; longest = 'P0D'",
            &[("got a duration of zero, want at least a day", "'P0D'")],
        ),
        (
            "kind = 'date-inside'; in = 'records'; fields = 'a'",
            &[("the rule `this` of kind `date-inside` needs `range-from` or `range-to`", "this")],
        ),
        (
            "kind = 'date-inside'; in = 'records'; fields = 'a'; range-to = 'b'; key = 'c'",
            &[("`key` and `to` must be set together", "this")],
        ),
        (
            "kind = 'reference'; in = 'records'; field = 'a'; to = ['records', 'recods']",
            &[("unknown collection `recods`", "'recods'")],
        ),
        (
            "kind = 'codelist'; in = 'records'; field = 'a'; values = []",
            &[("got an empty list, want at least one item", "[]")],
        ),
        (
            "kind = 'reference'; in = 'records'; field = 'a'; to = []",
            &[("got no collection, want at least one", "[]")],
        ),
    ]);
}

/// Returns whether the rulebook's reader accepts a rule, and whether its JSON Schema, which editors use, accepts the
/// rule.
fn is_accepted(rule: &str) -> (bool, bool) {
    let schema = jsonschema::validator_for(&rulebook_schema()).expect("a schema");
    let text =
        format!("version = 1\ndocuments = 'data.json'\n[rules.this]\nin = 'records'\n{rule}");
    let rulebook: serde_json::Value = toml::from_str(&text).expect("TOML");
    (complaints(&format!("in = 'records'\n{rule}")).is_empty(), schema.is_valid(&rulebook))
}

#[test]
fn the_rulebooks_schema_has_the_conditions_between_parameters() {
    let through = "through = 'records'; through-field = 'b'";
    for (right, wrong) in [
        ("kind = 'count'; at-most = 1", "kind = 'count'; per = 'a'"),
        (
            "kind = 'count'; items = 'a'; at-most = 1",
            "kind = 'count'; items = 'a'; to = 'records'; at-most = 1",
        ),
        ("kind = 'count'; items = 'a'; field = 'n'", "kind = 'count'; field = 'n'"),
        (
            "kind = 'count'; at-most = 1; per = 'a'",
            "kind = 'count'; at-most = 1; per = 'a'; items = 'b'",
        ),
        (
            "kind = 'count'; at-most = 1; to = 'records'; key = 'a'; to-field = 'b'",
            "kind = 'count'; at-most = 1; to = 'records'; key = 'a'",
        ),
        (
            "kind = 'unique'; items = 'a'; within = 'record'",
            "kind = 'unique'; fields = 'a'; within = 'record'",
        ),
        (
            &format!("kind = 'unique'; items = 'a'; {through}"),
            &format!("kind = 'unique'; fields = 'a'; {through}"),
        ),
        (
            "kind = 'order'; field = 'a'; sort-by = 'b'; items = 'c'",
            "kind = 'order'; field = 'a'; sort-by = 'b'",
        ),
        (
            "kind = 'order'; field = 'a'; sort-by = 'b'; within = 'collection'",
            "kind = 'order'; field = 'a'; items = 'b'; within = 'collection'",
        ),
        (
            "kind = 'order'; keys = 'own'; no-gaps = false",
            "kind = 'order'; keys = 'own'; no-gaps = true",
        ),
        (
            "kind = 'order'; field = 'a'; as = 'date'; no-gaps = false",
            "kind = 'order'; field = 'a'; as = 'date'; no-gaps = true",
        ),
        (
            "kind = 'order'; field = 'a'; as = 'number'; lowest-at-most = 1",
            "kind = 'order'; field = 'a'; as = 'text'; lowest-at-most = 1",
        ),
        ("kind = 'date-range'; past = 'a'", "kind = 'date-range'; to = 'a'; past = 'b'"),
        (
            "kind = 'date-range'; from = 'a'; to = 'b'; longest = 'P1Y'",
            "kind = 'date-range'; past = 'a'; longest = 'P1Y'",
        ),
        (
            "kind = 'overlap'; from = 'a[*]'; to = 'b'; from-which = 'first'",
            "kind = 'date-range'; past = 'b'; from-which = 'first'",
        ),
        ("kind = 'presence'; only = 'a'", "kind = 'presence'"),
    ] {
        assert_eq!(is_accepted(&right.replace("; ", "\n")), (true, true), "{right}");
        assert_eq!(is_accepted(&wrong.replace("; ", "\n")), (false, false), "{wrong}");
    }
}

/// Regression: the collection's name was mistaken for the value of `within`, so documents were not read in blocks.
#[test]
fn a_collection_whose_name_is_a_word_of_another_parameter() {
    let needs_document = |collection: &str, argument: &str| {
        let text = format!(
            "version = 1\ndocuments = 'data.json'\n[collections]\n{collection} = {{ select = '$.a[*]' }}\n[rules.this]\nkind = 'unique'\nin = '{collection}'\nfields = 'id'\n{argument}"
        );
        let rulebook = Rulebook::parse(&text, FileId(0)).expect("a rulebook");
        rulebook.rules.iter().any(|rule| rule.needs_document)
    };
    assert!(!needs_document("records", ""));
    assert!(!needs_document("parent", ""));
    assert!(needs_document("records", "within = 'parent'"));
}

#[test]
fn an_empty_text_is_neither_a_message_nor_a_value_to_order_by() {
    let rule = "kind = 'compare'; in = 'records'; field = 'a'; is = '=='; value = 1; ";
    for key in ["message", "question"] {
        for text in ["''", "'  '"] {
            let want = format!("got an empty text, want the {key} of each finding");
            check(&[(&format!("{rule}{key} = {text}"), &[(&want, text)])]);
        }
    }
    let order = "kind = 'compare'; in = 'records'; field = 'a'; is = '<'; value = ''";
    check(&[(order, &[("got an empty text, want a value to order by", "''")])]);
    check(&[(&order.replace("'<'", "'!='"), &[])]);
}

#[test]
fn a_number_must_be_finite_and_decimal() {
    for (value, kind) in [("0x10", "an integer"), ("inf", "a float"), ("nan", "a float")] {
        let rule =
            format!("kind = 'compare'; in = 'records'; field = 'a'; is = '<'; value = {value}");
        let want = format!("got {kind}, want a finite decimal number");
        check(&[(&rule, &[(&want, value)])]);
    }
}
