//! Filters out records whose keys are unique, which a rule that compares by key need not see.

use foldhash::fast::FixedState;
use std::collections::BTreeMap;
use std::hash::{BuildHasher, Hasher};

/// Hashes of the keys of some records.
#[derive(Debug, Default)]
pub struct KeyHashes {
    hashes: Vec<u64>,
    /// The smallest key hash of each group.
    least: BTreeMap<u64, u64>,
    /// Whether a record has no key.
    has_keyless: bool,
}

/// The keys that occur more than once, and one key of each group.
#[derive(Debug, Default)]
pub struct DuplicateFilter {
    /// Their hashes, sorted.
    hashes: Vec<u64>,
    has_keyless: bool,
}

/// Returns the hasher for keys, which is seeded the same in every run.
#[must_use]
pub fn key_hasher() -> impl Hasher {
    FixedState::default().build_hasher()
}

impl KeyHashes {
    /// Adds a record's key hashes, which `each` passes to its argument.
    pub fn add_record(&mut self, each: impl FnOnce(&mut dyn FnMut(u64))) {
        let before = self.hashes.len();
        each(&mut |hash| self.hashes.push(hash));
        self.has_keyless |= self.hashes.len() == before;
    }

    /// Adds the key hashes of a record in a group. One key per group counts as shared, so that the rule
    /// visits at least one of its records.
    pub fn add_record_of(&mut self, group: u64, each: impl FnOnce(&mut dyn FnMut(u64))) {
        let before = self.hashes.len();
        self.add_record(each);
        if let Some(least) = self.hashes.iter().skip(before).min() {
            let known = self.least.entry(group).or_insert(*least);
            *known = (*known).min(*least);
        }
    }

    /// Adds the key hashes of other records.
    pub fn merge(&mut self, other: &KeyHashes) {
        self.hashes.extend(&other.hashes);
        for (group, least) in &other.least {
            let known = self.least.entry(*group).or_insert(*least);
            *known = (*known).min(*least);
        }
        self.has_keyless |= other.has_keyless;
    }

    /// Returns the keys that were added more than once, and one key of each group.
    #[must_use]
    pub fn shared(mut self) -> DuplicateFilter {
        self.hashes.extend(self.least.values());
        self.hashes.sort_unstable();
        let groups = self.hashes.chunk_by(|left, right| left == right);
        let shared = groups.filter(|group| group.len() > 1).filter_map(|group| group.first());
        DuplicateFilter { hashes: shared.copied().collect(), has_keyless: self.has_keyless }
    }
}

impl DuplicateFilter {
    /// Whether any of `keys` may be duplicated, or one of the records that they come from has no key. Hash
    /// collisions cause false positives.
    #[must_use]
    pub fn may_contain_any_of(&self, keys: &KeyHashes) -> bool {
        let is_shared = |hash: &u64| self.hashes.binary_search(hash).is_ok();
        keys.has_keyless || (!self.hashes.is_empty() && keys.hashes.iter().any(is_shared))
    }

    /// Whether a record, whose key hashes `each` passes to its argument, has a key that may be duplicated, or
    /// no key. Hash collisions cause false positives.
    pub fn may_contain(&self, each: impl FnOnce(&mut dyn FnMut(u64))) -> bool {
        if self.hashes.is_empty() && !self.has_keyless {
            return false;
        }
        let (mut has_key, mut has_shared) = (false, false);
        each(&mut |hash| {
            has_key = true;
            has_shared |= self.hashes.binary_search(&hash).is_ok();
        });
        has_shared || !has_key
    }
}

#[cfg(test)]
mod tests {
    use super::KeyHashes;

    fn of_records(records: &[&[u64]]) -> KeyHashes {
        let mut keys = KeyHashes::default();
        for record in records {
            keys.add_record(|add| record.iter().for_each(|hash| add(*hash)));
        }
        keys
    }

    #[test]
    fn records_with_a_shared_key_and_those_without_a_key_are_concerned() {
        let mut keys = of_records(&[&[3], &[1], &[4]]);
        keys.merge(&of_records(&[&[1], &[5, 9, 5]]));
        let shared = keys.shared();
        let concerns =
            |record: &[u64]| shared.may_contain(|add| record.iter().for_each(|hash| add(*hash)));
        assert!(concerns(&[1]) && concerns(&[3, 5]) && concerns(&[]));
        assert!(!concerns(&[3]) && !concerns(&[4, 9]));
        assert!(!of_records(&[&[1]]).shared().may_contain(|add| add(1)));
    }

    #[test]
    fn one_key_of_each_group_is_concerned_whatever_the_order() {
        let of_groups = |records: &[(u64, u64)]| {
            let mut keys = KeyHashes::default();
            for (group, key) in records {
                keys.add_record_of(*group, |add| add(*key));
            }
            keys
        };
        let mut keys = of_groups(&[(1, 7), (1, 5)]);
        keys.merge(&of_groups(&[(2, 9), (1, 6), (1, 8)]));
        let shared = keys.shared();
        let concerned = (5..10).filter(|key| shared.may_contain(|add| add(*key)));
        assert_eq!(concerned.collect::<Vec<u64>>(), [5, 9]);
    }
}
