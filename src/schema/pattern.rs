//! Rewrites regular expressions for the two engines, so both engines interpret them as ECMA-262 does with the
//! `u` flag. JSON Schema requires this (core section 6.4).
//!
//! The translation in the `jsonschema` crate has several limits. It leaves expressions with look-around
//! unchanged, so `\d` and `.` match more in them than in ECMA-262. It gives `\b` its Unicode meaning. It does
//! not support `\k<name>`, `\0`, `[^]`, `[\b]` or surrogate pairs. The grammar is that of ECMA-262 section
//! 22.2.1.

mod class;
mod parse;
mod property;

use super::files::Engine;
use class::Class;
use std::collections::{BTreeMap, BTreeSet};

/// A part of a parsed expression. The expression for an engine is generated from its pieces.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    /// Text that is the same for both engines.
    Text(String),
    Class(Class),
    /// The start of the capturing group with this number.
    Open(usize),
    /// The end of the capturing group with this number.
    Close(usize),
    /// A back-reference to one of these groups. It matches the empty string if none of them has matched.
    BackReference(Vec<usize>),
    /// A word boundary `\b`, or its negation `\B`.
    Boundary {
        is_none: bool,
    },
}

/// An expression that ECMA-262 accepts with the `u` flag.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Pattern {
    pieces: Vec<Piece>,
    /// Whether the crate's translation differs from ECMA-262.
    needs_rewriting: bool,
}

/// The reason why an expression is invalid in ECMA-262 with the `u` flag.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Invalid {
    /// The reason, in words.
    pub(super) reason: String,
    /// Whether the only errors are needless escapes of punctuation marks. Without the flag, the expression is
    /// valid and has the same meaning.
    pub(super) is_needless_escape: bool,
}

/// Returns the reason why a text is not a regular expression of ECMA-262, or `None` if it is a valid one. The
/// `u` flag is assumed, but needless escapes of punctuation marks are accepted, as they are valid without the
/// flag.
#[must_use]
pub fn regular_expression_error(text: &str) -> Option<String> {
    let invalid = Pattern::read(text).err()?;
    (!invalid.is_needless_escape).then_some(invalid.reason)
}

impl Pattern {
    /// Parses an expression.
    pub(super) fn read(text: &str) -> Result<Pattern, Invalid> {
        parse::parse(text)
    }

    /// Returns the expression rewritten for an engine, or `None` if it can be used as written. Without
    /// `with_flags`, the result is valid in ECMA-262, but its word boundaries are slower.
    pub(super) fn rewritten(&self, engine: Engine, with_flags: bool) -> Option<String> {
        if engine == Engine::Linear && !self.needs_rewriting {
            return None;
        }
        let numbers = self.numbers();
        let mut text = String::new();
        for piece in &self.pieces {
            match piece {
                Piece::Text(written) => text.push_str(written),
                Piece::Class(class) => text.push_str(&class.to_string()),
                Piece::Open(group) if numbers.is_referenced(*group) => text.push_str("(?:("),
                Piece::Open(_) => text.push('('),
                // The empty group records whether the preceding group has matched.
                Piece::Close(group) if numbers.is_referenced(*group) => text.push_str(")())"),
                Piece::Close(_) => text.push(')'),
                Piece::BackReference(groups) => {
                    for group in groups {
                        let (own, marker) = numbers.of(*group);
                        text.push_str(&format!("(?:\\{marker}\\{own}|(?!\\{marker}))"));
                    }
                }
                Piece::Boundary { is_none } if engine == Engine::Linear && with_flags => {
                    text.push_str(if *is_none { r"(?-u:\B)" } else { r"(?-u:\b)" });
                }
                Piece::Boundary { is_none } => text.push_str(boundary(*is_none)),
            }
        }
        Some(text)
    }

    fn numbers(&self) -> Numbers {
        let mut numbers = Numbers::default();
        for piece in &self.pieces {
            if let Piece::BackReference(groups) = piece {
                numbers.referenced.extend(groups);
            }
        }
        let mut next = 1;
        let mut number = || {
            next += 1;
            next - 1
        };
        for piece in &self.pieces {
            match piece {
                Piece::Open(group) => _ = numbers.own.insert(*group, number()),
                Piece::Close(group) if numbers.is_referenced(*group) => {
                    numbers.markers.insert(*group, number());
                }
                Piece::Text(_)
                | Piece::Class(_)
                | Piece::Close(_)
                | Piece::BackReference(_)
                | Piece::Boundary { .. } => {}
            }
        }
        numbers
    }
}

/// The numbers of capturing groups in the rewritten expression.
#[derive(Debug, Default)]
struct Numbers {
    referenced: BTreeSet<usize>,
    own: BTreeMap<usize, usize>,
    markers: BTreeMap<usize, usize>,
}

impl Numbers {
    fn is_referenced(&self, group: usize) -> bool {
        self.referenced.contains(&group)
    }

    fn of(&self, group: usize) -> (usize, usize) {
        let number = |of: &BTreeMap<usize, usize>| of.get(&group).copied();
        (number(&self.own).unwrap_or_default(), number(&self.markers).unwrap_or_default())
    }
}

/// Returns an expression for `\b`, or for `\B` if `is_none`. A word consists of ASCII letters, digits and `_`
/// (ECMA-262 section 22.2.2.4).
fn boundary(is_none: bool) -> &'static str {
    match is_none {
        false => "(?:(?<=[0-9A-Z_a-z])(?![0-9A-Z_a-z])|(?<![0-9A-Z_a-z])(?=[0-9A-Z_a-z]))",
        true => "(?:(?<=[0-9A-Z_a-z])(?=[0-9A-Z_a-z])|(?<![0-9A-Z_a-z])(?![0-9A-Z_a-z]))",
    }
}
