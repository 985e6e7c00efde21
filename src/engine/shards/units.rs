//! Divides a dataset into units.

use super::super::documents;
use super::super::idle::Watch;
use super::super::lookup_plan::LookupPlan;
use super::super::lookup_tables::{LookupTables, RunArena};
use super::super::visit::Rules;
use super::sees_dataset;
use crate::dataset::{Block, Dataset, DocumentToCheck, NotInBlocks};
use crate::document::{BlockPlace, FileId, Skeleton};
use crate::finding::Level;
use crate::rule::Lookup;
use crate::rulebook::{RuleEntry, Rulebook, Scope};
use crate::value::date::PartialDate;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// The division of a dataset into units.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// The number of units, which are numbered from 0.
    pub units: usize,
    /// The paths of the snapshots that rules look up.
    pub snapshots: BTreeSet<String>,
}

/// A part of a dataset that is visited by itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Unit {
    /// Documents that are read whole: one document, or all documents of a folder if rules compare the records
    /// of each folder.
    Documents(Vec<FileId>),
    /// A block of a document.
    Block(FileId, BlockPlace),
    /// A document without the elements of the arrays that are read in blocks.
    Skeleton(FileId, Skeleton),
    /// A document that can be read neither in blocks nor whole.
    Refused(FileId),
}

impl Unit {
    /// Returns the documents of the unit, or the document that contains the unit.
    #[must_use]
    pub fn files(&self) -> &[FileId] {
        match self {
            Unit::Documents(files) => files,
            Unit::Block(file, _) | Unit::Skeleton(file, _) | Unit::Refused(file) => {
                std::slice::from_ref(file)
            }
        }
    }
}

/// Divides a dataset into units. Large documents are read.
#[must_use]
pub fn plan(dataset: &Dataset, today: &PartialDate) -> (Plan, Vec<Unit>) {
    let (rules, arena) = (Rules::of(&dataset.rulebook), RunArena::default());
    let wanted = LookupPlan::by(&rules);
    let names = wanted.snapshots.iter().map(|(name, _)| name.clone()).collect();
    let sources = documents_with(dataset, &names);
    let mut known = LookupTables::new(dataset, &arena, &rules, &wanted, &sources, today);
    documents::check(dataset, &Watch::new(dataset), &mut known);
    let snapshots = known.snapshot_paths(None);
    let units = units(dataset);
    (Plan { units: units.len(), snapshots }, units)
}

/// Returns the names of the collections in which rules that see the whole dataset look something up. Each
/// process needs the documents of these collections.
#[must_use]
pub fn looked_up_collections(rulebook: &Rulebook) -> BTreeSet<String> {
    lookups_of(rulebook).map(|(_, collection)| collection).collect()
}

/// A rule, and a collection in which it looks something up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LookedUp {
    /// The id of the rule.
    pub rule: String,
    /// What the rule looks up: records of a collection, or the codes in a file.
    pub what: String,
    /// The length of the documents that may have records of the collection, or of the file, in bytes.
    pub bytes: u64,
}

/// Returns the lookup for which each process reads the most bytes, or `None` if rules look nothing up.
#[must_use]
pub fn largest_lookup(dataset: &Dataset) -> Option<LookedUp> {
    let lookups = lookups_of(&dataset.rulebook).map(|(rule, collection)| {
        let documents = documents_with(dataset, &BTreeSet::from([collection.clone()]));
        let lengths = documents.iter().filter_map(|document| dataset.length(document.file));
        LookedUp { rule, what: format!("records of `{collection}`"), bytes: lengths.sum() }
    });
    let codes = code_files_of(&dataset.rulebook).map(|(rule, path)| {
        let file = dataset.files.iter().find(|(_, file)| file.key == path);
        let length = file.map_or(0, |(id, _)| dataset.files.text(id).len());
        LookedUp { rule, what: format!("codes in `{path}`"), bytes: length as u64 }
    });
    let lookups = lookups.chain(codes);
    // If several lookups read the same number of bytes, the first is returned.
    lookups.reduce(|most, next| if next.bytes > most.bytes { next } else { most })
}

/// Returns the ids of the rules that see the whole dataset and look something up, each with a collection.
fn lookups_of(rulebook: &Rulebook) -> impl Iterator<Item = (String, String)> + '_ {
    let rules = rules_on(rulebook).filter(|entry| sees_dataset(entry.runs_in()));
    rules.flat_map(|entry| {
        let collections =
            entry.rule.declaration().lookups.iter().filter_map(Lookup::kept_collection);
        collections.map(|collection| (entry.id.clone(), collection.to_owned()))
    })
}

/// Returns the ids of the rules that look up codes in a file, each with the path of the file.
fn code_files_of(rulebook: &Rulebook) -> impl Iterator<Item = (String, String)> + '_ {
    rules_on(rulebook).flat_map(|entry| {
        entry.rule.declaration().lookups.iter().filter_map(|lookup| match lookup {
            Lookup::CodeFile(path) => Some((entry.id.clone(), path.value.clone())),
            _ => None,
        })
    })
}

fn rules_on(rulebook: &Rulebook) -> impl Iterator<Item = &RuleEntry> {
    rulebook.rules.iter().filter(|entry| entry.level != Level::Off)
}

/// Whether a document may have records of a collection in `names`. `key` is the document's path relative to the
/// rulebook's folder.
#[must_use]
pub fn may_have_records(rulebook: &Rulebook, key: &str, names: &BTreeSet<String>) -> bool {
    rulebook.collections.iter().any(|known| names.contains(&known.name) && known.is_in(key))
}

/// Returns the documents in which rules that see the whole dataset look something up.
pub(super) fn looked_up(dataset: &Dataset) -> Vec<DocumentToCheck> {
    documents_with(dataset, &looked_up_collections(&dataset.rulebook))
}

/// Returns the documents that may have records of a collection in `names`.
fn documents_with(dataset: &Dataset, names: &BTreeSet<String>) -> Vec<DocumentToCheck> {
    let has = |document: &&DocumentToCheck| {
        let key = dataset.files.key(document.file).unwrap_or_default();
        may_have_records(&dataset.rulebook, key, names)
    };
    dataset.documents.iter().filter(has).copied().collect()
}

fn units(dataset: &Dataset) -> Vec<Unit> {
    let mut units = Vec::new();
    let mut groups: BTreeMap<&str, Vec<FileId>> = BTreeMap::new();
    let has_folders = dataset.rulebook.scopes().contains(&Scope::Folder);
    for document in &dataset.documents {
        let key = dataset.files.key(document.file).unwrap_or_default();
        let group = Scope::Folder.group_of(key).filter(|_| has_folders);
        match group {
            Some(folder) if !document.in_blocks => {
                groups.entry(folder).or_default().push(document.file);
            }
            _ => units.extend(units_of(dataset, *document)),
        }
    }
    units.extend(groups.into_values().map(Unit::Documents));
    units
}

fn units_of(dataset: &Dataset, document: DocumentToCheck) -> Vec<Unit> {
    if !document.in_blocks {
        return vec![Unit::Documents(vec![document.file])];
    }
    let refusal = match blocks_of(dataset, document) {
        Ok(units) => return units,
        Err(why) => dataset.refusal(document, why),
    };
    match refusal {
        Some(_) => vec![Unit::Refused(document.file)],
        None => vec![Unit::Documents(vec![document.file])],
    }
}

/// Returns the blocks of a document and, unless it is JSON Lines, its skeleton.
///
/// # Errors
/// The document cannot be read in blocks.
pub(super) fn blocks_of(
    dataset: &Dataset,
    document: DocumentToCheck,
) -> Result<Vec<Unit>, NotInBlocks> {
    let mut reader = dataset.in_blocks(document)?;
    let mut units = Vec::new();
    while reader.next_section()?.is_some() {
        reader.visit(&place_of, &mut |place| {
            units.extend(place.map(|place| Unit::Block(document.file, place)));
        })?;
    }
    let skeleton = reader.text_outside_arrays();
    if reader.skeleton()?.is_some() {
        units.push(Unit::Skeleton(document.file, skeleton));
    }
    Ok(units)
}

/// Returns the place of a block, or `None` for the block of an empty array, which contains nothing to visit.
fn place_of(block: &Block) -> Option<BlockPlace> {
    let is_empty = block.document.root().is_none_or(|root| root.is_empty());
    block.document.place().filter(|_| block.array.is_none() || !is_empty)
}

/// Returns the document with this file id, or `None` if the dataset has none.
pub(super) fn to_check(dataset: &Dataset, file: FileId) -> Option<DocumentToCheck> {
    let position = dataset.documents.binary_search_by_key(&file, |document| document.file);
    position.ok().and_then(|position| dataset.documents.get(position)).copied()
}
