//! The program's own JSON format, version 2. Its types are separate from the internal types, so that internal
//! changes do not affect the format.

mod comparison;
mod counted;
mod dataset;

use super::case::{AllCases, Case, OutcomeInWords, outcomes};
use super::json_place::{PlaceV2, place_v2};
use super::lines::MAX_LISTED_PLACES;
use super::located::Locator;
use super::statistics::RuleCount;
use super::{Report, json_text, page_url};
use crate::engine::{BaselineCounts, DatasetsBelow, NotRun, NotSelected, Summary, VerdictCounts};
use crate::finding::{
    Cause, Decision, EncodedFinding, Finding, Level, Suppressed, Suppression, decoded,
};
use crate::report::StartFolder;
use crate::rule::Count;
use comparison::{ChangeV2, change_v2};
pub(super) use comparison::{ComparisonV2, comparison_v2};
use counted::{CountedV2, counted_v2};
pub(super) use dataset::{DatasetV2, PartV2, dataset_v2, parts_v2};
use serde::{Serialize, Serializer};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::io::{self, Write};

/// Returns the JSON Schema of the format.
#[must_use]
pub fn report_schema() -> &'static str {
    include_str!("../../schema/report.schema.json")
}

#[derive(Serialize)]
struct ReportV2<'r, 'f> {
    version: u32,
    tool: ToolV2,
    dataset: Option<DatasetV2>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    datasets: Vec<PartV2>,
    outcomes: Vec<OutcomeInWords>,
    findings: FindingsV2<'r, 'f>,
    suppressed: AllSuppressedV2<'r, 'f>,
    sources: SourcesV2<'r, 'f>,
    statements: StatementsV2<'r, 'f>,
    summary: Option<SummaryV2>,
    #[serde(skip_serializing_if = "Option::is_none")]
    comparison: Option<ComparisonV2>,
}

#[derive(Serialize)]
pub(super) struct StatisticsReportV2 {
    version: u32,
    tool: ToolV2,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    datasets: Vec<PartV2>,
    statistics: Vec<RuleCountV2>,
    summary: Option<SummaryV2>,
    #[serde(skip_serializing_if = "Option::is_none")]
    comparison: Option<ComparisonV2>,
}

#[derive(Serialize)]
struct RuleCountV2 {
    #[serde(skip_serializing_if = "Option::is_none")]
    rulebook: Option<String>,
    rule: String,
    kind: String,
    level: &'static str,
    findings: usize,
}

/// The data that is needed to convert findings.
#[derive(Clone, Copy)]
pub(super) struct Context<'r, 'f> {
    pub(super) report: &'r Report<'r>,
    pub(super) locator: &'r Locator<'f>,
    pub(super) cases: &'r AllCases<'f>,
}

/// The kept copies of the sources that the findings refer to.
struct SourcesV2<'r, 'f>(Context<'r, 'f>);

impl Serialize for SourcesV2<'_, '_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        // The cases have already been written, so the sources that they refer to are known.
        self.0.cases.sources().serialize(serializer)
    }
}

/// The statements of each dataset that has claims.
struct StatementsV2<'r, 'f>(Context<'r, 'f>);

impl Serialize for StatementsV2<'_, '_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.cases.statements().serialize(serializer)
    }
}

/// The findings. Each one is converted only when it is written, since there may be millions.
struct FindingsV2<'r, 'f>(&'r [EncodedFinding], Context<'r, 'f>);

impl Serialize for FindingsV2<'_, '_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(decoded(self.0).map(|finding| finding_v2(&finding, None, self.1)))
    }
}

/// The suppressed findings. Each one is converted only when it is written.
struct AllSuppressedV2<'r, 'f>(&'r [Suppressed], Context<'r, 'f>);

impl Serialize for AllSuppressedV2<'_, '_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(|suppressed| suppressed_v2(suppressed, self.1)))
    }
}

#[derive(Serialize)]
pub(super) struct ToolV2 {
    name: &'static str,
    version: &'static str,
}

impl Default for ToolV2 {
    fn default() -> ToolV2 {
        ToolV2 { name: env!("CARGO_PKG_NAME"), version: env!("CARGO_PKG_VERSION") }
    }
}

#[derive(Serialize)]
pub(super) struct FindingV2 {
    /// The name of the rulebook, or `None` if there is only one dataset.
    #[serde(skip_serializing_if = "Option::is_none")]
    rulebook: Option<String>,
    fingerprint: String,
    state: String,
    rule: String,
    kind: String,
    level: &'static str,
    message: String,
    help: Option<String>,
    url: Option<String>,
    places: Vec<LabelledPlaceV2>,
    /// The total number of places, or `None` if all places are listed.
    #[serde(skip_serializing_if = "Option::is_none")]
    places_total: Option<usize>,
    suggestions: Vec<SuggestionV2>,
    rests_on: Vec<FactV2>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cause: Option<CauseV2>,
    #[serde(skip_serializing_if = "Option::is_none")]
    change: Option<ChangeV2>,
    case: Option<Case>,
}

#[derive(Serialize)]
struct CauseV2 {
    key: String,
    message: String,
}

#[derive(Serialize)]
pub(super) struct SuppressedV2 {
    #[serde(flatten)]
    finding: FindingV2,
    suppressed_by: &'static str,
    decision: Option<DecisionV2>,
}

#[derive(Serialize)]
struct DecisionV2 {
    outcome: String,
    reason: String,
    by: String,
    on: String,
    place: PlaceV2,
}

#[derive(Serialize)]
struct LabelledPlaceV2 {
    label: String,
    #[serde(flatten)]
    place: PlaceV2,
}

#[derive(Serialize)]
struct SuggestionV2 {
    applicability: &'static str,
    message: String,
    replacement: String,
    #[serde(flatten)]
    place: PlaceV2,
}

#[derive(Serialize)]
struct FactV2 {
    subject: String,
    name: String,
    value: String,
}

#[derive(Serialize)]
pub(super) struct SummaryV2 {
    documents: usize,
    documents_without_schema: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    datasets_below: Option<DatasetsBelowV2>,
    records: Map<String, Value>,
    rules_run: usize,
    rules_off: usize,
    rules_not_run: Vec<NotRunV2>,
    counts: Map<String, Value>,
    checked: Vec<CountedV2>,
    unchecked: Vec<CountedV2>,
    findings: Map<String, Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    not_selected: Option<NotSelectedV2>,
    verdicts: Option<VerdictsV2>,
    #[serde(skip_serializing_if = "Option::is_none")]
    baseline: Option<BaselineV2>,
}

#[derive(Serialize)]
struct NotSelectedV2 {
    rules: Vec<String>,
    findings: Map<String, Value>,
}

#[derive(Serialize)]
struct BaselineV2 {
    known: usize,
    changed: usize,
    resolved: usize,
    not_compared: usize,
}

#[derive(Serialize)]
struct VerdictsV2 {
    in_force: usize,
    applied: usize,
    stale: usize,
    expired: usize,
    unmatched: usize,
    refused: usize,
    not_compared: usize,
}

#[derive(Serialize)]
struct NotRunV2 {
    rule: String,
    reason: String,
}

fn not_run_v2(not_run: &NotRun) -> NotRunV2 {
    NotRunV2 { rule: not_run.rule.clone(), reason: not_run.reason.clone() }
}

pub(super) fn write(
    report: &Report<'_>,
    locator: &Locator<'_>,
    output: &mut dyn Write,
) -> io::Result<()> {
    let cases = AllCases::new(report, locator);
    let context = Context { report, locator, cases: &cases };
    let report = ReportV2 {
        version: 2,
        tool: ToolV2::default(),
        dataset: dataset_v2(report, locator),
        datasets: parts_v2(report, locator),
        outcomes: outcomes(),
        findings: FindingsV2(report.findings, context),
        suppressed: AllSuppressedV2(report.suppressed, context),
        sources: SourcesV2(context),
        statements: StatementsV2(context),
        summary: report.summary.map(|summary| summary_v2(summary, locator)),
        comparison: report.comparison.map(comparison_v2),
    };
    json_text::write_pretty(output, &report)
}

/// Returns a report with the number of findings per rule instead of the findings.
pub(super) fn statistics(report: &Report<'_>, counts: &[RuleCount<'_>]) -> StatisticsReportV2 {
    let locator = &Locator::new(report.files, StartFolder::default());
    let statistics = counts.iter().map(|count| RuleCountV2 {
        rulebook: count.rulebook.clone(),
        rule: count.rule.to_owned(),
        kind: count.kind.to_owned(),
        level: count.level.name(),
        findings: count.findings,
    });
    StatisticsReportV2 {
        version: 2,
        tool: ToolV2::default(),
        datasets: parts_v2(report, locator),
        statistics: statistics.collect(),
        summary: report.summary.map(|summary| summary_v2(summary, locator)),
        comparison: report.comparison.map(comparison_v2),
    }
}

pub(super) fn finding_v2(
    finding: &Finding,
    by: Option<&Suppression>,
    context: Context<'_, '_>,
) -> FindingV2 {
    let locator = context.locator;
    let (labels, others) = finding.first_labels(MAX_LISTED_PLACES);
    let places = labels.iter().map(|label| LabelledPlaceV2 {
        label: label.text.clone(),
        place: place_v2(&locator.locate(&label.place)),
    });
    let suggestions = finding.suggestions.iter().map(|suggestion| SuggestionV2 {
        applicability: suggestion.applicability.name(),
        message: suggestion.message.clone(),
        replacement: suggestion.replacement.clone(),
        place: place_v2(&locator.locate(&suggestion.place)),
    });
    let facts = finding.state.entries().iter().map(|entry| FactV2 {
        subject: entry.subject().to_owned(),
        name: entry.name().to_owned(),
        value: entry.value().to_owned(),
    });
    FindingV2 {
        rulebook: context.report.dataset_of(finding),
        fingerprint: finding.fingerprint().to_string(),
        state: finding.state.hash(),
        rule: finding.rule.clone(),
        kind: finding.kind.clone().into_owned(),
        level: finding.level.name(),
        message: finding.message.clone(),
        help: finding.help.clone(),
        url: page_url(&finding.kind),
        places: places.collect(),
        places_total: (others > 0).then_some(finding.labels.len()),
        suggestions: suggestions.collect(),
        rests_on: facts.collect(),
        cause: finding.cause.as_deref().map(cause_v2),
        change: finding.change.as_deref().map(change_v2),
        case: context.cases.of(finding, by),
    }
}

fn cause_v2(cause: &Cause) -> CauseV2 {
    CauseV2 { key: cause.key.clone(), message: cause.message.clone() }
}

pub(super) fn suppressed_v2(suppressed: &Suppressed, context: Context<'_, '_>) -> SuppressedV2 {
    let (suppressed_by, decision) = match &suppressed.by {
        Suppression::Verdict(decision) => ("verdict", Some(decision_v2(decision, context.locator))),
        Suppression::Baseline => ("baseline", None),
    };
    let finding = finding_v2(&suppressed.finding.decode(), Some(&suppressed.by), context);
    SuppressedV2 { finding, suppressed_by, decision }
}

fn decision_v2(decision: &Decision, locator: &Locator<'_>) -> DecisionV2 {
    DecisionV2 {
        outcome: decision.outcome.clone(),
        reason: decision.reason.clone(),
        by: decision.by.clone(),
        on: decision.on.clone(),
        place: place_v2(&locator.locate(&decision.place)),
    }
}

fn verdicts_v2(counts: VerdictCounts) -> VerdictsV2 {
    VerdictsV2 {
        in_force: counts.in_force,
        applied: counts.applied,
        stale: counts.stale,
        expired: counts.expired,
        unmatched: counts.unmatched,
        refused: counts.refused,
        not_compared: counts.not_compared,
    }
}

fn not_selected_v2(not_selected: &NotSelected) -> NotSelectedV2 {
    NotSelectedV2 { rules: not_selected.rules.clone(), findings: by_level(&not_selected.findings) }
}

/// Returns the number of findings per level, most severe first.
fn by_level(findings: &BTreeMap<Level, usize>) -> Map<String, Value> {
    let levels = Level::ALL.iter().rev().filter(|level| **level != Level::Off);
    let number = |level| findings.get(level).copied().unwrap_or_default();
    levels.map(|level| (level.name().to_owned(), Value::from(number(level)))).collect()
}

fn baseline_v2(counts: BaselineCounts) -> BaselineV2 {
    BaselineV2 {
        known: counts.known,
        changed: counts.changed,
        resolved: counts.resolved,
        not_compared: counts.not_compared,
    }
}

/// The datasets in subfolders that were not checked.
#[derive(Serialize)]
struct DatasetsBelowV2 {
    rulebooks: Vec<String>,
    may_be_more: bool,
}

fn datasets_below_v2(below: &DatasetsBelow) -> Option<DatasetsBelowV2> {
    let DatasetsBelow { rulebooks, may_be_more } = below.clone();
    (may_be_more || !rulebooks.is_empty()).then_some(DatasetsBelowV2 { rulebooks, may_be_more })
}

pub(super) fn summary_v2(summary: &Summary, locator: &Locator<'_>) -> SummaryV2 {
    let number = |name: &str, number: u64| (name.to_owned(), Value::from(number));
    let records = summary.records.iter().map(|(name, records)| number(name, *records as u64));
    let counts = Count::ALL.iter().map(|count| number(count.name(), summary.tally.of(*count)));
    SummaryV2 {
        documents: summary.documents,
        documents_without_schema: summary.without_schema.len(),
        datasets_below: datasets_below_v2(&summary.datasets_below),
        records: records.collect(),
        rules_run: summary.rules_run.len(),
        rules_off: summary.rules_off.len(),
        rules_not_run: summary.not_run.iter().map(not_run_v2).collect(),
        counts: counts.collect(),
        checked: counted_v2(&summary.counted, false, locator),
        unchecked: counted_v2(&summary.counted, true, locator),
        findings: by_level(&summary.findings),
        not_selected: summary.not_selected.as_ref().map(not_selected_v2),
        verdicts: summary.verdicts.map(verdicts_v2),
        baseline: summary.baseline.map(baseline_v2),
    }
}
