//! Checks that the files and functions named in ARCHITECTURE.md and CONTRIBUTING.md exist, and that the pages list the
//! modules in the order that `conventions.rs` checks.
#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test fails by panicking")]

use crate::conventions::ORDER;
use std::path::Path;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Returns the code spans of a page, outside of fenced blocks.
fn in_backticks(page: &str) -> Vec<String> {
    let text = std::fs::read_to_string(root().join(page)).expect("a page");
    let prose = text.split("```").step_by(2).collect::<String>();
    prose.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

/// Returns the mistake in a reference such as `src/engine.rs::check_all` or `src/rules/`, or `None` if its file and
/// function exist.
fn mistake_in(reference: &str) -> Option<String> {
    let (path, function) = match reference.split_once("::") {
        Some((path, function)) => (path, Some(function)),
        None => (reference, None),
    };
    if !root().join(path).exists() {
        return Some(format!("{path} does not exist"));
    }
    let function = function?;
    let code = std::fs::read_to_string(root().join(path)).unwrap_or_default();
    let is_there = ["(", "<"].iter().any(|after| code.contains(&format!("fn {function}{after}")));
    (!is_there).then(|| format!("{path} has no function {function}"))
}

fn is_path(word: &str) -> bool {
    let folders = ["src/", "tests/", "schema/", "ci/", ".github/", "python/", "npm/", "docker/"];
    folders.iter().any(|folder| word.starts_with(folder))
}

#[test]
fn every_file_and_function_that_is_named_exists() {
    for (page, least) in [("ARCHITECTURE.md", 80), ("CONTRIBUTING.md", 10)] {
        let references = in_backticks(page).into_iter().filter(|word| is_path(word));
        let references: Vec<String> = references.collect();
        assert!(references.len() >= least, "{page} names {} files", references.len());
        let mistakes: Vec<String> =
            references.iter().filter_map(|reference| mistake_in(reference)).collect();
        assert_eq!(mistakes, Vec::<String>::new(), "{page}");
    }
}

#[test]
fn a_missing_file_or_function_is_reported() {
    assert_eq!(mistake_in("src/engine.rs::check_all"), None);
    assert_eq!(mistake_in("src/rules/"), None);
    assert_eq!(mistake_in("src/motor.rs").as_deref(), Some("src/motor.rs does not exist"));
    assert_eq!(
        mistake_in("src/engine.rs::check_none").as_deref(),
        Some("src/engine.rs has no function check_none")
    );
    // A prefix of a function's name is not a match.
    assert!(mistake_in("src/engine.rs::check_al").is_some());
}

#[test]
fn the_modules_are_listed_in_their_order() {
    let text = std::fs::read_to_string(root().join("ARCHITECTURE.md")).expect("a page");
    let modules = text.split("## ").find(|section| section.starts_with("Modules\n"));
    let lines = modules.expect("a section").lines();
    let items = lines.filter(|line| line.starts_with(|first: char| first.is_ascii_digit()));
    let names: Vec<&str> = items.filter_map(|line| line.split('`').nth(1)).collect();
    assert_eq!(names, ORDER);
}
