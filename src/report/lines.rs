//! A finding as lines of plain text, for formats with a single field for the whole text.

use super::located::{Located, Locator};
use super::one_line;
use super::printable::path_at_line_start;
use crate::finding::{Applicability, Change, Finding, Suggestion};
use crate::words::noun;
use std::collections::HashSet;

/// Maximum number of places per finding in formats for programs; the rest are counted.
pub(super) const MAX_LISTED_PLACES: usize = 1_000;

/// Returns the message, then each place with its label, what has changed, what to do, and the suggested
/// edits.
pub(super) fn lines(finding: &Finding, locator: &Locator<'_>) -> Vec<String> {
    let mut lines = vec![one_line(&finding.message)];
    lines.extend(details(finding, locator, MAX_LISTED_PLACES));
    lines
}

/// Returns the lines of a finding without its message, with at most `max_places` places.
pub(super) fn details(finding: &Finding, locator: &Locator<'_>, max_places: usize) -> Vec<String> {
    let (labels, others) = finding.first_labels(max_places);
    let places = labels.iter().map(|label| {
        let place = locator.locate(&label.place);
        format!("{}:{}: {}", path_at_line_start(&place.path), place.start.line, label.text)
    });
    let others = (others > 0).then(|| format!("and {others} more {}", noun(others, "place")));
    let changes = finding.change.as_deref().map(Change::details).unwrap_or_default();
    let help = finding.help_lines().map(|help| format!("help: {help}"));
    let suggestions = finding.suggestions.iter().map(|suggestion| {
        let place = locator.locate(&suggestion.place);
        describe_suggestion(suggestion, &place.path, locator)
    });
    let lines = places.chain(others).chain(changes).chain(help).chain(suggestions);
    lines.map(|line| one_line(&line)).collect()
}

/// Maximum number of places listed on one line; the rest are counted.
const MAX_OTHER_PLACES: usize = 5;

/// Lists the places of a finding except the first, on one line: `; also at a.json:3:5`. `name_of` returns the
/// name to show for a file.
pub(super) fn other_places(
    finding: &Finding,
    locator: &Locator<'_>,
    name_of: impl Fn(&Located) -> &str,
) -> String {
    let mut places: HashSet<String> = HashSet::new();
    let mut shown: Vec<String> = Vec::new();
    for label in finding.labels.iter().skip(1) {
        let place = locator.locate(&label.place);
        let name = one_line(name_of(&place)).replace("::", ": :");
        let place = match place.is_whole_file {
            true => name,
            false => format!("{name}:{}:{}", place.start.line, place.start.column),
        };
        if places.insert(place.clone()) && shown.len() < MAX_OTHER_PLACES {
            shown.push(place);
        }
    }
    match (shown.as_slice(), places.len() - shown.len()) {
        ([], _) => String::new(),
        (shown, 0) => format!("; also at {}", shown.join(", ")),
        (shown, others) => format!("; also at {} and {others} more", shown.join(", ")),
    }
}

/// Returns the message and, after a comparison, the change of the finding, on one line.
pub(super) fn message_and_change(finding: &Finding) -> String {
    let change = finding.change.as_deref().map(|change| match change.details().as_slice() {
        [] => format!(" ({})", change.name()),
        details => format!(" ({})", details.join("; ")),
    });
    one_line(&format!("{}{}", finding.message, change.unwrap_or_default()))
}

/// Returns the words for an edit with its applicability: `safe edit`, `unsafe edit`.
pub(super) fn edit_noun(applicability: Applicability) -> String {
    format!("{} edit", applicability.name())
}

/// Describes a suggested edit in a file called `name`.
pub(super) fn describe_suggestion(
    suggestion: &Suggestion,
    name: &str,
    locator: &Locator<'_>,
) -> String {
    let start = locator.locate(&suggestion.place).start;
    let (line, column) = (start.line, start.column);
    let (edit, message) = (edit_noun(suggestion.applicability), &suggestion.message);
    // A line break is always between two tokens, never within one.
    let replacement: Vec<&str> = suggestion.replacement.lines().map(str::trim).collect();
    match replacement.join(" ").as_str() {
        "" => format!("{edit}, {message} at {name}:{line}:{column}"),
        text => format!("{edit}, {message}: write {text} at {name}:{line}:{column}"),
    }
}
