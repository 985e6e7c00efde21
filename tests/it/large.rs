//! Runs the program on many findings, large files and broken files. Also tests the output of `factlint config`.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use crate::command::Folder;

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

[rules.idle]
level = "off"
"#;

/// Returns a document of 300 things without a name. The last thing has no id either.
fn things() -> String {
    let things: Vec<String> = (0..299).map(|id| format!("{{\"id\": \"{id}\"}}")).collect();
    format!("{{\"things\": [\n{},\n{{}}]}}", things.join(",\n"))
}

#[test]
fn reports_for_people_have_the_most_severe_findings_and_those_for_machines_all() {
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
fn one_thread_gives_the_same_report_as_several() {
    let folder = Folder::new(&[("factlint.toml", RULEBOOK), ("data.json", &things())]);
    let one = folder.factlint(&["check", "--jobs", "1"]);
    let several = folder.factlint(&["check", "--jobs", "3"]);
    assert_eq!((one.code, one.stdout), (several.code, several.stdout));
}

#[test]
fn a_compressed_document_is_reported_as_compressed() {
    let folder = Folder::new(&[("factlint.toml", RULEBOOK)]);
    folder.write("data.json", b"\x1f\x8b\x08\x00\x00\x00\x00\x00");
    let outcome = folder.factlint(&["check", "--format", "concise"]);
    let want = "data.json:1:1: error[syntax]: the document is compressed with gzip, want JSON\n";
    assert!(outcome.stdout.starts_with(want), "{}", outcome.stdout);
}

#[test]
fn config_shows_which_files_are_read_and_how() {
    let folder = Folder::new(&[("factlint.toml", RULEBOOK), ("data.json", &things())]);
    let outcome = folder.factlint(&["config"]);
    let want = "\
rulebook factlint.toml
no ledger

document data.json: no schema, read as a whole
JSON of more than 4194304 bytes is read in blocks

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

/// The program reads a file in blocks if it is larger than 4 MiB.
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

/// Returns a rulebook that limits documents, records and lines in memory to 5,000,000 bytes.
fn with_a_limit() -> String {
    RULEBOOK.replace("version = 1", "version = 1\nlargest = 5_000_000")
}

/// Returns the first finding of a check of this text with the memory limit of `with_a_limit`.
fn first_finding(text: &[u8]) -> String {
    let folder = Folder::new(&[("factlint.toml", &with_a_limit())]);
    folder.write("data.json", text);
    let outcome = folder.factlint(&["check", "--format", "concise"]);
    assert_eq!(outcome.code, Some(1), "{}{}", outcome.stdout, outcome.stderr);
    outcome.stdout.lines().next().unwrap_or_default().to_owned()
}

#[test]
fn a_value_that_does_not_fit_into_memory_is_refused_at_its_place() {
    let much = "x".repeat(6_000_000);
    let begins = "data.json:1:1: error[syntax]: the document has more than 5000000 bytes and must \
                  be read as a whole: its root value is not an object";
    assert_eq!(first_finding(format!("\"{much}\"").as_bytes()), begins);
    let element = format!("{{\"things\": [\n{{\"id\": 1}},\n{{\"id\": \"{much}\"}}]}}");
    let begins = "data.json:3:1: error[syntax]: an element has more than 5000000 bytes and must be read \
                  as a whole: only its end shows where the next one begins";
    assert_eq!(first_finding(element.as_bytes()), begins);
    let outside = format!("{{\"note\": \"{much}\", \"things\": []}}");
    let begins = "data.json:1:1: error[syntax]: the text outside the arrays has more than 5000000 \
                  bytes and must be read as a whole: only the elements of arrays can be read in blocks";
    assert_eq!(first_finding(outside.as_bytes()), begins);
}

#[test]
fn mistakes_in_a_document_larger_than_memory_are_found_in_its_blocks() {
    let things: Vec<String> = (0..7)
        .map(|id| format!("{{\"id\": {id}, \"text\": \"{}\"}}", "x".repeat(1_000_000)))
        .collect();
    let whole = format!("{{\"things\": [\n{}\n]}}", things.join(",\n"));
    let cut_off = whole.get(..6_500_000).unwrap();
    let want = "data.json:8:19: error[syntax]: this string has no closing quotation mark";
    assert_eq!(first_finding(cut_off.as_bytes()), want);
    let between = whole.get(..whole.len() - 3).unwrap();
    let want = "data.json:8:1000022: error[syntax]: the document ends too early, want `,` or `]`";
    assert_eq!(first_finding(between.as_bytes()), want);
    let unreliable = whole.replace("\"id\": 5", "\"id\": 05");
    let want = "data.json:7:8: error[syntax]: a number cannot have leading zeros";
    assert_eq!(first_finding(unreliable.as_bytes()), want);
    let mut compressed = vec![0x1f, 0x8b, 8, 0];
    compressed.resize(6_000_000, 0xff);
    let want = "data.json:1:1: error[syntax]: the document is compressed with gzip, want JSON";
    assert_eq!(first_finding(&compressed), want);
}

#[test]
fn a_document_that_rules_need_as_a_whole_is_refused_if_it_does_not_fit_into_memory() {
    let rulebook = with_a_limit().replace("\"name\"", "\"^.name\"");
    let folder = Folder::new(&[("factlint.toml", &rulebook)]);
    folder.write("data.json", format!("{{\"things\": [\"{}\"]}}", "x".repeat(6_000_000)));
    let outcome = folder.factlint(&["check", "--format", "concise"]);
    let want = "data.json:1:1: error[syntax]: the document has more than 5000000 bytes and must be read \
                as a whole: the rule `named` looks beyond one record\n";
    assert!(outcome.stdout.starts_with(want), "{}", outcome.stdout);
    let config = folder.factlint(&["config"]).stdout;
    assert!(
        config.contains("data.json: no schema, not read: larger than 5000000 bytes"),
        "{config}"
    );
}
