//! The facts that a finding rests on, in readable form. They are called the state of the finding. If the facts change,
//! the state changes, but the anchor stays the same.

use super::change::Difference;
use super::fingerprint::{hash, sha256};
use super::unnamed::without_placeholders;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::cmp::Ordering;
use std::collections::BTreeMap;

/// The facts that a finding rests on, sorted.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct State {
    entries: Vec<StateEntry>,
}

/// One fact: its record, name and value, by which facts are ordered. The three share one text to save memory,
/// since there may be a million facts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StateEntry {
    text: Box<str>,
    /// The byte offset of the name in the text.
    name: u32,
    /// The byte offset of the value in the text.
    value: u32,
}

impl StateEntry {
    fn new(subject: &str, name: &str, value: &str) -> StateEntry {
        let offset = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
        let text = [subject, name, value].concat().into_boxed_str();
        debug_assert!(text.len() < u32::MAX as usize, "a fact has less than 4 GiB");
        StateEntry { text, name: offset(subject.len()), value: offset(subject.len() + name.len()) }
    }

    /// Returns the record of the fact: its collection and id, or an empty string for a fact about all records
    /// together.
    #[must_use]
    pub fn subject(&self) -> &str {
        self.text.get(..self.name as usize).unwrap_or_default()
    }

    /// Returns the name of the fact: `value`, `valid`, `rank`, `quote`, `passage`, …
    #[must_use]
    pub fn name(&self) -> &str {
        self.text.get(self.name as usize..self.value as usize).unwrap_or_default()
    }

    /// Returns the fact as text; for a passage of a source, the SHA-256 of its words.
    #[must_use]
    pub fn value(&self) -> &str {
        self.text.get(self.value as usize..).unwrap_or_default()
    }

    fn parts(&self) -> [&str; 3] {
        [self.subject(), self.name(), self.value()]
    }
}

impl Ord for StateEntry {
    fn cmp(&self, other: &StateEntry) -> Ordering {
        self.parts().cmp(&other.parts())
    }
}

impl PartialOrd for StateEntry {
    fn partial_cmp(&self, other: &StateEntry) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl State {
    /// Adds a fact. The order of additions does not matter.
    pub fn add(&mut self, subject: impl AsRef<str>, name: impl AsRef<str>, value: impl AsRef<str>) {
        let value = readable(value.as_ref());
        let entry = StateEntry::new(subject.as_ref(), name.as_ref(), &value);
        if let Err(position) = self.entries.binary_search(&entry) {
            if self.entries.is_empty() {
                self.entries.reserve_exact(1);
            }
            self.entries.insert(position, entry);
        }
    }

    /// Adds records as one fact each. If there are too many, adds only their number and a hash of their names.
    pub fn add_records(&mut self, subject: &str, name: &str, records: Vec<String>) {
        if records.len() <= MAX_NAMED {
            return records.into_iter().for_each(|record| self.add(subject, name, record));
        }
        // The placeholder of a record without an id depends on the record's place, so it cannot be part of the hash.
        let mut names: Vec<String> =
            records.iter().map(|record| without_placeholders(record)).collect();
        names.sort();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        self.add(subject, name, format!("{} records (SHA-256 {})", records.len(), hash(&names)));
    }

    /// Adds values as one fact each. If there are too many, adds only their number and a hash of them.
    pub fn add_values(&mut self, subject: &str, name: &str, mut values: Vec<String>) {
        if values.len() <= MAX_NAMED {
            return values.into_iter().for_each(|value| self.add(subject, name, value));
        }
        values.sort();
        let all: Vec<&str> = values.iter().map(String::as_str).collect();
        self.add(subject, name, format!("{} values (SHA-256 {})", all.len(), hash(&all)));
    }

    /// Removes the facts with this name.
    pub fn remove(&mut self, name: &str) {
        self.entries.retain(|entry| entry.name() != name);
    }

    /// Returns the facts, sorted.
    #[must_use]
    pub fn entries(&self) -> &[StateEntry] {
        &self.entries
    }

    /// Returns the differences from an earlier state, fact by fact.
    #[must_use]
    pub fn differences(&self, before: &State) -> Vec<Difference> {
        let mut facts: BTreeMap<(&str, &str), Difference> = BTreeMap::new();
        for entry in before.entries.iter().filter(|entry| !self.entries.contains(entry)) {
            fact_of(entry, &mut facts).was.push(entry.value().to_owned());
        }
        for entry in self.entries.iter().filter(|entry| !before.entries.contains(entry)) {
            fact_of(entry, &mut facts).is.push(entry.value().to_owned());
        }
        facts.into_values().collect()
    }

    /// Returns the SHA-256 of all facts, as 64 hexadecimal digits.
    #[must_use]
    pub fn hash(&self) -> String {
        let parts = self.entries.iter().flat_map(StateEntry::parts);
        hash(&parts.collect::<Vec<_>>())
    }
}

fn fact_of<'e, 'f>(
    entry: &'e StateEntry,
    facts: &'f mut BTreeMap<(&'e str, &'e str), Difference>,
) -> &'f mut Difference {
    let key = (entry.subject(), entry.name());
    facts.entry(key).or_insert_with(|| Difference::of(entry))
}

/// Maximum number of records or values that are listed one by one.
const MAX_NAMED: usize = 12;

/// Maximum length of a value, in bytes.
const MAX_VALUE: usize = 1000;

/// Returns a value in the form stored in a state. A long value is reduced to its beginning and its hash.
fn readable(value: &str) -> Cow<'_, str> {
    if value.len() <= MAX_VALUE {
        return value.into();
    }
    let beginning = value.get(..value.floor_char_boundary(80)).unwrap_or_default();
    format!("{beginning}… (SHA-256 {})", sha256(value.as_bytes())).into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::FileId;

    #[test]
    fn a_difference_names_the_old_and_the_new_value() {
        let (mut before, mut now) = (State::default(), State::default());
        for (state, value) in [(&mut before, "1"), (&mut now, "2")] {
            state.add("a", "value", value);
            state.add("a", "rank", "normal");
        }
        now.add("b", "value", "3");
        let differences = now.differences(&before);
        let words: Vec<String> = differences.iter().map(Difference::to_string).collect();
        assert_eq!(words, ["value of a: was 1, is 2", "value of b: was not there, is 3"]);
        assert_eq!(now.differences(&now), []);
    }

    #[test]
    fn each_of_many_records_counts_but_no_place_of_one_without_an_id() {
        let state = |records: Vec<String>| {
            let mut state = State::default();
            state.add_records("", "records", records);
            state
        };
        let many = |last: &str| {
            let numbered = (0..MAX_NAMED).map(|number| format!("r/{number}"));
            state(numbered.chain([last.to_owned()]).collect())
        };
        assert_eq!(state(vec!["r/a".into(), "r/b".into()]).entries().len(), 2);
        assert_eq!(many("r/a").entries().len(), 1);
        assert_ne!(many("r/a"), many("r/b"));
        let unnamed = |offset| format!("r/{}", super::super::unnamed(FileId(0), offset));
        assert_eq!(many(&unnamed(1)), many(&unnamed(2)));
    }

    #[test]
    fn the_order_of_facts_does_not_matter() {
        let (mut one, mut other) = (State::default(), State::default());
        one.add("a", "value", "1");
        one.add("b", "value", "2");
        other.add("b", "value", "2");
        other.add("a", "value", "1");
        other.add("a", "value", "1");
        assert_eq!(one, other);
        assert_eq!(one.hash(), other.hash());
        other.add("a", "rank", "normal");
        assert_ne!(one.hash(), other.hash());
    }
}
