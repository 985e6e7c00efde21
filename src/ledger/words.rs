//! The messages of the ledger's findings.

use super::{Change, Verdict};
use crate::dataset::in_folder_of;
use crate::engine::Run;
use crate::finding::{Anchor, Finding, Level, Place};
use crate::rules;
use crate::words::noun;

/// Returns a `review` command that can be pasted into the shell from which the program was started.
#[must_use]
pub fn review_command(run: &Run, command: &str, fingerprint: &str) -> String {
    let short = fingerprint.get(..12).unwrap_or(fingerprint);
    with_folder(run, format!("factlint review {command} {short}"))
}

/// Returns the command with the dataset's folder appended, unless the program was started in that folder.
#[must_use]
#[expect(clippy::needless_pass_by_value, reason = "most commands are made for it")]
pub fn with_folder(run: &Run, command: String) -> String {
    in_folder_of(run.files.name(run.rulebook.file), &command)
}

/// Describes the decision, who made it, and when.
pub(super) fn decided(verdict: &Verdict) -> String {
    format!("`{}` was decided by {} on {}", verdict.outcome.name(), verdict.by, verdict.on)
}

/// Describes the decision and the changes since then.
pub(super) fn decided_on_other_facts(verdict: &Verdict, changes: &[Change]) -> String {
    format!("{}; since then: {}", decided(verdict), describe_changes(changes))
}

/// Describes the decision and the day on which it expired.
pub(super) fn decided_until(verdict: &Verdict) -> String {
    let until = verdict.until.as_ref().map(|until| format!(", until {until}"));
    format!("{}{}", decided(verdict), until.unwrap_or_default())
}

/// Maximum number of changes that are listed. Any others are counted.
const MAX_CHANGES: usize = 8;

fn describe_changes(changes: &[Change]) -> String {
    let mut words: Vec<String> =
        changes.iter().take(MAX_CHANGES).map(ToString::to_string).collect();
    if let Some(more) = changes.len().checked_sub(MAX_CHANGES).filter(|more| *more > 0) {
        words.push(format!("and {more} more {}", noun(more, "change")));
    }
    words.join("; ")
}

/// Creates a finding about a verdict, at its place. `status` names the problem with the verdict.
pub(super) fn finding(
    verdict: &Verdict,
    place: Place,
    status: &str,
    message: String,
    label: String,
) -> Finding {
    let fingerprint = verdict.fingerprint.value.as_str();
    Finding::new(message, Anchor::new(fingerprint, status))
        .label(place, label)
        .rests_on(fingerprint, "outcome", verdict.outcome.name())
        .rests_on(fingerprint, "on", verdict.on.to_string())
        .rests_on(fingerprint, "by", &verdict.by)
}

/// Returns the level of a finding about a verdict: `default`, unless the rulebook sets a lower one.
pub(super) fn level(default: Level, run: &Run) -> Level {
    let max = run.rulebook.levels.get(rules::ledger::KIND.name).copied().unwrap_or(Level::Error);
    default.min(max)
}

#[cfg(test)]
mod tests {
    use super::{Change, MAX_CHANGES, describe_changes};

    #[test]
    fn one_change_beyond_the_maximum_is_one_change() {
        let changes = |number: usize| vec![Change::Joined("a/b".to_owned()); number];
        assert!(describe_changes(&changes(MAX_CHANGES + 1)).ends_with("; and 1 more change"));
        assert!(describe_changes(&changes(MAX_CHANGES + 2)).ends_with("; and 2 more changes"));
    }
}
