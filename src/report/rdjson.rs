//! Writes the [diagnostic format] of reviewdog, a program that comments on changed lines in many code review
//! services. In this format, columns count UTF-8 bytes.
//!
//! [diagnostic format]: https://github.com/reviewdog/reviewdog/tree/master/proto/rdf

use super::json_text::Streamed;
use super::lines::lines;
use super::located::{Located, Locator};
use super::{Report, json_text, one_line, page_url, summary};
use crate::document::Position;
use crate::finding::{Finding, Level, decoded};
use serde::Serialize;
use std::io::{self, Write};

#[derive(Serialize)]
struct DiagnosticResult<D> {
    source: Source,
    diagnostics: D,
}

#[derive(Serialize)]
struct Source {
    name: &'static str,
    #[serde(skip_serializing_if = "str::is_empty")]
    url: &'static str,
}

#[derive(Serialize)]
struct Diagnostic {
    message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    location: Option<Location>,
    severity: &'static str,
    code: Code,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    suggestions: Vec<Suggestion>,
}

#[derive(Serialize)]
struct Location {
    path: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    range: Option<Range>,
}

#[derive(Serialize)]
struct Range {
    start: Column,
    end: Column,
}

#[derive(Serialize)]
struct Column {
    line: usize,
    /// The column in UTF-8 bytes, counted from 1.
    column: usize,
}

#[derive(Serialize)]
struct Code {
    value: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
}

#[derive(Serialize)]
struct Suggestion {
    range: Range,
    text: String,
}

/// Writes the report one diagnostic at a time, since there may be millions.
pub(super) fn write(
    report: &Report<'_>,
    locator: &Locator<'_>,
    output: &mut dyn Write,
) -> io::Result<()> {
    let diagnostics = || {
        let diagnostics = decoded(report.findings).map(|finding| diagnostic(&finding, locator));
        // A report without diagnostics would look like a clean result.
        let nothing_checked = report.parts().into_iter().filter_map(|part| {
            let path = locator.rulebook_path(part.rulebook());
            Some(Diagnostic {
                message: summary::nothing_checked(part.report)?,
                location: Some(Location { path, range: None }),
                severity: "ERROR",
                code: Code { value: env!("CARGO_PKG_NAME").to_owned(), url: None },
                suggestions: Vec::new(),
            })
        });
        diagnostics.chain(nothing_checked.collect::<Vec<_>>())
    };
    let result = DiagnosticResult {
        source: Source { name: env!("CARGO_PKG_NAME"), url: env!("CARGO_PKG_REPOSITORY") },
        diagnostics: Streamed(diagnostics),
    };
    json_text::write_pretty(output, &result)
}

fn diagnostic(finding: &Finding, locator: &Locator<'_>) -> Diagnostic {
    let primary = finding.primary().map(|label| locator.locate(&label.place));
    // A suggestion has no path, so it can edit only the file of its diagnostic. Edits of other files, and
    // unsafe edits, are described in the message but are not suggestions.
    let safe = finding.suggestions.iter().filter(|suggestion| suggestion.applicability.is_safe());
    let suggestions = safe.filter_map(|suggestion| {
        let place = locator.locate(&suggestion.place);
        let is_same_file = primary.as_ref().is_some_and(|primary| primary.file == place.file);
        let text = suggestion.replacement.clone();
        is_same_file.then(|| Suggestion { range: range(&place, locator), text })
    });
    Diagnostic {
        message: lines(finding, locator).join("\n"),
        suggestions: suggestions.collect(),
        severity: severity(finding.level),
        code: Code { value: one_line(&finding.rule), url: page_url(&finding.kind) },
        location: primary.map(|place| Location {
            range: (!place.is_whole_file).then(|| range(&place, locator)),
            path: place.path,
        }),
    }
}

fn range(place: &Located, locator: &Locator<'_>) -> Range {
    let column = |position: Position, byte: usize| Column {
        line: position.line,
        column: byte.saturating_sub(locator.line_start(place.file, position.line)) + 1,
    };
    Range { start: column(place.start, place.range.start), end: column(place.end, place.range.end) }
}

fn severity(level: Level) -> &'static str {
    match level {
        Level::Error => "ERROR",
        Level::Warning | Level::Review => "WARNING",
        Level::Notice | Level::Off => "INFO",
    }
}
