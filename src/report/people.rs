//! Selects, groups and sorts the findings that are shown to people. The most severe findings come last, next
//! to the summary and the terminal's prompt. Findings that share a cause are shown as one.

use super::lines::MAX_LISTED_PLACES;
use crate::files::Files;
use crate::finding::{Change, Finding, Label, Level};
use crate::words::{grouped, noun};
use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};

/// Maximum number of places shown for a finding or a group of findings. Further places are only counted.
pub(super) const MAX_PLACES: usize = 12;

/// Maximum number of rules named for a group.
const MAX_RULES: usize = 3;

/// One or more findings that share a level, a cause and a kind of change, in the order of the report.
pub(super) struct Group<'r> {
    pub(super) findings: Vec<&'r Finding>,
}

/// Returns the `max` most severe groups of findings, sorted by level with the least severe first. Groups of
/// the same level stay in the order of the report.
pub(super) fn shown<'r>(findings: &'r [Finding], files: &Files, max: usize) -> Vec<Group<'r>> {
    let mut shown = groups(findings, files);
    // Both sorts are stable: groups of the same level keep their order.
    if shown.len() > max {
        shown.sort_by_key(|group| Reverse(group.level()));
        shown.truncate(max);
    }
    shown.sort_by_key(Group::level);
    shown
}

/// Groups the findings by dataset, level, cause and kind of change. The groups are in the order of their first
/// findings.
pub(super) fn groups<'r>(findings: &'r [Finding], files: &Files) -> Vec<Group<'r>> {
    let mut groups: Vec<Group<'_>> = Vec::new();
    let mut positions: HashMap<(usize, &str, Level, Option<&str>), usize> = HashMap::new();
    for finding in findings {
        if let Some(cause) = &finding.cause {
            let change = finding.change.as_deref().map(Change::name);
            let key = (finding.dataset(files), cause.key.as_str(), finding.level, change);
            let position = *positions.entry(key).or_insert(groups.len());
            if let Some(group) = groups.get_mut(position) {
                group.findings.push(finding);
                continue;
            }
        }
        groups.push(Group { findings: vec![finding] });
    }
    groups
}

/// Returns the labels of a finding that are shown, and a line with the number of other labels if there are any.
pub(super) fn labels(finding: &Finding) -> (&[Label], Option<String>) {
    let (shown, others) = finding.first_labels(MAX_PLACES);
    let listed = if finding.labels.len() > MAX_LISTED_PLACES {
        format!("the first {}", grouped(MAX_LISTED_PLACES))
    } else {
        "all".to_owned()
    };
    let number = format!("{} more {}", grouped(others), noun(others, "place"));
    (shown, (others > 0).then(|| format!("{number}: {listed} in --format json")))
}

/// Returns the number of findings in the groups.
pub(super) fn number_in(groups: &[Group<'_>]) -> usize {
    groups.iter().map(|group| group.findings.len()).sum()
}

impl<'r> Group<'r> {
    /// Returns the level of the group's findings.
    pub(super) fn level(&self) -> Level {
        self.findings.first().map_or(Level::Off, |finding| finding.level)
    }

    /// Returns the group as one finding, with the cause as its message, the first place of each finding, and the
    /// other labels that all findings share. At most `max_places` first places are included, each once.
    pub(super) fn as_one(&self, max_places: usize) -> Option<Cow<'r, Finding>> {
        let first: &'r Finding = self.findings.first()?;
        let (Some(cause), 2..) = (first.cause.as_deref(), self.findings.len()) else {
            return Some(Cow::Borrowed(first));
        };
        let mut known = HashSet::new();
        let mut places = self.findings.clone();
        places.retain(|finding| finding.primary().is_none_or(|label| known.insert(&label.place)));
        let number = places.len();
        let related = if number == 1 { &cause.one } else { &cause.several };
        let shown = places.get(..max_places).unwrap_or(&places);
        let labels = shown.iter().filter_map(|finding| finding.primary());
        Some(Cow::Owned(Finding {
            rule: self.rules(),
            message: format!("{}; {} {related}", cause.message, grouped(number)),
            labels: labels.chain(self.shared_labels(first)).cloned().collect(),
            help: self.help(shown, number - shown.len()),
            suggestions: shown.iter().flat_map(|finding| finding.suggestions.clone()).collect(),
            change: self.change().map(Box::new),
            ..first.clone()
        }))
    }

    /// Returns the labels after the first one that all findings share with `first`.
    fn shared_labels(&self, first: &'r Finding) -> impl Iterator<Item = &'r Label> {
        let others = first.labels.iter().skip(1);
        others.filter(|label| self.findings.iter().all(|finding| finding.labels.contains(label)))
    }

    /// Lists the rules of the group's findings, without duplicates, in the order of the report. At most
    /// `MAX_RULES` rules are named; the others are counted.
    fn rules(&self) -> String {
        let mut rules: Vec<&str> = Vec::new();
        for finding in &self.findings {
            if !rules.contains(&finding.rule.as_str()) {
                rules.push(&finding.rule);
            }
        }
        match rules.split_at_checked(MAX_RULES) {
            Some((named, others)) if !others.is_empty() => {
                format!("{} and {} more", named.join(", "), others.len())
            }
            _ => rules.join(", "),
        }
    }

    /// Returns the help lines that all findings share, and a line with the number of other places, which are not shown.
    /// For findings to review, the other help lines of each shown finding are also included.
    fn help(&self, shown: &[&Finding], others: usize) -> Option<String> {
        let is_common = |line: &str| {
            self.findings.iter().all(|finding| finding.help_lines().any(|other| other == line))
        };
        let first_lines = self.findings.first().into_iter().flat_map(|first| first.help_lines());
        let mut lines: Vec<String> =
            first_lines.filter(|line| is_common(line)).map(str::to_owned).collect();
        if self.level() == Level::Review {
            let shown_lines = shown.iter().flat_map(|finding| finding.help_lines());
            lines.extend(shown_lines.filter(|line| !is_common(line)).map(str::to_owned));
        }
        if others > 0 {
            let places = noun(others, "place");
            lines.push(format!("{} more {places}: all in --format concise", grouped(others)));
        }
        (!lines.is_empty()).then(|| lines.join("\n"))
    }

    /// Returns the change that all findings of the group share, or `None` if their changes differ.
    fn change(&self) -> Option<Change> {
        let change = self.findings.first()?.change.as_deref()?;
        self.findings
            .iter()
            .all(|finding| finding.change.as_deref() == Some(change))
            .then(|| change.clone())
    }
}
