//! The place and the message of each keyword of JSON Schema.

use super::{check, check_draft};
use factlint::schema::Draft;

#[test]
fn types() {
    check(r#"{"type": "string"}"#, "1", &["/ type: got a number, want a string"]);
    check(r#"{"type": "integer"}"#, "1.5", &["/ type: got 1.5, want an integer"]);
    check(r#"{"type": "integer"}"#, "1.0", &[]);
    check(r#"{"type": "integer"}"#, "1e2", &[]);
    check_draft(
        Draft::Draft4,
        r#"{"type": "integer"}"#,
        "1.0",
        &["/ type: got 1.0, want an integer"],
    );
    check(
        r#"{"properties": {"a": {"type": ["null", "string", "array"]}}}"#,
        r#"{"a": true}"#,
        &["/a type: got a boolean, want null, a string or an array"],
    );
}

#[test]
fn enum_and_const_suggest_what_is_alike() {
    check(
        r#"{"items": {"enum": ["active", "closed", 3]}}"#,
        r#"["actve", "xyz", 4, "active"]"#,
        &[
            r#"/0 enum: got "actve", want one of "active", "closed" or 3"#,
            r#"  help: did you mean "active"?"#,
            r#"  write: "active""#,
            r#"/1 enum: got "xyz", want one of "active", "closed" or 3"#,
            r#"/2 enum: got 4, want one of "active", "closed" or 3"#,
        ],
    );
    check(r#"{"const": {"a": 1}}"#, "[]", &[r#"/ const: got [], want {"a":1}"#]);
    check(r#"{"const": 1}"#, "1.0", &[]);
}

#[test]
fn long_values_are_clipped() {
    let long = format!("\"{}\"", "x".repeat(100));
    let shown = format!("\"{}…", "x".repeat(58));
    let want = format!(r#"/ const: got {shown}, want "a""#);
    check(r#"{"const": "a"}"#, &long, &[want.as_str()]);
    let elements = format!("[{}]", vec!["1"; 100].join(", "));
    check(r#"{"const": "a"}"#, &elements, &[r#"/ const: got an array, want "a""#]);
}

#[test]
fn numbers() {
    check(r#"{"minimum": 5}"#, "4.5", &["/ minimum: got 4.5, want at least 5"]);
    check(r#"{"maximum": 5}"#, "6", &["/ maximum: got 6, want at most 5"]);
    check(r#"{"exclusiveMinimum": 5}"#, "5", &["/ exclusiveMinimum: got 5, want more than 5"]);
    check(r#"{"exclusiveMaximum": 5}"#, "5.0", &["/ exclusiveMaximum: got 5.0, want less than 5"]);
    let schema = r#"{"maximum": 5, "exclusiveMaximum": true}"#;
    let want = ["/ exclusiveMaximum: got 5, want less than 5"];
    check_draft(Draft::Draft4, schema, "5", &want);
}

#[test]
fn multiples_are_decimal() {
    for (multiple, number) in [
        ("0.1", "0.3"),
        ("0.1", "1.1"),
        ("0.01", "4.35"),
        ("0.01", "1070468.14"),
        ("0.1", "1e20"),
        ("1e-8", "0.00000003"),
        ("3", "9007199254740993"),
        ("7", "123456789012345678901234567890"),
    ] {
        check(&format!(r#"{{"multipleOf": {multiple}}}"#), number, &[]);
    }
    check(
        r#"{"multipleOf": 0.01}"#,
        "4.355",
        &["/ multipleOf: got 4.355, want a multiple of 0.01"],
    );
    check(
        r#"{"multipleOf": 2}"#,
        "9007199254740993",
        &["/ multipleOf: got 9007199254740993, want a multiple of 2"],
    );
}

#[test]
fn strings() {
    check(
        r#"{"minLength": 3}"#,
        r#""\u00e9é""#,
        &["/ minLength: got 2 characters, want at least 3"],
    );
    check(r#"{"maxLength": 1}"#, r#""éé""#, &["/ maxLength: got 2 characters, want at most 1"]);
    check(
        r#"{"pattern": "^[0-9]+$"}"#,
        r#""a1""#,
        &[r#"/ pattern: got "a1", want text that matches `^[0-9]+$`"#],
    );
    check(
        r#"{"format": "date"}"#,
        r#""31-12-2017""#,
        &[r#"/ format: got "31-12-2017", want a date, such as 2017-08-31"#],
    );
}

#[test]
fn encoded_text_up_to_draft_7() {
    let schema = r#"{"properties": {"a": {"contentEncoding": "base64", "contentMediaType": "application/json"}}}"#;
    let check = |data, want: &[&str]| check_draft(Draft::Draft7, schema, data, want);
    check(r#"{"a": "%"}"#, &[r#"/a contentEncoding: got "%", want text encoded as `base64`"#]);
    check(
        r#"{"a": "ezp9"}"#,
        &[r#"/a contentMediaType: got "ezp9", want text that is `application/json`"#],
    );
}

#[test]
fn sizes() {
    check(r#"{"minItems": 2}"#, "[1]", &["/ minItems: got 1 element, want at least 2"]);
    check(r#"{"maxItems": 1}"#, "[1, 2]", &["/ maxItems: got 2 elements, want at most 1"]);
    check(r#"{"minProperties": 1}"#, "{}", &["/ minProperties: got 0 properties, want at least 1"]);
    check(
        r#"{"maxProperties": 0}"#,
        r#"{"a": 1}"#,
        &["/ maxProperties: got 1 property, want at most 0"],
    );
}

#[test]
fn a_missing_property_is_at_the_brace() {
    check(
        r#"{"properties": {"a": {"required": ["b", "c"]}}}"#,
        r#"{"a": {}}"#,
        &["opening /a required: missing property `b`", "opening /a required: missing property `c`"],
    );
    check(
        r#"{"dependentRequired": {"a": ["b"]}}"#,
        r#"{"a": 1}"#,
        &["opening / dependentRequired: missing property `b`, which `a` needs"],
    );
    let schema = r#"{"dependencies": {"a": ["b"]}}"#;
    check_draft(
        Draft::Draft7,
        schema,
        r#"{"a": 1}"#,
        &["opening / dependencies: missing property `b`, which `a` needs"],
    );
}

#[test]
fn unexpected_properties_are_at_their_keys() {
    let schema = r#"{"properties": {"name": {}, "kind": {}}, "additionalProperties": false}"#;
    check(
        schema,
        r#"{"nmae": 1, "kind": 2, "zzz": 3}"#,
        &[
            "key /nmae additionalProperties: unexpected property `nmae`",
            "  help: did you mean `name`?",
            "key /zzz additionalProperties: unexpected property `zzz`",
            "  help: allowed here: `name` and `kind`",
        ],
    );
    // A property that the object already has is not suggested.
    check(
        schema,
        r#"{"nmae": 1, "name": 2}"#,
        &[
            "key /nmae additionalProperties: unexpected property `nmae`",
            "  help: allowed here: `name` and `kind`",
        ],
    );
    check(
        r#"{"additionalProperties": {"type": "null"}}"#,
        r#"{"a": 1}"#,
        &["/a type: got a number, want null"],
    );
}

#[test]
fn unevaluated_properties_are_at_their_keys() {
    let schema = r##"{
        "allOf": [{"$ref": "#/$defs/base"}],
        "properties": {"kind": {}},
        "unevaluatedProperties": false,
        "$defs": {"base": {"properties": {"title": {}}}}
    }"##;
    check(
        schema,
        r#"{"titel": 1, "kind": 2, "zz": 3}"#,
        &[
            "key /titel unevaluatedProperties: unexpected property `titel`",
            "  help: did you mean `title`?",
            r#"  write: "title""#,
            "key /zz unevaluatedProperties: unexpected property `zz`",
            "  help: allowed here: `kind` and `title`",
        ],
    );
    check(
        r#"{"unevaluatedProperties": {"type": "null"}}"#,
        r#"{"a": 1, "b": null}"#,
        &[
            "key /a unevaluatedProperties: property `a` is not named by the schema and does not match `unevaluatedProperties`",
        ],
    );
}

#[test]
fn property_names_are_at_the_key() {
    let schema = r#"{"propertyNames": {"pattern": "^[a-z]+$", "maxLength": 3}}"#;
    check(
        schema,
        r#"{"ok": 1, "Bad": {"Bad": 1}, "toolong": 2}"#,
        &[
            r#"key /Bad pattern: property name: got "Bad", want text that matches `^[a-z]+$`"#,
            "key /toolong maxLength: property name: got 7 characters, want at most 3",
        ],
    );
    let schema = r#"{"propertyNames": {"anyOf": [{"const": "name"}, {"pattern": "^x-"}]}}"#;
    check(
        schema,
        r#"{"a": {"nmae": 1}}"#,
        &[
            r#"key /a pattern: property name: got "a", want text that matches `^x-`"#,
            "  help: closest alternative: `#/propertyNames/anyOf/1`; also possible: \"name\"",
        ],
    );
}

#[test]
fn the_finding_for_a_repeated_element_shows_the_first() {
    check(
        r#"{"uniqueItems": true}"#,
        r#"[{"a": 1}, 2, {"a": 1.0}]"#,
        &[r#"/2 uniqueItems: got {"a": 1.0} again, want unique elements"#, "  /0: first here"],
    );
}

#[test]
fn contains_is_at_the_bracket() {
    check(
        r#"{"contains": {"const": 5}}"#,
        "[1, 2]",
        &["opening / contains: no element is 5, want at least one"],
    );
    check(
        r#"{"contains": {"minimum": 5}}"#,
        "[]",
        &["opening / contains: no element matches `contains`, want at least one"],
    );
    check(
        r#"{"contains": {"type": "null"}, "minContains": 2}"#,
        "[null]",
        &["opening / minContains: too few elements match `contains`, want at least 2"],
    );
    check(
        r#"{"contains": {"type": "null"}, "maxContains": 1}"#,
        "[null, null]",
        &["opening / maxContains: too many elements match `contains`, want at most 1"],
    );
}

#[test]
fn elements_too_many() {
    check(
        r#"{"prefixItems": [{}], "items": false}"#,
        "[1, 2, 3]",
        &["/1 false: no element is allowed here", "/2 false: no element is allowed here"],
    );
    let schema = r#"{"items": [{}], "additionalItems": false}"#;
    check_draft(
        Draft::Draft7,
        schema,
        "[1, 2]",
        &["/1 additionalItems: got 2 elements, want at most 1"],
    );
    check(
        r#"{"prefixItems": [{}], "unevaluatedItems": false}"#,
        "[7, 7, 8]",
        &["/1 unevaluatedItems: unexpected element 7", "/2 unevaluatedItems: unexpected element 8"],
    );
    check(r#"{"items": false}"#, "[1]", &["/0 false: no element is allowed here"]);
}

#[test]
fn not_and_false() {
    check(
        r#"{"not": {"type": "string"}}"#,
        r#""a""#,
        &[r#"/ not: got "a", want anything but a string"#],
    );
    check(r#"{"not": {"enum": [1, 2]}}"#, "2", &["/ not: got 2, want anything but 1 or 2"]);
    check(
        r#"{"not": {"required": ["a"]}}"#,
        r#"{"a": 1}"#,
        &["/ not: has `a`, which is not allowed here"],
    );
    check(
        r#"{"not": {"title": "Odd", "multipleOf": 1}}"#,
        "3",
        &["/ not: matches `Odd`, which `not` forbids here"],
    );
    check(r#"{"not": {"minimum": 1}}"#, "3", &["/ not: got 3, want nothing that is at least 1"]);
    check(
        r#"{"properties": {"a": false}}"#,
        r#"{"a": 1}"#,
        &["/a false: property `a` is not allowed here"],
    );
    check("false", "1", &["/ false: got 1, want nothing here"]);
}

#[test]
fn not_says_what_it_forbids_of_values_that_its_keywords_do_not_concern() {
    for (forbidden, value, want) in [
        (
            r#"{"pattern": "^x"}"#,
            "5",
            "got 5, want a string, but not one that matches the pattern `^x`",
        ),
        (
            r#"{"minimum": 3}"#,
            r#""a""#,
            r#"got "a", want a number, but not one that is at least 3"#,
        ),
        (r#"{"required": ["a"]}"#, "5", "got 5, want an object, but not one that has `a`"),
        (
            r#"{"properties": {"b": {"const": 1}}}"#,
            r#"{"c": 1}"#,
            "`b` is absent or is 1, which `not` forbids here",
        ),
        (
            r#"{"properties": {"b": {"pattern": "^x"}}}"#,
            r#"{"b": 1}"#,
            "`b` is not a string or matches the pattern `^x`, which `not` forbids here",
        ),
        (
            r#"{"items": {"type": "string"}}"#,
            "[]",
            "has no elements or has only elements of which each is a string, which `not` forbids here",
        ),
    ] {
        let schema = format!("{{\"not\": {forbidden}}}");
        check(&schema, value, &[&format!("/ not: {want}")]);
    }
}

#[test]
fn not_says_what_it_forbids_for_every_keyword() {
    for (forbidden, value, want) in [
        (
            r#"{"properties": {"b": {"const": 1}}, "required": ["b", "c"]}"#,
            r#"{"b": 1, "c": 2}"#,
            "`b` is 1 and has `c`, which `not` forbids here",
        ),
        (
            r#"{"minProperties": 1, "maxProperties": 2}"#,
            r#"{"b": 1}"#,
            "has at least 1 property and has at most 2 properties, which `not` forbids here",
        ),
        (
            r#"{"uniqueItems": true}"#,
            "[1, 2]",
            "has no two equal elements, which `not` forbids here",
        ),
        (
            r#"{"propertyNames": {"pattern": "^x"}}"#,
            r#"{"xb": 1}"#,
            "has only property names of which each matches the pattern `^x`, which `not` forbids here",
        ),
        (r#"{"not": {"type": "string"}}"#, "5", "got 5, want a string"),
        (r#"{"not": {"minimum": 9}}"#, "5", "got 5, want a value that is at least 9"),
        (
            r#"{"if": {"type": "string"}, "then": {"minLength": 1}}"#,
            r#""s""#,
            "matches `if` and `then` of the schema that `not` forbids here",
        ),
        ("{}", "5", "is not allowed here: `not` forbids every value"),
        ("true", "5", "is not allowed here: `not` forbids every value"),
    ] {
        let schema = format!("{{\"not\": {forbidden}}}");
        check(&schema, value, &[&format!("/ not: {want}")]);
    }
}

#[test]
fn conditions_say_why() {
    let schema = r#"{
        "if": {"properties": {"kind": {"const": "person"}}, "required": ["kind"]},
        "then": {"required": ["born"]},
        "else": {"properties": {"born": {"type": "null"}}}
    }"#;
    check(
        schema,
        r#"{"kind": "person"}"#,
        &[
            "opening / required: missing property `born`",
            r#"  help: wanted because `kind` is "person""#,
        ],
    );
    check(
        schema,
        r#"{"kind": "place", "born": 1}"#,
        &["/born type: got a number, want null", r#"  help: wanted unless `kind` is "person""#],
    );
    check(
        r#"{"dependentSchemas": {"a": {"required": ["b"]}}}"#,
        r#"{"a": 1}"#,
        &["opening / required: missing property `b`", "  help: wanted because `a` is present"],
    );
}

#[test]
fn an_invisible_difference_from_an_enum_or_const_is_named() {
    for (schema, text, want) in [
        (
            r#"{"enum": ["caf\u00e9", "tea"]}"#,
            r#""cafe\u0301""#,
            r#"one of "café" or "tea": it looks like `café` but has U+0065 U+0301 (combining) for U+00E9"#,
        ),
        (
            r#"{"const": "x y"}"#,
            r#""x\u00a0y""#,
            r#""x y": it looks like `x y` but has U+00A0 (no-break space) for U+0020 (space)"#,
        ),
        (
            r#"{"const": "abc"}"#,
            r#""abc\u200b""#,
            r#""abc": it looks like `abc` but has an extra U+200B (zero width space)"#,
        ),
        (
            r#"{"const": "abc"}"#,
            r#""\u0430bc""#,
            r#""abc": it looks like `abc` but has U+0430 (Cyrillic) for U+0061"#,
        ),
        (
            r#"{"anyOf": [{"enum": ["abc"]}, {"type": "null"}]}"#,
            r#""abc\u200b""#,
            r#""abc": it looks like `abc` but has an extra U+200B (zero width space)"#,
        ),
    ] {
        let keyword = if schema.contains("anyOf") {
            "anyOf"
        } else if schema.contains("enum") {
            "enum"
        } else {
            "const"
        };
        let (_, likely) = want.split_once("like `").expect("a text that looks like it");
        let (likely, _) = likely.split_once('`').expect("its end");
        let message = format!("/ {keyword}: got {text}, want {want}");
        let help = format!("  help: did you mean \"{likely}\"?");
        let write = format!("  write: \"{likely}\"");
        check(schema, text, &[message.as_str(), &help, &write]);
    }
}

#[test]
fn an_enum_does_not_explain_visible_differences() {
    check(
        r#"{"const": "open"}"#,
        r#""OPEN""#,
        &[
            r#"/ const: got "OPEN", want "open""#,
            r#"  help: did you mean "open"?"#,
            r#"  write: "open""#,
        ],
    );
}

#[test]
fn an_invisible_difference_of_an_unexpected_property_is_named() {
    check(
        r#"{"properties": {"name": {}}, "additionalProperties": false}"#,
        "{\"n\u{430}me\": 1}",
        &[
            "key /n\u{430}me additionalProperties: unexpected property `n\u{430}me`: it looks like `name` but has U+0430 (Cyrillic) for U+0061",
            "  help: did you mean `name`?",
            r#"  write: "name""#,
        ],
    );
}

#[test]
fn an_allowed_value_is_suggested_only_for_a_slip() {
    for (word, allowed) in [
        ("PRU", &["CAN", "NRU", "SGP"][..]),
        ("project-2017", &["project-2018", "project-2019"]),
        ("export", &["import"]),
        ("uninsured", &["insured"]),
    ] {
        let wanted: Vec<String> = allowed.iter().map(|allowed| format!("{allowed:?}")).collect();
        let schema = format!(r#"{{"enum": [{}]}}"#, wanted.join(", "));
        let want = match wanted.split_last() {
            Some((last, [])) => last.clone(),
            Some((last, others)) => format!("one of {} or {last}", others.join(", ")),
            None => String::new(),
        };
        let message = format!("/ enum: got {word:?}, want {want}");
        let places = format!("{word:?}");
        check(&schema, &places, &[&message]);
    }
    let schema = r#"{"properties": {"import": {}, "address1": {}}, "additionalProperties": false}"#;
    check(
        schema,
        r#"{"export": 1, "address2": 2}"#,
        &[
            "key /export additionalProperties: unexpected property `export`",
            "  help: did you mean `import`?",
            "key /address2 additionalProperties: unexpected property `address2`",
            "  help: did you mean `address1`?",
        ],
    );
}

#[test]
fn a_text_that_fails_for_an_invisible_reason_says_so() {
    const HELP: &str = r#"  help: did you mean "open"?"#;
    const WRITE: &str = r#"  write: "open""#;
    for (schema, value, want) in [
        (
            r#"{"pattern": "^[a-z]+$"}"#,
            r#""op\u0435n""#,
            "/ pattern: got \"op\\u0435n\", want text that matches `^[a-z]+$`: it looks like `open` but has U+0435 (Cyrillic) for U+0065",
        ),
        (
            r#"{"format": "date"}"#,
            r#""2018-10-24 ""#,
            "/ format: got \"2018-10-24 \", want a date, such as 2017-08-31: it looks like `2018-10-24` but has an extra U+0020 (space)",
        ),
        (
            r#"{"format": "email"}"#,
            r#""a@ex\u0430mple.org""#,
            "/ format: got \"a@ex\\u0430mple.org\", want an email address without a display name, such as a@example.org: it looks like `a@example.org` but has U+0430 (Cyrillic) for U+0061",
        ),
        (
            r#"{"enum": ["open"]}"#,
            r#""op\u0435n""#,
            "/ enum: got \"op\\u0435n\", want \"open\": it looks like `open` but has U+0435 (Cyrillic) for U+0065",
        ),
        (
            r#"{"const": "open"}"#,
            r#""op\u0435n""#,
            "/ const: got \"op\\u0435n\", want \"open\": it looks like `open` but has U+0435 (Cyrillic) for U+0065",
        ),
        (
            r#"{"pattern": "^[a-z]+$"}"#,
            r#""OPEN""#,
            "/ pattern: got \"OPEN\", want text that matches `^[a-z]+$`",
        ),
    ] {
        let suggested = schema.contains("open\"").then_some([HELP, WRITE]);
        let want: Vec<&str> =
            std::iter::once(want).chain(suggested.into_iter().flatten()).collect();
        check(schema, value, &want);
    }
}
