//! Verbatim quotes: whether a source has one, where, and what it has instead.
//!
//! A quote is verbatim when its folded text stands in the folded source, beginning and ending
//! between whole tokens. Folding and tokens are strict where it matters: digits, signs, currency,
//! comparison, case and punctuation must be the same (see `quote/fold.rs` and `quote/boundary.rs`
//! for the exact rules). What is merely near is suggested and never passes.
//!
//! `...`, `…`, `[...]`, `[…]`, `(...)` and `(…)` in a quote join parts that stand in the source in
//! that order within one passage; passages are separated by blank lines, so a single line break is
//! only white space. A quote without such a join may cross a blank line: nothing is left out there.
//! What a join leaves out is not judged, and neither are the words around a quote: `not` may stand
//! there.
//!
//! A quote, with the text before and after it that tells its occurrences apart, is a
//! TextQuoteSelector of the W3C Web Annotation Data Model, section 4.2.4.

mod boundary;
mod compare;
pub mod coverage;
mod currency;
mod fold;
mod index;
pub mod mentions;
mod nearest;
mod selector;
mod sentences;

use std::ops::Range;
use std::sync::{Arc, OnceLock};

use crate::quote::compare::{Leniency, first_occurrence};
use crate::quote::fold::Folded;
use crate::quote::index::WordIndex;

pub use crate::quote::nearest::{Difference, Nearest};
pub use crate::quote::selector::{Match, MinimumLength, Passage, Quote};

/// The text of a source, made ready so that finding many quotes in it never scans it.
#[derive(Debug)]
pub struct SourceText {
    original: Arc<str>,
    folded: Folded,
    index: Option<WordIndex>,
    word_starts: OnceLock<Vec<usize>>,
}

impl SourceText {
    /// Folds and indexes a text once, in time proportional to its length.
    #[must_use]
    pub fn new(text: impl Into<Arc<str>>) -> SourceText {
        let original = text.into();
        let folded = Folded::new(&original);
        let index = WordIndex::new(folded.text());
        SourceText { original, folded, index, word_starts: OnceLock::new() }
    }

    /// The text as it was given. All ranges are byte ranges of it.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.original
    }

    /// Looks for a quote. Candidates come from the quote's rarest word.
    #[must_use]
    pub fn find(&self, quote: &Quote<'_>, minimum: MinimumLength) -> Match {
        selector::find(self, quote, minimum)
    }
}

/// Where a text first has the part as whole tokens, as a byte range of the text; both are folded as
/// quotes are. `None` when it does not, or when the part is empty.
#[must_use]
pub fn contains(text: &str, part: &str) -> Option<Range<usize>> {
    find_first(text, part, Leniency::LineBreaks)
}

/// As [`contains`], where letters of different case match (compared by their simple lower case).
/// For names.
#[must_use]
pub fn contains_ignoring_case(text: &str, part: &str) -> Option<Range<usize>> {
    find_first(text, part, Leniency::LineBreaksAndCase)
}

fn find_first(text: &str, part: &str, leniency: Leniency) -> Option<Range<usize>> {
    let folded = Folded::new(text);
    let found = first_occurrence(&folded, text, &Folded::new(part), leniency)?;
    Some(folded.original_range(found))
}

#[cfg(test)]
mod tests;
