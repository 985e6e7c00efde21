//! Finds the known names that are most similar to a misspelt name.

use super::{MAX_EDIT_LENGTH, fold_name};
use crate::value::look_alike::visible_form;
use foldhash::HashMap;

/// An index for finding similar names.
#[derive(Debug, Default)]
pub struct NearNames {
    /// The names, grouped by the digits in them. The names of each group are in the given order.
    by_digits: HashMap<String, Vec<Name>>,
}

#[derive(Debug)]
struct Name {
    folded: String,
    length: usize,
    letters: Letters,
    position: usize,
}

impl NearNames {
    /// Indexes names, each with its position in the slice.
    #[must_use]
    pub fn new(names: &[impl AsRef<str>]) -> NearNames {
        let mut near = NearNames::default();
        for (position, name) in names.iter().enumerate() {
            let folded = fold_name(&visible_form(name.as_ref()));
            let (length, letters) = (folded.chars().count(), Letters::of(&folded));
            let name = Name { folded, length, letters, position };
            near.by_digits.entry(digits(&name.folded)).or_default().push(name);
        }
        near
    }

    /// Returns the positions of the names that a misspelt text may stand for. These are the names with the
    /// smallest distance after folding. Returns an empty list if the text is too long to be a name, or if
    /// every distance exceeds a third of the text's length.
    ///
    /// A name with other digits never matches: `CVE-2021-44228` is not a misspelling of `CVE-2021-45046`,
    /// although few characters differ.
    #[must_use]
    pub fn closest(&self, text: &str) -> Vec<usize> {
        let folded = fold_name(&visible_form(text));
        let length = folded.chars().count();
        let mut best = Vec::new();
        if length > MAX_EDIT_LENGTH {
            return best;
        }
        let letters = Letters::of(&folded);
        let mut limit = length / 3;
        for name in self.by_digits.get(&digits(&folded)).into_iter().flatten() {
            let min_distance =
                name.length.abs_diff(length).max(letters.min_distance(&name.letters));
            if min_distance > limit {
                continue;
            }
            let distance = strsim::damerau_levenshtein(&folded, &name.folded);
            if distance < limit {
                best.clear();
                limit = distance;
            }
            if distance == limit {
                best.push(name.position);
            }
        }
        best
    }
}

fn digits(text: &str) -> String {
    text.chars().filter(|character| character.is_numeric()).collect()
}

/// The counts of a text's characters, in 32 classes. An edit changes at most two counts, so a lower bound of
/// the edit distance can be computed from the counts. This is the bag distance (Bartolini, Ciaccia and
/// Patella, "String Matching with Metric Trees Using an Approximate Distance", 2002).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Letters([u8; 32]);

impl Letters {
    pub(crate) fn of(text: &str) -> Letters {
        let mut counts = [0_u8; 32];
        for character in text.chars() {
            if let Some(count) = counts.get_mut(u32::from(character) as usize % 32) {
                *count = count.saturating_add(1);
            }
        }
        Letters(counts)
    }

    /// Returns a lower bound of the edit distance of the two texts.
    pub(crate) fn min_distance(&self, other: &Letters) -> usize {
        let (mut more, mut fewer) = (0, 0);
        for (own, other) in self.0.iter().zip(&other.0) {
            more += usize::from(own.saturating_sub(*other));
            fewer += usize::from(other.saturating_sub(*own));
        }
        more.max(fewer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn all_names_at_the_smallest_distance_are_found() {
        let near = NearNames::new(&["report-1", "reports-1", "reprot-1", "report-2", "sport-1"]);
        assert_eq!(near.closest("rport-1"), [0, 4]);
        assert_eq!(near.closest("reprt-1"), [0, 2]);
        assert_eq!(near.closest("repotrs-1"), [1]);
        assert_eq!(near.closest("report-3"), [] as [usize; 0]);
    }

    proptest! {
        #[test]
        fn the_bound_is_no_more_than_the_distance(left in "[a-e😀é]{0,9}", right in "[a-e😀é]{0,9}") {
            let bound = Letters::of(&left).min_distance(&Letters::of(&right));
            prop_assert!(bound <= strsim::damerau_levenshtein(&left, &right));
        }
    }
}
