//! The source map of a text that is put together from parts of a file.

use serde::{Deserialize, Serialize};

/// The offset in the file of each run of a text. A run is a sequence of bytes that is contiguous in the file.
/// Since each kept record has several runs, offsets are stored in 32 bits to save memory.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Pieces {
    /// The runs: the offset in the text, and the offset in the file relative to a base.
    runs: Vec<(u32, u32)>,
    /// The bases: the index of the first run that is relative to the base, and the base's offset in the file.
    /// More than one base is needed only if the runs are spread over more than 4 GiB.
    bases: Vec<(u32, usize)>,
}

impl Pieces {
    /// Returns the source map of a text that is contiguous in the file and begins there at `offset`.
    pub(super) fn contiguous(offset: usize) -> Pieces {
        let mut pieces = Pieces::default();
        pieces.add(0, offset);
        pieces
    }

    /// Adds the run that begins at the offset `local` in the text and at `offset` in the file, unless it
    /// continues the last run.
    pub(super) fn add(&mut self, local: usize, offset: usize) {
        let last = self.runs.len().checked_sub(1).and_then(|number| self.run(number));
        if last.is_some_and(|(start, from)| local - start + from == offset) {
            return;
        }
        let base = self.bases.last().map_or(0, |(_, base)| *base);
        let relative = offset.checked_sub(base).and_then(|relative| u32::try_from(relative).ok());
        let relative = relative.filter(|_| !self.bases.is_empty()).unwrap_or_else(|| {
            self.bases.push((self.runs.len() as u32, offset));
            0
        });
        self.runs.push((u32::try_from(local).unwrap_or(u32::MAX), relative));
    }

    /// Returns the number of runs.
    pub(super) fn len(&self) -> usize {
        self.runs.len()
    }

    /// Releases memory that is not needed.
    pub(super) fn shrink(&mut self) {
        self.runs.shrink_to_fit();
    }

    /// Maps a byte offset in the text to a byte offset in the file.
    pub(super) fn file_byte(&self, local: usize) -> usize {
        let number = self.runs.partition_point(|(start, _)| *start as usize <= local);
        let run = self.run(number.saturating_sub(1));
        run.map_or(local, |(start, offset)| local - start + offset)
    }

    /// Maps a byte offset in the file to a byte offset in the text, or returns `None` if the text does not
    /// contain that byte.
    pub(super) fn local_offset(&self, offset: usize) -> Option<usize> {
        let number = self.bases.partition_point(|(_, base)| *base <= offset);
        let (first, base) = self.bases.get(number.checked_sub(1)?)?;
        let end = self.bases.get(number).map_or(self.runs.len(), |(first, _)| *first as usize);
        let runs = self.runs.get(*first as usize..end)?;
        let before = runs.partition_point(|(_, start)| *start as usize <= offset - base);
        let (local, start) = self.run(*first as usize + before.checked_sub(1)?)?;
        let byte = offset - start + local;
        let next = self.runs.get(*first as usize + before);
        let next = next.map_or(usize::MAX, |(local, _)| *local as usize);
        (byte < next).then_some(byte)
    }

    /// Returns the offsets of a run: in the text, and in the file.
    fn run(&self, number: usize) -> Option<(usize, usize)> {
        let (local, relative) = self.runs.get(number)?;
        let bases_before = self.bases.partition_point(|(first, _)| *first as usize <= number);
        let (_, base) = self.bases.get(bases_before.checked_sub(1)?)?;
        Some((*local as usize, base + *relative as usize))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_byte_of_a_run_is_mapped_to_the_file_and_back() {
        let far = 5_usize << 30;
        let mut pieces = Pieces::default();
        let runs = [(0, 100), (4, 200), (6, far), (9, far + 10), (11, far * 3)];
        for (local, offset) in runs {
            pieces.add(local, offset);
        }
        // This run continues the last one.
        pieces.add(13, far * 3 + 2);
        assert_eq!((pieces.len(), pieces.bases.len()), (5, 3));
        for (local, offset) in [
            (0, 100),
            (3, 103),
            (4, 200),
            (5, 201),
            (6, far),
            (8, far + 2),
            (9, far + 10),
            (10, far + 11),
            (11, far * 3),
            (20, far * 3 + 9),
        ] {
            assert_eq!(pieces.file_byte(local), offset, "{local}");
            assert_eq!(pieces.local_offset(offset), Some(local), "{offset}");
        }
        for offset in [0, 99, 104, 199, 202, far - 1, far + 3, far + 9, far + 12, far * 3 - 1] {
            assert_eq!(pieces.local_offset(offset), None, "{offset}");
        }
        assert_eq!(Pieces::contiguous(7).file_byte(2), 9);
        assert_eq!(Pieces::default().file_byte(2), 2);
    }
}
