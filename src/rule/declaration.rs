//! What a rule declares before its first visit.

use super::{AcceptedFields, Grouping, Lookup, Within};
use crate::finding::Keys;
use crate::parameters::{Scope, Selection};
use crate::path::Field;

/// What a rule declares before its first visit. A declaration depends only on the rule's arguments.
#[derive(Debug)]
pub struct Declaration {
    /// The records that the rule visits.
    pub selection: Selection,
    /// The data that the rule may look up.
    pub lookups: Vec<Lookup>,
    /// The fields of a record that the rule reads, or `None` if it reads exactly the fields in its arguments. A
    /// record without an id is named by the values of these fields.
    pub reads: Option<Vec<Field>>,
    /// The objects of a record whose keys the rule reads. These keys also contribute to the name of a record
    /// without an id.
    pub reads_keys: Keys,
    /// The fields that the rule reads, with the values that it accepts in each. A field is omitted if the rule
    /// itself skips values that it does not accept. A record with a skipped value is still visited, so the rule
    /// must not treat a skipped value as absent.
    pub accepted: AcceptedFields,
    /// Whether the rule never relies on the absence of a value. Its output for a record then remains valid if
    /// some values of the record are unknown. Otherwise, the output for such a record is discarded.
    pub tolerates_unknown_values: bool,
    /// Whether the rule always visits the whole dataset and itself separates the records of different documents.
    pub keeps_documents_apart: bool,
    /// Whether each finding is about several records. A message may then contain `{others:field}`, the values
    /// of a field in the other records.
    pub has_others: bool,
    /// The facts that are settled. Other facts are not kept, except facts that were added with
    /// [`Output::keep_always`](super::Output::keep_always).
    pub grouping: Grouping,
    /// What the rule compares a value with.
    pub partner: Partner,
}

/// What a rule compares a value with. Reasons follow the words "the rule compares nothing:". A rule that compares
/// values must call [`Output::found_partner`](super::Output::found_partner), or a method like it, as soon as it has
/// found something that it can compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Partner {
    /// The rule judges each value by itself. It looks at nothing only if its arguments select nothing.
    NotNeeded,
    /// The rule compares values. Contains the reason why it may compare nothing.
    Needed(&'static str),
    /// The rule compares records or their values with each other. Contains the reason why it may compare nothing.
    /// The scope follows the reason, as in "in one document".
    Peers(&'static str, Within),
    /// Like [`Partner::Peers`], but in the dataset as a whole, one record is enough: its id must also differ from
    /// the ids of the records that are added later.
    LaterPeers(&'static str, Within),
}

impl Partner {
    /// Returns the reason why a rule with this scope compares nothing, or `None` if it compares no values.
    #[must_use]
    pub fn reason(self, scope: Scope) -> Option<String> {
        let (reason, within) = match self {
            Partner::NotNeeded => return None,
            Partner::Needed(reason) => return Some(reason.to_owned()),
            Partner::LaterPeers(_, Within::Dataset) if scope == Scope::Dataset => return None,
            Partner::Peers(reason, within) | Partner::LaterPeers(reason, within) => {
                (reason, within)
            }
        };
        let place = match (within, scope) {
            (Within::Parent, _) => " in one object",
            (Within::Document, _) | (_, Scope::Document) => " in one document",
            (_, Scope::Folder) => " in one folder",
            (Within::Dataset, Scope::Dataset) => "",
        };
        Some(format!("{reason}{place}"))
    }
}

impl Declaration {
    /// Creates the declaration of a rule that visits these records, looks up nothing and settles all facts.
    #[must_use]
    pub fn new(selection: Selection, partner: Partner) -> Declaration {
        Declaration {
            selection,
            lookups: Vec::new(),
            reads: None,
            reads_keys: Keys::None,
            accepted: AcceptedFields::default(),
            tolerates_unknown_values: false,
            keeps_documents_apart: false,
            has_others: false,
            grouping: Grouping::All,
            partner,
        }
    }

    /// Returns the name of the collection that the rule visits.
    #[must_use]
    pub fn collection(&self) -> &str {
        &self.selection.collection
    }

    /// Whether the rule compares the number of texts without a match with the number of targets that it could not
    /// read, so that it knows which findings it could not decide.
    #[must_use]
    pub fn counts_unknown_targets(&self) -> bool {
        self.grouping == Grouping::Unanswered
            && self.lookups.iter().any(|lookup| lookup.targets_in().is_some())
    }
}
