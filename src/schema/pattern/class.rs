//! Character classes: sets of code points and Unicode properties.

use std::fmt;

/// A set of characters.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Class {
    /// The first and last code point of each range. Surrogates never match, because no text contains them.
    pub(super) ranges: Vec<(u32, u32)>,
    /// Properties as written, such as `\p{L}`.
    pub(super) properties: Vec<String>,
    pub(super) is_negated: bool,
}

const LAST: u32 = char::MAX as u32;

/// The characters of `\d` (ECMA-262 section 22.2.2.9).
pub(super) const DIGITS: &[(u32, u32)] = &[(0x30, 0x39)];
/// The characters of `\w`.
pub(super) const WORD: &[(u32, u32)] = &[(0x30, 0x39), (0x41, 0x5A), (0x5F, 0x5F), (0x61, 0x7A)];
/// The characters of `\s`: white space and line terminators.
pub(super) const SPACE: &[(u32, u32)] = &[
    (0x09, 0x0D),
    (0x20, 0x20),
    (0xA0, 0xA0),
    (0x1680, 0x1680),
    (0x2000, 0x200A),
    (0x2028, 0x2029),
    (0x202F, 0x202F),
    (0x205F, 0x205F),
    (0x3000, 0x3000),
    (0xFEFF, 0xFEFF),
];
/// The characters that `.` does not match without the `s` flag.
pub(super) const LINE_ENDS: &[(u32, u32)] = &[(0x0A, 0x0A), (0x0D, 0x0D), (0x2028, 0x2029)];

impl Class {
    /// Creates a class of the characters in sorted ranges or, if `is_negated`, of all others.
    pub(super) fn of(ranges: &[(u32, u32)], is_negated: bool) -> Class {
        Class { ranges: ranges.to_vec(), properties: Vec::new(), is_negated }
    }

    /// Creates a class of the characters with a property. `written` is the property as written.
    pub(super) fn of_property(written: String) -> Class {
        Class { properties: vec![written], ..Class::default() }
    }

    /// Adds the characters of another class. A negated class must not have properties.
    pub(super) fn add(&mut self, other: Class) {
        if other.is_negated {
            self.ranges.extend(complement(&other.ranges));
        } else {
            self.ranges.extend(other.ranges);
        }
        self.properties.extend(other.properties);
    }
}

/// Returns the complement of sorted ranges.
fn complement(ranges: &[(u32, u32)]) -> Vec<(u32, u32)> {
    let mut left_out = Vec::new();
    let mut next = 0;
    for (first, last) in ranges {
        if next < *first {
            left_out.push((next, first - 1));
        }
        next = last + 1;
    }
    left_out.push((next, LAST));
    left_out
}

/// Removes surrogates from both ends of a range. Returns `None` if the range then is empty.
fn of_characters((first, last): (u32, u32)) -> Option<(char, char)> {
    let first = char::from_u32(first).or_else(|| char::from_u32(0xE000))?;
    let last = char::from_u32(last).or_else(|| char::from_u32(0xD7FF))?;
    (first <= last).then_some((first, last))
}

/// Escapes a character for use inside or outside a class.
pub(super) fn escaped(character: char, in_class: bool) -> String {
    let special = if in_class { r"\[]^-&~" } else { r"^$\.*+?()[]{}|" };
    if special.contains(character) { format!("\\{character}") } else { character.to_string() }
}

impl fmt::Display for Class {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ranges: Vec<(char, char)> =
            self.ranges.iter().copied().filter_map(of_characters).collect();
        // Engines reject an empty class, so the class of all characters is written instead, with the opposite
        // negation.
        if ranges.is_empty() && self.properties.is_empty() {
            let sign = if self.is_negated { "" } else { "^" };
            return write!(formatter, "[{sign}\0-{}]", char::MAX);
        }
        formatter.write_str(if self.is_negated { "[^" } else { "[" })?;
        for (first, last) in ranges {
            formatter.write_str(&escaped(first, true))?;
            if first != last {
                write!(formatter, "-{}", escaped(last, true))?;
            }
        }
        for property in &self.properties {
            formatter.write_str(property)?;
        }
        formatter.write_str("]")
    }
}
