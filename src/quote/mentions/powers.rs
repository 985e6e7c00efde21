//! Parses numbers with a power of ten: `1.6 × 10⁶`, `1.6 x 10^6`, `10^6`, `6.022e23`.

use crate::quote::mentions::digits::{self, ParsedDigits};
use crate::value::number::Decimal;

/// Maximum number of digits of an exponent.
const MAX_DIGITS: usize = 3;

const SUPERSCRIPTS: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];

/// Parses the number with a power of ten at the start of a text, and returns it with its length in bytes. `10⁶`
/// without a number before it can be 10 with a footnote mark, and `12e45` can be a code.
pub(super) fn read(text: &str) -> Option<(ParsedDigits, usize)> {
    let is_mark = |character: char| matches!(character, '.' | ',' | '\'');
    let end = text.find(|character: char| !character.is_ascii_digit() && !is_mark(character))?;
    let (written, rest) = text.split_at_checked(end)?;
    let (power, rest, is_plain) = if let Some((power, rest)) = times_power_of_ten(rest) {
        (power, rest, true)
    } else if let Some(exponent) = rest.strip_prefix(['e', 'E']) {
        let (power, rest) = signed(exponent)?;
        (power, rest, written.len() == 1 || written.contains('.'))
    } else if written == "10" {
        let (power, after) = exponent(rest)?;
        (power - 1, after, !rest.starts_with(SUPERSCRIPTS))
    } else {
        return None;
    };
    if rest.starts_with(char::is_alphanumeric) {
        return None;
    }
    // The point of `6.022e23` is a decimal point.
    let (values, is_english) = match Decimal::from_english(written) {
        Ok(value) => (vec![value], true),
        Err(_) => match digits::read(written) {
            ParsedDigits::Number(value) => (vec![value], false),
            ParsedDigits::Perhaps(values) => (values, false),
            ParsedDigits::Other => return None,
        },
    };
    let scaled = values.iter().map(|value| value.times_ten_to(power));
    let parsed = match scaled.clone().next().filter(|_| is_plain && is_english) {
        Some(value) => ParsedDigits::Number(value),
        None => ParsedDigits::Perhaps(scaled.chain(values.iter().cloned()).collect()),
    };
    Some((parsed, text.len() - rest.len()))
}

/// Parses `× 10⁶`, and returns the power with the text after it.
fn times_power_of_ten(text: &str) -> Option<(i16, &str)> {
    let times = text.trim_start_matches(' ').strip_prefix(['×', 'x', '*', '·', '⋅'])?;
    exponent(times.trim_start_matches(' ').strip_prefix("10")?)
}

/// Parses an exponent after its base: `⁶`, `^6`, `**-6`.
fn exponent(text: &str) -> Option<(i16, &str)> {
    if let Some(written) = text.strip_prefix("**").or_else(|| text.strip_prefix('^')) {
        return signed(written);
    }
    let magnitude = text.strip_prefix('⁻');
    let written = magnitude.unwrap_or(text);
    let rest = written.trim_start_matches(SUPERSCRIPTS);
    let digits: String = written
        .chars()
        .map_while(|character| SUPERSCRIPTS.iter().position(|digit| *digit == character))
        .map(|digit| digit.to_string())
        .collect();
    let power = small(&digits)?;
    Some((if magnitude.is_some() { -power } else { power }, rest))
}

/// Parses digits after an optional sign.
fn signed(text: &str) -> Option<(i16, &str)> {
    let rest = text.strip_prefix(['-', '+']).unwrap_or(text);
    let after = rest.trim_start_matches(|character: char| character.is_ascii_digit());
    let power = small(rest.get(..rest.len() - after.len())?)?;
    Some((if text.starts_with('-') { -power } else { power }, after))
}

fn small(digits: &str) -> Option<i16> {
    if digits.len() > MAX_DIGITS { None } else { digits.parse().ok() }
}
