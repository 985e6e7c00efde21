//! `sum`: near-misses and cases that its page omits.

use super::{check, run};
use factlint::rule::Count;

const RULES: &str = r#"
[collections]
things = { select = "$.things[*]", id = "id" }

[rules.total]
kind  = "sum"
in    = "things"
field = "total"
items = "parts[*]"
"#;

#[test]
fn the_difference_is_exact() {
    let very_long = format!(
        "data.json:5:35: error[total]: `d` states 1e400, but its one part is 1, {}… less",
        "9".repeat(60)
    );
    check(
        RULES,
        r#"{ "things": [
            { "id": "a", "total": 1, "parts": [0.1, 0.2, "0.70000000000000001"] },
            { "id": "b", "total": -2, "parts": [-1, -1.5] },
            { "id": "c", "total": "3", "parts": [3.0] },
            { "id": "d", "total": "1e400", "parts": [1] } ] }"#,
        &[
            "data.json:2:35: error[total]: `a` states 1, but its 3 parts add up to 1.00000000000000001, 1e-17 more",
            "data.json:3:35: error[total]: `b` states -2, but its 2 parts add up to -2.5, 0.5 less",
            &very_long,
        ],
    );
}

#[test]
fn a_value_that_is_not_a_number_is_counted_and_leaves_the_total_undecided() {
    let outcome = run(
        RULES,
        r#"{ "things": [
            { "total": 1, "parts": [1, null, "x"] },
            { "total": 1, "parts": 2 },
            { "total": {}, "parts": [1] },
            { "total": "1e9999", "parts": [1, "1e9999"] },
            { "parts": [1] }, 5 ] }"#,
    );
    assert_eq!(
        outcome.lines,
        [
            "factlint.toml:7:8: notice[total]: 2 values of `parts[*]` were not checked: the first is a string",
            "factlint.toml:7:8: notice[total]: 1 value of `total` was not checked: it is an object",
        ]
    );
    // `null` counts as an absent value, and an absent part leaves the total undecided. 5, which is not a record, is
    // counted for the collection.
    assert_eq!(outcome.count(Count::Skipped), 4);
    assert_eq!(outcome.count(Count::CannotTell), 3);
    assert_eq!(outcome.count(Count::Compared), 0);
}

#[test]
fn a_tolerance_is_at_least_0() {
    check(
        &format!("{RULES}tolerance = -1\n"),
        "{}",
        &["factlint.toml:7:8: error[rulebook]: got a `tolerance` of -1, want at least 0"],
    );
    let rules = format!("{RULES}tolerance = 0.5\n");
    check(&rules, r#"{ "things": [{ "total": 100, "parts": [33.5, 67] }] }"#, &[]);
    check(
        &rules,
        r#"{ "things": [{ "total": 100, "parts": [33.4, 66.09] }] }"#,
        &[
            "data.json:1:25: error[total]: the record at /things/0 states 100, but its 2 parts add up to 99.49, 0.51 less, want a difference of at most 0.5",
        ],
    );
}

fn with(parameters: &str) -> String {
    format!(
        "[collections]\nthings = {{ select = \"$.things[*]\", id = \"id\" }}\n[rules.total]\nkind = \"sum\"\nin = \"things\"\nitems = \"n[*]\"\n{parameters}"
    )
}

#[test]
fn a_total_may_be_a_constant() {
    let data = r#"{ "things": [
{ "id": "a", "n": [60, 40] },
{ "id": "b", "n": [60, 39] },
{ "id": "c", "n": [99] },
{ "id": "d", "n": [] },
{ "id": "e" } ] }"#;
    let b = "data.json:3:20: error[total]: `b`: its 2 parts add up to 99, 1 less, want 100";
    let c = "data.json:4:20: error[total]: `c`: its one part is 99, 1 less, want 100";
    check(&with("total = 100\n"), data, &[b, c]);
    check(&with("total = 100\ntolerance = 1\n"), data, &[]);
    let c = "data.json:4:20: error[total]: `c`: its one part is 99, 0.5 more, want 98.5, or at most 0.4 more or less";
    let outcome = run(&with("total = 98.5\ntolerance = 0.4\nwhere = \"@.id == 'c'\"\n"), data);
    assert_eq!(outcome.lines, [c]);
}

#[test]
fn the_parts_of_records_with_one_value_are_added() {
    let data = r#"{ "things": [
{ "id": "a", "of": "x", "n": [60] },
{ "id": "b", "of": ["x", "y"], "n": [30, 5] },
{ "id": "c", "of": 1, "n": [100] },
{ "id": "d", "of": 1.0 },
{ "id": "e", "of": "z", "n": [null] },
{ "id": "f", "n": [7] } ] }"#;
    let outcome = run(&with("total = 100\nper = \"of\"\n"), data);
    let skipped =
        "factlint.toml:5:8: notice[total]: 1 value of `of` was not checked: it is an array";
    assert_eq!(
        outcome.lines,
        [
            "data.json:2:31: error[total]: the one part with the `of` `x` is 60, 40 less, want 100",
            skipped
        ]
    );
    // A list cannot be a key. A group whose only part is absent has no sum.
    assert_eq!([outcome.count(Count::Skipped), outcome.count(Count::CannotTell)], [1, 1]);
    let outcome = run(&with("total = 95\nper = \"of[*]\"\nwhere = \"@.id == 'b'\"\n"), data);
    let lines: Vec<&str> = outcome.lines.iter().map(|line| &line[30..]).collect();
    assert_eq!(
        lines,
        [
            "the 2 parts with the `of[*]` `x` add up to 35, 60 less, want 95",
            "the 2 parts with the `of[*]` `y` add up to 35, 60 less, want 95"
        ]
    );
}

#[test]
fn a_group_with_an_unreadable_part_or_key_is_undecided() {
    let rules = with("total = 100\nper = \"of\"\n");
    let known = r#"{ "id": "a", "of": "x", "n": [60] }, { "id": "b", "of": "y", "n": [100] }"#;
    let unreadable = [
        r#"{ "id": "c", "of": "x", "n": ["soon"] }"#,
        r#"{ "id": "c", "of": "x", "n": [1e999999999999999999999] }"#,
        r#"{ "id": "c", "of": "x", "of": "y", "n": [40] }"#,
    ];
    for record in unreadable {
        let outcome = run(&rules, &format!("{{ \"things\": [{known}, {record}] }}"));
        let found: Vec<&String> =
            outcome.lines.iter().filter(|line| line.contains("error[total]")).collect();
        assert!(found.is_empty(), "{record}: {found:?}");
        assert!(outcome.count(Count::CannotTell) > 0, "{record}");
    }
}

#[test]
fn totals_that_do_not_go_together_are_refused() {
    for (parameters, want) in [
        ("", "needs `field` or `total`"),
        ("total = 1\nfield = \"a\"\n", "`field` cannot be used with `total`"),
        ("field = \"a\"\nper = \"b\"\n", "`per` needs `total`"),
        ("total = 1\nwithin = \"folder\"\n", "`within` needs `per`"),
        ("total = \"100\"\n", "got text, want a number"),
    ] {
        let lines = run(&with(parameters), "{}").lines;
        assert!(lines.iter().any(|line| line.contains(want)), "{want}: {lines:?}");
    }
}
