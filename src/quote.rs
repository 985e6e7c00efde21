//! Verbatim quotes: whether a source contains a quote, where, and the most similar passage if it
//! does not.
//!
//! A quote is verbatim when its folded text is in the folded source, beginning and ending between whole tokens.
//! Folding and tokens are strict about everything that can change the meaning: digits, signs, currency,
//! comparison, case and punctuation must be the same (see `quote/fold.rs` and `quote/boundary.rs` for the exact
//! rules). A passage that is merely similar is suggested and never passes.
//!
//! `...`, `…`, `[...]`, `[…]`, `(...)` and `(…)` in a quote join parts that the source has in that order within
//! one sentence (see `quote/sentences.rs` for the ends of sentences). If the omitted words contain the end of a
//! sentence or a negation, a person must decide. A quote without an ellipsis may cross the end of a sentence or
//! a paragraph, because it omits nothing there. The words around a quote are not judged: `not` may be among
//! them.
//!
//! A dataset may ask for more folding: of letter case, Greek letters and mathematical signs (see
//! `quote/folding.rs`).
//!
//! A quote, with the text before and after it that distinguishes its occurrences, is a TextQuoteSelector of
//! the W3C Web Annotation Data Model, section 4.2.4.

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
mod number_words;
mod overrides;
mod quotation;
mod recent;
mod selector;
mod sentences;

use std::ops::Range;
use std::sync::{Arc, OnceLock};

use crate::quote::compare::{Leniency, first_occurrence};
use crate::quote::fold::Folded;
use crate::quote::index::WordIndex;

pub use crate::quote::around::TextUnit;
pub use crate::quote::folding::Folding;
pub use crate::quote::joined::Doubt;
pub use crate::quote::names::{NamePlace, find_name};
pub use crate::quote::nearest::{Difference, Nearest, Search};
pub(crate) use crate::quote::overrides::has_override;
pub use crate::quote::selector::{Match, MinimumLength, Passage, Quote};

/// The text of a source. A long text is indexed, so that a search for a quote does not scan all of it.
#[derive(Debug)]
pub struct SourceText {
    original: Arc<str>,
    folded: Folded,
    /// The index, built on first use; `None` if the text is too large for one.
    index: OnceLock<Option<WordIndex>>,
    word_starts: OnceLock<Vec<usize>>,
    sentences: OnceLock<Vec<Range<usize>>>,
    paragraphs: OnceLock<Vec<Range<usize>>>,
    folding: Folding,
    /// The text with other foldings, each built on first use.
    variants: [OnceLock<Box<SourceText>>; Folding::COMBINATIONS],
}

impl SourceText {
    /// Folds a text, in linear time.
    #[must_use]
    pub fn new(text: impl Into<Arc<str>>) -> SourceText {
        SourceText::folded(text.into(), Folding::default())
    }

    fn folded(original: Arc<str>, folding: Folding) -> SourceText {
        let folded = Folded::with(&original, folding);
        SourceText {
            original,
            folded,
            index: OnceLock::new(),
            word_starts: OnceLock::new(),
            sentences: OnceLock::new(),
            paragraphs: OnceLock::new(),
            folding,
            variants: Default::default(),
        }
    }

    /// Returns the original text. All ranges are byte ranges of this text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.original
    }

    /// Returns the sentences of the text, found on first use.
    fn sentences(&self) -> &[Range<usize>] {
        self.sentences.get_or_init(|| sentences::sentences(&self.original))
    }

    /// Returns the number of sentences that begin at or before a byte offset of the text.
    fn sentence_of(&self, offset: usize) -> usize {
        self.sentences().partition_point(|sentence| sentence.start <= offset)
    }

    /// Returns the index of the words in the folded text, or `None` if the text is too large for one.
    fn index(&self) -> Option<&WordIndex> {
        self.index.get_or_init(|| WordIndex::new(self.folded.text())).as_ref()
    }

    /// Finds a quote. In a long text, candidates come from the quote's rarest word.
    #[must_use]
    pub fn find(&self, quote: &Quote<'_>, minimum: MinimumLength) -> Match {
        selector::find(self, quote, minimum)
    }

    /// Finds a quote with additional folding of both the quote and the source.
    #[must_use]
    pub fn find_folded(
        &self,
        quote: &Quote<'_>,
        minimum: MinimumLength,
        folding: Folding,
    ) -> Match {
        self.with_folding(folding).find(quote, minimum)
    }

    /// Whether [`find_folded`](Self::find_folded) returns [`Match::Found`] or [`Match::Several`] for a
    /// quote. Does not search for the nearest passage.
    #[must_use]
    pub fn verifies(&self, quote: &Quote<'_>, minimum: MinimumLength, folding: Folding) -> bool {
        selector::is_verified(self.with_folding(folding), quote, minimum)
    }

    /// Returns the passages that match a quote, or `None` if the source does not [verify](Self::verifies)
    /// it. Does not search for the nearest passage.
    #[must_use]
    pub fn passages(
        &self,
        quote: &Quote<'_>,
        minimum: MinimumLength,
        folding: Folding,
    ) -> Option<Vec<Passage>> {
        selector::verified_passages(self.with_folding(folding), quote, minimum)
    }

    /// Returns this text with the given folding.
    fn with_folding(&self, folding: Folding) -> &SourceText {
        if folding == self.folding {
            return self;
        }
        let make = || Box::new(SourceText::folded(Arc::clone(&self.original), folding));
        self.variants.get(folding.number()).map_or(self, |variant| variant.get_or_init(make))
    }

    /// Folds a quote, or part of one, like the source.
    fn fold(&self, text: &str) -> Folded {
        Folded::with(text, self.folding)
    }
}

/// Returns the byte range of the first occurrence of `part` as whole tokens in `text`. Both texts are folded
/// like quotes. Returns `None` if there is no occurrence, or if the part is empty.
#[must_use]
pub fn contains(text: &str, part: &str) -> Option<Range<usize>> {
    find_first(text, part, Leniency::LineBreaks)
}

/// Like [`contains`], but also applies `folding` to both texts before it compares them.
#[must_use]
pub fn contains_folded(text: &str, part: &str, folding: Folding) -> Option<Range<usize>> {
    let folded = Folded::with(text, folding);
    let part = Folded::with(part, folding);
    let found = first_occurrence(&folded, text, &part, Leniency::LineBreaks)?;
    Some(folded.original_range(found))
}

/// Like [`contains`], but ignores letter case (compares the lowercase of each character). Used for names.
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
