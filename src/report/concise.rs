//! One line a finding: `file:line:column: level[rule]: message`.

use super::located::Locator;
use super::{Report, printable, summary};

pub(super) fn render(report: &Report<'_>, locator: &Locator<'_>) -> String {
    let mut output = String::new();
    for finding in report.findings {
        let place = finding.primary().map(|label| locator.locate(&label.place));
        let place = place.map_or_else(String::new, |place| {
            format!("{}:{}:{}: ", place.name, place.start.line, place.start.column)
        });
        let message = printable(&finding.message).replace('\n', " ");
        output.push_str(&format!("{place}{}[{}]: {message}\n", finding.level, finding.rule));
    }
    for line in summary::lines(report) {
        output.push_str(&line);
        output.push('\n');
    }
    output
}
