//! Recursive-descent parser for the grammar of RFC 9535 (appendix A).
//!
//! The parser reads the text as the user wrote it and never embeds it in another text, so columns refer to
//! the user's text, and nothing in a field or condition can break out of its context.

pub(super) mod function;
mod literal;
mod logical;
mod segment;

use super::syntax::{Logical, Origin, Query};
use super::{PathError, PathWarning};
use std::ops::Range;

/// Maximum nesting depth of brackets, parentheses and function calls: parsing and evaluation recurse to
/// this depth.
const NESTING_LIMIT: usize = 64;

/// Maximum number of segments per text, including those in filters: evaluation recurses to this depth.
const SEGMENT_LIMIT: usize = 512;

/// A syntax tree and the warnings about its text.
pub(super) struct Parsed<T> {
    pub(super) tree: T,
    pub(super) warnings: Vec<PathWarning>,
}

/// Parses `jsonpath-query` (RFC 9535 section 2.1.1).
pub(super) fn path(text: &str) -> Result<Parsed<Query>, PathError> {
    let mut parser = Parser::new(text, "path");
    if !parser.eat("$") {
        return parser.fail("`$`, where every path begins");
    }
    let segments = parser.segments()?;
    parser.finish("`.`, `..`, `[` or the end", Query::new(Origin::Root, segments))
}

/// Parses the part of a query after `@`; the `@` itself, or the first `.`, is optional.
pub(super) fn field(text: &str) -> Result<Parsed<Query>, PathError> {
    let mut parser = Parser::new(text, "field");
    let segments = match text.chars().next() {
        None => return parser.fail("a name, or `@` for the record itself"),
        Some(sign @ ('@' | '$')) if parser.begins_name_with(sign) => {
            return Err(parser.name_in_need_of_quotes(0));
        }
        Some('$') => return parser.fail("a name or `@`: a field begins at its record"),
        Some('@') => {
            parser.eat("@");
            parser.segments()?
        }
        Some('.') if text == "." => {
            parser.eat(".");
            Vec::new()
        }
        Some('.' | '[') => parser.segments()?,
        Some(_) => {
            let first = parser.first_of_field()?;
            std::iter::once(first).chain(parser.segments()?).collect()
        }
    };
    parser.finish("`.`, `..`, `[` or the end", Query::new(Origin::Current, segments))
}

/// Parses `logical-expr` (RFC 9535 section 2.3.5.1), with surrounding blank space.
pub(super) fn condition(text: &str) -> Result<Parsed<Logical>, PathError> {
    let mut parser = Parser::new(text, "condition");
    parser.skip_blanks();
    let logical = parser.logical()?;
    parser.skip_blanks();
    parser.finish("`&&`, `||` or the end", logical)
}

type ParseResult<T> = Result<T, PathError>;

struct Parser<'t> {
    text: &'t str,
    /// The name of the parsed element in messages.
    what: &'static str,
    at: usize,
    nesting: usize,
    segment_count: usize,
    warnings: Vec<PathWarning>,
}

impl<'t> Parser<'t> {
    fn new(text: &'t str, what: &'static str) -> Parser<'t> {
        Parser { text, what, at: 0, nesting: 0, segment_count: 0, warnings: Vec::new() }
    }

    fn finish<T>(self, want: &str, tree: T) -> ParseResult<Parsed<T>> {
        if self.at < self.text.len() {
            return self.fail(want);
        }
        Ok(Parsed { tree, warnings: self.warnings })
    }

    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn eat(&mut self, token: &str) -> bool {
        let found = self.rest().starts_with(token);
        if found {
            self.at += token.len();
        }
        found
    }

    /// Consumes blank space and a token, or nothing if the token does not follow.
    fn eat_after_blanks(&mut self, token: &str) -> bool {
        let before = self.at;
        self.skip_blanks();
        let found = self.eat(token);
        if !found {
            self.at = before;
        }
        found
    }

    /// Skips `S` (RFC 9535 section 2.1.1).
    fn skip_blanks(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start_matches([' ', '\t', '\n', '\r']).len();
    }

    /// Consumes and returns the longest prefix of matching characters.
    fn take_while(&mut self, belongs: impl Fn(char) -> bool) -> &'t str {
        let rest = self.rest();
        let length = rest.find(|character| !belongs(character)).unwrap_or(rest.len());
        self.at += length;
        rest.get(..length).unwrap_or_default()
    }

    /// Enters a nesting level; [`leave`](Self::leave) leaves it.
    fn enter(&mut self) -> ParseResult<()> {
        self.nesting += 1;
        if self.nesting > NESTING_LIMIT {
            let message = format!(
                "brackets, parentheses and calls are nested more than {NESTING_LIMIT} deep, want fewer levels"
            );
            return Err(PathError::new(message, self.next_character()));
        }
        Ok(())
    }

    fn leave(&mut self) {
        self.nesting -= 1;
    }

    fn next_character(&self) -> Range<usize> {
        self.at..self.at + self.peek().map_or(0, char::len_utf8)
    }

    /// Returns the error for an unexpected next character or end of the text.
    fn unexpected(&self, want: &str) -> PathError {
        let message = match self.peek() {
            Some(character) => format!("got {}, want {want}", readable(character)),
            None if self.text.is_empty() => format!("the {} is empty, want {want}", self.what),
            None => format!("the {} ends too early, want {want}", self.what),
        };
        PathError::new(message, self.next_character())
    }

    fn fail<T>(&self, want: &str) -> ParseResult<T> {
        Err(self.unexpected(want))
    }
}

fn readable(character: char) -> String {
    match character {
        ' ' => "a space".to_owned(),
        '\t' => "a tab".to_owned(),
        '\n' | '\r' => "a line break".to_owned(),
        '`' => "a backtick".to_owned(),
        _ if character.is_control() || character.is_whitespace() => {
            format!("U+{:04X}", u32::from(character))
        }
        _ => format!("`{character}`"),
    }
}

#[cfg(test)]
mod tests;
