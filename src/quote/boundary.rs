//! The places where a quote may begin and end in a text: between whole tokens, and never inside a number.
//!
//! The rules extend Unicode's word boundaries (UAX #29), so that a quote cannot cut off characters that change
//! its meaning:
//! - words joined by a hyphen are one token (`terrorism` is not in `counter-terrorism`, nor `compliant` in
//!   `non-compliant`), except around an em dash; a possessive `'s` may be omitted, other apostrophes may not
//!   (`can` is not in `can't`);
//! - a number keeps its digits, separators, sign, comparison sign, currency, percent sign, unit sign,
//!   multiplication sign, tolerance, superscript and a following `million` or similar word: `5` is not in `5.2`,
//!   `0.5`, `-5`, `<5`, `$5`, `5%`, `5+`, `5×`, `2 × 5`, `1/5`, `EUR 5`, `5 EUR`, `5 million` or `5 200 000`;
//! - a number, in digits or in words, keeps the words that continue it: `5` is not in `5 lakh`, `5 dozen`,
//!   `5 and a half`, `5 point two`, `5 or 6` or `5 to 6`;
//! - numbers joined by a hyphen or dash are one token (`2017-08`, `10–20`), except two years: in `2017–2020` a quote
//!   may end after 2017 or begin at 2020;
//! - a hyphen directly before a number is a minus, unless a word or number is directly before the hyphen;
//! - a quote may not begin or end inside or directly beside a run of characters that U+202D or U+202E displays in
//!   another order;
//! - in scripts written without spaces (Han, Kana, Thai and others) every character is a token.
//!
//! Words around the quote are not judged: a quote may begin after `not` and after `about`.

mod continuation;

use crate::quote::boundary::continuation::{begins_tolerance, continues_number, is_alternative};
use crate::quote::currency::{is_currency_code, is_currency_sign};
use crate::quote::fold::{Folded, LINE_BREAK_HYPHEN};
use crate::quote::number_words::multiplies;

/// Whether a quote may begin or end at this offset of the folded text. `original` is the text before
/// folding, which still distinguishes an em dash from a hyphen, and the kinds of spaces.
pub(crate) fn is_boundary(folded: &Folded, original: &str, offset: usize) -> bool {
    let text = folded.text();
    let (Some(left), Some(right)) = (text.get(..offset), text.get(offset..)) else {
        return false;
    };
    let has_space = left.ends_with(' ') || right.starts_with(' ');
    let (left, right) = (left.trim_end(), right.trim_start());
    if left.is_empty() || right.is_empty() {
        return true;
    }
    let right_start = text.len() - right.len();
    if folded.is_overridden(left.len()..right_start, !has_space) {
        return false;
    }
    if has_space {
        let space = || original.get(folded.original_range(left.len()..right_start));
        // A minus sign, unlike a hyphen or dash, is only used before a number.
        let sign = || original.get(folded.original_range(left.len() - 1..left.len()));
        let is_minus = || left.ends_with('-') && starts_number(right) && sign() == Some("\u{2212}");
        return !(is_one_number_across_a_space(left, right, space) || is_minus())
            || folded.is_passage_start(right_start);
    }
    let junction = Junction { folded, original, left, right };
    !(junction.is_inside_a_word()
        || junction.is_inside_a_number()
        || junction.is_at_a_joining_mark())
}

/// Whether a character is part of a word for indexing: letters, digits and their marks.
pub(crate) fn is_word_character(character: char) -> bool {
    character.is_alphanumeric() || unicode_normalization::char::is_combining_mark(character)
}

/// Whether a character is a word by itself, because its script puts no spaces between words.
pub(crate) fn is_word_by_itself(character: char) -> bool {
    matches!(
        u32::from(character),
        0x0E00..=0x0EFF          // Thai, Lao
            | 0x1000..=0x109F    // Myanmar
            | 0x1780..=0x17FF    // Khmer
            | 0x3005..=0x3007    // Han iteration mark and zero
            | 0x3040..=0x30FF    // Hiragana, Katakana
            | 0x31F0..=0x31FF
            | 0x3400..=0x4DBF    // Han
            | 0x4E00..=0x9FFF
            | 0xF900..=0xFAFF
            | 0x2_0000..=0x3_FFFF
    )
}

/// Two adjacent characters with no space between them, and the text on both sides.
struct Junction<'a> {
    folded: &'a Folded,
    original: &'a str,
    left: &'a str,
    right: &'a str,
}

impl Junction<'_> {
    fn is_inside_a_word(&self) -> bool {
        let (Some(before), Some(after)) = (last(self.left), first(self.right)) else {
            return false;
        };
        if unicode_normalization::char::is_combining_mark(after)
            || matches!(after, '\u{200D}' | '\u{FE0E}' | '\u{FE0F}')
        {
            return true;
        }
        if before == '\u{200D}' || before == LINE_BREAK_HYPHEN || after == LINE_BREAK_HYPHEN {
            return true;
        }
        let joins = |character: char| {
            is_word_character(character) || character == '_' || is_raised_or_lowered_sign(character)
        };
        joins(before) && joins(after) && !is_word_by_itself(before) && !is_word_by_itself(after)
    }

    /// Whether a mark between two words joins them into one: an apostrophe, a hyphen, `&`, `@`, or a slash
    /// between numbers.
    fn is_at_a_joining_mark(&self) -> bool {
        let Some((mark, left, right)) = self.mark_between_words() else {
            return false;
        };
        match mark {
            '\'' => !(first(self.right) == Some('\'') && is_possessive(right)),
            '-' => {
                let both_numbers = last(left).is_some_and(char::is_numeric)
                    && first(right).is_some_and(char::is_numeric);
                let is_clause_dash = !both_numbers && self.is_em_dash(left.len());
                !(is_clause_dash || ends_with_year(left) && starts_with_year(right))
            }
            '/' => {
                let both_numbers = last(left).is_some_and(char::is_numeric)
                    && first(right).is_some_and(char::is_numeric);
                both_numbers && !(ends_with_year(left) && starts_with_year(right))
            }
            '&' | '@' => true,
            _ => false,
        }
    }

    /// Returns the mark on one side of the junction and the texts around the mark. Returns `None`
    /// unless a word ends directly before the mark and another begins directly after it.
    fn mark_between_words(&self) -> Option<(char, &str, &str)> {
        let is_mark = |character: char| matches!(character, '\'' | '-' | '/' | '&' | '@');
        let (mark, left, right) = match (last(self.left)?, first(self.right)?) {
            (_, mark) if is_mark(mark) => (mark, self.left, self.right.get(1..)?),
            (mark, _) if is_mark(mark) => {
                (mark, self.left.get(..self.left.len().checked_sub(1)?)?, self.right)
            }
            _ => return None,
        };
        (is_word_character(last(left)?) && is_word_character(first(right)?))
            .then_some((mark, left, right))
    }

    fn is_inside_a_number(&self) -> bool {
        let (Some(before), Some(after)) = (last(self.left), first(self.right)) else {
            return false;
        };
        let before_that =
            last(self.left.get(..self.left.len() - before.len_utf8()).unwrap_or_default());
        let after_that = first(self.right.get(after.len_utf8()..).unwrap_or_default());
        let is_digit = |character: Option<char>| character.is_some_and(char::is_numeric);
        // Inside 5.2, 1,000, 10:30, 10^2.
        if is_digit(before_that) && separates_digits(before) && after.is_numeric()
            || before.is_numeric() && separates_digits(after) && is_digit(after_that)
        {
            return true;
        }
        // .5 is not 5.
        if before == '.' && after.is_numeric() {
            return true;
        }
        // A sign after a number that changes the number's meaning: 5%, 5+, 5€. A currency sign may
        // begin the next number instead.
        if before.is_numeric()
            && (follows_number(after)
                || begins_tolerance(self.right)
                || is_word_by_itself(after) && multiplies(after.encode_utf8(&mut [0; 4]))
                || is_currency_sign(after) && !is_digit(after_that))
        {
            return true;
        }
        // US$5 is not $5.
        if before.is_alphabetic() && is_currency_sign(after) && starts_number(self.right) {
            return true;
        }
        if !starts_number(self.right) {
            return precedes_number(before) && precedes_number(after);
        }
        match before {
            // A minus, unless a word or a number directly before the dash makes it a hyphen.
            '-' => {
                let is_minus = !before_that.is_some_and(is_word_character);
                is_minus && !self.is_em_dash(self.left.len() - 1)
            }
            '+' | '#' | '№' | '§' | '±' | '∓' | '√' | '∛' | '^' => true,
            before => {
                precedes_number(before)
                    || is_currency_sign(before)
                    || is_multiplication_or_division(before)
            }
        }
    }

    /// Whether the dash at this offset of the folded text was an em dash.
    fn is_em_dash(&self, offset: usize) -> bool {
        let range = self.folded.original_range(offset..offset + 1);
        matches!(self.original.get(range), Some("\u{2014}" | "\u{2015}"))
    }
}

/// Whether a number continues across a single space: `< 5`, `$ 5`, `EUR 5`, `5 %`, `5 EUR`, `5 million`, and
/// groups of digits.
fn is_one_number_across_a_space<'a>(
    left: &str,
    right: &str,
    space: impl Fn() -> Option<&'a str>,
) -> bool {
    let (Some(before), Some(after)) = (last(left), first(right)) else {
        return false;
    };
    if is_multiplication_or_division(before) && starts_number(right) {
        return true;
    }
    if starts_number(right) {
        let earlier = left.get(..left.len() - before.len_utf8()).unwrap_or_default().trim_end();
        let is_next_to_number = last(earlier).is_some_and(char::is_numeric);
        let is_code = before.is_ascii_uppercase() && is_currency_code(last_word(left));
        if precedes_number(before) || is_code || (is_currency_sign(before) && !is_next_to_number) {
            return true;
        }
    }
    if continues_number(left, right) || is_alternative(left, right) {
        return true;
    }
    if !before.is_numeric() {
        return false;
    }
    let next_word = first_word(right);
    let is_currency = is_currency_sign(after) || is_currency_code(next_word);
    let after_currency = right.get(next_word.len().max(after.len_utf8())..).unwrap_or_default();
    matches!(after, '%' | '‰')
        || is_multiplication_or_division(after)
        || (is_currency && !starts_number(after_currency.trim_start()))
        || is_next_group(left, right, space)
}

/// Whether a word of three digits continues the number before it, as in `20 000`. A group after a no-break or thin
/// space always does. In a row of groups with plain spaces between them, it only does if a group begins with a zero,
/// because no separate number begins with a zero.
fn is_next_group<'a>(left: &str, right: &str, space: impl Fn() -> Option<&'a str>) -> bool {
    let (number, next) = (last_word(left), first_word(right));
    if number.len() > 3 || !are_digits(number) || next.len() != 3 || !are_digits(next) {
        return false;
    }
    let is_group_space =
        || matches!(space(), Some("\u{A0}" | "\u{2007}" | "\u{2009}" | "\u{202F}"));
    is_group_space()
        || has_group_with_zero(right.split(' '), first_word)
        || has_group_with_zero(left.rsplit(' '), last_word)
}

/// Whether a row of groups of three digits contains a group that begins with a zero. Only the outermost group
/// may have other characters next to its digits.
fn has_group_with_zero<'a>(
    chunks: impl Iterator<Item = &'a str>,
    inner_word: impl Fn(&str) -> &str,
) -> bool {
    for chunk in chunks {
        let word = inner_word(chunk);
        if word.len() != 3 || !are_digits(word) {
            return false;
        }
        if word.starts_with('0') {
            return true;
        }
        if word.len() < chunk.len() {
            return false;
        }
    }
    false
}

fn are_digits(word: &str) -> bool {
    word.bytes().all(|byte| byte.is_ascii_digit())
}

fn separates_digits(character: char) -> bool {
    // The last two are the Arabic decimal and thousands separators.
    matches!(
        character,
        '.' | ','
            | ':'
            | '^'
            | '×'
            | '*'
            | '·'
            | '\''
            | '\u{2044}'
            | '\u{2236}'
            | '\u{66B}'
            | '\u{66C}'
    )
}

fn follows_number(character: char) -> bool {
    matches!(character, '%' | '‰' | '\u{66A}' | '°' | '+' | '±' | '∓' | '′' | '″')
        || is_multiplication_or_division(character)
}

/// Whether a character is a multiplication or division sign: between two numbers, or after one (`5×`).
fn is_multiplication_or_division(character: char) -> bool {
    matches!(character, '×' | '÷' | '⋅' | '∗' | '∙' | '∕')
}

/// Whether a character is `⁺`, `⁻`, `⁼`, `⁽`, `⁾` or its subscript form. Such a sign is part of the word that
/// it is attached to. Superscript digits and letters count as digits and letters anyway.
fn is_raised_or_lowered_sign(character: char) -> bool {
    matches!(character, '\u{207A}'..='\u{207E}' | '\u{208A}'..='\u{208E}')
}

/// Whether a character is a comparison or approximation sign.
fn precedes_number(character: char) -> bool {
    matches!(
        character,
        '<' | '>'
            | '='
            | '~'
            | '≤'
            | '≥'
            | '≠'
            | '≈'
            | '±'
            | '≲'
            | '≳'
            | '≃'
            | '≅'
            | '⩽'
            | '⩾'
            | '≪'
            | '≫'
            | '∼'
            | '¬'
    )
}

/// Whether a text begins with a number, optionally with a sign, currency sign or decimal point before its
/// digits.
fn starts_number(text: &str) -> bool {
    let after_sign = text.strip_prefix(['-', '+']).unwrap_or(text);
    let after_currency =
        after_sign.strip_prefix(is_currency_sign).unwrap_or(after_sign).trim_start_matches(' ');
    first(after_currency.strip_prefix('.').unwrap_or(after_currency)).is_some_and(char::is_numeric)
}

fn is_possessive(text: &str) -> bool {
    let after = text.strip_prefix(['s', 'S']);
    after.is_some_and(|after| {
        !first(after).is_some_and(|next| is_word_character(next) || next == LINE_BREAK_HYPHEN)
    })
}

/// Whether a text ends with a year, 1000 to 2999, that is not the end of a longer number or date.
fn ends_with_year(text: &str) -> bool {
    let year = last_word(text);
    let earlier = text.get(..text.len() - year.len()).unwrap_or_default();
    is_year(year)
        && !last(earlier).is_some_and(|before| joins_numbers(before) || is_currency_sign(before))
}

/// Whether a text begins with a year that is not the start of a longer number or date.
fn starts_with_year(text: &str) -> bool {
    let year = first_word(text);
    let later = text.get(year.len()..).unwrap_or_default();
    let mut following = later.chars();
    let goes_on = following.next().is_some_and(joins_numbers)
        && following.next().is_some_and(char::is_numeric);
    is_year(year) && !goes_on && !first(later).is_some_and(follows_number)
}

fn joins_numbers(character: char) -> bool {
    separates_digits(character) || matches!(character, '-' | '/')
}

fn is_year(word: &str) -> bool {
    word.len() == 4
        && word.starts_with(['1', '2'])
        && word.bytes().all(|byte| byte.is_ascii_digit())
}

fn first(text: &str) -> Option<char> {
    text.chars().next()
}

fn last(text: &str) -> Option<char> {
    text.chars().next_back()
}

fn first_word(text: &str) -> &str {
    text.split(|character| !is_word_character(character)).next().unwrap_or_default()
}

fn last_word(text: &str) -> &str {
    text.rsplit(|character| !is_word_character(character)).next().unwrap_or_default()
}
