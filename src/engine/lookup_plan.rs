//! Collects the lookups of rules. They determine which records stay in memory when documents are streamed.

use super::visit::Rules;
use crate::path::Field;
use crate::rule::Lookup;
use std::collections::{BTreeMap, BTreeSet};

/// The lookups of a rulebook's rules.
#[derive(Default)]
pub(super) struct LookupPlan {
    /// The collections whose records stay in memory, with the names of the members that are kept. `None` if
    /// whole records are kept.
    pub(super) collections: BTreeMap<String, Option<BTreeSet<String>>>,
    /// The collections that are looked up by id.
    pub(super) by_id: BTreeSet<String>,
    /// The collections whose records name snapshots, with the field that contains the path.
    pub(super) snapshots: Vec<(String, Field)>,
    /// The collections that rules visit as targets, with the names of the members that findings need. `None`
    /// if findings need whole records.
    pub(super) targets: BTreeMap<String, Option<BTreeSet<String>>>,
    /// The fields that rules read, by collection.
    pub(super) fields: BTreeMap<String, Vec<Field>>,
}

impl LookupPlan {
    /// Collects the lookups of `rules`.
    pub(super) fn by(rules: &Rules<'_>) -> LookupPlan {
        let mut wanted = LookupPlan::default();
        for (_, entry) in rules.all() {
            let collection = entry.rule.declaration().collection();
            wanted.read(collection, entry.reads.fields.iter());
        }
        let lookups = rules.all().flat_map(|(position, _)| rules.declared(position));
        for lookup in lookups {
            if let Some(collection) = lookup.kept_collection() {
                add_names(&mut wanted.collections, collection, lookup.kept_fields().as_deref());
            }
            match lookup {
                Lookup::Collection { name, .. } => {
                    wanted.read(name, [].iter());
                    wanted.by_id.insert(name.clone());
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
                Lookup::Targets { name, fields, .. } => {
                    wanted.read(name, fields.iter().flatten());
                    add_names(&mut wanted.targets, name, fields.as_deref());
                }
                Lookup::CodeFile(_) => {}
            }
        }
        wanted
    }

    fn read<'f>(&mut self, collection: &str, fields: impl Iterator<Item = &'f Field>) {
        self.fields.entry(collection.to_owned()).or_default().extend(fields.cloned());
    }
}

/// Adds the names of the members that contain `fields` in the records of a collection. If `fields` is `None`,
/// adds the whole records.
fn add_names(
    names: &mut BTreeMap<String, Option<BTreeSet<String>>>,
    collection: &str,
    fields: Option<&[Field]>,
) {
    let known = names.entry(collection.to_owned()).or_insert(Some(BTreeSet::new()));
    let more: Option<Vec<String>> = fields
        .and_then(|fields| fields.iter().map(|field| field.member().map(str::to_owned)).collect());
    match (known.as_mut(), more) {
        (Some(known), Some(more)) => known.extend(more),
        _ => *known = None,
    }
}
