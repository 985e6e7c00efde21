//! Numbers in schemas and documents that a double cannot represent exactly.

use super::{check, check_draft, document};
use factlint::schema::{Draft, Schema, Settings};
use proptest::prelude::*;
use std::cmp::Ordering;

#[test]
fn an_integer_beyond_64_bits_was_within_a_limit_below_it() {
    check(
        r#"{"items": {"maximum": 18446744073709551616}}"#,
        "[18446744073709551615, 18446744073709551616, 18446744073709551617, 1.8446744073709551617e19, 1e20, 1e400, \"a\"]",
        &[
            "/2 maximum: got 18446744073709551617, want at most 18446744073709551616",
            "/3 maximum: got 1.8446744073709551617e19, want at most 18446744073709551616",
            "/4 maximum: got 1e20, want at most 18446744073709551616",
            "/5 maximum: got 1e400, want at most 18446744073709551616",
        ],
    );
    check(
        r#"{"items": {"exclusiveMinimum": 9007199254740992}}"#,
        "[9007199254740993.0, 9007199254740992.0]",
        &["/1 exclusiveMinimum: got 9007199254740992.0, want more than 9007199254740992"],
    );
}

#[test]
fn a_limit_beyond_every_double_was_the_largest_double() {
    check(
        r#"{"items": {"minimum": 1e400, "maximum": 1e402}}"#,
        "[1e399, 1e400, 10e400, 1e403, 2, -1e500]",
        &[
            "/0 minimum: got 1e399, want at least 1e400",
            "/3 maximum: got 1e403, want at most 1e402",
            "/4 minimum: got 2, want at least 1e400",
            "/5 minimum: got -1e500, want at least 1e400",
        ],
    );
}

#[test]
fn a_number_is_compared_with_a_short_limit_as_written() {
    check(
        r#"{"items": {"exclusiveMinimum": 0, "maximum": 0.1}}"#,
        "[1e-400, 0.10, 0.10000000000000000001, 0.09999999999999999999, -1e-400]",
        &[
            "/2 maximum: got 0.10000000000000000001, want at most 0.1",
            "/4 exclusiveMinimum: got -1e-400, want more than 0",
        ],
    );
}

#[test]
fn a_long_decimal_was_the_constant_next_to_it() {
    check(
        r#"{"items": {"const": 0.1}}"#,
        "[0.1, 1e-1, 0.10000000000000000001]",
        &["/2 const: got 0.10000000000000000001, want 0.1"],
    );
    check(
        r#"{"items": {"const": 0.10000000000000000001}}"#,
        "[0.1, 0.100000000000000000010]",
        &["/0 const: got 0.1, want 0.10000000000000000001"],
    );
    check(
        r#"{"items": {"enum": ["a", 1e400, 0.5, {"n": [18446744073709551617]}]}}"#,
        r#"["a", 10e399, 0.50, {"n": [18446744073709551617]}, {"n": [18446744073709551616]}, 1e401, "b"]"#,
        &[
            r#"/4 enum: got {"n": [18446744073709551616]}, want one of "a", 1e400, 0.5 or {"n": [18446744073709551617]}"#,
            r#"/5 enum: got 1e401, want one of "a", 1e400, 0.5 or {"n": [18446744073709551617]}"#,
            r#"/6 enum: got "b", want one of "a", 1e400, 0.5 or {"n": [18446744073709551617]}"#,
        ],
    );
    check(r#"{"const": 9007199254740993}"#, "9007199254740993.0", &[]);
}

#[test]
fn division_has_no_limit_of_size() {
    check(
        r#"{"items": {"multipleOf": 7}}"#,
        "[7e30, 1e30, 7e400, 0e400, 7.0, 7.00000000000000000001]",
        &[
            "/1 multipleOf: got 1e30, want a multiple of 7",
            "/5 multipleOf: got 7.00000000000000000001, want a multiple of 7",
        ],
    );
    check(
        r#"{"items": {"multipleOf": 18446744073709551617}}"#,
        "[36893488147419103234, 36893488147419103235]",
        &["/1 multipleOf: got 36893488147419103235, want a multiple of 18446744073709551617"],
    );
}

#[test]
fn draft_4_has_flags_for_exclusive_limits() {
    check_draft(
        Draft::Draft4,
        r#"{"items": {"maximum": 18446744073709551617, "exclusiveMaximum": true, "minimum": 1e17, "exclusiveMinimum": false}}"#,
        "[100000000000000000, 18446744073709551616, 18446744073709551617, 1]",
        &[
            "/2 maximum: got 18446744073709551617, want less than 18446744073709551617",
            "/3 minimum: got 1, want at least 1e17",
        ],
    );
}

#[test]
fn a_number_is_shown_as_the_schema_has_it() {
    check(
        r#"{"not": {"const": 18446744073709551617}}"#,
        "18446744073709551617",
        &["/ not: got 18446744073709551617, want anything but 18446744073709551617"],
    );
    check(
        r#"{"not": {"type": "number", "minimum": 1e400}}"#,
        "1e401",
        &["/ not: got 1e401, want nothing that is a number and is at least 1e400"],
    );
}

#[test]
fn the_place_is_right_behind_references_and_in_other_files() {
    check(
        r##"{"properties": {"a": {"$ref": "#/$defs/n"}, "b": {"items": {"$ref": "#/$defs/n"}}}, "$defs": {"n": {"multipleOf": 3, "maximum": 18446744073709551616}}}"##,
        r#"{"a": 4, "b": [3, 18446744073709551617]}"#,
        &[
            "/a multipleOf: got 4, want a multiple of 3",
            "/b/1 multipleOf: got 18446744073709551617, want a multiple of 3",
            "  help: `maximum` also wants at most 18446744073709551616",
        ],
    );
}

#[test]
fn a_number_that_a_keyword_cannot_have_is_still_a_mistake_in_the_schema() {
    for schema in [
        r#"{"multipleOf": 0}"#,
        r#"{"items": {"multipleOf": -1e400}}"#,
        r#"{"maximum": 1e400, "minLength": -1}"#,
    ] {
        let settings = Settings::default();
        let schema =
            Schema::compile(&document(schema), "/s/a.json", settings, &|_| Err(String::new()));
        assert_eq!(schema.map_err(|problems| problems.len()).err(), Some(1));
    }
}

/// Generates number literals close to certain limits, in several notations.
fn literal() -> impl Strategy<Value = String> {
    let digits = prop_oneof![
        Just("0".to_owned()),
        "[1-9][0-9]{0,2}",
        Just("1".to_owned()),
        "1844674407370955161[4-8]",
        "900719925474099[0-5]",
        "1000000000000000{0,5}[01]",
        "99999999999999[89]{1,3}",
    ];
    let notation = prop_oneof![
        Just(String::new()),
        Just(".0".to_owned()),
        Just(".00000000000000000001".to_owned()),
        Just(".5".to_owned()),
        Just("e-1".to_owned()),
        Just("e-15".to_owned()),
        Just("e-16".to_owned()),
        Just("e-17".to_owned()),
        Just("e3".to_owned()),
        Just("e400".to_owned()),
        Just("e-400".to_owned()),
        Just("0e-1".to_owned()),
    ];
    let sign = prop_oneof![Just(""), Just("-")];
    (sign, digits, notation).prop_map(|(sign, digits, notation)| {
        let digits = if digits == "0" && notation == "0e-1" { String::new() } else { digits };
        format!("{sign}{digits}{notation}")
    })
}

fn is_valid(schema: &str, data: &str) -> bool {
    let settings = Settings::default();
    let schema = Schema::compile(&document(schema), "/s/a.json", settings, &|_| Err(String::new()));
    let schema = schema.unwrap_or_else(|problems| panic!("{problems:?}"));
    let data = document(data);
    let is_valid = schema.is_valid(data.root().unwrap());
    assert_eq!(schema.check(data.root().unwrap()).is_empty(), is_valid);
    is_valid
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn every_keyword_compares_exactly(limit in literal(), number in literal()) {
        let both = document(&format!("[{number}, {limit}]"));
        let [number_of, limit_of] = [0, 1].map(|index| {
            both.root().unwrap().element(index).unwrap().as_number().unwrap()
        });
        let order = number_of.compare(&limit_of);
        for (keyword, want) in [
            ("maximum", order != Ordering::Greater),
            ("minimum", order != Ordering::Less),
            ("exclusiveMaximum", order == Ordering::Less),
            ("exclusiveMinimum", order == Ordering::Greater),
            ("const", order == Ordering::Equal),
        ] {
            let schema = format!(r#"{{"{keyword}": {limit}}}"#);
            prop_assert_eq!(is_valid(&schema, &number), want, "{} {}", schema, number);
        }
        for schema in ["[LIMIT]", r#"["a", LIMIT]"#, "[null, LIMIT, 77]", "[[], LIMIT]"] {
            let schema = format!(r#"{{"enum": {}}}"#, schema.replace("LIMIT", &limit));
            let want = order == Ordering::Equal || (schema.contains("77") && is_valid(r#"{"const": 77}"#, &number));
            prop_assert_eq!(is_valid(&schema, &number), want, "{} {}", schema, number);
        }
    }
}
