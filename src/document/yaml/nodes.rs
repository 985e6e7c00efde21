//! Converts the events of the YAML parser to a list of nodes, in text order.

mod places;

pub(super) use places::quoted_length;

use super::characters::{self, Controls, is_allowed_in_quotes};
use super::diagnosis::Stop;
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
    /// All nodes. Each node is followed by the nodes inside it.
    pub(super) nodes: Vec<Node<'t>>,
    /// The index of each document's value.
    pub(super) documents: Vec<usize>,
    /// The mistake in the document that cannot be read, if there is one.
    pub(super) error: Option<SyntaxError>,
    /// The offset in the file at which that document begins, if the mistake is in a directive before it.
    pub(super) resume: Option<usize>,
}

/// A value, a key or an alias.
pub(super) struct Node<'t> {
    pub(super) content: Content<'t>,
    /// The byte range in the file, without the anchor and the tag.
    pub(super) range: Range<u32>,
    pub(super) style: Style,
    /// Index of the first node after this node and the nodes inside it.
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

/// Reads a text that begins at the byte `base` of its file. `parsed` is the text of the same length that the
/// parser reads instead. `controls` are the control characters of the file.
pub(super) fn read<'t>(
    (text, parsed): (&'t str, &'t str),
    base: usize,
    controls: &mut Controls<'_>,
    limits: Limits,
) -> Stream<'t> {
    let mut reader = Reader {
        text,
        is_hidden: text != parsed,
        base,
        limits,
        offsets: Offsets::new(text),
        stream: Stream { nodes: Vec::new(), documents: Vec::new(), error: None, resume: None },
        open: Vec::new(),
        anchors: HashMap::new(),
        is_new_document: false,
        last_end: 0,
        complete: (0, 0),
        last_document_end: 0,
    };
    if let Err(error) = reader.events(parsed, controls) {
        let (documents, nodes) = reader.complete;
        reader.stream.documents.truncate(documents);
        reader.stream.nodes.truncate(nodes);
        reader.stream.error = Some(*error);
    }
    reader.stream
}

struct Reader<'t> {
    text: &'t str,
    /// Whether the parser reads a text that differs from `text`.
    is_hidden: bool,
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
    /// The offset at which the last finished document ends.
    last_document_end: usize,
}

type Step = Result<(), Box<SyntaxError>>;

impl<'t> Reader<'t> {
    fn events(&mut self, parsed: &'t str, controls: &mut Controls<'_>) -> Step {
        for event in Parser::new_from_str(parsed) {
            match event {
                Ok((event, span)) => {
                    let is_quoted = matches!(
                        event,
                        Event::Scalar(_, ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted, ..)
                    );
                    let end = self.offsets.byte(span.end.index());
                    self.check_controls(end, is_quoted, controls)?;
                    self.event(event, span)?;
                }
                Err(error) => {
                    let at = self.offsets.byte(error.marker().index());
                    self.check_controls((at + 1).min(self.text.len()), false, controls)?;
                    return Err(self.shifted(self.stop(at).explain(error.info())).into());
                }
            }
        }
        Ok(())
    }

    /// Returns an error if a forbidden control character comes before an offset. Some are allowed in quotation marks.
    fn check_controls(&self, end: usize, is_quoted: bool, controls: &mut Controls<'_>) -> Step {
        let mut from = self.base.max(self.last_end as usize);
        while let Some(at) = controls.next(from).filter(|at| *at < self.base + end) {
            let character = self.text.get(at - self.base..).and_then(|text| text.chars().next());
            let character = character.unwrap_or_default();
            let after = at + character.len_utf8();
            if !is_quoted || !is_allowed_in_quotes(character) {
                return Err(mistake::control_character(character, at..after).into());
            }
            from = after;
        }
        Ok(())
    }

    fn stop(&self, at: usize) -> Stop<'t> {
        let open = self.open.last().and_then(|index| self.stream.nodes.get(*index));
        let open = open.filter(|node| node.style == Style::Flow);
        Stop {
            text: self.text,
            document: self.last_document_end,
            last_end: (self.last_end as usize).saturating_sub(self.base),
            open_bracket: open.map(|node| node.range.start as usize - self.base),
            at,
        }
    }

    /// Maps the range of an error from the text to the file.
    fn shifted(&self, error: SyntaxError) -> SyntaxError {
        let range = self.base + error.range.start..self.base + error.range.end;
        SyntaxError { range, ..error }
    }

    fn event(&mut self, event: Event<'t>, span: Span) -> Step {
        let (from, to) =
            (self.offsets.byte(span.start.index()), self.offsets.byte(span.end.index()));
        match event {
            Event::DocumentStart(_) => {
                self.anchors.clear();
                self.is_new_document = true;
                self.check_version(from)?;
            }
            Event::Alias(anchor) => return self.alias(anchor, from..to),
            Event::Scalar(text, style, anchor, tag) => {
                let tag = self.tag_of_scalar(tag, from)?;
                let (style, range) =
                    self.scalar_range(&text, style, anchor > 0 || tag != Tag::None, from..to);
                let text = self.restored(text, style, range.start)?;
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
                self.last_document_end = to;
            }
            Event::Nothing | Event::StreamStart | Event::StreamEnd => {}
        }
        Ok(())
    }

    /// Returns the text of a scalar with the surrogate pairs that were hidden from the parser.
    fn restored(
        &self,
        text: Cow<'t, str>,
        style: Style,
        at: usize,
    ) -> Result<Cow<'t, str>, Box<SyntaxError>> {
        if !self.is_hidden {
            return Ok(text);
        }
        characters::restored(text, style == Style::DoubleQuoted)
            .ok_or_else(|| self.shifted(self.stop(at).wrong_escape()).into())
    }

    /// Checks the version of YAML that a directive before a document names.
    fn check_version(&mut self, document: usize) -> Step {
        let directives = self.text.get(self.last_document_end..document).unwrap_or_default();
        let mut start = self.base + self.last_document_end;
        for line in directives.split_inclusive('\n') {
            let mut words = line.split_whitespace();
            let is_version = words.next() == Some("%YAML");
            let version = words.next().filter(|version| is_version && !version.starts_with("1."));
            if let Some(version) = version {
                self.stream.resume = Some(self.base + document);
                let end = start + line.trim_end().len();
                return Err(mistake::other_version(version, start..end).into());
            }
            start += line.len();
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
        self.check_indentation(start, style)?;
        let is_list = matches!(content, Content::Sequence) && style == Style::Block;
        let start = match is_list && !self.begins_with_hyphen(start) {
            true => self.mark_before(start).unwrap_or(start),
            false => start,
        };
        self.open.push(self.stream.nodes.len());
        self.push(content, style, start..start, anchor);
        Ok(())
    }

    /// Checks that an object or array without brackets has no tab before it in its first line.
    fn check_indentation(&self, start: usize, style: Style) -> Step {
        if style != Style::Block || self.is_in_brackets() {
            return Ok(());
        }
        let before = self.text.get(..start).unwrap_or_default();
        let line = before.rfind('\n').map_or(0, |line| line + 1);
        let is_mark = |character: char| " \t-?:".contains(character);
        let indentation = before.get(line..).filter(|indentation| indentation.chars().all(is_mark));
        match indentation.and_then(|indentation| indentation.find('\t')) {
            Some(tab) => {
                let tab = self.base + line + tab;
                Err(mistake::tab(tab..tab + 1).into())
            }
            None => Ok(()),
        }
    }

    /// Whether the current position is inside brackets or braces.
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
    /// something else follows. The parser lets an empty collection end after the comment that follows it.
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
