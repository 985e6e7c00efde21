//! The values of claims on a functional property, and their comparison.

use crate::claims::{self, ClaimValue, Comparison, Containment};
use crate::finding::Place;
use crate::value::Agreement;
use crate::value::date::PartialDate;
use crate::value::number::Decimal;
use crate::value::period::Period;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The value of a claim on a functional property.
#[derive(Serialize, Deserialize)]
pub(super) struct Stated {
    pub(super) value: ClaimValue,
    /// The claim's dates in the fields that its property names as separators, in the order of these fields. A
    /// date is `None` if the claim has none in the field, or if it cannot be read.
    pub(super) separators: Vec<Option<PartialDate>>,
    pub(super) valid: Period,
    pub(super) tolerance: Option<Decimal>,
    pub(super) place: Place,
}

/// The distinct statements about one topic. Claims with the same value for the same time make the same
/// statement.
pub(super) struct Distinct<'s> {
    /// For each statement, the first claim that makes it.
    pub(super) claims: Vec<&'s Stated>,
    /// For each claim of the topic, the position of its statement in `claims`.
    pub(super) positions: Vec<usize>,
    /// For each statement, the number of claims that make it.
    numbers: Vec<usize>,
}

impl<'s> Distinct<'s> {
    pub(super) fn of(group: &'s [Stated]) -> Distinct<'s> {
        let mut distinct =
            Distinct { claims: Vec::new(), positions: Vec::new(), numbers: Vec::new() };
        let mut known: BTreeMap<Vec<u8>, usize> = BTreeMap::new();
        for stated in group {
            let Stated { value, separators, valid, .. } = stated;
            let encoded = postcard::to_stdvec(&(value, separators, valid));
            debug_assert!(encoded.is_ok(), "a fact consists of values that can be encoded");
            let position = *known.entry(encoded.unwrap_or_default()).or_insert_with(|| {
                distinct.claims.push(stated);
                distinct.numbers.push(0);
                distinct.claims.len() - 1
            });
            distinct.positions.push(position);
            if let Some(number) = distinct.numbers.get_mut(position) {
                *number += 1;
            }
        }
        distinct
    }

    /// Checks whether several claims make the statement at a position in `claims`.
    pub(super) fn occurs_again(&self, position: usize) -> bool {
        self.numbers.get(position).is_some_and(|number| *number > 1)
    }

    /// Checks whether all claims are certainly about the same time.
    pub(super) fn have_same_time(&self) -> bool {
        let Some(first) = self.claims.first() else { return true };
        let has_same_time = |other: &&Stated| {
            (&other.separators, &other.valid) == (&first.separators, &first.valid)
        };
        compare_times(first, first) == Some(Agreement::Agree)
            && self.claims.iter().all(has_same_time)
    }

    /// Returns the positions of the claims with the least and the greatest value, given that all claims are about the
    /// same time. A claim that differs from at least one other claim also differs from one of these two. Returns
    /// `None` unless all values are numbers, amounts in one currency, or dates without a time.
    pub(super) fn extremes(&self) -> Option<Vec<usize>> {
        let first = self.claims.first()?;
        let positions = || self.claims.iter().enumerate();
        let numbers = positions().map(|(at, claim)| Some((number(claim, first)?, at)));
        if let Some(numbers) = numbers.collect::<Option<Vec<_>>>() {
            return Some(vec![numbers.iter().min()?.1, numbers.iter().max()?.1]);
        }
        let dates = positions().map(|(at, claim)| Some((day(claim)?, at)));
        let dates: Vec<(&PartialDate, usize)> = dates.collect::<Option<_>>()?;
        let ends_first = dates.iter().min_by_key(|(date, _)| date.last_day())?;
        let starts_last = dates.iter().max_by_key(|(date, _)| date.first_day())?;
        Some(vec![ends_first.1, starts_last.1])
    }
}

/// Returns the number that a claim states, or `None` if it cannot be compared with the number of
/// the other claim.
fn number<'s>(claim: &'s Stated, other: &Stated) -> Option<&'s Decimal> {
    match (&claim.value, &other.value) {
        (ClaimValue::Count(number), ClaimValue::Count(_)) => Some(number),
        (ClaimValue::Money(money), ClaimValue::Money(other)) => {
            (money.currency == other.currency).then_some(&money.amount)
        }
        (
            ClaimValue::Place(_)
            | ClaimValue::Entity(_)
            | ClaimValue::Period(_)
            | ClaimValue::Date(_)
            | ClaimValue::Duration(_)
            | ClaimValue::Count(_)
            | ClaimValue::Text(_)
            | ClaimValue::Money(_),
            _,
        ) => None,
    }
}

/// Returns the date that a claim states, or `None` if its value is a date with a time or not a date.
fn day(claim: &Stated) -> Option<&PartialDate> {
    match &claim.value {
        ClaimValue::Date(date) => (!date.has_time()).then_some(date),
        ClaimValue::Place(_)
        | ClaimValue::Entity(_)
        | ClaimValue::Period(_)
        | ClaimValue::Duration(_)
        | ClaimValue::Count(_)
        | ClaimValue::Text(_)
        | ClaimValue::Money(_) => None,
    }
}

/// Compares two claims. Returns `None` if they are about different times, since both can then be true.
pub(super) fn compare<'s>(
    left: &'s Stated,
    right: &'s Stated,
    containment: &Containment<'s, '_>,
) -> Option<Comparison> {
    let time = compare_times(left, right)?;
    let tolerance = left.tolerance.as_ref();
    let comparison = claims::compare(&left.value, &right.value, tolerance, containment);
    // Equal values agree regardless of the times.
    if time == Agreement::CannotTell && comparison.agreement != Agreement::Agree {
        return Some(Comparison { agreement: Agreement::CannotTell, differing: Vec::new() });
    }
    Some(comparison)
}

/// Compares the times that two claims are about. Returns `Agree` if the times certainly overlap, `None` if they
/// certainly do not, and otherwise `CannotTell`.
fn compare_times(left: &Stated, right: &Stated) -> Option<Agreement> {
    let mut agreement = Agreement::Agree;
    for pair in left.separators.iter().zip(&right.separators) {
        agreement = agreement.and(match pair {
            (Some(left), Some(right)) if left.key() == right.key() => Agreement::Agree,
            (Some(left), Some(right)) if left.agrees_with(right) == Agreement::Differ => {
                return None;
            }
            _ => Agreement::CannotTell,
        });
    }
    let is_timeless = |period: &Period| period.from.is_none() && period.to.is_none();
    if is_timeless(&left.valid) && is_timeless(&right.valid) {
        return Some(agreement);
    }
    match left.valid.overlaps(&right.valid) {
        Some(true) => Some(agreement),
        Some(false) => None,
        None => Some(Agreement::CannotTell),
    }
}
