//! Evaluates filter expressions (RFC 9535 sections 2.3.5 and 2.4).

use super::compare::{Operand, compare};
use super::syntax::{Comparable, Containing, ExactNumber, Logical, Matching, Pattern, Query};
use super::unknown::{self, Encountered};
use super::{pattern, select};
use crate::document::Value;
use std::ops::ControlFlow;

/// Whether an expression is known to hold. `current` is the value of `@`, and `root` is the value of `$`.
pub(super) fn holds<'v>(logical: &'v Logical, current: Value<'v>, root: Value<'v>) -> bool {
    match current.document().marks() {
        None => holds_as_written(logical, current, root),
        Some(marks) => {
            unknown::decide(logical, current, root, marks, &mut Encountered::default())
                == Some(true)
        }
    }
}

/// Whether an expression holds for the values as written, even if they are unreliable.
pub(super) fn holds_as_written<'v>(
    logical: &'v Logical,
    current: Value<'v>,
    root: Value<'v>,
) -> bool {
    match logical {
        Logical::Any(parts) => parts.iter().any(|part| holds_as_written(part, current, root)),
        Logical::All(parts) => parts.iter().all(|part| holds_as_written(part, current, root)),
        Logical::Not(inner) => !holds_as_written(inner, current, root),
        Logical::Exists(query) => select::first(query, current, root).is_some(),
        Logical::Comparison(comparison) => {
            let left = evaluate(&comparison.left, current, root);
            let right = evaluate(&comparison.right, current, root);
            compare(&left, comparison.operator, &right)
        }
        Logical::Matching(matching) => matches(matching, current, root),
        Logical::Containing(containing) => contains(containing, current, root),
    }
}

fn evaluate<'v>(comparable: &'v Comparable, current: Value<'v>, root: Value<'v>) -> Operand<'v> {
    match comparable {
        Comparable::Literal(literal) => Operand::of_literal(literal),
        Comparable::Singular(query) => {
            select::first(query, current, root).map_or(Operand::Nothing, Operand::of_value)
        }
        Comparable::Length(inner) => evaluate(inner, current, root).length(),
        Comparable::Count(query) => {
            Operand::Number(ExactNumber::Integer(select::count(query, current, root) as i128))
        }
        Comparable::Value(query) => {
            only(query, current, root).map_or(Operand::Nothing, Operand::of_value)
        }
    }
}

/// Returns the only value that a query selects, or `None` if it selects none or several.
pub(super) fn only<'v>(query: &Query, current: Value<'v>, root: Value<'v>) -> Option<Value<'v>> {
    let mut found = None;
    let walk = select::each(query, current, root, &mut |value| match found.replace(value) {
        None => ControlFlow::Continue(()),
        Some(_) => ControlFlow::Break(()),
    });
    if walk.is_break() { None } else { found }
}

/// Evaluates `match` and `search`: false unless both arguments are text and the second is an I-Regexp (RFC
/// 9535 sections 2.4.6 and 2.4.7).
fn matches<'v>(matching: &'v Matching, current: Value<'v>, root: Value<'v>) -> bool {
    let Operand::Text(subject) = evaluate(&matching.subject, current, root) else { return false };
    let (dynamic, failures) = match &matching.pattern {
        Pattern::Never => return false,
        Pattern::Literal(regex) => return regex.is_match(&subject),
        Pattern::Dynamic(pattern, failures) => (pattern, failures),
    };
    let Operand::Text(text) = evaluate(dynamic, current, root) else { return false };
    match pattern::compile(&text, matching.whole, pattern::DYNAMIC_SIZE_LIMIT) {
        Ok(regex) => regex.is_match(&subject),
        Err(reason) => {
            if let Some(value) = dynamic.query().and_then(|query| only(query, current, root)) {
                failures.add(value, &text, reason);
            }
            false
        }
    }
}

/// Evaluates `contains`: false unless both arguments are text; every text contains the empty text.
fn contains<'v>(containing: &'v Containing, current: Value<'v>, root: Value<'v>) -> bool {
    let text = evaluate(&containing.text, current, root);
    let part = evaluate(&containing.part, current, root);
    match (text, part) {
        (Operand::Text(text), Operand::Text(part)) => text.contains(part.as_ref()),
        _ => false,
    }
}

impl<'v> Operand<'v> {
    /// Evaluates `length`; text is counted in Unicode scalar values (RFC 9535 section 2.4.4).
    fn length(&self) -> Operand<'v> {
        let length = match self {
            Operand::Text(text) => text.chars().count(),
            Operand::Structure(value) => value.len(),
            Operand::Nothing | Operand::Null | Operand::Boolean(_) | Operand::Number(_) => {
                return Operand::Nothing;
            }
        };
        Operand::Number(ExactNumber::Integer(length as i128))
    }
}
