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
    /// Byte offset of the line's start.
    line_start: usize,
    characters: Characters,
}

impl Mark {
    /// Adds the counts of the chunk that begins where these counts end.
    fn and(self, chunk: Mark) -> Mark {
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

    /// Adds the counts of `bytes`, which begin at `offset`.
    fn after(mut self, offset: usize, bytes: &[u8]) -> Mark {
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
        let pieces = starts.map(|start| {
            let bytes = read(start..start + BYTES_AT_ONCE)?;
            let chunks = bytes.chunks(BYTES_PER_MARK).enumerate();
            let own = chunks.map(|(number, chunk)| {
                Mark::default().after(start + number * BYTES_PER_MARK, chunk)
            });
            Ok(own.collect::<Vec<Mark>>())
        });
        let pieces: Vec<Vec<Mark>> = pieces.collect::<Result<_, _>>()?;
        let mut before = Mark::default();
        let marks = pieces.into_iter().flatten().map(|own| {
            let mark = before;
            before = before.and(own);
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
            let there = mark.characters.and(&bytes);
            let line = self.before(read, mark.line_start)?.characters;
            Characters {
                code_points: there.code_points - line.code_points,
                utf16_units: there.utf16_units - line.utf16_units,
            }
        };
        let (column, column_utf16) = (characters.code_points + 1, characters.utf16_units + 1);
        Ok(Position { line, column, column_utf16 })
    }

    /// Returns the byte offset at which a line starts. Lines are counted from 1.
    pub(super) fn line_start(&self, read: Read<'_>, line: usize) -> Result<usize, StorageError> {
        let wanted = line.saturating_sub(1);
        if wanted == 0 {
            return Ok(0);
        }
        // The line break before the wanted line is after the last mark with fewer line breaks before it.
        let after = self.marks.partition_point(|mark| mark.line_breaks < wanted);
        let number = after.saturating_sub(1);
        let mark = self.marks.get(number).copied().unwrap_or_default();
        let start = number * BYTES_PER_MARK;
        let bytes = read(start..(start + BYTES_PER_MARK).min(self.length))?;
        let breaks = memchr::memchr_iter(b'\n', &bytes).nth(wanted - mark.line_breaks - 1);
        Ok(breaks.map_or(self.length, |position| start + position + 1))
    }

    fn before(&self, read: Read<'_>, offset: usize) -> Result<Mark, StorageError> {
        let (number, mark) = self.mark_before(offset);
        let start = number * BYTES_PER_MARK;
        Ok(if start == offset { mark } else { mark.after(start, &read(start..offset)?) })
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
