//! Finds the edits that undo each other, so that only they are left out.
//!
//! A document that has the same content before two passes is edited in a circle: the edits in between undo one
//! another. They are noted while the document goes through the circle once more.

use super::edits::Edit;
use super::{Edited, Fixing};
use crate::disk::ContentHash;
use crate::files::{BlockCache, Files};
use crate::finding::Place;
use crate::storage::Overlay;
use crate::words::{grouped, noun};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Maximum number of values listed per document; their findings are in the report.
const MAX_LISTED: usize = 12;

/// The edits of a document that is edited in a circle.
#[derive(Debug)]
pub(super) struct Circle {
    /// Hash of the content with which the circle begins and ends.
    start: ContentHash,
    /// The pointers to the values that are edited in the circle; `None` if one of the edits is not in a value.
    values: Option<BTreeSet<String>>,
}

/// The values whose edits undo each other, by document: pointers, and the name of the document in the output.
#[derive(Debug, Default)]
pub(super) struct LeftOut {
    values: BTreeMap<String, (String, BTreeSet<String>)>,
}

impl LeftOut {
    /// Whether the edits of the value at a place are left out. `cache` is for `files`.
    pub(super) fn has(&self, files: &Files, cache: &BlockCache<'_>, place: &Place) -> bool {
        if self.values.is_empty() {
            return false;
        }
        let values = files.key(place.file()).and_then(|key| self.values.get(key));
        values.is_some_and(|(_, values)| {
            pointer(cache, place).is_some_and(|pointer| values.contains(&pointer))
        })
    }

    /// Returns a line for each document with edits that are left out.
    pub(super) fn lines(&self) -> impl Iterator<Item = String> {
        self.values.values().filter(|(_, values)| !values.is_empty()).map(|(name, values)| {
            let noun = noun(values.len(), "value");
            let list: Vec<&str> = values.iter().take(MAX_LISTED).map(String::as_str).collect();
            let more = match values.len() - list.len() {
                0 => String::new(),
                more => format!(" and {} more", grouped(more)),
            };
            format!(
                "{name}: left out the edits of the {noun} at {}{more}, since they undo each other",
                list.join(", ")
            )
        })
    }
}

impl Edited {
    /// Notes the edits that are about to be applied to content with this hash. Returns the circle once the document
    /// has gone through it.
    pub(super) fn go_on(
        &mut self,
        was: ContentHash,
        edits: &[Edit],
        files: &Files,
    ) -> Option<Circle> {
        let is_known = !self.seen.insert(was);
        if is_known && self.circle.as_ref().is_some_and(|circle| circle.start == was) {
            return self.circle.take();
        }
        if is_known && self.circle.is_none() {
            self.circle = Some(Circle { start: was, values: Some(BTreeSet::new()) });
        }
        if let Some(circle) = &mut self.circle {
            let cache = BlockCache::new(files);
            let values: Option<BTreeSet<String>> =
                edits.iter().map(|edit| pointer(&cache, &edit.place)).collect();
            circle.values = circle.values.take().zip(values).map(|(mut all, values)| {
                all.extend(values);
                all
            });
        }
        None
    }
}

impl Fixing<'_> {
    /// Leaves out the edits of a circle, and begins anew without them; or leaves the whole document alone if it
    /// is not known which edits these are.
    pub(super) fn leave_out(&mut self, key: &str, name: &str, circle: Circle) {
        let (_, known) = self
            .left_out
            .values
            .entry(key.to_owned())
            .or_insert_with(|| (name.to_owned(), BTreeSet::new()));
        let before = known.len();
        known.extend(circle.values.into_iter().flatten());
        if known.len() == before {
            return self.leave_alone(key, name, "its edits undo each other");
        }
        self.edited.clear();
        self.texts = Overlay::new(Arc::clone(&self.originals.data.storage));
        self.begins_anew = true;
    }
}

fn pointer(cache: &BlockCache<'_>, place: &Place) -> Option<String> {
    if !place.is_in_value() {
        return None;
    }
    cache.at(&(place.file(), place.start()), |value| value.pointer().into_text())
}
