//! A run in stages, so that several processes can share the work. [`plan()`] divides a dataset into units, and
//! [`visit()`] visits some of them. [`settle()`] settles facts; all facts with the same key are settled in one
//! process. [`complete()`] completes the findings about facts, and [`Restored`] joins all results into a run.
//! However a dataset is divided, the result is the same as that of [`check`](super::check).

mod complete;
mod restore;
mod settle;
mod units;
mod visit;

pub use complete::{complete, read_records};
pub use restore::{Incomplete, Restored};
pub use settle::settle;
pub use units::{
    LookedUp, Plan, Unit, largest_lookup, looked_up_collections, may_have_records, plan,
};
pub use visit::{VisitOutput, visit};

use super::idle::Seen;
use super::misread::Misread;
use super::patterns;
use crate::document::{BlockPlace, FileId, Marks, Skeleton};
use crate::finding::EncodedFinding;
use crate::rule::{EncodedFact, PartialOutput};
use crate::rulebook::Scope;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// A rule, and the records that it sees together.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct RuleInGroup {
    /// The position of the rule among the rules of the rulebook that are not off.
    pub rule: usize,
    /// The folder or document whose records the rule sees together; `None` if it sees the whole dataset.
    pub group: Option<String>,
}

/// The results of visiting some units, without the facts.
#[derive(Debug, Serialize, Deserialize)]
pub struct Visited {
    units: Vec<VisitedUnit>,
    seen: Seen,
    patterns: patterns::Met,
}

/// The results of visiting one unit, without the facts.
#[derive(Debug, Serialize, Deserialize)]
struct VisitedUnit {
    /// The number of the unit in the plan.
    number: usize,
    documents: Vec<VisitedDocument>,
    outputs: Vec<UnitOutput>,
}

/// The output of one rule for a unit.
#[derive(Debug, Serialize, Deserialize)]
struct UnitOutput {
    of: RuleInGroup,
    /// The place of the first record.
    place: (FileId, usize),
    output: PartialOutput,
}

/// A document, or a block of one, after its visit.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct VisitedDocument {
    file: FileId,
    findings: Vec<EncodedFinding>,
    is_read: bool,
    /// The maximum number of unknown records of each collection, in rulebook order.
    unknown: Vec<u64>,
    content: VisitedContent,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
enum VisitedContent {
    Whole {
        marks: Option<Marks>,
    },
    Part {
        part: VisitedPart,
        /// The number of records of each collection, in rulebook order.
        records: Vec<usize>,
        misread: Vec<Misread>,
        has_broken_lines: bool,
    },
    Refused,
}

/// A part of a document that was read separately.
#[derive(Debug, Clone, Serialize, Deserialize)]
enum VisitedPart {
    /// A block; `None` if it has no elements.
    Block(Option<BlockPlace>),
    Skeleton(Skeleton, Option<Marks>),
}

/// A fact for [`settle()`], or a key that is settled even if it has no facts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FactToSettle {
    /// The position of the rule among the rules of the rulebook that are not off.
    pub rule: usize,
    /// The encoded key.
    pub key: Vec<u8>,
    /// The place in dataset order; `None` for a key without a fact.
    pub order: Option<FactOrder>,
    /// The fact.
    pub fact: Option<EncodedFact>,
}

/// The position of a fact in dataset order, among the facts with the same key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct FactOrder {
    /// The document of the chunk of records in which the fact was found.
    pub file: FileId,
    /// The byte offset of the first record of that chunk.
    pub offset: usize,
    /// The number of the fact among the facts of the same unit.
    pub number: usize,
}

/// Output that a later stage adds to a rule's output.
#[derive(Debug, Serialize, Deserialize)]
pub struct Added {
    /// The rule.
    pub of: RuleInGroup,
    /// The output.
    pub output: PartialOutput,
}

/// Facts whose findings must be completed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToComplete {
    /// The rule.
    pub of: RuleInGroup,
    /// The facts of one key, in dataset order.
    pub facts: Vec<EncodedFact>,
    /// The documents and byte offsets of the records and values that are read to complete the findings.
    pub wanted: BTreeSet<(FileId, usize)>,
}

/// Whether a rule sees the whole dataset, rather than each folder or document by itself.
fn sees_dataset(scope: Scope) -> bool {
    scope == Scope::Dataset
}
