//! How far the reading of a dataset has come.

use std::sync::atomic::{AtomicU64, Ordering};

/// How many bytes of the large documents have been read, of how many. Others may look at it meanwhile.
#[derive(Debug, Default)]
pub struct Progress {
    read: AtomicU64,
    expected: AtomicU64,
}

impl Progress {
    /// Adds bytes that are to be read: what is read a second time counts twice.
    pub(crate) fn expect(&self, bytes: u64) {
        self.expected.fetch_add(bytes, Ordering::Relaxed);
    }

    /// How many bytes are to be read, as far as that is known by now.
    #[must_use]
    pub fn expected(&self) -> u64 {
        self.expected.load(Ordering::Relaxed)
    }

    /// Adds bytes that have been read and looked at.
    pub(crate) fn add(&self, bytes: usize) {
        self.read.fetch_add(bytes as u64, Ordering::Relaxed);
    }

    /// How many bytes have been read.
    #[must_use]
    pub fn read(&self) -> u64 {
        self.read.load(Ordering::Relaxed)
    }
}
