//! Finds the quote of a piece of evidence in the kept copy of its source or, if the copy does not contain the quote as
//! recorded, the most similar words.

use super::record::EvidenceRecord;
use super::snapshots::Snapshot;
use crate::quote::{Doubt, Folding, Match, MinimumLength, Nearest, Passage, Quote, Search};
use std::ops::Range;

/// The passages of a text that contain a quote, or the most similar passage.
pub(super) struct Located {
    /// The byte ranges of the parts of each passage.
    pub(super) passages: Vec<Vec<Range<usize>>>,
    pub(super) likeness: Likeness,
    /// How the passages differ from the quote, as a sentence without a full stop; `None` if they do not differ, or if
    /// there are no passages.
    pub(super) doubt: Option<String>,
    /// The byte range of the words that differ.
    pub(super) differs_at: Option<Range<usize>>,
}

/// How similar passages are to a quote.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Likeness {
    /// The passages contain the quote as recorded.
    Same,
    /// The passages contain the words of the quote, but not as recorded.
    SameWords,
    /// The passages are at most similar to the quote.
    Similar,
}

/// Finds a quote. Returns `None` if the evidence has no quote.
pub(super) fn locate(
    evidence: &EvidenceRecord,
    snapshot: &Snapshot,
    folding: Folding,
) -> Option<Located> {
    let exact = evidence.quote.as_deref()?;
    let quote =
        Quote { exact, prefix: evidence.prefix.as_deref(), suffix: evidence.suffix.as_deref() };
    let minimum = MinimumLength::default();
    // Searching for similar passages is slower, so it comes second.
    let found = match snapshot.text.passages(&quote, minimum, folding) {
        Some(passages) => Match::Several(passages),
        None => snapshot.text.find_folded(&quote, minimum, folding),
    };
    let parts =
        |passages: Vec<Passage>| passages.into_iter().map(|passage| passage.parts).collect();
    let same_words = |passages, doubt| Located {
        passages,
        likeness: Likeness::SameWords,
        doubt: Some(doubt),
        differs_at: None,
    };
    Some(match found {
        Match::Several(passages) => same(parts(passages)),
        Match::Found(passage) => same(vec![passage.parts]),
        Match::OutOfContext(passages) => same_words(parts(passages), out_of_context(&quote)),
        Match::Doubtful { passage, doubt } => {
            let doubt = match doubt {
                Doubt::Sentences => "Found, but its parts are in different sentences".to_owned(),
                Doubt::Negation(left_out) => {
                    format!("Found, but it leaves out “{}”", snapshot.slice(left_out))
                }
            };
            same_words(vec![passage.parts], doubt)
        }
        Match::PartsApart(mut apart) => {
            apart.sort_by_key(|part| part.start);
            same_words(vec![apart], "Found, but its parts are in another order".to_owned())
        }
        Match::Missing { nearest: Search::Found(nearest) } => similar(nearest),
        Match::Missing { .. } | Match::TooShort { .. } => {
            Located { likeness: Likeness::Similar, ..same(Vec::new()) }
        }
    })
}

fn same(passages: Vec<Vec<Range<usize>>>) -> Located {
    Located { passages, likeness: Likeness::Same, doubt: None, differs_at: None }
}

fn similar(nearest: Nearest) -> Located {
    let differs = nearest.differs_at.as_ref();
    let words = differs.map(|difference| format!(": {}", difference.describe()));
    Located {
        doubt: Some(format!("Not found in the kept copy{}", words.unwrap_or_default())),
        differs_at: differs.map(|difference| difference.source_range.clone()),
        passages: vec![vec![nearest.range]],
        likeness: Likeness::Similar,
    }
}

fn out_of_context(quote: &Quote<'_>) -> String {
    let given = |text: Option<&str>| {
        let text = text.map(str::trim).filter(|text| !text.is_empty());
        text.map(str::to_owned)
    };
    let words = match (given(quote.prefix), given(quote.suffix)) {
        (Some(prefix), Some(suffix)) => format!(", not between “{prefix}” and “{suffix}”"),
        (Some(prefix), None) => format!(", not after “{prefix}”"),
        (None, Some(suffix)) => format!(", not before “{suffix}”"),
        (None, None) => String::new(),
    };
    format!("Found, but not at the recorded place{words}")
}
