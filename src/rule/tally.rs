//! What a run counts beside its findings: "nothing found" and "nothing looked at" must not look alike.

use std::collections::BTreeMap;

/// What there is to count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Count {
    /// Pairs of values compared, with an answer.
    Compared,
    /// Pairs of values whose comparison gives no answer.
    CannotTell,
    /// Quotes found in their source's snapshot.
    QuoteVerified,
    /// Quotes that are not verified in their source's snapshot.
    QuoteFailed,
    /// Pieces of evidence that cannot be checked without going online.
    EvidenceNotVerifiable,
    /// Sentences of a snapshot that quotes cover.
    SentenceCovered,
    /// Values that their own quote shows.
    ValueShown,
    /// Values that their own quote shows, where nothing shows that the source has the quote.
    ValueShownUnverified,
    /// Values for which no rule can tell whether their quote shows them.
    ValueCannotTell,
    /// Values of a shape that the rule does not know.
    Skipped,
}

impl Count {
    /// What is counted, in words that follow the number.
    #[must_use]
    pub fn describe(self, number: u64) -> &'static str {
        match (self, number) {
            (Count::Compared, 1) => "comparison made",
            (Count::Compared, _) => "comparisons made",
            (Count::CannotTell, 1) => "comparison could not tell",
            (Count::CannotTell, _) => "comparisons could not tell",
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
            (Count::ValueCannotTell, 1) => "value whose quote cannot tell",
            (Count::ValueCannotTell, _) => "values whose quotes cannot tell",
            (Count::Skipped, 1) => "value of another shape skipped",
            (Count::Skipped, _) => "values of another shape skipped",
        }
    }

    /// Whether it counts something that was not checked.
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

    /// The name in machine-readable output.
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

    /// Everything there is to count, in the order in which it is printed.
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

/// How often each of them occurred.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tally {
    counts: BTreeMap<Count, u64>,
}

impl Tally {
    /// Counts something once more.
    pub fn add(&mut self, count: Count) {
        self.add_many(count, 1);
    }

    /// Counts something a number of times more.
    pub fn add_many(&mut self, count: Count, number: u64) {
        *self.counts.entry(count).or_default() += number;
    }

    /// Adds another tally to this one.
    pub fn merge(&mut self, other: &Tally) {
        for (count, number) in &other.counts {
            self.add_many(*count, *number);
        }
    }

    /// Sets how often something was counted.
    pub(super) fn set(&mut self, count: Count, number: u64) {
        match number {
            0 => self.counts.remove(&count),
            _ => self.counts.insert(count, number),
        };
    }

    /// How often something was counted.
    #[must_use]
    pub fn of(&self, count: Count) -> u64 {
        self.counts.get(&count).copied().unwrap_or_default()
    }
}
