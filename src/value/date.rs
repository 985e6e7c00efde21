//! Calendar dates of any precision: a year, a month of a year, or a day.
//!
//! The notation is ISO 8601-1:2019, calendar dates in the extended format with four-digit years
//! (`2017`, `2017-08`, `2017-08-31`), and the date-times of RFC 3339 (`2017-08-31T10:00:00Z`). A
//! less precise date is an interval of days; whether a day exists is decided by the `jiff` crate
//! (proleptic Gregorian calendar).

use std::fmt;

use jiff::Timestamp;
use jiff::civil::{Date, Time};
use jiff::tz::Offset;

use crate::value::{Agreement, ParseError};

/// Why a text is not a [`PartialDate`].
pub type DateError = ParseError;

/// What is expected of a date that has not even its shape.
const WANT_DATE: &str = "an ISO 8601 date such as 2017, 2017-08 or 2017-08-31, \
     or an RFC 3339 date-time such as 2017-08-31T10:00:00Z";

/// What is expected of the time behind a date.
const WANT_TIME: &str =
    "a time and an offset as RFC 3339 has them, such as T10:00:00Z or T10:00:00+02:00";

/// How exactly a date is given; a year is less than a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Precision {
    /// Some day of a year.
    Year,
    /// Some day of a month.
    Month,
    /// One day, also that of a date-time.
    Day,
}

/// A date as precise as its source gives it, with the instant where there is one.
///
/// Two dates are equal when they are written alike; [`PartialDate::agrees_with`] compares what they
/// mean.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PartialDate {
    first_day: Date,
    precision: Precision,
    instant: Option<Instant>,
}

/// The instant of a date-time, and how it was written.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Instant {
    timestamp: Timestamp,
    written: Box<str>,
}

impl PartialDate {
    /// Reads an ISO 8601 calendar date of any precision, or an RFC 3339 date-time. The whole text
    /// must be the date: white space around it is an error.
    ///
    /// A date-time keeps its date as written (in its own offset) beside its instant. The leap
    /// second `:60` is read as `:59`, and a fraction may have at most nine digits.
    ///
    /// # Errors
    /// Text of another shape, or a month, day or time that does not exist.
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
                let timestamp =
                    read_instant(date.first_day, time).ok_or_else(|| fail(WANT_TIME))?;
                Ok(PartialDate {
                    instant: Some(Instant { timestamp, written: text.into() }),
                    ..date
                })
            }
            None => Ok(date),
        }
    }

    /// A date from its numbers, or `None` where there is no such date or a day has no month.
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
        Some(PartialDate { first_day, precision, instant: None })
    }

    /// A day of the calendar.
    #[must_use]
    pub fn from_day(day: Date) -> PartialDate {
        PartialDate { first_day: day, precision: Precision::Day, instant: None }
    }

    /// The first day that the date can mean.
    #[must_use]
    pub fn first_day(&self) -> Date {
        self.first_day
    }

    /// The last day that the date can mean.
    #[must_use]
    pub fn last_day(&self) -> Date {
        match self.precision {
            Precision::Year => self.first_day.last_of_year(),
            Precision::Month => self.first_day.last_of_month(),
            Precision::Day => self.first_day,
        }
    }

    /// How exactly the date is given.
    #[must_use]
    pub fn precision(&self) -> Precision {
        self.precision
    }

    /// The instant of a date-time, `None` for a plain date.
    #[must_use]
    pub fn instant(&self) -> Option<Timestamp> {
        self.instant.as_ref().map(|instant| instant.timestamp)
    }

    /// Whether both can be the same date: intervals that share a day agree, others differ. Two
    /// instants agree when they are the same instant, whatever their offsets.
    #[must_use]
    pub fn agrees_with(&self, other: &PartialDate) -> Agreement {
        if let (Some(own), Some(others)) = (self.instant(), other.instant()) {
            return Agreement::from_equality(own == others);
        }
        let share_a_day = self.first_day <= other.last_day() && other.first_day <= self.last_day();
        Agreement::from_equality(share_a_day)
    }

    /// Whether this date is before the other one: `Some` only when it is so, or is not so, for
    /// every day that either can mean. Two instants are compared as instants.
    #[must_use]
    pub fn is_before(&self, other: &PartialDate) -> Option<bool> {
        if let (Some(own), Some(others)) = (self.instant(), other.instant()) {
            return Some(own < others);
        }
        if self.last_day() < other.first_day {
            Some(true)
        } else if self.first_day >= other.last_day() {
            Some(false)
        } else {
            None
        }
    }

    /// Whether every day this date can mean is before every day the other can mean.
    #[must_use]
    pub fn is_certainly_before(&self, other: &PartialDate) -> bool {
        self.is_before(other) == Some(true)
    }

    /// Whether every day this date can mean is after every day the other can mean.
    #[must_use]
    pub fn is_certainly_after(&self, other: &PartialDate) -> bool {
        other.is_before(self) == Some(true)
    }

    /// Whether every day this date can mean is one that the other can mean too: `2017-08` lies
    /// within `2017`, and within itself.
    #[must_use]
    pub fn lies_within(&self, other: &PartialDate) -> bool {
        other.first_day <= self.first_day && self.last_day() <= other.last_day()
    }
}

impl fmt::Display for PartialDate {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(instant) = &self.instant {
            return formatter.write_str(&instant.written);
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

/// The number in exactly `length` ASCII digits.
fn digits(text: &str, length: usize) -> Option<u16> {
    if text.len() != length || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    text.parse().ok()
}

/// The instant of a day at `10:00:00.5+02:00`: RFC 3339 section 5.6, `full-time`.
fn read_instant(day: Date, text: &str) -> Option<Timestamp> {
    let offset_start = text.find(['Z', 'z', '+', '-'])?;
    let (clock, offset) = (text.get(..offset_start)?, text.get(offset_start..)?);
    let mut fields = clock.splitn(3, ':');
    let hour = digits(fields.next()?, 2)?;
    let minute = digits(fields.next()?, 2)?;
    let seconds = fields.next()?;
    let (second, fraction) = match seconds.split_once('.') {
        Some((second, fraction)) => (second, Some(fraction)),
        None => (seconds, None),
    };
    let second = match digits(second, 2)? {
        60 => 59,
        second => second,
    };
    let time = Time::new(
        i8::try_from(hour).ok()?,
        i8::try_from(minute).ok()?,
        i8::try_from(second).ok()?,
        match fraction {
            Some(fraction) => nanoseconds(fraction)?,
            None => 0,
        },
    )
    .ok()?;
    read_offset(offset)?.to_timestamp(day.to_datetime(time)).ok()
}

/// `25` after the decimal point of a second is 250,000,000 nanoseconds.
fn nanoseconds(fraction: &str) -> Option<i32> {
    if fraction.is_empty()
        || fraction.len() > 9
        || !fraction.bytes().all(|byte| byte.is_ascii_digit())
    {
        return None;
    }
    let missing = u32::try_from(9 - fraction.len()).ok()?;
    Some(fraction.parse::<i32>().ok()? * 10_i32.pow(missing))
}

/// `Z`, `+02:00` or `-05:30`.
fn read_offset(text: &str) -> Option<Offset> {
    let sign = match text.chars().next()? {
        'Z' | 'z' if text.len() == 1 => return Some(Offset::UTC),
        '+' => 1,
        '-' => -1,
        _ => return None,
    };
    let (hours, minutes) = text.get(1..)?.split_once(':')?;
    let (hours, minutes) = (digits(hours, 2)?, digits(minutes, 2)?);
    if hours > 23 || minutes > 59 {
        return None;
    }
    Offset::from_seconds(sign * (i32::from(hours) * 3600 + i32::from(minutes) * 60)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn date(text: &str) -> PartialDate {
        PartialDate::parse(text).unwrap()
    }

    #[test]
    fn a_date_has_a_precision_and_days() {
        for (text, first, last, precision) in [
            ("2017", "2017-01-01", "2017-12-31", Precision::Year),
            ("2017-08", "2017-08-01", "2017-08-31", Precision::Month),
            ("2016-02", "2016-02-01", "2016-02-29", Precision::Month),
            ("2017-08-31", "2017-08-31", "2017-08-31", Precision::Day),
            ("9999", "9999-01-01", "9999-12-31", Precision::Year),
            ("0000", "0000-01-01", "0000-12-31", Precision::Year),
            ("2017-08-31T10:00:00Z", "2017-08-31", "2017-08-31", Precision::Day),
            ("2017-08-31 23:30:00.123456789-05:00", "2017-08-31", "2017-08-31", Precision::Day),
            ("2016-12-31t23:59:60z", "2016-12-31", "2016-12-31", Precision::Day),
        ] {
            let date = date(text);
            assert_eq!(date.first_day().to_string(), first, "{text}");
            assert_eq!(date.last_day().to_string(), last, "{text}");
            assert_eq!(date.precision(), precision, "{text}");
            assert_eq!(date.to_string(), text);
        }
    }

    #[test]
    fn an_error_says_what_was_found_and_what_was_expected() {
        for (text, want) in [
            ("", WANT_DATE),
            ("17", WANT_DATE),
            ("02017", WANT_DATE),
            ("2017-8", WANT_DATE),
            ("2017-", WANT_DATE),
            ("-2017", WANT_DATE),
            ("+2017", WANT_DATE),
            ("2017-08-31-01", WANT_DATE),
            (" 2017", WANT_DATE),
            ("2017-08T10:00:00Z", WANT_DATE),
            ("２０１７", WANT_DATE),
            ("20170831", WANT_DATE),
            ("August 2017", WANT_DATE),
            ("2017-13", "a month from 01 to 12"),
            ("2017-00-10", "a month from 01 to 12"),
            ("2017-02-29", "a day that exists in that month"),
            ("2017-04-31", "a day that exists in that month"),
            ("2017-04-00", "a day that exists in that month"),
        ] {
            let error = PartialDate::parse(text).unwrap_err();
            assert_eq!((error.got.as_str(), error.want), (text, want));
        }
        for text in [
            "2017-08-31T10:00:00",
            "2017-08-31T10:00Z",
            "2017-08-31T24:00:00Z",
            "2017-08-31T10:00:00.Z",
            "2017-08-31T10:00:00.1234567890Z",
            "2017-08-31T10:00:00+2:00",
            "2017-08-31T10:00:00+24:00",
            "2017-08-31T10:00:00Zulu",
            "2017-08-31T",
            "9999-12-31T23:59:59-23:59",
        ] {
            assert!(
                PartialDate::parse(text).unwrap_err().want.starts_with("a time and an offset"),
                "{text}"
            );
        }
    }

    #[test]
    fn a_less_precise_date_agrees_with_every_date_inside_it() {
        use Agreement::{Agree, Differ};
        for (left, right, agreement) in [
            ("2017", "2017-08", Agree),
            ("2017", "2017-12-31", Agree),
            ("2017-08", "2017-08-31", Agree),
            ("2021", "2021-02", Agree),
            ("2017", "2018", Differ),
            ("2018-10", "2018-04", Differ),
            ("2017", "2018-01-01", Differ),
            ("2017-08", "2017-09-01", Differ),
            ("2017-08-31", "2017-08-30", Differ),
            ("2017-08-31T10:00:00Z", "2017-08-31T12:00:00+02:00", Agree),
            ("2017-08-31T10:00:00Z", "2017-08-31T10:00:00.1Z", Differ),
            ("2017-08-31T10:00:00Z", "2017-08", Agree),
            ("2017-08-31T10:00:00Z", "2017-09", Differ),
        ] {
            assert_eq!(date(left).agrees_with(&date(right)), agreement, "{left} {right}");
            assert_eq!(date(right).agrees_with(&date(left)), agreement, "{right} {left}");
        }
    }

    #[test]
    fn before_is_said_only_when_certain() {
        for (left, right, before) in [
            ("2017", "2018", Some(true)),
            ("2018", "2017", Some(false)),
            ("2017", "2017", None),
            ("2017", "2017-08", None),
            ("2017-12-31", "2017", Some(false)),
            ("2017", "2017-01-01", Some(false)),
            ("2017-01-01", "2017", None),
            ("2017-08-31", "2017-08-31", Some(false)),
            ("2017-08-31", "2017-09", Some(true)),
            ("2017-08-31T10:00:00Z", "2017-08-31T11:00:00Z", Some(true)),
            ("2017-08-31T10:00:00Z", "2017-08-31T11:00:00+02:00", Some(false)),
        ] {
            assert_eq!(date(left).is_before(&date(right)), before, "{left} {right}");
        }
        assert!(date("2018").is_certainly_after(&date("2017-12")));
        assert!(!date("2018").is_certainly_after(&date("2018")));
        assert!(date("2017-08").lies_within(&date("2017")));
        assert!(!date("2017").lies_within(&date("2017-08")));
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in "\\PC*|[0-9TZ:+. -]{0,30}") {
            if let Ok(date) = PartialDate::parse(&text) {
                prop_assert_eq!(date.to_string(), text);
                prop_assert!(date.first_day() <= date.last_day());
            }
        }

        #[test]
        fn before_and_after_exclude_each_other(
            left in "20[01][0-9](-0[1-9](-[012][1-8])?)?",
            right in "20[01][0-9](-0[1-9](-[012][1-8])?)?",
        ) {
            let (left, right) = (date(&left), date(&right));
            prop_assert!(!(left.is_certainly_before(&right) && right.is_certainly_before(&left)));
            if left.agrees_with(&right) == Agreement::Agree {
                prop_assert!(!left.is_certainly_before(&right) && !left.is_certainly_after(&right));
            } else {
                prop_assert!(left.is_certainly_before(&right) || left.is_certainly_after(&right));
            }
        }
    }
}
