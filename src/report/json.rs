//! The program's own format, version 1. Its types are separate from the internal ones, so that internal
//! changes do not affect the format.

mod comparison;

use super::lines::MAX_LISTED_PLACES;
use super::located::{Located, Locator};
use super::statistics::RuleCount;
use super::{Report, json_text, page_url};
use crate::document::Position;
use crate::engine::{BaselineCounts, NotRun, NotSelected, Summary, VerdictCounts};
use crate::finding::{Cause, Decision, Finding, Level, Suppressed, Suppression};
use crate::rule::{Count, UncheckedEntry};
use comparison::{ChangeV1, change_v1};
pub(super) use comparison::{ComparisonV1, comparison_v1};
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
struct ReportV1<'r, 'f> {
    version: u32,
    tool: ToolV1,
    findings: FindingsV1<'r, 'f>,
    suppressed: AllSuppressedV1<'r, 'f>,
    summary: Option<SummaryV1>,
    #[serde(skip_serializing_if = "Option::is_none")]
    comparison: Option<ComparisonV1>,
}

#[derive(Serialize)]
pub(super) struct StatisticsReportV1 {
    version: u32,
    tool: ToolV1,
    statistics: Vec<RuleCountV1>,
    summary: Option<SummaryV1>,
    #[serde(skip_serializing_if = "Option::is_none")]
    comparison: Option<ComparisonV1>,
}

#[derive(Serialize)]
struct RuleCountV1 {
    rule: String,
    kind: String,
    level: &'static str,
    findings: usize,
}

/// The findings, each converted when it is written: there may be millions.
struct FindingsV1<'r, 'f>(&'r [Finding], &'r Locator<'f>);

impl Serialize for FindingsV1<'_, '_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(|finding| finding_v1(finding, self.1)))
    }
}

/// The suppressed findings, each converted when it is written.
struct AllSuppressedV1<'r, 'f>(&'r [Suppressed], &'r Locator<'f>);

impl Serialize for AllSuppressedV1<'_, '_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(|suppressed| suppressed_v1(suppressed, self.1)))
    }
}

#[derive(Serialize)]
pub(super) struct ToolV1 {
    name: &'static str,
    version: &'static str,
}

impl Default for ToolV1 {
    fn default() -> ToolV1 {
        ToolV1 { name: env!("CARGO_PKG_NAME"), version: env!("CARGO_PKG_VERSION") }
    }
}

#[derive(Serialize)]
pub(super) struct FindingV1 {
    fingerprint: String,
    state: String,
    rule: String,
    kind: String,
    level: &'static str,
    message: String,
    help: Option<String>,
    url: Option<String>,
    places: Vec<LabelledPlaceV1>,
    /// The number of all places, if not all are listed.
    #[serde(skip_serializing_if = "Option::is_none")]
    places_total: Option<usize>,
    suggestions: Vec<SuggestionV1>,
    rests_on: Vec<FactV1>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cause: Option<CauseV1>,
    #[serde(skip_serializing_if = "Option::is_none")]
    change: Option<ChangeV1>,
}

#[derive(Serialize)]
struct CauseV1 {
    key: String,
    message: String,
}

#[derive(Serialize)]
pub(super) struct SuppressedV1 {
    #[serde(flatten)]
    finding: FindingV1,
    suppressed_by: &'static str,
    decision: Option<DecisionV1>,
}

#[derive(Serialize)]
struct DecisionV1 {
    outcome: String,
    reason: String,
    by: String,
    on: String,
    place: PlaceV1,
}

#[derive(Serialize)]
struct LabelledPlaceV1 {
    label: String,
    #[serde(flatten)]
    place: PlaceV1,
}

#[derive(Serialize)]
struct PlaceV1 {
    file: String,
    pointer: Option<String>,
    start: Option<PositionV1>,
    end: Option<PositionV1>,
}

#[derive(Serialize)]
struct PositionV1 {
    line: usize,
    column: usize,
    column_utf16: usize,
    byte: usize,
}

#[derive(Serialize)]
struct SuggestionV1 {
    applicability: &'static str,
    message: String,
    replacement: String,
    #[serde(flatten)]
    place: PlaceV1,
}

#[derive(Serialize)]
struct FactV1 {
    subject: String,
    name: String,
    value: String,
}

#[derive(Serialize)]
pub(super) struct SummaryV1 {
    documents: usize,
    documents_without_schema: usize,
    records: Map<String, Value>,
    rules_run: usize,
    rules_off: usize,
    rules_not_run: Vec<NotRunV1>,
    counts: Map<String, Value>,
    unchecked: Vec<UncheckedV1>,
    findings: Map<String, Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    not_selected: Option<NotSelectedV1>,
    verdicts: Option<VerdictsV1>,
    #[serde(skip_serializing_if = "Option::is_none")]
    baseline: Option<BaselineV1>,
}

#[derive(Serialize)]
struct NotSelectedV1 {
    rules: Vec<String>,
    findings: Map<String, Value>,
}

#[derive(Serialize)]
struct BaselineV1 {
    known: usize,
    changed: usize,
    resolved: usize,
    not_compared: usize,
}

#[derive(Serialize)]
struct VerdictsV1 {
    in_force: usize,
    applied: usize,
    stale: usize,
    expired: usize,
    unmatched: usize,
    refused: usize,
    not_compared: usize,
}

#[derive(Serialize)]
struct UncheckedV1 {
    rule: String,
    field: String,
    count: &'static str,
    number: u64,
    places: Vec<PlaceV1>,
}

fn unchecked_v1(rule: &str, entry: &UncheckedEntry, locator: &Locator<'_>) -> UncheckedV1 {
    UncheckedV1 {
        rule: rule.to_owned(),
        field: entry.field.clone(),
        count: entry.count.name(),
        number: entry.number,
        places: entry.places().map(|place| place_v1(&locator.locate(place))).collect(),
    }
}

#[derive(Serialize)]
struct NotRunV1 {
    rule: String,
    reason: String,
}

fn not_run_v1(not_run: &NotRun) -> NotRunV1 {
    NotRunV1 { rule: not_run.rule.clone(), reason: not_run.reason.clone() }
}

pub(super) fn write(
    report: &Report<'_>,
    locator: &Locator<'_>,
    output: &mut dyn Write,
) -> io::Result<()> {
    let report = ReportV1 {
        version: 1,
        tool: ToolV1::default(),
        findings: FindingsV1(report.findings, locator),
        suppressed: AllSuppressedV1(report.suppressed, locator),
        summary: report.summary.map(|summary| summary_v1(summary, locator)),
        comparison: report.comparison.map(comparison_v1),
    };
    json_text::write_pretty(output, &report)
}

/// Returns the report with the number of findings per rule instead of the findings.
pub(super) fn statistics(report: &Report<'_>, counts: &[RuleCount<'_>]) -> StatisticsReportV1 {
    let statistics = counts.iter().map(|of| RuleCountV1 {
        rule: of.rule.to_owned(),
        kind: of.kind.to_owned(),
        level: of.level.name(),
        findings: of.findings,
    });
    StatisticsReportV1 {
        version: 1,
        tool: ToolV1::default(),
        statistics: statistics.collect(),
        summary: report.summary.map(|summary| summary_v1(summary, &Locator::new(report.files, ""))),
        comparison: report.comparison.map(comparison_v1),
    }
}

pub(super) fn finding_v1(finding: &Finding, locator: &Locator<'_>) -> FindingV1 {
    let (labels, others) = finding.first_labels(MAX_LISTED_PLACES);
    let places = labels.iter().map(|label| LabelledPlaceV1 {
        label: label.text.clone(),
        place: place_v1(&locator.locate(&label.place)),
    });
    let suggestions = finding.suggestions.iter().map(|suggestion| SuggestionV1 {
        applicability: suggestion.applicability.name(),
        message: suggestion.message.clone(),
        replacement: suggestion.replacement.clone(),
        place: place_v1(&locator.locate(&suggestion.place)),
    });
    let facts = finding.state.entries().iter().map(|entry| FactV1 {
        subject: entry.subject().to_owned(),
        name: entry.name().to_owned(),
        value: entry.value().to_owned(),
    });
    FindingV1 {
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
        cause: finding.cause.as_deref().map(cause_v1),
        change: finding.change.as_deref().map(change_v1),
    }
}

fn cause_v1(cause: &Cause) -> CauseV1 {
    CauseV1 { key: cause.key.clone(), message: cause.message.clone() }
}

pub(super) fn suppressed_v1(suppressed: &Suppressed, locator: &Locator<'_>) -> SuppressedV1 {
    let (suppressed_by, decision) = match &suppressed.by {
        Suppression::Verdict(decision) => ("verdict", Some(decision_v1(decision, locator))),
        Suppression::Baseline => ("baseline", None),
    };
    SuppressedV1 { finding: finding_v1(&suppressed.finding, locator), suppressed_by, decision }
}

fn decision_v1(decision: &Decision, locator: &Locator<'_>) -> DecisionV1 {
    DecisionV1 {
        outcome: decision.outcome.clone(),
        reason: decision.reason.clone(),
        by: decision.by.clone(),
        on: decision.on.clone(),
        place: place_v1(&locator.locate(&decision.place)),
    }
}

fn verdicts_v1(counts: VerdictCounts) -> VerdictsV1 {
    VerdictsV1 {
        in_force: counts.in_force,
        applied: counts.applied,
        stale: counts.stale,
        expired: counts.expired,
        unmatched: counts.unmatched,
        refused: counts.refused,
        not_compared: counts.not_compared,
    }
}

fn not_selected_v1(not_selected: &NotSelected) -> NotSelectedV1 {
    NotSelectedV1 { rules: not_selected.rules.clone(), findings: by_level(&not_selected.findings) }
}

/// Returns the number of findings per level, most severe first.
fn by_level(findings: &BTreeMap<Level, usize>) -> Map<String, Value> {
    let levels = Level::ALL.iter().rev().filter(|level| **level != Level::Off);
    let number = |level| findings.get(level).copied().unwrap_or_default();
    levels.map(|level| (level.name().to_owned(), Value::from(number(level)))).collect()
}

fn baseline_v1(counts: BaselineCounts) -> BaselineV1 {
    BaselineV1 {
        known: counts.known,
        changed: counts.changed,
        resolved: counts.resolved,
        not_compared: counts.not_compared,
    }
}

fn place_v1(located: &Located) -> PlaceV1 {
    let position = |position: Position, byte: usize| PositionV1 {
        line: position.line,
        column: position.column,
        column_utf16: position.column_utf16,
        byte,
    };
    let has_range = !located.is_whole_file;
    PlaceV1 {
        file: located.name.clone(),
        pointer: located.pointer.clone(),
        start: has_range.then(|| position(located.start, located.range.start)),
        end: has_range.then(|| position(located.end, located.range.end)),
    }
}

pub(super) fn summary_v1(summary: &Summary, locator: &Locator<'_>) -> SummaryV1 {
    let number = |name: &str, number: u64| (name.to_owned(), Value::from(number));
    let records = summary.records.iter().map(|(name, records)| number(name, *records as u64));
    let counts = Count::ALL.iter().map(|count| number(count.name(), summary.tally.of(*count)));
    let unchecked = summary.unchecked.iter().flat_map(|(rule, unchecked)| {
        let entries = unchecked.entries().into_iter();
        entries.map(move |entry| unchecked_v1(rule, entry, locator))
    });
    SummaryV1 {
        documents: summary.documents,
        documents_without_schema: summary.without_schema.len(),
        records: records.collect(),
        rules_run: summary.rules_run,
        rules_off: summary.rules_off.len(),
        rules_not_run: summary.not_run.iter().map(not_run_v1).collect(),
        counts: counts.collect(),
        unchecked: unchecked.collect(),
        findings: by_level(&summary.findings),
        not_selected: summary.not_selected.as_ref().map(not_selected_v1),
        verdicts: summary.verdicts.map(verdicts_v1),
        baseline: summary.baseline.map(baseline_v1),
    }
}
