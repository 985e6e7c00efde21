//! Visits records with the rules that select them.

use super::records::{StreamedBlock, records_of_part};
use crate::dataset::Dataset;
use crate::document::FileId;
use crate::finding::Level;
use crate::parameters::CollectionDefinition;
use crate::rule::{
    AcceptedFields, Grouping, Keep, KeyHashes, KeysToSettle, Lookup, Lookups, PartialOutput, Record,
};
use crate::rulebook::{RuleEntry, Rulebook};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The output of one rule for one chunk of records: the rule's position, the place of the first record, and
/// the output.
pub(super) type RuleOutput = (usize, (FileId, usize), PartialOutput);

/// The hashes of the keys of a rule's facts in one chunk of records, with the rule's position and the place of
/// the first record.
pub(super) type RuleKeys = (usize, (FileId, usize), KeyHashes);

/// The keys whose facts must be settled, for each rule by position. The keys come from all documents.
pub(super) type ToSettle = BTreeMap<usize, Arc<KeysToSettle>>;

/// Returns the chunks that may contain facts to settle, according to their keys.
pub(super) fn some_to_settle<'k>(
    keys: &'k [RuleKeys],
    to_settle: &ToSettle,
) -> impl Iterator<Item = &'k RuleKeys> {
    keys.iter().filter(|(position, _, keys)| {
        to_settle.get(position).is_some_and(|some| some.may_contain_any_of(keys))
    })
}

/// Returns which facts to keep when the rule at a position visits records again.
pub(super) fn keep_to_settle(position: usize, to_settle: &ToSettle) -> Keep {
    to_settle.get(&position).cloned().map_or(Keep::All, Keep::Some)
}

/// Returns only the facts of an output.
pub(super) fn only_facts((position, place, work): RuleOutput) -> RuleOutput {
    (position, place, work.only_facts())
}

/// The rules that are not off. The engine refers to them by position.
pub(super) struct Rules<'a> {
    entries: Vec<&'a RuleEntry>,
    /// The positions of the rules that visit each collection.
    by_collection: BTreeMap<&'a str, Vec<usize>>,
    /// For each collection, the fields that rules read in its records, with the values that they
    /// accept in each.
    accepted: BTreeMap<&'a str, AcceptedFields>,
    /// Whether all facts are kept, because another process compares their keys.
    keeps_all_facts: bool,
}

impl<'a> Rules<'a> {
    /// Returns the rules of a rulebook that are not off.
    pub(super) fn of(rulebook: &'a Rulebook) -> Rules<'a> {
        let entries: Vec<&RuleEntry> =
            rulebook.rules.iter().filter(|entry| entry.level != Level::Off).collect();
        let mut by_collection: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        let mut accepted: BTreeMap<&str, AcceptedFields> = BTreeMap::new();
        for (position, entry) in entries.iter().enumerate() {
            let collection = entry.rule.declaration().collection();
            by_collection.entry(collection).or_default().push(position);
            accepted.entry(collection).or_default().extend(&entry.accepted);
        }
        for (position, entry) in entries.iter().enumerate() {
            let lookups = entry.rule.declaration().lookups.iter();
            for name in lookups.filter_map(Lookup::targets_in) {
                let mut collections = rulebook.collections.iter();
                let Some(target) = collections.find(|known| known.name == name) else { continue };
                let positions = by_collection.entry(&target.name).or_default();
                if !positions.contains(&position) {
                    positions.push(position);
                }
            }
        }
        accepted.retain(|_, fields| !fields.is_empty());
        Rules { entries, by_collection, accepted, keeps_all_facts: false }
    }

    /// Like [`Rules::of`], for rules whose facts are settled by another process.
    pub(super) fn keeping_all_facts(rulebook: &'a Rulebook) -> Rules<'a> {
        Rules { keeps_all_facts: true, ..Rules::of(rulebook) }
    }

    /// Returns the rules with their positions.
    pub(super) fn all(&self) -> impl Iterator<Item = (usize, &'a RuleEntry)> {
        self.entries.iter().copied().enumerate()
    }

    /// Returns the position and grouping of each rule that settles only some of its facts.
    pub(super) fn grouping(&self) -> impl Iterator<Item = (usize, Grouping)> {
        let grouping =
            self.all().map(|(position, entry)| (position, entry.rule.declaration().grouping));
        grouping.filter(|(_, grouping)| *grouping != Grouping::All)
    }

    /// Returns which facts to keep when the rule at a position visits a block. If the rule settles only some of
    /// its facts, only the hashes of their keys are kept.
    pub(super) fn keep_in_blocks(&self, position: usize) -> Keep {
        match self.get(position).map(|entry| entry.rule.declaration().grouping) {
            _ if self.keeps_all_facts => Keep::All,
            Some(Grouping::Shared | Grouping::Unanswered) => Keep::Hashes,
            Some(Grouping::All) | None => Keep::All,
        }
    }

    /// Returns which facts to keep when the rule at a position visits records in memory. A rule that settles
    /// unanswered facts (references without a target) keeps only hashes: nearly all references have a target,
    /// so few facts are needed later. A rule that settles facts with a shared key keeps all facts: many facts
    /// share a key, so most records would have to be visited again.
    pub(super) fn keep_in_memory(&self, position: usize) -> Keep {
        match self.get(position).map(|entry| entry.rule.declaration().grouping) {
            _ if self.keeps_all_facts => Keep::All,
            Some(Grouping::Unanswered) => Keep::Hashes,
            Some(Grouping::All | Grouping::Shared) | None => Keep::All,
        }
    }

    /// Removes and returns the key hashes of outputs in which only the hashes were kept.
    pub(super) fn take_keys(&self, given: &mut [RuleOutput]) -> Vec<RuleKeys> {
        let take = |(position, place, work): &mut RuleOutput| {
            let grouping = self.get(*position)?.rule.declaration().grouping;
            if grouping == Grouping::All {
                return None;
            }
            let mut keys = work.take_hashes();
            keys.compact(grouping);
            (!keys.is_empty()).then_some((*position, *place, keys))
        };
        let mut keys: Vec<RuleKeys> = given.iter_mut().filter_map(take).collect();
        keys.shrink_to_fit();
        keys
    }

    /// Returns the key hashes of the facts in outputs of rules that settle only some of their facts.
    pub(super) fn keys_of_kept(&self, given: &[RuleOutput]) -> Vec<RuleKeys> {
        let of = |(position, place, work): &RuleOutput| {
            let rule = &self.get(*position)?.rule;
            let is_some = rule.declaration().grouping != Grouping::All;
            is_some.then(|| (*position, *place, work.hashes_of_kept()))
        };
        given.iter().filter_map(of).collect()
    }

    /// Returns the collections that some rule visits, with the positions of these rules.
    pub(super) fn by_collection(&self) -> impl Iterator<Item = (&'a str, &[usize])> {
        self.by_collection.iter().map(|(name, positions)| (*name, positions.as_slice()))
    }

    /// Returns two flags: whether the rule at a position visits the records of a collection, and whether it
    /// visits them as targets.
    fn roles(&self, position: usize, collection: &str) -> [bool; 2] {
        let visits = self.get(position).map(|entry| entry.rule.declaration().collection());
        let mut targets = self.declared(position).iter().filter_map(Lookup::targets_in);
        [
            visits.is_some_and(|visited| visited == collection),
            targets.any(|name| name == collection),
        ]
    }

    /// Returns the lookups that the rule at a position declares.
    pub(super) fn declared(&self, position: usize) -> &[Lookup] {
        let entry = self.get(position);
        debug_assert!(entry.is_some(), "the position of a rule is in range");
        entry.map(|entry| entry.rule.declaration().lookups.as_slice()).unwrap_or_default()
    }

    /// Returns the rule at a position, or `None` if the position is out of range.
    pub(super) fn get(&self, position: usize) -> Option<&'a RuleEntry> {
        self.entries.get(position).copied()
    }
}

/// The visit of some records of one collection by one rule.
struct Visit<'v> {
    position: usize,
    entry: &'v RuleEntry,
    /// Whether the rule visits the collection.
    visits: bool,
    /// Whether the rule visits the collection as targets.
    visits_as_target: bool,
    work: PartialOutput,
}

/// Context for visiting records.
#[derive(Clone, Copy)]
pub(super) struct Visitor<'v, 'a> {
    pub(super) dataset: &'a Dataset,
    pub(super) rules: &'v Rules<'a>,
    pub(super) lookups: &'v Lookups<'a>,
}

impl Visitor<'_, '_> {
    /// Visits the records of a block with the rules for which `visits` is true. The outputs of all blocks are
    /// later sorted by the place of the first record of each chunk. Other blocks may be inside or between the
    /// records of a skeleton, so each record of a skeleton is a separate chunk.
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

    /// Visits adjacent records with the rules at some positions. Records are the outer loop, so that each
    /// record stays in cache.
    pub(super) fn records(
        &self,
        positions: &[usize],
        records: &[Record<'_>],
        keep: &dyn Fn(usize) -> Keep,
    ) -> Vec<RuleOutput> {
        let Some(place) = place_of(records) else { return Vec::new() };
        let collection = records.first().map_or("", |record| record.collection.name.as_str());
        let mut rules: Vec<Visit<'_>> = positions
            .iter()
            .filter_map(|position| {
                let entry = self.rules.get(*position)?;
                let [visits, visits_as_target] = self.rules.roles(*position, collection);
                let work = PartialOutput::new(keep(*position));
                Some(Visit { position: *position, entry, visits, visits_as_target, work })
            })
            .collect();
        let accepted = self.rules.accepted.get(collection);
        for record in records {
            let is_accepted = accepted.is_none_or(|accepted| accepted.accept(record.value));
            for visit in &mut rules {
                if visit.visits_as_target {
                    self.visit_target(record, visit.entry, &mut visit.work);
                }
                if visit.visits {
                    let keeps = self.lookups.keeps_passed_over;
                    visit.work.visiting(record, keeps, |work| {
                        self.visit(record, is_accepted, visit.entry, work);
                    });
                }
            }
        }
        rules.into_iter().map(|visit| (visit.position, place, visit.work)).collect()
    }

    /// Visits a record as a target. A rule that looks for unanswered facts compares their number with the number of
    /// targets that it could not read, so it knows which findings it could not decide.
    fn visit_target(&self, record: &Record<'_>, entry: &RuleEntry, work: &mut PartialOutput) {
        let before = work.has_passed_over;
        entry.accepted.skip_target(record, self.lookups, work);
        entry.rule.visit_target(record, self.lookups, work);
        if entry.rule.declaration().counts_unknown_targets() {
            work.has_passed_over = before;
        }
    }

    /// Visits a record with a rule that selects it. `is_accepted` is whether all rules of the collection accept
    /// the values of all fields that they read.
    fn visit(
        &self,
        record: &Record<'_>,
        is_accepted: bool,
        entry: &RuleEntry,
        work: &mut PartialOutput,
    ) {
        entry.accepted.skip_misread(record, self.lookups, work);
        match entry.rule.declaration().selection.decide(record.value) {
            Ok(true) => {}
            Ok(false) => return,
            Err(unknown) => return work.count_unknown_record(&unknown, self.lookups),
        }
        if !is_accepted {
            entry.accepted.skip_visited(record, self.lookups, work);
        }
        entry.rule.visit(record, self.lookups, work);
    }
}

/// Returns the collection with this name that may have records in a document, or `None` if there is none.
pub(super) fn collection_in<'a>(
    dataset: &'a Dataset,
    file: FileId,
    name: &str,
) -> Option<&'a CollectionDefinition> {
    let key = &dataset.files.get(file)?.key;
    let mut collections = dataset.rulebook.collections.iter();
    collections.find(|known| known.name == name && known.is_in(key))
}

/// Returns the place of the first record, or `None` if there is none.
pub(super) fn place_of(records: &[Record<'_>]) -> Option<(FileId, usize)> {
    let first = records.first()?.value;
    Some((first.document().file(), first.span().start))
}
