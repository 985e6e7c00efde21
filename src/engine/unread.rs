//! Values that a rule does not accept: one notice per rule and field, at the rule in the rulebook.

use super::Summary;
use crate::finding::{Anchor, Finding, Level, Place};
use crate::rule::{Count, UncheckedEntry};
use crate::rulebook::{RuleEntry, Rulebook};

/// Maximum number of places per notice; `--show-unchecked` lists all.
const MAX_LABELS: usize = 3;

/// Returns the notices of a run.
pub(super) fn findings(rulebook: &Rulebook, summary: &Summary) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (id, unchecked) in &summary.unchecked {
        let Some(rule) = rulebook.rules.iter().find(|rule| rule.id == *id) else { continue };
        let skipped = unchecked.entries().into_iter().filter(|entry| entry.count == Count::Skipped);
        findings.extend(skipped.map(|entry| finding(rule, entry, rulebook)));
    }
    findings
}

/// Returns the message: how many values were not checked, and what the first of them is.
fn message(entry: &UncheckedEntry) -> String {
    let (number, field) = (entry.number, &entry.field);
    let what = match (field.as_str(), number) {
        ("", 1) => "1 record was not checked".to_owned(),
        ("", _) => format!("{number} records were not checked"),
        (_, 1) => format!("1 value of `{field}` was not checked"),
        (_, _) => format!("{number} values of `{field}` were not checked"),
    };
    let Some(got) = entry.got else { return what };
    let it = if number == 1 { "it" } else { "the first" };
    format!("{what}: {it} is {got}")
}

fn finding(rule: &RuleEntry, entry: &UncheckedEntry, rulebook: &Rulebook) -> Finding {
    let message = message(entry);
    let shown = entry.places.iter().take(MAX_LABELS).cloned();
    let finding = Finding::new(message, Anchor::new(&rule.id, format!("{} unread", entry.field)));
    // A built-in rule is not in the rulebook.
    let finding = match rule.kind.is_built_in() {
        true => finding,
        false => finding.label(
            Place::range(rulebook.file, rule.span.clone()),
            "this rule takes no such values",
        ),
    };
    let finding = finding
        .labels_of(shown, "not checked")
        .rests_on("", "not checked", entry.number.to_string())
        .help("correct the values or the field, or leave them out with `where`; `--show-unchecked` lists all");
    let id = rule.id.clone();
    Finding { rule: id, kind: rule.kind.name, level: Level::Notice, ..finding }
}
