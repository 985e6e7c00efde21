//! Lists the rules that did not check everything, for people. One line lists all rules with the same reason.

use crate::engine::NotRun;
use crate::words::{grouped, noun};

/// Maximum number of rules named on a line. Further rules are only counted; the format `json` names all of
/// them.
const MAX_NAMES: usize = 5;

/// Maximum number of reasons listed for people. There may be many reasons, such as a syntax error in each
/// document.
const MAX_LINES: usize = 2;

/// Describes which rules did not check everything and why, one reason per line, without line endings.
#[must_use]
pub fn describe_not_run(not_run: &[NotRun]) -> Vec<String> {
    let mut by_reason: Vec<(&str, Vec<&str>)> = Vec::new();
    for rule in not_run {
        match by_reason.iter_mut().find(|(reason, _)| *reason == rule.reason) {
            Some((_, rules)) => rules.push(&rule.rule),
            None => by_reason.push((&rule.reason, vec![&rule.rule])),
        }
    }
    let lines = by_reason.iter().take(MAX_LINES).map(|(reason, rules)| line(reason, rules));
    let mut lines: Vec<String> = lines.collect();
    if let Some((_, others)) = by_reason.split_at_checked(MAX_LINES).filter(|(_, o)| !o.is_empty())
    {
        let reasons = noun(others.len(), "reason");
        let number = grouped(others.len());
        lines.push(format!(
            "rules could not check everything for {number} more {reasons}: all in --format json"
        ));
    }
    lines
}

fn line(reason: &str, rules: &[&str]) -> String {
    let (named, others) = rules.split_at(rules.len().min(MAX_NAMES));
    match (rules, others) {
        ([rule], _) => format!("rule {rule} could not check everything: {reason}"),
        (_, []) => format!(
            "{} rules could not check everything: {reason} ({})",
            rules.len(),
            named.join(", ")
        ),
        _ => format!(
            "{} rules could not check everything: {reason} ({} and {} more, all in --format json)",
            grouped(rules.len()),
            named.join(", "),
            grouped(others.len())
        ),
    }
}
