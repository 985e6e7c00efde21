//! Sorts sequences of values, and finds violations of a required order.

use crate::value::Agreement;
use crate::value::date::{Instant, PartialDate, Precision};
use crate::value::number::Decimal;
use crate::value::order::{Form, PossibleOrder, Relation, Scalar};
use crate::value::version::Version;
use jiff::civil::Date;
use std::cmp::Ordering;

/// The requirements on a sequence.
#[derive(Debug, Clone, Copy, Default)]
pub struct Demands {
    /// Whether each value must be at most the value before it, rather than at least that value.
    pub descending: bool,
    /// Whether neighbours must not be equal.
    pub strict: bool,
    /// Whether neighbouring whole numbers or major versions must differ by at most one.
    pub no_gaps: bool,
    /// Upper bound for the lowest whole number or major version, or `None` if there is no bound.
    pub lowest_at_most: Option<u64>,
}

/// A violation in a sequence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fault {
    /// The kind of violation.
    pub kind: FaultKind,
    /// Position of the earlier value that the violating value was compared with. Equal to `at` for
    /// [`FaultKind::BeginsLate`].
    pub before: usize,
    /// Position of the violating value.
    pub at: usize,
}

/// The kinds of violations.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FaultKind {
    /// The value belongs before the earlier value.
    Backwards,
    /// The value is equal to the earlier value.
    Repeated,
    /// Values between the two are missing.
    Skips,
    /// The lowest value is higher than allowed.
    BeginsLate,
}

/// The result of checking a sequence.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Judgement {
    /// The violations, in sequence order.
    pub faults: Vec<Fault>,
    /// Number of comparisons that have a result.
    pub compared: u64,
    /// Number of comparisons that have no result.
    pub cannot_tell: u64,
}

/// Returns the form in which all values of a list are compared. If `form` is not [`Form::Auto`], returns
/// `form`. Otherwise:
///
/// - A list of numbers is compared as numbers.
/// - A list of texts is compared as dates if all its non-blank texts are dates, or if at least half of them are
///   dates and one of these is more precise than a year. Otherwise, it is compared as versions if more than
///   half of its non-blank texts are versions. Any other list of texts is compared as texts.
/// - A list of numbers and texts remains `Auto`. Two values of the same kind are ordered, but a number and a
///   text are not.
#[must_use]
pub fn form_of_all(form: Form, values: &[Scalar<'_>]) -> Form {
    if form != Form::Auto {
        return form;
    }
    let numbers = values.iter().filter(|value| value.is_number).count();
    if numbers > 0 {
        return if numbers == values.len() { Form::Number } else { Form::Auto };
    }
    let texts = || values.iter().filter(|value| !value.is_blank()).map(|value| value.text);
    let all = texts().count();
    if all == 0 {
        return Form::Text;
    }
    let dates = texts().filter(|text| PartialDate::parse(text).is_ok()).count();
    if dates == all {
        return Form::Date;
    }
    let is_unmistakable =
        |text: &str| PartialDate::parse(text).is_ok_and(|date| date.precision() > Precision::Year);
    // An impossible date such as 2018-02-30 is also a version.
    if dates * 2 >= all && texts().any(is_unmistakable) {
        return Form::Date;
    }
    let versions = texts().filter(|text| Version::parse(text).is_ok()).count();
    if versions * 2 > all { Form::Version } else { Form::Text }
}

/// Whether a value can be read in a form.
#[must_use]
pub fn is_readable(value: Scalar<'_>, form: Form) -> bool {
    form.order(value, value).is_some()
}

/// Finds violations of the required order, in linear time.
///
/// Compares neighbours. If the comparison of two neighbours has no result, the following values are also
/// compared with the first of the two, until a comparison has a result. An unreadable value between 5 and 3
/// therefore does not hide the violation.
#[must_use]
pub fn judge(values: &[Scalar<'_>], form: Form, demands: Demands) -> Judgement {
    let mut judgement = Judgement::default();
    let mut before_doubt = None;
    for (before, at) in (0..values.len()).zip(1..values.len()) {
        let earlier = [Some(before), before_doubt].into_iter().flatten();
        let mut results = earlier.filter_map(|before| {
            let (left, right) = (values.get(before)?, values.get(at)?);
            match judge_pair(*left, *right, form, demands) {
                Agreement::CannotTell => None,
                Agreement::Agree => Some((before, None)),
                Agreement::Differ => Some((before, Some(fault_of(*left, *right, form)))),
            }
        });
        match results.next() {
            None => {
                judgement.cannot_tell += 1;
                before_doubt = before_doubt.or(Some(before));
                continue;
            }
            Some((before, fault)) => {
                judgement.compared += 1;
                judgement.faults.extend(fault.map(|kind| Fault { kind, before, at }));
                if fault.is_none() && demands.no_gaps {
                    judgement.check_gap(values, (before, at), form, demands);
                }
            }
        }
        before_doubt = None;
    }
    if let Some(limit) = demands.lowest_at_most {
        judgement.check_begin(values, form, limit);
    }
    judgement
}

/// Decides whether one value may directly follow another.
fn judge_pair(left: Scalar<'_>, right: Scalar<'_>, form: Form, demands: Demands) -> Agreement {
    // Values that are written in the same way count as equal, even if they are imprecise dates such as 2017.
    if left == right && !demands.strict && !left.is_blank() {
        return Agreement::Agree;
    }
    let relation = match (demands.descending, demands.strict) {
        (false, false) => Relation::LessOrEqual,
        (false, true) => Relation::Less,
        (true, false) => Relation::GreaterOrEqual,
        (true, true) => Relation::Greater,
    };
    form.order(left, right).map_or(Agreement::CannotTell, |order| relation.holds(order))
}

/// Returns the kind of violation of two values that must not follow each other.
fn fault_of(left: Scalar<'_>, right: Scalar<'_>, form: Form) -> FaultKind {
    match form.order(left, right).and_then(PossibleOrder::certain) {
        Some(Ordering::Equal) => FaultKind::Repeated,
        _ => FaultKind::Backwards,
    }
}

impl Judgement {
    fn check_gap(
        &mut self,
        values: &[Scalar<'_>],
        (before, at): (usize, usize),
        form: Form,
        demands: Demands,
    ) {
        let number = |position: usize| whole_number(*values.get(position)?, form);
        let (lower, higher) = if demands.descending { (at, before) } else { (before, at) };
        match (number(lower), number(higher)) {
            (Some(lower), Some(higher)) => {
                let next = [lower, Decimal::from(1_u64)];
                if Decimal::compare_sum(&next, &higher) == Ordering::Less {
                    self.faults.push(Fault { kind: FaultKind::Skips, before, at });
                }
            }
            _ => self.cannot_tell += 1,
        }
    }

    fn check_begin(&mut self, values: &[Scalar<'_>], form: Form, limit: u64) {
        let numbers: Vec<Option<Decimal>> =
            values.iter().map(|value| whole_number(*value, form)).collect();
        let known = numbers.iter().enumerate();
        let lowest = known.filter_map(|(at, number)| Some((number.as_ref()?, at))).min();
        match lowest {
            Some((lowest, at)) if *lowest > Decimal::from(limit) => {
                // An unknown value may be lower.
                if numbers.iter().all(Option::is_some) {
                    self.faults.push(Fault { kind: FaultKind::BeginsLate, before: at, at });
                } else {
                    self.cannot_tell += 1;
                }
            }
            Some(_) => {}
            None if values.is_empty() => {}
            None => self.cannot_tell += 1,
        }
    }
}

/// Returns the number to check for gaps: a whole number or the major version. Returns `None` for other
/// numbers and forms.
fn whole_number(value: Scalar<'_>, form: Form) -> Option<Decimal> {
    let is_number = match form {
        Form::Number => true,
        Form::Version | Form::Release => false,
        Form::Auto => value.is_number,
        Form::Date | Form::Text | Form::Folded(_) => return None,
    };
    if is_number {
        Decimal::from_json(value.text).ok().filter(Decimal::is_whole)
    } else {
        Decimal::from_json(Version::parse(value.text).ok()?.major()).ok()
    }
}

/// Returns the positions of the values, sorted by their keys. All keys must be readable in their form. Values
/// with equal keys may be in any order, so they are put in the order that the sequence requires. Returns
/// `None` if the order of two keys cannot be decided.
#[must_use]
pub fn sorted_by(
    (keys, form_of_keys): (&[Scalar<'_>], Form),
    (values, form): (&[Scalar<'_>], Form),
    descending: bool,
) -> Option<Vec<usize>> {
    let ranks = ranks(keys, form_of_keys).into_iter().zip(ranks(values, form));
    let mut positions: Vec<(usize, (Rank, Rank))> = ranks.enumerate().collect();
    positions.sort_by(|(_, (left, left_value)), (_, (right, right_value))| {
        let by_value = left_value.compare(right_value);
        left.compare(right).then(if descending { by_value.reverse() } else { by_value })
    });
    let positions: Vec<usize> = positions.into_iter().map(|(position, _)| position).collect();
    let mut neighbours = positions.iter().zip(positions.iter().skip(1));
    let is_decided = neighbours.all(|(left, right)| match (keys.get(*left), keys.get(*right)) {
        (Some(left), Some(right)) => left == right || is_not_after(*left, *right, form_of_keys),
        _ => false,
    });
    is_decided.then_some(positions)
}

fn is_not_after(left: Scalar<'_>, right: Scalar<'_>, form: Form) -> bool {
    let order = form.order(left, right).and_then(PossibleOrder::certain);
    matches!(order, Some(Ordering::Less | Ordering::Equal))
}

/// The sort key of a value. Sort keys have a total order, even if the order of the values cannot be decided.
enum Rank {
    Number(Decimal),
    Instant(Instant),
    Days(Date, Date),
    Version(Version),
    Text(String),
}

fn ranks(values: &[Scalar<'_>], form: Form) -> Vec<Rank> {
    let date = |value: &Scalar<'_>| PartialDate::read(*value).ok();
    let instant = |value: &Scalar<'_>| Some(date(value)?.instants()?.0.clone());
    let are_instants = form == Form::Date && values.iter().all(|value| instant(value).is_some());
    let rank = |value: &Scalar<'_>| match form {
        Form::Number => Decimal::from_json(value.text).ok().map(Rank::Number),
        Form::Date if are_instants => instant(value).map(Rank::Instant),
        Form::Date => date(value).map(|date| Rank::Days(date.first_day(), date.last_day())),
        Form::Version | Form::Release => Version::parse(value.text).ok().map(Rank::Version),
        Form::Auto if value.is_number => Decimal::from_json(value.text).ok().map(Rank::Number),
        Form::Folded(collation) => Some(Rank::Text(collation.fold(value.text).into_owned())),
        Form::Auto | Form::Text => None,
    };
    values
        .iter()
        .map(|value| rank(value).unwrap_or_else(|| Rank::Text(value.text.to_owned())))
        .collect()
}

impl Rank {
    fn compare(&self, other: &Rank) -> Ordering {
        match (self, other) {
            (Rank::Number(left), Rank::Number(right)) => left.cmp(right),
            (Rank::Instant(left), Rank::Instant(right)) => left.cmp(right),
            (Rank::Days(left, left_end), Rank::Days(right, right_end)) => {
                (left, left_end).cmp(&(right, right_end))
            }
            (Rank::Version(left), Rank::Version(right)) => left.precedence(right),
            (Rank::Text(left), Rank::Text(right)) => left.cmp(right),
            _ => self.kind().cmp(&other.kind()),
        }
    }

    fn kind(&self) -> u8 {
        match self {
            Rank::Number(_) => 0,
            Rank::Instant(_) => 1,
            Rank::Days(..) => 2,
            Rank::Version(_) => 3,
            Rank::Text(_) => 4,
        }
    }
}

#[cfg(test)]
mod tests;
