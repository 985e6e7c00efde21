//! Compares the values of two claims. They agree, they differ, or they cannot be compared.

use super::{ClaimValue, Containment, StatedPeriod};
use crate::finding::Place;
use crate::rule::{Count, Output};
use crate::value::Agreement;
use crate::value::duration::Duration;
use crate::value::number::Decimal;
use crate::value::period::PeriodEnd;

/// The result of comparing two values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comparison {
    /// The overall result.
    pub agreement: Agreement,
    /// The ends that differ, if both values are periods.
    pub differing: Vec<PeriodEnd>,
}

/// Compares two values. Two places agree if they are equal or one is within the other, and differ otherwise.
/// Two entities agree if they are equal or one is part of the other, and differ otherwise. If the answer depends
/// on a value that is not an id, or on a place or an entity without a record, the values cannot be compared.
/// Dates agree if their intervals overlap. Amounts in different currencies cannot be compared. Values of
/// different types cannot be compared either, except a period with a duration.
#[must_use]
pub fn compare<'c>(
    left: &'c ClaimValue,
    right: &'c ClaimValue,
    tolerance: Option<&Decimal>,
    containment: &Containment<'c, '_>,
) -> Comparison {
    use ClaimValue as V;
    let numbers = |left: &Decimal, right: &Decimal| {
        let agree = match tolerance {
            Some(tolerance) => left.is_within(right, tolerance),
            None => left == right,
        };
        Agreement::from_equality(agree)
    };
    let within =
        |is_within: Option<bool>| is_within.map_or(Agreement::CannotTell, Agreement::from_equality);
    let agreement = match (left, right) {
        (V::Place(left), V::Place(right)) => within(containment.of_places(left, right)),
        (V::Entity(left), V::Entity(right)) => within(containment.of_entities(left, right)),
        (V::Period(left), V::Period(right)) => return compare_periods(left, right),
        (V::Period(period), V::Duration(length)) | (V::Duration(length), V::Period(period)) => {
            fits(period, length)
        }
        (V::Date(left), V::Date(right)) => left.agrees_with(right),
        (V::Duration(left), V::Duration(right)) => left.agrees_with(right),
        (V::Count(left), V::Count(right)) => numbers(left, right),
        (V::Text(left), V::Text(right)) => Agreement::from_equality(left == right),
        (V::Money(left), V::Money(right)) if left.currency == right.currency => {
            numbers(&left.amount, &right.amount)
        }
        (
            V::Place(_)
            | V::Entity(_)
            | V::Period(_)
            | V::Date(_)
            | V::Duration(_)
            | V::Count(_)
            | V::Text(_)
            | V::Money(_),
            _,
        ) => Agreement::CannotTell,
    };
    Comparison { agreement, differing: Vec::new() }
}

fn fits(period: &StatedPeriod, length: &Duration) -> Agreement {
    period.dates.fits(length)
}

/// Compares only the dates. The stated lengths are not compared.
fn compare_periods(left: &StatedPeriod, right: &StatedPeriod) -> Comparison {
    let agreement = left.dates.agrees_with(&right.dates);
    Comparison { agreement: agreement.overall(), differing: agreement.differing().collect() }
}

/// Compares each of `number` claims with the claims at the positions in `others`. Returns, for each claim,
/// whether it agrees with all others, or `None` if no other claim is comparable with it. The comparisons of a
/// claim stop when it differs from another claim. They also stop after 1,000 others, and whether the claim agrees
/// with the rest is then unknown. `compare` takes the positions of two claims, in either order and possibly equal,
/// and returns `None` if the claims are not comparable.
#[must_use]
pub fn compare_all(
    number: usize,
    others: &[usize],
    compare: impl Fn(usize, usize) -> Option<Agreement>,
) -> Vec<Option<Agreement>> {
    // Consecutive claims often differ from the same other claim, so the claim that the previous one differed
    // from is tried first.
    let mut last_rival = None;
    let result_of = |claim: usize| {
        let others = last_rival.into_iter().chain(others.iter().copied());
        let (mut result, mut compared) = (None::<Agreement>, 0);
        for other in others {
            let Some(mut agreement) = compare(claim, other) else { continue };
            compared += 1;
            if compared > MAX_COMPARED && agreement == Agreement::Agree {
                agreement = Agreement::CannotTell;
            }
            result = Some(result.map_or(agreement, |result| result.and(agreement)));
            if agreement == Agreement::Differ {
                last_rival = Some(other);
                break;
            }
            if compared > MAX_COMPARED {
                break;
            }
        }
        result
    };
    (0..number).map(result_of).collect()
}

/// Maximum number of other claims that a claim agrees with, or cannot be compared with, before the comparisons stop.
const MAX_COMPARED: usize = 1_000;

/// Counts the result of comparing a claim with others. `place` is the place of the claim.
pub fn count_compared<Fact>(result: Agreement, place: &Place, output: &mut Output<'_, Fact>) {
    let count = match result {
        Agreement::CannotTell => Count::CannotTell,
        Agreement::Agree | Agreement::Differ => Count::Compared,
    };
    output.count_at(count, "", place.clone());
}
