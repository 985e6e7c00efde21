//! Finds a quote in a source: its parts, their locations, and the text around them.

use std::ops::Range;
use std::rc::Rc;

use crate::quote::SourceText;
use crate::quote::boundary::is_boundary;
use crate::quote::compare::{Leniency, exact_occurrences, match_after, match_before};
use crate::quote::fold::{Folded, LINE_BREAK_HYPHEN, leading};
use crate::quote::index::words;
use crate::quote::joined::{self, Doubt};
use crate::quote::nearest::{Search, nearest};
use crate::quote::recent::{self, Located, MissingPart};

/// A quote as a W3C TextQuoteSelector: the exact text, and the text directly before and after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quote<'a> {
    /// The quoted text; an ellipsis in it joins parts.
    pub exact: &'a str,
    /// The text directly before the quote. It may begin inside a word. Empty text is treated as `None`.
    pub prefix: Option<&'a str>,
    /// The text directly after the quote. It may end inside a word. Empty text is treated as `None`.
    pub suffix: Option<&'a str>,
}

impl<'a> Quote<'a> {
    /// Creates a quote without context.
    #[must_use]
    pub fn exact(exact: &'a str) -> Quote<'a> {
        Quote { exact, prefix: None, suffix: None }
    }
}

/// The minimum length of a meaningful quote: at least one of its parts must meet both limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MinimumLength {
    /// Number of words.
    pub words: usize,
    /// Number of characters after folding, including spaces and punctuation.
    pub characters: usize,
}

impl Default for MinimumLength {
    /// Returns the limits of two words and eight characters.
    fn default() -> MinimumLength {
        MinimumLength { words: 2, characters: 8 }
    }
}

/// The location of a quote: one range for each of its parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passage {
    /// Byte ranges of the source's text, in order; several if the quote has ellipses.
    pub parts: Vec<Range<usize>>,
}

impl Passage {
    /// Returns the byte range of the source's text from the start of the first part to the end of the last.
    #[must_use]
    pub fn span(&self) -> Range<usize> {
        let start = self.parts.first().map_or(0, |part| part.start);
        start..self.parts.last().map_or(start, |part| part.end)
    }
}

/// The result of looking for a quote in a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Match {
    /// The source contains the quote once.
    Found(Passage),
    /// The source contains the quote more than once; prefix and suffix, if given, do not distinguish the
    /// occurrences.
    Several(Vec<Passage>),
    /// The source contains the quote's parts in the order of the quote, but the text omitted between them makes the
    /// quote doubtful.
    Doubtful {
        /// The locations of the parts.
        passage: Passage,
        /// Why a person must decide.
        doubt: Doubt,
    },
    /// The source contains the quote, but not directly after its prefix and before its suffix.
    OutOfContext(Vec<Passage>),
    /// The source contains each of the quote's parts, but not in the order of the quote. Holds the byte range of each
    /// part's first occurrence.
    PartsApart(Vec<Range<usize>>),
    /// The source does not contain the quote, or one of its parts.
    Missing {
        /// The most similar passage, only as a suggestion.
        nearest: Search,
    },
    /// The quote is too short to be meaningful.
    TooShort {
        /// Number of words in the quote's longest part.
        words: usize,
        /// Number of characters in that part.
        characters: usize,
    },
}

/// Maximum length in bytes of a folded text that is scanned for a quote. Scanning a short text is faster than
/// indexing it, and an index needs more memory than the text.
const MAX_SCANNED: usize = 1 << 16;

/// If a word occurs at most this often, trying each occurrence is faster than looking for a rarer word.
const FEW_CANDIDATES: usize = 4;

pub(crate) fn find(source: &SourceText, quote: &Quote<'_>, minimum: MinimumLength) -> Match {
    match located(source, quote, minimum).as_ref() {
        Ok(found) => found.clone(),
        Err(missing) => Match::Missing { nearest: nearest(source, missing) },
    }
}

/// Whether looking for a quote results in [`Match::Found`] or [`Match::Several`].
pub(crate) fn is_verified(source: &SourceText, quote: &Quote<'_>, minimum: MinimumLength) -> bool {
    matches!(located(source, quote, minimum).as_ref(), Ok(Match::Found(_) | Match::Several(_)))
}

/// Returns the passages of a quote, or `None` if looking for it does not result in [`Match::Found`] or
/// [`Match::Several`].
pub(crate) fn verified_passages(
    source: &SourceText,
    quote: &Quote<'_>,
    minimum: MinimumLength,
) -> Option<Vec<Passage>> {
    match located(source, quote, minimum).as_ref() {
        Ok(Match::Found(passage)) => Some(vec![passage.clone()]),
        Ok(Match::Several(passages)) => Some(passages.clone()),
        _ => None,
    }
}

fn located(source: &SourceText, quote: &Quote<'_>, minimum: MinimumLength) -> Rc<Located> {
    recent::located(source, quote, minimum, || locate(source, quote, minimum))
}

fn locate(source: &SourceText, quote: &Quote<'_>, minimum: MinimumLength) -> Located {
    let written = split_at_ellipses(quote.exact);
    let (mut parts, writings): (Vec<Folded>, Vec<(usize, &str)>) = written
        .iter()
        .map(|(start, part)| (source.fold(part), (*start, *part)))
        .filter(|(part, _)| !part.text().is_empty())
        .unzip();
    if let Some((words, characters)) = too_short(&parts, minimum) {
        return Ok(Match::TooShort { words, characters });
    }
    // The source itself may contain the ellipsis.
    let whole = (written.len() > 1).then(|| source.occurrences(&source.fold(quote.exact)));
    let occurrences = match whole.filter(|whole| !whole.is_empty()) {
        Some(whole) => vec![whole],
        None => parts.iter().map(|part| source.occurrences(part)).collect(),
    };
    if let Some(missing) = occurrences.iter().position(Vec::is_empty) {
        let (start, written) = writings.get(missing).copied().unwrap_or_default();
        let written = written.to_owned();
        let folded = Box::new(parts.swap_remove(missing));
        return Err(MissingPart { folded, written, start });
    }
    let prefix = source.fold(quote.prefix.unwrap_or_default());
    let suffix = source.fold(quote.suffix.unwrap_or_default());
    let Some((places, [])) = occurrences.split_first() else {
        return Ok(joined::find(source, &occurrences, prefix.text(), suffix.text()));
    };
    let is_in_context = |place: &&Range<usize>| {
        source.comes_after(place.start, prefix.text())
            && source.comes_before(place.end, suffix.text())
    };
    let passage = |place: &Range<usize>| source.passage(vec![place.clone()]);
    let mut passages: Vec<Passage> = places.iter().filter(is_in_context).map(passage).collect();
    Ok(match passages.len() {
        0 => Match::OutOfContext(places.iter().map(passage).collect()),
        1 => passages.pop().map_or(Match::Several(passages), Match::Found),
        _ => Match::Several(passages),
    })
}

impl SourceText {
    /// Returns the occurrences of a folded text in the folded source as whole tokens, in order.
    fn occurrences(&self, part: &Folded) -> Vec<Range<usize>> {
        let text = self.folded.text();
        let wanted = part.text();
        let has_line_ends = self.folded.has_line_break_hyphen() || part.has_line_break_hyphen();
        if !has_line_ends && !wanted.is_empty() && text.len() <= MAX_SCANNED {
            let found = exact_occurrences(text, wanted);
            return found.filter(|range| self.has_boundaries(range)).collect();
        }
        let (offset, candidates) = self.candidates(wanted);
        let (before, after) = wanted.split_at_checked(offset).unwrap_or(("", wanted));
        let leniency = if has_line_ends { Leniency::LineBreaks } else { Leniency::Nothing };
        let mut found: Vec<Range<usize>> = candidates
            .filter_map(|at| {
                let end = match_after(text, at, after, leniency)?;
                let start = match_before(text, at, before, leniency)?;
                Some(start..end)
            })
            .filter(|range| self.has_boundaries(range))
            .collect();
        found.sort_unstable_by_key(|range| (range.start, range.end));
        found.dedup();
        found
    }

    /// Returns the offset of the rarest word in the wanted text, and the offsets in the folded source where that word
    /// may be. If the source has no index, or the wanted text has no words or only words that a line break may split,
    /// the offset is 0 and every position in the source is a candidate. An empty text has no candidates.
    fn candidates(&self, wanted: &str) -> (usize, Box<dyn Iterator<Item = usize> + '_>) {
        if let Some(index) = self.index() {
            let whole_words = words(wanted).filter(|(start, word)| {
                let before = wanted.get(..*start).unwrap_or_default();
                let after = wanted.get(start + word.len()..).unwrap_or_default();
                !before.ends_with(LINE_BREAK_HYPHEN) && !after.starts_with(LINE_BREAK_HYPHEN)
            });
            let mut rarest: Option<(usize, &[u32])> = None;
            for (start, word) in whole_words {
                let candidates = index.candidates(word);
                if rarest.is_none_or(|(_, fewest)| candidates.len() < fewest.len()) {
                    rarest = Some((start, candidates));
                }
                if candidates.len() <= FEW_CANDIDATES {
                    break;
                }
            }
            if let Some((start, candidates)) = rarest {
                let candidates = candidates.iter().chain(index.beginnings_of_long_words());
                return (start, Box::new(candidates.map(|candidate| *candidate as usize)));
            }
        }
        let is_empty = wanted.is_empty();
        let everywhere = self.folded.text().char_indices().map(|(offset, _)| offset);
        (0, Box::new(everywhere.filter(move |_| !is_empty)))
    }

    /// Maps ranges of the folded text to a passage of the original.
    pub(crate) fn passage(&self, parts: Vec<Range<usize>>) -> Passage {
        let parts = parts.into_iter().map(|part| self.folded.original_range(part)).collect();
        Passage { parts }
    }

    /// Whether the folded text has the prefix directly before `start`, apart from a space.
    pub(crate) fn comes_after(&self, start: usize, prefix: &str) -> bool {
        let before = self.folded.text().get(..start).unwrap_or_default().trim_end();
        match_before(before, before.len(), prefix, Leniency::LineBreaks).is_some()
    }

    /// Whether the folded text has the suffix directly after `end`, apart from a space.
    pub(crate) fn comes_before(&self, end: usize, suffix: &str) -> bool {
        let after = self.folded.text().get(end..).unwrap_or_default().trim_start();
        match_after(after, 0, suffix, Leniency::LineBreaks).is_some()
    }

    pub(crate) fn is_boundary(&self, offset: usize) -> bool {
        is_boundary(&self.folded, &self.original, offset)
    }

    /// Whether a range of the folded text begins and ends between whole tokens.
    fn has_boundaries(&self, range: &Range<usize>) -> bool {
        self.is_boundary(range.start) && self.is_boundary(range.end)
    }
}

/// Returns the number of words and characters of the longest part, or `None` if some part has enough of both.
fn too_short(parts: &[Folded], minimum: MinimumLength) -> Option<(usize, usize)> {
    let is_enough = |part: &Folded| {
        words(part.text()).take(minimum.words).count() == minimum.words
            && part.text().chars().take(minimum.characters).count() == minimum.characters
    };
    if parts.iter().any(is_enough) {
        return None;
    }
    let lengths =
        parts.iter().map(|part| (words(part.text()).count(), part.text().chars().count()));
    Some(lengths.max().unwrap_or_default())
}

/// Whether a quote contains an ellipsis, which joins parts.
#[must_use]
pub(crate) fn has_ellipsis(quote: &str) -> bool {
    first_ellipsis(quote).is_some()
}

/// Splits a quote at its ellipses, including those in brackets. Returns each part with its byte offset in the
/// quote.
fn split_at_ellipses(quote: &str) -> Vec<(usize, &str)> {
    let mut parts = Vec::new();
    let mut rest = quote;
    while let Some(Range { start, end }) = first_ellipsis(rest) {
        let before = rest.get(..start).unwrap_or_default();
        let after = rest.get(end..).unwrap_or_default();
        let (before, after) = without_brackets(before, after);
        parts.push((quote.len() - rest.len(), before));
        rest = after;
    }
    parts.push((quote.len() - rest.len(), rest));
    parts
}

/// Returns the byte range of the first ellipsis: `…`, or at least three full stops, optionally with a space
/// between them (as the Chicago Manual of Style writes ellipses).
fn first_ellipsis(text: &str) -> Option<Range<usize>> {
    let mut at = 0;
    while let Some(found) = text.get(at..).and_then(|tail| tail.find(['.', '…'])) {
        let start = at + found;
        let tail = text.get(start..).unwrap_or_default();
        let marks = leading(tail, |character| matches!(character, '.' | '…'));
        if marks.contains('…') || marks.len() >= 3 {
            return Some(start..start + marks.len());
        }
        let spaced = spaced_stops(tail);
        if spaced > 0 {
            return Some(start..start + spaced);
        }
        at = start + marks.len();
    }
    None
}

/// Returns the length in bytes of at least three full stops with spaces between them at the start of a text, or
/// 0 if the text does not begin with them.
fn spaced_stops(text: &str) -> usize {
    let mut length = 1;
    let mut stops = 1;
    let mut rest = text.get(1..).unwrap_or_default();
    while let Some(next) =
        rest.strip_prefix([' ', '\u{a0}']).and_then(|rest| rest.strip_prefix('.'))
    {
        length += rest.len() - next.len();
        stops += 1;
        rest = next;
    }
    if stops >= 3 { length } else { 0 }
}

/// Drops a pair of brackets directly around an ellipsis.
fn without_brackets<'a>(before: &'a str, after: &'a str) -> (&'a str, &'a str) {
    for (opening, closing) in [('[', ']'), ('(', ')')] {
        let opened = before.trim_end().strip_suffix(opening);
        let closed = after.trim_start().strip_prefix(closing);
        if let (Some(before), Some(after)) = (opened, closed) {
            return (before, after);
        }
    }
    (before, after)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ellipses_split_a_quote() {
        for (quote, parts) in [
            ("one two", vec!["one two"]),
            ("one ... two", vec!["one ", " two"]),
            ("one [...] two", vec!["one ", " two"]),
            ("one […] two … three", vec!["one ", " two ", " three"]),
            ("one (...) two", vec!["one ", " two"]),
            ("one.... two", vec!["one", " two"]),
            ("...one…", vec!["", "one", ""]),
            ("one. Two.. three", vec!["one. Two.. three"]),
            ("one . . . two", vec!["one ", " two"]),
            ("one. . . . Two", vec!["one", " Two"]),
            ("one .\u{a0}.\u{a0}. two", vec!["one ", " two"]),
            ("one [. . .] two", vec!["one ", " two"]),
            ("no. . two", vec!["no. . two"]),
            ("[one ... two]", vec!["[one ", " two]"]),
            ("", vec![""]),
        ] {
            let split = split_at_ellipses(quote);
            assert!(split.iter().all(|(start, part)| quote[*start..].starts_with(part)));
            let texts: Vec<&str> = split.into_iter().map(|(_, part)| part).collect();
            assert_eq!(texts, parts, "{quote}");
        }
    }
}
