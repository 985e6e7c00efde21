//! Enough stack for what recurses: the validator goes one level down with the document and the schema.

use crate::document::Document;

/// Documents that are at most this deep are handled on the caller's stack.
const SHALLOW: u32 = 64;
/// 128 KiB for each of the 512 levels that a document has by default. It is only reserved, not used.
const LARGE: usize = 64 * 1024 * 1024;

/// Whether a document needs a large stack.
pub(super) fn is_deep(document: &Document) -> bool {
    document.depth() > SHALLOW
}

/// Runs on a thread with a large stack and waits for it; on the caller's where no thread is to be had.
pub(super) fn on_large<T: Send>(run: impl Fn() -> T + Sync) -> T {
    let result = std::thread::scope(|scope| {
        let thread =
            std::thread::Builder::new().stack_size(LARGE).spawn_scoped(scope, &run).ok()?;
        Some(thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
    });
    result.unwrap_or_else(run)
}
