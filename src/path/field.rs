//! Fields: paths that begin at a record.

use super::syntax::Query;
use super::{PathError, PathWarning, parse, select};
use crate::document::Value;
use std::fmt;
use std::ops::ControlFlow;

/// A path relative to a record, as people write it: `value.entity`, `funders[*]`, `names[0]`.
///
/// It is what may follow `@` in RFC 9535, and the `@` or `@.` may be left out. `@` or `.` alone is
/// the record itself. In a filter inside a field, `$` is the record's document.
#[derive(Debug, Clone)]
pub struct Field {
    text: String,
    query: Query,
    warnings: Vec<PathWarning>,
}

impl Field {
    /// Parses a field.
    ///
    /// # Errors
    /// The first place, in the text as written, where it is no field.
    pub fn parse(text: &str) -> Result<Field, PathError> {
        let parsed = parse::field(text)?;
        Ok(Field { text: text.to_owned(), query: parsed.tree, warnings: parsed.warnings })
    }

    /// The field as it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The values that the field selects in a record, in the order of RFC 9535 section 2.1.2.
    #[must_use]
    pub fn select<'a>(&self, record: Value<'a>) -> Vec<Value<'a>> {
        let mut selected = Vec::new();
        self.each(record, |value| selected.push(value));
        selected
    }

    /// Calls `visit` with each value that the field selects, in the order of
    /// [`select`](Self::select).
    pub fn each<'a>(&self, record: Value<'a>, mut visit: impl FnMut(Value<'a>)) {
        // Nothing breaks this walk off.
        let _ = select::each(&self.query, record, root_of(record), &mut |value| {
            visit(value);
            ControlFlow::Continue(())
        });
    }

    /// The first value that the field selects.
    #[must_use]
    pub fn first<'a>(&self, record: Value<'a>) -> Option<Value<'a>> {
        select::first(&self.query, record, root_of(record))
    }

    /// The names of a field that is nothing but names (`value.entity`), from the outermost on; none
    /// for the record itself.
    #[must_use]
    pub fn simple_names(&self) -> Option<Vec<&str>> {
        self.query.simple_names()
    }

    /// Whether the field can select at most one value: names and indexes only (RFC 9535 section
    /// 2.3.5.1).
    #[must_use]
    pub fn is_singular(&self) -> bool {
        self.query.is_singular()
    }

    /// Whether a filter inside the field looks at the document (`$`), and not at the record alone.
    #[must_use]
    pub fn uses_root(&self) -> bool {
        self.query.uses_root()
    }

    /// What is allowed, and most likely not meant.
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

fn root_of(record: Value<'_>) -> Value<'_> {
    record.document().root().unwrap_or(record)
}

#[cfg(test)]
mod tests;
