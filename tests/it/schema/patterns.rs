//! Regular expressions of ECMA-262 with the `u` flag, in both engines.

use super::problems::{check_warnings, compile};
use super::{check, document};
use serde_json::json;

/// Asserts whether an expression matches a text in both engines, as `pattern` and as a key of
/// `patternProperties`. To select the backtracking engine, the schema has another pattern with
/// look-around.
#[track_caller]
fn check_match(pattern: &str, text: &str, want: bool) {
    let (pattern, text) = (serde_json::Value::from(pattern), serde_json::Value::from(text));
    let drafts =
        ["https://json-schema.org/draft/2020-12/schema", "http://json-schema.org/draft-07/schema#"];
    for draft in drafts {
        for beside in ["{}", r#"{"pattern": "^(?!\\u0001)"}"#] {
            let schema = format!(
                r#"{{"$schema": "{draft}", "allOf": [{{"pattern": {pattern}}}, {beside},
                    {{"patternProperties": {{{pattern}: false}}}}]}}"#
            );
            let schema = compile("/s/a.json", &schema, &[]).unwrap();
            let matches = schema.is_valid(document(&text.to_string()).root().unwrap());
            assert_eq!(matches, want, "{pattern} on {text}, {draft}, {beside}");
            let as_key = document(&format!("{{{text}: 1}}"));
            let refuses = !schema.is_valid(as_key.root().unwrap());
            assert_eq!(refuses, want, "{pattern} on the key {text}, {draft}, {beside}");
        }
    }
}

#[test]
fn escapes_that_the_engines_do_not_know_are_translated() {
    check_match(r#"^(?<q>["'])[a-z]+\k<q>$"#, "'abc'", true);
    check_match(r#"^(?<q>["'])[a-z]+\k<q>$"#, "'abc\"", false);
    check_match(r"^[\ud83c\udf00-\ud83d\ude4f]+$", "😀", true);
    check_match(r"^[\ud83c\udf00-\ud83d\ude4f]+$", "abc", false);
    check_match(r"^\ud83d\ude00$", "😀", true);
    check_match(r"^\ud83d$", "😀", false);
    check_match(r"^[^\ud800-\udfff]$", "😀", true);
    check_match(r"^[^]$", "\n", true);
    check_match(r"^[^]$", "", false);
    check_match(r"[]", "a", false);
    check_match(r"^\0$", "\0", true);
    check_match(r"^[\0]$", "a", false);
    check_match(r"^[\b]$", "\u{8}", true);
    check_match(r"^[\b]$", "b", false);
    check_match(r"^\cJ$", "\n", true);
    check_match(r"^\x41\u0042\u{43}\u{1F600}$", "ABC😀", true);
    check_match(r"^[\]\-^&~]+$", "]-^&~", true);
}

#[test]
fn classes_and_boundaries_are_those_of_ecma_262() {
    // In Unicode, U+0661 is a digit, é is a letter and U+0085 is white space. In the classes of ECMA-262, they are not.
    check_match(r"\d", "\u{661}", false);
    check_match(r"\w", "é", false);
    check_match(r"\s", "\u{85}", false);
    check_match(r"\s", "\u{feff}", true);
    check_match(r"[\d\w\s]", "\u{661}é\u{85}", false);
    check_match(r"^[^\d]\D\W\S$", "éééé", true);
    check_match(r"^[\D]$", "5", false);
    check_match(r"^.$", "\u{2028}", false);
    check_match(r"^.$", "\r", false);
    check_match(r"^.$", "\u{85}", true);
    check_match(r"^.$", "😀", true);
    check_match(r"^(?s:.).$", "\na", true);
    // There is a boundary between `a` and `é`, since only ASCII letters are word characters.
    check_match(r"^a\bé$", "aé", true);
    check_match(r"^a\Bé$", "aé", false);
    check_match(r"\bword\b", "a word.", true);
    check_match(r"\bword\b", "swords", false);
    check_match(r"^\B$", "", true);
}

#[test]
fn a_back_reference_to_a_group_without_match_matches_nothing() {
    check_match(r"^(?:(a)|b)\1$", "b", true);
    check_match(r"^(?:(a)|b)\1$", "aa", true);
    check_match(r"^(?:(a)|b)\1$", "a", false);
    check_match(r"^\1(a)$", "a", true);
    check_match(r"^(?:(?<n>a)|(?<n>b))\k<n>$", "bb", true);
    check_match(r"^(?:(?<n>a)|(?<n>b))\k<n>$", "ba", false);
    check_match(r"^((a)(b))\3\2\1$", "abbaab", true);
}

#[test]
fn foreign_expressions_are_warned_about() {
    let foreign = |pattern: &str, reason: &str| {
        check_warnings(
            &format!(r#"{{"pattern": {}}}"#, serde_json::Value::from(pattern)),
            &[
                &format!(
                    "/s/a.json#/pattern: the pattern `{pattern}` is not valid in ECMA-262 with the `u` flag: {reason}"
                ),
                "  help: other programs may reject it or interpret it differently",
            ],
        );
    };
    foreign("(?i)a", "`(?i)` is not a group");
    foreign(r"\Aa", r"`\A` is not an escape");
    foreign("(?P<n>a)", "`(?P<n>a)` is not a group");
    foreign("a]", "`]` must be escaped");
    foreign(r"^\p{IsGreek}$", "`IsGreek` is not a property: write `Script=Greek`");
    foreign(r"^[\p{greek}]$", "`greek` is not a property or property value in ECMA-262");
    foreign(r"a\_", r"`\_` need not be escaped: write `_`");
    check_warnings(r#"{"pattern": "^[\\w.\\-/]+\\/(?:a|b){2,3}?$"}"#, &[]);
    // Drafts before 2020-12 do not require the `u` flag.
    check_warnings(
        r#"{"$schema": "https://json-schema.org/draft/2019-09/schema", "pattern": "a\\_"}"#,
        &[],
    );
}

#[test]
fn a_foreign_expression_of_an_older_draft_is_a_warning() {
    for draft in ["draft-04", "draft-06", "draft-07"] {
        let schema = json!({
            "$schema": format!("http://json-schema.org/{draft}/schema#"),
            "properties": { "a": { "pattern": "(?i)X" } },
            "patternProperties": { "(?i)y": { "type": "string" } },
        });
        check_warnings(
            &schema.to_string(),
            &[
                "/s/a.json#/properties/a/pattern: the pattern `(?i)X` is not valid in ECMA-262 with the `u` flag: `(?i)` is not a group",
                "  help: other programs may reject it or interpret it differently",
                "key /s/a.json#/patternProperties/(?i)y: the pattern `(?i)y` is not valid in ECMA-262 with the `u` flag: `(?i)` is not a group",
                "  help: other programs may reject it or interpret it differently",
            ],
        );
        let schema = compile("/s/a.json", &schema.to_string(), &[]).unwrap();
        let data = document(r#"{"a": "z", "Y": 1}"#);
        assert_eq!(schema.check(data.root().unwrap()).len(), 2, "{draft}");
    }
}

#[test]
fn foreign_expressions_stay_warnings_beside_a_broken_one() {
    for draft in
        ["http://json-schema.org/draft-07/schema#", "https://json-schema.org/draft/2020-12/schema"]
    {
        let schema = json!({
            "$schema": draft,
            "properties": { "a": { "pattern": "(?i)X" }, "b": { "pattern": "(a" } },
        });
        let problems = compile("/s/a.json", &schema.to_string(), &[]).unwrap_err();
        let errors: Vec<&str> = problems
            .iter()
            .filter(|problem| !problem.is_warning)
            .map(|problem| problem.message.as_str())
            .collect();
        assert_eq!(errors, ["`(a` is not a regular expression: a group is not closed"], "{draft}");
        assert!(problems.iter().any(|problem| problem.is_warning), "{draft}");
    }
}

#[test]
fn possessive_quantifiers_are_not_in_ecma_262() {
    let problems = match compile("/s/a.json", r#"{"pattern": "a++"}"#, &[]) {
        Ok(schema) => schema.warnings().to_vec(),
        Err(problems) => problems,
    };
    assert_eq!(problems.len(), 1, "{problems:?}");
    assert!(problems[0].message.contains("`+` follows another quantifier"), "{problems:?}");
}

#[test]
fn a_message_shows_the_pattern_as_written_in_the_schema() {
    check(
        r#"{"pattern": "^(?<a>x)\\k<a>\\b"}"#,
        r#""y""#,
        &[r#"/ pattern: got "y", want text that matches `^(?<a>x)\k<a>\b`"#],
    );
    // The error has the location of the keyword in the original schema.
    let schema = r#"{"patternProperties": {"\\bx": {"type": "string"}, "x\\b": {"minLength": 9}}}"#;
    let schema = compile("/s/a.json", schema, &[]).unwrap();
    let data = document(r#"{"x": 1}"#);
    let errors = schema.check(data.root().unwrap());
    assert_eq!(errors[0].schema_pointer.as_str(), r"/patternProperties/\bx/type");
}
