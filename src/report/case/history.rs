//! The decision on a finding, and whether it is still in force.

use super::super::json_place::{PlaceV2, place_v2};
use super::super::located::Locator;
use crate::finding::{self, Finding, Suppression};
use serde::Serialize;

/// The status of a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(in crate::report) enum Status {
    /// The decision is no longer in force because the facts have changed.
    Again,
    /// The last day on which the decision holds has passed.
    Expired,
    /// No decision is recorded.
    Open,
    /// The finding is in the baseline.
    Known,
    /// The decision is in force.
    Decided,
}

/// A decision, as recorded in the ledger.
#[derive(Debug, Serialize)]
pub(in crate::report) struct Decision {
    pub(in crate::report) outcome: String,
    pub(in crate::report) chosen: Vec<String>,
    pub(in crate::report) wrong: Vec<String>,
    pub(in crate::report) reason: String,
    pub(in crate::report) by: String,
    pub(in crate::report) on: String,
    pub(in crate::report) until: Option<String>,
    pub(in crate::report) evidence: Vec<String>,
    /// The changes since the decision, in words.
    pub(in crate::report) changes: Vec<String>,
    /// The place of the decision in the ledger.
    pub(in crate::report) place: PlaceV2,
}

/// Returns the status of a finding.
pub(super) fn status(finding: &Finding, by: Option<&Suppression>) -> Status {
    match (by, &finding.past) {
        (Some(Suppression::Verdict(_)), _) => Status::Decided,
        (Some(Suppression::Baseline), _) => Status::Known,
        (None, Some(past)) if past.changes.is_empty() => Status::Expired,
        (None, Some(_)) => Status::Again,
        (None, None) => Status::Open,
    }
}

/// Returns the decision on a finding, whether it is in force or not.
pub(super) fn decision(
    finding: &Finding,
    by: Option<&Suppression>,
    locator: &Locator<'_>,
) -> Option<Decision> {
    let (decision, changes): (&finding::Decision, &[String]) = match (by, &finding.past) {
        (Some(Suppression::Verdict(decision)), _) => (decision, &[]),
        (Some(Suppression::Baseline), _) | (None, None) => return None,
        (None, Some(past)) => (&past.decision, &past.changes),
    };
    Some(Decision {
        outcome: decision.outcome.clone(),
        chosen: decision.chosen.clone(),
        wrong: decision.wrong.clone(),
        reason: decision.reason.clone(),
        by: decision.by.clone(),
        on: decision.on.clone(),
        until: decision.until.clone(),
        evidence: decision.evidence.clone(),
        changes: changes.to_vec(),
        place: place_v2(&locator.locate(&decision.place)),
    })
}
