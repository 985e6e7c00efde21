//! Finds values of a type that a condition does not accept:
//!
//! - a text compared with a number by `>`, or a number matched against a pattern. The condition is false for such a
//!   value (RFC 9535 section 2.3.5.2.2).
//! - the text of a number compared with a number by `==` or `!=`, as in a CSV document without a schema, or a list
//!   compared with a text. The two always differ.
//!
//! Such a mistake would otherwise go unnoticed. The filters of fields and paths, and filters inside other filters, are
//! also checked.

use super::syntax::{
    Comparable, Comparison, Literal, Logical, Operator, Origin, Pattern, Query, Segment, Selector,
};
use super::unknown::combined;
use super::{Condition, Field, Path, evaluate, select};
use crate::document::{Form, Kind, Value};
use std::ops::ControlFlow;

/// A value of a type that a condition does not accept, and the field that selects it, if a field can.
type Misread<'v> = (Option<Field>, Value<'v>);

/// A value and the query that selects it.
type Selected<'c, 'v> = (&'c Query, Value<'v>);

/// Maximum number of values that a query from the document's root reports, since it reports them for each record.
const MAX_OF_DOCUMENT: usize = 12;

impl Condition {
    /// Whether the result of the condition is fixed for values of some types, because it compares values,
    /// searches them or measures their length.
    #[must_use]
    pub fn restricts_types(&self) -> bool {
        restricts_types(&self.logical)
    }

    /// Calls `visit` with each value whose type the condition does not accept, and with the field that selects
    /// it, or with the condition if no field does. Does nothing if the result for the record does not depend on
    /// these values.
    pub fn each_misread<'v>(&self, record: Value<'v>, mut visit: impl FnMut(&str, Value<'v>)) {
        let Some(root) = record.document().root() else { return };
        let mut found = Vec::new();
        if decide(&self.logical, record, root, &mut found).is_some() {
            return;
        }
        found.dedup_by_key(|(_, value)| value.span());
        for (field, value) in found {
            visit(field.as_ref().map_or(&self.text, |field| field.as_str()), value);
        }
    }
}

impl Field {
    /// Calls `visit` with each value whose type the field's filters do not accept, if the selection depends on
    /// it.
    pub(crate) fn each_misread<'v>(&self, record: Value<'v>, mut visit: impl FnMut(Value<'v>)) {
        let Some((from, root)) = self.base(record).zip(record.document().root()) else { return };
        each_in_filters(self.query(), &self.query().segments, from, root, &mut visit);
    }
}

impl Path {
    /// Calls `visit` with each value in a document whose type the path's filters do not accept, if the
    /// selection depends on it.
    pub(crate) fn each_misread<'v>(&self, root: Value<'v>, mut visit: impl FnMut(Value<'v>)) {
        each_in_filters(&self.query, &self.query.segments, root, root, &mut visit);
    }

    /// Like [`each_misread`](Self::each_misread), but in some of the elements that a
    /// [streamable](Self::is_streamable) query selects from, given as an array.
    pub(crate) fn each_misread_in_elements<'v>(
        &self,
        elements: Value<'v>,
        mut visit: impl FnMut(Value<'v>),
    ) {
        let segments = self.segments_of_elements();
        each_in_filters(&self.query, segments, elements, elements, &mut visit);
    }
}

/// Calls `visit` once with each value that the filters of some segments of a query do not accept.
fn each_in_filters<'v>(
    query: &Query,
    segments: &[Segment],
    from: Value<'v>,
    root: Value<'v>,
    visit: &mut dyn FnMut(Value<'v>),
) {
    let mut found = Vec::new();
    in_filters(query, segments, from, root, &mut found);
    found.dedup_by_key(|(_, value)| value.span());
    for (_, value) in found {
        visit(value);
    }
}

/// Adds the values that the filters of some segments of a query do not accept.
fn in_filters<'v>(
    query: &Query,
    segments: &[Segment],
    from: Value<'v>,
    root: Value<'v>,
    found: &mut Vec<Misread<'v>>,
) {
    for (number, segment) in segments.iter().enumerate() {
        let conditions: Vec<&Logical> = filters(segment).collect();
        if !conditions.iter().any(|condition| restricts_types(condition)) {
            continue;
        }
        let before = segments.get(..number).unwrap_or_default();
        let mut decide_all = |value: Value<'v>| {
            for child in select::children(value) {
                for condition in &conditions {
                    let mut found_in_child = Vec::new();
                    if decide(condition, child, root, &mut found_in_child).is_none() {
                        found.append(&mut found_in_child);
                    }
                }
            }
        };
        // This visitor never breaks.
        let _ = select::follow(query, before, from, root, &mut |value| {
            if segment.descends {
                value.descendants().for_each(&mut decide_all);
            } else {
                decide_all(value);
            }
            ControlFlow::Continue(())
        });
    }
}

fn filters(segment: &Segment) -> impl Iterator<Item = &Logical> {
    segment.selectors.iter().filter_map(|selector| match selector {
        Selector::Filter(condition) => Some(condition),
        _ => None,
    })
}

/// Whether a filter of a query is false for values of some types.
fn has_typed_filters(query: &Query) -> bool {
    query.segments.iter().flat_map(filters).any(restricts_types)
}

fn restricts_types(logical: &Logical) -> bool {
    match logical {
        Logical::Any(parts) | Logical::All(parts) => parts.iter().any(restricts_types),
        Logical::Not(inner) => restricts_types(inner),
        Logical::Exists(query) => has_typed_filters(query),
        Logical::Comparison(comparison) => {
            let sides = [&comparison.left, &comparison.right];
            let is_typed = |side: &&Comparable| {
                matches!(side, Comparable::Length(_)) || side.query().is_some_and(has_typed_filters)
            };
            let is_null = |side: &&Comparable| matches!(side, Comparable::Literal(Literal::Null));
            is_order(comparison.operator)
                || sides.iter().any(is_typed)
                || !sides.iter().any(is_null)
        }
        Logical::Matching(_) | Logical::Containing(_) => true,
    }
}

/// Decides whether an expression holds. Returns `None` if the result depends on values whose types the expression
/// does not accept, and adds these values to `found`.
fn decide<'v>(
    logical: &Logical,
    current: Value<'v>,
    root: Value<'v>,
    found: &mut Vec<Misread<'v>>,
) -> Option<bool> {
    let before = found.len();
    match logical {
        Logical::Any(parts) => {
            return combined(parts.iter().map(|part| decide(part, current, root, found)), true);
        }
        Logical::All(parts) => {
            return combined(parts.iter().map(|part| decide(part, current, root, found)), false);
        }
        Logical::Not(inner) => return decide(inner, current, root, found).map(|holds| !holds),
        Logical::Exists(query) => {
            if select::first(query, current, root).is_none() {
                in_own_filters(query, current, root, found);
            }
        }
        Logical::Comparison(comparison) => {
            let Comparison { left, operator, right } = &**comparison;
            for query in [left, right].into_iter().filter_map(Comparable::query) {
                in_own_filters(query, current, root, found);
            }
            let mut add = adder(found);
            for (side, other) in [(left, right), (right, left)] {
                add(match side {
                    Comparable::Length(measured) => {
                        let accepted = [Kind::String, Kind::Array, Kind::Object];
                        misread(measured, &accepted, current, root)
                    }
                    _ if is_order(*operator) => misread(side, orderable_with(other), current, root),
                    _ => always_unequal(side, other, current, root),
                });
            }
        }
        Logical::Matching(matching) => {
            let mut add = adder(found);
            add(misread(&matching.subject, &[Kind::String], current, root));
            if let Pattern::Dynamic(pattern, _) = &matching.pattern {
                add(misread(pattern, &[Kind::String], current, root));
            }
        }
        Logical::Containing(containing) => {
            let mut add = adder(found);
            add(misread(&containing.text, &[Kind::String], current, root));
            add(misread(&containing.part, &[Kind::String], current, root));
        }
    }
    (found.len() == before).then(|| evaluate::holds_as_written(logical, current, root))
}

/// Returns a function that adds a selected value.
fn adder<'f, 'v>(found: &'f mut Vec<Misread<'v>>) -> impl FnMut(Option<Selected<'_, 'v>>) + 'f {
    |selected| {
        let with_field = |(query, value): Selected<'_, 'v>| (Field::of_leading_names(query), value);
        found.extend(selected.map(with_field));
    }
}

/// Adds the values that the filters of a query do not accept. If the query starts from the document's root, the
/// document remembers the first of these values.
fn in_own_filters<'v>(
    query: &Query,
    current: Value<'v>,
    root: Value<'v>,
    found: &mut Vec<Misread<'v>>,
) {
    if query.origin == Origin::Current || root.positions().start > 0 {
        return in_filters(
            query,
            &query.segments,
            select::origin(query, current, root),
            root,
            found,
        );
    }
    let document = root.document();
    let remembered = document.remember(query.misread, || {
        let mut found = Vec::new();
        in_filters(query, &query.segments, root, root, &mut found);
        let is_in_document = |(_, value): &Misread<'_>| std::ptr::eq(value.document(), document);
        let first = found.into_iter().filter(is_in_document).take(MAX_OF_DOCUMENT);
        first.map(|(field, value)| (field, value.positions().start)).collect::<Vec<_>>()
    });
    let all = remembered.iter().cloned();
    found.extend(all.map(|(field, position)| (field, document.value_at_position(position))));
}

/// Returns the value that one side of a comparison selects, if it is not `null` and has none of the accepted types.
fn misread<'c, 'v>(
    side: &'c Comparable,
    accepted: &[Kind],
    current: Value<'v>,
    root: Value<'v>,
) -> Option<Selected<'c, 'v>> {
    let (query, value) = match side {
        Comparable::Singular(query) => (query, select::first(query, current, root)?),
        Comparable::Value(query) => (query, evaluate::only(query, current, root)?),
        Comparable::Literal(_) | Comparable::Length(_) | Comparable::Count(_) => return None,
    };
    let is_accepted = value.kind() == Kind::Null || accepted.contains(&value.kind());
    (!is_accepted).then_some((query, value))
}

/// Returns the value on one side of an `==` or `!=` if its type makes it always differ from the other side: a list or
/// an object compared with a literal, the text of a number compared with a number, or the text of a Boolean compared
/// with a Boolean. In a CSV document, any text compared with a Boolean counts too. In JSON and YAML it does not, since
/// a field there may hold Booleans and texts.
fn always_unequal<'c, 'v>(
    side: &'c Comparable,
    other: &'c Comparable,
    current: Value<'v>,
    root: Value<'v>,
) -> Option<Selected<'c, 'v>> {
    let (query, value) = misread(side, &[], current, root)?;
    let is_container = matches!(value.kind(), Kind::Array | Kind::Object);
    let is_unlike = match other {
        Comparable::Literal(Literal::Null) => false,
        Comparable::Literal(Literal::Text(text)) => is_container || reads_as(text, value.kind()),
        Comparable::Literal(Literal::Boolean(_)) => {
            is_container || is_text_of(value, Kind::Boolean) || is_cell(value)
        }
        Comparable::Literal(Literal::Number(_)) | Comparable::Length(_) | Comparable::Count(_) => {
            is_container || is_text_of(value, Kind::Number)
        }
        Comparable::Singular(_) | Comparable::Value(_) => {
            let (_, other) = misread(other, &[], current, root)?;
            is_text_of(value, other.kind())
        }
    };
    is_unlike.then_some((query, value))
}

/// Whether a value is the text of a number or of a Boolean.
fn is_text_of(value: Value<'_>, kind: Kind) -> bool {
    value.as_str().is_some_and(|text| reads_as(&text, kind))
}

/// Whether a value is a text in a CSV or TSV document. Without a schema, all its values are texts.
fn is_cell(value: Value<'_>) -> bool {
    value.kind() == Kind::String
        && matches!(value.document().converted_from(), Some(Form::Csv | Form::Tsv))
}

/// Whether a text reads as a value of a type: as a number or as a Boolean.
fn reads_as(text: &str, kind: Kind) -> bool {
    match kind {
        Kind::Number => text.trim().parse::<f64>().is_ok_and(f64::is_finite),
        Kind::Boolean => {
            let words = ["true", "false", "yes", "no", "on", "off"];
            words.iter().any(|word| text.trim().eq_ignore_ascii_case(word))
        }
        Kind::Null | Kind::String | Kind::Array | Kind::Object => false,
    }
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
