//! Counts the values that a run checked or could not check. These counts distinguish "nothing found" from
//! "nothing checked".

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The things that rules count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Count {
    /// Pairs of values whose comparison is decided.
    Compared,
    /// Pairs of values whose comparison is undecided.
    CannotTell,
    /// Quotes found in their source's snapshot.
    QuoteVerified,
    /// Quotes that could not be verified in their source's snapshot.
    QuoteFailed,
    /// Pieces of evidence that cannot be checked without going online.
    EvidenceNotVerifiable,
    /// Sentences of a snapshot that quotes cover.
    SentenceCovered,
    /// Values that their quote shows.
    ValueShown,
    /// Values that their quote shows, although there is no snapshot in which the quote could be verified.
    ValueShownUnverified,
    /// Values that may or may not be shown by their quote.
    ValueCannotTell,
    /// Values that the rule does not accept, such as values of a wrong type.
    Skipped,
}

impl Count {
    /// Returns the counted things, in words that follow the number.
    #[must_use]
    pub fn describe(self, number: u64) -> &'static str {
        match (self, number) {
            (Count::Compared, 1) => "comparison made",
            (Count::Compared, _) => "comparisons made",
            (Count::CannotTell, 1) => "comparison undecided",
            (Count::CannotTell, _) => "comparisons undecided",
            (Count::QuoteVerified, 1) => "quote verified",
            (Count::QuoteVerified, _) => "quotes verified",
            (Count::QuoteFailed, 1) => "quote failed",
            (Count::QuoteFailed, _) => "quotes failed",
            (Count::EvidenceNotVerifiable, 1) => "piece of evidence not verifiable offline",
            (Count::EvidenceNotVerifiable, _) => "pieces of evidence not verifiable offline",
            (Count::SentenceCovered, 1) => "sentence covered by quotes",
            (Count::SentenceCovered, _) => "sentences covered by quotes",
            (Count::ValueShown, 1) => "value shown by its quote",
            (Count::ValueShown, _) => "values shown by their quotes",
            (Count::ValueShownUnverified, 1) => "value shown by a quote without a snapshot",
            (Count::ValueShownUnverified, _) => "values shown by quotes without a snapshot",
            (Count::ValueCannotTell, 1) => "value left undecided by its quote",
            (Count::ValueCannotTell, _) => "values left undecided by their quotes",
            (Count::Skipped, 1) => "value of an unexpected type skipped",
            (Count::Skipped, _) => "values of an unexpected type skipped",
        }
    }

    /// Checks whether the count is about values that were not checked.
    #[must_use]
    pub fn is_not_checked(self) -> bool {
        matches!(
            self,
            Count::CannotTell
                | Count::EvidenceNotVerifiable
                | Count::ValueShownUnverified
                | Count::ValueCannotTell
                | Count::Skipped
        )
    }

    /// Returns the name in machine-readable output.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Count::Compared => "comparisons",
            Count::CannotTell => "comparisons_cannot_tell",
            Count::QuoteVerified => "quotes_verified",
            Count::QuoteFailed => "quotes_failed",
            Count::EvidenceNotVerifiable => "evidence_not_verifiable",
            Count::SentenceCovered => "sentences_covered",
            Count::ValueShown => "values_shown",
            Count::ValueShownUnverified => "values_shown_unverified",
            Count::ValueCannotTell => "values_cannot_tell",
            Count::Skipped => "values_skipped",
        }
    }

    /// All counts, in the order in which they are printed.
    pub const ALL: [Count; 10] = [
        Count::QuoteVerified,
        Count::QuoteFailed,
        Count::SentenceCovered,
        Count::ValueShown,
        Count::Compared,
        Count::EvidenceNotVerifiable,
        Count::ValueShownUnverified,
        Count::ValueCannotTell,
        Count::CannotTell,
        Count::Skipped,
    ];
}

/// The number of checked or unchecked values per count.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Tally {
    counts: BTreeMap<Count, u64>,
}

impl Tally {
    /// Increments a count by 1.
    pub fn add(&mut self, count: Count) {
        self.add_many(count, 1);
    }

    /// Increments a count by `number`.
    pub fn add_many(&mut self, count: Count, number: u64) {
        *self.counts.entry(count).or_default() += number;
    }

    /// Adds another tally to this one.
    pub fn merge(&mut self, other: &Tally) {
        for (count, number) in &other.counts {
            self.add_many(*count, *number);
        }
    }

    /// Sets a count to `number`.
    pub(super) fn set(&mut self, count: Count, number: u64) {
        match number {
            0 => self.counts.remove(&count),
            _ => self.counts.insert(count, number),
        };
    }

    /// Returns the number of a count.
    #[must_use]
    pub fn of(&self, count: Count) -> u64 {
        self.counts.get(&count).copied().unwrap_or_default()
    }
}
