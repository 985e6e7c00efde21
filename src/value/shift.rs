//! Signed durations, which shift a date to a later or earlier date.

use crate::value::ParseError;
use crate::value::date::{PartialDate, Precision};
use crate::value::duration::Duration;
use jiff::civil::Date;

/// A duration in calendar units, towards the future or, with a minus sign (`-P15D`), towards the past.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shift {
    is_earlier: bool,
    duration: Duration,
}

/// The earliest and the latest date that a shifted date can denote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShiftedDate {
    /// The earliest date.
    pub first: PartialDate,
    /// The latest date.
    pub last: PartialDate,
}

impl Shift {
    /// Parses an ISO 8601 duration of calendar units, which may have a sign (ISO 8601-2).
    ///
    /// # Errors
    /// Fails for any other text; see [`Duration::parse`].
    pub fn parse(text: &str) -> Result<Shift, ParseError> {
        let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
        let duration =
            Duration::parse(unsigned).map_err(|error| ParseError::new(text, error.want))?;
        Ok(Shift { is_earlier: text.starts_with('-'), duration })
    }

    /// Describes the shift, as in `15 days before` and `1 year after`.
    #[must_use]
    pub fn describe(&self) -> String {
        let word = if self.is_earlier { "before" } else { "after" };
        format!("{} {word}", self.duration.describe())
    }

    /// Shifts a date, or returns `None` if the result is outside the calendar. If the resulting month is too short, the
    /// result is its last day: a month after 2018-01-31 is 2018-02-28. A year keeps its precision if the shift consists
    /// only of years, and a month if the shift consists only of years and months. A date-time is shifted as the day
    /// that it has at its own offset.
    #[must_use]
    pub fn apply(&self, date: &PartialDate) -> Option<ShiftedDate> {
        let first = self.day(date.first_day())?;
        let Duration { months, weeks, days, .. } = self.duration;
        let month = match date.precision() {
            Precision::Year if [months, weeks, days] == [0; 3] => None,
            Precision::Month if [weeks, days] == [0; 2] => u16::try_from(first.month()).ok(),
            Precision::Year | Precision::Month | Precision::Day => {
                let last = PartialDate::from_day(self.day(date.last_day())?);
                return Some(ShiftedDate { first: PartialDate::from_day(first), last });
            }
        };
        let year = u16::try_from(first.year()).ok()?;
        let shifted = PartialDate::from_fields(year, month, None)?;
        Some(ShiftedDate { first: shifted.clone(), last: shifted })
    }

    fn day(&self, day: Date) -> Option<Date> {
        let span = self.duration.span()?;
        let shifted = if self.is_earlier { day.checked_sub(span) } else { day.checked_add(span) };
        shifted.ok().filter(|day| day.year() >= 0)
    }
}

impl std::fmt::Display for ShiftedDate {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.first == self.last {
            write!(formatter, "{}", self.first)
        } else {
            write!(formatter, "{} to {}", self.first, self.last)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_shifted_as_precisely_as_they_are_known() {
        for (date, shift, want) in [
            ("2018-01-31", "P1M", "2018-02-28"),
            ("2018-03-16", "-P15D", "2018-03-01"),
            ("2018-03-16", "+P2W", "2018-03-30"),
            ("2018-03-16", "P0D", "2018-03-16"),
            ("2018", "P1Y", "2019"),
            ("2018", "P6M", "2018-07-01 to 2019-06-30"),
            ("2018", "P1D", "2018-01-02 to 2019-01-01"),
            ("2018-02", "P1M", "2018-03"),
            ("2018-02", "-P1Y2M", "2016-12"),
            ("2018-02", "P1D", "2018-02-02 to 2018-03-01"),
            ("2018-02-03T23:30:00Z", "P1D", "2018-02-04"),
        ] {
            let shifted = Shift::parse(shift).unwrap().apply(&date.parse().unwrap());
            assert_eq!(shifted.unwrap().to_string(), want, "{date} {shift}");
        }
        for (date, shift) in [("9999-12-31", "P1D"), ("0000-01-01", "-P1D"), ("2018", "P9999999Y")]
        {
            assert_eq!(Shift::parse(shift).unwrap().apply(&date.parse().unwrap()), None, "{date}");
        }
    }

    #[test]
    fn a_shift_is_a_duration_with_or_without_a_sign() {
        assert_eq!(Shift::parse("-P15D").unwrap().describe(), "15 days before");
        assert_eq!(Shift::parse("P1Y").unwrap().describe(), "1 year after");
        for text in ["", "-", "--P1D", "P-1D", "15D", "PT5M", "-P"] {
            let error = Shift::parse(text).unwrap_err().to_string();
            assert!(error.contains(&format!("`{text}`")) || text.is_empty(), "{error}");
        }
    }
}
