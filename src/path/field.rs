//! Fields: paths relative to a record.

use super::parse::function::{mistake_in_call, selector_of};
use super::syntax::{Origin, Query, Segment, Selector};
use super::{PathError, PathWarning, blocked, parse, select, unknown};
use crate::document::{Kind, Marks, Value};
use std::collections::HashSet;
use std::fmt;
use std::ops::ControlFlow;

/// A path relative to a record: `value.entity`, `funders[*]`, `names[0]`.
///
/// A field is written like a path of RFC 9535 that begins with `@`, but the `@` or `@.` is optional. `@` or `.` alone
/// is the record itself. A field may also begin with `$`, the record's document. Each leading `^` moves to the
/// nearest object that encloses the record (`^.status`), which RFC 9535 cannot express.
///
/// `key(FIELD)` selects the key of each value that the field selects. `key(@)` is the key of the record,
/// `key(^)` is the key of the enclosing object, and `key(members.*)` selects all keys of `members`. `file(@)`,
/// `stem(@)` and `folder(@)` are [parts](crate::document::NamePart) of the path of the record's file.
#[derive(Debug, Clone)]
pub struct Field {
    text: String,
    /// Number of leading `^`.
    climbs: usize,
    query: Query,
    warnings: Vec<PathWarning>,
}

impl Field {
    /// Parses a field.
    ///
    /// # Errors
    /// Returns the first mistake if the text is not a field. The position of the mistake refers to the text as
    /// written.
    pub fn parse(text: &str) -> Result<Field, PathError> {
        if let Some(call) = Call::of(text) {
            let before = call.function.len() + 1;
            let shifted = |error: PathError| PathError { column: error.column + before, ..error };
            let field = Field::parse(call.argument).map_err(shifted)?;
            let query = field.query.then(call.selector);
            return Ok(Field { text: text.to_owned(), query, ..field });
        }
        if let Some(mistake) = mistake_in_call(text) {
            return Err(mistake);
        }
        let rest = text.trim_start_matches('^');
        let climbs = text.len() - rest.len();
        let begins_at_root = climbs == 0 && (rest.starts_with("$.") || rest.starts_with("$["));
        let parsed = match rest {
            "" if climbs > 0 => parse::field("@"),
            _ if begins_at_root => parse::path(rest),
            _ => parse::field(rest),
        };
        let parsed =
            parsed.map_err(|error| PathError { column: error.column + climbs, ..error })?;
        let text = text.to_owned();
        Ok(Field { text, climbs, query: parsed.tree, warnings: parsed.warnings })
    }

    /// Returns the leading names of a query on the record as a field: `value.entities` for
    /// `@.value.entities[0]`. Returns `None` if the query does not begin with a name of the record.
    pub(super) fn of_leading_names(query: &Query) -> Option<Field> {
        if query.origin == Origin::Root {
            return None;
        }
        let names: Vec<&str> = query.segments.iter().map_while(Segment::name).collect();
        let segments = query.segments.get(..names.len()).filter(|segments| !segments.is_empty())?;
        let query = Query::new(query.origin, segments.to_vec());
        Some(Field { text: names.join("."), climbs: 0, query, warnings: Vec::new() })
    }

    /// Joins two fields: `evidence[*]` and `quote` select the same as `evidence[*].quote`. Returns `None`
    /// if `inner` refers to an enclosing object or to the document.
    #[must_use]
    pub fn joined(&self, inner: &Field) -> Option<Field> {
        if inner.uses_root() {
            return None;
        }
        let mut query = self.query.clone();
        query.segments.extend(inner.query.segments.iter().cloned());
        let text = joined_text(&self.text, &inner.text);
        Some(Field { text, climbs: self.climbs, query, warnings: Vec::new() })
    }

    /// Returns the field as written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    pub(super) fn query(&self) -> &Query {
        &self.query
    }

    /// Returns the values that the field selects in a record, in the order of RFC 9535 section 2.1.2.
    #[must_use]
    pub fn select<'a>(&self, record: Value<'a>) -> Vec<Value<'a>> {
        let mut selected = Vec::new();
        self.each(record, |value| selected.push(value));
        selected
    }

    /// Calls `visit` with each value that the field selects, in the order of [`select`](Self::select). A value that
    /// `..` reaches in several ways is visited once, but a value that is selected twice (`tags[0, 0]`) is visited
    /// twice. Unreliable values are skipped, and reported to the enclosing [watch](super::watch).
    pub fn each<'a>(&self, record: Value<'a>, mut visit: impl FnMut(Value<'a>)) {
        let Some(start) = self.start(record) else { return };
        let marks = record.document().marks();
        if let Some(marks) = marks {
            self.report_unknown(record, marks);
        }
        // `..a..b` reaches a value through each `a` that contains it.
        let may_repeat = self.query.segments.iter().filter(|segment| segment.descends).count() > 1;
        let mut seen = HashSet::new();
        // This visitor never breaks.
        let _ = select::each(&self.query, start, root_of(record), &mut |value| {
            if may_repeat && !seen.insert(value.span().start) {
                return ControlFlow::Continue(());
            }
            if marks.is_none_or(|marks| !marks.is_unreliable(value)) {
                visit(value);
            }
            ControlFlow::Continue(())
        });
    }

    /// Calls `visit` with each reliable value at which the field ends too early. For `snapshot.path`, this is
    /// the string in `{"snapshot": "s.txt"}`.
    pub fn each_blocked<'a>(&self, record: Value<'a>, mut visit: impl FnMut(Value<'a>)) {
        let Some(base) = self.base(record) else { return };
        let marks = record.document().marks();
        blocked::each(&self.query.segments, base, root_of(record), &mut |value| {
            if marks.is_none_or(|marks| !marks.is_unreliable(value)) {
                visit(value);
            }
        });
    }

    /// Whether [`each_blocked`](Self::each_blocked) visits a value other than `null`.
    #[must_use]
    pub fn is_blocked(&self, record: Value<'_>) -> bool {
        let mut is_blocked = false;
        self.each_blocked(record, |value| is_blocked |= value.kind() != Kind::Null);
        is_blocked
    }

    /// Whether the field may end too early (see [`each_blocked`](Self::each_blocked)) in a record that is an object.
    /// `@` and a field of one name cannot end too early, since any object may have a member with that name. Returns
    /// `false` for fields of the document (`$`), since their values belong to no record.
    #[must_use]
    pub fn can_be_blocked(&self) -> bool {
        let is_one_name =
            self.climbs == 0 && self.query.simple_names().is_some_and(|names| names.len() < 2);
        self.query.origin == Origin::Current && !is_one_name
    }

    /// Returns the first value that the field selects, or `None` if the field selects none. Treats unreliable
    /// values like [`each`](Self::each).
    #[must_use]
    pub fn first<'a>(&self, record: Value<'a>) -> Option<Value<'a>> {
        let start = self.start(record)?;
        match record.document().marks() {
            None => select::first(&self.query, start, root_of(record)),
            Some(marks) => {
                self.report_unknown(record, marks);
                let selected = select::all(&self.query, start, root_of(record));
                selected.into_iter().find(|value| !marks.is_unreliable(*value))
            }
        }
    }

    /// Returns the values that the field selects, including unreliable ones, for display.
    #[must_use]
    pub fn select_as_written<'a>(&self, record: Value<'a>) -> Vec<Value<'a>> {
        let start = self.start(record);
        start.map(|start| select::all(&self.query, start, root_of(record))).unwrap_or_default()
    }

    /// Returns the first value that the field selects, even if the value is unreliable, for display. Returns
    /// `None` if the field selects nothing.
    #[must_use]
    pub fn first_as_written<'a>(&self, record: Value<'a>) -> Option<Value<'a>> {
        select::first(&self.query, self.start(record)?, root_of(record))
    }

    /// Returns the only value that the field selects, or `None` if it selects none or several.
    #[must_use]
    pub fn only<'a>(&self, record: Value<'a>) -> Option<Value<'a>> {
        if self.is_singular() {
            return self.first(record);
        }
        let marks = record.document().marks();
        if let Some(marks) = marks {
            self.report_unknown(record, marks);
        }
        let mut selected = None;
        let walk = select::each(&self.query, self.start(record)?, root_of(record), &mut |value| {
            if marks.is_some_and(|marks| marks.is_unreliable(value)) {
                return ControlFlow::Continue(());
            }
            match selected.replace(value) {
                None => ControlFlow::Continue(()),
                Some(_) => ControlFlow::Break(()),
            }
        });
        if walk.is_break() { None } else { selected }
    }

    /// Whether the field selects several values.
    #[must_use]
    pub fn selects_several(&self, record: Value<'_>) -> bool {
        !self.is_singular() && self.first(record).is_some() && self.only(record).is_none()
    }

    fn report_unknown(&self, record: Value<'_>, marks: &Marks) {
        let Some(start) = self.start(record) else { return };
        unknown::report(unknown::of_query(&self.query, start, root_of(record), marks), &self.text);
    }

    /// Returns the value that the field is relative to: the record, an enclosing object, or the root. Returns
    /// `None` if there are not enough enclosing objects. Records with the same base have the same selection.
    #[must_use]
    pub fn base<'a>(&self, record: Value<'a>) -> Option<Value<'a>> {
        match self.query.origin {
            Origin::Root => Some(root_of(record)),
            Origin::Current => self.start(record),
        }
    }

    /// Returns the record, or the enclosing object that the leading `^` refer to. Returns `None` if there are not
    /// enough enclosing objects.
    fn start<'a>(&self, record: Value<'a>) -> Option<Value<'a>> {
        (0..self.climbs).try_fold(record, |value, _| value.enclosing_object())
    }

    /// Returns the name of the one member of the record that contains everything that the field can select.
    /// Returns `None` if there is no such member: the field does not begin with a single name, or it refers
    /// to an enclosing object or to the document.
    #[must_use]
    pub fn member(&self) -> Option<&str> {
        if self.uses_root() { None } else { self.query.segments.first()?.name() }
    }

    /// Returns the names of a field that consists only of names (`value.entity`), outermost first, or
    /// `None` for any other field. The list is empty for the record itself.
    #[must_use]
    pub fn simple_names(&self) -> Option<Vec<&str>> {
        self.query.simple_names()
    }

    /// Whether the field is the record itself.
    #[must_use]
    pub fn is_record(&self) -> bool {
        self.climbs == 0 && self.query.origin == Origin::Current && self.query.segments.is_empty()
    }

    /// Whether the field is a part of the name of the record's file, such as `stem(@)`.
    #[must_use]
    pub fn is_file_name(&self) -> bool {
        let is_name = |segment: &Segment| matches!(segment.only(), Some(Selector::NameOf(_)));
        matches!(self.query.segments.as_slice(), [only] if is_name(only))
    }

    /// Whether the field can select at most one value: it consists only of names and indexes (RFC 9535 section
    /// 2.3.5.1), or is a function of such a field.
    #[must_use]
    pub fn is_singular(&self) -> bool {
        self.query.is_singular()
    }

    /// Whether the field refers to more than the record: to an enclosing object, or to the document (`$`).
    #[must_use]
    pub fn uses_root(&self) -> bool {
        self.climbs > 0 || self.query.uses_root()
    }

    /// Returns the warnings about valid but most likely unintended parts.
    #[must_use]
    pub fn warnings(&self) -> &[PathWarning] {
        &self.warnings
    }
}

impl fmt::Display for Field {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text)
    }
}

/// A field that is a call of a function, such as `key(@)`.
struct Call<'t> {
    function: &'t str,
    /// The selector that the function applies to each value of the argument.
    selector: Selector,
    argument: &'t str,
}

impl<'t> Call<'t> {
    /// Parses a call. Returns `None` unless the text begins with a function and `(`, and ends with `)`.
    fn of(text: &'t str) -> Option<Call<'t>> {
        let (function, rest) = text.split_once('(')?;
        let selector = selector_of(function)?;
        Some(Call { function, selector, argument: rest.strip_suffix(')')? })
    }
}

/// Writes two fields as one. The second field is relative to the values that the first selects.
fn joined_text(outer: &str, inner: &str) -> String {
    if let Some(Call { function, argument, .. }) = Call::of(inner) {
        return format!("{function}({})", joined_text(outer, argument));
    }
    let within = inner.trim_start_matches('@');
    match (outer, within) {
        ("@" | ".", _) => inner.to_owned(),
        (_, "" | ".") => outer.to_owned(),
        _ if within.starts_with(['.', '[']) => format!("{outer}{within}"),
        _ => format!("{outer}.{within}"),
    }
}

fn root_of(record: Value<'_>) -> Value<'_> {
    record.document().root().unwrap_or(record)
}

#[cfg(test)]
mod tests;
