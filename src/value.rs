//! Typed values and how they compare: dates of any precision, periods, durations, exact numbers, names and
//! versions.
//!
//! No function in this module does I/O or panics on malformed input. Parsing fails with a [`ParseError`] that
//! contains the text and the expected value.

pub mod collation;
pub mod date;
pub mod duration;
pub mod look_alike;
pub mod name;
pub mod number;
pub mod order;
pub mod overlap;
pub mod period;
pub mod sequence;
pub mod shift;
pub mod standard;
pub mod version;

use crate::words::truncated;
use std::fmt;

/// Whether two values of the same thing can both be true.
///
/// Only [`Agreement::Differ`] is a contradiction. Unknown values never contradict anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Agreement {
    /// Both can be true.
    Agree,
    /// At most one of them can be true.
    Differ,
    /// It cannot be decided whether both can be true.
    CannotTell,
}

impl Agreement {
    /// Combines two agreements. Returns `Differ` if one of them is `Differ`, otherwise `CannotTell` if one of
    /// them is `CannotTell`, otherwise `Agree`.
    #[must_use]
    pub fn and(self, other: Agreement) -> Agreement {
        match (self, other) {
            (Agreement::Differ, _) | (_, Agreement::Differ) => Agreement::Differ,
            (Agreement::CannotTell, _) | (_, Agreement::CannotTell) => Agreement::CannotTell,
            (Agreement::Agree, Agreement::Agree) => Agreement::Agree,
        }
    }

    /// Returns `Agree` if `equal` is true, otherwise `Differ`.
    #[must_use]
    pub fn from_equality(equal: bool) -> Agreement {
        if equal { Agreement::Agree } else { Agreement::Differ }
    }
}

/// An error for a text that cannot be parsed.
///
/// Displayed as ``got `2017-13`, want a month from 01 to 12``.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParseError {
    /// The text, shortened if it is very long.
    pub got: String,
    /// The expected value, as a noun phrase.
    pub want: &'static str,
}

/// Maximum number of characters of a text in a message. A field may contain megabytes.
const MAX_SHOWN: usize = 60;

impl ParseError {
    pub(crate) fn new(got: &str, want: &'static str) -> ParseError {
        ParseError { got: shortened(got), want }
    }
}

/// Shortens a text for a message to its first 60 characters, followed by `…` if there are more.
#[must_use]
pub fn shortened(text: &str) -> String {
    truncated(text, MAX_SHOWN)
}

impl fmt::Display for ParseError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "got `{}`, want {}", self.got, self.want)
    }
}

impl std::error::Error for ParseError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn differ_takes_precedence_over_cannot_tell_and_that_over_agree() {
        use Agreement::{Agree, CannotTell, Differ};
        for (left, right, both) in [
            (Agree, Agree, Agree),
            (Agree, CannotTell, CannotTell),
            (Agree, Differ, Differ),
            (CannotTell, CannotTell, CannotTell),
            (CannotTell, Differ, Differ),
            (Differ, Differ, Differ),
        ] {
            assert_eq!(left.and(right), both);
            assert_eq!(right.and(left), both);
        }
    }

    #[test]
    fn an_error_says_got_and_want_and_stays_short() {
        let error = ParseError::new(&"x".repeat(10_000), "a date");
        assert!(error.to_string().len() < 120);
        assert_eq!(ParseError::new("x", "a date").to_string(), "got `x`, want a date");
    }
}
