//! A rulebook before it is written, with the findings of its rules in the data.

use super::collections::Collection;
use super::draft::Draft;
use super::globs::{Globs, globs, globs_with_exclusions};
use super::naming::first_free;
use super::{ScanContext, ScannedFile, schemas};
use crate::finding::Level;
use crate::rules::{self, Origin, kind};
use crate::value::date::PartialDate;
use crate::words::counted;
use std::collections::{BTreeMap, BTreeSet, HashSet};

/// A schema is used only if at most one of this many documents violates it.
const DOCUMENTS_PER_VIOLATION: usize = 100;

/// A rulebook that is not yet written.
#[derive(Debug)]
pub struct Plan {
    pub(super) today: String,
    pub(super) documents: Globs,
    /// The path of the schema of each document that has one.
    schemas: BTreeMap<String, String>,
    /// The schemas that are not used although they could be, with the reasons.
    schemas_not_used: Vec<String>,
    /// The few places that violate a schema that is used.
    pub(super) schema_exceptions: Vec<String>,
    /// Paths of the documents.
    paths: BTreeSet<String>,
    collections: Vec<PlannedCollection>,
    rules: Vec<Draft>,
    /// The built-in rules that are off, with the reasons.
    pub(super) off: BTreeMap<&'static str, Vec<String>>,
    context: ScanContext,
    not_searched: usize,
}

/// A file of the folder that is not a document of the dataset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SkippedFile {
    /// Path relative to the folder.
    pub path: String,
    /// The reason why the file was left out.
    pub reason: String,
}

/// A collection of the rulebook.
#[derive(Debug, Clone)]
pub struct PlannedCollection {
    /// Name of the collection.
    pub name: String,
    /// Path that selects the records.
    pub select: String,
    /// Globs of the documents that contain the collection; empty for all documents that have the path.
    pub documents: Vec<String>,
    /// The field that is a record's id.
    pub id: Option<String>,
    /// Number of records.
    pub records: usize,
    /// Indices of the documents that contain records.
    pub(super) files: BTreeSet<usize>,
}

/// A violation of a planned rule in the data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counterexample {
    /// Id of the rule.
    pub rule: String,
    /// Path of the file, relative to the folder.
    pub file: String,
    /// Location and message, on one line.
    pub text: String,
}

impl Plan {
    pub(super) fn new(today: &PartialDate, context: ScanContext, not_searched: usize) -> Plan {
        Plan {
            today: today.to_string(),
            documents: Globs::default(),
            schemas: BTreeMap::new(),
            schemas_not_used: Vec::new(),
            schema_exceptions: Vec::new(),
            paths: BTreeSet::new(),
            collections: Vec::new(),
            rules: Vec::new(),
            off: BTreeMap::new(),
            context,
            not_searched,
        }
    }

    pub(super) fn add_documents(&mut self, data: &[ScannedFile<'_>], schemas: &[ScannedFile<'_>]) {
        let skipped = schemas.iter().map(|file| SkippedFile {
            path: file.path.to_owned(),
            reason: "it is a JSON Schema".to_owned(),
        });
        self.context.left_out.extend(skipped);
        let wanted: BTreeSet<&str> = data.iter().map(|file| file.path).collect();
        let others = self.context.left_out.iter().map(|file| file.path.as_str()).collect();
        self.documents = globs_with_exclusions(&wanted, &others, self.context.has_other_folders);
        self.paths = data.iter().map(|file| file.path.to_owned()).collect();
        self.schemas = data
            .iter()
            .filter_map(|file| {
                let schema = schemas::schema_of(file, schemas)?;
                Some((file.path.to_owned(), schema.to_owned()))
            })
            .collect();
    }

    pub(super) fn add_collection(
        &mut self,
        collection: &Collection<'_>,
        data: &[ScannedFile<'_>],
        drafts: Vec<Draft>,
    ) {
        // A document that cannot be parsed yet may later have a root or elements, but rarely a path with names.
        let may_be_in_broken =
            !self.context.broken.is_empty() && collection.path.names().next().is_none();
        let documents = if collection.is_all_of_path && !may_be_in_broken {
            Vec::new()
        } else {
            globs_of(collection, data, &self.context.broken)
        };
        self.collections.push(PlannedCollection {
            name: collection.name.clone(),
            select: collection.path.as_path(),
            documents,
            id: collection.id_column().map(|column| column.steps.as_field()),
            records: collection.records.len(),
            files: collection.files.iter().copied().collect(),
        });
        self.rules.extend(drafts);
    }

    /// Returns the plan with unique rule ids, and with at least one collection: without one, nothing would be
    /// checked.
    pub(super) fn finish(mut self) -> Plan {
        if self.collections.is_empty() {
            self.collections.push(PlannedCollection {
                name: "documents".to_owned(),
                select: "$".to_owned(),
                documents: Vec::new(),
                id: None,
                records: self.document_count(),
                files: BTreeSet::new(),
            });
        }
        let mut taken = HashSet::new();
        for rule in &mut self.rules {
            let is_free = |id: &str| kind(id).is_none() && taken.insert(id.to_owned());
            rule.id = first_free(&rule.id, is_free);
        }
        self
    }

    /// Adjusts the plan to the findings of the planned rulebook. A rule with more than a few findings is dropped. A
    /// rule with a few findings is lowered to the level `review`, unless its level is lower. A built-in rule with
    /// findings is turned off. A schema is no longer used for the documents that violate it, unless nearly all
    /// documents satisfy it. Returns whether the plan has changed.
    pub fn adjust(&mut self, reported: &[Counterexample]) -> bool {
        let mut by_rule: BTreeMap<&str, Vec<&Counterexample>> = BTreeMap::new();
        for report in reported {
            by_rule.entry(report.rule.as_str()).or_default().push(report);
        }
        let before = self.rules.len();
        self.rules.retain(|rule| {
            by_rule.get(rule.id.as_str()).is_none_or(|found| {
                // A finding in the rulebook means that the rule cannot read all values of its field.
                let reads_all = found.iter().all(|report| self.paths.contains(&report.file));
                reads_all && found.len() <= rule.allowance()
            })
        });
        let mut has_changed = self.rules.len() < before;
        for rule in &mut self.rules {
            let found = by_rule.get(rule.id.as_str()).map(Vec::as_slice).unwrap_or_default();
            let exceptions: Vec<String> = found.iter().map(|report| report.text.clone()).collect();
            let level =
                if exceptions.is_empty() { rule.level } else { rule.level.min(Level::Review) };
            has_changed |= exceptions != rule.exceptions || level != rule.level;
            rule.exceptions = exceptions;
            rule.level = level;
        }
        for (rule, found) in by_rule {
            match kind(rule).filter(|kind| kind.is_built_in()) {
                Some(kind) if kind.name == rules::schema::KIND.name => {
                    has_changed |= self.drop_violated_schemas(&found);
                }
                Some(kind) if matches!(kind.origin, Origin::BuiltIn(_)) => {
                    let reasons = found.iter().map(|report| report.text.clone()).collect();
                    has_changed |= self.off.insert(kind.name, reasons).is_none();
                }
                _ => {}
            }
        }
        has_changed
    }

    /// Drops each collection that no rule uses, if other collections read all documents that it is in.
    pub fn drop_idle_collections(&mut self) {
        for number in (0..self.collections.len()).rev() {
            let Some(collection) = self.collections.get(number) else { continue };
            let is_used = self.rules.iter().any(|rule| rule.uses(&collection.name));
            let others = self.collections.iter().enumerate().filter(|(other, _)| *other != number);
            let read: HashSet<usize> =
                others.flat_map(|(_, other)| other.files.iter().copied()).collect();
            if !is_used
                && collection.files.iter().all(|file| read.contains(file))
                && !read.is_empty()
            {
                self.collections.remove(number);
            }
        }
    }

    /// Drops a schema for the documents that violate it, unless nearly all documents satisfy it. Returns whether
    /// the plan has changed.
    fn drop_violated_schemas(&mut self, found: &[&Counterexample]) -> bool {
        let (kept, violated): (Vec<&Counterexample>, Vec<&Counterexample>) =
            found.iter().partition(|report| self.is_satisfied_by_most(report, found));
        let exceptions: Vec<String> = kept.iter().map(|report| report.text.clone()).collect();
        let mut has_changed = self.schema_exceptions != exceptions;
        self.schema_exceptions = exceptions;
        for report in &violated {
            let Some(schema) = self.schemas.remove(&report.file) else { continue };
            has_changed = true;
            let places = violated.iter().filter(|other| other.file == report.file).count();
            self.schemas_not_used.push(format!(
                "{schema} is not the schema of {}, which violates it in {}, first at {}",
                report.file,
                counted(places, "place"),
                report.text
            ));
        }
        has_changed
    }

    /// Whether at most one of a hundred documents violates the schema of the document that `report` is about.
    fn is_satisfied_by_most(&self, report: &Counterexample, found: &[&Counterexample]) -> bool {
        let Some(schema) = self.schemas.get(&report.file) else { return false };
        let documents = self.schemas.values().filter(|other| *other == schema).count();
        let violating: BTreeSet<&str> = found
            .iter()
            .filter(|report| self.schemas.get(&report.file) == Some(schema))
            .map(|report| report.file.as_str())
            .collect();
        violating.len().saturating_mul(DOCUMENTS_PER_VIOLATION) <= documents
    }

    /// Drops all schemas because one of them cannot be used, for the given reasons. Returns whether the plan had
    /// any schemas.
    pub fn drop_schemas(&mut self, reasons: Vec<String>) -> bool {
        let had_any = !std::mem::take(&mut self.schemas).is_empty();
        if had_any {
            self.schemas_not_used.extend(reasons);
        }
        had_any
    }

    /// Returns each schema with the globs of its documents, or with no globs if the schema applies to all
    /// documents.
    pub(super) fn schemas(&self) -> Vec<(&str, Vec<String>)> {
        let distinct: BTreeSet<&str> = self.schemas.values().map(String::as_str).collect();
        let schemas = distinct.into_iter().map(|schema| {
            let has_schema =
                |path: &&str| self.schemas.get(*path).is_some_and(|other| other == schema);
            let (described, others): (BTreeSet<&str>, BTreeSet<&str>) =
                self.paths.iter().map(String::as_str).partition(has_schema);
            let globs =
                if others.is_empty() { Vec::new() } else { globs(&described, &others, false) };
            (schema, globs)
        });
        schemas.collect()
    }

    /// Returns the schemas that are not used although they could be, with the reasons.
    #[must_use]
    pub fn schemas_not_used(&self) -> &[String] {
        &self.schemas_not_used
    }

    /// Returns the number of documents.
    #[must_use]
    pub fn document_count(&self) -> usize {
        self.paths.len()
    }

    /// Returns the collections, in the order of the rulebook.
    #[must_use]
    pub fn collections(&self) -> &[PlannedCollection] {
        &self.collections
    }

    /// Returns the rules, in the order of the rulebook.
    #[must_use]
    pub fn rules(&self) -> &[Draft] {
        &self.rules
    }

    /// Returns the built-in rules that are off because the data violates them, with the violations.
    pub fn rules_off(&self) -> impl Iterator<Item = (&'static str, &[String])> {
        self.off.iter().map(|(kind, reasons)| (*kind, reasons.as_slice()))
    }

    /// Returns the number of lists of records that were not searched, because there are too many lists or they are
    /// nested too deeply. If the files have too many kinds of records at one path, each file that was not searched
    /// counts as one list.
    #[must_use]
    pub fn not_searched(&self) -> usize {
        self.not_searched
    }

    /// Returns the files of the folder that are not documents of the dataset, with the reasons.
    #[must_use]
    pub fn left_out(&self) -> &[SkippedFile] {
        &self.context.left_out
    }
}

/// Returns globs of the documents that contain a collection. The globs match no other document, and none of the
/// `broken` documents.
fn globs_of(
    collection: &Collection<'_>,
    data: &[ScannedFile<'_>],
    broken: &[String],
) -> Vec<String> {
    let numbers: HashSet<usize> = collection.files.iter().copied().collect();
    let files = data.iter().enumerate().map(|(number, file)| (number, file.path));
    let (own, others): (Vec<_>, Vec<_>) = files.partition(|(number, _)| numbers.contains(number));
    let own = own.into_iter().map(|(_, path)| path).collect();
    let others = others.into_iter().map(|(_, path)| path);
    globs(&own, &others.chain(broken.iter().map(String::as_str)).collect(), false)
}
