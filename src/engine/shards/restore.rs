//! Restores the state of a run from the results of its stages.

use super::super::documents::{CheckedDocument, Judged, Values};
use super::super::idle::Watch;
use super::super::lookup_tables::LookupTables;
use super::super::records::StreamedBlock;
use super::super::streamed::{BlockResult, CheckedInBlocks, StreamedDocument};
use super::super::{Run, patterns, run};
use super::{
    Added, Plan, RuleInGroup, UnitOutput, Visited, VisitedContent, VisitedDocument, VisitedPart,
};
use crate::dataset::{Dataset, DocumentToCheck, SectionName};
use crate::document::{Document, FileId};
use crate::rule::{PartialOutput, UnknownFacts};
use crate::rulebook::Rulebook;
use crate::value::date::PartialDate;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// The results of the stages of a run so far.
pub struct Restored {
    /// The documents and blocks, by file.
    documents: BTreeMap<FileId, Vec<VisitedDocument>>,
    /// The outputs of each rule, in dataset order.
    outputs: Mutex<BTreeMap<RuleInGroup, Vec<PartialOutput>>>,
    visited: Vec<Found>,
}

/// The expectations of a rulebook that the visits of one process met, and the patterns that these visits read.
type Found = (super::super::idle::Seen, patterns::Met);

/// Why the results of the stages cannot be joined into a run.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Incomplete {
    /// A unit of the plan was not visited.
    #[error("unit {0} of the plan was not visited")]
    NotVisited(usize),
    /// A unit was visited twice.
    #[error("unit {0} of the plan was visited twice")]
    VisitedTwice(usize),
}

impl Restored {
    /// Joins the visits of all units of a plan with the output that later stages added.
    ///
    /// # Errors
    /// The output of a unit is missing or given twice.
    pub fn new(
        plan: &Plan,
        visited: Vec<Visited>,
        added: Vec<Added>,
    ) -> Result<Restored, Incomplete> {
        let restored = Restored::visited(plan, visited)?;
        let mut outputs = restored.outputs.lock().unwrap_or_else(PoisonError::into_inner);
        for Added { of, output, .. } in added {
            outputs.entry(of).or_default().push(output);
        }
        drop(outputs);
        Ok(restored)
    }

    /// Finishes the run by executing everything that follows the stages.
    #[must_use]
    pub fn into_run(self, dataset: Dataset, today: &PartialDate) -> Run {
        run(dataset, today, Some(&self))
    }

    /// Joins the visits of all units of a plan.
    pub(super) fn visited(plan: &Plan, visited: Vec<Visited>) -> Result<Restored, Incomplete> {
        let mut units = BTreeMap::new();
        let mut found = Vec::new();
        for Visited { units: more, seen, patterns } in visited {
            for unit in more {
                let number = unit.number;
                if units.insert(number, unit).is_some() {
                    return Err(Incomplete::VisitedTwice(number));
                }
            }
            found.push((seen, patterns));
        }
        if let Some(missing) = (0..plan.units).find(|number| !units.contains_key(number)) {
            return Err(Incomplete::NotVisited(missing));
        }
        let mut documents: BTreeMap<FileId, Vec<VisitedDocument>> = BTreeMap::new();
        let mut of_units = Vec::new();
        for unit in units.into_values() {
            for document in unit.documents {
                documents.entry(document.file).or_default().push(document);
            }
            of_units.extend(unit.outputs);
        }
        of_units.sort_by_key(|output| output.place);
        let mut outputs: BTreeMap<RuleInGroup, Vec<PartialOutput>> = BTreeMap::new();
        for UnitOutput { of, output, .. } in of_units {
            outputs.entry(of).or_default().push(output);
        }
        Ok(Restored { documents, outputs: Mutex::new(outputs), visited: found })
    }

    /// Adds to `watch` the expectations that the visits met, and to `rulebook` the patterns that the visits
    /// read.
    pub(in crate::engine) fn add_found(&self, watch: &Watch<'_>, rulebook: &Rulebook) {
        for (seen, patterns) in &self.visited {
            watch.add(seen);
            patterns::add(rulebook, patterns);
        }
    }

    /// Adds the restored documents to `known`, in the state after their visit.
    pub(in crate::engine) fn add_documents(&self, known: &mut LookupTables<'_, '_>) {
        for to_check in known.documents {
            let visited = self.documents.get(&to_check.file).map(Vec::as_slice).unwrap_or_default();
            let checked = checked(*to_check, visited, known);
            known.checked.extend(checked);
        }
        known.checked.sort_by_key(|checked| checked.to_check.file);
    }

    /// Removes and returns the output of a rule, which is empty if the rule has none.
    pub(in crate::engine) fn take(&self, rule: usize, group: Option<&str>) -> PartialOutput {
        let of = RuleInGroup { rule, group: group.map(str::to_owned) };
        let mut outputs = self.outputs.lock().unwrap_or_else(PoisonError::into_inner);
        PartialOutput::merged(outputs.remove(&of).unwrap_or_default())
    }

    /// Returns the maximum number of facts that each key of a rule may have in addition to those that the
    /// visits found.
    pub(super) fn unknown_facts(&self, of: &RuleInGroup) -> UnknownFacts {
        let outputs = self.outputs.lock().unwrap_or_else(PoisonError::into_inner);
        let outputs = outputs.get(of).map(Vec::as_slice).unwrap_or_default();
        UnknownFacts::sum(outputs.iter().map(PartialOutput::unknown_facts))
    }

    /// Returns the maximum number of unknown records of each collection in the files for which `has` is true, by
    /// file.
    pub(super) fn unknown(
        &self,
        dataset: &Dataset,
        has: &dyn Fn(FileId) -> bool,
    ) -> BTreeMap<String, BTreeMap<FileId, u64>> {
        let mut unknown: BTreeMap<String, BTreeMap<FileId, u64>> = BTreeMap::new();
        let documents = self.documents.iter().filter(|(file, _)| has(**file));
        for document in documents.flat_map(|(_, documents)| documents) {
            let collections = dataset.rulebook.collections.iter().zip(&document.unknown);
            for (collection, number) in collections.filter(|(_, number)| **number > 0) {
                let of = unknown.entry(collection.name.clone()).or_default();
                let of = of.entry(document.file).or_default();
                *of = of.saturating_add(*number);
            }
        }
        unknown
    }
}

/// Returns a document in its state after the visit, or `None` if it was not visited.
fn checked<'a>(
    to_check: DocumentToCheck,
    visited: &[VisitedDocument],
    known: &LookupTables<'a, '_>,
) -> Option<CheckedDocument<'a>> {
    let (first, dataset) = (visited.first()?, known.dataset);
    let CheckedInBlocks { in_blocks, findings, is_read } = match &first.content {
        VisitedContent::Whole { marks } => {
            let document = dataset.files.document(to_check.file)?;
            if let Some(marks) = marks {
                document.mark(marks.clone());
            }
            let (findings, is_read) = (first.findings.clone(), first.is_read);
            return Some(CheckedDocument {
                to_check,
                values: Values::Whole(document),
                findings,
                is_read,
            });
        }
        VisitedContent::Part { .. } => {
            let results = visited.iter().filter_map(|part| result_of(part, known));
            CheckedInBlocks::joined(results, to_check, known)
        }
        VisitedContent::Refused => CheckedInBlocks {
            in_blocks: StreamedDocument::default(),
            findings: first.findings.clone(),
            is_read: first.is_read,
        },
    };
    let values = Values::Blocks(Box::new(in_blocks));
    Some(CheckedDocument { to_check, values, findings, is_read })
}

/// Returns the result of a block or skeleton, with its array, or `None` for a document without blocks. If rules
/// look up records in the document, the block is read again.
fn result_of(
    document: &VisitedDocument,
    known: &LookupTables<'_, '_>,
) -> Option<(SectionName, BlockResult)> {
    let VisitedDocument { file, findings, is_read, unknown, content } = document.clone();
    let VisitedContent::Part { part, records, misread, has_broken_lines } = content else {
        return None;
    };
    let (array, place, kept) = match part {
        VisitedPart::Skeleton(skeleton, marks) => {
            let limits = known.dataset.rulebook.limits;
            let document = Document::parse_skeleton(file, skeleton, limits);
            if let Some(marks) = marks {
                document.mark(marks);
            }
            (None, None, Some(StreamedBlock::new(document, None, true)))
        }
        VisitedPart::Block(None) => (None, None, None),
        VisitedPart::Block(Some(place)) => {
            let array: SectionName = place.array().map(Arc::from);
            let large = known.dataset.files.large(file).filter(|_| known.looks_up_in(file));
            let document = large.and_then(|large| large.read_part(&place).ok());
            let kept = document.map(|document| StreamedBlock::new(document, array.clone(), false));
            (array, Some(place), kept)
        }
    };
    let judged = Judged { findings, is_read };
    let (keys, given) = (Vec::new(), Vec::new());
    let result = BlockResult {
        judged,
        records,
        unknown,
        misread,
        has_broken_lines,
        keys,
        given,
        place,
        kept,
    };
    Some((array, result))
}
