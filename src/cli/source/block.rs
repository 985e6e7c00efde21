//! Writes objects in the block style of YAML.

use crate::document::{Document, FileId, Form, Limits, Value};
use serde_json::Value as Json;
use std::borrow::Cow;

/// Returns the text of a YAML file with `record` added, in block style, after `last`, the last record of a list.
/// Returns `None` if the list has another style, or if the new text would not be read as the old list with the record
/// added.
pub(super) fn with_record(last: Value<'_>, record: &Json) -> Option<String> {
    let document = last.document();
    let file = document.text_of_file();
    let range = last.range_in_file();
    let line_start = file.get(..range.start)?.rfind('\n').map_or(0, |end| end + 1);
    let before = file.get(line_start..range.start)?;
    let indentation = before.trim_end().strip_suffix('-')?;
    if !indentation.trim().is_empty() || before.contains('\t') {
        return None;
    }
    let line_break = if file.contains("\r\n") { "\r\n" } else { "\n" };
    let last_record = file.get(range)?.trim_end();
    let end_of_record = line_start + before.len() + last_record.len();
    let rest = file.get(end_of_record..)?;
    let end = end_of_record + rest.find(['\r', '\n']).unwrap_or(rest.len());
    let inner = " ".repeat(before.len());
    let lines = lines(record, &inner)?.join(line_break);
    let added = lines.strip_prefix(&inner)?;
    let text = format!("{}{line_break}{before}{added}{}", file.get(..end)?, file.get(end..)?);
    is_read_as(&text, last, record).then_some(text)
}

/// Whether a text is read as the list that contains `last`, with the record added at its end.
fn is_read_as(text: &str, last: Value<'_>, record: &Json) -> bool {
    let bytes = text.as_bytes().to_vec();
    let new = Document::parse_as(Form::Yaml, FileId::UNLISTED, bytes, Limits::default());
    let json = |document: &Document| serde_json::from_str::<Json>(document.text()).ok();
    let list = last.parent().map(|list| list.pointer());
    let (Some(list), Some(old), Some(new)) = (list, json(last.document()), json(&new)) else {
        return false;
    };
    let elements = |document: &Json| document.pointer(list.as_str())?.as_array().cloned();
    let mut expected = elements(&old).unwrap_or_default();
    expected.push(record.clone());
    elements(&new) == Some(expected)
}

/// Returns the members of an object in block style, one per line. Returns `None` if a value is neither an object nor a
/// string.
fn lines(object: &Json, indentation: &str) -> Option<Vec<String>> {
    let mut lines = Vec::new();
    for (key, value) in object.as_object()? {
        match value {
            Json::Object(_) => {
                lines.push(format!("{indentation}{key}:"));
                lines.extend(self::lines(value, &format!("{indentation}  "))?);
            }
            _ => lines.push(format!("{indentation}{key}: {}", scalar(value.as_str()?))),
        }
    }
    Some(lines)
}

/// Formats a text as a YAML scalar, in quotation marks if it would, or might, be read differently without them.
pub(super) fn scalar(text: &str) -> String {
    let quoted = Json::from(text).to_string();
    let needs_quotes =
        |character: char| character.is_control() || "[]{},&*!|>'\"%@`#".contains(character);
    if text.contains(needs_quotes) {
        return quoted;
    }
    let bytes = format!("a: {text}\n").into_bytes();
    let document = Document::parse_as(Form::Yaml, FileId::UNLISTED, bytes, Limits::default());
    let read = document.root().and_then(|root| root.get("a")?.as_str().map(Cow::into_owned));
    if read.as_deref() == Some(text) { text.to_owned() } else { quoted }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn added(text: &str) -> Option<String> {
        let bytes = text.as_bytes().to_vec();
        let document = Document::parse_as(Form::Yaml, FileId::UNLISTED, bytes, Limits::default());
        let list = document.root()?.get("a")?;
        let record = serde_json::json!({ "id": "b", "text": "x: y", "in": { "n": "1" } });
        with_record(list.elements().last()?, &record)
    }

    #[test]
    fn a_record_is_added_in_block_style() {
        for (before, after) in [
            (
                "a:\n  - id: a # first\nb: 1\n",
                "a:\n  - id: a # first\n  - id: b\n    text: \"x: y\"\n    in:\n      n: \"1\"\nb: 1\n",
            ),
            (
                "a:\n- id: a\n  x: 1\n\n# next\nb: 1\n",
                "a:\n- id: a\n  x: 1\n- id: b\n  text: \"x: y\"\n  in:\n    n: \"1\"\n\n# next\nb: 1\n",
            ),
            (
                "a:\r\n  -   id: a",
                "a:\r\n  -   id: a\r\n  -   id: b\r\n      text: \"x: y\"\r\n      in:\r\n        n: \"1\"",
            ),
        ] {
            assert_eq!(added(before).as_deref(), Some(after));
        }
        for other in ["a: [{ id: a }]\n", "a:\n  - 1\n  - &x { id: a }\n"] {
            assert_eq!(added(other), None, "{other}");
        }
    }

    #[test]
    fn a_text_is_quoted_where_yaml_would_read_another() {
        for (text, want) in [
            ("About the museum", "About the museum"),
            ("https://example.org/a?b=c", "https://example.org/a?b=c"),
            ("2019-05", "2019-05"),
            ("12", "\"12\""),
            ("true", "\"true\""),
            ("", "\"\""),
            ("a: b", "\"a: b\""),
            ("a #b", "\"a #b\""),
            ("- a", "\"- a\""),
            (" a", "\" a\""),
            ("he said \"no\"", "\"he said \\\"no\\\"\""),
        ] {
            assert_eq!(scalar(text), want);
        }
    }
}
