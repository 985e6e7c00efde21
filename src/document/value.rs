//! A view of one value on the tape.

use super::entry::{Content, Entry, NO_PARENT};
use super::{Document, Form, Number, key};
use std::borrow::Cow;
use std::ops::Range;

/// The six kinds of JSON values (RFC 8259 section 3). `true` and `false` are one kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// An object.
    Object,
    /// An array.
    Array,
    /// A string, or a key.
    String,
    /// A number.
    Number,
    /// `true` or `false`.
    Boolean,
    /// `null`.
    Null,
}

impl Kind {
    /// Returns the kind with its article, for messages.
    #[must_use]
    pub fn with_article(self) -> &'static str {
        match self {
            Kind::Object => "an object",
            Kind::Array => "an array",
            Kind::String => "a string",
            Kind::Number => "a number",
            Kind::Boolean => "a boolean",
            Kind::Null => "null",
        }
    }
}

/// A value of a document. Copying it is as cheap as copying a reference.
#[derive(Debug, Clone, Copy)]
pub struct Value<'a> {
    pub(super) document: &'a Document,
    pub(super) index: u32,
}

/// A member of an object.
#[derive(Debug, Clone, Copy)]
pub struct Member<'a> {
    /// The key, which is a string with its own span.
    pub key: Value<'a>,
    /// The value.
    pub value: Value<'a>,
}

impl<'a> Member<'a> {
    /// Returns the key's text, unescaped.
    #[must_use]
    pub fn name(&self) -> Cow<'a, str> {
        self.key.text()
    }
}

impl<'a> Value<'a> {
    pub(super) fn new(document: &'a Document, index: u32) -> Value<'a> {
        Value { document, index }
    }

    /// Returns the document that contains the value.
    #[must_use]
    pub fn document(&self) -> &'a Document {
        self.document
    }

    pub(super) fn entry(&self) -> Entry {
        self.document.tape.get(self.index as usize).copied().unwrap_or(Entry::NOTHING)
    }

    /// Returns the index of the entry after this value and everything in it.
    pub(super) fn next(&self) -> u32 {
        self.entry().next(self.index)
    }

    /// Returns the span of the value in the file, including quotation marks and brackets.
    #[must_use]
    pub fn span(&self) -> Range<usize> {
        let entry = self.entry();
        let (start, end) = (entry.start as usize, entry.end as usize);
        match &self.document.part {
            None => start..end,
            Some(part) => part.file_range(start..end),
        }
    }

    /// Returns the byte offset of the value in the document's text, which may be one block of the file.
    pub(crate) fn own_start(&self) -> u32 {
        self.entry().start
    }

    /// Returns the value as written in the document.
    #[must_use]
    pub fn raw(&self) -> &'a str {
        let entry = self.entry();
        self.document.slice(entry.start..entry.end)
    }

    /// Returns the kind of value.
    #[must_use]
    pub fn kind(&self) -> Kind {
        if self.index == 0 && self.document.form != Form::Json {
            return Kind::Array;
        }
        match self.document.text.as_bytes().get(self.entry().start as usize) {
            Some(b'{') => Kind::Object,
            Some(b'[') => Kind::Array,
            Some(b'"') => Kind::String,
            Some(b't' | b'f') => Kind::Boolean,
            Some(b'n') => Kind::Null,
            _ => Kind::Number,
        }
    }

    /// Returns the enclosing array or object, or `None` for the root.
    #[must_use]
    pub fn parent(&self) -> Option<Value<'a>> {
        let parent = self.entry().parent;
        (parent != NO_PARENT).then(|| Value::new(self.document, parent))
    }

    /// Returns the nearest enclosing object, or `None` if there is none. Enclosing arrays are skipped.
    #[must_use]
    pub fn enclosing_object(&self) -> Option<Value<'a>> {
        std::iter::successors(self.parent(), Value::parent)
            .find(|value| value.kind() == Kind::Object)
    }

    /// Whether the value occurs in the text. This is `false` only for the root array of JSON Lines or of a
    /// block of elements.
    #[must_use]
    pub fn occurs_in_text(&self) -> bool {
        self.index > 0 || self.document.form == Form::Json
    }

    /// Whether both values are the same value at the same location.
    #[must_use]
    pub fn is_same_node(&self, other: Value<'_>) -> bool {
        if std::ptr::eq(self.document, other.document) {
            return self.index == other.index;
        }
        // The same block of a file may have been read twice.
        let are_parts = self.document.part.is_some() && other.document.part.is_some();
        are_parts
            && self.document.file == other.document.file
            && self.span() == other.span()
            && (self.index == 0) == (other.index == 0)
    }

    /// Whether this value is `inner` or encloses it. Both must be values of the same document.
    #[must_use]
    pub fn contains(&self, inner: Value<'_>) -> bool {
        self.index <= inner.index && inner.index < self.next()
    }

    /// Returns the positions of the value and of everything in it. Positions count all keys and values of the
    /// document.
    pub(crate) fn positions(&self) -> Range<u32> {
        self.index..self.next()
    }

    /// Whether the value begins before another value of the same document.
    pub(crate) fn comes_before(&self, other: &Value<'_>) -> bool {
        self.index < other.index
    }

    /// Returns the unescaped text of a string, or `None` for other kinds. The text is borrowed from the
    /// document if it contains no escapes.
    #[must_use]
    pub fn as_str(&self) -> Option<Cow<'a, str>> {
        if self.kind() != Kind::String {
            return None;
        }
        Some(self.text())
    }

    /// Returns the text of a value known to be a string.
    pub(super) fn text(&self) -> Cow<'a, str> {
        let entry = self.entry();
        decode_string(
            self.document.slice(entry.start + 1..entry.end.saturating_sub(1)),
            entry.has_escapes(),
        )
    }

    /// Returns the number as written, or `None` for other kinds.
    #[must_use]
    pub fn as_number(&self) -> Option<Number<'a>> {
        (self.kind() == Kind::Number).then(|| Number::new(self.raw()))
    }

    /// Returns the boolean, or `None` for other kinds.
    #[must_use]
    pub fn as_bool(&self) -> Option<bool> {
        (self.kind() == Kind::Boolean).then(|| self.raw() == "true")
    }

    /// Returns the number of members or elements. Returns 0 for values other than objects and arrays.
    #[must_use]
    pub fn len(&self) -> usize {
        let kind = self.kind();
        if !matches!(kind, Kind::Object | Kind::Array) {
            return 0;
        }
        self.document.lengths.get(self.index).unwrap_or_else(|| match kind {
            Kind::Object => self.members().count(),
            _ => self.elements().count(),
        })
    }

    /// Whether the value has no members or elements.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Returns the members of an object in text order. Returns none for other kinds.
    #[must_use]
    pub fn members(&self) -> Members<'a> {
        Members { children: self.children(Kind::Object) }
    }

    /// Returns the elements of an array in order. Returns none for other kinds.
    #[must_use]
    pub fn elements(&self) -> Elements<'a> {
        Elements { children: self.children(Kind::Array) }
    }

    /// Returns the value of the member with this key, or `None` if there is none. If the key occurs several
    /// times, the last member counts, as in most JSON readers.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<Value<'a>> {
        self.member(name).map(|member| member.value)
    }

    /// Returns the member with this key, or `None` if there is none. If the key occurs several times, the
    /// last member counts.
    #[must_use]
    pub fn member(&self, name: &str) -> Option<Member<'a>> {
        let Members { children } = self.members();
        let wanted = Content::key(key::key_hash(name.as_bytes()));
        let (tape, mut index) = (&self.document.tape, children.index);
        let mut found = None;
        while index < children.end {
            let (key, value) = (tape.get(index as usize)?, tape.get(index as usize + 1)?);
            let may_be_equal = key.content() == wanted || key.has_escapes();
            if may_be_equal && Value::new(self.document, index).is_string_equal_to(name) {
                found = Some(index);
                if self.document.duplicate_keys.is_empty() {
                    break;
                }
            }
            index = value.next(index + 1);
        }
        let [key, value] = [found?, found? + 1].map(|index| Value::new(self.document, index));
        Some(Member { key, value })
    }

    /// Returns the element at an index, or `None` if there is none. The first element has the index 0.
    #[must_use]
    pub fn element(&self, index: usize) -> Option<Value<'a>> {
        self.elements().nth(index)
    }

    /// Whether this is a string with exactly this text.
    #[must_use]
    pub fn is_string_equal_to(&self, text: &str) -> bool {
        let entry = self.entry();
        if entry.has_escapes() {
            return self.as_str().is_some_and(|unescaped| unescaped == text);
        }
        // Without escapes, the text is the raw content between the quotation marks.
        let raw = self.document.text.as_bytes().get(entry.start as usize..entry.end as usize);
        matches!(raw, Some([b'"', content @ .., b'"']) if content == text.as_bytes())
    }

    /// Whether two values are equal as JSON values. Numbers are compared by value, and objects regardless of
    /// the order of their members. Works without recursion, at any depth.
    #[must_use]
    pub fn equals(&self, other: &Value<'_>) -> bool {
        let mut pending = Vec::new();
        let mut pair = Some((*self, *other));
        while let Some((left, right)) = pair {
            if left.kind() != right.kind() || left.len() != right.len() {
                return false;
            }
            match left.kind() {
                Kind::Object => {
                    for member in left.members() {
                        let Some(value) = right.get(&member.name()) else { return false };
                        pending.push((member.value, value));
                    }
                }
                Kind::Array => pending.extend(left.elements().zip(right.elements())),
                _ if !left.equals_scalar(&right) => return false,
                _ => {}
            }
            pair = pending.pop();
        }
        true
    }

    fn equals_scalar(&self, other: &Value<'_>) -> bool {
        match (self.as_number(), other.as_number()) {
            (Some(left), Some(right)) => left.compare(&right).is_eq(),
            _ if self.kind() == Kind::String => self.as_str() == other.as_str(),
            _ => self.raw() == other.raw(),
        }
    }

    fn children(&self, kind: Kind) -> Children<'a> {
        let end = if self.kind() == kind { self.next() } else { 0 };
        Children { document: self.document, index: self.index + 1, end }
    }
}

/// The members of an object.
#[derive(Debug, Clone)]
pub struct Members<'a> {
    children: Children<'a>,
}

impl<'a> Iterator for Members<'a> {
    type Item = Member<'a>;

    fn next(&mut self) -> Option<Member<'a>> {
        let Children { document, index, end } = self.children;
        if index >= end {
            return None;
        }
        // A key is one entry, so its value is the next entry.
        let (key, value) = (Value::new(document, index), Value::new(document, index + 1));
        self.children.index = value.next();
        Some(Member { key, value })
    }
}

/// The elements of an array.
#[derive(Debug, Clone)]
pub struct Elements<'a> {
    children: Children<'a>,
}

impl<'a> Iterator for Elements<'a> {
    type Item = Value<'a>;

    fn next(&mut self) -> Option<Value<'a>> {
        self.children.next()
    }
}

/// The direct children of a tape entry, including keys.
#[derive(Debug, Clone)]
struct Children<'a> {
    document: &'a Document,
    index: u32,
    end: u32,
}

impl<'a> Iterator for Children<'a> {
    type Item = Value<'a>;

    fn next(&mut self) -> Option<Value<'a>> {
        if self.index >= self.end {
            return None;
        }
        let value = Value::new(self.document, self.index);
        self.index = value.next();
        Some(value)
    }
}

/// Decodes a string that the parser has accepted, from the content between its quotation marks.
pub(super) fn decode_string(content: &str, has_escapes: bool) -> Cow<'_, str> {
    if has_escapes { Cow::Owned(unescape(content)) } else { Cow::Borrowed(content) }
}

fn unescape(content: &str) -> String {
    let mut text = String::with_capacity(content.len());
    let mut rest = content;
    while let Some(backslash) = rest.find('\\') {
        let (before, escape) = rest.split_at(backslash);
        text.push_str(before);
        let (character, length) = unescape_one(escape);
        text.push(character);
        rest = escape.get(length..).unwrap_or_default();
    }
    text.push_str(rest);
    text
}

/// Decodes the escape at the start of a text. Returns its character, and its length in bytes.
pub(super) fn unescape_one(escape: &str) -> (char, usize) {
    match escape.as_bytes().get(1) {
        Some(b'b') => ('\u{8}', 2),
        Some(b'f') => ('\u{c}', 2),
        Some(b'n') => ('\n', 2),
        Some(b'r') => ('\r', 2),
        Some(b't') => ('\t', 2),
        Some(b'u') => {
            let unit = hexadecimal_unit(escape, 2);
            if !(0xd800..0xdc00).contains(&unit) {
                return (char::from_u32(unit).unwrap_or('\u{fffd}'), 6);
            }
            let low = hexadecimal_unit(escape, 8);
            let code = 0x1_0000 + ((unit - 0xd800) << 10) + (low.wrapping_sub(0xdc00) & 0x3ff);
            (char::from_u32(code).unwrap_or('\u{fffd}'), 12)
        }
        Some(byte) => (char::from(*byte), 2),
        None => ('\\', 1),
    }
}

fn hexadecimal_unit(escape: &str, start: usize) -> u32 {
    let digits = escape.get(start..start + 4).unwrap_or_default();
    u32::from_str_radix(digits, 16).unwrap_or_default()
}
