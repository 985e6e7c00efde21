//! Values of a type that a condition does not accept: a text compared with a number by `>`, or a
//! number matched against a pattern. The condition is false for such a value (RFC 9535 section
//! 2.3.5.2.2), so the mistake would otherwise go unnoticed.

use super::syntax::{Comparable, Comparison, Literal, Logical, Operator, Pattern, Query};
use super::unknown::any;
use super::{Condition, Field, evaluate, select};
use crate::document::{Kind, Value};

/// A value of a type that a condition does not accept, and the query that selects it.
type Misread<'c, 'v> = (&'c Query, Value<'v>);

impl Condition {
    /// Whether the condition is always false for values of some types, because it orders values,
    /// searches them or measures their length.
    #[must_use]
    pub fn restricts_types(&self) -> bool {
        restricts_types(&self.logical)
    }

    /// Calls `visit` with each value whose type the condition does not accept, and the field that
    /// selects it, if the result for the record depends on these values.
    pub fn each_misread<'v>(&self, record: Value<'v>, mut visit: impl FnMut(&str, Value<'v>)) {
        let Some(root) = record.document().root() else { return };
        let mut found = Vec::new();
        if decide(&self.logical, record, root, &mut found).is_some() {
            return;
        }
        found.dedup_by_key(|(_, value)| value.span());
        for (query, value) in found {
            let field = Field::of_leading_names(query);
            visit(field.as_ref().map_or(&self.text, |field| field.as_str()), value);
        }
    }
}

fn restricts_types(logical: &Logical) -> bool {
    match logical {
        Logical::Any(parts) | Logical::All(parts) => parts.iter().any(restricts_types),
        Logical::Not(inner) => restricts_types(inner),
        Logical::Exists(_) => false,
        Logical::Comparison(comparison) => {
            let sides = [&comparison.left, &comparison.right];
            is_order(comparison.operator)
                || sides.iter().any(|side| matches!(side, Comparable::Length(_)))
        }
        Logical::Matching(_) | Logical::Containing(_) => true,
    }
}

/// Decides whether an expression holds. Returns `None` if that depends on values whose types it
/// does not accept, and adds these values to `found`.
fn decide<'c, 'v>(
    logical: &'c Logical,
    current: Value<'v>,
    root: Value<'v>,
    found: &mut Vec<Misread<'c, 'v>>,
) -> Option<bool> {
    let before = found.len();
    let mut check = |side: &'c Comparable, wanted: &[Kind]| {
        found.extend(misread(side, wanted, current, root));
    };
    match logical {
        Logical::Any(parts) => {
            return any(parts.iter().map(|part| decide(part, current, root, found)), true);
        }
        Logical::All(parts) => {
            return any(parts.iter().map(|part| decide(part, current, root, found)), false);
        }
        Logical::Not(inner) => return decide(inner, current, root, found).map(|holds| !holds),
        Logical::Exists(_) => {}
        Logical::Comparison(comparison) => {
            let Comparison { left, operator, right } = &**comparison;
            for (side, other) in [(left, right), (right, left)] {
                if let Comparable::Length(measured) = side {
                    check(measured, &[Kind::String, Kind::Array, Kind::Object]);
                } else if is_order(*operator) {
                    check(side, orderable_with(other));
                }
            }
        }
        Logical::Matching(matching) => {
            check(&matching.subject, &[Kind::String]);
            if let Pattern::Dynamic(pattern, _) = &matching.pattern {
                check(pattern, &[Kind::String]);
            }
        }
        Logical::Containing(containing) => {
            check(&containing.text, &[Kind::String]);
            check(&containing.part, &[Kind::String]);
        }
    }
    (found.len() == before).then(|| evaluate::holds_as_written(logical, current, root))
}

/// Returns the value that one side of a comparison selects, if it has none of the wanted types.
fn misread<'c, 'v>(
    side: &'c Comparable,
    wanted: &[Kind],
    current: Value<'v>,
    root: Value<'v>,
) -> Option<Misread<'c, 'v>> {
    let (query, value) = match side {
        Comparable::Singular(query) => (query, select::first(query, current, root)?),
        Comparable::Value(query) => (query, evaluate::only(query, current, root)?),
        Comparable::Literal(_) | Comparable::Length(_) | Comparable::Count(_) => return None,
    };
    let is_read = value.kind() == Kind::Null || wanted.contains(&value.kind());
    (!is_read).then_some((query, value))
}

/// Returns the types of the values that can be ordered with one side of a comparison.
fn orderable_with(side: &Comparable) -> &'static [Kind] {
    match side {
        Comparable::Literal(Literal::Text(_)) => &[Kind::String],
        Comparable::Literal(_) | Comparable::Length(_) | Comparable::Count(_) => &[Kind::Number],
        Comparable::Singular(_) | Comparable::Value(_) => &[Kind::String, Kind::Number],
    }
}

fn is_order(operator: Operator) -> bool {
    !matches!(operator, Operator::Equal | Operator::NotEqual)
}
