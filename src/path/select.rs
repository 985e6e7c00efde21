//! Evaluates queries (RFC 9535 sections 2.3 and 2.5).
//!
//! Evaluation is depth-first: each value is followed to the end of the query before the next value, which
//! yields the RFC's order without intermediate lists. The depth of recursion is bounded by the number of
//! segments, which the parser limits, and does not depend on the depth of the document.

use super::evaluate;
use super::syntax::{Origin, Query, Segment, Selector, Slice};
use crate::document::{Kind, Value};
use std::ops::ControlFlow;

/// Callback for each selected value; it can stop the traversal.
type Visit<'f, 'v> = dyn FnMut(Value<'v>) -> ControlFlow<()> + 'f;

/// Visits the values that a query selects. `current` is the value of `@`, `root` that of `$`.
pub(super) fn each<'v>(
    query: &Query,
    current: Value<'v>,
    root: Value<'v>,
    visit: &mut Visit<'_, 'v>,
) -> ControlFlow<()> {
    let origin = match query.origin {
        Origin::Root => root,
        Origin::Current => current,
    };
    follow(&query.segments, origin, root, visit)
}

/// Returns all values that a query selects.
pub(super) fn all<'v>(query: &Query, current: Value<'v>, root: Value<'v>) -> Vec<Value<'v>> {
    let mut selected = Vec::new();
    // This visitor never breaks.
    let _ = each(query, current, root, &mut |value| {
        selected.push(value);
        ControlFlow::Continue(())
    });
    selected
}

/// Returns the first value that a query selects.
pub(super) fn first<'v>(query: &Query, current: Value<'v>, root: Value<'v>) -> Option<Value<'v>> {
    let origin = match query.origin {
        Origin::Root => root,
        Origin::Current => current,
    };
    let (value, rest) = go_straight(&query.segments, origin)?;
    if rest.is_empty() {
        return Some(value);
    }
    let mut first = None;
    let _ = follow(rest, value, root, &mut |value| {
        first = Some(value);
        ControlFlow::Break(())
    });
    first
}

/// Visits the values that the remaining segments select from a value.
pub(super) fn follow<'v>(
    segments: &[Segment],
    from: Value<'v>,
    root: Value<'v>,
    visit: &mut Visit<'_, 'v>,
) -> ControlFlow<()> {
    let Some((value, rest)) = go_straight(segments, from) else { return ControlFlow::Continue(()) };
    match rest.split_first() {
        None => visit(value),
        Some((segment, rest)) => follow_many(segment, rest, value, root, visit),
    }
}

/// Follows the leading names and indexes of a query, and returns the value there and the remaining
/// segments, or `None` if there is no such value.
fn go_straight<'v, 's>(
    segments: &'s [Segment],
    from: Value<'v>,
) -> Option<(Value<'v>, &'s [Segment])> {
    let (mut value, mut left) = (from, segments);
    while let Some((segment, rest)) = left.split_first() {
        value = match segment.only() {
            Some(Selector::Name(name)) => value.get(name)?,
            Some(Selector::Index(index)) => element(value, *index)?,
            _ => break,
        };
        left = rest;
    }
    Some((value, left))
}

fn follow_many<'v>(
    segment: &Segment,
    rest: &[Segment],
    value: Value<'v>,
    root: Value<'v>,
    visit: &mut Visit<'_, 'v>,
) -> ControlFlow<()> {
    if !segment.descends {
        return select_children(segment, rest, value, root, visit);
    }
    for inner in value.descendants().filter(|inner| !inner.is_empty()) {
        select_children(segment, rest, inner, root, visit)?;
    }
    ControlFlow::Continue(())
}

pub(super) fn select_children<'v>(
    segment: &Segment,
    rest: &[Segment],
    value: Value<'v>,
    root: Value<'v>,
    visit: &mut Visit<'_, 'v>,
) -> ControlFlow<()> {
    for selector in &segment.selectors {
        match selector {
            Selector::Name(name) => follow_all(value.get(name), rest, root, visit)?,
            Selector::Index(index) => follow_all(element(value, *index), rest, root, visit)?,
            Selector::Wildcard => follow_all(children(value), rest, root, visit)?,
            Selector::Slice(slice) => follow_slice(*slice, rest, value, root, visit)?,
            Selector::Filter(condition) => {
                let holds = |child: &Value<'v>| evaluate::holds(condition, *child, root);
                follow_all(children(value).filter(holds), rest, root, visit)?;
            }
        }
    }
    ControlFlow::Continue(())
}

fn follow_all<'v>(
    values: impl IntoIterator<Item = Value<'v>>,
    rest: &[Segment],
    root: Value<'v>,
    visit: &mut Visit<'_, 'v>,
) -> ControlFlow<()> {
    values.into_iter().try_for_each(|value| follow(rest, value, root, visit))
}

/// Returns the children of a value: one of the two chained iterators is empty.
pub(super) fn children(value: Value<'_>) -> impl Iterator<Item = Value<'_>> {
    value.members().map(|member| member.value).chain(value.elements())
}

/// Returns the element at an index; an index below 0 counts from the end (RFC 9535 section 2.3.3).
pub(super) fn element(array: Value<'_>, index: i64) -> Option<Value<'_>> {
    if array.kind() != Kind::Array {
        return None;
    }
    let index = if index < 0 { index + length_of(array) } else { index };
    array.element(usize::try_from(index).ok()?)
}

/// Visits the elements of a slice (RFC 9535 section 2.3.4.2.2). No sum here can overflow: the parser keeps
/// the three numbers within 2^53, and a document has fewer than 2^32 values.
fn follow_slice<'v>(
    slice: Slice,
    rest: &[Segment],
    value: Value<'v>,
    root: Value<'v>,
    visit: &mut Visit<'_, 'v>,
) -> ControlFlow<()> {
    if value.kind() != Kind::Array {
        return ControlFlow::Continue(());
    }
    let length = length_of(value);
    let from_end = |index: i64| if index < 0 { index + length } else { index };
    let step = slice.step.unwrap_or(1);
    let stride = usize::try_from(step.unsigned_abs()).unwrap_or(usize::MAX);
    if step > 0 {
        let lower = from_end(slice.start.unwrap_or(0)).clamp(0, length);
        let upper = from_end(slice.end.unwrap_or(length)).clamp(0, length);
        let selected = value.elements().take(position(upper)).skip(position(lower)).step_by(stride);
        return follow_all(selected, rest, root, visit);
    }
    if step < 0 {
        let upper = slice.start.map_or(length - 1, from_end).clamp(-1, length - 1);
        let lower = slice.end.map_or(-1, from_end).clamp(-1, length - 1);
        let elements: Vec<_> = value.elements().take(position(upper + 1)).collect();
        let forward = elements.get(position(lower + 1)..).unwrap_or_default();
        return follow_all(forward.iter().rev().step_by(stride).copied(), rest, root, visit);
    }
    ControlFlow::Continue(())
}

fn length_of(array: Value<'_>) -> i64 {
    i64::try_from(array.len()).unwrap_or(i64::MAX)
}

/// Converts a bound that is known to be at least 0.
fn position(bound: i64) -> usize {
    usize::try_from(bound).unwrap_or(0)
}
