//! A finding as lines of plain text, for formats that have one field for all there is to say.

use super::located::Locator;
use super::one_line;
use super::printable::path_at_line_start;
use crate::finding::{Applicability, Change, Finding, Suggestion};

/// The message, then each place with its label, what has changed, what to do, and the suggested edits.
pub(super) fn lines(finding: &Finding, locator: &Locator<'_>) -> Vec<String> {
    let mut lines = vec![one_line(&finding.message)];
    lines.extend(details(finding, locator));
    lines
}

/// The same without the message.
pub(super) fn details(finding: &Finding, locator: &Locator<'_>) -> Vec<String> {
    let places = finding.labels.iter().map(|label| {
        let place = locator.locate(&label.place);
        format!("{}:{}: {}", path_at_line_start(&place.path), place.start.line, label.text)
    });
    let changes = finding.change.as_ref().map(Change::details).unwrap_or_default();
    let help = finding.help_lines().map(|help| format!("help: {help}"));
    let suggestions = finding.suggestions.iter().map(|suggestion| {
        let place = locator.locate(&suggestion.place);
        suggestion_in_words(suggestion, &place.path, locator)
    });
    places.chain(changes).chain(help).chain(suggestions).map(|line| one_line(&line)).collect()
}

/// The message and, after a comparison, what has become of the finding, on one line.
pub(super) fn message_and_change(finding: &Finding) -> String {
    let change = finding.change.as_ref().map(|change| match change.details().as_slice() {
        [] => format!(" ({})", change.name()),
        details => format!(" ({})", details.join("; ")),
    });
    one_line(&format!("{}{}", finding.message, change.unwrap_or_default()))
}

/// Who may apply an edit, in words.
pub(super) fn edit_in_words(applicability: Applicability) -> String {
    format!("{} edit", applicability.name())
}

/// A suggested edit in a file that is called `name`.
pub(super) fn suggestion_in_words(
    suggestion: &Suggestion,
    name: &str,
    locator: &Locator<'_>,
) -> String {
    let start = locator.locate(&suggestion.place).start;
    let (line, column) = (start.line, start.column);
    let (edit, message) = (edit_in_words(suggestion.applicability), &suggestion.message);
    // A line break stands between two tokens, and never within one.
    let replacement: Vec<&str> = suggestion.replacement.lines().map(str::trim).collect();
    match replacement.join(" ").as_str() {
        "" => format!("{edit}, {message} at {name}:{line}:{column}"),
        text => format!("{edit}, {message}: write {text} at {name}:{line}:{column}"),
    }
}
