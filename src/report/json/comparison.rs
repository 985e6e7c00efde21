//! The part of the format for runs that are compared with a revision.

use super::{NotRunV1, not_run_v1};
use crate::comparison::{Comparison, PathNotCompared, SettingsChange};
use crate::finding::{Change, Difference, Finding};
use serde::Serialize;

#[derive(Serialize)]
pub(in crate::report) struct ComparisonV1 {
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
    paths_not_compared: Vec<PathNotComparedV1>,
    resolved: Vec<ResolvedV1>,
    #[serde(skip_serializing_if = "Option::is_none")]
    settings: Option<SettingsV1>,
    rules_not_run_before: Vec<NotRunV1>,
}

#[derive(Serialize)]
struct PathNotComparedV1 {
    path: String,
    reason: String,
}

#[derive(Serialize)]
struct SettingsV1 {
    changed: Vec<String>,
    hidden: Vec<ResolvedV1>,
    lowered: Vec<LoweredV1>,
    not_compared: Option<String>,
    added_to_baseline: usize,
    added_to_ledger: usize,
}

#[derive(Serialize)]
struct LoweredV1 {
    #[serde(flatten)]
    finding: ResolvedV1,
    level_now: &'static str,
}

#[derive(Serialize)]
struct ResolvedV1 {
    fingerprint: String,
    rule: String,
    level: &'static str,
    message: String,
}

#[derive(Serialize)]
pub(super) struct ChangeV1 {
    kind: &'static str,
    details: Vec<String>,
    differences: Vec<DifferenceV1>,
}

#[derive(Serialize)]
struct DifferenceV1 {
    subject: String,
    name: String,
    was: Vec<String>,
    is: Vec<String>,
}

pub(in crate::report) fn comparison_v1(comparison: &Comparison) -> ComparisonV1 {
    let [(_, new), (_, changed), (_, reopened)] = comparison.counts();
    ComparisonV1 {
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
            .map(path_not_compared_v1)
            .collect(),
        resolved: comparison.resolved.iter().map(resolved_v1).collect(),
        settings: comparison.settings.is_any().then(|| settings_v1(&comparison.settings)),
        rules_not_run_before: comparison.not_run_before.iter().map(not_run_v1).collect(),
    }
}

fn path_not_compared_v1(not_compared: &PathNotCompared) -> PathNotComparedV1 {
    let PathNotCompared { path, reason } = not_compared.clone();
    PathNotComparedV1 { path, reason }
}

fn settings_v1(change: &SettingsChange) -> SettingsV1 {
    let lowered = change.lowered.iter().map(|(finding, level)| LoweredV1 {
        finding: resolved_v1(finding),
        level_now: level.name(),
    });
    SettingsV1 {
        changed: change.files.clone(),
        hidden: change.hidden.iter().map(resolved_v1).collect(),
        lowered: lowered.collect(),
        not_compared: change.not_compared.clone(),
        added_to_baseline: change.added_to_baseline,
        added_to_ledger: change.added_to_ledger,
    }
}

fn resolved_v1(finding: &Finding) -> ResolvedV1 {
    ResolvedV1 {
        fingerprint: finding.fingerprint().to_string(),
        rule: finding.rule.clone(),
        level: finding.level.name(),
        message: finding.message.clone(),
    }
}

pub(super) fn change_v1(change: &Change) -> ChangeV1 {
    let differences = match change {
        Change::Changed(differences) => differences.iter().map(difference_v1).collect(),
        Change::New | Change::Reopened(_) => Vec::new(),
    };
    ChangeV1 { kind: change.name(), details: change.details(), differences }
}

fn difference_v1(difference: &Difference) -> DifferenceV1 {
    DifferenceV1 {
        subject: difference.subject.clone(),
        name: difference.name.clone(),
        was: difference.was.clone(),
        is: difference.is.clone(),
    }
}
