//! Tests the canonical form: its layout, that it changes no value, and the output of `factlint fmt`.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use crate::command::{Folder, Outcome};
use factlint::canonical;
use factlint::dataset::Dataset;
use factlint::disk::{Root, rewrite};
use factlint::document::{Document, FileId, Form, Limits};
use factlint::rulebook::Rulebook;
use factlint::schema::{Schema, Settings};
use proptest::prelude::*;
use std::process::{Command, Stdio};

fn parse(form: Form, text: &str) -> Document {
    Document::parse_as(form, FileId(0), text.into(), Limits { depth: 10_000, ..Limits::default() })
}

fn schema(text: &str) -> Schema {
    let document = parse(Form::Json, text);
    let compiled = Schema::compile(&document, "/schema.json", Settings::default(), &|name| {
        Err(format!("{name} is not there"))
    });
    compiled.unwrap_or_else(|problems| panic!("{problems:?}"))
}

fn canonical_form(form: Form, schema: Option<&Schema>, text: &str) -> String {
    canonical::form(&parse(form, text), "data.json", schema, &[]).expect("valid JSON")
}

#[track_caller]
fn check(text: &str, want: &str) {
    assert_eq!(canonical_form(Form::Json, None, text), want);
    assert_eq!(canonical_form(Form::Json, None, want), want, "not idempotent");
}

/// Asserts that the canonical form of `data` has its keys in the order of `want`.
#[track_caller]
fn check_order(schema_text: &str, data: &str, want: &str) {
    let schema = schema(schema_text);
    assert_eq!(canonical_form(Form::JsonLines, Some(&schema), data), format!("{want}\n"));
}

#[test]
fn every_member_and_element_has_a_line() {
    check(
        r#"{"a":[1,{"b":[]},{}],"c":{"d":null}}"#,
        "{
  \"a\": [
    1,
    {
      \"b\": []
    },
    {}
  ],
  \"c\": {
    \"d\": null
  }
}
",
    );
}

#[test]
fn a_document_may_be_one_scalar_or_an_empty_array() {
    check(" true", "true\n");
    check("[ \r\n\t ]", "[]\r\n");
    check("{\n}\n\n", "{}\n");
}

#[test]
fn escapes_are_those_that_are_required() {
    check(
        r#"["\u00e9\ud83d\ude00 \/ \u0022 \u005c \u0041", "\u000a\u000A\b\f\n\r\t\u0000\u001F\u007f\u2028"]"#,
        "[\n  \"é😀 / \\\" \\\\ A\",\n  \"\\n\\n\\b\\f\\n\\r\\t\\u0000\\u001f\u{7f}\u{2028}\"\n]\n",
    );
    check(r#"{"\u0061\"":1}"#, "{\n  \"a\\\"\": 1\n}\n");
}

#[test]
fn numbers_are_kept_as_written() {
    check(
        "[1.0, 1E+2, -0, 0.10, 12345678901234567890123, 1e400]",
        "[\n  1.0,\n  1E+2,\n  -0,\n  0.10,\n  12345678901234567890123,\n  1e400\n]\n",
    );
}

#[test]
fn a_byte_order_mark_is_removed() {
    check("\u{feff}[\n1\n]\n", "[\n  1\n]\n");
}

/// Regression: a checkout with CRLF was not in canonical form, and was written with LF.
#[test]
fn lines_end_like_the_first_line() {
    check("\u{feff}[\r\n1\r\n]\r\n", "[\r\n  1\r\n]\r\n");
    check("[1,\r\n2,\n3]", "[\r\n  1,\r\n  2,\r\n  3\r\n]\r\n");
    check("[1,\n2,\r\n3]", "[\n  1,\n  2,\n  3\n]\n");
    check("[1,\r2]", "[\n  1,\n  2\n]\n");
    let lines = "{\"a\": 1}\r\n{\"a\": 2}\r\n";
    assert_eq!(canonical_form(Form::JsonLines, None, lines), lines);
}

#[test]
fn without_a_schema_keys_keep_their_order() {
    check(r#"{"b":1,"a":2}"#, "{\n  \"b\": 1,\n  \"a\": 2\n}\n");
}

#[test]
fn json_lines_have_one_record_per_line() {
    let text = "\u{feff}{\"b\":1,\"a\":[1,{\"c\":[]}]}\r\n\r\n  \n[ ]\n\"é\\u00e9\"";
    let want = "{\"b\": 1, \"a\": [1, {\"c\": []}]}\r\n[]\r\n\"éé\"\r\n";
    assert_eq!(canonical_form(Form::JsonLines, None, text), want);
    assert_eq!(canonical_form(Form::JsonLines, None, want), want);
    assert_eq!(canonical_form(Form::JsonLines, None, " \n"), "");
}

#[test]
fn keys_have_the_order_of_the_schema_then_that_of_the_document() {
    check_order(
        r#"{"properties": {"id": {}, "name": {}}}"#,
        r#"{"z":1,"name":2,"y":3,"id":4}"#,
        r#"{"id": 4, "name": 2, "z": 1, "y": 3}"#,
    );
}

#[test]
fn the_schema_of_a_value_is_found_through_its_keys_and_indexes() {
    check_order(
        r##"{"$defs": {"r": {"properties": {"a": {}, "b": {}}}}, "properties": {
            "named": {"$ref": "#/$defs/r"},
            "items": {"prefixItems": [{"properties": {"x": {}, "b": {}}}], "items": {"$ref": "#/$defs/r"}},
            "anchored": {"$ref": "#here"},
            "unevaluated": {"allOf": [{"properties": {"k": {}}}], "unevaluatedProperties": {"$ref": "#/$defs/r"}}
          }, "patternProperties": {"^x-": {"$ref": "#/$defs/r"}},
          "additionalProperties": {"$anchor": "here", "properties": {"c": {}, "a": {}}}}"##,
        r#"{"named":{"b":1,"a":1},"items":[{"b":1,"x":1},{"b":1,"a":1}],"anchored":{"a":1,"c":1},"unevaluated":{"u":{"b":1,"a":1},"k":1},"x-1":{"b":1,"a":1},"other":{"a":1,"c":1}}"#,
        r#"{"named": {"a": 1, "b": 1}, "items": [{"x": 1, "b": 1}, {"a": 1, "b": 1}], "anchored": {"c": 1, "a": 1}, "unevaluated": {"k": 1, "u": {"a": 1, "b": 1}}, "x-1": {"a": 1, "b": 1}, "other": {"c": 1, "a": 1}}"#,
    );
}

#[test]
fn items_and_additional_items_of_older_drafts_are_followed() {
    check_order(
        r#"{"$schema": "http://json-schema.org/draft-07/schema#",
            "items": [{"properties": {"b": {}, "a": {}}}], "additionalItems": {"properties": {"a": {}, "b": {}}}}"#,
        r#"[{"a":1,"b":1},{"b":1,"a":1},{"b":1,"a":1}]"#,
        r#"[{"b": 1, "a": 1}, {"a": 1, "b": 1}, {"a": 1, "b": 1}]"#,
    );
}

#[test]
fn certain_keys_come_before_possible_keys() {
    check_order(
        r#"{"if": {"properties": {"late": {}}}, "then": {"properties": {"late": {}, "name": {}}},
            "anyOf": [{"properties": {"one": {}}}, {"properties": {"two": {}, "one": {}}}],
            "allOf": [{"properties": {"id": {}, "name": {}}}], "properties": {"extra": {}}}"#,
        r#"{"two":1,"one":1,"late":1,"extra":1,"name":1,"id":1}"#,
        r#"{"id": 1, "name": 1, "extra": 1, "late": 1, "one": 1, "two": 1}"#,
    );
}

#[test]
fn a_schema_that_refers_to_itself_is_followed() {
    check_order(
        r##"{"properties": {"id": {}, "children": {"items": {"$ref": "#"}}}}"##,
        r#"{"children":[{"children":[{"children":[],"id":3}],"id":2}],"id":1}"#,
        r#"{"id": 1, "children": [{"id": 2, "children": [{"id": 3, "children": []}]}]}"#,
    );
}

#[test]
fn a_recursive_schema_orders_keys_by_their_first_place() {
    check_order(
        r##"{"properties": {"b": {"$ref": "#"}}, "anyOf": [{"properties": {"a": {}, "b": {}}}]}"##,
        r#"{"a":1,"b":{"a":1,"b":1}}"#,
        r#"{"b": {"b": 1, "a": 1}, "a": 1}"#,
    );
}

#[test]
fn a_document_of_any_depth_is_written() {
    let text = format!("{}{}", "[".repeat(9_999), "]".repeat(9_999));
    let canonical = canonical_form(Form::Json, None, &text);
    assert_eq!(canonical.lines().count(), 2 * 9_999 - 1);
}

const RULEBOOK: &str = r#"version   = 1
documents = ["*.json*"]
schema    = "schema/data.json"

[collections]
records = { select = "$.records[*]", id = "id", sort = "id", optional = true }
lines   = { select = "$[*]", id = "id", sort = "id", optional = true }
kept    = { select = "$.kept[*]", id = "id", optional = true }
"#;

const SCHEMA: &str = r##"{ "$defs": { "r": { "properties": { "id": {}, "name": {} } } },
  "properties": { "records": { "items": { "$ref": "#/$defs/r" } } } }"##;

fn folder(files: &[(&str, &str)]) -> Folder {
    let folder = Folder::new(&[("factlint.toml", RULEBOOK), ("schema/data.json", SCHEMA)]);
    for (name, content) in files {
        folder.write(name, content);
    }
    folder
}

fn fmt(folder: &Folder, arguments: &[&str]) -> Outcome {
    let mut command = Command::new(env!("CARGO_BIN_EXE_factlint"));
    command.arg("fmt").args(arguments).current_dir(folder.path("")).stdin(Stdio::null());
    let output = command.output().expect("the command runs");
    Outcome {
        code: output.status.code(),
        stdout: String::from_utf8(output.stdout).expect("UTF-8"),
        stderr: String::from_utf8(output.stderr).expect("UTF-8"),
    }
}

#[track_caller]
fn assert_printed(outcome: &Outcome, code: i32, stdout: &str) {
    assert_eq!((outcome.stdout.as_str(), outcome.stderr.as_str()), (stdout, ""));
    outcome.assert_code(code);
}

#[test]
fn a_second_run_of_fmt_changes_nothing() {
    let folder = folder(&[("a.json", r#"{"records":[{"name":1,"id":"x"}]}"#), ("b.json", "{}\n")]);
    let want = "formatted a.json\n1 document formatted, 1 document in canonical form\n";
    assert_printed(&fmt(&folder, &[]), 0, want);
    let want =
        "{\n  \"records\": [\n    {\n      \"id\": \"x\",\n      \"name\": 1\n    }\n  ]\n}\n";
    assert_eq!(folder.read("a.json"), want);
    assert_printed(&fmt(&folder, &[]), 0, "2 documents in canonical form\n");
    assert_printed(&fmt(&folder, &["--check"]), 0, "2 documents in canonical form\n");
}

#[test]
fn files_that_are_not_documents_are_skipped_on_request() {
    let folder = folder(&[("a.json", r#"{"records":[]}"#)]);
    fmt(&folder, &["schema/data.json"]).assert_code(3);
    assert_printed(&fmt(&folder, &["--ignore-unknown", "schema/data.json"]), 0, "");
    let want = "formatted a.json\n1 document formatted\n";
    assert_printed(&fmt(&folder, &["--ignore-unknown", "schema/data.json", "a.json"]), 0, want);
    let outside = Folder::new(&[("package.json", "{}")]);
    fmt(&outside, &["package.json"]).assert_code(2);
    assert_printed(&fmt(&outside, &["--ignore-unknown", "package.json"]), 0, "");
}

#[test]
fn the_shipped_dataset_is_in_canonical_form() {
    let folder = Folder::with_the_dataset();
    assert_printed(&fmt(&folder, &["--check", "dataset"]), 0, "1 document in canonical form\n");
}

#[test]
fn check_shows_the_first_place_and_writes_nothing() {
    let data =
        "{\n  \"records\": [\n    {\n      \"name\": \"b\",\n      \"id\": \"a\"\n    }\n  ]\n}\n";
    let folder = folder(&[("a.json", data), ("b.jsonl", "{\"id\":1}\n")]);
    let want = "\
a.json:4:8: not in canonical form
   is:       \"name\": \"b\",
  fmt:       \"id\": \"a\",
b.jsonl:1:7: not in canonical form
   is: {\"id\":1}
  fmt: {\"id\": 1}
2 documents not in canonical form
";
    assert_printed(&fmt(&folder, &["--check"]), 1, want);
    assert_eq!(folder.read("a.json"), data);
}

#[test]
fn only_documents_in_the_given_paths_are_written() {
    let folder = folder(&[("a.json", "[ ]"), ("b.json", "[ ]")]);
    assert_printed(&fmt(&folder, &["b.json"]), 0, "formatted b.json\n1 document formatted\n");
    assert_eq!((folder.read("a.json").as_str(), folder.read("b.json").as_str()), ("[ ]", "[]\n"));
}

#[test]
fn a_path_without_a_document_is_reported() {
    let folder = folder(&[("a.json", "[ ]")]);
    let outcome = fmt(&folder, &["schema/data.json"]);
    outcome.assert_error(
        3,
        "error: nothing was checked: no document of the dataset is in the given paths",
    );
    assert_eq!(folder.read("schema/data.json"), SCHEMA);
}

#[test]
fn records_are_sorted_if_the_rulebook_says_so() {
    let data = r#"{"records":[{"id":"b"},{"id":"a","n":2},{},{"id":10},{"id":"a","n":1},{"id":9},{"id":"é"},{"id":"z"}],"kept":[{"id":"b"},{"id":"a"}]}"#;
    let folder = folder(&[("a.json", data), ("b.jsonl", "{\"id\":\"b\"}\n{\"id\":\"a\"}\n")]);
    assert_eq!(fmt(&folder, &[]).code, Some(0));
    let compact: String = folder.read("a.json").split_whitespace().collect();
    let want = r#"{"records":[{"id":9},{"id":10},{"id":"a","n":2},{"id":"a","n":1},{"id":"b"},{"id":"z"},{"id":"é"},{}],"kept":[{"id":"b"},{"id":"a"}]}"#;
    assert_eq!(compact, want);
    assert_eq!(folder.read("b.jsonl"), "{\"id\": \"a\"}\n{\"id\": \"b\"}\n");
    assert_printed(&fmt(&folder, &["--check"]), 0, "2 documents in canonical form\n");
}

#[test]
fn a_document_with_a_mistake_is_left_as_it_is_and_the_others_are_written() {
    let files = [("a.json", "[1,]"), ("b.json", "{\"k\": 1, \"k\": 2}"), ("c.json", "[ ]")];
    let folder = folder(&files);
    let outcome = fmt(&folder, &[]);
    let want = "\
a.json:1:3: error[syntax]: a comma with nothing after it
b.json:1:10: error[duplicate-key]: the key `k` occurs twice in one object; also at b.json:1:2
formatted c.json
1 document formatted, 2 documents with errors, left unchanged
";
    assert_printed(&outcome, 1, want);
    assert_eq!(
        (folder.read("a.json").as_str(), folder.read("b.json").as_str()),
        (files[0].1, files[1].1)
    );
    assert_eq!(folder.read("c.json"), "[]\n");
}

#[test]
fn a_rulebook_with_a_mistake_is_reported_and_nothing_is_written() {
    let folder = folder(&[("a.json", "[ ]")]);
    folder.replace("factlint.toml", "version   = 1", "version   = 2");
    let want = "factlint.toml:1:13: error[rulebook]: got version 2; this program reads version 1\n";
    assert_printed(&fmt(&folder, &[]), 2, want);
    assert_eq!(folder.read("a.json"), "[ ]");
}

#[test]
fn a_collection_that_cannot_be_sorted_is_a_mistake_at_its_place() {
    for (collections, want) in [
        (r#"r = { select = "$.r[*]", id = "id", sort = "name" }"#, "got `name`, want `id`"),
        (r#"r = { select = "$.r[*]", id = "id", sort = true }"#, "got a boolean, want text"),
        (
            r#"r = { select = "$.r[*]", sort = "id" }"#,
            "the collection `r` has no `id` to sort its records by",
        ),
        (
            r#"r = { select = ["$.r[*]", "$..r[*]"], id = "id", sort = "id" }"#,
            "the collection `r` cannot be sorted: got the path `$..r[*]`, want the elements of one array, as in `$.r[*]`",
        ),
        (
            r#"r = { select = "$.r[?@.a]", id = "id", sort = "id" }"#,
            "the collection `r` cannot be sorted: got the path `$.r[?@.a]`, want the elements of one array, as in `$.r[*]`",
        ),
    ] {
        let text = format!("version = 1\ndocuments = [\"a.json\"]\n[collections]\n{collections}\n");
        let findings = Rulebook::parse(&text, FileId(0)).err().unwrap_or_default();
        let messages: Vec<&str> = findings.iter().map(|finding| finding.message.as_str()).collect();
        assert_eq!(messages, [want]);
        let place = text.find("sort = ").expect("a key") + "sort = ".len();
        assert_eq!(findings[0].labels[0].place.start(), place);
    }
}

#[test]
fn two_orders_of_one_array_are_a_mistake() {
    let text = "version = 1\ndocuments = [\"a.json\"]\n[collections]\na = { select = \"$.r[*]\", id = \"id\", sort = \"id\" }\nb = { select = \"$.r[*]\", id = \"name\", sort = \"id\" }\n";
    let findings = Rulebook::parse(text, FileId(0)).err().unwrap_or_default();
    let messages: Vec<&str> = findings.iter().map(|finding| finding.message.as_str()).collect();
    assert_eq!(messages, ["the collections `a` and `b` sort the same array by different ids"]);
}

#[test]
fn each_document_has_the_order_of_the_collection_that_is_in_it() {
    let collections = "a = { select = \"$[*]\", documents = \"a.jsonl\", id = \"id\", sort = \"id\" }\nb = { select = \"$[*]\", documents = \"b.jsonl\", id = \"name\", sort = \"id\" }\n";
    let rulebook = format!("version = 1\ndocuments = [\"*.jsonl\"]\n[collections]\n{collections}");
    let data = "{\"id\": 2, \"name\": \"a\"}\n{\"id\": 1, \"name\": \"b\"}\n";
    let other = "{\"id\": 1, \"name\": \"b\"}\n{\"id\": 2, \"name\": \"a\"}\n";
    let files = [("factlint.toml", rulebook.as_str()), ("a.jsonl", data), ("b.jsonl", other)];
    let folder = Folder::new(&files);
    assert_printed(
        &fmt(&folder, &[]),
        0,
        "formatted a.jsonl\nformatted b.jsonl\n2 documents formatted\n",
    );
    assert_eq!((folder.read("a.jsonl").as_str(), folder.read("b.jsonl").as_str()), (other, data));
}

#[test]
fn a_document_that_was_changed_since_it_was_read_is_not_written() {
    let folder = folder(&[("a.json", "[ ]")]);
    let dataset = Dataset::read(&folder.path("factlint.toml"), &folder.path(""));
    let dataset = dataset.unwrap_or_else(|failure| panic!("{failure:?}"));
    folder.write("a.json", "[ 1 ]");
    let file = dataset.documents[0].file;
    let root = Root::at(&folder.path("")).expect("a folder");
    let error =
        rewrite(&root, &folder.path(""), &dataset.files, file, "[]\n").expect_err("a refusal");
    let want = "cannot write a.json: it has changed since it was read; run the command again";
    assert_eq!(error.to_string(), want);
    assert_eq!(folder.read("a.json"), "[ 1 ]");
}

#[cfg(unix)]
mod on_unix {
    use super::*;
    use std::os::unix::fs::{PermissionsExt, symlink};

    #[test]
    fn permissions_are_kept() {
        let folder = folder(&[("a.json", "[ ]")]);
        let mode = |mode| std::fs::Permissions::from_mode(mode);
        std::fs::set_permissions(folder.path("a.json"), mode(0o664)).expect("permissions");
        assert_eq!(fmt(&folder, &[]).code, Some(0));
        let metadata = std::fs::metadata(folder.path("a.json")).expect("metadata");
        assert_eq!(metadata.permissions().mode() & 0o777, 0o664);
    }

    #[test]
    fn the_target_of_a_link_is_written_and_the_link_stays() {
        let folder = folder(&[("elsewhere/a.txt", "[ ]")]);
        symlink("elsewhere/a.txt", folder.path("a.json")).expect("a link");
        assert_eq!(fmt(&folder, &[]).code, Some(0));
        assert!(folder.path("a.json").is_symlink());
        assert_eq!(folder.read("elsewhere/a.txt"), "[]\n");
    }

    #[test]
    fn two_links_to_one_file_are_one_document() {
        let folder = folder(&[("elsewhere/a.txt", "[ ]")]);
        for link in ["a.json", "b.json"] {
            symlink("elsewhere/a.txt", folder.path(link)).expect("a link");
        }
        let want = "formatted a.json\n1 document formatted\n";
        assert_printed(&fmt(&folder, &[]), 0, want);
        assert_eq!(folder.read("elsewhere/a.txt"), "[]\n");
    }

    #[test]
    fn a_read_only_document_is_left_as_it_is_and_the_others_are_written() {
        let folder = folder(&[("a.json", "[ ]"), ("b.json", "[ ]")]);
        let read_only = std::fs::Permissions::from_mode(0o444);
        std::fs::set_permissions(folder.path("a.json"), read_only).expect("permissions");
        let outcome = fmt(&folder, &[]);
        assert_eq!(
            outcome.stdout,
            "formatted b.json\n1 document formatted, 1 document not written\n"
        );
        outcome.assert_error(2, "error: cannot write a.json: it is read-only");
        assert_eq!(
            (folder.read("a.json").as_str(), folder.read("b.json").as_str()),
            ("[ ]", "[]\n")
        );
    }

    #[test]
    fn no_temporary_file_remains_beside_a_document() {
        let folder = folder(&[("a.json", "[ ]")]);
        assert_eq!(fmt(&folder, &[]).code, Some(0));
        assert_eq!(names_in(&folder), ["a.json", "factlint.toml", "schema"]);
    }

    #[test]
    fn a_full_disk_leaves_the_document_whole() {
        let text = format!("[{}0]", "1,".repeat(10_000));
        let folder = folder(&[("a.json", &text)]);
        let script = "trap '' XFSZ; ulimit -f 1; exec \"$0\" fmt";
        let mut command = Command::new("sh");
        command.args(["-c", script, env!("CARGO_BIN_EXE_factlint")]).current_dir(folder.path(""));
        let output = command.output().expect("a shell");
        let error = String::from_utf8_lossy(&output.stderr);
        assert!(error.starts_with("error: cannot write a.json: File too large"), "{error}");
        assert_eq!(output.status.code(), Some(2));
        assert_eq!(folder.read("a.json"), text);
        assert_eq!(names_in(&folder), ["a.json", "factlint.toml", "schema"]);
    }

    #[test]
    fn a_killed_run_leaves_the_old_document_or_the_new_one() {
        let text = format!("[{}0]", "1,".repeat(20_000));
        let canonical = canonical_form(Form::Json, None, &text);
        let folder = folder(&[("a.json", &text)]);
        for round in 0..60 {
            folder.write("a.json", &text);
            let mut command = Command::new(env!("CARGO_BIN_EXE_factlint"));
            let command = command.arg("fmt").current_dir(folder.path("")).stdout(Stdio::null());
            let mut process = command.spawn().expect("the command runs");
            std::thread::sleep(std::time::Duration::from_millis(round));
            process.kill().expect("it can be killed");
            process.wait().expect("it ends");
            let left = folder.read("a.json");
            assert!(left == text || left == canonical, "round {round}: {} bytes", left.len());
        }
    }

    fn names_in(folder: &Folder) -> Vec<std::ffi::OsString> {
        let entries = std::fs::read_dir(folder.path("")).expect("a folder");
        let mut names: Vec<_> = entries.map(|entry| entry.expect("an entry").file_name()).collect();
        names.sort();
        names
    }
}

/// Generates JSON as people and programs may write it, with any layout, any escapes, and numbers of any size.
fn json() -> impl Strategy<Value = String> {
    let text = prop_oneof![
        any::<String>().prop_map(|text| serde_json::Value::from(text).to_string()),
        any::<String>().prop_map(|text| {
            let units = text.encode_utf16().map(|unit| format!("\\u{unit:04X}"));
            format!("\"{}\"", units.collect::<String>())
        }),
    ];
    let number = "-?(0|[1-9][0-9]{0,30})(\\.[0-9]{1,20})?([eE][+-]?[0-9]{1,3})?";
    let literal = prop_oneof![Just("null"), Just("true"), Just("false")];
    let scalar = prop_oneof![text.clone(), number, literal.prop_map(str::to_owned)];
    let space = "[ \t\r\n]{0,2}";
    scalar.prop_recursive(6, 60, 6, move |inner| {
        let element = (space, inner.clone(), space).prop_map(|(a, b, c)| format!("{a}{b}{c}"));
        let array = prop::collection::vec(element, 0..6);
        let members = prop::collection::btree_map(any::<String>(), (space, inner, space), 0..6);
        let members = members.prop_map(|members| members.into_iter().collect::<Vec<_>>());
        let member = |(key, (a, value, b)): (String, (String, String, String))| {
            format!("{a}{}{b}:{a}{value}{b}", serde_json::Value::from(key))
        };
        prop_oneof![
            array.prop_map(|elements| format!("[{}]", elements.join(","))),
            members.prop_shuffle().prop_map(move |members| {
                let members: Vec<String> = members.into_iter().map(member).collect();
                format!("{{{}}}", members.join(","))
            }),
        ]
    })
}

/// Returns the numbers of a document as written, sorted.
fn numbers(document: &Document) -> Vec<&str> {
    let values = document.root().expect("JSON").descendants();
    let mut numbers: Vec<_> = values.filter_map(|v| Some(v.as_number()?.literal())).collect();
    numbers.sort_unstable();
    numbers
}

proptest! {
    #[test]
    fn no_value_is_changed_and_no_layout_but_the_line_ends_matters(text in json()) {
        let original = parse(Form::Json, &text);
        let canonical = canonical_form(Form::Json, None, &text);
        let written = parse(Form::Json, &canonical);
        prop_assert!(written.root().unwrap().equals(&original.root().unwrap()));
        prop_assert_eq!(numbers(&written), numbers(&original));
        prop_assert_eq!(&canonical_form(Form::Json, None, &canonical), &canonical);

        let on_one_line: String = canonical.lines().map(str::trim_start).collect();
        let with_line_feeds = canonical.replace("\r\n", "\n");
        prop_assert_eq!(canonical_form(Form::Json, None, &on_one_line), with_line_feeds);
        let line = canonical_form(Form::JsonLines, None, &on_one_line);
        prop_assert_eq!(line.lines().count(), 1);
        prop_assert!(parse(Form::Json, &line).root().unwrap().equals(&original.root().unwrap()));
    }

    #[test]
    fn keys_of_the_schema_have_one_order(
        keys in Just(vec!["e", "b", "d", "a", "c"]).prop_shuffle(),
    ) {
        let schema = schema(r#"{"properties": {"e": {}, "b": {}, "d": {}}, "anyOf": [{"properties": {"a": {}, "c": {}}}]}"#);
        let members: Vec<String> = keys.iter().map(|key| format!("\"{key}\":1")).collect();
        let text = format!("{{{}}}", members.join(","));
        let line = canonical_form(Form::JsonLines, Some(&schema), &text);
        prop_assert_eq!(line, "{\"e\": 1, \"b\": 1, \"d\": 1, \"a\": 1, \"c\": 1}\n");
    }
}

/// Regression: the file under the other name kept the old text, without a message.
#[cfg(unix)]
#[test]
fn a_document_with_two_names_is_not_replaced() {
    let rulebook = "version = 1\ndocuments = [\"a.json\"]\n";
    let folder = Folder::new(&[("factlint.toml", rulebook), ("a.json", "[1,2]")]);
    std::fs::hard_link(folder.path("a.json"), folder.path("b.txt")).unwrap();
    let outcome = folder.factlint(&["fmt"]);
    let error = "error: cannot write a.json: it has 2 names (hard links), and the other names would keep the old text";
    assert!(outcome.stderr.starts_with(error), "{outcome:#?}");
    outcome.assert_code(2);
    assert_eq!(folder.read("a.json"), "[1,2]");
}
