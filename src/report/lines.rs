//! Describes a finding in lines of plain text, for formats with a single text field.

use super::located::{Located, Locator};
use super::one_line;
use super::printable::path_at_line_start;
use crate::finding::{Applicability, Change, Finding, Suggestion};
use crate::words::noun;
use std::collections::HashSet;

/// Maximum number of places per finding in formats for programs. Further places are only counted.
pub(super) const MAX_LISTED_PLACES: usize = 1_000;

/// Returns the lines of a finding: the message, each place with its label, the changes, the help, and the
/// suggested edits.
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

/// Maximum number of places listed on one line. All others are only counted.
const MAX_OTHER_PLACES: usize = 5;

/// Lists the places of a finding after the first one, as in `; also at a.json:3:5`. `name_of` returns the name to
/// show for a place's file.
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
        let place = if place.is_whole_file {
            name
        } else {
            format!("{name}:{}:{}", place.start.line, place.start.column)
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

/// Returns the message of a finding on one line. After a comparison, the line also contains the change.
pub(super) fn message_and_change(finding: &Finding) -> String {
    let change = finding.change.as_deref().map(|change| match change.details().as_slice() {
        [] => format!(" ({})", change.name()),
        details => format!(" ({})", details.join("; ")),
    });
    one_line(&format!("{}{}", finding.message, change.unwrap_or_default()))
}

/// Returns a noun for an edit with its applicability, such as `safe edit` or `unsafe edit`.
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
    // In a replacement, a line break is always between two tokens, so it can become a space.
    let replacement: Vec<&str> = suggestion.replacement.lines().map(str::trim).collect();
    match replacement.join(" ").as_str() {
        "" => format!("{edit}, {message} at {name}:{line}:{column}"),
        text => format!("{edit}, {message}: write {text} at {name}:{line}:{column}"),
    }
}
