//! What a rule is: declare, visit, settle.
//!
//! A rule says what it looks up ([`Rule::declare`]), sees one record after another in any order and
//! on any thread ([`Rule::visit`]), and at the end sees the small facts that it kept of all of them
//! ([`Rule::settle`]). It does no input or output and cannot fail: bad data is a finding.

mod codes;
mod dates;
mod duplicate_filter;
mod lookups;
mod output;
mod referrers;
mod snapshots;
mod tally;
mod unchecked;

pub use codes::{Code, Codes};
pub use dates::{DATE, DateField, DatedValue, date_in, is_malformed_date};
pub use duplicate_filter::{DuplicateFilter, KeyHashes, key_hasher};
pub use lookups::{Collection, Lookups, Record, key_text, scalar_text};
pub use output::{DynRule, Output, PartialOutput};
pub use referrers::Referrers;
pub use snapshots::{ReadSnapshot, Snapshot, Snapshots};
pub use tally::{Count, Tally};
pub use unchecked::{MAX_FIRST_PLACES, UNREADABLE_CLAIM, Unchecked, UncheckedEntry, WITHOUT_ID};

use crate::finding::Keys;
use crate::parameters::{ReferenceField, Selection, Spanned};
use crate::path::{Condition, Field};

/// One rule of a rulebook, of some kind.
pub trait Rule: Send + Sync + 'static {
    /// What it keeps of a record: a key, a value, a place. Small, and free of the document.
    type Fact: Send + Sync + 'static;

    /// Which records it visits.
    fn selection(&self) -> &Selection;

    /// What it looks things up in. Only what is declared can be looked up.
    fn declare(&self) -> Vec<Lookup> {
        Vec::new()
    }

    /// Whether it judges each record by itself alone.
    fn is_record_local(&self) -> bool {
        false
    }

    /// Whether what it says of a record holds also where some values of the record are unknown: it never
    /// rests on the absence of a value. Otherwise nothing is said of such a record.
    fn keeps_what_it_knows(&self) -> bool {
        false
    }

    /// The fields that it reads of a record, by which one without an id is named; `None` where they are its
    /// arguments.
    fn reads(&self) -> Option<Vec<Field>> {
        None
    }

    /// The objects of a record of which it reads the keys: they name one without an id too.
    fn reads_keys(&self) -> Keys {
        Keys::None
    }

    /// Whether it keeps the records of each document apart by itself, though it sees those of all.
    fn keeps_documents_apart(&self) -> bool {
        false
    }

    /// Whether it compares records that have a key in common, and sees no others: a record whose keys no
    /// other has is not visited. What has no key is.
    fn compares_by_key(&self) -> bool {
        false
    }

    /// Whether its findings are about several records, and name the others for messages.
    fn has_others(&self) -> bool {
        false
    }

    /// Hands over a hash of each key that a record has, where the rule compares by key.
    fn each_key(&self, _record: &Record<'_>, _add: &mut dyn FnMut(u64)) {}

    /// A hash of what the keys of a record are about: of each, the rule visits a record with a key, whether
    /// or not another has it too, so that it can tell whether it has something to compare with.
    fn key_group(&self, _record: &Record<'_>) -> u64 {
        0
    }

    /// What is not there when the rule compares nothing, in words that follow "it compares nothing:". A rule
    /// with these words says with [`Output::found_partner`] that it has something to compare with.
    fn partner(&self) -> Option<&'static str> {
        None
    }

    /// Sees one record. The order and the thread are not known.
    fn visit(
        &self,
        record: &Record<'_>,
        lookups: &Lookups<'_>,
        output: &mut Output<'_, Self::Fact>,
    );

    /// Sees the facts of all records, in the order of the dataset.
    fn settle(
        &self,
        _facts: Vec<Self::Fact>,
        _lookups: &Lookups<'_>,
        _output: &mut Output<'_, Self::Fact>,
    ) {
    }
}

/// Something that a rule looks things up in; it is read first and kept.
#[derive(Debug, Clone)]
pub enum Lookup {
    /// The records of a collection, by id.
    Collection(String),
    /// The texts that the records of a collection name, seen from the rulebook's folder.
    Snapshots {
        /// The collection.
        collection: String,
        /// The field with a text's path.
        path: Field,
    },
    /// The values that a field has in the records of a collection.
    Values(ValuesOf),
    /// The ids that a field names in the records of a collection, and who names them.
    Referrers(ReferenceField),
    /// A file with one code a line. Its path, seen from the rulebook's folder, and where the rulebook
    /// names it: a file that cannot be read is a mistake of the rulebook.
    CodeFile(Spanned<String>),
}

impl Lookup {
    /// The collection whose records it reads.
    #[must_use]
    pub fn collection(&self) -> Option<&str> {
        match self {
            Lookup::Referrers(by) => Some(&by.collection),
            _ => self.kept_collection(),
        }
    }

    /// The collection whose records it keeps, to see them again.
    #[must_use]
    pub fn kept_collection(&self) -> Option<&str> {
        match self {
            Lookup::Collection(collection) | Lookup::Snapshots { collection, .. } => {
                Some(collection)
            }
            Lookup::Values(values) => Some(&values.collection),
            Lookup::CodeFile(_) | Lookup::Referrers(_) => None,
        }
    }
}

/// The values that a field has in the records of a collection.
#[derive(Debug, Clone)]
pub struct ValuesOf {
    /// The collection.
    pub collection: String,
    /// Which of its records; all of them where there is no condition.
    pub condition: Option<Condition>,
    /// The field, seen from a record.
    pub field: Field,
}

impl ValuesOf {
    /// What the values are looked up by.
    #[must_use]
    pub fn key(&self) -> String {
        let condition = self.condition.as_ref().map(Condition::as_str).unwrap_or_default();
        format!("{}\n{}\n{condition}", self.collection, self.field)
    }
}
