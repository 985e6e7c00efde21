//! A quote made of a source's own words.

use std::ops::Range;

use crate::quote::selector::{Match, MinimumLength, Quote, has_ellipsis};
use crate::quote::{Folding, SourceText};

impl SourceText {
    /// Returns the source's words at a range of its text, on one line, to replace a quote that the source
    /// does not contain. Punctuation at an end is omitted if the quote has none there. Returns `None` if
    /// the quote contains an ellipsis, or if the words cannot be quoted, such as a range that begins inside
    /// a word.
    #[must_use]
    pub fn quotation(&self, range: &Range<usize>, instead_of: &str) -> Option<String> {
        if has_ellipsis(instead_of) {
            return None;
        }
        let own = on_one_line(self.text().get(range.clone())?);
        let quote = instead_of.trim();
        let mut words = own.as_str();
        if !quote.starts_with(is_punctuation) {
            words = words.trim_start_matches(is_punctuation);
        }
        if !quote.ends_with(is_punctuation) {
            words = words.trim_end_matches(is_punctuation);
        }
        let found =
            self.find_folded(&Quote::exact(words), MinimumLength::default(), Folding::default());
        matches!(found, Match::Found(_) | Match::Several(_)).then(|| words.to_owned())
    }
}

/// Returns words with one space between them; a word that is split by a line break is joined.
fn on_one_line(text: &str) -> String {
    let mut line = String::new();
    for part in text.lines().map(str::trim).filter(|part| !part.is_empty()) {
        let is_split =
            line.ends_with(['-', '\u{2010}', '\u{AD}']) && part.starts_with(char::is_lowercase);
        if is_split {
            line.pop();
        } else if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(part);
    }
    line.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn is_punctuation(character: char) -> bool {
    matches!(
        character,
        '"' | '\''
            | '“'
            | '”'
            | '‘'
            | '’'
            | '('
            | ')'
            | '['
            | ']'
            | ','
            | '.'
            | ';'
            | ':'
            | '!'
            | '?'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_are_those_of_the_source() {
        let text = "It works with the “police” of its 194 mem-\nber\ncountries, (and others).";
        let source = SourceText::new(text);
        for (part, quote, want) in [
            (
                "police” of its 194 mem-\nber\ncountries,",
                "police of 193 countries",
                Some("police” of its 194 member countries"),
            ),
            ("194 mem-\nber\ncountries,", "193 member countries,", Some("194 member countries,")),
            ("(and others).", "and other", Some("and others")),
            ("works with", "works ... without", None),
            ("orks with", "works without", None),
        ] {
            let start = text.find(part).unwrap();
            let got = source.quotation(&(start..start + part.len()), quote);
            assert_eq!(got.as_deref(), want, "{part}");
        }
    }
}
