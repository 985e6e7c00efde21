//! What a source has that is most like a quote it does not have. A suggestion for a message, never
//! a match.
//!
//! Words that quote and source share vote for how far one is shifted against the other; around the
//! shift with the most votes, the two are aligned word by word (Needleman-Wunsch, free at both ends
//! of the source).

use std::ops::Range;

use crate::quote::SourceText;
use crate::quote::compare::{Leniency, match_after};
use crate::quote::fold::Folded;
use crate::quote::index::{word_at, words};

/// The passage most like a quote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Nearest {
    /// Where it is: a byte range of the source's text.
    pub range: Range<usize>,
    /// Where the two first differ; `None` only when nothing but the punctuation around them does.
    pub differs_at: Option<Difference>,
}

/// The first words in which a quote and the nearest passage differ, folded, for a message such as
/// `the source says "193", the quote "194"`. One of them is empty where the other has words too
/// many.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The quote's words.
    pub quote: String,
    /// The source's words.
    pub source: String,
    /// Where the source's words are: a byte range of its text, empty where it lacks them.
    pub source_range: Range<usize>,
}

/// Only so many words of a quote are aligned, since aligning takes time in proportion to the
/// square.
const MOST_WORDS: usize = 200;
/// Only so many places of a quote's words vote, those of its rarest words first.
const MOST_VOTES: usize = 20_000;

/// What a word costs that another stands for, or none. Fewest changes first, then most equal words.
const CHANGED: i64 = 1_000;
/// What a word costs that both have.
const EQUAL: i64 = -1;
/// More than anything costs.
const NEVER: i64 = i64::MAX / 2;

/// A run of characters without a space: its offset in the folded text, and its text.
type Chunk<'a> = (usize, &'a str);

pub(crate) fn nearest(source: &SourceText, quote: &Folded) -> Option<Nearest> {
    let text = source.folded.text();
    let wanted: Vec<(usize, &str)> = words(quote.text()).take(MOST_WORDS).collect();
    let shift = best_shift(source, &wanted)?;
    let slack = slack_of(wanted.len());
    let starts = source.word_starts();
    let first = usize::try_from(shift).unwrap_or(0).saturating_sub(slack);
    let last = usize::try_from(shift)
        .unwrap_or(0)
        .saturating_add(wanted.len() + 2 * slack)
        .min(starts.len().checked_sub(1)?);
    let region_start = text.get(..*starts.get(first)?)?.rfind(' ').map_or(0, |space| space + 1);
    let region_end = *starts.get(last)?;
    let region_end =
        text.get(region_end..)?.find(' ').map_or(text.len(), |space| region_end + space);
    let region: Vec<Chunk<'_>> = chunks(text.get(region_start..region_end)?, region_start);
    let quoted: Vec<Chunk<'_>> = chunks(quote.text(), 0).into_iter().take(MOST_WORDS).collect();
    let alignment = Alignment::new(&quoted, &region);
    let range = alignment.range();
    let differs_at = match alignment.first_difference() {
        Some((quote_words, source_words)) => Some(difference(
            source,
            join(quoted.get(quote_words).unwrap_or_default()),
            region.get(source_words.clone()).unwrap_or_default(),
            region.get(source_words.start).map_or(region_end, |chunk| chunk.0),
        )),
        None => cut_token(source, quote, &quoted, &region, &range),
    };
    let aligned = region.get(range).unwrap_or_default();
    let (start, end) = (aligned.first()?.0, aligned.last().map(|chunk| chunk.0 + chunk.1.len())?);
    Some(Nearest { range: source.folded.original_range(start..end), differs_at })
}

impl SourceText {
    /// The offsets of all words of the folded text, found when they are first needed.
    fn word_starts(&self) -> &[usize] {
        self.word_starts.get_or_init(|| words(self.folded.text()).map(|(start, _)| start).collect())
    }
}

fn slack_of(words: usize) -> usize {
    (words / 4).clamp(2, 20)
}

/// The number of words by which the quote is shifted against the source where they share most
/// words: at least half.
fn best_shift(source: &SourceText, wanted: &[(usize, &str)]) -> Option<i64> {
    let index = source.index.as_ref()?;
    let text = source.folded.text();
    let starts = source.word_starts();
    let mut candidates: Vec<(usize, &str, &[u32])> = wanted
        .iter()
        .enumerate()
        .map(|(ordinal, (_, word))| (ordinal, *word, index.candidates(word)))
        .collect();
    candidates.sort_by_key(|(ordinal, _, places)| (places.len(), *ordinal));
    let mut votes: Vec<(i64, usize)> = Vec::new();
    for (ordinal, word, places) in candidates {
        if votes.len() + places.len() > MOST_VOTES {
            break;
        }
        for place in places {
            let place = *place as usize;
            let (Ok(position), true) = (starts.binary_search(&place), word_at(text, place) == word)
            else {
                continue;
            };
            votes.push((i64::try_from(position).ok()? - i64::try_from(ordinal).ok()?, ordinal));
        }
    }
    votes.sort_unstable();
    votes.dedup();
    let slack = i64::try_from(slack_of(wanted.len())).ok()?;
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
    (best.0 > 0 && best.0 * 2 >= wanted.len()).then_some(best.1)
}

fn chunks(text: &str, offset: usize) -> Vec<Chunk<'_>> {
    let mut at = offset;
    text.split(' ')
        .map(|chunk| {
            let start = at;
            at += chunk.len() + 1;
            (start, chunk)
        })
        .filter(|(_, chunk)| !chunk.is_empty())
        .collect()
}

fn join(chunks: &[Chunk<'_>]) -> String {
    let texts: Vec<&str> = chunks.iter().map(|chunk| chunk.1).collect();
    texts.join(" ").replace(crate::quote::fold::LINE_BREAK_HYPHEN, "-")
}

fn difference(source: &SourceText, quote: String, words: &[Chunk<'_>], at: usize) -> Difference {
    let start = words.first().map_or(at, |chunk| chunk.0);
    let end = words.last().map_or(start, |chunk| chunk.0 + chunk.1.len());
    let source_range = if start == end {
        let place = source.folded.original_range(start..start).start;
        place..place
    } else {
        source.folded.original_range(start..end)
    };
    Difference { quote, source: join(words), source_range }
}

/// When all words are equal, a token goes on beyond the quote: shows the quote's word and the
/// source's whole token.
fn cut_token(
    source: &SourceText,
    quote: &Folded,
    quoted: &[Chunk<'_>],
    region: &[Chunk<'_>],
    range: &Range<usize>,
) -> Option<Difference> {
    let text = source.folded.text();
    let first = region.get(range.start)?;
    let start = (first.0..first.0 + first.1.len())
        .find(|start| match_after(text, *start, quote.text(), Leniency::LineBreaks).is_some())?;
    let end = match_after(text, start, quote.text(), Leniency::LineBreaks)?;
    let (quote_word, words) = if source.is_boundary(start) && !source.is_boundary(end) {
        (quoted.last()?, range.end.checked_sub(1)?..range.end + 1)
    } else if source.is_boundary(start) {
        return None;
    } else {
        (quoted.first()?, range.start.saturating_sub(1)..range.start + 1)
    };
    let words = region.get(words.start..words.end.min(region.len()))?;
    Some(difference(source, quote_word.1.to_owned(), words, first.0))
}

/// Punctuation that may stand around a quote's first and last word without being quoted.
fn without_outer_punctuation(chunk: &str) -> &str {
    chunk.trim_matches(|character| {
        matches!(character, '"' | '\'' | '(' | ')' | '[' | ']' | ',' | '.' | ';' | ':' | '!' | '?')
    })
}

/// A quote's words beside a source's: which of them stand for which.
struct Alignment {
    /// Pairs of a quote's word and a source's, in order; one is missing where the other has a word
    /// too many.
    pairs: Vec<(Option<usize>, Option<usize>, bool)>,
}

impl Alignment {
    fn new(quoted: &[Chunk<'_>], region: &[Chunk<'_>]) -> Alignment {
        let width = region.len() + 1;
        let last = quoted.len().saturating_sub(1);
        let are_equal = |row: usize, column: usize| match (quoted.get(row), region.get(column)) {
            (Some(quote), Some(source)) if row == 0 || row == last => {
                quote.1 == source.1
                    || without_outer_punctuation(quote.1) == without_outer_punctuation(source.1)
            }
            (Some(quote), Some(source)) => quote.1 == source.1,
            _ => false,
        };
        // costs[row][column]: of the first `row` words of the quote, ending before the source's
        // `column`.
        let mut costs = vec![0_i64; (quoted.len() + 1) * width];
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
        // Rather another last word than none.
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
        pairs.reverse();
        Alignment { pairs }
    }

    /// The source's words from the first to the last that stand for one of the quote's.
    fn range(&self) -> Range<usize> {
        let mut columns = self.pairs.iter().filter_map(|pair| pair.1);
        let first = columns.next().unwrap_or(0);
        first..columns.next_back().map_or(first + 1, |last| last + 1)
    }

    /// The first run of words that differ: those of the quote, and those of the source.
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
