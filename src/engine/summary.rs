//! Statistics of a run, which distinguish "nothing found" from "nothing checked".

mod joined;

use super::documents::CheckedDocument;
use super::finalize;
use super::records::Records;
use crate::dataset::{Dataset, LeftOut};
use crate::document::FileId;
use crate::finding::{EncodedFinding, Level};
use crate::rule::{Count, CountedValues, DATE, PassedOver, PlaceLimits, Tally};
use crate::rulebook::{RuleEntry, Rulebook};
use crate::rules::{self, KINDS, Kind, Origin};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Counts of checked and unchecked values, with reasons.
#[derive(Debug, Clone, Default)]
pub struct Summary {
    /// The number of documents.
    pub documents: usize,
    /// The documents without a schema.
    pub without_schema: Vec<FileId>,
    /// The number of records of each collection, in rulebook order.
    pub records: Vec<(String, usize)>,
    /// The ids of the rules that ran.
    pub rules_run: Vec<String>,
    /// The ids of the rules that the rulebook switches off.
    pub rules_off: Vec<String>,
    /// The rules that could not see every record.
    pub not_run: Vec<NotRun>,
    /// The dataset's names for the documents that are not JSON, or that changed while they were read; their
    /// records are unknown.
    pub not_json: Vec<String>,
    /// The collections that may have unknown records.
    pub may_have_more: BTreeSet<String>,
    /// The rules that may have missed a finding, because a collection that they read selects values that are not
    /// records, or selects nothing in any document. A finding that such a rule no longer reports may still exist.
    pub not_looked: BTreeSet<String>,
    /// The records in which each rule left something unchecked, by rule id.
    pub passed_over: BTreeMap<String, PassedOver>,
    /// For each collection in which some ids cannot be read, the anchors of the records whose id can be read.
    pub readable: BTreeMap<String, BTreeSet<String>>,
    /// The records in documents that `exclude` leaves out, if there is a ledger or a baseline.
    pub left_out: LeftOut,
    /// The datasets below the given paths that are not checked.
    pub datasets_below: DatasetsBelow,
    /// The counts of the rules.
    pub tally: Tally,
    /// The values that each rule checked or did not check, by rule id, in rulebook order.
    pub counted: Vec<(String, CountedValues)>,
    /// The number of findings of each level.
    pub findings: BTreeMap<Level, usize>,
    /// The rules and findings that a selection hides; `None` if no selection was made.
    pub not_selected: Option<NotSelected>,
    /// The number of the ledger's verdicts, by status; `None` if there is no ledger.
    pub verdicts: Option<VerdictCounts>,
    /// The number of the baseline's findings, by status; `None` if there is no baseline.
    pub baseline: Option<BaselineCounts>,
}

/// The datasets in subfolders of a dataset, which are only checked if they are named too.
#[derive(Debug, Clone, Default)]
pub struct DatasetsBelow {
    /// Their rulebooks, as shown in the output.
    pub rulebooks: Vec<String>,
    /// Whether the search for them stopped at a limit, so that there may be more of them.
    pub may_be_more: bool,
}

/// The rules and findings that a selection hides.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NotSelected {
    /// The ids of the rules that were not selected, built-in rules first. These rules still ran.
    pub rules: Vec<String>,
    /// The number of findings of these rules, by level.
    pub findings: BTreeMap<Level, usize>,
}

/// The number of a baseline's findings, by status.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct BaselineCounts {
    /// Findings that are still reported and rest on the same facts.
    pub known: usize,
    /// Findings that now rest on other facts, and are therefore reported again.
    pub changed: usize,
    /// Findings that no longer exist.
    pub resolved: usize,
    /// Findings whose rule did not run, or could not see every record.
    pub not_compared: usize,
}

/// The number of a ledger's verdicts, by status.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct VerdictCounts {
    /// Verdicts on findings that still rest on the same facts.
    pub in_force: usize,
    /// Verdicts that the data now reflects; their findings are gone.
    pub applied: usize,
    /// Verdicts on findings that now rest on other facts.
    pub stale: usize,
    /// Verdicts that have expired.
    pub expired: usize,
    /// Verdicts on findings that are gone for another reason.
    pub unmatched: usize,
    /// Verdicts on findings whose rule did not run, or could not see every record.
    pub not_compared: usize,
    /// Verdicts that contradict the data.
    pub refused: usize,
}

/// A rule that could not see every record: findings that it did not report may still exist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotRun {
    /// The rule's id.
    pub rule: String,
    /// Why it could not see every record.
    pub reason: String,
    /// The dataset's name for the document or folder that the rule could not see completely. `None` if the rule
    /// does not run per document or folder.
    pub document: Option<String>,
    /// Whether every part that the rule could not see is among the records in [`Summary::passed_over`].
    pub is_local: bool,
}

/// A finding of another run, as a baseline or a ledger identifies it.
#[derive(Debug, Clone, Copy)]
pub struct FindingName<'f> {
    /// The id of the finding's rule.
    pub rule: &'f str,
    /// The subject of the finding.
    pub subject: &'f str,
    /// The dataset's name for the finding's document; `None` if the finding may be in any document.
    pub document: Option<&'f str>,
}

impl<'f> FindingName<'f> {
    /// Returns the anchor of the record that the finding is about, or `None` if that record is not in the
    /// collection.
    fn name_in(&self, collection: &str) -> Option<&'f str> {
        let start = format!("{collection}/");
        // The subject may begin with the name of a document or folder.
        let starts = self.subject.match_indices(": ").map(|(at, separator)| at + separator.len());
        let mut names = [0].into_iter().chain(starts).filter_map(|at| self.subject.get(at..));
        names.find(|name| name.starts_with(&start))
    }
}

impl NotRun {
    /// Whether the rule might have reported this finding, had it seen every record.
    #[must_use]
    pub fn concerns(&self, finding: &FindingName<'_>) -> bool {
        let is_of_part =
            |document: &String| finding.subject.starts_with(&finalize::prefix_of_group(document));
        self.rule == finding.rule && self.document.as_ref().is_none_or(is_of_part)
    }
}

impl Summary {
    pub(super) fn new(dataset: &Dataset) -> Summary {
        let without_schema = dataset.documents.iter().filter(|document| document.schema.is_none());
        let standalone = KINDS.iter().filter(|kind| matches!(kind.origin, Origin::Standalone));
        let (off, run): (Vec<&Kind>, Vec<&Kind>) = standalone
            .copied()
            // `date` is not a separate rule: its findings come from rules that read dates. It can be off, though.
            .filter(|kind| kind.name != DATE || dataset.rulebook.level_of(kind) == Level::Off)
            .filter(|kind| kind.name != rules::schema::KIND.name || !dataset.schemas.is_empty())
            // `idle` checks the rulebook, not the data.
            .filter(|kind| kind.name != rules::idle::KIND.name)
            .filter(|kind| kind.name != rules::ledger::KIND.name || dataset.ledger.is_some())
            .filter(|kind| kind.name != rules::baseline::KIND.name || dataset.baseline.is_some())
            .partition(|kind| dataset.rulebook.level_of(kind) == Level::Off);
        Summary {
            documents: dataset.documents.len(),
            without_schema: without_schema.map(|document| document.file).collect(),
            rules_run: run.iter().map(|kind| kind.name.to_owned()).collect(),
            left_out: dataset.left_out.clone(),
            rules_off: off.iter().map(|kind| kind.name.to_owned()).collect(),
            ..Summary::default()
        }
    }

    /// Counts what a repeated key hides from the rules if the built-in rule that reports such keys is off. `places` are
    /// the maximum numbers of places that are kept.
    pub(super) fn count_hidden(&mut self, findings: &[EncodedFinding], places: PlaceLimits) {
        let kind = rules::duplicate_key::KIND.name;
        let mut hidden = CountedValues::default();
        let is_hidden = |finding: &&EncodedFinding| {
            finding.level() == Level::Off && finding.head().kind == kind
        };
        for finding in findings.iter().filter(is_hidden) {
            self.tally.add(Count::CannotTell);
            let (count, place) = (Count::CannotTell, finding.places().last());
            hidden.add_for_good(count, "", place, None, places.of(count));
        }
        if !hidden.is_empty() {
            self.counted.push((kind.to_owned(), hidden.sorted()));
        }
    }

    /// Adds the records of one partition; all partitions have the same collections.
    pub(super) fn count_records(&mut self, records: &Records<'_>) {
        if self.records.is_empty() {
            self.records = records.by_collection().map(|(name, _)| (name.to_owned(), 0)).collect();
        }
        for ((_, number), (_, more)) in self.records.iter_mut().zip(records.by_collection()) {
            *number += more.number();
        }
        let unknown = records.by_collection().filter(|(_, records)| !records.unknown.is_empty());
        self.may_have_more.extend(unknown.map(|(name, _)| name.to_owned()));
    }

    /// Adds the values that the rules counted in one partition.
    pub(super) fn add_counted(&mut self, counted: Vec<(String, CountedValues)>) {
        let known = self.counted.iter().enumerate();
        let mut positions: HashMap<String, usize> =
            known.map(|(position, (rule, _))| (rule.clone(), position)).collect();
        for (rule, more) in counted {
            let position = *positions.entry(rule.clone()).or_insert(self.counted.len());
            match self.counted.get_mut(position) {
                Some((_, known)) => known.merge(more),
                None => self.counted.push((rule, more)),
            }
        }
    }

    /// Whether a collection may have unknown records.
    pub(super) fn may_have_more(&self, collection: &str) -> bool {
        self.may_have_more.contains(collection)
    }

    /// Returns the number of records of a collection.
    pub(super) fn records_of(&self, collection: &str) -> usize {
        let known = self.records.iter().find(|(name, _)| name == collection);
        known.map_or(0, |(_, number)| *number)
    }

    /// Counts the rules that are off and those that run.
    pub(super) fn count_rules(&mut self, rulebook: &Rulebook) {
        let (off, run): (Vec<&RuleEntry>, Vec<&RuleEntry>) =
            rulebook.rules.iter().partition(|rule| rule.level == Level::Off);
        self.rules_off.extend(off.iter().map(|rule| rule.id.clone()));
        self.rules_run.extend(run.iter().map(|rule| rule.id.clone()));
    }

    pub(super) fn list_broken_documents(&mut self, dataset: &Dataset, checked: &[CheckedDocument]) {
        let not_json = checked.iter().filter(|checked| !checked.is_read);
        let files = not_json.filter_map(|checked| dataset.files.get(checked.to_check.file));
        self.not_json = files.map(|file| file.key.clone()).collect();
    }

    /// Counts the findings by level, replacing the previous counts.
    pub fn count_findings(&mut self, findings: &[EncodedFinding]) {
        self.findings.clear();
        for finding in findings {
            *self.findings.entry(finding.level()).or_default() += 1;
        }
    }

    /// Whether the rule of a finding left something unchecked on which the finding may depend.
    fn is_passed_over(&self, finding: &FindingName<'_>) -> bool {
        let passed_over = self.passed_over.get(finding.rule);
        passed_over.is_some_and(|records| {
            records.may_concern(finding.subject, |collection| finding.name_in(collection))
        })
    }

    /// Whether the run would have reported this finding: its rule could see everything that it needed.
    #[must_use]
    pub fn could_report(&self, finding: &FindingName<'_>) -> bool {
        let is_unread = match finding.document {
            Some(document) => self.not_json.iter().any(|known| known == document),
            None => !self.not_json.is_empty(),
        };
        !is_unread
            && !self.is_passed_over(finding)
            && !self.not_run.iter().any(|not_run| !not_run.is_local && not_run.concerns(finding))
    }

    /// Returns the reason why this run could not report a finding that a later run reports. Returns `None` if there is
    /// no such reason, or if it also applies to the later run.
    #[must_use]
    pub fn hindrance(&self, finding: &FindingName<'_>, later: &Summary) -> Option<String> {
        let unread = self.not_json.iter().find(|known| Some(known.as_str()) == finding.document);
        if let Some(document) = unread {
            return Some(format!("{document} could not be read"));
        }
        let is_over = |not_run: &&NotRun| {
            let mut later = later.not_run.iter();
            not_run.concerns(finding)
                && match not_run.is_local {
                    true => self.is_passed_over(finding),
                    false => !later
                        .any(|now| now.rule == not_run.rule && now.document == not_run.document),
                }
        };
        self.not_run.iter().find(is_over).map(|not_run| not_run.reason.clone())
    }

    /// Whether the run would have reported a finding that another run on the same data reports. This is so if every
    /// limitation of its rule in this run also existed in the other run.
    #[must_use]
    pub fn could_report_as(&self, finding: &FindingName<'_>, other: &Summary) -> bool {
        let is_known = |not_run: &NotRun| {
            let is_same =
                |known: &NotRun| known.rule == not_run.rule && known.document == not_run.document;
            other.not_run.iter().any(is_same)
        };
        let mut not_run = self.not_run.iter().filter(|not_run| not_run.concerns(finding));
        not_run.all(is_known) && self.skipped_by(finding.rule) <= other.skipped_by(finding.rule)
    }

    /// Returns the number of values that a rule passed over.
    fn skipped_by(&self, rule: &str) -> u64 {
        let counted = self.counted.iter().filter(|(name, _)| name == rule);
        let entries = counted.flat_map(|(_, counted)| counted.entries());
        entries.filter(|entry| entry.count == Count::Skipped).map(|entry| entry.number).sum()
    }

    /// Whether a finding that the run does not report is resolved. It is resolved if the run could have
    /// reported it, its rule has missed nothing, and its record is not left out. In addition, the id of its
    /// record must not be one of the ids that could not be read.
    #[must_use]
    pub fn resolves(&self, gone: &FindingName<'_>) -> bool {
        let may_be_unreadable = |(collection, readable): (&String, &BTreeSet<String>)| {
            let name = gone.name_in(collection);
            name.is_some_and(|name| !readable.contains(name))
        };
        let is_left_out = |(collection, anchors): (&String, &BTreeSet<String>)| {
            gone.name_in(collection).is_some_and(|name| anchors.contains(name))
        };
        self.documents > 0
            && !self.left_out.records.iter().any(is_left_out)
            && self.could_report(gone)
            && !self.not_looked.contains(gone.rule)
            && !self.readable.iter().any(may_be_unreadable)
    }

    /// Whether there was nothing to check: no document, or no record and no schema.
    #[must_use]
    pub fn checked_nothing(&self) -> bool {
        let no_records = self.records.iter().all(|(_, number)| *number == 0);
        self.documents == 0 || (no_records && self.without_schema.len() == self.documents)
    }
}
