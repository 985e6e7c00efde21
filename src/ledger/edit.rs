//! The edit that applies a verdict to the data.

use crate::document::{Value, layout};
use crate::finding::{Applicability, Finding, Place};
use crate::parameters::Model;
use crate::path::Field;

/// Adds the edits that rank a claim `deprecated`, with the reason. Adds nothing if no simple edit can write ranks
/// in this dataset.
pub(super) fn suggest_deprecation(
    finding: Finding,
    claim: Value<'_>,
    name: &str,
    reason: &str,
    model: &Model,
) -> Finding {
    let edits = deprecation(claim, reason, model);
    edits.into_iter().fold(finding, |finding, (place, replacement)| {
        let message = format!("rank `{name}` deprecated");
        finding.suggest(Applicability::Unsafe, place, replacement, message)
    })
}

/// Returns the edits that rank a claim `deprecated`, with the reason: the places to replace, and the new texts. An
/// earlier reason is replaced, since it was the reason for another rank. Returns no edits if no simple edit can write
/// ranks in this dataset, or if an edit would also change other claims, such as claims that merge this one in YAML.
#[must_use]
pub fn deprecation(claim: Value<'_>, reason: &str, model: &Model) -> Vec<(Place, String)> {
    let edits = edits(claim, reason, model);
    let is_certain = edits.iter().all(|(value, text)| {
        let is_written = !is_written_at_end(claim) || value.edit_in_file(text).is_some();
        is_written && !value.is_shared_in_file()
    });
    if !is_certain {
        return Vec::new();
    }
    edits.into_iter().map(|(value, text)| (Place::of(value), text)).collect()
}

fn edits<'v>(claim: Value<'v>, reason: &str, model: &Model) -> Vec<(Value<'v>, String)> {
    let keys = simple_key(&model.rank).zip(simple_key(&model.rank_reason));
    let (Some((rank_key, reason_key)), Some(last)) = (keys, claim.members().last()) else {
        return Vec::new();
    };
    let last = last.value;
    let member = |key: &str, text: &str| {
        let member = layout::member(claim, key, &json(text));
        format!("{}{member}", layout::separator_after(last))
    };
    let (deprecated, because) = (json("deprecated"), member(reason_key, reason));
    match (claim.get(rank_key), claim.get(reason_key)) {
        (Some(rank), Some(old)) => {
            vec![(rank, deprecated), (old, json(reason))]
        }
        (Some(rank), None) if is_written_at_end(claim) && !rank.is_same_node(last) => {
            vec![(rank, deprecated), (last, format!("{}{because}", last.raw()))]
        }
        (Some(rank), None) => vec![(rank, format!("{deprecated}{because}"))],
        (None, Some(old)) if !old.is_same_node(last) => {
            let rank = member(rank_key, "deprecated");
            vec![(last, format!("{}{rank}", last.raw())), (old, json(reason))]
        }
        (None, Some(old)) => {
            vec![(old, format!("{}{}", json(reason), member(rank_key, "deprecated")))]
        }
        (None, None) => {
            let rank = member(rank_key, "deprecated");
            vec![(last, format!("{}{rank}{because}", last.raw()))]
        }
    }
}

/// Whether members can be added only at the end of an object, as in YAML.
fn is_written_at_end(object: Value<'_>) -> bool {
    object.document().converted_from().is_some()
}

fn json(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// Returns the field's key, or `None` if the field is not a member of the record itself.
fn simple_key(field: &Field) -> Option<&str> {
    let key = field.as_str();
    (!key.contains(['.', '[', '*', '\'', '"'])).then_some(key)
}
