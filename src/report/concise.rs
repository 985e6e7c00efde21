//! Writes one line per finding: `file:line:column: level[rule]: message`.

use super::lines::{message_and_change, other_places};
use super::located::Locator;
use super::printable::path_at_line_start;
use super::{Appearance, Report, one_line, summary};
use crate::finding::{Finding, decoded};
use std::io::{self, Write};

pub(super) fn write(
    report: &Report<'_>,
    locator: &Locator<'_>,
    appearance: &Appearance,
    output: &mut dyn Write,
) -> io::Result<()> {
    for finding in decoded(report.findings) {
        output.write_all(line(&finding, locator).as_bytes())?;
    }
    let shown = report.findings.len();
    let lines = summary::lines_for_people(report, shown, appearance.quiet);
    lines.iter().try_for_each(|line| writeln!(output, "{line}"))
}

pub(super) fn lines(findings: &[Finding], locator: &Locator<'_>) -> String {
    findings.iter().map(|finding| line(finding, locator)).collect()
}

fn line(finding: &Finding, locator: &Locator<'_>) -> String {
    let place = finding.primary().map(|label| locator.locate(&label.place));
    let place = place.map_or_else(String::new, |place| {
        let name = path_at_line_start(&place.name);
        format!("{name}:{}:{}: ", place.start.line, place.start.column)
    });
    let (rule, message) = (one_line(&finding.rule), message_and_change(finding));
    let others = other_places(finding, locator, |place| &place.name);
    format!("{place}{}[{rule}]: {message}{others}\n", finding.level)
}
