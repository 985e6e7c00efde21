//! Visits records with the rules that select them.

use super::records::{StreamedBlock, records_of_part};
use crate::dataset::Dataset;
use crate::document::FileId;
use crate::finding::Level;
use crate::parameters::CollectionDefinition;
use crate::rule::{
    AcceptedFields, Keep, KeyHashes, Lookup, Lookups, PartialOutput, Record, SharedKeys,
};
use crate::rulebook::{RuleEntry, Rulebook};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The output of one rule for one chunk of records: the rule's position, the place of the first record, and
/// the output.
pub(super) type RuleOutput = (usize, (FileId, usize), PartialOutput);

/// The hashes of the keys of a rule's facts, with the rule's position.
pub(super) type RuleKeys = (usize, KeyHashes);

/// The keys that several facts share, across documents, by the position of the rule.
pub(super) type Shared = BTreeMap<usize, Arc<SharedKeys>>;

/// The rules that are not off. The engine refers to them by position.
pub(super) struct Rules<'a> {
    entries: Vec<&'a RuleEntry>,
    /// The lookups that each rule declares.
    declared: Vec<Vec<Lookup>>,
    /// The positions of the rules that visit each collection.
    by_collection: BTreeMap<&'a str, Vec<usize>>,
    /// The fields that rules read of the records of each collection, with what they accept in them.
    accepted: BTreeMap<&'a str, AcceptedFields>,
}

impl<'a> Rules<'a> {
    /// Returns the rules of a rulebook that are not off.
    pub(super) fn of(rulebook: &'a Rulebook) -> Rules<'a> {
        let entries: Vec<&RuleEntry> =
            rulebook.rules.iter().filter(|entry| entry.level != Level::Off).collect();
        let mut by_collection: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        let mut accepted: BTreeMap<&str, AcceptedFields> = BTreeMap::new();
        for (position, entry) in entries.iter().enumerate() {
            let collection = entry.rule.selection().collection.as_str();
            by_collection.entry(collection).or_default().push(position);
            accepted.entry(collection).or_default().extend(&entry.accepted);
        }
        let declared = entries.iter().map(|entry| entry.rule.declare()).collect();
        accepted.retain(|_, fields| !fields.is_empty());
        Rules { entries, declared, by_collection, accepted }
    }

    /// Returns the rules with their positions.
    pub(super) fn all(&self) -> impl Iterator<Item = (usize, &'a RuleEntry)> {
        self.entries.iter().copied().enumerate()
    }

    /// Returns the positions of the rules that need two facts with one key.
    pub(super) fn comparing(&self) -> impl Iterator<Item = usize> {
        self.all().filter(|(_, entry)| entry.rule.needs_two_facts()).map(|(position, _)| position)
    }

    /// Returns which facts are kept when the rule at a position visits a block: only the hashes of their keys
    /// if the rule needs two facts with one key.
    pub(super) fn keep_in_blocks(&self, position: usize) -> Keep {
        let needs_two = self.get(position).is_some_and(|entry| entry.rule.needs_two_facts());
        if needs_two { Keep::Hashes } else { Keep::All }
    }

    /// Takes the hashes of keys out of outputs in which only these were kept.
    pub(super) fn take_keys(&self, given: &mut [RuleOutput]) -> Vec<RuleKeys> {
        let take = |(position, _, work): &mut RuleOutput| {
            let rule = &self.get(*position)?.rule;
            rule.needs_two_facts().then(|| (*position, rule.take_hashes(work)))
        };
        given.iter_mut().filter_map(take).collect()
    }

    /// Returns the hashes of the keys of the facts in outputs of rules that need two facts with one key.
    pub(super) fn keys_of_kept(&self, given: &mut [RuleOutput]) -> Vec<RuleKeys> {
        let of = |(position, _, work): &mut RuleOutput| {
            let rule = &self.get(*position)?.rule;
            rule.needs_two_facts().then(|| (*position, rule.hashes_of_kept(work)))
        };
        given.iter_mut().filter_map(of).collect()
    }

    /// Returns only the facts of an output.
    pub(super) fn only_facts(&self, (position, place, work): RuleOutput) -> Option<RuleOutput> {
        Some((position, place, self.get(position)?.rule.only_facts(work)))
    }

    /// Returns the collections that some rule visits, with the positions of these rules.
    pub(super) fn by_collection(&self) -> impl Iterator<Item = (&'a str, &[usize])> {
        self.by_collection.iter().map(|(name, positions)| (*name, positions.as_slice()))
    }

    /// Returns the fields that the rules of a rule's collection read, with what they accept in them.
    fn accepted(&self, entry: &RuleEntry) -> Option<&AcceptedFields> {
        self.accepted.get(entry.rule.selection().collection.as_str())
    }

    /// Returns the lookups that the rule at a position declares.
    pub(super) fn declared(&self, position: usize) -> &[Lookup] {
        let declared = self.declared.get(position);
        debug_assert!(
            declared.is_some(),
            "each rule has its list of lookups, if only an empty one"
        );
        declared.map(Vec::as_slice).unwrap_or_default()
    }

    /// Merges the next output of the rule at a position.
    pub(super) fn add(&self, position: usize, work: &mut PartialOutput, more: PartialOutput) {
        if let Some(entry) = self.get(position) {
            entry.rule.add(work, more);
        }
    }

    fn get(&self, position: usize) -> Option<&'a RuleEntry> {
        self.entries.get(position).copied()
    }
}

/// Context for visiting records.
#[derive(Clone, Copy)]
pub(super) struct Visitor<'v, 'a> {
    pub(super) dataset: &'a Dataset,
    pub(super) rules: &'v Rules<'a>,
    pub(super) lookups: &'v Lookups<'a>,
}

impl Visitor<'_, '_> {
    /// Visits the records of a block with the rules for which `visits` is true. The records of a skeleton may
    /// enclose other blocks, so they are visited one by one, which keeps the output in order.
    pub(super) fn part(
        &self,
        part: &StreamedBlock,
        visits: &dyn Fn(usize) -> bool,
        keep: &dyn Fn(usize) -> Keep,
    ) -> Vec<RuleOutput> {
        let at_once = if part.is_skeleton { 1 } else { usize::MAX };
        let mut given = Vec::new();
        for (collection, positions) in self.rules.by_collection() {
            let positions: Vec<usize> =
                positions.iter().copied().filter(|position| visits(*position)).collect();
            if positions.is_empty() {
                continue;
            }
            let collection = collection_in(self.dataset, part.document.file(), collection);
            let records = collection.map(|collection| records_of_part(collection, part));
            for chunk in records.unwrap_or_default().chunks(at_once) {
                given.extend(self.records(&positions, chunk, keep));
            }
        }
        given
    }

    /// Visits adjacent records with the rules at some positions. Records are the outer loop so that each stays
    /// in cache.
    pub(super) fn records(
        &self,
        positions: &[usize],
        records: &[Record<'_>],
        keep: &dyn Fn(usize) -> Keep,
    ) -> Vec<RuleOutput> {
        let Some(place) = place_of(records) else { return Vec::new() };
        let mut rules: Vec<(usize, &RuleEntry, PartialOutput)> = positions
            .iter()
            .filter_map(|position| Some((*position, self.rules.get(*position)?)))
            .map(|(position, entry)| (position, entry, entry.rule.start(keep(position))))
            .collect();
        let accepted = rules.first().and_then(|(_, entry, _)| self.rules.accepted(entry));
        for record in records {
            let is_accepted = accepted.is_none_or(|accepted| accepted.accept(record.value));
            for (_, entry, work) in &mut rules {
                self.visit(record, is_accepted, entry, work);
            }
        }
        rules.into_iter().map(|(position, _, work)| (position, place, work)).collect()
    }

    /// Visits a record with a rule that selects it. `is_accepted` says whether all rules of the collection
    /// accept the values of all fields that they read.
    fn visit(
        &self,
        record: &Record<'_>,
        is_accepted: bool,
        entry: &RuleEntry,
        work: &mut PartialOutput,
    ) {
        match entry.rule.selection().decide(record.value) {
            Ok(true) => {}
            Ok(false) => return,
            Err(unknown) => return work.count_unknown_record(&unknown, self.lookups),
        }
        if !is_accepted {
            entry.rule.skip_refused(&entry.accepted, record, self.lookups, work);
        }
        entry.rule.visit(record, self.lookups, work);
    }
}

/// Returns the collection with this name, if it may have records in a document.
pub(super) fn collection_in<'a>(
    dataset: &'a Dataset,
    file: FileId,
    name: &str,
) -> Option<&'a CollectionDefinition> {
    let key = &dataset.files.get(file)?.key;
    let mut collections = dataset.rulebook.collections.iter();
    collections.find(|known| known.name == name && known.is_in(key))
}

fn place_of(records: &[Record<'_>]) -> Option<(FileId, usize)> {
    let first = records.first()?.value;
    Some((first.document().file(), first.span().start))
}
