//! Describes a comparison for people: counts, resolved findings, and findings that could not be compared.

mod settings;

use super::not_run::describe_not_run;
use crate::comparison::{Comparison, PathNotCompared};
use crate::finding::EncodedFinding;
use crate::words::{counted, grouped};

/// Maximum number of resolved findings listed for people. The format `json` lists all of them.
const MAX_RESOLVED: usize = 20;

/// Returns the lines, without line endings.
pub(super) fn lines(comparison: &Comparison) -> Vec<String> {
    let since = comparison.since.describe();
    let mut lines = vec![format!("since {since}: {}", counts(comparison).join(", "))];
    if comparison.is_all_new {
        lines.push(format!("the dataset had no documents at {since}: everything is new"));
    }
    lines.extend(comparison.resolved.iter().take(MAX_RESOLVED).map(resolved));
    let others = comparison.resolved.len().saturating_sub(MAX_RESOLVED);
    if others > 0 {
        lines.push(format!("resolved: {} more, all in --format json", grouped(others)));
    }
    for PathNotCompared { path, reason } in &comparison.paths_not_compared {
        lines.push(format!("{path}: {reason}"));
    }
    if comparison.not_compared > 0 {
        let findings = counted(comparison.not_compared, "finding");
        lines.push(format!("not compared: {findings} that only one of the two runs could report"));
    }
    lines.extend(settings::lines(&comparison.settings));
    let before = describe_not_run(&comparison.not_run_before);
    lines.extend(before.into_iter().map(|line| format!("at {since}: {line}")));
    lines
}

fn counts(comparison: &Comparison) -> Vec<String> {
    let mut counts = comparison.counts().to_vec();
    counts.push(("resolved", comparison.resolved.len()));
    counts.push(("unchanged", comparison.unchanged));
    if comparison.settled > 0 {
        counts.push(("decided or in the baseline since", comparison.settled));
    }
    counts.into_iter().map(|(name, number)| format!("{} {name}", grouped(number))).collect()
}

fn resolved(finding: &EncodedFinding) -> String {
    let finding = finding.decode();
    let (level, rule) = (finding.level, &finding.rule);
    format!("resolved: {level}[{rule}] {}: {}", finding.fingerprint().short(), finding.message)
}
