//! What can be said about the text of a path, a field or a condition.

use std::ops::Range;

/// Why a text is no path, field or condition, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct PathError {
    /// One sentence: what was got, and what is wanted.
    pub message: String,
    /// The byte offset of the mistake in the text as written.
    pub column: usize,
    /// How many bytes are wrong; 0 at the end of a text that ends too early.
    pub length: usize,
}

impl PathError {
    pub(super) fn new(message: impl Into<String>, range: Range<usize>) -> PathError {
        PathError { message: message.into(), column: range.start, length: range.len() }
    }
}

/// What is allowed in a path, field or condition, and most likely not meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PathWarning {
    /// One sentence: what was got, and what it does.
    pub message: String,
    /// The byte offset of the place in the text as written.
    pub column: usize,
    /// How many bytes it is about.
    pub length: usize,
}

impl PathWarning {
    pub(super) fn new(message: impl Into<String>, range: Range<usize>) -> PathWarning {
        PathWarning { message: message.into(), column: range.start, length: range.len() }
    }
}
