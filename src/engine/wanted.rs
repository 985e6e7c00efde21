//! What rules look up, and what they compare by: it is gathered while the documents are read for the first
//! time.

use crate::finding::Level;
use crate::parameters::ReferenceField;
use crate::rule::Lookup;
use crate::rulebook::{RuleEntry, Rulebook};
use std::collections::{BTreeMap, BTreeSet};

/// What stays in memory of documents that are read in blocks.
#[derive(Default)]
pub(super) struct Wanted<'a> {
    /// The collections whose records stay.
    pub(super) collections: BTreeSet<String>,
    /// The fields of which only the ids stay, by how the rulebook writes them.
    pub(super) referrers: BTreeMap<String, ReferenceField>,
    /// The rules that compare records by their keys: the hashes of these stay.
    pub(super) comparing: Vec<&'a RuleEntry>,
}

impl<'a> Wanted<'a> {
    /// What the rules of a rulebook look up.
    pub(super) fn of(rulebook: &'a Rulebook) -> Wanted<'a> {
        let mut wanted = Wanted::default();
        for entry in rulebook.rules.iter().filter(|entry| entry.level != Level::Off) {
            for lookup in entry.rule.any_declare() {
                wanted.collections.extend(lookup.kept_collection().map(str::to_owned));
                if let Lookup::Referrers(by) = lookup {
                    wanted.referrers.insert(by.text.clone(), by);
                }
            }
            if entry.rule.any_compares_by_key() {
                wanted.comparing.push(entry);
            }
        }
        wanted
    }
}
