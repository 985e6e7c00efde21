//! Writes JSON Lines: one finding per line as in the JSON report, then the suppressed findings, and the
//! summary on the last line. A program can read the report without keeping it in memory. The last line shows
//! that the report is complete.

use super::Report;
use super::case::AllCases;
use super::json::{
    ComparisonV2, Context, DatasetV2, FindingV2, PartV2, SummaryV2, SuppressedV2, ToolV2,
    comparison_v2, dataset_v2, finding_v2, parts_v2, summary_v2, suppressed_v2,
};
use super::json_text;
use super::located::Locator;
use crate::finding::decoded;
use serde::Serialize;
use std::io::{self, Write};

#[derive(Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum LineV2 {
    Finding {
        finding: Box<FindingV2>,
    },
    Suppressed {
        suppressed: Box<SuppressedV2>,
    },
    Summary {
        version: u32,
        tool: ToolV2,
        dataset: Option<Box<DatasetV2>>,
        #[serde(skip_serializing_if = "Vec::is_empty")]
        datasets: Vec<PartV2>,
        summary: Option<Box<SummaryV2>>,
        #[serde(skip_serializing_if = "Option::is_none")]
        comparison: Option<Box<ComparisonV2>>,
    },
}

pub(super) fn write(
    report: &Report<'_>,
    locator: &Locator<'_>,
    output: &mut dyn Write,
) -> io::Result<()> {
    let cases = AllCases::new(report, locator);
    let context = Context { report, locator, cases: &cases };
    let findings = decoded(report.findings)
        .map(|finding| LineV2::Finding { finding: Box::new(finding_v2(&finding, None, context)) });
    let suppressed = report.suppressed.iter().map(|suppressed| LineV2::Suppressed {
        suppressed: Box::new(suppressed_v2(suppressed, context)),
    });
    let summary = LineV2::Summary {
        version: 2,
        tool: ToolV2::default(),
        dataset: dataset_v2(report, locator).map(Box::new),
        datasets: parts_v2(report, locator),
        summary: report.summary.map(|summary| Box::new(summary_v2(summary, locator))),
        comparison: report.comparison.map(|comparison| Box::new(comparison_v2(comparison))),
    };
    let mut lines = findings.chain(suppressed).chain([summary]);
    lines.try_for_each(|line| json_text::write_line(output, &line))
}
