//! Hashes of object keys, computed while parsing.
//!
//! Two keys with different hashes are different. Two keys with the same hash may still be different, so their
//! texts are compared. With the hashes, a member can be found on the tape without reading the text of the
//! members before it.

/// Returns a 29-bit hash of a key's length and of its first and last eight bytes. Keys of the same object
/// seldom differ only in the middle.
pub(super) fn key_hash(key: &[u8]) -> u32 {
    /// An odd number whose bits are those of the golden ratio (Knuth, "The Art of Computer Programming",
    /// volume 3, section 6.4).
    const SPREAD: u64 = 0x9e37_79b9_7f4a_7c15;
    let (first, last) = ends(key);
    let mixed = (first ^ last.rotate_left(29) ^ key.len() as u64).wrapping_mul(SPREAD);
    ((mixed ^ (mixed >> 32)) as u32) >> 3
}

/// Returns the first and the last bytes of a key as numbers, up to eight bytes each. In a short key, the two
/// overlap.
fn ends(key: &[u8]) -> (u64, u64) {
    if let (Some(first), Some(last)) = (key.first_chunk(), key.last_chunk()) {
        return (u64::from_le_bytes(*first), u64::from_le_bytes(*last));
    }
    if let (Some(first), Some(last)) = (key.first_chunk(), key.last_chunk()) {
        return (u32::from_le_bytes(*first).into(), u32::from_le_bytes(*last).into());
    }
    let at = |position: usize| key.get(position).copied().map_or(0, u64::from);
    (at(0) | at(1) << 8, at(key.len().saturating_sub(1)))
}

#[cfg(test)]
mod tests {
    use super::key_hash;

    #[test]
    fn keys_with_different_ends_have_different_hashes() {
        let keys = ["", "a", "b", "ab", "ba", "abc", "acc", "abcd", "abcde", "from", "to", "valid"];
        let long = ["subject", "property", "evidence", "subject_as_written", "as_written"];
        let hashes: std::collections::BTreeSet<u32> =
            keys.iter().chain(&long).map(|key| key_hash(key.as_bytes())).collect();
        assert_eq!(hashes.len(), keys.len() + long.len());
        assert!(hashes.iter().all(|hash| *hash < 1 << 29));
    }
}
