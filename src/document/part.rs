//! Documents in blocks. A file of any size is read block by block, and each value has the same span and
//! pointer as in the whole document.

use super::entry::Entry;
use super::file_name::FileName;
use super::parse::{self, Parsed};
use super::pieces::Pieces;
use super::remembered::Remembered;
use super::{Document, FileId, Form, Limits, Marks, Pointer, SyntaxError, text};
use serde::{Deserialize, Serialize};
use std::ops::Range;
use std::sync::OnceLock;

/// The location of a block's text in its file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TextLocation {
    /// The array that contains the block's values. For JSON Lines, the pointer to the whole document.
    pub array: Pointer,
    /// Number of elements of the array before the block.
    pub first: usize,
    pub(super) pieces: Pieces,
}

/// A document without the elements of the arrays that are read in blocks.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Skeleton {
    text: Vec<u8>,
    pieces: Pieces,
    /// The arrays whose elements are left out: the offset of the opening bracket in `text`, and the number of
    /// elements.
    arrays: Vec<(usize, usize)>,
}

/// The buffers for the bytes and the tape of a block. They are reused for the next block.
#[derive(Debug, Default)]
pub struct ParseBuffers {
    /// The bytes to parse.
    pub bytes: Vec<u8>,
    /// The buffer of the tape. Its entries are discarded.
    tape: Vec<Entry>,
}

/// The place of a block in its file, with everything that is needed to read the block again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BlockPlace {
    /// The byte range in the file.
    pub range: Range<usize>,
    /// The location of the block in the document.
    pub part: TextLocation,
    /// The format of the bytes.
    pub form: Form,
    /// The unreliable parts.
    marks: Option<Marks>,
}

impl BlockPlace {
    /// Returns the name of the array that contains the block's values, or `None` for JSON Lines.
    #[must_use]
    pub fn array(&self) -> Option<String> {
        self.part.array.split_last().map(|(_, name)| name)
    }
}

impl From<Vec<u8>> for ParseBuffers {
    fn from(bytes: Vec<u8>) -> ParseBuffers {
        ParseBuffers { bytes, tape: Vec::new() }
    }
}

impl TextLocation {
    /// Creates the location of a block. The block begins at the byte `offset` of the file. `first` is the
    /// number of elements of the array before the block.
    #[must_use]
    pub fn new(offset: usize, array: Pointer, first: usize) -> TextLocation {
        TextLocation { array, first, pieces: Pieces::contiguous(offset) }
    }

    pub(super) fn file_range(&self, range: Range<usize>) -> Range<usize> {
        // A range that ends at the end of a run (see [`Pieces`]) belongs to that run, and not to the next
        // one.
        let end = self.file_byte(range.end.saturating_sub(1)) + 1;
        self.file_byte(range.start)..end
    }

    fn file_byte(&self, local: usize) -> usize {
        self.pieces.file_byte(local)
    }

    /// Maps a byte offset in the file to a byte offset in the block's text. Returns `None` if the block does
    /// not contain that byte.
    pub(super) fn local_offset(&self, offset: usize) -> Option<usize> {
        self.pieces.local_offset(offset)
    }
}

impl Skeleton {
    /// Appends bytes that begin at `offset` in the file.
    pub fn add(&mut self, offset: usize, bytes: &[u8]) {
        self.pieces.add(self.text.len(), offset);
        self.text.extend_from_slice(bytes);
    }

    /// Returns the text and its source map.
    pub(super) fn into_text(self) -> (String, Pieces) {
        (String::from_utf8(self.text).unwrap_or_default(), self.pieces)
    }

    /// Returns the number of bytes that have been added.
    #[must_use]
    pub fn length(&self) -> usize {
        self.text.len()
    }

    /// Leaves out the elements of the array whose opening bracket was added last.
    pub fn leave_out_elements(&mut self) {
        self.arrays.push((self.text.len().saturating_sub(1), 0));
    }

    /// Adds `number` to the element count of the last array.
    pub fn count_elements(&mut self, number: usize) {
        if let Some((_, count)) = self.arrays.last_mut() {
            *count += number;
        }
    }
}

impl Document {
    /// Parses a document without the elements of the arrays that are read in blocks. For such an array, `len`
    /// returns the number of its elements in the file, although the parsed document contains none of them.
    #[must_use]
    pub fn parse_skeleton(file: FileId, skeleton: Skeleton, limits: Limits) -> Document {
        let mut document = Document::parse(file, skeleton.text, limits);
        for (bracket, length) in skeleton.arrays {
            let found = document.tape.binary_search_by_key(&(bracket as u32), |entry| entry.start);
            if let Ok(index) = found {
                document.lengths.set(index, u32::try_from(length).unwrap_or(u32::MAX));
            }
        }
        document
            .with_source_map(TextLocation { pieces: skeleton.pieces, ..TextLocation::default() })
    }

    /// Parses comma-separated elements of an array, up to the end of the bytes or to the array's closing
    /// bracket. Returns the offset of the bracket if the parser has reached it. Set `may_be_empty` for the
    /// first block of an array, since only that block may have no elements.
    #[must_use]
    pub fn parse_elements(
        file: FileId,
        memory: ParseBuffers,
        part: TextLocation,
        may_be_empty: bool,
        limits: Limits,
    ) -> (Document, Option<usize>) {
        let (text, encoding_error) = text::decode(memory.bytes, false);
        let (parsed, end) = match encoding_error {
            Some(error) => (Parsed::not_utf8(error), None),
            None => {
                parse::parse_elements(&text, may_be_empty, limits, Parsed::on_tape(memory.tape))
            }
        };
        (Document::of_part(file, text, parsed, Form::Elements).with_source_map(part), end)
    }

    /// Parses consecutive lines of JSON Lines.
    #[must_use]
    pub fn parse_some_lines(
        file: FileId,
        memory: ParseBuffers,
        part: TextLocation,
        limits: Limits,
    ) -> Document {
        let is_beginning = part.file_byte(0) == 0;
        let (text, encoding_error) = text::decode(memory.bytes, is_beginning);
        let has_byte_order_mark = is_beginning && text.starts_with(text::BYTE_ORDER_MARK);
        let start = if has_byte_order_mark { text::BYTE_ORDER_MARK.len() } else { 0 };
        let parsed = Parsed::on_tape(memory.tape);
        let parsed = parse::parse_lines(&text, encoding_error, start, limits, parsed);
        let document = Document::of_part(file, text, parsed, Form::JsonLines);
        Document { has_byte_order_mark, ..document }.with_source_map(part)
    }

    /// Releases memory that the document does not need.
    pub fn shrink(&mut self) {
        self.text.shrink_to_fit();
        self.tape.shrink_to_fit();
        if let Some(part) = &mut self.part {
            part.pieces.shrink();
        }
    }

    /// Returns the document's buffers, which can be used to parse the next block.
    #[must_use]
    pub fn into_buffers(self) -> ParseBuffers {
        ParseBuffers { bytes: self.text.into_bytes(), tape: self.tape }
    }

    /// Returns the place of this block. Returns `None` if the document is not a block, or if its text is not
    /// contiguous in the file.
    #[must_use]
    pub fn place(&self) -> Option<BlockPlace> {
        let part = self.part.as_ref().filter(|part| part.pieces.len() == 1)?;
        let start = part.file_byte(0);
        let length = match (self.form, self.tape.first()) {
            // The length excludes the array's closing bracket and the text after it.
            (Form::Elements, Some(elements)) => elements.end.saturating_sub(1) as usize,
            _ => self.text.len(),
        };
        let range = start..start + length;
        Some(BlockPlace {
            range,
            part: part.clone(),
            form: self.form,
            marks: self.marks().cloned(),
        })
    }

    /// Parses a block again from its bytes.
    #[must_use]
    pub fn parse_part(
        file: FileId,
        memory: ParseBuffers,
        place: &BlockPlace,
        limits: Limits,
    ) -> Document {
        let document = match place.form {
            Form::JsonLines => Document::parse_some_lines(file, memory, place.part.clone(), limits),
            _ => Document::parse_elements(file, memory, place.part.clone(), true, limits).0,
        };
        if let Some(marks) = &place.marks {
            document.mark(marks.clone());
        }
        document
    }

    /// Sets the number of array elements before the block.
    pub fn count_elements_before(&mut self, number: usize) {
        if let Some(part) = &mut self.part {
            part.first = number;
        }
    }

    /// Maps an error in this text to the bytes of the file. `opened` (the bracket that is not closed) is kept
    /// only for JSON Lines. In other documents, it may be the bracket of the array that is read in blocks, and
    /// the block does not contain that bracket.
    #[must_use]
    pub fn in_file(&self, error: &SyntaxError) -> SyntaxError {
        let part = self.part.as_ref();
        let byte = |local: usize| part.map_or(local, |part| part.file_byte(local));
        let start = byte(error.range.start);
        let opened = error.opened.clone().filter(|_| self.form == Form::JsonLines);
        let opened = opened.map(|range| byte(range.start)..byte(range.start) + range.len());
        let error = SyntaxError::new(error.kind.clone(), start..start + error.range.len());
        SyntaxError { opened, ..error }
    }

    /// Whether the text is not contiguous in the file, because some of the file's text is left out.
    #[must_use]
    pub fn is_subset(&self) -> bool {
        self.part.as_ref().is_some_and(|part| part.pieces.len() != 1)
    }

    /// Returns the byte offset of the document's text in the file.
    #[must_use]
    pub fn offset(&self) -> usize {
        self.part.as_ref().map_or(0, |part| part.file_byte(0))
    }

    pub(super) fn of_part(file: FileId, text: String, parsed: Parsed, form: Form) -> Document {
        Document {
            file,
            text,
            tape: parsed.tape,
            lengths: parsed.lengths,
            syntax_error: parsed.error,
            broken_lines: parsed.broken_lines,
            duplicate_keys: parsed.duplicate_keys,
            altered_numbers: parsed.altered_numbers,
            depth: parsed.depth,
            has_byte_order_mark: false,
            form,
            part: None,
            marks: OnceLock::new(),
            siblings_before: OnceLock::new(),
            remembered: Remembered::default(),
            source: None,
            file_name: FileName::default(),
        }
    }

    /// Attaches the document's location in its file, and maps the duplicate keys to the file.
    fn with_source_map(mut self, part: TextLocation) -> Document {
        for duplicate in &mut self.duplicate_keys {
            duplicate.first = part.file_byte(duplicate.first);
            duplicate.again = part.file_byte(duplicate.again);
        }
        self.part = Some(part);
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_have_the_same_places_as_in_the_whole_document() {
        let part = TextLocation::new(100, Pointer::new("/claims"), 7);
        let bytes = br#" {"id": 1}, {"id": [2]} ] , "next""#.to_vec();
        let (document, end) =
            Document::parse_elements(FileId(3), bytes.into(), part, false, Limits::default());
        assert_eq!(end, Some(24));
        let last = document.root().unwrap().element(1).unwrap().get("id").unwrap();
        assert_eq!(last.span(), 119..122);
        assert_eq!(last.element(0).unwrap().pointer().as_str(), "/claims/8/id/0");
        assert!(document.value_at(119).unwrap().is_same_node(last));
        assert!(document.value_at(19).is_none());
    }

    #[test]
    fn a_part_ends_after_an_element_and_nowhere_else() {
        let is_sound = |text: &str, may_be_empty| {
            let part = TextLocation::default();
            let parsed = Document::parse_elements(
                FileId(0),
                text.as_bytes().to_vec().into(),
                part,
                may_be_empty,
                Limits::default(),
            );
            parsed.0.syntax_error().is_none()
        };
        assert!(is_sound("1, 2", false) && is_sound(" ] }", true) && is_sound("1]", false));
        assert!(!is_sound("1,", false) && !is_sound("]", false) && !is_sound("1 2", false));
        assert!(!is_sound("{\"a\": 1", false) && !is_sound("1, ]", true) && !is_sound("1}", true));
    }

    #[test]
    fn a_skeleton_has_its_places_and_the_lengths_of_omitted_arrays() {
        let mut skeleton = Skeleton::default();
        skeleton.add(0, b"{\"a\": [");
        skeleton.leave_out_elements();
        skeleton.count_elements(3);
        skeleton.add(1000, b"], \"b\": {\"a\": 1, \"a\": 2}}");
        let document = Document::parse_skeleton(FileId(0), skeleton, Limits::default());
        let root = document.root().unwrap();
        assert_eq!(
            (root.get("a").unwrap().len(), root.get("a").unwrap().elements().count()),
            (3, 0)
        );
        assert_eq!(root.get("a").unwrap().span(), 6..1001);
        assert_eq!(root.get("b").unwrap().span(), 1008..1024);
        assert_eq!(document.duplicate_keys()[0].again, 1017);
        assert!(document.value_at(1008).unwrap().is_same_node(root.get("b").unwrap()));
        assert!(document.value_at(500).is_none());
    }
}
