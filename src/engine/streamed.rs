//! Documents that are read in blocks: what is checked in each block, and which rules visit it at once.
//!
//! A rule visits a block while it is read where everything that it looks up has been read before. Others
//! visit it in a second reading, and so do those that compare records by their keys: these see only the
//! blocks with a key that another record has.

use super::documents::{Checks, Judged};
use super::idle::Watch;
use super::lookup_tables::{LookupTables, Reading};
use super::reanchor;
use super::records::{Kept, paths_to_elements, records_of_part, unknown_in_part};
use super::visit::{RuleOutput, Shared, Visitor, collection_in};
use crate::dataset::{Block, Dataset, DocumentToCheck, NotInBlocks, SectionName};
use crate::document::{Document, FileId, PartPlace, SyntaxError};
use crate::files::{Content, LargeDocument};
use crate::finding::{Finding, Place};
use crate::parameters::CollectionDefinition;
use crate::rule::{KeyHashes, PartialOutput, Record, Referrers};
use rayon::prelude::*;
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What there is of a document that was read in blocks.
#[derive(Default)]
pub(super) struct StreamedDocument<'a> {
    /// The blocks that rules look things up in, in the order of the file.
    pub(super) kept: Vec<&'a Kept>,
    /// What stands outside the arrays that were read in blocks.
    pub(super) skeleton: Option<&'a Kept>,
    /// How many records each collection has, in the order of the rulebook.
    pub(super) records: Vec<usize>,
    /// How many each may have beside these.
    pub(super) unknown: Vec<u64>,
    /// Whether some lines are not JSON.
    pub(super) has_broken_lines: bool,
    /// Who names what, by the field.
    pub(super) referrers: BTreeMap<String, Referrers>,
    /// What rules gave while it was read, in whole sections.
    pub(super) given: Vec<RuleOutput>,
    /// What they have given in the section at hand, by their positions: from one block after another.
    open_section: BTreeMap<usize, ((FileId, usize), PartialOutput)>,
    sections: Vec<Section>,
    /// The keys of the records outside the arrays, as in [`ReadBlock::keys`].
    skeleton_keys: Vec<(usize, KeyHashes)>,
}

/// An array that was read in blocks, or all lines.
struct Section {
    array: SectionName,
    /// The rules that have yet to visit its blocks, by their positions; without those that compare by key.
    pending: BTreeSet<usize>,
    parts: Vec<ReadBlock>,
}

/// A block that was read.
struct ReadBlock {
    place: PartPlace,
    /// The keys of its records, by the positions of the rules that compare by them.
    keys: Vec<(usize, KeyHashes)>,
}

/// What was found in a block.
struct BlockResult {
    judged: Judged,
    /// How many records each collection has in it, and how many it may have beside these.
    records: Vec<usize>,
    unknown: Vec<u64>,
    has_broken_lines: bool,
    referrers: Vec<(String, Referrers)>,
    keys: Vec<(usize, KeyHashes)>,
    given: Vec<RuleOutput>,
    /// Where it is; nothing for the outline.
    place: Option<PartPlace>,
    /// The block itself, where it is kept.
    kept: Option<Kept>,
}

/// A document read in blocks, its own findings, and whether it was read.
pub(super) struct CheckedInBlocks<'a> {
    pub(super) in_blocks: StreamedDocument<'a>,
    pub(super) findings: Vec<Finding>,
    /// Whether it is JSON.
    pub(super) is_read: bool,
}

/// Checks a document block after block. What is not JSON is left to the check of the whole.
pub(super) fn check<'a>(
    checks: &Checks<'a>,
    to_check: DocumentToCheck,
    watch: &Watch<'a>,
    known: &mut LookupTables<'a, '_>,
) -> Result<CheckedInBlocks<'a>, NotInBlocks> {
    let dataset = checks.dataset;
    let mut reader = dataset.in_blocks(to_check)?;
    let mut checked = CheckedInBlocks {
        in_blocks: StreamedDocument {
            records: vec![0; dataset.rulebook.collections.len()],
            unknown: vec![0; dataset.rulebook.collections.len()],
            ..StreamedDocument::default()
        },
        findings: Vec::new(),
        is_read: true,
    };
    let mut ended = BTreeSet::new();
    while let Some(array) = reader.next_section()? {
        let kept = &checked.in_blocks.kept;
        known.look_up(Some(&Reading { file: to_check.file, ended: &ended, kept }));
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

/// A document of which nothing is read, for a reason.
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
    /// Adds what was found in a part.
    fn add(&mut self, part: BlockResult, known: &LookupTables<'a, '_>) -> Option<ReadBlock> {
        let all = &mut self.in_blocks;
        self.findings.extend(part.judged.findings);
        self.is_read &= part.judged.is_read;
        for (number, more) in all.records.iter_mut().zip(part.records) {
            *number += more;
        }
        all.has_broken_lines |= part.has_broken_lines;
        for (number, more) in all.unknown.iter_mut().zip(part.unknown) {
            *number = number.saturating_add(more);
        }
        for (by, more) in part.referrers {
            all.referrers.entry(by).or_default().merge(more);
        }
        for (position, place, work) in part.given {
            match all.open_section.entry(position) {
                Entry::Vacant(vacant) => _ = vacant.insert((place, work)),
                Entry::Occupied(mut given) => {
                    known.rules.add(position, &mut given.get_mut().1, work);
                }
            }
        }
        match part.kept.map(|part| known.keep(part)) {
            Some(kept) if kept.is_skeleton => all.skeleton = Some(kept),
            kept => all.kept.extend(kept),
        }
        let Some(place) = part.place else {
            all.skeleton_keys.extend(part.keys);
            return None;
        };
        Some(ReadBlock { place, keys: part.keys })
    }

    /// Says where the parts are, so that they can be read again.
    fn remember(&self, dataset: &Dataset, to_check: DocumentToCheck) {
        let file = dataset.files.get(to_check.file);
        if let Some(Content::Blocks(large)) = file.map(|file| &file.content) {
            let skeleton = self.in_blocks.skeleton;
            let parts = self.in_blocks.sections.iter().flat_map(|section| &section.parts);
            let places = parts.map(|part| part.place.clone()).collect();
            large.has_parts(skeleton.map(|skeleton| Arc::clone(&skeleton.document)), places);
        }
    }
}

/// The rules that visit elements of an array, or lines, of a document, by their positions; without those
/// that compare by key.
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
    let positions = visited.flat_map(|(_, positions)| positions).copied();
    positions.filter(|position| !known.rules.compares_by_key(*position)).collect()
}

/// What blocks are checked with.
struct Blocks<'b, 'k, 'a> {
    checks: &'b Checks<'a>,
    watch: &'b Watch<'a>,
    known: &'b LookupTables<'a, 'k>,
    /// The rules that visit.
    visits: &'b BTreeSet<usize>,
}

impl Blocks<'_, '_, '_> {
    fn block(&self, block: &Block) -> BlockResult {
        self.checks.dataset.progress.add(block.document.text().len());
        self.part(Arc::clone(&block.document), block.array.clone(), false)
    }

    fn part(&self, document: Arc<Document>, array: SectionName, is_skeleton: bool) -> BlockResult {
        let mut judged = self.checks.judge_part(&document, array.as_deref(), is_skeleton);
        let has_elements = document.root().is_some_and(|root| !root.is_empty());
        let place = document.place().filter(|_| !is_skeleton && has_elements);
        let part = Kept { document, array, is_skeleton };
        let collections = &self.checks.dataset.rulebook.collections;
        let found: Vec<Vec<Record<'_>>> =
            collections.iter().map(|collection| self.records(collection, &part)).collect();
        if !judged.findings.is_empty() {
            anchor_to_record(&mut judged.findings, &part, collections, &found);
        }
        self.watch.part(&part, &found);
        let has_broken_lines = !part.document.broken_lines().is_empty();
        let (given, keys) = self.visit(&found);
        let referrers = self.referrers(&found);
        let records: Vec<usize> = found.iter().map(Vec::len).collect();
        let unknown =
            collections.iter().map(|collection| self.unknown(collection, &part)).collect();
        let is_looked_up = collections.iter().zip(&records).any(|(collection, number)| {
            *number > 0 && self.known.wanted.collections.contains(&collection.name)
        });
        let kept = (is_looked_up || is_skeleton).then_some(part);
        BlockResult {
            judged,
            records,
            unknown,
            has_broken_lines,
            referrers,
            keys,
            given,
            place,
            kept,
        }
    }

    fn records<'p>(&self, collection: &'p CollectionDefinition, part: &'p Kept) -> Vec<Record<'p>> {
        if collection.is_in(self.checks.name) {
            records_of_part(collection, part)
        } else {
            Vec::new()
        }
    }

    fn unknown(&self, collection: &CollectionDefinition, part: &Kept) -> u64 {
        if collection.is_in(self.checks.name) { unknown_in_part(collection, part) } else { 0 }
    }

    /// What the rules gave that visit at once, and the keys by which others compare records: `found` has
    /// the records of each collection.
    fn visit(&self, found: &[Vec<Record<'_>>]) -> (Vec<RuleOutput>, Vec<(usize, KeyHashes)>) {
        let (visitor, rules) = (self.known.visitor(), self.known.rules);
        let (mut given, mut keys) = (Vec::new(), Vec::new());
        for (collection, positions) in rules.by_collection() {
            let (comparing, visiting): (Vec<usize>, Vec<usize>) =
                positions.iter().partition(|position| rules.compares_by_key(**position));
            let ready: Vec<usize> =
                visiting.into_iter().filter(|at| self.visits.contains(at)).collect();
            let records = self.found(found, collection);
            let (more, more_keys) = visitor.records_and_keys(&ready, &comparing, records);
            given.extend(more);
            keys.extend(more_keys);
        }
        (given, keys)
    }

    fn referrers(&self, found: &[Vec<Record<'_>>]) -> Vec<(String, Referrers)> {
        let wanted = self.known.wanted.referrers.iter();
        let referrers = wanted.map(|(name, by)| {
            let mut referrers = Referrers::default();
            for record in self.found(found, &by.collection) {
                referrers.add(by, record);
            }
            (name.clone(), referrers)
        });
        referrers.collect()
    }

    fn found<'f, 'p>(&self, found: &'f [Vec<Record<'p>>], name: &str) -> &'f [Record<'p>] {
        let collections = &self.checks.dataset.rulebook.collections;
        let position = collections.iter().position(|known| known.name == name);
        position.and_then(|position| found.get(position)).map(Vec::as_slice).unwrap_or_default()
    }
}

fn anchor_to_record(
    findings: &mut [Finding],
    part: &Kept,
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
    /// What of it stays in memory.
    pub(super) fn parts(&self) -> impl Iterator<Item = &'a Kept> {
        self.kept.iter().chain(&self.skeleton).copied()
    }

    fn end_section(&mut self, section: Section) {
        self.sections.push(section);
        self.close_section();
    }

    fn close_section(&mut self) {
        let given = std::mem::take(&mut self.open_section).into_iter();
        self.given.extend(given.map(|(position, (place, work))| (position, place, work)));
    }

    /// The keys of all records, by the positions of the rules that compare by them.
    pub(super) fn keys(&self) -> impl Iterator<Item = &(usize, KeyHashes)> {
        let parts = self.sections.iter().flat_map(|section| &section.parts);
        parts.flat_map(|part| &part.keys).chain(&self.skeleton_keys)
    }

    /// What the rules give that have not visited a block, and can now. Nothing where the document is not
    /// what it was.
    pub(super) fn visit_the_rest(
        &self,
        large: &LargeDocument,
        visitor: &Visitor<'_, '_>,
        runs: &(dyn Fn(usize) -> bool + Sync),
    ) -> Option<Vec<RuleOutput>> {
        let skeleton = self.skeleton.into_iter();
        let mut given: Vec<RuleOutput> =
            skeleton.flat_map(|part| visitor.part(part, runs)).collect();
        let parts = self
            .sections
            .iter()
            .flat_map(|section| section.parts.iter().map(move |part| (section, part)));
        let rest: Vec<(&Section, &ReadBlock, BTreeSet<usize>)> = parts
            .map(|(section, part)| {
                let mut visits = section.rest(part, visitor.shared);
                visits.retain(|position| runs(*position));
                (section, part, visits)
            })
            .filter(|(.., visits)| !visits.is_empty())
            .collect();
        let bytes = rest.iter().map(|(_, part, _)| part.place.range.len() as u64);
        visitor.dataset.progress.expect(bytes.sum());
        let rest = rest.into_par_iter().map(|(section, part, visits)| {
            self.visit_again(section, part, large, visitor, &visits)
        });
        let rest = rest.collect::<Option<Vec<_>>>().filter(|_| !large.has_changed())?;
        given.extend(rest.into_iter().flatten());
        Some(given)
    }

    fn visit_again(
        &self,
        section: &Section,
        part: &ReadBlock,
        large: &LargeDocument,
        visitor: &Visitor<'_, '_>,
        visits: &BTreeSet<usize>,
    ) -> Option<Vec<RuleOutput>> {
        visitor.dataset.progress.add(part.place.range.len());
        let start = part.place.range.start;
        let kept = self.kept.binary_search_by_key(&start, |kept| kept.document.offset());
        if let Some(kept) = kept.ok().and_then(|kept| self.kept.get(kept)) {
            return Some(visitor.part(kept, &|position| visits.contains(&position)));
        }
        let document = large.read_part(&part.place);
        let is_sound = document.fatal_error().is_none();
        let array = section.array.clone();
        let part = Kept { document: Arc::new(document), array, is_skeleton: false };
        is_sound.then(|| visitor.part(&part, &|position| visits.contains(&position)))
    }
}

impl Section {
    /// The rules that have yet to visit a part, by their positions.
    fn rest(&self, part: &ReadBlock, shared: &Shared) -> BTreeSet<usize> {
        let comparing = part.keys.iter().filter(|(position, keys)| {
            shared.get(position).is_some_and(|shared| shared.may_contain_any_of(keys))
        });
        self.pending.iter().copied().chain(comparing.map(|(position, _)| *position)).collect()
    }
}
