//! Segments and selectors (RFC 9535 sections 2.3 and 2.5).

use super::super::syntax::{Segment, Selector, Slice};
use super::{ParseResult, Parser, PathError, SEGMENT_LIMIT};

/// The tokens that can begin a selector in brackets.
const SELECTOR: &str = "a name in quotes, an index, a slice, `*` or `?`";

/// The characters that end a name when a message suggests how to quote it.
const ENDS_OF_NAME: &str = " \t\n\r.[](),=!<>&|'\"\\";

impl Parser<'_> {
    /// Parses `segments`; does not consume blank space after the last segment.
    pub(super) fn segments(&mut self) -> ParseResult<Vec<Segment>> {
        let mut segments = Vec::new();
        loop {
            let before = self.at;
            self.skip_blanks();
            if !self.rest().starts_with(['.', '[']) {
                self.at = before;
                return Ok(segments);
            }
            segments.push(self.segment()?);
        }
    }

    /// Parses the first segment of a field that does not begin with `@`, `.` or `[`.
    pub(super) fn first_of_field(&mut self) -> ParseResult<Segment> {
        let selectors = vec![self.shorthand()?];
        Ok(Segment { descends: false, selectors })
    }

    /// Whether a field begins with a name such as `@id` or `$ref`.
    pub(super) fn begins_name_with(&self, sign: char) -> bool {
        self.rest().strip_prefix(sign).is_some_and(|rest| rest.starts_with(begins_name))
    }

    fn segment(&mut self) -> ParseResult<Segment> {
        self.segment_count += 1;
        if self.segment_count > SEGMENT_LIMIT {
            let message = format!("more than {SEGMENT_LIMIT} segments, want fewer");
            return Err(PathError::new(message, self.next_character()));
        }
        let descends = self.eat("..");
        let selectors = if self.rest().starts_with('[') {
            self.brackets()?
        } else if descends || self.eat(".") {
            vec![self.shorthand()?]
        } else {
            return self.fail("`.`, `..` or `[`");
        };
        Ok(Segment { descends, selectors })
    }

    /// Parses `wildcard-selector / member-name-shorthand`.
    fn shorthand(&mut self) -> ParseResult<Selector> {
        if self.eat("*") {
            return Ok(Selector::Wildcard);
        }
        let start = self.at;
        match self.peek() {
            Some('0'..='9') => return Err(self.number_as_name()),
            Some('\'' | '"') => {
                return self.fail("a name without quotes, or with both brackets and quotes");
            }
            Some('[') => return self.fail("a name or `*`, or `[` without the `.` before it"),
            Some('-') => return Err(self.name_in_need_of_quotes(start)),
            Some(character) if begins_name(character) => {}
            _ => return self.fail("a name or `*`"),
        }
        let name =
            self.take_while(|character| begins_name(character) || character.is_ascii_digit());
        if self.rest().starts_with(['-', ':', '/', '@', '#', '$', '%', '+', '~']) {
            return Err(self.name_in_need_of_quotes(start));
        }
        Ok(Selector::Name(name.to_owned()))
    }

    fn number_as_name(&mut self) -> PathError {
        let start = self.at;
        let digits = self.take_while(|character| character.is_ascii_digit());
        if self.peek().is_some_and(begins_name) {
            return self.name_in_need_of_quotes(start);
        }
        let message = format!("got the number `{digits}` as a name, want an index, `[{digits}]`");
        PathError::new(message, start..self.at)
    }

    /// Returns the error for an unquoted name with characters other than the letters, digits and `_` of
    /// `member-name-shorthand`.
    pub(super) fn name_in_need_of_quotes(&mut self, start: usize) -> PathError {
        let length = self.text.get(start..self.at).unwrap_or_default().len();
        let offending = self.next_character();
        self.take_while(|character| !ENDS_OF_NAME.contains(character));
        let word = self.text.get(start..self.at).unwrap_or_default();
        let got = self.text.get(offending.clone()).unwrap_or_default();
        let place = if length == 0 { "at the beginning of" } else { "inside" };
        let message = format!(
            "got `{got}` {place} a name without quotes, want brackets and quotes, `['{word}']`"
        );
        PathError::new(message, offending)
    }

    /// Parses `bracketed-selection`; the next character is known to be `[`.
    fn brackets(&mut self) -> ParseResult<Vec<Selector>> {
        self.enter()?;
        self.eat("[");
        let mut selectors = Vec::new();
        loop {
            self.skip_blanks();
            selectors.push(self.selector()?);
            self.skip_blanks();
            if self.eat("]") {
                self.leave();
                return Ok(selectors);
            }
            if !self.eat(",") {
                return self.fail("`,` or `]`");
            }
        }
    }

    fn selector(&mut self) -> ParseResult<Selector> {
        match self.peek() {
            Some('\'' | '"') => Ok(Selector::Name(self.string()?)),
            Some('*') => {
                self.eat("*");
                Ok(Selector::Wildcard)
            }
            Some('?') => {
                self.eat("?");
                self.skip_blanks();
                Ok(Selector::Filter(self.logical()?))
            }
            Some('-' | '0'..='9' | ':') => self.index_or_slice(),
            Some(character) if begins_name(character) => Err(self.name_without_quotes()),
            _ => self.fail(SELECTOR),
        }
    }

    fn name_without_quotes(&mut self) -> PathError {
        let start = self.at;
        let name =
            self.take_while(|character| begins_name(character) || character.is_ascii_digit());
        PathError::new(
            format!("got the name `{name}` in brackets without quotes, want `['{name}']`"),
            start..self.at,
        )
    }

    /// Parses `index-selector / slice-selector` (sections 2.3.3 and 2.3.4).
    fn index_or_slice(&mut self) -> ParseResult<Selector> {
        let start = self.optional_integer()?;
        if !self.eat_after_blanks(":") {
            return match start {
                Some(index) => Ok(Selector::Index(index)),
                None => self.fail(SELECTOR),
            };
        }
        self.skip_blanks();
        let end = self.optional_integer()?;
        let mut step = None;
        if self.eat_after_blanks(":") {
            self.skip_blanks();
            step = self.optional_integer()?;
        }
        Ok(Selector::Slice(Slice { start, end, step }))
    }

    fn optional_integer(&mut self) -> ParseResult<Option<i64>> {
        match self.peek() {
            Some('-' | '0'..='9') => self.integer().map(Some),
            _ => Ok(None),
        }
    }
}

/// Whether a character matches `name-first` (RFC 9535 section 2.5.1.1).
fn begins_name(character: char) -> bool {
    character.is_ascii_alphabetic() || character == '_' || !character.is_ascii()
}
