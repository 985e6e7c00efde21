//! Provides enough stack for recursion: the validator recurses with the depth of the document and the
//! schema.

use crate::document::Document;

/// Maximum depth of a document that is handled on the caller's stack.
const SHALLOW: u32 = 64;
/// Stack size in bytes: 128 KiB for each of the 512 levels of the default depth limit. Memory that is not
/// used is only reserved.
const LARGE: usize = 64 * 1024 * 1024;

/// Whether a document needs a large stack.
pub(super) fn is_deep(document: &Document) -> bool {
    document.depth() > SHALLOW
}

/// Runs a function on a thread with a large stack, or on the caller's thread if no thread can be started.
pub(super) fn on_large<T: Send>(run: impl Fn() -> T + Sync) -> T {
    let result = std::thread::scope(|scope| {
        let thread =
            std::thread::Builder::new().stack_size(LARGE).spawn_scoped(scope, &run).ok()?;
        Some(thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
    });
    result.unwrap_or_else(run)
}
