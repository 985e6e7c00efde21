//! Writes reports for people at a terminal. miette renders every place with an excerpt of its text.
//!
//! A miette diagnostic has a single source and prints whole lines. The places of a finding may be in several
//! files, and a line may have thousands of characters. Therefore each finding gets an artificial source text
//! that consists of windows. A window shows a few clipped lines around a place, with their true file, line
//! and column.

use super::located::Locator;
use super::people;
use super::{Appearance, Report, one_line, page_url, summary, wrapping};
use crate::finding::{Change, Finding, Level};
use edit::edit_as_diff;
use miette::{
    Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, Severity, SourceCode,
};
use std::fmt;
use std::io::{self, Write};
use window::Windows;

mod clip;
mod edit;
mod window;

/// Writes the report one finding at a time, since there may be millions.
pub(super) fn write(
    report: &Report<'_>,
    locator: &Locator<'_>,
    appearance: &Appearance,
    output: &mut dyn Write,
) -> io::Result<()> {
    let shown = people::shown(report.findings, report.files, appearance.max_findings);
    let handler = handler(appearance);
    for finding in shown.iter().map(|group| group.as_one(people::MAX_PLACES)) {
        output.write_all(rendered(&finding, &handler, locator, appearance).as_bytes())?;
    }
    let lines = summary::lines_for_people(report, people::number_in(&shown), appearance.quiet);
    lines.iter().try_for_each(|line| writeln!(output, "{line}"))
}

/// Renders one finding, without a summary.
pub(super) fn finding(finding: &Finding, locator: &Locator<'_>, appearance: &Appearance) -> String {
    rendered(finding, &handler(appearance), locator, appearance)
}

fn handler(appearance: &Appearance) -> GraphicalReportHandler {
    let theme = if appearance.color {
        GraphicalTheme::unicode()
    } else {
        GraphicalTheme::unicode_nocolor()
    };
    GraphicalReportHandler::new_themed(theme)
        .with_width(appearance.width)
        .with_links(appearance.hyperlinks)
        .with_word_separator(wrapping::SEPARATOR)
        .with_word_splitter(wrapping::SPLITTER)
        .with_break_words(false)
        // Any number except 0 works. `Windows::read_span` treats a request for 0 context lines as a request
        // for the header.
        .with_context_lines(1)
}

fn rendered(
    finding: &Finding,
    handler: &GraphicalReportHandler,
    locator: &Locator<'_>,
    appearance: &Appearance,
) -> String {
    let mut output = String::new();
    let shown = Shown::new(finding, locator, appearance);
    // Writing to a string cannot fail. The renderer fails only if a label has no window.
    if handler.render_report(&mut output, &shown).is_err() {
        output.push_str(&format!("{}[{}]: {}\n", finding.level, finding.rule, shown.message));
    }
    output.push('\n');
    output
}

/// A finding as a miette diagnostic.
#[derive(Debug)]
struct Shown {
    code: String,
    level: Level,
    message: String,
    help: String,
    url: Option<String>,
    windows: Windows,
}

impl Shown {
    fn new(finding: &Finding, locator: &Locator<'_>, appearance: &Appearance) -> Shown {
        let change = finding.change.as_deref();
        let since = change.map(|change| format!(", {}", change.name())).unwrap_or_default();
        let (labels, others) = people::labels(finding);
        Shown {
            code: format!("{}[{}]{since}", finding.level, one_line(&finding.rule)),
            level: finding.level,
            message: one_line(&finding.message),
            help: help(finding, others, locator),
            url: if appearance.hyperlinks { page_url(&finding.kind) } else { None },
            windows: Windows::new(labels, locator, appearance.width),
        }
    }
}

/// Returns the help text of a finding: the number of places that are not shown, the changes, the advice, each
/// edit as a small diff, and the URL of the rule's page.
fn help(finding: &Finding, others: Option<String>, locator: &Locator<'_>) -> String {
    let mut lines = Vec::from_iter(others);
    lines.extend(finding.change.as_deref().map(Change::details).unwrap_or_default());
    lines.extend(finding.help_lines().map(str::to_owned));
    for suggestion in &finding.suggestions {
        lines.extend(edit_as_diff(suggestion, locator));
    }
    lines.push(format!("for more: factlint explain {}", finding.kind));
    // After wrapping, a line may begin with any character. A CI runner would read `::` at the start of a line
    // as a command.
    let lines = lines.iter().map(|line| one_line(line).replace("::", ": :"));
    lines.collect::<Vec<_>>().join("\n")
}

impl fmt::Display for Shown {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message)
    }
}

impl std::error::Error for Shown {}

impl Diagnostic for Shown {
    fn code(&self) -> Option<Box<dyn fmt::Display + '_>> {
        Some(Box::new(&self.code))
    }

    fn severity(&self) -> Option<Severity> {
        Some(match self.level {
            Level::Error => Severity::Error,
            Level::Warning | Level::Review => Severity::Warning,
            Level::Notice | Level::Off => Severity::Advice,
        })
    }

    fn help(&self) -> Option<Box<dyn fmt::Display + '_>> {
        Some(Box::new(&self.help))
    }

    fn url(&self) -> Option<Box<dyn fmt::Display + '_>> {
        self.url.as_ref().map(|url| Box::new(url) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&self.windows)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.windows.labels()))
    }
}
