//! Tests YAML documents: the YAML test suite, read through `FACTLINT_SUITES`, the places of values, and whole runs.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use crate::command::Folder;
use crate::expected::assert_is_kept;
use crate::repository::Repository;
use factlint::document::{Document, FileId, Form, Limits, Pointer, SyntaxError, Value};
use proptest::prelude::*;
use serde_json::Value as Json;
use std::path::{Path, PathBuf};

fn parse(text: &[u8]) -> Document {
    Document::parse_as(Form::Yaml, FileId(0), text.to_vec(), Limits::default())
}

/// Returns the error of a text, with the bytes at its place.
fn error(text: &str) -> (String, String) {
    let document = parse(text.as_bytes());
    let error = document.syntax_error().expect("an error");
    (error.message(), text.get(error.range.clone()).expect("bytes of the text").to_owned())
}

#[track_caller]
fn check_error(text: &str, message: &str, place: &str) {
    assert_eq!(error(text), (message.to_owned(), place.to_owned()), "{text}");
}

#[track_caller]
fn check_json(text: &str, json: &str) {
    let document = parse(text.as_bytes());
    assert_eq!(document.syntax_error().map(SyntaxError::message), None, "{text}");
    assert_eq!(document.text(), json, "{text}");
}

/// The cases of the suite that are valid YAML but are refused, by reason.
const UNKNOWN_TAGS: [&str; 16] = [
    "2XXW", "565N", "5TYM", "6CK3", "6WLZ", "7FWL", "9WXW", "C4HZ", "CC74", "CUP7", "J7PZ", "M5C3",
    "P76L", "UGM3", "Z67P", "Z9M4",
];
const WITHOUT_A_VALUE: [&str; 5] = ["8G76", "98YD", "AVM7", "HWV9", "QT73"];
/// The valid cases that have a value in JSON, which the suite lacks.
const WITHOUT_JSON: [&str; 2] = ["4ABK", "UKK6/02"];

#[test]
fn the_yaml_test_suite_is_read_as_its_authors_say() {
    let Some(folder) = std::env::var_os("FACTLINT_SUITES") else {
        println!("yaml: did not run, FACTLINT_SUITES is not set");
        return;
    };
    let mut counts = Counts::default();
    let cases = cases(&PathBuf::from(folder).join("yaml"), "");
    for (name, path) in &cases {
        counts.add(name, path);
    }
    let Counts { same, listed, refused, not_json, wrong } = counts;
    println!(
        "yaml: {} cases: {same} with the same JSON, {} refused as listed, {refused} of 94 wrong ones refused, \
         {not_json} that JSON cannot say refused",
        cases.len(),
        listed.len()
    );
    assert_eq!(wrong, Vec::<String>::new());
    let mut known: Vec<&str> = UNKNOWN_TAGS.into_iter().chain(WITHOUT_A_VALUE).collect();
    known.sort_unstable();
    assert_eq!(listed, known);
    assert_eq!((cases.len(), same, refused, not_json), (402, 260, 94, 27));
}

#[derive(Default)]
struct Counts {
    same: usize,
    listed: Vec<String>,
    refused: usize,
    not_json: usize,
    wrong: Vec<String>,
}

impl Counts {
    fn add(&mut self, name: &str, folder: &Path) {
        let text = std::fs::read(folder.join("in.yaml")).expect("a readable file");
        let document = parse(&text);
        let error = document.syntax_error();
        if let Some(error) = error {
            assert!(error.range.end <= text.len(), "{name}: {error:?}");
        }
        let is_wrong = folder.join("error").exists();
        let json = std::fs::read_to_string(folder.join("in.json")).ok().filter(|_| !is_wrong);
        match (json, error) {
            (_, Some(_)) if is_wrong => self.refused += 1,
            (None, None) if WITHOUT_JSON.contains(&name) => self.same += 1,
            (None, Some(_)) => self.not_json += 1,
            (Some(json), None) if values(&json) == values(document.text()) => self.same += 1,
            (Some(_), Some(error)) => {
                let (message, is_about_tag) = (error.message(), UNKNOWN_TAGS.contains(&name));
                let words =
                    if is_about_tag { "has no meaning here" } else { "the document is empty" };
                assert!(message.contains(words), "{name}: {message}");
                self.listed.push(name.to_owned());
            }
            _ => self.wrong.push(format!("{name}: {}", document.text())),
        }
    }
}

fn values(text: &str) -> Vec<Json> {
    serde_json::Deserializer::from_str(text).into_iter().map(|value| value.expect("JSON")).collect()
}

/// Returns the folders of the suite's cases, with names such as `229Q` and `3RLN/01`.
fn cases(folder: &Path, prefix: &str) -> Vec<(String, PathBuf)> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder of the suite") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        if path.join("in.yaml").exists() {
            found.push((format!("{prefix}{name}"), path));
        } else if path.is_dir() {
            found.extend(cases(&path, &format!("{prefix}{name}/")));
        }
    }
    found.sort();
    found
}

#[test]
fn values_are_of_the_core_schema() {
    check_json(
        "a: no\nb: 2024-01-31\nc: 007\nd: '12'\ne: ~\nf:\n",
        r#"{"a":"no","b":"2024-01-31","c":7,"d":"12","e":null,"f":null}"#,
    );
    check_json(
        "[0x1F, 0o17, 1., .5, True, !!str 12, !!float 3, ! yes]",
        r#"[31,15,1.0,0.5,true,"12",3,"yes"]"#,
    );
    check_json("1: one\ntrue: two\n", r#"{"1":"one","true":"two"}"#);
    check_json("a: |\n  one\n  two\nb: >-\n  one\n  two\n", r#"{"a":"one\ntwo\n","b":"one two"}"#);
}

#[test]
fn an_alias_is_the_value_of_its_anchor() {
    check_json("a: &x [1, 2]\nb: *x\n", r#"{"a":[1,2],"b":[1,2]}"#);
    check_json("a: &x key\n*x : 1\n", r#"{"a":"key","key":1}"#);
    check_json("&x a: 1\nb: *x\n", r#"{"a":1,"b":"a"}"#);
    check_json("[&a , *a]", "[null,null]");
    check_error("a: *x\n", "no anchor comes before this alias", "*");
    let document = parse(b"--- &x 1\n--- *x\n");
    let errors: Vec<String> = document.broken_lines().iter().map(SyntaxError::message).collect();
    assert_eq!(
        (document.text(), errors),
        ("1\n", vec!["no anchor `&x` comes before this alias".to_owned()])
    );
    check_error(
        "a: &x\n  b: *x\n",
        "the alias `*x` is inside its own anchor, so the value never ends",
        "*x",
    );
}

#[test]
fn merge_keys_count_only_with_aliases() {
    let base = "- &a {x: 1, y: 2}\n- &b {y: 3, z: 4}\n";
    let check = |last: &str, want: &str| {
        check_json(
            &format!("{base}- {last}\n"),
            &format!("[{{\"x\":1,\"y\":2}},{{\"y\":3,\"z\":4}},{want}]"),
        );
    };
    check("{<<: *a, y: 9}", r#"{"y":9,"x":1}"#);
    check("{<<: [*b, *a], w: 0}", r#"{"w":0,"y":3,"z":4,"x":1}"#);
    check("&c {<<: *a}\n- {<<: *c}", r#"{"x":1,"y":2},{"x":1,"y":2}"#);
    check("{<<: {x: 5}}", r#"{"<<":{"x":5}}"#);
    check("{\"<<\": *a}", r#"{"<<":{"x":1,"y":2}}"#);
    check_error("a: &x 1\n<<: *x\n", "the alias after `<<` does not refer to an object", "*x");
}

#[test]
fn several_documents_are_records_as_the_lines_of_json_lines_are() {
    let document = parse(b"---\nid: a\n---\nid: b\n...\n");
    assert_eq!(
        (document.form(), document.text()),
        (Form::JsonLines, "{\"id\":\"a\"}\n{\"id\":\"b\"}\n")
    );
    let root = document.root().expect("an array");
    let ids = root.elements().map(|record| record.get("id").expect("an id").range_in_file());
    assert_eq!(ids.collect::<Vec<_>>(), [8..9, 18..19]);
    assert_eq!(parse(b"---\nid: a\n").form(), Form::Json);
}

#[test]
fn a_value_that_is_not_written_is_at_its_mark() {
    let text = "a:\nb:  # later\n  -\n  - # none\n  - 1\nc: {d: , e}\n";
    let document = parse(text.as_bytes());
    let root = document.root().expect("an object");
    let place = |pointer: &str| {
        let range = root.at(&Pointer::new(pointer)).expect("a value").range_in_file();
        (range.start, &text[range])
    };
    assert_eq!((place("/a"), place("/b/0"), place("/b/1")), ((1, ":"), (17, "-"), (21, "-")));
    assert_eq!((place("/c/d"), place("/c/e")), ((41, ":"), (46, "")));
    assert_eq!(place("/b"), (17, "-\n  - # none\n  - 1"));
}

#[test]
fn a_mistake_in_one_of_several_documents_leaves_the_others() {
    let check = |text: &str, json: &str, errors: &[(&str, &str)]| {
        let document = parse(text.as_bytes());
        assert!(document.fatal_error().is_none(), "{:?}", document.fatal_error());
        assert_eq!(document.text(), json, "{text}");
        let found = document.broken_lines().iter();
        let found: Vec<_> =
            found.map(|error| (error.message(), &text[error.range.clone()])).collect();
        let found: Vec<_> =
            found.iter().map(|(message, place)| (message.as_str(), *place)).collect();
        assert_eq!(found, errors, "{text}");
    };
    let tag = ("the tag `!no` has no meaning here", "!no");
    check("a: 1\n---\nb: !no x\n---\nc: é\n", "{\"a\":1}\n{\"c\":\"é\"}\n", &[tag]);
    check("é: [\n---\nb: 1\n", "{\"b\":1}\n", &[("a list in brackets is not closed", "[")]);
    check(
        "a: 1\n---\n? [x]\n: y\n---\nc: *d\n",
        "{\"a\":1}\n",
        &[
            ("a key is an object or an array, want a text", "[x]"),
            ("no anchor comes before this alias", "*"),
        ],
    );
    check("a: !no x\n--- !no\n---\n", "null\n", &[tag, tag]);
    let many = "é: [\n---\n".repeat(20_000);
    assert_eq!(parse(many.as_bytes()).broken_lines().len(), 20_000);
    let bombs = "a: &a [x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b]\nd: [*c,*c,*c,*c,*c]\ne: !!int x\n---\n";
    let document = parse(bombs.repeat(2_000).as_bytes());
    assert!(
        document
            .fatal_error()
            .is_some_and(|error| error.message().starts_with("with its aliases written out"))
    );
}

#[test]
fn bad_yaml_is_refused_at_its_place() {
    check_error("a:\n\t- b\n", "a tab where YAML wants spaces", "\t");
    check_error("a: b: c\n", "a `: ` where no key can be", ":");
    check_error("a: !money 12\n", "the tag `!money` has no meaning here", "!money");
    check_error("a: &x !money 12\n", "the tag `!money` has no meaning here", "!money");
    check_error(
        "a: !!int twelve\n",
        "`twelve` does not have the type that its tag names",
        "twelve",
    );
    check_error("? [a, b]\n: c\n", "a key is an object or an array, want a text", "[a, b]");
    check_error("", "the document is empty, want a YAML value", "");
    check_error("# only a remark\n", "the document is empty, want a YAML value", "");
    check_error("a: \"b\n", "this text has no closing quotation mark", "\"");
    check_error("a: b\n c: 3\n", "a `: ` where no key can be", ":");
}

#[test]
fn a_bracket_that_is_not_closed_is_named() {
    for text in [
        "a: [\nb: 1\n",
        "a: [1, 2\nb: 1\n",
        "a: [1, \"]\", 2 # ]\nb: 1\n",
        "a: [",
        "- a: [1\n- b\n",
    ] {
        check_error(text, "a list in brackets is not closed", "[");
    }
    check_error("a: {x: 1\nb: 2\n", "an object in braces is not closed", "{");
    check_error("a: [\n  1,,\n]\n", "not a value", ",");
}

#[test]
fn a_line_without_a_colon_is_named_and_not_the_next_line() {
    check_error("a: 1\nb\nc: 2\n", "a key without `:`", "b");
    check_error("a: 1\n  # remark\nb c # d\n\n# remark\nc: 2\n", "a key without `:`", "b c # d");
    check_error("a: |\nb\n", "a key without `:`", "b");
    check_error("a: 1\n---x\n", "a key without `:`", "---x");
}

#[test]
fn a_quotation_mark_that_is_missing_or_ends_a_text_too_early_is_named() {
    let unclosed = "this text has no closing quotation mark";
    check_error("a: \"x\nb: 2\nc: 3\n", unclosed, "\"");
    check_error("a: \"x\n  b: \"y\"\n", unclosed, "\"");
    check_error("a: 'it's'\nb: 1\n", "text after the closing quotation mark", "s");
    let document = parse(b"a: 'it's'\n");
    let error = document.syntax_error().expect("an error");
    assert!(
        error.help().is_some_and(|help| help.contains("write an apostrophe twice")),
        "{error:?}"
    );
}

#[test]
fn an_escape_that_yaml_does_not_have_is_named() {
    check_error("a: \"x\\q\"\n", "`\\q` is no escape", "\\q");
    check_error(
        "a: \"\\n\\x4\"\n",
        "`\\x4` is no escape, want two hexadecimal digits after `\\x`",
        "\\x4",
    );
    let half = "`\\ud83d` is half of a surrogate pair, want both halves";
    check_error("a: \"\\ud83d\\ude00 \\ud83d\"\n", half, "\\ud83d");
}

#[test]
fn two_anchors_and_an_anchored_alias_are_named() {
    check_error("a: &x &y 1\n", "a second anchor or tag of the same value, want one", "&");
    let alias = "an alias after an anchor or a tag: an alias is already the value of its anchor";
    check_error("a: &x *x\n", alias, "*");
    check_error("a: 1\n- b\n", "not a key of the object that begins above", "-");
}

#[test]
fn a_tab_is_refused_where_it_is_and_allowed_before_a_value() {
    let tab = "a tab where YAML wants spaces";
    for (text, at) in [
        ("a: 1\n\tb: 2\n", 5),
        ("k:\n  x: 1\n  y: 2\n\tz: 3\n", 17),
        ("- a\n\t- b\n", 4),
        ("a: |\n  x\n\ty\n", 9),
        ("\ta: 1\n", 0),
        ("-\tid: a\n", 1),
        ("- id: a\n-\tid: b\n", 9),
    ] {
        let document = parse(text.as_bytes());
        let error = document.syntax_error().expect("an error");
        assert_eq!((error.message().as_str(), error.range.clone()), (tab, at..at + 1), "{text}");
    }
    check_json("id:\tb\n\"a\":\t-1\n", r#"{"id":"b","a":-1}"#);
    check_json(
        "id:\tb\nq: \"a:\tb\"\nt: |\n  a:\tb\nu: >-\n  # a:\tb\n",
        "{\"id\":\"b\",\"q\":\"a:\\tb\",\"t\":\"a:\\tb\\n\",\"u\":\"# a:\\tb\"}",
    );
}

#[test]
fn control_characters_and_other_versions_are_refused() {
    let control = |code| format!("the control character U+{code}, which YAML does not allow");
    check_error("a: x\u{1}y\n", &control("0001"), "\u{1}");
    check_error("a: \"x\u{1}y\"\n", &control("0001"), "\u{1}");
    check_error("a: 1 # \u{82}\nb: 2\n", &control("0082"), "\u{82}");
    check_json("a: \"x\u{82}y\"\n", "{\"a\":\"x\u{82}y\"}");
    let documents = parse(b"a: 1\n---\nb: \x01\n---\nc: 3\n");
    assert_eq!((documents.text(), documents.broken_lines().len()), ("{\"a\":1}\n{\"c\":3}\n", 1));
    check_error("%YAML 2.0\n---\na: 1\n", "the version of YAML is 2.0, want 1.2", "%YAML 2.0");
    check_json("%YAML 1.1\n---\na: 1\n", r#"{"a":1}"#);
}

#[test]
fn surrogate_pairs_are_read_as_json_writes_them() {
    check_json(
        r#"{"id": "a", "v": "\ud83d\ude00 \uD83D\uDE00"}"#,
        "{\"id\":\"a\",\"v\":\"😀 😀\"}",
    );
    check_json("a: \\ud83d\\ude00\nb: '\\ud83d'\n", r#"{"a":"\\ud83d\\ude00","b":"\\ud83d"}"#);
    let document = parse(br#"v: "\ud83d\ude00 \ud83d\ude00!""#);
    let value = document.root().unwrap().get("v").unwrap();
    assert_eq!(value.range_inside_in_file(5..9), 17..29);
}

#[test]
fn conflict_markers_are_named_in_yaml() {
    let conflict = "<<<<<<< HEAD\na: 1\n=======\na: 2\n>>>>>>> x\n";
    for text in [conflict.to_owned(), format!("b: 1\n{conflict}"), format!("- b\n{conflict}")] {
        check_error(&text, "an unresolved merge conflict", "<<<<<<<");
    }
}

#[test]
fn empty_front_matter_is_at_its_end() {
    let text = format!("---\n# none\n---\n{}", "text\n".repeat(100));
    let document = Document::parse_as(Form::FrontMatter, FileId(0), text.into(), Limits::default());
    let error = document.syntax_error().expect("an error");
    let want = ("the front matter is empty, want a YAML value".to_owned(), 11..14);
    assert_eq!((error.message(), error.range.clone()), want);
}

#[test]
fn deep_and_large_documents_are_refused() {
    let blocks: String =
        (0..10_000).fold(String::new(), |text, level| text + &" ".repeat(level) + "a:\n");
    for (text, message) in [
        ("[".repeat(10_000), "brackets are nested deeper than 255 levels"),
        ("- ".repeat(10_000), "nested deeper than the limit of 512"),
        (blocks, "nested deeper than the limit of 512"),
        ("? ".repeat(10_000), "nested deeper than the limit of 512"),
    ] {
        assert_eq!(error(&text).0, message);
    }
    let mut bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..9 {
        let aliases = vec![format!("*a{}", level - 1); 10].join(", ");
        bomb.push_str(&format!("a{level}: &a{level} [{aliases}]\n"));
    }
    let (message, place) = error(&bomb);
    assert!(
        message.starts_with("with its aliases written out, the document would have more than 105"),
        "{message}"
    );
    assert!(place.starts_with("*a"), "{place}");
    let merges: String = (1..3_000).fold(String::new(), |text, n| {
        text + &format!("m{n}: &m{n} {{<<: *m{}, k{n}: 1}}\n", n - 1)
    });
    let (message, _) = error(&format!("m0: &m0 {{}}\n{merges}"));
    assert!(message.starts_with("with its aliases written out"), "{message}");
}

#[test]
fn encodings_are_named_at_their_first_byte() {
    let error = |bytes: &[u8]| {
        parse(bytes).syntax_error().map(|error| (error.message(), error.range.clone()))
    };
    assert_eq!(error(b"a: \xff\n"), Some(("byte 0xff is not valid UTF-8".to_owned(), 3..4)));
    assert_eq!(
        error(b"\xff\xfea\0"),
        Some(("the document is UTF-16, want UTF-8".to_owned(), 0..1))
    );
    let marked = parse("\u{feff}a: b\n".as_bytes());
    assert!(marked.has_byte_order_mark() && marked.text() == r#"{"a":"b"}"#);
    assert_eq!(marked.root().unwrap().get("a").unwrap().range_in_file(), 6..7);
}

/// Generates any value.
fn json() -> impl Strategy<Value = Json> {
    let text = "[a-z/~é😀'\"\\\\#:,\\-\n\t ]{0,8}";
    let leaf = prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::from),
        any::<i64>().prop_map(Json::from),
        text.prop_map(Json::from),
    ];
    leaf.prop_recursive(4, 40, 5, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Json::from),
            prop::collection::btree_map("[a-zé]{1,4}", inner, 0..5)
                .prop_map(|members| Json::Object(members.into_iter().collect())),
        ]
    })
}

/// Writes a value in block style, with comments and blank lines. `level` is the level of indentation.
fn in_blocks(value: &Json, level: usize, yaml: &mut String) {
    let indentation = "  ".repeat(level);
    match value {
        Json::Object(members) if !members.is_empty() => {
            for (key, value) in members {
                yaml.push_str(&format!(
                    "\n{indentation}# é\n{indentation}{}: ",
                    Json::from(key.as_str())
                ));
                in_blocks(value, level + 1, yaml);
            }
        }
        Json::Array(elements) if !elements.is_empty() => {
            for element in elements {
                yaml.push_str(&format!("\n{indentation}- "));
                in_blocks(element, level + 1, yaml);
            }
        }
        Json::String(text) if !text.contains(['\n', '\t']) => {
            yaml.push_str(&format!("'{}'  # remark", text.replace('\'', "''")));
        }
        Json::String(text) if is_literal(text) => {
            let lines = text.lines().map(|line| format!("{indentation}  {line}\n"));
            yaml.push_str(&format!("|  # remark\n{}", lines.collect::<String>()));
        }
        other => yaml.push_str(&other.to_string()),
    }
}

/// Checks whether a text can be written as a literal block scalar without indicators in its header.
fn is_literal(text: &str) -> bool {
    text.ends_with('\n')
        && !text.ends_with("\n\n")
        && text.trim_start() == text
        && !text.contains('\t')
}

/// Asserts that the text at the place of each value parses to the same value.
fn check_places(value: Value<'_>, is_key: bool, file: &str) {
    let range = value.range_in_file();
    let line = file[..range.start].rfind('\n').map_or(0, |at| at + 1);
    let is_block = file[range.clone()].contains('\n') || file[range.clone()].contains(": ");
    let indentation = if is_block { file[line..range.start].chars().count() } else { 0 };
    let text = format!("{}{}", " ".repeat(indentation), &file[range.clone()]);
    let is_not_written = matches!(&file[range.clone()], "" | ":" | "-");
    let again = parse(if is_not_written { b"null" } else { text.as_bytes() });
    let root = again.root().unwrap_or_else(|| panic!("{:?}: {text:?}", again.syntax_error()));
    let is_same = root.equals(&value) || is_key;
    assert!(is_same, "{text:?} is {} and not {}", root.raw(), value.raw());
    let keys = value.members().map(|member| (member.key, true));
    let values = value.members().map(|member| member.value).chain(value.elements());
    for (inner, is_key) in keys.chain(values.map(|inner| (inner, false))) {
        let inside = inner.range_in_file();
        assert!(
            range.start <= inside.start && inside.end <= range.end,
            "{inside:?} is not in {range:?}"
        );
        check_places(inner, is_key, file);
    }
}

proptest! {
    #[test]
    fn the_place_of_each_value_is_that_value_again(value in json(), in_one_line in any::<bool>()) {
        let mut yaml = String::new();
        match in_one_line {
            true => yaml = value.to_string(),
            false => in_blocks(&value, 0, &mut yaml),
        }
        let document = parse(yaml.as_bytes());
        let root = document.root().unwrap_or_else(|| panic!("{:?}: {yaml}", document.syntax_error()));
        prop_assert_eq!(&values(document.text()), &[value], "{}", yaml);
        check_places(root, false, &yaml);
    }

    #[test]
    fn any_text_gives_values_or_an_error_inside_it(text in "[a-c:\\-?\\[\\]{},&*!|>'\"#% \n\té]{0,40}") {
        let document = parse(text.as_bytes());
        match document.syntax_error() {
            Some(error) => prop_assert!(text.get(error.range.clone()).is_some(), "{:?}", error.range),
            None => prop_assert!(document.root().is_some()),
        }
    }
}

const RULEBOOK: &str = r#"version = 1
documents = ["people.yaml", "towns.yml", "posts/*.md"]

[collections]
people = { select = "$.people[*]", id = "id" }
towns = { select = "$[*]", id = "id", documents = ["towns.yml"] }
posts = { select = "$", id = "slug", documents = ["posts/*.md"] }

[rules.born]
kind = "date-range"
in = "people"
past = "born"

[rules.has-born]
kind = "presence"
in = "people"
required = ["born"]

[rules.country]
kind = "pattern"
in = "people"
field = "country"
matches = "^[A-Z]{2}$"

[rules.note]
kind = "pattern"
in = "people"
field = "note"
never = "TODO"

[rules.town]
kind = "reference"
in = "people"
field = "town"
to = "towns"

[rules.author]
kind = "reference"
in = "posts"
field = "author"
to = "people"
"#;

const PEOPLE: &str = "# Who wrote something.
defaults: &defaults
  country: fr  # not a code
people:
  - id: ada
    born: 1815-13-10
    country: &gb Gb
    town: london
  - id: 'bob'
    born: 1990-02-30   # no such day
    country: *gb
    town: \"Lond\\u006fn\"
  - <<: *defaults
    id: eve
    note: |
      One line.
      TODO: another
    town: paris
";

fn folder() -> Folder {
    Folder::new(&[
        ("factlint.toml", RULEBOOK),
        ("people.yaml", PEOPLE),
        ("towns.yml", "---\nid: london\n---\nid: paris\nid: paris\n"),
        ("posts/first.md", "---\nslug: first\nauthor: ada\n---\n# First\n\nauthor: nobody\n"),
        ("posts/second.md", "---\nslug: second\nauthor: [bob, dan]\n---\n"),
        ("posts/third.md", "# Third\n"),
    ])
}

#[test]
fn findings_are_shown_in_the_yaml_as_it_is_written() {
    let folder = folder();
    assert_is_kept(&folder.check(&[]).stdout, "tests/cli/yaml.txt");
    let report = folder.check(&["--format", "json"]).report();
    let places = report["findings"]
        .as_array()
        .expect("findings")
        .iter()
        .map(|finding| &finding["places"][0]);
    for place in places {
        let text = folder.read(place["file"].as_str().expect("a file"));
        let line = text
            .lines()
            .nth(place["start"]["line"].as_u64().expect("a line") as usize - 1)
            .expect("a line");
        let byte = place["start"]["byte"].as_u64().expect("a byte") as usize;
        let column = place["start"]["column"].as_u64().expect("a column") as usize - 1;
        assert!(
            text[byte..].starts_with(&line.chars().skip(column).collect::<String>()),
            "{place}"
        );
    }
}

#[test]
fn yaml_without_mistakes_has_no_findings() {
    let folder = folder();
    folder.write(
        "people.yaml",
        "people:\n  - {id: ada, born: 1815-12-10, country: GB, town: paris}\n",
    );
    folder.write("towns.yml", "---\nid: london\n---\nid: paris\n");
    folder
        .write("posts/second.md", "---\nslug: second\nauthor: [ada]\n...\n\ttabs and [brackets\n");
    folder.write("posts/third.md", "---\nslug: third\n---\n");
    let outcome = folder.check(&[]);
    assert_eq!(outcome.code, Some(0), "{outcome:#?}");
}

#[test]
fn fmt_leaves_yaml_alone_and_says_so() {
    let folder = folder();
    for arguments in [&["fmt"][..], &["fmt", "--check"]] {
        let outcome = folder.factlint(arguments);
        assert_eq!(outcome.code, Some(0), "{outcome:#?}");
        assert_eq!(outcome.stdout, "5 documents not in JSON, left unchanged\n");
    }
    assert_eq!(folder.read("people.yaml"), PEOPLE);
}

const CODES: &str = r#"version = 1
documents = ["**/*.yaml", "one.*"]

[collections]
people = { select = ["$.people[*]", "$"], id = "id", documents = ["people.yaml", "shared.yaml", "one.*"], optional = true }
several = { select = "$[*]", id = "id", documents = ["many.yaml"], optional = true }

[rules.country-of-several]
kind = "codelist"
in = "several"
field = "country"
standard = "iso-3166-1-alpha-2"
optional = true

[rules.country]
kind = "codelist"
in = "people"
field = "country"
standard = "iso-3166-1-alpha-2"

[rules.friends]
kind = "inverse"
in = "people"
field = "friends[*]"
to = "people"
to-field = "friends[*]"

[rules.fields]
kind = "presence"
in = "people"
only = ["id", "people", "country", "born", "friends", "defaults"]
"#;

const TO_FIX: &str = "# Codes are of ISO 3166-1.
people:
  - {id: a, country: fr}  # in braces
  - id: b     # in lines
    country: 'de'   # in quotation marks

  - id: c
    countyr: &no \"no\"  # misspelt key
    friends: [a]
  - id: d
    country: gb
    friends:
      - c
      # a remark between
      - e  # the last
  - id: e
    country: SE
    friends:
      # nobody
      - a  # but a
";

#[test]
fn fix_writes_yaml_in_its_own_form() {
    let files = [
        ("factlint.toml", CODES),
        ("people.yaml", TO_FIX),
        ("many.yaml", "---\nid: x\ncountry: it\n---\n# second\nid: y\ncountry: \"es\"\n"),
        ("shared.yaml", "people:\n  - id: s\n    country: &pt pt\n  - {id: t, country: *pt}\n"),
        ("one.md", "---\nid: m\ncountry: ch  # front matter\n---\ncountry: ch\n"),
    ];
    let folder = Folder::new(&files);
    let diff = |arguments: &[&str]| folder.check(&[&["--diff"], arguments].concat()).stdout;
    let (safe, all) = (diff(&[]), diff(&["--unsafe-fixes"]));
    assert_is_kept(
        &format!("# Safe edits\n{safe}\n# All edits\n{all}"),
        "tests/cli/yaml_fixes.diff",
    );
    let outcome = folder.check(&["--fix"]);
    assert_eq!(outcome.code, Some(1), "{outcome:#?}");
    let people = folder.read("people.yaml");
    assert!(people.contains("{id: a, country: FR}  # in braces\n"), "{people}");
    assert!(people.contains("country: 'DE'   # in quotation marks\n"), "{people}");
    assert_eq!(people.lines().count(), TO_FIX.lines().count());
    assert_eq!(
        folder.read("one.md"),
        "---\nid: m\ncountry: CH  # front matter\n---\ncountry: ch\n"
    );
    assert_eq!(
        folder.read("many.yaml"),
        "---\nid: x\ncountry: IT\n---\n# second\nid: y\ncountry: \"ES\"\n"
    );
    assert_eq!(folder.read("shared.yaml"), files[3].1, "an edit of a shared value is unsafe");
}

#[test]
fn a_byte_order_mark_of_yaml_is_removed() {
    let folder =
        Folder::new(&[("factlint.toml", CODES), ("one.yaml", "\u{feff}id: a\ncountry: FR\n")]);
    let outcome = folder.check(&["--fix"]);
    assert_eq!(outcome.code, Some(0), "{outcome:#?}");
    assert_eq!(folder.read("one.yaml"), "id: a\ncountry: FR\n");
}

#[test]
fn diff_compares_yaml_with_a_revision() {
    let files =
        [("factlint.toml", CODES), ("people.yaml", TO_FIX), ("one.yml", "id: z\ncountry: SE\n")];
    let folder = Repository::new(&files).files;
    folder.replace(
        "people.yaml",
        "  - id: d\n",
        "  # one more\n  - {id: f, country: 'UK'}\n  - id: d\n",
    );
    let outcome = folder.factlint(&["diff", "HEAD", "--format", "concise"]);
    let lines: Vec<&str> = outcome.stdout.lines().filter(|line| line.contains("error[")).collect();
    assert_eq!(lines.len(), 1, "{outcome:#?}");
    assert!(lines[0].starts_with("people.yaml:11:22: error[country]: got `UK`"), "{outcome:#?}");
}

#[test]
fn a_mistake_in_an_anchor_is_one_finding() {
    let folder = Folder::new(&[
        ("factlint.toml", CODES),
        (
            "people.yaml",
            "defaults: &d {country: fr}\npeople:\n  - {<<: *d, id: a}\n  - {<<: *d, id: b}\n",
        ),
        ("one.yaml", "id: o\ncountry: &it it\npeople:\n  - {id: p, country: *it}\n"),
    ]);
    let outcome = folder.check(&["--format", "concise", "--select", "country"]);
    let places: Vec<&str> =
        outcome.stdout.lines().filter_map(|line| line.split(": error").next()).collect();
    assert_eq!(places[..3], ["one.yaml:2:14", "one.yaml:4:22", "people.yaml:1:24"], "{outcome:#?}");
    assert!(outcome.stdout.contains("\n3 findings: "), "{outcome:#?}");
}
