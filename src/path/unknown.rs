//! Tracks unknown values: values that a path or condition may or may not select, because a syntax error or a schema
//! error makes a part of the document unreliable. Each selection reports the unknown values that it encounters to the
//! enclosing [`watch`].

use super::evaluate::holds_as_written;
use super::select;
use super::syntax::{Logical, Origin, Query, Segment, Selector};
use crate::document::{FileId, Kind, Marks, Value};
use serde::{Deserialize, Serialize};
use std::cell::RefCell;
use std::ops::ControlFlow;

/// The unknown values that selections have encountered.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unknown {
    /// Maximum number of values that may exist in addition to the known ones; [`MANY`] if there is no
    /// limit.
    pub number: u64,
    /// The first unknown value.
    pub first: Option<UnknownValue>,
}

/// An unknown value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnknownValue {
    /// The field or condition that selects the value, as written in the rulebook.
    pub selected_by: String,
    /// The file that contains the value.
    pub file: FileId,
    /// The byte offset of the value. If the value is missing, the byte offset of the object or array that lacks it.
    pub offset: usize,
    /// Whether the value is missing.
    pub is_missing: bool,
}

/// An unlimited number of values.
pub const MANY: u64 = u64::MAX;

thread_local! {
    /// The unknown values encountered since the innermost watch on this thread began.
    static UNKNOWN: RefCell<Unknown> = RefCell::default();
}

/// Calls a function, and returns its result with the unknown values that its selections
/// encountered.
pub fn watch<T>(function: impl FnOnce() -> T) -> (T, Unknown) {
    let before = UNKNOWN.take();
    let result = function();
    (result, UNKNOWN.replace(before))
}

impl Unknown {
    /// Whether nothing is unknown.
    #[must_use]
    pub fn is_none(&self) -> bool {
        self.number == 0
    }

    /// Reports the unknown values to the enclosing watch.
    pub fn pass_on(self) {
        if !self.is_none() {
            UNKNOWN.with_borrow_mut(|all| all.add(self));
        }
    }

    /// Adds other unknown values.
    pub fn add(&mut self, other: Unknown) {
        self.number = self.number.saturating_add(other.number);
        if self.first.is_none() {
            self.first = other.first;
        }
    }
}

/// Reports unknown values to the enclosing watch.
pub(super) fn report(encountered: Encountered<'_>, selected_by: &str) {
    let Some(value) = encountered.first else { return };
    let (file, offset) = (value.document().file(), value.span().start);
    let (selected_by, is_missing) = (selected_by.to_owned(), encountered.is_missing);
    let first = Some(UnknownValue { selected_by, file, offset, is_missing });
    UNKNOWN.with_borrow_mut(|all| all.add(Unknown { number: encountered.number, first }));
}

/// The unknown values that one selection encountered.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Encountered<'v> {
    pub(super) number: u64,
    first: Option<Value<'v>>,
    /// Whether the first unknown value is missing. In this case, `first` is the object or array that lacks it.
    is_missing: bool,
}

impl<'v> Encountered<'v> {
    fn add(&mut self, value: Value<'v>, number: u64, is_missing: bool) {
        self.number = self.number.saturating_add(number);
        if self.first.is_none() {
            (self.first, self.is_missing) = (Some(value), is_missing);
        }
    }
}

/// A selection in a document with unreliable parts.
struct Walk<'m, 'v> {
    marks: &'m Marks,
    root: Value<'v>,
    encountered: Encountered<'v>,
    /// Whether an unreliable value at the end of the path counts as selected, instead of unknown. This is the case if
    /// records are selected.
    selects_unreliable: bool,
    /// The number of values that may still be visited. If there are none left, everything else is unknown.
    steps_left: usize,
}

/// Returns the unknown values that a query encounters.
pub(super) fn of_query<'v>(
    query: &Query,
    current: Value<'v>,
    root: Value<'v>,
    marks: &Marks,
) -> Encountered<'v> {
    let origin = select::origin(query, current, root);
    let encounter = || {
        let steps_left = select::max_steps(origin);
        let mut walk = Walk {
            marks,
            root,
            encountered: Encountered::default(),
            selects_unreliable: false,
            steps_left,
        };
        walk.follow(&query.segments, origin);
        walk.encountered
    };
    if query.origin == Origin::Current || root.positions().start > 0 {
        return encounter();
    }
    let document = root.document();
    let remembered = document.remember(query.unknown, || {
        let Encountered { number, first, is_missing } = encounter();
        (number, first.map(|value| value.positions().start), is_missing)
    });
    let (number, first, is_missing) = *remembered;
    Encountered {
        number,
        first: first.map(|position| document.value_at_position(position)),
        is_missing,
    }
}

/// Returns the unknown values that a query for records encounters: records that may exist in
/// addition to the selected ones. A record that is unreliable as a whole is itself selected.
pub(super) fn of_records<'v>(
    segments: &[Segment],
    from: Value<'v>,
    marks: &Marks,
) -> Encountered<'v> {
    let steps_left = select::max_steps(from);
    let mut walk = Walk {
        marks,
        root: from,
        encountered: Encountered::default(),
        selects_unreliable: true,
        steps_left,
    };
    walk.follow(segments, from);
    walk.encountered
}

/// Decides whether an expression holds. Returns `None` if the result depends on an unknown value (Kleene's logic).
pub(super) fn decide<'v>(
    logical: &'v Logical,
    current: Value<'v>,
    root: Value<'v>,
    marks: &Marks,
    encountered: &mut Encountered<'v>,
) -> Option<bool> {
    let mut decide = |part: &'v Logical| decide(part, current, root, marks, encountered);
    match logical {
        Logical::Any(parts) => combined(parts.iter().map(decide), true),
        Logical::All(parts) => combined(parts.iter().map(decide), false),
        Logical::Not(inner) => decide(inner).map(|holds| !holds),
        Logical::Exists(query) => {
            let mut has_known = false;
            // `each` also breaks after too many steps, so its result does not say whether a value exists.
            let _ = select::each(query, current, root, &mut |value| {
                has_known = !marks.is_unreliable(value);
                if has_known { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
            });
            if has_known {
                return Some(true);
            }
            is_known_of(&[query], current, root, marks, encountered).then_some(false)
        }
        Logical::Comparison(_) | Logical::Matching(_) | Logical::Containing(_) => {
            is_known_of(&logical.queries(), current, root, marks, encountered)
                .then(|| holds_as_written(logical, current, root))
        }
    }
}

/// Combines the parts by "or" if `decisive` is true, and by "and" if it is false. Returns `decisive` if any part is
/// `decisive`, otherwise `None` if any part is unknown, otherwise the opposite of `decisive`.
pub(super) fn combined(parts: impl Iterator<Item = Option<bool>>, decisive: bool) -> Option<bool> {
    let mut is_known = true;
    for part in parts {
        match part {
            Some(part) if part == decisive => return Some(decisive),
            Some(_) => {}
            None => is_known = false,
        }
    }
    is_known.then_some(!decisive)
}

/// Whether the queries encounter no unknown values. Adds any unknown values to `encountered`.
fn is_known_of<'v>(
    queries: &[&Query],
    current: Value<'v>,
    root: Value<'v>,
    marks: &Marks,
    encountered: &mut Encountered<'v>,
) -> bool {
    let before = encountered.number;
    for query in queries {
        let unknown = of_query(query, current, root, marks);
        if let Some(first) = unknown.first {
            encountered.add(first, unknown.number, unknown.is_missing);
        }
    }
    encountered.number == before
}

impl<'v> Walk<'_, 'v> {
    fn follow(&mut self, segments: &[Segment], from: Value<'v>) {
        self.steps_left = self.steps_left.saturating_sub(1);
        if self.steps_left == 0 {
            return self.encountered.add(from, MANY, false);
        }
        if self.marks.is_unreliable(from) {
            if !(self.selects_unreliable && segments.is_empty()) {
                self.encountered.add(from, max_selected(segments), false);
            }
            return;
        }
        let Some((segment, rest)) = segments.split_first() else { return };
        if !segment.descends {
            return self.select(segment, rest, from);
        }
        for inner in from.descendants().take(self.steps_left) {
            if !self.marks.is_unreliable(inner) {
                self.select(segment, rest, inner);
            } else if matches!(inner.kind(), Kind::Object | Kind::Array) {
                self.encountered.add(inner, MANY, false);
            }
        }
    }

    fn select(&mut self, segment: &Segment, rest: &[Segment], value: Value<'v>) {
        for selector in &segment.selectors {
            match selector {
                Selector::Name(name) => match value.get(name) {
                    Some(child) => self.follow(rest, child),
                    None if self.marks.is_absence_unreliable(value, name) => {
                        self.encountered.add(value, max_selected(rest), true);
                    }
                    None => {}
                },
                Selector::Index(index) => {
                    if let Some(child) = select::element(value, *index) {
                        self.follow(rest, child);
                    }
                }
                // The name of a file is always known.
                Selector::NameOf(_) => {}
                Selector::Key => {
                    if let Some(key) = value.key() {
                        self.follow(rest, key);
                    }
                }
                // The elements that a slice omits depend on the length.
                Selector::Wildcard | Selector::Slice(_) => {
                    self.add_missing_children(value);
                    select::children(value).for_each(|child| self.follow(rest, child));
                }
                Selector::Filter(condition) => {
                    self.add_missing_children(value);
                    for child in select::children(value) {
                        self.follow_filtered(condition, rest, child);
                    }
                }
            }
        }
    }

    fn follow_filtered(&mut self, condition: &Logical, rest: &[Segment], child: Value<'v>) {
        let holds = decide(condition, child, self.root, self.marks, &mut Encountered::default());
        match holds {
            Some(true) => self.follow(rest, child),
            Some(false) => {}
            None => self.encountered.add(child, max_selected(rest), false),
        }
    }

    fn add_missing_children(&mut self, value: Value<'v>) {
        // A selection of records is only affected by the elements that are missing. For any other selection, the number
        // of values is unknown.
        let number = if self.selects_unreliable { self.marks.max_missing(value) } else { MANY };
        if number > 0 && self.marks.is_length_unreliable(value) {
            self.encountered.add(value, number, true);
        }
    }
}

/// Returns the maximum number of values that the remaining segments may select.
fn max_selected(segments: &[Segment]) -> u64 {
    let is_singular = |segment: &Segment| {
        matches!(
            segment.only(),
            Some(Selector::Name(_) | Selector::Index(_) | Selector::Key | Selector::NameOf(_))
        )
    };
    if segments.iter().all(is_singular) { 1 } else { MANY }
}
