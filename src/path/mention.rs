//! The names, texts and patterns that a path, a field or a condition mentions. A document should contain the names and
//! texts, and match the patterns.

use super::syntax::{
    Comparable, Comparison, Literal, Logical, Operator, Pattern, Query, Segment, Selector,
};
use super::{Condition, Field, Path};
use crate::document::Question;

/// A name or a text that a path or a condition mentions.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mention {
    /// The name or text, without quotation marks or escapes.
    pub text: String,
    /// Whether the mention is a name or a text.
    pub what: Mentioned,
    /// Whether the condition wants the name or text to be absent, because `!` or `!=` negates it.
    pub is_negated: bool,
}

/// The kind of a mention.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mentioned {
    /// The name of a member.
    Name,
    /// A text that values are compared with, by `==`, `!=` or `match`.
    Text,
    /// A text that values contain, by `contains` or `search`.
    Part,
}

impl Path {
    /// Returns the names and texts that the path mentions, in text order.
    #[must_use]
    pub fn mentions(&self) -> Vec<Mention> {
        let mut mentions = Mentions::default();
        mentions.add_query(&self.query, false);
        mentions.found
    }
}

impl Field {
    /// Returns the names and texts that the field mentions, in text order.
    #[must_use]
    pub fn mentions(&self) -> Vec<Mention> {
        let mut mentions = Mentions::default();
        mentions.add_query(self.query(), false);
        mentions.found
    }
}

impl Condition {
    /// Returns the names and texts that the condition mentions, in text order.
    #[must_use]
    pub fn mentions(&self) -> Vec<Mention> {
        let mut mentions = Mentions::default();
        mentions.add(&self.logical, false);
        mentions.found
    }

    /// Returns each pattern of the condition, and each text of `contains`, as a separate condition that holds if the
    /// pattern matches, regardless of the rest of the condition. Patterns that come from the data, or can never match,
    /// are omitted.
    #[must_use]
    pub fn patterns(&self) -> Vec<Condition> {
        let patterns = patterns(&self.logical).into_iter().map(|(text, logical)| Condition {
            text,
            logical,
            warnings: Vec::new(),
            reads: Question::new(),
        });
        patterns.collect()
    }
}

#[derive(Default)]
struct Mentions {
    found: Vec<Mention>,
}

impl Mentions {
    fn push(&mut self, text: &str, what: Mentioned, is_negated: bool) {
        self.found.push(Mention { text: text.to_owned(), what, is_negated });
    }

    fn add(&mut self, logical: &Logical, is_negated: bool) {
        match logical {
            Logical::Any(parts) | Logical::All(parts) => {
                for part in parts {
                    self.add(part, is_negated);
                }
            }
            Logical::Not(inner) => self.add(inner, !is_negated),
            Logical::Exists(query) => self.add_query(query, is_negated),
            Logical::Comparison(comparison) => self.add_comparison(comparison, is_negated),
            Logical::Matching(matching) => {
                self.add_comparable(&matching.subject, is_negated);
                if let Pattern::Dynamic(pattern, _) = &matching.pattern {
                    self.add_comparable(pattern, is_negated);
                }
                if let Some(plain) = &matching.plain {
                    let what = if !matching.whole {
                        Mentioned::Part
                    } else if is_key(&matching.subject) {
                        Mentioned::Name
                    } else {
                        Mentioned::Text
                    };
                    self.push(plain, what, is_negated);
                }
            }
            Logical::Containing(containing) => {
                self.add_comparable(&containing.text, is_negated);
                match &containing.part {
                    Comparable::Literal(Literal::Text(part)) => {
                        self.push(part, Mentioned::Part, is_negated);
                    }
                    part => self.add_comparable(part, is_negated),
                }
            }
        }
    }

    /// Adds both sides of a comparison. `!=` negates only the text: the name is expected to exist.
    fn add_comparison(&mut self, comparison: &Comparison, is_negated: bool) {
        let Comparison { left, operator, right } = comparison;
        let is_text_denied = is_negated != (*operator == Operator::NotEqual);
        for (side, other) in [(left, right), (right, left)] {
            match side {
                Comparable::Literal(Literal::Text(text)) if is_compared(*operator, other) => {
                    let what = if is_key(other) { Mentioned::Name } else { Mentioned::Text };
                    self.push(text, what, is_text_denied);
                }
                Comparable::Literal(_)
                | Comparable::Singular(_)
                | Comparable::Length(_)
                | Comparable::Count(_)
                | Comparable::Value(_) => {
                    self.add_comparable(side, is_negated && *operator != Operator::NotEqual);
                }
            }
        }
    }

    fn add_comparable(&mut self, comparable: &Comparable, is_negated: bool) {
        match comparable {
            Comparable::Literal(_) => {}
            Comparable::Length(inner) => self.add_comparable(inner, is_negated),
            Comparable::Singular(query) | Comparable::Count(query) | Comparable::Value(query) => {
                self.add_query(query, is_negated);
            }
        }
    }

    fn add_query(&mut self, query: &Query, is_negated: bool) {
        for selector in query.segments.iter().flat_map(|segment| &segment.selectors) {
            match selector {
                Selector::Name(name) => self.push(name, Mentioned::Name, is_negated),
                Selector::Filter(logical) => self.add(logical, is_negated),
                Selector::Wildcard
                | Selector::Index(_)
                | Selector::Slice(_)
                | Selector::Key
                | Selector::NameOf(_) => {}
            }
        }
    }
}

/// Whether an expression is the key of a value.
fn is_key(comparable: &Comparable) -> bool {
    let Comparable::Singular(query) = comparable else { return false };
    let last = query.segments.last().and_then(Segment::only);
    matches!(last, Some(Selector::Key))
}

/// Whether a text is compared for equality with a value in the data. A text that is compared by order
/// (`@.date < '2020'`) need not occur.
fn is_compared(operator: Operator, other: &Comparable) -> bool {
    matches!(operator, Operator::Equal | Operator::NotEqual)
        && matches!(other, Comparable::Singular(_) | Comparable::Value(_))
}

/// Returns the patterns of an expression and the texts of `contains`, each as written and as an expression
/// that holds if the pattern matches.
fn patterns(logical: &Logical) -> Vec<(String, Logical)> {
    match logical {
        Logical::Any(parts) | Logical::All(parts) => parts.iter().flat_map(patterns).collect(),
        Logical::Not(inner) => patterns(inner),
        Logical::Exists(query) => patterns_of_query(query),
        Logical::Comparison(comparison) => {
            let queries = [&comparison.left, &comparison.right];
            queries.into_iter().filter_map(Comparable::query).flat_map(patterns_of_query).collect()
        }
        Logical::Containing(containing) => match &containing.part {
            Comparable::Literal(_) => vec![(containing.written.clone(), logical.clone())],
            _ => Vec::new(),
        },
        Logical::Matching(matching) => match &matching.pattern {
            Pattern::Literal(_) => vec![(matching.written.clone(), logical.clone())],
            Pattern::Never | Pattern::Dynamic(..) => Vec::new(),
        },
    }
}

/// Returns the patterns in the filters of a query, each as written and as an expression. The expression holds if a
/// shortened query selects something: the query without the segments after the filter, with the pattern as the
/// filter.
fn patterns_of_query(query: &Query) -> Vec<(String, Logical)> {
    let mut found = Vec::new();
    for (position, segment) in query.segments.iter().enumerate() {
        for selector in &segment.selectors {
            let Selector::Filter(filter) = selector else { continue };
            for (text, pattern) in patterns(filter) {
                let mut segments = query.segments.get(..position).unwrap_or_default().to_vec();
                let selectors = vec![Selector::Filter(pattern)];
                segments.push(Segment { descends: segment.descends, selectors });
                found.push((text, Logical::Exists(Query::new(query.origin, segments))));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mentions(condition: &str) -> Vec<String> {
        let mentions = Condition::parse(condition).unwrap().mentions().into_iter();
        let shown = mentions.map(|mention| {
            let sign = if mention.is_negated { "!" } else { "" };
            match mention.what {
                Mentioned::Name => format!("{sign}{}", mention.text),
                Mentioned::Text => format!("{sign}'{}'", mention.text),
                Mentioned::Part => format!("{sign}*'{}'*", mention.text),
            }
        });
        shown.collect()
    }

    #[test]
    fn names_and_compared_texts_are_mentioned() {
        assert_eq!(
            mentions("@.a.b[0]['c d'] == 'x' || 'y' == $.e"),
            ["a", "b", "c d", "'x'", "'y'", "e"]
        );
        assert_eq!(mentions("@.date < '2020' && length(@.a) == 3"), ["date", "a"]);
        assert_eq!(mentions("@.a[?@.b == 'x' && count(@..c) > 1]"), ["a", "b", "'x'", "c"]);
        assert_eq!(mentions("search(@.a, 'x.') && match(@.b, $.c)"), ["a", "b", "c"]);
        assert_eq!(mentions("search(@.a, 'x') && match(@.b, 'y')"), ["a", "*'x'*", "b", "'y'"]);
        assert_eq!(mentions("!contains(@.a, 'x.')"), ["!a", "!*'x.'*"]);
        assert_eq!(mentions("contains('x', @.a)"), ["a"]);
    }

    #[test]
    fn names_that_must_be_absent_are_marked() {
        assert_eq!(mentions("!@.a && @.b != 'x' && @.c"), ["!a", "b", "!'x'", "c"]);
        assert_eq!(mentions("!(@.a == 'x' || !@.b)"), ["!a", "!'x'", "b"]);
        assert_eq!(mentions("!(@.a != 'x')"), ["a", "'x'"]);
    }

    #[test]
    fn each_pattern_is_a_separate_condition() {
        let condition = "!search(@.a, 'x') || @.b[?match(@.c, \"y|z\") && @.d][0] || match(@.e, $.f) || contains(@.g, 'w')";
        let patterns = Condition::parse(condition).unwrap().patterns();
        let written: Vec<&str> = patterns.iter().map(Condition::as_str).collect();
        assert_eq!(written, ["'x'", "\"y|z\"", "'w'"]);
        let holds = |text: &str| {
            let document = crate::document::Document::parse(
                crate::document::FileId(0),
                text.into(),
                crate::document::Limits::default(),
            );
            let root = document.root().unwrap();
            patterns.iter().map(|pattern| pattern.holds(root, root)).collect::<Vec<_>>()
        };
        assert_eq!(holds(r#"{ "a": "xx", "b": [{ "c": "y" }], "g": "awe" }"#), [true; 3]);
        assert_eq!(holds(r#"{ "a": "aa", "b": [{ "c": "yz" }], "g": "v" }"#), [false; 3]);
    }
}
