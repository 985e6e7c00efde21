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
use crate::finding::{
    Change, EncodedFinding, Finding, Fingerprint, Level, State, Suppressed, Suppression,
};
use crate::rules;
use std::collections::BTreeMap;
use unjudged::Unjudged;

/// The findings of one run, and the counts of the values that it did not check.
#[derive(Debug, Clone, Copy)]
pub struct Side<'s> {
    /// The files that the places of findings are in.
    pub files: &'s Files,
    /// The findings that are shown.
    pub findings: &'s [EncodedFinding],
    /// The findings that are counted but not shown.
    pub suppressed: &'s [Suppressed],
    /// Counts of checked and unchecked values.
    pub summary: &'s Summary,
    /// Whether documents were left out because another program would have to convert them.
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
    pub open: Vec<EncodedFinding>,
    /// Resolved findings, in the order of the earlier run.
    pub resolved: Vec<EncodedFinding>,
    /// Number of unchanged findings.
    pub unchanged: usize,
    /// Number of findings that a new verdict or baseline entry hides.
    pub settled: usize,
    /// Number of findings that cannot be compared: earlier findings that the current run could not have reported, and
    /// current findings that the earlier run could not have reported because it left out documents.
    pub not_compared: usize,
    /// The highest level of the current findings that are counted in `not_compared` and shown.
    pub not_compared_level: Option<Level>,
    /// The documents of either run that were left out because another program would have to convert them.
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
    for entry in entries(before) {
        topics.entry(entry.finding.topic()).or_default().before.push(entry);
    }
    for (position, entry) in entries(now).enumerate() {
        topics.entry(entry.finding.topic()).or_default().now.push((position, entry));
    }
    let (mut open, unjudged) = (Vec::new(), Unjudged::of(before));
    for topic in topics.into_values() {
        topic.compare(before, now, &unjudged, &mut comparison, &mut open);
    }
    open.sort_by_key(|(position, _)| *position);
    comparison.open = open.into_iter().map(|(_, finding)| finding).collect();
    sort(&mut comparison.resolved, before.files);
    comparison
}

impl Comparison {
    /// Returns the numbers of new, changed and reopened findings, each with its name.
    #[must_use]
    pub fn counts(&self) -> [(&'static str, usize); 3] {
        let mut counts = ["new", "changed", "reopened"].map(|name| (name, 0));
        for change in self.open.iter().filter_map(EncodedFinding::change) {
            counts.iter_mut().filter(|(name, _)| *name == change.name()).for_each(|(_, number)| {
                *number += 1;
            });
        }
        counts
    }
}

impl Since {
    /// Formats the revision with the first 8 digits of its commit hash.
    #[must_use]
    pub fn describe(&self) -> String {
        let short = self.commit.get(..8).unwrap_or(&self.commit);
        match self.commit.starts_with(&self.revision) {
            true => short.to_owned(),
            false => format!("{} ({short})", self.revision),
        }
    }
}

/// A finding of one of the runs, in encoded form.
#[derive(Debug, Clone, Copy)]
struct Entry<'s> {
    finding: &'s EncodedFinding,
    /// The reason why the finding is suppressed, or `None` if it is shown.
    suppression: Option<&'s Suppression>,
}

/// A decoded [`Entry`].
struct Decoded<'s> {
    finding: Finding,
    suppression: Option<&'s Suppression>,
}

impl<'s> Entry<'s> {
    fn decode(self) -> Decoded<'s> {
        Decoded { finding: self.finding.decode(), suppression: self.suppression }
    }
}

fn entries<'s>(side: &Side<'s>) -> impl Iterator<Item = Entry<'s>> {
    let shown = side.findings.iter().map(|finding| Entry { finding, suppression: None });
    let suppressed = side.suppressed.iter().map(|suppressed| Entry {
        finding: &suppressed.finding,
        suppression: Some(&suppressed.by),
    });
    shown.chain(suppressed)
}

/// The findings of one rule, subject and field. Each current finding comes with its position in the run.
#[derive(Debug, Default)]
struct Topic<'s> {
    before: Vec<Entry<'s>>,
    now: Vec<(usize, Entry<'s>)>,
}

impl<'s> Topic<'s> {
    /// Pairs earlier and current findings: first those with the same state, then the remaining ones in their order.
    /// A finding without a partner is new, resolved or not compared.
    fn compare(
        self,
        before: &Side<'s>,
        now: &Side<'s>,
        unjudged: &Unjudged<'_>,
        comparison: &mut Comparison,
        open: &mut Vec<(usize, EncodedFinding)>,
    ) {
        let mut earlier: Vec<Decoded<'_>> = self.before.into_iter().map(Entry::decode).collect();
        let mut others = Vec::new();
        for (position, current) in self.now {
            let current = current.decode();
            match take_same(&mut earlier, &current.finding.state) {
                Some(earlier) => compare_same(position, current, &earlier, comparison, open),
                None => others.push((position, current)),
            }
        }
        let mut unpaired = earlier.into_iter();
        for (position, current) in others {
            let change = match unpaired.next() {
                Some(earlier) => {
                    Change::Changed(current.finding.state.differences(&earlier.finding.state))
                }
                None if before.leaves_out
                    && !before.summary.could_report(&name_of(&current.finding, now.files)) =>
                {
                    comparison.not_compared += 1;
                    let level = current.suppression.is_none().then_some(current.finding.level);
                    comparison.not_compared_level = comparison.not_compared_level.max(level);
                    continue;
                }
                None => {
                    let mistake = unjudged.message_for(&current.finding, now.files);
                    let name = name_of(&current.finding, now.files);
                    Change::New(mistake.or_else(|| before.summary.hindrance(&name, now.summary)))
                }
            };
            match current.suppression {
                Some(_) => comparison.settled += 1,
                None => open.push((position, with_change(current.finding, change))),
            }
        }
        for gone in unpaired {
            match now.summary.resolves(&name_of(&gone.finding, before.files)) {
                true => comparison.resolved.push(gone.finding.into()),
                false => comparison.not_compared += 1,
            }
        }
    }
}

/// Removes and returns the first finding with a state.
fn take_same<'s>(findings: &mut Vec<Decoded<'s>>, state: &State) -> Option<Decoded<'s>> {
    let position = findings.iter().position(|known| known.finding.state == *state)?;
    Some(findings.remove(position))
}

/// Compares two findings with the same state.
fn compare_same(
    position: usize,
    now: Decoded<'_>,
    before: &Decoded<'_>,
    comparison: &mut Comparison,
    open: &mut Vec<(usize, EncodedFinding)>,
) {
    match (before.suppression, now.suppression) {
        (None, None) | (Some(_), Some(_)) => comparison.unchanged += 1,
        (None, Some(_)) => comparison.settled += 1,
        (Some(suppression), None) => {
            let change = Change::Reopened(suppression.clone());
            open.push((position, with_change(now.finding, change)));
        }
    }
}

fn with_change(finding: Finding, change: Change) -> EncodedFinding {
    Finding { change: Some(Box::new(change)), ..finding }.into()
}

/// Returns the name of a finding, which identifies the finding in the other run. The name of a finding about the
/// rulebook has no document, since the finding can depend on every document. For example, a collection is empty only
/// if no document has a record of it.
#[must_use]
pub fn name_of<'f>(finding: &'f Finding, files: &'f Files) -> FindingName<'f> {
    let is_about_rulebook = finding.kind == rules::rulebook::KIND.name;
    let label = if is_about_rulebook { None } else { finding.primary() };
    let file = label.and_then(|label| files.get(label.place.file()));
    FindingName {
        rule: &finding.rule,
        subject: &finding.anchor.subject,
        document: file.map(|file| file.key.as_str()),
    }
}
