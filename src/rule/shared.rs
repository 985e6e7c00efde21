//! Keys that several records share: most share none, and need not be seen by a rule that compares records.

/// Hashes of the keys that records have.
#[derive(Debug, Default)]
pub struct KeyHashes {
    hashes: Vec<u64>,
}

/// The keys that were seen more than once.
#[derive(Debug, Default)]
pub struct SharedKeys {
    /// Their hashes, sorted.
    hashes: Vec<u64>,
}

impl KeyHashes {
    /// Adds the hash of a key.
    pub fn add(&mut self, hash: u64) {
        self.hashes.push(hash);
    }

    /// Adds the hashes of other records' keys.
    pub fn merge(&mut self, other: &KeyHashes) {
        self.hashes.extend(&other.hashes);
    }

    /// The keys that were added more than once.
    #[must_use]
    pub fn shared(mut self) -> SharedKeys {
        self.hashes.sort_unstable();
        let groups = self.hashes.chunk_by(|left, right| left == right);
        let shared = groups.filter(|group| group.len() > 1).filter_map(|group| group.first());
        SharedKeys { hashes: shared.copied().collect() }
    }
}

impl SharedKeys {
    /// Whether a key may be a shared one, by its hash: another key may have the same.
    #[must_use]
    pub fn may_contain(&self, hash: u64) -> bool {
        self.hashes.binary_search(&hash).is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::KeyHashes;

    #[test]
    fn only_what_comes_again_is_shared() {
        let (mut keys, mut others) = (KeyHashes::default(), KeyHashes::default());
        for hash in [3, 1, 4] {
            keys.add(hash);
        }
        for hash in [1, 5, 9, 5] {
            others.add(hash);
        }
        keys.merge(&others);
        let shared = keys.shared();
        let found: Vec<u64> = (0..10).filter(|hash| shared.may_contain(*hash)).collect();
        assert_eq!(found, [1, 5]);
    }
}
