//! Migrates a baseline from the fingerprints of a previous version.

use super::write::{line, lines_of};
use super::{Baseline, BaselineEntry, VERSION};
use crate::document::FileId;
use crate::engine::RunWithFormer;
use std::collections::{HashMap, VecDeque};
use std::ops::Range;

/// A migrated baseline.
pub struct Migrated {
    /// The new text.
    pub text: String,
    /// Number of entries that match a current finding. Each has been replaced by a new entry for that
    /// finding.
    pub renamed: usize,
    /// The entries that match no current finding and are removed, since a baseline only shrinks.
    pub dropped: Vec<BaselineEntry>,
    /// The entries whose rule did not run. They stay as they are, since it is unknown whether their findings
    /// still occur.
    pub kept: Vec<BaselineEntry>,
}

/// Updates the entries of a baseline. If a current finding matches an entry, a new entry for this finding
/// replaces the old entry. A finding matches an entry if the finding had the entry's rule, subject, field and
/// facts in the previous version.
///
/// # Errors
///
/// Returns a message if the entries are not one per line. Rewriting their lines would then change other text, too.
pub fn migrated(
    text: &str,
    baseline: &Baseline,
    found: &RunWithFormer,
) -> Result<Migrated, String> {
    let mut findings: HashMap<(&str, &str, &str, String), VecDeque<usize>> = HashMap::new();
    for (position, former) in found.former.iter().enumerate() {
        let Some(former) = former else { continue };
        let head = former.head();
        let key = (head.rule, head.subject, head.field, former.decode().state.hash());
        findings.entry(key).or_default().push_back(position);
    }
    let mut migrated =
        Migrated { text: String::new(), renamed: 0, dropped: Vec::new(), kept: Vec::new() };
    let mut edits: Vec<(Range<usize>, String)> = Vec::new();
    edits.extend(baseline.former_version.clone().map(|span| (span, VERSION.to_string())));
    for entry in &baseline.entries {
        let (rule, subject) = (entry.rule.as_str(), entry.subject.as_str());
        let key = (rule, subject, entry.field.as_str(), entry.state.clone());
        let position = findings.get_mut(&key).and_then(VecDeque::pop_front);
        match position.and_then(|position| found.run.findings.get(position)) {
            Some(finding) => {
                edits.push((entry.span.clone(), line(&finding.decode()).trim_end().to_owned()));
                migrated.renamed += 1;
            }
            None if !found.run.resolves(&entry.name()) => migrated.kept.push(entry.clone()),
            None => {
                let (start, end) = lines_of(text, &entry.span);
                edits.push((start..end, String::new()));
                migrated.dropped.push(entry.clone());
            }
        }
    }
    migrated.text = with_edits(text, edits);
    let expected = migrated.renamed + migrated.kept.len();
    match Baseline::parse(&migrated.text, FileId::UNLISTED) {
        Ok(new) if new.entries.len() == expected => Ok(migrated),
        _ => Err("expected one finding per line".to_owned()),
    }
}

fn with_edits(text: &str, mut edits: Vec<(Range<usize>, String)>) -> String {
    edits.sort_by_key(|(range, _)| range.start);
    let (mut new, mut end) = (String::new(), 0);
    for (range, replacement) in edits {
        new.push_str(text.get(end..range.start).unwrap_or_default());
        new.push_str(&replacement);
        end = range.end;
    }
    new + text.get(end..).unwrap_or_default()
}
