//! The collections that rules visit as targets, read again for findings.

use super::Collection;
use crate::path;
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// The collections that rules visit as targets. Nothing of them stays in memory, since most references need no
/// more than a visit; a finding that needs them reads a collection again, once.
pub struct Targets<'l, 'a> {
    collections: BTreeMap<String, OnceLock<Collection<'a>>>,
    read: &'l (dyn Fn(&str) -> Collection<'a> + Sync),
}

impl<'l, 'a> Targets<'l, 'a> {
    /// Creates the targets from the names of their collections; `read` reads one.
    pub fn new(
        names: impl IntoIterator<Item = String>,
        read: &'l (dyn Fn(&str) -> Collection<'a> + Sync),
    ) -> Targets<'l, 'a> {
        let collections = names.into_iter().map(|name| (name, OnceLock::new())).collect();
        Targets { collections, read }
    }

    /// Returns a collection that was declared with [`Lookup::Targets`](super::Lookup::Targets).
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Collection<'a>> {
        // What cannot be read of the records is not the finding's matter.
        let read = || path::watch(|| (self.read)(name)).0;
        Some(self.collections.get(name)?.get_or_init(read))
    }
}
