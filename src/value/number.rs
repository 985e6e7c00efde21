//! Exact decimal numbers of any size.
//!
//! Numbers are compared exactly, without binary floating point: 0.1 + 0.2 is 0.3, and 1e400 is neither
//! infinite nor equal to 1e401. A number consists of its significant decimal digits and the position of its
//! decimal point, so the position is compared first, and then the digits.

mod sum;

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};

use crate::value::ParseError;
use serde::{Deserialize, Serialize};

/// The error of parsing a [`Decimal`].
pub type NumberError = ParseError;

const WANT_JSON: &str = "a JSON number with an exponent of at most 17 digits";
const WANT_ENGLISH: &str = "a number such as 1234, 1,234.5 or -0.5";

/// Maximum absolute value of an exponent, so that positions can be added without overflow.
const MAX_EXPONENT: i64 = 99_999_999_999_999_999;

/// An exact decimal number. The notation does not matter for equality: `1.0` equals `1`, and `-0` equals `0`.
#[derive(Clone, Serialize, Deserialize)]
pub struct Decimal {
    negative: bool,
    /// ASCII digits without leading or trailing zeros. Empty if the number is zero.
    digits: Box<[u8]>,
    /// The position of the decimal point relative to the first digit: the value is 0.`digits` times ten to this
    /// power. 0 if the number is zero.
    point: i64,
}

impl Decimal {
    /// Parses a JSON number (RFC 8259, section 6).
    ///
    /// # Errors
    /// Fails for any other text, or for an exponent of more than 17 digits.
    pub fn from_json(text: &str) -> Result<Decimal, NumberError> {
        read_json(text).ok_or_else(|| ParseError::new(text, WANT_JSON))
    }

    /// Parses a number in English notation: digits, optionally in groups of three separated by commas or
    /// thin spaces, with an optional decimal point and an optional sign (`+`, `-` or the minus sign).
    ///
    /// # Errors
    /// Fails for any other text, including groups of another size (`1,23`), which may be in another notation.
    pub fn from_english(text: &str) -> Result<Decimal, NumberError> {
        read_english(text).ok_or_else(|| ParseError::new(text, WANT_ENGLISH))
    }

    /// Whether two numbers differ by at most the tolerance. Always false for a negative tolerance.
    #[must_use]
    pub fn is_within(&self, other: &Decimal, tolerance: &Decimal) -> bool {
        sign_of_sum(&[(self, false), (other, true), (tolerance, true)]) != Ordering::Greater
            && sign_of_sum(&[(other, false), (self, true), (tolerance, true)]) != Ordering::Greater
    }

    /// Compares the exact sum of the parts with the total. Returns `Less` if the sum is smaller.
    #[must_use]
    pub fn compare_sum(parts: &[Decimal], total: &Decimal) -> Ordering {
        let terms: Vec<(&Decimal, bool)> =
            parts.iter().map(|part| (part, false)).chain(std::iter::once((total, true))).collect();
        sign_of_sum(&terms)
    }

    /// Returns the number times ten to the given power.
    #[must_use]
    pub fn times_ten_to(&self, power: i16) -> Decimal {
        let point = if self.is_zero() { 0 } else { self.point.saturating_add(i64::from(power)) };
        Decimal { point, ..self.clone() }
    }

    /// Returns the number with the opposite sign.
    #[must_use]
    pub fn negated(&self) -> Decimal {
        Decimal { negative: !self.negative && !self.is_zero(), ..self.clone() }
    }

    /// Whether the number is zero.
    #[must_use]
    pub fn is_zero(&self) -> bool {
        self.digits.is_empty()
    }

    /// Whether the number has no fraction.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.is_zero() || self.lowest_place() >= 0
    }

    /// Whether the number is below zero.
    #[must_use]
    pub fn is_negative(&self) -> bool {
        self.negative
    }

    /// Returns the number as a `u16`, or `None` if it is not whole or does not fit.
    #[must_use]
    pub fn as_u16(&self) -> Option<u16> {
        // Numbers of at most five digits are formatted without an exponent.
        if self.is_whole() && self.point <= 5 { self.to_string().parse().ok() } else { None }
    }

    /// Creates a number from the digits before and after the point and an exponent. Removes leading and
    /// trailing zeros. Returns `None` if the exponent overflows.
    fn from_parts(negative: bool, whole: &[u8], fraction: &[u8], exponent: i64) -> Option<Decimal> {
        let all: Vec<u8> = whole.iter().chain(fraction).copied().collect();
        let Some(first) = all.iter().position(|digit| *digit != b'0') else {
            return Some(Decimal { negative: false, digits: Box::default(), point: 0 });
        };
        let last = all.iter().rposition(|digit| *digit != b'0')?;
        let point = exponent
            .checked_add(i64::try_from(whole.len()).ok()?)?
            .checked_sub(i64::try_from(first).ok()?)?;
        Some(Decimal { negative, digits: all.get(first..=last)?.into(), point })
    }

    /// Returns the digit at the power of ten `place`, or 0 outside the significant digits.
    fn digit_at(&self, place: i64) -> i64 {
        let index = self.point - 1 - place;
        let digit = usize::try_from(index).ok().and_then(|index| self.digits.get(index));
        digit.map_or(0, |digit| i64::from(*digit - b'0'))
    }

    /// Returns the power of ten of the last significant digit.
    fn lowest_place(&self) -> i64 {
        self.point - i64::try_from(self.digits.len()).unwrap_or(i64::MAX)
    }
}

/// Returns the sign of a sum of terms. A term is subtracted if its flag is set.
///
/// Digits are added from the highest place down. As soon as the running total is so large that the lower digits
/// cannot bring it back to zero, the sign is known. Therefore, even a very long gap between the digits of two
/// terms takes no time.
fn sign_of_sum(terms: &[(&Decimal, bool)]) -> Ordering {
    let terms: Vec<(&Decimal, i64)> = terms
        .iter()
        .filter(|(term, _)| !term.is_zero())
        .map(|(term, subtracted)| (*term, if term.negative == *subtracted { 1 } else { -1 }))
        .collect();
    // The lower digits of each term are worth less than one unit of the current place.
    let decisive = i64::try_from(terms.len()).unwrap_or(i64::MAX);
    let lowest = terms.iter().map(|(term, _)| term.lowest_place()).min().unwrap_or(0);
    let mut place = terms.iter().map(|(term, _)| term.point).max().unwrap_or(0);
    let mut total: i64 = 0;
    while place > lowest {
        let covered =
            terms.iter().any(|(term, _)| term.lowest_place() < place && place <= term.point);
        if !covered && total == 0 {
            // Skip the zeros down to the next term.
            place = terms
                .iter()
                .map(|(term, _)| term.point)
                .filter(|point| *point < place)
                .max()
                .unwrap_or(lowest);
            continue;
        }
        place -= 1;
        let digits: i64 = terms.iter().map(|(term, sign)| sign * term.digit_at(place)).sum();
        total = total * 10 + digits;
        if total.abs() >= decisive {
            return total.cmp(&0);
        }
    }
    total.cmp(&0)
}

impl PartialEq for Decimal {
    fn eq(&self, other: &Decimal) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Decimal {}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Decimal) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Decimal) -> Ordering {
        // Compares the sign, then the position of the first digit, then the digits as text. Since there are
        // no trailing zeros, a prefix is the smaller number.
        let key = |number: &Decimal| match (number.is_zero(), number.negative) {
            (true, _) => 0,
            (false, true) => -1,
            (false, false) => 1,
        };
        let by_sign = key(self).cmp(&key(other));
        if by_sign != Ordering::Equal {
            return by_sign;
        }
        let by_size = self.point.cmp(&other.point).then_with(|| self.digits.cmp(&other.digits));
        if self.negative { by_size.reverse() } else { by_size }
    }
}

impl Hash for Decimal {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (self.negative, &self.digits, self.point).hash(state);
    }
}

impl From<u64> for Decimal {
    fn from(number: u64) -> Decimal {
        let text = number.to_string();
        let digits = text.trim_start_matches('0').trim_end_matches('0');
        // A u64 has at most 20 digits.
        let point = if digits.is_empty() { 0 } else { i64::try_from(text.len()).unwrap_or(0) };
        Decimal { negative: false, digits: digits.as_bytes().into(), point }
    }
}

impl From<i64> for Decimal {
    fn from(number: i64) -> Decimal {
        let size = Decimal::from(number.unsigned_abs());
        if number < 0 { size.negated() } else { size }
    }
}

impl fmt::Debug for Decimal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Decimal({self})")
    }
}

impl fmt::Display for Decimal {
    /// Formats the number in plain digits (`1234.5`), or with an exponent (`1e400`) to avoid many zeros. Like
    /// JavaScript, uses an exponent from 10^21 on and below 10^-6.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = std::str::from_utf8(&self.digits).unwrap_or_default();
        if digits.is_empty() {
            return formatter.write_str("0");
        }
        if self.negative {
            formatter.write_str("-")?;
        }
        let length = i64::try_from(digits.len()).unwrap_or(i64::MAX);
        let zeros = |number: i64| "0".repeat(usize::try_from(number).unwrap_or(0));
        if self.point > 0 && self.point <= length {
            let whole = usize::try_from(self.point).unwrap_or(0);
            let (whole, fraction) = digits.split_at_checked(whole).unwrap_or((digits, ""));
            let point = if fraction.is_empty() { "" } else { "." };
            return write!(formatter, "{whole}{point}{fraction}");
        }
        if self.point > length && self.point <= 21 {
            return write!(formatter, "{digits}{}", zeros(self.point - length));
        }
        if self.point <= 0 && self.point > -6 {
            return write!(formatter, "0.{}{digits}", zeros(-self.point));
        }
        let (first, rest) = digits.split_at_checked(1).unwrap_or((digits, ""));
        let point = if rest.is_empty() { "" } else { "." };
        write!(formatter, "{first}{point}{rest}e{}", self.point - 1)
    }
}

fn read_json(text: &str) -> Option<Decimal> {
    let (negative, rest) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let (mantissa, exponent) = match rest.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, read_exponent(exponent)?),
        None => (rest, 0),
    };
    let (whole, fraction) = match mantissa.split_once('.') {
        Some((_, "")) => return None,
        Some((whole, fraction)) => (whole, fraction),
        None => (mantissa, ""),
    };
    if whole.is_empty()
        || (whole.len() > 1 && whole.starts_with('0'))
        || !are_digits(whole)
        || !are_digits(fraction)
    {
        return None;
    }
    Decimal::from_parts(negative, whole.as_bytes(), fraction.as_bytes(), exponent)
}

fn read_exponent(text: &str) -> Option<i64> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    if digits.is_empty() || !are_digits(digits) {
        return None;
    }
    let significant = digits.trim_start_matches('0');
    let size: i64 = if significant.is_empty() { 0 } else { significant.parse().ok()? };
    if size > MAX_EXPONENT {
        return None;
    }
    Some(if negative { -size } else { size })
}

fn read_english(text: &str) -> Option<Decimal> {
    let negative = text.starts_with(['-', '\u{2212}']);
    let unsigned = text.strip_prefix(['-', '\u{2212}', '+']).unwrap_or(text);
    let (whole, fraction) = match unsigned.split_once('.') {
        Some((_, "")) => return None,
        Some((whole, fraction)) => (whole, fraction),
        None => (unsigned, ""),
    };
    let is_group_mark = |character: char| matches!(character, ',' | '\u{2009}' | '\u{202F}');
    let mut groups = whole.split(is_group_mark);
    let first = groups.next()?;
    let mut digits = first.to_owned();
    let mut has_groups = false;
    for group in groups {
        if group.len() != 3 {
            return None;
        }
        has_groups = true;
        digits.push_str(group);
    }
    if has_groups && !(1..=3).contains(&first.len()) {
        return None;
    }
    if !are_digits(&digits) || !are_digits(fraction) {
        return None;
    }
    if digits.is_empty() && fraction.is_empty() {
        return None;
    }
    Decimal::from_parts(negative, digits.as_bytes(), fraction.as_bytes(), 0)
}

fn are_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests;
