//! Tests a document that is read from standard input, such as an editor's unsaved text.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use crate::command::{Folder, Outcome};
use std::io::Write;
use std::process::Stdio;

const RULEBOOK: &str = r#"
version = 1
documents = ["data/*.json"]

[collections]
things = { select = "$.things[*]", id = "id" }

[rules.part-of]
kind = "reference"
in = "things"
field = "part_of"
to = "things"
"#;

fn folder() -> Folder {
    Folder::new(&[
        ("factlint.toml", RULEBOOK),
        ("data/a.json", r#"{"things": [{"id": "a"}]}"#),
        ("data/b.json", r#"{"things": [{"id": "b", "part_of": "a"}]}"#),
    ])
}

fn check(folder: &Folder, document: &str, text: impl AsRef<[u8]>) -> Outcome {
    let mut command = folder.command(&["--format", "concise", "--stdin-filename", document]);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    // Writing may fail, since a run with invalid arguments does not read its input.
    let _ = child.stdin.take().unwrap().write_all(text.as_ref());
    let output = child.wait_with_output().unwrap();
    Outcome {
        code: output.status.code(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

#[test]
fn unsaved_text_is_checked_with_the_rest_of_the_dataset() {
    let folder = folder();
    let unsaved =
        "{\"things\": [{\"id\": \"b\", \"part_of\": \"a\"},\n{\"id\": \"c\", \"part_of\": \"d\"}]}";
    let outcome = check(&folder, "data/b.json", unsaved);
    assert_eq!(outcome.code, Some(1), "{outcome:?}");
    let lines: Vec<&str> = outcome.stdout.lines().collect();
    assert!(
        lines[0]
            .starts_with("data/b.json:2:24: error[part-of]: no record of `things` has the id `d`"),
        "{outcome:?}"
    );
    assert_eq!(folder.check(&[]).code, Some(0), "the file itself is as it was");
}

#[test]
fn findings_of_other_documents_are_not_shown() {
    let outcome = check(&folder(), "data/a.json", r#"{"things": [{"id": "other"}]}"#);
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    assert!(!outcome.stdout.contains("data/b.json"), "{outcome:?}");
}

#[test]
fn a_document_need_not_exist() {
    let outcome = check(&folder(), "data/new.json", r#"{"things": [{"id": "c", "part_of": "x"}]}"#);
    assert_eq!(outcome.code, Some(1), "{outcome:?}");
    assert!(outcome.stdout.starts_with("data/new.json:1:36"), "{outcome:?}");
}

#[test]
fn a_file_that_is_not_a_document_of_the_dataset_is_refused() {
    for path in ["other.json", "data/c/d.json"] {
        let folder = folder();
        std::fs::create_dir_all(folder.path("data/c")).unwrap();
        let outcome = check(&folder, path, "{}");
        assert_eq!(outcome.code, Some(2), "{outcome:?}");
        let want = format!("cannot read {path}: not a document of the rulebook");
        assert!(outcome.stderr.contains(&want), "{outcome:?}");
    }
}

#[test]
fn a_large_document_is_read_from_it_in_blocks() {
    let folder = folder();
    let things: Vec<String> =
        (0..200_000).map(|id| format!(r#"{{"id": "thing-{id}", "part_of": "a"}}"#)).collect();
    let text = format!("{{\"things\": [{},\n{{\"part_of\": 7}}]}}", things.join(","));
    assert!(text.len() > 4 << 20);
    let piped = check(&folder, "data/b.json", text.replace("thing-9\"", "thing-8\""));
    folder.write("data/b.json", text.replace("thing-9\"", "thing-8\""));
    let saved = folder.check(&["--format", "concise", "data/b.json"]);
    assert_eq!((piped.code, piped.stdout), (saved.code, saved.stdout));
}

#[test]
fn invalid_utf_8_makes_only_its_own_line_unknown() {
    let lines = b"{\"id\": \"a\", \"part_of\": \"b\"}\n{\"id\": \"b\", \"part_of\": \"x\"}\n\
        {\"id\": \"\xc3\xa9\xff\", \"part_of\": \"b\"}\n{\"id\": \"a\", \"part_of\": \"b\"}\n";
    let rulebook = RULEBOOK.replace("data/*.json", "data/*.jsonl").replace("$.things[*]", "$[*]");
    let rulebook =
        format!("{rulebook}[rules.ids]\nkind = \"unique\"\nin = \"things\"\nfields = \"id\"\n");
    // With the second limit, the lines are read in blocks.
    for limit in ["", "largest = 60\n"] {
        let folder = Folder::new(&[
            ("factlint.toml", &rulebook.replacen("version", &format!("{limit}version"), 1)),
            ("data/a.jsonl", ""),
        ]);
        let outcome = check(&folder, "data/a.jsonl", lines);
        folder.write("data/a.jsonl", lines);
        assert_eq!(outcome.stdout, folder.check(&["--format", "concise"]).stdout, "{limit}");
        let found: Vec<&str> = outcome.stdout.lines().collect();
        assert_eq!(found[0], "data/a.jsonl:3:10: error[syntax]: byte 0xff is not valid UTF-8");
        let shared = "data/a.jsonl:4:8: error[ids]: 2 records of `things` share the id `a`";
        assert!(found[1].starts_with(shared), "{outcome:#?}");
        assert!(found[2].starts_with("2 findings"), "{outcome:?}");
    }
}
