//! Checking a dataset: documents, then declare, visit in parallel, settle, sort.

mod documents;
mod stamp;
mod summary;
mod visit;

pub use summary::{NotRun, Summary};

use crate::dataset::Dataset;
use crate::document::Document;
use crate::files::{Content, File, Files};
use crate::finding::{Anchor, Finding, Level, Place, sha256};
use crate::parameters::CollectionDefinition;
use crate::rule::{Codes, Collection, Lookup, Lookups, Record, Snapshot};
use crate::rulebook::{RuleEntry, Rulebook};
use crate::value::date::PartialDate;
use documents::{CheckedDocument, Health};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// What checking a dataset gives.
#[derive(Debug)]
pub struct Run {
    /// Every file that was read.
    pub files: Files,
    /// The findings, sorted by place.
    pub findings: Vec<Finding>,
    /// What was checked and what was not.
    pub summary: Summary,
}

/// Checks a dataset. The order in which threads work never changes the result.
#[must_use]
pub fn check(mut dataset: Dataset, today: &PartialDate) -> Run {
    let mut findings = std::mem::take(&mut dataset.warnings);
    let mut summary = Summary::new(&dataset);
    let checked = documents::check(&dataset);
    let snapshots = {
        let records = records_by_collection(&dataset.rulebook, &checked);
        summary.count_records(&records);
        findings.extend(empty_collections(&dataset.rulebook, &records, &checked));
        let rules = rules_to_run(&dataset, &records, &checked, &mut summary);
        let lookups = look_up(&dataset, &rules, &records, today);
        for (entry, work) in visit::visit_and_settle(&rules, &records, &lookups) {
            summary.tally.merge(&work.tally);
            findings.extend(stamp::stamp(work.findings, entry, &dataset.files));
        }
        lookups.snapshots
    };
    findings.extend(checked.into_iter().flat_map(|document| document.findings));
    add_snapshots(&mut dataset.files, snapshots);
    findings.retain(|finding| finding.level != Level::Off);
    stamp::shorten(&mut findings);
    stamp::tell_apart(&mut findings);
    stamp::sort(&mut findings);
    summary.count_findings(&findings);
    Run { files: dataset.files, findings, summary }
}

/// The records of every collection, in the order of the dataset.
type Records<'a> = BTreeMap<&'a str, Vec<Record<'a>>>;

fn records_by_collection<'a>(
    rulebook: &'a Rulebook,
    checked: &[CheckedDocument<'a>],
) -> Records<'a> {
    let collections = rulebook.collections.par_iter().map(|collection| {
        let records = checked.iter().flat_map(|checked| records_of(collection, checked.document));
        (collection.name.as_str(), records.collect())
    });
    collections.collect()
}

/// The records that a collection has in one document: the union of its paths, in the order of the
/// text.
fn records_of<'a>(
    collection: &'a CollectionDefinition,
    document: &'a Document,
) -> impl Iterator<Item = Record<'a>> {
    let root = document.root();
    let mut values: Vec<_> = collection
        .select
        .iter()
        .flat_map(|path| root.map(|root| path.select(root)).unwrap_or_default())
        .collect();
    if collection.select.len() > 1 {
        values.sort_by_key(|value| value.span().start);
        values.dedup_by_key(|value| value.span().start);
    }
    values.into_iter().map(move |value| Record { value, collection })
}

/// A collection without a record is likely a mistake in its path.
fn empty_collections(
    rulebook: &Rulebook,
    records: &Records<'_>,
    checked: &[CheckedDocument<'_>],
) -> Vec<Finding> {
    if checked.iter().any(|checked| checked.health == Health::NotJson) {
        return Vec::new();
    }
    let is_empty = |collection: &&CollectionDefinition| {
        !collection.optional && records.get(collection.name.as_str()).is_none_or(Vec::is_empty)
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

/// The rules that run. The others are named in the summary, with the reason.
fn rules_to_run<'a>(
    dataset: &'a Dataset,
    records: &Records<'_>,
    checked: &[CheckedDocument<'_>],
    summary: &mut Summary,
) -> Vec<&'a RuleEntry> {
    let mut rules = Vec::new();
    for entry in &dataset.rulebook.rules {
        if entry.level == Level::Off {
            summary.rules_off += 1;
            continue;
        }
        match broken_document(entry, records, checked) {
            Some(broken) => {
                let file = dataset.files.name(broken.document.file());
                let reason = format!("{file} {}", broken.health.in_words());
                summary.not_run.push(NotRun { rule: entry.id.clone(), reason });
            }
            None => rules.push(entry),
        }
    }
    summary.rules_run += rules.len();
    rules
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
    rules: &[&RuleEntry],
    records: &Records<'a>,
    today: &PartialDate,
) -> Lookups<'a> {
    let declared: Vec<Lookup> = rules.iter().flat_map(|entry| entry.rule.any_declare()).collect();
    let mut collections = BTreeMap::new();
    let mut values = BTreeMap::new();
    let mut paths = BTreeSet::new();
    for lookup in declared {
        match lookup {
            Lookup::Collection(name) => {
                let found = records.get(name.as_str()).cloned().unwrap_or_default();
                collections.entry(name).or_insert_with(|| Collection::new(found));
            }
            Lookup::Snapshots { collection, path } => {
                let sources =
                    records.get(collection.as_str()).map(Vec::as_slice).unwrap_or_default();
                let named = sources.iter().filter_map(|record| record.text(&path));
                paths.extend(named.map(std::borrow::Cow::into_owned));
            }
            Lookup::Values(of) => {
                let named = records.get(of.collection.as_str()).map(Vec::as_slice);
                values
                    .entry(of.key())
                    .or_insert_with(|| Codes::of_field(&of, named.unwrap_or_default()));
            }
            // The dataset has read them together with the rulebook.
            Lookup::CodeFile(_) => {}
        }
    }
    Lookups {
        collections,
        snapshots: read_snapshots(dataset, paths),
        values,
        code_files: &dataset.code_files,
        definitions: &dataset.rulebook.collections,
        files: &dataset.files,
        today: today.clone(),
    }
}

fn read_snapshots(
    dataset: &Dataset,
    paths: BTreeSet<String>,
) -> BTreeMap<String, Result<Snapshot, String>> {
    let first = dataset.files.next_id().0;
    let read: Vec<_> = paths.into_iter().zip(first..u32::MAX).collect();
    let read = read.into_par_iter().map(|(path, id)| {
        let (bytes, name) = dataset.read_text(&path);
        let snapshot = bytes.and_then(|bytes| {
            let sha256 = sha256(&bytes);
            let text = String::from_utf8(bytes).map_err(|_| "not UTF-8 text".to_owned())?;
            Ok(Snapshot::new(crate::document::FileId(id), name, sha256, text))
        });
        (path, snapshot)
    });
    read.collect()
}

/// The files of snapshots get the numbers that the snapshots were read with.
fn add_snapshots(files: &mut Files, snapshots: BTreeMap<String, Result<Snapshot, String>>) {
    for (key, snapshot) in snapshots {
        let (name, text) = match snapshot {
            Ok(snapshot) => snapshot.into_name_and_text(),
            Err(_) => (key.clone(), String::new()),
        };
        files.add(File { name, key, content: Content::Text(text) });
    }
}
