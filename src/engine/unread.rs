//! Notices about values that a rule does not accept, and about selected values that are not records. There is
//! one notice per field of a rule or collection, at the place of the rule or collection in the rulebook.

use super::{Summary, misread};
use crate::finding::{Anchor, Finding, Level, Place};
use crate::parameters::CollectionDefinition;
use crate::rule::{Count, CountedEntry};
use crate::rulebook::{RuleEntry, Rulebook};
use crate::rules::idle;

/// Maximum number of places per notice; `--show-unchecked` lists all.
const MAX_LABELS: usize = 3;

/// Returns the notices of a run.
pub(super) fn findings(rulebook: &Rulebook, summary: &Summary) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (id, counted) in &summary.counted {
        let skipped = counted.entries().into_iter().filter(|entry| entry.count == Count::Skipped);
        if let Some(rule) = rulebook.rule(id) {
            findings.extend(skipped.map(|entry| of_rule(rule, entry, rulebook)));
        } else if let Some(known) =
            rulebook.collections.iter().find(|known| misread::subject(&known.name) == *id)
        {
            findings.extend(skipped.filter_map(|entry| of_collection(known, entry, rulebook)));
        }
    }
    findings
}

/// Returns the message: the number of values that were not checked, and a description of the first of them.
fn message(entry: &CountedEntry) -> String {
    let (number, field) = (entry.number, &entry.field);
    let what = match (field.as_str(), number) {
        ("", 1) => "1 record was not checked".to_owned(),
        ("", _) => format!("{number} records were not checked"),
        (_, 1) => format!("1 value of `{field}` was not checked"),
        (_, _) => format!("{number} values of `{field}` were not checked"),
    };
    let Some(got) = entry.got() else { return what };
    let it = if number == 1 { "it" } else { "the first" };
    format!("{what}: {it} is {got}")
}

fn of_rule(rule: &RuleEntry, entry: &CountedEntry, rulebook: &Rulebook) -> Finding {
    // A built-in rule is not in the rulebook.
    let place = rulebook.place(&rule.span);
    let place = Some(place).filter(|_| !rule.kind.is_built_in());
    let finding = finding(&rule.id, entry, place, "this rule does not accept such values")
        .help("correct the values or the field, or leave them out with `where`; `--show-unchecked` lists all");
    let id = rule.id.clone();
    Finding { rule: id, kind: rule.kind.name.into(), level: Level::Notice, ..finding }
}

/// Returns the notice about values that are not records; `None` if the rulebook has switched it off.
fn of_collection(
    collection: &CollectionDefinition,
    entry: &CountedEntry,
    rulebook: &Rulebook,
) -> Option<Finding> {
    let level = rulebook.levels.get(idle::KIND.name).copied().unwrap_or(Level::Notice);
    let place = rulebook.place(&collection.span);
    let subject = misread::subject(&collection.name);
    let finding = finding(
        &subject,
        entry,
        Some(place),
        "the rules of this collection read fields of objects",
    )
    .help("correct the values or `select`; `--show-unchecked` lists all");
    (level != Level::Off).then(|| finding.built_in(idle::KIND.name, level))
}

fn finding(subject: &str, entry: &CountedEntry, place: Option<Place>, label: &str) -> Finding {
    let shown = entry.places().take(MAX_LABELS).cloned();
    let finding =
        Finding::new(message(entry), Anchor::new(subject, format!("{} unread", entry.field)));
    let finding = place.into_iter().fold(finding, |finding, place| finding.label(place, label));
    finding.labels_of(shown, "not checked").rests_on("", "not checked", entry.number.to_string())
}
