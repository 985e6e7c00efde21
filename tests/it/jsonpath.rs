//! Conformance: jsonpath-standard/jsonpath-compliance-test-suite, read through `FACTLINT_SUITES`.

// Clippy exempts functions with `#[test]`, but not the helpers that they call.
#![allow(clippy::expect_used, clippy::print_stdout)]

use factlint::document::{Document, FileId, Limits, Value};
use factlint::path::Path;
use std::path::PathBuf;

fn suite() -> Option<Document> {
    let Some(folder) = std::env::var_os("FACTLINT_SUITES") else {
        println!("jsonpath: did not run, FACTLINT_SUITES is not set");
        return None;
    };
    let file = PathBuf::from(folder).join("jsonpath/cts.json");
    let bytes = std::fs::read(file).expect("the suite's file");
    Some(Document::parse(FileId(0), bytes, Limits::default()))
}

#[test]
fn every_valid_selector_selects_its_results_and_every_invalid_one_is_refused() {
    let Some(suite) = suite() else { return };
    let cases = suite.root().and_then(|root| root.get("tests")).expect("the list of tests");
    let wrong: Vec<String> = cases.elements().filter_map(|case| complaint(case).err()).collect();
    println!("jsonpath: {} of {}", cases.len() - wrong.len(), cases.len());
    assert_eq!(wrong, Vec::<String>::new());
    assert_eq!(cases.len(), 703);
}

#[test]
fn every_error_is_at_a_character_of_the_selector() {
    let Some(suite) = suite() else { return };
    let cases = suite.root().and_then(|root| root.get("tests")).expect("the list of tests");
    for selector in cases.elements().map(|case| text(case, "selector")) {
        let Err(error) = Path::parse(&selector) else { continue };
        let marked = selector.get(error.column..error.column + error.length);
        assert!(marked.is_some(), "{selector}: {error:?}");
        assert!(!error.message.ends_with('.'), "{selector}: {error:?}");
    }
}

/// Checks one case of the suite, and returns an error if the selected values are wrong.
fn complaint(case: Value<'_>) -> Result<(), String> {
    let selector = text(case, "selector");
    let parsed = Path::parse(&selector);
    if case.get("invalid_selector").is_some() {
        return match parsed {
            Ok(_) => Err(format!("{selector}: accepted")),
            Err(_) => Ok(()),
        };
    }
    let path = parsed.map_err(|error| format!("{selector}: {error} at {}", error.column))?;
    let instance = case.get("document").expect("the document").raw();
    let instance = Document::parse(FileId(0), instance.into(), Limits::default());
    let selected = path.select(instance.root().expect("a value"));
    let is_expected = alternatives(case, "result")
        .zip(alternatives(case, "result_paths"))
        .any(|(values, paths)| is_selection(&selected, values, paths));
    if is_expected {
        return Ok(());
    }
    let selected: Vec<&str> = selected.iter().map(Value::raw).collect();
    Err(format!("{selector}: {selected:?}"))
}

/// Returns the accepted results. There may be several, since the order of an object's members is not defined.
fn alternatives<'a>(case: Value<'a>, name: &str) -> impl Iterator<Item = Value<'a>> {
    let several = case.get(&name.replacen("result", "results", 1));
    case.get(name).into_iter().chain(several.into_iter().flat_map(|several| several.elements()))
}

/// Checks whether the selected values and their paths are the expected ones.
fn is_selection(selected: &[Value<'_>], values: Value<'_>, paths: Value<'_>) -> bool {
    let pairs = || selected.iter().zip(values.elements().zip(paths.elements()));
    let are_equal = || pairs().all(|(got, (value, path))| got.equals(&value) && is_at(*got, path));
    selected.len() == values.len() && selected.len() == paths.len() && are_equal()
}

/// Checks whether a normalized path (RFC 9535 section 2.7) selects exactly this value.
fn is_at(value: Value<'_>, path: Value<'_>) -> bool {
    let path = Path::parse(&path.as_str().expect("a text")).expect("a normalized path");
    let root = value.document().root().expect("a value");
    matches!(path.select(root).as_slice(), [found] if found.is_same_node(value))
}

fn text(case: Value<'_>, name: &str) -> String {
    case.get(name).and_then(|value| value.as_str()).expect("a text").into_owned()
}
