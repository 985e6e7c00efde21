//! Number literals. They are kept as written and compared by value.

mod divisor;

pub(crate) use divisor::Divisor;

use std::cmp::{Ordering, Reverse};

/// A number as written in the document.
#[derive(Debug, Clone, Copy)]
pub struct Number<'a> {
    literal: &'a str,
}

impl<'a> Number<'a> {
    pub(super) fn new(literal: &'a str) -> Number<'a> {
        Number { literal }
    }

    /// Returns the literal as written.
    #[must_use]
    pub fn literal(&self) -> &'a str {
        self.literal
    }

    /// Returns the number as an unsigned integer. Returns `None` if it is not written as an unsigned integer
    /// or does not fit.
    #[must_use]
    pub fn as_u64(&self) -> Option<u64> {
        self.literal.parse().ok()
    }

    /// Returns the number as a signed integer. Returns `None` if it is not written as an integer or does not
    /// fit.
    #[must_use]
    pub fn as_i64(&self) -> Option<i64> {
        self.literal.parse().ok()
    }

    /// Returns the nearest double, which is infinite if the literal overflows.
    #[must_use]
    pub fn as_f64(&self) -> f64 {
        self.literal.parse().unwrap_or(f64::NAN)
    }

    /// Returns a double that compares with every [plain](is_plain) number in the same way as this number.
    /// Usually, this is the nearest double. If the nearest double is a plain number that differs from this
    /// number, the result is the next double in the direction of this number. Returns `None` if the literal
    /// overflows.
    #[must_use]
    pub(crate) fn as_ordered_f64(&self) -> Option<f64> {
        let nearest = self.as_f64();
        if is_short(self.literal) || !nearest.is_finite() {
            return Some(nearest).filter(|double| double.is_finite());
        }
        let shortest = Scientific::new(&format!("{nearest:e}"));
        if shortest.digits.len() > PLAIN_DIGITS {
            return Some(nearest);
        }
        Some(match Scientific::new(self.literal).compare(&shortest) {
            Ordering::Less => nearest.next_down(),
            Ordering::Equal => nearest,
            Ordering::Greater => nearest.next_up(),
        })
    }

    /// Whether the value is a whole number: `1`, `1.0` and `1e2` are, `1.5` is not.
    #[must_use]
    pub fn is_integer(&self) -> bool {
        self.as_i64().is_some() || self.as_u64().is_some() || is_whole(self.literal)
    }

    /// Compares two numbers by value, exactly.
    #[must_use]
    pub fn compare(&self, other: &Number<'_>) -> Ordering {
        compare_literals(self.literal, other.literal)
    }
}

/// Two different numbers with at most this many significant digits are different doubles.
const PLAIN_DIGITS: usize = 15;

/// Whether a literal has at most 15 significant digits and no exponent. Doubles distinguish such numbers and
/// keep their order.
fn is_short(literal: &str) -> bool {
    literal.len() <= PLAIN_DIGITS && !literal.contains(['e', 'E'])
}

/// Whether a number is plain. Zero is plain. Any other number is plain if it has at most 15 significant
/// digits and is neither very large nor very small. Within these bounds, the doubles directly before and
/// after the nearest double of a plain number are never plain themselves.
pub(crate) fn is_plain(literal: &str) -> bool {
    let number = Scientific::new(literal);
    let is_of_usual_size = matches!(number.exponent, Exponent::Usual(-290..=15));
    number.digits.is_empty() || (number.digits.len() <= PLAIN_DIGITS && is_of_usual_size)
}

/// Compares the values of two literals, exactly.
pub(crate) fn compare_literals(left: &str, right: &str) -> Ordering {
    if let (Ok(left), Ok(right)) = (left.parse::<i128>(), right.parse::<i128>()) {
        return left.cmp(&right);
    }
    if is_short(left)
        && is_short(right)
        && let (Ok(left), Ok(right)) = (left.parse::<f64>(), right.parse::<f64>())
        && let Some(order) = left.partial_cmp(&right)
    {
        return order;
    }
    Scientific::new(left).compare(&Scientific::new(right))
}

/// Whether a reader with double precision preserves the number. An integer has to be within ±(2^53 - 1), and
/// no other number may overflow, underflow or lose a digit (RFC 7493 section 2.2).
pub(super) fn is_exact_in_double(literal: &str) -> bool {
    if is_short(literal) {
        return true;
    }
    let Ok(double) = literal.parse::<f64>() else { return false };
    if !double.is_finite() {
        return false;
    }
    if !literal.contains(['.', 'e', 'E']) {
        return literal.parse::<i64>().is_ok_and(|integer| integer.unsigned_abs() < 1 << 53);
    }
    Scientific::new(literal) == Scientific::new(&format!("{double:e}"))
}

fn is_whole(literal: &str) -> bool {
    let number = Scientific::new(literal);
    number.digits.is_empty() || number.exponent >= Exponent::Usual(signed(number.digits.len()))
}

/// A number in the form 0.DIGITS × 10^exponent. The digits have no leading or trailing zeros.
#[derive(PartialEq, Eq)]
struct Scientific {
    is_negative: bool,
    digits: String,
    exponent: Exponent,
}

/// An exponent of any size. The variants are in ascending order of their values.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Exponent {
    /// A negative exponent with more than [`USUAL_DIGITS`] digits: the number of digits, and the digits.
    Low(Reverse<(usize, String)>),
    /// An exponent with at most [`USUAL_DIGITS`] digits.
    Usual(i64),
    /// A positive exponent with more than [`USUAL_DIGITS`] digits: the number of digits, and the digits.
    High((usize, String)),
}

/// Maximum number of digits of a usual exponent. The sum of two usual exponents fits into 64 bits.
const USUAL_DIGITS: usize = 18;
const ONE_AND_USUAL_ZEROS: i64 = 1_000_000_000_000_000_000;

impl Exponent {
    /// Returns the sum of an exponent as written and the number of digits by which the decimal point moves.
    fn sum(literal: &str, shift: i64) -> Exponent {
        let is_negative = literal.starts_with('-');
        let digits = literal.trim_start_matches(['-', '+']).trim_start_matches('0');
        let shift = if is_negative { -shift } else { shift };
        // Only the low digits are added, so the sum fits into 64 bits. A carry changes the high digits.
        let (high, low) = digits.split_at(digits.len().saturating_sub(USUAL_DIGITS));
        let low = low.parse().unwrap_or(0_i64) + shift;
        if high.is_empty() && low.unsigned_abs() < ONE_AND_USUAL_ZEROS.unsigned_abs() {
            return Exponent::Usual(if is_negative { -low } else { low });
        }
        let high = match low.div_euclid(ONE_AND_USUAL_ZEROS) {
            0 => high.to_owned(),
            carry => next(high, carry > 0),
        };
        let low = low.rem_euclid(ONE_AND_USUAL_ZEROS);
        if high.is_empty() {
            return Exponent::Usual(if is_negative { -low } else { low });
        }
        let all = format!("{high}{low:018}");
        let size = (all.len(), all);
        if is_negative { Exponent::Low(Reverse(size)) } else { Exponent::High(size) }
    }
}

/// Returns the natural number after a natural number or, if `is_greater` is not set, the one before. Both are
/// written as digits without leading zeros, so zero is the empty string.
fn next(digits: &str, is_greater: bool) -> String {
    let (full, empty) = if is_greater { ('9', '0') } else { ('0', '9') };
    let kept = digits.trim_end_matches(full);
    let changed = empty.to_string().repeat(digits.len() - kept.len());
    let last = kept.chars().next_back().and_then(|digit| digit.to_digit(10)).unwrap_or(0);
    let last = if is_greater { last + 1 } else { last.saturating_sub(1) };
    let kept = kept.get(..kept.len().saturating_sub(1)).unwrap_or_default();
    format!("{kept}{last}{changed}").trim_start_matches('0').to_owned()
}

impl Scientific {
    fn compare(&self, other: &Scientific) -> Ordering {
        let sign = |number: &Scientific| match (number.digits.is_empty(), number.is_negative) {
            (true, _) => 0,
            (false, true) => -1,
            (false, false) => 1,
        };
        // The digits never end with a zero, so a proper prefix is the smaller number.
        let by_size = (&self.exponent, &self.digits).cmp(&(&other.exponent, &other.digits));
        let by_size = if self.is_negative { by_size.reverse() } else { by_size };
        sign(self).cmp(&sign(other)).then(by_size)
    }

    /// Returns the digits as a whole number, and the exponent of its last digit.
    fn into_whole(self) -> (String, i128) {
        let magnitude = |digits: &str| digits.parse().unwrap_or(i128::MAX);
        let exponent = match &self.exponent {
            Exponent::Low(Reverse((_, digits))) => -magnitude(digits),
            Exponent::Usual(exponent) => i128::from(*exponent),
            Exponent::High((_, digits)) => magnitude(digits),
        };
        let exponent = exponent.saturating_sub(i128::from(signed(self.digits.len())));
        (self.digits, exponent)
    }

    fn new(literal: &str) -> Scientific {
        let (mantissa, exponent) = literal.split_once(['e', 'E']).unwrap_or((literal, "0"));
        let unsigned = mantissa.trim_start_matches('-');
        let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
        let all = format!("{whole}{fraction}");
        let digits = all.trim_start_matches('0');
        let leading_zeros = signed(all.len() - digits.len());
        let digits = digits.trim_end_matches('0');
        Scientific {
            is_negative: mantissa.starts_with('-'),
            digits: digits.to_owned(),
            exponent: if digits.is_empty() {
                Exponent::Usual(0)
            } else {
                Exponent::sum(exponent, signed(whole.len()) - leading_zeros)
            },
        }
    }
}

/// Converts a digit count to the type of exponents.
fn signed(digits: usize) -> i64 {
    i64::try_from(digits).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_within_two_to_the_53_are_exact() {
        assert!(is_exact_in_double("9007199254740991"));
        assert!(is_exact_in_double("-9007199254740991"));
        assert!(!is_exact_in_double("9007199254740993"));
        assert!(!is_exact_in_double("123456789012345678901234567890"));
    }

    #[test]
    fn overflow_underflow_and_lost_digits_are_not_exact() {
        assert!(!is_exact_in_double("1e400"));
        assert!(!is_exact_in_double("-1e400"));
        assert!(!is_exact_in_double("1e-400"));
        assert!(!is_exact_in_double("3.14159265358979323846"));
    }

    #[test]
    fn other_spellings_of_a_double_are_exact() {
        for literal in ["1.0", "1E2", "0.10000000000000000", "-0.0", "1e-7", "1.50e300", "0e999"] {
            assert!(is_exact_in_double(literal), "{literal}");
        }
    }

    #[test]
    fn whole_numbers_are_integers_however_written() {
        let is_integer = |literal| Number::new(literal).is_integer();
        assert!(
            is_integer("1.0") && is_integer("1e2") && is_integer("-0.0") && is_integer("150e-1")
        );
        assert!(is_integer("1e400"));
        assert!(!is_integer("1.5") && !is_integer("15e-1") && !is_integer("1e-400"));
    }

    #[test]
    fn a_double_that_is_a_plain_number_stands_for_that_number_alone() {
        let ordered = |literal| Number::new(literal).as_ordered_f64();
        for literal in ["0.1", "0.10000000000000000", "1e-1", "10000000000000000000e-20"] {
            assert_eq!(ordered(literal), Some(0.1), "{literal}");
        }
        assert!(ordered("0.10000000000000000001") > Some(0.1));
        assert!(ordered("0.09999999999999999999") < Some(0.1));
        assert!(ordered("1e-400") > Some(0.0));
        assert!(ordered("-1e-400") < Some(0.0));
        assert_eq!(ordered("0e-400"), Some(0.0));
        assert_eq!(ordered("1e400"), None);
        assert!(
            is_plain("0.0") && is_plain("0e999999999999999999999") && is_plain("-999999999999999")
        );
        assert!(!is_plain("9007199254740993") && !is_plain("1e15") && !is_plain("1e-300"));
        assert!(!is_plain("1e99999999999999999999") && !is_plain("0.1000000000000001"));
    }

    #[test]
    fn comparison_of_large_integers_is_exact() {
        let compare = |left, right| Number::new(left).compare(&Number::new(right));
        assert_eq!(compare("9007199254740993", "9007199254740992"), Ordering::Greater);
        assert_eq!(compare("1.0", "1"), Ordering::Equal);
        assert_eq!(compare("-1", "0.5"), Ordering::Less);
    }

    #[test]
    fn other_numbers_are_compared_exactly_too() {
        let compare = |left, right| Number::new(left).compare(&Number::new(right));
        for (left, right, order) in [
            ("9007199254740993.0", "9007199254740992.0", Ordering::Greater),
            ("9007199254740993.0", "9007199254740993", Ordering::Equal),
            ("1e400", "1e401", Ordering::Less),
            ("-1e400", "-1e401", Ordering::Greater),
            ("1e400", "10e399", Ordering::Equal),
            ("1e-400", "0", Ordering::Greater),
            ("-1e-400", "0.0", Ordering::Less),
            ("-0.0", "0", Ordering::Equal),
            ("-0", "0e5", Ordering::Equal),
            ("0.1", "0.10000000000000000001", Ordering::Less),
            ("0.10", "0.1", Ordering::Equal),
            ("-0.12", "-0.1", Ordering::Less),
            ("1e99999999999999999998", "1e99999999999999999999", Ordering::Less),
            ("-1e99999999999999999998", "-1e99999999999999999999", Ordering::Greater),
            ("1e-99999999999999999998", "1e-99999999999999999999", Ordering::Greater),
            ("10e99999999999999999999", "1e100000000000000000000", Ordering::Equal),
            ("0.1e-99999999999999999999", "1e-100000000000000000000", Ordering::Equal),
            ("100e999999999999999998", "1e+1000000000000000000", Ordering::Equal),
            ("0.1e1000000000000000000", "1e0999999999999999999", Ordering::Equal),
            ("10e-1000000000000000000", "1e-999999999999999999", Ordering::Equal),
            ("1e-1000000000000000000", "1e-999999999999999999", Ordering::Less),
            ("1e9999999999999999999", "1e-9999999999999999999", Ordering::Greater),
            ("0e99999999999999999999", "0", Ordering::Equal),
        ] {
            assert_eq!(compare(left, right), order, "{left} {right}");
            assert_eq!(compare(right, left), order.reverse(), "{right} {left}");
        }
    }
}
