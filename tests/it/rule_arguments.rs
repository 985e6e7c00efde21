//! Invalid arguments: each is a mistake of the rulebook, at its place, and no rule runs.

// Clippy recognises tests by their attribute, and not the functions that tests call.
#![allow(clippy::expect_used, clippy::panic)]

use factlint::dataset::Dataset;
use factlint::finding::Finding;

/// Returns the mistakes of a rulebook with one rule: messages, and the text at their places.
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
    let need = [("`compare` needs either `than` or `value`", "this")];
    check(&[
        ("kind = 'compare'; in = 'records'; field = 'a'; is = '=='", &need),
        ("kind = 'compare'; in = 'records'; field = 'a'; is = '=='; than = 'b'; value = 1", &need),
        (
            "kind = 'compare'; in = 'records'; field = 'a'; is = '=='; value = 1; latest-by = 'b'",
            &[("`latest-by` needs `than`", "'b'")],
        ),
        (
            "kind = 'compare'; in = 'records'; field = 'a'; is = '<'; value = 'soon'; as = 'date'",
            &[("`soon` is not what `as` says", "'soon'")],
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
            &[("`pattern` needs either `matches` or `never`", "this")],
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
                "`codelist` needs at least one of `values`, `standard`, `file`, `list`, `to`",
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
            &[("`unique` needs `fields`, `items` or `apart`", "this")],
        ),
        (
            "kind = 'unique'; in = 'records'; items = 'a[*]'; apart = ['a', 'b']",
            &[("`items` and `apart` do not go together", "this")],
        ),
        (
            "kind = 'unique'; in = 'records'; apart = 'a'",
            &[("got one list, want at least two", "'a'")],
        ),
        (
            "kind = 'unique'; in = 'records'; fields = 'a'; within = 'record'",
            &[("`record` needs `items` or `apart`: a record alone has each key once", "'record'")],
        ),
    ]);
}

#[test]
fn count_and_filled() {
    check(&[
        (
            "kind = 'count'; in = 'records'",
            &[("`count` needs `field`, `at-least` or `at-most`", "this")],
        ),
        (
            "kind = 'count'; in = 'records'; field = 'n'",
            &[("`field` needs what it states the number of: `items` or `to`", "this")],
        ),
        (
            "kind = 'count'; in = 'records'; items = 'a[*]'; at-most = 2; per = 'b'",
            &[("`per` counts the records themselves, without `items` and `to`", "this")],
        ),
        (
            "kind = 'count'; in = 'records'; at-most = 2; at-least = 3",
            &[("got at least 3 and at most 2: no number is both", "3")],
        ),
        (
            "kind = 'filled'; in = 'records'; field = 'a'; at-least-percent = 100.5",
            &[("got 100.5, want 0 to 100 with six decimals at most", "100.5")],
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
            &[("got no time at all, want at least a day", "'P0D'")],
        ),
        (
            "kind = 'date-inside'; in = 'records'; fields = 'a'",
            &[("`date-inside` needs `range-from`, `range-to` or both", "this")],
        ),
        (
            "kind = 'date-inside'; in = 'records'; fields = 'a'; range-to = 'b'; key = 'c'",
            &[("`key` and `to` go together", "this")],
        ),
        (
            "kind = 'reference'; in = 'records'; field = 'a'; to = ['records', 'recods']",
            &[("unknown collection `recods`", "'recods'")],
        ),
        (
            "kind = 'reference'; in = 'records'; field = 'a'; to = []",
            &[("got no collection, want at least one", "[]")],
        ),
    ]);
}
