//! Logical expressions (RFC 9535 section 2.3.5).

use super::super::syntax::{Comparable, Comparison, Literal, Logical, Operator, Origin, Query};
use super::{ParseResult, Parser, PathError, PathWarning};
use std::ops::Range;

/// The tokens that can begin a test or a comparison.
const BEGINNING: &str = "a path such as `@.name`, a literal, a function, `!` or `(`";

/// Longer operators come before their prefixes.
const OPERATORS: [(&str, Operator); 6] = [
    ("==", Operator::Equal),
    ("!=", Operator::NotEqual),
    ("<=", Operator::LessOrEqual),
    (">=", Operator::GreaterOrEqual),
    ("<", Operator::Less),
    (">", Operator::Greater),
];

/// A parsed term. What follows decides whether the term is one side of a comparison, an argument or a test.
pub(super) struct Term {
    pub(super) range: Range<usize>,
    pub(super) kind: TermKind,
}

pub(super) enum TermKind {
    Literal(Literal),
    Query(Query),
    /// A function that returns a value.
    Value(&'static str, Comparable),
    /// A function that is true or false.
    Logical(&'static str, Logical),
}

impl Parser<'_> {
    /// Parses `logical-expr`; does not consume blank space after it.
    pub(super) fn logical(&mut self) -> ParseResult<Logical> {
        let first = self.all()?;
        let mut parts = vec![first];
        while self.eat_after_blanks("||") {
            self.skip_blanks();
            parts.push(self.all()?);
        }
        Ok(one_or(parts, Logical::Any))
    }

    /// Parses `logical-and-expr`.
    fn all(&mut self) -> ParseResult<Logical> {
        let first = self.basic()?;
        let mut parts = vec![first];
        while self.eat_after_blanks("&&") {
            self.skip_blanks();
            parts.push(self.basic()?);
        }
        Ok(one_or(parts, Logical::All))
    }

    /// Parses `basic-expr`.
    fn basic(&mut self) -> ParseResult<Logical> {
        let logical = match self.peek() {
            Some('!') => self.negation()?,
            Some('(') => {
                let inner = self.parentheses()?;
                self.refuse_comparison(
                    "`&&`, `||` or the end: an expression in parentheses is not a value",
                )?;
                inner
            }
            _ => self.comparison_or_test()?,
        };
        self.refuse_foreign_operator()?;
        Ok(logical)
    }

    fn negation(&mut self) -> ParseResult<Logical> {
        self.eat("!");
        self.skip_blanks();
        let inner = if self.peek() == Some('(') {
            self.parentheses()?
        } else {
            let term = self.term("a path such as `@.name`, a function or `(` after `!`")?;
            self.refuse_comparison("parentheses around the comparison, `!(... == ...)`")?;
            test(term)?
        };
        self.refuse_comparison(
            "`&&`, `||` or the end: an expression in parentheses is not a value",
        )?;
        Ok(Logical::Not(Box::new(inner)))
    }

    /// Parses `paren-expr` without its `!`.
    fn parentheses(&mut self) -> ParseResult<Logical> {
        self.enter()?;
        self.eat("(");
        self.skip_blanks();
        let inner = self.logical()?;
        self.skip_blanks();
        if !self.eat(")") {
            return self.fail("`&&`, `||` or `)`");
        }
        self.leave();
        Ok(inner)
    }

    /// Parses `comparison-expr / test-expr` without its `!`.
    fn comparison_or_test(&mut self) -> ParseResult<Logical> {
        let left = self.term(BEGINNING)?;
        let Some(operator) = self.operator() else {
            self.refuse_foreign_operator()?;
            return test(left);
        };
        self.skip_blanks();
        let start = left.range.start;
        let left = comparable(left)?;
        let right = comparable(self.term("a path such as `@.name`, a literal or a function")?)?;
        let comparison = Comparison { left, operator, right };
        if let Some(holds) = comparison.constant() {
            let range = start..self.at;
            let written = self.text.get(range.clone()).unwrap_or_default();
            let message = format!("`{written}` is always {holds}, whatever the data is");
            self.warnings.push(PathWarning::new(message, range));
        }
        self.refuse_comparison("`&&`, `||` or the end: comparisons do not chain")?;
        Ok(Logical::Comparison(Box::new(comparison)))
    }

    fn operator(&mut self) -> Option<Operator> {
        let found = OPERATORS.iter().find(|(symbol, _)| self.eat_after_blanks(symbol));
        found.map(|(_, operator)| *operator)
    }

    fn refuse_comparison(&mut self, want: &str) -> ParseResult<()> {
        let before = self.at;
        self.skip_blanks();
        let start = self.at;
        if let Some((symbol, _)) = OPERATORS.iter().find(|(symbol, _)| self.eat(symbol)) {
            return Err(PathError::new(format!("got `{symbol}`, want {want}"), start..self.at));
        }
        self.at = before;
        Ok(())
    }

    /// Rejects an operator from another language, and suggests the right one.
    fn refuse_foreign_operator(&mut self) -> ParseResult<()> {
        let before = self.at;
        self.skip_blanks();
        let start = self.at;
        let word = self.take_while(|character| character.is_ascii_alphabetic());
        let (got, want) = match word.to_ascii_lowercase().as_str() {
            "and" => (word, "`&&`"),
            "or" => (word, "`||`"),
            "" if self.eat("=~") => ("=~", "the function `match` or `search`"),
            "" if self.eat("=") => ("=", "`==`"),
            "" if !self.rest().starts_with("&&") && self.eat("&") => ("&", "`&&`"),
            "" if !self.rest().starts_with("||") && self.eat("|") => ("|", "`||`"),
            _ => {
                self.at = before;
                return Ok(());
            }
        };
        Err(PathError::new(format!("got `{got}`, want {want}"), start..self.at))
    }

    /// Parses `literal / filter-query / function-expr`.
    pub(super) fn term(&mut self, want: &str) -> ParseResult<Term> {
        let start = self.at;
        let kind = match self.peek() {
            Some('@') => self.query("@", Origin::Current)?,
            Some('$') => self.query("$", Origin::Root)?,
            Some('\'' | '"') => TermKind::Literal(Literal::Text(self.string()?)),
            Some('-' | '0'..='9') => TermKind::Literal(self.number()?),
            Some('a'..='z' | 'A'..='Z' | '_') => self.word()?,
            _ => return self.fail(want),
        };
        Ok(Term { range: start..self.at, kind })
    }

    fn query(&mut self, identifier: &str, origin: Origin) -> ParseResult<TermKind> {
        self.eat(identifier);
        Ok(TermKind::Query(Query::new(origin, self.segments()?)))
    }

    /// Parses `true`, `false`, `null` or a function.
    fn word(&mut self) -> ParseResult<TermKind> {
        let start = self.at;
        let word =
            self.take_while(|character| character.is_ascii_alphanumeric() || character == '_');
        if self.rest().starts_with('(') {
            return self.function(word, start);
        }
        let literal = match word {
            "true" => Literal::Boolean(true),
            "false" => Literal::Boolean(false),
            "null" => Literal::Null,
            _ => return Err(self.wrong_word(word, start)),
        };
        Ok(TermKind::Literal(literal))
    }

    fn wrong_word(&mut self, word: &str, start: usize) -> PathError {
        let end = self.at;
        self.skip_blanks();
        if self.at > end && self.rest().starts_with('(') {
            let message = format!("got blank space after `{word}`, want `(` directly after it");
            return PathError::new(message, end..self.at);
        }
        let want = match word.to_ascii_lowercase().as_str() {
            literal @ ("true" | "false" | "null") => format!("`{literal}`"),
            "none" | "nil" | "undefined" => "`null`".to_owned(),
            "not" => "`!`".to_owned(),
            _ => format!("a path such as `@.{word}`, or a text such as `'{word}'`"),
        };
        PathError::new(format!("got the word `{word}`, want {want}"), start..end)
    }
}

fn one_or(mut parts: Vec<Logical>, several: fn(Vec<Logical>) -> Logical) -> Logical {
    match parts.pop() {
        Some(only) if parts.is_empty() => only,
        Some(last) => {
            parts.push(last);
            several(parts)
        }
        None => several(parts),
    }
}

/// Converts a term to one side of a comparison, or to an argument that must be a single value (RFC 9535
/// section 2.4.3).
pub(super) fn comparable(term: Term) -> ParseResult<Comparable> {
    match term.kind {
        TermKind::Literal(literal) => Ok(Comparable::Literal(literal)),
        TermKind::Query(query) if query.is_singular() => Ok(Comparable::Singular(query)),
        TermKind::Value(_, comparable) => Ok(comparable),
        TermKind::Query(_) => Err(PathError::new(
            "got a path that can select several values, want a path of only names and indexes, or `value(...)`",
            term.range,
        )),
        TermKind::Logical(name, _) => Err(PathError::new(
            format!("got `{name}`, which is true or false, want a value"),
            term.range,
        )),
    }
}

/// Converts a term to a test (RFC 9535 section 2.4.3).
fn test(term: Term) -> ParseResult<Logical> {
    match term.kind {
        TermKind::Query(query) => Ok(Logical::Exists(query)),
        TermKind::Logical(_, logical) => Ok(logical),
        TermKind::Literal(_) => {
            Err(PathError::new("got a literal alone, want a comparison with it", term.range))
        }
        TermKind::Value(name, _) => Err(PathError::new(
            format!("got `{name}` alone, which returns a value, want a comparison with it"),
            term.range,
        )),
    }
}
