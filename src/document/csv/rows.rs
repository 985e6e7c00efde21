//! Splits CSV into rows and cells.

use super::mistake;
use crate::document::source::{Style, Written};
use crate::document::syntax::{SyntaxError, SyntaxErrorKind};
use crate::document::text::is_conflict_marker;
use memchr::{memchr, memchr2};
use std::borrow::Cow;
use std::ops::Range;

/// The rows of a text, in order. Line endings may be LF or CR LF. Blank lines are skipped.
pub(super) struct Rows<'t> {
    text: &'t str,
    /// Byte offset of the next row.
    at: usize,
    separator: u8,
    /// Whether an unclosed quotation mark has been found. If so, the search for closing marks is limited to
    /// one line, since searching the whole text each time would be slow.
    is_unclosed: bool,
    /// Whether a `<<<<<<<`, which begins an unresolved merge conflict, has been found. Before it, `=======` is
    /// not a marker.
    is_in_conflict: bool,
}

/// A cell, including its quotation marks.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cell {
    /// Byte offset of the first byte.
    pub(super) start: usize,
    /// Byte offset after the last byte.
    pub(super) end: usize,
    pub(super) is_quoted: bool,
}

impl Cell {
    pub(super) fn range(self) -> Range<usize> {
        self.start..self.end
    }

    /// Whether the cell is empty and has no quotation marks.
    pub(super) fn is_absent(self) -> bool {
        self.start == self.end
    }

    /// Returns the cell as it is written, with its quotation marks.
    pub(super) fn written(self, text: &str) -> &str {
        text.get(self.range()).unwrap_or_default()
    }

    /// Returns the text of the cell, without quotation marks.
    pub(super) fn text(self, text: &str) -> Cow<'_, str> {
        let written = self.written(text);
        if !self.is_quoted {
            return Cow::Borrowed(written);
        }
        let content = written.get(1..written.len() - 1).unwrap_or_default();
        match content.contains('"') {
            true => Cow::Owned(content.replace("\"\"", "\"")),
            false => Cow::Borrowed(content),
        }
    }

    /// Returns the cell's entry of the source map.
    pub(super) fn mapped(self, is_shared: bool) -> Written {
        let style = if self.is_quoted { Style::DoubleQuoted } else { Style::Plain };
        Written { start: self.start as u32, end: self.end as u32, style, is_shared }
    }
}

/// Whether a byte is a control character other than a tab or a part of a line break.
fn is_control(byte: u8) -> bool {
    byte.is_ascii_control() && !matches!(byte, b'\t' | b'\n' | b'\r')
}

impl<'t> Rows<'t> {
    pub(super) fn new(text: &'t str, start: usize, separator: u8) -> Rows<'t> {
        Rows { text, at: start, separator, is_unclosed: false, is_in_conflict: false }
    }

    /// Reads the cells of the next row, or returns `None` at the end of the text. After an error, reading
    /// continues with the next line.
    pub(super) fn next_row(
        &mut self,
        cells: &mut Vec<Cell>,
    ) -> Option<Result<(), Box<SyntaxError>>> {
        self.skip_blank_lines();
        if self.at >= self.text.len() {
            return None;
        }
        cells.clear();
        if let Some(marker) = self.conflict_marker() {
            self.at = self.next_line(self.at);
            return Some(Err(SyntaxError::new(SyntaxErrorKind::MergeConflict, marker).into()));
        }
        loop {
            let cell = match self.cell() {
                Ok(cell) => cell,
                Err(error) => {
                    self.at = self.next_line(error.range.start);
                    return Some(Err(error));
                }
            };
            let control = cell.written(self.text).bytes().position(is_control);
            if let Some(control) = control.map(|control| cell.start + control) {
                self.at = self.next_line(cell.end);
                return Some(Err(mistake::control_character(control, self.text).into()));
            }
            cells.push(cell);
            self.at = cell.end;
            if self.byte(self.at) != Some(self.separator) {
                break;
            }
            self.at += 1;
        }
        self.at += self.line_break(self.at).unwrap_or_default();
        Some(Ok(()))
    }

    /// Returns the range of the conflict marker at the start of the next line, if there is one.
    fn conflict_marker(&mut self) -> Option<Range<usize>> {
        let line = self.text.get(self.at..self.next_line(self.at)).unwrap_or_default();
        let is_marker = is_conflict_marker(line);
        self.is_in_conflict |= is_marker && line.starts_with('<');
        (is_marker && self.is_in_conflict).then_some(self.at..self.at + 7)
    }

    fn skip_blank_lines(&mut self) {
        while let Some(length) = self.line_break(self.at).filter(|length| *length > 0) {
            self.at += length;
        }
    }

    fn byte(&self, at: usize) -> Option<u8> {
        self.text.as_bytes().get(at).copied()
    }

    fn rest(&self, at: usize) -> &'t [u8] {
        self.text.as_bytes().get(at..).unwrap_or_default()
    }

    /// Returns the length of the line break at an offset, or 0 at the end of the text. Returns `None` if
    /// there is no line break at the offset.
    fn line_break(&self, at: usize) -> Option<usize> {
        match self.rest(at) {
            [] => Some(0),
            [b'\n', ..] => Some(1),
            [b'\r', b'\n', ..] => Some(2),
            _ => None,
        }
    }

    fn next_line(&self, at: usize) -> usize {
        memchr(b'\n', self.rest(at)).map_or(self.text.len(), |length| at + length + 1)
    }

    /// Reads the cell that begins at the current position.
    fn cell(&mut self) -> Result<Cell, Box<SyntaxError>> {
        if self.byte(self.at) == Some(b'"') {
            return self.quoted_cell();
        }
        let start = self.at;
        let length =
            memchr2(self.separator, b'\n', self.rest(start)).unwrap_or(self.text.len() - start);
        let written = self.text.get(start..start + length).unwrap_or_default();
        let is_at_line_end = self.byte(start + length) == Some(b'\n');
        let written =
            if is_at_line_end { written.strip_suffix('\r').unwrap_or(written) } else { written };
        if let Some(at) = written.find('"') {
            return Err(mistake::lone_quotation_mark(start + at).into());
        }
        if let Some(at) = written.find('\r') {
            return Err(mistake::lone_carriage_return(start + at).into());
        }
        Ok(Cell { start, end: start + written.len(), is_quoted: false })
    }

    fn quoted_cell(&mut self) -> Result<Cell, Box<SyntaxError>> {
        let start = self.at;
        let Some(end) = self.closing_mark(start) else {
            self.is_unclosed = true;
            return Err(mistake::unclosed(start).into());
        };
        let is_followed = self.byte(end) == Some(self.separator) || self.line_break(end).is_some();
        if is_followed {
            return Ok(Cell { start, end, is_quoted: true });
        }
        // If a cell has several lines, the quotation mark that seems to end it may in fact begin another
        // cell.
        let is_in_one_line = self.next_line(start) >= end;
        match is_in_one_line {
            true => Err(mistake::text_after_cell(end, self.text).into()),
            false => Err(mistake::unclosed(start).into()),
        }
    }

    /// Returns the offset after the closing quotation mark of a quoted cell.
    fn closing_mark(&self, start: usize) -> Option<usize> {
        let mut at = start + 1;
        // Once an unclosed quotation mark has been found, a cell may have at most one line.
        let end = if self.is_unclosed { self.next_line(start) } else { self.text.len() };
        loop {
            let found = memchr(b'"', self.text.as_bytes().get(at..end)?)?;
            at += found + 1;
            if self.byte(at) != Some(b'"') {
                return Some(at);
            }
            at += 1;
        }
    }
}
