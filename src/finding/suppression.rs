//! Findings that are counted and not shown.

use super::{Finding, Place};

/// A finding that is counted and not shown, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suppressed {
    /// The finding, as its rule gave it.
    pub finding: Finding,
    /// Why it is not shown.
    pub by: Suppression,
}

/// Why a finding is not shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Suppression {
    /// A person has decided on exactly what it rests on.
    Verdict(Decision),
    /// It was there when the baseline was made.
    Baseline,
}

/// What a person decided, as the ledger has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// The outcome's word: `both-valid`, `false-positive`...
    pub outcome: String,
    /// Why it was decided so.
    pub reason: String,
    /// Who decided.
    pub by: String,
    /// The day of the decision, as an ISO 8601 calendar date.
    pub on: String,
    /// Where in the ledger it stands.
    pub place: Place,
}
