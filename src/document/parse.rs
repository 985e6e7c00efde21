//! Parses JSON text (RFC 8259) onto the tape in one pass, without recursion.

use super::entry::{Content, Entry, Lengths, NO_PARENT};
use super::number;
use super::syntax::{SyntaxError, SyntaxErrorKind as Kind};
use super::text::EncodingError;
use super::value::decode_string;
use super::{DuplicateKey, Limits, key};
use std::borrow::Cow;
use std::collections::HashMap;

mod mistake;
mod scalar;

/// The result of parsing a text.
#[derive(Debug, Default)]
pub(super) struct Parsed {
    pub(super) tape: Vec<Entry>,
    pub(super) lengths: Lengths,
    pub(super) error: Option<SyntaxError>,
    /// One error for each line of JSON Lines that is not JSON.
    pub(super) broken_lines: Vec<SyntaxError>,
    pub(super) duplicate_keys: Vec<DuplicateKey>,
    /// Tape indices of the numbers that a double would change.
    pub(super) altered_numbers: Vec<u32>,
    /// Maximum nesting depth of arrays and objects.
    pub(super) depth: u32,
}

impl Parsed {
    /// Creates an empty result that reuses the memory of a tape.
    pub(super) fn on_tape(mut tape: Vec<Entry>) -> Parsed {
        tape.clear();
        Parsed { tape, ..Parsed::default() }
    }

    pub(super) fn broken(error: SyntaxError) -> Parsed {
        Parsed { error: Some(error), ..Parsed::default() }
    }

    pub(super) fn not_utf8(error: EncodingError) -> Parsed {
        Parsed { error: error.into_first(), ..Parsed::default() }
    }
}

/// Parses a text from the byte offset `start`. Stops at the first error.
pub(super) fn parse(text: &str, start: usize, limits: Limits) -> Parsed {
    if let Some(error) = too_large(text) {
        return Parsed::broken(error);
    }
    let mut parser = Parser::new(text, start, limits, Parsed::default());
    if let Err(error) = parser.document() {
        parser.parsed.error = Some(*error);
    }
    parser.parsed.lengths.sort();
    parser.parsed
}

/// Parses one value per line, from the byte offset `start`. The tape must be empty. Its first entry becomes
/// an array of all values. A line that is not JSON or not UTF-8 adds no value.
pub(super) fn parse_lines(
    text: &str,
    encoding_error: Option<EncodingError>,
    start: usize,
    limits: Limits,
    mut parsed: Parsed,
) -> Parsed {
    let wrong_bytes = match encoding_error {
        None => Vec::new(),
        Some(EncodingError::InLines(errors)) => errors,
        Some(EncodingError::Unreadable(error)) => return Parsed::broken(error),
    };
    if let Some(error) = too_large(text) {
        return Parsed::broken(error);
    }
    let mut wrong_bytes = wrong_bytes.into_iter().peekable();
    let (start_of_all, end_of_all) = (start as u32, text.len() as u32);
    parsed.tape.push(Entry::new(start_of_all, end_of_all, NO_PARENT, Content::container(1)));
    let mut number = 0;
    let mut line_start = start;
    for line in text.get(start..).unwrap_or_default().split_inclusive('\n') {
        let line_end = line_start + line.len();
        if let Some(error) = wrong_bytes.next_if(|error| error.range.start < line_end) {
            parsed.broken_lines.push(error);
        } else if !line.trim_ascii().is_empty() {
            let text_up_to_here = text.get(..line_end).unwrap_or_default().trim_ascii_end();
            let before = Extent::of(&parsed);
            let mut parser = Parser::new(text_up_to_here, line_start, limits, parsed);
            let result = parser.document();
            parsed = parser.parsed;
            if let Err(error) = result {
                parsed.broken_lines.push(*error);
                before.restore(&mut parsed);
                line_start = line_end;
                continue;
            }
            number += 1;
        }
        line_start = line_end;
    }
    let next = parsed.tape.len();
    if let Some(array) = parsed.tape.first_mut() {
        array.close(text.len(), next);
    }
    parsed.lengths.add(0, number);
    parsed.lengths.sort();
    parsed
}

/// The size of a result before a line is parsed. It is used to discard a broken line.
struct Extent {
    tape: usize,
    lengths: usize,
    duplicate_keys: usize,
    altered_numbers: usize,
    depth: u32,
}

impl Extent {
    fn of(parsed: &Parsed) -> Extent {
        Extent {
            tape: parsed.tape.len(),
            lengths: parsed.lengths.number(),
            duplicate_keys: parsed.duplicate_keys.len(),
            altered_numbers: parsed.altered_numbers.len(),
            depth: parsed.depth,
        }
    }

    /// Discards everything that was parsed since this extent was recorded.
    fn restore(&self, parsed: &mut Parsed) {
        parsed.tape.truncate(self.tape);
        parsed.lengths.truncate(self.lengths);
        parsed.duplicate_keys.truncate(self.duplicate_keys);
        parsed.altered_numbers.truncate(self.altered_numbers);
        parsed.depth = self.depth;
    }
}

/// Parses the comma-separated elements of an array, up to the end of the text or to the array's closing
/// bracket. Returns the byte offset of the bracket if the parser has reached it. The tape must be empty. Its
/// first entry becomes an array of the elements.
pub(super) fn parse_elements(
    text: &str,
    may_be_empty: bool,
    limits: Limits,
    parsed: Parsed,
) -> (Parsed, Option<usize>) {
    if let Some(error) = too_large(text) {
        return (Parsed::broken(error), None);
    }
    let mut parser = Parser::new(text, 0, limits, parsed);
    // On average about two thirds of the bytes are white space and string content.
    parser.parsed.tape.reserve(text.len() / 12);
    parser.push(0, text.len(), Content::container(1));
    parser.open.push(Container { index: 0, size: 0, is_object: false });
    parser.is_part = true;
    let expect = if may_be_empty { Expect::ValueOrEnd } else { Expect::Value };
    if let Err(error) = parser.values(expect) {
        parser.parsed.error = Some(*error);
        return (parser.parsed, None);
    }
    let has_ended = parser.open.is_empty();
    if !has_ended {
        parser.close_container();
    }
    parser.parsed.lengths.sort();
    let end = has_ended.then(|| parser.at - 1);
    (parser.parsed, end)
}

/// Maximum size of a text in bytes. Its offsets fit into 32 bits, and the indexes of its tape into 31 bits: each entry
/// needs at least two bytes of the text.
const MAX_BYTES: usize = u32::MAX as usize - 4;

fn too_large(text: &str) -> Option<SyntaxError> {
    (text.len() > MAX_BYTES).then(|| SyntaxError::new(Kind::TooLong, 0..1))
}

/// The result of a parsing step. `SyntaxError` is large, so boxing it keeps the success path small.
type Step<T> = Result<T, Box<SyntaxError>>;

struct Parser<'t> {
    text: &'t str,
    bytes: &'t [u8],
    /// Byte offset of the next byte to read.
    at: usize,
    limits: Limits,
    open: Vec<Container>,
    /// Key hashes of the object that was closed last. The buffer is reused for the next object.
    key_hashes: Vec<u32>,
    parsed: Parsed,
    /// Tape index of the root or, in JSON Lines, of the current line's value.
    first_entry: usize,
    /// Whether the text is a part of an array. If so, it may end after an element.
    is_part: bool,
}

/// An array or object whose end has not been read yet.
#[derive(Clone, Copy)]
struct Container {
    index: usize,
    size: u32,
    is_object: bool,
}

/// The tokens that the grammar allows next.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Expect {
    Value,
    ValueOrEnd,
    Key,
    KeyOrEnd,
    CommaOrEnd,
    Nothing,
}

impl<'t> Parser<'t> {
    /// Creates a parser that reads the text from the byte offset `start` and adds to `parsed`.
    fn new(text: &'t str, start: usize, limits: Limits, parsed: Parsed) -> Parser<'t> {
        let bytes = text.as_bytes();
        let first_entry = parsed.tape.len();
        Parser {
            text,
            bytes,
            at: start,
            limits,
            open: Vec::new(),
            key_hashes: Vec::new(),
            parsed,
            first_entry,
            is_part: false,
        }
    }

    fn document(&mut self) -> Step<()> {
        self.values(Expect::Value)
    }

    fn values(&mut self, mut expect: Expect) -> Step<()> {
        loop {
            if self.is_part && self.open.is_empty() {
                return Ok(());
            }
            self.skip_white_space();
            let Some(&byte) = self.bytes.get(self.at) else {
                let ends_after_element = self.is_part && self.open.len() == 1;
                return match expect {
                    Expect::Nothing => Ok(()),
                    Expect::CommaOrEnd if ends_after_element => Ok(()),
                    _ => Err(Box::new(self.early_end(expect))),
                };
            };
            expect = match (expect, byte) {
                (Expect::Value | Expect::ValueOrEnd, b'{' | b'[') => self.open_container(byte)?,
                (Expect::Value | Expect::ValueOrEnd, _) if scalar::begins_scalar(byte) => {
                    self.scalar(byte)?;
                    self.after_value()
                }
                (Expect::Key | Expect::KeyOrEnd, b'"') => self.key()?,
                (Expect::CommaOrEnd, b',') => self.comma(),
                (Expect::CommaOrEnd | Expect::KeyOrEnd, b'}') if self.inside_object() => {
                    self.close_container()
                }
                (Expect::CommaOrEnd | Expect::ValueOrEnd, b']') if !self.inside_object() => {
                    self.close_container()
                }
                _ => return Err(Box::new(self.mistake(expect, byte))),
            };
        }
    }

    fn skip_white_space(&mut self) {
        while let Some(b' ' | b'\n' | b'\r' | b'\t') = self.bytes.get(self.at) {
            self.at += 1;
            self.skip_spaces();
        }
    }

    /// Skips spaces, eight at a time, since most white space is indentation.
    fn skip_spaces(&mut self) {
        const SPACES: u64 = u64::from_le_bytes(*b"        ");
        while let Some(eight) = self.bytes.get(self.at..).and_then(|rest| rest.first_chunk()) {
            let others = u64::from_le_bytes(*eight) ^ SPACES;
            self.at += (others.trailing_zeros() / 8) as usize;
            if others != 0 {
                return;
            }
        }
    }

    fn inside_object(&self) -> bool {
        self.open.last().is_some_and(|container| container.is_object)
    }

    fn push(&mut self, start: usize, end: usize, content: Content) {
        let parent = match self.open.last() {
            Some(container) => container.index as u32,
            // The parent of a line's value is the array of all lines. The root of a document has no parent.
            None if self.first_entry > 0 => 0,
            None => NO_PARENT,
        };
        self.parsed.tape.push(Entry::new(start as u32, end as u32, parent, content));
    }

    fn open_container(&mut self, byte: u8) -> Step<Expect> {
        if self.open.len() as u32 >= self.limits.depth {
            return Self::fail(Kind::TooDeep { limit: self.limits.depth }, self.at..self.at + 1);
        }
        let is_object = byte == b'{';
        let container = Container { index: self.parsed.tape.len(), size: 0, is_object };
        self.push(self.at, self.at, Content::container(0));
        self.open.push(container);
        self.parsed.depth = self.parsed.depth.max(self.open.len() as u32);
        self.at += 1;
        Ok(if is_object { Expect::KeyOrEnd } else { Expect::ValueOrEnd })
    }

    fn close_container(&mut self) -> Expect {
        self.at += 1;
        let Some(container) = self.open.pop() else { return Expect::Nothing };
        let next = self.parsed.tape.len();
        if let Some(entry) = self.parsed.tape.get_mut(container.index) {
            entry.close(self.at, next);
        }
        self.parsed.lengths.add(container.index, container.size);
        if container.is_object && container.size > 1 {
            self.record_duplicate_keys(container);
        }
        self.after_value()
    }

    fn after_value(&mut self) -> Expect {
        match self.open.last_mut() {
            Some(container) => {
                container.size += 1;
                Expect::CommaOrEnd
            }
            None => Expect::Nothing,
        }
    }

    fn comma(&mut self) -> Expect {
        self.at += 1;
        if self.inside_object() { Expect::Key } else { Expect::Value }
    }

    fn key(&mut self) -> Step<Expect> {
        let start = self.at + 1;
        self.string()?;
        let text = self.bytes.get(start..self.at - 1).unwrap_or_default();
        if let Some(key) = self.parsed.tape.last_mut() {
            key.make_key(key::key_hash(text));
        }
        self.skip_white_space();
        match self.bytes.get(self.at) {
            Some(b':') => {
                self.at += 1;
                self.string_after_key()
            }
            Some(_) => self.unexpected("`:` after the key"),
            None => Self::fail(Kind::UnexpectedEnd { want: "`:` after the key" }, self.at..self.at),
        }
    }

    /// Reads a string value after a key on a fast path, since strings are the most frequent values.
    fn string_after_key(&mut self) -> Step<Expect> {
        self.skip_white_space();
        if self.bytes.get(self.at) != Some(&b'"') {
            return Ok(Expect::Value);
        }
        self.string()?;
        Ok(self.after_value())
    }

    /// Records the duplicate keys of an object. In most objects, different hashes already show that there are
    /// none.
    fn record_duplicate_keys(&mut self, object: Container) {
        let mut hashes = std::mem::take(&mut self.key_hashes);
        hashes.clear();
        hashes.extend(self.keys(object).map(|key| key.content().number()));
        let has_escapes = self.keys(object).any(Entry::has_escapes);
        if has_escapes || has_repetition(&mut hashes) {
            let duplicates = self.duplicates(object);
            self.parsed.duplicate_keys.extend(duplicates);
        }
        self.key_hashes = hashes;
    }

    /// Returns the tape entries of an object's keys.
    fn keys(&self, object: Container) -> impl Iterator<Item = Entry> {
        let tape = &self.parsed.tape;
        let mut index = object.index + 1;
        std::iter::from_fn(move || {
            let (key, value) = (tape.get(index)?, tape.get(index + 1)?);
            index = value.next(index as u32 + 1) as usize;
            Some(*key)
        })
    }

    fn duplicates(&self, object: Container) -> Vec<DuplicateKey> {
        let mut first_seen = HashMap::new();
        let mut found = Vec::new();
        for key in self.keys(object) {
            let first = *first_seen.entry(self.key_text(key)).or_insert(key.start);
            if first != key.start {
                found.push(DuplicateKey { first: first as usize, again: key.start as usize });
            }
        }
        found
    }

    fn key_text(&self, key: Entry) -> Cow<'_, str> {
        let content = self.text.get(key.start as usize + 1..key.end as usize - 1);
        decode_string(content.unwrap_or_default(), key.has_escapes())
    }
}

/// Whether the content of a key occurs twice. If there are few keys, comparing each pair is faster than sorting.
fn has_repetition(keys: &mut [u32]) -> bool {
    if keys.len() <= 16 {
        let mut rest = &*keys;
        while let Some((first, others)) = rest.split_first() {
            if others.contains(first) {
                return true;
            }
            rest = others;
        }
        return false;
    }
    keys.sort_unstable();
    keys.windows(2).any(|pair| pair.first() == pair.last())
}
