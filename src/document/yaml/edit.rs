//! Edits values in YAML. The new text has the style of the old one, or quotation marks if that style cannot
//! contain it.

mod insert;

use super::scalar;
use crate::document::source::{Style, Written};
use crate::document::{Document, FileId, Form, Kind, Limits, Value};
use serde_json::Value as Json;
use std::ops::Range;

/// An edit of the file.
pub(in crate::document) struct FileEdit {
    /// The bytes to replace.
    pub(in crate::document) range: Range<usize>,
    /// The new text.
    pub(in crate::document) text: String,
}

/// An element, or a member with its key.
type Added = (Option<String>, Json);

/// Converts an edit of the JSON text to an edit of the file. `replacement` replaces the value, and may add
/// elements or members after it. Returns `None` if it is not certain that the edited file would be read as
/// intended.
pub(in crate::document) fn in_file(value: Value<'_>, replacement: &str) -> Option<FileEdit> {
    let written = value.written()?;
    if value.is_key() {
        let Json::String(key) = serde_json::from_str(replacement).ok()? else { return None };
        let text = key_text(&key, value, written)?;
        return Some(FileEdit { range: written.range(), text });
    }
    let container = value.parent().filter(Value::occurs_in_text);
    let is_member = container.is_some_and(|container| container.kind() == Kind::Object);
    let (new, added) = split_replacement(replacement, is_member)?;
    let is_unchanged = serde_json::from_str::<Json>(value.raw()).is_ok_and(|old| old == new);
    let text = match is_unchanged {
        true => value.text_in_file().to_owned(),
        false => value_text(&new, value, written)?,
    };
    let edit = FileEdit { range: written.range(), text };
    match added.as_slice() {
        [] => Some(edit),
        added => insert::after(value, container?, edit, added),
    }
}

/// Returns the value in a replacement, and the elements or members that the replacement adds after it.
fn split_replacement(replacement: &str, is_member: bool) -> Option<(Json, Vec<Added>)> {
    if is_member {
        // The key of the value does not matter here, since it is not written.
        let members: serde_json::Map<String, Json> =
            serde_json::from_str(&format!("{{\"\\u0000\": {replacement}}}")).ok()?;
        let mut members = members.into_iter();
        let (_, new) = members.next()?;
        return Some((new, members.map(|(key, value)| (Some(key), value)).collect()));
    }
    let elements: Vec<Json> = serde_json::from_str(&format!("[{replacement}]")).ok()?;
    let mut elements = elements.into_iter();
    let new = elements.next()?;
    Some((new, elements.map(|value| (None, value)).collect()))
}

/// Returns the text of a key that replaces another key.
fn key_text(key: &str, old: Value<'_>, written: Written) -> Option<String> {
    let candidates = match written.style {
        Style::Plain => plain(key, old).chain([single_quoted(key), double_quoted(key)]).collect(),
        Style::SingleQuoted => vec![single_quoted(key), double_quoted(key)],
        Style::DoubleQuoted => vec![double_quoted(key)],
        _ => return None,
    };
    let is_key =
        |candidate: &str, text: String| reads_as(&text, &serde_json::json!({ key: 1 }), candidate);
    // A key after a question mark ends its line, so a plain `-` there would begin an array.
    candidates.into_iter().find(|candidate| {
        is_key(candidate, format!("{candidate}: 1\n"))
            && is_key(candidate, format!("? {candidate}\n: 1\n"))
            && candidate.chars().all(is_printable)
            && (!is_in_brackets(old) || is_key(candidate, format!("{{{candidate}: 1}}\n")))
    })
}

/// Returns the text of a value that replaces another value.
fn value_text(new: &Json, old: Value<'_>, written: Written) -> Option<String> {
    let text = match new {
        Json::String(text) => scalar_text(text, Some(written.style), (old, is_in_brackets(old)))?,
        Json::Object(_) | Json::Array(_)
            if written.style == Style::Block || old.text_in_file().contains('#') =>
        {
            return None;
        }
        Json::Array(elements) => insert::list(elements, old)?,
        other => other.to_string(),
    };
    if written.style != Style::Nothing {
        return Some(text);
    }
    // The place of an absent value is the mark that shows its absence.
    let mark = old.text_in_file();
    matches!(mark, ":" | "-").then(|| format!("{mark} {text}"))
}

/// Returns a text as a scalar in the given style, or as a plain scalar if no style of scalars is given. If the
/// text cannot be written in that style, the scalar is in quotation marks. `place` is a value at the place of the
/// scalar, and `is_in_brackets` says whether that place is in brackets. Returns `None` for [`Style::Block`], and
/// if a part of the old block scalar or its comment could not be replaced safely.
fn scalar_text(
    text: &str,
    style: Option<Style>,
    (place, is_in_brackets): (Value<'_>, bool),
) -> Option<String> {
    let mut candidates: Vec<String> = match style {
        Some(Style::SingleQuoted) => vec![single_quoted(text)],
        Some(Style::DoubleQuoted) => vec![double_quoted(text)],
        Some(Style::BlockScalar) if has_more_lines(place) => return None,
        Some(Style::BlockScalar) => literal(text, place.text_in_file()).into_iter().collect(),
        Some(Style::Block) => return None,
        _ => plain(text, place).chain([single_quoted(text)]).collect(),
    };
    let header = place.text_in_file().lines().next().unwrap_or_default();
    if style != Some(Style::BlockScalar) || !header.contains('#') {
        candidates.push(double_quoted(text));
    }
    let expected = serde_json::json!({ "a": text });
    candidates.into_iter().filter(|text| text.chars().all(is_printable)).find(|candidate| {
        reads_as(&format!("a: {candidate}\n"), &expected, candidate)
            && (place.parent().is_some_and(|outer| outer.occurs_in_text())
                || reads_as(&format!("{candidate}\n"), &Json::from(text), candidate))
            && (!is_in_brackets
                || reads_as(&format!("{{a: {candidate}, b: 1}}\n"), &with_b(&expected), candidate))
    })
}

/// Returns a text as a plain scalar. Returns nothing if YAML 1.1, which many parsers still read, would give it
/// another type, unless that is also true of the old text at this place.
fn plain(text: &str, old: Value<'_>) -> impl Iterator<Item = String> + use<> {
    let is_like_old = old.as_str().is_some() && scalar::is_ambiguous(old.text_in_file());
    let is_safe = is_like_old || !scalar::is_ambiguous(text);
    is_safe.then(|| text.to_owned()).into_iter()
}

/// Whether a character may be written as it is (YAML 1.2.2, section 5.1). U+0085, U+2028 and U+2029 are line breaks in
/// YAML 1.1.
fn is_printable(character: char) -> bool {
    !matches!(
        character,
        '\u{7F}'..='\u{9F}' | '\u{2028}' | '\u{2029}' | '\u{FEFF}' | '\u{FFFE}' | '\u{FFFF}'
    )
}

/// Whether lines of spaces or tabs follow a block scalar. They may be part of its text, although its range in the
/// file ends before them.
fn has_more_lines(value: Value<'_>) -> bool {
    let file = value.document().text_of_file();
    let after = file.get(value.range_in_file().end..).unwrap_or_default();
    let blank = after.lines().skip(1).take_while(|line| line.trim().is_empty());
    blank.into_iter().any(|line| line.contains([' ', '\t']))
}

fn with_b(expected: &Json) -> Json {
    let mut expected = expected.clone();
    if let Some(members) = expected.as_object_mut() {
        members.insert("b".to_owned(), Json::from(1));
    }
    expected
}

/// Whether a YAML text, which contains the scalar `candidate`, has the expected value.
fn reads_as(text: &str, expected: &Json, candidate: &str) -> bool {
    let is_scalar =
        candidate.starts_with(['"', '\'', '|', '>']) || !candidate.contains(['\n', '\r']);
    let document =
        || Document::parse_as(Form::Yaml, FileId::UNLISTED, text.into(), Limits::default());
    is_scalar
        && serde_json::from_str::<Json>(document().text()).is_ok_and(|value| value == *expected)
}

/// Whether a value is, or may be, inside brackets or braces.
fn is_in_brackets(value: Value<'_>) -> bool {
    value.written().is_some_and(|written| written.is_shared) || is_below_brackets(value)
}

/// Whether a value is inside an object or array in brackets.
fn is_below_brackets(value: Value<'_>) -> bool {
    let is_flow =
        |around: Value<'_>| around.written().is_some_and(|written| written.style == Style::Flow);
    std::iter::successors(value.parent(), Value::parent).any(is_flow)
}

fn single_quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// Returns a text as a JSON string, which is also a scalar in YAML.
fn double_quoted(text: &str) -> String {
    let mut quoted = String::new();
    scalar::write_text(text, &mut quoted);
    let escaped = |character: char| match is_printable(character) {
        true => character.to_string(),
        false => format!("\\u{:04X}", u32::from(character)),
    };
    quoted.chars().map(escaped).collect()
}

/// Returns a text as a literal block scalar. Its header and its indentation are those of the scalar `old`.
/// Returns `None` if `old` is not a literal block scalar. Also returns `None` if `old` keeps the blank lines
/// at its end (`|+`), since there may be many.
fn literal(text: &str, old: &str) -> Option<String> {
    let (header, content) = old.split_once('\n')?;
    let first = content.lines().find(|line| !line.trim().is_empty())?;
    let indentation = first.get(..first.len() - first.trim_start_matches(' ').len())?;
    if header.contains('+') || !header.starts_with('|') {
        return None;
    }
    let line_break = if header.ends_with('\r') { "\r\n" } else { "\n" };
    let lines = text.trim_end_matches('\n').split('\n').map(|line| match line {
        "" => String::new(),
        line => format!("{indentation}{line}"),
    });
    Some(format!(
        "{}{line_break}{}",
        header.trim_end_matches('\r'),
        lines.collect::<Vec<_>>().join(line_break)
    ))
}

#[cfg(test)]
mod tests;
