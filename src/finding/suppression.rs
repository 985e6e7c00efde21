//! Findings that are counted but not shown.

use super::{EncodedFinding, Place};
use serde::{Deserialize, Serialize};

/// A finding that is counted but not shown, with the reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suppressed {
    /// The finding, as reported by its rule.
    pub finding: EncodedFinding,
    /// The reason why the finding is not shown.
    pub by: Suppression,
}

/// The reason why a finding is not shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Suppression {
    /// A person has decided on exactly these facts.
    Verdict(Box<Decision>),
    /// The finding is in the baseline.
    Baseline,
}

/// A person's decision, as recorded in the ledger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// The outcome: `both-valid`, `false-positive`, …
    pub outcome: String,
    /// The reason for the decision.
    pub reason: String,
    /// Who decided.
    pub by: String,
    /// The date of the decision, as an ISO 8601 calendar date.
    pub on: String,
    /// The claims that are right, by their ids.
    pub chosen: Vec<String>,
    /// The claims that are wrong, by their ids.
    pub wrong: Vec<String>,
    /// The last day on which the decision holds.
    pub until: Option<String>,
    /// Evidence outside the dataset.
    pub evidence: Vec<String>,
    /// The verdict's place in the ledger.
    pub place: Place,
}

/// A decision that no longer holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PastDecision {
    /// The decision.
    pub decision: Decision,
    /// Descriptions of the changes since the decision; empty if the decision has expired.
    pub changes: Vec<String>,
}
