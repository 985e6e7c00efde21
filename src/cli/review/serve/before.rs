//! Keeps the documents as they were before an edit, so that the edit can be undone.

use super::super::super::context::Stop;
use super::super::refusal::refuse;
use super::super::session::Target;
use crate::disk::{ContentHash, ReplaceError, Replacement, Replacements, hash_of, system_path};
use crate::engine::Run;
use crate::finding::{Finding, Place, Suggestion};
use std::collections::BTreeSet;

/// A document as it was before an edit.
pub(super) struct Before {
    /// The name of the document in messages.
    name: String,
    /// The path of the document relative to the rulebook's folder.
    key: String,
    text: Vec<u8>,
    /// The hash of the document after the edit.
    edited_hash: ContentHash,
}

impl Before {
    /// Reads the documents that the edits of a finding change.
    ///
    /// # Errors
    /// A document cannot be read.
    pub(super) fn read(finding: &Finding, run: &Run, target: &Target) -> Result<Vec<Before>, Stop> {
        let edited = finding.suggestions.iter().map(Suggestion::edited);
        let files: BTreeSet<_> = edited.map(Place::file).collect();
        let documents = files.into_iter().filter_map(|file| {
            Some((run.files.name(file).to_owned(), run.files.key(file)?.to_owned()))
        });
        let read = documents.map(|(name, key)| {
            let text = read(&name, &key, target)?;
            Ok(Before { edited_hash: hash_of(&text), name, key, text })
        });
        read.collect()
    }

    /// Records the hash of the document after the edit.
    ///
    /// # Errors
    /// The document cannot be read.
    pub(super) fn record_edited(&mut self, target: &Target) -> Result<(), Stop> {
        self.edited_hash = hash_of(&read(&self.name, &self.key, target)?);
        Ok(())
    }
}

fn read(name: &str, key: &str, target: &Target) -> Result<Vec<u8>, Stop> {
    let read = target.folders.data.read(key);
    read.map_err(|error| refuse(&format!("cannot read {name}: {}", error.reason)))
}

/// Restores documents, either all or none.
///
/// # Errors
/// A document has changed since the edit, or cannot be written.
pub(super) fn restore(documents: &[Before], target: &Target) -> Result<(), Stop> {
    let mut replacements = Replacements::new();
    let folder = target.folder();
    for Before { name, key, text, edited_hash } in documents {
        let expected = *edited_hash;
        let replacement =
            Replacement { name, path: &folder.join(system_path(key)), expected, text };
        replacements.prepare(&target.root, &replacement).map_err(|error| match error {
            ReplaceError::Changed => refuse(&format!(
                "{name} has changed since the edit; nothing was undone: change it by hand"
            )),
            ReplaceError::Failed(reason) => {
                refuse(&format!("cannot write {name}: {reason}; nothing was undone"))
            }
        })?;
    }
    Ok(replacements.finish(|_| ())?)
}
