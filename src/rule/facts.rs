//! The facts of a rule, or the hashes of their keys.
//!
//! Most facts of a rule that compares records need not be settled: no other fact has the same key or, for
//! references, the referenced record exists. Therefore only the hashes of keys are kept in the first visit.
//! Then the blocks that contain keys to settle are visited again, and the facts with these keys are kept.

use super::encoded::{EncodedFacts, Extent};
use super::{Key, KeySpace};
use serde::{Deserialize, Serialize};
use siphasher::sip128::SipHasher13;
use std::borrow::Borrow;
use std::hash::{BuildHasher, RandomState};
use std::sync::{Arc, OnceLock};

/// The facts of a rule that are settled.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Grouping {
    /// All facts.
    #[default]
    All,
    /// Facts that share their key with another fact.
    Shared,
    /// Facts whose key has no answer; see [`Output::answer`](super::Output::answer).
    Unanswered,
}

/// The facts that are kept during a visit.
#[derive(Debug, Clone, Default)]
pub enum Keep {
    /// All facts.
    #[default]
    All,
    /// Only the hashes of the facts' keys.
    Hashes,
    /// Only facts with these keys.
    Some(Arc<KeysToSettle>),
}

/// The effect of a fact on the other facts with its key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Role {
    /// The fact is settled depending on the rule's [`Grouping`].
    Plain,
    /// The fact answers the plain facts with its key, which then need not be settled.
    Answer,
    /// The fact causes the plain facts with its key to be settled even if another fact answers them.
    Contest,
    /// The fact is always settled, together with all other facts with its key.
    Always,
}

/// Hashes of the keys of facts, by the role of the facts.
#[derive(Debug, Default)]
pub struct KeyHashes {
    plain: Vec<u128>,
    answers: Vec<u128>,
    contests: Vec<u128>,
    always: Vec<u128>,
}

/// The keys whose facts are settled.
#[derive(Debug, Default)]
pub struct KeysToSettle {
    /// The hashes of the keys, sorted.
    hashes: Vec<u128>,
}

/// The facts of a rule that are kept, or the hashes of their keys.
#[derive(Debug, Default)]
pub(super) struct Facts {
    keep: Keep,
    pub(super) kept: EncodedFacts,
    hashes: KeyHashes,
    /// The facts with findings that must be completed.
    pub(super) to_complete: EncodedFacts,
    /// A buffer for the encoded key of the fact that is being added.
    key: Vec<u8>,
}

/// The numbers of kept facts and hashes.
pub(super) struct Lengths {
    kept: Extent,
    hashes: [usize; 4],
}

impl Facts {
    pub(super) fn new(keep: Keep) -> Facts {
        Facts { keep, ..Facts::default() }
    }

    /// Keeps a fact under a key, or only the hash of the key. `fact` is called if the fact is kept. It is
    /// also called if `may_encounter_unknown` is true, so that the first visit encounters all unknown values.
    pub(super) fn keep<Fact: Serialize>(
        &mut self,
        space: KeySpace,
        texts: &[impl Borrow<str>],
        role: Role,
        may_encounter_unknown: bool,
        fact: impl FnOnce() -> Fact,
    ) {
        self.key.clear();
        space.encode(texts, &mut self.key);
        match &self.keep {
            Keep::All => self.kept.add(&self.key, role, &fact()),
            Keep::Some(keys) => {
                if keys.may_contain(hash(&self.key)) {
                    self.kept.add(&self.key, role, &fact());
                }
            }
            Keep::Hashes => {
                self.hashes.add(role, hash(&self.key));
                if may_encounter_unknown {
                    drop(fact());
                }
            }
        }
    }

    /// Adds facts with findings that must be completed.
    pub(super) fn complete(&mut self, key: &Key, facts: &[impl Serialize]) {
        self.key.clear();
        key.encode(&mut self.key);
        for fact in facts {
            self.to_complete.add(&self.key, Role::Plain, fact);
        }
    }

    /// Removes the facts that need not be settled. The facts of all records must have been added before.
    pub(super) fn keep_to_settle(&mut self, grouping: Grouping) {
        if grouping != Grouping::All {
            let to_settle = self.hashes_of_kept().to_settle(grouping);
            self.kept.retain(|key| to_settle.may_contain(hash(key)));
        }
    }

    /// Returns the current size.
    pub(super) fn lengths(&self) -> Lengths {
        Lengths { kept: self.kept.extent(), hashes: self.hashes.lists().map(Vec::len) }
    }

    /// Removes the facts and hashes that were added after `lengths` was taken.
    pub(super) fn truncate(&mut self, lengths: &Lengths) {
        self.kept.truncate(lengths.kept);
        for (hashes, length) in self.hashes.lists_mut().into_iter().zip(lengths.hashes) {
            hashes.truncate(length);
        }
    }

    /// Appends facts that come next in dataset order.
    pub(super) fn append(&mut self, more: Facts) {
        self.kept.append(more.kept);
        self.hashes.merge(&more.hashes);
        self.to_complete.append(more.to_complete);
    }

    /// Removes and returns the hashes.
    pub(super) fn take_hashes(&mut self) -> KeyHashes {
        std::mem::take(&mut self.hashes)
    }

    /// Returns the hashes of the keys of the facts that were kept.
    pub(super) fn hashes_of_kept(&self) -> KeyHashes {
        let mut hashes = KeyHashes::default();
        self.kept.keys().for_each(|(role, key)| hashes.add(role, hash(key)));
        hashes
    }
}

/// Returns the hash of an encoded key: 128 bits of SipHash-1-3 (Aumasson and Bernstein, 2012).
///
/// The hash is keyed with random numbers. Without a secret key, the author of a dataset could choose a
/// missing id with the same hash as an existing id.
fn hash(key: &[u8]) -> u128 {
    SipHasher13::new_with_key(&hash_key()).hash(key).as_u128()
}

/// Returns the lower 64 bits of the keyed hash of some bytes.
#[must_use]
pub fn keyed_hash(bytes: &[u8]) -> u64 {
    hash(bytes) as u64
}

static HASH_KEY: OnceLock<[u8; 16]> = OnceLock::new();

/// Returns the hash key of this process. The key is random unless it was set with [`set_hash_key`].
#[must_use]
pub fn hash_key() -> [u8; 16] {
    *HASH_KEY.get_or_init(|| {
        let random = || RandomState::new().hash_one(0_u8).to_le_bytes();
        let mut key = [0; 16];
        let (low, high) = key.split_at_mut(8);
        low.copy_from_slice(&random());
        high.copy_from_slice(&random());
        key
    })
}

/// Sets the hash key, so that hashes are equal to those of another process with the same key. Returns whether
/// the process now uses this key. A key cannot be changed after the first hash was computed.
pub fn set_hash_key(key: [u8; 16]) -> bool {
    *HASH_KEY.get_or_init(|| key) == key
}

/// The hash of a text, such as an id, that takes less memory than the text. Texts with equal hashes are equal for
/// all practical purposes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct TextHash([u64; 2]);

impl TextHash {
    /// Returns the hash of a text.
    #[must_use]
    pub fn of(text: &str) -> TextHash {
        let hash = hash(text.as_bytes());
        TextHash([(hash >> 64) as u64, hash as u64])
    }
}

impl KeyHashes {
    fn add(&mut self, role: Role, hash: u128) {
        match role {
            Role::Plain => self.plain.push(hash),
            Role::Answer => self.answers.push(hash),
            Role::Contest => self.contests.push(hash),
            Role::Always => self.always.push(hash),
        }
    }

    fn lists(&self) -> [&Vec<u128>; 4] {
        [&self.plain, &self.answers, &self.contests, &self.always]
    }

    fn lists_mut(&mut self) -> [&mut Vec<u128>; 4] {
        [&mut self.plain, &mut self.answers, &mut self.contests, &mut self.always]
    }

    /// Reserves memory for the hashes of several parts.
    fn reserve_for(&mut self, parts: &[&KeyHashes]) {
        for (number, hashes) in self.lists_mut().into_iter().enumerate() {
            let more =
                parts.iter().filter_map(|part| part.lists().get(number).map(|own| own.len()));
            hashes.reserve_exact(more.sum());
        }
    }

    /// Adds the hashes of other facts.
    pub fn merge(&mut self, more: &KeyHashes) {
        for (hashes, more) in self.lists_mut().into_iter().zip(more.lists()) {
            hashes.extend(more);
        }
    }

    /// Releases memory that is not needed. Removes duplicate hashes if the grouping does not depend on how often a
    /// key occurs.
    pub fn compact(&mut self, grouping: Grouping) {
        for hashes in self.lists_mut() {
            if grouping == Grouping::Unanswered {
                hashes.sort_unstable();
                hashes.dedup();
            }
            hashes.shrink_to_fit();
        }
    }

    /// Returns the keys to settle, given the hashes of all facts in several parts.
    #[must_use]
    pub fn to_settle_of(parts: &[&KeyHashes], grouping: Grouping) -> KeysToSettle {
        let mut hashes = KeyHashes::default();
        // If all facts are answers, their hashes need not be copied.
        if parts.iter().any(|part| !part.plain.is_empty() || !part.always.is_empty()) {
            hashes.reserve_for(parts);
            for part in parts {
                hashes.merge(part);
            }
        }
        hashes.to_settle(grouping)
    }

    /// Returns the keys to settle. The hashes of all facts must have been added before.
    #[must_use]
    pub fn to_settle(mut self, grouping: Grouping) -> KeysToSettle {
        self.lists_mut().into_iter().for_each(|hashes| hashes.sort_unstable());
        let has = |hashes: &[u128], hash: &u128| hashes.binary_search(hash).is_ok();
        let is_answered = |hash: &u128| has(&self.answers, hash) && !has(&self.contests, hash);
        let groups = self.plain.chunk_by(|left, right| left == right);
        let to_settle = groups.filter(|group| match grouping {
            Grouping::All => true,
            Grouping::Shared => group.len() > 1,
            Grouping::Unanswered => !group.first().is_some_and(is_answered),
        });
        let mut hashes: Vec<u128> = to_settle.filter_map(|group| group.first().copied()).collect();
        hashes.extend(self.always);
        hashes.sort_unstable();
        hashes.dedup();
        KeysToSettle { hashes }
    }
}

impl KeysToSettle {
    /// Checks whether any of the hashed keys may have to be settled. Hash collisions cause false positives.
    #[must_use]
    pub fn may_contain_any_of(&self, keys: &KeyHashes) -> bool {
        let mut hashes = keys.lists().into_iter().flatten();
        !self.hashes.is_empty() && hashes.any(|hash| self.may_contain(*hash))
    }

    fn may_contain(&self, hash: u128) -> bool {
        self.hashes.binary_search(&hash).is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::super::encoded::Group;
    use super::*;
    use std::collections::BTreeMap;

    fn key(text: &str) -> Key {
        Key::new(KeySpace::Dataset, &[text])
    }

    fn kept(keep: Keep, keys: &[(&str, Role)]) -> Facts {
        let mut facts = Facts::new(keep);
        for (number, (key, role)) in keys.iter().enumerate() {
            facts.keep(KeySpace::Dataset, &[*key], *role, false, || number);
        }
        facts
    }

    fn to_settle(grouping: Grouping, keys: &[(&str, Role)]) -> Arc<KeysToSettle> {
        let mut hashes = KeyHashes::default();
        for one in keys {
            let mut of_block = kept(Keep::Hashes, &[*one]).take_hashes();
            of_block.compact(grouping);
            hashes.merge(&of_block);
        }
        Arc::new(hashes.to_settle(grouping))
    }

    #[test]
    fn only_facts_with_keys_to_settle_are_kept_in_the_second_visit() {
        let keys = ["a", "b", "a", "c", "c"].map(|key| (key, Role::Plain));
        let shared = to_settle(Grouping::Shared, &keys);
        for number in [1, 2, 7] {
            let mut found = BTreeMap::new();
            let mut facts = kept(Keep::Some(Arc::clone(&shared)), &keys).kept;
            facts.sort();
            for (key, facts) in facts.groups(number).into_iter().flat_map(Group::by_key) {
                assert_eq!(found.insert(key, facts.decode::<usize>()), None);
            }
            let expected = BTreeMap::from([(key("a"), vec![0, 2]), (key("c"), vec![3, 4])]);
            assert_eq!(found, expected, "{number}");
        }
    }

    #[test]
    fn a_fact_that_is_always_kept_needs_no_other() {
        let always = to_settle(Grouping::Shared, &[("alone", Role::Always)]);
        assert!(always.may_contain_any_of(&kept(Keep::Hashes, &[("alone", Role::Plain)]).hashes));
    }

    #[test]
    fn a_key_with_an_answer_is_not_settled() {
        let keys = [
            ("answered", Role::Answer),
            ("asked", Role::Plain),
            ("answered", Role::Plain),
            ("asked", Role::Plain),
            ("always", Role::Answer),
            ("always", Role::Always),
            ("not asked", Role::Answer),
            ("not asked", Role::Contest),
            ("contested", Role::Answer),
            ("contested", Role::Contest),
            ("contested", Role::Plain),
        ];
        let unanswered = to_settle(Grouping::Unanswered, &keys);
        let facts = kept(Keep::Some(unanswered), &keys).kept;
        let facts = facts.groups(1).into_iter().flat_map(Group::decode::<usize>);
        assert_eq!(facts.collect::<Vec<_>>(), [1, 3, 4, 5, 8, 9, 10]);
    }
}
