//! What a finding rests on, kept readable: the same anchor with another state is a changed finding.

use super::fingerprint::{hash, sha256};

/// The facts under a finding, in an order of their own.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct State {
    entries: Vec<StateEntry>,
}

/// One fact: whose it is, what it is called, and its value.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct StateEntry {
    /// The id of the record.
    pub subject: String,
    /// What the fact is: `value`, `valid`, `rank`, `quote`, `passage`...
    pub name: String,
    /// The fact as text; for a passage of a source, the SHA-256 of its words.
    pub value: String,
}

impl State {
    /// Adds a fact; the order in which facts are added does not matter.
    pub fn add(
        &mut self,
        subject: impl Into<String>,
        name: impl Into<String>,
        value: impl Into<String>,
    ) {
        let value = readable(value.into());
        let entry = StateEntry { subject: subject.into(), name: name.into(), value };
        if let Err(position) = self.entries.binary_search(&entry) {
            self.entries.insert(position, entry);
        }
    }

    /// The facts, sorted.
    #[must_use]
    pub fn entries(&self) -> &[StateEntry] {
        &self.entries
    }

    /// SHA-256 over all the facts, as 64 hexadecimal digits.
    #[must_use]
    pub fn hash(&self) -> String {
        let parts = self
            .entries
            .iter()
            .flat_map(|entry| [entry.subject.as_str(), entry.name.as_str(), entry.value.as_str()]);
        hash(&parts.collect::<Vec<_>>())
    }
}

/// In bytes.
const LONGEST_VALUE: usize = 1000;

/// A value of any size as the state keeps it: a very long one by its beginning and its hash.
fn readable(value: String) -> String {
    if value.len() <= LONGEST_VALUE {
        return value;
    }
    let beginning = value.get(..value.floor_char_boundary(80)).unwrap_or_default();
    format!("{beginning}… (SHA-256 {})", sha256(value.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

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
