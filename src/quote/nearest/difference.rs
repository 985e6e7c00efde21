//! The first words in which a quote and the passage most similar to it differ.

use std::ops::Range;

use crate::quote::SourceText;
use crate::quote::fold::Folded;
use crate::quote::nearest::Chunk;
use crate::quote::recent::MissingPart;
use crate::value::look_alike::with_hidden_difference;

/// The first words in which a quote and the nearest passage differ, in the words of each, for a message such as
/// `the source says "194" where the quote says "193"`. One side is empty if the other has extra words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The quote's words.
    pub quote: String,
    /// Byte range of these words in the quote; empty if the quote lacks them.
    pub quote_range: Range<usize>,
    /// The source's words.
    pub source: String,
    /// Byte range of these words in the source's text; empty if the source lacks them.
    pub source_range: Range<usize>,
}

impl Difference {
    /// Describes what the source says and what the quote says, with code points if the two look alike.
    #[must_use]
    pub fn describe(&self) -> String {
        match (self.source.as_str(), self.quote.as_str()) {
            ("", quote) => format!("the source does not have \"{quote}\" there"),
            (source, "") => format!("the source also has \"{source}\" there"),
            (source, quote) => with_hidden_difference(
                format!("the source says \"{source}\" where the quote says \"{quote}\""),
                quote,
                source,
            ),
        }
    }
}

/// Words of a folded text, and the offset at which they begin or are missing.
pub(super) type Words<'a> = (&'a [Chunk<'a>], usize);

/// Creates a difference: the quote has the words `in_quote` where the source has the words `in_source`. The
/// punctuation around them is left out unless it is what differs.
pub(super) fn difference(
    source: &SourceText,
    quote: &MissingPart,
    in_quote: Words<'_>,
    in_source: Words<'_>,
) -> Difference {
    let (quote_text, source_text) = (quote.folded.text(), source.folded.text());
    let whole = (range_of(in_quote), range_of(in_source));
    let bare = (
        without_punctuation(quote_text, whole.0.clone()),
        without_punctuation(source_text, whole.1.clone()),
    );
    let differ = quote_text.get(bare.0.clone()) != source_text.get(bare.1.clone());
    let (in_quote, in_source) = if differ { bare } else { whole };
    let source_range = written_range(&source.folded, in_source);
    let Range { start, end } = written_range(&quote.folded, in_quote);
    Difference {
        quote: words_in(&quote.written, start..end),
        quote_range: quote.start + start..quote.start + end,
        source: words_in(&source.original, source_range.clone()),
        source_range,
    }
}

/// Returns the byte range of words in their folded text.
fn range_of((words, at): Words<'_>) -> Range<usize> {
    match words.first().zip(words.last()) {
        Some((first, last)) => first.0..last.0 + last.1.len(),
        None => at..at,
    }
}

/// Removes the punctuation at both ends of a range, unless there is nothing else. The last period of initials
/// (`U.S.`) is part of them.
fn without_punctuation(text: &str, range: Range<usize>) -> Range<usize> {
    let words = text.get(range.clone()).unwrap_or_default();
    let bare = without_outer_punctuation(words);
    let are_initials = bare.rsplit_once('.').is_some_and(|(_, last)| last.chars().count() == 1);
    if bare.is_empty()
        || (are_initials && words.ends_with('.') && !bare.ends_with(char::is_numeric))
    {
        return range;
    }
    let start = range.start + (words.len() - words.trim_start_matches(is_outer_punctuation).len());
    start..start + bare.len()
}

/// Maps a byte range of the folded text to the text before folding.
fn written_range(folded: &Folded, range: Range<usize>) -> Range<usize> {
    let written = folded.original_range(range.clone());
    if range.is_empty() { written.start..written.start } else { written }
}

/// Returns the words in a range of a text, with single spaces between them; a hyphen at the end of a line
/// belongs to its word.
fn words_in(text: &str, range: Range<usize>) -> String {
    let text = text.get(range).unwrap_or_default().replace("-\n", "-");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Removes the punctuation around a word. A quote may begin or end without the punctuation of its source.
pub(super) fn without_outer_punctuation(chunk: &str) -> &str {
    chunk.trim_matches(is_outer_punctuation)
}

fn is_outer_punctuation(character: char) -> bool {
    matches!(
        character,
        '"' | '\'' | '«' | '»' | '(' | ')' | '[' | ']' | ',' | '.' | ';' | ':' | '!' | '?'
    )
}
