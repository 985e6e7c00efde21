//! Lists decided findings for people, with the author, the date and the reason of each decision.

use super::located::Locator;
use super::{Appearance, Report, one_line, wrap_options};
use crate::finding::{Decision, Finding, Suppression};
use crate::report::StartFolder;

/// Renders the findings that a verdict suppresses, in the order of the report.
#[must_use]
pub fn decided(report: &Report<'_>, appearance: &Appearance) -> String {
    let locator = Locator::new(report.files, StartFolder::default());
    let mut output = String::new();
    for suppressed in report.suppressed {
        if let Suppression::Verdict(decision) = &suppressed.by {
            output.push_str(&entry(&suppressed.finding.decode(), decision, &locator, appearance));
        }
    }
    output
}

fn entry(
    finding: &Finding,
    decision: &Decision,
    locator: &Locator<'_>,
    appearance: &Appearance,
) -> String {
    let place = locator.locate(&decision.place);
    let fingerprint = finding.fingerprint();
    let paragraph = |indent: &'static str, text: String| {
        let options = wrap_options(appearance.width);
        let options = options.initial_indent(indent).subsequent_indent("    ");
        textwrap::fill(&one_line(&text), options)
    };
    [
        paragraph(
            "",
            format!("decided[{}] {}: {}", finding.rule, fingerprint.short(), finding.message),
        ),
        paragraph(
            "  ",
            format!(
                "{} by {} on {}, at {}:{}",
                decision.outcome, decision.by, decision.on, place.name, place.start.line
            ),
        ),
        paragraph("  ", format!("reason: {}", decision.reason)),
        "\n".to_owned(),
    ]
    .join("\n")
}
