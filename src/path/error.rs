//! Errors and warnings about the text of a path, field or condition.

use std::ops::Range;

/// The reason and the place of an error in the text of a path, field or condition.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct PathError {
    /// The actual and the expected text, in one sentence.
    pub message: String,
    /// Byte offset of the mistake in the text as written.
    pub column: usize,
    /// Length of the mistake in bytes; 0 at the end of a text that ends too early.
    pub length: usize,
}

impl PathError {
    pub(super) fn new(message: impl Into<String>, range: Range<usize>) -> PathError {
        PathError { message: message.into(), column: range.start, length: range.len() }
    }
}

/// A valid but most likely unintended part of a path, field or condition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PathWarning {
    /// A description of the text and its effect, in one sentence.
    pub message: String,
    /// Byte offset of the part in the text as written.
    pub column: usize,
    /// Length of the part in bytes.
    pub length: usize,
}

impl PathWarning {
    pub(super) fn new(message: impl Into<String>, range: Range<usize>) -> PathWarning {
        PathWarning { message: message.into(), column: range.start, length: range.len() }
    }
}
