//! Checks a dataset. The documents are checked first. Then the rules check the records in three steps:
//! declare their lookups, visit the records in parallel, and settle. Finally, the findings are sorted.

mod as_written;
mod dates;
mod documents;
mod edits;
mod finalize;
mod former;
mod idle;
mod lookup_plan;
mod lookup_tables;
mod misread;
mod partition;
mod patterns;
mod reanchor;
mod records;
pub mod shards;
mod shared;
mod streamed;
mod summary;
mod threads;
mod unread;
mod visit;
mod withdraw;

pub(crate) use edits::write_in_form;
pub use finalize::{sort, sort_by_finding};
pub use former::{RunWithFormer, check_with_former};
pub(crate) use misread::subject as subject_of_collection;
pub(crate) use records::{each_record, each_record_until};
pub use summary::{
    BaselineCounts, DatasetsBelow, FindingName, NotRun, NotSelected, Summary, VerdictCounts,
};
pub use threads::on_deep_threads;

use crate::dataset::Dataset;
use crate::document::FileId;
use crate::files::{Content, File, Files};
use crate::finding::{EncodedFinding, Level, Place, Suppressed, append};
use crate::rule::{PlaceLimits, Snapshots};
use crate::rulebook::Rulebook;
use crate::rules::KINDS;
use crate::value::date::PartialDate;
use documents::{CheckedDocument, Values};
use finalize::Unshown;
use idle::Watch;
use lookup_plan::LookupPlan;
use lookup_tables::{LookupTables, RunArena};
use partition::{Partition, PartitionResult, partitions, register_snapshots, to_read_again};
use rayon::prelude::*;
use records::Records;
use shards::Restored;
use std::collections::{BTreeMap, BTreeSet};
use visit::Rules;

/// The result of checking a dataset.
pub struct Run {
    /// Every file that was read.
    pub files: Files,
    /// The parsed rulebook.
    pub rulebook: Rulebook,
    /// The file of the ledger, or `None` if the rulebook names no ledger.
    pub ledger: Option<FileId>,
    /// The documents of the dataset.
    pub documents: Vec<FileId>,
    /// The findings, sorted by path, place, rule and fingerprint.
    pub findings: Vec<EncodedFinding>,
    /// The findings that are counted but not shown, sorted in the same order.
    pub suppressed: Vec<Suppressed>,
    /// Counts of checked and unchecked values.
    pub summary: Summary,
    /// The date of the run.
    pub today: PartialDate,
}

impl Run {
    /// Whether an earlier finding is resolved, given that the run does not report it. A finding of a rule
    /// that is off is never resolved.
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
pub fn check(dataset: Dataset, today: &PartialDate) -> Run {
    run(dataset, today, None)
}

/// Checks a dataset. If `restored` is given, the documents and the output of the rules come from it.
fn run(mut dataset: Dataset, today: &PartialDate, restored: Option<&Restored>) -> Run {
    let warnings = std::mem::take(&mut dataset.warnings);
    let mut summary = Summary::new(&dataset);
    let arena = RunArena::default();
    let mut findings = check_all(&dataset, &arena, &mut summary, today, restored);
    findings.extend(warnings.into_iter().map(EncodedFinding::from));
    if let Some(snapshots) = arena.into_snapshots() {
        // A report shows the sources of all claims, whether or not a rule has read them. A restored run has read none.
        snapshots.read_all();
        add_snapshots(&mut dataset.files, snapshots);
    }
    dates::merge(&mut findings, &dataset.rulebook);
    summary.count_hidden(&findings, PlaceLimits::new(dataset.keeps_all_places));
    findings.retain(|finding| finding.level() != Level::Off);
    let unread = unread::findings(&dataset.rulebook, &summary);
    findings.extend(unread.into_iter().map(EncodedFinding::from));
    finalize::truncate_texts(&mut findings);
    shared::merge(&mut findings, &dataset.files);
    as_written::explain_numbers(&mut findings, &dataset.files);
    as_written::label_repetitions(&mut findings, &dataset.files);
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
        today: today.clone(),
    };
    run.withdraw_changed();
    run
}

/// Checks the documents, runs the rules, and adds the counts to the summary. Returns the findings, unsorted.
fn check_all(
    dataset: &Dataset,
    arena: &RunArena,
    summary: &mut Summary,
    today: &PartialDate,
    restored: Option<&Restored>,
) -> Vec<EncodedFinding> {
    let rules = Rules::of(&dataset.rulebook);
    let wanted = LookupPlan::by(&rules);
    let watch = Watch::new(dataset);
    let mut known = LookupTables::new(dataset, arena, &rules, &wanted, &dataset.documents, today);
    match restored {
        None => documents::check(dataset, &watch, &mut known),
        Some(restored) => {
            restored.add_found(&watch, &dataset.rulebook);
            restored.add_documents(&mut known);
        }
    }
    summary.list_broken_documents(dataset, &known.checked);
    let (mut of_documents, mut findings) = take_findings(&mut known.checked);
    let partitions = partitions(known);
    let records = || of_one_scope(&partitions).map(|partition| &partition.records);
    let misread = count_records(records(), summary);
    watch.all(&partitions.iter().map(|partition| &partition.records));
    summary.count_rules(&dataset.rulebook);
    let value_at = |place: &Place| dataset.files.document(place.file())?.value_at(place.start());
    let in_memory = records().flat_map(Records::all_in_memory);
    reanchor::anchor_to_record(&mut of_documents, in_memory, value_at);
    append(&mut findings, of_documents);
    register_snapshots(dataset, arena, &partitions);
    let read = |name: &str| records::in_documents(dataset, name);
    let of_dataset = to_read_again(dataset, &wanted, &read);
    let checked = partitions.into_par_iter();
    let checked = checked.map(|partition| partition.check(&of_dataset, restored)).collect();
    let of_rules = RuleResults::of(checked, summary);
    append(&mut findings, of_rules.findings);
    let without_objects = misread::without_objects(summary, &misread);
    let idle = watch.findings(summary, &of_rules.with_partner, &of_rules.unshown, &without_objects);
    findings.extend(idle.findings.into_iter().map(EncodedFinding::from));
    summary.not_looked.extend(idle.misspelt_rules.into_iter().map(str::to_owned));
    misread::add_to(summary, dataset, &rules, misread, idle.misspelt_collections);
    let unreadable = patterns::unreadable(&dataset.rulebook).into_iter();
    findings.extend(unreadable.map(EncodedFinding::from));
    findings
}

/// Removes and returns the findings of all documents, in two lists: findings whose anchors do not name a record yet,
/// and complete findings. The findings of a streamed document are complete, since their records are named while the
/// block is in memory.
fn take_findings(
    checked: &mut [CheckedDocument<'_>],
) -> (Vec<EncodedFinding>, Vec<EncodedFinding>) {
    let (mut without_records, mut complete) = (Vec::new(), Vec::new());
    for document in checked {
        let found = std::mem::take(&mut document.findings);
        match document.values {
            Values::Whole(_) => append(&mut without_records, found),
            Values::Blocks(_) => append(&mut complete, found),
        }
    }
    (without_records, complete)
}

/// Returns the partitions of a single scope, which together contain all records.
fn of_one_scope<'p, 'a, 'k>(
    partitions: &'p [Partition<'a, 'k>],
) -> impl Iterator<Item = &'p Partition<'a, 'k>> {
    let scope = partitions.first().map(|partition| partition.scope);
    partitions.iter().filter(move |partition| Some(partition.scope) == scope)
}

/// Adds the numbers of records to the summary. Returns the records that could not be read.
fn count_records<'r, 'a: 'r>(
    records: impl Iterator<Item = &'r Records<'a>>,
    summary: &mut Summary,
) -> misread::OfCollections<'a> {
    let mut misread = misread::OfCollections::new();
    for records in records {
        summary.count_records(records);
        for (name, records) in records.by_collection() {
            misread.entry(name).or_default().merge(records.misread.clone());
        }
    }
    misread
}

/// What the rules found in all partitions.
#[derive(Default)]
struct RuleResults<'a> {
    findings: Vec<EncodedFinding>,
    /// The ids of the rules that found at least one record or value to compare with.
    with_partner: BTreeSet<&'a str>,
    /// The message fields that could not be shown, by rule id.
    unshown: BTreeMap<&'a str, Unshown>,
}

impl<'a> RuleResults<'a> {
    /// Joins the results of all partitions, and adds their counts to the summary.
    fn of(partitions: Vec<PartitionResult<'a>>, summary: &mut Summary) -> RuleResults<'a> {
        let mut results = RuleResults::default();
        for partition in partitions {
            summary.tally.merge(&partition.tally);
            summary.not_run.extend(partition.not_run);
            for (rule, more) in partition.passed_over {
                summary.passed_over.entry(rule.to_owned()).or_default().merge(more);
            }
            summary.add_counted(partition.counted);
            append(&mut results.findings, partition.findings);
            results.with_partner.extend(partition.with_partner);
            for (rule, more) in partition.unshown {
                results.unshown.entry(rule).or_default().merge(more);
            }
        }
        results
    }
}

/// Adds the snapshots to the files in the order of their registration. Each snapshot thereby gets the file id
/// that was reserved for it.
fn add_snapshots(files: &mut Files, snapshots: Snapshots) {
    for (key, read) in snapshots.into_contents() {
        let unread = || (key.clone(), Content::Text(String::new()));
        let (name, content) = read.unwrap_or_else(unread);
        files.add(File { name, key, content });
    }
}
