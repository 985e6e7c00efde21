//! Tests which files a glob matches, also if folders and links match it.
#![cfg(unix)]

use crate::command::Folder;
use factlint::dataset::Dataset;
use std::os::unix::fs::symlink;

const RULEBOOK: &str = "version = 1
documents = ['GLOB']
[collections]
r = { select = '$.r[*]', id = 'id' }
[rules.u]
kind = 'unique'
in = 'r'
fields = 'id'
[rules.p]
kind = 'pattern'
in = 'r'
field = 'id'
matches = '^[a-z]+$'
";

fn folder(glob: &str, files: &[(&str, &str)]) -> Folder {
    let folder = Folder::new(files);
    folder.write("factlint.toml", RULEBOOK.replace("GLOB", glob));
    folder
}

/// Returns the paths of the documents in the dataset.
fn documents(folder: &Folder) -> Vec<String> {
    let root = folder.path("");
    let dataset = match Dataset::read(&folder.path("factlint.toml"), &root) {
        Ok(dataset) => dataset,
        Err(failure) => panic!("{:?} {:?}", failure.findings, failure.errors),
    };
    let keys = dataset.documents.iter().filter_map(|document| dataset.files.key(document.file));
    keys.map(str::to_owned).collect()
}

#[test]
fn stars_follow_no_link_to_a_folder() {
    let folder = folder("**/*.json", &[("a/b/x.json", r#"{ "r": [{ "id": "x" }] }"#)]);
    symlink("../../a", folder.path("a/b/loop")).unwrap();
    assert_eq!(documents(&folder), ["a/b/x.json"]);
    assert_eq!(folder.check(&["--format", "concise", "."]).code, Some(0));
}

#[test]
fn cyclic_links_end() {
    let folder = folder("**/*.json", &[("p/a/x.json", "{}"), ("p/b/y.json", "{}")]);
    symlink("../../p", folder.path("p/a/l1")).unwrap();
    symlink("../../p", folder.path("p/b/l2")).unwrap();
    assert_eq!(documents(&folder), ["p/a/x.json", "p/b/y.json"]);
}

#[test]
fn a_linked_folder_that_is_written_out_is_followed() {
    let folder = folder("data/*.json", &[("held/a.json", "{}"), ("held/b.json", "{}")]);
    symlink("held", folder.path("data")).unwrap();
    assert_eq!(documents(&folder), ["data/a.json", "data/b.json"]);
    folder.write("factlint.toml", RULEBOOK.replace("'GLOB'", "'data/*.json', 'held/*.json'"));
    assert_eq!(documents(&folder), ["held/a.json", "held/b.json"], "the real path is the name");
}

#[test]
fn two_paths_to_one_file_are_one_document() {
    let folder = folder("*.json", &[("b.json", r#"{ "r": [{ "id": "x" }] }"#)]);
    symlink("b.json", folder.path("a.json")).unwrap();
    assert_eq!(documents(&folder), ["b.json"]);
    folder.write("factlint.toml", RULEBOOK.replace("GLOB", "a.json"));
    assert_eq!(documents(&folder), ["a.json"]);
}

#[test]
fn a_dangling_link_is_an_error_that_names_it() {
    let folder = folder("*.json", &[("a.json", r#"{ "r": [{ "id": "x" }] }"#)]);
    symlink("objects/not-fetched.json", folder.path("b.json")).unwrap();
    symlink("nowhere", folder.path("sub")).unwrap();
    let outcome = folder.check(&["."]);
    let want = "error: cannot read b.json: a link to objects/not-fetched.json: no such file\n";
    assert_eq!((outcome.code, outcome.stderr.as_str()), (Some(2), want));
    std::fs::remove_file(folder.path("b.json")).unwrap();
    symlink("b.json", folder.path("b.json")).unwrap();
    let outcome = folder.check(&["."]);
    assert_eq!(outcome.code, Some(2));
    assert!(outcome.stderr.contains("b.json: a link to b.json: "), "{}", outcome.stderr);
    folder.write("factlint.toml", RULEBOOK.replace("GLOB", "b.json"));
    assert_eq!(folder.check(&["."]).code, Some(2));
}

#[test]
fn a_folder_that_is_named_as_a_document_is_skipped() {
    let folder =
        folder("*.json", &[("a.json", r#"{ "r": [{ "id": "A" }] }"#), ("dir.json/keep.txt", "")]);
    assert_eq!(documents(&folder), ["a.json"]);
    let outcome = folder.check(&["--format", "concise", "."]);
    assert_eq!(outcome.code, Some(1));
    assert!(outcome.stdout.contains("a.json:1:17: error[p]: "), "{}", outcome.stdout);
}

#[test]
fn a_star_of_a_schema_glob_does_not_cross_folders() {
    let rulebook = "version = 1
documents = ['**/*.json']
schema = { '*.json' = 'schema/s.txt' }
[rules]
idle = { level = 'off' }
";
    let folder = Folder::new(&[
        ("factlint.toml", rulebook),
        ("schema/s.txt", "{ \"type\": \"array\" }"),
        ("x.json", "{}"),
        ("a/x.json", "{}"),
    ]);
    let outcome = folder.check(&["--format", "concise", "."]);
    assert!(outcome.stdout.starts_with("x.json:1:1: error[schema]: "), "{}", outcome.stdout);
    assert!(!outcome.stdout.contains("a/x.json"), "{}", outcome.stdout);
}
