//! Writes edits of cells in CSV and TSV.

use super::separator;
use crate::document::source::Style;
use crate::document::yaml::FileEdit;
use crate::document::{Form, Value};
use serde_json::Value as Json;

/// Converts an edit of the JSON text to an edit of the file. Returns `None` unless the edit replaces the
/// content of a cell by a text, a number or a boolean, or the name of a column by a text that is not empty.
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
    let needs_marks = |character: char| {
        matches!(character, '"' | '\r' | '\n') || character == char::from(separator(form))
    };
    let is_quoted =
        written.style == Style::DoubleQuoted || text.is_empty() || text.contains(needs_marks);
    let text = if is_quoted { format!("\"{}\"", text.replace('"', "\"\"")) } else { text };
    Some(FileEdit { range: written.range(), text })
}
