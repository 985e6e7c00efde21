//! `orphan`: near-misses and cases that its page omits.

use super::{check, run, run_files};
use factlint::rule::Count;

const RULES: &str = r#"
[collections]
things = { select = "$.things[*]", id = "id" }
notes  = { select = "$.notes[*]", id = "id", optional = true }

[rules.unused]
kind = "orphan"
in   = "things"
by   = ["notes.about", "things.part_of[*]"]
"#;

#[test]
fn every_kind_of_reference_counts_except_self_references() {
    check(
        RULES,
        r#"{ "things": [{ "id": "a", "part_of": ["a", "b"] }, { "id": "b" }] }"#,
        &["data.json:1:22: warning[unused]: nothing refers to `a`"],
    );
    check(RULES, r#"{ "things": [{ "id": 1 }], "notes": [{ "id": "n", "about": "1" }] }"#, &[]);
}

#[test]
fn another_record_with_the_same_id_is_another_record() {
    check(
        RULES,
        r#"{ "things": [{ "id": "a", "part_of": ["a"] }, { "id": "a" }] }"#,
        &["data.json:1:22: warning[unused]: nothing refers to `a`"],
    );
}

#[test]
fn references_come_from_any_document() {
    let files = [
        ("a.json", r#"{ "things": [{ "id": "a" }] }"#),
        ("b.json", r#"{ "notes": [{ "id": "n", "about": "a" }] }"#),
    ];
    assert_eq!(run_files(RULES, &files).lines, [""; 0]);
}

#[test]
fn a_value_that_is_not_an_id_is_counted() {
    let outcome = run(
        RULES,
        r#"{ "things": [{ "name": "no id" }, 5], "notes": [{ "about": { "id": "a" } }, { "about": null }] }"#,
    );
    assert_eq!(
        outcome.lines,
        [
            "factlint.toml:8:8: notice[unused]: 2 records were not checked: the first is a record without an id",
            "factlint.toml:8:8: notice[unused]: 1 value of `notes.about` was not checked: it is an object",
        ]
    );
    // `null` counts as an absent value. 5, which is not a record, is also counted for the collection.
    assert_eq!(outcome.count(Count::Skipped), 4);
}

#[test]
fn a_mistake_in_a_reference_is_reported_at_its_place() {
    let rules = |by: &str| {
        format!(
            "[collections]\nthings = {{ select = \"$.things[*]\", id = \"id\" }}\n[rules.unused]\nkind = \"orphan\"\nin = \"things\"\nby = {by}\n"
        )
    };
    let data = r#"{ "things": [] }"#;
    check(
        &rules(r#"["thing.part_of", "things.part_of[", "things", 5]"#),
        data,
        &["factlint.toml:8:53: error[rulebook]: got an integer, want text"],
    );
    check(
        &rules(r#"["thing.part_of", "things.part_of[", "things"]"#),
        data,
        &[
            "factlint.toml:8:8: error[rulebook]: unknown collection `thing`",
            "factlint.toml:8:40: error[rulebook]: the field ends too early, want a name in quotes, an index, a slice, `*` or `?`",
            "factlint.toml:8:43: error[rulebook]: got `things`, want a collection and a field of its records",
        ],
    );
    let unknown = run(&rules(r#""thing.part_of""#), data);
    let finding = unknown.findings.first().unwrap();
    assert_eq!(finding.help.as_deref(), Some("did you mean `things`?"));
    check(
        &rules("[]"),
        data,
        &[
            "factlint.toml:8:6: error[rulebook]: got an empty list, want at least one `collection.field`",
        ],
    );
    check(
        &rules(r#""things.""#),
        data,
        &[
            "factlint.toml:8:14: error[rulebook]: the field is empty, want a name, or `@` for the record itself",
        ],
    );
}

#[test]
fn a_field_may_begin_anywhere() {
    let rules =
        RULES.replace("notes.about", "notes..about").replace("things.part_of", "things.^.parts");
    let data = r#"{ "parts": ["b"], "things": [{ "id": "a" }, { "id": "b" }], "notes": [{ "deep": { "about": "a" } }] }"#;
    check(&rules, data, &[]);
}
