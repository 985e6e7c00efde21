//! Checks whether values are reliable.

use crate::document::Value;

/// Checks whether a value, a value inside it or a value around it is unreliable.
#[must_use]
pub fn has_unreliable_values(value: Value<'_>) -> bool {
    value.document().marks().is_some_and(|marks| marks.is_affected(value))
}

/// Checks whether a value is reliable: neither the value nor any value around it is marked as unreliable.
#[must_use]
pub fn is_known(value: Value<'_>) -> bool {
    value.document().marks().is_none_or(|marks| !marks.is_unreliable(value))
}
