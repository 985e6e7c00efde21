//! The facts of a rule, or the hashes of their keys.
//!
//! Most keys of a rule that compares records have a single fact, and nothing to settle. Of a document that is
//! read in blocks, only the hashes of keys are therefore kept in the first reading, 8 bytes each. Then the
//! blocks with a shared key are visited again, and the facts with shared keys are kept.

use super::{Key, KeySpace};
use std::borrow::Borrow;
use std::collections::BTreeSet;
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
    /// The facts that are settled together: their key is the default one.
    keyless: Vec<Fact>,
    keyed: Vec<(Key, Fact)>,
    hashes: KeyHashes,
}

impl<Fact> Facts<Fact> {
    pub(super) fn new(keep: Keep) -> Facts<Fact> {
        Facts { keep, keyless: Vec::new(), keyed: Vec::new(), hashes: KeyHashes::default() }
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
        match &self.keep {
            Keep::All => {}
            Keep::Hashes => {
                if may_meet_unknown {
                    drop(fact());
                }
                return self.hashes.0.push(space.hash_with(texts));
            }
            Keep::Shared(shared) if shared.may_contain(space.hash_with(texts)) => {}
            Keep::Shared(_) => return,
        }
        if space == KeySpace::Dataset && texts.is_empty() {
            return self.keyless.push(fact());
        }
        let texts = texts.iter().map(|text| text.borrow().to_owned()).collect();
        self.keyed.push((Key { space, texts }, fact()));
    }

    /// Keeps the hash of a key once more, so that a single fact is kept too.
    pub(super) fn keep_hash_twice(&mut self, space: KeySpace, texts: &[impl Borrow<str>]) {
        if matches!(self.keep, Keep::Hashes) {
            self.hashes.0.push(space.hash_with(texts));
        }
    }

    /// Returns the number of facts with and without a key, and of hashes.
    pub(super) fn lengths(&self) -> [usize; 3] {
        [self.keyless.len(), self.keyed.len(), self.hashes.0.len()]
    }

    /// Removes what was kept beyond `lengths`.
    pub(super) fn truncate(&mut self, [keyless, keyed, hashes]: [usize; 3]) {
        self.keyless.truncate(keyless);
        self.keyed.truncate(keyed);
        self.hashes.0.truncate(hashes);
    }

    /// Appends facts that come next in dataset order.
    pub(super) fn append(&mut self, more: Facts<Fact>) {
        self.keyless.extend(more.keyless);
        self.keyed.extend(more.keyed);
        self.hashes.0.extend(more.hashes.0);
    }

    /// Takes the hashes out.
    pub(super) fn take_hashes(&mut self) -> KeyHashes {
        std::mem::take(&mut self.hashes)
    }

    /// Returns the hashes of the keys of the facts that were kept.
    pub(super) fn hashes_of_kept(&self) -> KeyHashes {
        let keyless = self.keyless.iter().map(|_| Key::default().hash_value());
        KeyHashes(keyless.chain(self.keyed.iter().map(|(key, _)| key.hash_value())).collect())
    }

    /// Returns the facts of each key, in the order of keys, and nothing for each of `more` that has no facts.
    /// The facts of one key stay in order.
    pub(super) fn into_groups(mut self, more: Vec<Key>) -> Vec<(Key, Vec<Fact>)> {
        let mut groups = Vec::new();
        if !self.keyless.is_empty() {
            groups.push((Key::default(), self.keyless));
        }
        // The sort is stable.
        self.keyed.sort_by(|(left, _), (right, _)| left.cmp(right));
        for (key, fact) in self.keyed {
            match groups.last_mut() {
                Some((last, facts)) if *last == key => facts.push(fact),
                _ => groups.push((key, vec![fact])),
            }
        }
        let has_facts = |key: &Key| groups.binary_search_by(|(known, _)| known.cmp(key)).is_ok();
        let more: BTreeSet<Key> = more.into_iter().filter(|key| !has_facts(key)).collect();
        groups.extend(more.into_iter().map(|key| (key, Vec::new())));
        groups.sort_by(|(left, _), (right, _)| left.cmp(right));
        groups
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
        let groups = kept(Keep::Shared(shared), &keys).into_groups(Vec::new());
        let expected = [(Key::new(["a"]), vec![0, 2]), (Key::new(["c"]), vec![3])];
        assert_eq!(groups, expected);
    }

    #[test]
    fn a_fact_that_is_always_kept_needs_no_other() {
        let mut facts: Facts<()> = Facts::new(Keep::Hashes);
        facts.keep(KeySpace::Dataset, &["alone"], false, || ());
        facts.keep_hash_twice(KeySpace::Dataset, &["alone"]);
        let hashes = facts.take_hashes();
        let lone = kept(Keep::Hashes, &["alone"]).take_hashes();
        assert!(hashes.shared().may_contain_any_of(&lone));
    }

    #[test]
    fn equal_texts_in_two_documents_are_two_keys() {
        use crate::document::FileId;
        let space = |file| KeySpace::Document(FileId(file));
        assert_ne!(space(0).hash_with(&["a"]), space(1).hash_with(&["a"]));
        assert_ne!(space(0).hash_with(&["ab", "c"]), space(0).hash_with(&["a", "bc"]));
    }
}
