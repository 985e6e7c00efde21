//! Inserts elements and members into YAML, after the last element of a list or the last member of an object.

use super::{Added, FileEdit, is_below_brackets, is_in_brackets, scalar_text};
use crate::document::source::Style;
use crate::document::{Kind, Value};
use serde_json::Value as Json;

/// Adds elements or members after `value`, in the layout of their container. `edit` is the edit of `value`
/// itself.
pub(super) fn after(
    value: Value<'_>,
    container: Value<'_>,
    edit: FileEdit,
    added: &[Added],
) -> Option<FileEdit> {
    let around = container.written()?;
    let is_inside =
        around.range().start <= edit.range.start && edit.range.end <= around.range().end;
    let is_last = value.positions().end == container.positions().end;
    if !is_inside || !is_last {
        return None;
    }
    let place = (value, is_in_brackets(value));
    let items = added.iter().map(|(key, new)| item(key.as_deref(), new, place));
    let items: Vec<String> = items.collect::<Option<_>>()?;
    match around.style {
        Style::Flow if value.written()?.style != Style::Nothing => {
            Some(FileEdit { text: format!("{}, {}", edit.text, items.join(", ")), ..edit })
        }
        Style::Block if !is_below_brackets(container) => on_lines(value, container, &edit, &items),
        _ => None,
    }
}

/// Returns the text of a list in brackets.
pub(super) fn list(elements: &[Json], like: Value<'_>) -> Option<String> {
    let elements = elements.iter().map(|element| item(None, element, (like, true)));
    Some(format!("[{}]", elements.collect::<Option<Vec<_>>>()?.join(", ")))
}

/// Returns the text of an element, or of a member with its key. `place` is a value with the style to use, and whether
/// the text is in brackets.
fn item(key: Option<&str>, new: &Json, place: (Value<'_>, bool)) -> Option<String> {
    let (like, _) = place;
    let style = like.written()?.style;
    let style = matches!(style, Style::SingleQuoted | Style::DoubleQuoted).then_some(style);
    let value = match new {
        Json::String(text) => scalar_text(text, style, place)?,
        Json::Array(elements) => list(elements, like)?,
        other => other.to_string(),
    };
    match key {
        None => Some(value),
        Some(key) => Some(format!(
            "{}: {value}",
            scalar_text(key, None, place).filter(|key| !key.contains('\n'))?
        )),
    }
}

/// Adds each item in a new line, after the line in which the value ends.
fn on_lines(
    value: Value<'_>,
    container: Value<'_>,
    edit: &FileEdit,
    items: &[String],
) -> Option<FileEdit> {
    let file = value.document().text_of_file();
    let first = match container.kind() {
        Kind::Object => container.members().next()?.key,
        _ => container.elements().next()?,
    };
    let start = first.range_in_file().start;
    let line_start = file.get(..start)?.rfind('\n').map_or(0, |at| at + 1);
    let before = file.get(line_start..start)?;
    let prefix = match container.kind() {
        Kind::Object if before.bytes().all(|byte| matches!(byte, b' ' | b'-')) => {
            " ".repeat(before.len())
        }
        Kind::Array if before.trim() == "-" && before.ends_with(' ') => before.to_owned(),
        _ => return None,
    };
    if keeps_blank_lines(value) {
        return None;
    }
    let rest = file.get(edit.range.end..)?;
    let rest = rest.get(..rest.find('\n').unwrap_or(rest.len()))?;
    let (rest, line_break) = match rest.strip_suffix('\r') {
        Some(rest) => (rest, "\r\n"),
        None => (rest, "\n"),
    };
    let is_remark = rest.trim_start().starts_with('#') && rest.starts_with([' ', '\t']);
    if !rest.trim().is_empty() && !is_remark {
        return None;
    }
    let lines = items.iter().map(|item| format!("{line_break}{prefix}{item}"));
    let text = format!("{}{rest}{}", edit.text, lines.collect::<String>());
    Some(FileEdit { range: edit.range.start..edit.range.end + rest.len(), text })
}

/// Whether a value ends with a block scalar that includes the blank lines after it.
fn keeps_blank_lines(value: Value<'_>) -> bool {
    let last_values = std::iter::successors(Some(value), |value| {
        value.members().map(|member| member.value).chain(value.elements()).last()
    });
    last_values.last().is_some_and(|last| {
        let text = last.text_in_file();
        text.starts_with(['|', '>'])
            && text.lines().next().is_some_and(|header| header.contains('+'))
    })
}
