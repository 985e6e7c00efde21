//! The part of the JSON report about a comparison with a revision.

use super::{NotRunV2, not_run_v2};
use crate::comparison::{Comparison, Hidden, PathNotCompared, SettingsChange};
use crate::finding::{Change, Difference, EncodedFinding};
use serde::Serialize;

#[derive(Serialize)]
pub(in crate::report) struct ComparisonV2 {
    revision: String,
    commit: String,
    is_all_new: bool,
    new: usize,
    changed: usize,
    reopened: usize,
    unchanged: usize,
    settled: usize,
    not_compared: usize,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    paths_not_compared: Vec<PathNotComparedV2>,
    resolved: Vec<ResolvedV2>,
    #[serde(skip_serializing_if = "Option::is_none")]
    settings: Option<SettingsV2>,
    rules_not_run_before: Vec<NotRunV2>,
}

#[derive(Serialize)]
struct PathNotComparedV2 {
    path: String,
    reason: String,
}

#[derive(Serialize)]
struct SettingsV2 {
    changed: Vec<String>,
    hidden: Vec<ResolvedV2>,
    lowered: Vec<LoweredV2>,
    not_compared: Option<String>,
    added_to_baseline: usize,
    added_to_ledger: usize,
}

#[derive(Serialize)]
struct LoweredV2 {
    #[serde(flatten)]
    finding: ResolvedV2,
    level_now: &'static str,
}

#[derive(Serialize)]
struct ResolvedV2 {
    fingerprint: String,
    rule: String,
    level: &'static str,
    message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<String>,
}

#[derive(Serialize)]
pub(super) struct ChangeV2 {
    kind: &'static str,
    details: Vec<String>,
    differences: Vec<DifferenceV2>,
}

#[derive(Serialize)]
struct DifferenceV2 {
    subject: String,
    name: String,
    was: Vec<String>,
    is: Vec<String>,
}

pub(in crate::report) fn comparison_v2(comparison: &Comparison) -> ComparisonV2 {
    let [(_, new), (_, changed), (_, reopened)] = comparison.counts();
    ComparisonV2 {
        revision: comparison.since.revision.clone(),
        commit: comparison.since.commit.clone(),
        is_all_new: comparison.is_all_new,
        new,
        changed,
        reopened,
        unchanged: comparison.unchanged,
        settled: comparison.settled,
        not_compared: comparison.not_compared,
        paths_not_compared: comparison
            .paths_not_compared
            .iter()
            .map(path_not_compared_v2)
            .collect(),
        resolved: comparison.resolved.iter().map(resolved_v2).collect(),
        settings: comparison.settings.is_any().then(|| settings_v2(&comparison.settings)),
        rules_not_run_before: comparison.not_run_before.iter().map(not_run_v2).collect(),
    }
}

fn path_not_compared_v2(not_compared: &PathNotCompared) -> PathNotComparedV2 {
    let PathNotCompared { path, reason } = not_compared.clone();
    PathNotComparedV2 { path, reason }
}

fn settings_v2(change: &SettingsChange) -> SettingsV2 {
    let lowered = change
        .lowered
        .iter()
        .map(|(hidden, level)| LoweredV2 { finding: hidden_v2(hidden), level_now: level.name() });
    SettingsV2 {
        changed: change.files.clone(),
        hidden: change.hidden.iter().map(hidden_v2).collect(),
        lowered: lowered.collect(),
        not_compared: change.not_compared.clone(),
        added_to_baseline: change.added_to_baseline,
        added_to_ledger: change.added_to_ledger,
    }
}

fn resolved_v2(finding: &EncodedFinding) -> ResolvedV2 {
    let finding = finding.decode();
    ResolvedV2 {
        fingerprint: finding.fingerprint().to_string(),
        rule: finding.rule.clone(),
        level: finding.level.name(),
        message: finding.message.clone(),
        place: None,
    }
}

fn hidden_v2(hidden: &Hidden) -> ResolvedV2 {
    ResolvedV2 { place: hidden.place.clone(), ..resolved_v2(&hidden.finding) }
}

pub(super) fn change_v2(change: &Change) -> ChangeV2 {
    let differences = match change {
        Change::Changed(differences) => differences.iter().map(difference_v2).collect(),
        Change::New(_) | Change::Reopened(_) => Vec::new(),
    };
    ChangeV2 { kind: change.name(), details: change.details(), differences }
}

fn difference_v2(difference: &Difference) -> DifferenceV2 {
    DifferenceV2 {
        subject: difference.subject.clone(),
        name: difference.name.clone(),
        was: difference.was.clone(),
        is: difference.is.clone(),
    }
}
