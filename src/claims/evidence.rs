//! What a claim rests on.

use crate::document::Value;
use crate::parameters::Model;
use crate::path::Field;
use crate::quote::{Match, MinimumLength, Passage, Quote, SourceText};
use crate::rule::{Lookups, Record, Snapshot, scalar_text};
use std::borrow::Cow;

/// One piece of evidence.
#[derive(Debug, Clone, Copy)]
pub struct Evidence<'a> {
    /// Its place in the document.
    pub value: Value<'a>,
    model: &'a Model,
}

/// What a piece of evidence does for its claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// It says what the claim says.
    Supports,
    /// It says that the claim is wrong.
    Refutes,
    /// It speaks of the matter without settling it.
    Mentions,
}

impl Direction {
    /// What the source is to the claim, as a finding's state calls it.
    pub(super) fn source_in_words(self) -> &'static str {
        match self {
            Direction::Supports => "source",
            Direction::Refutes => "refuting source",
            Direction::Mentions => "mentioning source",
        }
    }
}

impl<'a> Evidence<'a> {
    /// A value seen as evidence.
    #[must_use]
    pub fn new(value: Value<'a>, model: &'a Model) -> Evidence<'a> {
        Evidence { value, model }
    }

    /// The id of the source.
    #[must_use]
    pub fn source(&self) -> Option<Cow<'a, str>> {
        scalar_text(self.model.source.first(self.value)?)
    }

    /// The quote's place in the document, where there is a quote.
    #[must_use]
    pub fn quote_value(&self) -> Option<Value<'a>> {
        self.model.quote.first(self.value).filter(|value| value.as_str().is_some())
    }

    /// Looks for the quote in a text, with what stands before and after it (W3C Web Annotation,
    /// `TextQuoteSelector`). Nothing where there is no quote.
    #[must_use]
    pub fn find_in(&self, text: &SourceText) -> Option<Match> {
        let words = |field: &Field| field.first(self.value).and_then(|value| value.as_str());
        let exact = self.quote_value()?.as_str()?;
        let (prefix, suffix) = (words(&self.model.prefix), words(&self.model.suffix));
        let quote = Quote { exact: &exact, prefix: prefix.as_deref(), suffix: suffix.as_deref() };
        Some(text.find(&quote, MinimumLength::default()))
    }

    /// Where in its source it is, in words.
    #[must_use]
    pub fn locator(&self) -> Option<Cow<'a, str>> {
        scalar_text(self.model.locator.first(self.value)?)
    }

    /// What it does for the claim; it supports it where nothing else is said.
    #[must_use]
    pub fn direction(&self) -> Direction {
        let word = self.model.direction.first(self.value).and_then(|value| value.as_str());
        match word.as_deref() {
            Some("refutes") => Direction::Refutes,
            Some("mentions") => Direction::Mentions,
            _ => Direction::Supports,
        }
    }

    /// Whether it supports the claim.
    #[must_use]
    pub fn supports(&self) -> bool {
        self.direction() == Direction::Supports
    }

    /// The record of the source, where it is declared and looked up.
    #[must_use]
    pub fn source_record<'l>(&self, lookups: &'l Lookups<'a>) -> Option<&'l Record<'a>> {
        lookups.record(&self.model.sources, &self.source()?)
    }

    /// The source's snapshot, where it has one that could be read.
    #[must_use]
    pub fn snapshot<'l>(&self, lookups: &'l Lookups<'a>) -> Option<&'l Snapshot> {
        let path = self.source_record(lookups)?.text(&self.model.snapshot_path)?;
        lookups.snapshot(&path)?.as_ref().ok()
    }

    /// The one passage of the snapshot that the quote names.
    #[must_use]
    pub fn passage<'l>(&self, lookups: &'l Lookups<'a>) -> Option<(&'l Snapshot, Passage)> {
        let snapshot = self.snapshot(lookups)?;
        match self.find_in(snapshot.text())? {
            Match::Found(passage) => Some((snapshot, passage)),
            _ => None,
        }
    }
}
