//! Decides where the nearest passage begins and ends if the quote's first or last words differ from the source.

use super::{Alignment, Chunk, Ends, without_outer_punctuation};
use crate::quote::SourceText;

/// Minimum similarity at which a word may be a misspelling of another word.
const MIN_SIMILARITY: f64 = 0.5;

/// Number of words at each end of a quote that may be in another order in the source.
const MAX_MOVED: usize = 3;

/// The aligned words of a quote and of a source.
#[derive(Clone, Copy)]
pub(super) struct Aligned<'a> {
    pub(super) source: &'a SourceText,
    pub(super) quoted: &'a [Chunk<'a>],
    pub(super) region: &'a [Chunk<'a>],
}

impl Alignment {
    /// Adjusts both ends of the passage. Drops the source's outer words that correspond to no word of the quote, and
    /// adds the source's next words if the quote has them in another order (`weapons illicit` for `illicit weapons`).
    pub(super) fn with_adjusted_ends(mut self, words: Aligned<'_>, ends: Ends) -> Alignment {
        if !self.pairs.iter().any(|pair| pair.2) {
            return self;
        }
        if ends.last {
            words.adjust_last(&mut self.pairs, |column| column.checked_add(1));
        }
        if ends.first {
            self.pairs.reverse();
            words.adjust_last(&mut self.pairs, |column| column.checked_sub(1));
            self.pairs.reverse();
        }
        self
    }
}

/// A pair of words; see [`Alignment::pairs`].
type Pair = (Option<usize>, Option<usize>, bool);

impl Aligned<'_> {
    /// Adjusts the end of the passage at the last pair. `beyond` returns the index of the source's next word outside
    /// the passage.
    fn adjust_last(self, pairs: &mut Vec<Pair>, beyond: impl Fn(usize) -> Option<usize>) {
        let mut unpaired: Vec<Pair> = Vec::new();
        while let Some((row, column, is_equal)) = pairs.last().copied() {
            let inner = pairs.iter().rev().nth(1).copied().unwrap_or_default();
            if is_equal || row.zip(column).is_some_and(|pair| self.correspond(pair, inner)) {
                break;
            }
            pairs.pop();
            unpaired.extend(row.map(|row| (Some(row), None, false)));
        }
        let near = unpaired.iter().chain(pairs.iter().rev().take(MAX_MOVED));
        let moved: Vec<usize> =
            near.filter(|pair| pair.1.is_none()).filter_map(|pair| pair.0).collect();
        let mut last = pairs.iter().rev().find_map(|pair| pair.1);
        for _ in 0..moved.len().min(MAX_MOVED) {
            let next = last.and_then(&beyond).filter(|next| {
                let is_moved =
                    |row: &usize| are_equal(self.quoted.get(*row), self.region.get(*next));
                moved.iter().any(is_moved) && !self.are_sentences_between(last, *next)
            });
            let Some(next) = next else { break };
            pairs.push((None, Some(next), false));
            last = Some(next);
        }
        pairs.extend(unpaired.into_iter().rev());
    }

    /// Checks whether a word of the source corresponds to a word of the quote. It does if the two are similar, or if
    /// they are two numbers or two names in the same sentence. Otherwise, the source's word only happens to be next to
    /// the passage. `inner` is the next pair inside the passage.
    fn correspond(self, (row, column): (usize, usize), inner: Pair) -> bool {
        let (Some(quoted), Some(written)) = (self.quoted.get(row), self.region.get(column)) else {
            return false;
        };
        let is_doubled =
            inner.0.is_some_and(|inner| are_equal(Some(quoted), self.quoted.get(inner)));
        let (quoted, written) =
            (without_outer_punctuation(quoted.1), without_outer_punctuation(written.1));
        let are_both = |condition: fn(char) -> bool| {
            quoted.starts_with(condition) && written.starts_with(condition)
        };
        let is_alike =
            strsim::normalized_damerau_levenshtein(&quoted.to_lowercase(), &written.to_lowercase())
                >= MIN_SIMILARITY;
        let are_of_one_sort = are_both(char::is_numeric) || are_both(char::is_uppercase);
        !is_doubled && (is_alike || are_of_one_sort && !self.are_sentences_between(inner.1, column))
    }

    /// Checks whether two words of the source are in different sentences.
    fn are_sentences_between(self, one: Option<usize>, other: usize) -> bool {
        let range = |word: usize| {
            let (start, text) = self.region.get(word)?;
            Some(self.source.folded.original_range(*start..start + text.len()))
        };
        let (Some(one), Some(other)) = (one.and_then(range), range(other)) else { return false };
        let (left, right) = if one.start < other.start { (one, other) } else { (other, one) };
        self.source.has_sentence_end_between(&left, &right)
    }
}

fn are_equal(left: Option<&Chunk<'_>>, right: Option<&Chunk<'_>>) -> bool {
    left.zip(right).is_some_and(|(left, right)| {
        without_outer_punctuation(left.1) == without_outer_punctuation(right.1)
    })
}
