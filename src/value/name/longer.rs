//! Finds the recorded names that contain another recorded name, as `Equatorial Guinea` contains `Guinea`.

use super::fold_name;
use std::collections::HashSet;
use std::hash::{BuildHasher, RandomState};

/// Maximum number of words of a name that is searched for in longer names.
const MAX_WORDS: usize = 6;

/// The recorded names that are parts of longer recorded names, each with these longer names. There may be a part per
/// name, so only hashes and positions are kept.
#[derive(Debug)]
pub struct LongerNames {
    hasher: RandomState,
    /// The parts, sorted.
    parts: Vec<Part>,
}

/// A part of a longer name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Part {
    /// The hash of the folded part.
    hash: u64,
    /// The position of the record with the longer name.
    record: u32,
    /// The position of the longer name among the names of the record.
    name: u32,
}

impl LongerNames {
    /// Indexes the names of records. `names_of` returns the names of the record at a position.
    #[must_use]
    pub fn new<N: AsRef<str>>(
        number_of_records: usize,
        names_of: impl Fn(usize) -> Vec<N>,
    ) -> LongerNames {
        let hasher = RandomState::new();
        let mut known: HashSet<u64> = HashSet::new();
        for record in 0..number_of_records {
            let folded = names_of(record).into_iter().map(|name| fold_name(name.as_ref()));
            known.extend(folded.map(|folded| hasher.hash_one(folded.as_str())));
        }
        let mut found = Vec::new();
        // More than `u32::MAX` records do not fit into memory.
        for (record, number) in (0..number_of_records).zip(0_u32..) {
            for (name, position) in names_of(record).into_iter().zip(0_u32..) {
                let folded = fold_name(name.as_ref());
                let hashes = parts(&folded).map(|part| hasher.hash_one(part));
                let hashes = hashes.filter(|hash| known.contains(hash));
                found.extend(hashes.map(|hash| Part { hash, record: number, name: position }));
            }
        }
        found.sort_unstable();
        found.dedup();
        found.shrink_to_fit();
        LongerNames { hasher, parts: found }
    }

    /// Returns the recorded names that contain `name`, except `name` itself. Each is returned as the position of its
    /// record, and its position among the names of the record.
    pub fn of(&self, name: &str) -> impl Iterator<Item = (usize, usize)> {
        let parts = self.parts.as_slice();
        let hash = match parts {
            [] => 0,
            _ => self.hasher.hash_one(fold_name(name).as_str()),
        };
        let start = parts.partition_point(|part| part.hash < hash);
        let found = parts.iter().skip(start).take_while(move |part| part.hash == hash);
        found.map(|part| (part.record as usize, part.name as usize))
    }
}

/// Returns the sequences of at most `MAX_WORDS` words in a folded name, except for the whole name.
fn parts(folded: &str) -> impl Iterator<Item = &str> {
    let starts: Vec<usize> =
        std::iter::once(0).chain(folded.match_indices(' ').map(|(at, _)| at + 1)).collect();
    let number = starts.len();
    let end_of = move |starts: &[usize], word: usize| {
        starts.get(word + 1).map_or(folded.len(), |next| next - 1)
    };
    (0..number).flat_map(move |first| {
        let lasts = first..number.min(first + MAX_WORDS);
        let parts: Vec<&str> = lasts
            .filter(|last| (first, *last) != (0, number - 1))
            .filter_map(|last| folded.get(*starts.get(first)?..end_of(&starts, last)))
            .collect();
        parts
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_part_of_names_with_more_words() {
        let records = [
            vec!["Guinea"],
            vec!["Equatorial Guinea"],
            vec!["York", "Guinea-Bissau", "New Guinea"],
            vec!["guinea"],
        ];
        let longer = LongerNames::new(4, |record| records[record].clone());
        let of = |name: &str| longer.of(name).collect::<Vec<_>>();
        assert_eq!(of("GUINEA"), [(1, 0), (2, 2)]);
        assert_eq!(of("Equatorial Guinea"), []);
        assert_eq!(of("York"), []);
        assert_eq!(parts("a b c").collect::<Vec<_>>(), ["a", "a b", "b", "b c", "c"]);
    }
}
