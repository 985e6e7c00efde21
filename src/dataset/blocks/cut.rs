//! Finds the boundaries between blocks. A boundary is between two lines, or between two elements of an array.

use memchr::memmem;
use std::ops::Range;

/// The byte ranges of the blocks in a buffer, and their total length including separators.
pub(super) struct Blocks {
    pub(super) ranges: Vec<Range<usize>>,
    pub(super) length: usize,
}

/// The separator between two blocks.
pub(super) enum Boundary {
    /// A line break. No value in JSON Lines contains a line break.
    Line,
    /// A comma followed by the text with which the array's first element begins, including white space. The
    /// same text may also occur inside an element.
    Like(Box<memmem::Finder<'static>>),
    /// A comma outside all strings and brackets. It is found by counting brackets.
    Counted,
}

impl Boundary {
    /// Guesses the boundary between the elements of an array from the bytes after its opening bracket.
    pub(super) fn like_the_first(bytes: &[u8]) -> Boundary {
        match beginning(bytes) {
            Some(beginning) => {
                let pattern = [b",", beginning].concat();
                Boundary::Like(Box::new(memmem::Finder::new(&pattern).into_owned()))
            }
            None => Boundary::Counted,
        }
    }

    /// Returns the first boundary at or after the offset `least`, for a block that begins at `start`. The
    /// first number is the end of the block, and the second is the start of the next block.
    fn after(&self, bytes: &[u8], start: usize, least: usize) -> Option<(usize, usize)> {
        let rest = bytes.get(least..)?;
        match self {
            Boundary::Line => {
                let end = least + memchr::memchr(b'\n', rest)? + 1;
                Some((end, end))
            }
            Boundary::Like(finder) => {
                let comma = least + finder.find(rest)?;
                Some((comma, comma + 1))
            }
            Boundary::Counted => match find_delimiter(bytes, start, least) {
                Delimiter::Comma(comma) => Some((comma, comma + 1)),
                Delimiter::End(_) | Delimiter::Neither => None,
            },
        }
    }
}

/// Cuts bytes into blocks of about `size` bytes. `is_at_end` says whether the bytes reach the end of the file.
/// There, the last block need not be followed by a boundary.
pub(super) fn cut(bytes: &[u8], size: usize, is_at_end: bool, boundary: &Boundary) -> Blocks {
    let mut ranges = Vec::new();
    let mut start = 0;
    while bytes.len() - start > size {
        let Some((end, next)) = boundary.after(bytes, start, start + size) else { break };
        ranges.push(start..end);
        start = next;
    }
    // No boundary was found: the next element is longer than a block, or it is the last one. The boundary may
    // not occur in the rest of the file, so brackets are counted instead.
    if ranges.is_empty() && bytes.len() > size && !matches!(boundary, Boundary::Line) {
        let (end, next) = match find_delimiter(bytes, 0, size) {
            Delimiter::Comma(comma) => (comma, comma + 1),
            Delimiter::End(bracket) => (bracket + 1, bracket + 1),
            Delimiter::Neither => (0, 0),
        };
        ranges.extend((end > 0).then_some(0..end));
        start = next;
    }
    if is_at_end && start < bytes.len() {
        ranges.push(start..bytes.len());
        start = bytes.len();
    }
    Blocks { ranges, length: start }
}

/// Returns the byte offset at which the first element or line of more than `limit` bytes begins. `bytes`
/// consists of consecutive elements or lines, and the last of them may be incomplete.
pub(super) fn start_of_long(bytes: &[u8], limit: usize, boundary: &Boundary) -> usize {
    let end_of = |start: usize| match boundary {
        Boundary::Line => boundary.after(bytes, start, start).map(|(_, next)| next),
        Boundary::Like(_) | Boundary::Counted => match find_delimiter(bytes, start, start) {
            Delimiter::Comma(comma) => Some(comma + 1),
            Delimiter::End(_) | Delimiter::Neither => None,
        },
    };
    let mut start = 0;
    while let Some(end) = end_of(start).filter(|end| end - start <= limit) {
        start = end;
    }
    let rest = bytes.get(start..).unwrap_or_default();
    start + rest.iter().take_while(|byte| byte.is_ascii_whitespace()).count()
}

/// Returns the text at the start of the first element, with which most elements probably begin: white space,
/// the opening brace and the first key. Returns `None` if the element is not an object with a plain key.
fn beginning(bytes: &[u8]) -> Option<&[u8]> {
    let brace = bytes.iter().position(|byte| !byte.is_ascii_whitespace())?;
    let inside = bytes.get(brace + 1..).filter(|_| bytes.get(brace) == Some(&b'{'))?;
    let quotation = inside.iter().position(|byte| !byte.is_ascii_whitespace())?;
    let key = inside.get(quotation + 1..).filter(|_| inside.get(quotation) == Some(&b'"'))?;
    let length = memchr::memchr2(b'"', b'\\', key)?;
    bytes.get(..brace + 1 + quotation + 1 + length + 1)
}

/// The first delimiter outside the strings and brackets of some elements, with its byte offset.
enum Delimiter {
    /// A comma between two elements.
    Comma(usize),
    /// The closing bracket of the array.
    End(usize),
    /// The bytes end before a delimiter.
    Neither,
}

/// Finds the first comma at or after `least`, or the end of the array. The elements begin at `start`.
fn find_delimiter(bytes: &[u8], start: usize, least: usize) -> Delimiter {
    let mut at = start;
    let mut depth = 0_usize;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'"' => match end_of_string(bytes, at) {
                Some(end) => at = end,
                None => return Delimiter::Neither,
            },
            b'{' | b'[' => depth += 1,
            b'}' | b']' if depth == 0 => return Delimiter::End(at),
            b'}' | b']' => depth -= 1,
            b',' if depth == 0 && at >= least => return Delimiter::Comma(at),
            _ => {}
        }
        at += 1;
    }
    Delimiter::Neither
}

/// Returns the offset of the closing quotation mark of the string that begins at `start`.
fn end_of_string(bytes: &[u8], start: usize) -> Option<usize> {
    let mut at = start + 1;
    loop {
        at += memchr::memchr2(b'"', b'\\', bytes.get(at..)?)?;
        if bytes.get(at) == Some(&b'"') {
            return Some(at);
        }
        at += 2;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blocks<'b>(text: &'b str, size: usize, boundary: &Boundary) -> Vec<&'b str> {
        let blocks = cut(text.as_bytes(), size, true, boundary);
        blocks.ranges.into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn a_block_ends_before_text_that_looks_like_the_first_element() {
        let text = r#"{"id":1,"x":[{"a":1},{"a":2}]},{"id":2},{"id":3}]"#;
        let boundary = Boundary::like_the_first(text.as_bytes());
        let want = [r#"{"id":1,"x":[{"a":1},{"a":2}]}"#, r#"{"id":2}"#, r#"{"id":3}]"#];
        assert_eq!(blocks(text, 1, &boundary), want);
    }

    #[test]
    fn commas_in_strings_and_brackets_are_not_boundaries() {
        let text = r#"["a,\"],", {"b": 1, "c": []}], 2, 3"#;
        let want = [r#"["a,\"],", {"b": 1, "c": []}]"#, " 2", " 3"];
        assert_eq!(blocks(text, 1, &Boundary::Counted), want);
    }

    #[test]
    fn an_array_ends_if_nothing_after_it_looks_like_an_element() {
        let text = r#"{"id":[1,2]}], "names": [{"name":1},{"name":2}"#;
        let boundary = Boundary::like_the_first(text.as_bytes());
        let blocks = cut(text.as_bytes(), 4, false, &boundary);
        assert_eq!((blocks.ranges.len(), blocks.length), (1, 13));
    }

    #[test]
    fn elements_that_are_not_objects_are_counted() {
        assert!(matches!(Boundary::like_the_first(b" 1, 2"), Boundary::Counted));
        assert!(matches!(Boundary::like_the_first(b"{}"), Boundary::Counted));
        assert!(matches!(Boundary::like_the_first(b"\n {\n \"id\": 1"), Boundary::Like(_)));
    }

    #[test]
    fn lines_end_with_their_line_break() {
        assert_eq!(blocks("1\n2\n3", 1, &Boundary::Line), ["1\n", "2\n", "3"]);
    }
}
