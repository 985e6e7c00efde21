//! Compares two runs by the fingerprints and states of their findings. A finding can be new, changed,
//! reopened or resolved.

mod settings;
mod unjudged;

pub use settings::{
    Hidden, SettingsChange, add_findings_of_revision, apply_old_decisions,
    drop_findings_of_other_names, drop_new_rulebook_findings,
};

use crate::engine::{FindingName, NotRun, Run, Summary, sort};
use crate::files::Files;
use crate::finding::{Change, Finding, Fingerprint, Level, State, Suppressed, Suppression};
use crate::rules;
use std::collections::BTreeMap;
use unjudged::Unjudged;

/// The findings of one run, and the counts of the values that it did not check.
#[derive(Debug, Clone, Copy)]
pub struct Side<'s> {
    /// The files that the places of findings are in.
    pub files: &'s Files,
    /// The findings that are shown.
    pub findings: &'s [Finding],
    /// The findings that are counted but not shown.
    pub suppressed: &'s [Suppressed],
    /// Counts of checked and unchecked values.
    pub summary: &'s Summary,
    /// Whether documents were left out, since another program would have to convert them.
    pub leaves_out: bool,
}

impl<'s> Side<'s> {
    /// Borrows the parts of a run that are compared.
    #[must_use]
    pub fn of(run: &'s Run) -> Side<'s> {
        Side {
            files: &run.files,
            findings: &run.findings,
            suppressed: &run.suppressed,
            summary: &run.summary,
            leaves_out: false,
        }
    }
}

/// The revision that a run is compared with.
#[derive(Debug, Clone, Default)]
pub struct Since {
    /// The revision as it was requested.
    pub revision: String,
    /// The hash of the revision's commit.
    pub commit: String,
}

/// A document that is not compared.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct PathNotCompared {
    /// The path of the document in the output.
    pub path: String,
    /// The reason, as words that follow the path and a colon.
    pub reason: String,
}

/// The differences between a run and an earlier run.
#[derive(Debug, Default)]
pub struct Comparison {
    /// The revision of the earlier run.
    pub since: Since,
    /// Whether the dataset had no documents at that revision.
    pub is_all_new: bool,
    /// New, changed and reopened findings, in the order of the run.
    pub open: Vec<Finding>,
    /// Resolved findings, in the order of the earlier run.
    pub resolved: Vec<Finding>,
    /// Number of unchanged findings.
    pub unchanged: usize,
    /// Number of findings that a new verdict or baseline entry hides.
    pub settled: usize,
    /// Number of resolved findings that the current run could not have found, and of current findings that rest on a
    /// document that is left out.
    pub not_compared: usize,
    /// The highest level of the shown findings that rest on a document that is left out.
    pub not_compared_level: Option<Level>,
    /// The documents of either run that were not read, since another program would be needed to read them.
    pub paths_not_compared: Vec<PathNotCompared>,
    /// The rules that could not run in the earlier run.
    pub not_run_before: Vec<NotRun>,
    /// The changes of the settings, and the findings that these changes hide.
    pub settings: SettingsChange,
}

/// Compares a run with an earlier run. If `before` is `None`, everything is new.
#[must_use]
pub fn compare(since: Since, before: Option<&Side<'_>>, now: &Side<'_>) -> Comparison {
    let mut comparison = Comparison {
        since,
        is_all_new: before.is_none(),
        not_run_before: before.map(|side| side.summary.not_run.clone()).unwrap_or_default(),
        ..Comparison::default()
    };
    let (files, summary) = (Files::default(), Summary::default());
    let nothing = Side {
        files: &files,
        findings: &[],
        suppressed: &[],
        summary: &summary,
        leaves_out: false,
    };
    let before = before.unwrap_or(&nothing);
    let mut topics: BTreeMap<Fingerprint, Topic<'_>> = BTreeMap::new();
    for found in entries(before) {
        topics.entry(found.finding.topic()).or_default().before.push(found);
    }
    for (position, found) in entries(now).enumerate() {
        topics.entry(found.finding.topic()).or_default().now.push((position, found));
    }
    let (mut open, unjudged) = (Vec::new(), Unjudged::of(before));
    for topic in topics.into_values() {
        topic.settle(before, now, &unjudged, &mut comparison, &mut open);
    }
    // The shown findings come first, in the order of the run.
    open.sort_by_key(|(position, _)| *position);
    comparison.open = open.into_iter().map(|(_, finding)| finding).collect();
    sort(&mut comparison.resolved, before.files);
    comparison
}

impl Comparison {
    /// Returns the numbers of new, changed and reopened findings, each with its name.
    #[must_use]
    pub fn counts(&self) -> [(&'static str, usize); 3] {
        ["new", "changed", "reopened"].map(|name| {
            let changes = self.open.iter().filter_map(|finding| finding.change.as_deref());
            (name, changes.filter(|change| change.name() == name).count())
        })
    }
}

impl Since {
    /// Formats the revision with the first digits of its commit.
    #[must_use]
    pub fn describe(&self) -> String {
        let short = self.commit.get(..8).unwrap_or(&self.commit);
        match self.commit.starts_with(&self.revision) {
            true => short.to_owned(),
            false => format!("{} ({short})", self.revision),
        }
    }
}

/// A finding. `by` is the reason why it is suppressed, or `None` if it is shown.
#[derive(Debug, Clone, Copy)]
struct Found<'s> {
    finding: &'s Finding,
    by: Option<&'s Suppression>,
}

fn entries<'s>(side: &Side<'s>) -> impl Iterator<Item = Found<'s>> {
    let shown = side.findings.iter().map(|finding| Found { finding, by: None });
    let suppressed = side.suppressed.iter();
    shown.chain(suppressed.map(|entry| Found { finding: &entry.finding, by: Some(&entry.by) }))
}

/// The findings of one rule, subject and field. Each current finding has its position in the run.
#[derive(Debug, Default)]
struct Topic<'s> {
    before: Vec<Found<'s>>,
    now: Vec<(usize, Found<'s>)>,
}

impl<'s> Topic<'s> {
    /// Pairs findings with the same state, then pairs the remaining findings in their order. Findings without
    /// a partner are new, resolved or not compared.
    fn settle(
        mut self,
        before: &Side<'s>,
        now: &Side<'s>,
        unjudged: &Unjudged<'_>,
        comparison: &mut Comparison,
        open: &mut Vec<(usize, Finding)>,
    ) {
        let mut others = Vec::new();
        for (position, found) in std::mem::take(&mut self.now) {
            match self.take_before(&found.finding.state) {
                Some(earlier) => settle_same(position, found, earlier, comparison, open),
                None => others.push((position, found)),
            }
        }
        let mut earlier = self.before.into_iter();
        for (position, found) in others {
            let change = match earlier.next() {
                Some(earlier) => {
                    Change::Changed(found.finding.state.differences(&earlier.finding.state))
                }
                None if before.leaves_out
                    && !before.summary.could_report(&name_of(found.finding, now.files)) =>
                {
                    comparison.not_compared += 1;
                    let level = found.by.is_none().then_some(found.finding.level);
                    comparison.not_compared_level = comparison.not_compared_level.max(level);
                    continue;
                }
                None => {
                    let mistake = unjudged.before(found.finding, now.files).map(str::to_owned);
                    let name = name_of(found.finding, now.files);
                    Change::New(mistake.or_else(|| before.summary.hindrance(&name, now.summary)))
                }
            };
            match found.by {
                Some(_) => comparison.settled += 1,
                None => open.push((position, with_change(found.finding, change))),
            }
        }
        for gone in earlier {
            match now.summary.resolves(&name_of(gone.finding, before.files)) {
                true => comparison.resolved.push(gone.finding.clone()),
                false => comparison.not_compared += 1,
            }
        }
    }

    fn take_before(&mut self, state: &State) -> Option<Found<'s>> {
        let position = self.before.iter().position(|found| found.finding.state == *state)?;
        Some(self.before.remove(position))
    }
}

fn settle_same(
    position: usize,
    now: Found<'_>,
    before: Found<'_>,
    comparison: &mut Comparison,
    open: &mut Vec<(usize, Finding)>,
) {
    match (before.by, now.by) {
        (None, None) | (Some(_), Some(_)) => comparison.unchanged += 1,
        (None, Some(_)) => comparison.settled += 1,
        (Some(by), None) => {
            open.push((position, with_change(now.finding, Change::Reopened(by.clone()))));
        }
    }
}

fn with_change(finding: &Finding, change: Change) -> Finding {
    Finding { change: Some(Box::new(change)), ..finding.clone() }
}

/// Returns the name of a finding, which identifies the finding in the other run. A finding about the rulebook
/// has no document, since it can depend on every document. For example, a collection is empty only if no
/// document has a record.
#[must_use]
pub fn name_of<'f>(finding: &'f Finding, files: &'f Files) -> FindingName<'f> {
    let label = finding.primary().filter(|_| finding.kind != rules::rulebook::KIND.name);
    let file = label.and_then(|label| files.get(label.place.file()));
    FindingName {
        rule: &finding.rule,
        subject: &finding.anchor.subject,
        document: file.map(|file| file.key.as_str()),
    }
}
