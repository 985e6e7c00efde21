//! `number`: a number that most JSON parsers would change.

use super::{Kind, Origin};
use crate::document::{Document, Unreliable, Value};
use crate::finding::{Anchor, Finding, Level, Place};
use crate::value::number::Decimal;
use crate::words::truncated;

pub(crate) const KIND: Kind = Kind {
    name: "number",
    about: "a number that many JSON parsers silently change",
    level: Level::Warning,
    parameters: &[],
    origin: Origin::Standalone,
    page: include_str!("number.md"),
};

/// Returns a finding for each number that a reader with double precision may change, and for each number of
/// YAML that JSON does not have, such as `.inf`.
pub(crate) fn check(document: &Document, name: &str) -> Vec<Finding> {
    document.altered_numbers().map(|number| report(number, name)).collect()
}

/// Returns the numbers that even [`Decimal`] cannot represent. They cannot be compared with other numbers.
pub(crate) fn unreliable(document: &Document) -> impl Iterator<Item = Unreliable<'_>> {
    let is_unreadable = |number: &Value<'_>| {
        number.as_number().is_some_and(|number| Decimal::from_json(number.literal()).is_err())
    };
    document.altered_numbers().filter(is_unreadable).map(Unreliable::Value)
}

fn report(number: Value<'_>, name: &str) -> Finding {
    let literal = number.raw();
    if let Some(written) = number.not_a_number() {
        let message = format!("`{}` is not a number that can be compared", shortened(written));
        return Finding::new(message, Anchor::new(name, "number"))
            .label(Place::of(number), "unknown to every rule")
            .help("write null, or leave the member out, if there is no number")
            .rests_on(name, "number", shortened(written));
    }
    let double = number.as_number().map_or(f64::NAN, |number| number.as_f64());
    let becomes = if double.is_infinite() {
        "infinity".to_owned()
    } else if literal.contains(['.', 'e', 'E']) {
        format!("{double:?}")
    } else {
        format!("{double:.0}")
    };
    let message = if becomes == literal {
        format!("{} is beyond 2^53, where most parsers lose digits", shortened(literal))
    } else {
        format!("most parsers turn {} into {becomes}", shortened(literal))
    };
    Finding::new(message, Anchor::new(name, "number"))
        .label(Place::of(number), "is changed by most parsers")
        .help("write it as a string, or with at most 15 digits (RFC 7493 section 2.2)")
        .rests_on(name, "number", shortened(literal))
}

/// Maximum length of a literal in a message, in characters.
const MAX_LITERAL: usize = 40;

fn shortened(literal: &str) -> String {
    truncated(literal, MAX_LITERAL)
}
