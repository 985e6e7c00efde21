//! One line a finding: `file:line:column: level[rule]: message`.

use super::lines::message_and_change;
use super::located::Locator;
use super::printable::path_at_line_start;
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
            let name = path_at_line_start(&place.name);
            format!("{name}:{}:{}: ", place.start.line, place.start.column)
        });
        let (rule, message) = (one_line(&finding.rule), message_and_change(finding));
        output.push_str(&format!("{place}{}[{rule}]: {message}\n", finding.level));
    }
    output
}
