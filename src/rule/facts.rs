//! The facts of a rule, or the hashes of their keys.
//!
//! Most keys of a rule that compares records have a single fact, and nothing to settle. Of a document that is
//! read in blocks, only the hashes of keys are therefore kept in the first reading, 8 bytes each. Then the
//! blocks with a shared key are visited again, and the facts with shared keys are kept.

use super::{Key, KeySpace};
use foldhash::fast::FixedState;
use std::borrow::Borrow;
use std::collections::BTreeMap;
use std::hash::{BuildHasher, Hasher};
use std::sync::Arc;

/// Which facts are kept during a visit.
#[derive(Debug, Clone, Default)]
pub enum Keep {
    /// All facts.
    #[default]
    All,
    /// Only the hashes of their keys.
    Hashes,
    /// The facts whose keys may be shared.
    Shared(Arc<SharedKeys>),
}

/// Hashes of the keys of some facts, one per fact.
#[derive(Debug, Default)]
pub struct KeyHashes(Vec<u64>);

/// The keys that more than one fact has.
#[derive(Debug, Default)]
pub struct SharedKeys {
    /// Their hashes, sorted.
    hashes: Vec<u64>,
}

/// What is kept of a rule's facts.
#[derive(Debug)]
pub(super) struct Facts<Fact> {
    keep: Keep,
    kept: Vec<Keyed<Fact>>,
    /// The keys of all facts, encoded, one after the other.
    keys: Vec<u8>,
    hashes: KeyHashes,
}

/// A fact, and where its key is in the keys of all facts.
#[derive(Debug)]
struct Keyed<Fact> {
    start: usize,
    length: u32,
    fact: Fact,
}

/// The facts of some keys.
pub(super) struct Group<Fact> {
    /// Sorted by key; the facts of one key are in order.
    facts: Vec<Keyed<Fact>>,
    keys: Arc<Vec<u8>>,
}

impl<Fact> Facts<Fact> {
    pub(super) fn new(keep: Keep) -> Facts<Fact> {
        Facts { keep, kept: Vec::new(), keys: Vec::new(), hashes: KeyHashes::default() }
    }

    /// Keeps a fact under a key, or only the key's hash. `fact` is called if the fact is kept, or if
    /// `may_meet_unknown`, so that unknown values are met in the first visit.
    pub(super) fn keep(
        &mut self,
        space: KeySpace,
        texts: &[impl Borrow<str>],
        may_meet_unknown: bool,
        fact: impl FnOnce() -> Fact,
    ) {
        let start = self.keys.len();
        space.encode(texts, &mut self.keys);
        let is_kept = match &self.keep {
            Keep::All => true,
            Keep::Hashes => {
                self.hashes.0.push(hash(self.keys.get(start..).unwrap_or_default()));
                false
            }
            Keep::Shared(shared) => {
                shared.may_contain(hash(self.keys.get(start..).unwrap_or_default()))
            }
        };
        if is_kept {
            let length = u32::try_from(self.keys.len() - start).unwrap_or(u32::MAX);
            return self.kept.push(Keyed { start, length, fact: fact() });
        }
        self.keys.truncate(start);
        if may_meet_unknown && matches!(self.keep, Keep::Hashes) {
            drop(fact());
        }
    }

    /// Keeps the hash of the last key once more, so that a single fact is kept too.
    pub(super) fn repeat_last_hash(&mut self) {
        self.hashes.0.extend_from_within(self.hashes.0.len().saturating_sub(1)..);
    }

    /// Returns the number of facts, of bytes of keys, and of hashes.
    pub(super) fn lengths(&self) -> [usize; 3] {
        [self.kept.len(), self.keys.len(), self.hashes.0.len()]
    }

    /// Removes what was kept beyond `lengths`.
    pub(super) fn truncate(&mut self, [facts, keys, hashes]: [usize; 3]) {
        self.kept.truncate(facts);
        self.keys.truncate(keys);
        self.hashes.0.truncate(hashes);
    }

    /// Appends facts that come next in dataset order.
    pub(super) fn append(&mut self, more: Facts<Fact>) {
        let before = self.keys.len();
        self.keys.extend(more.keys);
        let facts = more.kept.into_iter();
        self.kept.extend(facts.map(|keyed| Keyed { start: keyed.start + before, ..keyed }));
        self.hashes.0.extend(more.hashes.0);
    }

    /// Takes the hashes out.
    pub(super) fn take_hashes(&mut self) -> KeyHashes {
        std::mem::take(&mut self.hashes)
    }

    /// Returns the hashes of the keys of the facts that were kept.
    pub(super) fn hashes_of_kept(&self) -> KeyHashes {
        KeyHashes(self.kept.iter().map(|keyed| hash(keyed.key(&self.keys))).collect())
    }

    /// Returns those of `keys` under which no fact is kept, each once, in order.
    pub(super) fn without_facts(&self, keys: Vec<Key>) -> Vec<Key> {
        let encoded = |key: Key| {
            let mut bytes = Vec::new();
            key.space.encode(&key.texts, &mut bytes);
            (bytes, key)
        };
        let mut without: BTreeMap<Vec<u8>, Key> = keys.into_iter().map(encoded).collect();
        if !without.is_empty() {
            self.kept.iter().for_each(|keyed| _ = without.remove(keyed.key(&self.keys)));
        }
        without.into_values().collect()
    }

    /// Returns the facts in about `number` groups of similar size. Those with one key are in one group.
    pub(super) fn into_groups(mut self, number: usize) -> Vec<Group<Fact>> {
        let keys = Arc::new(self.keys);
        // The sort is stable.
        self.kept.sort_by(|left, right| left.key(&keys).cmp(right.key(&keys)));
        let length = self.kept.len().div_ceil(number.max(1)).max(1);
        let mut groups = Vec::new();
        // From the end, so that each fact is moved once.
        while !self.kept.is_empty() {
            let key_at = |at: usize| self.kept.get(at).map(|keyed| keyed.key(&keys));
            let mut start = self.kept.len().saturating_sub(length);
            while start > 0 && key_at(start) == key_at(start - 1) {
                start -= 1;
            }
            let facts = self.kept.split_off(start);
            self.kept.shrink_to_fit();
            groups.push(Group { facts, keys: Arc::clone(&keys) });
        }
        groups
    }
}

/// Returns the hash of an encoded key, the same in every run.
fn hash(key: &[u8]) -> u64 {
    let mut hasher = FixedState::default().build_hasher();
    hasher.write(key);
    hasher.finish()
}

impl<Fact> Keyed<Fact> {
    /// Returns the key, encoded.
    fn key<'k>(&self, keys: &'k [u8]) -> &'k [u8] {
        keys.get(self.start..self.start + self.length as usize).unwrap_or_default()
    }
}

impl<Fact> Group<Fact> {
    /// Calls `settle` with each key and its facts.
    pub(super) fn each(self, mut settle: impl FnMut(&Key, Vec<Fact>)) {
        let mut facts = self.facts.into_iter().peekable();
        while let Some(first) = facts.next() {
            let key = first.key(&self.keys);
            let mut with_key = vec![first.fact];
            while let Some(next) = facts.next_if(|other| other.key(&self.keys) == key) {
                with_key.push(next.fact);
            }
            settle(&Key::decode(key), with_key);
        }
    }
}

impl<Fact> Default for Facts<Fact> {
    fn default() -> Facts<Fact> {
        Facts::new(Keep::All)
    }
}

impl KeyHashes {
    /// Adds the hashes of other facts.
    pub fn merge(&mut self, more: &KeyHashes) {
        self.0.extend(&more.0);
    }

    /// Returns the keys that more than one fact has.
    #[must_use]
    pub fn shared(mut self) -> SharedKeys {
        self.0.sort_unstable();
        let groups = self.0.chunk_by(|left, right| left == right);
        let shared = groups.filter(|group| group.len() > 1).filter_map(|group| group.first());
        SharedKeys { hashes: shared.copied().collect() }
    }
}

impl SharedKeys {
    /// Whether any of the hashed keys may be shared. Hash collisions cause false positives.
    #[must_use]
    pub fn may_contain_any_of(&self, keys: &KeyHashes) -> bool {
        !self.hashes.is_empty() && keys.0.iter().any(|hash| self.may_contain(*hash))
    }

    fn may_contain(&self, hash: u64) -> bool {
        self.hashes.binary_search(&hash).is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(text: &str) -> Key {
        Key::new(KeySpace::Dataset, &[text])
    }

    fn kept(keep: Keep, keys: &[&str]) -> Facts<usize> {
        let mut facts = Facts::new(keep);
        for (number, key) in keys.iter().enumerate() {
            facts.keep(KeySpace::Dataset, &[*key], false, || number);
        }
        facts
    }

    #[test]
    fn only_facts_with_shared_keys_are_kept_in_the_second_visit() {
        let keys = ["a", "b", "a", "c"];
        let mut hashes = kept(Keep::Hashes, &keys).take_hashes();
        hashes.merge(&kept(Keep::Hashes, &["c"]).take_hashes());
        let shared = Arc::new(hashes.shared());
        for number in [1, 2, 7] {
            let mut found = BTreeMap::new();
            for group in kept(Keep::Shared(Arc::clone(&shared)), &keys).into_groups(number) {
                group.each(|key, facts| assert_eq!(found.insert(key.clone(), facts), None));
            }
            let expected = BTreeMap::from([(key("a"), vec![0, 2]), (key("c"), vec![3])]);
            assert_eq!(found, expected, "{number}");
        }
    }

    #[test]
    fn a_fact_that_is_always_kept_needs_no_other() {
        let mut facts: Facts<()> = Facts::new(Keep::Hashes);
        facts.keep(KeySpace::Dataset, &["alone"], false, || ());
        facts.repeat_last_hash();
        let hashes = facts.take_hashes();
        let lone = kept(Keep::Hashes, &["alone"]).take_hashes();
        assert!(hashes.shared().may_contain_any_of(&lone));
    }
}
