//! Facts with a key that another fact has too: most have none, and need not be sorted.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hasher};

/// Drops the facts whose key no other has; `hash_key` puts a fact's key into a hash. A fact may stay where
/// another's key has the same hash: keys are to be compared afterwards.
pub fn keep_shared<Fact>(facts: &mut Vec<Fact>, hash_key: impl Fn(&Fact, &mut DefaultHasher)) {
    let hash = |fact: &Fact| {
        let mut hasher = DefaultHasher::new();
        hash_key(fact, &mut hasher);
        hasher.finish()
    };
    let hashes: Vec<u64> = facts.iter().map(hash).collect();
    let mut numbers: HashMap<u64, u32> = HashMap::with_capacity(hashes.len());
    for hash in &hashes {
        *numbers.entry(*hash).or_default() += 1;
    }
    let mut hashes = hashes.iter();
    facts.retain(|_| {
        let number = hashes.next().and_then(|hash| numbers.get(hash));
        number.is_some_and(|number| *number > 1)
    });
}

#[cfg(test)]
mod tests {
    use super::keep_shared;
    use std::hash::Hash;

    #[test]
    fn only_shared_keys_stay_and_in_order() {
        let mut facts = vec![(3, "a"), (1, "b"), (3, "c"), (2, "d"), (1, "e")];
        keep_shared(&mut facts, |(key, _), hasher| key.hash(hasher));
        assert_eq!(facts, [(3, "a"), (1, "b"), (3, "c"), (1, "e")]);
    }
}
