//! Finds the edits that are in conflict with each other, so that only they are left out.
//!
//! A document that has the same content before two passes is edited in a circle: the edits in between undo one
//! another. They are noted while the document goes through the circle once more. Edits that are left after many passes
//! are in conflict, too. For example, each adds an element to a list, since another one changes the element before.

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

/// The edits of a document that is edited in a circle.
#[derive(Debug)]
pub(super) struct Circle {
    /// Hash of the content with which the circle begins and ends.
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
}

impl LeftOut {
    /// Whether an edit is left out. `cache` is for `files`.
    pub(super) fn has(&self, files: &Files, cache: &BlockCache<'_>, edit: &Suggestion) -> bool {
        if self.documents.is_empty() {
            return false;
        }
        let place = edit.edited();
        let of_document = files.key(place.file()).and_then(|key| self.documents.get(key));
        let (Some(of_document), true) = (of_document, place.is_in_value()) else { return false };
        let is_left_out = cache.at(&(place.file(), place.start()), |value| {
            of_document.values.contains(value.pointer().as_str())
                || of_document.containers.contains(&container(value))
        });
        is_left_out == Some(true)
    }

    /// Returns the lines about the edits that are left out.
    pub(super) fn lines(&self) -> impl Iterator<Item = String> {
        self.documents.values().flat_map(|LeftOutOfDocument { name, values, containers }| {
            let noun = noun(values.len(), "value");
            let undoing = (!values.is_empty()).then(|| {
                let values = listed(values);
                format!("{name}: left out the edits of the {noun} at {values}, since they undo each other")
            });
            let endless = (!containers.is_empty()).then(|| {
                let containers = listed(containers);
                let why = format!("since edits were left after {MAX_PASSES} passes");
                format!("{name}: left out the edits in {containers}, {why}")
            });
            undoing.into_iter().chain(endless)
        })
    }

    fn of_document(&mut self, key: &str, name: &str) -> &mut LeftOutOfDocument {
        let of_document = self.documents.entry(key.to_owned()).or_default();
        name.clone_into(&mut of_document.name);
        of_document
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
            self.circle = Some(Circle { start: was, values: BTreeSet::new() });
        }
        if let Some(circle) = &mut self.circle {
            let pointer = |value: Value<'_>| value.pointer().into_text();
            circle.values.extend(of_edited(edits, files, pointer));
        }
        None
    }
}

impl Fixing<'_> {
    /// Leaves out the edits of a circle, and begins anew without them; or leaves the whole document alone if they are
    /// not in values.
    pub(super) fn leave_out(&mut self, key: &str, name: &str, circle: Circle) {
        let known = &mut self.left_out.of_document(key, name).values;
        let before = known.len();
        known.extend(circle.values);
        if known.len() == before {
            return self.leave_alone(key, name, "its edits undo each other");
        }
        self.begin_anew();
    }

    /// Leaves out all edits in the objects and arrays that still have edits after many passes, and begins anew without
    /// them; or leaves a whole document alone if its edits are not in values.
    pub(super) fn leave_out_endless(&mut self, run: &Run, edits: &BTreeMap<String, Vec<Edit>>) {
        for (key, edits) in edits {
            let Some(first) = edits.first() else { continue };
            let name = run.files.name(first.place.file());
            let known = &mut self.left_out.of_document(key, name).containers;
            let before = known.len();
            known.extend(of_edited(edits, &run.files, container));
            if known.len() == before {
                let reason = format!("edits were left after {MAX_PASSES} passes");
                self.leave_alone(key, name, &reason);
            }
        }
        self.begin_anew();
    }

    fn begin_anew(&mut self) {
        self.edited.clear();
        self.texts = Overlay::new(Arc::clone(&self.originals.data.storage));
        self.begins_anew = true;
    }
}

/// Calls a function with each edited value, and returns the results.
fn of_edited(edits: &[Edit], files: &Files, see: impl Fn(Value<'_>) -> String) -> BTreeSet<String> {
    let cache = BlockCache::new(files);
    let in_values = edits.iter().map(|edit| &edit.place).filter(|place| place.is_in_value());
    in_values.filter_map(|place| cache.at(&(place.file(), place.start()), &see)).collect()
}

/// Returns the pointer to the object or array that contains a value, or to the value if it is the whole document.
fn container(value: Value<'_>) -> String {
    value.parent().unwrap_or(value).pointer().into_text()
}

fn listed(pointers: &BTreeSet<String>) -> String {
    let in_words = |pointer: &String| match pointer.as_str() {
        "" => "the top level".to_owned(),
        pointer => pointer.to_owned(),
    };
    let list: Vec<String> = pointers.iter().take(MAX_LISTED).map(in_words).collect();
    let more = match pointers.len() - list.len() {
        0 => String::new(),
        more => format!(" and {} more", grouped(more)),
    };
    format!("{}{more}", list.join(", "))
}
