//! A decision on a finding, and the functions that record it in the ledger, for the terminal and for the page.

use super::super::context::Stop;
use super::refusal::refuse;
use super::session::Opened;
use crate::finding::Finding;
use crate::ledger::{LedgerEntry, Outcome, VerdictStatus};

/// A person's answers, given on the command line, at a prompt or on the page.
pub(super) struct Answers {
    pub(super) outcome: Option<Outcome>,
    pub(super) chosen: Vec<String>,
    pub(super) wrong: Vec<String>,
    pub(super) reason: Option<String>,
    pub(super) by: Option<String>,
    pub(super) until: Option<String>,
    pub(super) evidence: Vec<String>,
}

impl Answers {
    /// Returns the names of the options whose answers are missing.
    pub(super) fn missing(&self) -> Vec<&'static str> {
        let is_needed = |test: fn(Outcome) -> bool| self.outcome.is_some_and(test);
        let flags = [
            ("--outcome", self.outcome.is_none()),
            ("--chosen", is_needed(Outcome::must_choose) && self.chosen.is_empty()),
            ("--wrong", is_needed(Outcome::must_refute) && self.wrong.is_empty()),
            ("--reason", self.reason.is_none()),
            ("--by", self.by.is_none()),
            ("--until", is_needed(Outcome::must_end) && self.until.is_none()),
        ];
        flags.into_iter().filter(|(_, is_missing)| *is_missing).map(|(flag, _)| flag).collect()
    }

    fn into_entry(self, finding: &Finding, opened: &Opened) -> Result<LedgerEntry, Stop> {
        let missing = self.missing().join(", ");
        let (Some(outcome), Some(reason), Some(by), "") =
            (self.outcome, self.reason, self.by, missing.as_str())
        else {
            return Err(refuse(&format!("missing: {missing} (prompts need a terminal)")));
        };
        Ok(LedgerEntry {
            fingerprint: finding.fingerprint().to_string(),
            rule: finding.rule.clone(),
            subject: finding.anchor.about().to_owned(),
            outcome: outcome.name().to_owned(),
            chosen: self.chosen,
            wrong: self.wrong,
            reason,
            by,
            on: opened.today.to_string(),
            until: self.until,
            evidence: self.evidence,
            state: finding.state.clone(),
        })
    }
}

/// Returns an error if a finding already has a verdict in force and `replace` is not set, or if a verdict that does not
/// match the finding has the finding's fingerprint.
pub(super) fn may_decide(opened: &Opened, finding: &Finding, replace: bool) -> Result<(), Stop> {
    if !replace
        && let Some(verdict) = opened.verdict_on(finding)
        && opened.status(verdict) == VerdictStatus::InForce
    {
        return Err(refuse(&format!(
            "{} decided `{}` on {}; to replace this verdict, use --replace",
            verdict.by,
            verdict.outcome.name(),
            verdict.on
        )));
    }
    opened.refuse_taken_fingerprint(finding)
}

/// Records a decision in the ledger, and returns the new entry.
pub(super) fn record(
    opened: &Opened,
    finding: &Finding,
    answers: Answers,
) -> Result<LedgerEntry, Stop> {
    let entry = answers.into_entry(finding, opened)?;
    opened.write(&entry)?;
    Ok(entry)
}

/// Checks whether the ledger would accept a decision. The error is the reason why it would not.
pub(super) fn check(opened: &Opened, finding: &Finding, answers: Answers) -> Result<(), String> {
    match answers.into_entry(finding, opened).and_then(|entry| opened.check_entry(&entry)) {
        Err(Stop::Error(message)) => Err(message.replace("nothing was written: ", "")),
        _ => Ok(()),
    }
}
