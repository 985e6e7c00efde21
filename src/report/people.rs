//! Selects, groups and sorts the findings that are shown to people. The most severe findings come last, next
//! to the summary and the terminal's prompt. Findings that share a cause are shown as one.

use super::lines::MAX_LISTED_PLACES;
use crate::files::Files;
use crate::finding::{Change, EncodedFinding, Finding, Label, Level, Place};
use crate::words::{grouped, noun};
use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};

/// Maximum number of places shown for a finding or a group of findings. Further places are only counted.
pub(super) const MAX_PLACES: usize = 12;

/// Maximum number of rules named for a group.
const MAX_RULES: usize = 3;

/// One or more findings that share a level, a cause and a kind of change, in the order of the report.
pub(super) struct Group<'r> {
    pub(super) first: &'r EncodedFinding,
    others: Vec<&'r EncodedFinding>,
}

/// Returns the `max` most severe groups of findings, sorted by level with the least severe first. Groups of
/// the same level stay in the order of the report.
pub(super) fn shown<'r>(
    findings: &'r [EncodedFinding],
    files: &Files,
    max: usize,
) -> Vec<Group<'r>> {
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
pub(super) fn groups<'r>(findings: &'r [EncodedFinding], files: &Files) -> Vec<Group<'r>> {
    let mut groups: Vec<Group<'_>> = Vec::new();
    let mut positions: HashMap<(usize, &str, Level, Option<&str>), usize> = HashMap::new();
    for finding in findings {
        if let Some(cause) = finding.cause() {
            let change = finding.change().map(|change| change.name());
            let key = (finding.dataset(files), cause.key.as_str(), finding.level(), change);
            let position = *positions.entry(key).or_insert(groups.len());
            if let Some(group) = groups.get_mut(position) {
                group.others.push(finding);
                continue;
            }
        }
        groups.push(Group { first: finding, others: Vec::new() });
    }
    groups
}

/// Returns the labels of a finding that are shown, and a line with the number of the others, if any.
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
    groups.iter().map(Group::number).sum()
}

impl<'r> Group<'r> {
    /// Returns the level of the group's findings.
    pub(super) fn level(&self) -> Level {
        self.first.level()
    }

    /// Returns the number of findings.
    pub(super) fn number(&self) -> usize {
        1 + self.others.len()
    }

    /// Returns the findings in encoded form.
    pub(super) fn findings(&self) -> impl Iterator<Item = &'r EncodedFinding> {
        std::iter::once(self.first).chain(self.others.iter().copied())
    }

    /// Returns the group as one finding, with the cause as its message, the first place of each finding, and the
    /// other labels that all findings share. At most `max_places` first places are included, each once.
    pub(super) fn as_one(&self, max_places: usize) -> Finding {
        let first = self.first.decode();
        let Some(cause) = first.cause.clone().filter(|_| self.number() > 1) else { return first };
        let mut known = HashSet::new();
        let mut is_new = |place: Option<Place>| place.is_none_or(|place| known.insert(place));
        let places = self.findings().filter(|finding| is_new(finding.head().place));
        let places: Vec<&EncodedFinding> = places.collect();
        let number = places.len();
        let related = if number == 1 { &cause.one } else { &cause.several };
        let shown = places.iter().take(max_places).map(|finding| finding.decode());
        let shown: Vec<Finding> = shown.collect();
        let labels = shown.iter().filter_map(Finding::primary);
        let (shared_labels, shared_lines) = self.shared(&first);
        Finding {
            rule: self.rules(),
            message: format!("{}; {} {related}", cause.message, grouped(number)),
            labels: labels.chain(shared_labels).cloned().collect(),
            help: self.help(&shared_lines, &shown, number - shown.len()),
            suggestions: shown.into_iter().flat_map(|finding| finding.suggestions).collect(),
            change: self.change().map(Box::new),
            ..first
        }
    }

    /// Returns the labels after the first one, and the help lines, that all findings share with `first`.
    fn shared<'f>(&self, first: &'f Finding) -> (Vec<&'f Label>, Vec<&'f str>) {
        let mut labels: Vec<&Label> = first.labels.iter().skip(1).collect();
        let mut lines: Vec<&str> = first.help_lines().collect();
        for other in &self.others {
            if labels.is_empty() && lines.is_empty() {
                break;
            }
            let other = other.decode();
            labels.retain(|label| other.labels.contains(label));
            lines.retain(|line| other.help_lines().any(|known| known == *line));
        }
        (labels, lines)
    }

    /// Lists the rules of the group's findings, without duplicates, in the order of the report. At most
    /// `MAX_RULES` rules are named; the others are counted.
    fn rules(&self) -> String {
        let mut rules: Vec<&str> = Vec::new();
        for rule in self.findings().map(|finding| finding.head().rule) {
            if !rules.contains(&rule) {
                rules.push(rule);
            }
        }
        match rules.split_at_checked(MAX_RULES) {
            Some((named, others)) if !others.is_empty() => {
                format!("{} and {} more", named.join(", "), others.len())
            }
            _ => rules.join(", "),
        }
    }

    /// Returns the help lines that all findings share, and a line with the number of places that are not shown.
    /// For findings to review, the other help lines of each shown finding are also included.
    fn help(&self, shared: &[&str], shown: &[Finding], others: usize) -> Option<String> {
        let mut lines: Vec<String> = shared.iter().map(|line| (*line).to_owned()).collect();
        if self.level() == Level::Review {
            let shown_lines = shown.iter().flat_map(Finding::help_lines);
            lines.extend(shown_lines.filter(|line| !shared.contains(line)).map(str::to_owned));
        }
        if others > 0 {
            let places = noun(others, "place");
            lines.push(format!("{} more {places}: all in --format concise", grouped(others)));
        }
        (!lines.is_empty()).then(|| lines.join("\n"))
    }

    /// Returns the change that all findings of the group share, or `None` if their changes differ.
    fn change(&self) -> Option<Change> {
        let change = self.first.change()?;
        let mut others = self.others.iter();
        others.all(|other| other.change().as_ref() == Some(&change)).then_some(change)
    }
}
