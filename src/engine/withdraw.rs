//! Withdraws findings in documents that changed, or could no longer be read, after they were read for the
//! first time.

use super::{Run, sort};
use crate::document::{FileId, SyntaxError};
use crate::finding::{EncodedFinding, Level};
use crate::rules;
use std::collections::BTreeSet;

impl Run {
    /// Removes each finding with a label or an edit in a document or snapshot that has changed since it was read, or
    /// can no longer be read: its places are no longer valid. Adds one finding that reports this. Does nothing for
    /// documents in memory.
    pub fn withdraw_changed(&mut self) {
        for large in self.documents.iter().filter_map(|file| self.files.large(*file)) {
            // The document stores the failure.
            let _ = large.check_version();
        }
        let places = self.findings.iter().flat_map(EncodedFinding::places);
        let texts: BTreeSet<FileId> = places.map(|place| place.file()).collect();
        // A text stores its failure, too.
        for file in texts {
            self.files.read_late(file);
        }
        let failed: BTreeSet<FileId> = self.files.failures().map(|(file, _)| file).collect();
        if failed.is_empty() {
            return;
        }
        let is_certain = |finding: &EncodedFinding| {
            let finding = finding.decode();
            let labels = finding.labels.iter().map(|label| &label.place);
            let edits = finding.suggestions.iter().map(|suggestion| &suggestion.place);
            labels.chain(edits).all(|place| !failed.contains(&place.file()))
        };
        self.findings.retain(is_certain);
        self.suppressed.retain(|suppressed| is_certain(&suppressed.finding));
        for (file, error) in self.files.failures() {
            let key = self.files.key(file).unwrap_or_default();
            let finding = rules::syntax::finding(&SyntaxError::unread(error), file, key);
            self.findings.push(finding.built_in(rules::syntax::KIND.name, Level::Error).into());
            let is_document = self.files.is_document(file);
            if is_document && !self.summary.not_json.iter().any(|known| known == key) {
                self.summary.not_json.push(key.to_owned());
            }
        }
        sort(&mut self.findings, &self.files);
        self.summary.count_findings(&self.findings);
    }
}
