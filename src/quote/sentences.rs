//! The sentences of a text, as byte ranges.
//!
//! A sentence ends
//! - at `.`, `!`, `?` or `…` and their Arabic forms, if white space follows and then a quotation mark, a digit
//!   or a letter that is not lowercase, optionally in brackets. Closing quotation marks, brackets and footnote
//!   marks (`[12]`, `¹`) directly after the mark belong to the sentence;
//! - always at `。`, `！`, `？`, `।` and similar marks;
//! - at a full stop between a lowercase word and a capitalised one, if the space between two sentences was
//!   lost;
//! - at a blank line, before a bullet or the number of a list, and at the end of a line. However, a line
//!   continues in the next line if the next line begins with a lowercase letter, or if the line is long enough
//!   to have been wrapped and does not end with `:` or `;`.
//!
//! The full stop of an abbreviation does not end a sentence. An abbreviation is a single letter
//! (`J. Smith`), letters with full stops between them (`U.S.`, `e.g.`, `Ph.D.`), or a title, a month or the
//! like (`Dr.`, `Oct.`, `Art.`). So a sentence that ends with an abbreviation is joined with the next
//! sentence, except after letters with full stops between them if the next word usually begins a sentence
//! (`in the U.S. The`). Some words are abbreviations only before a digit (`No. 5`, `p. 5`), and a number with a
//! full stop is an ordinal number in German (`am 5. Mai`).

mod abbreviations;
mod possible;

pub(super) use possible::may_end_in;

use super::index::words;
use abbreviations::is_abbreviation as is_certain_abbreviation;
use std::ops::Range;

/// Minimum number of characters of a line that may have been wrapped.
const MIN_WRAPPED: usize = 50;

/// Titles, months and other abbreviations whose full stop does not end a sentence; sorted.
const ABBREVIATIONS: [&str; 42] = [
    "Adm", "Amb", "Apr", "Art", "Arts", "Aug", "Capt", "Cmdr", "Col", "Dec", "Dr", "Feb", "Gen",
    "Gov", "Hon", "Jan", "Jul", "Jun", "Lt", "Maj", "Mar", "Messrs", "Mr", "Mrs", "Ms", "Mt",
    "Nov", "Oct", "Pres", "Prof", "Rep", "Rev", "Sen", "Sep", "Sept", "Sgt", "St", "Vol", "al",
    "approx", "cf", "vs",
];

/// Words that are abbreviations before a number, in English, French, Spanish and German, in lower case; sorted.
const LABELS: [&str; 58] = [
    "abb", "abs", "anm", "app", "approx", "apt", "art", "arts", "av", "avg", "bd", "bldg", "ca",
    "cap", "cf", "ch", "chap", "cl", "ed", "eds", "eq", "est", "ex", "ext", "fig", "figs", "fl",
    "hwy", "jg", "kap", "lit", "max", "min", "no", "nos", "nr", "núm", "op", "p", "par", "para",
    "paras", "pp", "pág", "págs", "ref", "refs", "reg", "res", "rm", "rn", "sec", "sect", "tab",
    "tel", "v", "vol", "ziff",
];

/// Words that, capitalised, hardly ever follow an abbreviation within a sentence; sorted.
const BEGINNINGS: [&str; 24] = [
    "A", "After", "An", "And", "At", "But", "For", "He", "However", "If", "In", "It", "Its", "On",
    "She", "Since", "That", "The", "Their", "These", "They", "This", "We", "When",
];

/// Returns the sentences of a text that contain a word, in order, without white space and bullets around
/// them.
pub(super) fn sentences(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    for block in blocks(text) {
        let content = text.get(block.clone()).unwrap_or_default();
        let mut start = 0;
        for end in ends(content) {
            found.extend(with_words(text, block.start + start..block.start + end.start));
            start = end.end;
        }
        found.extend(with_words(text, block.start + start..block.end));
    }
    found
}

/// Returns the lines of a text, without white space around them. Blank lines are empty ranges.
pub(super) fn lines(text: &str) -> Vec<Range<usize>> {
    let is_break = |character: char| {
        matches!(character, '\n' | '\r' | '\u{B}' | '\u{C}' | '\u{85}' | '\u{2028}' | '\u{2029}')
    };
    let mut lines = Vec::new();
    let mut start = 0;
    for (at, mark) in text.char_indices().filter(|(_, character)| is_break(*character)) {
        let is_second_half =
            mark == '\n' && text.get(..at).is_some_and(|text| text.ends_with('\r'));
        if !is_second_half {
            lines.push(trimmed(text, start..at));
        }
        start = at + mark.len_utf8();
    }
    lines.push(trimmed(text, start..text.len()));
    lines
}

fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let content = text.get(range.clone()).unwrap_or_default();
    let start = range.start + (content.len() - content.trim_start().len());
    start..(range.start + content.trim_end().len()).max(start)
}

fn with_words(text: &str, range: Range<usize>) -> Option<Range<usize>> {
    let range = trimmed(text, range);
    words(text.get(range.clone())?).next().map(|_| range)
}

/// Returns the blocks of a text: lines that may continue the same sentence. No sentence extends beyond its
/// block.
fn blocks(text: &str) -> Vec<Range<usize>> {
    let mut blocks: Vec<Range<usize>> = Vec::new();
    let mut may_go_on = false;
    let mut was_blank = true;
    for line in lines(text) {
        let content = text.get(line.clone()).unwrap_or_default();
        if content.is_empty() {
            was_blank = true;
            continue;
        }
        let marker = marker_length(content);
        let goes_on = may_go_on || content.starts_with(char::is_lowercase);
        match blocks.last_mut() {
            Some(block) if !was_blank && marker == 0 && goes_on => block.end = line.end,
            _ => blocks.push(line.start + marker..line.end),
        }
        was_blank = false;
        may_go_on = content.chars().count() >= MIN_WRAPPED && !content.ends_with([':', ';']);
    }
    blocks
}

/// Returns the length in bytes of a bullet or number at the beginning of a line, with the white space after
/// it, or 0 if there is neither.
fn marker_length(line: &str) -> usize {
    let digits = line.trim_start_matches(|character: char| character.is_ascii_digit());
    let after = match line.chars().next() {
        Some(first) if is_bullet(first) => line.get(first.len_utf8()..),
        Some(dash @ ('-' | '*' | '+' | '–' | '—' | '·')) => line.get(dash.len_utf8()..),
        Some('(') => {
            line.split_once(')').filter(|(number, _)| number.len() <= 4).map(|(_, after)| after)
        }
        Some(_) if matches!(line.len() - digits.len(), 1..=2) => digits.strip_prefix(['.', ')']),
        Some(letter) if letter.is_ascii_alphabetic() => {
            line.get(1..).and_then(|after| after.strip_prefix(')'))
        }
        _ => None,
    };
    let after = after.unwrap_or(line);
    let content = after.trim_start();
    let is_bare_bullet = line.starts_with(is_bullet);
    if content.len() < after.len() || is_bare_bullet { line.len() - content.len() } else { 0 }
}

/// Returns the ends of the sentences in a block: empty ranges after end marks, and the ranges of the bullets
/// between sentences.
fn ends(block: &str) -> Vec<Range<usize>> {
    let mut ends = Vec::new();
    let mut at = 0;
    while let Some((before, mark, rest)) = next_mark(block, at) {
        let next = block.len() - rest.len();
        if is_bullet(mark) {
            ends.push(before.len()..next);
            at = next;
            continue;
        }
        let after = after_closing_marks(rest);
        let end = block.len() - after.len();
        let is_full_stop = mark == '.' && end == next;
        let ends_here = (is_wide_end(mark) && !is_decimal_point(mark, rest))
            || (begins_sentence(after) && !(is_full_stop && is_abbreviation(before, after)))
            || (is_full_stop && lacks_space(before, after));
        if ends_here {
            ends.push(end..end);
        }
        at = end;
    }
    ends
}

/// Returns the first mark at or after an offset that may end a sentence, with the text before and after it.
fn next_mark(block: &str, from: usize) -> Option<(&str, char, &str)> {
    let is_mark = |character: char| {
        is_end(character)
            || !character.is_ascii() && (is_wide_end(character) || is_bullet(character))
    };
    let at = from + block.get(from..)?.find(is_mark)?;
    let (before, rest) = block.split_at_checked(at)?;
    let mark = rest.chars().next()?;
    Some((before, mark, rest.get(mark.len_utf8()..)?))
}

fn is_bullet(character: char) -> bool {
    matches!(character, '•' | '‣' | '⁃' | '◦' | '▪' | '▫' | '●' | '○' | '■' | '□' | '➢' | '❖')
}

fn is_end(character: char) -> bool {
    matches!(character, '.' | '!' | '?' | '…' | '؟' | '۔' | '‼' | '⁇' | '⁈' | '⁉')
}

fn is_wide_end(character: char) -> bool {
    matches!(character, '。' | '｡' | '．' | '！' | '？' | '।' | '॥' | '։' | '።' | '။' | '។')
}

/// Whether a mark is the full-width full stop in a number such as `３．５`.
fn is_decimal_point(mark: char, rest: &str) -> bool {
    mark == '．' && rest.starts_with(char::is_numeric)
}

/// Skips the marks that close a sentence: further end marks, quotation marks, brackets, and footnote marks.
fn after_closing_marks(rest: &str) -> &str {
    let is_mark = |mark| is_end(mark) || is_wide_end(mark) || is_closing(mark) || is_raised(mark);
    let mut after = rest.trim_start_matches(is_mark);
    while let Some((note, later)) = after.strip_prefix('[').and_then(|note| {
        note.split_at_checked(note.find(']').filter(|length| (1..=3).contains(length))?)
    }) {
        if !note.chars().all(char::is_alphanumeric) {
            break;
        }
        after = later.trim_start_matches(is_mark);
    }
    after
}

/// Whether a character is a digit of a footnote mark.
fn is_raised(character: char) -> bool {
    matches!(character, '¹' | '²' | '³' | '⁰' | '⁴'..='⁹')
}

fn is_closing(character: char) -> bool {
    matches!(character, '"' | '\'' | '”' | '’' | '»' | '›' | ')' | ']' | '}' | '」' | '』' | '）')
}

/// Whether a text begins with white space followed by the beginning of a sentence.
fn begins_sentence(after: &str) -> bool {
    let content = after.trim_start();
    if content.len() == after.len() {
        return false;
    }
    if content.starts_with(['"', '\'', '“', '‘', '«', '‹', '„']) {
        return true;
    }
    let first = content.trim_start_matches(['(', '[', '{', '¿', '¡']).chars().next();
    first.is_some_and(|first| first.is_numeric() || first.is_alphabetic() && !first.is_lowercase())
}

/// Whether a full stop is between two sentences without a space, as when the tags of a web page are
/// removed: `in Oslo.In 2014`.
fn lacks_space(before: &str, after: &str) -> bool {
    let last = before.chars().rev().take_while(|character| character.is_alphanumeric());
    let mut next = after.chars();
    let is_capitalised = next.next().is_some_and(char::is_uppercase)
        && next.next().is_some_and(|second| second.is_lowercase() || second == ' ');
    is_capitalised && last.take(3).filter(|character| character.is_lowercase()).count() == 3
}

/// Whether the full stop between two texts belongs to an abbreviation.
fn is_abbreviation(before: &str, after: &str) -> bool {
    let word = before.rsplit(char::is_whitespace).next().unwrap_or_default();
    let word = word.trim_start_matches(|character: char| !character.is_alphanumeric());
    let is_short = |piece: &str| {
        matches!(piece.chars().count(), 1..=2) && piece.chars().all(char::is_alphabetic)
    };
    let is_one_letter = word.chars().count() == 1 && is_short(word);
    let has_full_stops = word.contains('.') && word.split('.').all(is_short);
    let next = after.trim_start();
    if next.starts_with(char::is_numeric) {
        let label = word.to_lowercase();
        return is_one_letter
            || ABBREVIATIONS.binary_search(&word).is_ok()
            || LABELS.binary_search(&label.as_str()).is_ok()
            || is_certain_abbreviation(before, next);
    }
    let next_word = next.split(|next: char| !next.is_alphabetic()).next().unwrap_or_default();
    let begins_another = has_full_stops
        && !matches!(word, "e.g" | "i.e")
        && BEGINNINGS.binary_search(&next_word).is_ok();
    is_one_letter
        || is_certain_abbreviation(before, next)
        || (has_full_stops && !begins_another)
        || ABBREVIATIONS.binary_search(&word).is_ok()
}

#[cfg(test)]
mod tests;
