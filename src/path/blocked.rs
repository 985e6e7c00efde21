//! Finds the values at which a query ends too early, because values of their type cannot have the children that the
//! query selects.

use super::select::children_of_segment;
use super::syntax::{Segment, Selector};
use crate::document::{Kind, Value};
use std::ops::ControlFlow;

/// Calls `visit` with each value from which the query selects children that values of its type cannot have. For
/// `snapshot.path`, this is the string in `{"snapshot": "s.txt"}`. Does not visit values at or after `..`.
pub(super) fn each<'v>(
    segments: &[Segment],
    from: Value<'v>,
    root: Value<'v>,
    visit: &mut dyn FnMut(Value<'v>),
) {
    let Some((segment, rest)) = segments.split_first().filter(|(segment, _)| !segment.descends)
    else {
        return;
    };
    if !segment.selectors.iter().any(|selector| has_children_for(selector, from)) {
        return visit(from);
    }
    if rest.is_empty() {
        return;
    }
    children_of_segment(segment, from, root, &mut |child| {
        each(rest, child, root, visit);
        ControlFlow::Continue(())
    });
}

fn has_children_for(selector: &Selector, value: Value<'_>) -> bool {
    match (selector, value.kind()) {
        (Selector::Name(_), kind) => kind == Kind::Object,
        (Selector::Index(_) | Selector::Slice(_), kind) => kind == Kind::Array,
        (Selector::Wildcard | Selector::Filter(_), kind) => {
            matches!(kind, Kind::Object | Kind::Array)
        }
        // Whether a value has a key depends on its parent, not on its type.
        (Selector::Key | Selector::NameOf(_), _) => true,
    }
}
