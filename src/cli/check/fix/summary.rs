//! Summarises the edits and their effect on the findings.

use super::taken_back::after_edits;
use super::{Edited, Fixing};
use crate::cli::terminal::{print_error, print_note};
use crate::engine::Run;
use crate::finding::{Applicability, Change, Finding, Suppression};
use crate::report;
use crate::rules;

/// A line about the edits.
pub(in crate::cli) enum Note {
    /// Something that was done.
    Done(String),
    /// Something that was not done, with the reason.
    Failed(String),
}

impl Note {
    /// Prints the line to stderr.
    pub(in crate::cli) fn print(&self) {
        match self {
            Note::Done(text) => print_note(text),
            Note::Failed(text) => print_error(text),
        }
    }
}

/// Returns lines about the edited documents, the documents left unchanged, the edits left out or taken back, the new
/// findings, and the verdicts made stale.
pub(super) fn notes(fixing: &Fixing<'_>, first: Option<&Run>, now: &Run) -> Vec<Note> {
    let verb = if fixing.options.is_diff { "would edit" } else { "edited" };
    let edited = fixing.edited.values();
    let edited = edited.map(|edited| format!("{verb} {}: {}", edited.name, counts(edited)));
    let mut notes: Vec<Note> = edited.map(Note::Done).collect();
    notes.extend(fixing.left_alone.values().cloned().map(Note::Failed));
    notes.extend(fixing.left_out.lines().map(Note::Failed));
    let would_be_caused = &fixing.taken_back.would_be_caused;
    if !would_be_caused.is_empty() {
        let header = "edits were taken back, since they would cause new findings:";
        notes.push(Note::Done(header.to_owned()));
        notes.extend(would_be_caused.lines().map(|line| Note::Done(format!("  {line}"))));
    }
    let Some(first) = first else { return notes };
    if fixing.edited.is_empty() {
        return notes;
    }
    let findings = after_edits(first, now).into_iter();
    let (stale, new): (Vec<Finding>, Vec<Finding>) = findings.partition(concerns_verdict);
    notes.extend(lines(now, &new, "new findings after the edits:"));
    notes.extend(lines(now, &stale, "verdicts made stale by the edits:"));
    notes
}

fn lines(run: &Run, findings: &[Finding], header: &str) -> Vec<Note> {
    if findings.is_empty() {
        return Vec::new();
    }
    let lines = report::lines(&run.files, findings);
    let lines = lines.lines().map(|line| format!("  {line}"));
    std::iter::once(header.to_owned()).chain(lines).map(Note::Done).collect()
}

/// Whether a finding is about a verdict, or is reopened because its verdict no longer applies.
fn concerns_verdict(finding: &Finding) -> bool {
    let is_reopened =
        matches!(finding.change.as_deref(), Some(Change::Reopened(Suppression::Verdict(_))));
    is_reopened || finding.kind == rules::ledger::KIND.name
}

/// Describes how many edits of each applicability a document has, as in `2 safe edits, 1 unsafe edit`.
fn counts(edited: &Edited) -> String {
    let count = |applicability: Applicability| {
        let number = edited.applied.get(&applicability).copied().filter(|number| *number > 0)?;
        let edits = crate::words::noun(number, "edit");
        Some(format!("{number} {} {edits}", applicability.name()))
    };
    let counts = [Applicability::Safe, Applicability::Unsafe].into_iter().filter_map(count);
    counts.collect::<Vec<_>>().join(", ")
}
