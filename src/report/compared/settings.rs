//! Describes a change of settings for people: the findings that the current rules hide or report at a lower level,
//! and the numbers of additions to the baseline and the ledger.

use super::MAX_RESOLVED;
use crate::comparison::{Hidden, SettingsChange};
use crate::words::{counted, grouped};

/// Returns the lines without line endings, or no lines if nothing has changed.
pub(super) fn lines(change: &SettingsChange) -> Vec<String> {
    let mut lines = Vec::new();
    lines.extend(rules(change));
    let hidden = change.hidden.iter().map(|hidden| finding_line(hidden, "hidden", None));
    let lowered = change
        .lowered
        .iter()
        .map(|(hidden, level)| finding_line(hidden, "lowered", Some(format!(", now {level}"))));
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
            "the rules have changed ({files}); the findings that this hides are unknown: {reason}"
        ));
    }
    let hidden = counted(change.hidden.len(), "finding");
    let lowered = match change.lowered.len() {
        0 => String::new(),
        number => format!(" and lowers {}", grouped(number)),
    };
    let restriction = match (change.is_of_selected_rules, change.is_of_given_paths) {
        (true, true) => " of the selected rules in the given paths",
        (true, false) => " of the selected rules",
        (false, true) => " in the given paths",
        (false, false) => "",
    };
    Some(format!("the rules have changed ({files}), which hides {hidden}{lowered}{restriction}"))
}

/// Returns the line about one hidden finding. `after_rule` is the text after the finding's rule.
fn finding_line(hidden: &Hidden, what: &str, after_rule: Option<String>) -> String {
    let Hidden { finding, place } = hidden;
    let finding = finding.decode();
    let (level, rule) = (finding.level, &finding.rule);
    let after_rule = after_rule.unwrap_or_default();
    let place = place.as_ref().map(|place| format!("{place}: ")).unwrap_or_default();
    let fingerprint = finding.fingerprint();
    let short = fingerprint.short();
    format!("{what}: {place}{level}[{rule}]{after_rule} {short}: {}", finding.message)
}
