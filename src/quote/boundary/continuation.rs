//! Words after a number that continue it, so that a quote cannot end before them: `5 lakh`, `5 and a half`,
//! `five point two`, `5 or 6`.

use crate::quote::boundary::{ends_with_year, first, first_word, last, last_word, starts_number};
use crate::quote::number_words::{
    DENOMINATORS, is_fraction, is_number_word, is_sure_scale, multiplies, small_number, value_in,
};

/// Maximum number of words that decide whether a number continues: `and`, `three`, `quarters`, `of`.
const MAX_WORDS: usize = 4;

/// Whether the words and signs after a number at the end of a text continue the number, across a space: `5 lakh`,
/// `5 ½`, `5 ± 2`, `five and a half`. After a number that may be a year, an ambiguous word such as `M` does not count.
pub(super) fn continues_number(left: &str, right: &str) -> bool {
    if !ends_with_number(left) {
        return false;
    }
    let chunks: Vec<&str> = right.split(' ').take(MAX_WORDS).collect();
    let words: Vec<String> = chunks.iter().map(|chunk| first_word(chunk).to_lowercase()).collect();
    let word = |index: usize| words.get(index).map_or("", String::as_str);
    let chunk = |index: usize| chunks.get(index).copied().unwrap_or_default();
    if is_sure_scale(word(0)) || is_percentage(right, word(0), word(1)) {
        return true;
    }
    if begins_tolerance(right) || is_calculation(word(0), word(1)) {
        return true;
    }
    !ends_with_year(left)
        && (multiplies(word(0))
            || begins_with_scale_character(right)
            || matches!(word(0), "dozen" | "dozens" | "gross" | "score")
            || is_plural_denominator(word(0))
            || is_written_fraction(chunk(0))
            || (word(0) == "and" && is_added_fraction(&chunks, &words)))
}

/// Whether a place is directly before or after the `or` between two numbers, or before the `to`: `5 or 6`, `5 to 6`.
/// Returns `false` for `from 5 to 6` and `by 5 to 6`, which state both numbers.
pub(super) fn is_alternative(left: &str, right: &str) -> bool {
    let begins_with_number =
        |text: &str| starts_number(text) || is_number_word(&first_word(text).to_lowercase());
    if let Some(earlier) = left.strip_suffix(" or") {
        return begins_with_number(right) && ends_with_number(earlier);
    }
    if let Some(later) = right.strip_prefix("or ") {
        return begins_with_number(later) && ends_with_number(left);
    }
    let Some(later) = right.strip_prefix("to ") else { return false };
    let before_number =
        left.get(..left.len() - last_word(left).len()).unwrap_or_default().trim_end();
    begins_with_number(later)
        && ends_with_number(left)
        && !ends_with_year(left)
        && !matches!(last_word(before_number), "by" | "By" | "from" | "From")
}

/// Whether a text ends with a number, in digits or in words.
fn ends_with_number(text: &str) -> bool {
    last(text).is_some_and(char::is_numeric) || {
        let word = last_word(text);
        word.is_ascii() && is_number_word(&word.to_ascii_lowercase())
    }
}

fn is_percentage(right: &str, word: &str, next: &str) -> bool {
    matches!((word, next), ("basis", "points" | "point") | ("per", "cent" | "mille" | "mil"))
        || matches!(word, "percent" | "percentage" | "pct")
        || right.starts_with("p.c.")
}

/// Whether a text begins with `±2` or `(±2)`, with or without a space after the sign.
pub(super) fn begins_tolerance(right: &str) -> bool {
    let inside = right.strip_prefix('(').unwrap_or(right);
    inside.strip_prefix(['±', '∓']).is_some_and(|after| starts_number(after.trim_start()))
}

/// Whether two words are the rest of a decimal number or of a product: `point five`, `times ten`.
fn is_calculation(word: &str, next: &str) -> bool {
    let is_digits = first(next).is_some_and(|character| character.is_ascii_digit());
    matches!(word, "point" | "times")
        && (is_digits || is_number_word(next) || matches!(next, "naught" | "nought" | "oh"))
}

/// Whether a text begins with a character that multiplies the number before it, such as `万`.
fn begins_with_scale_character(right: &str) -> bool {
    first(right).is_some_and(|character| {
        super::is_word_by_itself(character) && multiplies(character.encode_utf8(&mut [0; 4]))
    })
}

fn is_plural_denominator(word: &str) -> bool {
    word == "halves" || word.strip_suffix('s').is_some_and(is_denominator)
}

fn is_denominator(word: &str) -> bool {
    value_in(&DENOMINATORS, word).is_some()
}

/// Whether a chunk is a fraction below one: `½`, `1/2`.
fn is_written_fraction(chunk: &str) -> bool {
    let number = |text: &str| text.parse::<u32>().ok();
    first(chunk).is_some_and(is_fraction)
        || chunk
            .trim_end_matches([',', '.', ';', ')'])
            .split_once('/')
            .and_then(|(above, below)| number(above).zip(number(below)))
            .is_some_and(|(above, below)| 0 < above && above < below)
}

/// Whether the words are `and` with a fraction: `and a half`, `and three quarters`, `and 1/2`. In `5 and half of
/// them`, the fraction is of something else.
fn is_added_fraction(chunks: &[&str], words: &[String]) -> bool {
    let word = |index: usize| words.get(index).map_or("", String::as_str);
    if chunks.get(1).is_some_and(|chunk| is_written_fraction(chunk)) {
        return true;
    }
    let is_one = matches!(word(1), "a" | "one") && is_denominator(word(2));
    let is_several = small_number(word(1)).is_some() && is_plural_denominator(word(2));
    // `and three-quarters`
    let is_hyphenated = small_number(word(1)).is_some()
        && chunks.get(1).and_then(|chunk| chunk.split_once('-')).is_some_and(|(_, name)| {
            let name = first_word(name);
            is_denominator(name) || is_plural_denominator(name)
        });
    ((is_one || is_several) && word(3) != "of") || (is_hyphenated && word(2) != "of")
}
