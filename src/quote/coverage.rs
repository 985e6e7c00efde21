//! Measures how much of a text is covered by the quotes from it.
//!
//! A sentence is covered if each of its words is in a quote or is a joining word (`and`, `which`, `of`,
//! `also`). Joining words have no meaning by themselves, and are often omitted before, between and after
//! quotes. Words for negation, counts, comparisons or time are not joining words.

use super::fold::Folded;
use super::index::words;
use super::sentences::{lines, sentences};
use std::collections::HashSet;
use std::ops::Range;

/// English words that have no meaning by themselves, sorted; `s` is the end of a possessive.
const JOINING_WORDS: [&str; 50] = [
    "a",
    "additionally",
    "also",
    "an",
    "and",
    "are",
    "as",
    "at",
    "be",
    "been",
    "being",
    "but",
    "by",
    "for",
    "from",
    "furthermore",
    "has",
    "have",
    "he",
    "her",
    "his",
    "however",
    "in",
    "into",
    "is",
    "it",
    "its",
    "moreover",
    "of",
    "on",
    "or",
    "s",
    "she",
    "so",
    "that",
    "the",
    "their",
    "them",
    "these",
    "they",
    "this",
    "those",
    "to",
    "was",
    "were",
    "which",
    "who",
    "whom",
    "whose",
    "with",
];

/// Lines and sentences that do not concern a text's subject: titles, menus, addresses.
#[derive(Debug, Clone, Default)]
pub struct IgnoredText {
    whole: HashSet<String>,
    beginnings: Vec<String>,
}

/// The covered and uncovered sentences of a text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Coverage {
    /// The sentences that the quotes cover, as byte ranges of the text, in order.
    pub covered: Vec<Range<usize>>,
    /// The other sentences, in order, without the ignored ones.
    pub uncovered: Vec<Uncovered>,
}

/// A sentence that is not covered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Uncovered {
    /// Byte range of the sentence in the text.
    pub sentence: Range<usize>,
    /// Byte ranges that are not covered: the whole sentence, or the parts between its covered words.
    pub parts: Vec<Range<usize>>,
}

impl Uncovered {
    /// Whether no word of the sentence is covered.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.parts.first() == Some(&self.sentence)
    }
}

impl IgnoredText {
    /// Creates the ignored texts from the texts of whole lines or sentences. These texts are compared like
    /// quotes: Unicode form, white space and typographic marks do not matter. A text that ends with `...` or
    /// `…` matches every line or sentence that begins with that text.
    #[must_use]
    pub fn new(texts: &[String]) -> IgnoredText {
        let mut ignored = IgnoredText::default();
        for text in texts {
            let beginning = text.strip_suffix("...").or_else(|| text.strip_suffix('…'));
            match beginning {
                Some(beginning) => ignored.beginnings.push(folded(beginning)),
                None => _ = ignored.whole.insert(folded(text)),
            }
        }
        ignored
    }

    fn is_empty(&self) -> bool {
        self.whole.is_empty() && self.beginnings.is_empty()
    }

    fn has(&self, text: &str) -> bool {
        let text = folded(text);
        self.whole.contains(&text)
            || self.beginnings.iter().any(|beginning| text.starts_with(beginning))
    }
}

fn folded(text: &str) -> String {
    Folded::new(text).text().to_owned()
}

/// Returns the coverage of a text's sentences by quotes. `quotes` are byte ranges of the text, in any order.
#[must_use]
pub fn coverage(text: &str, quotes: &[Range<usize>], ignored_text: &IgnoredText) -> Coverage {
    let sentences = sentences(text);
    let mut ignored = Vec::new();
    if !ignored_text.is_empty() {
        ignored.extend(lines(text));
        ignored.extend(sentences.iter().cloned());
        ignored.retain(|range| text.get(range.clone()).is_some_and(|text| ignored_text.has(text)));
    }
    let ignored = Ranges::new(ignored);
    let covered =
        Ranges::new(quotes.iter().cloned().chain(ignored.ranges.iter().cloned()).collect());
    let mut coverage = Coverage::default();
    for sentence in sentences {
        if ignored.contains(&sentence) {
            continue;
        }
        match uncovered(text, &sentence, &covered) {
            Some(uncovered) => coverage.uncovered.push(uncovered),
            None => coverage.covered.push(sentence),
        }
    }
    coverage
}

/// Returns the uncovered parts of a sentence, or `None` if no words except joining words are uncovered.
fn uncovered(text: &str, sentence: &Range<usize>, covered: &Ranges) -> Option<Uncovered> {
    let content = text.get(sentence.clone())?;
    let mut parts: Vec<Range<usize>> = Vec::new();
    let (mut has_covered, mut goes_on) = (false, false);
    for (at, word) in words(content) {
        let range = sentence.start + at..sentence.start + at + word.len();
        if covered.contains(&range) {
            has_covered = true;
            goes_on = false;
        } else if !is_joining(word) {
            match parts.last_mut() {
                Some(part) if goes_on => part.end = range.end,
                _ => parts.push(range),
            }
            goes_on = true;
        }
    }
    if parts.is_empty() {
        return None;
    }
    let parts = if has_covered { parts } else { vec![sentence.clone()] };
    Some(Uncovered { sentence: sentence.clone(), parts })
}

fn is_joining(word: &str) -> bool {
    JOINING_WORDS.binary_search(&word.to_lowercase().as_str()).is_ok()
}

/// Sorted, disjoint ranges that do not touch.
struct Ranges {
    ranges: Vec<Range<usize>>,
}

impl Ranges {
    fn new(mut all: Vec<Range<usize>>) -> Ranges {
        all.sort_unstable_by_key(|range| (range.start, range.end));
        let mut ranges: Vec<Range<usize>> = Vec::new();
        for range in all {
            match ranges.last_mut() {
                Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
                _ => ranges.push(range),
            }
        }
        Ranges { ranges }
    }

    fn contains(&self, inner: &Range<usize>) -> bool {
        let after = self.ranges.partition_point(|range| range.start <= inner.start);
        let outer = after.checked_sub(1).and_then(|at| self.ranges.get(at));
        outer.is_some_and(|outer| inner.end <= outer.end)
    }
}

#[cfg(test)]
mod tests;
