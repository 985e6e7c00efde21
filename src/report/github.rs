//! Annotations of GitHub Actions: workflow commands that the runner reads from the standard output.

use super::located::Locator;
use super::{Report, one_line, summary};
use crate::finding::{Change, Finding, Level};

pub(super) fn render(report: &Report<'_>, locator: &Locator<'_>) -> String {
    let mut output = String::new();
    for finding in report.findings {
        output.push_str(&annotation(finding, locator));
    }
    for line in summary::lines(report) {
        output.push_str(&line);
        output.push('\n');
    }
    output
}

fn annotation(finding: &Finding, locator: &Locator<'_>) -> String {
    let command = match finding.level {
        Level::Error => "error",
        Level::Warning | Level::Review => "warning",
        Level::Notice | Level::Off => "notice",
    };
    let change = finding.change.as_ref();
    let since = change.map(|change| format!(" ({})", change.name())).unwrap_or_default();
    let title = format!("{}: {}{since}", finding.level, finding.rule);
    let mut properties = vec![format!("title={}", property(&title))];
    let mut message = one_line(&finding.message);
    for (number, label) in finding.labels.iter().enumerate() {
        let place = locator.locate(&label.place);
        if number == 0 {
            properties.push(format!("file={}", property(&place.name)));
            properties.push(format!("line={}", place.start.line));
            properties.push(format!("endLine={}", place.end.line));
            // Columns are only understood within one line.
            if place.start.line == place.end.line {
                properties.push(format!("col={}", place.start.column));
                properties.push(format!("endColumn={}", place.end.column));
            }
        }
        let (name, text) = (one_line(&place.name), one_line(&label.text));
        message.push_str(&format!("\n{name}:{}: {text}", place.start.line));
    }
    for detail in change.map(Change::details).unwrap_or_default() {
        message.push_str(&format!("\n{}", one_line(&detail)));
    }
    if let Some(help) = &finding.help {
        message.push_str(&format!("\nhelp: {}", one_line(help)));
    }
    format!("::{command} {}::{}\n", properties.join(","), data(&message))
}

/// Escapes as the runner reads them back in a message.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Escapes as the runner reads them back in a property.
fn property(text: &str) -> String {
    data(&one_line(text)).replace(':', "%3A").replace(',', "%2C")
}
