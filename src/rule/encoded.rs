//! Stores facts in encoded form, under encoded keys.
//!
//! Facts are encoded with [`postcard`](https://postcard.jamesmunns.com/wire-format). Encoded facts are small
//! and can be read by another process. Adjacent facts with the same key form a run, which stores the key once.

use super::Key;
use super::facts::Role;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Encoded facts with their keys, in the order in which they were added.
#[derive(Debug, Default)]
pub struct EncodedFacts {
    /// The runs: an encoded key, and the facts with this key, each after its length.
    bytes: Vec<u8>,
    runs: Vec<Run>,
    /// A buffer for the fact that is being added.
    fact: Vec<u8>,
}

/// Maximum length of the facts of a run in bytes, unless it is a single fact.
const MAX_RUN: usize = 1 << 16;

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

/// The location of a run in the bytes.
#[derive(Debug, Clone, Copy)]
struct Run {
    /// The byte offset of the key, above the two bits of the role. There may be a run per record, so it is small.
    start_and_role: u64,
    /// The length of the key, in bytes.
    key_length: u32,
    /// The length of the facts and their lengths, in bytes.
    facts_length: u32,
}

/// The roles, in the order of the bits for them.
const ROLES: [Role; 4] = [Role::Plain, Role::Answer, Role::Contest, Role::Always];

/// The number of runs, and the number of their bytes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Extent {
    bytes: usize,
    runs: usize,
}

/// Some facts, sorted by key. Facts with the same key are in the order in which they were added.
#[derive(Clone, Copy, Default)]
pub struct Group<'f> {
    bytes: &'f [u8],
    runs: &'f [Run],
}

/// The facts with one key.
pub enum OfKey<'f> {
    /// Some of the encoded facts.
    Some(Group<'f>),
    /// All of the encoded facts, which are dropped after they have been decoded.
    All(EncodedFacts),
}

impl EncodedFacts {
    /// Adds a fact under an encoded key.
    pub(super) fn add(&mut self, key: &[u8], role: Role, fact: &impl Serialize) {
        let mut encoded = std::mem::take(&mut self.fact);
        encoded.clear();
        match postcard::to_io(fact, &mut encoded) {
            Ok(_) => self.add_bytes(key, role, &encoded),
            Err(_) => debug_assert!(false, "a fact consists of values that can be encoded"),
        }
        self.fact = encoded;
    }

    /// Adds a fact that is already encoded.
    pub(super) fn add_encoded(&mut self, fact: &EncodedFact) {
        self.add_bytes(&fact.key, fact.role, &fact.fact);
    }

    /// Adds an encoded fact to the last run, or to a new run.
    fn add_bytes(&mut self, key: &[u8], role: Role, fact: &[u8]) {
        let EncodedFacts { bytes, runs, .. } = self;
        let last = runs.last().filter(|last| last.end() == bytes.len() && last.role() == role);
        let is_next = last.is_some_and(|last| {
            last.facts_length as usize + fact.len() <= MAX_RUN && last.key(bytes) == key
        });
        if !is_next {
            runs.push(Run::new(bytes.len(), role, key.len()));
            bytes.extend(key);
        }
        let before = bytes.len();
        // The key and the fact are shorter than their document, and a document is shorter than 4 GiB.
        let length = postcard::to_io(&(fact.len() as u32), &mut *bytes);
        debug_assert!(length.is_ok(), "a number can be encoded");
        bytes.extend(fact);
        if let Some(run) = runs.last_mut() {
            run.facts_length += (bytes.len() - before) as u32;
        }
    }

    /// Returns the facts.
    pub(super) fn iter(&self) -> impl Iterator<Item = EncodedFact> {
        self.runs.iter().flat_map(|run| {
            run.facts(&self.bytes).map(|fact| EncodedFact {
                key: run.key(&self.bytes).to_vec(),
                role: run.role(),
                fact: fact.to_vec(),
            })
        })
    }

    /// Keeps only the facts with keys that `is_kept` accepts. `is_kept` is called with the encoded key.
    pub(super) fn retain(&mut self, is_kept: impl Fn(&[u8]) -> bool) {
        self.runs.retain(|run| is_kept(run.key(&self.bytes)));
    }

    /// Returns the current number of runs and bytes.
    pub(super) fn extent(&self) -> Extent {
        Extent { bytes: self.bytes.len(), runs: self.runs.len() }
    }

    /// Removes the facts that were added after `extent` was taken.
    pub(super) fn truncate(&mut self, extent: Extent) {
        self.bytes.truncate(extent.bytes);
        self.runs.truncate(extent.runs);
        // Facts may have been added to the last run.
        if let Some(last) = self.runs.last_mut() {
            let facts = self.bytes.len() - last.facts_start();
            last.facts_length = last.facts_length.min(facts as u32);
        }
    }

    /// Appends facts that come later in dataset order.
    pub(super) fn append(&mut self, more: EncodedFacts) {
        if self.runs.is_empty() {
            *self = more;
            return;
        }
        let before = self.bytes.len();
        self.bytes.extend(more.bytes);
        self.runs.extend(more.runs.into_iter().map(|run| run.moved(before)));
    }

    /// Returns the role and the encoded key of each fact.
    pub(super) fn keys(&self) -> impl Iterator<Item = (Role, &[u8])> {
        let bytes = self.bytes.as_slice();
        self.runs
            .iter()
            .flat_map(move |run| run.facts(bytes).map(move |_| (run.role(), run.key(bytes))))
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
        self.runs.sort_unstable_by(|left, right| {
            left.key(bytes).cmp(right.key(bytes)).then(left.start().cmp(&right.start()))
        });
    }

    /// Returns the key of all facts, or `None` if there are no facts or several keys. The facts must be sorted.
    pub(super) fn only_key(&self) -> Option<Key> {
        let [first, last] = [self.runs.first()?, self.runs.last()?].map(|run| run.key(&self.bytes));
        (first == last).then(|| Key::decode(first))
    }

    /// Splits the facts into about `number` groups of similar size. Facts with the same key are in the same
    /// group. The facts must be sorted.
    pub(super) fn groups(&self, number: usize) -> Vec<Group<'_>> {
        let length = self.runs.len().div_ceil(number.max(1)).max(1);
        let mut groups = Vec::new();
        let mut rest = Group { bytes: &self.bytes, runs: &self.runs };
        while !rest.runs.is_empty() {
            let last = rest.runs.get(length - 1).or(rest.runs.last());
            let last = last.map(|last| last.key(rest.bytes)).unwrap_or_default();
            let end = rest.runs.partition_point(|run| run.key(rest.bytes) <= last);
            let (group, runs) = rest.runs.split_at(end);
            groups.push(Group { runs: group, ..rest });
            rest.runs = runs;
        }
        groups
    }
}

impl<'f> Group<'f> {
    /// Returns each key with its facts.
    pub(super) fn by_key(self) -> impl Iterator<Item = (Key, Group<'f>)> {
        let bytes = self.bytes;
        let by_key = self.runs.chunk_by(move |left, right| left.key(bytes) == right.key(bytes));
        by_key.map(move |runs| {
            let key = runs.first().map(|run| Key::decode(run.key(bytes)));
            (key.unwrap_or_default(), Group { bytes, runs })
        })
    }

    /// Decodes the facts.
    pub(super) fn decode<Fact: DeserializeOwned>(self) -> Vec<Fact> {
        let facts = || self.runs.iter().flat_map(|run| run.facts(self.bytes));
        let mut decoded = Vec::with_capacity(facts().count());
        decoded.extend(facts().filter_map(|fact| {
            let fact: Result<Fact, postcard::Error> = postcard::from_bytes(fact);
            debug_assert!(fact.is_ok(), "a fact is decoded as the type that was encoded");
            fact.ok()
        }));
        decoded
    }
}

impl OfKey<'_> {
    /// Decodes the facts.
    pub(super) fn decode<Fact: DeserializeOwned>(self) -> Vec<Fact> {
        match self {
            OfKey::Some(group) => group.decode(),
            OfKey::All(facts) => Group { bytes: &facts.bytes, runs: &facts.runs }.decode(),
        }
    }
}

impl Run {
    /// Creates a run without facts.
    fn new(start: usize, role: Role, key_length: usize) -> Run {
        let role = ROLES.iter().position(|known| *known == role).unwrap_or_default();
        let start_and_role = (start as u64) << 2 | role as u64;
        Run { start_and_role, key_length: key_length as u32, facts_length: 0 }
    }

    /// Returns the run after its bytes have been moved by `by`.
    fn moved(self, by: usize) -> Run {
        Run { start_and_role: self.start_and_role + ((by as u64) << 2), ..self }
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
        bytes.get(self.start()..self.facts_start()).unwrap_or_default()
    }

    /// Returns the encoded facts.
    fn facts(self, bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
        let mut rest = bytes.get(self.facts_start()..self.end()).unwrap_or_default();
        std::iter::from_fn(move || {
            let (length, facts) = postcard::take_from_bytes::<u32>(rest).ok()?;
            let (fact, others) = facts.split_at_checked(length as usize)?;
            rest = others;
            Some(fact)
        })
    }

    fn facts_start(self) -> usize {
        self.start() + self.key_length as usize
    }

    fn end(self) -> usize {
        self.facts_start() + self.facts_length as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn add(facts: &mut EncodedFacts, keys: &[&str], first: u32) {
        for (number, key) in (first..).zip(keys) {
            facts.add(key.as_bytes(), Role::Plain, &number);
        }
    }

    fn all(facts: &EncodedFacts) -> Vec<(String, u32)> {
        let text = |key: Vec<u8>| String::from_utf8(key).unwrap();
        let facts = facts.iter();
        facts.map(|fact| (text(fact.key), postcard::from_bytes(&fact.fact).unwrap())).collect()
    }

    #[test]
    fn adjacent_facts_share_their_key() {
        let mut facts = EncodedFacts::default();
        add(&mut facts, &["a", "a", "b", "a"], 0);
        assert_eq!(facts.runs.len(), 3);
        let named = |name: &str, number| (name.to_owned(), number);
        assert_eq!(all(&facts), [named("a", 0), named("a", 1), named("b", 2), named("a", 3)]);
        assert_eq!(facts.keys().count(), 4);
        facts.sort();
        let groups = facts.groups(1).into_iter().flat_map(Group::by_key);
        let decoded: Vec<Vec<u32>> = groups.map(|(_, group)| group.decode()).collect();
        assert_eq!(decoded, [vec![0, 1, 3], vec![2]]);
    }

    #[test]
    fn facts_that_were_added_to_a_run_are_taken_back() {
        let mut facts = EncodedFacts::default();
        add(&mut facts, &["a", "a"], 0);
        let extent = facts.extent();
        let before = all(&facts);
        add(&mut facts, &["a", "a", "b"], 2);
        facts.truncate(extent);
        assert_eq!(all(&facts), before);
        add(&mut facts, &["a"], 7);
        assert_eq!((all(&facts).len(), facts.runs.len()), (3, 1));
        facts.truncate(EncodedFacts::default().extent());
        assert_eq!(all(&facts), []);
    }

    #[test]
    fn a_run_is_bounded_and_a_role_is_kept() {
        let mut facts = EncodedFacts::default();
        let long = "x".repeat(MAX_RUN / 2);
        (0..3).for_each(|_| facts.add(b"a", Role::Plain, &long));
        facts.add(b"a", Role::Always, &long);
        let roles: Vec<Role> = facts.iter().map(|fact| fact.role).collect();
        assert_eq!(roles, [Role::Plain, Role::Plain, Role::Plain, Role::Always]);
        assert_eq!(facts.runs.len(), 4);
    }
}
