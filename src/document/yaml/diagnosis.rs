//! Finds the cause and the place of a mistake. The parser reports it in its own words, and often at a later place.

use super::characters::half;
use super::mistake;
use super::nodes::quoted_length;
use crate::document::syntax::{SyntaxError, SyntaxErrorKind};
use crate::document::text::is_conflict_marker;
use std::ops::Range;

/// What is known about a text when the parser stops.
pub(super) struct Stop<'t> {
    pub(super) text: &'t str,
    /// The offset at which the document with the mistake begins.
    pub(super) document: usize,
    /// The offset after the last value that was read.
    pub(super) last_end: usize,
    /// The offset of the innermost bracket that has been read and is not closed.
    pub(super) open_bracket: Option<usize>,
    /// The offset at which the parser stops.
    pub(super) at: usize,
}

impl<'t> Stop<'t> {
    /// Returns the error for the parser's message, with its byte range in the text.
    pub(super) fn explain(&self, message: &str) -> SyntaxError {
        let (at, here) = (self.at, self.character(self.at));
        if let Some(marker) = self.conflict_marker() {
            return SyntaxError::new(SyntaxErrorKind::MergeConflict, marker..marker + 7);
        }
        if let Some(tab) = self.tab(message) {
            return mistake::tab(tab..tab + 1);
        }
        match message {
            "while parsing a quoted scalar, found unknown escape character"
            | "while parsing a quoted scalar, did not find expected hexadecimal number"
            | "while parsing a quoted scalar, found invalid Unicode character escape code" => {
                return self.wrong_escape();
            }
            "invalid indentation in quoted scalar"
            | "while scanning a quoted scalar, found unexpected end of stream"
            | "while scanning a quoted scalar, found unexpected document indicator" => {
                return mistake::unclosed_quote(here);
            }
            "invalid trailing content after double-quoted scalar" => return self.after_quote(),
            _ => {}
        }
        if let Some(bracket) = self.unclosed_bracket() {
            return mistake::unclosed_bracket(self.text_at(bracket), bracket..bracket + 1);
        }
        match message {
            "simple key expect ':'" | "simple key expected" => {
                mistake::of_parser(message, self.line_before())
            }
            "while parsing a block mapping, did not find expected key"
            | "while parsing a block collection, did not find expected '-' indicator" => {
                let before = self.text.get(self.line_start(at)..at).unwrap_or_default();
                let last = before.split_whitespace().next_back().unwrap_or_default();
                let is_after_property = last.starts_with(['&', '!']);
                match self.text_at(at).chars().next() {
                    Some('&') if is_after_property => mistake::second_anchor(here),
                    Some('*') if is_after_property => mistake::alias_with_anchor(here),
                    _ if before.trim_start() == "- " => {
                        mistake::of_parser(message, self.character(at - 2))
                    }
                    _ => mistake::of_parser(message, here),
                }
            }
            _ => mistake::of_parser(message, here),
        }
    }

    fn text_at(&self, at: usize) -> &'t str {
        self.text.get(at..).unwrap_or_default()
    }

    /// Returns the byte range of the character at an offset. The range is empty at the end of the text.
    fn character(&self, at: usize) -> Range<usize> {
        at..at + self.text_at(at).chars().next().map_or(0, char::len_utf8)
    }

    fn line_start(&self, at: usize) -> usize {
        self.text.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |line| line + 1)
    }

    /// Returns the offset of the first conflict marker in the document, up to the end of the line of the mistake.
    fn conflict_marker(&self) -> Option<usize> {
        let end = self.at + self.text_at(self.at).find('\n').unwrap_or(0);
        let mut start = self.document;
        for line in self.text.get(self.document..end)?.split_inclusive('\n') {
            if is_conflict_marker(line) {
                return Some(start);
            }
            start += line.len();
        }
        None
    }

    /// Returns the offset of the tab that causes the mistake. The parser may stop before the tab, even in an earlier
    /// line, or after it.
    fn tab(&self, message: &str) -> Option<usize> {
        let line = self.line_start(self.at);
        let indentation = |from: usize| {
            let text = self.text_at(from);
            let length = text.len() - text.trim_start_matches([' ', '\t']).len();
            text.get(..length).unwrap_or_default()
        };
        let in_line = |from: usize| indentation(from).find('\t').map(|tab| from + tab);
        let before = self.text.get(line..self.at).unwrap_or_default();
        if before.trim().is_empty() && before.contains('\t') {
            return in_line(line);
        }
        if !mistake::is_about_tab(message) {
            return None;
        }
        let beside = before.len() - before.trim_end_matches('\t').len();
        if beside > 0 {
            return Some(self.at - beside);
        }
        if self.text_at(self.at).starts_with('\t') {
            return Some(self.at);
        }
        let mut lines = self.text_at(self.at).match_indices('\n').map(|(end, _)| self.at + end + 1);
        in_line(line).or_else(|| lines.find_map(in_line))
    }

    /// Returns the error for the first invalid escape in the quoted scalar at the current offset.
    pub(super) fn wrong_escape(&self) -> SyntaxError {
        let mut rest = self.text_at(self.at);
        rest = rest.get(..quoted_length(rest, '"')).unwrap_or_default();
        let mut at = self.at;
        while let Some(found) = rest.find('\\') {
            let escape = rest.get(found..).unwrap_or_default();
            let length = match is_surrogate_pair(escape) {
                true => 12,
                false => length_of_escape(escape),
            };
            let digits = escape.get(2..length).unwrap_or_default();
            let wrong = digits.find(|digit: char| !digit.is_ascii_hexdigit());
            let written = escape.get(..wrong.map_or(length, |digits| digits + 2));
            let written = written.unwrap_or(escape.trim_end_matches('"'));
            if length < 12 && !is_escape(written) {
                let start = at + found;
                return mistake::escape(written, start..start + written.len());
            }
            at += found + length;
            rest = escape.get(length..).unwrap_or_default();
        }
        mistake::escape("", self.character(self.at))
    }

    /// Returns the error for a text after a closing quotation mark.
    fn after_quote(&self) -> SyntaxError {
        let before = self.text.get(self.document..self.at).unwrap_or_default().trim_end();
        let mark = before.chars().next_back().filter(|mark| matches!(mark, '"' | '\''));
        let content = before.strip_suffix(['"', '\'']).unwrap_or_default();
        let opening = mark.and_then(|mark| content.rfind(mark)).map(|at| self.document + at);
        match opening {
            Some(opening) if self.line_start(opening) != self.line_start(self.at) => {
                mistake::unclosed_quote(opening..opening + 1)
            }
            _ => mistake::after_quote(mark == Some('\''), self.character(self.at)),
        }
    }

    /// Returns the offset of an open bracket before the mistake if its closing bracket is probably missing: the text
    /// ends, or the line of the mistake is not indented more than the line of the bracket.
    fn unclosed_bracket(&self) -> Option<usize> {
        let bracket = self.last_open_bracket().or(self.open_bracket)?;
        let (line, bracket_line) = (self.line_start(self.at), self.line_start(bracket));
        let indentation = |from: usize| {
            let text = self.text_at(from);
            text.len() - text.trim_start_matches(' ').len()
        };
        let closes = self.text_at(line).trim_start().starts_with([']', '}']);
        let is_at_end = self.text_at(self.at).trim().is_empty();
        let is_outside =
            line > bracket_line && indentation(line) <= indentation(bracket_line) && !closes;
        (is_at_end || is_outside).then_some(bracket)
    }

    /// Returns the offset of the innermost bracket that opens between the last value and the mistake, and does not
    /// close there.
    fn last_open_bracket(&self) -> Option<usize> {
        let text = self.text.get(self.last_end..self.at)?;
        let (mut open, mut before, mut from) = (Vec::new(), ':', 0);
        for (at, character) in text.char_indices() {
            if at < from {
                continue;
            }
            let is_value_start = matches!(before, ':' | ',' | '[' | '{' | '-' | '?' | '\n');
            match character {
                '[' | '{' if is_value_start => open.push(self.last_end + at),
                ']' | '}' => _ = open.pop(),
                '"' | '\'' if is_value_start => {
                    from = at + quoted_length(text.get(at..)?, character);
                }
                '#' if text.get(..at).is_some_and(|text| text.ends_with([' ', '\n', '\t'])) => {
                    from = at + text.get(at..)?.find('\n').unwrap_or(text.len());
                }
                _ => {}
            }
            if !matches!(character, ' ' | '\t' | '\r') {
                before = character;
            }
        }
        open.pop()
    }

    /// Returns the range of the last line with content that ends before the mistake, without its indentation.
    fn line_before(&self) -> Range<usize> {
        let before = self.text.get(..self.line_start(self.at)).unwrap_or_default();
        let is_content = |line: &&str| {
            let line = line.trim();
            !line.is_empty() && !line.starts_with('#')
        };
        let is_only_line = self.text.len() == self.at && !before.ends_with('\n');
        let line = before.split_inclusive('\n').rfind(is_content).filter(|_| !is_only_line);
        let Some(line) = line else { return self.character(self.at) };
        let start = line.as_ptr() as usize - self.text.as_ptr() as usize;
        let indentation = line.len() - line.trim_start().len();
        start + indentation..start + indentation + line.trim().len()
    }
}

/// Whether a text begins with the escapes of a surrogate pair, such as `\ud83d\ude00`.
fn is_surrogate_pair(text: &str) -> bool {
    let low = text.get(6..).and_then(half);
    half(text).is_some_and(|high| high < 0xDC00) && low.is_some_and(|low| low >= 0xDC00)
}

/// Returns the length of an escape in bytes, which depends on the letter after the backslash.
fn length_of_escape(escape: &str) -> usize {
    match escape.as_bytes().get(1) {
        Some(b'x') => 4,
        Some(b'u') => 6,
        Some(b'U') => 10,
        _ => 1 + escape.chars().nth(1).map_or(0, char::len_utf8),
    }
}

/// Whether a text is an escape of YAML (YAML 1.2.2, section 5.7).
fn is_escape(escape: &str) -> bool {
    let rest = escape.get(1..).unwrap_or_default();
    match rest.chars().next() {
        Some('x' | 'u' | 'U') => {
            let digits = rest.get(1..).unwrap_or_default();
            digits.len() + 2 == length_of_escape(escape)
                && u32::from_str_radix(digits, 16).is_ok_and(|code| char::from_u32(code).is_some())
        }
        Some(letter) => "0abt\tnvfre \"/\\N_LP\r\n".contains(letter),
        None => false,
    }
}
