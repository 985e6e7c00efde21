//! Anchors built-in findings to the records that contain them. The checks of a document do not name records.
//! The pointer of a value would not be a stable anchor, since it changes whenever a record is inserted before
//! the value.

use crate::document::Value;
use crate::finding::{Anchor, EncodedFinding, Finding, Place, State};
use crate::rule::Record;
use std::collections::{HashMap, HashSet};

/// Anchors each finding about a value to the innermost enclosing record with an id, or to the document if
/// there is none. The anchor's field is the path from that record or document to the value, with `*` for each
/// index, followed by the field that the anchor had before.
pub(super) fn anchor_to_record<'a>(
    findings: &mut [EncodedFinding],
    all: impl Iterator<Item = Record<'a>>,
    value_at: impl Fn(&Place) -> Option<Value<'a>>,
) {
    let value_of = |finding: &EncodedFinding| {
        // Findings at other places are not about a value.
        value_at(&finding.head().place.filter(Place::is_in_value)?)
    };
    let mut places = HashSet::new();
    for value in findings.iter().filter_map(value_of) {
        // If a value has been seen, so have its ancestors.
        let _ = around(value).find(|outer| !places.insert(Place::of(*outer)));
    }
    let mut records = HashMap::new();
    for record in all {
        if record.written_id().is_some() && places.contains(&record.place()) {
            records.entry(record.place()).or_insert_with(|| record.anchor());
        }
    }
    for finding in findings {
        if let Some(value) = value_of(finding) {
            finding.update(|finding| rename(finding, value, &records));
        }
    }
}

/// Returns the value and its ancestors, innermost first. The implicit array of all lines is left out: it has
/// no place in the text and would be mistaken for the first line.
fn around(value: Value<'_>) -> impl Iterator<Item = Value<'_>> {
    std::iter::successors(Some(value), Value::parent).take_while(Value::occurs_in_text)
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
        state.add(&subject, entry.name(), entry.value());
    }
    finding.state = state;
    let field = last_tokens(value.pointer().as_str(), steps);
    finding.anchor = Anchor::new(subject, format!("{field} {}", finding.anchor.field));
}

/// Returns the last `number` tokens of a pointer, with `*` for each index.
fn last_tokens(pointer: &str, number: usize) -> String {
    let mut tokens: Vec<&str> = pointer.rsplit('/').take(number).collect();
    if number == usize::MAX {
        // The text before the first `/` of a pointer is empty.
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
