//! Expectations of a rule's arguments about the data: each argument should select something, and
//! each name and text in it should occur.

use super::Model;
use crate::document::{Kind, Value};
use crate::path::{Condition, Field, Mention};
use std::collections::BTreeSet;
use std::ops::Range;

/// The records or values that a field or condition is about.
#[derive(Debug, Clone, Copy)]
pub enum RelativeTo {
    /// The records that the rule visits.
    Visited,
    /// The records of the collection or collections that another parameter names.
    Named {
        /// The parameter that names the collections.
        collection: &'static str,
        /// The parameter with a condition that the records satisfy.
        condition: Option<&'static str>,
        /// The default if `collection` is not given: the records that the rule visits (`true`), or all records
        /// of the collection that the rule visits (`false`).
        or_visited: bool,
    },
    /// The values that the first given parameter of this list selects, or the visited records if
    /// none is given.
    Values(&'static [&'static str]),
    /// The records of a collection that the model names.
    Model(fn(&Model) -> &str),
}

/// The records of `to` that satisfy `to-where`; without `to`, all records of `in`.
pub const TARGETS: RelativeTo =
    RelativeTo::Named { collection: "to", condition: Some("to-where"), or_visited: false };

/// The records of `to`; without `to`, those that the rule visits.
pub const TARGET_OR_VISITED: RelativeTo =
    RelativeTo::Named { collection: "to", condition: None, or_visited: true };

/// The records of `through`.
pub const GROUPS: RelativeTo =
    RelativeTo::Named { collection: "through", condition: None, or_visited: false };

/// The treatment of an argument that selects nothing, or of a name in it that occurs nowhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Absence {
    /// The absence is reported, because the rule has no values to check.
    Idle,
    /// The rule itself reports absent values, but the names should still occur.
    Reported,
    /// The rule expects absence.
    Wanted,
}

/// The expectations of some arguments.
#[derive(Debug, Default)]
pub struct Expectations {
    /// The arguments that should select something.
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
    /// The name of the argument that contains the name or text.
    pub argument: String,
    /// The byte range in the rulebook.
    pub span: Range<usize>,
    /// The treatment of a name or text that occurs nowhere.
    pub absence: Absence,
}

/// Something in the rulebook that should select at least one value.
#[derive(Debug)]
pub struct Probe {
    /// The name of the argument.
    pub argument: String,
    /// The collections. One record of any of them is enough.
    pub collections: Vec<String>,
    /// The conditions that the record must satisfy.
    pub conditions: Vec<Condition>,
    /// The fields whose values the probe starts from. If empty, the probe starts from the record itself.
    pub from: Vec<Field>,
    /// The expected value.
    pub wants: Wants,
    /// The byte range in the rulebook.
    pub span: Range<usize>,
    /// The arguments that the probe depends on. If one of them selects nothing, the probe finds nothing either.
    pub rests_on: Vec<String>,
}

/// The value that a probe must find.
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
    /// Whether a record of one of the collections has the expected value.
    #[must_use]
    pub fn finds(&self, record: Value<'_>) -> bool {
        let Some(root) = record.document().root() else {
            debug_assert!(false, "a document that has a record has a root");
            return false;
        };
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
            Wants::Has(field) => {
                field.select(value).into_iter().any(|found| found.kind() != Kind::Null)
            }
        }
    }
}
