//! Lines and columns of a file that is not kept in memory.

use crate::document::{Characters, Position};
use crate::storage::StorageError;
use rayon::prelude::*;
use std::ops::Range;

/// Number of bytes between two marks.
const BYTES_PER_MARK: usize = 8 << 10;

/// Number of bytes read at once while building the index.
const BYTES_AT_ONCE: usize = 128 * BYTES_PER_MARK;

/// Reads a byte range of the file.
type Read<'r> = &'r (dyn Fn(Range<usize>) -> Result<Vec<u8>, StorageError> + Sync);

/// The number of line breaks and characters before each multiple of `BYTES_PER_MARK` bytes in a file.
#[derive(Debug, Default)]
pub(super) struct LineMarks {
    marks: Vec<Mark>,
    length: usize,
}

/// The counts before a byte offset.
#[derive(Debug, Clone, Copy, Default)]
struct Mark {
    line_breaks: usize,
    /// Byte offset of the start of the line that contains the byte offset.
    line_start: usize,
    characters: Characters,
}

impl Mark {
    /// Adds the counts of the chunk that begins where these counts end.
    fn with_chunk(self, chunk: Mark) -> Mark {
        let (before, in_chunk) = (self.characters, chunk.characters);
        Mark {
            line_breaks: self.line_breaks + chunk.line_breaks,
            line_start: if chunk.line_breaks > 0 { chunk.line_start } else { self.line_start },
            characters: Characters {
                code_points: before.code_points + in_chunk.code_points,
                utf16_units: before.utf16_units + in_chunk.utf16_units,
            },
        }
    }

    /// Adds the counts of `bytes`, which begin at the byte offset `offset` of the file.
    fn with_bytes(mut self, offset: usize, bytes: &[u8]) -> Mark {
        self.line_breaks += memchr::memchr_iter(b'\n', bytes).count();
        if let Some(position) = memchr::memrchr(b'\n', bytes) {
            self.line_start = offset + position + 1;
        }
        self.characters = self.characters.and(bytes);
        self
    }
}

impl LineMarks {
    /// Indexes a file of `length` bytes.
    pub(super) fn new(read: Read<'_>, length: usize) -> Result<LineMarks, StorageError> {
        let starts = (0..length).into_par_iter().step_by(BYTES_AT_ONCE);
        let counts = starts.map(|start| {
            let bytes = read(start..start + BYTES_AT_ONCE)?;
            let chunks = bytes.chunks(BYTES_PER_MARK).enumerate();
            let counts = chunks.map(|(number, chunk)| {
                Mark::default().with_bytes(start + number * BYTES_PER_MARK, chunk)
            });
            Ok(counts.collect::<Vec<Mark>>())
        });
        let counts: Vec<Vec<Mark>> = counts.collect::<Result<_, _>>()?;
        let mut before = Mark::default();
        let marks = counts.into_iter().flatten().map(|chunk| {
            let mark = before;
            before = before.with_chunk(chunk);
            mark
        });
        Ok(LineMarks { marks: marks.collect(), length })
    }

    /// Returns the line and columns of a byte offset.
    pub(super) fn position(&self, read: Read<'_>, offset: usize) -> Result<Position, StorageError> {
        let offset = offset.min(self.length);
        let (number, mark) = self.mark_before(offset);
        let start = number * BYTES_PER_MARK;
        let bytes = read(start..offset)?;
        let line = mark.line_breaks + memchr::memchr_iter(b'\n', &bytes).count() + 1;
        let characters = if let Some(line_break) = memchr::memrchr(b'\n', &bytes) {
            Characters::default().and(bytes.get(line_break + 1..).unwrap_or_default())
        } else {
            let before_offset = mark.characters.and(&bytes);
            let before_line = self.counts_before(read, mark.line_start)?.characters;
            Characters {
                code_points: before_offset.code_points - before_line.code_points,
                utf16_units: before_offset.utf16_units - before_line.utf16_units,
            }
        };
        let (column, column_utf16) = (characters.code_points + 1, characters.utf16_units + 1);
        Ok(Position { line, column, column_utf16 })
    }

    /// Returns the byte offset of the start of a line. Lines are counted from 1.
    pub(super) fn line_start(&self, read: Read<'_>, line: usize) -> Result<usize, StorageError> {
        let line_breaks = line.saturating_sub(1);
        if line_breaks == 0 {
            return Ok(0);
        }
        // The line starts after the last mark with fewer line breaks before it than the line has.
        let after = self.marks.partition_point(|mark| mark.line_breaks < line_breaks);
        let number = after.saturating_sub(1);
        let mark = self.marks.get(number).copied().unwrap_or_default();
        let start = number * BYTES_PER_MARK;
        let bytes = read(start..(start + BYTES_PER_MARK).min(self.length))?;
        let position = memchr::memchr_iter(b'\n', &bytes).nth(line_breaks - mark.line_breaks - 1);
        Ok(position.map_or(self.length, |position| start + position + 1))
    }

    fn counts_before(&self, read: Read<'_>, offset: usize) -> Result<Mark, StorageError> {
        let (number, mark) = self.mark_before(offset);
        let start = number * BYTES_PER_MARK;
        Ok(if start == offset { mark } else { mark.with_bytes(start, &read(start..offset)?) })
    }

    /// Returns the number of the last mark at or before a byte offset, and the mark.
    fn mark_before(&self, offset: usize) -> (usize, Mark) {
        let number = (offset / BYTES_PER_MARK).min(self.marks.len().saturating_sub(1));
        (number, self.marks.get(number).copied().unwrap_or_default())
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
                Ok(text.as_bytes()[range.start.min(end)..end].to_vec())
            };
            let (marks, index) = (LineMarks::new(&read, text.len()).unwrap(), LineIndex::new(&text));
            let offset = text.floor_char_boundary(at.index(text.len() + 1));
            prop_assert_eq!(marks.position(&read, offset).unwrap(), index.position(&text, offset));
            let line = index.position(&text, offset).line;
            prop_assert_eq!(marks.line_start(&read, line).unwrap(), index.line_range(&text, line).start);
        }
    }
}
