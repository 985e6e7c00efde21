//! Finds a quote in a source: its parts, its place among several, and the text around it.

use std::ops::Range;

use crate::quote::SourceText;
use crate::quote::boundary::is_boundary;
use crate::quote::compare::{Leniency, match_after, match_before};
use crate::quote::fold::{Folded, LINE_BREAK_HYPHEN};
use crate::quote::index::words;
use crate::quote::nearest::{Nearest, nearest};

/// A quote as a W3C TextQuoteSelector: the exact text, and the text directly before and after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quote<'a> {
    /// The quoted text; an ellipsis in it joins parts.
    pub exact: &'a str,
    /// The text directly before it. It may begin inside a word. Empty text is as good as none.
    pub prefix: Option<&'a str>,
    /// The text directly after it. It may end inside a word. Empty text is as good as none.
    pub suffix: Option<&'a str>,
}

impl<'a> Quote<'a> {
    /// A quote with no text around it.
    #[must_use]
    pub fn exact(exact: &'a str) -> Quote<'a> {
        Quote { exact, prefix: None, suffix: None }
    }
}

/// What a quote must have to mean anything: at least one of its parts must have both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MinimumLength {
    /// The number of words.
    pub words: usize,
    /// The number of characters, after folding, spaces and punctuation included.
    pub characters: usize,
}

impl Default for MinimumLength {
    /// Two words and eight characters.
    fn default() -> MinimumLength {
        MinimumLength { words: 2, characters: 8 }
    }
}

/// Where a quote stands: one range for each of its parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passage {
    /// Byte ranges of the source's text, in order; more than one when ellipses join them.
    pub parts: Vec<Range<usize>>,
}

impl Passage {
    /// From the start of the first part to the end of the last, as a byte range of the source's
    /// text.
    #[must_use]
    pub fn span(&self) -> Range<usize> {
        let start = self.parts.first().map_or(0, |part| part.start);
        start..self.parts.last().map_or(start, |part| part.end)
    }
}

/// What became of a quote in a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Match {
    /// It stands there once.
    Found(Passage),
    /// It stands there more than once, in order; prefix and suffix, if any, do not tell them apart.
    Several(Vec<Passage>),
    /// It stands there, but not directly after its prefix and before its suffix.
    OutOfContext(Vec<Passage>),
    /// Each of its parts stands there, but not in this order within one passage: the byte range of
    /// the first occurrence of each.
    PartsApart(Vec<Range<usize>>),
    /// It, or one of its parts, does not stand there.
    Missing {
        /// The passage most like it, only as a suggestion.
        nearest: Option<Nearest>,
    },
    /// It is too short to mean anything.
    TooShort {
        /// How many words its longest part has.
        words: usize,
        /// How many characters that part has.
        characters: usize,
    },
}

/// Looking for a rarer word than one that occurs this often takes longer than looking at each
/// place.
const FEW_CANDIDATES: usize = 4;

/// A quote's place in the folded text: one range for each part.
type Place = Vec<Range<usize>>;

pub(crate) fn find(source: &SourceText, quote: &Quote<'_>, minimum: MinimumLength) -> Match {
    let written = split_at_ellipses(quote.exact);
    let parts: Vec<Folded> =
        written.iter().copied().map(Folded::new).filter(|part| !part.text().is_empty()).collect();
    if let Some((words, characters)) = too_short(&parts, minimum) {
        return Match::TooShort { words, characters };
    }
    // The source itself may have the ellipsis.
    let whole = (written.len() > 1).then(|| source.occurrences(&Folded::new(quote.exact)));
    let occurrences = match whole.filter(|whole| !whole.is_empty()) {
        Some(whole) => vec![whole],
        None => parts.iter().map(|part| source.occurrences(part)).collect(),
    };
    let missing = occurrences.iter().zip(&parts).find(|(places, _)| places.is_empty());
    if let Some((_, part)) = missing {
        return Match::Missing { nearest: nearest(source, part) };
    }
    let prefix = Folded::new(quote.prefix.unwrap_or_default());
    let suffix = Folded::new(quote.suffix.unwrap_or_default());
    let in_context = source.places(
        &occurrences,
        |start| source.comes_after(start, prefix.text()),
        |end| source.comes_before(end, suffix.text()),
    );
    let mut passages = source.passages(in_context);
    if passages.len() > 1 {
        return Match::Several(passages);
    }
    if let Some(passage) = passages.pop() {
        return Match::Found(passage);
    }
    let anywhere = source.passages(source.places(&occurrences, |_| true, |_| true));
    if !anywhere.is_empty() {
        return Match::OutOfContext(anywhere);
    }
    let firsts = occurrences.iter().filter_map(|places| places.first().cloned());
    Match::PartsApart(firsts.map(|place| source.folded.original_range(place)).collect())
}

impl SourceText {
    /// Where a folded text stands in the folded source as whole tokens, in order.
    fn occurrences(&self, part: &Folded) -> Vec<Range<usize>> {
        let text = self.folded.text();
        let wanted = part.text();
        let (offset, candidates) = self.candidates(wanted);
        let (before, after) = wanted.split_at_checked(offset).unwrap_or(("", wanted));
        let has_line_ends = self.folded.has_line_break_hyphen() || part.has_line_break_hyphen();
        let leniency = if has_line_ends { Leniency::LineBreaks } else { Leniency::Nothing };
        let mut found: Vec<Range<usize>> = candidates
            .filter_map(|at| {
                let end = match_after(text, at, after, leniency)?;
                let start = match_before(text, at, before, leniency)?;
                Some(start..end)
            })
            .filter(|range| self.is_boundary(range.start) && self.is_boundary(range.end))
            .collect();
        found.sort_unstable_by_key(|range| (range.start, range.end));
        found.dedup();
        found
    }

    /// An offset in the wanted text, and where that offset may be in the folded source: the places
    /// of the rarest word. A word that a line break may split, or none at all, leaves only the
    /// beginning of the text.
    fn candidates(&self, wanted: &str) -> (usize, Box<dyn Iterator<Item = usize> + '_>) {
        if let Some(index) = &self.index {
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
                return (start, Box::new(candidates.iter().map(|candidate| *candidate as usize)));
            }
        }
        let is_empty = wanted.is_empty();
        let everywhere = self.folded.text().char_indices().map(|(offset, _)| offset);
        (0, Box::new(everywhere.filter(move |_| !is_empty)))
    }

    /// All places of the parts, one after the other within one passage, of which the first begins
    /// and the last ends as asked. Where several end alike, the one that leaves out least.
    fn places(
        &self,
        occurrences: &[Vec<Range<usize>>],
        may_begin: impl Fn(usize) -> bool,
        may_end: impl Fn(usize) -> bool,
    ) -> Vec<Place> {
        let mut places: Vec<Place> = Vec::new();
        let Some((firsts, later)) = occurrences.split_first() else {
            return places;
        };
        let lasts: Vec<Range<usize>> = occurrences
            .last()
            .into_iter()
            .flatten()
            .filter(|last| may_end(last.end))
            .cloned()
            .collect();
        for first in firsts.iter().filter(|first| may_begin(first.start)) {
            let mut place = vec![first.clone()];
            let mut end = first.end;
            for (index, part) in later.iter().enumerate() {
                let part = if index + 1 == later.len() { &lasts } else { part };
                let next = part.partition_point(|range| range.start < end);
                let Some(range) = part.get(next) else {
                    break;
                };
                end = range.end;
                place.push(range.clone());
            }
            let is_whole = place.len() == occurrences.len();
            let ends_as_asked = !later.is_empty() || may_end(end);
            let is_joined_within_a_passage = later.is_empty()
                || self.folded.passage_of(first.start)
                    == self.folded.passage_of(end.saturating_sub(1));
            if !(is_whole && ends_as_asked && is_joined_within_a_passage) {
                continue;
            }
            if !later.is_empty() && places.last().is_some_and(|last| end_of(last) == end) {
                places.pop();
            }
            places.push(place);
        }
        places
    }

    fn passages(&self, places: Vec<Place>) -> Vec<Passage> {
        let in_original = |place: Place| Passage {
            parts: place.into_iter().map(|part| self.folded.original_range(part)).collect(),
        };
        places.into_iter().map(in_original).collect()
    }

    /// Whether the folded text ends with the prefix directly before `start`, but for a space.
    fn comes_after(&self, start: usize, prefix: &str) -> bool {
        let before = self.folded.text().get(..start).unwrap_or_default().trim_end();
        match_before(before, before.len(), prefix, Leniency::LineBreaks).is_some()
    }

    /// Whether the folded text goes on with the suffix directly after `end`, but for a space.
    fn comes_before(&self, end: usize, suffix: &str) -> bool {
        let after = self.folded.text().get(end..).unwrap_or_default().trim_start();
        match_after(after, 0, suffix, Leniency::LineBreaks).is_some()
    }

    pub(crate) fn is_boundary(&self, offset: usize) -> bool {
        is_boundary(&self.folded, &self.original, offset)
    }
}

fn end_of(place: &Place) -> usize {
    place.last().map_or(0, |part| part.end)
}

/// Words and characters of the longest part, when no part has enough of both.
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

/// The parts of a quote between `…` or three or more full stops, also those in brackets.
fn split_at_ellipses(quote: &str) -> Vec<&str> {
    if !quote.contains('…') && !quote.contains("...") {
        return vec![quote];
    }
    let mut parts = Vec::new();
    let mut rest = quote;
    let mut at = 0;
    while let Some(found) = rest.get(at..).and_then(|tail| tail.find(['.', '…'])) {
        let start = at + found;
        let tail = rest.get(start..).unwrap_or_default();
        let after = tail.trim_start_matches(['.', '…']);
        let marks = tail.strip_suffix(after).unwrap_or_default();
        if !marks.contains('…') && marks.len() < 3 {
            at = start + marks.len();
            continue;
        }
        let before = rest.get(..start).unwrap_or_default();
        let (before, after) = without_brackets(before, after);
        parts.push(before);
        rest = after;
        at = 0;
    }
    parts.push(rest);
    parts
}

/// Drops a pair of brackets that stands directly around an ellipsis.
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
            ("[one ... two]", vec!["[one ", " two]"]),
            ("", vec![""]),
        ] {
            assert_eq!(split_at_ellipses(quote), parts, "{quote}");
        }
    }
}
