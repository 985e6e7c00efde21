//! Durations in English text: numbers of years, months, weeks and days.

use crate::quote::mentions::numerals::Numeral;
use crate::quote::mentions::quantities::Role;
use crate::quote::mentions::tokens::Tokens;
use crate::value::Agreement;
use crate::value::duration::Duration;
use std::ops::Range;

/// Words before a duration that make it a date or a recurrence.
const BEFORE_OTHER_TIME: [&str; 14] = [
    "another", "coming", "each", "every", "final", "first", "last", "next", "other", "past", "per",
    "previous", "recent", "within",
];

/// Words after a duration that make it a date or an age.
const AFTER_OTHER_TIME: [&str; 6] = ["ago", "earlier", "later", "old", "olds", "hence"];

/// Words before a unit that leave its number open: `ten days and some hours`.
const OPEN_NUMBERS: [&str; 9] =
    ["a", "an", "couple", "few", "half", "many", "odd", "several", "some"];

/// A duration in the text.
#[derive(Debug, Clone)]
pub(crate) struct DurationMention {
    /// The duration without its hours, minutes and seconds.
    pub(crate) duration: Duration,
    /// Whether the duration also has hours, minutes or seconds.
    has_time: bool,
    pub(crate) range: Range<usize>,
    /// Whether the text plainly states how long something lasts.
    pub(crate) is_sure: bool,
}

impl DurationMention {
    /// Compares the duration with a duration of whole days.
    pub(crate) fn agrees_with(&self, value: &Duration) -> Agreement {
        match self.duration.agrees_with(value) {
            Agreement::Agree if self.has_time => Agreement::Differ,
            agreement => agreement,
        }
    }
}

/// Units of durations, the largest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum TimeUnit {
    Century,
    Decade,
    Year,
    Month,
    Fortnight,
    Week,
    Day,
    Hour,
    Minute,
    Second,
}

impl TimeUnit {
    fn of_word(word: &str) -> Option<TimeUnit> {
        Some(match word.trim_end_matches('\'').trim_end_matches("'s") {
            "century" | "centuries" => TimeUnit::Century,
            "decade" | "decades" => TimeUnit::Decade,
            "year" | "years" | "yr" | "yrs" => TimeUnit::Year,
            "month" | "months" => TimeUnit::Month,
            "fortnight" | "fortnights" => TimeUnit::Fortnight,
            "week" | "weeks" => TimeUnit::Week,
            "day" | "days" => TimeUnit::Day,
            "hour" | "hours" | "hr" | "hrs" => TimeUnit::Hour,
            "minute" | "minutes" | "min" | "mins" => TimeUnit::Minute,
            "second" | "seconds" | "sec" | "secs" => TimeUnit::Second,
            _ => return None,
        })
    }

    /// Whether a number of this unit is usually an estimate: `two decades`.
    fn is_rough(self) -> bool {
        matches!(self, TimeUnit::Century | TimeUnit::Decade)
    }

    fn is_below_day(self) -> bool {
        self > TimeUnit::Day
    }
}

/// A number of a unit in the text.
struct Part {
    unit: TimeUnit,
    /// The number of units, or `None` if it is not a small whole number.
    number: Option<u32>,
    /// Index of the unit's token.
    last: usize,
}

/// Reads the duration that begins with the number at `index`. Returns the duration, and how many numerals
/// belong to it: 2 for `three years and six months`.
pub(super) fn read_duration(
    tokens: &Tokens<'_>,
    numerals: &[Numeral],
    index: usize,
    role: Role,
) -> Option<(DurationMention, usize)> {
    let first = numerals.get(index)?;
    let begin = part_with_number(tokens, first)?;
    begin.number.filter(|_| !begin.unit.is_below_day())?;
    let leading = part_before(tokens, first.first).filter(|(part, _)| part.unit < begin.unit);
    let start = leading.as_ref().map_or(first.first, |(_, start)| *start);
    // `a year and six months` can be a rate and a duration.
    let mut is_plain = leading.is_none();
    let mut last = begin.last;
    let mut parts: Vec<Part> = leading.into_iter().map(|(part, _)| part).chain([begin]).collect();
    let mut used = 1;
    loop {
        let numeral = numerals.get(index + used);
        let next = last + 1 + joints(tokens, last + 1);
        let is_numeral = numeral.is_some_and(|numeral| numeral.first == next);
        let part = match numeral.filter(|_| is_numeral) {
            Some(numeral) => part_with_number(tokens, numeral),
            None if next > last + 1 => part_with_article(tokens, next),
            None => None,
        };
        let smallest = parts.last().map(|part| part.unit);
        let Some(part) = part.filter(|part| Some(part.unit) > smallest) else { break };
        used += usize::from(is_numeral);
        last = part.last;
        parts.push(part);
    }
    is_plain &= role == Role::Plain
        && !is_other_time(tokens, start, last)
        && !has_open_part(tokens, last + 1)
        && !parts.iter().any(|part| part.unit.is_rough());
    let has_time = parts.iter().any(|part| part.unit.is_below_day() && part.number != Some(0));
    let duration = sum(&parts)?;
    let range = tokens.range(start, last);
    Some((DurationMention { duration, has_time, range, is_sure: is_plain }, used))
}

/// Adds up the parts of a duration, except hours, minutes and seconds. Returns `None` if the number of a part
/// is not a small whole number.
fn sum(parts: &[Part]) -> Option<Duration> {
    let mut duration = Duration::default();
    for part in parts.iter().filter(|part| !part.unit.is_below_day()) {
        let number = part.number?;
        match part.unit {
            TimeUnit::Century => duration.years += number.checked_mul(100)?,
            TimeUnit::Decade => duration.years += number * 10,
            TimeUnit::Year => duration.years += number,
            TimeUnit::Month => duration.months = number,
            TimeUnit::Fortnight => duration.weeks += number * 2,
            TimeUnit::Week => duration.weeks += number,
            TimeUnit::Day => duration.days = number,
            TimeUnit::Hour | TimeUnit::Minute | TimeUnit::Second => {}
        }
    }
    Some(duration)
}

/// Reads a number and the unit after it. Returns `None` if there is no unit of time.
fn part_with_number(tokens: &Tokens<'_>, numeral: &Numeral) -> Option<Part> {
    if numeral.is_part || numeral.suffix.is_some() || numeral.value.is_negative() {
        return None;
    }
    let next = numeral.last + 1;
    let last = next + usize::from(tokens.sign(next) == Some('-'));
    let text = numeral.value.to_string();
    let number = if text.len() <= 7 { text.parse().ok() } else { None };
    Some(Part { unit: TimeUnit::of_word(tokens.word(last))?, number, last })
}

/// Reads a part such as `a day` that begins at an index.
fn part_with_article(tokens: &Tokens<'_>, at: usize) -> Option<Part> {
    let is_article = matches!(tokens.word(at), "a" | "an");
    let unit = TimeUnit::of_word(tokens.word(at + 1)).filter(|_| is_article)?;
    Some(Part { unit, number: Some(1), last: at + 1 })
}

/// Reads a part such as `a year and` that ends just before an index, and returns it with the index of its first
/// token.
fn part_before(tokens: &Tokens<'_>, at: usize) -> Option<(Part, usize)> {
    let joint = at.checked_sub(1).filter(|joint| joints(tokens, *joint) == 1)?;
    let article = joint.checked_sub(2)?;
    Some((part_with_article(tokens, article)?, article))
}

/// Returns the number of tokens at an index that may be between two parts of a duration: `,`, `and`, `, and`.
fn joints(tokens: &Tokens<'_>, at: usize) -> usize {
    let comma = usize::from(tokens.sign(at) == Some(','));
    comma + usize::from(tokens.word(at + comma) == "and")
}

/// Whether a duration is a date, an age or a recurrence: `two years ago`, `the last two years`.
fn is_other_time(tokens: &Tokens<'_>, first: usize, last: usize) -> bool {
    let next = last + 1 + usize::from(tokens.sign(last + 1) == Some('-'));
    AFTER_OTHER_TIME.contains(&tokens.word(next))
        || BEFORE_OTHER_TIME.contains(&tokens.word_before(first, 1))
}

/// Whether a part without a number follows: `and a half`, `and a few hours`.
fn has_open_part(tokens: &Tokens<'_>, at: usize) -> bool {
    let first = at + joints(tokens, at);
    let is_open = first > at && OPEN_NUMBERS.contains(&tokens.word(first));
    is_open
        && (first + 1..first + 4)
            .any(|at| tokens.word(at) == "half" || TimeUnit::of_word(tokens.word(at)).is_some())
}
