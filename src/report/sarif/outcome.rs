//! Converts a finding to a SARIF result.

use super::super::lines::describe_suggestion;
use super::super::located::{Located, Locator};
use super::super::{describe_suppression, one_line};
use super::log;
use super::log::{
    ArtifactChange, ArtifactLocation, Content, Fix, Location, LogicalLocation, Message, Outcome,
    OutcomeProperties, OwnOutcomeProperties, PhysicalLocation, Region, Replacement,
};
use crate::document::Kind;
use crate::finding::{Change, Finding, Label, Level, Place, Suggestion, Suppression};
use crate::storage::bytes_of_text;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_encode};
use std::collections::BTreeMap;
use std::path::Path;

/// Maximum number of places of a result. GitHub rejects a result with more.
pub(super) const MAX_PLACES: usize = 1_000;

/// Maximum number of places listed in a message.
const MAX_IN_MESSAGE: usize = 20;

/// The base of relative paths: GitHub's name for the root of the repository.
pub(super) const ROOT: &str = "%SRCROOT%";

/// The characters escaped in a path: all but the unreserved characters (RFC 3986) and `/`. A colon could be
/// read as the end of a scheme.
const ESCAPED: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'/');

/// Converts a finding to a result. `by` is the reason why the finding is suppressed, or `None` if it is not.
pub(super) fn outcome(
    finding: &Finding,
    by: Option<&Suppression>,
    rule_index: usize,
    locator: &Locator<'_>,
) -> Outcome {
    let related = finding.labels.iter().skip(1).take(MAX_PLACES - 1).enumerate();
    let related = related
        .map(|(number, label)| Location { id: Some(number + 1), ..labelled(label, locator) });
    let mut fixes: Vec<&Suggestion> = Vec::new();
    let safe = finding.suggestions.iter().filter(|suggestion| suggestion.applicability.is_safe());
    for suggestion in safe {
        if !fixes.contains(&suggestion) {
            fixes.push(suggestion);
        }
    }
    Outcome {
        rule_id: one_line(&finding.rule),
        rule_index,
        level: level(finding.level),
        baseline_state: finding.change.as_deref().map(baseline_state),
        message: message(finding, locator),
        locations: vec![primary(finding, locator)],
        related_locations: related.collect(),
        partial_fingerprints: BTreeMap::from([
            ("factlint/v1", finding.fingerprint().to_string()),
            ("factlintState/v1", finding.state.hash()),
        ]),
        fixes: fixes.into_iter().map(|suggestion| fix(suggestion, locator)).collect(),
        suppressions: by.map(|by| suppression(by, locator)).into_iter().collect(),
        properties: OutcomeProperties {
            factlint: OwnOutcomeProperties { level: finding.level.name() },
        },
    }
}

/// Returns the SARIF level. GitHub ignores results of the kind `review`, so a finding to review becomes a
/// warning. A property of the result contains the original level.
pub(super) fn level(level: Level) -> &'static str {
    match level {
        Level::Error => "error",
        Level::Warning | Level::Review => "warning",
        Level::Notice | Level::Off => "note",
    }
}

/// Returns the SARIF baseline state of a finding. A reopened finding was not open in the earlier run, so it
/// is new.
fn baseline_state(change: &Change) -> &'static str {
    match change {
        Change::New(_) | Change::Reopened(_) => "new",
        Change::Changed(_) => "updated",
    }
}

/// Returns the message, with links to the places after the first one. Without links, GitHub would not show these
/// places.
fn message(finding: &Finding, locator: &Locator<'_>) -> Message {
    let mut lines = vec![without_links(&finding.message)];
    let further = finding.labels.len().saturating_sub(1);
    for (number, label) in finding.labels.iter().skip(1).take(MAX_IN_MESSAGE).enumerate() {
        let text = match label.text.as_str() {
            "" => locator.path(label.place.file()),
            text => text.to_owned(),
        };
        lines.push(format!("[{}]({})", bracketed(&text), number + 1));
    }
    if further > MAX_IN_MESSAGE {
        lines.push(format!("and {} more places", further - MAX_IN_MESSAGE));
    }
    let changes = finding.change.as_deref().map(Change::details).unwrap_or_default();
    lines.extend(changes.iter().map(|change| without_links(change)));
    lines.extend(finding.help_lines().map(|help| format!("help: {}", without_links(help))));
    // A program may apply a SARIF fix, so unsafe edits are described in the message but are not fixes.
    let edits = finding.suggestions.iter().filter(|edit| !edit.applicability.is_safe());
    lines.extend(edits.map(|edit| {
        let path = locator.path(edit.place.file());
        without_links(&describe_suggestion(edit, &path, locator))
    }));
    Message::new(lines.join("\n"))
}

/// Returns a text on one line. If the text may contain a Markdown link, its brackets are escaped.
fn without_links(text: &str) -> String {
    if text.contains("](") { bracketed(text) } else { one_line(text) }
}

/// Escapes the text of a link (SARIF 3.11.6).
fn bracketed(text: &str) -> String {
    one_line(text).replace('\\', "\\\\").replace('[', "\\[").replace(']', "\\]")
}

/// Returns the location of a finding. GitHub rejects a result without a location. Therefore, the location of a
/// finding without a place is the rulebook, which is always the first file.
fn primary(finding: &Finding, locator: &Locator<'_>) -> Location {
    let Some(label) = finding.primary() else {
        return location(&Place::File(locator.files().first_id()), locator);
    };
    let mut location = labelled(label, locator);
    let subject = one_line(&finding.anchor.subject);
    if !subject.is_empty() && !location.logical_locations.is_empty() {
        location.logical_locations.push(LogicalLocation {
            name: subject.clone(),
            fully_qualified_name: subject,
            kind: "resource",
        });
    }
    location
}

fn labelled(label: &Label, locator: &Locator<'_>) -> Location {
    let message = (!label.text.is_empty()).then(|| Message::new(without_links(&label.text)));
    Location { message, ..location(&label.place, locator) }
}

fn location(place: &Place, locator: &Locator<'_>) -> Location {
    let located = locator.locate(place);
    Location {
        id: None,
        message: None,
        logical_locations: logical(place, &located, locator).into_iter().collect(),
        place: PhysicalLocation {
            artifact_location: artifact(&located.path),
            region: region(&located),
        },
    }
}

/// Returns the logical location of a value in a JSON document, named by its JSON Pointer. Returns `None` if
/// the place is not in a JSON document.
fn logical(place: &Place, located: &Located, locator: &Locator<'_>) -> Option<LogicalLocation> {
    let pointer = located.pointer.as_ref()?;
    let kind = locator.see(place, |value| {
        let is_member = value.parent().is_some_and(|parent| parent.kind() == Kind::Object);
        match value.kind() {
            _ if is_member => "property",
            Kind::Object => "object",
            Kind::Array => "array",
            _ => "value",
        }
    })?;
    let pointer = one_line(pointer);
    let name = pointer.rsplit('/').next().unwrap_or_default().to_owned();
    Some(LogicalLocation { name, fully_qualified_name: pointer, kind })
}

fn artifact(path: &str) -> ArtifactLocation {
    let encoded = percent_encode(&bytes_of_text(path), ESCAPED).to_string();
    if Path::new(path).is_absolute() {
        let slash = if encoded.starts_with('/') { "" } else { "/" };
        return ArtifactLocation { uri: format!("file://{slash}{encoded}"), uri_base_id: None };
    }
    ArtifactLocation { uri: encoded, uri_base_id: Some(ROOT) }
}

fn region(located: &Located) -> Region {
    Region {
        start_line: located.start.line,
        start_column: located.start.column,
        end_line: located.end.line,
        end_column: located.end.column,
        byte_offset: located.range.start,
        byte_length: located.range.len(),
    }
}

fn fix(suggestion: &Suggestion, locator: &Locator<'_>) -> Fix {
    let located = locator.locate(&suggestion.place);
    let replacement = Replacement {
        deleted_region: region(&located),
        inserted_content: Content { text: suggestion.replacement.clone() },
    };
    Fix {
        description: Message::new(without_links(&suggestion.message)),
        artifact_changes: [ArtifactChange {
            artifact_location: artifact(&located.path),
            replacements: [replacement],
        }],
    }
}

fn suppression(by: &Suppression, locator: &Locator<'_>) -> log::Suppression {
    let location = match by {
        Suppression::Verdict(decision) => Some(location(&decision.place, locator)),
        Suppression::Baseline => None,
    };
    log::Suppression {
        kind: "external",
        status: "accepted",
        justification: one_line(&describe_suppression(by)),
        location,
    }
}
