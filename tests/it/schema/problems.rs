//! Problems in a schema itself, and their places.

use super::document;
use factlint::schema::{Retrieved, Schema, SchemaProblem, Settings};

pub(super) type Files<'f> = &'f [(&'f str, &'f str)];

pub(super) fn compile(
    location: &str,
    schema: &str,
    files: Files<'_>,
) -> Result<Schema, Vec<SchemaProblem>> {
    let retrieve = |name: &str| -> Result<Retrieved, String> {
        let file = files.iter().find(|(known, _)| *known == name);
        let location = name.to_owned();
        file.map(|(_, text)| Retrieved { location, document: document(text) })
            .ok_or("no such file".to_owned())
    };
    Schema::compile(&document(schema), location, Settings::default(), &retrieve)
}

/// Asserts the problems of a schema, each in the form `FILE#POINTER: MESSAGE`, with its help in the next line.
#[track_caller]
pub(super) fn check(schema: &str, files: Files<'_>, want: &[&str]) {
    let problems = compile("/s/a.json", schema, files).unwrap_err();
    assert_eq!(problems.iter().flat_map(lines).collect::<Vec<_>>(), want);
}

/// Asserts the warnings of a schema that compiles.
#[track_caller]
pub(super) fn check_warnings(schema: &str, want: &[&str]) {
    let schema = compile("/s/a.json", schema, &[]).unwrap();
    assert_eq!(schema.warnings().iter().flat_map(lines).collect::<Vec<_>>(), want);
}

pub(super) fn lines(problem: &SchemaProblem) -> Vec<String> {
    let key = if problem.is_key { "key " } else { "" };
    let place = format!("{key}{}#{}", problem.location, problem.pointer);
    let help = problem.help.iter().map(|help| format!("  help: {help}"));
    let related = problem.related.iter();
    let related = related.map(|at| format!("  {}: {}:{}", at.text, at.location, at.offset));
    std::iter::once(format!("{place}: {}", problem.message)).chain(help).chain(related).collect()
}

#[test]
fn a_schema_must_be_json() {
    check(
        "",
        &[],
        &["/s/a.json#: the schema is not JSON: the document is empty, want one JSON value"],
    );
}

#[test]
fn everything_the_metaschema_refuses_is_shown() {
    check(
        r#"{"type": "strin", "properties": {"a": {"minLength": -1, "required": "x"}}}"#,
        &[],
        &[
            r#"/s/a.json#/type: got "strin", want one of "array", "boolean", "integer", "null", "number", "object" or "string""#,
            r#"  help: did you mean "string"?"#,
            "/s/a.json#/properties/a/minLength: got -1, want at least 0",
            "/s/a.json#/properties/a/required: got a string, want an array",
        ],
    );
    check(
        r#"{"$schema": "http://json-schema.org/draft-07/schema#", "items": 5, "required": ["a", "a"]}"#,
        &[],
        &[
            "/s/a.json#/items: got a number, want a boolean, an object or an array",
            r#"/s/a.json#/required/1: got "a" again, want unique elements"#,
        ],
    );
}

#[test]
fn references_on_the_network_are_never_fetched() {
    check(
        r#"{"properties": {"a": {"$ref": "https://example.org/x.json#/y"}}}"#,
        &[],
        &[
            "/s/a.json#/properties/a/$ref: `$ref` to https://example.org/x.json is neither on disk nor bundled; factlint never fetches",
            "  help: keep a copy and name it in the rulebook's `[schemas]`",
        ],
    );
    check(
        r#"{"$schema": "https://example.org/meta"}"#,
        &[],
        &[
            "/s/a.json#/$schema: `$schema` to https://example.org/meta is neither on disk nor bundled; factlint never fetches",
            "  help: keep a copy and name it in the rulebook's `[schemas]`",
        ],
    );
}

#[test]
fn references_that_lead_nowhere() {
    check(
        r##"{"$defs": {"place": {}}, "items": {"$ref": "#/$defs/plaec"}}"##,
        &[],
        &[
            "/s/a.json#/items/$ref: `$ref` to #/$defs/plaec leads nowhere",
            "  help: did you mean `#/$defs/place`?",
        ],
    );
    check(
        r##"{"items": {"$ref": "#anchor"}}"##,
        &[],
        &["/s/a.json#/items/$ref: `$ref` to #anchor leads nowhere"],
    );
    check(
        r#"{"items": {"$ref": "b.json"}}"#,
        &[],
        &["/s/a.json#/items/$ref: `$ref` to b.json: no such file"],
    );
    check(
        r#"{"items": {"$ref": "b.json#/x"}}"#,
        &[("/s/b.json", "{}")],
        &["/s/a.json#/items/$ref: `$ref` to b.json#/x leads nowhere"],
    );
}

#[test]
fn a_reference_to_something_else_than_a_schema_is_reported_at_the_reference() {
    for (pointer, kind) in [("enum", "an array"), ("minLength", "a number"), ("title", "a string")]
    {
        let schema = format!(
            r##"{{"$ref": "#/properties/p/{pointer}", "properties": {{"p": {{"enum": ["a"], "minLength": 3, "title": "t"}}}}}}"##
        );
        let want = format!(
            "/s/a.json#/$ref: `$ref` to #/properties/p/{pointer} leads to {kind}, which is not a schema"
        );
        check(&schema, &[], &[&want]);
    }
}

#[test]
fn the_target_of_a_reference_is_checked_where_the_metaschema_does_not_look() {
    let schema = r##"{"$schema": "http://json-schema.org/draft-07/schema#",
        "$defs": {"a": {"minimum": "3"}}, "$ref": "#/$defs/a"}"##;
    let problems = compile("/s/a.json", schema, &[]).unwrap_err();
    let errors = problems.iter().filter(|problem| !problem.is_warning).flat_map(lines);
    assert_eq!(
        errors.collect::<Vec<_>>(),
        ["/s/a.json#/$defs/a/minimum: got a string, want a number"]
    );
}

#[test]
fn an_anchor_of_a_later_draft_is_not_a_target() {
    let schema = r##"{"$schema": "http://json-schema.org/draft-07/schema#",
        "properties": {"p": {"$ref": "#x"}}, "definitions": {"x": {"$anchor": "x"}}}"##;
    let problems = compile("/s/a.json", schema, &[]).unwrap_err();
    let errors = problems.iter().filter(|problem| !problem.is_warning).flat_map(lines);
    assert_eq!(
        errors.collect::<Vec<_>>(),
        ["/s/a.json#/properties/p/$ref: `$ref` to #x leads nowhere"]
    );
}

#[test]
fn a_metaschema_is_named_by_a_uri_with_a_scheme() {
    check(
        r#"{"$schema": "m.json", "type": "string"}"#,
        &[("/s/m.json", r#"{"$id": "m.json", "type": "object"}"#)],
        &[
            "/s/a.json#/$schema: `$schema` is `m.json`, want a URI with its scheme",
            "  help: write the `$id` of the metaschema, and name its file in the rulebook's `[schemas]`",
        ],
    );
}

#[test]
fn a_urn_is_not_looked_for_on_disk() {
    check(
        r#"{"$ref": "urn:x:y"}"#,
        &[],
        &[
            "/s/a.json#/$ref: `$ref` to urn:x:y is neither on disk nor bundled; factlint never fetches",
            "  help: keep a copy and name it in the rulebook's `[schemas]`",
        ],
    );
}

#[test]
fn a_pattern_that_is_too_large_is_not_called_invalid() {
    for pattern in ["^(a{1000}){1000}$", "(?<=a{1000})(b{1000}){1000}"] {
        check(
            &format!(r#"{{"pattern": "{pattern}"}}"#),
            &[],
            &[
                &format!("/s/a.json#/pattern: the pattern `{pattern}` is too large"),
                "  help: limit the length with `maxLength`, or repeat less",
            ],
        );
    }
}

#[test]
fn a_dangling_reference_does_not_hide_other_problems() {
    check(
        r##"{"properties": {"a": {"$ref": "#/$defs/a"}, "b": {"format": "dat"}, "c": {"pattern": "("}, "d": {"pattern": "(?=a)"}, "e": {"minLenght": 1}, "f": {"pattern": "\\q"}}}"##,
        &[],
        &[
            "/s/a.json#/properties/a/$ref: `$ref` to #/$defs/a leads nowhere",
            "/s/a.json#/properties/b/format: the format `dat` is not known and not checked",
            "  help: did you mean `date`?",
            "/s/a.json#/properties/c/pattern: `(` is not a regular expression: a group is not closed",
            "/s/a.json#/properties/d/pattern: the pattern `(?=a)` needs look-around or a back-reference, so it is slower to check",
            "  help: write it without them, or split it into several patterns",
            "key /s/a.json#/properties/e/minLenght: the keyword `minLenght` is unknown and has no effect",
            "  help: did you mean `minLength`?",
            r"/s/a.json#/properties/f/pattern: `\q` is not a regular expression: `\q` is not an escape",
        ],
    );
}

#[test]
fn problems_of_other_files_are_in_those_files() {
    check(
        r#"{"$ref": "c/b.json"}"#,
        &[("/s/c/b.json", r#"{"$ref": "d.json"}"#), ("/s/c/d.json", r#"{"minimum": "1"}"#)],
        &["/s/c/d.json#/minimum: got a string, want a number"],
    );
    check(
        r#"{"$ref": "b.json"}"#,
        &[("/s/b.json", "{]")],
        &[
            "/s/b.json#: the schema is not JSON: got `]`, want a key in double quotation marks or `}`",
        ],
    );
}

#[test]
fn invalid_patterns_are_errors() {
    check(
        r#"{"properties": {"a": {"pattern": "(a"}}, "patternProperties": {"[": {}}}"#,
        &[],
        &[
            "/s/a.json#/properties/a/pattern: `(a` is not a regular expression: a group is not closed",
            "key /s/a.json#/patternProperties/[: `[` is not a regular expression: a class is not closed",
        ],
    );
}

#[test]
fn warnings_name_backtracking_patterns_and_unchecked_formats() {
    check_warnings(
        r#"{"properties": {"a": {"pattern": "^(?!x)a"}, "b": {"pattern": "b"}}, "patternProperties": {"(.)\\1": {}}}"#,
        &[
            "/s/a.json#/properties/a/pattern: the pattern `^(?!x)a` needs look-around or a back-reference, so it is slower to check",
            "  help: write it without them, or split it into several patterns",
            "key /s/a.json#/patternProperties/(.)\\1: the pattern `(.)\\1` needs look-around or a back-reference, so it is slower to check",
            "  help: write it without them, or split it into several patterns",
        ],
    );
    check_warnings(
        r#"{"properties": {"format": {"format": "dat"}}, "const": {"format": "xyz"}}"#,
        &[
            "/s/a.json#/properties/format/format: the format `dat` is not known and not checked",
            "  help: did you mean `date`?",
        ],
    );
    check_warnings(r#"{"format": "date", "pattern": "^[a-z]+$"}"#, &[]);
}

#[test]
fn an_unknown_format_is_reported_once_with_all_its_places() {
    check_warnings(
        r#"{"properties": {"a": {"format": "colour"}, "b": {"format": "dat"}, "c": {"format": "colour"}, "d": {"items": {"format": "colour"}}, "e": {"format": "colour"}, "f": {"format": "date"}}}"#,
        &[
            "/s/a.json#/properties/a/format: the format `colour` is not known and not checked (4 places)",
            "  also here: /s/a.json:83",
            "  also here: /s/a.json:120",
            "  also here: /s/a.json:148",
            "/s/a.json#/properties/b/format: the format `dat` is not known and not checked",
            "  help: did you mean `date`?",
        ],
    );
}

#[test]
fn references_resolve_against_the_file_and_the_id() {
    let strings = r#"{"type": "string"}"#;
    let check = |location: &str, schema: &str, file: &str| {
        let schema = compile(location, schema, &[(file, strings)]).unwrap();
        assert!(schema.is_valid(document(r#""a""#).root().unwrap()));
        let data = document("1");
        let errors = schema.check(data.root().unwrap());
        assert_eq!(errors[0].schema_location, file);
        assert_eq!(errors[0].schema_pointer.as_str(), "/type");
    };
    check("/s/a.json", r#"{"$ref": "b.json"}"#, "/s/b.json");
    check("schema/a.json", r#"{"$ref": "parts/b.json"}"#, "schema/parts/b.json");
    check("../schema/a.json", r#"{"$ref": "../b.json"}"#, "../b.json");
    check("/s/a.json", r#"{"$id": "https://example.org/x/a.json", "$ref": "b.json"}"#, "/s/b.json");
    check("/s/a.json", r#"{"$ref": "https://example.org/b.json"}"#, "https://example.org/b.json");
}

#[test]
fn metaschemas_are_built_in_or_custom() {
    let schema = r#"{"$ref": "https://json-schema.org/draft/2020-12/schema"}"#;
    let schema = compile("/s/a.json", schema, &[]).unwrap();
    assert!(schema.is_valid(document(r#"{"type": "string"}"#).root().unwrap()));
    assert!(!schema.is_valid(document(r#"{"type": 1}"#).root().unwrap()));
    let schema = r#"{"items": {"$ref": "http://json-schema.org/draft-07/schema#"}}"#;
    let schema = compile("/s/a.json", schema, &[]).unwrap();
    assert!(!schema.is_valid(document(r#"[{"type": 1}]"#).root().unwrap()));
    let own = r#"{"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": "https://example.org/meta"}"#;
    let schema = r#"{"$schema": "https://example.org/meta", "type": "string"}"#;
    let schema = compile("/s/a.json", schema, &[("https://example.org/meta", own)]).unwrap();
    assert!(!schema.is_valid(document("1").root().unwrap()));
}

#[test]
fn resolving_15_000_references_is_fast() {
    let name = |number: usize| format!(r##""p{number}": {{"$ref": "#/absent/p{number}"}}"##);
    let properties: Vec<String> = (0..15_000).map(name).collect();
    let schema = format!(r#"{{"properties": {{{}}}}}"#, properties.join(", "));
    let problems = compile("/s/a.json", &schema, &[]).unwrap_err();
    let last = problems.last().map(lines).unwrap_or_default();
    assert_eq!(problems.len(), 15_000);
    assert_eq!(
        last,
        ["/s/a.json#/properties/p14999/$ref: `$ref` to #/absent/p14999 leads nowhere"]
    );
    let offset = problems.last().and_then(|problem| problem.offset);
    assert_eq!(offset, schema.rfind(r##""#/absent"##));
}
