//! JSON documents with spans. A document consists of its text and a tape with the span of each value.
//!
//! The tape has one 20-byte entry per value or key, in text order. Parsing therefore allocates memory once,
//! and all other code (schema, JSONPath, rules, findings) reads the text in place through [`Value`]. The
//! grammar is RFC 8259 without extensions. RFC 8259 leaves some questions open: duplicate keys, numbers
//! beyond a double, a byte order mark. These are recorded beside the tape and reported by rules.

mod csv;
mod descendants;
mod entry;
mod file_name;
mod inside;
mod key;
pub(crate) mod layout;
mod lines;
mod marks;
mod number;
mod parse;
mod part;
mod pieces;
mod pointer;
mod remembered;
mod source;
mod subset;
mod syntax;
mod text;
mod value;
mod yaml;

pub use csv::{CellType, CellTypes};
pub use descendants::Descendants;
pub use file_name::NamePart;
pub use lines::{Characters, LineIndex, Position};
pub use marks::{Marks, Unreliable};
pub use number::Number;
pub(crate) use number::{Divisor, compare_literals, is_plain};
pub use part::{BlockPlace, ParseBuffers, Skeleton, TextLocation};
pub use pointer::Pointer;
pub(crate) use remembered::Question;
pub use subset::Subset;
pub use syntax::{SyntaxError, SyntaxErrorKind};
pub(crate) use text::{decode_setting, replace_wrong_bytes};
pub use value::{Elements, Kind, Member, Members, Value};

use entry::{Entry, Lengths};
use file_name::FileName;
use serde::{Deserialize, Serialize};
use source::Source;
use std::ops::Range;
use std::sync::OnceLock;

/// Parser limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Maximum nesting depth of arrays and objects; RFC 8259 section 9 lets a parser set this limit.
    pub depth: u32,
    /// Maximum size, in bytes, of a document that is read as a whole. In a document that is read in blocks,
    /// the limit applies to each record, and to the text outside the arrays of records.
    pub largest: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Limits { depth: 512, largest: 256 << 20 }
    }
}

/// Index of a file in the run's list of files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct FileId(pub u32);

impl FileId {
    /// The id of a document that is not in any run's list of files.
    pub const UNLISTED: FileId = FileId(u32::MAX);
}

/// A JSON document: its text and the span of each value.
#[derive(Debug)]
pub struct Document {
    file: FileId,
    text: String,
    tape: Vec<Entry>,
    lengths: Lengths,
    syntax_error: Option<SyntaxError>,
    /// One error for each line of JSON Lines that is not JSON. The other lines are parsed.
    broken_lines: Vec<SyntaxError>,
    duplicate_keys: Vec<DuplicateKey>,
    altered_numbers: Vec<u32>,
    depth: u32,
    has_byte_order_mark: bool,
    form: Form,
    /// The location of the text in the file, or `None` if the text is the whole file.
    part: Option<TextLocation>,
    /// The unreliable parts, once they have been determined.
    marks: OnceLock<Marks>,
    /// The number of siblings before each entry of the tape, computed when a pointer is first needed.
    siblings_before: OnceLock<Vec<u32>>,
    /// Results about the whole document, computed when they are first needed.
    remembered: remembered::Remembered,
    /// The file that the text was converted from, or `None` if the file is JSON.
    source: Option<Box<Source>>,
    /// The name of the document's file.
    file_name: FileName,
}

/// The format of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Form {
    /// One JSON value.
    #[default]
    Json,
    /// JSON Lines: one JSON value per line. Blank lines are skipped. The root is an array of the values,
    /// without brackets in the text.
    JsonLines,
    /// A part of a document: consecutive elements of one array. The root is an array of these elements,
    /// without brackets in the text.
    Elements,
    /// YAML. One document is parsed as JSON, and several as JSON Lines.
    Yaml,
    /// Text, such as Markdown, that begins with YAML between two `---` lines.
    FrontMatter,
    /// CSV (RFC 4180), parsed as JSON Lines. A row is an object, and the header contains the names of its
    /// members.
    Csv,
    /// Like CSV, with tabs instead of commas.
    Tsv,
}

/// Two members of one object with the same key. RFC 8259 section 4 does not define which of them counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DuplicateKey {
    /// Byte offset of the key's first occurrence, at its quotation mark.
    pub first: usize,
    /// Byte offset of the later occurrence, at its quotation mark.
    pub again: usize,
}

impl Form {
    /// Whether a file of this format is converted to JSON before it is parsed.
    #[must_use]
    pub fn is_converted(self) -> bool {
        matches!(self, Form::Yaml | Form::FrontMatter | Form::Csv | Form::Tsv)
    }

    /// Returns the name of the format, for messages.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Form::Json | Form::Elements => "JSON",
            Form::JsonLines => "JSON Lines",
            Form::Yaml | Form::FrontMatter => "YAML",
            Form::Csv => "CSV",
            Form::Tsv => "TSV",
        }
    }

    /// Returns the plural noun for the units of a file, for messages. A mistake in one unit does not prevent
    /// the others from being read.
    #[must_use]
    pub fn units(self) -> &'static str {
        match self {
            Form::Json | Form::JsonLines | Form::Elements => "lines",
            Form::Yaml | Form::FrontMatter => "documents",
            Form::Csv | Form::Tsv => "rows",
        }
    }
}

impl Document {
    /// Returns a copy of the document without marks of unreliable parts, without the name of its file, and
    /// without the text that it was converted from.
    pub(crate) fn unmarked(&self) -> Document {
        Document {
            file: self.file,
            text: self.text.clone(),
            tape: self.tape.clone(),
            lengths: self.lengths.clone(),
            syntax_error: self.syntax_error.clone(),
            broken_lines: self.broken_lines.clone(),
            duplicate_keys: self.duplicate_keys.clone(),
            altered_numbers: self.altered_numbers.clone(),
            depth: self.depth,
            has_byte_order_mark: self.has_byte_order_mark,
            form: self.form,
            part: self.part.clone(),
            marks: OnceLock::new(),
            siblings_before: OnceLock::new(),
            remembered: remembered::Remembered::default(),
            source: None,
            file_name: FileName::default(),
        }
    }

    /// Parses a document from the bytes of a file.
    ///
    /// Never fails: a document that is not JSON has a [`syntax_error`](Self::syntax_error) and no
    /// [`root`](Self::root). Each byte that is not UTF-8 is replaced by `?` in the text, so byte offsets in
    /// the text are the same as in the file.
    #[must_use]
    pub fn parse(file: FileId, bytes: Vec<u8>, limits: Limits) -> Document {
        Document::parse_as(Form::Json, file, bytes, limits)
    }

    /// Like [`parse`](Self::parse), for a document of the given form.
    #[must_use]
    pub fn parse_as(form: Form, file: FileId, bytes: Vec<u8>, limits: Limits) -> Document {
        if form.is_converted() {
            return Document::parse_cells(form, file, bytes, &CellTypes::default(), limits);
        }
        let (text, encoding_error) = text::decode(bytes, true);
        let has_byte_order_mark = text.starts_with(text::BYTE_ORDER_MARK);
        let start = if has_byte_order_mark { text::BYTE_ORDER_MARK.len() } else { 0 };
        let parsed = match (form, encoding_error) {
            (Form::JsonLines, error) => {
                parse::parse_lines(&text, error, start, limits, parse::Parsed::default())
            }
            (_, Some(error)) => parse::Parsed::not_utf8(error),
            (_, None) => parse::parse(&text, start, limits),
        };
        Document { has_byte_order_mark, ..Document::of_part(file, text, parsed, form) }
    }

    /// Creates the document for a file that could not be read. It has an error and no text.
    #[must_use]
    pub fn unread(form: Form, file: FileId, error: SyntaxError) -> Document {
        let form = if form.is_converted() { Form::Json } else { form };
        Document::of_part(file, String::new(), parse::Parsed::broken(error), form)
    }

    /// Whether data that begins with these bytes is compressed. If so, the rest need not be read.
    #[must_use]
    pub fn is_compressed(beginning: &[u8]) -> bool {
        text::compressed_with(beginning).is_some()
    }

    /// Returns the format of the text. If the text was converted, this is JSON or JSON Lines.
    #[must_use]
    pub fn form(&self) -> Form {
        self.form
    }

    /// Returns the file that the document was read from.
    #[must_use]
    pub fn file(&self) -> FileId {
        self.file
    }

    /// Returns the whole text. Byte offsets are those of the file, unless the text was converted from another
    /// format.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Returns the root value, or `None` if the text is not JSON.
    #[must_use]
    pub fn root(&self) -> Option<Value<'_>> {
        if self.syntax_error.is_some() || self.tape.is_empty() {
            return None;
        }
        Some(Value::new(self, 0))
    }

    /// Returns the root value of a document that is known to be JSON. For other documents, the value is
    /// empty.
    pub(crate) fn first_value(&self) -> Value<'_> {
        Value::new(self, 0)
    }

    /// Returns the syntax error, or `None` if the text is JSON. For JSON Lines, this is the error in the
    /// first line that is not JSON.
    #[must_use]
    pub fn syntax_error(&self) -> Option<&SyntaxError> {
        self.syntax_error.as_ref().or_else(|| self.broken_lines.first())
    }

    /// Returns the error if no value could be parsed, or `None` if there is a [`root`](Self::root).
    #[must_use]
    pub fn fatal_error(&self) -> Option<&SyntaxError> {
        self.syntax_error.as_ref()
    }

    /// Returns one error for each line of JSON Lines that is not JSON, in order. The document contains the
    /// values of the other lines.
    #[must_use]
    pub fn broken_lines(&self) -> &[SyntaxError] {
        &self.broken_lines
    }

    /// Returns the keys that occur more than once in an object, in text order.
    #[must_use]
    pub fn duplicate_keys(&self) -> &[DuplicateKey] {
        &self.duplicate_keys
    }

    /// Returns the numbers that a reader with double precision would change (RFC 7493 section 2.2).
    pub fn altered_numbers(&self) -> impl Iterator<Item = Value<'_>> {
        self.altered_numbers.iter().map(|&index| Value::new(self, index))
    }

    /// Returns the maximum nesting depth of arrays and objects in the document.
    #[must_use]
    pub fn depth(&self) -> u32 {
        self.depth
    }

    /// Whether the file begins with U+FEFF, which RFC 8259 section 8.1 forbids writers to add.
    #[must_use]
    pub fn has_byte_order_mark(&self) -> bool {
        self.has_byte_order_mark
    }

    /// Returns the value or key that begins at a byte offset of the file, or `None` if none begins there.
    #[must_use]
    pub fn value_at(&self, offset: usize) -> Option<Value<'_>> {
        let offset = match &self.part {
            None => offset,
            Some(part) => part.local_offset(offset)?,
        };
        self.value_at_own_byte(u32::try_from(offset).ok()?)
    }

    /// Like [`value_at`](Self::value_at), but the offset is relative to this document's text, which may be a
    /// part of the file.
    pub(crate) fn value_at_own_byte(&self, offset: u32) -> Option<Value<'_>> {
        // The root array of JSON Lines or of a part has no brackets in the text.
        let first = usize::from(self.form != Form::Json);
        let entries = self.tape.get(first..)?;
        let index = entries.binary_search_by_key(&offset, |entry| entry.start).ok()?;
        Some(Value::new(self, (first + index) as u32))
    }

    fn slice(&self, range: Range<u32>) -> &str {
        self.text.get(range.start as usize..range.end as usize).unwrap_or_default()
    }
}
