//! Reads a file sequentially through a buffer.

use crate::storage::{StorageError, StoredFile};

/// A file that is read sequentially.
pub(super) struct Source {
    file: StoredFile,
    buffer: Vec<u8>,
    /// Number of bytes of the buffer that have been consumed.
    passed: usize,
    /// Offset in the file at which the buffer begins.
    begin: usize,
    is_at_end: bool,
}

impl Source {
    pub(super) fn new(file: StoredFile) -> Source {
        Source { file, buffer: Vec::new(), passed: 0, begin: 0, is_at_end: false }
    }

    /// Reads until `min_length` bytes are available or the file ends.
    pub(super) fn fill(&mut self, min_length: usize) -> Result<(), StorageError> {
        if self.is_at_end || self.rest().len() >= min_length {
            return Ok(());
        }
        self.buffer.drain(..self.passed);
        self.begin += self.passed;
        self.passed = 0;
        let missing = min_length.saturating_sub(self.buffer.len());
        let end = self.begin + self.buffer.len();
        self.file.read_range(end as u64..(end + missing) as u64, &mut self.buffer)?;
        self.is_at_end = self.begin + self.buffer.len() < end + missing;
        Ok(())
    }

    /// Returns the bytes that have been read but not consumed.
    pub(super) fn rest(&self) -> &[u8] {
        self.buffer.get(self.passed..).unwrap_or_default()
    }

    /// Consumes bytes.
    pub(super) fn pass(&mut self, length: usize) {
        self.passed = (self.passed + length).min(self.buffer.len());
    }

    /// Returns the offset in the file of the next byte.
    pub(super) fn offset(&self) -> usize {
        self.begin + self.passed
    }

    /// Whether the end of the file has been read.
    pub(super) fn is_at_end(&self) -> bool {
        self.is_at_end
    }
}
