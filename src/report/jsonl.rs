//! JSON Lines: one finding per line as in the JSON report, then the suppressed findings, and the summary on
//! the last line. A reader need not keep the whole report in memory, and the last line shows that the
//! report is complete.

use super::Report;
use super::json::{
    ComparisonV1, FindingV1, SummaryV1, SuppressedV1, ToolV1, comparison_v1, finding_v1,
    summary_v1, suppressed_v1,
};
use super::json_text;
use super::located::Locator;
use serde::Serialize;
use std::io::{self, Write};

#[derive(Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum LineV1 {
    Finding {
        finding: FindingV1,
    },
    Suppressed {
        suppressed: Box<SuppressedV1>,
    },
    Summary {
        version: u32,
        tool: ToolV1,
        summary: Option<Box<SummaryV1>>,
        #[serde(skip_serializing_if = "Option::is_none")]
        comparison: Option<ComparisonV1>,
    },
}

pub(super) fn write(
    report: &Report<'_>,
    locator: &Locator<'_>,
    output: &mut dyn Write,
) -> io::Result<()> {
    let findings = report
        .findings
        .iter()
        .map(|finding| LineV1::Finding { finding: finding_v1(finding, locator) });
    let suppressed = report.suppressed.iter().map(|suppressed| LineV1::Suppressed {
        suppressed: Box::new(suppressed_v1(suppressed, locator)),
    });
    let summary = LineV1::Summary {
        version: 1,
        tool: ToolV1::default(),
        summary: report.summary.map(|summary| Box::new(summary_v1(summary, locator))),
        comparison: report.comparison.map(comparison_v1),
    };
    let mut lines = findings.chain(suppressed).chain([summary]);
    lines.try_for_each(|line| json_text::write_line(output, &line))
}
