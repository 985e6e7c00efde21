//! Texts without a match. The matching value may exist but be unreadable.

use super::{Key, Output};
use crate::finding::Finding;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Findings about texts without a match, grouped by the haystack that was searched for them.
///
/// Each text may be one of the values that could not be read. If there are more distinct texts than such
/// values, the findings are reported; otherwise they are undecided.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Missing {
    by_haystack: BTreeMap<Key, MissingIn>,
}

/// Findings about texts that were searched for in the same haystack.
#[derive(Debug, Default, Serialize, Deserialize)]
struct MissingIn {
    /// Number of unreadable values, as given with the texts.
    unknown: u64,
    /// Number of further unreadable values, which visits encountered.
    unreadable: u64,
    texts: BTreeSet<String>,
    findings: Vec<(String, Finding)>,
}

impl Missing {
    pub(super) fn add(
        &mut self,
        (haystack, unknown): (Key, u64),
        text: &str,
        field: &str,
        findings: impl IntoIterator<Item = Finding>,
    ) {
        let missing = self.by_haystack.entry(haystack).or_default();
        missing.unknown = missing.unknown.max(unknown);
        missing.texts.insert(text.to_owned());
        let findings = findings.into_iter().map(|finding| (field.to_owned(), finding));
        missing.findings.extend(findings);
    }

    pub(super) fn add_unreadable(&mut self, haystack: Key, number: u64) {
        let missing = self.by_haystack.entry(haystack).or_default();
        missing.unreadable = missing.unreadable.saturating_add(number);
    }

    pub(super) fn merge(&mut self, more: Missing) {
        for (haystack, more) in more.by_haystack {
            let missing = self.by_haystack.entry(haystack).or_default();
            missing.unknown = missing.unknown.max(more.unknown);
            missing.unreadable = missing.unreadable.saturating_add(more.unreadable);
            missing.texts.extend(more.texts);
            missing.findings.extend(more.findings);
        }
    }

    /// Reports the findings that are certain, and counts the others.
    pub(super) fn decide<Fact>(self, output: &mut Output<'_, Fact>) {
        for missing in self.by_haystack.into_values() {
            let unknown = missing.unknown.saturating_add(missing.unreadable);
            let may_be_all = unknown >= missing.texts.len() as u64;
            for (field, finding) in missing.findings {
                match may_be_all {
                    true => output.cannot_know_of(&field, &finding),
                    // The text may match an unreadable value, and then it is not a misspelling.
                    false if unknown > 0 => output.report(finding.without_suggestions()),
                    false => output.report(finding),
                }
            }
        }
    }
}
