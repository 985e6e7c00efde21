//! Finds values in unusual forms, which are neither reported nor counted as shown: Roman numerals, `three-fourths`,
//! `twofold`, `twenty-first`, `七人`, `⑦`, and years of the Thai calendar.

use unicode_normalization::UnicodeNormalization;

use crate::quote::mentions::numerals::names_fraction;
use crate::quote::mentions::tokens::{Kind, Tokens};
use crate::quote::number_words::{TENS, small_number, value_in};
use crate::value::number::Decimal;

/// Roman digits with their values.
const ROMAN: [(char, u64); 7] =
    [('I', 1), ('V', 5), ('X', 10), ('L', 50), ('C', 100), ('D', 500), ('M', 1000)];

/// Maximum number of letters of a Roman numeral below 4000: MMMDCCCLXXXVIII.
const MAX_ROMAN_LETTERS: usize = 15;

/// Words for a number of things, in the singular, with the number.
const GROUPS: [(&str, u64); 15] = [
    ("brace", 2),
    ("dozen", 12),
    ("duet", 2),
    ("duo", 2),
    ("gross", 144),
    ("octet", 8),
    ("pair", 2),
    ("quartet", 4),
    ("quintet", 5),
    ("score", 20),
    ("septet", 7),
    ("sextet", 6),
    ("threescore", 60),
    ("triplet", 3),
    ("twin", 2),
];

/// Ordinals below ten that are not formed with `th` from the number.
const ORDINALS: [(&str, u64); 6] =
    [("eighth", 8), ("fifth", 5), ("first", 1), ("ninth", 9), ("second", 2), ("third", 3)];

/// Han digits with their values.
const HAN_DIGITS: [(char, u64); 12] = [
    ('零', 0),
    ('一', 1),
    ('二', 2),
    ('两', 2),
    ('三', 3),
    ('四', 4),
    ('五', 5),
    ('六', 6),
    ('七', 7),
    ('八', 8),
    ('九', 9),
    ('両', 2),
];

/// Han characters that multiply the digits before them, with the factor.
const HAN_FACTORS: [(char, u64); 8] = [
    ('十', 10),
    ('百', 100),
    ('千', 1_000),
    ('万', 10_000),
    ('萬', 10_000),
    ('亿', 100_000_000),
    ('億', 100_000_000),
    ('兆', 1_000_000_000_000),
];

/// From this factor on, a Han factor multiplies everything before it.
const FIRST_GROUP_FACTOR: u64 = 10_000;

/// Years from the Christian era to the Buddhist era of the Thai calendar.
const YEARS_TO_BUDDHIST_ERA: i32 = 543;

/// Whether a text may state a number in a form that is not read as a number.
pub(super) fn is_written_otherwise(tokens: &Tokens<'_>, value: &Decimal) -> bool {
    let is_value =
        |number: Option<u64>| number.is_some_and(|number| Decimal::from(number) == *value);
    let is_token_value = |at: usize| {
        tokens.get(at).is_some_and(|token| match token.kind {
            Kind::Word => {
                is_value(roman(token.text))
                    || is_value(fold_or_ordinal(tokens, at))
                    || han_numbers(token.text).any(|han| is_value(Some(han)))
            }
            _ => is_value(single_character(token.text)),
        })
    };
    names_fraction(tokens, value)
        || (0..tokens.len()).any(|at| is_token_value(at) || is_value(group(tokens, at)))
}

/// Whether a text may state a year in Roman numerals or, in Thai, in the Buddhist era.
pub(super) fn is_year_written_otherwise(tokens: &Tokens<'_>, year: i32) -> bool {
    let words = || (0..tokens.len()).filter_map(|at| tokens.get(at)).map(|token| token.text);
    let is_roman =
        |text: &str| roman(text).is_some_and(|roman| i64::try_from(roman) == Ok(year.into()));
    let is_thai = |text: &str| text.contains(|letter| matches!(letter, '\u{E01}'..='\u{E4E}'));
    let is_buddhist_year = |at: usize| {
        tokens
            .plain_digits(at)
            .is_some_and(|(number, _)| i32::from(number) == year + YEARS_TO_BUDDHIST_ERA)
    };
    words().any(is_roman) || ((0..tokens.len()).any(is_buddhist_year) && words().any(is_thai))
}

/// Returns the number of things in the groups that a word names: 20 for `a score`, 4 for `two pairs`, 2 for `twins`.
fn group(tokens: &Tokens<'_>, at: usize) -> Option<u64> {
    let word = tokens.word(at);
    let size = value_in(&GROUPS, word).or_else(|| value_in(&GROUPS, word.strip_suffix('s')?))?;
    let before = at.checked_sub(1);
    let in_digits =
        before.and_then(|before| tokens.plain_digits(before)).map(|(count, _)| u64::from(count));
    let count = in_digits.or_else(|| small_number(tokens.word_before(at, 1))).unwrap_or(1);
    Some(size * count)
}

/// Returns the number that a word such as `twofold` states, or that an ordinal with tens states: 21 for the last word
/// of `twenty-first`. A simple ordinal such as `first` states no number of things.
fn fold_or_ordinal(tokens: &Tokens<'_>, at: usize) -> Option<u64> {
    let word = tokens.word(at);
    if let Some(number) = word.strip_suffix("fold") {
        return small_number(number).or_else(|| value_in(&TENS, number));
    }
    let ordinal = value_in(&ORDINALS, word).or_else(|| small_number(word.strip_suffix("th")?))?;
    let is_hyphenated = tokens.sign_before(at, 1) == Some('-');
    let tens = value_in(&TENS, tokens.word_before(at, if is_hyphenated { 2 } else { 1 }))?;
    (ordinal < 10).then_some(tens + ordinal)
}

/// Returns the value of a Roman numeral in capitals, or `None` for any other word. Single letters other than `V` and
/// `X` are seldom numerals.
fn roman(word: &str) -> Option<u64> {
    if word.len() > MAX_ROMAN_LETTERS || (word.len() == 1 && !matches!(word, "V" | "X")) {
        return None;
    }
    let (mut total, mut largest) = (0, 0);
    for letter in word.chars().rev() {
        let digit = value_of(&ROMAN, letter)?;
        if digit < largest {
            total = u64::checked_sub(total, digit)?;
        } else {
            total += digit;
            largest = digit;
        }
    }
    Some(total).filter(|total| *total > 0)
}

/// Returns the numbers in Han characters in a word: 7 for `七人`, 700 for `七百`.
fn han_numbers(word: &str) -> impl Iterator<Item = u64> {
    let is_han = |letter: char| {
        value_of(&HAN_DIGITS, letter).or_else(|| value_of(&HAN_FACTORS, letter)).is_some()
    };
    word.split(move |letter| !is_han(letter)).filter(|run| !run.is_empty()).map(han_number)
}

/// Returns the value of a number that consists of Han digits and factors.
fn han_number(run: &str) -> u64 {
    let (mut total, mut group, mut digits) = (0_u64, 0_u64, 0_u64);
    for letter in run.chars() {
        if let Some(digit) = value_of(&HAN_DIGITS, letter) {
            digits = digits.saturating_mul(10).saturating_add(digit);
            continue;
        }
        let factor = value_of(&HAN_FACTORS, letter).unwrap_or(1);
        if factor >= FIRST_GROUP_FACTOR {
            let multiplied = group.saturating_add(digits).max(1).saturating_mul(factor);
            total = total.saturating_add(multiplied);
            group = 0;
        } else {
            group = group.saturating_add(digits.max(1).saturating_mul(factor));
        }
        digits = 0;
    }
    total.saturating_add(group).saturating_add(digits)
}

/// Returns the number that a single character stands for: 7 for `⑦` and `⁷`.
fn single_character(text: &str) -> Option<u64> {
    let mut characters = text.chars();
    let character = characters.next().filter(|character| !character.is_ascii())?;
    if characters.next().is_some() {
        return None;
    }
    std::iter::once(character).nfkc().collect::<String>().parse().ok()
}

fn value_of(list: &[(char, u64)], letter: char) -> Option<u64> {
    list.iter().find(|(name, _)| *name == letter).map(|(_, value)| *value)
}
