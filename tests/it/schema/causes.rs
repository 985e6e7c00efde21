//! Each cause has one error. Also tests the messages of `not`.

use super::{check, document};
use factlint::document::{Document, FileId, Limits};
use factlint::schema::{Schema, Settings};

#[test]
fn a_failed_alternative_does_not_make_its_properties_unexpected() {
    check(
        r#"{"type": "object", "properties": {"version": {"type": "string"}}, "required": ["score"],
            "anyOf": [{"properties": {"score": {"maximum": 3.9}, "severity": {"const": "LOW"}}},
                      {"properties": {"score": {"minimum": 4}, "severity": {"const": "HIGH"}}}],
            "unevaluatedProperties": false}"#,
        r#"{"version": "4", "score": 5, "severity": "LOW"}"#,
        &[
            "/score maximum: got 5, want at most 3.9",
            r#"  help: closest alternative: `severity` "LOW"; also possible: `severity` "HIGH""#,
        ],
    );
}

#[test]
fn a_property_that_no_alternative_names_stays_an_error() {
    check(
        r#"{"anyOf": [{"properties": {"a": {"maximum": 3}}}], "unevaluatedProperties": false}"#,
        r#"{"a": 5, "b": 1}"#,
        &[
            "/a maximum: got 5, want at most 3",
            "key /b unevaluatedProperties: unexpected property `b`",
            "  help: allowed here: `a`",
        ],
    );
    // The value satisfies one alternative, and the unexpected property belongs to the other.
    check(
        r#"{"anyOf": [{"required": ["a"], "properties": {"a": true}}, {"required": ["b"], "properties": {"b": {"const": 1}}}],
            "required": ["c"], "properties": {"c": true}, "unevaluatedProperties": false}"#,
        r#"{"a": 5, "b": 2}"#,
        &[
            "opening / required: missing property `c`",
            "key /b unevaluatedProperties: unexpected property `b`",
            "  help: it belongs to an alternative that does not apply here",
        ],
    );
}

#[test]
fn each_kind_of_failed_subschema_is_one_cause() {
    let one = |schema: &str, data: &str, want: &str| {
        check(&format!(r#"{{{schema}, "unevaluatedProperties": false}}"#), data, &[want]);
    };
    let data = r#"{"a": "x", "b": 1}"#;
    let want = "/a type: got a string, want an integer";
    let inner = r#"{"properties": {"a": {"type": "integer"}, "b": true}}"#;
    one(&format!(r#""allOf": [{inner}]"#), data, want);
    one(&format!(r##""$ref": "#/$defs/i", "$defs": {{"i": {inner}}}"##), data, want);
    one(&format!(r#""allOf": [{{"allOf": [{inner}]}}]"#), data, want);
    one(&format!(r#""oneOf": [{inner}]"#), data, want);
    one(r#""allOf": [{"patternProperties": {"^a$": {"type": "integer"}, "b": true}}]"#, data, want);
    one(
        r#""allOf": [{"properties": {"a": {"type": "integer"}}, "additionalProperties": true}]"#,
        data,
        want,
    );
    one(r#""properties": {"a": {"type": "integer"}, "b": true}"#, data, want);
    check(
        &format!(r#"{{"dependentSchemas": {{"b": {inner}}}, "unevaluatedProperties": false}}"#),
        data,
        &[want, "  help: wanted because `b` is present"],
    );
    check(
        r#"{"if": {"required": ["b"]}, "then": {"properties": {"a": {"type": "integer"}, "b": true}}, "unevaluatedProperties": false}"#,
        data,
        &[want, "  help: wanted because `b` is present"],
    );
    check(
        r#"{"allOf": [{"prefixItems": [{"type": "integer"}, true]}], "unevaluatedItems": false}"#,
        r#"["x", 2, 3]"#,
        &["/0 type: got a string, want an integer", "/2 unevaluatedItems: unexpected element 3"],
    );
    check(
        r#"{"allOf": [{"items": {"type": "integer"}}], "unevaluatedItems": false}"#,
        r#"["x", 2]"#,
        &["/0 type: got a string, want an integer"],
    );
}

#[test]
fn the_message_describes_the_forbidden_schema_of_not() {
    check(
        r#"{"not": {"properties": {"events": {"contains": {"required": ["fixed"]}}}}}"#,
        r#"{"events": [{"introduced": "8.0.0"}, {"fixed": "8.0.5"}]}"#,
        &["/ not: `events` has an element that has `fixed`, which `not` forbids here"],
    );
    check(r#"{"not": {"minimum": 1}}"#, "3", &["/ not: got 3, want nothing that is at least 1"]);
    check(
        r#"{"not": {"pattern": "^x", "maxLength": 3}}"#,
        r#""xa""#,
        &[
            r#"/ not: got "xa", want nothing that matches the pattern `^x` and has at most 3 characters"#,
        ],
    );
    check(
        r#"{"not": {"anyOf": [{"required": ["a"]}, {"properties": {"b": {"const": 1}}}]}}"#,
        r#"{"b": 1}"#,
        &["/ not: has `a` or `b` is 1, which `not` forbids here"],
    );
    check(
        r##"{"not": {"$ref": "#/$defs/old"}, "$defs": {"old": {"minimum": 1}}}"##,
        "3",
        &["/ not: got 3, want nothing that matches `old`"],
    );
}

#[test]
fn an_error_of_not_has_its_place_in_the_schema() {
    let text = r#"{"properties": {"a": {"not": {"const": 1}}}}"#;
    let schema = Document::parse(FileId(7), text.as_bytes().to_vec(), Limits::default());
    let schema =
        Schema::compile(&schema, "/s/a.json", Settings::default(), &|_| Err(String::new()))
            .unwrap();
    let data = document(r#"{"a": 1}"#);
    let errors = schema.check(data.root().unwrap());
    assert_eq!(errors[0].schema_place, Some((FileId(7), text.find("\"not\"").unwrap())));
}

#[test]
fn a_value_of_another_type_than_the_wanted_values_was_two_errors() {
    check(
        r#"{"items": {"type": "string", "enum": ["a", "b"]}}"#,
        r#"[5, "a", "c"]"#,
        &[
            r#"/0 enum: got 5, want one of "a" or "b""#,
            r#"/2 enum: got "c", want one of "a" or "b""#,
        ],
    );
    check(r#"{"type": "integer", "const": 3}"#, r#""3""#, &[r#"/ const: got "3", want 3"#]);
    check(
        r##"{"type": "number", "allOf": [{"$ref": "#/$defs/a"}], "$defs": {"a": {"enum": [1, 1e400]}}}"##,
        "null",
        &["/ enum: got null, want one of 1 or 1e400"],
    );
    check(
        r#"{"type": "string", "enum": [1, 2]}"#,
        "null",
        &["/ enum: got null, want one of 1 or 2"],
    );
}
