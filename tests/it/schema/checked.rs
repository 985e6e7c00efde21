//! Mistakes in schemas that validators do not report: duplicate keys, misspelt keywords, cycles, and broken references.

use super::problems::{check, check_warnings, compile, lines};
use super::{document, place};
use factlint::schema::ErrorPart;

#[test]
fn a_key_that_a_schema_has_twice_is_an_error() {
    check(
        r#"{"properties": {"id": {"type": "string"}, "id": {"maxLength": 3}}, "properties": {}}"#,
        &[],
        &[
            "key /s/a.json#/properties/id: the key `id` occurs twice in one object",
            "  help: keep only one of them: the first value is ignored",
            "  first here: /s/a.json:16",
            "key /s/a.json#/properties: the key `properties` occurs twice in one object",
            "  help: keep only one of them: the first value is ignored",
            "  first here: /s/a.json:1",
        ],
    );
    // Duplicate keys are also found in files that the schema references, even if the keys have different escapes.
    check(
        r#"{"$ref": "b.json"}"#,
        &[("/s/b.json", r#"{"required": ["a"], "requir\u0065d": ["b"]}"#)],
        &[
            "key /s/b.json#/required: the key `required` occurs twice in one object",
            "  help: keep only one of them: the first value is ignored",
            "  first here: /s/b.json:1",
        ],
    );
}

#[test]
fn a_misspelt_keyword_is_warned_about() {
    let misspelt = |written: &str, meant: &str| {
        let name = written.split('"').nth(1).unwrap();
        check_warnings(
            &format!(r#"{{"properties": {{"a": {{{written}}}}}}}"#),
            &[
                &format!(
                    "key /s/a.json#/properties/a/{name}: the keyword `{name}` is unknown and has no effect"
                ),
                &format!("  help: did you mean `{meant}`?"),
            ],
        );
    };
    misspelt(r#""requred": ["a"]"#, "required");
    misspelt(r#""formt": "date""#, "format");
    misspelt(r#""minLenght": 3"#, "minLength");
    misspelt(r#""maxlength": 3"#, "maxLength");
    misspelt(r#""additionalProperty": false"#, "additionalProperties");
    misspelt(r#""property": {}"#, "properties");
    misspelt(r#""item": {}"#, "items");
    misspelt(r#""tpye": "string""#, "type");
    misspelt(r#""onOf": []"#, "oneOf");
    misspelt(r#""ref": "b.json""#, "$ref");
    misspelt(r#""unevaluatedProperty": false"#, "unevaluatedProperties");
}

#[test]
fn names_and_annotations_are_not_misspelt_keywords() {
    check_warnings(
        r#"{
            "note": "x", "cost": 5, "x-order": 3, "markdownDescription": "x", "example": 1, "nullable": true,
            "$comment": "x", "time": "noon",
            "properties": {"requred": {}, "typ": {}, "propertys": {}},
            "$defs": {"formt": {"const": {"requred": 1}}, "item": {"default": {"tpye": 1}}},
            "patternProperties": {"^minLenght$": {}},
            "dependentSchemas": {"itms": {}},
            "dependentRequired": {"requird": ["requred"]},
            "enum": [{"requred": 1}], "examples": [{"formt": "x"}],
            "x-own": {"requred": []}
        }"#,
        &[],
    );
}

#[test]
fn keywords_of_other_drafts_are_warned_about() {
    check_warnings(
        r#"{"additionalItems": false, "id": "x", "divisibleBy": 2, "$recursiveRef": "x"}"#,
        &[
            "key /s/a.json#/additionalItems: `additionalItems` is a keyword of draft 2019-09 and earlier, and has no effect in draft 2020-12",
            "  help: write `items` beside `prefixItems`",
            "key /s/a.json#/id: `id` is a keyword of draft 4, and has no effect in draft 2020-12",
            "  help: write `$id`",
            "key /s/a.json#/divisibleBy: `divisibleBy` is a keyword of draft 3, and has no effect in draft 2020-12",
            "  help: write `multipleOf`",
            "key /s/a.json#/$recursiveRef: `$recursiveRef` is a keyword of draft 2019-09, and has no effect in draft 2020-12",
            "  help: write `$dynamicRef`",
        ],
    );
    check_warnings(
        r#"{"$schema": "http://json-schema.org/draft-07/schema#", "minContains": 2, "deprecated": true, "$defs": {}}"#,
        &[
            "key /s/a.json#/minContains: `minContains` is a keyword of draft 2019-09 and later, and has no effect in draft 7",
            "  help: set `$schema` to a draft that has it",
        ],
    );
    check_warnings(
        r#"{"dependencies": {"a": ["b"]}}"#,
        &[
            "key /s/a.json#/dependencies: `dependencies` is a keyword of draft 7 and earlier: other validators may ignore it in draft 2020-12",
            "  help: write `dependentRequired` or `dependentSchemas`",
        ],
    );
}

#[test]
fn keywords_beside_a_reference_of_draft_7_are_warned_about() {
    check_warnings(
        r##"{"$schema": "http://json-schema.org/draft-07/schema#", "definitions": {"a": {}},
            "properties": {"x": {"$ref": "#/definitions/a", "minLength": 3, "description": "x"},
                           "y": {"$ref": "#/definitions/a", "description": "x"}}}"##,
        &[
            "key /s/a.json#/properties/x/$ref: draft 7 checks only the `$ref`, and ignores `minLength` beside it",
            "  help: move the `$ref` into an `allOf`",
        ],
    );
}

#[test]
fn a_reference_to_itself_is_an_error() {
    let circle = |at: &str, written: &str| {
        format!(
            "/s/a.json#{at}: `$ref` to `{written}` leads back to the schema that contains it, for the same value, so validation would never end"
        )
    };
    check(r##"{"$ref": "#"}"##, &[], &[&circle("/$ref", "#")]);
    check(
        r##"{"properties": {"r": {"items": {"$ref": "#/properties/r/items"}}}}"##,
        &[],
        &[&circle("/properties/r/items/$ref", "#/properties/r/items")],
    );
    check(r##"{"not": {"$ref": "#"}}"##, &[], &[&circle("/not/$ref", "#")]);
    check(
        r##"{"$defs": {"a": {"anyOf": [{}, {"$ref": "#/$defs/b"}]}, "b": {"if": {}, "then": {"$ref": "#/$defs/a"}}}}"##,
        &[],
        &[
            &circle("/$defs/a/anyOf/1/$ref", "#/$defs/b"),
            "  the cycle continues here: /s/a.json:89",
        ],
    );
    for keyword in [
        r##""allOf": [{"$ref": "#"}]"##,
        r##""oneOf": [{"$ref": "#"}]"##,
        r##""if": {"$ref": "#"}"##,
        r##""if": {}, "else": {"$ref": "#"}"##,
        r##""dependentSchemas": {"a": {"$ref": "#"}}"##,
        r##""allOf": [{"anyOf": [{"not": {"$ref": "#"}}]}]"##,
    ] {
        let problems = compile("/s/a.json", &format!("{{{keyword}}}"), &[]).unwrap_err();
        assert_eq!(problems.len(), 1, "{keyword}: {problems:?}");
    }
    let dynamic = compile("/s/a.json", r##"{"$dynamicAnchor": "n", "$dynamicRef": "#n"}"##, &[]);
    assert_eq!(dynamic.unwrap_err().len(), 1);
    let across =
        compile("/s/a.json", r#"{"$ref": "b.json"}"#, &[("/s/b.json", r#"{"$ref": "a.json"}"#)]);
    assert_eq!(across.unwrap_err().len(), 1);
}

#[test]
fn recursion_on_members_and_elements_ends() {
    for schema in [
        r##"{"properties": {"a": {"$ref": "#"}}}"##,
        r##"{"items": {"$ref": "#"}, "additionalProperties": {"$ref": "#"}}"##,
        r##"{"contains": {"$ref": "#"}, "propertyNames": {"$ref": "#/$defs/n"}, "$defs": {"n": {}}}"##,
        r##"{"allOf": [{"$ref": "#/$defs/n"}, {"$ref": "#/$defs/n"}], "$defs": {"n": {"items": {"$ref": "#"}}}}"##,
        r##"{"then": {"$ref": "#"}, "$defs": {"x": {"const": {"$ref": "#/$defs/x"}}}}"##,
        r##"{"$dynamicAnchor": "n", "$defs": {"x": {"$id": "x", "$dynamicAnchor": "n"}}, "allOf": [{"items": {"$dynamicRef": "#n"}}]}"##,
    ] {
        let compiled = compile("/s/a.json", schema, &[]);
        assert!(compiled.is_ok(), "{schema}: {compiled:?}");
    }
}

#[test]
fn every_missing_reference_is_reported_in_every_run() {
    let schema = r#"{"$schema": "http://json-schema.org/draft-07/schema#",
        "properties": {"a": {"$ref": "x1.json"}, "b": {"$ref": "y1.json"}, "c": {"$ref": "z1.json"}}}"#;
    for _ in 0..50 {
        check(
            schema,
            &[],
            &[
                "/s/a.json#/properties/a/$ref: `$ref` to x1.json: no such file",
                "/s/a.json#/properties/b/$ref: `$ref` to y1.json: no such file",
                "/s/a.json#/properties/c/$ref: `$ref` to z1.json: no such file",
            ],
        );
    }
    // Missing files and anchors are also found in files that the schema references.
    check(
        r##"{"allOf": [{"$ref": "b.json"}, {"$ref": "#a"}, {"$ref": "#/x"}]}"##,
        &[("/s/b.json", r##"{"items": {"$ref": "#b"}, "not": {"$ref": "c.json"}}"##)],
        &[
            "/s/a.json#/allOf/1/$ref: `$ref` to #a leads nowhere",
            "/s/a.json#/allOf/2/$ref: `$ref` to #/x leads nowhere",
            "/s/b.json#/items/$ref: `$ref` to #b leads nowhere",
            "/s/b.json#/not/$ref: `$ref` to c.json: no such file",
        ],
    );
}

#[test]
fn references_are_resolved_against_the_id_of_their_own_file() {
    let files = [
        (
            "/s/a/b.json",
            r#"{"$id": "http://ex.org/std/b.json", "properties": {"x": {"$ref": "c.json"}, "y": {"$ref": "/other/d.json"}}}"#,
        ),
        ("/s/a/c.json", r#"{"type": "string"}"#),
        ("/s/other/d.json", r#"{"type": "null"}"#),
    ];
    let schema = compile("/s/s.json", r#"{"$ref": "a/b.json"}"#, &files).unwrap();
    let data = document(r#"{"x": 1, "y": 2}"#);
    let errors = schema.check(data.root().unwrap());
    let got: Vec<String> = errors
        .iter()
        .map(|error| {
            format!(
                "{}: {} ({})",
                place(error.place, ErrorPart::Whole),
                error.message,
                error.schema_location
            )
        })
        .collect();
    assert_eq!(
        got,
        [
            "/x: got a number, want a string (/s/a/c.json)",
            "/y: got a number, want null (/s/other/d.json)"
        ]
    );
}

#[test]
fn the_metaschema_checks_every_file() {
    check(
        r#"{"$ref": "b.json"}"#,
        &[("/s/b.json", r#"{"uniqueItems": "yes", "properties": {"a": {"deprecated": 1}}}"#)],
        &[
            "/s/b.json#/uniqueItems: got a string, want a boolean",
            "/s/b.json#/properties/a/deprecated: got a number, want a boolean",
        ],
    );
}

#[test]
fn a_file_with_two_uris_is_reported_once() {
    let files = [
        ("/s/b.json", r#"{"$id": "http://ex.org/b.json", "allOf": [{"$ref": "c.json"}]}"#),
        ("/s/c.json", r#"{"requred": [], "pattern": "^(?!a)"}"#),
    ];
    let schema =
        compile("/s/a.json", r#"{"allOf": [{"$ref": "b.json"}, {"$ref": "c.json"}]}"#, &files);
    let warnings = schema.unwrap();
    let warnings: Vec<String> = warnings.warnings().iter().flat_map(lines).collect();
    assert_eq!(
        warnings,
        [
            "key /s/c.json#/requred: the keyword `requred` is unknown and has no effect",
            "  help: did you mean `required`?",
            "/s/c.json#/pattern: the pattern `^(?!a)` needs look-around or a back-reference, so it is slower to check",
            "  help: write it without them, or split it into several patterns",
        ]
    );
}

#[test]
fn unknown_keywords_contain_schemas_if_a_reference_leads_there() {
    check(
        r##"{"x-parts": {"a": {"$ref": "b.json"}, "c": {"$ref": "d.json"}}, "$ref": "#/x-parts/a"}"##,
        &[],
        &["/s/a.json#/x-parts/a/$ref: `$ref` to b.json: no such file"],
    );
}

#[test]
fn keywords_without_a_keyword_that_they_need_cause_a_warning() {
    check_warnings(
        r#"{"then": {"minimum": 1}, "items": {"minContains": 2}, "not": {"if": {}, "else": {}, "contains": {}, "maxContains": 1}}"#,
        &[
            "key /s/a.json#/then: `then` has no effect without `if`",
            "key /s/a.json#/items/minContains: `minContains` has no effect without `contains`",
        ],
    );
}

/// Regression: such a schema reads as if it closed the list.
#[test]
fn keywords_that_another_keyword_disables_cause_a_warning() {
    check_warnings(
        r#"{"$schema": "http://json-schema.org/draft-07/schema#", "items": {}, "additionalItems": false, "not": {"if": {}, "items": [{}], "additionalItems": false}, "contains": {"if": {}, "then": {}, "additionalItems": {}}}"#,
        &[
            "key /s/a.json#/additionalItems: `additionalItems` has no effect without a list of schemas in `items`",
            "key /s/a.json#/not/if: `if` has no effect without `then` or `else`",
        ],
    );
    check_warnings(
        r#"{"items": {}, "unevaluatedItems": false, "not": {"items": {}, "unevaluatedItems": true}, "if": {"prefixItems": [{}], "unevaluatedItems": false}}"#,
        &[
            "key /s/a.json#/unevaluatedItems: `unevaluatedItems` has no effect beside an `items` that applies to all items",
        ],
    );
}

/// Regression: such a schema of 2 KB exhausted the memory, or its check never ended.
#[test]
fn a_schema_that_applies_definitions_too_many_times_is_refused() {
    let schema = |levels: usize| {
        let twice = |level: usize| {
            let next = format!("{{\"$ref\": \"#/$defs/a{}\"}}", level + 1);
            format!("\"a{level}\": {{\"allOf\": [{next}, {next}]}}, ")
        };
        let definitions: String = (0..levels).map(twice).collect();
        format!(
            "{{\"$defs\": {{{definitions}\"a{levels}\": {{\"type\": \"string\"}}}}, \"$ref\": \"#/$defs/a0\"}}"
        )
    };
    check_warnings(&schema(12), &[]);
    // The last 15 levels apply 131,069 schemas to one value.
    check(
        &schema(40),
        &[],
        &[
            "/s/a.json#/$defs/a25: this schema applies more than 100,000 schemas to one value, since some of them apply many times: checking would take too long",
            "  help: refer to each definition only once",
        ],
    );
}

#[test]
fn an_identifier_that_occurs_twice_is_warned_about() {
    check_warnings(
        r#"{"$defs": {"a": {"$id": "x"}, "b": {"$id": "x"}, "c": {"$anchor": "n"}, "d": {"$anchor": "n"}}}"#,
        &[
            "/s/a.json#/$defs/b/$id: another schema has the same `$id`, so references lead to only one of the two",
            "  first here: /s/a.json:24",
            "/s/a.json#/$defs/d/$anchor: another schema has the same `$anchor`, so references lead to only one of the two",
            "  first here: /s/a.json:66",
        ],
    );
}
