//! Decides whether a text shows a given number, date, duration or amount of money.
//!
//! All four decisions follow the same steps. A value that is plainly written is shown. Otherwise, the result is
//! "cannot tell" if some words may mean the value. The result is also "cannot tell" if there are vague words,
//! and no other value of the kind is plainly written. In all other cases, the value is not shown.

use crate::quote::fold::Folded;
use crate::quote::mentions::bounds::Bound;
use crate::quote::mentions::quantities::Role;
use crate::quote::mentions::quantities::amounts::{CENT_SIGN, currency_of_sign};
use crate::quote::mentions::unusual::{is_written_otherwise, is_year_written_otherwise};
use crate::quote::mentions::{DateInText, Reading, Support};
use crate::value::Agreement;
use crate::value::date::PartialDate;
use crate::value::duration::Duration;
use crate::value::number::Decimal;
use crate::value::period::PeriodEnd;

/// Words for an unspecified number.
const VAGUE_NUMBERS: [&str; 41] = [
    "all",
    "each",
    "every",
    "both",
    "couple",
    "dozen",
    "dozens",
    "double",
    "doubled",
    "few",
    "half",
    "halves",
    "hundreds",
    "many",
    "millions",
    "billions",
    "multiple",
    "numerous",
    "once",
    "pair",
    "quarter",
    "quarters",
    "scores",
    "several",
    "single",
    "sole",
    "some",
    "tens",
    "third",
    "thirds",
    "thousands",
    "thrice",
    "triple",
    "tripled",
    "trio",
    "twice",
    "various",
    "countless",
    "handful",
    "majority",
    "quadruple",
];
/// Words for an unspecified date.
const VAGUE_DATES: [&str; 44] = [
    "ago",
    "annually",
    "autumn",
    "century",
    "centuries",
    "currently",
    "decade",
    "decades",
    "friday",
    "last",
    "lately",
    "monday",
    "month",
    "months",
    "next",
    "now",
    "nowadays",
    "previously",
    "quarter",
    "recent",
    "recently",
    "saturday",
    "since",
    "soon",
    "spring",
    "summer",
    "sunday",
    "thursday",
    "today",
    "tomorrow",
    "tonight",
    "tuesday",
    "wednesday",
    "week",
    "weeks",
    "winter",
    "year",
    "years",
    "year's",
    "yesterday",
    "this",
    "later",
    "earlier",
    "formerly",
];
/// Words for an unspecified duration.
const VAGUE_DURATIONS: [&str; 43] = [
    "annual",
    "annually",
    "biennial",
    "century",
    "centuries",
    "daily",
    "day",
    "days",
    "decade",
    "decades",
    "fortnight",
    "half",
    "long-term",
    "month",
    "monthly",
    "months",
    "multi-year",
    "multiannual",
    "multiyear",
    "permanent",
    "quarter",
    "quarterly",
    "quarters",
    "semester",
    "temporary",
    "week",
    "weekly",
    "weeks",
    "year",
    "yearly",
    "years",
    "indefinite",
    "indefinitely",
    "biennially",
    "biennium",
    "decennial",
    "fortnightly",
    "quadrennial",
    "quinquennial",
    "semiannual",
    "triennial",
    "triennially",
    "triennium",
];
/// Currencies that are written with a dollar sign.
const DOLLARS: [&str; 24] = [
    "USD", "CAD", "AUD", "NZD", "SGD", "HKD", "TWD", "MXN", "ARS", "CLP", "COP", "BBD", "BSD",
    "BMD", "BND", "BZD", "FJD", "GYD", "JMD", "KYD", "LRD", "NAD", "TTD", "XCD",
];

/// Decides whether an English text shows a count or other plain number. A number with a unit, an estimate,
/// one end of a range, a label or a number that can be a year is [`Support::CannotTell`]; a year is not a
/// number.
#[must_use]
pub fn shows_number(text: &str, value: &Decimal) -> Support {
    let folded = Folded::new(text);
    let reading = Reading::new(&folded, text);
    let mut has_plain = false;
    let mut may_mean_it = false;
    let hundredfold = value.times_ten_to(2);
    for number in &reading.numbers {
        match number.role {
            Role::Plain if number.value == *value => return Support::Yes(number.range.clone()),
            Role::Plain => has_plain = true,
            Role::AtLeast => may_mean_it |= number.value <= *value,
            Role::AtMost => may_mean_it |= number.value >= *value,
            Role::Year => {}
            Role::WithUnit if number.is_percentage => {
                may_mean_it |= number.value == *value || number.value == hundredfold;
            }
            Role::WithUnit | Role::Unclear | Role::PerhapsYear | Role::Part => {
                may_mean_it |= number.value == *value;
            }
        }
    }
    // An article means one (`a project`), a negation zero (`no member`).
    let one = Decimal::from(1_u64);
    may_mean_it |= *value == one && reading.has_word(&["a", "an", "the", "one"]);
    may_mean_it |= value.is_zero()
        && reading.has_word(&["no", "none", "neither", "nobody", "nothing", "without", "not"]);
    may_mean_it |= is_written_otherwise(&reading.tokens, value);
    judge(may_mean_it, has_plain, reading.has_word(&VAGUE_NUMBERS))
}

/// Decides whether an English text shows a date, at least as precisely as the date is given: `October 2018`
/// shows `2018-10` and `2018`. If the text only states a less precise date that contains the date, the result
/// is [`Support::CannotTell`].
#[must_use]
pub fn shows_date(text: &str, value: &PartialDate) -> Support {
    shows_dates(text, [(value, None)]).pop().unwrap_or(Support::No)
}

/// Decides for each date whether an English text shows it, as [`shows_date`] does. A date that is one end of
/// a period is not shown as the other end.
#[must_use]
pub fn shows_dates<'d>(
    text: &str,
    values: impl IntoIterator<Item = (&'d PartialDate, Option<PeriodEnd>)>,
) -> Vec<Support> {
    let folded = Folded::new(text);
    let reading = Reading::new(&folded, text);
    let asked: Vec<(&PartialDate, Option<PeriodEnd>)> = values.into_iter().collect();
    let shows = asked.iter().map(|(value, end)| date_is_shown(&reading, value, *end)).collect();
    match are_of_different_periods(&reading, &asked) {
        true => asked.iter().map(|_| Support::CannotTell).collect(),
        false => shows,
    }
}

/// Whether both ends of a period are shown, but only by two different ranges:
/// `from 1940 to 1945 and 1950 to 1955` for a period from 1940 to 1955.
fn are_of_different_periods(
    reading: &Reading<'_>,
    asked: &[(&PartialDate, Option<PeriodEnd>)],
) -> bool {
    let &[(first, end @ Some(PeriodEnd::Start)), (last, other_end @ Some(PeriodEnd::End))] = asked
    else {
        return false;
    };
    let is_first = |date: &DateInText| date.shows(first, end);
    let is_last = |date: &DateInText| date.shows(last, other_end);
    let is_shown_apart = |is_asked: &dyn Fn(&DateInText) -> bool,
                          is_other: &dyn Fn(&DateInText) -> bool| {
        let mut dates = reading.dates.iter().filter(|date| is_asked(date)).peekable();
        let other = |date: &DateInText| reading.dates.get(date.end?.other?);
        dates.peek().is_some() && dates.all(|date| other(date).is_some_and(|date| !is_other(date)))
    };
    is_shown_apart(&is_first, &is_last) && is_shown_apart(&is_last, &is_first)
}

impl DateInText {
    /// Whether the text plainly states a date that shows the value. If `end` is given, the date must not be the
    /// other end of a period.
    fn shows(&self, value: &PartialDate, end: Option<PeriodEnd>) -> bool {
        let is_other_end = self.end.zip(end).is_some_and(|(written, end)| written.end != end);
        let is_instant_shown = value.instant().is_none() || value.instant() == self.date.instant();
        let is_only_end = end.is_none() && self.end.is_some_and(|written| written.is_only_end);
        let is_of_longer_time = self.ends_longer_time && !value.lies_within(&self.date);
        let is_shown = self.is_plain() && !is_other_end && !is_only_end && !is_of_longer_time;
        is_shown && self.date.lies_within(value) && is_instant_shown
    }

    /// Whether the text plainly states the date itself.
    fn is_plain(&self) -> bool {
        self.is_sure && self.bound.is_none()
    }

    /// Whether the value is on the side of the date that the text leaves open: 1950 for `before 1954`.
    fn leaves_open(&self, value: &PartialDate) -> bool {
        match self.bound {
            Some(Bound::NotLater) => value.first_day() <= self.date.last_day(),
            Some(Bound::NotEarlier) => value.last_day() >= self.date.first_day(),
            Some(Bound::Unclear) | None => false,
        }
    }
}

/// Whether a value lies in a time of which the text only gives the ends: 1943 for `between 1940 and 1945`.
fn is_between(reading: &Reading<'_>, value: &PartialDate) -> bool {
    reading.dates.iter().any(|first| {
        let end = first.end.filter(|end| end.is_only_end && end.end == PeriodEnd::Start);
        let last = end.and_then(|end| reading.dates.get(end.other?));
        last.is_some_and(|last| {
            first.date.first_day() <= value.last_day() && value.first_day() <= last.date.last_day()
        })
    })
}

fn date_is_shown(reading: &Reading<'_>, value: &PartialDate, end: Option<PeriodEnd>) -> Support {
    let (mut has_plain, mut has_sure) = (false, false);
    let mut may_mean_it = end.is_none() && is_between(reading, value);
    let mut is_left_open = false;
    for mention in &reading.dates {
        if mention.shows(value, end) {
            return Support::Yes(mention.range.clone());
        }
        has_plain |= mention.is_plain() && !mention.ends_longer_time;
        has_sure |= mention.is_sure && !mention.ends_longer_time;
        is_left_open |= mention.leaves_open(value);
        may_mean_it |= mention.date.agrees_with(value) != Agreement::Differ
            || (value.instant().is_some() && mention.date.lies_within(value));
    }
    let month = u16::try_from(value.first_day().month()).unwrap_or(0);
    let is_in_bare_month = reading.bare_months.contains(&month);
    may_mean_it |= (is_in_bare_month || is_left_open) && !has_plain;
    may_mean_it |= is_year_written_otherwise(&reading.tokens, value.first_day().year().into());
    judge(
        may_mean_it,
        has_sure,
        reading.has_vague_date || !reading.bare_months.is_empty() || reading.has_word(&VAGUE_DATES),
    )
}

/// Decides whether an English text states a duration; `36 months` shows `P3Y`. If the text only contains
/// dates, from which a duration might be computed, the result is [`Support::CannotTell`].
#[must_use]
pub fn shows_duration(text: &str, value: &Duration) -> Support {
    let folded = Folded::new(text);
    let reading = Reading::new(&folded, text);
    let mut has_plain = false;
    let mut may_mean_it = false;
    for mention in &reading.durations {
        let agreement = mention.agrees_with(value);
        if mention.is_sure && agreement == Agreement::Agree {
            return Support::Yes(mention.range.clone());
        }
        has_plain |= mention.is_sure;
        may_mean_it |= agreement != Agreement::Differ;
    }
    let is_vague = reading.dates.len() > 1
        || !reading.bare_months.is_empty()
        || reading.has_vague_date
        || (reading.durations.is_empty() && reading.has_word(&VAGUE_DURATIONS))
        || reading.durations.iter().any(|mention| !mention.is_sure);
    judge(may_mean_it, has_plain, is_vague)
}

/// Decides whether an English text states an amount of money in a currency, given as its ISO 4217 code or
/// its sign. A sign that several currencies share (`$`) is [`Support::CannotTell`] for each of them.
#[must_use]
pub fn shows_amount(text: &str, value: &Decimal, currency: &str) -> Support {
    let folded = Folded::new(text);
    let reading = Reading::new(&folded, text);
    let mut characters = currency.trim().chars();
    let currency = match (characters.next(), characters.next()) {
        (Some(sign), None) => currency_of_sign(sign),
        _ => currency.trim().to_uppercase(),
    };
    let mut has_plain = false;
    let mut may_mean_it = false;
    for amount in &reading.amounts {
        let is_value = amount.value == *value;
        if amount.is_sure && is_value && amount.currency == currency {
            return Support::Yes(amount.range.clone());
        }
        has_plain |= amount.is_sure;
        may_mean_it |= is_value
            && (amount.currency == currency || may_be_same_currency(&amount.currency, &currency));
    }
    // The text may state the number without its currency.
    may_mean_it |= reading.numbers.iter().any(|number| {
        number.value == *value && !matches!(number.role, Role::WithUnit | Role::Year | Role::Part)
    });
    judge(may_mean_it, has_plain, reading.has_word(&VAGUE_NUMBERS))
}

fn judge(may_mean_it: bool, has_plain: bool, has_vague: bool) -> Support {
    if may_mean_it || (has_vague && !has_plain) { Support::CannotTell } else { Support::No }
}

/// Whether one of the two is a currency sign that can denote the other, a currency code.
fn may_be_same_currency(left: &str, right: &str) -> bool {
    let stands_for = |sign: &str, code: &str| match sign {
        "$" => DOLLARS.contains(&code),
        "¥" => matches!(code, "JPY" | "CNY"),
        "£" => code == "GBP",
        CENT_SIGN => code.len() == 3,
        _ => false,
    };
    stands_for(left, right) || stands_for(right, left)
}
