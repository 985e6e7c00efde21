//! Tests checks with JSON Schema: errors, alternatives, problems of schemas themselves, and limits.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

mod alternatives;
mod causes;
mod checked;
mod formats;
mod limits;
mod messages;
mod numbers;
mod of_collections;
mod patterns;
mod problems;
mod rulebooks;

use factlint::document::{Document, FileId, Limits, Value};
use factlint::schema::{Draft, ErrorPart, Schema, SchemaError, Settings};

fn document(text: &str) -> Document {
    Document::parse(FileId::UNLISTED, text.as_bytes().to_vec(), Limits::default())
}

/// Asserts the errors of a value against a schema, each in the form `PLACE KEYWORD: MESSAGE`. The next lines have the
/// error's help, suggestion and related places.
#[track_caller]
fn check(schema: &str, data: &str, want: &[&str]) {
    check_draft(Draft::Draft2020, schema, data, want);
}

/// Asserts the errors of a value against a schema of this draft, unless the schema has `$schema`.
#[track_caller]
fn check_draft(draft: Draft, schema: &str, data: &str, want: &[&str]) {
    let settings = Settings { draft, ..Settings::default() };
    let schema = Schema::compile(&document(schema), "/s/schema.json", settings, &|name| {
        Err(format!("{name} is not there"))
    });
    let schema = schema.unwrap();
    let data = document(data);
    let errors = schema.check(data.root().unwrap());
    let got: Vec<String> = errors.iter().flat_map(lines).collect();
    assert_eq!(got, want);
}

fn lines(error: &SchemaError<'_>) -> Vec<String> {
    let mut lines =
        vec![format!("{} {}: {}", place(error.place, error.part), error.keyword, error.message)];
    lines.extend(error.help.iter().map(|help| format!("  help: {help}")));
    lines.extend(error.suggestion.iter().map(|text| format!("  write: {text}")));
    let related = error.related.iter();
    lines.extend(related.map(|(at, label)| format!("  {}: {label}", place(*at, ErrorPart::Whole))));
    lines
}

/// Formats a place as `/a/b`, `key /a/b` or `opening /a/b`. `/` is the whole document.
fn place(value: Value<'_>, part: ErrorPart) -> String {
    let pointer = value.pointer();
    let is_key = !value.document().root().unwrap().at(&pointer).unwrap().is_same_node(value);
    let shown = if pointer.as_str().is_empty() { "/" } else { pointer.as_str() };
    match (is_key, part) {
        (true, _) => format!("key {shown}"),
        (false, ErrorPart::Opening) => format!("opening {shown}"),
        (false, ErrorPart::Whole) => shown.to_owned(),
    }
}
