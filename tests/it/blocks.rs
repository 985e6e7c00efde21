//! Tests that a document has the same report, byte for byte, whether it is read in blocks or as a whole. The block
//! size, the number of threads, white space and mistakes make no difference.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use crate::shards::assert_same;
use factlint::dataset::{Dataset, Folders, Sizes};
use factlint::engine;
use factlint::finding::decoded;
use factlint::report::{self, Appearance, Format, Report, StartFolder};
use factlint::value::date::PartialDate;
use proptest::prelude::*;
use serde_json::{Value, json};
use std::path::Path;

const RULEBOOK: &str = r#"
version = 1
documents = ["data.*"]
schema = "schema.json"

[collections]
sources = { select = "$.sources[*]", id = "id", optional = true }
places = { select = "$.places[*]", id = "id", optional = true }
entities = { select = "$.entities[*]", id = "id", optional = true }
properties = { select = "$.properties[*]", id = "id", optional = true }
claims = { select = "$.claims[*]", id = "id", optional = true }
evidence = { select = "$.claims[*].evidence[*]", optional = true }
notes = { select = ["$.meta.notes[*]", "$.places[?@.note]"], optional = true }

[rules.unique]
kind = "unique"
in = "claims"
fields = "id"

[rules.subject]
kind = "reference"
in = "claims"
field = "subject"
to = "entities"
message = "{id} names {subject}, in {$.meta}"
level = "off"

[rules.subject-of]
kind = "reference"
in = "claims"
field = "subject"
to = "entities"
message = "{id} names {}"

[rules.part-of]
kind = "reference"
in = "entities"
field = "part_of[*]"
to = "entities"

[rules.cycle]
kind = "acyclic"
in = "entities"
field = "part_of[*]"

[rules.orphan]
kind = "orphan"
in = "entities"
by = ["claims.subject", "entities.part_of[*]"]

[rules.conflict]
kind = "conflict"

[rules.citation]
kind = "citation"

[rules.noted]
kind = "presence"
in = "notes"
required = "text"

[rules.source]
kind = "presence"
in = "evidence"
required = "source"

[rules.few]
kind = "count"
in = "claims"
at-most = 3

[rules.names]
kind = "similar"
in = "entities"
field = "name"

[rules.dates]
kind = "date-range"
in = "claims"
from = "valid.from"
to = "valid.to"

[rules.periods]
kind = "overlap"
in = "claims"
key = "subject"
from = "valid.from"
to = "valid.to"

[rules.known]
kind = "codelist"
in = "claims"
field = "subject"
to = "entities"
to-field = "part_of[*]"

[rules.back]
kind = "inverse"
in = "entities"
field = "part_of[*]"

[rules.backed]
kind = "filled"
in = "claims"
field = "evidence[0].source"
at-least-percent = 60
per = "subject"

[rules.after]
kind = "compare"
in = "claims"
field = "valid.from"
is = ">="
as = "date"
to = "entities"
than = "since"
key = "subject"

[rules.claimed]
kind = "count"
in = "entities"
field = "claims"
to = "claims"
to-field = "subject"
key = "id"

[rules.per-subject]
kind = "count"
in = "claims"
at-most = 2
per = "subject"

[rules.once]
kind = "unique"
in = "claims"
items = "evidence[*]"
fields = "locator"
within = "document"

[rules.covered]
kind = "coverage"
"#;

/// The snapshot of the source `s`.
const SNAPSHOT: &str = "The bureau was founded in 2001. It has four parts. Nobody quotes this.\n";

const SCHEMA: &str = r##"{
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "object",
  "properties": {
    "claims": { "type": "array", "items": { "$ref": "#/$defs/claim" }, "maxItems": 6 },
    "entities": { "type": "array", "items": { "required": ["id"] }, "minItems": 1 },
    "places": { "type": "array", "items": { "type": "object" }, "uniqueItems": true }
  },
  "$defs": {
    "claim": {
      "type": "object",
      "properties": {
        "id": { "type": "string" },
        "rank": { "enum": ["normal", "deprecated"] }
      },
      "if": { "properties": { "rank": { "const": "deprecated" } }, "required": ["rank"] },
      "then": { "required": ["rank_reason"] }
    }
  }
}
"##;

/// The path of each collection in the JSON document, and its path if the document is JSON Lines.
const LINES: [(&str, &str); 7] = [
    ("$.sources[*]", "$[?@.publisher]"),
    ("$.places[*]", "$[?@.within]"),
    ("$.entities[*]", "$[?@.name]"),
    ("$.properties[*]", "$[?@.functional]"),
    ("$.claims[*].evidence[*]", "$[*].evidence[*]"),
    ("$.claims[*]", "$[?@.subject]"),
    ("\"$.meta.notes[*]\", \"$.places[?@.note]\"", "\"$[?@.note]\""),
];

fn claim() -> impl Strategy<Value = Value> {
    let id = "[a-c]{1,2}|\\PC{0,6}";
    let rank = prop_oneof![Just("normal"), Just("deprecated"), Just("odd")];
    let year = 2000..2010_u32;
    (id, "[a-d]", rank, year.clone(), year, "\\PC{0,30}", any::<bool>()).prop_map(
        |(id, subject, rank, from, to, text, has_evidence)| {
            let evidence = if has_evidence {
                json!([
                    { "source": "s", "locator": text },
                    { "source": "s", "quote": "It has four parts." },
                    { "id": "x" }
                ])
            } else {
                json!([])
            };
            json!({
                "id": id,
                "subject": subject,
                "property": "founded",
                "value": { "date": from.to_string() },
                "valid": { "from": from.to_string(), "to": to.to_string() },
                "rank": rank,
                "evidence": evidence
            })
        },
    )
}

fn entity() -> impl Strategy<Value = Value> {
    let part_of = proptest::collection::vec("[a-e]", 0..3);
    ("[a-d]", "Bureau (One|Two|Three|Tow)", part_of, 2000..2010_u32, 0..3_u32).prop_map(
        |(id, name, part_of, since, claims)| {
            let since = since.to_string();
            json!({ "id": id, "name": name, "part_of": part_of, "since": since, "claims": claims })
        },
    )
}

fn dataset() -> impl Strategy<Value = Value> {
    let claims = proptest::collection::vec(claim(), 0..12);
    let entities = proptest::collection::vec(entity(), 0..6);
    let place = prop_oneof![
        Just(json!({ "id": "p", "within": [], "note": 1 })),
        Just(json!({ "id": "q", "within": ["p"], "text": "]},{[" })),
        Just(json!(7)),
    ];
    let places = proptest::collection::vec(place, 0..4);
    (claims, entities, places, any::<bool>()).prop_map(|(claims, entities, places, first)| {
        let mut document = json!({ "meta": { "notes": [{ "text": "a" }, {}, 1] } });
        let properties = json!([{ "id": "founded", "name": "founded", "functional": true }]);
        let sources = json!([{
            "id": "s", "publisher": "The Paper", "snapshot": { "path": "s.txt" }
        }]);
        let parts = [
            ("claims", json!(claims)),
            ("entities", json!(entities)),
            ("places", json!(places)),
            ("properties", properties),
            ("sources", sources),
        ];
        let parts: Vec<_> = if first { parts.into() } else { parts.into_iter().rev().collect() };
        for (name, records) in parts {
            document[name] = records;
        }
        document
    })
}

/// The layout of the document.
#[derive(Debug, Clone, Copy)]
enum Written {
    Pretty,
    Compact,
    Lines,
}

fn text_of(dataset: &Value, written: Written) -> String {
    match written {
        Written::Pretty => format!("{dataset:#}\n"),
        Written::Compact => dataset.to_string(),
        Written::Lines => {
            let arrays = dataset.as_object().unwrap().values().filter_map(Value::as_array);
            let records: Vec<String> = arrays.flatten().map(Value::to_string).collect();
            records.join("\r\n")
        }
    }
}

/// The damage to the text.
#[derive(Debug, Clone, Copy)]
enum Damage {
    None,
    /// Adds a byte order mark.
    Mark,
    CutOff(usize),
    Replace(usize, char),
    /// Replaces a byte with one that makes the text invalid UTF-8.
    WrongByte(usize, u8),
}

fn damaged(mut text: String, damage: Damage) -> Vec<u8> {
    match damage {
        Damage::WrongByte(at, byte) => {
            let mut bytes = text.into_bytes();
            let at = at % bytes.len().max(1);
            bytes.get_mut(at).into_iter().for_each(|old| *old = byte);
            return bytes;
        }
        Damage::None => {}
        Damage::Mark => text.insert(0, '\u{feff}'),
        Damage::CutOff(at) => text.truncate(text.floor_char_boundary(at % text.len().max(1))),
        Damage::Replace(at, with) => {
            let at = text.floor_char_boundary(at % text.len().max(1));
            if let Some(old) = text[at..].chars().next() {
                text.replace_range(at..at + old.len_utf8(), with.encode_utf8(&mut [0; 4]));
            }
        }
    }
    text.into_bytes()
}

fn reports(folder: &Path, sizes: Sizes, threads: usize) -> Vec<String> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
    pool.install(|| {
        let dataset =
            Dataset::read_with(sizes, Folders::of(&folder.join("factlint.toml"), folder)).unwrap();
        let run = engine::check(dataset, &PartialDate::parse("2026-01-01").unwrap());
        let report = Report::of(&run);
        let appearance = Appearance::plain(80);
        let formats =
            [Format::Json, Format::Human, Format::Narrated, Format::Reviewdog, Format::Sarif];
        formats
            .map(|format| report::render(&report, format, &appearance, StartFolder::default()).text)
            .to_vec()
    })
}

fn check(text: impl AsRef<[u8]>, written: Written, block: usize, threads: usize) {
    let (text, folder) = (text.as_ref(), tempfile::tempdir().unwrap());
    let write = |name: &str, text: &[u8]| std::fs::write(folder.path().join(name), text).unwrap();
    let (mut rulebook, mut name) = (RULEBOOK.to_owned(), "data.json");
    if let Written::Lines = written {
        name = "data.jsonl";
        for (of_document, of_lines) in LINES {
            rulebook = rulebook.replace(of_document, of_lines);
        }
    }
    write("factlint.toml", rulebook.as_bytes());
    write("schema.json", SCHEMA.as_bytes());
    write("s.txt", SNAPSHOT.as_bytes());
    write(name, text);
    let whole = reports(folder.path(), Sizes { whole: u64::MAX, block }, 1);
    let in_blocks = reports(folder.path(), Sizes { whole: 0, block }, threads);
    for (whole, in_blocks) in whole.iter().zip(&in_blocks) {
        let text = String::from_utf8_lossy(text);
        assert!(whole == in_blocks, "whole:\n{whole}\nin blocks of {block}:\n{in_blocks}\n{text}");
    }
    let about = String::from_utf8_lossy(text);
    let shared = assert_same(folder.path(), Sizes { whole: 0, block }, &[threads], &about);
    assert_ne!(shared, None, "the rulebook is valid");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn blocks_and_the_whole_give_the_same_report(
        dataset in dataset(),
        written in prop_oneof![Just(Written::Pretty), Just(Written::Compact), Just(Written::Lines)],
        damage in prop_oneof![
            6 => Just(Damage::None),
            1 => Just(Damage::Mark),
            1 => any::<usize>().prop_map(Damage::CutOff),
            2 => (any::<usize>(), prop::char::any()).prop_map(|(at, with)| Damage::Replace(at, with)),
            1 => (any::<usize>(), 128..=255_u8).prop_map(|(at, byte)| Damage::WrongByte(at, byte)),
        ],
        block in 1..1500_usize,
        threads in 1..4_usize,
    ) {
        check(damaged(text_of(&dataset, written), damage), written, block, threads);
    }
}

/// An array whose key has escapes is not read in blocks. Its records are still matched with records that are read in
/// blocks.
#[test]
fn records_in_an_array_whose_key_has_escapes_are_matched_with_others() {
    let text = r#"{"entities": [{"id": "a"}, {"id": "b", "part_of": ["a", "z"]}], "claims": [{"id": "c", "subject": "a"}, {"id": "d", "subject": "b"}, {"id": "e", "subject": "x"}]}"#;
    for (key, escaped) in [("entities", "\\u0065ntities"), ("claims", "\\u0063laims")] {
        check(text.replace(key, escaped), Written::Compact, 8, 1);
    }
}

/// For each collection, the path in the rulebook, and the path if each collection is in a separate file.
const FILES: [(&str, &str); 7] = [
    ("\"$.sources[*]\"", "\"$[*]\", documents = [\"sources.jsonl\"]"),
    ("\"$.places[*]\"", "\"$[*]\", documents = [\"places.jsonl\"]"),
    ("\"$.entities[*]\"", "\"$[*]\", documents = [\"entities.jsonl\"]"),
    ("\"$.properties[*]\"", "\"$[*]\", documents = [\"properties.jsonl\"]"),
    ("\"$.claims[*].evidence[*]\"", "\"$[*].evidence[*]\", documents = [\"claims.jsonl\"]"),
    ("\"$.claims[*]\"", "\"$[*]\", documents = [\"claims.jsonl\"]"),
    (
        "[\"$.meta.notes[*]\", \"$.places[?@.note]\"]",
        "\"$[?@.note]\", documents = [\"places.jsonl\"]",
    ),
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    /// The report of reading in blocks is the same as that of reading as a whole. The looked-up records may be in a
    /// file that is read later, and a line of a file may be invalid JSON.
    #[test]
    fn collections_in_separate_files_give_the_same_report(
        dataset in dataset(),
        broken in 0..10_usize,
        block in 1..1500_usize,
        threads in 1..4_usize,
    ) {
        let folder = tempfile::tempdir().unwrap();
        let write =
            |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
        let mut rulebook = RULEBOOK.replace("data.*", "*.jsonl");
        for (of_document, of_file) in FILES {
            rulebook = rulebook.replace(of_document, of_file);
        }
        write("factlint.toml", &rulebook);
        write("schema.json", SCHEMA);
        write("s.txt", SNAPSHOT);
        let arrays = dataset.as_object().unwrap().iter();
        let arrays = arrays.filter_map(|(name, records)| Some((name, records.as_array()?)));
        for (number, (name, records)) in arrays.enumerate() {
            let mut lines: Vec<String> = records.iter().map(Value::to_string).collect();
            lines.extend((number == broken).then(|| r#"{"id": "#.to_owned()));
            write(&format!("{name}.jsonl"), &lines.join("\n"));
        }
        let whole = reports(folder.path(), Sizes { whole: u64::MAX, block }, 1);
        let in_blocks = reports(folder.path(), Sizes { whole: 0, block }, threads);
        for (whole, in_blocks) in whole.iter().zip(&in_blocks) {
            prop_assert!(whole == in_blocks, "whole:\n{whole}\nin blocks of {block}:\n{in_blocks}");
        }
        let shared = assert_same(folder.path(), Sizes { whole: 0, block }, &[threads], "files");
        prop_assert!(shared.is_some(), "the rulebook is valid");
    }
}

/// The rulebook of [`check`] allows reading in blocks. Otherwise, the tests above would compare two reports of the same
/// method.
#[test]
fn the_property_is_about_blocks() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    write("factlint.toml", RULEBOOK);
    write("schema.json", SCHEMA);
    write("data.json", r#"{"entities": [{"id": "a"}, {"id": "b"}], "claims": [{"id": "c"}]}"#);
    let sizes = Sizes { whole: 0, block: 4 };
    let rulebook = folder.path().join("factlint.toml");
    let dataset = Dataset::read_with(sizes, Folders::of(&rulebook, folder.path())).unwrap();
    let mut reader = dataset.in_blocks(dataset.documents[0]).unwrap();
    let mut read = Vec::new();
    while let Some(array) = reader.next_section().unwrap() {
        let mut blocks = 0;
        reader.visit(&|block| block.array.is_some(), &mut |_| blocks += 1).unwrap();
        read.push((array.unwrap().to_string(), blocks));
    }
    assert_eq!(read, [("entities".to_owned(), 2), ("claims".to_owned(), 1)]);
}

/// Findings in a large document are shown without keeping all of it in memory.
#[test]
fn findings_do_not_bring_the_whole_into_memory() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    let claims: Vec<Value> = (0..200).map(|id| json!({ "id": id, "é": "é".repeat(90) })).collect();
    write("factlint.toml", RULEBOOK);
    write("schema.json", SCHEMA);
    for text in
        [json!({ "claims": claims }).to_string(), format!("{:#}", json!({ "claims": claims }))]
    {
        write("data.json", &text);
        let sizes = Sizes { whole: 0, block: 1000 };
        let rulebook = folder.path().join("factlint.toml");
        let dataset = Dataset::read_with(sizes, Folders::of(&rulebook, folder.path())).unwrap();
        let run = engine::check(dataset, &PartialDate::parse("2026-01-01").unwrap());
        let report = Report::of(&run);
        let appearance = Appearance::plain(80);
        assert!(run.findings.len() >= 200);
        let text_of_report =
            report::render(&report, Format::Human, &appearance, StartFolder::default()).text;
        assert!(text_of_report.contains("data.json:"));
        let file = run.files.iter().find(|(_, file)| file.key == "data.json").unwrap().0;
        assert!(run.files.in_parts(file).is_some());
        check(&text, Written::Compact, 1000, 2);
    }
}

#[test]
fn an_array_that_occurs_twice_is_read_as_a_whole() {
    let text = r#"{"claims": [{"id": "a"}], "entities": [], "claims": [{"id": "b"}, {"id": "b"}]}"#;
    check(text, Written::Compact, 4, 2);
    check(r#"{"claims": [{"id": "a"}], "claims": 5}"#, Written::Compact, 4, 2);
}

#[test]
fn duplicate_sources_cause_the_same_report() {
    let folder = tempfile::tempdir().unwrap();
    let rulebook = "version = 1
documents = ['data.json']
[collections]
sources = { select = '$.sources[*]', id = 'id' }
claims = { select = '$.claims[*]', id = 'id' }
[rules.quote]
kind = 'quote'
";
    let source = |id: &str| json!({ "id": id, "publisher": "P", "snapshot": { "path": format!("{id}.txt") } });
    let claim =
        |id: &str| json!({ "id": id, "evidence": [{ "source": id, "quote": "not there" }] });
    let text = format!(
        r#"{{"sources": [{}], "sources": [{}], "claims": [{}, {}]}}"#,
        source("s"),
        source("t"),
        claim("s"),
        claim("t")
    );
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    write("factlint.toml", rulebook);
    write("data.json", &text);
    write("s.txt", "One text.");
    write("t.txt", "Another text.");
    let whole = reports(folder.path(), Sizes { whole: u64::MAX, block: 4 }, 1);
    let in_blocks = reports(folder.path(), Sizes { whole: 0, block: 4 }, 1);
    assert_eq!(whole, in_blocks);
}

#[test]
fn text_like_the_first_element_may_occur_in_another_element() {
    let text = r#"{"claims": [{"id":"a","x":[{"id":1},{"id":2},{"id":3}]},{"id":"},{\"id\":"},{"id":"c"}]}"#;
    for block in 1..80 {
        check(text, Written::Compact, block, 2);
    }
}

#[test]
fn an_excessive_depth_is_reported_in_the_same_way() {
    let deep = format!("{{\"claims\": [{{\"id\": {}1{}}}]}}", "[".repeat(509), "]".repeat(509));
    check(&deep, Written::Compact, 9, 2);
    let deeper = format!("{{\"claims\": [{{\"id\": {}1{}}}]}}", "[".repeat(510), "]".repeat(510));
    check(&deeper, Written::Compact, 9, 2);
}

#[test]
fn an_array_without_elements_is_not_read_again() {
    let text = r#"{"entities": [ ], "claims": [], "sources": [{"id": "s"}]}"#;
    for block in [1, 7, 1000] {
        check(text, Written::Compact, block, 2);
    }
}

#[test]
fn a_document_that_changes_while_it_is_read_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    write("factlint.toml", RULEBOOK);
    write("schema.json", SCHEMA);
    write("data.json", r#"{"entities": [{"id": "a", "name": "A"}]}"#);
    let sizes = Sizes { whole: 0, block: 10 };
    let rulebook = folder.path().join("factlint.toml");
    let dataset = Dataset::read_with(sizes, Folders::of(&rulebook, folder.path())).unwrap();
    write("data.json", r#"{"entities": [{"id": "a", "name": "A", "part_of": ["z"]}]}"#);
    let run = engine::check(dataset, &PartialDate::parse("2026-01-01").unwrap());
    let messages: Vec<String> = decoded(&run.findings).map(|finding| finding.message).collect();
    assert!(
        messages.iter().any(|message| message == "the file changed while it was read"),
        "{messages:?}"
    );
}
