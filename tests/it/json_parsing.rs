//! Conformance: nst/JSONTestSuite, read through `FACTLINT_SUITES`.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use factlint::document::{Document, FileId, Limits};
use std::path::PathBuf;

fn suite() -> Option<PathBuf> {
    let Some(folder) = std::env::var_os("FACTLINT_SUITES") else {
        println!("json-parsing: did not run, FACTLINT_SUITES is not set");
        return None;
    };
    Some(PathBuf::from(folder).join("json-parsing/test_parsing"))
}

#[test]
fn every_y_file_is_accepted_and_every_n_file_refused_at_a_byte() {
    let Some(folder) = suite() else { return };
    let (mut accepted, mut refused, mut either) = (0, 0, 0);
    let mut wrong = Vec::new();
    for entry in std::fs::read_dir(&folder).expect("the suite's folder") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        let bytes = std::fs::read(&path).expect("a readable file");
        let length = bytes.len();
        let document = Document::parse(FileId(0), bytes, Limits::default());
        let error = document.syntax_error();
        match name.split('_').next() {
            Some("y") if error.is_none() => accepted += 1,
            Some("n") if error.is_some_and(|error| error.range.end <= length.max(1)) => {
                refused += 1;
            }
            Some("i") => either += 1,
            _ => wrong.push(name),
        }
    }
    wrong.sort();
    println!(
        "json-parsing: {accepted} of 95 y_ accepted, {refused} of 188 n_ refused, {either} i_ without a crash"
    );
    assert_eq!(wrong, Vec::<String>::new());
    assert_eq!((accepted, refused, either), (95, 188, 35));
}
