//! Schemas of collections: each record is checked, whether its document is read as a whole or in blocks.

use crate::command::{Folder, concise_lines};
use factlint::dataset::{Dataset, Folders, Sizes};
use factlint::engine;
use factlint::rule::Count;
use factlint::value::date::PartialDate;

const RULEBOOK: &str = r#"version = 1
documents = ["d.json"]
[collections]
r = { select = "$.r[*]", id = "id", schema = "lib/r.json" }
[rules.idle]
level = "off"
"#;

const DATED: &str =
    "[rules.dated]\nkind = \"date-range\"\nin = \"r\"\nfrom = \"from\"\nto = \"to\"\n";

/// Asserts the findings of a run and the number of undecided comparisons, both for reading as a whole and for reading
/// in blocks.
#[track_caller]
fn check(rulebook: &str, files: &[(&str, &str)], want: &[&str], cannot_tell: u64) {
    let folder = Folder::new(&[("factlint.toml", rulebook)]);
    for (name, text) in files {
        folder.write(name, text);
    }
    let root = folder.path("").canonicalize().unwrap();
    for sizes in [Sizes { whole: u64::MAX, block: 8 }, Sizes { whole: 0, block: 8 }] {
        let folders = Folders::of(&root.join("factlint.toml"), &root);
        let dataset = Dataset::read_with(sizes, folders).unwrap();
        let run = engine::check(dataset, &PartialDate::parse("2026-11-28").unwrap());
        assert_eq!(concise_lines(&run.files, &run.findings), want, "{sizes:?}");
        assert_eq!(run.summary.tally.of(Count::CannotTell), cannot_tell, "{sizes:?}");
    }
}

const RECORD: &str = r#"{"required": ["id"], "properties": {"id": {"$ref": "text.json#/$defs/text"}, "from": {"type": "string"}}}"#;
const TEXT: &str = r#"{"$defs": {"text": {"type": "string"}}}"#;

#[test]
fn each_record_is_checked_and_references_lead_to_other_files() {
    check(
        RULEBOOK,
        &[
            ("lib/r.json", RECORD),
            ("lib/text.json", TEXT),
            ("d.json", r#"{"r": [{"id": "a"}, {"id": 1}, {}], "s": [{"id": 1}]}"#),
        ],
        &[
            "d.json:1:28: error[schema]: got a number, want a string",
            "d.json:1:32: error[schema]: missing property `id`",
        ],
        0,
    );
}

#[test]
fn lines_are_records_too() {
    let rulebook = RULEBOOK.replace("d.json", "d.jsonl").replace("$.r[*]", "$[*]");
    check(
        &rulebook,
        &[
            ("lib/r.json", RECORD),
            ("lib/text.json", TEXT),
            ("d.jsonl", "{\"id\": \"a\"}\n{\"id\": 1}\n"),
        ],
        &["d.jsonl:2:8: error[schema]: got a number, want a string"],
        0,
    );
}

#[test]
fn a_document_and_its_records_each_have_their_schema() {
    let rulebook = RULEBOOK.replace("[collections]", "schema = \"d.schema.json\"\n[collections]");
    let document = r#"{"properties": {"r": {"items": {"properties": {"n": {"maximum": 5}, "id": {"$ref": "lib/text.json#/$defs/text"}}}}}}"#;
    check(
        &rulebook,
        &[
            ("lib/r.json", RECORD),
            ("lib/text.json", TEXT),
            ("d.schema.json", document),
            ("d.json", r#"{"r": [{"id": 1, "n": 9, "from": 2}]}"#),
        ],
        // The schemas of the document and of the collection both report an error about `id`, for
        // the same keyword of the same file. It is reported once.
        &[
            "d.json:1:15: error[schema]: got a number, want a string",
            "d.json:1:23: error[schema]: got 9, want at most 5",
            "d.json:1:34: error[schema]: got a number, want a string",
        ],
        0,
    );
}

#[test]
fn a_value_that_violates_the_schema_of_its_collection_is_unknown() {
    let rulebook = format!("{RULEBOOK}{DATED}");
    check(
        &rulebook,
        &[
            ("lib/r.json", RECORD),
            ("lib/text.json", TEXT),
            (
                "d.json",
                r#"{"r": [{"id": "a", "from": 2019, "to": "2018"}, {"id": "b", "from": "2019", "to": "2018"}]}"#,
            ),
        ],
        &[
            "d.json:1:28: error[schema]: got a number, want a string",
            "d.json:1:83: error[dated]: `b` ends in 2018, before it starts in 2019; also at d.json:1:69",
        ],
        1,
    );
}

#[test]
fn a_missing_or_unusable_schema_of_a_collection_is_a_mistake() {
    let folder = Folder::new(&[("factlint.toml", RULEBOOK), ("d.json", r#"{"r": []}"#)]);
    let outcome = folder.check(&["--format", "concise"]);
    assert_eq!(outcome.code, Some(2), "{outcome:#?}");
    assert!(outcome.stdout.contains("the schema `lib/r.json` cannot be read"), "{outcome:#?}");
    folder.write("lib/r.json", r#"{"type": "strin"}"#);
    let outcome = folder.check(&["--format", "concise"]);
    assert_eq!(outcome.code, Some(2), "{outcome:#?}");
    assert!(outcome.stdout.contains("lib/r.json:1:10: error[rulebook]"), "{outcome:#?}");
}

#[test]
fn a_collection_that_only_a_schema_checks_is_used() {
    let rulebook =
        format!("{RULEBOOK}s = 1\n").replace("[rules.idle]\nlevel = \"off\"\ns = 1\n", "");
    let rules = "[rules.unique]\nkind = \"unique\"\nin = \"s\"\nfields = \"id\"\n";
    let rulebook = format!("{rulebook}s = {{ select = \"$.s[*]\", id = \"id\" }}\n{rules}");
    check(
        &rulebook,
        &[
            ("lib/r.json", RECORD),
            ("lib/text.json", TEXT),
            ("d.json", r#"{"r": [{"id": "a"}], "s": [{"id": "a"}]}"#),
        ],
        &[],
        0,
    );
}
