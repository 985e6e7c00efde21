//! Visiting records in parallel, and settling what was kept of them.

use super::documents::{CheckedDocument, Values};
use super::records::{Kept, Records, paths_to_elements, records_of_part};
use crate::dataset::Dataset;
use crate::document::FileId;
use crate::parameters::CollectionDefinition;
use crate::rule::{Lookups, Record, SharedKeys, Work};
use crate::rulebook::RuleEntry;
use rayon::prelude::*;
use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

/// So many records are visited before a thread looks for new work.
const RECORDS_PER_TASK: usize = 512;

/// What is visited, and by which rules.
pub(super) struct Visits<'v, 'r, 'a> {
    pub(super) dataset: &'a Dataset,
    pub(super) checked: &'a [CheckedDocument<'a>],
    pub(super) records: &'v Records<'a>,
    pub(super) rules: &'v [&'r RuleEntry],
    pub(super) lookups: &'v Lookups<'a>,
    /// The keys that records share, by the positions of the rules that compare by key.
    pub(super) shared: BTreeMap<usize, SharedKeys>,
}

/// The keys that records share, in whatever document, by the positions of the rules that compare by key.
pub(super) fn shared_keys(
    rules: &[&RuleEntry],
    records: &Records<'_>,
    checked: &[CheckedDocument<'_>],
) -> BTreeMap<usize, SharedKeys> {
    let comparing =
        rules.par_iter().enumerate().filter(|(_, entry)| entry.rule.any_compares_by_key());
    let shared = comparing.map(|(position, entry)| {
        let in_memory = records.in_memory(&entry.rule.any_selection().collection);
        let mut keys = entry.keys(in_memory);
        for in_blocks in checked.iter().filter_map(|checked| checked.keys.get(entry.id.as_str())) {
            keys.merge(in_blocks);
        }
        (position, keys.shared())
    });
    shared.collect()
}

/// What one rule gave in one place: the rule's position, the place, and the work.
type Given = (usize, (FileId, usize), Work);

impl<'r, 'a> Visits<'_, 'r, 'a> {
    /// Every rule with all that it gave, in the order of the rules; and the documents that are not what
    /// they were when they were first read.
    pub(super) fn visit_and_settle(&self) -> (Vec<(&'r RuleEntry, Work)>, Vec<FileId>) {
        let mut given = self.in_memory();
        let mut changed = Vec::new();
        for checked in self.checked {
            let Values::Blocks(kept) = &checked.values else { continue };
            given.par_extend(kept.par_iter().flat_map_iter(|part| self.part(part)));
            match self.read_again(checked.to_check.file, kept) {
                Some(visits) => given.extend(visits),
                None => changed.push(checked.to_check.file),
            }
        }
        // The sort is stable: what stands in one block stays in order.
        given.sort_by_key(|(_, place, _)| *place);
        let mut parts: Vec<Vec<Work>> = self.rules.iter().map(|_| Vec::new()).collect();
        for (position, _, work) in given {
            if let Some(parts) = parts.get_mut(position) {
                parts.push(work);
            }
        }
        let settled = self
            .rules
            .par_iter()
            .zip(parts)
            .map(|(entry, parts)| (*entry, entry.rule.any_settle(parts, self.lookups)));
        (settled.collect(), changed)
    }

    /// The rules that visit each collection, by their positions.
    fn visitors(&self) -> BTreeMap<&str, Vec<usize>> {
        let mut by_collection: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (position, entry) in self.rules.iter().enumerate() {
            let collection = entry.rule.any_selection().collection.as_str();
            by_collection.entry(collection).or_default().push(position);
        }
        by_collection
    }

    fn in_memory(&self) -> Vec<Given> {
        let mut given = Vec::new();
        for (collection, positions) in self.visitors() {
            let chunks = self.records.in_memory(collection).par_chunks(RECORDS_PER_TASK);
            let tasks = chunks.flat_map_iter(|chunk| self.visit(&positions, chunk));
            given.par_extend(tasks);
        }
        given
    }

    /// Visits those parts of a document that are not kept: they are read again. Nothing where the
    /// document is not what it was.
    fn read_again(&self, file: FileId, kept: &[Kept]) -> Option<Vec<Given>> {
        let large = self.dataset.files.large(file)?;
        let known: HashSet<usize> = kept.iter().map(|part| part.document.offset()).collect();
        let parts = large.parts().into_par_iter().filter(|place| {
            !known.contains(&place.range.start) && self.has_visitors(file, place.array().as_deref())
        });
        let given = parts.map(|place| {
            let document = large.read_part(place);
            self.dataset.progress.add(place.range.len());
            let is_sound = document.syntax_error().is_none();
            let part =
                Kept { document: Arc::new(document), array: place.array(), is_outline: false };
            is_sound.then(|| self.part(&part))
        });
        let given = given.collect::<Option<Vec<_>>>().filter(|_| !large.has_changed());
        given.map(|given| given.into_iter().flatten().collect())
    }

    /// Whether a rule visits elements of an array, or lines, of a document.
    fn has_visitors(&self, file: FileId, array: Option<&str>) -> bool {
        let mut collections = self.visitors().into_keys();
        collections.any(|name| {
            self.collection_in(file, name)
                .is_some_and(|collection| paths_to_elements(collection, array).next().is_some())
        })
    }

    /// A collection that may have records in a document.
    fn collection_in(&self, file: FileId, name: &str) -> Option<&'a CollectionDefinition> {
        let key = &self.dataset.files.get(file)?.key;
        let mut collections = self.dataset.rulebook.collections.iter();
        collections.find(|known| known.name == name && known.is_in(key))
    }

    /// Visits the records of a part of a document. Those of the outline may stand around the parts of
    /// others, and are visited one by one.
    fn part(&self, part: &Kept) -> Vec<Given> {
        let at_once = if part.is_outline { 1 } else { usize::MAX };
        let mut given = Vec::new();
        for (collection, positions) in self.visitors() {
            let collection = self.collection_in(part.document.file(), collection);
            let records = collection.map(|collection| records_of_part(collection, part));
            for chunk in records.unwrap_or_default().chunks(at_once) {
                given.extend(self.visit(&positions, chunk));
            }
        }
        given
    }

    /// Visits records, which stand next to one another, with the rules at some positions.
    fn visit(&self, positions: &[usize], records: &[Record<'_>]) -> Vec<Given> {
        let place = records
            .first()
            .map(|record| (record.value.document().file(), record.value.span().start));
        let Some(place) = place else { return Vec::new() };
        let given = positions.iter().filter_map(|position| {
            let work = self.visit_with(self.rules.get(*position)?, *position, records);
            Some((*position, place, work))
        });
        given.collect()
    }

    fn visit_with(&self, entry: &RuleEntry, position: usize, records: &[Record<'_>]) -> Work {
        let mut work = entry.rule.any_start();
        let (selection, shared) = (entry.rule.any_selection(), self.shared.get(&position));
        for record in records.iter().filter(|record| selection.includes(record.value)) {
            work.had_work = work.had_work || entry.has_work(record.value);
            if entry.is_to_see(record, shared) {
                entry.rule.any_visit(record, self.lookups, &mut work);
            }
        }
        work
    }
}
