//! Mistakes in a rulebook: collected, so that one run reports them all.

use crate::document::FileId;
use crate::finding::{Anchor, Finding, Level, Place};
use crate::value::look_alike::hidden_difference;
use std::ops::Range;

/// The mistakes found so far in one file of settings.
#[derive(Debug)]
pub struct Problems {
    file: FileId,
    rule: &'static str,
    findings: Vec<Finding>,
    warnings: Vec<Finding>,
}

impl Problems {
    /// Collects mistakes of one file, under the id of a built-in rule.
    #[must_use]
    pub fn new(file: FileId, rule: &'static str) -> Problems {
        Problems { file, rule, findings: Vec::new(), warnings: Vec::new() }
    }

    /// The file whose mistakes these are.
    #[must_use]
    pub fn file(&self) -> FileId {
        self.file
    }

    /// Records a mistake at a byte range of the file.
    pub fn add(&mut self, range: Range<usize>, message: impl Into<String>, label: &str) {
        self.add_with_help(range, message, label, None);
    }

    /// Records a mistake and how to mend it.
    pub fn add_with_help(
        &mut self,
        range: Range<usize>,
        message: impl Into<String>,
        label: &str,
        help: Option<String>,
    ) {
        let mut finding = self.finding(range, &message.into(), label, Level::Error);
        finding.help = help;
        self.findings.push(finding);
    }

    /// Records what is allowed, and most likely not meant.
    pub fn warn(&mut self, range: Range<usize>, message: impl Into<String>, label: &str) {
        self.warnings.push(self.finding(range, &message.into(), label, Level::Warning));
    }

    /// Records a mistake that is about two places: the one to mend, and what it contradicts.
    pub fn add_pair(
        &mut self,
        (range, label): (Range<usize>, &str),
        (other, other_label): (Range<usize>, &str),
        message: impl Into<String>,
        help: Option<String>,
    ) {
        self.add_with_help(range, message, label, help);
        if let Some(finding) = self.findings.pop() {
            let place = Place::range(self.file, other);
            self.findings.push(finding.label(place, other_label));
        }
    }

    /// Whether there is no mistake; warnings are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.findings.is_empty()
    }

    /// The mistakes and warnings, in the order of the file.
    #[must_use]
    pub fn into_findings(self) -> Vec<Finding> {
        let mut findings = self.findings;
        findings.extend(self.warnings);
        findings.sort_by_key(|finding| {
            finding.primary().map(|label| label.place.start()).unwrap_or_default()
        });
        findings
    }

    fn finding(&self, range: Range<usize>, message: &str, label: &str, level: Level) -> Finding {
        Finding::new(message, Anchor::new(message, ""))
            .label(Place::range(self.file, range), label)
            .built_in(self.rule, level)
    }
}

/// Reports the lines that git writes where two branches have changed the same lines, with what to do
/// about them, and tells whether there are any.
pub fn report_conflict_markers(text: &str, help: &str, problems: &mut Problems) -> bool {
    let mut found = false;
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let marker = line.trim_end();
        if marker.starts_with("<<<<<<< ") || marker.starts_with(">>>>>>> ") || marker == "=======" {
            found = true;
            problems.add_with_help(
                start..start + marker.len(),
                "a merge conflict is not resolved here",
                "a conflict marker",
                Some(help.to_owned()),
            );
        }
        start += line.len();
    }
    found
}

/// "did you mean", where a known word is near the one that was written: an edit distance of at most
/// a third of its length. Nothing is said where none is.
#[must_use]
pub fn closest<'a>(written: &str, known: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let found = crate::value::name::closest(written, known.into_iter())?;
    Some(match hidden_difference(written, found) {
        Some(difference) => format!("did you mean `{found}`? It looks the same but {difference}"),
        None => format!("did you mean `{found}`?"),
    })
}
