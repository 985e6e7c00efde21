//! Writes edits of cells in CSV and TSV.

use super::separator;
use crate::document::source::Style;
use crate::document::yaml::FileEdit;
use crate::document::{Form, Value};
use serde_json::Value as Json;

/// Converts an edit of the JSON text to an edit of the file. A cell can become a string, a number or a boolean,
/// and a column's name can become a nonempty string. Returns `None` for any other edit.
pub(in crate::document) fn in_file(
    value: Value<'_>,
    form: Form,
    replacement: &str,
) -> Option<FileEdit> {
    let written = value.written().filter(|written| written.style != Style::Block)?;
    let text = match serde_json::from_str(replacement).ok()? {
        Json::String(text) => text,
        Json::Number(_) | Json::Bool(_) if !value.is_key() => replacement.trim().to_owned(),
        _ => return None,
    };
    if value.is_key() && text.is_empty() {
        return None;
    }
    let needs_quotes = |character: char| {
        matches!(character, '"' | '\r' | '\n') || character == char::from(separator(form))
    };
    let is_quoted =
        written.style == Style::DoubleQuoted || text.is_empty() || text.contains(needs_quotes);
    let text = if is_quoted { format!("\"{}\"", text.replace('"', "\"\"")) } else { text };
    Some(FileEdit { range: written.range(), text })
}
