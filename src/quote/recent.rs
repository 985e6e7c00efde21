//! A per-thread cache of the latest quotes and their results: several rules look up the quotes of one record
//! in turn.

use super::fold::Folded;
use super::{Folding, Match, MinimumLength, Quote, SourceText};
use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;
use std::sync::Arc;

/// The match of a quote, or the first part of it that the source does not contain.
pub(super) type Located = Result<Match, MissingPart>;

/// A part of a quote that the source does not contain.
pub(super) struct MissingPart {
    pub(super) folded: Box<Folded>,
    /// The part as written.
    pub(super) written: String,
    /// Byte offset of the part in the quote.
    pub(super) start: usize,
}

/// Maximum number of quotes in the cache.
const MAX_REMEMBERED: usize = 8;

/// A cached quote.
struct Remembered {
    source: Arc<str>,
    folding: Folding,
    exact: String,
    prefix: Option<String>,
    suffix: Option<String>,
    minimum: MinimumLength,
    located: Rc<Located>,
}

thread_local! {
    /// The latest quotes, most recent first.
    static RECENT: RefCell<VecDeque<Remembered>> = const { RefCell::new(VecDeque::new()) };
}

/// Returns the cached result for a quote, or else computes it with `locate`.
pub(super) fn located(
    source: &SourceText,
    quote: &Quote<'_>,
    minimum: MinimumLength,
    locate: impl FnOnce() -> Located,
) -> Rc<Located> {
    let remembered = RECENT.with_borrow(|recent| {
        let same = recent.iter().find(|known| known.is_for(source, quote, minimum));
        same.map(|known| Rc::clone(&known.located))
    });
    remembered.unwrap_or_else(|| {
        let located = Rc::new(locate());
        remember(source, quote, minimum, &located);
        located
    })
}

fn remember(source: &SourceText, quote: &Quote<'_>, minimum: MinimumLength, located: &Rc<Located>) {
    let remembered = Remembered {
        source: Arc::clone(&source.original),
        folding: source.folding,
        exact: quote.exact.to_owned(),
        prefix: quote.prefix.map(str::to_owned),
        suffix: quote.suffix.map(str::to_owned),
        minimum,
        located: Rc::clone(located),
    };
    RECENT.with_borrow_mut(|recent| {
        recent.truncate(MAX_REMEMBERED - 1);
        recent.push_front(remembered);
    });
}

impl Remembered {
    fn is_for(&self, source: &SourceText, quote: &Quote<'_>, minimum: MinimumLength) -> bool {
        // Comparing addresses is safe: the cache keeps the text alive.
        Arc::ptr_eq(&self.source, &source.original)
            && self.folding == source.folding
            && self.exact == quote.exact
            && self.prefix.as_deref() == quote.prefix
            && self.suffix.as_deref() == quote.suffix
            && self.minimum == minimum
    }
}

#[cfg(test)]
mod tests {
    use crate::quote::{Folding, Match, MinimumLength, Quote, SourceText};

    #[test]
    fn the_cache_distinguishes_texts_foldings_and_contexts() {
        let minimum = MinimumLength::default();
        let text = "Alpha Hall opened. Beta Hall opened. Alpha Hall closed.";
        let (source, other) = (SourceText::new(text), SourceText::new("Gamma Hall opened."));
        let exact = Quote::exact("Alpha Hall");
        let in_context = Quote { suffix: Some("closed"), ..exact };
        let capitals = Quote::exact("ALPHA HALL");
        let case = Folding::from_word("case").unwrap();
        for _ in 0..2 {
            assert!(matches!(source.find(&exact, minimum), Match::Several(_)));
            assert!(matches!(source.find(&in_context, minimum), Match::Found(_)));
            assert!(matches!(other.find(&exact, minimum), Match::Missing { .. }));
            assert!(matches!(source.find(&capitals, minimum), Match::Missing { .. }));
            assert!(source.verifies(&capitals, minimum, case));
            assert!(!source.verifies(&capitals, minimum, Folding::default()));
            let long = MinimumLength { words: 3, characters: 8 };
            assert!(matches!(source.find(&exact, long), Match::TooShort { .. }));
        }
    }

    #[test]
    fn quotes_beyond_the_size_of_the_cache_are_found() {
        let words: Vec<String> = (100..120).map(|number| format!("hall {number} opened")).collect();
        let source = SourceText::new(words.join(". "));
        for exact in words.iter().chain(&words) {
            let found =
                source.passages(&Quote::exact(exact), MinimumLength::default(), Folding::default());
            let [passage] = found.unwrap().try_into().unwrap();
            assert_eq!(source.text().get(passage.span()), Some(exact.as_str()));
        }
    }
}
