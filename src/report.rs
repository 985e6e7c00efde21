//! Renders findings, with one module per output format. This module also converts symbolic places to
//! bytes, lines and columns.

mod appearance;
mod background;
mod case;
mod collections;
mod compared;
mod concise;
mod decided;
mod format;
mod github;
mod gitlab;
mod guard;
mod html;
#[cfg(feature = "cli")]
mod human;
mod json;
mod json_place;
mod json_text;
mod jsonl;
mod junit;
mod lines;
mod located;
mod markdown;
mod narrated;
mod not_run;
mod people;
mod printable;
#[cfg(feature = "cli")]
mod question;
mod rdjson;
mod rules;
mod sarif;
mod start_folder;
mod statistics;
mod summary;
mod unchecked;
mod wrapping;

pub use appearance::Appearance;
pub use background::Background;
pub use case::can_be_made;
pub use decided::decided;
pub use format::Format;
pub use guard::Unfinished;
pub use html::{LivePage, Overview};
pub use json::report_schema;
pub use not_run::describe_not_run;
#[cfg(feature = "cli")]
pub use question::{ClaimLine, Question, QuestionAnswer, question, remarks_on_sources};
pub use start_folder::StartFolder;
pub use statistics::write_statistics;
pub use summary::describe_counts;
pub use unchecked::write_unchecked;

use crate::comparison::Comparison;
use crate::document::{FileId, Position};
use crate::engine::{Run, Summary};
use crate::files::Files;
use crate::finding::{EncodedFinding, Finding, Place, Suppressed, Suppression};
use guard::Guard;
pub(crate) use json_text::write_pretty as write_json;
use located::Locator;
pub(crate) use printable::{one_line, path_at_line_start, visible};
use std::io::{self, Write};
use std::ops::Range;
use std::path::Path;
pub(crate) use wrapping::wrap_options;

/// The contents of a report.
#[derive(Debug, Clone)]
pub struct Report<'r> {
    /// The files that contain the places of the findings.
    pub files: &'r Files,
    /// The findings, sorted.
    pub findings: &'r [EncodedFinding],
    /// The suppressed findings, sorted.
    pub suppressed: &'r [Suppressed],
    /// Counts of checked and unchecked values, or `None` if the run ended before any check.
    pub summary: Option<&'r Summary>,
    /// The comparison with a revision, or `None` without one. If it is present, `findings` contains
    /// only new, changed and reopened findings.
    pub comparison: Option<&'r Comparison>,
    /// The dataset, or `None` if the run ended before any check or if there are several datasets.
    pub background: Option<Background<'r>>,
    /// One report per dataset, in the order of the datasets' files; empty if there is only one dataset.
    /// `findings` contains the findings of all parts, in the same order.
    pub parts: Vec<Report<'r>>,
}

/// The report on one dataset, which may be a part of a report.
#[derive(Clone)]
struct Part<'r> {
    report: &'r Report<'r>,
    /// The ids of the dataset's files.
    files: Range<u32>,
    /// Whether the report is on several datasets.
    is_one_of_several: bool,
}

impl Part<'_> {
    /// Returns the rulebook, which is the first file of the dataset.
    fn rulebook(&self) -> FileId {
        FileId(self.files.start)
    }

    /// Returns the name of the rulebook, or `None` if there is only one dataset.
    fn name(&self) -> Option<String> {
        let name = || self.report.files.name(self.rulebook()).to_owned();
        self.is_one_of_several.then(name)
    }
}

impl<'r> Report<'r> {
    /// Returns the report of a run that is not compared with a revision.
    #[must_use]
    pub fn of(run: &'r Run) -> Report<'r> {
        Report {
            suppressed: &run.suppressed,
            summary: Some(&run.summary),
            background: Some(Background::of(run)),
            ..Report::of_findings(&run.files, &run.findings)
        }
    }

    /// Returns a report that contains only these findings, which must be sorted.
    #[must_use]
    pub fn of_findings(files: &'r Files, findings: &'r [EncodedFinding]) -> Report<'r> {
        Report {
            files,
            findings,
            suppressed: &[],
            summary: None,
            comparison: None,
            background: None,
            parts: Vec::new(),
        }
    }

    /// Returns one part per dataset. If there is only one dataset, the part is the whole report.
    fn parts(&self) -> Vec<Part<'_>> {
        if self.parts.is_empty() {
            let files = self.files.first_id().0..self.files.next_id().0;
            return vec![Part { report: self, files, is_one_of_several: false }];
        }
        let parts = self.files.by_dataset().into_iter().zip(&self.parts);
        let parts = parts.map(|(files, report)| Part { report, files, is_one_of_several: true });
        parts.collect()
    }

    /// Returns the name of the rulebook of the finding's dataset, or `None` if there is only one dataset.
    fn dataset_of(&self, finding: &Finding) -> Option<String> {
        self.name_of_dataset(finding.dataset(self.files))
    }

    /// Returns the name of the rulebook of a dataset, by its position, if there are several.
    fn name_of_dataset(&self, position: usize) -> Option<String> {
        if self.parts.is_empty() {
            return None;
        }
        let files = self.files.by_dataset();
        let files = files.get(position)?;
        Some(self.files.name(FileId(files.start)).to_owned())
    }

    /// Returns the background of the finding's dataset, or `None` if the run ended before any check of the dataset.
    fn background_of(&self, finding: &Finding) -> Option<&Background<'r>> {
        let part = self.parts.get(finding.dataset(self.files));
        part.map_or(self.background.as_ref(), |part| part.background.as_ref())
    }

    /// Returns the title of the finding's dataset, or the name of its rulebook if it has no title. Returns `None`
    /// if there is only one dataset.
    fn dataset_title(&self, finding: &Finding) -> Option<String> {
        let name = self.dataset_of(finding)?;
        let background = self.background_of(finding);
        let title = background.and_then(|background| background.rulebook.title.clone());
        Some(title.unwrap_or(name))
    }

    /// Returns the path of the ledger of the finding's dataset, or `None` if the dataset has no ledger.
    fn ledger_of(&self, finding: &Finding) -> Option<String> {
        let background = self.background_of(finding)?;
        let ledger = &background.rulebook.ledger.as_ref()?.value;
        let rulebook = Path::new(self.files.name(background.rulebook.file));
        Some(rulebook.with_file_name(ledger).to_string_lossy().replace('\\', "/"))
    }
}

impl EncodedFinding {
    /// Returns the position, among the datasets of a report, of the one that the finding is from.
    fn dataset(&self, files: &Files) -> usize {
        self.head().place.map_or(0, |place| files.dataset_of(place.file()))
    }
}

impl Finding {
    /// Returns the index of the finding's dataset among the datasets of the report.
    fn dataset(&self, files: &Files) -> usize {
        self.primary().map_or(0, |label| files.dataset_of(label.place.file()))
    }
}

/// A report in one format.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendered {
    /// The report.
    pub text: String,
    /// Descriptions of omitted parts of the report, without a full stop at the end. A part is omitted if it
    /// exceeds a limit of the format.
    pub left_out: Vec<String>,
}

/// Renders a report. `appearance` affects only the formats for people. Printed paths are relative to the folder in
/// `start`, except in the formats for services that host repositories: their paths are relative to the root of the
/// repository. If a document changes while the report is rendered, the
/// report ends early, and [`left_out`](Rendered::left_out) contains the reason.
#[must_use]
pub fn render(
    report: &Report<'_>,
    format: Format,
    appearance: &Appearance,
    start: StartFolder<'_>,
) -> Rendered {
    let mut text = Vec::new();
    let written = write(report, format, appearance, start, &mut text);
    let text = String::from_utf8(text);
    debug_assert!(text.is_ok(), "every format writes UTF-8");
    let left_out = written.unwrap_or_else(|error| vec![error.to_string()]);
    Rendered { text: text.unwrap_or_default(), left_out }
}

/// Writes the same text that [`render`] returns, one finding at a time. Memory use does not grow with the
/// number of findings, except for Markdown, which has a size limit and is rendered completely before it is
/// written. Returns descriptions of the parts that are omitted because they exceed a limit of the format.
///
/// # Errors
///
/// Returns an error if `output` cannot be written, and [`Unfinished`] if a document changes before its
/// places are written.
pub fn write(
    report: &Report<'_>,
    format: Format,
    appearance: &Appearance,
    start: StartFolder<'_>,
    output: &mut dyn Write,
) -> io::Result<Vec<String>> {
    let locator = Locator::new(report.files, start);
    let output = &mut Guard::new(report.files, output);
    match format {
        Format::Sarif => return sarif::write(report, &locator, output),
        Format::Markdown => return write_rendered(&markdown::render(report, &locator), output),
        Format::Concise => concise::write(report, &locator, appearance, output),
        Format::Json => json::write(report, &locator, output),
        Format::JsonLines => jsonl::write(report, &locator, output),
        #[cfg(feature = "cli")]
        Format::Human => human::write(report, &locator, appearance, output),
        Format::Narrated => narrated::write(report, &locator, appearance, output),
        Format::Html => html::write(report, &locator, output),
        Format::GitHub => github::write(report, &locator, appearance, output),
        Format::GitLab => gitlab::write(report, &locator, output),
        Format::JUnit => junit::write(report, &locator, output),
        Format::Reviewdog => rdjson::write(report, &locator, output),
    }?;
    Ok(Vec::new())
}

/// Writes a report whose size is limited.
fn write_rendered(rendered: &Rendered, output: &mut dyn Write) -> io::Result<Vec<String>> {
    output.write_all(rendered.text.as_bytes())?;
    Ok(rendered.left_out.clone())
}

/// Renders the findings, one per line, in the format `concise`, without the summary.
#[must_use]
pub fn lines(files: &Files, findings: &[Finding]) -> String {
    concise::lines(findings, &Locator::new(files, StartFolder::default()))
}

/// Returns one line per finding: the file's name in the dataset, the line, the column, and the message.
#[must_use]
pub fn brief_lines(files: &Files, findings: &[Finding]) -> Vec<String> {
    let locator = Locator::new(files, StartFolder::default());
    let lines = findings.iter().map(|finding| {
        let message = one_line(&finding.message);
        let Some(label) = finding.primary() else { return message };
        let place = locator.locate(&label.place);
        let path = files.get(place.file).map(|file| one_line(&file.key)).unwrap_or_default();
        format!("{path}:{}:{}: {message}", place.start.line, place.start.column)
    });
    lines.collect()
}

/// Renders one finding for people, with an excerpt of the text around every place.
#[cfg(feature = "cli")]
#[must_use]
pub fn render_finding(files: &Files, finding: &Finding, appearance: &Appearance) -> String {
    human::finding(finding, &Locator::new(files, StartFolder::default()), appearance)
}

/// Formats a place as `file:line:column`.
#[must_use]
pub fn describe_place(files: &Files, place: &Place) -> String {
    let place = Locator::new(files, StartFolder::default()).locate(place);
    format!("{}:{}:{}", place.name, place.start.line, place.start.column)
}

/// Converts symbolic places to names, pointers and positions.
pub struct Places<'f>(Locator<'f>);

impl<'f> Places<'f> {
    /// Creates a converter for the places in some files.
    #[must_use]
    pub fn of(files: &'f Files) -> Places<'f> {
        Places(Locator::new(files, StartFolder::default()))
    }

    /// Returns the name of the file, the JSON Pointer, the position of the first character, and the position
    /// after the last character. The pointer is `None` if the place is not in a document.
    #[must_use]
    pub fn locate(&self, place: &Place) -> (String, Option<String>, [Position; 2]) {
        let located = self.0.locate(place);
        (located.name, located.pointer, [located.start, located.end])
    }
}

/// Returns the first and the last line of a place, counted from 1.
#[must_use]
pub fn lines_of(files: &Files, place: &Place) -> (usize, usize) {
    let place = Locator::new(files, StartFolder::default()).locate(place);
    (place.start.line, place.end.line)
}

/// Returns the URL of a rule kind's page, or `None` if the package names no repository.
fn page_url(kind: &str) -> Option<String> {
    let repository = env!("CARGO_PKG_REPOSITORY");
    let page = kind.replace('-', "_");
    (!repository.is_empty()).then(|| format!("{repository}/blob/main/src/rules/{page}.md"))
}

/// Describes why a finding is suppressed.
fn describe_suppression(suppression: &Suppression) -> String {
    match suppression {
        Suppression::Verdict(decision) => {
            format!("{}: {} ({}, {})", decision.outcome, decision.reason, decision.by, decision.on)
        }
        Suppression::Baseline => "it is in the baseline".to_owned(),
    }
}
