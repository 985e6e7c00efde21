//! Checking a dataset: documents, then declare, visit in parallel, settle, sort.

mod documents;
mod naming;
mod records;
mod stamp;
mod summary;
mod visit;
mod wanted;

pub(crate) use records::records_of;
pub use stamp::{sort, sort_key};
pub use summary::{BaselineCounts, NotRun, Summary, VerdictCounts};

use crate::dataset::Dataset;
use crate::document::FileId;
use crate::files::{Content, File, Files};
use crate::finding::{Anchor, Finding, Level, Place, Suppressed, sha256};
use crate::parameters::CollectionDefinition;
use crate::rule::{Codes, Collection, Lookup, Lookups, Snapshot, Tally};
use crate::rulebook::{RuleEntry, Rulebook, Scope};
use crate::value::date::PartialDate;
use documents::{CheckedDocument, Health, Values};
use foldhash::HashMap;
use rayon::prelude::*;
use records::Records;
use std::collections::{BTreeMap, BTreeSet};
use visit::Visits;
use wanted::Wanted;

/// What checking a dataset gives.
pub struct Run {
    /// Every file that was read.
    pub files: Files,
    /// What the rulebook says.
    pub rulebook: Rulebook,
    /// The ledger's file, where the rulebook names one.
    pub ledger: Option<FileId>,
    /// The documents of the dataset.
    pub documents: Vec<FileId>,
    /// The findings, sorted by place.
    pub findings: Vec<Finding>,
    /// The findings that are counted and not shown, sorted by place.
    pub suppressed: Vec<Suppressed>,
    /// What was checked and what was not.
    pub summary: Summary,
}

/// Checks a dataset. The order in which threads work never changes the result.
#[must_use]
pub fn check(mut dataset: Dataset, today: &PartialDate) -> Run {
    let mut findings = std::mem::take(&mut dataset.warnings);
    let mut summary = Summary::new(&dataset);
    let mut checked = documents::check(&dataset, &Wanted::of(&dataset.rulebook));
    summary.list_broken_documents(&dataset, &checked);
    let mut of_documents = Vec::new();
    for document in &mut checked {
        let found = std::mem::take(&mut document.findings);
        // Those of a document in blocks have been named where its records were at hand.
        match document.values {
            Values::Whole(_) => of_documents.extend(found),
            Values::Blocks(_) => findings.extend(found),
        }
    }
    let snapshots = {
        let parts = parts(&dataset, &checked);
        for part in &parts {
            summary.count_records(&part.records);
        }
        findings.extend(empty_collections(&dataset.rulebook, &summary, &checked));
        summary.count_rules(&dataset.rulebook, &parts);
        let records = parts.iter().flat_map(|part| part.records.all_in_memory());
        let value_at =
            |place: &Place| dataset.files.document(place.file())?.value_at(place.start());
        naming::name_by_record(&mut of_documents, records, value_at);
        findings.extend(of_documents);
        let snapshots = read_snapshots(&dataset, &parts);
        let checked_parts: Vec<CheckedPart<'_>> =
            parts.par_iter().map(|part| check_part(&dataset, part, &snapshots, today)).collect();
        summary.count_idle(&parts, &checked_parts);
        for part in checked_parts {
            summary.tally.merge(&part.tally);
            findings.extend(part.findings);
        }
        snapshots
    };
    add_snapshots(&mut dataset.files, snapshots);
    findings.retain(|finding| finding.level != Level::Off);
    stamp::shorten(&mut findings);
    stamp::tell_apart(&mut findings);
    sort(&mut findings);
    summary.count_findings(&findings);
    Run {
        files: dataset.files,
        rulebook: dataset.rulebook,
        ledger: dataset.ledger,
        documents: dataset.documents.iter().map(|document| document.file).collect(),
        findings,
        suppressed: Vec::new(),
        summary,
    }
}

/// What rules see at once: the dataset, or one document of it.
struct Part<'a> {
    /// How the dataset calls the document; nothing where the part is the dataset.
    document: Option<&'a str>,
    checked: &'a [CheckedDocument<'a>],
    records: Records<'a>,
    /// The rules that run; of the others those that cannot.
    rules: Vec<&'a RuleEntry>,
    not_run: Vec<NotRun>,
}

/// What the rules gave for one part.
#[derive(Default)]
struct CheckedPart<'a> {
    tally: Tally,
    findings: Vec<Finding>,
    /// The rules that had something to look at.
    busy: Vec<&'a str>,
}

fn parts<'a>(dataset: &'a Dataset, checked: &'a [CheckedDocument<'a>]) -> Vec<Part<'a>> {
    match dataset.rulebook.scope {
        Scope::Dataset => vec![part(dataset, None, checked)],
        Scope::Document => {
            let documents = checked.par_iter().map(|checked| {
                let file = dataset.files.get(checked.to_check.file);
                let document = file.map(|file| file.key.as_str());
                part(dataset, document, std::slice::from_ref(checked))
            });
            documents.collect()
        }
    }
}

fn part<'a>(
    dataset: &'a Dataset,
    document: Option<&'a str>,
    checked: &'a [CheckedDocument<'a>],
) -> Part<'a> {
    let records = Records::new(dataset, checked);
    let (rules, not_run) = rules_to_run(dataset, document, &records, checked);
    Part { document, checked, records, rules, not_run }
}

fn check_part<'a>(
    dataset: &'a Dataset,
    part: &Part<'a>,
    snapshots: &'a Snapshots,
    today: &PartialDate,
) -> CheckedPart<'a> {
    let lookups = look_up(dataset, part, snapshots, today);
    let visits = Visits {
        dataset,
        checked: part.checked,
        records: &part.records,
        rules: &part.rules,
        lookups: &lookups,
        shared: visit::shared_keys(&part.rules, &part.records, part.checked),
    };
    let mut checked = CheckedPart::default();
    let (settled, changed) = visits.visit_and_settle();
    let changed = changed.into_iter().map(|file| changed_meanwhile(file, &dataset.files));
    checked.findings.extend(changed);
    for (entry, work) in settled {
        checked.tally.merge(&work.tally);
        if work.had_work {
            checked.busy.push(&entry.id);
        }
        checked.findings.extend(stamp::stamp(work.findings, entry, part.document, &dataset.files));
    }
    checked
}

/// A collection without a record is likely a mistake in its path.
fn empty_collections(
    rulebook: &Rulebook,
    summary: &Summary,
    checked: &[CheckedDocument<'_>],
) -> Vec<Finding> {
    if checked.iter().any(|checked| checked.health == Health::NotJson) {
        return Vec::new();
    }
    let is_empty = |collection: &&CollectionDefinition| {
        !collection.optional && summary.records_of(&collection.name) == 0
    };
    let empty = rulebook.collections.iter().filter(is_empty).map(|collection| {
        let message = format!("the collection `{}` has no record in any document", collection.name);
        Finding::new(message, Anchor::new(&collection.name, "select"))
            .label(Place::range(rulebook.file, collection.span.clone()), "selects nothing")
            .help("correct its path, or say `optional = true`")
            .built_in("rulebook", Level::Notice)
    });
    empty.collect()
}

/// A document that was read twice and was not the same.
fn changed_meanwhile(file: FileId, files: &Files) -> Finding {
    let name = files.get(file).map(|file| file.key.as_str()).unwrap_or_default();
    Finding::new("the file changed while it was read", Anchor::new(name, "change"))
        .label(Place::File(file), "want a file that stays as it is")
        .help("run again")
        .built_in("syntax", Level::Error)
}

/// The rules that run, and those that cannot, with the reason.
fn rules_to_run<'a>(
    dataset: &'a Dataset,
    document: Option<&str>,
    records: &Records<'_>,
    checked: &[CheckedDocument<'_>],
) -> (Vec<&'a RuleEntry>, Vec<NotRun>) {
    let (mut rules, mut not_run) = (Vec::new(), Vec::new());
    for entry in dataset.rulebook.rules.iter().filter(|entry| entry.level != Level::Off) {
        match broken_document(entry, &dataset.rulebook, records, checked) {
            Some(broken) => {
                let file = dataset.files.name(broken.to_check.file);
                let reason = format!("{file} {}", broken.health.in_words());
                let (rule, document) = (entry.id.clone(), document.map(ToOwned::to_owned));
                not_run.push(NotRun { rule, reason, document });
            }
            None => rules.push(entry),
        }
    }
    (rules, not_run)
}

/// The document that stops a rule which looks at more than one record: one dropped or malformed
/// record would cause a cascade of false findings.
fn broken_document<'c, 'a>(
    entry: &RuleEntry,
    rulebook: &Rulebook,
    records: &Records<'_>,
    checked: &'c [CheckedDocument<'a>],
) -> Option<&'c CheckedDocument<'a>> {
    if entry.rule.any_judges_records_alone() {
        return None;
    }
    let mut read = BTreeSet::from([entry.rule.any_selection().collection.clone()]);
    let lookups = entry.rule.any_declare();
    read.extend(lookups.iter().filter_map(Lookup::collection).map(str::to_owned));
    checked.iter().find(|checked| match checked.health {
        Health::Sound => false,
        Health::NotJson => true,
        Health::DuplicateKeys | Health::SchemaErrors => {
            read.iter().any(|collection| records.are_in(collection, checked, rulebook))
        }
    })
}

/// Reads what the rules have declared.
fn look_up<'a>(
    dataset: &'a Dataset,
    part: &Part<'a>,
    snapshots: &'a Snapshots,
    today: &PartialDate,
) -> Lookups<'a> {
    let mut collections = BTreeMap::new();
    let mut values = BTreeMap::new();
    let mut referrers = BTreeMap::new();
    for lookup in part.rules.iter().flat_map(|entry| entry.rule.any_declare()) {
        match lookup {
            Lookup::Collection(name) => {
                collections
                    .entry(name)
                    .or_insert_with_key(|name| Collection::new(part.records.looked_up(name)));
            }
            Lookup::Values(of) => {
                values.entry(of.key()).or_insert_with(|| {
                    Codes::of_field(&of, &part.records.looked_up(&of.collection))
                });
            }
            Lookup::Referrers(by) => {
                referrers
                    .entry(by.text.clone())
                    .or_insert_with(|| part.records.referrers(&by, part.checked));
            }
            // Both have been read: files of codes together with the rulebook.
            Lookup::Snapshots { .. } | Lookup::CodeFile(_) => {}
        }
    }
    Lookups {
        collections,
        snapshots,
        values,
        referrers,
        code_files: &dataset.code_files,
        definitions: &dataset.rulebook.collections,
        files: &dataset.files,
        today: today.clone(),
    }
}

/// The texts that rules have declared, by the path that the dataset gives; for those that could not be
/// read, why.
type Snapshots = HashMap<String, Result<Snapshot, String>>;

fn read_snapshots(dataset: &Dataset, parts: &[Part<'_>]) -> Snapshots {
    let mut paths = BTreeSet::new();
    for part in parts {
        for lookup in part.rules.iter().flat_map(|entry| entry.rule.any_declare()) {
            let Lookup::Snapshots { collection, path } = lookup else { continue };
            let sources = part.records.looked_up(&collection);
            let named = sources.iter().filter_map(|record| record.text(&path));
            paths.extend(named.map(std::borrow::Cow::into_owned));
        }
    }
    let first = dataset.files.next_id().0;
    let read: Vec<_> = paths.into_iter().zip(first..u32::MAX).collect();
    let read = read.into_par_iter().map(|(path, id)| {
        let (bytes, name) = dataset.read_text(&path);
        let snapshot = bytes.and_then(|bytes| {
            let sha256 = sha256(&bytes);
            let text = String::from_utf8(bytes).map_err(|_| "not UTF-8 text".to_owned())?;
            Ok(Snapshot::new(FileId(id), name, sha256, text))
        });
        (path, snapshot)
    });
    read.collect()
}

/// The files of snapshots get the numbers that the snapshots were read with.
fn add_snapshots(files: &mut Files, snapshots: Snapshots) {
    // They were numbered in the order of their paths.
    let snapshots: BTreeMap<String, Result<Snapshot, String>> = snapshots.into_iter().collect();
    for (key, snapshot) in snapshots {
        let (name, text) = match snapshot {
            Ok(snapshot) => snapshot.into_name_and_text(),
            Err(_) => (key.clone(), String::new()),
        };
        files.add(File { name, key, content: Content::Text(text) });
    }
}
