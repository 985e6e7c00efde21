//! Calendar dates of any precision: a year, a month of a year, or a day.
//!
//! Dates are written as calendar dates in the extended format of ISO 8601-1:2019 with four-digit years
//! (`2017`, `2017-08`, `2017-08-31`). Date-times are written as in RFC 3339 (`2017-08-31T10:00:00Z`), but
//! seconds and offset are optional. A year or month is an interval of days. The `jiff` crate determines
//! whether a day exists (proleptic Gregorian calendar).

mod instant;

pub use instant::Instant;

use std::fmt;

use jiff::civil::Date;

use crate::value::number::Decimal;
use crate::value::order::Scalar;
use crate::value::{Agreement, ParseError};
use serde::{Deserialize, Serialize};

/// The error of parsing a [`PartialDate`].
pub type DateError = ParseError;

/// The expectation for a text that does not look like a date.
const WANT_DATE: &str = "an ISO 8601 date such as 2017, 2017-08 or 2017-08-31, \
     or an RFC 3339 date-time such as 2017-08-31T10:00:00Z";

/// The expectation for the time in a date-time.
const WANT_TIME: &str = "a time as in RFC 3339, such as T10:00:00Z, T10:00:00+02:00 or T10:00";

/// The expectation for a number in place of a date.
const WANT_YEAR: &str = "a year of at most four digits, or an ISO 8601 date as text";

/// The precision of a date, ordered from the least to the most precise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Precision {
    /// Known to the year.
    Year,
    /// Known to the month.
    Month,
    /// Known to the day. This is also the precision of a date-time.
    Day,
}

/// A date that is as precise as it was written, with its time if it has one.
///
/// Two dates are equal if they are written in the same way. [`PartialDate::agrees_with`] compares their
/// meaning.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct PartialDate {
    first_day: Date,
    precision: Precision,
    time: Option<DateTime>,
}

/// The time of a date-time, and its notation.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
struct DateTime {
    /// The first and last possible instant, or `None` if there is no offset.
    instants: Option<(Instant, Instant)>,
    written: Box<str>,
}

impl PartialDate {
    /// Parses an ISO 8601 calendar date of any precision, or an RFC 3339 date-time. The whole text must be
    /// the date: surrounding white space is an error.
    ///
    /// A date-time keeps its date as written (in its own offset) and its instant, which is exact for any
    /// number of fraction digits. A leap second (`:60`) is allowed at the end of a month in UTC (RFC 3339
    /// section 5.7 and appendix D), and `24:00` is the end of its day (ISO 8601-1:2019/Amd 1:2022). A
    /// date-time without seconds denotes an unknown instant within the minute. If a date-time has no offset,
    /// only its day is known.
    ///
    /// # Errors
    /// Fails for a text in another notation, or if the month, day or time does not exist.
    pub fn parse(text: &str) -> Result<PartialDate, DateError> {
        let fail = |want| ParseError::new(text, want);
        let (date, time) = match text.find(['T', 't', ' ']) {
            Some(at) => (text.get(..at).unwrap_or_default(), text.get(at + 1..)),
            None => (text, None),
        };
        let mut fields = date.split('-');
        let year =
            fields.next().and_then(|field| digits(field, 4)).ok_or_else(|| fail(WANT_DATE))?;
        let month = match fields.next() {
            Some(field) => Some(digits(field, 2).ok_or_else(|| fail(WANT_DATE))?),
            None => None,
        };
        let day = match fields.next() {
            Some(field) => Some(digits(field, 2).ok_or_else(|| fail(WANT_DATE))?),
            None => None,
        };
        if fields.next().is_some() || (time.is_some() && day.is_none()) {
            return Err(fail(WANT_DATE));
        }
        if month.is_some_and(|month| !(1..=12).contains(&month)) {
            return Err(fail("a month from 01 to 12"));
        }
        let date = PartialDate::from_fields(year, month, day)
            .ok_or_else(|| fail("a day that exists in that month"))?;
        match time {
            Some(time) => {
                let instants =
                    instant::read(date.first_day, time).ok_or_else(|| fail(WANT_TIME))?;
                Ok(PartialDate { time: Some(DateTime { instants, written: text.into() }), ..date })
            }
            None => Ok(date),
        }
    }

    /// Parses a date from a text like [`parse`](Self::parse), or a year from a whole number of one to four
    /// digits in any notation: `1990` and `1990.0`.
    ///
    /// # Errors
    /// Fails for a text that is not a date, and for any other number, such as `20170831`.
    pub fn read(scalar: Scalar<'_>) -> Result<PartialDate, DateError> {
        if !scalar.is_number {
            return PartialDate::parse(scalar.text);
        }
        let year = Decimal::from_json(scalar.text).ok().and_then(|number| number.as_u16());
        let date = year.and_then(|year| PartialDate::from_fields(year, None, None));
        date.ok_or_else(|| ParseError::new(scalar.text, WANT_YEAR))
    }

    /// Creates a date from its fields, or returns `None` if the date does not exist or has a day but no
    /// month.
    #[must_use]
    pub fn from_fields(year: u16, month: Option<u16>, day: Option<u16>) -> Option<PartialDate> {
        let precision = match (month, day) {
            (None, None) => Precision::Year,
            (Some(_), None) => Precision::Month,
            (Some(_), Some(_)) => Precision::Day,
            (None, Some(_)) => return None,
        };
        let year = i16::try_from(year).ok()?;
        let month = i8::try_from(month.unwrap_or(1)).ok()?;
        let day = i8::try_from(day.unwrap_or(1)).ok()?;
        let first_day = Date::new(year, month, day).ok()?;
        Some(PartialDate { first_day, precision, time: None })
    }

    /// Whether the date is a single day without a time.
    #[must_use]
    pub fn is_day(&self) -> bool {
        self.precision == Precision::Day && self.time.is_none()
    }

    /// Creates a date from a calendar day.
    #[must_use]
    pub fn from_day(day: Date) -> PartialDate {
        PartialDate { first_day: day, precision: Precision::Day, time: None }
    }

    /// Returns the earliest day that the date can denote.
    #[must_use]
    pub fn first_day(&self) -> Date {
        self.first_day
    }

    /// Returns the latest day that the date can denote.
    #[must_use]
    pub fn last_day(&self) -> Date {
        match self.precision {
            Precision::Year => self.first_day.last_of_year(),
            Precision::Month => self.first_day.last_of_month(),
            Precision::Day => self.first_day,
        }
    }

    /// Returns the date with a preposition that suits its precision: `on 2018-10-24`, `in 2018-10`,
    /// `in 2018`.
    #[must_use]
    pub fn with_preposition(&self) -> String {
        match self.precision {
            Precision::Year | Precision::Month => format!("in {self}"),
            Precision::Day => format!("on {self}"),
        }
    }

    /// Returns the precision of the date.
    #[must_use]
    pub fn precision(&self) -> Precision {
        self.precision
    }

    /// Returns the instant of a date-time with seconds and an offset, or `None` for any other date.
    #[must_use]
    pub fn instant(&self) -> Option<&Instant> {
        self.instants().filter(|(first, last)| first == last).map(|(first, _)| first)
    }

    /// Returns the earliest and latest instant that a date-time with an offset can denote, or
    /// `None` for any other date.
    #[must_use]
    pub fn instants(&self) -> Option<(&Instant, &Instant)> {
        let (first, last) = self.time.as_ref()?.instants.as_ref()?;
        Some((first, last))
    }

    /// Returns a text that is the same for all notations of a date. For a date-time with an offset, the text is
    /// the earliest instant that the date-time can denote: missing seconds count as zero.
    #[must_use]
    pub fn key(&self) -> String {
        match (self.instants(), &self.time) {
            (Some((first, _)), _) => first.to_string(),
            (None, Some(time)) => time.written.replace(['t', ' '], "T"),
            (None, None) => self.to_string(),
        }
    }

    /// Whether the date has a time of day.
    #[must_use]
    pub fn has_time(&self) -> bool {
        self.time.is_some()
    }

    /// Returns the earliest and latest day that the date can denote in a comparison with another date. If
    /// only this date has an offset, the range includes its days at all offsets, since the offset of the
    /// other date is unknown. The end of a day, `24:00`, is also the start of the next day.
    #[must_use]
    pub fn days_beside(&self, other: &PartialDate) -> (Date, Date) {
        match (self.instants(), other.instants()) {
            (Some((first, last)), None) => (first.earliest_day(), last.latest_day()),
            _ if self.is_end_of_day() => {
                (self.first_day, self.first_day.tomorrow().unwrap_or(self.first_day))
            }
            _ => (self.first_day, self.last_day()),
        }
    }

    /// Whether the time is `24:00`, which is also the start of the next day.
    fn is_end_of_day(&self) -> bool {
        const TIME: usize = "2018-10-24T".len();
        self.time.as_ref().is_some_and(|time| time.written.get(TIME..TIME + 2) == Some("24"))
    }

    /// Compares two dates:
    ///
    /// - Two date-times with offsets agree if they can be the same instant. Otherwise, they differ.
    /// - Two other date-times differ if they have no day in common, and agree if they are written in the same
    ///   way. Otherwise, the result is `CannotTell`.
    /// - Any other two dates agree if they have a day in common. Otherwise, they differ.
    #[must_use]
    pub fn agrees_with(&self, other: &PartialDate) -> Agreement {
        if let (Some((first, last)), Some((other_first, other_last))) =
            (self.instants(), other.instants())
        {
            return Agreement::from_equality(first <= other_last && other_first <= last);
        }
        let (first_day, last_day) = self.days_beside(other);
        let (other_first_day, other_last_day) = other.days_beside(self);
        if first_day > other_last_day || other_first_day > last_day {
            return Agreement::Differ;
        }
        let is_undecided = self.has_time() && other.has_time() && self.key() != other.key();
        if is_undecided { Agreement::CannotTell } else { Agreement::Agree }
    }

    /// Whether this date is before the other date. Returns `None` if the answer depends on the exact days
    /// that they denote, or on an unknown offset. Two date-times with offsets are compared as instants.
    #[must_use]
    pub fn is_before(&self, other: &PartialDate) -> Option<bool> {
        if let (Some((first, last)), Some((other_first, other_last))) =
            (self.instants(), other.instants())
        {
            return match (last < other_first, first >= other_last) {
                (true, _) => Some(true),
                (false, true) => Some(false),
                (false, false) => None,
            };
        }
        let (first_day, last_day) = self.days_beside(other);
        let (other_first_day, other_last_day) = other.days_beside(self);
        // If both dates have a time, at least one of these times is in an unknown time zone.
        let may_share_a_day = self.has_time() && other.has_time() && first_day <= other_last_day;
        if last_day < other_first_day {
            Some(true)
        } else if first_day >= other_last_day && !may_share_a_day {
            Some(false)
        } else {
            None
        }
    }

    /// Whether the date is after `today`, the day of the run in UTC. Returns `None` if the answer depends on
    /// the exact day or instant that the date denotes.
    #[must_use]
    pub fn is_after_today(&self, today: &PartialDate) -> Option<bool> {
        let (Some((first, last)), None) = (self.instants(), today.instants()) else {
            return today.is_before(self);
        };
        let end = Instant::end_of_day(today.last_day());
        match (*first >= end, *last < end) {
            (true, _) => Some(true),
            (false, true) => Some(false),
            (false, false) => None,
        }
    }

    /// Whether this date is before the other date for all days that the two can denote.
    #[must_use]
    pub fn is_certainly_before(&self, other: &PartialDate) -> bool {
        self.is_before(other) == Some(true)
    }

    /// Whether this date is after the other date for all days that the two can denote.
    #[must_use]
    pub fn is_certainly_after(&self, other: &PartialDate) -> bool {
        other.is_before(self) == Some(true)
    }

    /// Whether all days of this date are also days of the other date. For example, `2017-08` lies within
    /// `2017`, and within itself.
    #[must_use]
    pub fn lies_within(&self, other: &PartialDate) -> bool {
        other.first_day <= self.first_day && self.last_day() <= other.last_day()
    }
}

impl fmt::Display for PartialDate {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(time) = &self.time {
            return formatter.write_str(&time.written);
        }
        write!(formatter, "{:04}", self.first_day.year())?;
        if self.precision >= Precision::Month {
            write!(formatter, "-{:02}", self.first_day.month())?;
        }
        if self.precision == Precision::Day {
            write!(formatter, "-{:02}", self.first_day.day())?;
        }
        Ok(())
    }
}

impl std::str::FromStr for PartialDate {
    type Err = DateError;

    fn from_str(text: &str) -> Result<PartialDate, DateError> {
        PartialDate::parse(text)
    }
}

/// Parses a number of exactly `length` ASCII digits.
fn digits(text: &str, length: usize) -> Option<u16> {
    if text.len() != length || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    text.parse().ok()
}

#[cfg(test)]
mod tests;
