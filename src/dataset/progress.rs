//! How far the reading of a dataset has come.

use std::sync::atomic::{AtomicU64, Ordering};

/// How many bytes of the large documents have been read. Others may look at it meanwhile.
#[derive(Debug, Default)]
pub struct Progress {
    read: AtomicU64,
}

impl Progress {
    /// Adds bytes that have been read and looked at.
    pub(crate) fn add(&self, bytes: usize) {
        self.read.fetch_add(bytes as u64, Ordering::Relaxed);
    }

    /// How many bytes have been read; of a document that is read twice, both times count.
    #[must_use]
    pub fn read(&self) -> u64 {
        self.read.load(Ordering::Relaxed)
    }
}
