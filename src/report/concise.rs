//! One line a finding: `file:line:column: level[rule]: message`.

use super::located::Locator;
use super::{Report, one_line, summary};
use crate::finding::Finding;

pub(super) fn render(report: &Report<'_>, locator: &Locator<'_>) -> String {
    let mut output = lines(report.findings, locator);
    for line in summary::lines(report) {
        output.push_str(&line);
        output.push('\n');
    }
    output
}

pub(super) fn lines(findings: &[Finding], locator: &Locator<'_>) -> String {
    let mut output = String::new();
    for finding in findings {
        let place = finding.primary().map(|label| locator.locate(&label.place));
        let place = place.map_or_else(String::new, |place| {
            format!("{}:{}:{}: ", one_line(&place.name), place.start.line, place.start.column)
        });
        let (rule, message) = (one_line(&finding.rule), one_line(&finding.message));
        let change = finding.change.as_ref().map(|change| match change.details().as_slice() {
            [] => format!(" ({})", change.name()),
            details => format!(" ({})", one_line(&details.join("; "))),
        });
        let change = change.unwrap_or_default();
        output.push_str(&format!("{place}{}[{rule}]: {message}{change}\n", finding.level));
    }
    output
}
