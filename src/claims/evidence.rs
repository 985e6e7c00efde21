//! The evidence of a claim.

use crate::document::{Kind, Value};
use crate::parameters::Model;
use crate::path::Field;
use crate::quote::{Folding, Match, MinimumLength, Passage, Quote};
use crate::rule::{Accepts, Lookups, Record, Snapshot, SnapshotFile, key_text, scalar_text};
use std::borrow::Cow;

/// One item of evidence.
#[derive(Debug, Clone, Copy)]
pub struct Evidence<'a> {
    /// The value of the evidence in the document.
    pub value: Value<'a>,
    model: &'a Model,
}

/// The result of looking for a quote in its source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verification {
    /// The snapshot contains the quote.
    Verified,
    /// The quote was not verified. Either it is missing, not found or ambiguous, or the evidence or the
    /// snapshot cannot be read.
    Failed,
    /// The evidence names no source, or a source without a record or a snapshot.
    NoSnapshot,
}

/// The relation of an item of evidence to its claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// The evidence supports the claim.
    Supports,
    /// The evidence contradicts the claim.
    Refutes,
    /// The evidence mentions the subject, but neither supports nor contradicts the claim.
    Mentions,
}

impl Direction {
    /// Returns the name of the state entry for the source of such evidence: `refuting source` for `Refutes`.
    pub(super) fn source_entry(self) -> &'static str {
        match self {
            Direction::Supports => "source",
            Direction::Refutes => "refuting source",
            Direction::Mentions => "mentioning source",
        }
    }
}

impl<'a> Evidence<'a> {
    /// Reads a value as evidence. Returns `None` if the value is not an object.
    #[must_use]
    pub fn new(value: Value<'a>, model: &'a Model) -> Option<Evidence<'a>> {
        (value.kind() == Kind::Object).then_some(Evidence { value, model })
    }

    /// Returns the id of the source, or `None` if it is neither a string nor a number.
    #[must_use]
    pub fn source(&self) -> Option<Cow<'a, str>> {
        key_text(self.model.source.first(self.value)?)
    }

    /// Returns the value of the quote, or `None` if it is not a string.
    #[must_use]
    pub fn quote_value(&self) -> Option<Value<'a>> {
        self.model.quote.first(self.value).filter(|value| value.as_str().is_some())
    }

    /// Whether the evidence names a source without a record. Returns `false` if the lookups do not contain
    /// the sources.
    #[must_use]
    pub fn source_has_no_record(&self, lookups: &Lookups<'a>) -> bool {
        let sources = lookups.collections.get(&self.model.sources);
        let named = sources.zip(self.source());
        named.is_some_and(|(sources, source)| sources.get(&source).is_none())
    }

    /// Whether the source is absent, a string or a number.
    #[must_use]
    pub fn has_readable_source(&self) -> bool {
        Accepts::Scalar.accepts(&self.model.source, self.value)
    }

    /// Whether the source, the quote and the text around the quote are absent or strings (the source may also
    /// be a number). If this is `false`, it is unknown whether the source contains the quote.
    #[must_use]
    pub fn is_readable(&self) -> bool {
        let texts = [&self.model.quote, &self.model.prefix, &self.model.suffix];
        self.has_readable_source()
            && texts.into_iter().all(|field| Accepts::Text.accepts(field, self.value))
    }

    /// Searches the snapshot of the source for the quote. If the evidence gives text before or after the
    /// quote (W3C Web Annotation, `TextQuoteSelector`), this text has to match too. The source and the rule
    /// define the folding: which differences are ignored. Returns `None` if there is no quote, if no snapshot
    /// could be read, or if the evidence is not readable.
    #[must_use]
    pub fn find(&self, lookups: &Lookups<'a>, folding: Folding) -> Option<(Snapshot, Match)> {
        self.look(lookups, folding, |snapshot, quote, folding| {
            let found = snapshot.text().find_folded(quote, MinimumLength::default(), folding);
            (snapshot, found)
        })
    }

    /// Checks whether [`Evidence::find`] would find the quote. Distinguishes a missing snapshot from a failure.
    #[must_use]
    pub fn verification(&self, lookups: &Lookups<'a>, folding: Folding) -> Verification {
        let is_verified = self.look(lookups, folding, |snapshot, quote, folding| {
            snapshot.text().verifies(quote, MinimumLength::default(), folding)
        });
        match is_verified {
            Some(true) => Verification::Verified,
            Some(false) => Verification::Failed,
            None if !self.is_readable() || self.names_snapshot(lookups) => Verification::Failed,
            None => Verification::NoSnapshot,
        }
    }

    /// Applies `look` to the quote and the snapshot of its source, with the folding that the source and the
    /// rule define. Returns `None` if the quote or the snapshot is missing, or if the evidence is not
    /// readable.
    fn look<T>(
        &self,
        lookups: &Lookups<'a>,
        folding: Folding,
        look: impl FnOnce(Snapshot, &Quote<'_>, Folding) -> T,
    ) -> Option<T> {
        if !self.is_readable() {
            return None;
        }
        let source = self.source_record(lookups)?;
        let snapshot = self.snapshot_of(source, lookups)?.open()?;
        let words = |field: &Field| field.first(self.value).and_then(|value| value.as_str());
        let exact = self.quote_value()?.as_str()?;
        let (prefix, suffix) = (words(&self.model.prefix), words(&self.model.suffix));
        let quote = Quote { exact: &exact, prefix: prefix.as_deref(), suffix: suffix.as_deref() };
        let mut folding = folding;
        self.model.fold.each(source.value, |word| {
            let folding_of_word = word.as_str().and_then(|word| Folding::from_word(&word));
            folding = folding.and(folding_of_word.unwrap_or_default());
        });
        Some(look(snapshot, &quote, folding))
    }

    /// Whether the evidence gives text before or after the quote.
    #[must_use]
    pub fn has_selector(&self) -> bool {
        [&self.model.prefix, &self.model.suffix].into_iter().any(|field| {
            let words = field.first(self.value).and_then(|value| value.as_str());
            words.is_some_and(|words| !words.trim().is_empty())
        })
    }

    /// Returns the locator, which describes where the evidence is in its source, or `None` if there is none.
    #[must_use]
    pub fn locator(&self) -> Option<Cow<'a, str>> {
        scalar_text(self.model.locator.first(self.value)?)
    }

    /// Returns the relation to the claim, which is `Supports` by default. Returns `None` if it cannot be
    /// read.
    #[must_use]
    pub fn direction(&self) -> Option<Direction> {
        let Some(value) = self.model.direction.first(self.value) else {
            return Some(Direction::Supports);
        };
        match value.as_str().as_deref() {
            Some("supports") => Some(Direction::Supports),
            Some("refutes") => Some(Direction::Refutes),
            Some("mentions") => Some(Direction::Mentions),
            _ => (value.kind() == Kind::Null).then_some(Direction::Supports),
        }
    }

    /// Whether the evidence supports its claim.
    #[must_use]
    pub fn supports(&self) -> bool {
        self.direction() == Some(Direction::Supports)
    }

    /// Returns the record of the source. Returns `None` if there is none, or if sources are not looked up.
    #[must_use]
    pub fn source_record<'l>(&self, lookups: &'l Lookups<'a>) -> Option<&'l Record<'a>> {
        lookups.record(&self.model.sources, &self.source()?)
    }

    /// Returns the file of the source's snapshot, or `None` if the source has no snapshot or its snapshot could
    /// not be read.
    #[must_use]
    pub fn snapshot<'l>(&self, lookups: &'l Lookups<'a>) -> Option<&'l SnapshotFile> {
        self.snapshot_of(self.source_record(lookups)?, lookups)
    }

    fn snapshot_of<'l>(
        &self,
        source: &Record<'a>,
        lookups: &'l Lookups<'a>,
    ) -> Option<&'l SnapshotFile> {
        let path = source.text(&self.model.snapshot_path)?;
        lookups.snapshot(&path)?.as_ref().ok()
    }

    /// Whether all fields that are needed to verify the evidence offline have a readable type.
    #[must_use]
    pub fn has_readable_snapshot(&self, lookups: &Lookups<'a>) -> bool {
        let path = &self.model.snapshot_path;
        let source = self.source_record(lookups);
        self.is_readable() && source.is_none_or(|source| Accepts::Text.accepts(path, source.value))
    }

    /// Whether the source names a snapshot, even one that cannot be read.
    #[must_use]
    pub fn names_snapshot(&self, lookups: &Lookups<'a>) -> bool {
        let source = self.source_record(lookups);
        let path = &self.model.snapshot_path;
        source.is_some_and(|source| {
            source.text(path).is_some() || !Accepts::Text.accepts(path, source.value)
        })
    }

    /// Returns the passages of the snapshot that match the quote, or `None` if the quote is not verified.
    #[must_use]
    pub fn passages(
        &self,
        lookups: &Lookups<'a>,
        folding: Folding,
    ) -> Option<(Snapshot, Vec<Passage>)> {
        self.look(lookups, folding, |snapshot, quote, folding| {
            let passages = snapshot.text().passages(quote, MinimumLength::default(), folding)?;
            Some((snapshot, passages))
        })?
    }

    /// Returns the first passage of the snapshot that matches the quote, or `None` if the quote is not
    /// verified.
    #[must_use]
    pub fn passage(&self, lookups: &Lookups<'a>) -> Option<(Snapshot, Passage)> {
        let (snapshot, passages) = self.passages(lookups, Folding::default())?;
        Some((snapshot, passages.into_iter().next()?))
    }
}
