//! Limits the number of errors that the `jsonschema` crate collects for one value: it keeps the errors of all
//! alternatives of `anyOf` and `oneOf`, and of all alternatives inside these, so their number may double with
//! each level of nesting.
//!
//! The crate cannot be stopped. But once there are too many errors, every value that it still reads appears to
//! be `null`, so that it soon ends. All its errors are then discarded.

use std::cell::Cell;

/// Number of errors that are always allowed: about 40 MB.
const ALWAYS_ALLOWED: usize = 30_000;

thread_local! {
    /// The number of errors that are still allowed on this thread.
    static ALLOWED: Cell<usize> = const { Cell::new(usize::MAX) };
}

/// Calls `collect`, which collects the errors of a value. `values` is the number of values in it; each of these
/// may have one error per alternative in the schema. Returns `None` if there are more errors.
pub(super) fn limited<T>(
    values: usize,
    alternatives: usize,
    collect: impl FnOnce() -> T,
) -> Option<T> {
    let allowed = values.saturating_mul(alternatives.max(1)).saturating_add(ALWAYS_ALLOWED);
    let before = ALLOWED.replace(allowed);
    let collected = collect();
    let is_spent = is_spent();
    ALLOWED.set(before);
    (!is_spent).then_some(collected)
}

/// Counts an error.
pub(super) fn count() {
    ALLOWED.set(ALLOWED.get().saturating_sub(1));
}

/// Whether there are too many errors.
pub(super) fn is_spent() -> bool {
    ALLOWED.get() == 0
}
