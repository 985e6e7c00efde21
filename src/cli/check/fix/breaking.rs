//! Finds the edits that would make a document invalid, so that the others can be made.

use super::Fixing;
use super::edits::{Edit, apply};
use crate::document::{Document, FileId, Form};
use crate::engine::Run;
use std::collections::BTreeMap;

impl Fixing<'_> {
    /// Leaves out the edits of a pass that have made a document invalid, and restarts without them. Returns whether
    /// there are any. A document that is read in blocks is not looked at. `before` is the run whose edits were applied.
    pub(super) fn leave_out_of_broken(
        &mut self,
        before: &Run,
        edits: &BTreeMap<String, Vec<Edit>>,
        after: &Run,
    ) -> bool {
        let mut is_any = false;
        for (key, edits) in edits {
            let old = edits.first().and_then(|edit| before.files.document(edit.place.file()));
            let new = after.files.iter().find(|(_, file)| file.key == *key);
            let new = new.and_then(|(file, _)| after.files.document(file));
            let (Some(old), Some(new)) = (old, new) else { continue };
            if !is_worse(old, new) {
                continue;
            }
            let (form, limits) = (form_of(old), after.rulebook.limits);
            let is_sound = |edits: &[Edit]| {
                let text = apply(old.text_of_file().as_bytes(), edits);
                text.is_some_and(|text| {
                    !is_worse(old, &Document::parse_as(form, FileId::UNLISTED, text, limits))
                })
            };
            let breaking = breaking(edits, &is_sound).into_iter();
            self.leave_out_breaking((key, form.name()), breaking, &before.files);
            is_any = true;
        }
        if is_any {
            self.restart();
        }
        is_any
    }
}

/// Whether less of a document can be read than before.
fn is_worse(before: &Document, after: &Document) -> bool {
    let is_unread = |document: &Document| document.fatal_error().is_some();
    is_unread(after) && !is_unread(before)
        || after.broken_lines().len() > before.broken_lines().len()
}

/// Returns the format in which a document is written.
fn form_of(document: &Document) -> Form {
    document.converted_from().unwrap_or_else(|| document.form())
}

/// Returns the edits of a document that make it invalid, or none if the document is valid after all of them. If it
/// becomes invalid only by several edits together, returns all of these.
fn breaking<'e>(edits: &'e [Edit], is_sound: &dyn Fn(&[Edit]) -> bool) -> Vec<&'e Edit> {
    if is_sound(edits) {
        return Vec::new();
    }
    let (first, rest) = edits.split_at(edits.len() / 2);
    if first.is_empty() {
        return rest.iter().collect();
    }
    let mut found = breaking(first, is_sound);
    found.extend(breaking(rest, is_sound));
    if found.is_empty() { edits.iter().collect() } else { found }
}
