//! Documents in other formats than JSON. They are converted to JSON text, with a source map from each value
//! to the file.
//!
//! Other code uses only the JSON text. Places are byte offsets in this text, so no two values have the same
//! place, even if they share their bytes in the file, such as a YAML alias and its anchor. Only
//! [`Value::range_in_file`] and similar functions return ranges of the file as it is written.

mod inside;

use super::parse::{self, Parsed};
use super::syntax::{SyntaxError, SyntaxErrorKind};
use super::{CellTypes, Document, FileId, Form, Kind, Limits, Value, csv, text, yaml};
use std::ops::Range;

/// The file that a document was converted from.
#[derive(Debug)]
pub(super) struct Source {
    /// The text of the file.
    pub(super) text: String,
    /// The format of the file.
    pub(super) form: Form,
    /// The place and style of each value and key, by tape index.
    pub(super) map: Vec<Written>,
}

/// The place in the file of a value or key, and its style.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Written {
    /// Byte offset of the first byte in the file.
    pub(super) start: u32,
    /// Byte offset after the last byte in the file.
    pub(super) end: u32,
    /// The style of the value.
    pub(super) style: Style,
    /// Whether the same bytes of the file are, or may be, the text of several values.
    pub(super) is_shared: bool,
}

/// The style in which a value is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Style {
    /// A scalar without quotation marks.
    Plain,
    /// A scalar in single quotation marks.
    SingleQuoted,
    /// A scalar in double quotation marks.
    DoubleQuoted,
    /// A block scalar: `|` or `>`.
    BlockScalar,
    /// An absent value, which YAML reads as null.
    Nothing,
    /// An object or array without brackets.
    Block,
    /// An object or array in brackets.
    Flow,
    /// An alias of another value.
    Alias,
}

/// The result of converting a text.
#[derive(Debug, Default)]
pub(super) struct Converted {
    /// The converted text, in JSON or JSON Lines.
    pub(super) json: String,
    /// Whether `json` is JSON Lines.
    pub(super) is_lines: bool,
    /// The place and style of each value and key of `json`, in text order.
    pub(super) map: Vec<Written>,
    /// One error for each CSV row or YAML document that cannot be read. `json` does not contain it.
    pub(super) broken_lines: Vec<SyntaxError>,
}

/// Parses a file that is not JSON. The range of an error is a range of the file.
fn parse(form: Form, file: FileId, bytes: Vec<u8>, types: &CellTypes, limits: Limits) -> Document {
    let (text, encoding_error) = text::decode(bytes, true);
    let has_byte_order_mark = text.starts_with(text::BYTE_ORDER_MARK);
    let start = if has_byte_order_mark { text::BYTE_ORDER_MARK.len() } else { 0 };
    let converted = match encoding_error.and_then(text::EncodingError::into_first) {
        Some(error) => Err(Box::new(error)),
        None if u32::try_from(text.len()).is_err() => {
            Err(Box::new(SyntaxError::new(SyntaxErrorKind::TooLong, 0..1)))
        }
        None => match form {
            Form::Csv | Form::Tsv => csv::convert(&text, form, start, types, limits),
            _ => yaml::convert(&text, form, start, limits),
        },
    };
    let converted = match converted {
        Ok(converted) => converted,
        Err(error) => {
            let source = Some(Box::new(Source { text, form, map: Vec::new() }));
            let document = Document::unread(Form::Json, file, *error);
            return Document { has_byte_order_mark, source, ..document };
        }
    };
    let Converted { json, is_lines, map, broken_lines } = converted;
    let (form_of_json, parsed) = match is_lines {
        true => (Form::JsonLines, parse::parse_lines(&json, None, 0, limits, Parsed::default())),
        false => (Form::Json, parse::parse(&json, 0, limits)),
    };
    debug_assert_eq!(parsed.tape.len(), map.len(), "each value and key is mapped");
    let source = Some(Box::new(Source { text, form, map }));
    let document = Document::of_part(file, json, parsed, form_of_json);
    Document { broken_lines, has_byte_order_mark, source, ..document }
}

impl Written {
    /// Returns the byte range in the file.
    pub(super) fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

impl Document {
    /// Like [`parse_as`](Self::parse_as), with types for the cells of CSV and TSV.
    #[must_use]
    pub fn parse_cells(
        form: Form,
        file: FileId,
        bytes: Vec<u8>,
        types: &CellTypes,
        limits: Limits,
    ) -> Document {
        match form.is_converted() {
            true => parse(form, file, bytes, types, limits),
            false => Document::parse_as(form, file, bytes, limits),
        }
    }

    /// Parses the text again, with types for its cells. Changes nothing in formats without cells.
    #[must_use]
    pub fn with_cell_types(mut self, types: &CellTypes, limits: Limits) -> Document {
        let is_read = self.fatal_error().is_none();
        match self.source.take_if(|source| is_read && matches!(source.form, Form::Csv | Form::Tsv))
        {
            Some(source) => {
                let text = source.text.into_bytes();
                let document = parse(source.form, self.file, text, types, limits);
                Document { file_name: self.file_name, ..document }
            }
            None => self,
        }
    }

    /// Returns the text of the file as it is written.
    #[must_use]
    pub fn text_of_file(&self) -> &str {
        self.source.as_ref().map_or(&self.text, |source| &source.text)
    }

    /// Returns the format of the file, if it is neither JSON nor JSON Lines.
    #[must_use]
    pub fn converted_from(&self) -> Option<Form> {
        self.source.as_ref().map(|source| source.form)
    }
}

impl<'a> Value<'a> {
    /// Returns the byte range of the value in the file as it is written. Unlike [`Value::span`], the range
    /// does not identify the value, since several values may have the same bytes.
    #[must_use]
    pub fn range_in_file(&self) -> Range<usize> {
        self.written().map_or_else(|| self.span(), Written::range)
    }

    /// Returns the byte range of the beginning of an object or array in the file: its bracket, or its first
    /// key or hyphen.
    #[must_use]
    pub fn opening_in_file(&self) -> Range<usize> {
        let Some(written) = self.written() else {
            let start = self.span().start;
            return start..start + 1;
        };
        let range = written.range();
        let first_key = || self.members().next().and_then(|member| member.key.written());
        match written.style {
            Style::Block if self.kind() == Kind::Object && self.occurs_in_text() => first_key()
                .filter(|key| range.contains(&(key.start as usize)))
                .map_or(range, Written::range),
            Style::Block | Style::Flow if self.occurs_in_text() => {
                range.start..(range.start + 1).min(range.end)
            }
            _ => range,
        }
    }

    /// Maps a byte range of a scalar's decoded text to a byte range in the file. If this is impossible, as in an
    /// alias, returns the range of the whole scalar.
    #[must_use]
    pub fn range_inside_in_file(&self, part: Range<usize>) -> Range<usize> {
        let (Some(written), Some(source)) = (self.written(), &self.document.source) else {
            return self.span_inside(part);
        };
        let range = written.range();
        let text = source.text.get(range.clone()).unwrap_or_default();
        let decoded = self.scalar_text();
        match inside::range_inside(text, &decoded, part) {
            Some(inside) => range.start + inside.start..range.start + inside.end,
            None => range,
        }
    }

    /// Returns the text of a number that JSON cannot express, such as YAML's `.inf`. Rules do not read such
    /// numbers. Returns `None` for any other value.
    #[must_use]
    pub fn not_a_number(&self) -> Option<&'a str> {
        let is_not_a_number = self.raw().trim_start_matches('-') == yaml::TOO_LARGE;
        (is_not_a_number && self.written().is_some()).then(|| self.text_in_file())
    }

    /// Converts an edit of the value to an edit of the file. `replacement` is the JSON text of the new value,
    /// which may be followed by elements or members to add. Returns the bytes to replace and the new text.
    /// Returns `None` if the document was not converted to JSON, or if it is not certain that the edited file
    /// would be read as intended.
    #[must_use]
    pub(crate) fn edit_in_file(&self, replacement: &str) -> Option<(Range<usize>, String)> {
        let edit = match self.document.converted_from()? {
            form @ (Form::Csv | Form::Tsv) => csv::edit_in_file(*self, form, replacement)?,
            _ => yaml::edit_in_file(*self, replacement)?,
        };
        Some((edit.range, edit.text))
    }

    /// Whether the same bytes of the file are, or may be, the text of several values.
    pub(crate) fn is_shared_in_file(&self) -> bool {
        self.written().is_some_and(|written| written.is_shared)
    }

    /// Whether the value is an alias in YAML.
    pub(crate) fn is_alias_in_file(&self) -> bool {
        self.written().is_some_and(|written| written.style == Style::Alias)
    }

    /// Whether the value is a key that a YAML merge key (`<<`) has added from another object.
    pub(crate) fn is_merged(&self) -> bool {
        let is_yaml =
            matches!(self.document.converted_from(), Some(Form::Yaml | Form::FrontMatter));
        if !is_yaml || !self.is_key() {
            return false;
        }
        let object = self.parent().and_then(|object| object.written());
        let around = object.filter(|object| object.style != Style::Alias).map(Written::range);
        around.is_some_and(|around| !around.contains(&self.range_in_file().start))
    }

    /// Returns the byte range of the first merge key (`<<`) of an object in YAML, or `None` if there is none.
    pub(crate) fn merge_key_in_file(&self) -> Option<Range<usize>> {
        let own: Vec<Range<usize>> = self
            .members()
            .filter(|member| !member.key.is_merged())
            .map(|member| member.key.range_in_file().start..member.value.range_in_file().end)
            .collect();
        let start = self.range_in_file().start;
        let found = self
            .text_in_file()
            .match_indices("<<")
            .map(|(at, key)| start + at..start + at + key.len());
        found.into_iter().find(|key| {
            let after = self.document.text_of_file().get(key.end..).unwrap_or_default();
            let is_key = after.trim_start_matches([' ', '\t']).starts_with(':');
            is_key && !own.iter().any(|member| member.contains(&key.start))
        })
    }

    /// Returns a number as it is written in the file, such as `08901` for the number 8901 of YAML. Returns the JSON
    /// text of any other value.
    #[must_use]
    pub fn literal_in_file(&self) -> &'a str {
        let is_plain = |written: &Written| written.style == Style::Plain;
        match self.written().filter(|written| self.kind() == Kind::Number && is_plain(written)) {
            Some(_) => self.text_in_file(),
            None => self.raw(),
        }
    }

    /// Returns the text of the value in the file as it is written.
    pub(crate) fn text_in_file(&self) -> &'a str {
        self.document.text_of_file().get(self.range_in_file()).unwrap_or_default()
    }

    fn scalar_text(&self) -> std::borrow::Cow<'a, str> {
        self.as_str().unwrap_or_else(|| self.raw().into())
    }

    /// Returns the place and style of the value in the file, or `None` if the document was not converted.
    pub(super) fn written(&self) -> Option<Written> {
        self.document.source.as_ref()?.map.get(self.index as usize).copied()
    }
}
