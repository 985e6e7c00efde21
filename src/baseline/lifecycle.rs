//! The status of each entry of a baseline in a run.

use super::{Baseline, BaselineEntry, Checked};
use crate::document::FileId;
use crate::engine::{BaselineCounts, Run, sort, sort_by_finding};
use crate::finding::{
    Anchor, EncodedFinding, Finding, Fingerprint, Label, Level, State, Suppressed, Suppression,
};
use crate::ledger::with_folder;
use crate::rules;
use std::collections::{BTreeMap, BTreeSet};

/// The status of an entry in a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntryStatus {
    /// The finding rests on the same facts, or a person has decided on it.
    Known,
    /// The facts of the finding have changed, so it is shown again.
    Changed,
    /// The finding no longer occurs.
    Resolved,
    /// The rule did not run or did not check everything, so it is unknown whether the finding still occurs.
    NotCompared,
}

impl EntryStatus {
    /// Whether the entry no longer matches a finding.
    #[must_use]
    pub fn is_gone(self) -> bool {
        matches!(self, EntryStatus::Changed | EntryStatus::Resolved)
    }
}

/// Applies a baseline to a run. Known findings are suppressed, and changed findings are labelled as changed.
/// Entries whose findings no longer occur are reported at their places in the baseline.
#[must_use]
pub fn apply(mut run: Run, baseline: Option<Baseline>) -> Checked {
    let Some(baseline) = baseline else { return Checked { run, statuses: Vec::new() } };
    let matched = Matched::new(&run, &baseline);
    for (position, entry) in &matched.changed {
        let finding = run.findings.get_mut(*position);
        if let (Some(finding), Some(entry)) = (finding, baseline.entries.get(*entry)) {
            let text = "the baseline has this finding with other facts".to_owned();
            let label = Label::new(entry.place(baseline.file), text);
            finding.update(|finding| finding.labels.push(label));
        }
    }
    let counts = matched.counts();
    suppress(&mut run, &matched.known);
    let file = baseline.file;
    let statuses: Vec<(BaselineEntry, EntryStatus)> =
        baseline.entries.into_iter().zip(matched.statuses).collect();
    run.findings.extend(resolved(&statuses, file, &run).map(EncodedFinding::from));
    sort(&mut run.findings, &run.files);
    run.summary.count_findings(&run.findings);
    run.summary.baseline = Some(counts);
    Checked { run, statuses }
}

/// Entries and findings that match, by index.
struct Matched {
    /// The status of each entry.
    statuses: Vec<EntryStatus>,
    /// The findings that are in the baseline.
    known: BTreeSet<usize>,
    /// The findings that are in the baseline with another state, and their entries.
    changed: Vec<(usize, usize)>,
}

impl Matched {
    fn new(run: &Run, baseline: &Baseline) -> Matched {
        let unmatched = |entry: &BaselineEntry| match run.resolves(&entry.name()) {
            true => EntryStatus::Resolved,
            false => EntryStatus::NotCompared,
        };
        let statuses = baseline.entries.iter().map(unmatched).collect();
        let mut matched = Matched { statuses, known: BTreeSet::new(), changed: Vec::new() };
        for topic in topics(run, baseline).into_values() {
            matched.match_topic(topic, run, baseline);
        }
        matched
    }

    /// Matches the findings of a topic with its entries in three steps. First, findings and entries with the
    /// same state are paired. Then each decided finding takes one of the remaining entries. Finally, the entries
    /// that still remain are paired with the remaining findings, which have changed.
    fn match_topic(&mut self, topic: Topic, run: &Run, baseline: &Baseline) {
        let mut entries = topic.entries;
        let mut take = |state: &State| {
            let hash = state.hash();
            let is_same = |entry: &usize| {
                baseline.entries.get(*entry).is_some_and(|entry| entry.state == hash)
            };
            let position = entries.iter().position(is_same)?;
            Some(entries.remove(position))
        };
        let mut others = Vec::new();
        for finding in topic.findings {
            match run.findings.get(finding).and_then(|found| take(&found.decode().state)) {
                Some(entry) => {
                    self.known.insert(finding);
                    self.set(entry, EntryStatus::Known);
                }
                None => others.push(finding),
            }
        }
        let mut remaining = entries.into_iter();
        for (_, entry) in (0..topic.decided).zip(remaining.by_ref()) {
            self.set(entry, EntryStatus::Known);
        }
        for (finding, entry) in others.into_iter().zip(remaining) {
            self.changed.push((finding, entry));
            self.set(entry, EntryStatus::Changed);
        }
    }

    fn set(&mut self, entry: usize, status: EntryStatus) {
        if let Some(current) = self.statuses.get_mut(entry) {
            *current = status;
        }
    }

    fn counts(&self) -> BaselineCounts {
        let number = |status| self.statuses.iter().filter(|other| **other == status).count();
        BaselineCounts {
            known: number(EntryStatus::Known),
            changed: number(EntryStatus::Changed),
            resolved: number(EntryStatus::Resolved),
            not_compared: number(EntryStatus::NotCompared),
        }
    }
}

/// The entries and findings of one rule, subject and field. Entries and shown findings are given by index.
/// `decided` is the number of findings that people have decided.
#[derive(Default)]
struct Topic {
    entries: Vec<usize>,
    findings: Vec<usize>,
    decided: usize,
}

/// Groups findings and entries by topic. Leaves out topics without a finding, since their entries match none.
fn topics(run: &Run, baseline: &Baseline) -> BTreeMap<Fingerprint, Topic> {
    let mut topics: BTreeMap<Fingerprint, Topic> = BTreeMap::new();
    for (position, finding) in run.findings.iter().enumerate() {
        topics.entry(finding.topic()).or_default().findings.push(position);
    }
    for decided in &run.suppressed {
        topics.entry(decided.finding.topic()).or_default().decided += 1;
    }
    for (position, entry) in baseline.entries.iter().enumerate() {
        if let Some(topic) = topics.get_mut(&entry.topic()) {
            topic.entries.push(position);
        }
    }
    topics
}

fn suppress(run: &mut Run, known: &BTreeSet<usize>) {
    for (position, finding) in std::mem::take(&mut run.findings).into_iter().enumerate() {
        match known.contains(&position) {
            true => run.suppressed.push(Suppressed { finding, by: Suppression::Baseline }),
            false => run.findings.push(finding),
        }
    }
    sort_by_finding(&mut run.suppressed, &run.files, |suppressed| &suppressed.finding);
}

/// Returns the finding about the entries whose findings no longer occur. Returns `None` if there are no such
/// entries, or if the kind is off.
fn resolved(
    statuses: &[(BaselineEntry, EntryStatus)],
    baseline: FileId,
    run: &Run,
) -> Option<Finding> {
    let kind = &rules::baseline::KIND;
    let level = run.rulebook.level_of(kind);
    let gone = statuses.iter().filter(|(_, status)| *status == EntryStatus::Resolved);
    let gone: Vec<&BaselineEntry> = gone.map(|(entry, _)| entry).collect();
    if gone.is_empty() || level == Level::Off {
        return None;
    }
    let message = match gone.len() {
        1 => "a finding in the baseline is resolved".to_owned(),
        number => format!("{number} findings in the baseline are resolved"),
    };
    let key = run.files.get(baseline).map(|file| file.key.as_str()).unwrap_or_default();
    let names = gone.iter().map(|entry| entry.fingerprint.value.as_str());
    let command = with_folder(run, "factlint baseline prune".to_owned());
    let finding = Finding::new(message, Anchor::new(key, "resolved"))
        .help(format!("to remove resolved findings from the baseline: {command}"))
        .rests_on(key, "resolved", crate::finding::text_hash(&names.collect::<String>()));
    let finding = gone.iter().fold(finding, |finding, entry| {
        finding.label(entry.place(baseline), format!("{}: {}", entry.rule, entry.message))
    });
    Some(finding.built_in(kind.name, level))
}
