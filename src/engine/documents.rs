//! What is checked in each document by itself: syntax, encoding, keys, numbers, schema.

use super::naming;
use super::records::{Kept, records_of_part};
use super::wanted::Wanted;
use crate::dataset::{Block, Dataset, DocumentToCheck, NotInBlocks};
use crate::document::{Document, PartPlace};
use crate::files::Content;
use crate::finding::{Finding, Level, Place};
use crate::parameters::CollectionDefinition;
use crate::rule::{KeyHashes, Record, Referrers};
use crate::rules::{self, kind};
use crate::schema::Schema;
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A document, its own findings, and whether rules may rely on it.
pub(super) struct CheckedDocument<'a> {
    pub(super) to_check: DocumentToCheck,
    pub(super) values: Values<'a>,
    /// Of a document that is read in blocks: how many records each collection has in it, in the order of
    /// the rulebook.
    pub(super) records: Vec<usize>,
    /// Of such a document: who names what, by the field.
    pub(super) referrers: BTreeMap<String, Referrers>,
    /// Of such a document: the keys by which a rule compares its records, by the rule's id.
    pub(super) keys: BTreeMap<&'a str, KeyHashes>,
    pub(super) findings: Vec<Finding>,
    pub(super) health: Health,
}

/// What there is of a document while rules look at it.
pub(super) enum Values<'a> {
    /// All of it.
    Whole(&'a Document),
    /// Of a document that is read in blocks, those parts that rules look things up in.
    Blocks(Vec<Kept>),
}

/// Whether the records of a document can be relied on, from the best to the worst.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Health {
    Sound,
    SchemaErrors,
    DuplicateKeys,
    NotJson,
}

impl Health {
    /// Why a rule does not run, in words that follow the document's name.
    pub(super) fn in_words(self) -> &'static str {
        match self {
            Health::Sound => "is sound",
            Health::NotJson => "is not JSON",
            Health::DuplicateKeys => "has duplicate keys",
            Health::SchemaErrors => "has schema errors",
        }
    }
}

/// Checks every document, in parallel; the result is in the order of the dataset. `wanted` says what
/// stays in memory.
pub(super) fn check<'a>(dataset: &'a Dataset, wanted: &Wanted<'a>) -> Vec<CheckedDocument<'a>> {
    let documents = dataset.documents.par_iter();
    documents.filter_map(|document| check_one(dataset, *document, wanted)).collect()
}

fn check_one<'a>(
    dataset: &'a Dataset,
    to_check: DocumentToCheck,
    wanted: &Wanted<'a>,
) -> Option<CheckedDocument<'a>> {
    let name = dataset.files.get(to_check.file)?.key.as_str();
    let schema = to_check.schema.and_then(|index| dataset.schemas.get(index));
    let checks = Checks { dataset, name, schema, wanted };
    if to_check.in_blocks
        && let Ok(checked) = checks.blocks(to_check)
    {
        return Some(checked);
    }
    Some(checks.whole(to_check, dataset.files.document(to_check.file)?))
}

/// What the checks of one document need.
struct Checks<'c, 'a> {
    dataset: &'a Dataset,
    /// How the dataset calls the document.
    name: &'a str,
    schema: Option<&'a Schema>,
    wanted: &'c Wanted<'a>,
}

/// What was found in a document, or in a part of it.
struct Judged {
    findings: Vec<Finding>,
    health: Health,
}

/// A part of a document that is read in blocks, checked.
struct CheckedPart<'a> {
    judged: Judged,
    /// How many records each collection has in it.
    records: Vec<usize>,
    /// Who names what in it, by the field.
    referrers: BTreeMap<String, Referrers>,
    /// The keys by which a rule compares its records, by the rule's id.
    keys: Vec<(&'a str, KeyHashes)>,
    /// Where it is; nothing for the outline.
    place: Option<PartPlace>,
    /// The part itself, where it is kept.
    kept: Option<Kept>,
}

impl<'a> Checks<'_, 'a> {
    fn whole(&self, to_check: DocumentToCheck, document: &'a Document) -> CheckedDocument<'a> {
        let mut judged = Judged { findings: Vec::new(), health: Health::Sound };
        let byte_order_mark = rules::byte_order_mark::check(document, self.name);
        self.add(&mut judged, "byte-order-mark", byte_order_mark.into_iter().collect());
        // Whatever its level, a document that is not JSON has no records.
        let syntax = rules::syntax::check(document, self.name);
        if syntax.is_some() {
            judged.health = Health::NotJson;
        }
        self.add(&mut judged, "syntax", syntax.into_iter().collect());
        let errors = self.schema.map(|schema| rules::schema::check(document, schema, self.name));
        self.judge(&mut judged, document, errors.unwrap_or_default());
        CheckedDocument {
            to_check,
            values: Values::Whole(document),
            records: Vec::new(),
            referrers: BTreeMap::new(),
            keys: BTreeMap::new(),
            findings: judged.findings,
            health: judged.health,
        }
    }

    /// Checks a document block after block. What is not JSON is left to the check of the whole.
    fn blocks(&self, to_check: DocumentToCheck) -> Result<CheckedDocument<'a>, NotInBlocks> {
        let read = self.dataset.read_in_blocks(to_check, &|block| self.block(block))?;
        let mut checked = CheckedDocument {
            to_check,
            values: Values::Blocks(Vec::new()),
            records: vec![0; self.dataset.rulebook.collections.len()],
            referrers: BTreeMap::new(),
            keys: BTreeMap::new(),
            findings: Vec::new(),
            health: Health::Sound,
        };
        let outline = read.outline.map(|outline| self.part(outline, None, true));
        let (mut kept, mut places) = (Vec::new(), Vec::new());
        for part in outline.into_iter().chain(read.visits) {
            checked.findings.extend(part.judged.findings);
            checked.health = checked.health.max(part.judged.health);
            for (all, number) in checked.records.iter_mut().zip(part.records) {
                *all += number;
            }
            for (by, more) in part.referrers {
                checked.referrers.entry(by).or_default().merge(&more);
            }
            for (rule, more) in part.keys {
                checked.keys.entry(rule).or_default().merge(&more);
            }
            places.extend(part.place);
            kept.extend(part.kept);
        }
        self.remember(to_check, &kept, places);
        checked.values = Values::Blocks(kept);
        Ok(checked)
    }

    /// Says where the parts are, so that they can be read again.
    fn remember(&self, to_check: DocumentToCheck, kept: &[Kept], places: Vec<PartPlace>) {
        let file = self.dataset.files.get(to_check.file);
        if let Some(Content::Blocks(large)) = file.map(|file| &file.content) {
            let outline = kept.iter().find(|part| part.is_outline);
            large.has_parts(outline.map(|outline| Arc::clone(&outline.document)), places);
        }
    }

    fn block(&self, block: Block) -> CheckedPart<'a> {
        self.dataset.progress.add(block.document.text().len());
        self.part(block.document, block.array, false)
    }

    fn part(&self, document: Document, array: Option<String>, is_outline: bool) -> CheckedPart<'a> {
        let mut judged = Judged { findings: Vec::new(), health: Health::Sound };
        let errors = self.schema.map(|schema| match &array {
            Some(array) => rules::schema::check_elements(&document, array, schema, self.name),
            None => rules::schema::check(&document, schema, self.name),
        });
        self.judge(&mut judged, &document, errors.unwrap_or_default());
        let has_elements = document.root().is_some_and(|root| !root.is_empty());
        let place = document.place().filter(|_| !is_outline && has_elements);
        let part = Kept { document: Arc::new(document), array, is_outline };
        let collections = &self.dataset.rulebook.collections;
        let found: Vec<Vec<Record<'_>>> =
            collections.iter().map(|collection| self.records(collection, &part)).collect();
        if !judged.findings.is_empty() {
            let by_name: BTreeMap<&str, &Vec<Record<'_>>> =
                collections.iter().map(|known| known.name.as_str()).zip(&found).collect();
            let all = by_name.into_values().flatten().copied();
            let value_at = |place: &Place| part.document.value_at(place.start());
            naming::name_by_record(&mut judged.findings, all, value_at);
        }
        let records: Vec<usize> = found.iter().map(Vec::len).collect();
        let is_looked_up = collections.iter().zip(&records).any(|(collection, number)| {
            *number > 0 && self.wanted.collections.contains(&collection.name)
        });
        let keys = self.keys(&found);
        let referrers = self.referrers(&part);
        let kept = (is_looked_up || is_outline).then_some(part);
        CheckedPart { judged, records, referrers, keys, place, kept }
    }

    /// The keys by which rules compare records: `found` has those of each collection.
    fn keys(&self, found: &[Vec<Record<'_>>]) -> Vec<(&'a str, KeyHashes)> {
        let collections = &self.dataset.rulebook.collections;
        let comparing = self.wanted.comparing.iter().filter_map(|entry| {
            let collection = &entry.rule.any_selection().collection;
            let position = collections.iter().position(|known| known.name == *collection)?;
            let records = found.get(position).filter(|records| !records.is_empty())?;
            Some((entry.id.as_str(), entry.keys(records)))
        });
        comparing.collect()
    }

    fn records<'p>(&self, collection: &'p CollectionDefinition, part: &'p Kept) -> Vec<Record<'p>> {
        if collection.is_in(self.name) { records_of_part(collection, part) } else { Vec::new() }
    }

    fn referrers(&self, part: &Kept) -> BTreeMap<String, Referrers> {
        let wanted = self.wanted.referrers.iter();
        let found = wanted.map(|(name, by)| {
            let mut referrers = Referrers::default();
            let collections = self.dataset.rulebook.collections.iter();
            let collection = collections.into_iter().find(|known| known.name == by.collection);
            let records = collection.map(|collection| self.records(collection, part));
            for record in records.unwrap_or_default() {
                referrers.add(by, &record);
            }
            (name.clone(), referrers)
        });
        found.collect()
    }

    fn judge(&self, judged: &mut Judged, document: &Document, errors: Vec<Finding>) {
        self.add(judged, "number", rules::number::check(document, self.name));
        if self.add(judged, "schema", errors) {
            judged.health = judged.health.max(Health::SchemaErrors);
        }
        if self.add(judged, "duplicate-key", rules::duplicate_key::check(document, self.name)) {
            judged.health = judged.health.max(Health::DuplicateKeys);
        }
    }

    /// Adds what a built-in rule found; says whether that counts.
    fn add(&self, judged: &mut Judged, kind_name: &str, found: Vec<Finding>) -> bool {
        let Some(kind) = kind(kind_name) else { return false };
        let level = self.dataset.rulebook.level_of(kind);
        let counts = level != Level::Off && !found.is_empty();
        let found = found.into_iter().map(|finding| finding.built_in(kind.name, level));
        judged.findings.extend(found);
        counts
    }
}
