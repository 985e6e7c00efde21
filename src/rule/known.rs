//! Whether values can be relied on.

use crate::document::Value;

/// Whether a value, or a value in it, is unreliable.
#[must_use]
pub fn has_unreliable_values(value: Value<'_>) -> bool {
    value.document().marks().is_some_and(|marks| marks.is_affected(value))
}

/// Whether neither the value nor a value around it is unreliable.
#[must_use]
pub fn is_known(value: Value<'_>) -> bool {
    value.document().marks().is_none_or(|marks| !marks.is_unreliable(value))
}
