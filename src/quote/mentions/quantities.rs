//! Classifies the numbers in a text as counts of things, amounts of money, durations, or uncertain numbers.

pub(crate) mod amounts;
mod differences;
mod durations;
mod minor;
mod neighbours;
mod roles;

use std::ops::Range;

use crate::quote::mentions::dates::DateMention;
use crate::quote::mentions::numerals::{Fraction, Numeral};
use crate::quote::mentions::quantities::amounts::{power_of_suffix, read_amounts};
pub(crate) use crate::quote::mentions::quantities::durations::DurationMention;
use crate::quote::mentions::quantities::durations::read_duration;
use crate::quote::mentions::quantities::minor::{add_minor, possible_amounts};
use crate::quote::mentions::quantities::neighbours::{
    join_parts, join_rows, join_tens, shared_powers,
};
use crate::quote::mentions::quantities::roles::{
    is_measure, is_part_of_a_name, is_percentage, minus_of, role_of,
};
use crate::quote::mentions::tokens::{Kind, Tokens};
use crate::value::number::Decimal;

/// The role of a number in its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// The number of something.
    Plain,
    /// A lower bound: `more than`, `over`, `5+`.
    AtLeast,
    /// An upper bound: `up to`, `fewer than`.
    AtMost,
    /// A number with a unit: percent, money, time, kilometres.
    WithUnit,
    /// An estimate, one end of a range, a label, or a count that could be a year.
    Unclear,
    /// Apparently a year, although no word marks it as a year.
    PerhapsYear,
    /// Part of a date.
    Year,
    /// Part of a name, an ordinal, a fraction or a time.
    Part,
}

/// A number in the text.
#[derive(Debug, Clone)]
pub(crate) struct NumberMention {
    /// Value, with its sign.
    pub(crate) value: Decimal,
    pub(crate) range: Range<usize>,
    pub(crate) role: Role,
    pub(crate) is_percentage: bool,
}

/// An amount of money in the text.
#[derive(Debug, Clone)]
pub(crate) struct AmountMention {
    pub(crate) value: Decimal,
    /// An ISO 4217 code, or a sign that several currencies share.
    pub(crate) currency: String,
    pub(crate) range: Range<usize>,
    /// Whether the text plainly states the amount.
    pub(crate) is_sure: bool,
}

/// All quantities in a text.
#[derive(Debug, Default)]
pub(crate) struct Quantities {
    pub(crate) numbers: Vec<NumberMention>,
    pub(crate) durations: Vec<DurationMention>,
    pub(crate) amounts: Vec<AmountMention>,
}

/// Classifies the numbers in a text; `taken` marks the tokens that belong to dates.
pub(crate) fn read_quantities(
    tokens: &Tokens<'_>,
    numerals: Vec<Numeral>,
    taken: &[bool],
    dates: &[DateMention],
) -> Quantities {
    let mut numerals = join_parts(tokens, taken, numerals);
    join_rows(tokens, taken, &mut numerals);
    join_tens(tokens, &mut numerals);
    let shared = shared_powers(tokens, &numerals);
    let mut quantities = Quantities::default();
    let mut used_by_duration = 0;
    for (index, numeral) in numerals.iter().enumerate() {
        let range = tokens.range(numeral.first, numeral.last);
        let mut add = |value: Decimal, role| {
            quantities.numbers.push(NumberMention {
                value,
                range: range.clone(),
                role,
                is_percentage: false,
            });
        };
        if (numeral.first..=numeral.last).any(|at| taken.get(at).copied().unwrap_or(false)) {
            add(numeral.value.clone(), Role::Year);
            continue;
        }
        if numeral.is_part || is_part_of_a_name(tokens, numeral.first) {
            for value in parts_of(tokens, numeral) {
                add(value, Role::Part);
            }
            continue;
        }
        let shared = shared.get(index).copied().flatten();
        if numeral.is_unclear {
            add_unclear(tokens, &numerals, index, shared, &mut quantities);
            continue;
        }
        let minus = minus_of(tokens, numeral.first);
        let value = if minus.is_some() { numeral.value.negated() } else { numeral.value.clone() };
        let mut role = role_of(tokens, &numerals, index);
        if let Some(power) = shared {
            role = Role::Unclear;
            add_perhaps(tokens, numeral, value.times_ten_to(power), &mut quantities);
        }
        let mut amounts = read_amounts(tokens, numeral, value.clone());
        add_minor(tokens, numeral, numerals.get(index + 1), &mut amounts);
        if !amounts.is_empty() {
            for amount in &mut amounts {
                amount.is_sure &= role == Role::Plain;
            }
            quantities.numbers.extend(amounts.iter().map(|amount| NumberMention {
                value: amount.value.clone(),
                range: amount.range.clone(),
                role: Role::WithUnit,
                is_percentage: false,
            }));
            quantities.amounts.extend(amounts);
            continue;
        }
        let possible = possible_amounts(tokens, numeral, &value);
        let is_perhaps_amount = !possible.is_empty();
        quantities.amounts.extend(possible);
        if index >= used_by_duration
            && let Some((duration, used)) = read_duration(tokens, &numerals, index, role)
        {
            quantities.durations.push(duration);
            used_by_duration = index + used;
        }
        let is_percentage = is_percentage(tokens, numeral.last);
        let has_unit = is_percentage
            || is_perhaps_amount
            || numeral.suffix.is_some()
            || is_measure(tokens, numeral.last)
            || index < used_by_duration;
        let year = dates
            .iter()
            .find(|date| date.first == numeral.first && date.last == numeral.last)
            .filter(|_| role == Role::Plain);
        let role = match role {
            _ if year.is_some_and(|year| year.is_sure) => Role::PerhapsYear,
            _ if year.is_some() => Role::Unclear,
            _ if has_unit => Role::WithUnit,
            role => role,
        };
        let range = tokens.range(minus.unwrap_or(numeral.first), numeral.last);
        if let Some(power) = numeral.suffix.as_deref().and_then(power_of_suffix) {
            // 5m can be metres or millions.
            quantities.numbers.push(NumberMention {
                value: value.times_ten_to(power),
                range: range.clone(),
                role: Role::Unclear,
                is_percentage: false,
            });
        }
        quantities.numbers.push(NumberMention { value, range, role, is_percentage });
    }
    quantities
}

/// Adds each possible value of an ambiguous number as a number or an amount, and the duration that the number
/// may begin.
fn add_unclear(
    tokens: &Tokens<'_>,
    numerals: &[Numeral],
    index: usize,
    shared: Option<i16>,
    quantities: &mut Quantities,
) {
    let Some(numeral) = numerals.get(index) else { return };
    let is_negative = minus_of(tokens, numeral.first).is_some();
    let is_percentage = is_percentage(tokens, numeral.last);
    let range = tokens.range(numeral.first, numeral.last);
    for value in numeral.values() {
        if let Some(power) = shared {
            add_perhaps(tokens, numeral, value.times_ten_to(power), quantities);
        }
        let value = if is_negative { value.negated() } else { value.clone() };
        let mut amounts: Vec<_> = perhaps_amounts(tokens, numeral, value.clone()).collect();
        add_minor(tokens, numeral, numerals.get(index + 1), &mut amounts);
        quantities.amounts.extend(amounts);
        quantities.amounts.extend(possible_amounts(tokens, numeral, &value));
        let role = if is_percentage { Role::WithUnit } else { Role::Unclear };
        quantities.numbers.push(NumberMention { value, range: range.clone(), role, is_percentage });
    }
    if let Some((duration, _)) = read_duration(tokens, numerals, index, Role::Unclear) {
        quantities.durations.push(duration);
    }
}

/// Adds an alternative value of a number, as a number or an amount.
fn add_perhaps(
    tokens: &Tokens<'_>,
    numeral: &Numeral,
    value: Decimal,
    quantities: &mut Quantities,
) {
    quantities.amounts.extend(perhaps_amounts(tokens, numeral, value.clone()));
    quantities.numbers.push(NumberMention {
        value,
        range: tokens.range(numeral.first, numeral.last),
        role: Role::Unclear,
        is_percentage: false,
    });
}

/// Reads an amount of money with a value that is not certain.
fn perhaps_amounts(
    tokens: &Tokens<'_>,
    numeral: &Numeral,
    value: Decimal,
) -> impl Iterator<Item = AmountMention> {
    let amounts = read_amounts(tokens, numeral, value).into_iter();
    amounts.map(|amount| AmountMention { is_sure: false, ..amount })
}

/// Returns the numbers inside a token that is not one number: 10 and 30 for `10:30`.
fn parts_of(tokens: &Tokens<'_>, numeral: &Numeral) -> Vec<Decimal> {
    let token = tokens.get(numeral.first);
    match token.filter(|token| token.kind == Kind::Composite) {
        Some(token) => {
            let parts = token.text.split(|character: char| !character.is_ascii_digit());
            let parts = parts.filter_map(|part| Decimal::from_english(part).ok());
            let fraction = Fraction::with_slash(token.text);
            parts.chain(fraction.into_iter().flat_map(|fraction| fraction.of_power(0))).collect()
        }
        None => vec![numeral.value.clone()],
    }
}
