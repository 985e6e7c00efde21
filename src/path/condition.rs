//! Conditions on records.

use super::syntax::{Comparable, Comparison, Logical, Operator, Origin, Query, Segment, Selector};
use super::unknown::{self, Encountered};
use super::{Field, PathError, PathWarning, evaluate, parse, select};
use crate::document::{NamePart, Question, Value};
use std::fmt;
use std::sync::Arc;

/// A filter expression (RFC 9535 section 2.3.5) on a record: `@` is the record, `$` the document.
#[derive(Debug, Clone)]
pub struct Condition {
    pub(super) text: String,
    pub(super) logical: Logical,
    pub(super) warnings: Vec<PathWarning>,
    /// The question about the values that the condition reads in a document.
    pub(super) reads: Question,
}

impl Condition {
    /// Parses a condition such as `@.kind == 'organization' || count(@.x[*]) > 2`, with optional surrounding
    /// blank space.
    ///
    /// # Errors
    /// Returns the first mistake if the text is not well-formed or not well-typed, is nested too deeply, or has too
    /// many segments. The position of the mistake refers to the text as written.
    pub fn parse(text: &str) -> Result<Condition, PathError> {
        let parsed = parse::condition(text)?;
        let (text, reads) = (text.to_owned(), Question::new());
        Ok(Condition { text, logical: parsed.tree, warnings: parsed.warnings, reads })
    }

    /// Returns the condition as written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    pub(super) fn logical(&self) -> &Logical {
        &self.logical
    }

    /// Whether the condition is known to hold for a record, with the root of its document as `$`; see
    /// [`holds`](Self::holds).
    #[must_use]
    pub fn holds_for(&self, record: Value<'_>) -> bool {
        let root = record.document().root();
        debug_assert!(root.is_some(), "a document that has a record has a root");
        root.is_some_and(|root| self.holds(record, root))
    }

    /// Whether the condition is known to hold for a record. `root` is the value of `$`, usually the root of the
    /// record's document. If the result depends on an unreliable value, this value is reported to the enclosing
    /// [watch](super::watch).
    #[must_use]
    pub fn holds<'a>(&self, record: Value<'a>, root: Value<'a>) -> bool {
        let Some(marks) = record.document().marks() else {
            return evaluate::holds_as_written(&self.logical, record, root);
        };
        let mut encountered = Encountered::default();
        let holds = unknown::decide(&self.logical, record, root, marks, &mut encountered);
        if holds.is_none() {
            unknown::report(encountered, &self.text);
        }
        holds == Some(true)
    }

    /// Whether the condition refers to the document (`$`), and not only to the record.
    #[must_use]
    pub fn uses_root(&self) -> bool {
        self.logical.uses_root()
    }

    /// Returns the fields of the record that the condition reads, by the leading names of its paths (`kind`
    /// and `items` of `@.kind == 'a' && count(@.items[*]) > 1`), each once, in text order.
    #[must_use]
    pub fn named_fields(&self) -> Vec<Field> {
        let mut fields: Vec<Field> = Vec::new();
        for query in self.logical.queries() {
            if let Some(field) = Field::of_leading_names(query)
                && fields.iter().all(|known| known.as_str() != field.as_str())
            {
                fields.push(field);
            }
        }
        fields
    }

    /// Returns the calls of `key` and `folder` on the record itself as fields: `key(@)` and `folder(@)`. A record may
    /// have no key or no folder.
    #[must_use]
    pub fn calls(&self) -> Vec<Field> {
        let queries = self.logical.queries();
        let is_call = |query: &&Query, function: &str| {
            let is_alone = query.origin == Origin::Current && query.segments.len() == 1;
            let selector = query.segments.first().and_then(Segment::only);
            is_alone
                && match selector {
                    Some(Selector::Key) => function == "key",
                    Some(Selector::NameOf(NamePart::Folder)) => function == "folder",
                    _ => false,
                }
        };
        let functions = ["key", "folder"]
            .into_iter()
            .filter(|function| queries.iter().any(|query| is_call(query, function)));
        functions.filter_map(|function| Field::parse(&format!("{function}(@)")).ok()).collect()
    }

    /// Whether the condition reads nothing outside its [`named_fields`](Self::named_fields).
    #[must_use]
    pub fn reads_only_named_fields(&self) -> bool {
        let mut queries = self.logical.queries().into_iter();
        queries.all(|query| Field::of_leading_names(query).is_some() && !query.uses_root())
    }

    /// Returns the [`named_fields`](Self::named_fields), or `None` if the condition reads other parts of the
    /// record. The condition may also read the document.
    #[must_use]
    pub fn named_fields_of_record(&self) -> Option<Vec<Field>> {
        let mut queries = self.logical.queries().into_iter();
        let is_named = |query: &Query| {
            query.origin == Origin::Root || Field::of_leading_names(query).is_some()
        };
        queries.all(is_named).then(|| self.named_fields())
    }

    /// Returns a summary of the values that the condition reads in a document (`$`). `root` is the root of the
    /// document. `summarize` is called only once per document.
    pub fn summary_of_document<'a>(
        &self,
        root: Value<'a>,
        summarize: impl FnOnce(Vec<Value<'a>>) -> String,
    ) -> Arc<String> {
        root.document().remember(self.reads, || {
            let queries = self.logical.queries_of_document();
            summarize(
                queries.into_iter().flat_map(|query| select::all(query, root, root)).collect(),
            )
        })
    }

    /// Whether a record for which the condition holds has a field. Returns `Some(true)` if it must have the field,
    /// `Some(false)` if it cannot have it, and `None` if the condition does not decide this, or if the field is not a
    /// path of names.
    #[must_use]
    pub fn decides(&self, field: &Field) -> Option<bool> {
        decides(&self.logical, &field.simple_names()?)
    }

    /// Returns the warnings about valid but most likely unintended parts: patterns that can never match.
    #[must_use]
    pub fn warnings(&self) -> &[PathWarning] {
        &self.warnings
    }
}

/// See [`Condition::decides`]. `field` contains the names of the field's path.
fn decides(logical: &Logical, field: &[&str]) -> Option<bool> {
    let reads = |side: &Comparable| match side {
        Comparable::Singular(query) => query.is_in(field),
        _ => false,
    };
    let must_have = match logical {
        Logical::All(parts) => return parts.iter().find_map(|part| decides(part, field)),
        Logical::Any(parts) => {
            let decided = decides(parts.first()?, field);
            return decided.filter(|_| parts.iter().all(|part| decides(part, field) == decided));
        }
        Logical::Not(inner) => match &**inner {
            Logical::Exists(query) if query.contains(field) => return Some(false),
            _ => false,
        },
        Logical::Exists(query) => query.is_in(field),
        Logical::Comparison(comparison) => {
            let Comparison { left, operator, right } = &**comparison;
            *operator != Operator::NotEqual
                && match (left, right) {
                    (Comparable::Literal(_), side) | (side, Comparable::Literal(_)) => reads(side),
                    _ => false,
                }
        }
        Logical::Matching(matching) => reads(&matching.subject),
        Logical::Containing(containing) => reads(&containing.text),
    };
    must_have.then_some(true)
}

impl fmt::Display for Condition {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests;
