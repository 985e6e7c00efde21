//! Names for records without an id, in anchors and states. A reported record is named by the values that the
//! rule reads.

use super::fingerprint::{hash, quoted};
use super::{Finding, State, canonical, content_hash};
use crate::document::{FileId, Kind, Value};
use crate::path::Field;

/// Delimits the placeholder of a record that has no name yet. The character is a noncharacter (Unicode, section
/// 23.7), which exchanged text should not contain.
const MARK: char = '\u{fdd0}';

/// Returns the placeholder of a record without an id, which encodes its place.
#[must_use]
pub fn unnamed(file: FileId, offset: usize) -> String {
    format!("{MARK}{}:{offset}{MARK}", file.0)
}

/// Returns an id without characters that would be mistaken for a placeholder.
#[must_use]
pub fn plain(id: &str) -> String {
    id.replace(MARK, "\u{fffd}")
}

/// The parts of a record that a rule reads; empty if unknown.
#[derive(Debug, Clone, Default)]
pub struct Reads {
    /// The fields whose values the rule reads.
    pub fields: Vec<Field>,
    /// The objects whose keys the rule reads.
    pub keys: Keys,
}

/// The objects of a record whose keys a rule reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Keys {
    /// The keys of no object.
    #[default]
    None,
    /// The keys of the record itself.
    Own,
    /// The keys of the record and of all objects in it.
    All,
}

/// Returns the name of a record without an id: a hash of the parts that a rule reads. If these are
/// unknown, or the record has none of them, it is a hash of the whole content, since nothing else
/// distinguishes such records. Records with equal values share a name; their findings are numbered.
#[must_use]
pub fn name_by_content(record: Value<'_>, reads: &Reads) -> String {
    let values_of =
        |field: &Field| field.select(record).into_iter().map(canonical).collect::<Vec<_>>();
    let values: Vec<Vec<String>> = reads.fields.iter().map(values_of).collect();
    let keys = match reads.keys {
        Keys::None if values.iter().all(Vec::is_empty) => return content_hash(record),
        Keys::None => None,
        Keys::Own => Some(keys_of(record, false)),
        Keys::All => Some(keys_of(record, true)),
    };
    let values = values.iter().map(|values| format!("[{}]", values.join(",")));
    let values: Vec<String> = values.chain(keys).collect();
    hash(&values.iter().map(String::as_str).collect::<Vec<_>>())
}

/// Returns the keys of a value as sorted JSON. Scalars are replaced with `null`. Unless `all` is set, arrays
/// and all member values are also replaced.
fn keys_of(value: Value<'_>, all: bool) -> String {
    match value.kind() {
        Kind::Object => {
            let members = value.members().map(|member| {
                let inner = if all { keys_of(member.value, all) } else { "null".to_owned() };
                format!("{}:{inner}", quoted(&member.name()))
            });
            let mut members: Vec<String> = members.collect();
            members.sort();
            format!("{{{}}}", members.join(","))
        }
        Kind::Array if all => {
            let elements: Vec<String> = value.elements().map(|inner| keys_of(inner, all)).collect();
            format!("[{}]", elements.join(","))
        }
        _ => "null".to_owned(),
    }
}

impl Finding {
    /// Replaces the placeholders of records without an id with names.
    pub fn name_records(&mut self, name: &dyn Fn(FileId, usize) -> Option<String>) {
        let named = |text: &mut String| {
            if let Some(whole) = with_names(text, name) {
                *text = whole;
            }
        };
        named(&mut self.anchor.subject);
        named(&mut self.anchor.field);
        for competing in &mut self.competing {
            named(&mut competing.subject);
            competing.differs_from.iter_mut().for_each(named);
        }
        let mut entries = self.state.entries().iter();
        if entries.any(|entry| entry.subject().contains(MARK) || entry.value().contains(MARK)) {
            let mut state = State::default();
            for entry in self.state.entries() {
                let [mut subject, mut value] = [entry.subject(), entry.value()].map(str::to_owned);
                named(&mut subject);
                named(&mut value);
                state.add(subject, entry.name(), value);
            }
            self.state = state;
        }
    }
}

/// Returns the text without its placeholders.
pub(super) fn without_placeholders(text: &str) -> String {
    with_names(text, &|_, _| Some(String::new())).unwrap_or_else(|| text.to_owned())
}

/// Returns the text with placeholders replaced by names, or `None` if it contains none.
fn with_names(text: &str, name: &dyn Fn(FileId, usize) -> Option<String>) -> Option<String> {
    if !text.contains(MARK) {
        return None;
    }
    let parts = text.split(MARK).enumerate().map(|(number, part)| {
        let place = part.split_once(':').filter(|_| number % 2 == 1);
        let place =
            place.and_then(|(file, at)| Some((FileId(file.parse().ok()?), at.parse().ok()?)));
        place.and_then(|(file, at)| name(file, at)).unwrap_or_else(|| part.to_owned())
    });
    Some(parts.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_become_names() {
        let text = format!("a/{} b/{}", unnamed(FileId(1), 7), unnamed(FileId(0), 0));
        let name = |file: FileId, at: usize| (file.0 == 1).then(|| format!("<{at}>"));
        assert_eq!(with_names(&text, &name).as_deref(), Some("a/<7> b/0:0"));
        assert_eq!(with_names("a/b", &name), None);
        assert!(!plain(&text).contains(MARK));
    }
}
