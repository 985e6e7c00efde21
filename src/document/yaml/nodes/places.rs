//! Finds the bytes of a scalar. The span that the parser gives may begin or end elsewhere.

use super::{Reader, Style};
use saphyr_parser::ScalarStyle;
use std::ops::Range;

impl Reader<'_> {
    /// Returns the style and the byte range of a scalar. The range of an absent scalar is the `:` or `-` that
    /// shows its absence, or empty.
    pub(super) fn scalar_range(
        &self,
        text: &str,
        style: ScalarStyle,
        has_properties: bool,
        span: Range<usize>,
    ) -> (Style, Range<usize>) {
        let style = match style {
            ScalarStyle::Plain => Style::Plain,
            ScalarStyle::SingleQuoted => Style::SingleQuoted,
            ScalarStyle::DoubleQuoted => Style::DoubleQuoted,
            ScalarStyle::Literal | ScalarStyle::Folded => Style::BlockScalar,
        };
        if style == Style::Plain && text.is_empty() {
            let at = if has_properties { span.end } else { span.start };
            let mark = self.mark_of(at).filter(|_| !has_properties);
            return (Style::Nothing, mark.map_or(at..at, |mark| mark..mark + 1));
        }
        let start = match style {
            _ if has_properties => self.content_start(span.clone()),
            Style::BlockScalar => self.header_start(span.start),
            _ => span.start,
        };
        let written = self.text.get(start..span.end).unwrap_or_default();
        let length = match style {
            Style::SingleQuoted => quoted_length(written, '\''),
            Style::DoubleQuoted => quoted_length(written, '"'),
            Style::BlockScalar => without_blank_lines(written).len(),
            _ => written.trim_end_matches([' ', '\t', '\r', '\n']).len(),
        };
        (style, start..start + length)
    }

    /// Returns the offset of the `:` or `-` of an absent value. The parser gives the value this offset, or a
    /// later offset in the same line.
    fn mark_of(&self, at: usize) -> Option<usize> {
        // A line in brackets may have many absent values. Searching the line for each of them would be slow.
        let before = if self.is_in_brackets() { None } else { self.mark_before(at) };
        let mut characters = self.text.get(at..).unwrap_or_default().chars();
        let is_mark = matches!(characters.next(), Some(':' | '-'));
        let is_alone =
            characters.next().is_none_or(|next| next.is_whitespace() || ",]}".contains(next));
        before.or_else(|| (is_mark && is_alone).then_some(at))
    }

    /// Returns the offset of the last `:` or `-` that is before an offset in the same line, and before any
    /// comment.
    pub(super) fn mark_before(&self, at: usize) -> Option<usize> {
        let before = self.text.get(..at)?;
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        let line = before.get(line_start..)?;
        let mut remarks = line.match_indices('#').map(|(at, _)| at);
        let is_remark =
            |at: &usize| line.get(..*at).is_some_and(|before| before.ends_with([' ', '\t']));
        let line = line.get(..remarks.find(is_remark).unwrap_or(line.len()))?.trim_end();
        let rest = line.strip_suffix([':', '-'])?;
        let is_mark = line.ends_with(':') || rest.is_empty() || rest.ends_with([' ', '\t']);
        is_mark.then_some(line_start + rest.len())
    }

    /// Returns the offset of the `|` or `>` before the content of a block scalar.
    fn header_start(&self, content: usize) -> usize {
        let before = self.text.get(..content).unwrap_or_default().trim_end();
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        let line = before.get(line_start..).unwrap_or_default();
        let mut marks = line.match_indices(['|', '>']).map(|(at, _)| at);
        let header = marks.find(|at| {
            let after = line.get(at + 1..).unwrap_or_default();
            let after = after.trim_start_matches(|character: char| {
                character.is_ascii_digit() || "+-".contains(character)
            });
            let remark = after.trim_start();
            remark.is_empty() || remark.starts_with('#') && remark.len() < after.len()
        });
        header.map_or(content, |at| line_start + at)
    }

    /// Returns the offset after the anchor and the tag at the beginning of a span, and after the white space
    /// that follows them.
    pub(super) fn content_start(&self, span: Range<usize>) -> usize {
        let mut at = span.start;
        loop {
            let rest = self.text.get(at..span.end).unwrap_or_default();
            at += match rest.as_bytes().first() {
                Some(b'&' | b'!') => rest.find(char::is_whitespace).unwrap_or(rest.len()),
                Some(b'#') => rest.find('\n').unwrap_or(rest.len()),
                Some(b' ' | b'\t' | b'\r' | b'\n') => 1,
                _ => return at,
            };
        }
    }
}

/// Returns a text without the blank lines at its end and without its last line break.
fn without_blank_lines(text: &str) -> &str {
    let mut text = text;
    while let Some((before, last)) = text.rsplit_once('\n')
        && last.trim().is_empty()
    {
        text = before;
    }
    text.strip_suffix('\r').unwrap_or(text)
}

/// Returns the length in bytes of a quoted scalar at the beginning of a text.
pub(in super::super) fn quoted_length(text: &str, mark: char) -> usize {
    let mut characters = text.char_indices().skip(1).peekable();
    while let Some((at, character)) = characters.next() {
        if character == '\\' && mark == '"' {
            characters.next();
        } else if character == mark
            && (mark == '"' || characters.next_if(|(_, next)| *next == mark).is_none())
        {
            return at + 1;
        }
    }
    text.len()
}
