//! What the command does with much: many findings, large and wrong files; and how `factlint config` shows
//! what would be done.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

mod command;

use command::Folder;

const RULEBOOK: &str = r#"
version = 1
documents = ["data.json"]

[collections]
things = { select = "$.things[*]", id = "id" }

[rules.named]
kind = "presence"
level = "warning"
in = "things"
required = "name"

[rules.id]
kind = "presence"
in = "things"
required = "id"
"#;

/// A document of 300 things without a name; the last one has no id either.
fn things() -> String {
    let things: Vec<String> = (0..299).map(|id| format!("{{\"id\": \"{id}\"}}")).collect();
    format!("{{\"things\": [\n{},\n{{}}]}}", things.join(",\n"))
}

#[test]
fn people_are_shown_the_heaviest_findings_and_machines_all() {
    let folder = Folder::new(&[("factlint.toml", RULEBOOK), ("data.json", &things())]);
    let shown = |arguments: &[&str]| {
        let outcome = folder.factlint(&[&["check"], arguments].concat());
        outcome.stdout
    };
    let text = shown(&["--format", "narrated"]);
    assert!(text.contains("Finding 200 of 200. Error, rule id."), "{text}");
    assert!(text.contains("Shown: 200 of 301 findings."), "{text}");
    let text = shown(&["--format", "narrated", "--max-findings", "0"]);
    assert!(text.contains("Finding 301 of 301.") && !text.contains("Shown:"), "{text}");
    let text = shown(&["--format", "concise"]);
    assert_eq!(text.lines().filter(|line| line.starts_with("data.json:")).count(), 301);
}

#[test]
fn one_thread_says_the_same_as_several() {
    let folder = Folder::new(&[("factlint.toml", RULEBOOK), ("data.json", &things())]);
    let one = folder.factlint(&["check", "--jobs", "1"]);
    let several = folder.factlint(&["check", "--jobs", "3"]);
    assert_eq!((one.code, one.stdout), (several.code, several.stdout));
}

#[test]
fn a_compressed_document_is_named_as_such() {
    let folder = Folder::new(&[("factlint.toml", RULEBOOK)]);
    folder.write("data.json", b"\x1f\x8b\x08\x00\x00\x00\x00\x00");
    let outcome = folder.factlint(&["check", "--format", "concise"]);
    let want = "data.json:1:1: error[syntax]: the document is compressed with gzip, want JSON\n";
    assert!(outcome.stdout.starts_with(want), "{}", outcome.stdout);
}

#[test]
fn the_configuration_says_what_is_read_and_how() {
    let folder = Folder::new(&[("factlint.toml", RULEBOOK), ("data.json", &things())]);
    let outcome = folder.factlint(&["config"]);
    let want = "\
rulebook factlint.toml
no ledger

document data.json: no schema, read as a whole
JSON of more than 4194304 bytes is read in blocks
JSON Lines of more than 4194304 bytes is read in blocks

collection things: $.things[*], id id

warning presence named in things
error presence id in things
";
    assert_eq!((outcome.code, outcome.stdout.as_str()), (Some(0), want));
    folder.write("factlint.toml", RULEBOOK.replace("\"name\"", "\"^.name\""));
    let outcome = folder.factlint(&["config"]);
    let want = "JSON of more than 4194304 bytes is read as a whole: the rule `named` looks beyond one \
                record\n";
    assert!(outcome.stdout.contains(want), "{}", outcome.stdout);
}

/// A file of more than the bound is read in blocks by the command itself.
#[test]
fn a_large_document_is_checked_in_blocks() {
    let folder = Folder::new(&[("factlint.toml", RULEBOOK)]);
    let thing = format!("{{\"id\": \"x\", \"text\": \"{}\"}},\n", "é".repeat(500));
    folder.write("data.json", format!("{{\"things\": [{}{{}}]}}", thing.repeat(5000)));
    let config = folder.factlint(&["config"]).stdout;
    assert!(config.contains("document data.json: no schema, read in blocks"), "{config}");
    let outcome = folder.factlint(&["check", "--format", "concise"]);
    let last = "data.json:5001:1: error[id]:";
    assert!(outcome.stdout.contains(last), "{}", outcome.stdout);
}
