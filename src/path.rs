//! JSONPath (RFC 9535) over documents: paths, fields of a record, and conditions on it.
//!
//! A text is parsed once. Errors state the found and the expected text, at a byte offset of the text as
//! written. The parser checks all type requirements of RFC 9535 section 2.4.3. Evaluation then reads the values
//! in place, never fails, and allocates nothing for names, indexes and wildcards.

mod blocked;
mod compare;
mod condition;
mod error;
mod evaluate;
mod failures;
mod field;
mod key_fields;
mod mention;
mod misread;
mod parse;
mod pattern;
mod select;
mod syntax;
mod unknown;

pub use condition::Condition;
pub use error::{PathError, PathWarning};
pub use failures::{DataPatterns, PatternFailure};
pub use field::Field;
pub use key_fields::{KeyFields, joined_key};
pub use mention::{Mention, Mentioned};
pub(crate) use pattern::too_long_pattern;
pub use unknown::{MANY, Unknown, UnknownValue, watch};

use crate::document::{Kind, Value};
use std::fmt;
use std::ops::ControlFlow;
use syntax::{Query, Segment, Selector};

/// A JSONPath query (RFC 9535 section 2.1).
#[derive(Debug, Clone)]
pub struct Path {
    text: String,
    query: Query,
    warnings: Vec<PathWarning>,
}

/// The form of a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape<'p> {
    /// `$`: the root.
    Root,
    /// `$.name`: a member of the root.
    Member(&'p str),
    /// `$.name[*]`: the elements or members of a member of the root.
    Children(&'p str),
    /// Anything else.
    Other,
}

impl Path {
    /// Parses a query such as `$.claims[*]`.
    ///
    /// # Errors
    /// Returns the first mistake if the text is not well-formed or not well-typed (RFC 9535 section 2.1), is nested too
    /// deeply, or has too many segments.
    pub fn parse(text: &str) -> Result<Path, PathError> {
        let parsed = parse::path(text)?;
        Ok(Path { text: text.to_owned(), query: parsed.tree, warnings: parsed.warnings })
    }

    /// Returns the query as written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Returns the values that the query selects, in the order of RFC 9535 section 2.1.2; a value that is
    /// selected twice occurs twice. `root` is the value of `$`.
    #[must_use]
    pub fn select<'a>(&self, root: Value<'a>) -> Vec<Value<'a>> {
        let mut selected = Vec::new();
        self.each(root, |value| selected.push(value));
        selected
    }

    /// Calls `visit` with each value that the query selects, in the order of [`select`](Self::select).
    pub fn each<'a>(&self, root: Value<'a>, mut visit: impl FnMut(Value<'a>)) {
        // This visitor never breaks.
        let _ = select::follow(&self.query, &self.query.segments, root, root, &mut |value| {
            visit(value);
            ControlFlow::Continue(())
        });
    }

    /// Returns the first value that the query selects, or `None` if it selects nothing.
    #[must_use]
    pub fn first<'a>(&self, root: Value<'a>) -> Option<Value<'a>> {
        select::first_from(&self.query, root, root)
    }

    /// Returns the records that the query selects: the values of [`select`](Self::select), except those inside
    /// unreliable values. A value is unreliable if a syntax error or a schema error affects it.
    #[must_use]
    pub fn select_records<'a>(&self, root: Value<'a>) -> Vec<Value<'a>> {
        let mut selected = self.select(root);
        retain_records(&mut selected);
        selected
    }

    /// Returns the maximum number of records that may exist in addition to those that
    /// [`select_records`](Self::select_records) returns, because some values are unreliable.
    #[must_use]
    pub fn unknown_records(&self, root: Value<'_>) -> u64 {
        let Some(marks) = root.document().marks() else { return 0 };
        unknown::of_records(&self.query.segments, root, marks).number
    }

    /// Like [`unknown_records`](Self::unknown_records), but for some of the elements that a
    /// [streamable](Self::is_streamable) query selects from, given as an array.
    #[must_use]
    pub fn unknown_records_in_elements(&self, elements: Value<'_>) -> u64 {
        let Some(marks) = elements.document().marks() else { return 0 };
        unknown::of_records(self.segments_of_elements(), elements, marks).number
    }

    /// Returns the maximum number of records that the query may select in one element or line that cannot be read.
    #[must_use]
    pub fn records_of_unknown_element(&self) -> u64 {
        if self.segments_of_elements().len() == 1 { 1 } else { MANY }
    }

    /// Returns the segments after the name of the array whose elements the query selects from.
    fn segments_of_elements(&self) -> &[Segment] {
        let names = usize::from(self.first_name().is_some());
        self.query.segments.get(names..).unwrap_or_default()
    }

    /// Returns the shape of the query.
    #[must_use]
    pub fn shape(&self) -> Shape<'_> {
        match self.query.segments.as_slice() {
            [] => Shape::Root,
            [member] => member.name().map_or(Shape::Other, Shape::Member),
            [member, children] if children.is_wildcard() => {
                member.name().map_or(Shape::Other, Shape::Children)
            }
            _ => Shape::Other,
        }
    }

    /// Returns the name of the root's member that the query begins with (`claims` for `$.claims[*]`), or `None`
    /// if the query does not begin with a name.
    #[must_use]
    pub fn first_name(&self) -> Option<&str> {
        self.query.segments.first()?.name()
    }

    /// Whether the query evaluates each element of the root (`$[*]`, `$[?@.a]`), or of one of its members
    /// (`$.claims[*].a`), independently of all others.
    #[must_use]
    pub fn is_streamable(&self) -> bool {
        let names = usize::from(self.first_name().is_some());
        let each = self.query.segments.get(names);
        let is_each = each
            .and_then(Segment::only)
            .is_some_and(|selector| matches!(selector, Selector::Wildcard | Selector::Filter(_)));
        is_each && !self.query.filters_use_root()
    }

    /// Whether the query selects values only by their location, and never by their content.
    #[must_use]
    pub fn has_no_filters(&self) -> bool {
        let selectors = self.query.segments.iter().flat_map(|segment| &segment.selectors);
        selectors.into_iter().all(|selector| !matches!(selector, Selector::Filter(_)))
    }

    /// Returns the values that a [streamable](Self::is_streamable) query selects in some of the elements
    /// that it selects from, given as an array.
    #[must_use]
    pub fn select_in_elements<'a>(&self, elements: Value<'a>) -> Vec<Value<'a>> {
        let mut selected = Vec::new();
        let rest = self.segments_of_elements();
        if let [each] = rest
            && each.is_wildcard()
        {
            return elements.elements().collect();
        }
        // This visitor never breaks.
        let _ = select::follow(&self.query, rest, elements, elements, &mut |value| {
            selected.push(value);
            ControlFlow::Continue(())
        });
        retain_records(&mut selected);
        selected
    }

    /// Whether the query applies to a root: the value at its leading names exists, even if that value is empty
    /// (`$.claims[*]` in `{ "claims": [] }`). A query without leading names applies if it selects something, or if the
    /// root is empty.
    #[must_use]
    pub fn reads(&self, root: Value<'_>) -> bool {
        let names: Vec<&str> = self.query.segments.iter().map_while(Segment::name).collect();
        if names.is_empty() {
            return root.is_empty() || self.first(root).is_some();
        }
        names.iter().try_fold(root, |value, name| value.get(name)).is_some()
    }

    /// Returns the value at the query's leading names, from which the other segments select. Returns `None` if
    /// the value is missing, or if there are no other segments.
    #[must_use]
    pub fn selected_from<'a>(&self, root: Value<'a>) -> Option<Value<'a>> {
        let names: Vec<&str> = self.query.segments.iter().map_while(Segment::name).collect();
        if names.len() == self.query.segments.len() {
            return None;
        }
        names.iter().try_fold(root, |value, name| value.get(name))
    }

    /// Whether a query that selects nothing in a document reaches a list or an object without anything to
    /// select: `$.claims[*]` in `{ "claims": [] }`, but not in `{}` or `{ "claims": null }`.
    #[must_use]
    pub fn has_empty_place_in(&self, root: Value<'_>) -> bool {
        let segments = &self.query.segments;
        let reached = (0..segments.len()).rev().find_map(|number| {
            let (before, after) = segments.split_at_checked(number)?;
            let mut values = Vec::new();
            // This visitor never breaks.
            let _ = select::follow(&self.query, before, root, root, &mut |value| {
                values.push(value);
                ControlFlow::Continue(())
            });
            (!values.is_empty()).then(|| (values, after.first()))
        });
        let Some((values, Some(next))) = reached else { return false };
        let is_container = |value: &Value<'_>| matches!(value.kind(), Kind::Object | Kind::Array);
        next.name().is_none() && values.iter().any(is_container)
    }

    /// Returns the names of a query that consists only of names (`$.a.b`), outermost first, or `None` for
    /// any other query.
    #[must_use]
    pub fn simple_names(&self) -> Option<Vec<&str>> {
        self.query.simple_names()
    }

    /// Returns the leading names of a query that selects the elements of one array, or the members of one
    /// object: names followed by `[*]` (`$.a.b[*]`, `$[*]`). Returns `None` for any other query.
    #[must_use]
    pub fn names_of_array(&self) -> Option<Vec<&str>> {
        let (last, names) = self.query.segments.split_last()?;
        last.is_wildcard().then(|| names.iter().map(syntax::Segment::name).collect())?
    }

    /// Whether the query can select at most one value: only names and indexes (RFC 9535 section 2.3.5.1).
    #[must_use]
    pub fn is_singular(&self) -> bool {
        self.query.is_singular()
    }

    /// Returns the warnings about valid but most likely unintended parts.
    #[must_use]
    pub fn warnings(&self) -> &[PathWarning] {
        &self.warnings
    }
}

/// Removes values inside unreliable values. A value that is unreliable itself is kept: it is a record with
/// unknown content.
fn retain_records(selected: &mut Vec<Value<'_>>) {
    let marks = selected.first().and_then(|value| value.document().marks());
    if let Some(marks) = marks {
        selected.retain(|value| value.parent().is_none_or(|parent| !marks.is_unreliable(parent)));
    }
}

impl fmt::Display for Path {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text)
    }
}
