//! Checking a dataset: documents, then declare, visit in parallel, settle, sort.

mod documents;
mod naming;
mod stamp;
mod summary;
mod visit;

pub use stamp::{sort, sort_key};
pub use summary::{BaselineCounts, NotRun, Summary, VerdictCounts};

use crate::dataset::Dataset;
use crate::document::{Document, FileId};
use crate::files::{Content, File, Files};
use crate::finding::{Anchor, Finding, Level, Place, Suppressed, sha256};
use crate::parameters::CollectionDefinition;
use crate::rule::{Codes, Collection, Lookup, Lookups, Record, Snapshot, Tally};
use crate::rulebook::{RuleEntry, Rulebook, Scope};
use crate::value::date::PartialDate;
use documents::{CheckedDocument, Health};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

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
    let mut checked = documents::check(&dataset);
    summary.list_broken_documents(&dataset, &checked);
    let snapshots = {
        let parts = parts(&dataset, &checked);
        for part in &parts {
            summary.count_records(&part.records);
        }
        findings.extend(empty_collections(&dataset.rulebook, &summary, &checked));
        summary.count_rules(&dataset.rulebook, &parts);
        let mut of_documents: Vec<Finding> = checked
            .iter_mut()
            .flat_map(|document| std::mem::take(&mut document.findings))
            .collect();
        naming::name_by_record(&mut of_documents, &parts, &dataset.files);
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

/// The records of every collection, in the order of the dataset.
type Records<'a> = BTreeMap<&'a str, Vec<Record<'a>>>;

/// What rules see at once: the dataset, or one document of it.
struct Part<'a> {
    /// How the dataset calls the document; nothing where the part is the dataset.
    document: Option<&'a str>,
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

fn parts<'a>(dataset: &'a Dataset, checked: &[CheckedDocument<'a>]) -> Vec<Part<'a>> {
    match dataset.rulebook.scope {
        Scope::Dataset => vec![part(dataset, None, checked)],
        Scope::Document => {
            let documents = checked.par_iter().map(|checked| {
                let file = dataset.files.get(checked.document.file());
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
    checked: &[CheckedDocument<'a>],
) -> Part<'a> {
    let records = records_by_collection(dataset, checked);
    let (rules, not_run) = rules_to_run(dataset, document, &records, checked);
    Part { document, records, rules, not_run }
}

fn check_part<'a>(
    dataset: &'a Dataset,
    part: &Part<'a>,
    snapshots: &'a Snapshots,
    today: &PartialDate,
) -> CheckedPart<'a> {
    let lookups = look_up(dataset, part, snapshots, today);
    let mut checked = CheckedPart::default();
    for (entry, work) in visit::visit_and_settle(&part.rules, &part.records, &lookups) {
        checked.tally.merge(&work.tally);
        if work.had_work {
            checked.busy.push(&entry.id);
        }
        checked.findings.extend(stamp::stamp(work.findings, entry, part.document, &dataset.files));
    }
    checked
}

fn records_by_collection<'a>(dataset: &'a Dataset, checked: &[CheckedDocument<'a>]) -> Records<'a> {
    let collections = dataset.rulebook.collections.par_iter().map(|collection| {
        let is_in = |checked: &&CheckedDocument<'_>| {
            let file = dataset.files.get(checked.document.file());
            file.is_some_and(|file| collection.is_in(&file.key))
        };
        let documents = checked.iter().filter(is_in);
        let records = documents.flat_map(|checked| records_of(collection, checked.document));
        (collection.name.as_str(), records.collect())
    });
    collections.collect()
}

/// The records that a collection has in one document: the union of its paths, in the order of the
/// text.
pub(crate) fn records_of<'a>(
    collection: &'a CollectionDefinition,
    document: &'a Document,
) -> impl Iterator<Item = Record<'a>> {
    let root = document.root();
    let mut values: Vec<_> = collection
        .select
        .iter()
        .flat_map(|path| root.map(|root| path.select(root)).unwrap_or_default())
        .collect();
    // Several paths, and one that descends twice (`$..a..b`), may select a value more than once.
    if !values.is_sorted_by(|left, right| left.span().start < right.span().start) {
        values.sort_by_key(|value| value.span().start);
        values.dedup_by_key(|value| value.span().start);
    }
    values.into_iter().map(move |value| Record { value, collection })
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

/// The rules that run, and those that cannot, with the reason.
fn rules_to_run<'a>(
    dataset: &'a Dataset,
    document: Option<&str>,
    records: &Records<'_>,
    checked: &[CheckedDocument<'_>],
) -> (Vec<&'a RuleEntry>, Vec<NotRun>) {
    let (mut rules, mut not_run) = (Vec::new(), Vec::new());
    for entry in dataset.rulebook.rules.iter().filter(|entry| entry.level != Level::Off) {
        match broken_document(entry, records, checked) {
            Some(broken) => {
                let file = dataset.files.name(broken.document.file());
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
    records: &Records<'_>,
    checked: &'c [CheckedDocument<'a>],
) -> Option<&'c CheckedDocument<'a>> {
    if entry.rule.any_judges_records_alone() {
        return None;
    }
    let mut read = BTreeSet::from([entry.rule.any_selection().collection.clone()]);
    for lookup in entry.rule.any_declare() {
        match lookup {
            Lookup::Collection(name) => read.insert(name),
            Lookup::Snapshots { collection, .. } => read.insert(collection),
            Lookup::Values(values) => read.insert(values.collection),
            Lookup::CodeFile(_) => false,
        };
    }
    checked.iter().find(|checked| match checked.health {
        Health::Sound => false,
        Health::NotJson => true,
        Health::DuplicateKeys | Health::SchemaErrors => read.iter().any(|collection| {
            let records = records.get(collection.as_str()).map(Vec::as_slice).unwrap_or_default();
            records.iter().any(|record| record.value.document().file() == checked.document.file())
        }),
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
    for lookup in part.rules.iter().flat_map(|entry| entry.rule.any_declare()) {
        match lookup {
            Lookup::Collection(name) => {
                collections.entry(name).or_insert_with_key(|name| {
                    let found = part.records.get(name.as_str()).cloned();
                    Collection::new(found.unwrap_or_default())
                });
            }
            Lookup::Values(of) => {
                let named = part.records.get(of.collection.as_str()).map(Vec::as_slice);
                values
                    .entry(of.key())
                    .or_insert_with(|| Codes::of_field(&of, named.unwrap_or_default()));
            }
            // Both have been read: files of codes together with the rulebook.
            Lookup::Snapshots { .. } | Lookup::CodeFile(_) => {}
        }
    }
    Lookups {
        collections,
        snapshots,
        values,
        code_files: &dataset.code_files,
        definitions: &dataset.rulebook.collections,
        files: &dataset.files,
        today: today.clone(),
    }
}

/// The texts that rules have declared, by the path that the dataset gives; for those that could not be
/// read, why.
type Snapshots = BTreeMap<String, Result<Snapshot, String>>;

fn read_snapshots(dataset: &Dataset, parts: &[Part<'_>]) -> Snapshots {
    let mut paths = BTreeSet::new();
    for part in parts {
        for lookup in part.rules.iter().flat_map(|entry| entry.rule.any_declare()) {
            let Lookup::Snapshots { collection, path } = lookup else { continue };
            let sources = part.records.get(collection.as_str()).map(Vec::as_slice);
            let named = sources.unwrap_or_default().iter().filter_map(|record| record.text(&path));
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
    for (key, snapshot) in snapshots {
        let (name, text) = match snapshot {
            Ok(snapshot) => snapshot.into_name_and_text(),
            Err(_) => (key.clone(), String::new()),
        };
        files.add(File { name, key, content: Content::Text(text) });
    }
}
