//! Findings whose places are lines and columns.

use crate::files::Files;
use crate::finding::{self, Level};
use crate::report::{Places, one_line, path_at_line_start};
use std::fmt;

/// One result of a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Finding {
    /// The id of the rule.
    pub rule: String,
    /// The name of the rule's kind.
    pub kind: String,
    /// The level of the finding.
    pub level: Level,
    /// One sentence about the problem and the expected state, without a full stop.
    pub message: String,
    /// Advice for solving the problem, in one or more lines.
    pub help: Option<String>,
    /// The places of the finding, with the primary one first. At most 1,000.
    pub places: Vec<Place>,
    /// The fingerprint, 64 hexadecimal digits. It identifies the finding across runs.
    pub fingerprint: String,
}

/// A place in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Place {
    /// The path of the file, relative to the current directory. For a dataset in memory, the path that was passed to
    /// [`Dataset::in_memory`](crate::Dataset::in_memory).
    pub file: String,
    /// The JSON Pointer (RFC 6901). `None` if the file is not a document.
    pub pointer: Option<String>,
    /// The position of the first character.
    pub start: Position,
    /// The position after the last character.
    pub end: Position,
    /// A short description of the place; may be empty.
    pub label: String,
}

/// A position in a text. Both numbers start at 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// The line number.
    pub line: usize,
    /// The column number, in Unicode code points.
    pub column: usize,
}

/// Maximum number of places per finding. The formats for programs have the same limit.
const MAX_PLACES: usize = 1000;

/// Converts findings: their byte offsets become lines and columns.
pub(super) fn all(files: &Files, findings: impl Iterator<Item = finding::Finding>) -> Vec<Finding> {
    let places = Places::of(files);
    let convert = |finding: finding::Finding| {
        let labels = finding.labels.iter().take(MAX_PLACES);
        Finding {
            places: labels.map(|label| place(label, &places)).collect(),
            fingerprint: finding.fingerprint().to_string(),
            rule: finding.rule,
            kind: finding.kind.into_owned(),
            level: finding.level,
            message: finding.message,
            help: finding.help,
        }
    };
    findings.map(convert).collect()
}

fn place(label: &finding::Label, places: &Places<'_>) -> Place {
    let (file, pointer, [start, end]) = places.locate(&label.place);
    let [start, end] =
        [start, end].map(|position| Position { line: position.line, column: position.column });
    Place { file, pointer, start, end, label: label.text.clone() }
}

/// Formats the finding on one line. Control characters and invisible characters become `�`.
impl fmt::Display for Finding {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(Place { file, start, .. }) = self.places.first() {
            write!(formatter, "{}:{}:{}: ", path_at_line_start(file), start.line, start.column)?;
        }
        write!(formatter, "{}[{}]: {}", self.level.name(), self.rule, one_line(&self.message))
    }
}
