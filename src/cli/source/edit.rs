//! Edits the document that contains the sources, in the document's own style.

use super::block;
use super::opened::Opened;
use crate::canonical;
use crate::document::{Document, Form, Kind, Value, layout};
use serde_json::{Map, Value as Json};
use std::ops::Range;

/// An edited document.
pub(super) struct Edited {
    /// The path of the document, relative to the rulebook's folder.
    pub(super) key: String,
    /// The text before the edit.
    pub(super) old_text: String,
    /// The text after the edit.
    pub(super) text: String,
}

/// Adds a record after the last source of the dataset, or to an empty list of sources.
///
/// # Errors
/// A message if no document has a list of sources, if the sources are not in a list, or if the document
/// cannot be edited safely.
pub(super) fn add(opened: &Opened, record: &Map<String, Json>) -> Result<Edited, String> {
    let record = Json::Object(record.clone());
    let sources = opened.sources();
    let last = sources.last().map(|source| source.value);
    let (value, replacement) = match (last, empty_list(opened)) {
        (Some(last), _) if is_line(last) => return Ok(add_line(opened, last.document(), &record)),
        (Some(last), _) if is_element(last) => {
            if let Some(text) = in_block_style(last, &record) {
                return Ok(edited(opened, last.document(), text));
            }
            let separator = layout::separator_after(last);
            let added = format_like(last, &separator, &record);
            (last, format!("{}{separator}{added}", last.raw()))
        }
        (None, Some(list)) => {
            let element = one_line(&record, &Spaces::default());
            let text = match list.parent().filter(Value::occurs_in_text) {
                Some(object) => layout::array_in(object, &element),
                None => format!("[{element}]"),
            };
            (list, text)
        }
        (Some(_), _) => {
            return Err(cannot_add(&record, "the sources are not in a list of a document"));
        }
        (None, None) => return Err(cannot_add(&record, "no document has a list of sources")),
    };
    replace(opened, value, &replacement)
        .ok_or_else(|| cannot_add(&record, "the document cannot be edited safely"))
}

/// Replaces some values of a source with JSON text.
///
/// # Errors
/// A message if it is not certain that the edited document would be read as intended.
pub(super) fn set(opened: &Opened, replacements: &[(Value<'_>, String)]) -> Result<Edited, String> {
    let mut edits = Vec::new();
    for (value, replacement) in replacements {
        let edit = edit_of(*value, replacement).ok_or_else(|| {
            let key = opened.key_of(*value);
            format!("{key} cannot be edited safely: write {replacement} by hand")
        })?;
        edits.push(edit);
    }
    let Some((value, _)) = replacements.first() else {
        return Err("nothing to replace".to_owned());
    };
    Ok(edited(opened, value.document(), apply_edits(value.document(), edits)))
}

/// Returns the JSON text that replaces the last value of a record in order to add a member after it. `replacement` is
/// the new text of the value itself.
pub(super) fn with_member(
    record: Value<'_>,
    last: Value<'_>,
    replacement: &str,
    (name, value): (&str, &Json),
) -> String {
    let separator = layout::separator_after(last);
    let value = format_like(record, &separator, value);
    format!("{replacement}{separator}{}", layout::member(record, name, &value))
}

fn cannot_add(record: &Json, reason: &str) -> String {
    format!("{reason}; add the source by hand: {record}")
}

/// Replaces a value with JSON text, which may add elements after it. Returns `None` if it is not certain that
/// the edited document would be read as intended.
fn replace(opened: &Opened, value: Value<'_>, replacement: &str) -> Option<Edited> {
    let edit = edit_of(value, replacement)?;
    Some(edited(opened, value.document(), apply_edits(value.document(), vec![edit])))
}

/// Returns the byte range of the file to overwrite in order to replace a value, and the new text of that range. Returns
/// `None` if a document in another format than JSON cannot be edited safely.
fn edit_of(value: Value<'_>, replacement: &str) -> Option<(Range<usize>, String)> {
    match value.document().converted_from() {
        Some(_) => value.edit_in_file(replacement),
        None => Some((value.span(), replacement.to_owned())),
    }
}

/// Applies edits to the text of a document. The edits must not overlap.
fn apply_edits(document: &Document, mut edits: Vec<(Range<usize>, String)>) -> String {
    edits.sort_by_key(|(range, _)| std::cmp::Reverse(range.start));
    let mut text = document.text_of_file().to_owned();
    for (range, replacement) in edits {
        debug_assert!(
            text.is_char_boundary(range.start) && text.is_char_boundary(range.end),
            "values are whole"
        );
        text.replace_range(range, &replacement);
    }
    text
}

/// Returns a document with a new text. If the old text was in canonical form, the new text is brought into canonical
/// form, too.
fn edited(opened: &Opened, document: &Document, text: String) -> Edited {
    let (file, dataset) = (document.file(), &opened.dataset);
    let key = dataset.files.key(file).unwrap_or_default().to_owned();
    let to_check = dataset.documents.iter().find(|to_check| to_check.file == file);
    let schema = to_check.and_then(|to_check| dataset.schemas.get(to_check.schema?));
    let canonical = |document: &Document| {
        canonical::form(document, &key, schema, &dataset.rulebook.collections).ok()
    };
    let old_text = document.text_of_file().to_owned();
    let is_canonical =
        document.converted_from().is_none() && canonical(document).as_ref() == Some(&old_text);
    let new = || {
        let bytes = text.clone().into_bytes();
        Document::parse_as(document.form(), file, bytes, dataset.rulebook.limits)
    };
    let text = if is_canonical { canonical(&new()).unwrap_or(text) } else { text };
    Edited { key, old_text, text }
}

/// Returns the text of a YAML file with a record added after the last record. Returns `None` if the file is not YAML,
/// or if the records are not in block style.
fn in_block_style(last: Value<'_>, record: &Json) -> Option<String> {
    let is_yaml = last.document().converted_from() == Some(Form::Yaml);
    is_yaml.then(|| block::with_record(last, record))?
}

/// Whether a record is a line of JSON Lines.
fn is_line(record: Value<'_>) -> bool {
    let document = record.document();
    document.form() == Form::JsonLines && document.converted_from().is_none()
}

/// Whether a record is an element of an array, and the text of the document contains that array.
fn is_element(record: Value<'_>) -> bool {
    record.parent().is_some_and(|list| list.kind() == Kind::Array && list.occurs_in_text())
}

/// Adds a record as the last line of a JSON Lines document.
fn add_line(opened: &Opened, document: &Document, record: &Json) -> Edited {
    let old = document.text_of_file();
    let line_break = if old.contains("\r\n") { "\r\n" } else { "\n" };
    let end_of_last = if old.ends_with('\n') { "" } else { line_break };
    let line = one_line(record, &Spaces { inside: "", ..Spaces::default() });
    edited(opened, document, format!("{old}{end_of_last}{line}{line_break}"))
}

/// Returns the empty list that sources are selected from, such as `$.sources` for `$.sources[*]`.
fn empty_list(opened: &Opened) -> Option<Value<'_>> {
    for collection in opened.collections() {
        let names = collection.written.select.iter().filter_map(|path| {
            path.value.strip_prefix("$.")?.strip_suffix("[*]").map(|names| names.split('.'))
        });
        for names in names {
            let documents = opened.dataset.documents.iter();
            let mut documents = documents.filter(|document| {
                opened.dataset.files.key(document.file).is_some_and(|key| collection.is_in(key))
            });
            let list = documents.find_map(|document| {
                let root = opened.dataset.files.document(document.file)?.root()?;
                let list = names.clone().try_fold(root, |value, name| value.get(name))?;
                (list.kind() == Kind::Array && list.is_empty()).then_some(list)
            });
            if list.is_some() {
                return list;
            }
        }
    }
    None
}

/// Formats a record with the layout of a neighbouring record. `separator` is the text between the two.
fn format_like(neighbour: Value<'_>, separator: &str, record: &Json) -> String {
    let raw = neighbour.raw();
    let inside = raw.strip_prefix('{').unwrap_or(raw);
    let gap = inside.get(..inside.len() - inside.trim_ascii_start().len()).unwrap_or_default();
    let outer = separator.rsplit('\n').next().unwrap_or_default();
    match gap.rsplit_once('\n') {
        Some((line_break, inner)) if separator.contains('\n') => {
            let unit = inner.strip_prefix(outer).filter(|unit| !unit.is_empty()).unwrap_or("  ");
            let line_break = if line_break.ends_with('\r') { "\r\n" } else { "\n" };
            on_lines(record, outer, unit, line_break)
        }
        _ => {
            let colon = layout::member(neighbour, "", "");
            let colon = colon.trim_start_matches('"').to_owned();
            one_line(record, &Spaces { inside: gap.trim_matches(['\n', '\r']), colon: &colon })
        }
    }
}

/// Formats a value with one member per line. `indentation` is the indentation of the line on which the value begins,
/// and `unit` is the additional indentation of a member.
fn on_lines(value: &Json, indentation: &str, unit: &str, line_break: &str) -> String {
    let Json::Object(members) = value else { return value.to_string() };
    let inner = format!("{indentation}{unit}");
    let members = members.iter().map(|(key, value)| {
        let value = on_lines(value, &inner, unit, line_break);
        format!("{line_break}{inner}{}: {value}", Json::from(key.as_str()))
    });
    format!("{{{}{line_break}{indentation}}}", members.collect::<Vec<_>>().join(","))
}

/// The white space of objects on one line.
struct Spaces<'s> {
    /// The white space inside the braces.
    inside: &'s str,
    /// The colon and the white space around it.
    colon: &'s str,
}

impl Default for Spaces<'_> {
    fn default() -> Self {
        Spaces { inside: " ", colon: ": " }
    }
}

fn one_line(value: &Json, spaces: &Spaces<'_>) -> String {
    let Json::Object(members) = value else { return value.to_string() };
    let members = members.iter().map(|(key, value)| {
        format!("{}{}{}", Json::from(key.as_str()), spaces.colon, one_line(value, spaces))
    });
    let comma = if spaces.colon.ends_with(' ') { ", " } else { "," };
    let members = members.collect::<Vec<_>>().join(comma);
    format!("{{{0}{members}{0}}}", spaces.inside)
}
