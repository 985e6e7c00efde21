//! The collections that rules visit as targets, read again for findings.

use super::{Codes, Collection, ValuesOf};
use crate::path;
use elsa::sync::FrozenMap;
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// The collections that rules visit as targets. Nothing of them stays in memory, since most references need no
/// more than a visit; a finding that needs them reads a collection again, once.
pub struct Targets<'l, 'a> {
    collections: BTreeMap<String, OnceLock<Collection<'a>>>,
    /// The values of fields, by [`ValuesOf::key`].
    values: FrozenMap<String, Box<Codes>>,
    read: &'l (dyn Fn(&str) -> Collection<'a> + Sync),
    /// The same collections in the whole dataset, if the rules see a part of it.
    of_dataset: Option<&'l Targets<'l, 'a>>,
}

impl<'l, 'a> Targets<'l, 'a> {
    /// Creates the targets from the names of their collections; `read` reads one.
    pub fn new(
        names: impl IntoIterator<Item = String>,
        read: &'l (dyn Fn(&str) -> Collection<'a> + Sync),
    ) -> Targets<'l, 'a> {
        let collections = names.into_iter().map(|name| (name, OnceLock::new())).collect();
        Targets { collections, values: FrozenMap::new(), read, of_dataset: None }
    }

    /// Adds the same collections in the whole dataset, for rules that see a part of it.
    #[must_use]
    pub fn in_part_of(self, dataset: &'l Targets<'l, 'a>) -> Targets<'l, 'a> {
        Targets { of_dataset: Some(dataset), ..self }
    }

    /// Returns the collections in the whole dataset: also where the rule does not look.
    #[must_use]
    pub fn of_dataset(&self) -> &Targets<'l, 'a> {
        self.of_dataset.unwrap_or(self)
    }

    /// Returns a collection that was declared with [`Lookup::Targets`](super::Lookup::Targets).
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Collection<'a>> {
        // What cannot be read of the records is not the finding's matter.
        let read = || path::watch(|| (self.read)(name)).0;
        Some(self.collections.get(name)?.get_or_init(read))
    }

    /// Returns the values of a field in the records of a collection that was declared as targets.
    #[must_use]
    pub fn values(&self, of: &ValuesOf) -> Option<&Codes> {
        let key = of.key();
        if let Some(values) = self.values.get(&key) {
            return Some(values);
        }
        let (values, _) = path::watch(|| {
            let records = self.get(&of.collection)?.records();
            Some(Codes::of_field(of, records))
        });
        Some(self.values.insert(key, Box::new(values?)))
    }
}
