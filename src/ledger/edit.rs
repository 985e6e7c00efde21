//! The edit that applies a verdict to the data.

use crate::document::{Value, layout};
use crate::finding::{Applicability, Finding, Place};
use crate::parameters::Model;
use crate::path::Field;

/// Adds the edit that ranks a claim `deprecated`, with the reason. Adds nothing if no simple edit can write
/// ranks in this dataset.
pub(super) fn suggest_deprecation(
    finding: Finding,
    claim: Value<'_>,
    name: &str,
    reason: &str,
    model: &Model,
) -> Finding {
    let Some((place, replacement)) = deprecation(claim, reason, model) else { return finding };
    let message = format!("rank `{name}` deprecated");
    finding.suggest(Applicability::Unsafe, place, replacement, message)
}

/// Returns the edit that ranks a claim `deprecated`, with the reason: the place to replace, and the new text.
/// `None` if no simple edit can write ranks in this dataset.
#[must_use]
pub fn deprecation(claim: Value<'_>, reason: &str, model: &Model) -> Option<(Place, String)> {
    let (rank_key, reason_key) = (simple_key(&model.rank)?, simple_key(&model.rank_reason)?);
    let last = claim.members().last()?;
    let separator = layout::separator_after(last.value);
    let member = |key: &str, text: &str| {
        layout::member(claim, key, &serde_json::Value::from(text).to_string())
    };
    let because = match claim.get(reason_key) {
        Some(_) => String::new(),
        None => format!("{separator}{}", member(reason_key, reason)),
    };
    if let Some(rank) = claim.get(rank_key) {
        return Some((Place::of(rank), format!("\"deprecated\"{because}")));
    }
    let rank = member(rank_key, "deprecated");
    let rank = format!("{}{separator}{rank}{because}", last.value.raw());
    Some((Place::of(last.value), rank))
}

/// Returns the field's key, or `None` if the field is not a member of the record itself.
fn simple_key(field: &Field) -> Option<&str> {
    let key = field.as_str();
    (!key.contains(['.', '[', '*', '\'', '"'])).then_some(key)
}
