//! Invalid patterns that were read from documents.

use super::syntax::{Comparable, Logical, Pattern, Query, Selector};
use super::{Condition, Field, Path};
use crate::document::{FileId, Value};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

/// The invalid patterns that one call of `match` or `search` read from documents. The call is false for
/// such a pattern (RFC 9535 sections 2.4.6 and 2.4.7), so the mistake would otherwise go unnoticed.
#[derive(Debug, Default)]
pub(super) struct Failures(Mutex<BTreeMap<(FileId, usize), PatternFailure>>);

/// The start values of those evaluations of a query that stopped after too many steps.
#[derive(Debug, Default)]
pub(super) struct Spent(Mutex<BTreeSet<(FileId, usize)>>);

/// The invalid patterns that an expression has read from documents, and the start values of its evaluations
/// that stopped after too many steps. Shared by all clones of the expression.
#[derive(Debug, Clone, Default)]
pub struct DataPatterns {
    failures: Vec<Arc<Failures>>,
    spent: Vec<Arc<Spent>>,
}

/// An invalid pattern in a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PatternFailure {
    /// The document.
    pub file: FileId,
    /// Byte offset of the pattern's value.
    pub offset: usize,
    /// The pattern.
    pub pattern: String,
    /// The reason why the pattern does not compile, in one sentence.
    pub reason: String,
}

impl Failures {
    /// Records a pattern. The same pattern in a document may be added many times, but is recorded once.
    pub(super) fn add(&self, value: Value<'_>, pattern: &str, reason: String) {
        let (file, offset) = (value.document().file(), value.span().start);
        let pattern = pattern.to_owned();
        // The map remains valid even if another thread panicked.
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.entry((file, offset)).or_insert(PatternFailure { file, offset, pattern, reason });
    }

    /// Returns the patterns, in dataset order.
    pub(super) fn list(&self) -> Vec<PatternFailure> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.values().cloned().collect()
    }
}

impl Spent {
    /// Records the start value of an evaluation that stopped after too many steps.
    pub(super) fn add(&self, from: Value<'_>) {
        let place = (from.document().file(), from.span().start);
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(place);
    }
}

impl DataPatterns {
    /// Returns the start values of evaluations that stopped after too many steps, in dataset order. Each value
    /// is given as its document and its byte offset.
    #[must_use]
    pub fn spent(&self) -> BTreeSet<(FileId, usize)> {
        let all = self.spent.iter();
        let all = all.map(|spent| spent.0.lock().unwrap_or_else(PoisonError::into_inner).clone());
        all.flatten().collect()
    }

    /// Returns the patterns that did not compile, in dataset order.
    #[must_use]
    pub fn failures(&self) -> Vec<PatternFailure> {
        let mut failures: Vec<PatternFailure> =
            self.failures.iter().flat_map(|failures| failures.list()).collect();
        failures.sort_by_key(|failure| (failure.file, failure.offset));
        failures.dedup_by_key(|failure| (failure.file, failure.offset));
        failures
    }

    /// Adds the failures of a copy of the expression in another process: the patterns that did not compile, and
    /// the start values of evaluations that stopped after too many steps.
    pub fn add(&self, failures: &[PatternFailure], spent: &BTreeSet<(FileId, usize)>) {
        if let Some(first) = self.failures.first() {
            let mut known = first.0.lock().unwrap_or_else(PoisonError::into_inner);
            for failure in failures {
                known.entry((failure.file, failure.offset)).or_insert_with(|| failure.clone());
            }
        }
        if let Some(first) = self.spent.first() {
            first.0.lock().unwrap_or_else(PoisonError::into_inner).extend(spent);
        }
    }

    /// Adds the failures of another expression.
    pub fn extend(&mut self, other: DataPatterns) {
        self.failures.extend(other.failures);
        self.spent.extend(other.spent);
    }
}

impl Condition {
    /// Returns a handle to the invalid patterns that the condition reads from documents.
    #[must_use]
    pub fn data_patterns(&self) -> DataPatterns {
        let mut patterns = DataPatterns::default();
        collect_from_logical(self.logical(), &mut patterns);
        patterns
    }
}

impl Field {
    /// Returns a handle to the invalid patterns that the field's filters read from documents.
    #[must_use]
    pub fn data_patterns(&self) -> DataPatterns {
        let mut patterns = DataPatterns::default();
        collect_from_query(self.query(), &mut patterns);
        patterns
    }
}

impl Path {
    /// Returns a handle to the invalid patterns that the path's filters read from documents.
    #[must_use]
    pub fn data_patterns(&self) -> DataPatterns {
        let mut patterns = DataPatterns::default();
        collect_from_query(&self.query, &mut patterns);
        patterns
    }
}

fn collect_from_logical(logical: &Logical, patterns: &mut DataPatterns) {
    match logical {
        Logical::Any(parts) | Logical::All(parts) => {
            for part in parts {
                collect_from_logical(part, patterns);
            }
        }
        Logical::Not(inner) => collect_from_logical(inner, patterns),
        Logical::Exists(query) => collect_from_query(query, patterns),
        Logical::Comparison(comparison) => {
            collect_from_comparable(&comparison.left, patterns);
            collect_from_comparable(&comparison.right, patterns);
        }
        Logical::Containing(containing) => {
            collect_from_comparable(&containing.text, patterns);
            collect_from_comparable(&containing.part, patterns);
        }
        Logical::Matching(matching) => {
            collect_from_comparable(&matching.subject, patterns);
            if let Pattern::Dynamic(pattern, failures) = &matching.pattern {
                collect_from_comparable(pattern, patterns);
                patterns.failures.push(Arc::clone(failures));
            }
        }
    }
}

fn collect_from_comparable(comparable: &Comparable, patterns: &mut DataPatterns) {
    if let Some(query) = comparable.query() {
        collect_from_query(query, patterns);
    }
}

fn collect_from_query(query: &Query, patterns: &mut DataPatterns) {
    patterns.spent.push(Arc::clone(&query.spent));
    for selector in query.segments.iter().flat_map(|segment| &segment.selectors) {
        if let Selector::Filter(condition) = selector {
            collect_from_logical(condition, patterns);
        }
    }
}
