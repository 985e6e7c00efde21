//! Leaves out the edits that are in conflict with each other, or would make their document invalid.
//!
//! If a document has the same content before two passes, its edits go in a circle: they undo one another. The edits of
//! the circle are recorded while the document goes through the circle once more. Edits that are left after many passes
//! are in conflict, too. For example, one edit adds an element to a list, and another one changes it, so that the
//! element is added again.

use super::edits::Edit;
use super::{Edited, Fixing, MAX_PASSES};
use crate::disk::ContentHash;
use crate::document::Value;
use crate::engine::Run;
use crate::files::{BlockCache, Files};
use crate::finding::Suggestion;
use crate::storage::Overlay;
use crate::words::{grouped, noun};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Maximum number of values listed per document; their findings are in the report.
const MAX_LISTED: usize = 12;

/// The edits of a document that undo one another.
#[derive(Debug)]
pub(super) struct Circle {
    /// Hash of the content at the beginning and the end of the circle.
    start: ContentHash,
    /// The pointers to the values that are edited in the circle.
    values: BTreeSet<String>,
}

/// The edits that are left out, by document.
#[derive(Debug, Default)]
pub(super) struct LeftOut {
    documents: BTreeMap<String, LeftOutOfDocument>,
}

#[derive(Debug, Default)]
struct LeftOutOfDocument {
    /// The name of the document in the output.
    name: String,
    /// The pointers to the values whose edits undo each other.
    values: BTreeSet<String>,
    /// The pointers to the objects and arrays in which edits cause each other without end.
    containers: BTreeSet<String>,
    /// The keys and values whose edits would make the document invalid.
    breaking: BTreeSet<KeyOrValue>,
    /// The name of the document's format, if there are such edits.
    form: &'static str,
}

/// A pointer to a member of an object or an element of an array, and whether the key of the member is meant.
pub(super) type KeyOrValue = (String, bool);

impl LeftOut {
    /// Whether an edit is left out. `cache` is for `files`.
    pub(super) fn has(&self, files: &Files, cache: &BlockCache<'_>, edit: &Suggestion) -> bool {
        if self.documents.is_empty() {
            return false;
        }
        let place = edit.edited();
        let left_out = files.key(place.file()).and_then(|key| self.documents.get(key));
        let (Some(left_out), true) = (left_out, place.is_in_value()) else { return false };
        let is_left_out = cache.at(&(place.file(), place.start()), |value| {
            left_out.values.contains(value.pointer().as_str())
                || left_out.containers.contains(&container(value))
                || left_out.breaking.contains(&key_or_value(value))
        });
        is_left_out == Some(true)
    }

    /// Returns the lines about the edits that are left out.
    pub(super) fn lines(&self) -> impl Iterator<Item = String> {
        self.documents.values().flat_map(|of_document| {
            let LeftOutOfDocument { name, values, containers, breaking, form } = of_document;
            let noun = noun(values.len(), "value");
            let undoing = (!values.is_empty()).then(|| {
                let values = listed(values);
                format!("{name}: left out the edits of the {noun} at {values}, since they undo each other")
            });
            let endless = (!containers.is_empty()).then(|| {
                let containers = listed(containers);
                format!("{name}: left out the edits in {containers}, since edits were left after {MAX_PASSES} passes")
            });
            let breaking: BTreeSet<String> =
                breaking.iter().map(|(pointer, _)| pointer.clone()).collect();
            let breaking = (!breaking.is_empty()).then(|| {
                let (edits, they) = match breaking.len() {
                    1 => ("edit", "it"),
                    _ => ("edits", "they"),
                };
                let why = format!("since {they} would make the document invalid {form}");
                format!("{name}: left out the {edits} at {}, {why}", listed(&breaking))
            });
            undoing.into_iter().chain(endless).chain(breaking)
        })
    }

    /// Returns the left-out edits of a document, to add more to them.
    fn of_document(&mut self, key: &str, name: &str) -> &mut LeftOutOfDocument {
        let left_out = self.documents.entry(key.to_owned()).or_default();
        name.clone_into(&mut left_out.name);
        left_out
    }
}

impl Edited {
    /// Records the edits of a pass. `hash` is the hash of the content to which they will be applied. If the edits go in
    /// a circle, returns the circle once all its edits are recorded.
    pub(super) fn record_pass(
        &mut self,
        hash: ContentHash,
        edits: &[Edit],
        files: &Files,
    ) -> Option<Circle> {
        let is_known = !self.seen.insert(hash);
        if is_known && self.circle.as_ref().is_some_and(|circle| circle.start == hash) {
            return self.circle.take();
        }
        if is_known && self.circle.is_none() {
            self.circle = Some(Circle { start: hash, values: BTreeSet::new() });
        }
        if let Some(circle) = &mut self.circle {
            let pointer = |value: Value<'_>| value.pointer().into_text();
            circle.values.extend(map_edited_values(edits.iter(), files, pointer));
        }
        None
    }
}

impl Fixing<'_> {
    /// Leaves out the edits of a circle, and restarts without them. If the edits are not in values, discards all edits
    /// of the document instead.
    pub(super) fn leave_out(&mut self, key: &str, name: &str, circle: Circle) {
        let values = &mut self.left_out.of_document(key, name).values;
        let before = values.len();
        values.extend(circle.values);
        if values.len() == before {
            return self.leave_alone(key, name, "its edits undo each other");
        }
        self.restart();
    }

    /// Leaves out all edits in the objects and arrays that still have edits after many passes, and restarts without
    /// them. If the edits of a document are not in values, discards all its edits instead.
    pub(super) fn leave_out_endless(&mut self, run: &Run, edits: &BTreeMap<String, Vec<Edit>>) {
        for (key, edits) in edits {
            let Some(first) = edits.first() else { continue };
            let name = run.files.name(first.place.file());
            let containers = &mut self.left_out.of_document(key, name).containers;
            let before = containers.len();
            containers.extend(map_edited_values(edits.iter(), &run.files, container));
            if containers.len() == before {
                let reason = format!("edits were left after {MAX_PASSES} passes");
                self.leave_alone(key, name, &reason);
            }
        }
        self.restart();
    }

    /// Leaves out edits that would make their document invalid. If they are known already, or are not in values,
    /// discards all edits of the document instead.
    pub(super) fn leave_out_breaking<'e>(
        &mut self,
        (key, form): (&str, &'static str),
        edits: impl Iterator<Item = &'e Edit>,
        files: &Files,
    ) {
        let mut edits = edits.peekable();
        let Some(first) = edits.peek() else { return };
        let name = files.name(first.place.file());
        let left_out = self.left_out.of_document(key, name);
        left_out.form = form;
        let before = left_out.breaking.len();
        left_out.breaking.extend(map_edited_values(edits, files, key_or_value));
        if left_out.breaking.len() == before {
            let reason = format!("its edits would make it invalid {form}");
            self.leave_alone(key, name, &reason);
        }
    }

    /// Restores the original texts, so that the remaining edits are applied to them again.
    pub(super) fn restart(&mut self) {
        self.edited.clear();
        self.texts = Overlay::new(Arc::clone(&self.originals.data.storage));
        self.must_restart = true;
    }
}

/// Calls a function with each edited value, and returns the results.
fn map_edited_values<'e, T: Ord>(
    edits: impl Iterator<Item = &'e Edit>,
    files: &Files,
    map: impl Fn(Value<'_>) -> T,
) -> BTreeSet<T> {
    let cache = BlockCache::new(files);
    let places = edits.map(|edit| &edit.place).filter(|place| place.is_in_value());
    places.filter_map(|place| cache.at(&(place.file(), place.start()), &map)).collect()
}

/// Returns the pointer to the object or array that contains a value, or to the value if it is the whole document.
fn container(value: Value<'_>) -> String {
    value.parent().unwrap_or(value).pointer().into_text()
}

fn key_or_value(value: Value<'_>) -> KeyOrValue {
    (value.pointer().into_text(), value.is_key())
}

fn listed(pointers: &BTreeSet<String>) -> String {
    let name = |pointer: &String| match pointer.as_str() {
        "" => "the top level".to_owned(),
        pointer => pointer.to_owned(),
    };
    let list: Vec<String> = pointers.iter().take(MAX_LISTED).map(name).collect();
    let more = match pointers.len() - list.len() {
        0 => String::new(),
        more => format!(" and {} more", grouped(more)),
    };
    format!("{}{more}", list.join(", "))
}
