//! Reads the numbers, dates, durations and amounts of money in an English text, and decides whether the
//! text shows a given value.
//!
//! Only values that are plainly written count as shown. A year is not a count and a count is not a date. A
//! number is not plainly a count if it has a unit, is in a range, is after `about` or `more than`, is a label
//! (`Phase 2`) or is denied (`not 27`). If a text cannot be judged, the result is [`Support::CannotTell`],
//! which neither passes nor fails.

mod bounds;
mod dates;
mod denial;
mod digits;
mod doubts;
mod ends;
mod function_words;
mod labels;
mod numerals;
mod powers;
mod quantities;
mod shows;
mod tokens;
mod units;
mod unusual;

use std::ops::Range;

use crate::quote::fold::Folded;
use crate::quote::mentions::bounds::{Bound, bounds_of};
use crate::quote::mentions::dates::{Dates, read_dates};
use crate::quote::mentions::ends::{WrittenEnd, ends_longer_time, ends_of};
use crate::quote::mentions::numerals::numerals;
use crate::quote::mentions::quantities::{
    AmountMention, DurationMention, NumberMention, Role, read_quantities,
};
use crate::quote::mentions::tokens::Tokens;
use crate::value::date::PartialDate;
use crate::value::duration::Duration;
use crate::value::number::Decimal;

pub use crate::quote::mentions::shows::{
    shows_amount, shows_date, shows_dates, shows_duration, shows_number,
};

/// Whether a text shows a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Support {
    /// The value is shown, at this byte range of the text.
    Yes(Range<usize>),
    /// The value is not shown: the text plainly shows another value of the same kind, or no value of that kind.
    No,
    /// The text shows something that may or may not be the value.
    CannotTell,
}

/// The kinds of values that a text can state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StatedKind {
    /// A number of things.
    Number,
    /// A date.
    Date,
    /// A length of time.
    Duration,
    /// An amount of money.
    Amount,
}

/// Returns the byte ranges where an English text states a value of a kind, in order and without duplicates.
#[must_use]
pub fn stated(text: &str, kind: StatedKind) -> Vec<Range<usize>> {
    let mut places: Vec<Range<usize>> = match kind {
        StatedKind::Number => numbers(text).into_iter().map(|(_, range)| range).collect(),
        StatedKind::Date => dates(text).into_iter().map(|(_, range)| range).collect(),
        StatedKind::Duration => durations(text).into_iter().map(|(_, range)| range).collect(),
        StatedKind::Amount => amounts(text).into_iter().map(|(.., range)| range).collect(),
    };
    places.dedup();
    places
}

/// Returns the numbers in an English text, in digits or in words, each with its byte range: counts,
/// percentages, amounts (`EUR 2 million` is 2,000,000) and numbers with a unit. Ordinals, fractions, years,
/// other parts of dates, and digits inside names are left out.
#[must_use]
pub fn numbers(text: &str) -> Vec<(Decimal, Range<usize>)> {
    let folded = Folded::new(text);
    let reading = Reading::new(&folded, text);
    let is_number = |mention: &&NumberMention| {
        !matches!(mention.role, Role::Year | Role::PerhapsYear | Role::Part)
    };
    reading
        .numbers
        .iter()
        .filter(is_number)
        .map(|mention| (mention.value.clone(), mention.range.clone()))
        .collect()
}

/// Returns the dates with a year in an English text, each with its byte range. A range of years is two dates.
/// A number from 1000 to 2999 is a year unless it has a unit or plainly counts something.
#[must_use]
pub fn dates(text: &str) -> Vec<(PartialDate, Range<usize>)> {
    let folded = Folded::new(text);
    let reading = Reading::new(&folded, text);
    let sure = reading.dates.into_iter().filter(|mention| mention.is_sure);
    sure.map(|mention| (mention.date, mention.range)).collect()
}

/// Returns the durations in years, months, weeks and days that an English text states, each with its byte
/// range: `three-year`, `18 months`. Estimates, dates (`two years ago`) and ages are left out.
#[must_use]
pub fn durations(text: &str) -> Vec<(Duration, Range<usize>)> {
    let folded = Folded::new(text);
    let reading = Reading::new(&folded, text);
    let sure = reading.durations.iter().filter(|mention| mention.is_sure);
    sure.map(|mention| (mention.duration, mention.range.clone())).collect()
}

/// Returns the amounts of money in an English text, each with its currency and its byte range. The currency
/// is an ISO 4217 code if it is unambiguous (`EUR`, `€`, `US$`, `Canadian dollars`), otherwise the sign
/// (`$`).
#[must_use]
pub fn amounts(text: &str) -> Vec<(Decimal, String, Range<usize>)> {
    let folded = Folded::new(text);
    let reading = Reading::new(&folded, text);
    let amounts = reading.amounts.into_iter().filter(|mention| mention.is_sure);
    amounts.map(|mention| (mention.value, mention.currency, mention.range)).collect()
}

/// A date in the text.
struct DateInText {
    date: PartialDate,
    range: Range<usize>,
    /// Whether the text plainly states the date, or plainly states it as a bound.
    is_sure: bool,
    /// How the words around the date qualify it, or `None` if they do not.
    bound: Option<Bound>,
    /// Which end of a period the date is, or `None` if it is not an end.
    end: Option<WrittenEnd>,
    /// Whether the date ends a period that may have begun in an earlier month or year.
    ends_longer_time: bool,
}

/// All mentions that are read from a text.
struct Reading<'t> {
    numbers: Vec<NumberMention>,
    dates: Vec<DateInText>,
    bare_months: Vec<u16>,
    has_vague_date: bool,
    durations: Vec<DurationMention>,
    amounts: Vec<AmountMention>,
    tokens: Tokens<'t>,
}

impl<'t> Reading<'t> {
    /// Reads a folded text; `original` is the text before folding.
    fn new(folded: &'t Folded, original: &str) -> Reading<'t> {
        let tokens = Tokens::new(folded, original);
        let numerals = numerals(&tokens);
        let Dates { mentions, bare_months, is_vague, taken } = read_dates(&tokens, &numerals);
        let quantities = read_quantities(&tokens, numerals, &taken, &mentions);
        let ends = ends_of(&tokens, &mentions);
        let bounds = bounds_of(&tokens, &mentions);
        let dates = mentions.into_iter().zip(bounds).zip(ends);
        let dates = dates.map(|((mention, bound), end)| DateInText {
            date: mention.date,
            range: tokens.range(mention.first, mention.last),
            is_sure: mention.is_sure && !tokens.is_denied(mention.first),
            bound,
            end,
            ends_longer_time: ends_longer_time(&tokens, mention.first),
        });
        Reading {
            numbers: quantities.numbers,
            durations: quantities.durations,
            amounts: quantities.amounts,
            dates: dates.collect(),
            bare_months,
            has_vague_date: is_vague,
            tokens,
        }
    }

    /// Whether any of these words occurs in the text.
    fn has_word(&self, list: &[&str]) -> bool {
        (0..self.tokens.len()).any(|index| list.contains(&self.tokens.word(index)))
    }
}

#[cfg(test)]
mod tests;
