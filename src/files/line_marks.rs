//! Lines and columns of a file that is not kept in memory.

use crate::document::{Characters, Position};
use std::ops::Range;

/// A mark stands before each so many bytes.
const BYTES_PER_MARK: usize = 8 << 10;

/// So many bytes are read at once while marks are made.
const BYTES_AT_ONCE: usize = 128 * BYTES_PER_MARK;

/// How bytes of the file are read.
type Read<'r> = &'r dyn Fn(Range<usize>) -> Vec<u8>;

/// How many lines and characters stand before each so many bytes of a file.
#[derive(Debug, Default)]
pub(super) struct LineMarks {
    marks: Vec<Mark>,
    length: usize,
}

/// What stands before a byte.
#[derive(Debug, Clone, Copy, Default)]
struct Mark {
    line_breaks: usize,
    /// The byte at which the line begins.
    line_start: usize,
    characters: Characters,
}

impl Mark {
    /// What stands before the byte after some more bytes, which begin at a byte.
    fn after(mut self, offset: usize, bytes: &[u8]) -> Mark {
        for position in memchr::memchr_iter(b'\n', bytes) {
            self.line_breaks += 1;
            self.line_start = offset + position + 1;
        }
        self.characters = self.characters.and(bytes);
        self
    }
}

impl LineMarks {
    pub(super) fn new(read: Read<'_>) -> LineMarks {
        let mut lines = LineMarks::default();
        let mut mark = Mark::default();
        loop {
            let bytes = read(lines.length..lines.length + BYTES_AT_ONCE);
            for chunk in bytes.chunks(BYTES_PER_MARK) {
                lines.marks.push(mark);
                mark = mark.after(lines.length, chunk);
                lines.length += chunk.len();
            }
            if bytes.len() < BYTES_AT_ONCE {
                return lines;
            }
        }
    }

    /// The line and columns of a byte offset.
    pub(super) fn position(&self, read: Read<'_>, offset: usize) -> Position {
        let there = self.before(read, offset.min(self.length));
        let line = self.before(read, there.line_start);
        Position {
            line: there.line_breaks + 1,
            column: there.characters.code_points - line.characters.code_points + 1,
            column_utf16: there.characters.utf16_units - line.characters.utf16_units + 1,
        }
    }

    /// The byte at which a line begins, counted from 1.
    pub(super) fn line_start(&self, read: Read<'_>, line: usize) -> usize {
        let wanted = line.saturating_sub(1);
        if wanted == 0 {
            return 0;
        }
        // The line break stands behind the last mark that it does not stand before.
        let after = self.marks.partition_point(|mark| mark.line_breaks < wanted);
        let number = after.saturating_sub(1);
        let mark = self.marks.get(number).copied().unwrap_or_default();
        let start = number * BYTES_PER_MARK;
        let bytes = read(start..(start + BYTES_PER_MARK).min(self.length));
        let breaks = memchr::memchr_iter(b'\n', &bytes).nth(wanted - mark.line_breaks - 1);
        breaks.map_or(self.length, |position| start + position + 1)
    }

    fn before(&self, read: Read<'_>, offset: usize) -> Mark {
        let number = (offset / BYTES_PER_MARK).min(self.marks.len().saturating_sub(1));
        let Some(mark) = self.marks.get(number) else { return Mark::default() };
        let start = number * BYTES_PER_MARK;
        if start == offset { *mark } else { mark.after(start, &read(start..offset)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::LineIndex;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn lines_are_those_of_the_text(
            lines in proptest::collection::vec("[aé😀]{0,400}", 0..60),
            at in any::<prop::sample::Index>(),
        ) {
            let text = lines.join("\n");
            let read = |range: Range<usize>| {
                let end = range.end.min(text.len());
                text.as_bytes()[range.start.min(end)..end].to_vec()
            };
            let (marks, index) = (LineMarks::new(&read), LineIndex::new(&text));
            let offset = text.floor_char_boundary(at.index(text.len() + 1));
            prop_assert_eq!(marks.position(&read, offset), index.position(&text, offset));
            let line = index.position(&text, offset).line;
            prop_assert_eq!(marks.line_start(&read, line), index.line_range(&text, line).start);
        }
    }
}
