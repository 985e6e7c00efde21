//! The edit that applies a verdict to the data.

use crate::document::Value;
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
    let quoted = |text: &str| serde_json::Value::from(text).to_string();
    let gap = gap_between_members(claim);
    let because = match claim.get(reason_key) {
        Some(_) => String::new(),
        None => format!(",{gap}{}: {}", quoted(reason_key), quoted(reason)),
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
    let Some(last) = claim.members().last() else { return finding };
    let rank = format!("{},{gap}{}: \"deprecated\"{because}", last.value.raw(), quoted(rank_key));
    finding.suggest(Applicability::Unsafe, Place::of(last.value), rank, message)
}

/// Returns the field's key, or `None` if the field is not a member of the record itself.
fn simple_key(field: &Field) -> Option<&str> {
    let key = field.as_str();
    (!key.contains(['.', '[', '*', '\'', '"'])).then_some(key)
}

/// Returns the white space between the record's members: a line break and indentation, or a space.
fn gap_between_members(record: Value<'_>) -> &str {
    let Some(first) = record.members().next() else { return " " };
    let between = record.own_start() as usize + 1..first.key.own_start() as usize;
    let gap = record.document().text().get(between).unwrap_or_default();
    let is_white = gap.contains('\n') && gap.chars().all(char::is_whitespace);
    if is_white { gap } else { " " }
}

#[cfg(test)]
mod tests {
    use super::gap_between_members;
    use crate::document::{Document, FileId, Limits, ParseBuffers, Pointer, TextLocation};

    #[test]
    fn the_indentation_of_a_record_in_a_block_is_that_of_the_block() {
        let text = "{\n    \"id\": \"c\"\n  }";
        let part = TextLocation::new(5_000_000, Pointer::default().join("claims"), 7);
        let memory = ParseBuffers::from(text.as_bytes().to_vec());
        let (block, _) =
            Document::parse_elements(FileId(0), memory, part, false, Limits::default());
        let record = block.root().and_then(|root| root.elements().next());
        assert_eq!(record.map(gap_between_members), Some("\n    "));
    }
}
