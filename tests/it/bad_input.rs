//! Runs the program on bad input. Each run has the right exit code, and prints either a diagnostic at the right place
//! or one line that names the file. No input causes a panic or a stack overflow.
#![allow(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use crate::command::small::{DATA, RULEBOOK, SCHEMA, concise, folder, folder_with, rulebook_with};
use crate::command::{FOR_PEOPLE, FORMATS, Folder, INTERPOL, SNAPSHOT, place_in};
use std::io::{BufRead, BufReader, Read, Write};
use std::process::Stdio;

#[test]
fn the_fixture_itself_is_clean() {
    let outcome = concise(&folder(DATA));
    outcome.assert(0, "nothing found");
    assert_eq!(outcome.stderr, "");
}

// Files.

#[test]
fn paths_without_a_file_or_a_rulebook() {
    folder(DATA)
        .check(&["nowhere/data.json"])
        .assert_error(2, "error: cannot read nowhere/data.json: no such file");
    let message = "error: no factlint.toml in here or any parent directory; to create one, run `factlint init here`";
    Folder::new(&[("here/data.json", DATA)]).check(&["here"]).assert_error(2, message);
}

#[test]
fn a_rulebook_that_names_missing_files() {
    let folder = Folder::new(&[("factlint.toml", RULEBOOK)]);
    let outcome = concise(&folder);
    let place = folder.place_of("factlint.toml", "\"data.json\"");
    outcome.assert(2, &format!("{place}: error[rulebook]: there is no file `data.json`"));
    let place = folder.place_of("factlint.toml", "\"schema.json\"");
    let message = "the schema `schema.json` cannot be read: no such file";
    outcome.assert(2, &format!("{place}: error[rulebook]: {message}"));
}

#[test]
fn folders_where_files_should_be() {
    let folder = Folder::new(&[("factlint.toml/inner", "")]);
    folder.check(&["factlint.toml"]).assert_code(2);
    let files = [("factlint.toml", RULEBOOK), ("schema.json", SCHEMA), ("data.json/inner", "")];
    let message = "error: cannot read data.json: is a directory";
    Folder::new(&files).check(&[]).assert_error(2, message);
}

#[cfg(unix)]
#[test]
fn an_unreadable_document() {
    use std::os::unix::fs::PermissionsExt;
    let folder = folder(DATA);
    let document = folder.path("data.json");
    std::fs::set_permissions(&document, std::fs::Permissions::from_mode(0o000)).expect("a mode");
    let outcome = folder.check(&[]);
    // If the tests run as root, the file can be read despite its mode.
    match std::fs::read(&document) {
        Ok(_) => outcome.assert_code(0),
        Err(_) => outcome.assert_error(2, "error: cannot read data.json: permission denied"),
    }
}

// Documents that are not JSON, or too large.

#[test]
fn documents_that_are_not_json_are_findings_at_the_byte() {
    let cases: [(&str, &[u8], &str); 7] = [
        ("empty", b"", "1:1"),
        ("only white space", b" \n\t\n", "3:1"),
        ("invalid UTF-8", b"{\n  \"records\": [\"\xC3\xA9\xFF\"]\n}", "2:17"),
        ("cut off within a character", b"[\"\xE2\x82", "1:3"),
        ("UTF-16", b"\xFF\xFE[\0]\0", "1:1"),
        ("a null byte", b"[\0]", "1:2"),
        ("no end", b"{ \"records\": [", "1:15"),
    ];
    for (name, bytes, place) in cases {
        let folder = folder(DATA);
        folder.write("data.json", bytes);
        let outcome = concise(&folder);
        assert_eq!(outcome.lines_at("data.json:").len(), 1, "{name}: {outcome:#?}");
        outcome.assert(1, &format!("data.json:{place}: error[syntax]: "));
        outcome.assert(
            1,
            "3 rules could not check everything: data.json could not be read (ids, parent, names)",
        );
        for format in FORMATS {
            folder.check(&["--format", format]).assert_code(1);
        }
    }
}

#[test]
fn ten_thousand_nested_brackets_are_too_deep() {
    let nested = format!("{}{}", "[".repeat(10_000), "]".repeat(10_000));
    concise(&folder(&nested)).assert(1, "data.json:1:513: error[syntax]: nested deeper than");
    let message = "factlint.toml:1:9: error[rulebook]: got a depth of 10001, want 1 to 10000";
    let rulebook = format!("depth = 10001\n{RULEBOOK}");
    concise(&folder_with(&rulebook, SCHEMA, DATA)).assert(2, message);
}

#[test]
fn ten_thousand_allowed_levels_do_not_overflow_the_stack() {
    let recursive = r##"{ "additionalProperties": { "$ref": "#" }, "items": { "$ref": "#" },
        "unevaluatedProperties": false, "uniqueItems": true, "type": ["array", "object"] }"##;
    let deep = "[collections]\nall = { select = \"$..[?@.id != 1]\", id = \"id\" }";
    let rulebook = rulebook_with("[collections]", deep).replace("\"records\"", "\"all\"");
    let rulebook = format!("depth = 10000\n{rulebook}");
    for (open, close) in [("[", "]"), ("{\"id\":", "}"), ("[{\"a\":[]},", "]")] {
        let (open, close) = (open.repeat(9_998), close.repeat(9_998));
        let folder = folder_with(&rulebook, recursive, &format!("{open}1{close}"));
        let place = format!("data.json:1:{}", open.len() + 1);
        concise(&folder).assert(1, &format!("{place}: error[schema]: got a number, want an array"));
        folder.write("data.json", format!("{open}{{}}{close}"));
        for format in FORMATS {
            folder.check(&["--format", format]).assert_code(0);
        }
    }
}

#[test]
fn a_string_of_300_megabytes_is_checked() {
    let folder = folder_with(&format!("largest = 400_000_000\n{RULEBOOK}"), SCHEMA, "");
    let file = std::fs::File::create(folder.path("data.json")).expect("a file");
    let mut file = std::io::BufWriter::new(file);
    file.write_all(br#"{ "records": [{ "id": "a", "kind": ""#).expect("written");
    let megabyte = "x".repeat(1_000_000);
    (0..300).for_each(|_| file.write_all(megabyte.as_bytes()).expect("written"));
    file.write_all(br#"" }] }"#).expect("written");
    drop(file);
    let outcome = concise(&folder);
    assert!(outcome.stdout.len() < 2_000, "printed {} bytes", outcome.stdout.len());
    outcome.assert(1, "data.json:1:36: error[schema]: got \"xxxx");
    // The default limit applies if the rulebook does not set `largest`.
    folder.write("factlint.toml", RULEBOOK);
    concise(&folder).assert(1, "data.json:1:15: error[syntax]: an element has more than 268435456");
}

#[test]
fn a_long_value_is_shortened_in_messages() {
    let x = "x".repeat(200_000);
    let cases = [
        ("schema", format!("{{ \"kind\": \"{x}\" }}")),
        ("reference", format!("{{ \"parent\": \"{x}\" }}")),
        ("unique", format!("{{ \"id\": \"{x}\" }}, {{ \"id\": \"{x}\" }}")),
        ("duplicate-key", format!("{{ \"{x}\": 1, \"{x}\": 2 }}")),
        ("similar", format!("{{ \"name\": \"{x}\" }}, {{ \"name\": \"{x}\" }}")),
        ("number", format!("{{ \"n\": {} }}", "1".repeat(200_000))),
        ("a word", x.clone()),
        ("a word for a key", format!("{{ {x}: 1 }}")),
    ];
    let mut too_long = Vec::new();
    for (name, records) in cases {
        let folder = folder(&format!("{{ \"records\": [{records}] }}"));
        for format in FOR_PEOPLE {
            let outcome = folder.check(&["--format", format]);
            assert!(!outcome.stdout.starts_with("nothing found"), "{name}");
            if outcome.stdout.len() > 20_000 {
                too_long.push(format!("{name}, {format}: {} bytes", outcome.stdout.len()));
            }
        }
    }
    assert_eq!(too_long, Vec::<String>::new());
}

// Schemas.

#[test]
fn schemas_that_cannot_be_used_are_errors_at_the_keyword() {
    let cases = [
        ("{ \"type\": }", "}", ""),
        (r#"{ "type": 12 }"#, "12", "the schema is not usable: "),
        (r#"{ "pattern": "(" }"#, "\"(\"", "the schema is not usable: "),
        (r##"{ "$ref": "#/$defs/a" }"##, "\"#/", "the schema is not usable: "),
        (r#"{ "$ref": "other.json" }"#, "\"other", "the schema is not usable: "),
        (r#"{ "$ref": "http://127.0.0.1:9/" }"#, "\"http", "the schema is not usable: "),
    ];
    for (schema, marker, message) in cases {
        let folder = folder_with(RULEBOOK, schema, DATA);
        let place = folder.place_of("schema.json", marker);
        let outcome = concise(&folder);
        assert_eq!(outcome.lines_at("schema.json:").len(), 1, "{schema}: {outcome:#?}");
        outcome.assert(2, &format!("{place}: error[rulebook]: {message}"));
        let is_on_the_web = schema.contains("http");
        assert_eq!(
            outcome.stdout.contains("factlint never fetches"),
            is_on_the_web,
            "{outcome:#?}"
        );
    }
}

// Rulebooks.

#[test]
fn every_mistake_of_a_rulebook_is_reported_in_one_run() {
    let rulebook = r#"version = 2
documents = ["data.json"]
ledgr = "x.toml"
[collections]
records = { select = "$.records[*", id = "id" }
[rules.a]
kind = "uniqe"
in = "records"
[rules.b]
kind = "unique"
level = "eror"
in = "recrods"
fields = 7
"#;
    let folder = folder_with(rulebook, SCHEMA, DATA);
    let outcome = concise(&folder);
    let expected = [
        ("2\n", "got version 2; this program reads version 1"),
        ("ledgr", "a rulebook has no `ledgr`"),
        ("\", id", ""),
        ("\"uniqe\"", "unknown kind `uniqe`"),
        ("\"eror\"", "got `eror`, want one of "),
        ("\"recrods\"", ""),
        ("7\n", "got an integer, want "),
    ];
    for (marker, message) in expected {
        let place = folder.place_of("factlint.toml", marker);
        outcome.assert(2, &format!("{place}: error[rulebook]: {message}"));
    }
    assert_eq!(outcome.lines_at("factlint.toml:").len(), expected.len(), "{outcome:#?}");
    outcome.assert(2, "7 mistakes in the settings: nothing was checked");
}

#[test]
fn unknown_words_of_a_rulebook_name_the_near_one() {
    let cases = [
        ("documents", "docments", "`documents`"),
        ("\"unique\"", "\"uniqe\"", "`unique`"),
        ("fields =", "level = \"notise\"\nfields =", "`notice`"),
        ("in     = \"records\"", "in     = \"record\"", "`records`"),
        ("fields =", "feilds =", "`fields`"),
        ("$.records[*]\", id", "$.records[*]\", optinal = true, id", "`optional`"),
    ];
    for (from, to, near) in cases {
        let outcome = folder_with(&rulebook_with(from, to), SCHEMA, DATA).check(&[]);
        let help = format!("did you mean {near}?");
        assert!(outcome.stdout.contains(&help), "{to}: {}", outcome.stdout);
        outcome.assert_code(2);
    }
}

#[test]
fn paths_that_do_not_parse_are_shown_at_their_column() {
    let cases = [
        ("$.records[*]", "$.records[*", "\", id"),
        ("$.records[*]", "records[*]", "records[*]\", id"),
        ("$.records[*]", "$.é.records[?@.a ==]", "]\", id"),
        ("fields = \"id\"", "fields = \"a..\"", "\"\n\n[rules.parent]"),
        ("fields =", "where = \"@.a = 1\"\nfields =", "= 1\""),
    ];
    for (from, to, marker) in cases {
        let rulebook = rulebook_with(from, to);
        let place = place_in("factlint.toml", &rulebook, marker);
        let outcome = concise(&folder_with(&rulebook, SCHEMA, DATA));
        outcome.assert(2, &format!("{place}: error[rulebook]: "));
    }
}

#[test]
fn a_rulebook_that_is_not_toml() {
    let cases = [
        ("{ \"version\": 1 }", "1:1"),
        ("version = 1\nversion = 2\n", "2:1"),
        ("version = \"\u{1b}[31m\"\n", "1:12"),
        ("version = 1\n\ndocuments = [\"data.json\"\n", "3:25"),
    ];
    for (rulebook, place) in cases {
        let outcome = concise(&folder_with(rulebook, SCHEMA, DATA));
        assert!(!outcome.stdout.contains('\u{1b}'), "{outcome:#?}");
        outcome.assert(2, &format!("factlint.toml:{place}: error[rulebook]: not TOML: "));
    }
    let folder = Folder::new(&[]);
    folder.write("factlint.toml", b"version = 1 # \xff");
    folder.check(&[]).assert_error(
        2,
        "error: cannot read factlint.toml: not UTF-8 text: line 1 has a wrong byte",
    );
}

// Records.

#[test]
fn a_broken_record_is_an_error_at_its_place() {
    let again = "\"igci-opened\",\n      \"subject\": \"igci\",\n      \"property\": \"street\"";
    let cases = [
        (
            "property",
            "\"handed-over-to\",\n      \"value\"",
            "\"handed-over-from\",\n      \"value\"",
        ),
        ("value-place", "\"lyon\"\n      }", "\"lyons\"\n      }"),
        ("period-dates", "\"2021-02\"\n        }", "\"2016-02\"\n        }"),
        ("quote", "\"its 194 country members\"", "\"its 193 country members\""),
        ("unique-claim", &again.replace("opened", "street"), again),
        ("duplicate-key", "\"text\": \"Napier", "\"text\": \"\", \"text\": \"Napier"),
    ];
    for (rule, from, to) in cases {
        let folder = Folder::with_the_dataset();
        folder.replace(INTERPOL, from, to);
        let outcome = folder.check(&["dataset", "--format", "concise"]);
        // Of two equal keys, the finding is at the second.
        let marker = to.split("\"\", ").last().unwrap_or_default();
        let place = folder.place_of(INTERPOL, marker);
        assert_eq!(outcome.lines_at(&place).len(), 1, "{rule}: {}", outcome.stdout);
        outcome.assert(1, &format!("{place}: error[{rule}]: "));
    }
}

#[test]
fn a_snapshot_that_changed_by_one_byte() {
    let folder = Folder::with_the_dataset();
    folder.replace(SNAPSHOT, "Close Menu", "Close menu");
    let outcome = folder.check(&["dataset", "--format", "concise"]);
    let place = folder.place_of(INTERPOL, "\"31c97b02");
    outcome.assert(1, &format!("{place}: error[snapshot]: the snapshot of "));
}

#[test]
fn duplicate_keys_make_their_values_unknown_and_stop_no_rule() {
    let folder = Folder::with_the_dataset();
    folder.replace(INTERPOL, "\"text\": \"Napier", "\"text\": \"\", \"text\": \"Napier");
    let report = folder.check(&["dataset", "--format", "json"]).report();
    let findings = report["findings"].as_array().expect("findings");
    let of_keys = findings.iter().find(|finding| finding["rule"] == "duplicate-key");
    let places = of_keys.and_then(|finding| finding["places"].as_array()).map(Vec::len);
    assert_eq!(places, Some(2));
    // The unchanged dataset has six findings, and the change adds one.
    assert_eq!(findings.len(), 7);
}

// Counts of what was checked, and conditions for failure.

#[test]
fn an_empty_collection_is_a_notice_at_its_name() {
    let empty = r#"{ "records": [] }"#;
    let rulebook = rulebook_with("level = \"off\"", "level = \"notice\"");
    let folder = folder_with(&rulebook, SCHEMA, empty);
    let place = folder.place_of("factlint.toml", "records = {");
    let message = "the collection `records` has no record";
    concise(&folder).assert(0, &format!("{place}: notice[idle]: {message}"));
    let optional = rulebook_with("id = \"id\" }", "id = \"id\", optional = true }");
    concise(&folder_with(&optional, SCHEMA, empty)).assert(0, "nothing found");
}

#[test]
fn nothing_to_check_is_not_a_success() {
    let without_schema = rulebook_with("schema    = \"schema.json\"\n", "");
    let no_documents = rulebook_with("[\"data.json\"]", "[]");
    for (rulebook, data) in [(&without_schema, r#"{ "records": [] }"#), (&no_documents, DATA)] {
        let outcome = concise(&folder_with(rulebook, SCHEMA, data));
        outcome.assert_error(3, "error: nothing was checked: no document has a schema or a record");
    }
}

#[test]
fn fail_on_names_the_least_level_that_fails() {
    let twice = r#"{ "records": [{ "id": "a" }, { "id": "a" }] }"#;
    let cases = [
        ("error", [1, 1, 1, 1, 0]),
        ("warning", [0, 1, 1, 1, 0]),
        ("review", [0, 0, 1, 1, 0]),
        ("notice", [0, 0, 0, 1, 0]),
        ("off", [0, 0, 0, 0, 0]),
    ];
    for (level, codes) in cases {
        let rulebook = rulebook_with("fields =", &format!("level = \"{level}\"\nfields ="));
        let folder = folder_with(&rulebook, SCHEMA, twice);
        folder.check(&[]).assert_code(codes[0]);
        for (fail_on, code) in ["error", "warning", "review", "notice", "never"].iter().zip(codes) {
            for format in FORMATS {
                folder.check(&["--fail-on", fail_on, "--format", format]).assert_code(code);
            }
        }
    }
    folder(DATA).check(&["--fail-on", "eror"]).assert_code(2);
    folder(DATA).check(&["--today", "2026-13-01"]).assert_code(2);
}

#[test]
fn a_closed_pipe_is_not_an_error() {
    let records = vec![r#"{ "id": "a", "kind": "c" }"#; 3_000].join(",\n");
    let folder = folder(&format!("{{ \"records\": [{records}] }}"));
    for format in FORMATS {
        let mut command = folder.command(&["--format", format]);
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the command runs");
        let mut output = BufReader::new(child.stdout.take().expect("its output"));
        output.read_line(&mut String::new()).expect("a line");
        drop(output);
        let mut errors = String::new();
        child.stderr.take().expect("its errors").read_to_string(&mut errors).expect("text");
        let code = child.wait().expect("an end").code();
        assert_eq!((errors.as_str(), code), ("", Some(1)), "{format}");
    }
}

// Text that must not reach a terminal unescaped.

#[test]
fn control_characters_of_the_data_do_not_reach_the_terminal() {
    let nasty = "é😀\\u001b[31m\\u0007\\u202e\\u0000\\r\\n::error::x";
    let two_keys = format!("\"{nasty}\": 1, \"{nasty}\": 2, \"kind\": \"{nasty}\"");
    let message = rulebook_with("field = \"parent\"", "field = \"parent\"\nmessage = \"{parent}\"");
    for first in [two_keys, format!("\"kind\": \"{nasty}\""), "\"kind\": \"a\"".to_owned()] {
        let data = format!(
            r#"{{ "records": [{{ "id": "{nasty}", {first} }},
            {{ "id": "b{nasty}", "parent": "{nasty}?", "name": "one name {nasty}" }},
            {{ "id": "b{nasty}", "kind": "b", "name": "one  name {nasty}" }}] }}"#
        );
        for rulebook in [RULEBOOK, &message] {
            assert_harmless(&folder_with(rulebook, SCHEMA, &data), &[], 1);
        }
    }
}

#[cfg(unix)]
#[test]
fn control_characters_of_file_names_do_not_reach_the_terminal() {
    let name = "dé\u{1b}[31m\u{202e}\n::error::x.json";
    let rulebook = rulebook_with("\"data.json\"", "\"*.json\"");
    let files = [("factlint.toml", rulebook.as_str()), ("schema.json", SCHEMA), (name, "[1,]")];
    assert_harmless(&Folder::new(&files), &[], 1);
    assert_harmless(&folder(DATA), &[name], 2);
}

#[test]
fn control_characters_of_a_rulebook_and_a_snapshot_do_not_reach_the_terminal() {
    let rulebook = rulebook_with("\"unique\"", "\"uniqe\\u001b[31m\\n::error::x\"");
    assert_harmless(&folder_with(&rulebook, SCHEMA, DATA), &[], 2);
    let folder = Folder::with_the_dataset();
    folder.replace(SNAPSHOT, "its 194 country members", "its\u{1b}[31m 19 country\u{7} members");
    assert_harmless(&folder, &["dataset"], 1);
}

/// Asserts that the formats for people print no control characters, and no line that consists of text from the data
/// alone.
fn assert_harmless(folder: &Folder, arguments: &[&str], code: i32) {
    let mut broken = Vec::new();
    for format in FOR_PEOPLE {
        let outcome = folder.check(&[&["--format", format], arguments].concat());
        outcome.assert_code(code);
        let text = format!("{}{}", outcome.stdout, outcome.stderr);
        let is_bad = |one: char| (one.is_control() && one != '\n') || one == '\u{202e}';
        if text.contains(is_bad) || text.lines().any(|line| line.starts_with("::error::x")) {
            broken.push(format!("{format}: {text}"));
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

// Columns.

#[test]
fn columns_count_characters_whatever_the_line_ends_are() {
    let lines = "{ \"records\": [\n\t{ \"né😀\": \"\u{301}\", \"kind\": \"c\" }\n] }\n";
    for (end, mark) in [("\n", ""), ("\r\n", ""), ("\n", "\u{feff}"), ("\r\n", "\u{feff}")] {
        let data = format!("{mark}{}", lines.replace('\n', end));
        let folder = folder(&data);
        let outcome = concise(&folder);
        outcome.assert(1, "data.json:2:24: error[schema]: ");
        let warnings = outcome.lines_at("data.json:1:1: warning[byte-order-mark]: ");
        assert_eq!(warnings.len(), mark.chars().count());
        let report = folder.check(&["--format", "json"]).report();
        let findings = report["findings"].as_array().expect("findings");
        let place = &findings.last().expect("the error")["places"][0];
        let at = |side: &str, unit: &str| place[side][unit].as_u64().expect("a number") as usize;
        assert_eq!((at("start", "column"), at("start", "column_utf16")), (24, 25));
        assert_eq!(data.get(at("start", "byte")..at("end", "byte")), Some("\"c\""));
    }
}

#[test]
fn a_document_that_is_not_json_is_a_finding() {
    let folder = Folder::new(&[]);
    folder.write("factlint.toml", "version = 1\ndocuments = ['data.json']\n");
    folder.write("data.json", "{");
    folder.check(&["--format", "concise"]).assert(1, "data.json:1:2: error[syntax]: ");
    folder.write("data.json", "{}");
    let nothing = "error: nothing was checked: no document has a schema or a record";
    folder.check(&[]).assert_error(3, nothing);
}
