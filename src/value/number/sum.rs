//! Exact sums of decimal numbers.

use super::Decimal;

/// Maximum number of decimal places that the terms of a sum span.
const MAX_DIGITS: i64 = 4_096;

impl Decimal {
    /// Returns the exact sum, which is 0 if there are no terms. The running time is proportional to the
    /// number of digits. Returns `None` if the digits of the terms span more than 4,096 places, as in 1e9999
    /// + 1.
    #[must_use]
    pub fn sum<'d>(terms: impl IntoIterator<Item = &'d Decimal>) -> Option<Decimal> {
        let terms: Vec<&Decimal> = terms.into_iter().filter(|term| !term.is_zero()).collect();
        let highest = terms.iter().map(|term| term.point).max().unwrap_or(0);
        let lowest = terms.iter().map(|term| term.lowest_place()).min().unwrap_or(0);
        let places = highest.checked_sub(lowest).filter(|places| *places <= MAX_DIGITS)?;
        // The sums of the digits at each place, lowest first.
        let mut columns = vec![0_i64; usize::try_from(places).ok()?];
        for term in terms {
            let first = usize::try_from(term.point - lowest).ok()?;
            for (digit, column) in term.digits.iter().zip(columns.iter_mut().take(first).rev()) {
                let digit = i64::from(*digit - b'0');
                *column += if term.negative { -digit } else { digit };
            }
        }
        let (digits, carry) = carried(&columns);
        if carry >= 0 {
            return from_columns(false, &digits, carry, lowest);
        }
        for column in &mut columns {
            *column = -*column;
        }
        let (digits, carry) = carried(&columns);
        from_columns(true, &digits, carry, lowest)
    }
}

/// Reduces each place to one digit, and returns the carry above the highest place.
fn carried(columns: &[i64]) -> (Vec<u8>, i64) {
    let mut carry = 0_i64;
    let digits = columns.iter().map(|column| {
        let total = column + carry;
        carry = total.div_euclid(10);
        // A remainder modulo 10 is one digit.
        b'0' + u8::try_from(total.rem_euclid(10)).unwrap_or(0)
    });
    (digits.collect(), carry)
}

fn from_columns(negative: bool, digits: &[u8], carry: i64, lowest: i64) -> Option<Decimal> {
    let whole: Vec<u8> = carry.to_string().bytes().chain(digits.iter().rev().copied()).collect();
    Decimal::from_parts(negative, &whole, &[], lowest)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::cmp::Ordering;

    fn sum(terms: &[&str]) -> Option<String> {
        let terms: Vec<Decimal> =
            terms.iter().map(|term| Decimal::from_json(term).unwrap()).collect();
        Decimal::sum(&terms).map(|sum| sum.to_string())
    }

    #[test]
    fn sums_are_exact() {
        for (terms, want) in [
            (vec![], "0"),
            (vec!["0.1", "0.2"], "0.3"),
            (vec!["99.5", "0.5"], "100"),
            (vec!["1", "-3"], "-2"),
            (vec!["-0.7", "0.7"], "0"),
            (vec!["1e30", "-1"], "999999999999999999999999999999"),
            (vec!["5", "5", "5", "5", "5", "5", "5", "5", "5", "5", "5", "5"], "60"),
            (vec!["-100", "1e-3"], "-99.999"),
            (vec!["1e4000", "1"], ""),
        ] {
            let got = sum(&terms);
            match want {
                "" => assert!(got.is_some_and(|sum| sum.len() > 4000)),
                want => assert_eq!(got.as_deref(), Some(want), "{terms:?}"),
            }
        }
        assert_eq!(sum(&["1e9999", "1"]), None);
        assert_eq!(sum(&["1e99999999999999999", "1e-99999999999999999"]), None);
    }

    proptest! {
        #[test]
        fn a_sum_compares_equal_to_its_parts(
            terms in prop::collection::vec("-?(0|[1-9][0-9]{0,9})(\\.[0-9]{1,5})?(e-?[0-9]{1,2})?", 0..9),
        ) {
            let terms: Vec<Decimal> = terms.iter().map(|term| Decimal::from_json(term).unwrap()).collect();
            let sum = Decimal::sum(&terms).unwrap();
            prop_assert_eq!(Decimal::compare_sum(&terms, &sum), Ordering::Equal);
            prop_assert_eq!(&sum, &Decimal::sum(terms.iter().rev()).unwrap());
        }
    }
}
