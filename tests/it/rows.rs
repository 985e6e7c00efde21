//! Tests schemas that are applied to each row, line or document of a stream.

use crate::command::Folder;

const RULEBOOK: &str = r#"version = 1
documents = ["d.csv", "e.jsonl", "f.yaml"]
schema = "s.json"
[collections]
r = { select = "$[*]", id = "id" }
[rules.u]
kind = "unique"
in = "r"
fields = "id"
within = "document"
"#;

const ROWS: [(&str, &str); 3] = [
    ("d.csv", "id,name\n1,\n2,b\n"),
    ("e.jsonl", "{\"id\": \"1\"}\n"),
    ("f.yaml", "---\nid: \"1\"\n---\nid: \"2\"\n"),
];

fn check(schema: &str, documents: &[(&str, &str)]) -> String {
    let names: Vec<String> = documents.iter().map(|(name, _)| format!("\"{name}\"")).collect();
    let rulebook = RULEBOOK.replace("\"d.csv\", \"e.jsonl\", \"f.yaml\"", &names.join(", "));
    let mut files = vec![("factlint.toml", rulebook.as_str()), ("s.json", schema)];
    files.extend(documents);
    Folder::new(&files).check(&["--format", "concise"]).stdout
}

#[test]
fn a_schema_of_all_rows_checked_none_of_them_in_silence() {
    let schemas = [
        r#"{"items": {"required": ["name", "zzz"], "additionalProperties": false}}"#,
        r##"{"$ref": "#/$defs/rows", "$defs": {"rows": {"minItems": 5, "title": "Rows"}}}"##,
    ];
    for schema in schemas {
        for document in ROWS {
            let printed = check(schema, &[document]);
            let want = format!(
                "factlint.toml:3:10: warning[rulebook]: the schema checks nothing in {}: it is only about lists",
                document.0
            );
            assert!(printed.contains(&want), "{schema}: {printed}");
        }
        let printed = check(schema, &ROWS);
        assert_eq!(printed.matches("checks nothing in").count(), 1, "{printed}");
    }
}

#[test]
fn a_schema_that_says_something_about_rows_or_is_of_a_list_is_no_mistake() {
    for schema in [
        "{}",
        r#"{"items": {}, "required": ["id"]}"#,
        r#"{"not": {"minItems": 1, "type": "array"}}"#,
    ] {
        let printed = check(schema, &ROWS);
        assert!(!printed.contains("[rulebook]"), "{schema}: {printed}");
    }
    let printed = check(r#"{"items": {"required": ["id"]}}"#, &[("d.json", r#"[{"id": "1"}]"#)]);
    assert!(!printed.contains("[rulebook]"), "{printed}");
}
