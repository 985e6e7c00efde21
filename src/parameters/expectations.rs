//! What the arguments of a rule expect to find in the data: each should select something, and each
//! name and text in them should occur.

use super::Model;
use crate::document::Value;
use crate::path::{Condition, Field, Mention};
use std::collections::BTreeSet;
use std::ops::Range;

/// Whose values a field or a condition is about.
#[derive(Debug, Clone, Copy)]
pub enum Of {
    /// The records that the rule visits.
    Visited,
    /// The records of the collection or collections that another parameter names.
    Named {
        /// That parameter.
        by: &'static str,
        /// The parameter with the condition that they satisfy.
        that: Option<&'static str>,
        /// Whether, if the rule names no collection there, they are the records that it visits; otherwise
        /// they are all records of the collection that it visits.
        or_visited: bool,
    },
    /// The values that the first of these parameters that the rule gives selects; the records that the
    /// rule visits if it gives none.
    Values(&'static [&'static str]),
    /// The records of a collection that the model names.
    Model(fn(&Model) -> &str),
}

/// The records of `to` that satisfy `to-where`; all records of `in` if there is no `to`.
pub const TARGETS: Of = Of::Named { by: "to", that: Some("to-where"), or_visited: false };

/// The records of `to`, or those that the rule visits if there is no `to`.
pub const TARGET_OR_VISITED: Of = Of::Named { by: "to", that: None, or_visited: true };

/// The records of `through`.
pub const GROUPS: Of = Of::Named { by: "through", that: None, or_visited: false };

/// What it means that an argument selects nothing, or that a name in it occurs nowhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Absence {
    /// The rule has nothing to look at.
    Idle,
    /// The rule reports it itself; its names should occur all the same.
    Reported,
    /// It is what the rule wants.
    Wanted,
}

/// What some arguments expect to find in the data.
#[derive(Debug, Default)]
pub struct Expectations {
    /// What should select something.
    pub probes: Vec<Probe>,
    /// The names and texts that should occur.
    pub mentions: Vec<WrittenMention>,
    /// The collections that the arguments name.
    pub collections: BTreeSet<String>,
}

/// A name or text of the rulebook that should occur in the data.
#[derive(Debug)]
pub struct WrittenMention {
    /// The name or text.
    pub mention: Mention,
    /// The argument that it stands in, as the rulebook calls it.
    pub argument: String,
    /// Where the rulebook has it, in bytes.
    pub span: Range<usize>,
    /// Whether the rule wants it to be absent.
    pub is_unwanted: bool,
}

/// Something in the rulebook that should select at least one value.
#[derive(Debug)]
pub struct Probe {
    /// The argument, as the rulebook calls it.
    pub argument: String,
    /// The collections: one record of one of them is enough.
    pub collections: Vec<String>,
    /// What must hold of the record.
    pub conditions: Vec<Condition>,
    /// The fields whose values it begins at; the record itself if there are none.
    pub from: Vec<Field>,
    /// What must be there.
    pub wants: Wants,
    /// Where the rulebook has it, in bytes.
    pub span: Range<usize>,
    /// The arguments that it rests on: if one of them selects nothing, neither does this one.
    pub rests_on: Vec<String>,
}

/// What must be there for a probe to have found something.
#[derive(Debug)]
pub enum Wants {
    /// A record that satisfies a condition.
    Holds(Condition),
    /// A record that a pattern within a condition matches.
    Matches(Condition),
    /// A value in a field.
    Has(Field),
}

impl Probe {
    /// Whether a record of one of the collections has what is wanted.
    #[must_use]
    pub fn finds(&self, record: Value<'_>) -> bool {
        let Some(root) = record.document().root() else { return false };
        if !self.conditions.iter().all(|condition| condition.holds(record, root)) {
            return false;
        }
        match self.from.as_slice() {
            [] => self.wants.are_in(record, root),
            fields => fields
                .iter()
                .flat_map(|field| field.select(record))
                .any(|value| self.wants.are_in(value, root)),
        }
    }
}

impl Wants {
    fn are_in(&self, value: Value<'_>, root: Value<'_>) -> bool {
        match self {
            Wants::Holds(condition) | Wants::Matches(condition) => condition.holds(value, root),
            Wants::Has(field) => field.first(value).is_some(),
        }
    }
}
