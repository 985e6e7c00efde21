//! Converts byte offsets to lines and columns.

/// A position in a text, as people and editors count it. All numbers start at 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    /// The line number. A line ends with LF or CR LF.
    pub line: usize,
    /// The column in Unicode code points. A tab counts as one.
    pub column: usize,
    /// The column in UTF-16 code units, as in the Language Server Protocol.
    pub column_utf16: usize,
}

impl Position {
    /// The position of the first character.
    pub const FIRST: Position = Position { line: 1, column: 1, column_utf16: 1 };
}

/// An index of a text, which finds the line and the column of a byte offset.
#[derive(Debug, Clone)]
pub struct LineIndex {
    /// Byte offset of the start of each line.
    starts: Vec<usize>,
    /// Number of characters before each multiple of `BYTES_PER_MARK` bytes. The column of an offset far into a
    /// very long line is therefore found without counting from the start of the line.
    marks: Vec<Characters>,
}

/// A number of characters, given in two units.
#[derive(Debug, Clone, Copy, Default)]
pub struct Characters {
    /// The number in Unicode code points.
    pub code_points: usize,
    /// The number in UTF-16 code units.
    pub utf16_units: usize,
}

/// Number of bytes between two marks.
const BYTES_PER_MARK: usize = 1024;

impl LineIndex {
    /// Indexes a text in one pass.
    #[must_use]
    pub fn new(text: &str) -> LineIndex {
        let after_breaks = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        let starts = std::iter::once(0).chain(after_breaks.map(|(at, _)| at + 1)).collect();
        let mut before = Characters::default();
        let marks = text.as_bytes().chunks(BYTES_PER_MARK).map(|chunk| {
            let mark = before;
            before = before.and(chunk);
            mark
        });
        LineIndex { starts, marks: marks.collect() }
    }

    /// Returns the line and the columns of a byte offset in the indexed text. An offset beyond the end of the
    /// text is rounded down to the end, and an offset inside a character to the start of the character.
    #[must_use]
    pub fn position(&self, text: &str, offset: usize) -> Position {
        let offset = text.floor_char_boundary(offset.min(text.len()));
        let line = self.starts.partition_point(|start| *start <= offset);
        let start = self.starts.get(line.wrapping_sub(1)).copied().unwrap_or_default();
        let (from, to) =
            (self.characters_before(text, start), self.characters_before(text, offset));
        Position {
            line,
            column: to.code_points - from.code_points + 1,
            column_utf16: to.utf16_units - from.utf16_units + 1,
        }
    }

    fn characters_before(&self, text: &str, offset: usize) -> Characters {
        let number = offset / BYTES_PER_MARK;
        // There may be no mark at the end of the text.
        let number = number.min(self.marks.len().saturating_sub(1));
        let mark = self.marks.get(number).copied().unwrap_or_default();
        mark.and(text.as_bytes().get(number * BYTES_PER_MARK..offset).unwrap_or_default())
    }

    /// Returns the byte range of a line, without its line break. Line numbers start at 1.
    #[must_use]
    pub fn line_range(&self, text: &str, line: usize) -> std::ops::Range<usize> {
        let start = self.starts.get(line.wrapping_sub(1)).copied().unwrap_or(text.len());
        let end = self.starts.get(line).copied().unwrap_or(text.len());
        let content = text.get(start..end).unwrap_or_default();
        start..start + content.trim_end_matches(['\n', '\r']).len()
    }
}

impl Characters {
    /// Adds the characters that start in `bytes` (UTF-8).
    #[must_use]
    pub fn and(self, bytes: &[u8]) -> Characters {
        let begins = |byte: &&u8| **byte & 0b1100_0000 != 0b1000_0000;
        let code_points = bytes.iter().filter(begins).count();
        let beyond_16_bits = bytes.iter().filter(|byte| **byte >= 0b1111_0000).count();
        Characters {
            code_points: self.code_points + code_points,
            utf16_units: self.utf16_units + code_points + beyond_16_bits,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn position(text: &str, offset: usize) -> (usize, usize, usize) {
        let found = LineIndex::new(text).position(text, offset);
        (found.line, found.column, found.column_utf16)
    }

    #[test]
    fn columns_count_code_points_and_utf_16_units() {
        let text = "é😀x";
        assert_eq!(position(text, 0), (1, 1, 1));
        assert_eq!(position(text, 2), (1, 2, 2));
        assert_eq!(position(text, 6), (1, 3, 4));
    }

    #[test]
    fn a_tab_is_one_column() {
        assert_eq!(position("\t\tx", 2), (1, 3, 3));
    }

    #[test]
    fn both_line_ends_begin_a_line() {
        assert_eq!(position("a\r\nb\nc", 3), (2, 1, 1));
        assert_eq!(position("a\r\nb\nc", 5), (3, 1, 1));
        let text = "a\r\nb\nc";
        let lines = LineIndex::new(text);
        assert_eq!(lines.line_range(text, 1), 0..1);
        assert_eq!(lines.line_range(text, 3), 5..6);
    }

    #[test]
    fn columns_far_along_a_line_are_counted_from_its_start() {
        let text = format!("x\n{}y", "é😀".repeat(1000));
        assert_eq!(position(&text, text.len() - 1), (2, 2001, 3001));
        assert_eq!(position(&text, 2 + 6 * 171), (2, 343, 514));
    }

    #[test]
    fn offsets_outside_are_clamped() {
        assert_eq!(position("ab", 99), (1, 3, 3));
        assert_eq!(position("é", 1), (1, 1, 1));
        assert_eq!(position("", 0), (1, 1, 1));
    }
}
