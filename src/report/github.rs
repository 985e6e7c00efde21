//! Writes annotations for GitHub Actions: workflow commands that the runner reads from stdout.

use super::lines::lines;
use super::located::Locator;
use super::{Appearance, Report, one_line, summary};
use crate::finding::{Finding, Level, decoded};
use std::io::{self, Write};

/// Writes the report one annotation at a time, since there may be millions.
pub(super) fn write(
    report: &Report<'_>,
    locator: &Locator<'_>,
    appearance: &Appearance,
    output: &mut dyn Write,
) -> io::Result<()> {
    for finding in decoded(report.findings) {
        output.write_all(annotation(&finding, locator).as_bytes())?;
    }
    let shown = report.findings.len();
    let lines = summary::lines_for_people(report, shown, appearance.quiet);
    lines.iter().try_for_each(|line| writeln!(output, "{line}"))
}

fn annotation(finding: &Finding, locator: &Locator<'_>) -> String {
    let command = match finding.level {
        Level::Error => "error",
        Level::Warning | Level::Review => "warning",
        Level::Notice | Level::Off => "notice",
    };
    let since = finding.change.as_deref();
    let since = since.map(|change| format!(" ({})", change.name())).unwrap_or_default();
    let title = format!("{}: {}{since}", finding.level, finding.rule);
    let mut properties = vec![format!("title={}", property(&title))];
    if let Some(label) = finding.primary() {
        let place = locator.locate(&label.place);
        properties.push(format!("file={}", property(&place.path)));
        properties.push(format!("line={}", place.start.line));
        properties.push(format!("endLine={}", place.end.line));
        // GitHub supports columns only if a place begins and ends on the same line.
        if place.start.line == place.end.line {
            properties.push(format!("col={}", place.start.column));
            properties.push(format!("endColumn={}", place.end.column));
        }
    }
    let message = lines(finding, locator).join("\n");
    format!("::{command} {}::{}\n", properties.join(","), data(&message))
}

/// Escapes a message for the runner.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Escapes a property for the runner.
fn property(text: &str) -> String {
    data(&one_line(text)).replace(':', "%3A").replace(',', "%2C")
}
