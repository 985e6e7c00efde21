//! JSON text with spans: a document is its text and a tape that says where each value stands.
//!
//! The tape holds one small entry a value (20 bytes) in the order of the text, so parsing allocates
//! once and everything else (schema, JSONPath, rules, places) reads the text in place through
//! [`Value`]. The grammar is RFC 8259, without extensions; what it leaves open (duplicate keys,
//! numbers beyond a double, a byte order mark) is recorded beside the tape and reported by rules.

mod descendants;
mod inside;
mod key;
mod lines;
mod marks;
mod number;
mod parse;
mod part;
mod pointer;
mod syntax;
mod text;
mod value;

pub use descendants::Descendants;
pub use lines::{Characters, LineIndex, Position};
pub use marks::{Marks, Spoilt};
pub use number::Number;
pub(crate) use number::compare_literals;
pub use part::{ParseBuffers, PartOf, PartPlace, Skeleton};
pub use pointer::Pointer;
pub use syntax::{SyntaxError, SyntaxErrorKind};
pub use value::{Elements, Kind, Member, Members, Value};

use std::ops::Range;
use std::sync::OnceLock;

/// What a document may ask of the reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// How many arrays and objects may stand inside one another; RFC 8259 section 9 lets a parser
    /// set this limit.
    pub depth: u32,
    /// How many bytes may be in memory at once: of a document that is read as a whole, and of a record,
    /// or of what stands outside the arrays, of one that is read in blocks.
    pub largest: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Limits { depth: 512, largest: 256 << 20 }
    }
}

/// The number of a file within one run; what it stands for, the run's list of files tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(pub u32);

impl FileId {
    /// The number of documents that are in no run's list of files.
    pub const UNLISTED: FileId = FileId(u32::MAX);
}

/// A JSON document: its text, and where each value stands in it.
#[derive(Debug)]
pub struct Document {
    file: FileId,
    text: String,
    tape: Vec<Entry>,
    syntax_error: Option<SyntaxError>,
    /// Of JSON Lines, the lines that are not JSON; the others are read.
    broken_lines: Vec<SyntaxError>,
    duplicate_keys: Vec<DuplicateKey>,
    altered_numbers: Vec<u32>,
    depth: u32,
    has_byte_order_mark: bool,
    form: Form,
    /// Where the text stands in the file; nothing where it is all of it.
    part: Option<PartOf>,
    /// What of it cannot be relied on, once that is known.
    marks: OnceLock<Marks>,
}

/// What a file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Form {
    /// One JSON value.
    #[default]
    Json,
    /// JSON Lines: a JSON value on each line; blank lines are passed over. The document's value is an
    /// array of them, which stands nowhere in the text.
    JsonLines,
    /// A part of a document: consecutive elements of one of its arrays. The part's value is an array
    /// of them, which stands nowhere in the text.
    Elements,
}

/// Two members of one object with the same key; RFC 8259 section 4 leaves open which one counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DuplicateKey {
    /// The byte offset of the key's first occurrence, at its quotation mark.
    pub first: usize,
    /// The byte offset of the later occurrence, at its quotation mark.
    pub again: usize,
}

/// One value, or one key of an object, on the tape.
#[derive(Debug, Clone, Copy)]
struct Entry {
    /// The byte offset of the first byte; that byte also tells what kind of value it is.
    start: u32,
    /// The byte offset after the last byte.
    end: u32,
    /// The index of the entry after this value and everything in it.
    next: u32,
    /// The number of elements or members. For a string, the lowest bit says whether it holds escapes, and
    /// the others are the mark of a key without.
    size: u32,
    /// The index of the array or object that this stands in; `NO_PARENT` for the document's value.
    parent: u32,
}

impl Entry {
    /// Whether a string, which this is, holds escapes.
    fn has_escapes(self) -> bool {
        self.size & 1 == 1
    }
}

/// The parent of what stands in nothing.
const NO_PARENT: u32 = u32::MAX;

impl Document {
    /// Reads a document from the bytes of a file.
    ///
    /// Never fails: a document that is not JSON has a [`syntax_error`](Self::syntax_error) and no
    /// [`root`](Self::root). Where the bytes are not UTF-8, each wrong byte is kept as `?` in the
    /// text, so that byte offsets stay those of the file.
    #[must_use]
    pub fn parse(file: FileId, bytes: Vec<u8>, limits: Limits) -> Document {
        Document::parse_as(Form::Json, file, bytes, limits)
    }

    /// Reads a document of some form, as [`parse`](Self::parse) does.
    #[must_use]
    pub fn parse_as(form: Form, file: FileId, bytes: Vec<u8>, limits: Limits) -> Document {
        let (text, encoding_error) = text::decode(bytes);
        let has_byte_order_mark = text.starts_with(text::BYTE_ORDER_MARK);
        let start = if has_byte_order_mark { text::BYTE_ORDER_MARK.len() } else { 0 };
        let parsed = match encoding_error {
            Some(error) => parse::Parsed::broken(error),
            None if form == Form::JsonLines => {
                parse::parse_lines(&text, start, limits, parse::Parsed::default())
            }
            None => parse::parse(&text, start, limits),
        };
        Document {
            file,
            text,
            tape: parsed.tape,
            syntax_error: parsed.error,
            broken_lines: parsed.broken_lines,
            duplicate_keys: parsed.duplicate_keys,
            altered_numbers: parsed.altered_numbers,
            depth: parsed.depth,
            has_byte_order_mark,
            form,
            part: None,
            marks: OnceLock::new(),
        }
    }

    /// Whether bytes that begin so are compressed data: then the rest of them need not be read.
    #[must_use]
    pub fn is_compressed(beginning: &[u8]) -> bool {
        text::compressed_with(beginning).is_some()
    }

    /// What the file holds.
    #[must_use]
    pub fn form(&self) -> Form {
        self.form
    }

    /// The file that the document was read from.
    #[must_use]
    pub fn file(&self) -> FileId {
        self.file
    }

    /// The whole text, with byte offsets as in the file.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The document's one value, or nothing where the text is not JSON.
    #[must_use]
    pub fn root(&self) -> Option<Value<'_>> {
        if self.syntax_error.is_some() || self.tape.is_empty() {
            return None;
        }
        Some(Value::new(self, 0))
    }

    /// The document's one value where it is known to be JSON; otherwise a view of nothing.
    pub(crate) fn first_value(&self) -> Value<'_> {
        Value::new(self, 0)
    }

    /// Why and where the text is not JSON; of JSON Lines, the first such line.
    #[must_use]
    pub fn syntax_error(&self) -> Option<&SyntaxError> {
        self.syntax_error.as_ref().or_else(|| self.broken_lines.first())
    }

    /// Why nothing of the text could be read, or `None` if it has a [`root`](Self::root).
    #[must_use]
    pub fn fatal_error(&self) -> Option<&SyntaxError> {
        self.syntax_error.as_ref()
    }

    /// Of JSON Lines, the lines that are not JSON, in order: the document has the values of the others.
    #[must_use]
    pub fn broken_lines(&self) -> &[SyntaxError] {
        &self.broken_lines
    }

    /// The keys that occur more than once in an object, in the order of the text.
    #[must_use]
    pub fn duplicate_keys(&self) -> &[DuplicateKey] {
        &self.duplicate_keys
    }

    /// The numbers that a double-precision reader would change (RFC 7493 section 2.2).
    pub fn altered_numbers(&self) -> impl Iterator<Item = Value<'_>> {
        self.altered_numbers.iter().map(|&index| Value::new(self, index))
    }

    /// How many arrays and objects stand inside one another at most.
    #[must_use]
    pub fn depth(&self) -> u32 {
        self.depth
    }

    /// Whether the file begins with U+FEFF, which RFC 8259 section 8.1 forbids to write.
    #[must_use]
    pub fn has_byte_order_mark(&self) -> bool {
        self.has_byte_order_mark
    }

    /// The value or the key that begins at a byte offset.
    #[must_use]
    pub fn value_at(&self, offset: usize) -> Option<Value<'_>> {
        let offset = match &self.part {
            None => offset,
            Some(part) => part.local_offset(offset)?,
        };
        self.value_at_own_byte(u32::try_from(offset).ok()?)
    }

    /// The value or the key that begins at a byte of the text, which may be a part of the file's.
    pub(crate) fn value_at_own_byte(&self, offset: u32) -> Option<Value<'_>> {
        // The array of JSON Lines or of a part begins at no byte of its own.
        let first = usize::from(self.form != Form::Json);
        let entries = self.tape.get(first..)?;
        let index = entries.binary_search_by_key(&offset, |entry| entry.start).ok()?;
        Some(Value::new(self, (first + index) as u32))
    }

    fn slice(&self, range: Range<u32>) -> &str {
        self.text.get(range.start as usize..range.end as usize).unwrap_or_default()
    }
}
