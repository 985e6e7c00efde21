//! Decides where the nearest passage begins and ends, if the outer words of a quote are not in the source there.

use super::{Alignment, Chunk, Ends, without_outer_punctuation};
use crate::quote::SourceText;

/// Minimum similarity of two words of which one may be a misspelling of the other.
const MIN_SIMILARITY: f64 = 0.5;

/// Number of a quote's outer words among which a word may have moved.
const MAX_MOVED: usize = 3;

/// The words of a quote and of the source that are aligned.
#[derive(Clone, Copy)]
pub(super) struct Aligned<'a> {
    pub(super) source: &'a SourceText,
    pub(super) quoted: &'a [Chunk<'a>],
    pub(super) region: &'a [Chunk<'a>],
}

impl Alignment {
    /// Removes source words from the ends of the passage that the quote's outer words do not stand for, and adds a
    /// source word beyond an end if the quote has it a few words earlier.
    pub(super) fn with_settled_ends(mut self, words: Aligned<'_>, ends: Ends) -> Alignment {
        if !self.pairs.iter().any(|pair| pair.2) {
            return self;
        }
        if ends.last {
            words.settle_last(&mut self.pairs, |column| column.checked_add(1));
        }
        if ends.first {
            self.pairs.reverse();
            words.settle_last(&mut self.pairs, |column| column.checked_sub(1));
            self.pairs.reverse();
        }
        self
    }
}

/// The indexes of a quote's word and a source's word, and whether they are equal.
type Pair = (Option<usize>, Option<usize>, bool);

impl Aligned<'_> {
    /// Settles the end of an alignment at which the last pair is. `beyond` returns the source's next word in this
    /// direction.
    fn settle_last(self, pairs: &mut Vec<Pair>, beyond: impl Fn(usize) -> Option<usize>) {
        let mut unpaired: Vec<Pair> = Vec::new();
        while let Some((row, column, is_equal)) = pairs.last().copied() {
            let inner = pairs.iter().rev().nth(1).copied().unwrap_or_default();
            if is_equal || row.zip(column).is_some_and(|pair| self.are_partners(pair, inner)) {
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

    /// Checks whether a word of the source is what a word of the quote should have been, rather than a word that
    /// happens to be beside the passage. `inner` is the next pair inside the passage.
    fn are_partners(self, (row, column): (usize, usize), inner: Pair) -> bool {
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
