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
    // `null` is an absent value, and a part that is absent leaves the total undecided.
    // The collection counts 5, which is not a record.
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
