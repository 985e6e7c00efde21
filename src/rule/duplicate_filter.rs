//! Keys that several records share: most share none, and need not be seen by a rule that compares records.

use foldhash::fast::FixedState;
use std::collections::BTreeMap;
use std::hash::{BuildHasher, Hasher};

/// Hashes of the keys that records have.
#[derive(Debug, Default)]
pub struct KeyHashes {
    hashes: Vec<u64>,
    /// The least key of each group.
    least: BTreeMap<u64, u64>,
    /// Whether a record has no key.
    has_keyless: bool,
}

/// The keys that were seen more than once, and one of each group.
#[derive(Debug, Default)]
pub struct DuplicateFilter {
    /// Their hashes, sorted.
    hashes: Vec<u64>,
    has_keyless: bool,
}

/// What a key is hashed with; every run hashes alike.
#[must_use]
pub fn key_hasher() -> impl Hasher {
    FixedState::default().build_hasher()
}

impl KeyHashes {
    /// Adds the hashes of a record's keys, which `each` hands over.
    pub fn add_record(&mut self, each: impl FnOnce(&mut dyn FnMut(u64))) {
        let before = self.hashes.len();
        each(&mut |hash| self.hashes.push(hash));
        self.has_keyless |= self.hashes.len() == before;
    }

    /// The same for a record of a group: of each group one key counts as shared, so that a rule sees that
    /// there is something of it.
    pub fn add_record_of(&mut self, group: u64, each: impl FnOnce(&mut dyn FnMut(u64))) {
        let before = self.hashes.len();
        self.add_record(each);
        if let Some(least) = self.hashes.iter().skip(before).min() {
            let known = self.least.entry(group).or_insert(*least);
            *known = (*known).min(*least);
        }
    }

    /// Adds the hashes of other records' keys.
    pub fn merge(&mut self, other: &KeyHashes) {
        self.hashes.extend(&other.hashes);
        for (group, least) in &other.least {
            let known = self.least.entry(*group).or_insert(*least);
            *known = (*known).min(*least);
        }
        self.has_keyless |= other.has_keyless;
    }

    /// The keys that were added more than once, and one of each group.
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
    /// Whether a record with one of some keys may be concerned.
    #[must_use]
    pub fn may_contain_any_of(&self, keys: &KeyHashes) -> bool {
        let is_shared = |hash: &u64| self.hashes.binary_search(hash).is_ok();
        keys.has_keyless || (!self.hashes.is_empty() && keys.hashes.iter().any(is_shared))
    }

    /// Whether a record, whose keys `each` hands over, has no key, or one that may be shared: another key
    /// may have the same hash.
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
