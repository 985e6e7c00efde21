//! What rules look up: what has to stay in memory of documents that are read in blocks.

use super::visit::Rules;
use crate::parameters::ReferenceField;
use crate::path::Field;
use crate::rule::{Lookup, ValuesOf};
use std::collections::{BTreeMap, BTreeSet};

/// What the rules of a rulebook look up.
#[derive(Default)]
pub(super) struct LookupPlan {
    /// The collections whose records stay in memory.
    pub(super) collections: BTreeSet<String>,
    /// Those of them that are looked up by id.
    pub(super) by_id: BTreeSet<String>,
    /// The fields whose values are looked up, by [`ValuesOf::key`].
    pub(super) values: BTreeMap<String, ValuesOf>,
    /// The collections whose records name texts, and in which field.
    pub(super) snapshots: Vec<(String, Field)>,
    /// The fields of which only the ids stay, by how the rulebook writes them.
    pub(super) referrers: BTreeMap<String, ReferenceField>,
}

impl LookupPlan {
    /// What some rules look up.
    pub(super) fn by(rules: &Rules<'_>) -> LookupPlan {
        let mut wanted = LookupPlan::default();
        let lookups = rules.all().flat_map(|(position, _)| rules.declared(position));
        for lookup in lookups {
            wanted.collections.extend(lookup.kept_collection().map(str::to_owned));
            match lookup {
                Lookup::Collection(name) => {
                    wanted.by_id.insert(name.clone());
                }
                Lookup::Values(of) => {
                    wanted.values.insert(of.key(), of.clone());
                }
                Lookup::Snapshots { collection, path } => {
                    let known = wanted
                        .snapshots
                        .iter()
                        .any(|(of, field)| (of, field.as_str()) == (collection, path.as_str()));
                    if !known {
                        wanted.snapshots.push((collection.clone(), path.clone()));
                    }
                }
                Lookup::Referrers(by) => {
                    wanted.referrers.insert(by.text.clone(), by.clone());
                }
                Lookup::CodeFile(_) => {}
            }
        }
        wanted
    }
}
