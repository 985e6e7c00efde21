//! Cuts the bytes of a file into blocks of elements or lines. Several blocks are parsed at a time, in
//! parallel.

use super::buffer_pool::BufferPool;
use super::cut::{Blocks, Boundary, cut, start_of_long};
use super::source::Source;
use super::{NotInBlocks, Reading};
use crate::document::{
    Document, FileId, Form, Limits, Pointer, SyntaxError, SyntaxErrorKind, TextLocation,
};
use crate::storage::StoredFile;
use rayon::prelude::*;

/// Number of blocks per thread that are read together.
const BLOCKS_PER_THREAD: usize = 8;

/// The file and the current read position.
pub(super) struct Input {
    reading: Reading,
    source: Source,
}

/// An array whose elements are being read.
pub(super) struct Array {
    pointer: Pointer,
    /// Parser limits for an element.
    limits: Limits,
    boundary: Boundary,
    progress: Progress,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Progress {
    NotBegun,
    Begun,
    Ended,
}

impl Array {
    pub(super) fn has_ended(&self) -> bool {
        self.progress == Progress::Ended
    }
}

impl Input {
    pub(super) fn new(reading: Reading, file: StoredFile) -> Input {
        Input { reading, source: Source::new(file) }
    }

    /// Returns the document's file.
    pub(super) fn file(&self) -> FileId {
        self.reading.file
    }

    /// Returns the document's format.
    pub(super) fn form(&self) -> Form {
        self.reading.form
    }

    /// Returns the document's parser limits.
    pub(super) fn limits(&self) -> Limits {
        self.reading.limits
    }

    /// Rejects a document whose root is not an object.
    pub(super) fn require_object(&mut self) -> Result<(), NotInBlocks> {
        const BEGINNING: usize = 64;
        // Only a part of the document is parsed. An error within this many bytes of the end of the part may
        // come from the cut.
        const END: usize = 8;
        self.source.fill(self.reading.block)?;
        let rest = self.source.rest();
        if rest.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'{') {
            return Ok(());
        }
        // The text may not be JSON: it may be compressed, in another encoding, or in another format.
        let beginning = rest.get(..BEGINNING).unwrap_or(rest).to_vec();
        let length = beginning.len();
        let document = Document::parse(self.file(), beginning, self.limits());
        let is_certain =
            |error: &&SyntaxError| !may_come_from_cut(error) && error.range.start + END < length;
        match document.syntax_error().filter(is_certain) {
            Some(error) => Err(error.clone().into()),
            None => Err(NotInBlocks::Whole("its root value is not an object".to_owned())),
        }
    }

    /// Returns the next bytes with their offset in the file, or `None` at the end of the file.
    pub(super) fn some_bytes(&mut self) -> Result<Option<(usize, &[u8])>, NotInBlocks> {
        self.source.fill(self.reading.block)?;
        let rest = self.source.rest();
        Ok((!rest.is_empty()).then(|| (self.source.offset(), rest)))
    }

    /// Skips bytes.
    pub(super) fn pass(&mut self, length: usize) {
        self.source.pass(length);
    }

    /// Reads the next lines, or returns `None` at the end of the file.
    pub(super) fn some_lines(
        &mut self,
        buffer_pool: &BufferPool,
    ) -> Result<Option<Vec<Document>>, NotInBlocks> {
        let Some(Blocks { ranges, length }) = self.cut(&Boundary::Line)? else { return Ok(None) };
        let (source, reading) = (&self.source, &self.reading);
        let blocks = ranges.into_par_iter().map(|range| {
            let part = TextLocation::new(source.offset() + range.start, Pointer::default(), 0);
            let memory = buffer_pool.with_bytes(source.rest().get(range).unwrap_or_default());
            Document::parse_some_lines(reading.file, memory, part, reading.limits)
        });
        let blocks: Vec<Document> = blocks.collect();
        if let Some(error) = blocks.iter().find_map(broken) {
            return Err(error.into());
        }
        self.source.pass(length);
        Ok(Some(blocks))
    }

    /// Starts the array whose opening bracket was just skipped.
    pub(super) fn array(&mut self, name: &str) -> Result<Array, NotInBlocks> {
        self.source.fill(self.reading.block)?;
        Ok(Array {
            pointer: Pointer::default().join(name),
            // The array itself is one level below the root.
            limits: Limits { depth: self.limits().depth.saturating_sub(1), ..self.limits() },
            boundary: Boundary::like_the_first(self.source.rest()),
            progress: Progress::NotBegun,
        })
    }

    /// Reads the next elements of an array.
    pub(super) fn some_elements(
        &mut self,
        array: &mut Array,
        buffer_pool: &BufferPool,
    ) -> Result<Vec<Document>, NotInBlocks> {
        let Some(Blocks { ranges, length }) = self.cut(&array.boundary)? else {
            return Err(self.early_end().into());
        };
        let (source, reading) = (&self.source, &self.reading);
        let blocks = ranges.par_iter().map(|range| {
            let part = TextLocation::new(source.offset() + range.start, array.pointer.clone(), 0);
            let memory =
                buffer_pool.with_bytes(source.rest().get(range.clone()).unwrap_or_default());
            let may_be_empty = array.progress == Progress::NotBegun && range.start == 0;
            Document::parse_elements(reading.file, memory, part, may_be_empty, array.limits)
        });
        let mut blocks: Vec<(Document, Option<usize>)> = blocks.collect();
        let is_last = |(block, end): &(Document, Option<usize>)| {
            end.is_some() || block.fatal_error().is_some()
        };
        if let Some(last) = blocks.iter().position(is_last) {
            blocks.truncate(last + 1);
            let start = ranges.get(last).map(|range| range.start).unwrap_or_default();
            let Some(end) = blocks.last().and_then(|(_, end)| *end) else {
                let error = blocks.last().and_then(|(block, _)| broken(block));
                return self.some_elements_counted(array, buffer_pool, error);
            };
            self.source.pass(start + end);
            array.progress = Progress::Ended;
        } else {
            self.source.pass(length);
            array.progress = Progress::Begun;
        }
        Ok(blocks.into_iter().map(|(block, _)| block).collect())
    }

    /// Retries [`some_elements`](Self::some_elements) by counting brackets, after a block was not a sequence
    /// of whole elements. Either the block was cut at a wrong offset, or the text is not JSON.
    fn some_elements_counted(
        &mut self,
        array: &mut Array,
        buffer_pool: &BufferPool,
        error: Option<SyntaxError>,
    ) -> Result<Vec<Document>, NotInBlocks> {
        let error = error.unwrap_or_else(|| self.early_end());
        if !matches!(array.boundary, Boundary::Like(_)) || !may_come_from_cut(&error) {
            return Err(error.into());
        }
        array.boundary = Boundary::Counted;
        self.some_elements(array, buffer_pool)
    }

    fn early_end(&self) -> SyntaxError {
        let end = self.source.offset() + self.source.rest().len();
        SyntaxError::new(SyntaxErrorKind::UnexpectedEnd { want: "`,` or `]`" }, end..end)
    }

    /// Returns the error for a text at a file offset that exceeds the memory limit. `why` is the reason why
    /// the whole text has to be in memory.
    pub(super) fn too_large(&self, what: &'static str, why: &str, start: usize) -> SyntaxError {
        let why = why.to_owned();
        let limit = self.reading.limits.largest;
        SyntaxError::new(SyntaxErrorKind::TooLarge { what, why, limit }, start..start + 1)
    }

    /// Cuts the next blocks from the source, or returns `None` at the end of the file.
    fn cut(&mut self, boundary: &Boundary) -> Result<Option<Blocks>, NotInBlocks> {
        let blocks_at_once = BLOCKS_PER_THREAD * rayon::current_num_threads();
        let mut min_length = self.reading.block.saturating_mul(blocks_at_once);
        loop {
            self.source.fill(min_length)?;
            let rest = self.source.rest();
            if rest.is_empty() {
                return Ok(None);
            }
            let blocks = cut(rest, self.reading.block, self.source.is_at_end(), boundary);
            // A block exceeds the size of its last element by at most the block size.
            let largest = self.reading.limits.largest as usize + self.reading.block;
            let too_large = match blocks.ranges.is_empty() {
                true => Some(0..rest.len()).filter(|rest| rest.len() > largest),
                false => blocks.ranges.iter().find(|range| range.len() > largest).cloned(),
            };
            if let Some(range) = too_large {
                let block = rest.get(range.clone()).unwrap_or_default();
                let start = range.start + start_of_long(block, largest, boundary);
                let what = if self.form() == Form::JsonLines { "a line" } else { "an element" };
                let why = "only its end shows where the next one begins";
                return Err(self.too_large(what, why, self.source.offset() + start).into());
            }
            if !blocks.ranges.is_empty() {
                return Ok(Some(blocks));
            }
            // One element is longer than everything read so far.
            min_length = min_length.saturating_mul(2);
        }
    }
}

/// Returns the syntax error of a block, mapped to the bytes of the file.
fn broken(block: &Document) -> Option<SyntaxError> {
    block.fatal_error().map(|error| block.in_file(error))
}

/// Whether an error may come from a wrong cut. Such a cut causes errors only at the end of a text.
fn may_come_from_cut(error: &SyntaxError) -> bool {
    matches!(error.kind, SyntaxErrorKind::UnexpectedEnd { .. } | SyntaxErrorKind::UnclosedString)
}
