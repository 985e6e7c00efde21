//! Divides conflicting claims into sides. The claims of one side agree with each other.

use super::ClaimValue;
use std::collections::HashMap;

/// Assigns each of `number` claims to a side, and returns the numbers of the sides. Two claims are on the same side if
/// they agree with each other and with the same other claims. A claim that agrees with several sides is thus on none of
/// them: the year 2021 is on a different side than February 2021 and March 2021. `agree` takes the positions of two
/// claims.
#[must_use]
pub fn sides(number: usize, agree: impl Fn(usize, usize) -> bool) -> Vec<usize> {
    let mut sides: HashMap<Vec<bool>, usize> = HashMap::new();
    let side_of = |claim: usize| {
        let agreeing = (0..number).map(|other| other == claim || agree(claim, other)).collect();
        let next = sides.len();
        *sides.entry(agreeing).or_insert(next)
    };
    (0..number).map(side_of).collect()
}

/// Maximum number of differing claims that are compared in pairs for a finding. If there are more, the finding does not
/// say which claims differ from which, and only claims with equal values are on the same side.
pub const MAX_COMPETING: usize = 100;

/// Returns the side of each of many claims, given their values. Equal values are on the same side.
pub fn sides_of_equal<'v>(values: impl Iterator<Item = &'v ClaimValue>) -> Vec<usize> {
    let mut sides: HashMap<String, usize> = HashMap::new();
    let side_of = |value: &ClaimValue| {
        let next = sides.len();
        *sides.entry(value.to_string()).or_insert(next)
    };
    values.map(side_of).collect()
}

#[cfg(test)]
mod tests {
    use super::sides;
    use crate::value::Agreement;
    use crate::value::date::PartialDate;

    fn of(dates: &[&str]) -> Vec<usize> {
        let dates: Vec<PartialDate> =
            dates.iter().map(|date| PartialDate::parse(date).unwrap()).collect();
        sides(dates.len(), |one, other| dates[one].agrees_with(&dates[other]) == Agreement::Agree)
    }

    #[test]
    fn claims_that_agree_at_their_precision_are_on_one_side() {
        assert_eq!(of(&["2021-02", "2021", "2020"]), [0, 0, 1]);
        assert_eq!(of(&[]), [0; 0]);
    }

    #[test]
    fn a_year_is_on_the_side_of_neither_of_two_of_its_months() {
        assert_eq!(of(&["2021-02", "2021-03", "2021"]), [0, 1, 2]);
        assert_eq!(of(&["2021", "2021-02", "2021-03"]), [0, 1, 2]);
        assert_eq!(of(&["2021-02-03", "2021-02", "2021", "2021-03"]), [0, 0, 1, 2]);
    }
}
