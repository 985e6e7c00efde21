//! The datasets of the JSON report.

use super::super::Report;
use super::super::collections::{ListedCollection, collections};
use super::super::json_place::{PlaceV2, place_v2};
use super::super::located::Locator;
use super::super::rules::{ListedRule, rules};
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
    documents: Vec<String>,
    collections: Vec<CollectionV2>,
    rules: Vec<RuleV2>,
}

/// A collection of the dataset.
#[derive(Serialize)]
struct CollectionV2 {
    collection: String,
    number: usize,
    records: Vec<RecordV2>,
}

/// A record of a collection.
#[derive(Serialize)]
struct RecordV2 {
    id: Option<String>,
    name: Option<String>,
    #[serde(flatten)]
    place: PlaceV2,
}

fn collection_v2(collection: &ListedCollection<'_>, locator: &Locator<'_>) -> CollectionV2 {
    let records = collection.records.iter().map(|record| RecordV2 {
        id: record.id.clone(),
        name: record.name.clone(),
        place: place_v2(&locator.locate(&record.place)),
    });
    CollectionV2 {
        collection: collection.name.to_owned(),
        number: collection.number,
        records: records.collect(),
    }
}

/// A rule of the dataset.
#[derive(Serialize)]
struct RuleV2 {
    rule: String,
    kind: &'static str,
    level: &'static str,
    place: Option<PlaceV2>,
}

/// Maximum number of documents that are listed.
const MAX_DOCUMENTS: usize = 1_000;

fn rule_v2(rule: &ListedRule<'_>, locator: &Locator<'_>) -> RuleV2 {
    RuleV2 {
        rule: rule.id.to_owned(),
        kind: rule.kind,
        level: rule.level.name(),
        place: rule.place.as_ref().map(|place| place_v2(&locator.locate(place))),
    }
}

pub(in crate::report) fn dataset_v2(
    report: &Report<'_>,
    locator: &Locator<'_>,
) -> Option<DatasetV2> {
    let background = report.background.as_ref()?;
    let rulebook = background.rulebook;
    let documents = background.documents.iter().take(MAX_DOCUMENTS);
    let collections = report.summary.map(|summary| collections(background, summary, report.files));
    let collections = collections.unwrap_or_default();
    let rules = report.summary.map(|summary| rules(background, summary)).unwrap_or_default();
    Some(DatasetV2 {
        title: rulebook.title.clone(),
        day: background.today.to_string(),
        revision: background.revision.clone(),
        rulebook: locator.files().name(rulebook.file).to_owned(),
        ledger: rulebook.ledger.as_ref().map(|ledger| ledger.value.clone()),
        documents: documents.map(|file| locator.files().name(*file).to_owned()).collect(),
        collections: collections.iter().map(|one| collection_v2(one, locator)).collect(),
        rules: rules.iter().map(|rule| rule_v2(rule, locator)).collect(),
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
