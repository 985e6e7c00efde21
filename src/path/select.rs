//! Evaluates queries (RFC 9535 sections 2.3 and 2.5).
//!
//! Evaluation is depth-first: each value is followed to the end of the query before the next value, which
//! yields the RFC's order without intermediate lists. The depth of recursion is bounded by the number of
//! segments, which the parser limits, and does not depend on the depth of the document.

use super::evaluate;
use super::syntax::{Origin, Query, Segment, Selector, Slice};
use crate::document::{Kind, Value};
use std::ops::ControlFlow;
use std::sync::Arc;

/// A callback for each selected value, which can stop the traversal.
type Visit<'f, 'v> = dyn FnMut(Value<'v>) -> ControlFlow<()> + 'f;

/// Minimum number of values that one evaluation visits before it gives up.
const MIN_STEPS: usize = 1_000_000;

/// Number of further visits that are allowed per value inside the value that an evaluation starts from. With
/// several `..`, a query may select a value once for each enclosing value, and more often with each further `..`.
const STEPS_PER_VALUE: usize = 10;

/// Visits the values that a query selects. `current` is the value of `@`, and `root` is the value of `$`. If there
/// are too many steps, records the start value in the query and stops. The document remembers what a query selects
/// from its root, since conditions ask for these values once per record.
pub(super) fn each<'v>(
    query: &Query,
    current: Value<'v>,
    root: Value<'v>,
    visit: &mut Visit<'_, 'v>,
) -> ControlFlow<()> {
    match selected_in_document(query, root) {
        Some(selected) => values(&selected, root).try_for_each(visit),
        None => follow(query, &query.segments, origin(query, current, root), root, visit),
    }
}

/// Returns the positions of the values that a query selects. Returns `None` if the query starts from the record, or may
/// select the name of a file, which is not in the document.
fn selected_in_document(query: &Query, root: Value<'_>) -> Option<Arc<Vec<u32>>> {
    let is_of_document = query.origin == Origin::Root && root.positions().start == 0;
    if !is_of_document || query.segments.iter().any(Segment::names_file) {
        return None;
    }
    let select = || {
        let mut selected = Vec::new();
        // This visitor never breaks.
        let _ = follow(query, &query.segments, root, root, &mut |value| {
            selected.push(value.positions().start);
            ControlFlow::Continue(())
        });
        selected
    };
    Some(root.document().remember(query.selected, select))
}

fn values<'v>(positions: &[u32], root: Value<'v>) -> impl Iterator<Item = Value<'v>> {
    positions.iter().map(move |position| root.document().value_at_position(*position))
}

/// Returns the value that a query starts from.
pub(super) fn origin<'v>(query: &Query, current: Value<'v>, root: Value<'v>) -> Value<'v> {
    match query.origin {
        Origin::Root => root,
        Origin::Current => current,
    }
}

/// Returns the number of values that a query selects.
pub(super) fn count<'v>(query: &Query, current: Value<'v>, root: Value<'v>) -> usize {
    if let Some(selected) = selected_in_document(query, root) {
        return selected.len();
    }
    let mut count = 0;
    let _ = each(query, current, root, &mut |_| {
        count += 1;
        ControlFlow::Continue(())
    });
    count
}

/// Visits the values that some segments of a query select from a value.
pub(super) fn follow<'v>(
    query: &Query,
    segments: &[Segment],
    from: Value<'v>,
    root: Value<'v>,
    visit: &mut Visit<'_, 'v>,
) -> ControlFlow<()> {
    let mut walk = Walk { root, visit, steps_left: max_steps(from) };
    let flow = walk.follow(segments, from);
    if walk.steps_left == 0 {
        query.spent.add(from);
    }
    flow
}

/// Visits the values that a segment selects from a value.
pub(super) fn children_of_segment<'v>(
    segment: &Segment,
    value: Value<'v>,
    root: Value<'v>,
    visit: &mut Visit<'_, 'v>,
) {
    // Visits only children of the value, so the number of steps needs no limit.
    let mut walk = Walk { root, visit, steps_left: usize::MAX };
    let _ = walk.select_children(segment, &[], value);
}

/// Returns the maximum number of steps of an evaluation that starts from a value.
pub(super) fn max_steps(from: Value<'_>) -> usize {
    MIN_STEPS + STEPS_PER_VALUE * from.positions().len()
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

/// Returns the first value that a query selects, or `None` if it selects none.
pub(super) fn first<'v>(query: &Query, current: Value<'v>, root: Value<'v>) -> Option<Value<'v>> {
    if let Some(selected) = selected_in_document(query, root) {
        return values(&selected, root).next();
    }
    first_from(query, origin(query, current, root), root)
}

/// Returns the first value that a query selects from a value, or `None` if it selects none.
pub(super) fn first_from<'v>(query: &Query, from: Value<'v>, root: Value<'v>) -> Option<Value<'v>> {
    let (value, rest) = follow_leading_names(&query.segments, from)?;
    if rest.is_empty() {
        return Some(value);
    }
    let mut first = None;
    let _ = follow(query, rest, value, root, &mut |value| {
        first = Some(value);
        ControlFlow::Break(())
    });
    first
}

/// Follows the leading names, indexes and keys of a query. Returns the value that they lead to and the remaining
/// segments, or `None` if there is no such value.
fn follow_leading_names<'v, 's>(
    segments: &'s [Segment],
    from: Value<'v>,
) -> Option<(Value<'v>, &'s [Segment])> {
    let (mut value, mut remaining) = (from, segments);
    while let Some((segment, rest)) = remaining.split_first() {
        value = match segment.only() {
            Some(Selector::Name(name)) => value.get(name)?,
            Some(Selector::Index(index)) => element(value, *index)?,
            Some(Selector::Key) => value.key()?,
            Some(Selector::NameOf(part)) => value.document().name_part(*part)?,
            _ => break,
        };
        remaining = rest;
    }
    Some((value, remaining))
}

/// An evaluation of a query.
struct Walk<'w, 'f, 'v> {
    root: Value<'v>,
    visit: &'w mut Visit<'f, 'v>,
    /// The number of values that may still be visited; 0 if the evaluation gave up.
    steps_left: usize,
}

impl<'v> Walk<'_, '_, 'v> {
    /// Visits the values that the remaining segments select from a value.
    fn follow(&mut self, segments: &[Segment], from: Value<'v>) -> ControlFlow<()> {
        let Some((value, rest)) = follow_leading_names(segments, from) else {
            return ControlFlow::Continue(());
        };
        let Some((segment, rest)) = rest.split_first() else { return (self.visit)(value) };
        if !segment.descends {
            return self.select_children(segment, rest, value);
        }
        for inner in value.descendants().filter(|inner| !inner.is_empty()) {
            self.step()?;
            self.select_children(segment, rest, inner)?;
        }
        ControlFlow::Continue(())
    }

    fn select_children(
        &mut self,
        segment: &Segment,
        rest: &[Segment],
        value: Value<'v>,
    ) -> ControlFlow<()> {
        for selector in &segment.selectors {
            match selector {
                Selector::Name(name) => self.follow_all(value.get(name), rest)?,
                Selector::Index(index) => self.follow_all(element(value, *index), rest)?,
                Selector::Key => self.follow_all(value.key(), rest)?,
                Selector::NameOf(part) => {
                    self.follow_all(value.document().name_part(*part), rest)?;
                }
                Selector::Wildcard => self.follow_all(children(value), rest)?,
                Selector::Slice(slice) => self.follow_slice(*slice, rest, value)?,
                Selector::Filter(condition) => {
                    let root = self.root;
                    let holds = |child: &Value<'v>| evaluate::holds(condition, *child, root);
                    self.follow_all(children(value).filter(holds), rest)?;
                }
            }
        }
        ControlFlow::Continue(())
    }

    fn follow_all(
        &mut self,
        values: impl IntoIterator<Item = Value<'v>>,
        rest: &[Segment],
    ) -> ControlFlow<()> {
        values.into_iter().try_for_each(|value| {
            self.step()?;
            self.follow(rest, value)
        })
    }

    /// Counts a step, and stops if no further step is allowed.
    fn step(&mut self) -> ControlFlow<()> {
        self.steps_left = self.steps_left.saturating_sub(1);
        if self.steps_left == 0 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }

    /// Visits the elements of a slice (RFC 9535 section 2.3.4.2.2). No sum here can overflow: the parser keeps
    /// the three numbers within 2^53, and a document has fewer than 2^32 values.
    fn follow_slice(
        &mut self,
        slice: Slice,
        rest: &[Segment],
        value: Value<'v>,
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
            let selected =
                value.elements().take(position(upper)).skip(position(lower)).step_by(stride);
            return self.follow_all(selected, rest);
        }
        if step < 0 {
            let upper = slice.start.map_or(length - 1, from_end).clamp(-1, length - 1);
            let lower = slice.end.map_or(-1, from_end).clamp(-1, length - 1);
            let elements: Vec<_> = value.elements().take(position(upper + 1)).collect();
            let forward = elements.get(position(lower + 1)..).unwrap_or_default();
            return self.follow_all(forward.iter().rev().step_by(stride).copied(), rest);
        }
        ControlFlow::Continue(())
    }
}

/// Returns the children of a value: one of the two chained iterators is empty.
pub(super) fn children(value: Value<'_>) -> impl Iterator<Item = Value<'_>> {
    value.members().map(|member| member.value).chain(value.elements())
}

/// Returns the element at an index, or `None` if there is no such element. An index below 0 counts from the end (RFC
/// 9535 section 2.3.3).
pub(super) fn element(array: Value<'_>, index: i64) -> Option<Value<'_>> {
    if array.kind() != Kind::Array {
        return None;
    }
    let index = if index < 0 { index + length_of(array) } else { index };
    array.element(usize::try_from(index).ok()?)
}

fn length_of(array: Value<'_>) -> i64 {
    i64::try_from(array.len()).unwrap_or(i64::MAX)
}

/// Converts a bound that is known to be at least 0.
fn position(bound: i64) -> usize {
    usize::try_from(bound).unwrap_or(0)
}
