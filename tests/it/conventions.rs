//! Checks conventions that the compiler does not check: the order of modules, a doc comment at the top of each file,
//! short files, no ignored tests, and generated files that are up to date.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use crate::expected::assert_is_kept;
use factlint::claims::ValueType;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// The top-level modules, in order. A module imports only from modules before it.
pub(crate) const ORDER: &[&str] = &[
    "storage",
    "words",
    "document",
    "path",
    "value",
    "schema",
    "quote",
    "files",
    "finding",
    "parameters",
    "rule",
    "claims",
    "rules",
    "rulebook",
    "canonical",
    "infer",
    "dataset",
    "engine",
    "ledger",
    "baseline",
    "comparison",
    "disk",
    "report",
    "shard",
    "api",
    "cli",
    "main",
];

/// Maximum length of a file, in lines.
const MAX_FILE: usize = 450;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn rust_files(folder: &str) -> Vec<(PathBuf, String)> {
    let pattern = root().join(folder).join("**/*.rs");
    let paths = glob::glob(&pattern.to_string_lossy()).expect("a pattern");
    let mut files: Vec<_> = paths
        .map(|path| path.expect("a path"))
        .map(|path| {
            (
                path.strip_prefix(root()).expect("inside").to_owned(),
                std::fs::read_to_string(&path).expect("text"),
            )
        })
        .collect();
    files.sort();
    files
}

fn module_of(path: &Path) -> String {
    let inside = path.strip_prefix("src").expect("in src");
    let first = inside.components().next().expect("a component").as_os_str().to_string_lossy();
    first.trim_end_matches(".rs").to_owned()
}

/// Returns the top-level modules that a file names after `crate::`, outside of tests.
fn imports(text: &str) -> BTreeSet<String> {
    let code = text.split("#[cfg(test)]").next().unwrap_or_default();
    let lines = code.lines().filter(|line| !line.trim_start().starts_with("//"));
    let code: String = lines.collect::<Vec<_>>().join("\n");
    let uses = code.split("crate::").skip(1);
    uses.map(|rest| rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect())
        .collect()
}

#[test]
fn dependencies_point_one_way() {
    let position = |module: &str| ORDER.iter().position(|known| *known == module);
    let mut wrong = Vec::new();
    for (path, text) in rust_files("src") {
        let module = module_of(&path);
        if module == "lib" || path.file_name().is_some_and(|name| name == "tests.rs") {
            continue;
        }
        let own = position(&module).unwrap_or_else(|| panic!("{module} is not in ORDER"));
        for import in imports(&text) {
            match position(&import) {
                Some(other) if other <= own => {}
                _ => wrong.push(format!("{} uses {import}", path.display())),
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn every_file_says_what_it_is_for() {
    let folders = ["src", "tests", "xtask"];
    for (path, text) in folders.into_iter().flat_map(rust_files) {
        if path.file_name().is_some_and(|name| name == "tests.rs") {
            continue;
        }
        assert!(text.starts_with("//! "), "{} has no docs at its top", path.display());
    }
}

#[test]
fn no_file_is_too_long() {
    for (path, text) in rust_files("src") {
        let lines = text.lines().count();
        assert!(lines <= MAX_FILE, "{} has {lines} lines", path.display());
    }
}

#[test]
fn nothing_is_ignored_and_nothing_is_left_open() {
    for (path, text) in rust_files("src").into_iter().chain(rust_files("tests")) {
        for open in [["#[", "ignore"], ["todo", "!("], ["unimplemented", "!("]] {
            assert!(!text.contains(&open.concat()), "{} has {}", path.display(), open.concat());
        }
    }
}

/// `cargo xtask new-rule` marks the places that must be filled in.
#[test]
fn nothing_is_left_to_fill_in() {
    let pages = glob::glob(&root().join("src/rules/*.md").to_string_lossy()).expect("a pattern");
    let pages = pages.map(|path| path.expect("a path"));
    let pages = pages.map(|path| (path.clone(), std::fs::read_to_string(path).expect("text")));
    let files = rust_files("src").into_iter().chain(rust_files("tests")).chain(pages);
    let left = files.flat_map(|(path, text)| {
        let lines =
            text.lines().zip(1..).filter(|(line, _)| line.contains(&["FILL", "IN"].join(" ")));
        let path = path.strip_prefix(root()).unwrap_or(&path).display().to_string();
        lines.map(|(line, number)| format!("{path}:{number}: {}", line.trim())).collect::<Vec<_>>()
    });
    let left: Vec<String> = left.collect();
    assert!(left.is_empty(), "fill in what these lines ask for:\n{}", left.join("\n"));
}

#[test]
fn only_the_command_line_prints_and_only_reading_reads() {
    for (path, text) in rust_files("src") {
        let module = module_of(&path);
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        if module != "cli" {
            for printing in ["println!", "eprintln!", "io::stdout", "io::stderr"] {
                assert!(!code.contains(printing), "{} prints", path.display());
            }
        }
        if !["api", "cli", "disk"].contains(&module.as_str()) {
            for reading in ["std::fs", "std::env::var", "SystemTime", "Timestamp::now"] {
                assert!(!code.contains(reading), "{} does input or output", path.display());
            }
        }
    }
}

/// These modules read through a `Storage`, which has its own paths.
#[test]
fn no_module_up_to_the_engine_uses_a_file_system() {
    let engine = ORDER.iter().position(|module| *module == "engine").expect("the engine");
    let pure = &ORDER[..=engine];
    for (path, text) in rust_files("src") {
        if !pure.contains(&module_of(&path).as_str()) {
            continue;
        }
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        for system in ["std::fs", "std::path", "std::process", "OsStr", "tempfile"] {
            assert!(!code.contains(system), "{} uses {system}", path.display());
        }
    }
}

#[test]
fn nothing_about_one_dataset_is_in_the_program() {
    for (path, text) in rust_files("src") {
        if path.file_name().is_some_and(|name| name == "tests.rs") {
            continue;
        }
        let code = text.split("#[cfg(test)]").next().unwrap_or_default().to_lowercase();
        for word in ["interpol ", "interpol's", "greenland", "fusion centre", "igci"] {
            assert!(!code.contains(word), "{} knows {word}", path.display());
        }
    }
}

#[test]
fn the_rulebooks_schema_is_the_one_that_the_program_prints() {
    assert_schema_is_kept("rulebook.schema.json", &factlint::rulebook::rulebook_schema());
}

#[test]
fn the_ledgers_schema_is_the_one_that_the_program_prints() {
    assert_schema_is_kept("ledger.schema.json", &factlint::ledger::ledger_schema());
}

#[test]
fn the_baselines_schema_is_the_one_that_the_program_prints() {
    assert_schema_is_kept("baseline.schema.json", &factlint::baseline::baseline_schema());
}

fn assert_schema_is_kept(name: &str, schema: &serde_json::Value) {
    assert_is_kept(&format!("{schema:#}\n"), &format!("schema/{name}"));
}

/// Phrases that are hard to read, each with a plainer one.
const PHRASES: &[(&str, &str)] = &[
    ("nothing where", "`None` if"),
    ("/ so many ", "say what is limited, and the unit"),
    (" stands ", "is, is at"),
    (" stand ", "are, are at"),
    ("seen from", "relative to"),
    ("of its own", "its own, separate"),
    ("as far as", "name what limits it"),
    ("at hand", "in memory, current"),
    ("a finding a line", "one finding per line"),
    ("what there is to", "name it"),
];

#[test]
fn comments_are_in_plain_english() {
    let own = Path::new("tests/it/conventions.rs");
    let files = rust_files("src").into_iter().chain(rust_files("tests"));
    let mut found = Vec::new();
    for (path, text) in files.filter(|(path, _)| path != own) {
        for (line, number) in text.lines().zip(1..) {
            let comment = line.trim_start();
            if !comment.starts_with("//") {
                continue;
            }
            let words = comment.to_lowercase().replace("stands for", "").replace("stand for", "");
            let matches = PHRASES.iter().filter(|(phrase, _)| words.contains(phrase));
            found.extend(matches.map(|(phrase, plain)| {
                format!("{}:{number}: `{}`, say: {plain}", path.display(), phrase.trim())
            }));
        }
    }
    assert!(found.is_empty(), "{} comments:\n{}", found.len(), found.join("\n"));
}

/// Maximum width of a line of a comment, in characters. `cargo fmt` does not wrap comments.
const MAX_COMMENT_WIDTH: usize = 120;

#[test]
fn comments_are_not_wider_than_a_screen() {
    for (path, text) in rust_files("src").into_iter().chain(rust_files("tests")) {
        for (line, number) in text.lines().zip(1..) {
            let is_comment = line.trim_start().starts_with("//");
            let width = line.chars().count();
            assert!(
                !is_comment || width <= MAX_COMMENT_WIDTH,
                "{}:{number} has {width} characters",
                path.display()
            );
        }
    }
}

#[test]
fn the_datasets_schema_has_the_types_of_values_of_the_code() {
    let text = include_str!("../../schema/dataset.schema.json");
    let schema: serde_json::Value = serde_json::from_str(text).expect("JSON");
    let types = schema["$defs"]["value"]["properties"].as_object().expect("value types");
    let tags = ValueType::ALL.map(ValueType::tag);
    assert_eq!(types.keys().collect::<Vec<_>>(), tags);
    let mut sorted = tags;
    sorted.sort_unstable();
    assert_eq!(schema["$defs"]["valueType"]["enum"], serde_json::json!(sorted));
    assert_eq!(tags.map(ValueType::from_tag), ValueType::ALL.map(Some));
    assert_eq!(ValueType::from_tag("colour"), None);
}
