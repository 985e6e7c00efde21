//! Conformance: the official test suite of JSON Schema, from the text of document and schema to the errors.
//!
//! `FACTLINT_SUITES` names a folder that contains the suite as `json-schema`.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use factlint::document::{Document, FileId, Limits, Value};
use factlint::schema::{Draft, Formats, Retrieved, Schema, SchemaError, Settings};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

const DRAFTS: [(&str, Draft); 5] = [
    ("draft4", Draft::Draft4),
    ("draft6", Draft::Draft6),
    ("draft7", Draft::Draft7),
    ("draft2019-09", Draft::Draft2019),
    ("draft2020-12", Draft::Draft2020),
];

/// Tests that cannot pass: part of the name, and the reason. Currently, all tests pass.
const CANNOT_PASS: &[(&str, &str)] = &[];

#[test]
fn the_official_suite_passes() {
    let Some(suites) = std::env::var_os("FACTLINT_SUITES") else {
        println!("json-schema: not run, FACTLINT_SUITES is not set");
        return;
    };
    let suite = Path::new(&suites).join("json-schema");
    let mut failed = BTreeSet::new();
    for (name, draft) in DRAFTS {
        let mut run = Run { suite: &suite, draft, passed: 0, total: 0, failed: BTreeSet::new() };
        run.folder(&suite.join("tests").join(name));
        println!("json-schema {name}: {} of {}", run.passed, run.total);
        assert!(run.total > 100, "{name} has too few tests: is the suite complete?");
        failed.extend(run.failed);
    }
    let is_listed = |name: &&String| CANNOT_PASS.iter().any(|(part, _)| name.contains(part));
    let unlisted: Vec<&String> = failed.iter().filter(|name| !is_listed(name)).collect();
    assert!(unlisted.is_empty(), "{} fail: {unlisted:#?}", unlisted.len());
    for (part, reason) in CANNOT_PASS {
        assert!(failed.iter().any(|name| name.contains(part)), "passes now: {part} ({reason})");
    }
}

struct Run<'s> {
    suite: &'s Path,
    draft: Draft,
    passed: usize,
    total: usize,
    failed: BTreeSet<String>,
}

impl Run<'_> {
    fn folder(&mut self, folder: &Path) {
        let mut entries: Vec<PathBuf> =
            fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        entries.sort();
        for path in entries {
            if path.is_dir() { self.folder(&path) } else { self.file(&path) }
        }
    }

    fn file(&mut self, path: &Path) {
        let name = path.strip_prefix(self.suite.join("tests")).unwrap().display().to_string();
        let formats =
            if name.contains("/format/") { Formats::Assert } else { Formats::DraftDefault };
        let settings = Settings { draft: self.draft, formats, ..Settings::default() };
        let cases = read(path).unwrap();
        for case in cases.root().unwrap().elements() {
            let title = text(case, "description");
            let schema = document(case.get("schema").unwrap().raw());
            let compiled =
                Schema::compile(&schema, "/suite/schema.json", settings, &|uri| self.remote(uri));
            for test in case.get("tests").unwrap().elements() {
                let name = format!("{name}: {title}: {}", text(test, "description"));
                let data = test.get("data").unwrap();
                let want = test.get("valid").unwrap().as_bool().unwrap();
                let got = match &compiled {
                    Ok(schema) => check(&name, schema, data),
                    Err(problems) => Err(format!("does not compile: {problems:?}")),
                };
                self.total += 1;
                match got {
                    Ok(got) if got == want => self.passed += 1,
                    Ok(got) => _ = self.failed.insert(format!("{name}: valid is {got}")),
                    Err(reason) => _ = self.failed.insert(format!("{name}: {reason}")),
                }
            }
        }
    }

    fn remote(&self, uri: &str) -> Result<Retrieved, String> {
        let path = uri.strip_prefix("http://localhost:1234/").ok_or("not of the suite")?;
        let document = read(&self.suite.join("remotes").join(path))?;
        Ok(Retrieved { location: uri.to_owned(), document })
    }
}

/// Returns whether the value is valid, after checking that the errors agree and are well-formed.
fn check(name: &str, schema: &Schema, data: Value<'_>) -> Result<bool, String> {
    let errors = schema.check(data);
    for error in &errors {
        check_error(name, data, error);
    }
    if schema.is_valid(data) != errors.is_empty() {
        return Err("the errors and the verdict differ".to_owned());
    }
    Ok(errors.is_empty())
}

fn check_error(name: &str, data: Value<'_>, error: &SchemaError<'_>) {
    let places = error.related.iter().map(|(place, _)| *place).chain([error.place]);
    for place in places {
        assert!(data.contains(place), "{name}: a place outside: {error:?}");
    }
    let texts = error.help.iter().chain(error.related.iter().map(|(_, label)| label));
    for text in texts.chain([&error.message]) {
        assert!(!text.is_empty() && !text.ends_with('.'), "{name}: {text:?}");
        assert!(text.chars().count() < 1000, "{name}: too long: {text}");
    }
    assert!(!error.keyword.is_empty(), "{name}: no keyword");
}

fn text(value: Value<'_>, name: &str) -> String {
    value.get(name).unwrap().as_str().unwrap().into_owned()
}

fn read(path: &Path) -> Result<Document, String> {
    let bytes = fs::read(path).map_err(|error| error.to_string())?;
    Ok(Document::parse(FileId::UNLISTED, bytes, Limits::default()))
}

fn document(text: &str) -> Document {
    Document::parse(FileId::UNLISTED, text.as_bytes().to_vec(), Limits::default())
}
