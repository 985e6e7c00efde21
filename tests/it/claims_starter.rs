//! Tests `factlint init --claims`: it creates a dataset of claims without findings.
#![allow(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use crate::command::{Folder, Outcome};
use crate::repository::Repository;

const FILES: [&str; 7] = [
    "sources/.gitattributes",
    "sources/museum-about.txt",
    "dataset.schema.json",
    "schema.json",
    "claims.yaml",
    "reviews.toml",
    "factlint.toml",
];

/// Returns the paths of all files and folders in a folder, sorted.
pub(crate) fn all_in(folder: &Folder) -> Vec<String> {
    let mut found = Vec::new();
    let mut folders = vec![folder.path("")];
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(&next).expect("a folder") {
            let path = entry.expect("an entry").path();
            let name = path.strip_prefix(folder.path("")).expect("a path in the folder");
            found.push(name.to_string_lossy().replace('\\', "/"));
            if path.is_dir() {
                folders.push(path);
            }
        }
    }
    found.sort();
    found
}

#[track_caller]
fn assert_clean(outcome: &Outcome) {
    outcome.assert(0, "nothing found");
    let summary = outcome.stdout.lines().nth(1).unwrap_or_default();
    assert!(summary.contains("1 quote verified"), "{outcome:#?}");
    assert!(!outcome.stdout.contains("not checked"), "{outcome:#?}");
}

#[test]
fn the_dataset_checks_clean_and_nothing_is_idle() {
    let folder = Folder::new(&[]);
    let outcome = folder.init(&["--claims", "new/facts"]);
    outcome.assert(0, "wrote 7 files in new/facts: ");
    outcome.assert(0, "  factlint check new/facts");
    let mut wanted: Vec<String> = FILES.map(|name| format!("new/facts/{name}")).to_vec();
    wanted.extend(["new", "new/facts", "new/facts/sources"].map(str::to_owned));
    wanted.sort();
    assert_eq!(all_in(&folder), wanted);
    assert_clean(&folder.check(&["new/facts"]));
    folder.factlint(&["config", "new/facts"]).assert_code(0);
    folder.factlint(&["review", "list", "new/facts"]).assert_code(0);
    folder.factlint(&["fmt", "--check", "new/facts"]).assert_code(0);
}

#[test]
fn the_dataset_checks_clean_in_the_current_folder() {
    let folder = Folder::new(&[]);
    folder.init(&["--claims"]).assert(0, "  factlint source add FILE");
    assert_clean(&folder.check(&[]));
}

#[test]
fn the_dataset_checks_clean_in_a_repository_that_converts_line_ends() {
    let repository = Repository::new(&[]);
    repository.git(&["config", "core.autocrlf", "true"]);
    repository.files.init(&["--claims", "facts"]).assert_code(0);
    repository.git(&["add", "--all"]);
    repository.commit("Begin");
    // Git is configured to write CR LF in all files except the snapshot.
    std::fs::remove_dir_all(repository.files.path("facts")).expect("a folder");
    repository.git(&["checkout", "--", "facts"]);
    let facts = repository.files.read("facts/claims.yaml");
    assert!(facts.contains("\r\n"), "git has converted nothing");
    assert_clean(&repository.files.check(&["facts"]));
}

#[test]
fn nothing_is_overwritten_and_nothing_is_written_beside_it() {
    for name in FILES {
        let folder = Folder::new(&[(name, "mine")]);
        let before = all_in(&folder);
        folder.init(&["--claims"]).assert_error(
            2,
            &format!(
                "error: {name} already exists and is never overwritten; nothing was written: choose another folder"
            ),
        );
        assert_eq!(all_in(&folder), before);
        assert_eq!(folder.read(name), "mine");
    }
}

#[test]
fn all_files_are_written_or_none() {
    let folder = Folder::new(&[("facts/sources", "a file where the folder should be")]);
    let outcome = folder.init(&["--claims", "facts"]);
    outcome.assert_code(2);
    assert!(outcome.stderr.ends_with("; nothing was written\n"), "{outcome:#?}");
    assert_eq!(all_in(&folder), ["facts", "facts/sources"]);
    let folder = Folder::new(&[("other/a", "")]);
    let outcome = folder.init(&["--claims", "new/facts", "--root", "other"]);
    outcome.assert_code(2);
    assert!(outcome.stderr.contains("outside"), "{outcome:#?}");
    assert_eq!(all_in(&folder), ["other", "other/a"]);
    let folder = Folder::new(&[("facts", "")]);
    folder.init(&["--claims", "facts"]).assert_error(2, "error: facts is not a folder");
}

/// Returns the rules that are optional, and the comment beside each.
fn optional(rulebook: &str) -> Vec<(String, String)> {
    let mut rule = String::new();
    let mut found = Vec::new();
    for line in rulebook.lines() {
        if let Some(name) = line.strip_prefix("[rules.") {
            name.trim_end_matches(']').clone_into(&mut rule);
        }
        if line.starts_with("optional") {
            found.push((rule.clone(), line.to_owned()));
        }
    }
    found
}

#[test]
fn each_optional_rule_has_nothing_yet_and_says_until_when() {
    let folder = Folder::new(&[]);
    folder.init(&["--claims"]).assert_code(0);
    let rulebook = folder.read("factlint.toml");
    let optional = optional(&rulebook);
    assert!(optional.len() > 8, "{optional:?}");
    for (rule, line) in optional {
        assert!(line.starts_with("optional = true # until "), "{rule}: {line}");
        let start = rulebook.find(&format!("[rules.{rule}]\n")).expect("the rule");
        let (before, after) = rulebook.split_at(start);
        folder.write("factlint.toml", format!("{before}{}", after.replacen(&line, "", 1)));
        let outcome = folder.check(&["--format", "concise"]);
        assert!(outcome.stdout.contains("notice[idle]"), "{rule} is not idle: {outcome:#?}");
    }
}

#[test]
fn what_an_interrupted_run_left_behind_is_completed() {
    let whole = Folder::new(&[]);
    whole.init(&["--claims", "f"]).assert_code(0);
    let folder = Folder::new(&[]);
    for name in ["f/sources/.gitattributes", "f/sources/museum-about.txt", "f/schema.json"] {
        folder.write(name, whole.read(name));
    }
    folder.init(&["--claims", "f"]).assert_code(0);
    assert_clean(&folder.check(&["f"]));
    // A dataset that is complete, and a file with another text, are not overwritten.
    assert_eq!(folder.init(&["--claims", "f"]).code, Some(2));
    let other = Folder::new(&[("f/schema.json", "{}")]);
    assert_eq!(other.init(&["--claims", "f"]).code, Some(2));
    assert_eq!(other.read("f/schema.json"), "{}");
}
