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

/// Hashes of the keys of facts, each with the role of the fact.
#[derive(Debug, Default)]
pub struct KeyHashes(Vec<KeyHash>);

/// The hash of a key, above the two bits of a role. There may be several per record, so it is small.
///
/// The 62 bits suffice: of keys with equal hashes, only an unanswered key among answered keys would be lost. In a
/// dataset with a billion ids, this happens to one of 4 billion references without a target.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct KeyHash(u64);

/// The keys whose facts are settled.
#[derive(Debug, Default)]
pub struct KeysToSettle {
    /// The hashes of the keys, with role [`Role::Plain`], sorted.
    hashes: Vec<KeyHash>,
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
    hashes: usize,
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
                if keys.may_contain(KeyHash::of(&self.key)) {
                    self.kept.add(&self.key, role, &fact());
                }
            }
            Keep::Hashes => {
                self.hashes.add(role, &self.key);
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
            let to_settle = KeyHashes::to_settle(&[&self.hashes_of_kept()], grouping);
            self.kept.retain(|key| to_settle.may_contain(KeyHash::of(key)));
        }
    }

    /// Returns the current size.
    pub(super) fn lengths(&self) -> Lengths {
        Lengths { kept: self.kept.extent(), hashes: self.hashes.0.len() }
    }

    /// Removes the facts and hashes that were added after `lengths` was taken.
    pub(super) fn truncate(&mut self, lengths: &Lengths) {
        self.kept.truncate(lengths.kept);
        self.hashes.0.truncate(lengths.hashes);
    }

    /// Appends facts that come next in dataset order.
    pub(super) fn append(&mut self, more: Facts) {
        self.kept.append(more.kept);
        self.hashes.0.extend(more.hashes.0);
        self.to_complete.append(more.to_complete);
    }

    /// Removes and returns the hashes.
    pub(super) fn take_hashes(&mut self) -> KeyHashes {
        std::mem::take(&mut self.hashes)
    }

    /// Returns the hashes of the keys of the facts that were kept.
    pub(super) fn hashes_of_kept(&self) -> KeyHashes {
        let mut hashes = KeyHashes::default();
        self.kept.keys().for_each(|(role, key)| hashes.add(role, key));
        hashes
    }
}

/// Returns the hash of some bytes: 128 bits of SipHash-1-3 (Aumasson and Bernstein, 2012).
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

impl KeyHash {
    /// Returns the hash of an encoded key, with role [`Role::Plain`].
    fn of(key: &[u8]) -> KeyHash {
        KeyHash(keyed_hash(key) << 2)
    }

    fn with_role(self, role: Role) -> KeyHash {
        KeyHash(self.0 | role as u64)
    }

    fn has_role(self, role: Role) -> bool {
        self.0 & 3 == role as u64
    }

    /// Returns the hash with role [`Role::Plain`].
    fn without_role(self) -> KeyHash {
        KeyHash(self.0 & !3)
    }

    /// Returns the part of the hashes that contains this hash, from 0 to `PARTS - 1`.
    fn part(self) -> u64 {
        self.0 >> (u64::BITS - PARTS.ilog2())
    }
}

/// Number of parts into which the hashes are divided when they are compared. Only one part is copied at a time.
const PARTS: u64 = 16;

impl KeyHashes {
    fn add(&mut self, role: Role, key: &[u8]) {
        self.0.push(KeyHash::of(key).with_role(role));
    }

    /// Whether there are no hashes.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Releases memory that is not needed. Removes duplicate hashes if the grouping does not depend on how often a
    /// key occurs.
    pub fn compact(&mut self, grouping: Grouping) {
        if grouping == Grouping::Unanswered {
            self.0.sort_unstable();
            self.0.dedup();
        }
        self.0.shrink_to_fit();
    }

    /// Returns the keys to settle, given the hashes of all facts in several lists.
    #[must_use]
    pub fn to_settle(lists: &[&KeyHashes], grouping: Grouping) -> KeysToSettle {
        let all = || lists.iter().flat_map(|list| &list.0).copied();
        let mut to_settle = Vec::new();
        // Facts that only answer or contest others need not be settled.
        if all().any(|hash| hash.has_role(Role::Plain) || hash.has_role(Role::Always)) {
            let mut of_part = Vec::new();
            for part in 0..PARTS {
                of_part.clear();
                of_part.extend(all().filter(|hash| hash.part() == part));
                of_part.sort_unstable();
                let groups =
                    of_part.chunk_by(|left, right| left.without_role() == right.without_role());
                let groups = groups.filter(|group| is_settled(group, grouping));
                to_settle.extend(groups.filter_map(|group| group.first()?.without_role().into()));
            }
        }
        to_settle.shrink_to_fit();
        KeysToSettle { hashes: to_settle }
    }
}

/// Whether facts with equal keys are settled. `group` contains the hash of the key for each fact.
fn is_settled(group: &[KeyHash], grouping: Grouping) -> bool {
    let with = |role: Role| group.iter().filter(move |hash| hash.has_role(role));
    let has = |role: Role| with(role).next().is_some();
    let plain = with(Role::Plain).count();
    let is_plain_settled = match grouping {
        Grouping::All => plain > 0,
        Grouping::Shared => plain > 1,
        Grouping::Unanswered => plain > 0 && (!has(Role::Answer) || has(Role::Contest)),
    };
    is_plain_settled || has(Role::Always)
}

impl KeysToSettle {
    /// Checks whether any of the hashed keys may have to be settled. Hash collisions cause false positives.
    #[must_use]
    pub fn may_contain_any_of(&self, keys: &KeyHashes) -> bool {
        !self.hashes.is_empty() && keys.0.iter().any(|hash| self.may_contain(hash.without_role()))
    }

    fn may_contain(&self, hash: KeyHash) -> bool {
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
        let mut lists = Vec::new();
        for one in keys {
            let mut of_block = kept(Keep::Hashes, &[*one]).take_hashes();
            of_block.compact(grouping);
            lists.push(of_block);
        }
        Arc::new(KeyHashes::to_settle(&lists.iter().collect::<Vec<_>>(), grouping))
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
