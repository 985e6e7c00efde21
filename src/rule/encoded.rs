//! Stores facts in encoded form, under encoded keys.
//!
//! Facts are encoded with [`postcard`](https://postcard.jamesmunns.com/wire-format). Encoded facts are small
//! and can be read by another process.

use super::Key;
use super::facts::Role;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Encoded facts with their keys, in the order in which they were added.
#[derive(Debug, Default)]
pub(super) struct EncodedFacts {
    /// The encoded keys and facts. Each fact follows its key.
    bytes: Vec<u8>,
    entries: Vec<Entry>,
}

/// A fact and its key, both encoded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EncodedFact {
    /// The encoded key. Facts with equal keys are settled together.
    pub key: Vec<u8>,
    /// The effect on other facts with the same key.
    pub role: Role,
    /// The encoded fact.
    pub fact: Vec<u8>,
}

/// The location of a key and its fact in the bytes.
#[derive(Debug, Clone, Copy)]
struct Entry {
    /// The byte offset of the key, above the two bits of the role. There may be an entry per record, so it is small.
    start_and_role: u64,
    /// The length of the key, in bytes.
    key_length: u32,
    /// The length of the fact, in bytes.
    fact_length: u32,
}

/// The roles, in the order of the bits for them.
const ROLES: [Role; 4] = [Role::Plain, Role::Answer, Role::Contest, Role::Always];

/// The number of facts, and the number of their bytes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Extent {
    bytes: usize,
    entries: usize,
}

/// Some facts, sorted by key. Facts with the same key are in the order in which they were added.
#[derive(Clone, Copy, Default)]
pub struct Group<'f> {
    bytes: &'f [u8],
    entries: &'f [Entry],
}

impl EncodedFacts {
    /// Adds a fact under an encoded key.
    pub(super) fn add(&mut self, key: &[u8], role: Role, fact: &impl Serialize) {
        let EncodedFacts { bytes, entries } = self;
        let start = bytes.len();
        bytes.extend(key);
        if postcard::to_io(fact, &mut *bytes).is_err() {
            debug_assert!(false, "a fact consists of values that can be encoded");
            return bytes.truncate(start);
        }
        // The key and the fact are shorter than their document, and a document is shorter than 4 GiB.
        let fact_length = (bytes.len() - start - key.len()) as u32;
        entries.push(Entry::new(start, role, [key.len() as u32, fact_length]));
    }

    /// Adds a fact that is already encoded.
    pub(super) fn add_encoded(&mut self, fact: &EncodedFact) {
        let EncodedFact { key, role, fact } = fact;
        let start = self.bytes.len();
        self.bytes.extend(key);
        self.bytes.extend(fact);
        self.entries.push(Entry::new(start, *role, [key.len() as u32, fact.len() as u32]));
    }

    /// Returns the facts.
    pub(super) fn iter(&self) -> impl Iterator<Item = EncodedFact> {
        self.entries.iter().map(|entry| EncodedFact {
            key: entry.key(&self.bytes).to_vec(),
            role: entry.role(),
            fact: entry.fact(&self.bytes).to_vec(),
        })
    }

    /// Keeps only the facts with keys that `is_kept` accepts. `is_kept` is called with the encoded key.
    pub(super) fn retain(&mut self, is_kept: impl Fn(&[u8]) -> bool) {
        self.entries.retain(|entry| is_kept(entry.key(&self.bytes)));
    }

    /// Returns the current number of facts and bytes.
    pub(super) fn extent(&self) -> Extent {
        Extent { bytes: self.bytes.len(), entries: self.entries.len() }
    }

    /// Removes the facts that were added after `extent` was taken.
    pub(super) fn truncate(&mut self, extent: Extent) {
        self.bytes.truncate(extent.bytes);
        self.entries.truncate(extent.entries);
    }

    /// Appends facts that come later in dataset order.
    pub(super) fn append(&mut self, more: EncodedFacts) {
        if self.entries.is_empty() {
            *self = more;
            return;
        }
        let before = self.bytes.len();
        self.bytes.extend(more.bytes);
        let entries = more.entries.into_iter();
        self.entries.extend(entries.map(|entry| entry.moved(before)));
    }

    /// Returns the role and the encoded key of each fact.
    pub(super) fn keys(&self) -> impl Iterator<Item = (Role, &[u8])> {
        self.entries.iter().map(|entry| (entry.role(), entry.key(&self.bytes)))
    }

    /// Returns the keys in `keys` that have no fact, sorted and without duplicates.
    pub(super) fn without_facts(&self, keys: Vec<Key>) -> Vec<Key> {
        let encoded = |key: Key| {
            let mut bytes = Vec::new();
            key.encode(&mut bytes);
            (bytes, key)
        };
        let mut without: BTreeMap<Vec<u8>, Key> = keys.into_iter().map(encoded).collect();
        if !without.is_empty() {
            self.keys().for_each(|(_, key)| _ = without.remove(key));
        }
        without.into_values().collect()
    }

    /// Sorts the facts by key.
    pub(super) fn sort(&mut self) {
        let bytes = &self.bytes;
        self.entries.sort_unstable_by(|left, right| {
            left.key(bytes).cmp(right.key(bytes)).then(left.start().cmp(&right.start()))
        });
    }

    /// Splits the facts into about `number` groups of similar size. Facts with the same key are in the same
    /// group. The facts must be sorted.
    pub(super) fn groups(&self, number: usize) -> Vec<Group<'_>> {
        let length = self.entries.len().div_ceil(number.max(1)).max(1);
        let mut groups = Vec::new();
        let mut rest = Group { bytes: &self.bytes, entries: &self.entries };
        while !rest.entries.is_empty() {
            let last = rest.entries.get(length - 1).or(rest.entries.last());
            let last = last.map(|last| last.key(rest.bytes)).unwrap_or_default();
            let end = rest.entries.partition_point(|entry| entry.key(rest.bytes) <= last);
            let (group, entries) = rest.entries.split_at(end);
            groups.push(Group { entries: group, ..rest });
            rest.entries = entries;
        }
        groups
    }
}

impl<'f> Group<'f> {
    /// Returns each key with its facts.
    pub(super) fn by_key(self) -> impl Iterator<Item = (Key, Group<'f>)> {
        let bytes = self.bytes;
        let by_key = self.entries.chunk_by(move |left, right| left.key(bytes) == right.key(bytes));
        by_key.map(move |entries| {
            let key = entries.first().map(|entry| Key::decode(entry.key(bytes)));
            (key.unwrap_or_default(), Group { bytes, entries })
        })
    }

    /// Decodes the facts.
    pub(super) fn decode<Fact: DeserializeOwned>(self) -> Vec<Fact> {
        let facts = self.entries.iter().map(|entry| postcard::from_bytes(entry.fact(self.bytes)));
        let decoded = facts.filter_map(|fact: Result<Fact, postcard::Error>| {
            debug_assert!(fact.is_ok(), "a fact is decoded as the type that was encoded");
            fact.ok()
        });
        decoded.collect()
    }
}

impl Entry {
    fn new(start: usize, role: Role, [key_length, fact_length]: [u32; 2]) -> Entry {
        let role = ROLES.iter().position(|known| *known == role).unwrap_or_default();
        Entry { start_and_role: (start as u64) << 2 | role as u64, key_length, fact_length }
    }

    /// Returns the entry after its bytes have been moved by `by`.
    fn moved(self, by: usize) -> Entry {
        Entry { start_and_role: self.start_and_role + ((by as u64) << 2), ..self }
    }

    /// Returns the byte offset of the key.
    fn start(self) -> usize {
        (self.start_and_role >> 2) as usize
    }

    fn role(self) -> Role {
        ROLES.get((self.start_and_role & 3) as usize).copied().unwrap_or(Role::Plain)
    }

    /// Returns the encoded key.
    fn key(self, bytes: &[u8]) -> &[u8] {
        bytes.get(self.start()..self.fact_start()).unwrap_or_default()
    }

    /// Returns the encoded fact.
    fn fact(self, bytes: &[u8]) -> &[u8] {
        let start = self.fact_start();
        bytes.get(start..start + self.fact_length as usize).unwrap_or_default()
    }

    fn fact_start(self) -> usize {
        self.start() + self.key_length as usize
    }
}
