//! The syntax tree of a query. The types encode the requirements of RFC 9535 section 2.4.3: an ill-typed
//! query cannot be represented.

use super::compare::{Operand, compare};
use super::failures::{Failures, Spent};
use crate::document::{NamePart, Question, compare_literals};
use regex::Regex;
use std::cmp::Ordering;
use std::sync::Arc;

/// A query with its origin (RFC 9535 sections 2.1 and 2.3.5.1).
#[derive(Debug, Clone)]
pub(super) struct Query {
    pub(super) origin: Origin,
    pub(super) segments: Vec<Segment>,
    /// The question of what the query selects in a document; see [`crate::document::Document::remember`].
    pub(super) selected: Question,
    /// The question of which unknown values the query encounters in a document.
    pub(super) unknown: Question,
    /// The question of which values in a document the query's filters do not accept.
    pub(super) misread: Question,
    /// The start values of evaluations that stopped after too many steps; shared by all clones.
    pub(super) spent: Arc<Spent>,
}

/// The value that a query starts from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Origin {
    /// `$`
    Root,
    /// `@`
    Current,
}

/// One step of a query (RFC 9535 section 2.5).
#[derive(Debug, Clone)]
pub(super) struct Segment {
    /// `..`: selects from the value and from all its descendants.
    pub(super) descends: bool,
    pub(super) selectors: Vec<Selector>,
}

/// A selector, which selects children of a value (RFC 9535 section 2.3).
#[derive(Debug, Clone)]
pub(super) enum Selector {
    Name(String),
    Wildcard,
    Index(i64),
    Slice(Slice),
    Filter(Logical),
    /// The function extension `key`: selects the key of a value that is a member of an object.
    Key,
    /// The function extensions `file`, `stem` and `folder`: each selects a part of the path of the file that
    /// contains a value.
    NameOf(NamePart),
}

/// `start:end:step` (RFC 9535 section 2.3.4).
#[derive(Debug, Clone, Copy)]
pub(super) struct Slice {
    pub(super) start: Option<i64>,
    pub(super) end: Option<i64>,
    pub(super) step: Option<i64>,
}

/// An expression that is true or false (RFC 9535 section 2.3.5).
#[derive(Debug, Clone)]
pub(super) enum Logical {
    Any(Vec<Logical>),
    All(Vec<Logical>),
    Not(Box<Logical>),
    Exists(Query),
    Comparison(Box<Comparison>),
    Matching(Box<Matching>),
    Containing(Box<Containing>),
}

/// Two values and a comparison operator.
#[derive(Debug, Clone)]
pub(super) struct Comparison {
    pub(super) left: Comparable,
    pub(super) operator: Operator,
    pub(super) right: Comparable,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Operator {
    Equal,
    NotEqual,
    LessOrEqual,
    GreaterOrEqual,
    Less,
    Greater,
}

/// An expression with one value or Nothing: RFC 9535's `ValueType`.
#[derive(Debug, Clone)]
pub(super) enum Comparable {
    Literal(Literal),
    /// A singular query: only names, indexes, and the functions `key`, `file`, `stem` and `folder`.
    Singular(Query),
    /// The function `length` (section 2.4.4).
    Length(Box<Comparable>),
    /// The function `count` (section 2.4.5).
    Count(Query),
    /// The function `value` (section 2.4.8).
    Value(Query),
}

/// The functions `match` and `search` (RFC 9535 sections 2.4.6 and 2.4.7).
#[derive(Debug, Clone)]
pub(super) struct Matching {
    pub(super) subject: Comparable,
    pub(super) pattern: Pattern,
    /// Whether the pattern must match the whole text (`match`) rather than any part of it (`search`).
    pub(super) whole: bool,
    /// The pattern as written, including quotation marks.
    pub(super) written: String,
    /// The only text that the pattern matches, if there is one.
    pub(super) plain: Option<String>,
}

/// `contains`, a function extension (RFC 9535 section 2.4): whether one text contains another.
#[derive(Debug, Clone)]
pub(super) struct Containing {
    pub(super) text: Comparable,
    pub(super) part: Comparable,
    /// The part as written, including quotation marks.
    pub(super) written: String,
}

#[derive(Debug, Clone)]
pub(super) enum Pattern {
    /// A literal, compiled once.
    Literal(Regex),
    /// A literal that is not an I-Regexp (RFC 9485) and matches nothing.
    Never,
    /// A pattern that is read from the document and compiled on each evaluation. The patterns that do not
    /// compile are recorded.
    Dynamic(Comparable, Arc<Failures>),
}

#[derive(Debug, Clone)]
pub(super) enum Literal {
    Null,
    Boolean(bool),
    /// A number as written.
    Number(Box<str>),
    Text(String),
}

/// A number for exact comparison.
#[derive(Debug, Clone, Copy)]
pub(super) enum ExactNumber<'n> {
    Integer(i128),
    /// Any other number, as written.
    Literal(&'n str),
}

impl<'n> ExactNumber<'n> {
    /// Reads a literal of JSON or JSONPath.
    pub(super) fn read(literal: &'n str) -> ExactNumber<'n> {
        literal.parse().map_or(ExactNumber::Literal(literal), ExactNumber::Integer)
    }

    pub(super) fn compare(self, other: ExactNumber<'_>) -> Ordering {
        match (self, other) {
            (ExactNumber::Integer(left), ExactNumber::Integer(right)) => left.cmp(&right),
            (ExactNumber::Literal(left), ExactNumber::Literal(right)) => {
                compare_literals(left, right)
            }
            (ExactNumber::Integer(left), ExactNumber::Literal(right)) => {
                compare_literals(&left.to_string(), right)
            }
            (ExactNumber::Literal(left), ExactNumber::Integer(right)) => {
                compare_literals(left, &right.to_string())
            }
        }
    }
}

impl Query {
    pub(super) fn new(origin: Origin, segments: Vec<Segment>) -> Query {
        let [selected, unknown, misread] = [(); 3].map(|()| Question::new());
        Query { origin, segments, selected, unknown, misread, spent: Arc::default() }
    }

    pub(super) fn is_singular(&self) -> bool {
        self.segments.iter().all(|segment| {
            matches!(
                segment.only(),
                Some(Selector::Name(_) | Selector::Index(_) | Selector::Key | Selector::NameOf(_))
            )
        })
    }

    /// Returns the query that applies one more selector to the selected values.
    pub(super) fn then(mut self, selector: Selector) -> Query {
        self.segments.push(Segment { descends: false, selectors: vec![selector] });
        Query::new(self.origin, self.segments)
    }

    pub(super) fn simple_names(&self) -> Option<Vec<&str>> {
        self.segments.iter().map(Segment::name).collect()
    }

    /// Whether another query has the same steps. Both must be singular.
    fn is_same(&self, other: &Query) -> bool {
        let is_same = |left: Option<&Selector>, right: Option<&Selector>| match (left, right) {
            (Some(Selector::Name(left)), Some(Selector::Name(right))) => left == right,
            (Some(Selector::Index(left)), Some(Selector::Index(right))) => left == right,
            (Some(Selector::Key), Some(Selector::Key)) => true,
            (Some(Selector::NameOf(left)), Some(Selector::NameOf(right))) => left == right,
            _ => false,
        };
        let mut steps = self.segments.iter().zip(&other.segments);
        self.origin == other.origin
            && self.segments.len() == other.segments.len()
            && steps.all(|(left, right)| is_same(left.only(), right.only()))
    }

    /// Whether the query can only select values of a record at or below a path of names.
    pub(super) fn is_in(&self, path: &[&str]) -> bool {
        let names: Vec<&str> = self.segments.iter().map_while(Segment::name).collect();
        self.origin == Origin::Current && names.starts_with(path)
    }

    /// Whether the query selects the value of a record that contains the value at a path of names.
    pub(super) fn contains(&self, path: &[&str]) -> bool {
        let names = self.simple_names();
        self.origin == Origin::Current && names.is_some_and(|names| path.starts_with(&names))
    }

    /// Whether `$` or the name of the file occurs in the query or in one of its filters.
    pub(super) fn uses_root(&self) -> bool {
        self.origin == Origin::Root || self.filters_use_root()
    }

    /// Whether `$` occurs in one of the query's filters, or the name of the file anywhere in the query.
    pub(super) fn filters_use_root(&self) -> bool {
        let mut selectors = self.segments.iter().flat_map(|segment| &segment.selectors);
        selectors.any(|selector| match selector {
            Selector::Filter(condition) => condition.uses_root(),
            // A block of a document does not contain the name of the document's file.
            Selector::NameOf(_) => true,
            Selector::Name(_)
            | Selector::Wildcard
            | Selector::Index(_)
            | Selector::Slice(_)
            | Selector::Key => false,
        })
    }
}

impl Segment {
    /// Returns the only selector of a segment that does not descend, or `None` for any other segment.
    pub(super) fn only(&self) -> Option<&Selector> {
        match self.selectors.as_slice() {
            [selector] if !self.descends => Some(selector),
            _ => None,
        }
    }

    pub(super) fn name(&self) -> Option<&str> {
        match self.only() {
            Some(Selector::Name(name)) => Some(name),
            _ => None,
        }
    }

    /// Whether the segment selects a part of the name of the file.
    pub(super) fn names_file(&self) -> bool {
        self.selectors.iter().any(|selector| matches!(selector, Selector::NameOf(_)))
    }

    pub(super) fn is_wildcard(&self) -> bool {
        matches!(self.only(), Some(Selector::Wildcard))
    }
}

impl Logical {
    /// Returns the queries that the expression evaluates for the record and the document, from left to
    /// right. Queries in nested filters are left out: they are evaluated for other values.
    pub(super) fn queries(&self) -> Vec<&Query> {
        match self {
            Logical::Any(parts) | Logical::All(parts) => {
                parts.iter().flat_map(Logical::queries).collect()
            }
            Logical::Not(inner) => inner.queries(),
            Logical::Exists(query) => vec![query],
            Logical::Comparison(comparison) => {
                let sides = [&comparison.left, &comparison.right];
                sides.into_iter().filter_map(Comparable::query).collect()
            }
            Logical::Matching(matching) => {
                let pattern = match &matching.pattern {
                    Pattern::Dynamic(pattern, _) => pattern.query(),
                    Pattern::Literal(_) | Pattern::Never => None,
                };
                matching.subject.query().into_iter().chain(pattern).collect()
            }
            Logical::Containing(containing) => {
                let sides = [&containing.text, &containing.part];
                sides.into_iter().filter_map(Comparable::query).collect()
            }
        }
    }

    /// Returns the queries of the document (`$`), including those in filters, from left to right.
    pub(super) fn queries_of_document(&self) -> Vec<&Query> {
        let mut found = Vec::new();
        for query in self.queries() {
            found.extend((query.origin == Origin::Root).then_some(query));
            for selector in query.segments.iter().flat_map(|segment| &segment.selectors) {
                if let Selector::Filter(condition) = selector {
                    found.extend(condition.queries_of_document());
                }
            }
        }
        found
    }

    pub(super) fn uses_root(&self) -> bool {
        match self {
            Logical::Any(parts) | Logical::All(parts) => parts.iter().any(Logical::uses_root),
            Logical::Not(inner) => inner.uses_root(),
            Logical::Exists(query) => query.uses_root(),
            Logical::Comparison(comparison) => {
                comparison.left.uses_root() || comparison.right.uses_root()
            }
            Logical::Matching(matching) => {
                let pattern_uses_root = match &matching.pattern {
                    Pattern::Dynamic(pattern, _) => pattern.uses_root(),
                    Pattern::Literal(_) | Pattern::Never => false,
                };
                matching.subject.uses_root() || pattern_uses_root
            }
            Logical::Containing(containing) => {
                containing.text.uses_root() || containing.part.uses_root()
            }
        }
    }
}

impl Comparison {
    /// Returns the result if it is the same for all data: if both sides are literals, or the same path.
    pub(super) fn constant(&self) -> Option<bool> {
        if let (Comparable::Literal(left), Comparable::Literal(right)) = (&self.left, &self.right) {
            let sides = (Operand::of_literal(left), Operand::of_literal(right));
            return Some(compare(&sides.0, self.operator, &sides.1));
        }
        let is_same = match (&self.left, &self.right) {
            (Comparable::Singular(left), Comparable::Singular(right)) => left.is_same(right),
            _ => false,
        };
        let includes_equal = matches!(
            self.operator,
            Operator::Equal | Operator::LessOrEqual | Operator::GreaterOrEqual
        );
        is_same.then_some(includes_equal)
    }
}

impl Comparable {
    pub(super) fn query(&self) -> Option<&Query> {
        match self {
            Comparable::Literal(_) => None,
            Comparable::Length(inner) => inner.query(),
            Comparable::Singular(query) | Comparable::Count(query) | Comparable::Value(query) => {
                Some(query)
            }
        }
    }

    fn uses_root(&self) -> bool {
        match self {
            Comparable::Literal(_) => false,
            Comparable::Length(inner) => inner.uses_root(),
            Comparable::Singular(query) | Comparable::Count(query) | Comparable::Value(query) => {
                query.uses_root()
            }
        }
    }
}
