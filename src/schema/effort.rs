//! Limits the number of errors that the `jsonschema` crate collects for one value. The crate keeps the errors
//! of all alternatives of `anyOf` and `oneOf`, including nested alternatives, so the number of errors may
//! double with each level of nesting.
//!
//! The crate cannot be stopped. But once there are too many errors, every further value appears to be `null`,
//! so the validation ends soon. All errors are then discarded.

use std::cell::Cell;

/// Number of errors that are always allowed. They need about 40 MB of memory.
const ALWAYS_ALLOWED: usize = 30_000;

thread_local! {
    /// The number of errors that are still allowed on this thread.
    static ALLOWED: Cell<usize> = const { Cell::new(usize::MAX) };
}

/// Calls `collect`, which collects the errors of a value. `values` is the number of values in it, and
/// `alternatives` the number of alternatives in the schema. Returns `None` if there are more errors than the
/// product of these two numbers plus [`ALWAYS_ALLOWED`].
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
