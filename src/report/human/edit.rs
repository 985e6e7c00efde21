//! Shows an edit to people: the old text and the new text.

use super::super::lines::edit_noun;
use super::super::located::Locator;
use super::super::one_line;
use super::super::printable::is_harmful;
use crate::finding::Suggestion;
use std::ops::Range;
use unicode_normalization::char::is_combining_mark;

/// Maximum number of unchanged characters shown on each side.
const MAX_CONTEXT: usize = 16;

/// Maximum number of characters shown of the removed text, and of the inserted text.
const MAX_CHANGED: usize = 160;

/// Returns a line with the edit's place, one with the old text, and one with the new text.
pub(super) fn edit_as_diff(suggestion: &Suggestion, locator: &Locator<'_>) -> Vec<String> {
    let place = locator.locate(&suggestion.place);
    let (line, column) = (place.start.line, place.start.column);
    let edit = edit_noun(suggestion.applicability);
    let header = format!("{edit}, {}: {}:{line}:{column}", suggestion.message, place.name);
    let old = locator.text_of(place.file, place.range.clone());
    let (old, new) = old_and_new(&old, &suggestion.replacement);
    vec![header, format!("- {old}").trim_end().to_owned(), format!("+ {new}").trim_end().to_owned()]
}

fn old_and_new(old: &str, new: &str) -> (String, String) {
    let start = shared_start(old, new);
    let end = shared_end(tail(old, start), tail(new, start));
    let shown = |text: &str| shown(text, start..text.len() - end);
    (shown(old), shown(new))
}

/// Returns the length in bytes of the common prefix of two texts, in whole characters.
fn shared_start(old: &str, new: &str) -> usize {
    let pairs = old.chars().zip(new.chars());
    pairs.take_while(|(old, new)| old == new).map(|(character, _)| character.len_utf8()).sum()
}

fn shared_end(old: &str, new: &str) -> usize {
    let pairs = old.chars().rev().zip(new.chars().rev());
    pairs.take_while(|(old, new)| old == new).map(|(character, _)| character.len_utf8()).sum()
}

fn tail(text: &str, from: usize) -> &str {
    text.get(from..).unwrap_or_default()
}

/// Returns the changed part of a text, clipped, with some context on each side.
fn shown(text: &str, changed: Range<usize>) -> String {
    let before = text.get(..changed.start).unwrap_or_default();
    let after = tail(text, changed.end);
    let middle = text.get(changed).unwrap_or_default();
    let skipped = before.chars().count().saturating_sub(MAX_CONTEXT);
    let mut line = String::new();
    if skipped > 0 {
        line.push('…');
    }
    line.extend(before.chars().skip(skipped));
    line.extend(middle.chars().take(MAX_CHANGED).map(visible));
    if middle.chars().nth(MAX_CHANGED).is_some() {
        line.push('…');
    }
    line.extend(after.chars().take(MAX_CONTEXT));
    if after.chars().nth(MAX_CONTEXT).is_some() {
        line.push('…');
    }
    one_line(&line)
}

/// Returns the code point of a character that is invisible or easily confused, otherwise the character
/// itself.
fn visible(character: char) -> String {
    let is_plain_space = matches!(character, ' ' | '\t' | '\n' | '\r');
    let is_unseen = is_harmful(character)
        || character == '\u{ad}'
        || character.is_whitespace()
        || is_combining_mark(character);
    if is_unseen && !is_plain_space {
        return format!("<U+{:04X}>", u32::from(character));
    }
    character.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(old: &str, new: &str, want: [&str; 2]) {
        let (old, new) = old_and_new(old, new);
        assert_eq!([old.as_str(), new.as_str()], want);
    }

    #[test]
    fn a_short_text_is_shown_whole() {
        check("\"fr\"", "\"FR\"", ["\"fr\"", "\"FR\""]);
        check("\"a\"", "\"a\", \"b\"", ["\"a\"", "\"a\", \"b\""]);
    }

    #[test]
    fn a_long_text_is_cut_around_the_change() {
        let old = format!("\"{}x{}\"", "a".repeat(100), "b".repeat(100));
        let (left, right) = ("a".repeat(MAX_CONTEXT), "b".repeat(MAX_CONTEXT));
        let want = [format!("…{left}x{right}…"), format!("…{left}yz{right}…")];
        check(&old, &old.replace('x', "yz"), [&want[0], &want[1]]);
    }

    #[test]
    fn invisible_characters_are_named() {
        check("\u{feff}", "", ["<U+FEFF>", ""]);
        check("\"cafe\u{301}\"", "\"café\"", ["\"cafe<U+0301>\"", "\"café\""]);
        check("\"a\u{a0}b\"", "\"a b\"", ["\"a<U+00A0>b\"", "\"a b\""]);
        check("\"a \u{1b}b\"", "\"a b\"", ["\"a <U+001B>b\"", "\"a b\""]);
    }
}
