//! Limits the errors that the `jsonschema` crate collects of one value: it keeps those of every alternative of
//! `anyOf` and `oneOf`, and of every alternative inside one, so their number may double with each level of nesting.
//!
//! The crate cannot be stopped. But once the errors are too many, the values that it still looks at seem to be
//! `null`, so that it soon ends; then none of its errors counts.

use std::cell::Cell;

/// Number of errors that are always allowed: about 40 MB.
const ALWAYS_ALLOWED: usize = 30_000;

thread_local! {
    /// The number of errors that are still allowed on this thread.
    static ALLOWED: Cell<usize> = const { Cell::new(usize::MAX) };
}

/// Calls `collect`, which collects the errors of a value that consists of a number of values. Each of them may have
/// one error for each alternative in the schema. Returns `None` if there are more.
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
