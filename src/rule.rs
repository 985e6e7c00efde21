//! The rule interface: declare, visit, settle.
//!
//! A rule first declares what it visits, reads and looks up ([`Declaration`]). Then it visits the records one
//! by one, in any order and on any thread, and keeps small facts about them ([`Rule::visit`]). Finally it
//! settles these facts, key by key ([`Rule::settle`]). A rule does no I/O and cannot fail: bad data is a
//! finding.

mod accepted;
mod codes;
mod counted;
mod dates;
mod declaration;
mod documents;
mod dynamic;
mod encoded;
mod facts;
mod key;
mod known;
mod lookups;
mod missing;
mod named_files;
mod output;
mod pairs;
mod partial_output;
mod passed_over;
mod record;
mod snapshots;
mod tally;

pub use accepted::{AcceptedFields, Accepts};
pub use codes::{Code, Codes};
pub use counted::{
    CountedEntry, CountedValues, MAX_CHECKED_PLACES, PlaceLimits, UNREADABLE_CLAIM, WITHOUT_ID,
};
pub use dates::{DATE, DateField, DatedValue, date_in, is_malformed_date};
pub use declaration::{Declaration, Partner};
pub use documents::Documents;
pub use dynamic::DynRule;
pub use encoded::EncodedFact;
pub use facts::{
    Grouping, Keep, KeyHashes, KeysToSettle, Role, TextHash, hash_key, keyed_hash, set_hash_key,
};
pub use key::{Key, KeySpace, Within};
pub use known::{has_unreliable_values, is_known};
pub use lookups::{Collection, Enclosing, Lookups};
pub use named_files::{FindFile, NamedFile, NamedFiles};
pub use output::Output;
pub(crate) use pairs::too_many_pairs;
pub use partial_output::{PartialOutput, UnknownFacts};
pub use passed_over::PassedOver;
pub use record::{Record, each_key_in, key_in, key_text, scalar_text};
pub use snapshots::{ReadSnapshot, ReadText, Snapshot, SnapshotFile, Snapshots};
pub use tally::{Count, Tally};

use crate::finding::Place;
use crate::parameters::Spanned;
use crate::path::{Condition, Field, KeyFields};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// One rule of a rulebook.
pub trait Rule: Send + Sync + 'static {
    /// The data that the rule keeps about a record under a key, such as a value or a place. It
    /// should be small, since it is stored in encoded form.
    type Fact: Serialize + DeserializeOwned;

    /// Returns what the rule declares before its first visit.
    fn declaration(&self) -> &Declaration;

    /// Visits one record of a collection that the rule declared with [`Lookup::Targets`]. The order of the
    /// visits and their threads are unspecified.
    fn visit_target(
        &self,
        _record: &Record<'_>,
        _lookups: &Lookups<'_>,
        _output: &mut Output<'_, Self::Fact>,
    ) {
    }

    /// Visits one record. The order of the visits and their threads are unspecified.
    fn visit(
        &self,
        record: &Record<'_>,
        lookups: &Lookups<'_>,
        output: &mut Output<'_, Self::Fact>,
    );

    /// Returns the keys that are settled even if they have no facts.
    fn keys(&self, _lookups: &Lookups<'_>) -> Vec<Key> {
        Vec::new()
    }

    /// Settles all facts with the same key. The facts are in dataset order.
    fn settle(
        &self,
        _key: &Key,
        _facts: Vec<Self::Fact>,
        _lookups: &Lookups<'_>,
        _output: &mut Output<'_, Self::Fact>,
    ) {
    }

    /// Returns the places of the records and values that [`Rule::complete`] reads for a fact.
    fn reads_again(&self, _fact: &Self::Fact) -> Vec<Place> {
        Vec::new()
    }

    /// Returns the collections of targets in which [`Rule::complete`] searches for facts with one key.
    fn searches(&self, _facts: &[Self::Fact]) -> Vec<&str> {
        Vec::new()
    }

    /// Completes the findings about facts that [`Rule::settle`] passed to [`Output::complete`].
    fn complete(
        &self,
        _key: &Key,
        _facts: Vec<Self::Fact>,
        _lookups: &Lookups<'_>,
        _documents: &Documents<'_, '_>,
        _output: &mut Output<'_, Self::Fact>,
    ) {
    }
}

/// Data that a rule may look up. Except for [`Lookup::Targets`], the data is read before the rule's first
/// visit and stays in memory.
#[derive(Debug, Clone)]
pub enum Lookup {
    /// The records of a collection, by id.
    Collection {
        /// The collection.
        name: String,
        /// The fields of these records that the rule reads, besides their ids; `None` if it may read any
        /// field.
        fields: Option<Vec<Field>>,
    },
    /// The snapshots that the records of a collection name.
    Snapshots {
        /// The collection.
        collection: String,
        /// The field with a snapshot's path, relative to the rulebook's folder.
        path: Field,
    },
    /// The records of a collection, which the rule visits as targets ([`Rule::visit_target`]). They do not
    /// stay in memory.
    Targets {
        /// The collection.
        name: String,
        /// The fields of these records that the rule reads when it completes findings, besides their ids;
        /// `None` if it may read any field.
        fields: Option<Vec<Field>>,
        /// Whether the rule matches the ids of these records.
        by_id: bool,
    },
    /// A file with one code per line. Contains the file's path, relative to the rulebook's folder, and the
    /// span of that path in the rulebook. A file that cannot be read is an error in the rulebook.
    CodeFile(Spanned<String>),
}

impl Lookup {
    /// Creates a lookup of the records of a collection as targets. The rule reads `fields` and the fields in
    /// `condition`.
    pub fn targets<'f>(
        name: &str,
        condition: Option<&Condition>,
        fields: impl IntoIterator<Item = &'f Field>,
    ) -> Lookup {
        let read = Lookup::fields_of(condition, fields);
        Lookup::Targets { name: name.to_owned(), fields: read, by_id: false }
    }

    /// Like [`Lookup::targets`], for a rule that matches the ids of the records.
    pub fn targets_by_id<'f>(
        name: &str,
        condition: Option<&Condition>,
        fields: impl IntoIterator<Item = &'f Field>,
    ) -> Lookup {
        let read = Lookup::fields_of(condition, fields);
        Lookup::Targets { name: name.to_owned(), fields: read, by_id: true }
    }

    /// Creates a lookup of the records of a collection. The rule reads `fields` and the fields in `condition`.
    pub fn of_fields<'f>(
        name: &str,
        condition: Option<&Condition>,
        fields: impl IntoIterator<Item = &'f Field>,
    ) -> Lookup {
        let read = Lookup::fields_of(condition, fields);
        Lookup::Collection { name: name.to_owned(), fields: read }
    }

    /// Returns `fields` and the fields that a condition reads, or `None` if the condition may read any field.
    fn fields_of<'f>(
        condition: Option<&Condition>,
        fields: impl IntoIterator<Item = &'f Field>,
    ) -> Option<Vec<Field>> {
        if condition.is_some_and(|condition| !condition.reads_only_named_fields()) {
            return None;
        }
        let of_condition = condition.map(Condition::named_fields).unwrap_or_default();
        Some(of_condition.into_iter().chain(fields.into_iter().cloned()).collect())
    }

    /// Returns the fields that must stay in memory for the records in [`Lookup::kept_collection`],
    /// besides their ids; `None` for whole records.
    #[must_use]
    pub fn kept_fields(&self) -> Option<Vec<Field>> {
        match self {
            Lookup::Collection { fields, .. } => fields.clone(),
            Lookup::Snapshots { path, .. } => Some(vec![path.clone()]),
            Lookup::CodeFile(_) | Lookup::Targets { .. } => Some(Vec::new()),
        }
    }

    /// Returns the collection whose records the rule visits as targets, or `None` if it visits none.
    #[must_use]
    pub fn targets_in(&self) -> Option<&str> {
        match self {
            Lookup::Targets { name, .. } => Some(name),
            Lookup::Collection { .. } | Lookup::Snapshots { .. } | Lookup::CodeFile(_) => None,
        }
    }

    /// Returns the collection whose records are looked up by their ids, or `None` if the lookup does not use
    /// ids.
    #[must_use]
    pub fn collection_by_id(&self) -> Option<&str> {
        match self {
            Lookup::Collection { name, .. } | Lookup::Targets { name, by_id: true, .. } => {
                Some(name)
            }
            Lookup::Targets { by_id: false, .. }
            | Lookup::Snapshots { .. }
            | Lookup::CodeFile(_) => None,
        }
    }

    /// Returns the collection whose records the lookup reads, or `None` if it reads a file.
    #[must_use]
    pub fn collection(&self) -> Option<&str> {
        match self {
            Lookup::Targets { name, .. } => Some(name),
            Lookup::Collection { .. } | Lookup::Snapshots { .. } | Lookup::CodeFile(_) => {
                self.kept_collection()
            }
        }
    }

    /// Returns the collection whose records must stay in memory, or `None` if no records must.
    #[must_use]
    pub fn kept_collection(&self) -> Option<&str> {
        match self {
            Lookup::Collection { name: collection, .. } | Lookup::Snapshots { collection, .. } => {
                Some(collection)
            }
            Lookup::CodeFile(_) | Lookup::Targets { .. } => None,
        }
    }
}

/// The values of a field, or of several fields together, in the records of a collection.
#[derive(Debug, Clone)]
pub struct ValuesOf {
    /// The collection.
    pub collection: String,
    /// The condition that the records must satisfy, or `None` for all records.
    pub condition: Option<Condition>,
    /// The fields, relative to a record.
    pub field: KeyFields,
}

impl ValuesOf {
    /// Returns a key that identifies the collection, the field and the condition.
    #[must_use]
    pub fn key(&self) -> String {
        let condition = self.condition.as_ref().map(Condition::as_str).unwrap_or_default();
        format!("{}\n{}\n{condition}", self.collection, self.field)
    }
}
