//! The stable name of a finding.

use crate::document::{Kind, Value};
use sha2::{Digest, Sha256};
use std::fmt;

/// Changes whenever the same finding would get another name, so that old names are not taken for
/// names of something else.
const VERSION: &str = "factlint/2";

/// What it was in the version before.
const FORMER_VERSION: &str = "factlint/1";

/// How the findings of a run are named.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Naming {
    /// As this version names them.
    #[default]
    Current,
    /// As `factlint/1` named them: a record without an id by all of its content, a rule's document only
    /// where each was by itself, and without the facts that it did not rest on then.
    Factlint1,
}

/// What a finding is about: no values, no line numbers, no array indexes, no paths of a machine.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Anchor {
    /// The record's id; where it has none, a hash of its content; for claims that are compared, their
    /// subject and property.
    pub subject: String,
    /// The field within it, without indexes.
    pub field: String,
    /// How many of the rule's findings about this come before it; the engine fills it in.
    pub number: usize,
}

impl Anchor {
    /// An anchor from what it is about and the field.
    #[must_use]
    pub fn new(subject: impl Into<String>, field: impl Into<String>) -> Anchor {
        Anchor { subject: subject.into(), field: field.into(), number: 0 }
    }

    /// What the finding is about, for people: the subject; the field, where there is none.
    #[must_use]
    pub fn about(&self) -> &str {
        if self.subject.is_empty() { &self.field } else { &self.subject }
    }
}

/// SHA-256 of a version tag, the rule's id and the anchor, as 64 hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fingerprint(String);

impl Fingerprint {
    pub(super) fn new(rule: &str, anchor: &Anchor) -> Fingerprint {
        Fingerprint::with_version(VERSION, rule, anchor)
    }

    /// What the fingerprint of an anchor was in the version before.
    pub(super) fn former(rule: &str, anchor: &Anchor) -> Fingerprint {
        Fingerprint::with_version(FORMER_VERSION, rule, anchor)
    }

    fn with_version(version: &str, rule: &str, anchor: &Anchor) -> Fingerprint {
        let field = match anchor.number {
            0 => anchor.field.clone(),
            before => format!("{}#{}", anchor.field, before + 1),
        };
        Fingerprint(hash(&[version, rule, &anchor.subject, &field]))
    }

    /// The stable name of what a finding is about: several findings of a rule may be about one thing.
    #[must_use]
    pub fn of_topic(rule: &str, subject: &str, field: &str) -> Fingerprint {
        Fingerprint::new(rule, &Anchor::new(subject, field))
    }

    /// All 64 digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The first 12 digits: enough to tell findings of one dataset apart, as git does.
    #[must_use]
    pub fn short(&self) -> &str {
        self.0.get(..12).unwrap_or(&self.0)
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// SHA-256 (FIPS 180-4) of bytes, as 64 hexadecimal digits.
#[must_use]
pub fn sha256(bytes: &[u8]) -> String {
    hexadecimal(&Sha256::digest(bytes))
}

/// SHA-256 of a value's content, whatever its formatting and the order of its members: the name of a
/// record that has no id.
#[must_use]
pub fn content_hash(value: Value<'_>) -> String {
    hash(&[&canonical(value)])
}

/// SHA-256 of a text, as 64 hexadecimal digits.
#[must_use]
pub fn text_hash(text: &str) -> String {
    hash(&[text])
}

/// The value as JSON without white space, members sorted by key, strings with the escapes they need: the
/// same for the same content, however it is written.
#[must_use]
pub fn canonical(value: Value<'_>) -> String {
    match value.kind() {
        Kind::Object => {
            let members = value
                .members()
                .map(|member| format!("{}:{}", quoted(&member.name()), canonical(member.value)));
            let mut members: Vec<String> = members.collect();
            members.sort();
            format!("{{{}}}", members.join(","))
        }
        Kind::Array => {
            let elements: Vec<String> = value.elements().map(canonical).collect();
            format!("[{}]", elements.join(","))
        }
        Kind::String => quoted(&value.as_str().unwrap_or_default()),
        _ => value.raw().to_owned(),
    }
}

pub(super) fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// The length of each part goes into the hash, so that no two lists of parts run together.
pub(super) fn hash(parts: &[&str]) -> String {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update((part.len() as u64).to_le_bytes());
        hasher.update(part.as_bytes());
    }
    hexadecimal(&hasher.finalize())
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |digits, byte| format!("{digits}{byte:02x}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_do_not_run_together() {
        let one = Fingerprint::new("a", &Anchor::new("bc", "d"));
        let other = Fingerprint::new("ab", &Anchor::new("c", "d"));
        assert_ne!(one, other);
        assert_eq!(one.as_str().len(), 64);
        assert_eq!(one.short().len(), 12);
    }
}
