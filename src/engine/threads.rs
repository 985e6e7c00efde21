//! The threads of a run.

/// Stack size of each thread in bytes. Checkers recurse once per nesting level of a document. The size is
/// enough for the greatest depth that a rulebook may allow. The memory is only reserved; the system commits it
/// as needed.
const STACK_BYTES: usize = 512 << 20;

/// Calls a function on `jobs` threads, or on one per processor, with enough stack for the deepest document.
///
/// # Errors
/// Returns a message if the threads cannot be started.
pub fn on_deep_threads<T: Send>(
    jobs: Option<u16>,
    work: impl FnOnce() -> T + Send,
) -> Result<T, String> {
    let threads = jobs.map_or(0, usize::from);
    let pool = rayon::ThreadPoolBuilder::new().stack_size(STACK_BYTES).num_threads(threads).build();
    match pool {
        Ok(pool) => Ok(pool.install(work)),
        Err(error) => Err(format!("cannot start threads: {error}")),
    }
}
