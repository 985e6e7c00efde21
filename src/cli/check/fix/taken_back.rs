//! Takes back safe edits that would cause findings, and marks them as unsafe. An edit is the cause of
//! a finding only if the rule could already check the values before the edit.

use super::Fixing;
use crate::comparison::{Side, Since, compare, name_of};
use crate::document::Value;
use crate::engine::Run;
use crate::files::{BlockCache, Files};
use crate::finding::{Applicability, Change, Finding, Place, Suggestion, decoded};
use crate::report;
use crate::rulebook::Rulebook;
use crate::rules::schema;
use crate::storage::Overlay;
use std::collections::{BTreeSet, HashSet};
use std::ops::Range;
use std::sync::Arc;

/// Maximum number of rounds in which single edits are taken back. After that, all edits of the affected
/// documents are taken back.
const MAX_ROUNDS: usize = 8;

/// The edits that were taken back.
#[derive(Debug, Default)]
pub(super) struct TakenBack {
    /// The values whose edits are taken back. Each is identified by the document's key and by the value's position in
    /// the document, which safe edits do not change.
    values: BTreeSet<(String, u32)>,
    /// One line per finding that the edits would have caused.
    pub(super) would_be_caused: String,
    rounds: usize,
}

impl TakenBack {
    /// Whether the edit of the value at a place was taken back.
    pub(super) fn has(&self, files: &Files, place: &Place) -> bool {
        let value = || Some((files.key(place.file())?.to_owned(), positions(files, place)?.start));
        !self.values.is_empty() && value().is_some_and(|value| self.values.contains(&value))
    }
}

/// Returns the positions of the value at a place and of all values in it. Returns `None` if its document is
/// read in blocks.
pub(super) fn positions(files: &Files, place: &Place) -> Option<Range<u32>> {
    if !place.is_in_value() || files.in_parts(place.file()).is_some() {
        return None;
    }
    let value = files.document(place.file())?.value_at(place.start());
    value.map(|value: Value<'_>| value.positions())
}

impl Fixing<'_> {
    /// Takes back the safe edits that caused findings. Returns whether there are any; all documents then have
    /// their original text again, and the remaining edits must be applied again.
    pub(super) fn take_back(&mut self, first: &Run, last: &Run) -> bool {
        if !self.options.takes_back || self.edited.is_empty() {
            return false;
        }
        let is_caused = |finding: &Finding| {
            matches!(finding.change.as_deref(), Some(Change::New(_)))
                && first.summary.could_report(&name_of(finding, &last.files))
                && judges_values_as_written(finding, &last.rulebook)
        };
        let caused: Vec<Finding> = after_edits(first, last).into_iter().filter(is_caused).collect();
        if caused.is_empty() {
            return false;
        }
        for finding in &caused {
            if self.taken_back.rounds == MAX_ROUNDS || !self.take_back_values(finding, &last.files)
            {
                self.leave_documents_alone(finding, &last.files);
            }
        }
        self.taken_back.rounds += 1;
        self.taken_back.would_be_caused.push_str(&report::lines(&last.files, &caused));
        self.edited.clear();
        self.texts = Overlay::new(Arc::clone(&self.originals.data.storage));
        true
    }

    /// Takes back the edits of the values that a finding is about, or, if there are none, the edits in its records.
    /// Returns whether there are any, even if they were already taken back because of another finding.
    fn take_back_values(&mut self, finding: &Finding, files: &Files) -> bool {
        let labels = finding.labels.iter().map(|label| &label.place);
        let records = finding.record.iter().chain(&finding.others);
        for places in [labels.collect::<Vec<_>>(), records.collect()] {
            let mut has_edits = false;
            for place in places {
                let (Some(key), Some(range)) = (files.key(place.file()), positions(files, place))
                else {
                    continue;
                };
                let edited = self.edited.get(key).map(|edited| edited.values.range(range));
                for value in edited.into_iter().flatten() {
                    has_edits = true;
                    self.taken_back.values.insert((key.to_owned(), *value));
                }
            }
            if has_edits {
                return true;
            }
        }
        false
    }

    /// Discards all edits of the documents that contain the finding's places. If none of these documents was edited,
    /// discards the edits of all documents.
    fn leave_documents_alone(&mut self, finding: &Finding, files: &Files) {
        let keys = finding.labels.iter().filter_map(|label| files.key(label.place.file()));
        let mut keys: BTreeSet<String> =
            keys.filter(|key| self.edited.contains_key(*key)).map(str::to_owned).collect();
        if keys.is_empty() {
            keys = self.edited.keys().cloned().collect();
        }
        for key in keys {
            if let Some(name) = self.edited.get(&key).map(|edited| edited.name.clone()) {
                self.leave_alone(&key, &name, "its edits would cause a finding");
            }
        }
    }

    /// Marks the edits that were taken back or left out as unsafe in the findings of a run.
    pub(super) fn mark_taken_back(&self, run: &mut Run) {
        let cache = BlockCache::new(&run.files);
        let is_left_out = |edit: &&mut Suggestion| {
            self.taken_back.has(&run.files, edit.edited())
                || self.left_out.has(&run.files, &cache, edit)
        };
        for finding in run.findings.iter_mut().filter(|finding| finding.concerns_edits()) {
            finding.update(|finding| {
                for edit in finding.suggestions.iter_mut().filter(is_left_out) {
                    edit.applicability = Applicability::Unsafe;
                }
            });
        }
    }
}

/// Returns the findings of the last run that are new or changed since the first run. If an edited value is part of
/// the anchor of a finding, the finding gets another fingerprint, but is the same finding. Therefore, a new finding
/// is left out if a finding of the same rule about the same value is in the first run, but not in the last run.
pub(super) fn after_edits(first: &Run, last: &Run) -> Vec<Finding> {
    let comparison = compare(Since::default(), Some(&Side::of(first)), &Side::of(last));
    let resolved = decoded(&comparison.resolved);
    let renamed: HashSet<_> =
        resolved.filter_map(|finding| subject(&finding, &first.files)).collect();
    let is_renamed = |finding: &Finding| {
        matches!(finding.change.as_deref(), Some(Change::New(_)))
            && subject(finding, &last.files).is_some_and(|subject| renamed.contains(&subject))
    };
    decoded(&comparison.open).filter(|finding| !is_renamed(finding)).collect()
}

/// Returns the subject of a finding: its rule, the key of its document, and the position of the value in the
/// document. Returns `None` if the document is read in blocks.
fn subject(finding: &Finding, files: &Files) -> Option<(String, String, u32)> {
    let place = &finding.labels.first()?.place;
    let position = positions(files, place)?.start;
    Some((finding.rule.clone(), files.key(place.file())?.to_owned(), position))
}

/// Whether the rule of a finding checks values as written, without looking up records by their ids. A rule that looks
/// up records cannot check a record whose id is unknown. If such a rule reports a record after an edit has corrected
/// its id, the edit did not cause the mistake.
fn judges_values_as_written(finding: &Finding, rulebook: &Rulebook) -> bool {
    let Some(entry) = rulebook.rule(&finding.rule) else {
        return finding.kind == schema::KIND.name;
    };
    let mut parameters = entry.kind.parameters.iter();
    let needs_ids = parameters.any(|parameter| parameter.required && parameter.needs_ids);
    let declared = &entry.rule.declaration().lookups;
    !needs_ids && declared.iter().all(|lookup| lookup.collection_by_id().is_none())
}
