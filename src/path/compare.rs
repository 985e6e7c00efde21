//! Comparisons (RFC 9535 section 2.3.5.2.2).

use super::syntax::{ExactNumber, Literal, Operator};
use crate::document::{Kind, Value};
use std::borrow::Cow;

/// One side of a comparison, evaluated.
#[derive(Debug)]
pub(super) enum Operand<'v> {
    /// The absence of a value, which differs from `null`.
    Nothing,
    Null,
    Boolean(bool),
    Number(ExactNumber<'v>),
    Text(Cow<'v, str>),
    /// An array or object.
    Structure(Value<'v>),
}

impl<'v> Operand<'v> {
    pub(super) fn of_literal(literal: &'v Literal) -> Operand<'v> {
        match literal {
            Literal::Null => Operand::Null,
            Literal::Boolean(boolean) => Operand::Boolean(*boolean),
            Literal::Number(literal) => Operand::Number(ExactNumber::read(literal)),
            Literal::Text(text) => Operand::Text(text.into()),
        }
    }

    pub(super) fn of_value(value: Value<'v>) -> Operand<'v> {
        match value.kind() {
            Kind::Null => Operand::Null,
            Kind::Boolean => Operand::Boolean(value.raw() == "true"),
            Kind::Number => Operand::Number(ExactNumber::read(value.raw())),
            Kind::String => Operand::Text(value.as_str().unwrap_or_default()),
            Kind::Array | Kind::Object => Operand::Structure(value),
        }
    }
}

/// Whether a comparison holds. Values of different kinds are unequal and unordered. Only numbers and texts are
/// ordered, texts by their Unicode scalar values.
pub(super) fn compare(left: &Operand<'_>, operator: Operator, right: &Operand<'_>) -> bool {
    match operator {
        Operator::Equal => equal(left, right),
        Operator::NotEqual => !equal(left, right),
        Operator::Less => less(left, right),
        Operator::Greater => less(right, left),
        Operator::LessOrEqual => less(left, right) || equal(left, right),
        Operator::GreaterOrEqual => less(right, left) || equal(left, right),
    }
}

fn equal(left: &Operand<'_>, right: &Operand<'_>) -> bool {
    match (left, right) {
        (Operand::Nothing, Operand::Nothing) | (Operand::Null, Operand::Null) => true,
        (Operand::Boolean(left), Operand::Boolean(right)) => left == right,
        (Operand::Number(left), Operand::Number(right)) => left.compare(*right).is_eq(),
        (Operand::Text(left), Operand::Text(right)) => left == right,
        (Operand::Structure(left), Operand::Structure(right)) => left.equals(right),
        _ => false,
    }
}

fn less(left: &Operand<'_>, right: &Operand<'_>) -> bool {
    match (left, right) {
        (Operand::Number(left), Operand::Number(right)) => left.compare(*right).is_lt(),
        (Operand::Text(left), Operand::Text(right)) => left < right,
        _ => false,
    }
}
