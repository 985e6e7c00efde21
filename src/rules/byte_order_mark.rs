//! `byte-order-mark`: a document that begins with U+FEFF.

use super::{Kind, Origin};
use crate::document::Document;
use crate::finding::{Anchor, Applicability, Finding, Level, Place};

pub(crate) const KIND: Kind = Kind {
    name: "byte-order-mark",
    about: "a document that begins with a byte order mark",
    level: Level::Warning,
    parameters: &[],
    origin: Origin::Standalone,
    page: include_str!("byte_order_mark.md"),
};

/// Returns a finding if the document begins with a byte order mark, otherwise `None`.
pub(crate) fn check(document: &Document, name: &str) -> Option<Finding> {
    if !document.has_byte_order_mark() {
        return None;
    }
    let (message, help) = match document.converted_from() {
        None => (
            "the document begins with a byte order mark, which JSON must not have",
            "save the file as UTF-8 without a byte order mark (RFC 8259 section 8.1)",
        ),
        Some(_) => (
            "the document begins with a byte order mark, which UTF-8 does not need",
            "save the file as UTF-8 without a byte order mark",
        ),
    };
    let finding = Finding::new(message, Anchor::new(name, "byte-order-mark"));
    let mark = Place::range(document.file(), 0..3);
    Some(finding.label(mark.clone(), "the bytes EF BB BF").help(help).suggest(
        Applicability::Safe,
        mark,
        "",
        "remove the mark",
    ))
}
