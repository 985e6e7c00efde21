//! Converts the events of the YAML parser to a list of nodes, in text order.

use super::mistake;
use super::offsets::Offsets;
use super::scalar::Tag;
use crate::document::Limits;
use crate::document::source::Style;
use crate::document::syntax::{SyntaxError, SyntaxErrorKind};
use saphyr_parser::{Event, Parser, ScalarStyle, Span, Tag as ParserTag};
use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

/// The documents of a text, up to the first document that cannot be read.
pub(super) struct Stream<'t> {
    /// All nodes. Each node is followed by the nodes inside of it.
    pub(super) nodes: Vec<Node<'t>>,
    /// The index of each document's value.
    pub(super) documents: Vec<usize>,
    /// The mistake in the document that cannot be read, if there is one.
    pub(super) error: Option<SyntaxError>,
}

/// A value, a key or an alias.
pub(super) struct Node<'t> {
    pub(super) content: Content<'t>,
    /// The byte range in the file, without the anchor and the tag.
    pub(super) range: Range<u32>,
    pub(super) style: Style,
    /// Index of the first node after this node and the nodes inside of it.
    pub(super) next: usize,
    /// Whether an alias refers to the node.
    pub(super) has_alias: bool,
}

pub(super) enum Content<'t> {
    Scalar(Cow<'t, str>, Tag),
    Sequence,
    Mapping,
    /// An alias of the node with this index.
    Alias(usize),
}

impl Node<'_> {
    /// Returns the node's byte range in the file.
    pub(super) fn place(&self) -> Range<usize> {
        self.range.start as usize..self.range.end as usize
    }
}

/// Reads a text that begins at the byte `base` of its file.
pub(super) fn read(text: &str, base: usize, limits: Limits) -> Stream<'_> {
    let mut reader = Reader {
        text,
        base,
        limits,
        offsets: Offsets::new(text),
        stream: Stream { nodes: Vec::new(), documents: Vec::new(), error: None },
        open: Vec::new(),
        anchors: HashMap::new(),
        is_new_document: false,
        last_end: 0,
        complete: (0, 0),
    };
    if let Err(error) = reader.events() {
        let (documents, nodes) = reader.complete;
        reader.stream.documents.truncate(documents);
        reader.stream.nodes.truncate(nodes);
        reader.stream.error = Some(*error);
    }
    reader.stream
}

struct Reader<'t> {
    text: &'t str,
    base: usize,
    limits: Limits,
    offsets: Offsets<'t>,
    stream: Stream<'t>,
    /// The indices of the objects and arrays that have not ended yet.
    open: Vec<usize>,
    /// The node of each anchor of the document, by the number that the parser gives the anchor.
    anchors: HashMap<usize, usize>,
    is_new_document: bool,
    /// The offset in the file at which the last finished value ends.
    last_end: u32,
    /// The number of finished documents, and the number of nodes in them.
    complete: (usize, usize),
}

type Step = Result<(), Box<SyntaxError>>;

impl<'t> Reader<'t> {
    fn events(&mut self) -> Step {
        for event in Parser::new_from_str(self.text) {
            match event {
                Ok((event, span)) => self.event(event, span)?,
                Err(error) => {
                    let mut at = self.offsets.byte(error.marker().index());
                    if mistake::is_about_tab(error.info()) {
                        let before = self.text.get(..at).unwrap_or_default();
                        at = before.trim_end_matches('\t').len();
                    }
                    return Err(mistake::of_parser(error.info(), self.character(at)).into());
                }
            }
        }
        Ok(())
    }

    fn event(&mut self, event: Event<'t>, span: Span) -> Step {
        let (from, to) =
            (self.offsets.byte(span.start.index()), self.offsets.byte(span.end.index()));
        match event {
            Event::DocumentStart(_) => {
                self.anchors.clear();
                self.is_new_document = true;
            }
            Event::Alias(anchor) => return self.alias(anchor, from..to),
            Event::Scalar(text, style, anchor, tag) => {
                let tag = self.tag_of_scalar(tag, from)?;
                let (style, range) =
                    self.scalar_range(&text, style, anchor > 0 || tag != Tag::None, from..to);
                self.push(Content::Scalar(text, tag), style, range, anchor);
            }
            Event::SequenceStart(anchor, tag) => {
                self.check_tag(tag, "seq", from)?;
                return self.open(Content::Sequence, anchor, from..to);
            }
            Event::MappingStart(anchor, tag) => {
                self.check_tag(tag, "map", from)?;
                return self.open(Content::Mapping, anchor, from..to);
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(to),
            Event::DocumentEnd => {
                self.complete = (self.stream.documents.len(), self.stream.nodes.len());
            }
            Event::Nothing | Event::StreamStart | Event::StreamEnd => {}
        }
        Ok(())
    }

    fn push(&mut self, content: Content<'t>, style: Style, range: Range<usize>, anchor: usize) {
        let index = self.stream.nodes.len();
        if std::mem::take(&mut self.is_new_document) {
            self.stream.documents.push(index);
        }
        if anchor > 0 {
            self.anchors.insert(anchor, index);
        }
        let range = (self.base + range.start) as u32..(self.base + range.end) as u32;
        self.last_end = range.end;
        self.stream.nodes.push(Node { content, range, style, next: index + 1, has_alias: false });
    }

    fn open(&mut self, content: Content<'t>, anchor: usize, span: Range<usize>) -> Step {
        let start = self.content_start(span.clone()).min(span.end);
        if self.open.len() >= self.limits.depth as usize {
            let kind = SyntaxErrorKind::TooDeep { limit: self.limits.depth };
            return Err(Box::new(SyntaxError::new(kind, self.character(start))));
        }
        let bracket = self.text.as_bytes().get(start).filter(|_| start < span.end);
        let style = if matches!(bracket, Some(b'[' | b'{')) { Style::Flow } else { Style::Block };
        let is_list = matches!(content, Content::Sequence) && style == Style::Block;
        let start = match is_list && !self.begins_with_hyphen(start) {
            true => self.mark_before(start).unwrap_or(start),
            false => start,
        };
        self.open.push(self.stream.nodes.len());
        self.push(content, style, start..start, anchor);
        Ok(())
    }

    /// Whether the current position is inside of brackets or braces.
    fn is_in_brackets(&self) -> bool {
        let around = self.open.last().and_then(|index| self.stream.nodes.get(*index));
        around.is_some_and(|around| around.style == Style::Flow)
    }

    fn begins_with_hyphen(&self, at: usize) -> bool {
        self.text.get(at..).unwrap_or_default().starts_with('-')
    }

    /// Ends an object or array. A flow collection ends at its bracket, and any other collection ends with its
    /// last value.
    fn close(&mut self, end: usize) {
        let next = self.stream.nodes.len();
        let last = self.last_end;
        let bracket = self.closing_bracket(last as usize - self.base, end);
        let Some(node) = self.open.pop().and_then(|index| self.stream.nodes.get_mut(index)) else {
            return;
        };
        node.next = next;
        node.range.end = match node.style {
            Style::Flow => (self.base + bracket) as u32,
            _ => last.max(node.range.start),
        };
        self.last_end = node.range.end;
    }

    /// Returns the offset after the closing bracket that follows the last value of a flow collection, or `end` if
    /// something else follows. The parser's own end of an empty collection is after the comment behind it.
    fn closing_bracket(&self, last: usize, end: usize) -> usize {
        let mut rest = self.text.get(last..end).unwrap_or_default();
        rest = rest.strip_prefix(['[', '{']).unwrap_or(rest);
        loop {
            rest = rest.trim_start_matches([' ', '\t', '\r', '\n', ',']);
            match rest.as_bytes().first() {
                Some(b'#') => rest = rest.split_once('\n').map_or("", |(_, rest)| rest),
                Some(b']' | b'}') => return end - rest.len() + 1,
                _ => return end,
            }
        }
    }

    fn alias(&mut self, anchor: usize, range: Range<usize>) -> Step {
        let name = self.text.get(range.start + 1..range.end).unwrap_or_default();
        let place = self.base + range.start..self.base + range.end;
        let Some(&target) = self.anchors.get(&anchor) else {
            return Err(mistake::unknown_anchor(name, place).into());
        };
        if self.open.contains(&target) {
            return Err(mistake::cycle(name, place).into());
        }
        if let Some(node) = self.stream.nodes.get_mut(target) {
            node.has_alias = true;
        }
        self.push(Content::Alias(target), Style::Alias, range, 0);
        Ok(())
    }

    /// Returns the style and the byte range of a scalar. If a scalar is absent, the parser gives it the span
    /// of the token that shows its absence.
    fn scalar_range(
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
    fn mark_before(&self, at: usize) -> Option<usize> {
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
    fn content_start(&self, span: Range<usize>) -> usize {
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

    fn tag_of_scalar(
        &self,
        tag: Option<Cow<'_, ParserTag>>,
        at: usize,
    ) -> Result<Tag, Box<SyntaxError>> {
        let Some(tag) = tag else { return Ok(Tag::None) };
        match core_tag(&tag) {
            Some("str" | "!") => Ok(Tag::Text),
            Some("int") => Ok(Tag::Integer),
            Some("float") => Ok(Tag::Float),
            Some("bool") => Ok(Tag::Boolean),
            Some("null") => Ok(Tag::Null),
            _ => Err(self.foreign_tag(&tag, at).into()),
        }
    }

    fn check_tag(&self, tag: Option<Cow<'_, ParserTag>>, core: &str, at: usize) -> Step {
        match tag {
            Some(tag) if core_tag(&tag).is_none_or(|name| name != core && name != "!") => {
                Err(self.foreign_tag(&tag, at).into())
            }
            _ => Ok(()),
        }
    }

    /// Returns the error for a tag. `at` is the offset of the tag, or of the anchor before it if there is
    /// one.
    fn foreign_tag(&self, tag: &ParserTag, at: usize) -> SyntaxError {
        let rest = self.text.get(at..).unwrap_or_default();
        let start = at + if rest.starts_with('&') { rest.find('!').unwrap_or(0) } else { 0 };
        let written = self.text.get(start..).unwrap_or_default();
        let written = written.split(char::is_whitespace).next().unwrap_or_default();
        let shown = if written.is_empty() { tag.to_string() } else { written.to_owned() };
        mistake::foreign_tag(&shown, self.base + start..self.base + start + written.len())
    }

    /// Returns the byte range in the file of the character at an offset. The range is empty at the end of the
    /// text.
    fn character(&self, at: usize) -> Range<usize> {
        let length =
            self.text.get(at..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
        self.base + at..self.base + at + length
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
fn quoted_length(text: &str, mark: char) -> usize {
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

/// Returns the name of a tag in the core schema. Returns `!` for the tag `!`, which only means that a scalar
/// is not plain.
fn core_tag(tag: &ParserTag) -> Option<&str> {
    const PREFIX: &str = "tag:yaml.org,2002:";
    match (tag.handle.as_str(), tag.suffix.as_str()) {
        (PREFIX, name) => Some(name),
        ("", "!") => Some("!"),
        ("", name) => name.strip_prefix(PREFIX),
        _ => None,
    }
}
