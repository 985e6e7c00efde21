//! JSONPath (RFC 9535) over documents: paths, fields of a record, and conditions on it.
//!
//! A text is parsed once, with errors that say what was got and wanted at a byte of the text as
//! written; all that RFC 9535 section 2.4.3 asks of types is settled there. Evaluation then reads
//! the values in place, never fails, and allocates nothing for names, indexes and wildcards.

mod compare;
mod condition;
mod error;
mod evaluate;
mod failures;
mod field;
mod mention;
mod parse;
mod pattern;
mod select;
mod syntax;
mod unknown;

pub use condition::Condition;
pub use error::{PathError, PathWarning};
pub use failures::{DataPatterns, PatternFailure};
pub use field::Field;
pub use mention::{Mention, Mentioned};
pub use unknown::{MANY, Unknown, UnknownValue, watch};

use crate::document::Value;
use std::fmt;
use std::ops::ControlFlow;
use syntax::{Query, Segment, Selector};

/// A JSONPath query: `$`, and what to select from it (RFC 9535 section 2.1).
#[derive(Debug, Clone)]
pub struct Path {
    text: String,
    query: Query,
    warnings: Vec<PathWarning>,
}

/// What a path selects, where that can be told without a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape<'p> {
    /// `$`: the document's one value.
    Root,
    /// `$.name`: a member of the document's value.
    Member(&'p str),
    /// `$.name[*]`: the elements of an array, or the members of an object, that is itself a member
    /// of the document's value.
    Children(&'p str),
    /// Anything else.
    Other,
}

impl Path {
    /// Parses a query such as `$.claims[*]`.
    ///
    /// # Errors
    /// Where the text is not well-formed or not well-typed (RFC 9535 section 2.1), the first place
    /// where it is not.
    pub fn parse(text: &str) -> Result<Path, PathError> {
        let parsed = parse::path(text)?;
        Ok(Path { text: text.to_owned(), query: parsed.tree, warnings: parsed.warnings })
    }

    /// The query as it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The values that the query selects, in the order of RFC 9535 section 2.1.2; a value that is
    /// selected twice comes twice. `root` is what `$` stands for.
    #[must_use]
    pub fn select<'a>(&self, root: Value<'a>) -> Vec<Value<'a>> {
        let mut selected = Vec::new();
        self.each(root, |value| selected.push(value));
        selected
    }

    /// Calls `visit` with each value that the query selects, in the order of
    /// [`select`](Self::select).
    pub fn each<'a>(&self, root: Value<'a>, mut visit: impl FnMut(Value<'a>)) {
        // Nothing breaks this walk off.
        let _ = select::each(&self.query, root, root, &mut |value| {
            visit(value);
            ControlFlow::Continue(())
        });
    }

    /// The first value that the query selects.
    #[must_use]
    pub fn first<'a>(&self, root: Value<'a>) -> Option<Value<'a>> {
        select::first(&self.query, root, root)
    }

    /// The records that the query selects: [`select`](Self::select) without what is inside something
    /// spoilt.
    #[must_use]
    pub fn select_records<'a>(&self, root: Value<'a>) -> Vec<Value<'a>> {
        let mut selected = self.select(root);
        retain_records(&mut selected);
        selected
    }

    /// How many records there may be beside those that
    /// [`select_records`](Self::select_records) gives, since something is spoilt.
    #[must_use]
    pub fn unknown_records(&self, root: Value<'_>) -> u64 {
        let Some(marks) = root.document().marks() else { return 0 };
        unknown::of_records(&self.query.segments, root, marks).number
    }

    /// The same for a query that [looks at elements alone](Self::looks_at_elements_alone), in some of these
    /// elements, given as an array of them.
    #[must_use]
    pub fn unknown_records_in_elements(&self, elements: Value<'_>) -> u64 {
        let Some(marks) = elements.document().marks() else { return 0 };
        unknown::of_records(self.segments_of_elements(), elements, marks).number
    }

    /// How many records the query may select in one element, or line, of which nothing is known.
    #[must_use]
    pub fn records_of_unknown_element(&self) -> u64 {
        if self.segments_of_elements().len() == 1 { 1 } else { MANY }
    }

    /// What the query has behind the name of the array whose elements it looks at.
    fn segments_of_elements(&self) -> &[Segment] {
        let names = usize::from(self.first_name().is_some());
        self.query.segments.get(names..).unwrap_or_default()
    }

    /// What the query selects, where that can be told without a document.
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

    /// The member of the document's value that a query begins with: `claims` of `$.claims[*]`.
    #[must_use]
    pub fn first_name(&self) -> Option<&str> {
        self.query.segments.first()?.name()
    }

    /// Whether a query looks at the elements of the document's value one by one, each by itself alone
    /// (`$[*]`, `$[?@.a]`), or those of a member of it (`$.claims[*].a`).
    #[must_use]
    pub fn is_streamable(&self) -> bool {
        let names = usize::from(self.first_name().is_some());
        let each = self.query.segments.get(names);
        let is_each = each
            .and_then(Segment::only)
            .is_some_and(|selector| matches!(selector, Selector::Wildcard | Selector::Filter(_)));
        is_each && !self.query.filters_use_root()
    }

    /// What a query that [looks at elements alone](Self::looks_at_elements_alone) selects in some of
    /// these elements, given as an array of them.
    #[must_use]
    pub fn select_in_elements<'a>(&self, elements: Value<'a>) -> Vec<Value<'a>> {
        let mut selected = Vec::new();
        let rest = self.segments_of_elements();
        if let [each] = rest
            && each.is_wildcard()
        {
            return elements.elements().collect();
        }
        // Nothing breaks this walk off.
        let _ = select::follow(rest, elements, elements, &mut |value| {
            selected.push(value);
            ControlFlow::Continue(())
        });
        retain_records(&mut selected);
        selected
    }

    /// Whether a query looks into a document's value: what it names before it selects among several is
    /// there, even if nothing is in it (`$.claims[*]` in `{ "claims": [] }`).
    #[must_use]
    pub fn reads(&self, root: Value<'_>) -> bool {
        let names: Vec<&str> = self.query.segments.iter().map_while(Segment::name).collect();
        match names.is_empty() {
            true => root.is_empty() || self.first(root).is_some(),
            false => names.iter().try_fold(root, |value, name| value.get(name)).is_some(),
        }
    }

    /// The names of a query that is nothing but names (`$.a.b`), from the outermost on.
    #[must_use]
    pub fn simple_names(&self) -> Option<Vec<&str>> {
        self.query.simple_names()
    }

    /// The names before the end of a query that selects the elements of one array, or the members of one
    /// object: names and then `[*]` (`$.a.b[*]`, `$[*]`).
    #[must_use]
    pub fn names_of_array(&self) -> Option<Vec<&str>> {
        let (last, names) = self.query.segments.split_last()?;
        last.is_wildcard().then(|| names.iter().map(syntax::Segment::name).collect())?
    }

    /// Whether the query can select at most one value: names and indexes only (RFC 9535 section
    /// 2.3.5.1).
    #[must_use]
    pub fn is_singular(&self) -> bool {
        self.query.is_singular()
    }

    /// What is allowed, and most likely not meant.
    #[must_use]
    pub fn warnings(&self) -> &[PathWarning] {
        &self.warnings
    }
}

/// Leaves out what is inside something spoilt. What is spoilt itself stays: it is a record of which nothing
/// is known.
fn retain_records(selected: &mut Vec<Value<'_>>) {
    let marks = selected.first().and_then(|value| value.document().marks());
    if let Some(marks) = marks {
        selected.retain(|value| value.parent().is_none_or(|parent| !marks.cover(parent)));
    }
}

impl fmt::Display for Path {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text)
    }
}
