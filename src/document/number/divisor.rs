//! Division of numbers of any size, to check whether a remainder is left.

use super::{Number, Scientific, USUAL_DIGITS};
use num_bigint::BigUint;

/// The absolute value of a number by which other numbers are divided.
#[derive(Debug)]
pub(crate) struct Divisor {
    digits: BigUint,
    /// The exponent of the last digit.
    exponent: i128,
}

impl Divisor {
    /// Creates a divisor from the absolute value of a literal.
    pub(crate) fn new(literal: &str) -> Divisor {
        let (digits, exponent) = Scientific::new(literal).into_whole();
        Divisor { digits: remainder(&digits, None), exponent }
    }

    /// Whether a number is exactly a multiple of the divisor. Only zero is a multiple of zero. An exponent
    /// with more than 38 digits counts as the greatest exponent with 38 digits.
    pub(crate) fn divides(&self, number: Number<'_>) -> bool {
        let (digits, exponent) = Scientific::new(number.literal).into_whole();
        if digits.is_empty() {
            return true;
        }
        let shift = exponent.saturating_sub(self.exponent);
        // With a negative `shift`, the digits of a multiple would end with a zero, but digits never do.
        if shift < 0 || self.digits == BigUint::ZERO {
            return false;
        }
        let power = BigUint::from(10_u8).modpow(&shift.unsigned_abs().into(), &self.digits);
        (remainder(&digits, Some(&self.digits)) * power) % &self.digits == BigUint::ZERO
    }
}

/// Returns the remainder of the natural number `digits` after division by `divisor`, or the number itself if
/// there is no divisor.
fn remainder(digits: &str, divisor: Option<&BigUint>) -> BigUint {
    digits.as_bytes().chunks(USUAL_DIGITS).fold(BigUint::ZERO, |remainder, chunk| {
        let value = chunk.iter().fold(0_u64, |value, digit| value * 10 + u64::from(digit - b'0'));
        let power = chunk.iter().fold(1_u64, |power, _| power * 10);
        let next = remainder * power + value;
        divisor.map_or(next.clone(), |divisor| next % divisor)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn division_is_exact() {
        let divides = |divisor, number| Divisor::new(divisor).divides(Number::new(number));
        for (divisor, number, want) in [
            ("0.01", "19.99", true),
            ("0.01", "19.999", false),
            ("0.01", "0.30000000000000000001", false),
            ("0.3", "0.9", true),
            ("0.3", "1", false),
            ("7", "1e30", false),
            ("7", "7e30", true),
            ("4", "100", true),
            ("8", "100", false),
            ("2", "1e400", true),
            ("3", "-1e400", false),
            ("3", "0e400", true),
            ("1e-400", "1", true),
            ("1e400", "1", false),
            ("18446744073709551617", "36893488147419103234", true),
            ("18446744073709551617", "36893488147419103235", false),
            ("18446744073709551617", "18446744073709551617e1000000000000", true),
            ("1e99999999999999999999", "3e99999999999999999999", true),
            ("1e99999999999999999999", "3e99999999999999999998", false),
            ("0", "1", false),
        ] {
            assert_eq!(divides(divisor, number), want, "{number} / {divisor}");
        }
    }
}
