//! Streamed documents: the checks of each block, and the rules that visit it as it is read.
//!
//! A rule visits a block as it is read if everything it looks up has been read before. Other rules visit the
//! block in a second reading. A rule that needs two facts with the same key keeps only the hashes of its keys.
//! Once all hashes are known, the blocks with a shared key are read again for their facts.

mod reread;

use super::documents::{Checks, Judged};
use super::idle::Watch;
use super::lookup_tables::{LookupTables, Reading};
use super::misread::Misread;
use super::reanchor;
use super::records::{
    StreamedBlock, paths_to_elements, records_of_part, subset_of, unknown_in_part,
};
use super::visit::{RuleKeys, RuleOutput, collection_in};
use crate::dataset::{Block, Dataset, DocumentToCheck, NotInBlocks, SectionName};
use crate::document::{BlockPlace, Document, FileId, SyntaxError};
use crate::files::Content;
use crate::finding::{EncodedFinding, Place};
use crate::parameters::CollectionDefinition;
use crate::rule::{PartialOutput, Record};
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The results and blocks of a streamed document that are kept.
#[derive(Default)]
pub(super) struct StreamedDocument<'a> {
    /// The blocks in which rules look things up, in file order.
    pub(super) kept: Vec<&'a StreamedBlock>,
    /// The skeleton: the document without the elements of its streamed arrays.
    pub(super) skeleton: Option<&'a StreamedBlock>,
    /// The number of records of each collection, in rulebook order.
    pub(super) records: Vec<usize>,
    /// The maximum number of unknown records of each collection, in rulebook order.
    pub(super) unknown: Vec<u64>,
    /// The records of each collection that could not be read.
    pub(super) misread: Vec<Misread>,
    /// Whether some lines are not JSON.
    pub(super) has_broken_lines: bool,
    /// The output of rules during the first reading, by section.
    pub(super) given: Vec<RuleOutput>,
    /// Output of the current section, by rule position; merged block by block.
    open_section: BTreeMap<usize, ((FileId, usize), PartialOutput)>,
    sections: Vec<Section>,
    /// The keys in the skeleton, for the rules that settle only some facts.
    keys_of_skeleton: Vec<RuleKeys>,
}

/// An array that was streamed, or all lines of JSON Lines.
struct Section {
    array: SectionName,
    /// The positions of the rules that have yet to visit the blocks.
    pending: BTreeSet<usize>,
    parts: Vec<ReadBlock>,
}

/// A block that was read.
struct ReadBlock {
    place: BlockPlace,
    /// The keys in the block, for the rules that settle only some facts.
    keys: Vec<RuleKeys>,
    /// The number of records of each collection, in rulebook order.
    records: Vec<usize>,
}

/// The result of checking a block.
pub(super) struct BlockResult {
    pub(super) judged: Judged,
    /// The number of records of each collection in the block.
    pub(super) records: Vec<usize>,
    pub(super) unknown: Vec<u64>,
    pub(super) misread: Vec<Misread>,
    pub(super) has_broken_lines: bool,
    pub(super) keys: Vec<RuleKeys>,
    pub(super) given: Vec<RuleOutput>,
    /// The block's place in the file; `None` for the skeleton and for a block without elements.
    pub(super) place: Option<BlockPlace>,
    /// The block itself, if it is kept.
    pub(super) kept: Option<StreamedBlock>,
}

/// A streamed document, its built-in findings, and whether it could be read.
pub(super) struct CheckedInBlocks<'a> {
    pub(super) in_blocks: StreamedDocument<'a>,
    pub(super) findings: Vec<EncodedFinding>,
    /// Whether the document is JSON.
    pub(super) is_read: bool,
}

/// Checks a document block by block.
///
/// # Errors
/// Fails if the document cannot be read in blocks; the caller then reads it whole or refuses it.
pub(super) fn check<'a>(
    checks: &Checks<'a>,
    to_check: DocumentToCheck,
    watch: &Watch<'a>,
    known: &mut LookupTables<'a, '_>,
) -> Result<CheckedInBlocks<'a>, NotInBlocks> {
    let dataset = checks.dataset;
    let mut reader = dataset.in_blocks(to_check)?;
    let mut checked = CheckedInBlocks::new(dataset);
    let mut ended = BTreeSet::new();
    while let Some(array) = reader.next_section()? {
        let StreamedDocument { kept, unknown, .. } = &checked.in_blocks;
        known.look_up(Some(&Reading { file: to_check.file, ended: &ended, kept, unknown }));
        let visiting = visiting(dataset, known, to_check, array.as_deref());
        let (ready, pending) = visiting.into_iter().partition(|position| known.is_ready(*position));
        let blocks = Blocks { checks, watch, known, visits: &ready };
        let mut parts = Vec::new();
        reader.visit(&|block| blocks.block(block), &mut |part| {
            parts.extend(checked.add(part, known));
        })?;
        checked.in_blocks.end_section(Section { array: array.clone(), pending, parts });
        ended.extend(array);
    }
    if let Some(skeleton) = reader.skeleton()? {
        let blocks = Blocks { checks, watch, known, visits: &BTreeSet::new() };
        checked.add(blocks.part(Arc::new(skeleton), None, true), known);
    }
    checked.in_blocks.close_section();
    checked.remember(dataset, to_check);
    Ok(checked)
}

/// Returns the result for a document that is not read, with `error` as the reason.
pub(super) fn refuse<'a>(
    checks: &Checks<'a>,
    to_check: DocumentToCheck,
    error: &SyntaxError,
) -> CheckedInBlocks<'a> {
    let Judged { findings, is_read } = checks.refused(to_check.file, error);
    let checked = CheckedInBlocks { in_blocks: StreamedDocument::default(), findings, is_read };
    checked.remember(checks.dataset, to_check);
    checked
}

impl<'a> CheckedInBlocks<'a> {
    /// Joins the results of the blocks of a document, each with its array, in file order.
    pub(super) fn joined(
        results: impl Iterator<Item = (SectionName, BlockResult)>,
        to_check: DocumentToCheck,
        known: &LookupTables<'a, '_>,
    ) -> CheckedInBlocks<'a> {
        let mut joined = CheckedInBlocks::new(known.dataset);
        for (array, result) in results {
            let parts: Vec<ReadBlock> = joined.add(result, known).into_iter().collect();
            let sections = &mut joined.in_blocks.sections;
            match sections.last_mut().filter(|last| last.array == array) {
                Some(section) => section.parts.extend(parts),
                None => sections.push(Section { array, pending: BTreeSet::new(), parts }),
            }
        }
        joined.remember(known.dataset, to_check);
        joined
    }

    fn new(dataset: &Dataset) -> CheckedInBlocks<'a> {
        let collections = dataset.rulebook.collections.len();
        let in_blocks = StreamedDocument {
            records: vec![0; collections],
            unknown: vec![0; collections],
            misread: vec![Misread::default(); collections],
            ..StreamedDocument::default()
        };
        CheckedInBlocks { in_blocks, findings: Vec::new(), is_read: true }
    }

    /// Merges the result of a block. Returns the block's place and keys, or `None` if the block has no place.
    fn add(&mut self, part: BlockResult, known: &LookupTables<'a, '_>) -> Option<ReadBlock> {
        let all = &mut self.in_blocks;
        self.findings.extend(part.judged.findings);
        self.is_read &= part.judged.is_read;
        for (number, more) in all.records.iter_mut().zip(&part.records) {
            *number += more;
        }
        all.has_broken_lines |= part.has_broken_lines;
        for (number, more) in all.unknown.iter_mut().zip(part.unknown) {
            *number = number.saturating_add(more);
        }
        for (known, more) in all.misread.iter_mut().zip(part.misread) {
            known.merge(more);
        }
        for (position, place, work) in part.given {
            match all.open_section.entry(position) {
                Entry::Vacant(vacant) => _ = vacant.insert((place, work)),
                Entry::Occupied(mut given) => given.get_mut().1.append(work),
            }
        }
        match part.kept.map(|part| known.keep(part)) {
            Some(kept) if kept.is_skeleton => all.skeleton = Some(kept),
            kept => all.kept.extend(kept),
        }
        Some(ReadBlock { place: part.place?, keys: part.keys, records: part.records })
    }

    /// Stores the places of the blocks in the file, so that they can be read again.
    fn remember(&self, dataset: &Dataset, to_check: DocumentToCheck) {
        let file = dataset.files.get(to_check.file);
        if let Some(Content::Blocks(large)) = file.map(|file| &file.content) {
            let skeleton = self.in_blocks.skeleton;
            let parts = self.in_blocks.sections.iter().flat_map(|section| &section.parts);
            let places = parts.map(|part| part.place.clone()).collect();
            large.set_parts(skeleton.map(|skeleton| Arc::clone(&skeleton.document)), places);
        }
    }
}

/// Returns the positions of the rules that visit the elements of `array` (or the lines) of a document.
fn visiting(
    dataset: &Dataset,
    known: &LookupTables<'_, '_>,
    to_check: DocumentToCheck,
    array: Option<&str>,
) -> BTreeSet<usize> {
    let visited = known.rules.by_collection().filter(|(name, _)| {
        collection_in(dataset, to_check.file, name)
            .is_some_and(|collection| paths_to_elements(collection, array).next().is_some())
    });
    visited.flat_map(|(_, positions)| positions).copied().collect()
}

/// Context for checking blocks.
pub(super) struct Blocks<'b, 'k, 'a> {
    pub(super) checks: &'b Checks<'a>,
    pub(super) watch: &'b Watch<'a>,
    pub(super) known: &'b LookupTables<'a, 'k>,
    /// The positions of the rules that visit a block as it is read.
    pub(super) visits: &'b BTreeSet<usize>,
}

impl Blocks<'_, '_, '_> {
    fn block(&self, block: &Block) -> BlockResult {
        self.checks.dataset.progress.add(block.document.text().len());
        self.part(Arc::clone(&block.document), block.array.clone(), false)
    }

    /// Checks a block and visits it.
    pub(super) fn part(
        &self,
        document: Arc<Document>,
        array: SectionName,
        is_skeleton: bool,
    ) -> BlockResult {
        let mut judged = self.checks.judge_part(&document, array.as_deref(), is_skeleton);
        let has_elements = document.root().is_some_and(|root| !root.is_empty());
        let place = document.place().filter(|_| !is_skeleton && has_elements);
        let part = StreamedBlock { document, array, is_skeleton };
        let collections = &self.checks.dataset.rulebook.collections;
        let found: Vec<Vec<Record<'_>>> =
            collections.iter().map(|collection| self.records(collection, &part)).collect();
        if !judged.findings.is_empty() {
            anchor_to_record(&mut judged.findings, &part, collections, &found);
        }
        self.watch.part(&part, &found);
        let has_broken_lines = !part.document.broken_lines().is_empty();
        let (given, keys) = self.visit(&found);
        let records: Vec<usize> = found.iter().map(Vec::len).collect();
        let unknown =
            collections.iter().map(|collection| self.unknown(collection, &part)).collect();
        let misread = collections.iter().zip(&found);
        let misread = misread.map(|(collection, found)| self.misread(collection, found, &part));
        let misread = misread.collect();
        let is_looked_up = collections.iter().zip(&records).any(|(collection, number)| {
            *number > 0 && self.known.wanted.collections.contains_key(&collection.name)
        });
        let subset = is_looked_up.then(|| self.looked_up(&part, &found)).flatten();
        drop(found);
        let document = subset.map_or(part.document, Arc::new);
        let kept = is_looked_up || is_skeleton;
        let kept = kept.then_some(StreamedBlock { document, ..part });
        BlockResult {
            judged,
            records,
            unknown,
            misread,
            has_broken_lines,
            keys,
            given,
            place,
            kept,
        }
    }

    /// Returns a copy of a block with only the parts that rules look up, or `None` if rules may look up the
    /// whole block. `found` contains the records of each collection.
    fn looked_up(&self, part: &StreamedBlock, found: &[Vec<Record<'_>>]) -> Option<Document> {
        let collections = self.checks.dataset.rulebook.collections.iter().zip(found);
        let needed = collections.filter_map(|(collection, records)| {
            let names = self.known.wanted.collections.get(&collection.name)?;
            (!records.is_empty()).then_some((collection, records.as_slice(), names))
        });
        subset_of(part, needed)
    }

    fn records<'p>(
        &self,
        collection: &'p CollectionDefinition,
        part: &'p StreamedBlock,
    ) -> Vec<Record<'p>> {
        if collection.is_in(self.checks.name) {
            records_of_part(collection, part)
        } else {
            Vec::new()
        }
    }

    fn unknown(&self, collection: &CollectionDefinition, part: &StreamedBlock) -> u64 {
        if collection.is_in(self.checks.name) { unknown_in_part(collection, part) } else { 0 }
    }

    fn misread(
        &self,
        collection: &CollectionDefinition,
        found: &[Record<'_>],
        part: &StreamedBlock,
    ) -> Misread {
        let (dataset, mut misread) = (self.checks.dataset, Misread::default());
        misread.count_records(found, self.known.wanted.fields.get(&collection.name), dataset);
        if !collection.is_in(self.checks.name) {
            return misread;
        }
        if part.is_skeleton {
            misread.count_in_document(collection, &part.document, dataset);
        } else if let Some(elements) = part.document.root() {
            for path in paths_to_elements(collection, part.array.as_deref()) {
                misread.count_in_elements(path, elements, dataset);
            }
        }
        misread
    }

    /// Returns the output of the rules that visit the block as it is read. Also returns the keys for the rules
    /// that need two facts with the same key. `found` contains the records of each collection.
    fn visit(&self, found: &[Vec<Record<'_>>]) -> (Vec<RuleOutput>, Vec<RuleKeys>) {
        let (visitor, rules) = (self.known.visitor(), self.known.rules);
        let mut given = Vec::new();
        for (collection, positions) in rules.by_collection() {
            let ready: Vec<usize> =
                positions.iter().copied().filter(|at| self.visits.contains(at)).collect();
            let records = self.found(found, collection);
            given.extend(visitor.records(&ready, records, &|at| rules.keep_in_blocks(at)));
        }
        let keys = rules.take_keys(&mut given);
        (given, keys)
    }

    fn found<'f, 'p>(&self, found: &'f [Vec<Record<'p>>], name: &str) -> &'f [Record<'p>] {
        let collections = &self.checks.dataset.rulebook.collections;
        let position = collections.iter().position(|known| known.name == name);
        position.and_then(|position| found.get(position)).map(Vec::as_slice).unwrap_or_default()
    }
}

fn anchor_to_record(
    findings: &mut [EncodedFinding],
    part: &StreamedBlock,
    collections: &[CollectionDefinition],
    found: &[Vec<Record<'_>>],
) {
    let by_name: BTreeMap<&str, &Vec<Record<'_>>> =
        collections.iter().map(|known| known.name.as_str()).zip(found).collect();
    let all = by_name.into_values().flatten().copied();
    reanchor::anchor_to_record(findings, all, |place: &Place| {
        part.document.value_at(place.start())
    });
}

impl<'a> StreamedDocument<'a> {
    /// Returns the blocks that stay in memory, including the skeleton.
    pub(super) fn parts(&self) -> impl Iterator<Item = &'a StreamedBlock> {
        self.kept.iter().chain(&self.skeleton).copied()
    }

    /// Returns the places of the blocks with records of the collection at a position, each with its array. The
    /// skeleton is not among them.
    pub(super) fn places_with(
        &self,
        position: usize,
    ) -> impl Iterator<Item = (&BlockPlace, &SectionName)> {
        self.sections.iter().flat_map(move |section| {
            let parts = section.parts.iter();
            let own = parts
                .filter(move |part| part.records.get(position).is_some_and(|number| *number > 0));
            own.map(|part| (&part.place, &section.array))
        })
    }

    fn end_section(&mut self, section: Section) {
        self.sections.push(section);
        self.close_section();
    }

    fn close_section(&mut self) {
        let given = std::mem::take(&mut self.open_section).into_iter();
        self.given.extend(given.map(|(position, (place, work))| (position, place, work)));
    }
}
