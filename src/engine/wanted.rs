//! What rules look up: it is gathered while the documents are read for the first time.

use crate::finding::Level;
use crate::parameters::ReferenceField;
use crate::rule::Lookup;
use crate::rulebook::Rulebook;
use std::collections::{BTreeMap, BTreeSet};

/// What stays in memory of documents that are read in blocks.
#[derive(Debug, Default)]
pub(super) struct Wanted {
    /// The collections whose records stay.
    pub(super) collections: BTreeSet<String>,
    /// The fields of which only the ids stay, by how the rulebook writes them.
    pub(super) referrers: BTreeMap<String, ReferenceField>,
}

impl Wanted {
    /// What the rules of a rulebook look up.
    pub(super) fn of(rulebook: &Rulebook) -> Wanted {
        let mut wanted = Wanted::default();
        let rules = rulebook.rules.iter().filter(|entry| entry.level != Level::Off);
        for lookup in rules.flat_map(|entry| entry.rule.any_declare()) {
            wanted.collections.extend(lookup.kept_collection().map(str::to_owned));
            if let Lookup::Referrers(by) = lookup {
                wanted.referrers.insert(by.text.clone(), by);
            }
        }
        wanted
    }
}
