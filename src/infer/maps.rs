//! Finds the documents that are maps: objects in which each key is the id of a record.

use crate::document::{Kind, Value};
use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

/// Minimum number of keys for one document to be a map of objects.
pub(super) const MIN_KEYS_OF_OBJECTS: usize = 8;

/// Minimum number of keys for one document to be a map of other values.
pub(super) const MIN_KEYS: usize = 20;

/// Minimum number of small documents that are treated as maps. Each has too few keys to tell by itself, but its keys
/// occur in hardly any other document.
const MIN_SMALL_MAPS: usize = 8;

/// Maximum number of keys of such a small document.
const MAX_KEYS_OF_SMALL_MAP: usize = 3;

/// Maximum number of documents with the same key of a map. A key that occurs in more documents names a field.
const MAX_DOCUMENTS_WITH_KEY: usize = 2;

/// Returns, for each document, whether its root is a map.
pub(super) fn map_documents(roots: &[Value<'_>]) -> Vec<bool> {
    let mut counts: HashMap<Cow<'_, str>, usize> = HashMap::new();
    for member in roots.iter().flat_map(Value::members) {
        *counts.entry(member.name()).or_default() += 1;
    }
    let has_rare_keys = |root: &Value<'_>| {
        let is_rare = |name: &str| counts.get(name).is_none_or(|n| *n <= MAX_DOCUMENTS_WITH_KEY);
        let rare = root.members().filter(|member| is_rare(&member.name())).count();
        root.kind() == Kind::Object && rare.saturating_mul(10) >= root.len().saturating_mul(9)
    };
    let small: Vec<&Value<'_>> = roots.iter().filter(|root| is_small_map(root)).collect();
    let values = small.iter().flat_map(|root| root.members()).map(|member| member.value);
    let with_rare_keys = small.iter().filter(|root| has_rare_keys(root)).count();
    let has_small_maps = with_rare_keys >= MIN_SMALL_MAPS
        && with_rare_keys.saturating_mul(10) >= small.len().saturating_mul(9)
        && are_alike(&values.collect::<Vec<_>>());
    let is_map = |root: &Value<'_>| {
        (has_rare_keys(root) && is_map(root)) || (has_small_maps && is_small_map(root))
    };
    roots.iter().map(is_map).collect()
}

/// Whether at least nine tenths of the keys begin with a digit, as versions, years and dates do. Returns false if there
/// are no keys.
pub(super) fn are_numbers<K: AsRef<str>>(keys: impl ExactSizeIterator<Item = K>) -> bool {
    let total = keys.len();
    let begins = |key: &K| key.as_ref().starts_with(|first: char| first.is_ascii_digit());
    let numbers = keys.filter(begins).count();
    total > 0 && numbers.saturating_mul(10) >= total.saturating_mul(9)
}

fn is_map(root: &Value<'_>) -> bool {
    let keys = root.len();
    let objects = root.members().filter(|member| member.value.kind() == Kind::Object).count();
    if objects == keys {
        let values: Vec<Value<'_>> = root.members().map(|member| member.value).collect();
        return keys >= MIN_KEYS_OF_OBJECTS && are_alike(&values);
    }
    // The fields of a record differ in kind, but the values of a map do not.
    let first = root.members().next().map(|member| member.value.kind());
    let is_uniform = root.members().all(|member| Some(member.value.kind()) == first);
    keys >= MIN_KEYS && is_uniform
}

fn is_small_map(root: &Value<'_>) -> bool {
    !root.is_empty()
        && root.len() <= MAX_KEYS_OF_SMALL_MAP
        && root.members().all(|member| member.value.kind() == Kind::Object)
}

/// Whether objects have similar keys: on average, each has at least a quarter of all keys that occur more than once.
fn are_alike(values: &[Value<'_>]) -> bool {
    let mut names: HashMap<Cow<'_, str>, usize> = HashMap::new();
    for member in values.iter().flat_map(Value::members) {
        *names.entry(member.name()).or_default() += 1;
    }
    let members: usize = names.values().sum();
    let shared: HashSet<&str> =
        names.iter().filter(|(_, count)| **count > 1).map(|(name, _)| &**name).collect();
    let single = names.len() - shared.len();
    !shared.is_empty()
        && shared.len().saturating_mul(values.len()) <= members.saturating_mul(4)
        && single.saturating_mul(5) <= members
}
