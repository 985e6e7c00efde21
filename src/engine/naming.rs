//! Findings of a document by itself, named by the record that they are in: the reader of a document knows
//! no collections, and a value's pointer changes with every record that is added.

use super::Part;
use crate::document::Value;
use crate::files::Files;
use crate::finding::{Anchor, Finding, Place, State};
use std::collections::{HashMap, HashSet};

/// Anchors each finding about a value to the innermost record with an id around it, or else to its
/// document, and to the field from there, without indexes.
pub(super) fn name_by_record(findings: &mut [Finding], parts: &[Part<'_>], files: &Files) {
    let mut places = HashSet::new();
    for value in findings.iter().filter_map(|finding| value_of(finding, files)) {
        // What stands around a value that was seen before was seen too.
        let _ = around(value).find(|outer| !places.insert(Place::of(*outer)));
    }
    let mut records = HashMap::new();
    for record in parts.iter().flat_map(|part| part.records.values().flatten()) {
        if record.id().is_some() && places.contains(&record.place()) {
            records.entry(record.place()).or_insert_with(|| record.anchor());
        }
    }
    for finding in findings {
        if let Some(value) = value_of(finding, files) {
            rename(finding, value, &records);
        }
    }
}

/// The value that a finding is about, where it is about one.
fn value_of<'f>(finding: &Finding, files: &'f Files) -> Option<Value<'f>> {
    let place = &finding.primary()?.place;
    if !matches!(place, Place::Value { .. }) {
        return None;
    }
    files.document(place.file())?.value_at(place.start())
}

/// The value, and every value that it lies in, from the inside out.
fn around(value: Value<'_>) -> impl Iterator<Item = Value<'_>> {
    std::iter::successors(Some(value), Value::parent)
}

fn rename(finding: &mut Finding, value: Value<'_>, records: &HashMap<Place, String>) {
    let mut outer = around(value).enumerate();
    let record = match records.is_empty() {
        true => None,
        false => outer.find_map(|(steps, outer)| Some((steps, records.get(&Place::of(outer))?))),
    };
    let (steps, subject) = match record {
        Some((steps, subject)) => (steps, subject.clone()),
        None => (usize::MAX, finding.anchor.subject.clone()),
    };
    let mut state = State::default();
    for entry in finding.state.entries() {
        state.add(&subject, &entry.name, &entry.value);
    }
    finding.state = state;
    let field = last_tokens(value.pointer().as_str(), steps);
    finding.anchor = Anchor::new(subject, format!("{field} {}", finding.anchor.field));
}

/// The last tokens of a pointer, with `*` for each index.
fn last_tokens(pointer: &str, number: usize) -> String {
    let mut tokens: Vec<&str> = pointer.rsplit('/').take(number).collect();
    if number == usize::MAX {
        // Before the first `/` of a whole pointer there is nothing.
        tokens.pop();
    }
    let is_index = |token: &str| token.bytes().all(|byte| byte.is_ascii_digit());
    tokens
        .iter()
        .rev()
        .fold(String::new(), |field, token| field + "/" + if is_index(token) { "*" } else { token })
}

#[cfg(test)]
mod tests {
    use super::last_tokens;

    #[test]
    fn a_field_has_no_indexes() {
        assert_eq!(last_tokens("/claims/7/evidence/0/quote", 3), "/evidence/*/quote");
        assert_eq!(last_tokens("/claims/7", 0), "");
        assert_eq!(last_tokens("/claims/7", usize::MAX), "/claims/*");
        assert_eq!(last_tokens("", usize::MAX), "");
    }
}
