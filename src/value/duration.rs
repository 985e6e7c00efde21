//! Durations in calendar units: three years, 18 months, two weeks.
//!
//! The notation is that of ISO 8601-1:2019, section 5.5.2 (`P3Y`, `P18M`, `P3Y6M`, `P2W`, `P90D`), with
//! whole numbers and without a time of day. Weeks combined with other units are an extension of ISO 8601-2.

use std::fmt;

use jiff::civil::Date;
use jiff::{Span, Unit};

use crate::value::{Agreement, ParseError};
use crate::words::{listed, noun};
use serde::{Deserialize, Serialize};

/// The error of parsing a [`Duration`].
pub type DurationError = ParseError;

const WANT_DURATION: &str =
    "an ISO 8601 duration in years, months, weeks or days, such as P3Y, P18M or P90D";

/// Maximum number of digits per unit. It allows every duration within the years 0000 to 9999, and prevents
/// overflows of sums.
const MAX_NUMBER: usize = 7;

/// A number of years, months, weeks and days. `P12M` and `P1Y` are not equal, but they agree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct Duration {
    /// Calendar years.
    pub years: u32,
    /// Calendar months.
    pub months: u32,
    /// Weeks of seven days.
    pub weeks: u32,
    /// Days.
    pub days: u32,
}

impl Duration {
    /// Parses an ISO 8601 duration of calendar units. Each unit occurs at most once, and larger units come
    /// first.
    ///
    /// # Errors
    /// Fails for any other text, including a duration with a time of day, a fraction or a sign.
    pub fn parse(text: &str) -> Result<Duration, DurationError> {
        let fail = || ParseError::new(text, WANT_DURATION);
        let mut rest = text.strip_prefix('P').ok_or_else(fail)?;
        let mut duration = Duration::default();
        let mut units = "YMWD";
        if rest.is_empty() {
            return Err(fail());
        }
        while !rest.is_empty() {
            let end = rest.find(|character: char| !character.is_ascii_digit()).ok_or_else(fail)?;
            let (number, tail) = rest.split_at_checked(end).ok_or_else(fail)?;
            let unit = tail.chars().next().ok_or_else(fail)?;
            let position = units.find(unit).ok_or_else(fail)?;
            if number.is_empty() || number.len() > MAX_NUMBER {
                return Err(fail());
            }
            let number: u32 = number.parse().map_err(|_| fail())?;
            match unit {
                'Y' => duration.years = number,
                'M' => duration.months = number,
                'W' => duration.weeks = number,
                _ => duration.days = number,
            }
            units = units.get(position + 1..).unwrap_or_default();
            rest = tail.get(1..).unwrap_or_default();
        }
        Ok(duration)
    }

    /// Returns the duration from the first to the last day, both included, in years, months and days. Returns
    /// `None` if the last day is before the first.
    #[must_use]
    pub fn of_days(first: Date, last: Date) -> Option<Duration> {
        if last < first {
            return None;
        }
        // If the day after the last day does not exist (after 9999-12-31), both ends are moved back by a day,
        // which does not change the number of days.
        let (start, end) = match last.tomorrow() {
            Ok(end) => (first, end),
            Err(_) => (first.yesterday().ok()?, last),
        };
        let span = start.until((Unit::Year, end)).ok()?;
        Some(Duration {
            years: u32::try_from(span.get_years()).ok()?,
            months: u32::try_from(span.get_months()).ok()?,
            weeks: 0,
            days: u32::try_from(span.get_days()).ok()?,
        })
    }

    /// Compares the lengths of two durations. A year is twelve months and a week is seven days, but the
    /// length of a month varies. Therefore, `P1M` and `P30D` may be equal (`CannotTell`), but `P1M` and `P60D`
    /// differ.
    #[must_use]
    pub fn agrees_with(&self, other: &Duration) -> Agreement {
        if self.total_months() == other.total_months() {
            return Agreement::from_equality(self.total_days() == other.total_days());
        }
        let (own_least, own_most) = self.days_at_least_and_most();
        let (other_least, other_most) = other.days_at_least_and_most();
        if own_most < other_least || other_most < own_least {
            Agreement::Differ
        } else if self.total_days() == other.total_days() {
            // Different numbers of months plus the same number of days are never equal.
            Agreement::Differ
        } else {
            Agreement::CannotTell
        }
    }

    /// Returns the last day of a duration whose first day is `first`. Both days are included. Returns `None` if
    /// the last day is outside the calendar or the duration is zero.
    #[must_use]
    pub fn last_day_from(&self, first: Date) -> Option<Date> {
        if self.is_zero() {
            return None;
        }
        first.checked_add(self.span()?).ok()?.yesterday().ok()
    }

    /// Whether the duration has months, and they end in a month that is too short to have the day of `first`. There
    /// are two conventions for such months: a month from 31 January ends on 27 February or on the last day of
    /// February.
    #[must_use]
    pub fn ends_in_a_shorter_month(&self, first: Date) -> bool {
        let months = Span::new().try_months(self.total_months()).ok();
        let end = months.and_then(|months| first.checked_add(months).ok());
        end.is_some_and(|end| end.day() < first.day())
    }

    /// Returns the duration as a span of the calendar, or `None` if it is longer than the calendar.
    pub(super) fn span(&self) -> Option<Span> {
        Span::new().try_months(self.total_months()).ok()?.try_days(self.total_days()).ok()
    }

    /// Whether the duration is zero.
    #[must_use]
    pub fn is_zero(&self) -> bool {
        *self == Duration::default()
    }

    /// Describes the duration in words: `3 years and 6 months`, `1 day`.
    #[must_use]
    pub fn describe(&self) -> String {
        let parts: Vec<String> = [
            (self.years, "year"),
            (self.months, "month"),
            (self.weeks, "week"),
            (self.days, "day"),
        ]
        .into_iter()
        .filter(|(number, _)| *number > 0)
        .map(|(number, unit)| format!("{number} {}", noun(number as usize, unit)))
        .collect();
        if parts.is_empty() { "0 days".to_owned() } else { listed(&parts, "and") }
    }

    fn total_months(&self) -> i64 {
        i64::from(self.years) * 12 + i64::from(self.months)
    }

    fn total_days(&self) -> i64 {
        i64::from(self.weeks) * 7 + i64::from(self.days)
    }

    /// Returns the minimum and maximum number of days. The Gregorian calendar has 146,097 days in 4,800
    /// months; up to twelve consecutive months differ from that average by at most three days, and any number
    /// of months by at most five days.
    fn days_at_least_and_most(&self) -> (i64, i64) {
        let (months, days) = (self.total_months(), self.total_days());
        if months == 0 {
            return (days, days);
        }
        let average = months * 146_097 / 4_800;
        let (fewer, more) = if months <= 12 { (2, 3) } else { (4, 5) };
        (average - fewer + days, average + more + days)
    }
}

impl fmt::Display for Duration {
    /// Formats the duration in ISO 8601, as in `P3Y6M`.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_zero() {
            return formatter.write_str("P0D");
        }
        formatter.write_str("P")?;
        for (number, unit) in
            [(self.years, 'Y'), (self.months, 'M'), (self.weeks, 'W'), (self.days, 'D')]
        {
            if number > 0 {
                write!(formatter, "{number}{unit}")?;
            }
        }
        Ok(())
    }
}

impl std::str::FromStr for Duration {
    type Err = DurationError;

    fn from_str(text: &str) -> Result<Duration, DurationError> {
        Duration::parse(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn duration(text: &str) -> Duration {
        Duration::parse(text).unwrap()
    }

    #[test]
    fn iso_durations_of_calendar_units_are_read_and_written() {
        for (text, words) in [
            ("P3Y", "3 years"),
            ("P18M", "18 months"),
            ("P3Y6M", "3 years and 6 months"),
            ("P2W", "2 weeks"),
            ("P90D", "90 days"),
            ("P1Y1M1W1D", "1 year, 1 month, 1 week and 1 day"),
            ("P0D", "0 days"),
        ] {
            assert_eq!(duration(text).to_string(), text);
            assert_eq!(duration(text).describe(), words);
        }
    }

    #[test]
    fn other_text_is_refused() {
        for text in [
            "",
            "P",
            "3Y",
            "P3",
            "PY",
            "P3Y3Y",
            "P6M3Y",
            "P1.5Y",
            "P-1Y",
            "-P1Y",
            "PT5M",
            "P1YT",
            "P3y",
            "P 3Y",
            "P99999999Y",
            "P３Y",
        ] {
            assert_eq!(duration_error(text), WANT_DURATION, "{text}");
        }
    }

    fn duration_error(text: &str) -> &'static str {
        Duration::parse(text).unwrap_err().want
    }

    #[test]
    fn durations_agree_across_units_where_that_is_certain() {
        use Agreement::{Agree, CannotTell, Differ};
        for (left, right, agreement) in [
            ("P3Y", "P36M", Agree),
            ("P2W", "P14D", Agree),
            ("P3Y", "P3Y1D", Differ),
            ("P3Y", "P2Y", Differ),
            ("P1M", "P30D", CannotTell),
            ("P1M", "P60D", Differ),
            ("P1M", "P27D", Differ),
            ("P1Y", "P365D", CannotTell),
            ("P1Y", "P52W", CannotTell),
            ("P3Y", "P18M", Differ),
            ("P0D", "P1D", Differ),
            ("P9999999Y", "P9999999D", Differ),
        ] {
            assert_eq!(duration(left).agrees_with(&duration(right)), agreement, "{left} {right}");
            assert_eq!(duration(right).agrees_with(&duration(left)), agreement, "{right} {left}");
        }
    }

    #[test]
    fn both_days_count() {
        let day = |text: &str| text.parse::<Date>().unwrap();
        let length =
            |first, last| Duration::of_days(day(first), day(last)).map(|length| length.to_string());
        assert_eq!(length("2018-04-01", "2021-03-31").unwrap(), "P3Y");
        assert_eq!(length("2017-12-31", "2020-01-01").unwrap(), "P2Y2D");
        assert_eq!(length("2017-01-01", "2017-01-01").unwrap(), "P1D");
        assert_eq!(length("9999-12-31", "9999-12-31").unwrap(), "P1D");
        assert_eq!(length("2017-01-02", "2017-01-01"), None);
        assert_eq!(duration("P3Y").last_day_from(day("2018-04-01")), Some(day("2021-03-31")));
        assert_eq!(duration("P0D").last_day_from(day("2018-04-01")), None);
        assert_eq!(duration("P9999999Y").last_day_from(day("2018-04-01")), None);
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in "\\PC*|P[0-9YMWD]{0,12}") {
            if let Ok(read) = Duration::parse(&text) {
                prop_assert_eq!(duration(&read.to_string()), read);
                prop_assert_eq!(read.agrees_with(&read), Agreement::Agree);
            }
        }

        #[test]
        fn the_bounds_in_days_hold(year in 1_i16..9000, month in 1_i8..=12, months in 1_u32..2000) {
            let first = Date::new(year, month, 1).unwrap();
            let length = Duration { months, ..Duration::default() };
            let last = length.last_day_from(first).unwrap();
            let days = i64::from(first.until(last).unwrap().get_days()) + 1;
            let (least, most) = length.days_at_least_and_most();
            prop_assert!(least <= days && days <= most, "{months}: {days}, {least} to {most}");
        }
    }
}
