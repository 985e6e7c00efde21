//! Decimal numbers in English words: `three point five`, `five point two million`, `point five`.

use crate::quote::mentions::numerals::words::in_words;
use crate::quote::mentions::numerals::{Numeral, is_not_cardinal};
use crate::quote::mentions::tokens::{Kind, Tokens};
use crate::quote::number_words::small_number;
use crate::value::number::Decimal;

/// Maximum number of digits in words after the point.
const MAX_DIGITS: usize = 9;

/// Adds the digits after `point` to a whole number: `three point five`, `twenty-one point oh five`. A number in
/// digits, and a number above 999, may be separate from the digits.
pub(super) fn add_decimals(tokens: &Tokens<'_>, numeral: &mut Numeral) {
    let next = numeral.last + 1;
    if !numeral.value.is_whole() || tokens.word(next) != "point" {
        return;
    }
    let Some((decimals, last)) = decimals(tokens, next + 1) else { return };
    let mut sums = numeral.plus(std::slice::from_ref(&decimals));
    if !numeral.is_in_words || numeral.value >= Decimal::from(1_000_u64) {
        sums.insert(0, numeral.value.clone());
    }
    numeral.set_values(sums);
    numeral.last = last;
}

/// Reads a decimal number without a whole number before its point: `nought point five`, and `point five`, which
/// may also mean five, as in `at that point five left`.
pub(super) fn decimal_without_whole(tokens: &Tokens<'_>, first: usize) -> Option<Numeral> {
    let has_zero = is_zero(tokens.word(first));
    let point = first + usize::from(has_zero);
    if tokens.word(point) != "point" {
        return None;
    }
    let (value, last) = decimals(tokens, point + 1)?;
    let mut values = vec![value];
    if !has_zero {
        values.extend(in_words(tokens, point + 1).map(|number| number.value));
        values.extend(small_number(tokens.word(point + 1)).map(Decimal::from));
    }
    let mut numeral = Numeral { is_in_words: true, ..Numeral::of_values(first, last, values)? };
    numeral.add_scale(tokens);
    numeral.is_part = is_not_cardinal(tokens, numeral.last);
    numeral.add_perhaps_scale(tokens);
    Some(numeral)
}

/// Whether a word is zero before a decimal point. `zero` itself is read as a number.
fn is_zero(word: &str) -> bool {
    matches!(word, "aught" | "naught" | "nil" | "nought" | "oh" | "ought" | "zero")
}

/// Reads the digits after a point, which begin at an index: `five`, `oh five`, `one four`, `twenty-five`, `5`.
/// Returns the value, which is below one, and the index of the last token.
fn decimals(tokens: &Tokens<'_>, first: usize) -> Option<(Decimal, usize)> {
    if let Some(token) = tokens.get(first).filter(|token| matches!(token.kind, Kind::Digits(_))) {
        let is_written = token.text.bytes().all(|byte| byte.is_ascii_digit());
        let value =
            Decimal::from_english(&format!("0.{}", token.text)).ok().filter(|_| is_written)?;
        return Some((value, first));
    }
    let digits: String = (first..tokens.len())
        .take(MAX_DIGITS)
        .take_while(|at| *at == first || tokens.sign(*at + 1) != Some('-'))
        .map_while(|at| digit(tokens.word(at)))
        .collect();
    if !digits.is_empty() {
        let value = Decimal::from_english(&format!("0.{digits}")).ok()?;
        return Some((value, first + digits.len() - 1));
    }
    // `three point twenty-five`
    let below_hundred = in_words(tokens, first)
        .filter(|number| number.value.as_u16().is_some_and(|value| (10..100).contains(&value)))?;
    Some((below_hundred.value.times_ten_to(-2), below_hundred.last))
}

/// Returns the digit that a word names, or `None` for any other word.
fn digit(word: &str) -> Option<char> {
    let value = if is_zero(word) { 0 } else { small_number(word).filter(|value| *value < 10)? };
    char::from_digit(u32::try_from(value).ok()?, 10)
}
