//! The records that rules see together, and the run of the rules on them.

use super::documents::CheckedDocument;
use super::finalize::{self, Unshown};
use super::lookup_plan::LookupPlan;
use super::lookup_tables::{LookupTables, RunArena};
use super::records::Records;
use super::shards::Restored;
use super::streamed::StreamedDocument;
use super::summary::NotRun;
use super::visit::{
    RuleKeys, RuleOutput, ToSettle, keep_to_settle, only_facts, place_of, some_to_settle,
};
use crate::dataset::Dataset;
use crate::document::{FileId, Form};
use crate::files::LargeDocument;
use crate::finding::{EncodedFinding, append};
use crate::rule::{
    Collection, CountedValues, Documents, Grouping, Keep, KeyHashes, Lookup, PartialOutput,
    PassedOver, Tally,
};
use crate::rulebook::{RuleEntry, Scope};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;

/// The records that rules see together: the whole dataset, or one folder or document of it.
pub(super) struct Partition<'a, 'k> {
    pub(super) scope: Scope,
    /// The dataset's name for the folder or document; `None` if the partition is the whole dataset.
    pub(super) group: Option<&'a str>,
    pub(super) known: LookupTables<'a, 'k>,
    pub(super) records: Records<'a>,
    /// The rules that run in this partition, by position in the rulebook.
    pub(super) runs: BTreeMap<usize, &'a RuleEntry>,
}

/// The output of the rules for one partition.
pub(super) struct PartitionResult<'a> {
    pub(super) tally: Tally,
    pub(super) findings: Vec<EncodedFinding>,
    /// The rules that could not see every record.
    pub(super) not_run: Vec<NotRun>,
    /// The records in which each rule left something unchecked, by rule id.
    pub(super) passed_over: Vec<(&'a str, PassedOver)>,
    /// The ids of the rules that found at least one record or value to compare with.
    pub(super) with_partner: BTreeSet<&'a str>,
    /// The message fields that could not be shown, by rule id.
    pub(super) unshown: Vec<(&'a str, Unshown)>,
    /// The values that each rule counted, by rule id.
    pub(super) counted: Vec<(String, CountedValues)>,
}

pub(super) fn partitions<'a, 'k>(known: LookupTables<'a, 'k>) -> Vec<Partition<'a, 'k>> {
    let scopes = known.dataset.rulebook.scopes();
    if scopes.iter().eq([&Scope::Dataset]) {
        return vec![Partition::new(Scope::Dataset, None, known)];
    }
    let partitions = scopes.into_iter().flat_map(|scope| {
        let groups = known.groups(scope).into_par_iter();
        groups.map(|(group, known)| Partition::new(scope, group, known)).collect::<Vec<_>>()
    });
    partitions.collect()
}

/// Registers the snapshot paths of all partitions; the files are read on first use.
pub(super) fn register_snapshots(
    dataset: &Dataset,
    arena: &RunArena,
    partitions: &[Partition<'_, '_>],
) {
    let paths =
        || partitions.iter().flat_map(|partition| partition.known.snapshot_paths(None)).collect();
    arena.snapshots_at(dataset, paths);
}

impl<'a, 'k> Partition<'a, 'k> {
    pub(super) fn new(
        scope: Scope,
        group: Option<&'a str>,
        known: LookupTables<'a, 'k>,
    ) -> Partition<'a, 'k> {
        let records = Records::new(known.dataset, known.wanted, &known.checked);
        let runs = known.rules.all().filter(|(_, entry)| entry.runs_in() == scope).collect();
        Partition { scope, group, known, records, runs }
    }

    /// Runs the rules, or uses their restored outputs. `of_dataset` reads the collections of the whole dataset.
    pub(super) fn check(
        mut self,
        of_dataset: &Documents<'_, 'a>,
        restored: Option<&Restored>,
    ) -> PartitionResult<'a> {
        self.known.look_up(None);
        self.known.look_up_unknown(&self.records);
        let outputs = match restored {
            None => {
                let given = self.visit();
                self.settle(given, of_dataset)
            }
            Some(restored) => self.finish(restored),
        };
        let mut checked = PartitionResult {
            tally: Tally::default(),
            findings: Vec::new(),
            not_run: Vec::new(),
            passed_over: Vec::new(),
            with_partner: BTreeSet::new(),
            unshown: Vec::new(),
            counted: Vec::new(),
        };
        for (entry, mut work) in outputs {
            checked.tally.merge(&work.tally);
            checked.counted.push((entry.id.clone(), std::mem::take(&mut work.counted)));
            checked.not_run.extend(self.not_all_seen(entry, &work));
            checked.passed_over.push((entry.id.as_str(), work.take_passed_over()));
            if work.has_partner {
                checked.with_partner.insert(entry.id.as_str());
            }
            let (group, dataset) = (self.group, self.known.dataset);
            let unshown = finalize::attach_rule_metadata(&mut work.findings, entry, group, dataset);
            append(&mut checked.findings, work.findings);
            checked.unshown.push((entry.id.as_str(), unshown));
        }
        checked
    }

    /// Visits all records of the partition, which must be in memory, and settles the rules' facts. Returns the
    /// position and output of each rule. Findings about facts are not completed yet, so the output still
    /// contains these facts.
    pub(super) fn settle_alone(&mut self) -> Vec<(usize, PartialOutput)> {
        self.known.look_up(None);
        self.known.look_up_unknown(&self.records);
        let given = self.visit_in_memory(&|_, _| true, &|_| Keep::All);
        let lookups = self.known.lookups();
        let settled = self.by_rule(given).into_par_iter().map(|(position, entry, works)| {
            let output =
                PartialOutput::merged(works).keep_to_settle(entry.rule.declaration().grouping);
            (position, entry.rule.settle_all(output, lookups))
        });
        settled.collect()
    }

    /// Visits all records that have not been visited yet. Returns the rules' output for all records.
    fn visit(&mut self) -> Vec<RuleOutput> {
        let mut given =
            self.visit_in_memory(&|_, _| true, &|at| self.known.rules.keep_in_memory(at));
        let mut keys = self.known.rules.take_keys(&mut given);
        keys.retain(|(position, ..)| {
            matches!(self.known.rules.keep_in_memory(*position), Keep::Hashes)
        });
        let mut checked = std::mem::take(&mut self.known.checked);
        let visitor = self.known.visitor();
        for (large, in_blocks) in streamed(&mut checked, self.known.dataset) {
            let runs = |position: usize| self.runs.contains_key(&position);
            given.append(&mut in_blocks.given);
            given.extend(in_blocks.visit_remaining(large, &visitor, &runs));
        }
        let to_settle = self.keys_to_settle(&keys, &checked, &mut given);
        for (large, in_blocks) in streamed(&mut checked, self.known.dataset) {
            given.extend(in_blocks.facts_to_settle(large, &visitor, &to_settle));
        }
        given.extend(self.facts_to_settle_in_memory(&keys, &to_settle));
        self.known.checked = checked;
        given
    }

    /// Visits the records that are in memory, in chunks. `visits` returns whether a rule visits the chunk that
    /// begins at a place.
    fn visit_in_memory(
        &self,
        visits: &(dyn Fn(usize, (FileId, usize)) -> bool + Sync),
        keep: &(dyn Fn(usize) -> Keep + Sync),
    ) -> Vec<RuleOutput> {
        let visitor = self.known.visitor();
        let collections: Vec<_> = self.known.rules.by_collection().collect();
        let visited = collections.into_par_iter().flat_map(|(collection, positions)| {
            let runs = |position: &usize| self.runs.contains_key(position);
            let positions: Vec<usize> = positions.iter().copied().filter(runs).collect();
            let records = self.records.in_memory(collection);
            let visitor = &visitor;
            records.par_chunks(records_per_task(records.len())).flat_map_iter(move |chunk| {
                let Some(place) = place_of(chunk) else { return Vec::new() };
                let positions = positions.iter().copied().filter(|at| visits(*at, place));
                visitor.records(&positions.collect::<Vec<_>>(), chunk, keep)
            })
        });
        visited.collect()
    }

    /// Compares the keys of all documents. Returns the keys to settle for each rule that settles only some
    /// facts. `keys` are the keys of records in memory whose facts were not kept. The keys of kept facts are
    /// read from `given`.
    fn keys_to_settle(
        &self,
        keys: &[RuleKeys],
        checked: &[CheckedDocument<'_>],
        given: &mut [RuleOutput],
    ) -> ToSettle {
        let in_blocks: Vec<_> = checked.iter().filter_map(CheckedDocument::in_blocks).collect();
        if in_blocks.is_empty() && keys.is_empty() {
            return ToSettle::new();
        }
        let kept = self.known.rules.keys_of_kept(given);
        let grouping: Vec<(usize, Grouping)> = self.known.rules.grouping().collect();
        let to_settle = grouping.into_par_iter().map(|(position, grouping)| {
            let streamed = in_blocks.iter().flat_map(|in_blocks| in_blocks.keys());
            let all = keys.iter().chain(&kept).chain(streamed);
            let own = all.filter(|(of, ..)| *of == position).map(|(_, _, hashes)| hashes);
            let to_settle = KeyHashes::to_settle(&own.collect::<Vec<_>>(), grouping);
            (position, Arc::new(to_settle))
        });
        to_settle.collect()
    }

    /// Visits records in memory again for the rules that kept only hashes, and returns the facts whose keys
    /// are in `to_settle`.
    fn facts_to_settle_in_memory(
        &self,
        keys: &[RuleKeys],
        to_settle: &ToSettle,
    ) -> Vec<RuleOutput> {
        let chunks: HashSet<(usize, (FileId, usize))> = some_to_settle(keys, to_settle)
            .map(|(position, place, _)| (*position, *place))
            .collect();
        if chunks.is_empty() {
            return Vec::new();
        }
        let keep = |position: usize| keep_to_settle(position, to_settle);
        let visited =
            self.visit_in_memory(&|position, place| chunks.contains(&(position, place)), &keep);
        visited.into_iter().map(only_facts).collect()
    }

    /// Returns each rule with its position and its outputs. Rules are in rulebook order, outputs in dataset
    /// order.
    fn by_rule(
        &self,
        mut given: Vec<RuleOutput>,
    ) -> Vec<(usize, &'a RuleEntry, Vec<PartialOutput>)> {
        // The sort is stable, so the outputs of one block keep their order.
        given.sort_by_key(|(_, place, _)| *place);
        let mut of_rules: BTreeMap<usize, Vec<PartialOutput>> = BTreeMap::new();
        for (position, _, work) in given {
            of_rules.entry(position).or_default().push(work);
        }
        let rules = self.runs.iter();
        let rules = rules.map(|(position, entry)| {
            (*position, *entry, of_rules.remove(position).unwrap_or_default())
        });
        rules.collect()
    }

    /// Returns every rule, in rulebook order, with its complete output: the restored output after
    /// [`finish`](crate::rule::DynamicRule::finish).
    fn finish(&self, restored: &Restored) -> Vec<(&'a RuleEntry, PartialOutput)> {
        let finished = self.runs.iter().map(|(position, entry)| {
            let output = restored.take(*position, self.group);
            (*entry, entry.rule.finish(output, &entry.accepted, self.known.lookups()))
        });
        finished.collect()
    }

    /// Settles every rule, in rulebook order, and returns each with its complete output.
    fn settle(
        &self,
        given: Vec<RuleOutput>,
        of_dataset: &Documents<'_, 'a>,
    ) -> Vec<(&'a RuleEntry, PartialOutput)> {
        let read = |name: &str| self.known.read_targets(name);
        let documents = self.documents(&read, of_dataset);
        let settled = self.by_rule(given).into_par_iter().map(|(_, entry, works)| {
            let lookups = self.known.lookups();
            (entry, entry.rule.settle(works, &entry.accepted, lookups, &documents))
        });
        settled.collect()
    }

    /// Returns the documents that rules can read again when they complete findings; `read` reads a collection
    /// of targets.
    pub(super) fn documents<'l>(
        &self,
        read: &'l (dyn Fn(&str) -> Collection<'a> + Sync),
        of_dataset: &'l Documents<'l, 'a>,
    ) -> Documents<'l, 'a> {
        let documents = to_read_again(self.known.dataset, self.known.wanted, read);
        match self.scope {
            Scope::Dataset => documents,
            Scope::Folder | Scope::Document => documents.in_part_of(of_dataset),
        }
    }

    /// Returns the reason why a rule did not check everything, or `None` if it checked everything. Either a document or
    /// line that may contain its records is not JSON, or some values or records that the rule needs are unknown.
    fn not_all_seen(&self, entry: &RuleEntry, work: &PartialOutput) -> Option<NotRun> {
        let files = &self.known.dataset.files;
        let lookups = &entry.rule.declaration().lookups;
        let looked_up = lookups.iter().filter_map(Lookup::collection);
        let read = looked_up.chain([entry.rule.declaration().collection()]);
        let unread = read.clone().find_map(|collection| self.records.unread_in(collection));
        let known = self.known.lookups();
        let unreliable = read.clone().find(|collection| known.unknown_records(collection) > 0);
        let reason = match unread {
            Some((file, is_whole)) => {
                let form = files.get(file).and_then(|file| file.content.converted_from());
                let units = form.map_or("lines", Form::units);
                let name = files.name(file);
                match is_whole {
                    true => format!("{name} could not be read"),
                    false => format!("some {units} of {name} could not be read"),
                }
            }
            None if work.encountered_unknown => {
                "some of the values that are needed are unknown".to_owned()
            }
            None => match unreliable {
                Some(collection) => format!("some records of `{collection}` are unknown"),
                None => return None,
            },
        };
        let document = self.group.map(ToOwned::to_owned);
        let declaration = entry.rule.declaration();
        // Such a rule knows which findings it could not decide because of unknown targets.
        let has_counted_unknown = declaration.counts_unknown_targets()
            && known.unknown_records(declaration.collection()) == 0;
        let is_local = unread.is_none() && (has_counted_unknown || unreliable.is_none());
        Some(NotRun { rule: entry.id.clone(), reason, document, is_local })
    }
}

/// Returns the documents of the dataset that rules can read again when they complete findings; `read` reads a
/// collection of targets.
pub(super) fn to_read_again<'l, 'a>(
    dataset: &'a Dataset,
    wanted: &LookupPlan,
    read: &'l (dyn Fn(&str) -> Collection<'a> + Sync),
) -> Documents<'l, 'a> {
    let names = wanted.targets.keys().cloned();
    Documents::new(&dataset.files, &dataset.rulebook.collections, names, read)
}

/// Returns the documents that were read in blocks.
fn streamed<'c, 'a>(
    checked: &'c mut [CheckedDocument<'a>],
    dataset: &'a Dataset,
) -> impl Iterator<Item = (&'a LargeDocument, &'c mut StreamedDocument<'a>)> {
    checked.iter_mut().filter_map(|checked| {
        Some((dataset.files.large(checked.to_check.file)?, checked.in_blocks_mut()?))
    })
}

/// Maximum number of records that one task visits.
pub(super) const RECORDS_PER_TASK: usize = 512;

/// Returns the number of records that one task visits: few enough that the records of a small collection are
/// visited on all threads.
fn records_per_task(number_of_records: usize) -> usize {
    const MIN_RECORDS: usize = 16;
    let tasks = 4 * rayon::current_num_threads();
    number_of_records.div_ceil(tasks).clamp(MIN_RECORDS, RECORDS_PER_TASK)
}
