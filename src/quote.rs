//! Verbatim quotes: whether a source has one, where, and what it has instead.
//!
//! A quote is verbatim when its folded text stands in the folded source, beginning and ending
//! between whole tokens. Folding and tokens are strict where it matters: digits, signs, currency,
//! comparison, case and punctuation must be the same (see `quote/fold.rs` and `quote/boundary.rs`
//! for the exact rules). What is merely near is suggested and never passes.
//!
//! `...`, `…`, `[...]`, `[…]`, `(...)` and `(…)` in a quote join parts that the source has in that
//! order within one sentence (see `quote/sentences.rs` for what ends one). Where the words left out
//! hold the end of a sentence or a negation, a person must look at it. A quote without such a join
//! may cross the end of a sentence or a paragraph: nothing is left out there. The words around a
//! quote are not judged: `not` may be among them.
//!
//! A dataset may ask for more folding: of letter case, Greek letters and mathematical signs (see
//! `quote/folding.rs`).
//!
//! A quote, with the text before and after it that tells its occurrences apart, is a
//! TextQuoteSelector of the W3C Web Annotation Data Model, section 4.2.4.

mod around;
mod boundary;
mod compare;
pub mod coverage;
mod currency;
mod fold;
mod folding;
mod index;
mod joined;
pub mod mentions;
mod names;
mod nearest;
mod quotation;
mod recent;
mod selector;
mod sentences;

use std::ops::Range;
use std::sync::{Arc, OnceLock};

use crate::quote::compare::{Leniency, first_occurrence};
use crate::quote::fold::Folded;
use crate::quote::index::WordIndex;

pub use crate::quote::around::Stretch;
pub use crate::quote::folding::Folding;
pub use crate::quote::joined::Doubt;
pub use crate::quote::names::{NamePlace, find_name};
pub use crate::quote::nearest::{Difference, Nearest, Search};
pub use crate::quote::selector::{Match, MinimumLength, Passage, Quote};

/// The text of a source, made ready so that finding many quotes in it never scans it.
#[derive(Debug)]
pub struct SourceText {
    original: Arc<str>,
    folded: Folded,
    index: Option<WordIndex>,
    word_starts: OnceLock<Vec<usize>>,
    sentences: OnceLock<Vec<Range<usize>>>,
    paragraphs: OnceLock<Vec<Range<usize>>>,
    folding: Folding,
    /// The same text with other folding, made when a quote first asks for it.
    variants: [OnceLock<Box<SourceText>>; Folding::COMBINATIONS],
}

impl SourceText {
    /// Folds and indexes a text once, in time proportional to its length.
    #[must_use]
    pub fn new(text: impl Into<Arc<str>>) -> SourceText {
        SourceText::folded(text.into(), Folding::default())
    }

    fn folded(original: Arc<str>, folding: Folding) -> SourceText {
        let folded = Folded::with(&original, folding);
        let index = WordIndex::new(folded.text());
        SourceText {
            original,
            folded,
            index,
            word_starts: OnceLock::new(),
            sentences: OnceLock::new(),
            paragraphs: OnceLock::new(),
            folding,
            variants: Default::default(),
        }
    }

    /// The text as it was given. All ranges are byte ranges of it.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.original
    }

    /// The sentences of the text, found when they are first needed.
    fn sentences(&self) -> &[Range<usize>] {
        self.sentences.get_or_init(|| sentences::sentences(&self.original))
    }

    /// The number of sentences that begin at or before a byte of the text.
    fn sentence_of(&self, offset: usize) -> usize {
        self.sentences().partition_point(|sentence| sentence.start <= offset)
    }

    /// Looks for a quote. Candidates come from the quote's rarest word.
    #[must_use]
    pub fn find(&self, quote: &Quote<'_>, minimum: MinimumLength) -> Match {
        selector::find(self, quote, minimum)
    }

    /// Looks for a quote where more is folded in both than typesetting.
    #[must_use]
    pub fn find_folded(
        &self,
        quote: &Quote<'_>,
        minimum: MinimumLength,
        folding: Folding,
    ) -> Match {
        self.with_folding(folding).find(quote, minimum)
    }

    /// Whether the text has a quote as [`Match::Found`] or [`Match::Several`], with the same folding.
    /// Looks for no passage that is merely near.
    #[must_use]
    pub fn verifies(&self, quote: &Quote<'_>, minimum: MinimumLength, folding: Folding) -> bool {
        selector::is_verified(self.with_folding(folding), quote, minimum)
    }

    /// The passages that have a quote, with the same folding; `None` unless it is verified. Looks for no
    /// passage that is merely near.
    #[must_use]
    pub fn passages(
        &self,
        quote: &Quote<'_>,
        minimum: MinimumLength,
        folding: Folding,
    ) -> Option<Vec<Passage>> {
        selector::verified_passages(self.with_folding(folding), quote, minimum)
    }

    /// The same text with other folding.
    fn with_folding(&self, folding: Folding) -> &SourceText {
        if folding == self.folding {
            return self;
        }
        let make = || Box::new(SourceText::folded(Arc::clone(&self.original), folding));
        self.variants.get(folding.number()).map_or(self, |variant| variant.get_or_init(make))
    }

    /// A quote, or part of one, folded as the source is.
    fn fold(&self, text: &str) -> Folded {
        Folded::with(text, self.folding)
    }
}

/// Where a text first has the part as whole tokens, as a byte range of the text; both are folded as
/// quotes are. `None` when it does not, or when the part is empty.
#[must_use]
pub fn contains(text: &str, part: &str) -> Option<Range<usize>> {
    find_first(text, part, Leniency::LineBreaks)
}

/// As [`contains`], where more is folded in both than typesetting.
#[must_use]
pub fn contains_folded(text: &str, part: &str, folding: Folding) -> Option<Range<usize>> {
    let folded = Folded::with(text, folding);
    let part = Folded::with(part, folding);
    let found = first_occurrence(&folded, text, &part, Leniency::LineBreaks)?;
    Some(folded.original_range(found))
}

/// As [`contains`], where letters of different case match (compared by their simple lower case).
/// For names.
#[must_use]
pub(crate) fn contains_ignoring_case(text: &str, part: &str) -> Option<Range<usize>> {
    find_first(text, part, Leniency::LineBreaksAndCase)
}

fn find_first(text: &str, part: &str, leniency: Leniency) -> Option<Range<usize>> {
    let folded = Folded::new(text);
    let found = first_occurrence(&folded, text, &Folded::new(part), leniency)?;
    Some(folded.original_range(found))
}

#[cfg(test)]
mod tests;
