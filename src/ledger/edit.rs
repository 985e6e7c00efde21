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
    let (Some(rank_key), Some(reason_key)) =
        (simple_key(&model.rank), simple_key(&model.rank_reason))
    else {
        return finding;
    };
    let Some(last) = claim.members().last() else { return finding };
    let separator = layout::separator_after(last.value);
    let member = |key: &str, text: &str| {
        layout::member(claim, key, &serde_json::Value::from(text).to_string())
    };
    let because = match claim.get(reason_key) {
        Some(_) => String::new(),
        None => format!("{separator}{}", member(reason_key, reason)),
    };
    let message = format!("rank `{name}` deprecated");
    if let Some(rank) = claim.get(rank_key) {
        return finding.suggest(
            Applicability::Unsafe,
            Place::of(rank),
            format!("\"deprecated\"{because}"),
            message,
        );
    }
    let rank = member(rank_key, "deprecated");
    let rank = format!("{}{separator}{rank}{because}", last.value.raw());
    finding.suggest(Applicability::Unsafe, Place::of(last.value), rank, message)
}

/// Returns the field's key, or `None` if the field is not a member of the record itself.
fn simple_key(field: &Field) -> Option<&str> {
    let key = field.as_str();
    (!key.contains(['.', '[', '*', '\'', '"'])).then_some(key)
}
