//! Fingerprints: stable names of findings.

use crate::document::{Kind, Value};
use crate::value::number::Decimal;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fmt;

/// Version tag of fingerprints. It changes whenever the same finding would get a different fingerprint, so
/// that an old fingerprint is not mistaken for the fingerprint of another finding.
const VERSION: &str = "factlint/2";

/// The previous version tag.
const FORMER_VERSION: &str = "factlint/1";

/// After the number of an anchor has changed, its earlier fingerprint is recognised only if the earlier number was
/// below this limit.
const MAX_NUMBER: usize = 1000;

/// The version of the names of a run's findings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Naming {
    /// The names of the current version.
    #[default]
    Current,
    /// The names of `factlint/1`. Records without an id are named by their whole content, documents are part of
    /// a name only for rules that run per document, and states omit the facts added in `factlint/2`.
    Factlint1,
}

/// What a finding is about: a subject, and a field in it. Contains no line numbers, array indexes or absolute paths.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct Anchor {
    /// For a record, its collection and its id. If the record has no id, a hash of the values that the rule
    /// reads replaces the id. For claims that are compared, their subject and property. For other findings, for
    /// example, a document's path.
    pub subject: String,
    /// The field within the subject, without indexes.
    pub field: String,
    /// The number of earlier findings of the rule with the same subject and field; set by the engine.
    pub number: usize,
}

impl Anchor {
    /// Creates an anchor from a subject and a field.
    #[must_use]
    pub fn new(subject: impl Into<String>, field: impl Into<String>) -> Anchor {
        Anchor { subject: subject.into(), field: field.into(), number: 0 }
    }

    /// Returns the subject, or the field if there is no subject.
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

    /// Returns the fingerprint of an anchor in the previous version.
    pub(super) fn former(rule: &str, anchor: &Anchor) -> Fingerprint {
        Fingerprint::with_version(FORMER_VERSION, rule, anchor)
    }

    /// Whether a fingerprint belongs to the anchor with any number below [`MAX_NUMBER`]. The number that the anchor has
    /// now does not matter. `naming` selects the version of the fingerprint.
    pub(super) fn has_topic(
        fingerprint: &str,
        naming: Naming,
        rule: &str,
        anchor: &Anchor,
    ) -> bool {
        let version = match naming {
            Naming::Current => VERSION,
            Naming::Factlint1 => FORMER_VERSION,
        };
        (0..MAX_NUMBER).any(|number| {
            let numbered = Anchor { number, ..anchor.clone() };
            Fingerprint::with_version(version, rule, &numbered).as_str() == fingerprint
        })
    }

    fn with_version(version: &str, rule: &str, anchor: &Anchor) -> Fingerprint {
        let field = match anchor.number {
            0 => anchor.field.clone(),
            before => format!("{}#{}", anchor.field, before + 1),
        };
        Fingerprint(hash(&[version, rule, &anchor.subject, &field]))
    }

    /// Returns the stable name of a subject and field, which several findings of a rule may share.
    #[must_use]
    pub fn of_topic(rule: &str, subject: &str, field: &str) -> Fingerprint {
        Fingerprint::new(rule, &Anchor::new(subject, field))
    }

    /// Returns all 64 digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the first 12 digits, which suffice to identify a finding in a dataset (compare Git's short
    /// hashes).
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

/// Returns the SHA-256 (FIPS 180-4) of bytes, as 64 hexadecimal digits.
#[must_use]
pub fn sha256(bytes: &[u8]) -> String {
    hexadecimal(&Sha256::digest(bytes))
}

/// Returns the hash of a value's canonical text, which does not depend on formatting or member order. The hash
/// identifies a record without an id if the fields that the rule reads are unknown.
#[must_use]
pub fn content_hash(value: Value<'_>) -> String {
    hash(&[&canonical(value)])
}

/// Returns the SHA-256 of a text's length and bytes, as 64 hexadecimal digits.
#[must_use]
pub fn text_hash(text: &str) -> String {
    hash(&[text])
}

/// Returns the hash of a text's words, regardless of the white space between them.
#[must_use]
pub fn words_hash(text: &str) -> String {
    text_hash(&text.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// Returns the value as JSON without white space, members sorted by key, and strings with only the escapes
/// they need. The text does not depend on how the value is written: `5`, `5.0` and `5e0` are the same number.
#[must_use]
pub fn canonical(value: Value<'_>) -> String {
    canonical_with_dates(value, &[])
}

/// Like [`canonical`]. The values in `dates` are dates, so the text of a year is the same for a number and a string.
#[must_use]
pub fn canonical_with_dates(value: Value<'_>, dates: &[Value<'_>]) -> String {
    match value.kind() {
        Kind::Object => {
            let members = value
                .members()
                .map(|member| (member.name(), canonical_with_dates(member.value, dates)))
                .map(|(name, value)| format!("{}:{value}", quoted(&name)));
            let mut members: Vec<String> = members.collect();
            members.sort();
            format!("{{{}}}", members.join(","))
        }
        Kind::Array => {
            let elements: Vec<String> =
                value.elements().map(|element| canonical_with_dates(element, dates)).collect();
            format!("[{}]", elements.join(","))
        }
        Kind::String => quoted(&value.as_str().unwrap_or_default()),
        Kind::Number => {
            let number = Decimal::from_json(value.raw());
            let text = number.map_or_else(|_| value.raw().to_owned(), |number| number.to_string());
            match dates.iter().any(|date| date.span() == value.span()) {
                true => quoted(&text),
                false => text,
            }
        }
        Kind::Null | Kind::Boolean => value.raw().to_owned(),
    }
}

pub(super) fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// Hashes the parts with their lengths, so that adjacent parts cannot run together.
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
