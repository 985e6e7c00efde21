//! Shows an edit to people: the old text and the new text.

use super::super::lines::edit_noun;
use super::super::located::Locator;
use super::super::one_line;
use super::super::printable::is_harmful;
use crate::finding::Suggestion;
use crate::words::shared_start;
use similar::{Algorithm, DiffOp, capture_diff_slices};
use unicode_normalization::char::is_combining_mark;

/// Maximum number of unchanged characters shown on each side of a change.
const MAX_CONTEXT: usize = 16;

/// Maximum number of characters shown of a removed or inserted text.
const MAX_CHANGED: usize = 160;

/// Returns three lines: the edit's message and place, the old text, and the new text.
pub(super) fn edit_as_diff(suggestion: &Suggestion, locator: &Locator<'_>) -> Vec<String> {
    let place = locator.locate(&suggestion.place);
    let (line, column) = (place.start.line, place.start.column);
    let edit = edit_noun(suggestion.applicability);
    let header = format!("{edit}, {}: {}:{line}:{column}", suggestion.message, place.name);
    let old = locator.text_of(place.file, place.range.clone());
    let (old, new) = old_and_new(&old, &suggestion.replacement);
    vec![header, format!("- {old}").trim_end().to_owned(), format!("+ {new}").trim_end().to_owned()]
}

/// Maximum number of words in each of two texts that are compared word by word. In longer texts, everything
/// between the first and the last difference counts as changed.
const MAX_WORDS: usize = 2_000;

/// The words of two texts, and the runs of equal and of different words.
struct Comparison<'t> {
    old: Vec<&'t str>,
    new: Vec<&'t str>,
    runs: Vec<DiffOp>,
}

/// Returns both texts, each clipped to the words that differ and some context.
fn old_and_new(old: &str, new: &str) -> (String, String) {
    let comparison = compare(old, new);
    (shown(&comparison, true), shown(&comparison, false))
}

fn compare<'t>(old: &'t str, new: &'t str) -> Comparison<'t> {
    let start = shared_start(old, new).len();
    let end = shared_end(tail(old, start), tail(new, start));
    let parts = |text: &'t str| {
        let middle = start..text.len() - end;
        let words = words(text.get(middle.clone()).unwrap_or_default());
        let ends = [text.get(..start), text.get(middle.end..)].map(Option::unwrap_or_default);
        [vec![ends[0]], words, vec![ends[1]]].concat()
    };
    let (old, new) = (parts(old), parts(new));
    let runs = if old.len().max(new.len()) <= MAX_WORDS {
        capture_diff_slices(Algorithm::Myers, &old, &new)
    } else {
        let (old_len, new_len) = (old.len() - 2, new.len() - 2);
        let shared = |old_index, new_index| DiffOp::Equal { old_index, new_index, len: 1 };
        let changed = DiffOp::Replace { old_index: 1, old_len, new_index: 1, new_len };
        vec![shared(0, 0), changed, shared(old_len + 1, new_len + 1)]
    };
    Comparison { old, new, runs }
}

/// Splits a text into words, each with the spaces after it.
fn words(text: &str) -> Vec<&str> {
    text.split_inclusive(char::is_whitespace).collect()
}

/// Returns the length in bytes of the common suffix of two texts, in whole characters.
fn shared_end(old: &str, new: &str) -> usize {
    let pairs = old.chars().rev().zip(new.chars().rev());
    pairs.take_while(|(old, new)| old == new).map(|(character, _)| character.len_utf8()).sum()
}

fn tail(text: &str, from: usize) -> &str {
    text.get(from..).unwrap_or_default()
}

/// Returns the changed parts of the old or the new text, with the context before and after them.
fn shown(comparison: &Comparison<'_>, is_old: bool) -> String {
    let last = comparison.runs.len().saturating_sub(1);
    let parts = comparison.runs.iter().enumerate().map(|(at, run)| {
        let text = if is_old {
            comparison.old.get(run.old_range()).unwrap_or_default().concat()
        } else {
            comparison.new.get(run.new_range()).unwrap_or_default().concat()
        };
        match run {
            DiffOp::Equal { .. } => context(&text, at > 0, at < last),
            _ => clipped(&text),
        }
    });
    one_line(&parts.collect::<String>())
}

/// Returns the characters of an unchanged text that are next to a change. `follows_change` means that a change
/// precedes the text, and `precedes_change` means that a change follows the text.
fn context(text: &str, follows_change: bool, precedes_change: bool) -> String {
    let number = text.chars().count();
    let first = MAX_CONTEXT * usize::from(follows_change);
    let last = MAX_CONTEXT * usize::from(precedes_change);
    if number <= first + last {
        return text.to_owned();
    }
    let characters = || text.chars();
    characters().take(first).chain(['…']).chain(characters().skip(number - last)).collect()
}

/// Returns a changed text, clipped, with invisible characters shown as their code points.
fn clipped(text: &str) -> String {
    let mut line: String = text.chars().take(MAX_CHANGED).map(visible).collect();
    if text.chars().nth(MAX_CHANGED).is_some() {
        line.push('…');
    }
    line
}

/// Returns the character itself, or its code point if the character is invisible or easily confused with another.
fn visible(character: char) -> String {
    let is_plain_space = matches!(character, ' ' | '\t' | '\n' | '\r');
    let is_unseen =
        is_harmful(character) || character.is_whitespace() || is_combining_mark(character);
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
    fn a_second_difference_was_hidden_behind_what_lies_between() {
        let between = "and the words between them are the same in both texts, ".repeat(5);
        let (old, new) = (format!("one {between} two"), format!("1 {between} 2"));
        check(
            &old,
            &new,
            ["one and the words be…in both texts,  two", "1 and the words be…in both texts,  2"],
        );
    }

    #[test]
    fn texts_of_many_words_are_compared_only_at_their_ends() {
        let words = |word: &str| format!("{word} {}x{word}", "same ".repeat(MAX_WORDS));
        let (old, new) = old_and_new(&words("one"), &words("two"));
        assert!(old.starts_with("one same same") && old.ends_with("…"), "{old}");
        assert!(new.starts_with("two same same") && new.ends_with("…"), "{new}");
    }

    #[test]
    fn invisible_characters_are_named() {
        check("\u{feff}", "", ["<U+FEFF>", ""]);
        check("\"cafe\u{301}\"", "\"café\"", ["\"cafe<U+0301>\"", "\"café\""]);
        check("\"a\u{a0}b\"", "\"a b\"", ["\"a<U+00A0>b\"", "\"a b\""]);
        check("\"a \u{1b}b\"", "\"a b\"", ["\"a <U+001B>b\"", "\"a b\""]);
    }
}
