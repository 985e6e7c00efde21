//! The datasets of the JSON report.

use super::super::Report;
use super::super::located::Locator;
use super::{ComparisonV2, SummaryV2, comparison_v2, summary_v2};
use serde::Serialize;

/// The dataset that the report is about.
#[derive(Serialize)]
pub(in crate::report) struct DatasetV2 {
    title: Option<String>,
    day: String,
    revision: Option<String>,
    rulebook: String,
    ledger: Option<String>,
}

pub(in crate::report) fn dataset_v2(
    report: &Report<'_>,
    locator: &Locator<'_>,
) -> Option<DatasetV2> {
    let background = report.background.as_ref()?;
    let rulebook = background.rulebook;
    Some(DatasetV2 {
        title: rulebook.title.clone(),
        day: background.today.to_string(),
        revision: background.revision.clone(),
        rulebook: locator.files().name(rulebook.file).to_owned(),
        ledger: rulebook.ledger.as_ref().map(|ledger| ledger.value.clone()),
    })
}

/// One of several datasets.
#[derive(Serialize)]
pub(in crate::report) struct PartV2 {
    rulebook: String,
    dataset: Option<DatasetV2>,
    summary: Option<SummaryV2>,
    #[serde(skip_serializing_if = "Option::is_none")]
    comparison: Option<ComparisonV2>,
}

/// Returns one part per dataset, or no parts if there is only one dataset.
pub(in crate::report) fn parts_v2(report: &Report<'_>, locator: &Locator<'_>) -> Vec<PartV2> {
    let parts = report.parts().into_iter().filter_map(|part| {
        Some(PartV2 {
            rulebook: part.name()?,
            dataset: dataset_v2(part.report, locator),
            summary: part.report.summary.map(|summary| summary_v2(summary, locator)),
            comparison: part.report.comparison.map(comparison_v2),
        })
    });
    parts.collect()
}
