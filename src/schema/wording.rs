//! Formats values, names and lists in messages.

use crate::document::{Kind, Value};
use crate::words;
use jsonschema::JsonType;
use serde_json::Value as Json;
use std::borrow::Borrow;

/// Maximum number of characters per quote.
const MAX_QUOTE: usize = 60;
/// Maximum number of items that a message lists.
const MAX_LIST: usize = 12;

/// Formats a value as written in the document, on one line and clipped.
pub(super) fn quoted(value: Value<'_>) -> String {
    clipped(value.literal_in_file())
}

/// Formats a value of the schema as JSON, clipped.
pub(super) fn quoted_json(value: &Json) -> String {
    clipped(&value.to_string())
}

/// Formats a name or an expression in backticks, clipped.
pub(super) fn named(text: &str) -> String {
    format!("`{}`", clipped(text))
}

/// Collapses a text to one line, and clips it with `…` if it is too long to quote.
pub(super) fn clipped(text: &str) -> String {
    // The beginning of the text is enough for the longest quote, even if the text is very long.
    let start: String = text.chars().take(MAX_QUOTE * 8).collect();
    let line = start.split_whitespace().collect::<Vec<_>>().join(" ");
    let is_whole = start.len() == text.len() && line.chars().count() <= MAX_QUOTE;
    if is_whole {
        return line;
    }
    let kept: String = line.chars().take(MAX_QUOTE - 1).collect();
    format!("{}…", kept.trim_end())
}

/// Joins items as in `a`, `a or b` or `a, b or c`. A long list is shortened, and ends with the total number of items.
pub(super) fn either(items: &[String]) -> String {
    listed(items, "or")
}

/// Joins values of the schema in the same way as [`either`].
pub(super) fn either_of(values: &[impl Borrow<Json>]) -> String {
    either_of_first(values.iter().map(|value| quoted_json(value.borrow())), values.len())
}

/// Joins `number` items in the same way as [`either`]. Only the items that are shown are read.
pub(super) fn either_of_first(items: impl Iterator<Item = String>, number: usize) -> String {
    let shown: Vec<String> = items.take(MAX_LIST).collect();
    match number > MAX_LIST {
        true => format!("{}, … ({number} in all)", shown.join(", ")),
        false => either(&shown),
    }
}

/// Joins names like [`all_of`]. Only the names that are shown are formatted, since there may be many.
pub(super) fn all_named(names: &[&str]) -> String {
    let shown: Vec<String> = names.iter().take(MAX_LIST).map(|name| named(name)).collect();
    match names.len() > MAX_LIST {
        true => format!("{}, … ({} in all)", shown.join(", "), names.len()),
        false => all_of(&shown),
    }
}

/// Joins items as in `a`, `a and b` or `a, b and c`. A long list is shortened, and ends with the total number of items.
pub(super) fn all_of(items: &[String]) -> String {
    listed(items, "and")
}

fn listed(items: &[String], conjunction: &str) -> String {
    match items.split_at_checked(MAX_LIST) {
        Some((shown, [_, ..])) => format!("{}, … ({} in all)", shown.join(", "), items.len()),
        _ => words::listed(items, conjunction),
    }
}

/// Returns the kind of a value with its article, for messages about types.
pub(super) fn kind_of(value: Value<'_>) -> String {
    value.kind().with_article().to_owned()
}

/// Returns a type of JSON Schema with its article.
pub(super) fn type_with_article(name: &str) -> String {
    match name {
        "null" => "null".to_owned(),
        "array" | "integer" | "object" => format!("an {name}"),
        _ => format!("a {name}"),
    }
}

/// Returns a type of the `jsonschema` crate with its article.
pub(super) fn wanted_type(wanted: JsonType) -> String {
    type_with_article(wanted.as_str())
}

/// Describes a value of the document. A long object or array is described by its kind. Any other value is
/// shown as written, and clipped.
pub(super) fn found(value: Value<'_>) -> String {
    match value.kind() {
        Kind::Object | Kind::Array if value.raw().len() > MAX_QUOTE => kind_of(value),
        _ => quoted(value),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_text_is_clipped_to_sixty_characters() {
        assert_eq!(clipped("a\n  b"), "a b");
        assert_eq!(clipped(&"é".repeat(60)), "é".repeat(60));
        assert_eq!(clipped(&"é".repeat(61)).chars().count(), 60);
        assert!(clipped(&" ".repeat(10_000)).ends_with('…'));
    }

    #[test]
    fn lists_read_as_english() {
        let items = |count: usize| (1..=count).map(|item| item.to_string()).collect::<Vec<_>>();
        assert_eq!(either(&items(1)), "1");
        assert_eq!(either(&items(3)), "1, 2 or 3");
        assert_eq!(all_of(&items(2)), "1 and 2");
        assert_eq!(either(&items(30)), "1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, … (30 in all)");
    }
}
