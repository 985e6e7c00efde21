//! Finds the passage of a source that is most similar to a quote that the source does not contain. The
//! passage is a suggestion for a message and never counts as a match.
//!
//! Each word that the quote and the source share votes for a shift between the two. Around the shift with the
//! most votes, the two are aligned word by word (Needleman-Wunsch, with free gaps at both ends of the source).
//! The alignment reads one window of the quote at a time, up to the first difference.
//!
//! The passage ends with the word that corresponds to the quote's last word: the same word, a misspelling, another
//! number or another name. If no word does, it ends with the last word that both have. If the quote's last words are in
//! another order, the passage includes all of them. The same applies to its start.

mod difference;
mod ends;

use std::ops::Range;

use crate::quote::SourceText;
use crate::quote::compare::{Leniency, match_after};
use crate::quote::index::{word_at, words};
pub use crate::quote::nearest::difference::Difference;
use crate::quote::nearest::difference::{difference, without_outer_punctuation};
use crate::quote::nearest::ends::Aligned;
use crate::quote::recent::MissingPart;

/// The result of searching for the passage most similar to a quote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Search {
    /// A passage that contains at least half of the quote's words.
    Found(Nearest),
    /// The source has no such passage.
    Nothing,
    /// The quote's words occur too often in the source to try each location, or the source is too large to
    /// be indexed.
    GivenUp,
}

/// The passage most similar to a quote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Nearest {
    /// Byte range in the source's text.
    pub range: Range<usize>,
    /// The first difference, or `None` if the quote and the passage differ only in the punctuation around
    /// them.
    pub differs_at: Option<Difference>,
    /// Number of the quote's words that occur too often in the source to try each location. If it is not 0,
    /// another passage may be nearer.
    pub words_left_out: usize,
}

/// Maximum number of words of a quote that are aligned at once: alignment takes quadratic time.
const WINDOW: usize = 200;
/// Maximum number of votes. Each location of a quote's word is a vote; the rarest words vote first.
const MAX_VOTES: usize = 5_000;

/// Cost of a word that is changed, added or missing. The fewest changes win, then the most equal words.
const CHANGED: i64 = 1_000;
/// Cost of a word that both texts have.
const EQUAL: i64 = -1;
/// More than any possible cost.
const NEVER: i64 = i64::MAX / 2;

/// A run of characters without a space: its offset in the folded text, and its text.
type Chunk<'a> = (usize, &'a str);

pub(crate) fn nearest(source: &SourceText, quote: &MissingPart) -> Search {
    let wanted: Vec<(usize, &str)> = words(quote.folded.text()).collect();
    let Some((shift, words_left_out)) = best_shift(source, &wanted) else { return Search::GivenUp };
    match shift.and_then(|shift| nearest_at(source, quote, &wanted, shift)) {
        Some(nearest) => Search::Found(Nearest { words_left_out, ..nearest }),
        None if words_left_out == 0 => Search::Nothing,
        None => Search::GivenUp,
    }
}

/// Aligns the quote with the source around a shift, and returns the passage.
fn nearest_at(
    source: &SourceText,
    quote: &MissingPart,
    wanted: &[(usize, &str)],
    shift: i64,
) -> Option<Nearest> {
    let quoted = chunks(quote.folded.text(), 0, usize::MAX);
    let slack = slack_of(wanted.len());
    let mut region = first_region(source, wanted.len().min(WINDOW), shift, slack)?;
    let (mut first, mut last, mut at) = (None, None, 0);
    while let Some(window) = quoted.get(at..quoted.len().min(at + WINDOW)) {
        let ends = Ends { first: at == 0, last: at + window.len() == quoted.len() };
        let words = Aligned { source, quoted: window, region: &region };
        let alignment = Alignment::new(window, &region, ends).with_adjusted_ends(words, ends);
        let aligned = region.get(alignment.range()).unwrap_or_default();
        first = first.or(aligned.first().copied());
        last = aligned.last().copied().or(last);
        if let Some((quote_words, source_words)) = alignment.first_difference() {
            let region_end = region.last().map_or(0, |chunk| chunk.0 + chunk.1.len());
            let words = region.get(source_words.clone()).unwrap_or_default();
            let start = region.get(source_words.start).map_or(region_end, |chunk| chunk.0);
            let quote_end = quoted.last().map_or(0, |chunk| chunk.0 + chunk.1.len());
            let quote_start = quoted.get(at + quote_words.start).map_or(quote_end, |chunk| chunk.0);
            let quote_words = (window.get(quote_words).unwrap_or_default(), quote_start);
            let differs_at = Some(difference(source, quote, quote_words, (words, start)));
            return Some(Nearest {
                range: range_of(source, first?, last?),
                differs_at,
                words_left_out: 0,
            });
        }
        if ends.last {
            break;
        }
        at += window.len();
        let start = last.map_or(0, |chunk: Chunk<'_>| chunk.0 + chunk.1.len() + 1);
        let text = source.folded.text();
        region = chunks(text.get(start..).unwrap_or_default(), start, WINDOW + 2 * slack);
    }
    let (first, last) = (first?, last?);
    let differs_at = cut_token(source, quote, &quoted, first, last);
    Some(Nearest { range: range_of(source, first, last), differs_at, words_left_out: 0 })
}

/// Returns the words of the source around the location of a quote's first window.
fn first_region(
    source: &SourceText,
    words: usize,
    shift: i64,
    slack: usize,
) -> Option<Vec<Chunk<'_>>> {
    let text = source.folded.text();
    let starts = source.word_starts();
    let shift = usize::try_from(shift).unwrap_or(0);
    let first = shift.saturating_sub(slack);
    let last = shift.saturating_add(words + 2 * slack).min(starts.len().checked_sub(1)?);
    let region_start = text.get(..*starts.get(first)?)?.rfind(' ').map_or(0, |space| space + 1);
    let region_end = *starts.get(last)?;
    let region_end =
        text.get(region_end..)?.find(' ').map_or(text.len(), |space| region_end + space);
    Some(chunks(text.get(region_start..region_end)?, region_start, usize::MAX))
}

fn range_of(source: &SourceText, first: Chunk<'_>, last: Chunk<'_>) -> Range<usize> {
    source.folded.original_range(first.0..last.0 + last.1.len())
}

impl SourceText {
    /// Returns the offsets of all words of the folded text, found on first use.
    fn word_starts(&self) -> &[usize] {
        self.word_starts.get_or_init(|| words(self.folded.text()).map(|(start, _)| start).collect())
    }
}

fn slack_of(words: usize) -> usize {
    (words / 4).clamp(2, 20)
}

/// Returns the shift of the quote against the source, in words, at which they share the most words, and the
/// number of words left out. The shift is `None` if they share less than half of the quote's words. Returns
/// `None` instead of the pair if the source has no index.
fn best_shift(source: &SourceText, wanted: &[(usize, &str)]) -> Option<(Option<i64>, usize)> {
    let index = source.index()?;
    let text = source.folded.text();
    let starts = source.word_starts();
    let mut candidates: Vec<(usize, &str, &[u32])> = wanted
        .iter()
        .enumerate()
        .map(|(ordinal, (_, word))| (ordinal, *word, index.candidates(word)))
        .collect();
    candidates.sort_by_key(|(ordinal, _, places)| (places.len(), *ordinal));
    let mut votes: Vec<(i64, usize)> = Vec::new();
    let mut left_out = candidates.len();
    let signed = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
    for (ordinal, word, places) in candidates {
        if votes.len() + places.len() > MAX_VOTES {
            break;
        }
        left_out -= 1;
        for place in places {
            let place = *place as usize;
            let (Ok(position), true) = (starts.binary_search(&place), word_at(text, place) == word)
            else {
                continue;
            };
            votes.push((signed(position) - signed(ordinal), ordinal));
        }
    }
    votes.sort_unstable();
    votes.dedup();
    let slack = signed(slack_of(wanted.len()));
    let mut counts = vec![0_usize; wanted.len()];
    let (mut distinct, mut oldest, mut best) = (0, 0, (0, 0));
    for (shift, ordinal) in &votes {
        if let Some(count) = counts.get_mut(*ordinal) {
            distinct += usize::from(*count == 0);
            *count += 1;
        }
        while let Some((old_shift, old_ordinal)) =
            votes.get(oldest).filter(|(old_shift, _)| shift - old_shift > slack)
        {
            debug_assert!(old_shift <= shift);
            if let Some(count) = counts.get_mut(*old_ordinal) {
                *count -= 1;
                distinct -= usize::from(*count == 0);
            }
            oldest += 1;
        }
        if distinct > best.0 {
            best = (distinct, votes.get(oldest).map_or(*shift, |vote| vote.0));
        }
    }
    Some(((best.0 > 0 && best.0 * 2 >= wanted.len()).then_some(best.1), left_out))
}

/// Returns at most `most` chunks from the start of a text. `offset` is the offset of the text in the folded
/// text.
fn chunks(text: &str, offset: usize, most: usize) -> Vec<Chunk<'_>> {
    let mut at = offset;
    text.split(' ')
        .map(|chunk| {
            let start = at;
            at += chunk.len() + 1;
            (start, chunk)
        })
        .filter(|(_, chunk)| !chunk.is_empty())
        .take(most)
        .collect()
}

/// Returns the difference for a quote that equals the source, except that it begins or ends inside a token: the quote's
/// outer word, and the source's whole token.
fn cut_token(
    source: &SourceText,
    quote: &MissingPart,
    quoted: &[Chunk<'_>],
    first: Chunk<'_>,
    last: Chunk<'_>,
) -> Option<Difference> {
    let text = source.folded.text();
    let start = (first.0..first.0 + first.1.len()).find(|start| {
        match_after(text, *start, quote.folded.text(), Leniency::LineBreaks).is_some()
    })?;
    let end = match_after(text, start, quote.folded.text(), Leniency::LineBreaks)?;
    let (quote_word, words) = if source.is_boundary(start) && !source.is_boundary(end) {
        let next = last.0 + last.1.len() + 1;
        let after = text.get(next..).map(|rest| chunks(rest, next, 1)).unwrap_or_default();
        (quoted.last()?, std::iter::once(last).chain(after).collect::<Vec<_>>())
    } else if source.is_boundary(start) {
        return None;
    } else {
        let before = text.get(..first.0).unwrap_or_default().trim_end();
        let at = before.rfind(' ').map_or(0, |space| space + 1);
        let before = before.get(at..).map(|word| chunks(word, at, 1)).unwrap_or_default();
        (quoted.first()?, before.into_iter().chain([first]).collect())
    };
    let in_quote = (std::slice::from_ref(quote_word), quote_word.0);
    Some(difference(source, quote, in_quote, (&words, first.0)))
}

/// An alignment of a quote's words with a source's.
struct Alignment {
    /// The words of the quote and of the source in pairs, in order: the index of each word, and whether the two are
    /// equal. An index is `None` if that text lacks the word.
    pairs: Vec<(Option<usize>, Option<usize>, bool)>,
}

/// The ends of a quote that a window includes.
#[derive(Debug, Clone, Copy)]
struct Ends {
    first: bool,
    last: bool,
}

impl Alignment {
    /// Aligns words of a quote with a source's. In all but the first window, the alignment begins at the
    /// start of both.
    fn new(quoted: &[Chunk<'_>], region: &[Chunk<'_>], ends: Ends) -> Alignment {
        let width = region.len() + 1;
        let last = quoted.len().saturating_sub(1);
        let is_outer = |row: usize| (row == 0 && ends.first) || (row == last && ends.last);
        let are_equal = |row: usize, column: usize| match (quoted.get(row), region.get(column)) {
            (Some(quote), Some(source)) if is_outer(row) => {
                quote.1 == source.1
                    || without_outer_punctuation(quote.1) == without_outer_punctuation(source.1)
            }
            (Some(quote), Some(source)) => quote.1 == source.1,
            _ => false,
        };
        // costs[row][column]: the cost of the quote's first `row` words, ending before the source's word
        // `column`.
        let mut costs = vec![0_i64; (quoted.len() + 1) * width];
        if !ends.first {
            let mut cost = 0;
            for place in costs.iter_mut().take(width) {
                *place = cost;
                cost += CHANGED;
            }
        }
        let cost = |costs: &[i64], row: usize, column: usize| {
            costs.get(row * width + column).copied().unwrap_or(NEVER)
        };
        let pairing =
            |row: usize, column: usize| if are_equal(row, column) { EQUAL } else { CHANGED };
        for row in 1..=quoted.len() {
            for column in 0..width {
                let without_source = cost(&costs, row - 1, column) + CHANGED;
                let (without_quote, paired) = match column.checked_sub(1) {
                    Some(before) => (
                        cost(&costs, row, before) + CHANGED,
                        cost(&costs, row - 1, before) + pairing(row - 1, before),
                    ),
                    None => (NEVER, NEVER),
                };
                if let Some(place) = costs.get_mut(row * width + column) {
                    *place = paired.min(without_source).min(without_quote);
                }
            }
        }
        let mut row = quoted.len();
        let mut column = (0..width).min_by_key(|column| cost(&costs, row, *column)).unwrap_or(0);
        // Prefer a different last word to a missing last word.
        if column + 1 < width && cost(&costs, row, column + 1) == cost(&costs, row, column) {
            column += 1;
        }
        let mut pairs = Vec::new();
        while row > 0 {
            let here = cost(&costs, row, column);
            if column > 0 {
                let equal = are_equal(row - 1, column - 1);
                if cost(&costs, row - 1, column - 1) + pairing(row - 1, column - 1) == here {
                    row -= 1;
                    column -= 1;
                    pairs.push((Some(row), Some(column), equal));
                    continue;
                }
            }
            if cost(&costs, row - 1, column) + CHANGED == here || column == 0 {
                row -= 1;
                pairs.push((Some(row), None, false));
            } else {
                column -= 1;
                pairs.push((None, Some(column), false));
            }
        }
        if !ends.first {
            pairs.extend((0..column).rev().map(|column| (None, Some(column), false)));
        }
        pairs.reverse();
        Alignment { pairs }
    }

    /// Returns the range of the source's words in the alignment.
    fn range(&self) -> Range<usize> {
        let mut columns = self.pairs.iter().filter_map(|pair| pair.1);
        let first = columns.next().unwrap_or(0);
        first..columns.next_back().map_or(first + 1, |last| last + 1)
    }

    /// Returns the first run of words that differ, as a range of the quote's words and one of the source's,
    /// or `None` if all are equal.
    fn first_difference(&self) -> Option<(Range<usize>, Range<usize>)> {
        let start = self.pairs.iter().position(|pair| !pair.2)?;
        let run = self.pairs.get(start..)?;
        let run = run.get(..run.iter().position(|pair| pair.2).unwrap_or(run.len()))?;
        let earlier = self.pairs.get(..start)?;
        let after = |last: Option<usize>| last.map_or(0, |last| last + 1);
        let rows_from = after(earlier.iter().rev().find_map(|pair| pair.0));
        let later_column = || run.iter().find_map(|pair| pair.1);
        let columns_from = match earlier.iter().rev().find_map(|pair| pair.1) {
            Some(column) => column + 1,
            None => later_column().unwrap_or(self.range().start),
        };
        let rows = run.iter().filter(|pair| pair.0.is_some()).count();
        let columns = run.iter().filter(|pair| pair.1.is_some()).count();
        Some((rows_from..rows_from + rows, columns_from..columns_from + columns))
    }
}
