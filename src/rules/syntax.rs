//! `syntax`: a document that is not JSON.

use super::{Kind, Origin};
use crate::document::Document;
use crate::finding::{Anchor, Finding, Level, Place};

pub(super) const KIND: Kind = Kind {
    name: "syntax",
    about: "a document that is not JSON (RFC 8259)",
    level: Level::Error,
    parameters: &[],
    origin: Origin::Reading,
    page: include_str!("syntax.md"),
};

/// The document's syntax error, if it has one; `name` is how the dataset calls the document.
pub(crate) fn check(document: &Document, name: &str) -> Option<Finding> {
    let error = document.syntax_error()?;
    let place = Place::range(document.file(), error.range.clone());
    let mut finding =
        Finding::new(error.message(), Anchor::new(name, "syntax")).label(place, error.label());
    if let Some(opened) = &error.opened {
        finding = finding.label(Place::range(document.file(), opened.clone()), "opened here");
    }
    finding.help = error.help();
    Some(finding.rests_on(name, "syntax", error.message()))
}
