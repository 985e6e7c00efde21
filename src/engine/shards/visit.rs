//! Visits some units of a dataset.

use super::super::documents::{CheckedDocument, Checks, Judged, Values, check_whole};
use super::super::idle::Watch;
use super::super::lookup_plan::LookupPlan;
use super::super::lookup_tables::{LookupTables, RunArena};
use super::super::partition::{Partition, RECORDS_PER_TASK};
use super::super::records::{Records, StreamedBlock, unknown_in};
use super::super::streamed::{BlockResult, Blocks};
use super::super::visit::{RuleOutput, Rules};
use super::super::{documents, patterns};
use super::units::{blocks_of, looked_up, to_check};
use super::{
    FactOrder, FactToSettle, Plan, RuleInGroup, ToComplete, Unit, UnitOutput, Visited,
    VisitedContent, VisitedDocument, VisitedPart, VisitedUnit, sees_dataset,
};
use crate::dataset::{Dataset, DocumentToCheck, SectionName};
use crate::document::{BlockPlace, Document, FileId, Skeleton};
use crate::path::MANY;
use crate::rule::{EncodedFact, Keep};
use crate::rulebook::RuleEntry;
use crate::storage::{FilePath, Reason, StorageError};
use crate::value::date::PartialDate;
use rayon::prelude::*;
use std::collections::BTreeSet;
use std::sync::Arc;

/// The output of a visit: the results of each unit that later stages need, the facts to settle, and the facts
/// whose findings must be completed.
pub type VisitOutput = (Visited, Vec<FactToSettle>, Vec<ToComplete>);

/// Visits units of a plan, each given with its number.
///
/// # Errors
/// A block cannot be read, or a unit is not part of the dataset.
pub fn visit(
    dataset: &Dataset,
    plan: &Plan,
    units: &[(usize, Unit)],
    today: &PartialDate,
) -> Result<VisitOutput, StorageError> {
    let (rules, arena) = (Rules::keeping_all_facts(&dataset.rulebook), RunArena::default());
    arena.snapshots_at(dataset, || plan.snapshots.clone());
    let (wanted, watch) = (LookupPlan::by(&rules), Watch::new(dataset));
    let looked_up = looked_up(dataset);
    let mut known = LookupTables::new(dataset, &arena, &rules, &wanted, &looked_up, today);
    // Findings in these documents are reported by the visits of their own units.
    documents::check(dataset, &Watch::new(dataset), &mut known);
    known.look_up(None);
    let all = rules.all().map(|(position, _)| position).collect();
    let visiting = Visiting { dataset, watch: &watch, known: &known, all };
    let units = units.par_iter().map(|(number, unit)| visiting.unit(*number, unit));
    let visited: Vec<OfUnit> = units.collect::<Result<_, StorageError>>()?;
    let (mut units, mut facts, mut to_complete) = (Vec::new(), keys(&known), Vec::new());
    for of_unit in visited {
        units.push(of_unit.unit);
        facts.extend(of_unit.facts);
        to_complete.extend(of_unit.to_complete);
    }
    let patterns = patterns::met(&dataset.rulebook);
    Ok((Visited { units, seen: watch.seen(), patterns }, facts, to_complete))
}

/// Returns the keys that rules settle even if they have no facts.
fn keys(known: &LookupTables<'_, '_>) -> Vec<FactToSettle> {
    let rules = known.rules.all().filter(|(_, entry)| sees_dataset(entry.runs_in()));
    let keys = rules.flat_map(|(rule, entry)| {
        let keys = entry.rule.encoded_keys(known.lookups()).into_iter();
        keys.map(move |key| FactToSettle { rule, key, order: None, fact: None })
    });
    keys.collect()
}

/// Context for visiting units.
struct Visiting<'v, 'k, 'a> {
    dataset: &'a Dataset,
    watch: &'v Watch<'a>,
    known: &'v LookupTables<'a, 'k>,
    /// The positions of all rules.
    all: BTreeSet<usize>,
}

/// The results of visiting one unit.
struct OfUnit {
    unit: VisitedUnit,
    facts: Vec<FactToSettle>,
    to_complete: Vec<ToComplete>,
}

/// The documents of a unit, and the outputs of the rules for it.
type Parts = (Vec<VisitedDocument>, Vec<UnitOutput>);

impl<'a> Visiting<'_, '_, 'a> {
    fn unit(&self, number: usize, unit: &Unit) -> Result<OfUnit, StorageError> {
        let parts = match unit {
            Unit::Documents(files) => self.documents(files)?,
            Unit::Block(file, place) => self.block(*file, place)?,
            Unit::Skeleton(file, skeleton) => self.skeleton(*file, skeleton)?,
            Unit::Refused(file) => self.refused(*file)?,
        };
        Ok(OfUnit::new(number, parts, self.known.rules))
    }

    /// Visits documents that are read whole.
    fn documents(&self, files: &[FileId]) -> Result<Parts, StorageError> {
        let checked = files.iter().map(|file| {
            let to_check = to_check(self.dataset, *file);
            let checked = to_check.and_then(|known| check_whole(self.dataset, known, self.watch));
            checked.ok_or_else(|| self.misfit(*file))
        });
        let mut checked: Vec<CheckedDocument<'a>> = checked.collect::<Result<_, StorageError>>()?;
        let mut outputs = Vec::new();
        for document in &checked {
            outputs.extend(self.records_of(document));
        }
        outputs.extend(self.groups(&checked));
        let documents = checked.iter_mut().map(|document| self.visited_whole(document));
        Ok((documents.collect(), outputs))
    }

    /// Visits the records of a document with the rules that see the whole dataset.
    fn records_of(&self, document: &CheckedDocument<'a>) -> Vec<UnitOutput> {
        let known = self.known;
        let records = Records::new(self.dataset, known.wanted, std::slice::from_ref(document));
        self.watch.all(&std::iter::once(&records));
        let visitor = known.visitor();
        let mut given = Vec::new();
        for (collection, positions) in known.rules.by_collection() {
            let positions = positions.iter().copied();
            let positions: Vec<usize> =
                positions.filter(|position| self.sees_dataset(*position)).collect();
            for chunk in records.in_memory(collection).chunks(RECORDS_PER_TASK) {
                given.extend(visitor.records(&positions, chunk, &|_| Keep::All));
            }
        }
        of_dataset(given)
    }

    fn sees_dataset(&self, position: usize) -> bool {
        self.known.rules.get(position).is_some_and(|entry| sees_dataset(entry.runs_in()))
    }

    /// Visits and settles the rules that run per folder or document.
    fn groups(&self, checked: &[CheckedDocument<'a>]) -> Vec<UnitOutput> {
        let mut tables = self.known.empty();
        tables.checked = checked.iter().filter_map(CheckedDocument::as_whole).collect();
        debug_assert_eq!(tables.checked.len(), checked.len(), "these documents are whole");
        let scopes =
            self.dataset.rulebook.scopes().into_iter().filter(|scope| !sees_dataset(*scope));
        let mut outputs = Vec::new();
        for scope in scopes {
            for (group, known) in tables.groups(scope) {
                let place = known.checked.first().map(|checked| (checked.to_check.file, 0));
                let mut partition = Partition::new(scope, group, known);
                let group = group.map(str::to_owned);
                let settled = partition.settle_alone().into_iter();
                outputs.extend(settled.filter_map(|(rule, output)| {
                    let of = RuleInGroup { rule, group: group.clone() };
                    Some(UnitOutput { of, place: place?, output })
                }));
            }
        }
        outputs
    }

    fn visited_whole(&self, checked: &mut CheckedDocument<'a>) -> VisitedDocument {
        let collections = self.dataset.rulebook.collections.iter().enumerate();
        let key = self.dataset.files.key(checked.to_check.file).unwrap_or_default();
        let unknown = collections.map(|(position, collection)| {
            if collection.is_in(key) { unknown_in(collection, position, checked) } else { 0 }
        });
        let unknown = unknown.collect();
        let marks = match &checked.values {
            Values::Whole(document) => document.marks().cloned(),
            Values::Blocks(_) => None,
        };
        VisitedDocument {
            file: checked.to_check.file,
            findings: std::mem::take(&mut checked.findings),
            is_read: checked.is_read,
            unknown,
            content: VisitedContent::Whole { marks },
        }
    }

    /// Reads and visits a block of a document.
    fn block(&self, file: FileId, place: &BlockPlace) -> Result<Parts, StorageError> {
        let large = self.dataset.files.large(file).zip(to_check(self.dataset, file));
        let (large, to_check) = large.ok_or_else(|| self.misfit(file))?;
        let array: SectionName = place.array().map(Arc::from);
        let block = StreamedBlock::new(large.read_part(place)?, array, false);
        let result = self.part(to_check, block, &self.all);
        let mut result = result.ok_or_else(|| self.misfit(file))?;
        let outputs = of_dataset(std::mem::take(&mut result.given));
        let part = VisitedPart::Block(result.place.take());
        Ok((vec![visited_part(file, result, part)], outputs))
    }

    /// Visits a skeleton: a document without the elements of its streamed arrays.
    fn skeleton(&self, file: FileId, skeleton: &Skeleton) -> Result<Parts, StorageError> {
        let limits = self.dataset.rulebook.limits;
        let document = Document::parse_skeleton(file, skeleton.clone(), limits);
        let block = StreamedBlock::new(document, None, true);
        let to_check = to_check(self.dataset, file).ok_or_else(|| self.misfit(file))?;
        let result = self.part(to_check, block, &BTreeSet::new());
        let mut result = result.ok_or_else(|| self.misfit(file))?;
        let kept = result.kept.take().ok_or_else(|| self.misfit(file))?;
        let given = self.known.visitor().part(&kept, &|_| true, &|_| Keep::All);
        let part = VisitedPart::Skeleton(skeleton.clone(), kept.document.marks().cloned());
        Ok((vec![visited_part(file, result, part)], of_dataset(given)))
    }

    /// Checks a block or skeleton, and visits it with the rules at the positions `visits`.
    fn part(
        &self,
        to_check: DocumentToCheck,
        block: StreamedBlock,
        visits: &BTreeSet<usize>,
    ) -> Option<BlockResult> {
        let checks = Checks::new(self.dataset, to_check)?;
        let blocks = Blocks { checks: &checks, watch: self.watch, known: self.known, visits };
        let StreamedBlock { document, array, is_skeleton } = block;
        Some(blocks.part(document, array, is_skeleton))
    }

    /// Returns the error for a unit that does not belong to this dataset.
    fn misfit(&self, file: FileId) -> StorageError {
        let path = FilePath::new(self.dataset.files.name(file));
        Reason::Other("a unit of the plan is not part of this document".to_owned()).at(&path)
    }

    /// Returns the finding about a document that cannot be read.
    fn refused(&self, file: FileId) -> Result<Parts, StorageError> {
        let refused = to_check(self.dataset, file).and_then(|to_check| {
            let why = blocks_of(self.dataset, to_check).err()?;
            let error = self.dataset.refusal(to_check, why)?;
            Some(Checks::new(self.dataset, to_check)?.refused(file, &error))
        });
        let Judged { findings, is_read } = refused.ok_or_else(|| self.misfit(file))?;
        let unknown = vec![MANY; self.dataset.rulebook.collections.len()];
        let content = VisitedContent::Refused;
        let document = VisitedDocument { file, findings, is_read, unknown, content };
        Ok((vec![document], Vec::new()))
    }
}

/// Returns the outputs of rules that see the whole dataset.
fn of_dataset(given: Vec<RuleOutput>) -> Vec<UnitOutput> {
    let given = given.into_iter();
    let outputs = given.map(|(rule, place, output)| UnitOutput {
        of: RuleInGroup { rule, group: None },
        place,
        output,
    });
    outputs.collect()
}

fn visited_part(file: FileId, result: BlockResult, part: VisitedPart) -> VisitedDocument {
    let BlockResult { judged, records, unknown, misread, has_broken_lines, .. } = result;
    let Judged { findings, is_read } = judged;
    let content = VisitedContent::Part { part, records, misread, has_broken_lines };
    VisitedDocument { file, findings, is_read, unknown, content }
}

impl OfUnit {
    /// Creates the results of visiting a unit, and moves the facts out of the outputs.
    fn new(number: usize, (documents, mut outputs): Parts, rules: &Rules<'_>) -> OfUnit {
        // The sort is stable, so the outputs for one record stay in order.
        outputs.sort_by_key(|output| output.place);
        let (mut facts, mut to_complete) = (Vec::new(), Vec::new());
        for UnitOutput { of, place: (file, offset), output } in &mut outputs {
            let [to_settle, completing] = output.take_facts();
            for fact in to_settle {
                let order = FactOrder { file: *file, offset: *offset, number: facts.len() };
                let key = fact.key.clone();
                facts.push(FactToSettle {
                    rule: of.rule,
                    key,
                    order: Some(order),
                    fact: Some(fact),
                });
            }
            to_complete.extend(ToComplete::by_key(of, &completing, rules.get(of.rule)));
        }
        let unit = VisitedUnit { number, documents, outputs };
        OfUnit { unit, facts, to_complete }
    }
}

impl ToComplete {
    /// Groups facts by key. Facts with the same key must be adjacent.
    pub(super) fn by_key(
        of: &RuleInGroup,
        facts: &[EncodedFact],
        entry: Option<&RuleEntry>,
    ) -> Vec<ToComplete> {
        let wanted = |fact: &EncodedFact| {
            let places = entry.map(|entry| entry.rule.reads_again(&fact.fact)).unwrap_or_default();
            places.into_iter().map(|place| (place.file(), place.start()))
        };
        let by_key = facts.chunk_by(|left, right| left.key == right.key);
        let to_complete = by_key.map(|facts| ToComplete {
            of: of.clone(),
            facts: facts.to_vec(),
            wanted: facts.iter().flat_map(wanted).collect(),
        });
        to_complete.collect()
    }
}
