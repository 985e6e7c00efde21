//! `anyOf` and `oneOf`: errors explain the closest alternative, at the exact places.

use super::check;

#[test]
fn alternatives_that_differ_by_type_are_one_sentence() {
    check(
        r#"{"anyOf": [{"type": "string"}, {"type": "null"}]}"#,
        "1",
        &["/ anyOf: got a number, want a string or null"],
    );
    check(
        r#"{"oneOf": [{"type": ["string", "null"]}, {"type": "null", "title": "x"}]}"#,
        "1",
        &["/ oneOf: got a number, want null or a string"],
    );
    check(
        r#"{"anyOf": [{"type": "string"}, {"anyOf": [{"type": "integer"}, {"const": null}]}]}"#,
        "1.5",
        &["/ anyOf: got 1.5, want a string, an integer or null"],
    );
    check(
        r#"{"properties": {"a": {"anyOf": [{"enum": ["lower", "higher"]}, {"const": "none"}]}}}"#,
        r#"{"a": "hihger"}"#,
        &[
            r#"/a anyOf: got "hihger", want one of "lower", "higher" or "none""#,
            r#"  help: did you mean "higher"?"#,
            r#"  write: "higher""#,
        ],
    );
}

#[test]
fn the_alternative_of_the_right_type_is_explained() {
    let schema = r#"{"anyOf": [
        {"type": "string"},
        {"title": "Span", "type": "object", "properties": {"from": {"type": "string"}}}
    ]}"#;
    check(
        schema,
        r#"{"from": 1}"#,
        &[
            "/from type: got a number, want a string",
            "  help: closest alternative: `Span`; also possible: a string",
        ],
    );
}

const TAGGED: &str = r##"{
    "items": {"oneOf": [{"$ref": "#/$defs/place"}, {"$ref": "#/$defs/count"}, {"$ref": "#/$defs/period"}]},
    "$defs": {
        "place": {"properties": {"kind": {"const": "place"}, "id": {"type": "string"}}, "required": ["kind", "id"]},
        "count": {"properties": {"kind": {"const": "count"}, "n": {"type": "object", "required": ["a"]}}, "required": ["kind", "n"]},
        "period": {"properties": {"kind": {"enum": ["period", "span"]}}, "required": ["kind", "from"]}
    }
}"##;

#[test]
fn the_tag_selects_the_alternative() {
    check(
        TAGGED,
        r#"[{"kind": "place", "id": 1, "n": {}}]"#,
        &[
            "/0/id type: got a number, want a string",
            "  help: closest alternative: `place`; also possible: `count` or `period`",
        ],
    );
    check(
        TAGGED,
        r#"[{"kind": "span"}]"#,
        &[
            "opening /0 required: missing property `from`",
            "  help: closest alternative: `period`; also possible: `place` or `count`",
        ],
    );
}

#[test]
fn an_unknown_tag_is_the_error() {
    check(
        TAGGED,
        r#"[{"kind": "plaec", "id": "x"}]"#,
        &[
            r#"/0/kind oneOf: got "plaec", want one of "place", "count", "period" or "span""#,
            r#"  help: did you mean "place"?"#,
            r#"  write: "place""#,
        ],
    );
}

#[test]
fn a_missing_tag_is_the_error() {
    check(
        TAGGED,
        r#"[{"id": "x"}]"#,
        &[
            "opening /0 required: missing property `kind`",
            "  help: closest alternative: `place`; also possible: `count` or `period`",
        ],
    );
}

const KEYED: &str = r#"{"oneOf": [
    {"properties": {"place": {"type": "string"}}, "required": ["place"], "additionalProperties": false},
    {"properties": {"count": {"type": "integer"}}, "required": ["count"], "additionalProperties": false},
    {"properties": {"period": {"type": "object", "required": ["from"]}}, "required": ["period"], "additionalProperties": false}
]}"#;

#[test]
fn an_existing_property_selects_the_alternative() {
    check(
        KEYED,
        r#"{"count": "many"}"#,
        &[
            "/count type: got a string, want an integer",
            "  help: closest alternative: an object with `count`; also possible: an object with `place` or an object with `period`",
        ],
    );
    check(
        KEYED,
        r#"{"period": {}}"#,
        &[
            "opening /period required: missing property `from`",
            "  help: closest alternative: an object with `period`; also possible: an object with `place` or an object with `count`",
        ],
    );
}

#[test]
fn undecidable_alternatives_name_all_properties() {
    check(KEYED, "{}", &["opening / oneOf: missing property `place`, `count` or `period`"]);
    check(
        KEYED,
        r#"{"plcae": "x"}"#,
        &[
            "key /plcae oneOf: unexpected property `plcae`, want `place`, `count` or `period`",
            "  help: did you mean `place`?",
            r#"  write: "place""#,
        ],
    );
}

#[test]
fn several_valid_alternatives_are_named() {
    let schema = r##"{
        "oneOf": [{"title": "Even", "multipleOf": 2}, {"$ref": "#/$defs/third"}, {"minimum": 0}, {"type": "string"}],
        "$defs": {"third": {"multipleOf": 3}}
    }"##;
    check(
        schema,
        "6",
        &[
            "/ oneOf: matches 3 alternatives, want exactly one",
            "  help: it matches `Even`, `third` and `#/oneOf/2`",
        ],
    );
}

#[test]
fn alternatives_inside_alternatives() {
    let schema = r#"{"anyOf": [
        {"type": "null"},
        {"type": "object", "properties": {"v": {"anyOf": [{"type": "string"}, {"type": "integer"}]}}}
    ]}"#;
    check(
        schema,
        r#"{"v": true}"#,
        &[
            "/v anyOf: got a boolean, want a string or an integer",
            "  help: closest alternative: an object; also possible: null",
        ],
    );
}

#[test]
fn a_single_alternative_needs_no_explanation() {
    check(r#"{"anyOf": [{"minimum": 5}]}"#, "1", &["/ minimum: got 1, want at least 5"]);
}

#[test]
fn a_place_in_an_alternative_is_exact_despite_duplicate_keys() {
    check(
        r#"{"anyOf": [{"properties": {"a": {"items": {"minimum": 5}}}}]}"#,
        r#"{"a": [9], "a": [9, 1]}"#,
        &["/a/1 minimum: got 1, want at least 5"],
    );
}

#[test]
fn the_alternative_that_failed_deepest_is_explained() {
    let schema = r#"{"anyOf": [
        {"title": "Flat", "properties": {"a": {"type": "string"}}},
        {"title": "Deep", "properties": {"a": {"anyOf": [{"type": "null"}, {"properties": {"b": {"minimum": 5}}}]}}}
    ]}"#;
    check(
        schema,
        r#"{"a": {"b": 1}}"#,
        &[
            "/a/b minimum: got 1, want at least 5",
            "  help: closest alternative: `#/anyOf/1/properties/a/anyOf/1`; also possible: null",
        ],
    );
}

#[test]
fn a_tag_in_all_of_selects_the_alternative() {
    let schema = r##"{"oneOf": [{"$ref": "#/$defs/url"}, {"$ref": "#/$defs/domain"}], "$defs": {
        "url": {"allOf": [{"$ref": "#/$defs/base"}, {"properties": {"type": {"$ref": "#/$defs/urls"}}}, {"required": ["id"]}]},
        "domain": {"allOf": [{"allOf": [{"properties": {"type": {"allOf": [{"const": "domain-name"}]}}}]}]},
        "base": {"type": "object"}, "urls": {"enum": ["url"]}}}"##;
    check(
        schema,
        r#"{"type": "url", "value": "http://x"}"#,
        &[
            "opening / required: missing property `id`",
            "  help: closest alternative: `url`; also possible: `domain`",
        ],
    );
    check(
        schema,
        r#"{"type": "domian-name"}"#,
        &[
            r#"/type oneOf: got "domian-name", want one of "url" or "domain-name""#,
            r#"  help: did you mean "domain-name"?"#,
            r#"  write: "domain-name""#,
        ],
    );
}

/// Two alternatives whose nested objects differ in a tag and in the type of a value.
const NESTED: &str = r#"{"oneOf": [
    {"title": "A", "properties": {
        "no": {"type": "string"},
        "g": {"properties": {"kind": {"const": "x"}, "a": {"type": "number"}}}
    }},
    {"title": "B", "properties": {
        "no": {"type": "string"},
        "g": {"properties": {"kind": {"const": "y"}, "a": {"type": "string"}}}
    }}
]}"#;

#[test]
fn the_alternative_with_the_fewest_errors_is_explained() {
    check(
        NESTED,
        r#"{"no": 4, "g": {"a": "s"}}"#,
        &[
            "/no type: got a number, want a string",
            "  help: closest alternative: `B`; also possible: `A`",
        ],
    );
}

#[test]
fn a_tag_in_a_nested_object_selects_the_alternative() {
    check(
        NESTED,
        r#"{"no": "4", "g": {"kind": "y", "a": 5}}"#,
        &[
            "/g/a type: got a number, want a string",
            "  help: closest alternative: `B`; also possible: `A`",
        ],
    );
    check(
        NESTED,
        r#"{"no": 4, "g": {"kind": "x", "a": "s", "b": 1}}"#,
        &[
            "/no type: got a number, want a string",
            "  help: closest alternative: `A`; also possible: `B`",
            "/g/a type: got a string, want a number",
        ],
    );
}
