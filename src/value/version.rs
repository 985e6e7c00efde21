//! Versions: dotted integers (`2`, `1.10`, `2024.04.1`) and semantic versions (`1.0.0-rc.1+build.5`).
//!
//! The order is the precedence of Semantic Versioning 2.0.0, section 11 (<https://semver.org/#spec-item-11>).
//! The numbers are compared one by one as integers. A version with a pre-release part precedes the same
//! version without a pre-release part. Pre-release identifiers are compared one by one: numeric identifiers
//! as integers, other identifiers by their ASCII characters, and a numeric identifier precedes another
//! identifier. If all are equal, the shorter list comes first. Build metadata is ignored. As an extension,
//! any number of integers is allowed, and a missing integer is 0: `1.2` has the precedence of `1.2.0`.

use std::cmp::Ordering;
use std::fmt;

use crate::value::ParseError;

/// The error of parsing a [`Version`].
pub type VersionError = ParseError;

const WANT_VERSION: &str = "a version of dotted integers such as 2, 1.10 or 1.0.0-rc.1+build.5";

/// A version as written. Two versions are equal if they are written in the same way. [`Version::precedence`]
/// orders them.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Version {
    written: Box<str>,
    /// Byte offset after the last integer.
    core_end: usize,
    /// Byte offset after the pre-release part. Equal to `core_end` if there is no pre-release part.
    prerelease_end: usize,
}

impl Version {
    /// Parses integers separated by full stops, optionally followed by `-` and a pre-release part, and by `+`
    /// and build metadata. The pre-release part and the build metadata consist of identifiers of ASCII
    /// letters, digits and hyphens, separated by full stops. The whole text must be the version. Integers may
    /// be of any length, and may have leading zeros as in calendar versions (`24.04`), which Semantic
    /// Versioning does not allow.
    ///
    /// # Errors
    /// Fails for any other text, including a version with a leading `v`.
    pub fn parse(text: &str) -> Result<Version, VersionError> {
        read(text).ok_or_else(|| ParseError::new(text, WANT_VERSION))
    }

    /// Returns the version as written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.written
    }

    /// Compares two versions by precedence. Build metadata is ignored.
    #[must_use]
    pub fn precedence(&self, other: &Version) -> Ordering {
        self.release_precedence(other).then_with(|| {
            match (self.has_prerelease(), other.has_prerelease()) {
                (false, false) => Ordering::Equal,
                (true, false) => Ordering::Less,
                (false, true) => Ordering::Greater,
                (true, true) => compare_identifiers(self.prerelease(), other.prerelease()),
            }
        })
    }

    /// Compares two versions by their integers only. Pre-release parts are ignored.
    #[must_use]
    pub fn release_precedence(&self, other: &Version) -> Ordering {
        let (mut own, mut others) = (self.core().split('.'), other.core().split('.'));
        loop {
            let (left, right) = match (own.next(), others.next()) {
                (None, None) => return Ordering::Equal,
                (left, right) => (left.unwrap_or("0"), right.unwrap_or("0")),
            };
            let order = compare_integers(left, right);
            if order != Ordering::Equal {
                return order;
            }
        }
    }

    /// Returns the dotted integers: `1.0.0` for `1.0.0-rc.1+build.5`.
    #[must_use]
    pub fn core(&self) -> &str {
        self.written.get(..self.core_end).unwrap_or_default()
    }

    /// Returns the first integer, without leading zeros: `1` for `1.0.0-rc.1`.
    #[must_use]
    pub fn major(&self) -> &str {
        significant(self.core().split('.').next().unwrap_or_default())
    }

    /// Returns the pre-release part without its hyphen: `rc.1` for `1.0.0-rc.1+build.5`. The text is empty if
    /// there is no pre-release part.
    #[must_use]
    pub fn prerelease(&self) -> &str {
        self.written.get(self.core_end + 1..self.prerelease_end).unwrap_or_default()
    }

    /// Whether there is a pre-release part.
    #[must_use]
    pub fn has_prerelease(&self) -> bool {
        self.core_end < self.prerelease_end
    }

    /// Returns the build metadata without its plus sign: `build.5` for `1.0.0-rc.1+build.5`. The text is
    /// empty if there is no build metadata.
    #[must_use]
    pub fn build_metadata(&self) -> &str {
        self.written.get(self.prerelease_end + 1..).unwrap_or_default()
    }

    /// Whether the version is a semantic version: three integers, and no number with superfluous leading
    /// zeros (Semantic Versioning 2.0.0, sections 2 and 9).
    #[must_use]
    pub fn is_semantic(&self) -> bool {
        let is_plain = |integer: &str| significant(integer) == integer;
        let is_plain_identifier =
            |identifier: &str| !are_digits(identifier) || is_plain(identifier);
        self.core().split('.').count() == 3
            && self.core().split('.').all(is_plain)
            && self
                .prerelease()
                .split('.')
                .all(|identifier| identifier.is_empty() || is_plain_identifier(identifier))
    }
}

impl fmt::Display for Version {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.written)
    }
}

impl std::str::FromStr for Version {
    type Err = VersionError;

    fn from_str(text: &str) -> Result<Version, VersionError> {
        Version::parse(text)
    }
}

fn read(text: &str) -> Option<Version> {
    let prerelease_end = text.find('+').unwrap_or(text.len());
    let (before_build, build) = text.split_at_checked(prerelease_end)?;
    let core_end = before_build.find('-').unwrap_or(prerelease_end);
    let (core, prerelease) = before_build.split_at_checked(core_end)?;
    let are_identifiers =
        |part: &str| part.get(1..).is_none_or(|part| part.split('.').all(is_identifier));
    if !core.split('.').all(are_digits) || !are_identifiers(prerelease) || !are_identifiers(build) {
        return None;
    }
    Some(Version { written: text.into(), core_end, prerelease_end })
}

fn is_identifier(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

fn are_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Removes the leading zeros of an integer.
fn significant(integer: &str) -> &str {
    match integer.trim_start_matches('0') {
        "" => integer.get(..1).unwrap_or_default(),
        significant => significant,
    }
}

/// Compares runs of digits as integers of any size.
fn compare_integers(left: &str, right: &str) -> Ordering {
    let (left, right) = (significant(left), significant(right));
    left.len().cmp(&right.len()).then_with(|| left.cmp(right))
}

/// Compares two lists of identifiers one by one. If all are equal, the shorter list comes first (section
/// 11.4).
fn compare_identifiers(left: &str, right: &str) -> Ordering {
    let (mut left, mut right) = (left.split('.'), right.split('.'));
    loop {
        let order = match (left.next(), right.next()) {
            (None, None) => return Ordering::Equal,
            (None, Some(_)) => return Ordering::Less,
            (Some(_), None) => return Ordering::Greater,
            (Some(left), Some(right)) => match (are_digits(left), are_digits(right)) {
                (true, true) => compare_integers(left, right),
                (true, false) => Ordering::Less,
                (false, true) => Ordering::Greater,
                (false, false) => left.cmp(right),
            },
        };
        if order != Ordering::Equal {
            return order;
        }
    }
}

#[cfg(test)]
mod tests;
