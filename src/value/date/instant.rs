//! Exact instants of date-times with four-digit years.

use super::digits;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::fmt;

const SECONDS_PER_DAY: i64 = 86_400;

/// A fraction that sorts after all fractions of ASCII digits.
const AFTER_EVERY_FRACTION: &str = "~";

/// An instant on the UTC scale, including leap seconds.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Instant {
    /// Seconds since 1970-01-01 in UTC, without leap seconds. A leap second has the same number as the second
    /// before it.
    seconds: i64,
    is_leap: bool,
    /// The digits of the fraction of a second, without trailing zeros.
    fraction: Box<str>,
}

impl Instant {
    /// Returns the start of a day in UTC.
    #[must_use]
    pub fn start_of_day(day: Date) -> Instant {
        Instant { seconds: seconds_at(day), is_leap: false, fraction: Box::default() }
    }

    /// Returns the start of the next day in UTC.
    #[must_use]
    pub fn end_of_day(day: Date) -> Instant {
        Instant { seconds: seconds_at(day) + SECONDS_PER_DAY, ..Instant::start_of_day(day) }
    }
}

/// The largest offset from UTC in RFC 3339, `23:59`, in seconds.
const MAX_OFFSET: i64 = SECONDS_PER_DAY - 60;

impl Instant {
    /// Returns the day of the instant at the offset `-23:59`, which is the earliest possible day.
    pub(super) fn earliest_day(&self) -> Date {
        self.day_at(-MAX_OFFSET)
    }

    /// Returns the day of the instant at the offset `+23:59`, which is the latest possible day.
    pub(super) fn latest_day(&self) -> Date {
        self.day_at(MAX_OFFSET)
    }

    /// Returns the day of the instant at an offset from UTC in seconds, but at most the last day of the
    /// calendar.
    pub(in crate::value) fn day_at(&self, offset: i64) -> Date {
        let days = (self.seconds + offset).div_euclid(SECONDS_PER_DAY);
        let span = jiff::Span::new().try_days(days).ok();
        span.and_then(|span| epoch().checked_add(span).ok()).unwrap_or(Date::MAX)
    }

    /// Returns the sorted offsets from UTC, in seconds, at which the day of at least one instant changes. The
    /// smallest offset is always included.
    pub(in crate::value) fn offsets_where_day_changes(instants: &[&Instant]) -> Vec<i64> {
        let since_midnight =
            instants.iter().map(|instant| instant.seconds.rem_euclid(SECONDS_PER_DAY));
        let midnights = since_midnight.flat_map(|since| [-since, SECONDS_PER_DAY - since]);
        let mut offsets: Vec<i64> = midnights.filter(|offset| offset.abs() <= MAX_OFFSET).collect();
        offsets.push(-MAX_OFFSET);
        offsets.sort_unstable();
        offsets.dedup();
        offsets
    }
}

impl fmt::Display for Instant {
    /// Formats the instant in UTC according to RFC 3339, or as a number of seconds if the year is not within
    /// 0000 to 9999.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let days = self.seconds.div_euclid(SECONDS_PER_DAY);
        let span = jiff::Span::new().try_days(days).ok();
        let day = span.and_then(|span| epoch().checked_add(span).ok());
        let Some(day) = day.filter(|day| (0..=9999).contains(&day.year())) else {
            return write!(formatter, "{} s since 1970", self.seconds);
        };
        let second_of_day = self.seconds.rem_euclid(SECONDS_PER_DAY);
        let (hour, minute) = (second_of_day / 3600, second_of_day / 60 % 60);
        let second = second_of_day % 60 + i64::from(self.is_leap);
        write!(formatter, "{:04}-{:02}-{:02}T", day.year(), day.month(), day.day())?;
        write!(formatter, "{hour:02}:{minute:02}:{second:02}")?;
        if !self.fraction.is_empty() {
            write!(formatter, ".{}", self.fraction)?;
        }
        formatter.write_str("Z")
    }
}

fn epoch() -> Date {
    Date::constant(1970, 1, 1)
}

fn seconds_at(day: Date) -> i64 {
    // The difference between any two dates of jiff's calendar can be expressed in days.
    epoch().until(day).map_or(0, |span| i64::from(span.get_days())) * SECONDS_PER_DAY
}

/// Parses a time such as `10:00:00.5+02:00` on a day (RFC 3339 section 5.6, `full-time`), and returns the
/// first and last possible instant. Seconds are optional. Returns `None` if the text is not a time, and
/// `Some(None)` if the time has no offset.
#[expect(
    clippy::option_option,
    reason = "a time without an offset is valid, but has no known instant"
)]
pub(super) fn read(day: Date, text: &str) -> Option<Option<(Instant, Instant)>> {
    let offset_start = text.find(['Z', 'z', '+', '-']).unwrap_or(text.len());
    let (clock, offset) = text.split_at_checked(offset_start)?;
    let clock = Clock::read(clock)?;
    if offset.is_empty() {
        return clock.exists_at_some_offset().then_some(None);
    }
    let start = seconds_at(day) + clock.seconds - read_offset(offset)?;
    if clock.is_leap && !is_end_of_month(start) {
        return None;
    }
    let first = Instant { seconds: start, is_leap: clock.is_leap, fraction: clock.fraction };
    let last = if clock.has_seconds {
        first.clone()
    } else {
        // The last second of the minute may be a leap second.
        let is_leap = is_end_of_month(start + 59);
        Instant { seconds: start + 59, is_leap, fraction: AFTER_EVERY_FRACTION.into() }
    };
    Some(Some((first, last)))
}

/// A time of day.
struct Clock {
    /// Seconds since midnight. A leap second has the same number as the second before it.
    seconds: i64,
    is_leap: bool,
    has_seconds: bool,
    fraction: Box<str>,
}

impl Clock {
    fn read(text: &str) -> Option<Clock> {
        let mut fields = text.splitn(3, ':');
        let hour = digits(fields.next()?, 2)?;
        let minute = digits(fields.next()?, 2)?;
        let seconds = fields.next();
        let (second, fraction) = match seconds.map(|seconds| seconds.split_once('.')) {
            Some(Some((second, fraction))) => (second, Some(fraction)),
            Some(None) => (seconds?, None),
            None => ("00", None),
        };
        let second = digits(second, 2)?;
        let fraction = match fraction {
            Some(fraction) => read_fraction(fraction)?,
            None => "",
        };
        let is_midnight = minute == 0 && second == 0 && fraction.is_empty();
        if minute > 59 || second > 60 || hour > 24 || (hour == 24 && !is_midnight) {
            return None;
        }
        let is_leap = second == 60;
        let second_of_minute = i64::from(second) - i64::from(is_leap);
        Some(Clock {
            seconds: i64::from(hour) * 3600 + i64::from(minute) * 60 + second_of_minute,
            is_leap,
            has_seconds: seconds.is_some(),
            fraction: fraction.into(),
        })
    }

    /// Whether the time exists at some offset in use. Such offsets are multiples of a quarter of an hour (RFC 3339
    /// allows any minute), so a leap second is always at the end of a quarter of an hour.
    fn exists_at_some_offset(&self) -> bool {
        !self.is_leap || self.seconds % 900 == 899
    }
}

/// Returns the digits of a fraction, without trailing zeros, or `None` if the text does not consist of
/// digits.
fn read_fraction(text: &str) -> Option<&str> {
    let is_fraction = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    is_fraction.then(|| text.trim_end_matches('0'))
}

/// Whether a second is the last second of a month in UTC. A leap second may be inserted after it (ITU-R
/// TF.460-6, section 2.1).
fn is_end_of_month(seconds: i64) -> bool {
    let next = seconds + 1;
    let days = next.div_euclid(SECONDS_PER_DAY);
    let span = jiff::Span::new().try_days(days).ok();
    let day = span.and_then(|span| epoch().checked_add(span).ok());
    next.rem_euclid(SECONDS_PER_DAY) == 0 && day.is_some_and(|day| day.day() == 1)
}

/// Parses an offset such as `Z`, `+02:00` or `-05:30`, and returns it in seconds. Returns `None` for any
/// other text.
fn read_offset(text: &str) -> Option<i64> {
    let sign = match text.chars().next()? {
        'Z' | 'z' if text.len() == 1 => return Some(0),
        '+' => 1,
        '-' => -1,
        _ => return None,
    };
    let (hours, minutes) = text.get(1..)?.split_once(':')?;
    let (hours, minutes) = (digits(hours, 2)?, digits(minutes, 2)?);
    if hours > 23 || minutes > 59 {
        return None;
    }
    Some(sign * (i64::from(hours) * 3600 + i64::from(minutes) * 60))
}
