//! Decides about texts without a match. A matching value may exist but be unreadable.

use super::{Key, Output};
use crate::finding::{EncodedFinding, Finding};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Findings about texts without a match, grouped by search space: the set of values among which a text was looked up.
///
/// Each text may be equal to a value that could not be read. If a search space has more distinct texts than
/// unreadable values, at least one text has no match, and the findings are reported. Otherwise the findings
/// are undecided.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Missing {
    by_space: BTreeMap<Key, MissingIn>,
}

/// Findings about texts that were looked up in the same search space.
#[derive(Debug, Default, Serialize, Deserialize)]
struct MissingIn {
    /// The number of unreadable values that was given with the texts. If different numbers were given, it is
    /// the highest number.
    unreadable_at_most: u64,
    /// The number of further unreadable values that visits encountered.
    unreadable_in_visits: u64,
    texts: BTreeSet<String>,
    findings: Vec<(String, EncodedFinding)>,
}

impl Missing {
    pub(super) fn add(
        &mut self,
        (space, unreadable): (Key, u64),
        text: &str,
        field: &str,
        findings: impl IntoIterator<Item = Finding>,
    ) {
        let missing = self.by_space.entry(space).or_default();
        missing.unreadable_at_most = missing.unreadable_at_most.max(unreadable);
        missing.texts.insert(text.to_owned());
        let findings = findings.into_iter().map(|finding| (field.to_owned(), finding.into()));
        missing.findings.extend(findings);
    }

    pub(super) fn add_unreadable(&mut self, space: Key, number: u64) {
        let missing = self.by_space.entry(space).or_default();
        missing.unreadable_in_visits = missing.unreadable_in_visits.saturating_add(number);
    }

    pub(super) fn merge(&mut self, more: Missing) {
        for (space, more) in more.by_space {
            let missing = self.by_space.entry(space).or_default();
            missing.unreadable_at_most = missing.unreadable_at_most.max(more.unreadable_at_most);
            missing.unreadable_in_visits =
                missing.unreadable_in_visits.saturating_add(more.unreadable_in_visits);
            missing.texts.extend(more.texts);
            missing.findings.extend(more.findings);
        }
    }

    /// Reports the findings of each search space that has more distinct texts than unreadable values. Counts the
    /// findings of other search spaces as undecided.
    pub(super) fn decide<Fact>(self, output: &mut Output<'_, Fact>) {
        for missing in self.by_space.into_values() {
            let unreadable =
                missing.unreadable_at_most.saturating_add(missing.unreadable_in_visits);
            let may_be_all = unreadable >= missing.texts.len() as u64;
            for (field, finding) in missing.findings {
                let finding = finding.decode();
                match may_be_all {
                    true => output.cannot_know_of(&field, &finding),
                    // The text may match an unreadable value. In that case it is not a misspelling, so
                    // suggestions are removed.
                    false if unreadable > 0 => output.report(finding.without_suggestions()),
                    false => output.report(finding),
                }
            }
        }
    }
}
