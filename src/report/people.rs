//! Selects, groups and sorts the findings that are shown to people. The most severe findings come last, next
//! to the summary and the terminal's prompt. Findings that share a cause are shown as one.

use super::lines::MAX_LISTED_PLACES;
use crate::files::Files;
use crate::finding::{Change, Finding, Label, Level};
use crate::words::{grouped, noun};
use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::HashMap;

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
    let mut of_cause: HashMap<(usize, &str, Level, Option<&str>), usize> = HashMap::new();
    for finding in findings {
        if let Some(cause) = &finding.cause {
            let change = finding.change.as_deref().map(Change::name);
            let key = (finding.dataset(files), cause.key.as_str(), finding.level, change);
            let first = *of_cause.entry(key).or_insert(groups.len());
            if let Some(group) = groups.get_mut(first) {
                group.findings.push(finding);
                continue;
            }
        }
        groups.push(Group { findings: vec![finding] });
    }
    groups
}

/// Returns the labels of a finding that are shown, and a line with the number of the other labels.
pub(super) fn labels(finding: &Finding) -> (&[Label], Option<String>) {
    let (shown, others) = finding.first_labels(MAX_PLACES);
    let listed = match finding.labels.len() > MAX_LISTED_PLACES {
        true => format!("the first {}", grouped(MAX_LISTED_PLACES)),
        false => "all".to_owned(),
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

    /// Returns the group as one finding, with the cause as its message, and the first place of each finding.
    /// At most `max_places` places are included.
    pub(super) fn as_one(&self, max_places: usize) -> Option<Cow<'r, Finding>> {
        let first: &'r Finding = self.findings.first()?;
        let Some(cause) = first.cause.as_deref().filter(|_| self.findings.len() > 1) else {
            return Some(Cow::Borrowed(first));
        };
        let number = self.findings.len();
        let shown = self.findings.get(..max_places).unwrap_or(&self.findings);
        let labels = shown.iter().filter_map(|finding| finding.primary().cloned());
        Some(Cow::Owned(Finding {
            rule: self.rules(),
            message: format!("{}; {} {}", cause.message, grouped(number), cause.several),
            labels: labels.collect(),
            help: self.help(shown),
            suggestions: shown.iter().flat_map(|finding| finding.suggestions.clone()).collect(),
            change: self.change().map(Box::new),
            ..first.clone()
        }))
    }

    /// Returns the names of the rules of the group's findings, without duplicates, in the order of the
    /// report. At most `MAX_RULES` are named.
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

    /// Returns the help lines that all findings share, and the number of places that are not shown. If a
    /// person must decide, the result also contains the other help lines of each shown finding.
    fn help(&self, shown: &[&Finding]) -> Option<String> {
        let is_common = |line: &str| {
            self.findings.iter().all(|finding| finding.help_lines().any(|other| other == line))
        };
        let of_first = self.findings.first().into_iter().flat_map(|first| first.help_lines());
        let mut lines: Vec<String> =
            of_first.filter(|line| is_common(line)).map(str::to_owned).collect();
        if self.level() == Level::Review {
            let own = shown.iter().flat_map(|finding| finding.help_lines());
            lines.extend(own.filter(|line| !is_common(line)).map(str::to_owned));
        }
        let others = self.findings.len() - shown.len();
        if others > 0 {
            let places = noun(others, "place");
            lines.push(format!("{} more {places}: all in --format concise", grouped(others)));
        }
        (!lines.is_empty()).then(|| lines.join("\n"))
    }

    /// Returns the change of the group's findings, or `None` if it is not the same for all of them.
    fn change(&self) -> Option<Change> {
        let change = self.findings.first()?.change.as_deref()?;
        self.findings
            .iter()
            .all(|finding| finding.change.as_deref() == Some(change))
            .then(|| change.clone())
    }
}
