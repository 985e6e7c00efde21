//! Checks a dataset: the documents first, then the records against the rules (declare, visit in parallel,
//! settle). Sorts the findings.

mod dates;
mod documents;
mod edits;
mod finalize;
mod former;
mod idle;
mod lookup_plan;
mod lookup_tables;
mod misread;
mod patterns;
mod reanchor;
mod records;
mod streamed;
mod summary;
mod unread;
mod visit;
mod withdraw;

pub use finalize::{sort, sort_by_finding};
pub use former::{RunWithFormer, check_with_former};
pub(crate) use records::each_record;
pub use summary::{BaselineCounts, FindingName, NotRun, NotSelected, Summary, VerdictCounts};

use crate::dataset::Dataset;
use crate::document::FileId;
use crate::files::{Content, File, Files, LargeDocument};
use crate::finding::{Finding, Level, Place, Suppressed, append};
use crate::rule::{
    Collection, Documents, Grouping, Keep, KeyHashes, Lookup, PartialOutput, Record, Snapshots,
    Tally, Unchecked,
};
use crate::rulebook::{RuleEntry, Rulebook, Scope};
use crate::rules::KINDS;
use crate::value::date::PartialDate;
use documents::{CheckedDocument, Values};
use finalize::Unshown;
use idle::Watch;
use lookup_plan::LookupPlan;
use lookup_tables::{LookupTables, RunArena};
use rayon::prelude::*;
use records::Records;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;
use streamed::StreamedDocument;
use visit::{
    RuleKeys, RuleOutput, Rules, ToSettle, keep_to_settle, only_facts, place_of, some_to_settle,
};

/// The result of checking a dataset.
pub struct Run {
    /// Every file that was read.
    pub files: Files,
    /// The parsed rulebook.
    pub rulebook: Rulebook,
    /// The ledger's file; `None` if the rulebook names no ledger.
    pub ledger: Option<FileId>,
    /// The documents of the dataset.
    pub documents: Vec<FileId>,
    /// The findings, sorted by path, place, rule and fingerprint.
    pub findings: Vec<Finding>,
    /// The findings that are counted but not shown, sorted in the same order.
    pub suppressed: Vec<Suppressed>,
    /// Counts of checked and unchecked values.
    pub summary: Summary,
}

impl Run {
    /// Whether a finding that the run does not report is resolved. Findings of a rule that is off
    /// are never resolved.
    #[must_use]
    pub fn resolves(&self, gone: &FindingName<'_>) -> bool {
        let mut rules = self.rulebook.rules.iter();
        let mut built_in = KINDS.iter().filter(|kind| kind.is_built_in());
        !rules.any(|entry| entry.id == gone.rule && entry.level == Level::Off)
            && !built_in
                .any(|kind| kind.name == gone.rule && self.rulebook.level_of(kind) == Level::Off)
            && self.summary.resolves(gone)
    }
}

/// Checks a dataset. The result does not depend on thread scheduling.
#[must_use]
pub fn check(mut dataset: Dataset, today: &PartialDate) -> Run {
    let warnings = std::mem::take(&mut dataset.warnings);
    let mut summary = Summary::new(&dataset);
    let arena = RunArena::default();
    let mut findings = check_all(&dataset, &arena, &mut summary, today);
    findings.extend(warnings);
    if let Some(snapshots) = arena.into_snapshots() {
        add_snapshots(&mut dataset.files, snapshots);
    }
    dates::merge(&mut findings, &dataset.rulebook);
    findings.retain(|finding| finding.level != Level::Off);
    findings.extend(unread::findings(&dataset.rulebook, &summary));
    finalize::truncate_texts(&mut findings);
    finalize::disambiguate_fingerprints(&mut findings);
    sort(&mut findings, &dataset.files);
    edits::judge(&mut findings, &dataset.files);
    summary.count_findings(&findings);
    let mut run = Run {
        files: dataset.files,
        rulebook: dataset.rulebook,
        ledger: dataset.ledger,
        documents: dataset.documents.iter().map(|document| document.file).collect(),
        findings,
        suppressed: Vec::new(),
        summary,
    };
    run.withdraw_changed();
    run
}

fn check_all(
    dataset: &Dataset,
    arena: &RunArena,
    summary: &mut Summary,
    today: &PartialDate,
) -> Vec<Finding> {
    let rules = Rules::of(&dataset.rulebook);
    let wanted = LookupPlan::by(&rules);
    let watch = Watch::new(dataset);
    let mut known = LookupTables::new(dataset, arena, &rules, &wanted, &dataset.documents, today);
    documents::check(dataset, &watch, &mut known);
    summary.list_broken_documents(dataset, &known.checked);
    let mut findings = Vec::new();
    let mut of_documents = Vec::new();
    for document in &mut known.checked {
        let found = std::mem::take(&mut document.findings);
        // Findings in a streamed document were anchored while its records were in memory.
        match document.values {
            Values::Whole(_) => append(&mut of_documents, found),
            Values::Blocks(_) => append(&mut findings, found),
        }
    }
    let partitions = partitions(known);
    // The partitions of any one scope together contain all records.
    let whole = || {
        partitions
            .iter()
            .filter(|partition| partitions.first().is_some_and(|of| of.scope == partition.scope))
    };
    let mut misread = misread::OfCollections::new();
    for partition in whole() {
        summary.count_records(&partition.records);
        for (name, of) in &partition.records.misread {
            misread.entry(*name).or_default().merge(of.clone());
        }
    }
    watch.all(&partitions.iter().map(|partition| &partition.records));
    summary.count_rules(&dataset.rulebook);
    let records = whole().flat_map(|partition| partition.records.all_in_memory());
    let value_at = |place: &Place| dataset.files.document(place.file())?.value_at(place.start());
    reanchor::anchor_to_record(&mut of_documents, records, value_at);
    append(&mut findings, of_documents);
    register_snapshots(dataset, arena, &partitions);
    let read = |name: &str| records::in_documents(dataset, name);
    let of_dataset = to_read_again(dataset, &wanted, &read);
    let checked = partitions.into_par_iter().map(|partition| partition.check(&of_dataset));
    let checked: Vec<PartitionResult<'_>> = checked.collect();
    let with_partner =
        checked.iter().flat_map(|partition| partition.with_partner.iter().copied()).collect();
    let mut unshown: BTreeMap<&str, Unshown> = BTreeMap::new();
    for partition in checked {
        summary.tally.merge(&partition.tally);
        summary.not_run.extend(partition.not_run);
        summary.add_unchecked(partition.unchecked);
        append(&mut findings, partition.findings);
        for (rule, more) in partition.unshown {
            unshown.entry(rule).or_default().merge(more);
        }
    }
    let idle = watch.findings(summary, &with_partner, &unshown);
    findings.extend(idle.findings);
    summary.not_looked.extend(idle.misspelt_rules.into_iter().map(str::to_owned));
    misread::add_to(summary, dataset, &rules, misread, idle.misspelt_collections);
    findings.extend(patterns::unreadable(&dataset.rulebook));
    findings
}

/// The records that rules see together: the whole dataset, or one folder or document of it.
struct Partition<'a, 'k> {
    scope: Scope,
    /// The dataset's name for the folder or document; `None` if the partition is the whole dataset.
    group: Option<&'a str>,
    known: LookupTables<'a, 'k>,
    records: Records<'a>,
    /// The rules that run in this partition, by position in the rulebook.
    runs: BTreeMap<usize, &'a RuleEntry>,
}

/// The output of the rules for one partition.
struct PartitionResult<'a> {
    tally: Tally,
    findings: Vec<Finding>,
    /// The rules that could not see every record.
    not_run: Vec<NotRun>,
    /// The ids of the rules that had something to compare with.
    with_partner: BTreeSet<&'a str>,
    /// The message fields that could not be shown, by rule id.
    unshown: Vec<(&'a str, Unshown)>,
    /// The values that each rule did not check, by rule id.
    unchecked: Vec<(String, Unchecked)>,
}

fn partitions<'a, 'k>(known: LookupTables<'a, 'k>) -> Vec<Partition<'a, 'k>> {
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
fn register_snapshots(dataset: &Dataset, arena: &RunArena, partitions: &[Partition<'_, '_>]) {
    let paths =
        || partitions.iter().flat_map(|partition| partition.known.snapshot_paths(None)).collect();
    arena.snapshots_at(dataset, paths);
}

impl<'a, 'k> Partition<'a, 'k> {
    fn new(scope: Scope, group: Option<&'a str>, known: LookupTables<'a, 'k>) -> Partition<'a, 'k> {
        let records = Records::new(known.dataset, known.wanted, &known.checked);
        let runs = known.rules.all().filter(|(_, entry)| entry.runs_in() == scope).collect();
        Partition { scope, group, known, records, runs }
    }

    /// Runs the rules. `of_dataset` reads collections in the whole dataset.
    fn check(mut self, of_dataset: &Documents<'_, 'a>) -> PartitionResult<'a> {
        self.known.look_up(None);
        self.known.look_up_unknown(&self.records);
        let given = self.visit();
        let mut checked = PartitionResult {
            tally: Tally::default(),
            findings: Vec::new(),
            not_run: Vec::new(),
            with_partner: BTreeSet::new(),
            unshown: Vec::new(),
            unchecked: Vec::new(),
        };
        for (entry, mut work) in self.settle(given, of_dataset) {
            checked.tally.merge(&work.tally);
            checked.unchecked.push((entry.id.clone(), std::mem::take(&mut work.unchecked)));
            checked.not_run.extend(self.not_all_seen(entry, &work));
            if work.has_partner {
                checked.with_partner.insert(entry.id.as_str());
            }
            let (group, dataset, mut unshown) =
                (self.group, self.known.dataset, Unshown::default());
            let stamped =
                finalize::attach_rule_metadata(work.findings, entry, group, dataset, &mut unshown);
            append(&mut checked.findings, stamped);
            checked.unshown.push((entry.id.as_str(), unshown));
        }
        checked
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

    /// Visits the records that are in memory, in chunks. `visits` says whether a rule visits the chunk that begins
    /// at a place.
    fn visit_in_memory(
        &self,
        visits: &(dyn Fn(usize, (FileId, usize)) -> bool + Sync),
        keep: &(dyn Fn(usize) -> Keep + Sync),
    ) -> Vec<RuleOutput> {
        let visitor = self.known.visitor();
        let mut given = Vec::new();
        for (collection, positions) in self.known.rules.by_collection() {
            let runs = |position: &usize| self.runs.contains_key(position);
            let positions: Vec<usize> = positions.iter().copied().filter(runs).collect();
            let chunks = self.records.in_memory(collection).par_chunks(RECORDS_PER_TASK);
            let visit = |chunk: &[Record<'_>]| {
                let Some(place) = place_of(chunk) else { return Vec::new() };
                let positions = positions.iter().copied().filter(|at| visits(*at, place));
                visitor.records(&positions.collect::<Vec<_>>(), chunk, keep)
            };
            given.par_extend(chunks.flat_map_iter(visit));
        }
        given
    }

    /// Returns, for each rule that settles only some facts, the keys to settle, found by comparing
    /// the keys of all documents. `keys` are the keys of records in memory whose facts were not
    /// kept; the keys of kept facts are taken from `given`.
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
            let mut hashes = KeyHashes::default();
            let streamed = in_blocks.iter().flat_map(|in_blocks| in_blocks.keys());
            let all = keys.iter().chain(&kept).chain(streamed);
            for (_, _, more) in all.filter(|(of, ..)| *of == position) {
                hashes.merge(more);
            }
            (position, Arc::new(hashes.to_settle(grouping)))
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

    /// Settles every rule, in rulebook order, and returns each with its complete output.
    fn settle(
        &self,
        mut given: Vec<RuleOutput>,
        of_dataset: &Documents<'_, 'a>,
    ) -> Vec<(&'a RuleEntry, PartialOutput)> {
        // The sort is stable, so the outputs of one block keep their order.
        given.sort_by_key(|(_, place, _)| *place);
        let mut of_rules: BTreeMap<usize, Vec<PartialOutput>> = BTreeMap::new();
        for (position, _, work) in given {
            of_rules.entry(position).or_default().push(work);
        }
        let rules = self.runs.iter();
        let rules: Vec<(&RuleEntry, Vec<PartialOutput>)> = rules
            .map(|(position, entry)| (*entry, of_rules.remove(position).unwrap_or_default()))
            .collect();
        let read = |name: &str| self.known.read_targets(name);
        let documents = to_read_again(self.known.dataset, self.known.wanted, &read);
        let documents = match self.scope {
            Scope::Dataset => documents,
            Scope::Folder | Scope::Document => documents.in_part_of(of_dataset),
        };
        let settled = rules.into_par_iter().map(|(entry, works)| {
            let lookups = self.known.lookups();
            (entry, entry.rule.settle(works, &entry.accepted, lookups, &documents))
        });
        settled.collect()
    }

    /// Returns why a rule did not check everything, or `None` if it did. Either a document or line that may
    /// hold its records is not JSON, or some values or records that it needs are unknown.
    fn not_all_seen(&self, entry: &RuleEntry, work: &PartialOutput) -> Option<NotRun> {
        let files = &self.known.dataset.files;
        let lookups = entry.rule.declare();
        let looked_up = lookups.iter().filter_map(Lookup::collection);
        let read = looked_up.chain([entry.rule.selection().collection.as_str()]);
        let unread = read.clone().find_map(|collection| self.records.unread_in(collection));
        let known = self.known.lookups();
        let unreliable = read.clone().find(|collection| known.unknown_records(collection) > 0);
        let reason = match unread {
            Some((file, true)) => format!("{} is not JSON", files.name(file)),
            Some((file, false)) => format!("some lines of {} are not JSON", files.name(file)),
            None if work.encountered_unknown => "it needs values that are unknown".to_owned(),
            None => match unreliable {
                Some(collection) => format!("some records of `{collection}` are unknown"),
                None => return None,
            },
        };
        let document = self.group.map(ToOwned::to_owned);
        Some(NotRun { rule: entry.id.clone(), reason, document })
    }
}

/// Returns the documents for rules that complete findings; `read` reads a collection of targets.
fn to_read_again<'l, 'a>(
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

/// Number of records per rayon task.
const RECORDS_PER_TASK: usize = 512;

/// Adds the snapshots to the files, with the file ids that they were given when they were registered.
fn add_snapshots(files: &mut Files, snapshots: Snapshots) {
    for (key, read) in snapshots.into_texts() {
        let (name, text) = read.unwrap_or_else(|| (key.clone(), String::new()));
        files.add(File { name, key, content: Content::Text(text) });
    }
}
