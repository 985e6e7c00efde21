//! The limit for the pairs of values that a rule compares in one record.

use super::Record;
use crate::finding::{Anchor, Finding};
use crate::path::Field;
use crate::words::grouped;

/// Maximum number of pairs that are compared in one record.
const MAX_PAIRS: usize = 1_000_000;

/// Returns a finding if a record has more than [`MAX_PAIRS`] pairs of a value of `field` and one of `others`, which are
/// given by their number and a description.
pub(crate) fn too_many_pairs(
    record: &Record<'_>,
    field: &Field,
    number: usize,
    others: (usize, &str),
) -> Option<Finding> {
    let (other, words) = (grouped(others.0), others.1);
    let number_of_pairs = number.saturating_mul(others.0);
    if number_of_pairs <= MAX_PAIRS {
        return None;
    }
    let message = format!(
        "{} has {} values of `{field}` to compare with {other} {words}: want at most {} pairs, so no pair was compared",
        record.display_name(),
        grouped(number),
        grouped(MAX_PAIRS)
    );
    let finding = Finding::new(message, Anchor::new(record.anchor(), field.as_str()))
        .in_record(record.place())
        .label(record.name_place(), "too many pairs")
        .rests_on(record.anchor(), "pairs", number_of_pairs.to_string());
    Some(finding)
}
