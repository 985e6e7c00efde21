//! Schemas that a rulebook names: files for URIs in `[schemas]`, and the places at which problems are reported.

use crate::command::Folder;

const RULEBOOK: &str = r#"version = 1
documents = ["d.json"]
schema = "s.json"
[collections]
r = { select = "$" }
"#;

fn folder(files: &[(&str, &str)]) -> Folder {
    let folder = Folder::new(&[("factlint.toml", RULEBOOK), ("d.json", r#"{"x": 1}"#)]);
    for (name, content) in files {
        folder.write(name, content);
    }
    folder
}

#[track_caller]
fn check(folder: &Folder, want: &[&str]) {
    let outcome = folder.check(&["--format", "concise"]);
    let lines: Vec<&str> = outcome.stdout.lines().filter(|line| line.contains("json:")).collect();
    assert_eq!(lines, want, "{outcome:#?}");
}

const A_STRING: [&str; 1] = ["d.json:1:7: error[schema]: got a number, want a string"];

#[test]
fn the_rulebook_says_where_a_uri_is() {
    let string = r#"{"$defs": {"s": {"type": "string"}}}"#;
    for uri in ["https://ex.org/types.json", "urn:ex:types"] {
        let folder = folder(&[
            ("s.json", &format!(r#"{{"properties": {{"x": {{"$ref": "{uri}#/$defs/s"}}}}}}"#)),
            ("lib/types.json", string),
        ]);
        let rulebook = format!("{RULEBOOK}[schemas]\n\"{uri}\" = \"lib/types.json\"\n");
        folder.write("factlint.toml", &rulebook);
        check(&folder, &A_STRING);
    }
}

#[test]
fn a_file_that_the_rulebook_names_is_known_by_its_id() {
    let folder = folder(&[
        ("s.json", r#"{"properties": {"x": {"$ref": "https://ex.org/std/types.json"}}}"#),
        ("lib/types.json", r#"{"$id": "https://ex.org/std/types.json", "$ref": "string.json"}"#),
        ("lib/string.json", r#"{"type": "string"}"#),
    ]);
    folder.write(
        "factlint.toml",
        RULEBOOK.replace(
            r#"schema = "s.json""#,
            r#"schema = { "d.json" = "s.json", "types.json" = "lib/types.json" }"#,
        ),
    );
    check(&folder, &A_STRING);
    // A schema that is embedded in such a file is also found.
    folder.write(
        "lib/types.json",
        r#"{"$defs": {"t": {"$id": "https://ex.org/std/types.json", "type": "string"}}}"#,
    );
    check(&folder, &A_STRING);
}

#[test]
fn a_key_of_schemas_that_is_not_a_uri_and_a_missing_file_are_mistakes() {
    let folder = folder(&[("s.json", "{}")]);
    folder
        .write("factlint.toml", format!("{RULEBOOK}[schemas]\n\"types.json\" = \"types.json\"\n"));
    let outcome = folder.check(&["--format", "concise"]);
    outcome.assert(2, "factlint.toml:7:1: error[rulebook]: got `types.json`, want a URL or URN");
    folder.write("factlint.toml", format!("{RULEBOOK}[schemas]\n\"urn:a\" = \"types.json\"\n"));
    folder.check(&["--format", "concise"]).assert(
        2,
        "factlint.toml:7:11: error[rulebook]: the schema `types.json` cannot be read: no such file",
    );
}

#[test]
fn a_file_that_two_schemas_share_has_one_warning_in_its_own_place() {
    let folder = folder(&[
        ("d.json", r#"{"x": "abc"}"#),
        ("e.json", r#""b""#),
        ("s.json", r#"{"properties": {"x": {"$ref": "c.json"}, "y": {"$ref": "c.json"}}}"#),
        ("s2.json", r#"{"$ref": "c.json"}"#),
        ("c.json", "{\n  \"pattern\": \"^(?!a)\"\n}"),
    ]);
    folder.write(
        "factlint.toml",
        RULEBOOK
            .replace("[\"d.json\"]", "[\"d.json\", \"e.json\"]")
            .replace("\"s.json\"", "{ \"d.json\" = \"s.json\", \"e.json\" = \"s2.json\" }"),
    );
    check(
        &folder,
        &[
            "c.json:2:14: warning[rulebook]: the pattern `^(?!a)` needs look-around or a back-reference, so it is slower to check",
            "d.json:1:7: error[schema]: got \"abc\", want text that matches `^(?!a)`",
        ],
    );
}

#[test]
fn a_key_twice_is_shown_at_both_places_also_behind_a_reference() {
    let folder = folder(&[
        ("s.json", r#"{"$ref": "b.json"}"#),
        ("b.json", "{\n\"required\": [\"a\"],\n\"required\": [\"b\"]\n}"),
    ]);
    let outcome = folder.check(&["--format", "concise"]);
    outcome.assert(
        2,
        "b.json:3:1: error[rulebook]: the schema is not usable: the key `required` occurs twice in one object",
    );
    let human = folder.check(&[]).stdout;
    assert!(human.contains("first here"), "{human}");
}

#[test]
fn the_forbidden_schema_of_not_is_shown_in_the_schema() {
    let folder = folder(&[("s.json", r#"{"properties": {"x": {"not": {"minimum": 1}}}}"#)]);
    let human = folder.check(&[]).stdout;
    assert!(human.contains("got 1, want nothing that is at least 1"), "{human}");
    assert!(human.contains("s.json:1:23") && human.contains("forbidden by this"), "{human}");
}

#[test]
fn a_file_behind_a_reference_that_is_not_json_is_shown_at_its_place() {
    let folder = folder(&[("s.json", r#"{"$ref": "b.json"}"#), ("b.json", "{\n]\n}")]);
    let outcome = folder.check(&["--format", "concise"]);
    assert_eq!(outcome.code, Some(2));
    assert!(outcome.stdout.contains("b.json:2:1: error[rulebook]"), "{outcome:#?}");
}

#[test]
fn a_schema_in_yaml_is_reported_as_not_json() {
    let folder = folder(&[("s.yaml", "type: object\n")]);
    folder.write("factlint.toml", RULEBOOK.replace("s.json", "s.yaml"));
    let outcome = folder.check(&["--format", "concise"]);
    let first = outcome.stdout.lines().next();
    assert_eq!(first, Some("s.yaml:1:1: error[rulebook]: the schema is YAML, want JSON"));
}
