//! A pool of buffers that are reused from block to block.

use super::Block;
use crate::document::ParseBuffers;
use std::sync::{Arc, Mutex, PoisonError};

/// The free buffers. There are never more buffers than were in use at the same time.
#[derive(Default)]
pub(super) struct BufferPool(Mutex<Vec<ParseBuffers>>);

impl BufferPool {
    /// Takes a buffer from the pool and fills it with bytes.
    pub(super) fn with_bytes(&self, bytes: &[u8]) -> ParseBuffers {
        let mut memory =
            self.0.lock().unwrap_or_else(PoisonError::into_inner).pop().unwrap_or_default();
        memory.bytes.clear();
        memory.bytes.extend_from_slice(bytes);
        memory
    }

    /// Visits a block, and returns its buffers to the pool unless the visit has kept the block.
    pub(super) fn visit<T>(&self, block: Block, visit: &(dyn Fn(&Block) -> T + Sync)) -> T {
        let visited = visit(&block);
        if let Some(document) = Arc::into_inner(block.document) {
            let memory = document.into_buffers();
            self.0.lock().unwrap_or_else(PoisonError::into_inner).push(memory);
        }
        visited
    }
}
