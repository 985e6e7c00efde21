//! Parts of a document, read by themselves: a file of any size is read a part after another, and each
//! value of a part stands at the same bytes, and has the same pointer, as in the whole.

use super::parse::{self, Parsed};
use super::{Document, Entry, FileId, Form, Limits, Marks, Pointer, SyntaxError, text};
use std::ops::Range;
use std::sync::OnceLock;

/// Where the text of a part stands in its file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PartOf {
    /// The array that the part's values are elements of; the whole document for lines.
    pub array: Pointer,
    /// How many elements of the array stand before the part.
    pub first: usize,
    /// The pieces that the part's text is made of: for each, the byte at which it begins in the part's
    /// text and in the file.
    pieces: Vec<(usize, usize)>,
}

/// What stands outside the arrays that are read in parts: the document's text without their elements.
#[derive(Debug, Default)]
pub struct Skeleton {
    text: Vec<u8>,
    pieces: Vec<(usize, usize)>,
    /// For each array whose elements are left out: the byte of its opening bracket in `text`, and the
    /// number of its elements.
    arrays: Vec<(usize, usize)>,
}

/// The bytes of a part of a document, and room for its tape. Where many parts are read one after another,
/// the memory of one that is no longer needed serves the next.
#[derive(Debug, Default)]
pub struct ParseBuffers {
    /// The bytes that are to be read.
    pub bytes: Vec<u8>,
    /// What stands on it does not count.
    tape: Vec<Entry>,
}

/// A part of a file, and what is needed to read it again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartPlace {
    /// The bytes of the file.
    pub range: Range<usize>,
    /// Where it stands in the document.
    pub part: PartOf,
    /// What the bytes hold.
    pub form: Form,
    /// What of it cannot be relied on.
    marks: Option<Marks>,
}

impl PartPlace {
    /// The name of the array that the part's values are elements of; nothing for lines.
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

impl PartOf {
    /// A part that begins at a byte of the file, and with an element of an array.
    #[must_use]
    pub fn new(offset: usize, array: Pointer, first: usize) -> PartOf {
        PartOf { array, first, pieces: vec![(0, offset)] }
    }

    pub(super) fn file_range(&self, range: Range<usize>) -> Range<usize> {
        // What ends where a piece ends still belongs to that piece.
        let end = self.file_byte(range.end.saturating_sub(1)) + 1;
        self.file_byte(range.start)..end
    }

    fn file_byte(&self, own: usize) -> usize {
        let number = self.pieces.partition_point(|(start, _)| *start <= own);
        let piece = self.pieces.get(number.saturating_sub(1));
        piece.map_or(own, |(start, offset)| own - start + offset)
    }

    /// The byte of the part's text that is a byte of the file; nothing where it may not be in the part.
    pub(super) fn local_offset(&self, offset: usize) -> Option<usize> {
        let number = self.pieces.partition_point(|(_, start)| *start <= offset);
        let (own, start) = self.pieces.get(number.checked_sub(1)?)?;
        let byte = offset - start + own;
        let next = self.pieces.get(number).map_or(usize::MAX, |(own, _)| *own);
        (byte < next).then_some(byte)
    }
}

impl Skeleton {
    /// Adds a piece of the file's text, which begins at a byte of the file.
    pub fn add(&mut self, offset: usize, bytes: &[u8]) {
        let continues =
            self.pieces.last().is_some_and(|(own, start)| self.text.len() - own + start == offset);
        if !continues {
            self.pieces.push((self.text.len(), offset));
        }
        self.text.extend_from_slice(bytes);
    }

    /// How many bytes have been added.
    #[must_use]
    pub fn length(&self) -> usize {
        self.text.len()
    }

    /// Says that the elements of the array are left out whose opening bracket was added last.
    pub fn leave_out_elements(&mut self) {
        self.arrays.push((self.text.len().saturating_sub(1), 0));
    }

    /// Counts elements of the array that was begun last.
    pub fn count_elements(&mut self, number: usize) {
        if let Some((_, count)) = self.arrays.last_mut() {
            *count += number;
        }
    }
}

impl Document {
    /// Reads what stands outside the arrays that are read in parts. Such an array has the length that
    /// it has in the file, and no element.
    #[must_use]
    pub fn parse_skeleton(file: FileId, skeleton: Skeleton, limits: Limits) -> Document {
        let mut document = Document::parse(file, skeleton.text, limits);
        for (bracket, length) in skeleton.arrays {
            let found = document.tape.binary_search_by_key(&(bracket as u32), |entry| entry.start);
            if let Some(entry) = found.ok().and_then(|index| document.tape.get_mut(index)) {
                entry.size = u32::try_from(length).unwrap_or(u32::MAX);
            }
        }
        document.with_source_map(PartOf { pieces: skeleton.pieces, ..PartOf::default() })
    }

    /// Reads consecutive elements of an array, with commas between them: up to the end of the bytes, or
    /// to the bracket that ends the array; then the length of what stands before the bracket is returned.
    /// `may_be_empty` where nothing of the array stands before: only then may it end at once.
    #[must_use]
    pub fn parse_elements(
        file: FileId,
        memory: ParseBuffers,
        part: PartOf,
        may_be_empty: bool,
        limits: Limits,
    ) -> (Document, Option<usize>) {
        let (text, encoding_error) = text::decode(memory.bytes);
        let (parsed, end) = match encoding_error {
            Some(error) => (Parsed::broken(error), None),
            None => {
                parse::parse_elements(&text, may_be_empty, limits, Parsed::on_tape(memory.tape))
            }
        };
        (Document::of_part(file, text, parsed, Form::Elements).with_source_map(part), end)
    }

    /// Reads consecutive lines of JSON Lines.
    #[must_use]
    pub fn parse_some_lines(
        file: FileId,
        memory: ParseBuffers,
        part: PartOf,
        limits: Limits,
    ) -> Document {
        let (text, encoding_error) = text::decode(memory.bytes);
        let parsed = match encoding_error {
            Some(error) => Parsed::broken(error),
            None => parse::parse_lines(&text, 0, limits, Parsed::on_tape(memory.tape)),
        };
        Document::of_part(file, text, parsed, Form::JsonLines).with_source_map(part)
    }

    /// Gives back the memory that the document does not need.
    pub fn shrink(&mut self) {
        self.text.shrink_to_fit();
        self.tape.shrink_to_fit();
    }

    /// The document's memory, for the next one.
    #[must_use]
    pub fn into_memory(self) -> ParseBuffers {
        ParseBuffers { bytes: self.text.into_bytes(), tape: self.tape }
    }

    /// Where the part stands that the document is; nothing where it is the whole, or no single piece.
    #[must_use]
    pub fn place(&self) -> Option<PartPlace> {
        let part = self.part.as_ref().filter(|part| part.pieces.len() == 1)?;
        let start = part.file_byte(0);
        let length = match (self.form, self.tape.first()) {
            // What stands behind the bracket that ends the array is none of it.
            (Form::Elements, Some(elements)) => elements.end.saturating_sub(1) as usize,
            _ => self.text.len(),
        };
        let range = start..start + length;
        Some(PartPlace { range, part: part.clone(), form: self.form, marks: self.marks().cloned() })
    }

    /// Reads a part again, from its bytes.
    #[must_use]
    pub fn parse_part(
        file: FileId,
        memory: ParseBuffers,
        place: &PartPlace,
        limits: Limits,
    ) -> Document {
        let document = match place.form {
            Form::JsonLines => Document::parse_some_lines(file, memory, place.part.clone(), limits),
            Form::Json | Form::Elements => {
                Document::parse_elements(file, memory, place.part.clone(), true, limits).0
            }
        };
        if let Some(marks) = &place.marks {
            document.mark(marks.clone());
        }
        document
    }

    /// Says how many elements of its array stand before a part.
    pub fn count_elements_before(&mut self, number: usize) {
        if let Some(part) = &mut self.part {
            part.first = number;
        }
    }

    /// An error of this text with the bytes of the file that it is about. What it names as not closed is
    /// left out, but of a line: in a part that may be the array of its elements, which begins elsewhere.
    #[must_use]
    pub fn in_file(&self, error: &SyntaxError) -> SyntaxError {
        let part = self.part.as_ref();
        let byte = |own: usize| part.map_or(own, |part| part.file_byte(own));
        let start = byte(error.range.start);
        let opened = error.opened.clone().filter(|_| self.form == Form::JsonLines);
        let opened = opened.map(|range| byte(range.start)..byte(range.start) + range.len());
        let error = SyntaxError::new(error.kind.clone(), start..start + error.range.len());
        SyntaxError { opened, ..error }
    }

    /// The byte of the file at which the document's text begins.
    #[must_use]
    pub fn offset(&self) -> usize {
        self.part.as_ref().map_or(0, |part| part.file_byte(0))
    }

    fn of_part(file: FileId, text: String, parsed: Parsed, form: Form) -> Document {
        Document {
            file,
            text,
            tape: parsed.tape,
            syntax_error: parsed.error,
            broken_lines: parsed.broken_lines,
            duplicate_keys: parsed.duplicate_keys,
            altered_numbers: parsed.altered_numbers,
            depth: parsed.depth,
            has_byte_order_mark: false,
            form,
            part: None,
            marks: OnceLock::new(),
        }
    }

    /// The document as a part of its file.
    fn with_source_map(mut self, part: PartOf) -> Document {
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
    fn elements_stand_where_they_stand_in_the_whole() {
        let part = PartOf::new(100, Pointer::new("/claims"), 7);
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
            let part = PartOf::default();
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
    fn an_outline_has_its_places_and_the_lengths_of_what_is_left_out() {
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
