//! Prints a summary of the edits and of their effect on the findings to stderr.

use super::taken_back::after_edits;
use super::{Edited, Fixing};
use crate::cli::terminal::{print_error, print_note};
use crate::engine::Run;
use crate::finding::{Applicability, Change, Finding, Suppression};
use crate::report;
use crate::rules;

/// Prints which documents were edited, which were left unchanged, which findings are new, and which
/// verdicts are stale.
pub(super) fn print_summary(fixing: &Fixing<'_>, first: Option<&Run>, now: &Run) {
    let verb = if fixing.arguments.fix.diff { "would edit" } else { "edited" };
    for edited in fixing.edited.values() {
        print_note(&format!("{verb} {}: {}", edited.name, counts(edited)));
    }
    for message in fixing.left_alone.values() {
        print_error(message);
    }
    let would_be_caused = &fixing.taken_back.would_be_caused;
    if !would_be_caused.is_empty() {
        print_note("edits were taken back, since they would cause new findings:");
        would_be_caused.lines().for_each(|line| print_note(&format!("  {line}")));
    }
    let Some(first) = first.filter(|_| !fixing.edited.is_empty()) else { return };
    let findings = after_edits(first, now).into_iter();
    let (stale, new): (Vec<Finding>, Vec<Finding>) = findings.partition(concerns_verdict);
    print_findings(now, &new, "new findings after the edits:");
    print_findings(now, &stale, "verdicts made stale by the edits:");
}

fn print_findings(run: &Run, findings: &[Finding], header: &str) {
    if findings.is_empty() {
        return;
    }
    print_note(header);
    for line in report::lines(&run.files, findings).lines() {
        print_note(&format!("  {line}"));
    }
}

/// Whether a finding is about a verdict, or was reopened because its verdict no longer applies.
fn concerns_verdict(finding: &Finding) -> bool {
    let is_reopened =
        matches!(finding.change.as_deref(), Some(Change::Reopened(Suppression::Verdict(_))));
    is_reopened || finding.kind == rules::ledger::KIND.name
}

fn counts(edited: &Edited) -> String {
    let of = |applicability: Applicability| {
        let number = edited.applied.get(&applicability).copied().filter(|number| *number > 0)?;
        let edits = crate::words::noun(number, "edit");
        Some(format!("{number} {} {edits}", applicability.name()))
    };
    let counts = [Applicability::Safe, Applicability::Unsafe].into_iter().filter_map(of);
    counts.collect::<Vec<_>>().join(", ")
}
