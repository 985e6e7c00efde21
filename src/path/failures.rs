//! Patterns that were read from documents and are none.

use super::syntax::{Comparable, Logical, Pattern, Query, Selector};
use super::{Condition, Field, Path};
use crate::document::{FileId, Value};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// The patterns that one call of `match` or `search` took from documents and that do not compile: it is
/// false for them (RFC 9535 sections 2.4.6 and 2.4.7), which nobody would notice.
#[derive(Debug, Default)]
pub(super) struct Failures(Mutex<BTreeMap<(FileId, usize), PatternFailure>>);

/// What an expression has taken from documents as patterns; the same for all its copies.
#[derive(Debug, Clone, Default)]
pub struct DataPatterns(Vec<Arc<Failures>>);

/// A pattern of a document that does not compile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PatternFailure {
    /// The document.
    pub file: FileId,
    /// The byte at which the pattern's value begins.
    pub offset: usize,
    /// The pattern.
    pub pattern: String,
    /// Why it does not compile: one sentence.
    pub reason: String,
}

impl Failures {
    /// Remembers a pattern by its place: it may be asked for many times.
    pub(super) fn add(&self, value: Value<'_>, pattern: &str, reason: String) {
        let (file, offset) = (value.document().file(), value.span().start);
        let pattern = pattern.to_owned();
        // What another thread has added stays right if it panics afterwards.
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.entry((file, offset)).or_insert(PatternFailure { file, offset, pattern, reason });
    }

    /// The patterns, in the order of the dataset.
    pub(super) fn list(&self) -> Vec<PatternFailure> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.values().cloned().collect()
    }
}

impl DataPatterns {
    /// The patterns that did not compile, in the order of the dataset.
    #[must_use]
    pub fn failures(&self) -> Vec<PatternFailure> {
        let mut failures: Vec<PatternFailure> =
            self.0.iter().flat_map(|failures| failures.list()).collect();
        failures.sort_by_key(|failure| (failure.file, failure.offset));
        failures.dedup_by_key(|failure| (failure.file, failure.offset));
        failures
    }

    /// Adds those of another expression.
    pub fn extend(&mut self, other: DataPatterns) {
        self.0.extend(other.0);
    }
}

impl Condition {
    /// What the condition takes from documents as patterns.
    #[must_use]
    pub fn data_patterns(&self) -> DataPatterns {
        let mut patterns = DataPatterns::default();
        of_logical(self.logical(), &mut patterns);
        patterns
    }
}

impl Field {
    /// What the field's filters take from documents as patterns.
    #[must_use]
    pub fn data_patterns(&self) -> DataPatterns {
        let mut patterns = DataPatterns::default();
        of_query(self.query(), &mut patterns);
        patterns
    }
}

impl Path {
    /// What the path's filters take from documents as patterns.
    #[must_use]
    pub fn data_patterns(&self) -> DataPatterns {
        let mut patterns = DataPatterns::default();
        of_query(&self.query, &mut patterns);
        patterns
    }
}

fn of_logical(logical: &Logical, patterns: &mut DataPatterns) {
    match logical {
        Logical::Any(parts) | Logical::All(parts) => {
            for part in parts {
                of_logical(part, patterns);
            }
        }
        Logical::Not(inner) => of_logical(inner, patterns),
        Logical::Exists(query) => of_query(query, patterns),
        Logical::Comparison(comparison) => {
            of_comparable(&comparison.left, patterns);
            of_comparable(&comparison.right, patterns);
        }
        Logical::Containing(containing) => {
            of_comparable(&containing.text, patterns);
            of_comparable(&containing.part, patterns);
        }
        Logical::Matching(matching) => {
            of_comparable(&matching.subject, patterns);
            if let Pattern::Dynamic(pattern, failures) = &matching.pattern {
                of_comparable(pattern, patterns);
                patterns.0.push(Arc::clone(failures));
            }
        }
    }
}

fn of_comparable(comparable: &Comparable, patterns: &mut DataPatterns) {
    if let Some(query) = comparable.query() {
        of_query(query, patterns);
    }
}

fn of_query(query: &Query, patterns: &mut DataPatterns) {
    for selector in query.segments.iter().flat_map(|segment| &segment.selectors) {
        if let Selector::Filter(condition) = selector {
            of_logical(condition, patterns);
        }
    }
}
