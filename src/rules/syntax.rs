//! `syntax`: a document that cannot be parsed.

use super::{Kind, Origin};
use crate::document::{Document, FileId, SyntaxError};
use crate::finding::{Anchor, Finding, Level, Place};

pub(crate) const KIND: Kind = Kind {
    name: "syntax",
    about: "a document that cannot be parsed",
    level: Level::Error,
    parameters: &[],
    origin: Origin::Standalone,
    page: include_str!("syntax.md"),
};

/// Returns a finding for each line of JSON Lines that is not JSON. `name` is the dataset's name for the
/// document.
pub(crate) fn check_lines(document: &Document, name: &str) -> Vec<Finding> {
    let errors = document.broken_lines().iter().map(|error| document.in_file(error));
    errors.map(|error| finding(&error, document.file(), name)).collect()
}

/// Returns the finding for the document's syntax error, or `None` if it has none. `name` is the dataset's
/// name for the document.
pub(crate) fn check(document: &Document, name: &str) -> Option<Finding> {
    Some(finding(document.syntax_error()?, document.file(), name))
}

/// The help for a syntax error in a document whose format does not follow from its name.
const READ_AS_JSON: &str = "read as JSON because of its name: YAML ends in `.yaml` or `.yml`, Markdown in `.md`, tables in `.csv` or `.tsv`";

/// Whether a document is read as JSON because no other format has its file extension.
fn is_guessed(name: &str) -> bool {
    const KNOWN: [&str; 7] = ["jsonl", "ndjson", "yaml", "yml", "md", "csv", "tsv"];
    let stem = name.rsplit('/').next().unwrap_or(name).to_ascii_lowercase();
    let extension = stem.rsplit_once('.').map_or("", |(_, extension)| extension);
    !extension.contains("json") && !KNOWN.contains(&extension)
}

/// Returns the finding for a syntax error. `name` is the dataset's name for the document.
pub(crate) fn finding(error: &SyntaxError, file: FileId, name: &str) -> Finding {
    let place = match error.is_unread() {
        true => Place::File(file),
        false => Place::range(file, error.range.clone()),
    };
    let mut finding =
        Finding::new(error.message(), Anchor::new(name, "syntax")).label(place, error.label());
    if let Some(opened) = &error.opened {
        finding = finding.label(Place::range(file, opened.clone()), "opened here");
    }
    let guessed = Some(READ_AS_JSON.to_owned()).filter(|_| is_guessed(name) && !error.is_unread());
    let help: Vec<String> = error.help().into_iter().chain(guessed).collect();
    finding.help = Some(help.join("; ")).filter(|help| !help.is_empty());
    finding.rests_on(name, "syntax", error.message())
}
