//! Writes the last lines of a report for people: counts of findings, checked values and unchecked values.

use super::not_run::describe_not_run;
use super::{Part, Report, compared, one_line};
use crate::engine::{BaselineCounts, DatasetsBelow, NotSelected, Summary, VerdictCounts};
use crate::finding::{EncodedFinding, Level};
use crate::rule::Count;
use crate::words::{counted, grouped};
use std::collections::BTreeMap;

/// Returns all summary lines of a report that shows every finding, without line endings.
pub(super) fn lines(report: &Report<'_>) -> Vec<String> {
    lines_for_people(report, report.findings.len(), false)
}

/// Returns the summary lines of a report that lists what was checked, and what rules did not check. The lines leave out
/// what the lists say.
pub(super) fn lines_beside_lists(report: &Report<'_>) -> Vec<String> {
    let Some(summary) = report.summary else { return lines(report) };
    let parts = report.parts();
    let mut lines = Vec::from_iter(describe_hidden(&parts, report.findings.len()));
    if parts.len() > 1 {
        lines.extend(findings_of_all(&parts, summary));
    } else {
        lines.extend(nothing_checked(report));
    }
    let not_listed = left_out(summary).into_iter().chain(below(&summary.datasets_below));
    let not_listed: Vec<String> = not_listed.collect();
    if !not_listed.is_empty() {
        lines.push(format!("not checked: {}", not_listed.join(", ")));
    }
    lines.extend(summary.verdicts.and_then(describe_verdicts));
    lines.extend(summary.baseline.map(describe_baseline));
    lines.extend(summary.not_selected.as_ref().map(describe_not_selected));
    lines.extend(describe_not_run(&summary.not_run));
    lines.iter().map(|line| one_line(line)).collect()
}

/// Returns the summary lines of a report that shows `shown` findings. If `quiet` is true, the counts are omitted:
/// only the lines about hidden findings and about what was not checked remain.
pub(super) fn lines_for_people(report: &Report<'_>, shown: usize, quiet: bool) -> Vec<String> {
    let parts = report.parts();
    let nothing_checked = || {
        parts
            .iter()
            .filter_map(|part| Some(with_dataset_name(part, &nothing_checked(part.report)?)))
    };
    let Some(summary) = report.summary else {
        return nothing_checked().map(|line| one_line(&line)).collect();
    };
    let mut lines = Vec::from_iter(describe_hidden(&parts, shown));
    if quiet {
        lines.extend(nothing_checked());
    } else {
        lines.extend(findings_of_all(&parts, summary));
        lines.extend(checks_of_all(&parts, summary));
    }
    lines.extend(summary.not_selected.as_ref().map(describe_not_selected));
    lines.extend(describe_not_run(&summary.not_run));
    lines.iter().map(|line| one_line(line)).collect()
}

/// Returns a line about the findings that a report does not show, because of the given paths or the selected rules.
/// Returns `None` if the report shows all findings.
pub(super) fn not_shown(report: &Report<'_>, shown: usize) -> Option<String> {
    let lines = describe_hidden(&report.parts(), shown).into_iter();
    let not_selected =
        report.summary.and_then(|summary| summary.not_selected.as_ref()).map(describe_not_selected);
    let lines: Vec<String> = lines.chain(not_selected).collect();
    (!lines.is_empty()).then(|| lines.join("; "))
}

/// Returns a line about the number of shown findings, or `None` if all findings are shown.
fn describe_hidden(parts: &[Part<'_>], shown: usize) -> Option<String> {
    let total = |report: &Report<'_>| match (report.comparison, report.summary) {
        (Some(comparison), _) => comparison.open.len(),
        (None, Some(summary)) => summary.findings.values().sum(),
        (None, None) => report.findings.len(),
    };
    let total = parts.iter().map(|part| total(part.report)).sum();
    (shown < total).then(|| format!("shown: {} of {} findings", grouped(shown), grouped(total)))
}

/// Returns a line about a dataset. If there are several datasets, the line begins with the dataset's name.
fn with_dataset_name(part: &Part<'_>, line: &str) -> String {
    match part.name() {
        Some(name) => format!("{name}: {line}"),
        None => line.to_owned(),
    }
}

/// Describes the findings of each dataset. If there are several datasets, the last line is about all of them.
fn findings_of_all(parts: &[Part<'_>], summary: &Summary) -> Vec<String> {
    let lines = parts.iter().flat_map(|part| {
        findings_of(part.report).into_iter().map(|line| with_dataset_name(part, &line))
    });
    let mut lines: Vec<String> = lines.collect();
    let is_compared = parts.iter().any(|part| part.report.comparison.is_some());
    if parts.len() > 1 && !is_compared {
        lines.push(describe_findings(summary));
    }
    lines
}

fn findings_of(report: &Report<'_>) -> Vec<String> {
    let nothing_checked = nothing_checked(report);
    match report.comparison {
        Some(comparison) => {
            nothing_checked.into_iter().chain(compared::lines(comparison)).collect()
        }
        None => {
            nothing_checked.or_else(|| report.summary.map(describe_findings)).into_iter().collect()
        }
    }
}

/// Describes the checked values, the unchecked values, the verdicts and the baselines.
fn checks_of_all(parts: &[Part<'_>], summary: &Summary) -> Vec<String> {
    let mut lines =
        vec![format!("checked: {}{}", describe_datasets(parts), describe_checked(summary))];
    let not_checked = describe_unchecked(summary);
    if !not_checked.is_empty() {
        let has_places = counts(summary, true).next().is_some();
        let how = if has_places { " (--show-unchecked lists the places)" } else { "" };
        lines.push(format!("not checked: {}{how}", not_checked.join(", ")));
    }
    lines.extend(summary.verdicts.and_then(describe_verdicts));
    lines.extend(summary.baseline.map(describe_baseline));
    lines
}

/// Returns the number of checked datasets and a comma, or an empty text if there is only one dataset.
fn describe_datasets(parts: &[Part<'_>]) -> String {
    let checked = parts.iter().filter(|part| part.report.summary.is_some()).count();
    match parts.len() {
        1 => String::new(),
        all if all == checked => format!("{}, ", counted(all, "dataset")),
        all => format!("{} of {}, ", grouped(checked), counted(all, "dataset")),
    }
}

/// Describes the rules and findings that a selection hides.
fn describe_not_selected(not_selected: &NotSelected) -> String {
    let rules = counted(not_selected.rules.len(), "rule");
    match by_level(&not_selected.findings) {
        Some(findings) => format!("not selected: {rules} with {findings}"),
        None => format!("not selected: {rules} with no finding"),
    }
}

/// Returns a line that explains why nothing was checked. Returns `None` if a value was checked or a finding
/// was reported.
pub(super) fn nothing_checked(report: &Report<'_>) -> Option<String> {
    match report.summary {
        None if report.findings.is_empty() => {
            Some("nothing was checked: a file cannot be read".to_owned())
        }
        None => {
            let found = counted(report.findings.len(), "mistake");
            Some(format!("{found} in the settings: nothing was checked"))
        }
        Some(summary) => (summary.checked_nothing() && summary.findings.is_empty())
            .then(|| "nothing was checked: no document has a schema or a record".to_owned()),
    }
}

fn describe_findings(summary: &Summary) -> String {
    match (by_level(&summary.findings), &summary.not_selected) {
        (Some(findings), _) => findings,
        (None, None) => "nothing found".to_owned(),
        (None, Some(_)) => "nothing found by the selected rules".to_owned(),
    }
}

/// Returns the number of findings in words, in total and per level. Returns `None` if there are no findings.
fn by_level(findings: &BTreeMap<Level, usize>) -> Option<String> {
    let total: usize = findings.values().sum();
    (total > 0).then(|| format!("{}: {}", counted(total, "finding"), describe_levels(findings)))
}

fn describe_levels(findings: &BTreeMap<Level, usize>) -> String {
    let by_level = findings.iter().rev().filter(|(_, number)| **number > 0);
    by_level.map(|(level, number)| of_level(*level, *number)).collect::<Vec<_>>().join(", ")
}

/// Returns the number of findings of each level, as in `2 errors, 1 to review`, or `None` if there are no
/// findings.
#[must_use]
pub fn describe_counts(findings: &[EncodedFinding]) -> Option<String> {
    let mut counts = BTreeMap::new();
    for finding in findings {
        *counts.entry(finding.level()).or_default() += 1;
    }
    (!counts.is_empty()).then(|| describe_levels(&counts))
}

/// Describes a number of findings of one level, as in `2 errors`.
pub(super) fn of_level(level: Level, number: usize) -> String {
    match level {
        Level::Error => counted(number, "error"),
        Level::Warning => counted(number, "warning"),
        Level::Review => format!("{} to review", grouped(number)),
        Level::Notice => counted(number, "notice"),
        Level::Off => format!("{} off", grouped(number)),
    }
}

fn describe_checked(summary: &Summary) -> String {
    let records: usize = summary.records.iter().map(|(_, number)| number).sum();
    let mut parts = vec![
        counted(summary.documents, "document"),
        format!(
            "{} in {}",
            counted(records, "record"),
            counted(summary.records.len(), "collection")
        ),
        counted(summary.rules_run.len(), "rule"),
    ];
    parts.extend(counts(summary, false));
    parts.join(", ")
}

/// Describes the status of the verdicts. Returns `None` if there are no verdicts.
fn describe_verdicts(counts: VerdictCounts) -> Option<String> {
    let part =
        |number: usize, words: &str| (number > 0).then(|| format!("{} {words}", grouped(number)));
    let in_force = format!("{} in force", counted(counts.in_force, "verdict"));
    let settled: Vec<String> =
        [Some(in_force), part(counts.applied, "applied")].into_iter().flatten().collect();
    let open = [
        part(counts.stale, "stale"),
        part(counts.expired, "expired"),
        part(counts.unmatched, "without a finding"),
        part(counts.refused, "refused"),
        part(counts.not_compared, "not compared"),
    ];
    let open: Vec<String> = open.into_iter().flatten().collect();
    let parts: Vec<String> =
        [settled.join(", "), open.join(", ")].into_iter().filter(|part| !part.is_empty()).collect();
    (counts != VerdictCounts::default()).then(|| format!("decided: {}", parts.join("; ")))
}

/// Describes the status of the baseline's findings.
fn describe_baseline(counts: BaselineCounts) -> String {
    let parts = [
        (counts.changed, "changed"),
        (counts.resolved, "resolved"),
        (counts.not_compared, "not compared"),
    ];
    let others = parts.into_iter().filter(|(number, _)| *number > 0);
    let others: Vec<String> =
        others.map(|(number, words)| format!("{} {words}", grouped(number))).collect();
    let known = format!("known: {} in the baseline", grouped(counts.known));
    if others.is_empty() { known } else { format!("{known}; {}", others.join(", ")) }
}

/// Maximum number of datasets below the checked ones that are named.
const MAX_BELOW: usize = 3;

fn describe_unchecked(summary: &Summary) -> Vec<String> {
    let mut parts = Vec::new();
    if !summary.without_schema.is_empty() {
        let documents = counted(summary.without_schema.len(), "document");
        parts.push(format!("{documents} without a schema"));
    }
    parts.extend(left_out(summary));
    if !summary.rules_off.is_empty() {
        let rules = counted(summary.rules_off.len(), "rule");
        parts.push(format!("{rules} switched off"));
    }
    parts.extend(below(&summary.datasets_below));
    parts.extend(counts(summary, true));
    parts
}

/// Describes the documents that `exclude` leaves out. Returns `None` if there are none.
fn left_out(summary: &Summary) -> Option<String> {
    let number = summary.left_out.documents;
    let documents = counted(number, "document");
    (number > 0).then(|| format!("{documents} with records left out by `exclude`"))
}

/// Describes the datasets below the checked ones. Returns `None` if there are none.
fn below(datasets: &DatasetsBelow) -> Option<String> {
    let DatasetsBelow { rulebooks, may_be_more } = datasets;
    let named: Vec<&str> = rulebooks.iter().take(MAX_BELOW).map(String::as_str).collect();
    let (named, number) = (named.join(", "), rulebooks.len());
    match (number, may_be_more) {
        (0, false) => None,
        (0, true) => Some("subfolders that were not searched for datasets".to_owned()),
        (1, false) => Some(format!("1 dataset in a subfolder ({named}: pass its path too)")),
        (number, false) if number <= MAX_BELOW => {
            Some(format!("{number} datasets in subfolders ({named}: pass their paths too)"))
        }
        (number, may_be_more) => {
            let least = if *may_be_more { "at least " } else { "" };
            Some(format!(
                "{least}{} in subfolders ({named}, …: pass their paths too)",
                counted(number, "dataset")
            ))
        }
    }
}

/// Describes the counts of checked values, or the counts of unchecked values if `is_not_checked` is true.
fn counts(summary: &Summary, is_not_checked: bool) -> impl Iterator<Item = String> {
    let counts =
        Count::ALL.into_iter().filter(move |count| count.is_not_checked() == is_not_checked);
    counts
        .map(|count| (summary.tally.of(count), count))
        .filter(|(number, _)| *number > 0)
        .map(|(number, count)| format!("{} {}", grouped(number as usize), count.describe(number)))
}
