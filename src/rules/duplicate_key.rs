//! `duplicate-key`: an object with the same key twice.

use super::{Kind, Origin};
use crate::document::{Document, Unreliable};
use crate::finding::{Anchor, Finding, Level, Place};

pub(crate) const KIND: Kind = Kind {
    name: "duplicate-key",
    about: "an object with the same key twice",
    level: Level::Error,
    parameters: &[],
    origin: Origin::Standalone,
    page: include_str!("duplicate_key.md"),
};

/// Returns the values of repeated keys, which are ambiguous.
pub(crate) fn unreliable(document: &Document) -> impl Iterator<Item = Unreliable<'_>> {
    let offsets = document.duplicate_keys().iter().flat_map(|keys| [keys.first, keys.again]);
    offsets.filter_map(|offset| document.value_at(offset)).map(Unreliable::Value)
}

/// Returns a finding for each repeated key of an object.
pub(crate) fn check(document: &Document, name: &str) -> Vec<Finding> {
    let help = match document.converted_from() {
        None => "JSON does not define which value counts: keep one of them",
        Some(_) => "keep one of them",
    };
    let duplicates = document.duplicate_keys().iter().filter_map(|duplicate| {
        let first = document.value_at(duplicate.first)?;
        let again = document.value_at(duplicate.again)?;
        let key = again.as_str()?;
        let finding = Finding::new(
            format!("the key `{key}` occurs twice in one object"),
            Anchor::new(name, "key"),
        );
        Some(
            finding
                .label(Place::of(again), "again here")
                .label(Place::of(first), "first here")
                .help(help)
                .rests_on(name, "key", key),
        )
    });
    duplicates.collect()
}
