//! Reports arguments of the rulebook that select nothing, and documents that no collection reads. Without
//! such a report, a rule that checks nothing would look like a rule without findings.
//!
//! Each argument that should select something is a [`Probe`]. It is tried on records until it selects
//! something. Each name and text in the rulebook must occur in a document or a schema ([`Words`]).

mod files;
mod near;
mod report;
mod words;

use super::records::{Records, StreamedBlock, paths_to_elements};
use crate::dataset::Dataset;
use crate::document::{Document, FileId, Value};
use crate::finding::{Finding, Level};
use crate::parameters::{CollectionDefinition, Expectations, Probe};
use crate::path::{self, Path};
use crate::rule::Record;
use crate::rulebook::RuleEntry;
use crate::rules::idle::KIND;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use words::Words;

/// The probes and words of a rulebook, each with a flag for whether it has been found.
pub(super) struct Watch<'a> {
    dataset: &'a Dataset,
    /// The level that the rulebook sets for the kind `idle`. If `None`, each finding has its own level.
    level: Option<Level>,
    is_off: bool,
    words: Words<'a>,
    probes: Vec<Watched<'a>>,
    /// For each collection, the positions of the probes that its records may satisfy.
    by_collection: BTreeMap<&'a str, Vec<usize>>,
    /// The paths of collections with several paths.
    paths: Vec<WatchedPath<'a>>,
    /// For each document, whether any collection reads something in it.
    is_read: BTreeMap<FileId, AtomicBool>,
}

/// The part of the rulebook that an expectation belongs to.
#[derive(Clone, Copy)]
enum Owner<'a> {
    Rule(&'a RuleEntry),
    Collection(&'a CollectionDefinition),
    Model,
}

struct Watched<'a> {
    owner: usize,
    probe: &'a Probe,
    has_found: AtomicBool,
}

struct WatchedPath<'a> {
    collection: &'a CollectionDefinition,
    position: usize,
    path: &'a Path,
    has_found: AtomicBool,
}

/// The flags of a watch, in the order of the rulebook.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Seen {
    words: Vec<bool>,
    probes: Vec<bool>,
    paths: Vec<bool>,
    documents: Vec<bool>,
}

impl<'a> Watch<'a> {
    /// Returns the flags of everything that has been found so far.
    pub(super) fn seen(&self) -> Seen {
        let values = |flags: Vec<&AtomicBool>| {
            flags.into_iter().map(|flag| flag.load(Ordering::Relaxed)).collect()
        };
        let [words, probes, paths, documents] = self.flags().map(values);
        Seen { words, probes, paths, documents }
    }

    /// Adds the flags of another watch, which must have the same rulebook and the same documents.
    pub(super) fn add(&self, seen: &Seen) {
        let Seen { words, probes, paths, documents } = seen;
        for (flags, found) in self.flags().into_iter().zip([words, probes, paths, documents]) {
            for (flag, _) in flags.into_iter().zip(found).filter(|(_, found)| **found) {
                flag.store(true, Ordering::Relaxed);
            }
        }
    }

    /// Returns the flags of all words, probes, paths and documents. A flag is `true` if its item has been
    /// found.
    fn flags(&self) -> [Vec<&AtomicBool>; 4] {
        [
            self.words.flags().collect(),
            self.probes.iter().map(|probe| &probe.has_found).collect(),
            self.paths.iter().map(|path| &path.has_found).collect(),
            self.is_read.values().collect(),
        ]
    }

    /// Collects the expectations of a dataset's rulebook.
    pub(super) fn new(dataset: &'a Dataset) -> Watch<'a> {
        let level = dataset.rulebook.levels.get(KIND.name).copied();
        let is_off = level == Some(Level::Off);
        let owners = if is_off { Vec::new() } else { owners(dataset) };
        let expectations = || owners.iter().map(|owner| owner.expectations(dataset));
        let mentions = expectations().flat_map(|expected| &expected.mentions);
        let words = Words::new(mentions.map(|written| &written.mention), &dataset.vocabulary);
        let probes: Vec<Watched<'a>> = expectations()
            .enumerate()
            .flat_map(|(owner, expected)| expected.probes.iter().map(move |probe| (owner, probe)))
            .map(|(owner, probe)| Watched { owner, probe, has_found: AtomicBool::new(false) })
            .collect();
        let mut by_collection: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (position, watched) in probes.iter().enumerate() {
            for collection in &watched.probe.collections {
                by_collection.entry(collection).or_default().push(position);
            }
        }
        let paths = if is_off { Vec::new() } else { paths(dataset) };
        let is_read = files::none_read(dataset.documents.iter().map(|document| document.file));
        Watch { dataset, level, is_off, words, probes, by_collection, paths, is_read }
    }

    /// Searches a document that was read as a whole. The document may or may not be JSON.
    pub(super) fn whole(&self, document: &'a Document) {
        if self.is_off {
            return;
        }
        self.words.search(document);
        // The content of text that is not JSON is unknown, so a collection might read it.
        let has_unknown = document.root().is_none() || !document.broken_lines().is_empty();
        if has_unknown {
            self.reads(document.file());
        }
        let Some(root) = document.root() else { return };
        let key = self.dataset.files.key(document.file()).unwrap_or_default();
        for watched in self.paths.iter().filter(|watched| watched.collection.is_in(key)) {
            watched.look(|path| path.first(root).is_some());
        }
        let collections = self.dataset.rulebook.collections.iter();
        let paths = collections.filter(|known| known.is_in(key)).flat_map(|known| &known.select);
        if paths.into_iter().any(|path| path.reads(root)) {
            self.reads(document.file());
        }
    }

    fn reads(&self, file: FileId) {
        if let Some(is_read) = self.is_read.get(&file) {
            is_read.store(true, Ordering::Relaxed);
        }
    }

    /// Searches a block of a streamed document. `found` contains the records of each collection in the block.
    pub(super) fn part(&self, part: &StreamedBlock, found: &[Vec<Record<'_>>]) {
        if self.is_off {
            return;
        }
        self.words.search(&part.document);
        let key = self.dataset.files.key(part.document.file()).unwrap_or_default();
        let has_unknown = !part.document.broken_lines().is_empty();
        let mut own = self.dataset.rulebook.collections.iter().filter(|known| known.is_in(key));
        if has_unknown || own.any(|collection| reads_in(collection, part)) {
            self.reads(part.document.file());
        }
        let collections = &self.dataset.rulebook.collections;
        for (collection, records) in collections.iter().zip(found) {
            self.records(&collection.name, records);
        }
        let Some(root) = part.document.root() else { return };
        for watched in self.paths.iter().filter(|watched| watched.collection.is_in(key)) {
            watched.look(|path| selects_in(path, watched.collection, part, root));
        }
    }

    /// Tries the probes on records of a collection.
    fn records(&self, collection: &str, records: &[Record<'_>]) {
        for position in self.by_collection.get(collection).into_iter().flatten() {
            if let Some(watched) = self.probes.get(*position) {
                watched.try_on(records);
            }
        }
    }

    /// Tries the probes on all records in memory.
    pub(super) fn all<'r>(
        &self,
        records: &(impl Iterator<Item = &'r Records<'a>> + Clone + Send + Sync),
    ) where
        'a: 'r,
    {
        self.probes.par_iter().for_each(|watched| {
            for records in records.clone() {
                for collection in &watched.probe.collections {
                    watched.try_on(records.in_memory(collection));
                }
            }
        });
    }
}

impl Watched<'_> {
    fn try_on(&self, records: &[Record<'_>]) {
        if !self.has_found.load(Ordering::Relaxed) && self.may_find(records) {
            self.has_found.store(true, Ordering::Relaxed);
        }
    }

    /// Whether the probe finds something in one of the records, or reads an unknown value.
    fn may_find(&self, records: &[Record<'_>]) -> bool {
        let (finds, unknown) =
            path::watch(|| records.iter().any(|record| self.probe.finds(record.value)));
        finds || !unknown.is_none()
    }
}

impl WatchedPath<'_> {
    fn look(&self, selects: impl FnOnce(&Path) -> bool) {
        if !self.has_found.load(Ordering::Relaxed) && selects(self.path) {
            self.has_found.store(true, Ordering::Relaxed);
        }
    }
}

/// Whether a collection reads a block. A block of elements is read if the collection selects from their
/// array, and a block of lines if it selects lines. The skeleton is read if the collection selects something
/// outside of the arrays.
fn reads_in(collection: &CollectionDefinition, part: &StreamedBlock) -> bool {
    match part.document.root().filter(|_| part.is_skeleton) {
        Some(root) => collection.select.iter().any(|path| path.reads(root)),
        None => paths_to_elements(collection, part.array.as_deref()).next().is_some(),
    }
}

/// Whether a path of a collection selects something in a block.
fn selects_in(
    path: &Path,
    collection: &CollectionDefinition,
    part: &StreamedBlock,
    root: Value<'_>,
) -> bool {
    if part.is_skeleton {
        return path.first(root).is_some();
    }
    let mut own = paths_to_elements(collection, part.array.as_deref());
    own.any(|own| std::ptr::eq(own, path)) && !path.select_in_elements(root).is_empty()
}

/// Returns all owners of expectations: the collections, the model, and the rules that are not off.
fn owners(dataset: &Dataset) -> Vec<Owner<'_>> {
    let rulebook = &dataset.rulebook;
    let rules = rulebook.rules.iter().filter(|rule| rule.level != Level::Off);
    let collections = rulebook.collections.iter().map(Owner::Collection);
    collections.chain([Owner::Model]).chain(rules.map(Owner::Rule)).collect()
}

/// Returns the paths of collections with several paths. A collection with a single path is not included: its
/// path selects something if the collection has a record.
fn paths(dataset: &Dataset) -> Vec<WatchedPath<'_>> {
    let several = dataset.rulebook.collections.iter().filter(|known| known.select.len() > 1);
    let paths = several.flat_map(|collection| {
        collection.select.iter().enumerate().map(move |(position, path)| WatchedPath {
            collection,
            position,
            path,
            has_found: AtomicBool::new(false),
        })
    });
    paths.collect()
}

impl<'a> Owner<'a> {
    fn expectations(self, dataset: &'a Dataset) -> &'a Expectations {
        match self {
            Owner::Rule(entry) => &entry.expectations,
            Owner::Collection(collection) => &collection.expectations,
            Owner::Model => &dataset.rulebook.model.expectations,
        }
    }
}

impl Watch<'_> {
    /// Sets the level of a finding to the level that the rulebook sets for the kind `idle`, or else to `own`.
    fn finding(&self, finding: Finding, own: Level) -> Finding {
        finding.built_in(KIND.name, self.level.unwrap_or(own))
    }
}
