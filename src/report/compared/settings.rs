//! Describes a change of settings for people: the findings that the current rules hide or lower, and what
//! was added to the baseline and the ledger.

use super::MAX_RESOLVED;
use crate::comparison::SettingsChange;
use crate::finding::Finding;
use crate::words::{counted, grouped};

/// Returns the lines, without line endings; none if nothing has changed.
pub(super) fn lines(change: &SettingsChange) -> Vec<String> {
    let mut lines = Vec::new();
    lines.extend(rules(change));
    let hidden = change.hidden.iter().map(|finding| one(finding, "hidden", None));
    let lowered = change
        .lowered
        .iter()
        .map(|(finding, level)| one(finding, "lowered", Some(format!(", now {level}"))));
    let all: Vec<String> = hidden.chain(lowered).collect();
    let others = all.len().saturating_sub(MAX_RESOLVED);
    lines.extend(all.into_iter().take(MAX_RESOLVED));
    if others > 0 {
        lines.push(format!("hidden or lowered: {} more, all in --format json", grouped(others)));
    }
    for (what, number, added) in [
        ("baseline", change.added_to_baseline, "finding"),
        ("ledger", change.added_to_ledger, "verdict"),
    ] {
        if number > 0 {
            lines.push(format!("added to the {what}: {}", counted(number, added)));
        }
    }
    lines
}

fn rules(change: &SettingsChange) -> Option<String> {
    if change.files.is_empty() {
        return None;
    }
    let files = change.files.join(", ");
    if let Some(reason) = &change.not_compared {
        return Some(format!(
            "the rules have changed ({files}), and it is unknown which findings this hides: {reason}"
        ));
    }
    let hidden = counted(change.hidden.len(), "finding");
    let lowered = match change.lowered.len() {
        0 => String::new(),
        number => format!(" and lowers {}", grouped(number)),
    };
    Some(format!("the rules have changed ({files}): that hides {hidden}{lowered}"))
}

fn one(finding: &Finding, what: &str, after: Option<String>) -> String {
    let (level, rule) = (finding.level, &finding.rule);
    let after = after.unwrap_or_default();
    let short = finding.fingerprint();
    format!("{what}: {level}[{rule}]{after} {}: {}", short.short(), finding.message)
}
