//! Visits the blocks of a streamed document again.

use super::{ReadBlock, Section, StreamedDocument};
use crate::engine::records::StreamedBlock;
use crate::engine::visit::{
    RuleKeys, RuleOutput, ToSettle, Visitor, keep_to_settle, only_facts, some_to_settle,
};
use crate::files::LargeDocument;
use crate::rule::Keep;
use rayon::prelude::*;
use std::collections::BTreeSet;
use std::sync::Arc;

/// A block that some rules visit.
struct Visit {
    /// The index of its section.
    section: usize,
    /// Its index in the section.
    part: usize,
    /// The positions of the rules.
    rules: BTreeSet<usize>,
}

impl StreamedDocument<'_> {
    /// Returns the keys in all blocks, once all rules have visited them.
    pub(in crate::engine) fn keys(&self) -> impl Iterator<Item = &RuleKeys> {
        let parts = self.sections.iter().flat_map(|section| &section.parts);
        parts.flat_map(|part| &part.keys).chain(&self.keys_of_skeleton)
    }

    /// Visits the blocks with the rules that could not visit them before, and returns their output. A block
    /// that cannot be read again has no output.
    pub(in crate::engine) fn visit_remaining(
        &mut self,
        large: &LargeDocument,
        visitor: &Visitor<'_, '_>,
        runs: &(dyn Fn(usize) -> bool + Sync),
    ) -> Vec<RuleOutput> {
        let keep_in_memory = |position| visitor.rules.keep_in_memory(position);
        let skeleton = self.skeleton.into_iter();
        let mut given: Vec<RuleOutput> =
            skeleton.flat_map(|part| visitor.part(part, runs, &keep_in_memory)).collect();
        self.keys_of_skeleton = visitor.rules.take_keys(&mut given);
        let rest = self.visits(|section, _| {
            section.pending.iter().copied().filter(|position| runs(*position)).collect()
        });
        let keep = |position| visitor.rules.keep_in_blocks(position);
        let visited = self.visit_again(&rest, large, visitor, &keep);
        for (visit, mut more) in rest.into_iter().zip(visited) {
            let section = self.sections.get_mut(visit.section);
            if let Some(part) = section.and_then(|section| section.parts.get_mut(visit.part)) {
                part.keys.extend(visitor.rules.take_keys(&mut more));
            }
            given.extend(more);
        }
        given
    }

    /// Returns the facts to settle, for the rules that settle only some facts. A block that cannot be read
    /// again has no facts.
    pub(in crate::engine) fn facts_to_settle(
        &self,
        large: &LargeDocument,
        visitor: &Visitor<'_, '_>,
        to_settle: &ToSettle,
    ) -> Vec<RuleOutput> {
        let rest = self.visits(|_, part| some_of(&part.keys, to_settle));
        let keep = |position: usize| keep_to_settle(position, to_settle);
        let of_skeleton = some_of(&self.keys_of_skeleton, to_settle);
        let is_hashed = |position| matches!(visitor.rules.keep_in_memory(position), Keep::Hashes);
        let visits = |position: usize| of_skeleton.contains(&position) && is_hashed(position);
        let skeleton = self.skeleton.into_iter();
        let skeleton = skeleton.flat_map(|part| visitor.part(part, &visits, &keep));
        let visited = self.visit_again(&rest, large, visitor, &keep);
        let facts = skeleton.chain(visited.into_iter().flatten());
        facts.map(only_facts).collect()
    }

    /// Returns the blocks that some rules visit; `positions` returns the positions of these rules
    /// for a block.
    fn visits(&self, positions: impl Fn(&Section, &ReadBlock) -> BTreeSet<usize>) -> Vec<Visit> {
        let sections = self.sections.iter().enumerate();
        let parts = sections.flat_map(|(number, section)| {
            let parts = section.parts.iter().enumerate();
            parts.map(move |(at, part)| (number, section, at, part))
        });
        let visits = parts.map(|(number, section, at, part)| Visit {
            section: number,
            part: at,
            rules: positions(section, part),
        });
        visits.filter(|visit| !visit.rules.is_empty()).collect()
    }

    /// Reads blocks again, visits them, and returns the output for each. A block that cannot be read again has
    /// no output.
    fn visit_again(
        &self,
        visits: &[Visit],
        large: &LargeDocument,
        visitor: &Visitor<'_, '_>,
        keep: &(dyn Fn(usize) -> Keep + Sync),
    ) -> Vec<Vec<RuleOutput>> {
        let parts = || visits.iter().filter_map(|visit| self.block(visit));
        let bytes = parts().map(|(_, part)| part.place.range.len() as u64);
        visitor.dataset.progress.expect(bytes.sum());
        let visited = visits.par_iter().filter_map(|visit| {
            let (section, part) = self.block(visit)?;
            visitor.dataset.progress.add(part.place.range.len());
            let visits = |position: usize| visit.rules.contains(&position);
            let start = part.place.range.start;
            let kept = self.kept.binary_search_by_key(&start, |kept| kept.document.offset());
            let kept = kept.ok().and_then(|kept| self.kept.get(kept));
            if let Some(kept) = kept.filter(|kept| !kept.document.is_subset()) {
                return Some(visitor.part(kept, &visits, keep));
            }
            let Ok(document) = large.read_part(&part.place) else { return Some(Vec::new()) };
            let (document, array) = (Arc::new(document), section.array.clone());
            let part = StreamedBlock { document, array, is_skeleton: false };
            Some(visitor.part(&part, &visits, keep))
        });
        visited.collect()
    }

    fn block(&self, visit: &Visit) -> Option<(&Section, &ReadBlock)> {
        let section = self.sections.get(visit.section)?;
        Some((section, section.parts.get(visit.part)?))
    }
}

/// Returns the positions of the rules that have facts to settle under some of the keys.
fn some_of(keys: &[RuleKeys], to_settle: &ToSettle) -> BTreeSet<usize> {
    some_to_settle(keys, to_settle).map(|(position, ..)| *position).collect()
}
