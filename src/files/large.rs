//! A document that is not kept in memory: its blocks are read again on demand.

use super::line_marks::LineMarks;
use crate::document::{BlockPlace, Document, FileId, Position, replace_wrong_bytes};
use std::fmt;
use std::ops::Range;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// Access to the bytes of a document. A read that fails returns an empty result.
pub trait RandomAccess: Send + Sync {
    /// Reads the whole document.
    fn whole(&self) -> Document;
    /// Length in bytes.
    fn length(&self) -> usize;
    /// Reads a byte range; returns fewer bytes at the end of the file.
    fn bytes(&self, range: Range<usize>) -> Vec<u8>;
    /// Reads a block.
    fn part(&self, place: &BlockPlace) -> Document;
    /// Whether the file has changed, according to its length and modification time.
    fn has_changed(&self) -> bool;
}

/// A document that is read in blocks.
pub struct LargeDocument {
    file: Box<dyn RandomAccess>,
    whole: OnceLock<Document>,
    parts: OnceLock<Parts>,
    lines: OnceLock<LineMarks>,
    /// Read-ahead window: its byte offset and content.
    window: Mutex<(usize, Vec<u8>)>,
}

/// Length of the read-ahead window in bytes.
const WINDOW: usize = 128 << 10;

/// Locations of the blocks of a document.
struct Parts {
    skeleton: Option<Arc<Document>>,
    /// In file order; each is read again on first access, and then kept.
    blocks: Vec<(BlockPlace, OnceLock<Document>)>,
}

impl LargeDocument {
    /// Creates a document that is read on demand.
    #[must_use]
    pub fn new(file: impl RandomAccess + 'static) -> LargeDocument {
        LargeDocument {
            file: Box::new(file),
            whole: OnceLock::new(),
            parts: OnceLock::new(),
            lines: OnceLock::new(),
            window: Mutex::default(),
        }
    }

    /// Returns the whole document, which is read on first access and then kept.
    #[must_use]
    pub fn whole(&self) -> &Document {
        self.whole.get_or_init(|| self.file.whole())
    }

    /// Length in bytes.
    #[must_use]
    pub fn length(&self) -> usize {
        self.file.length()
    }

    /// Whether the document has been read in blocks and not yet as a whole.
    #[must_use]
    pub fn is_in_parts(&self) -> bool {
        self.whole.get().is_none() && self.parts.get().is_some()
    }

    /// Records the text outside the arrays, and the blocks in file order, once the document has been read
    /// in blocks.
    pub fn has_parts(&self, skeleton: Option<Arc<Document>>, blocks: Vec<BlockPlace>) {
        let blocks = blocks.into_iter().map(|place| (place, OnceLock::new())).collect();
        // A second caller has seen the same file.
        let _ = self.parts.set(Parts { skeleton, blocks });
    }

    /// Returns the document, or the block of it, that contains a byte offset, and keeps it in memory.
    /// Returns `None` while the document is being read for the first time.
    #[must_use]
    pub fn document_at(&self, offset: usize) -> Option<&Document> {
        if let Some(whole) = self.whole.get() {
            return Some(whole);
        }
        let parts = self.parts.get()?;
        match parts.block_at(offset) {
            Some((_, place, document)) => Some(document.get_or_init(|| self.file.part(place))),
            None => parts.skeleton.as_deref(),
        }
    }

    /// Returns the block that contains a byte offset, with its number, or `None` if there is none or it is
    /// in memory.
    pub(super) fn part_at(&self, offset: usize) -> Option<(usize, &BlockPlace)> {
        let parts = self.parts.get().filter(|_| self.whole.get().is_none())?;
        let (number, place, document) = parts.block_at(offset)?;
        document.get().is_none().then_some((number, place))
    }

    /// Returns the text outside the arrays, if the document was read in blocks.
    #[must_use]
    pub fn skeleton(&self) -> Option<&Document> {
        self.parts.get()?.skeleton.as_deref()
    }

    /// Returns the locations of the blocks in file order; empty before the document has been read in
    /// blocks.
    #[must_use]
    pub fn parts(&self) -> Vec<&BlockPlace> {
        let parts = self.parts.get();
        parts.into_iter().flat_map(|parts| &parts.blocks).map(|(place, _)| place).collect()
    }

    /// Reads a block again.
    #[must_use]
    pub fn read_part(&self, place: &BlockPlace) -> Document {
        self.file.part(place)
    }

    /// Whether the file has changed, according to its length and modification time.
    #[must_use]
    pub fn has_changed(&self) -> bool {
        self.file.has_changed()
    }

    /// Returns the whole characters in a byte range, and the byte offset of the first. Each byte that is not
    /// UTF-8 is replaced by `?`.
    #[must_use]
    pub fn characters(&self, range: Range<usize>) -> (usize, String) {
        // The first and the last character may extend beyond the range by this many bytes.
        const BEYOND: usize = 3;
        let start = range.start.saturating_sub(BEYOND);
        let end = (range.end + BEYOND).min(self.length().max(range.end));
        let bytes = self.few_bytes(start..end);
        let text = replace_wrong_bytes(&bytes);
        let first = text.ceil_char_boundary(range.start - start);
        let end = text.floor_char_boundary(range.end - start);
        (start + first, text.get(first..end).unwrap_or_default().to_owned())
    }

    /// Returns the line and columns of a byte offset. The line index is built on first access, in one pass.
    #[must_use]
    pub fn position(&self, offset: usize) -> Position {
        let position = |offset| self.lines().position(&|range| self.few_bytes(range), offset);
        // A byte that is not UTF-8 counts as the `?` that it is shown as.
        match offset.checked_sub(1) {
            Some(before) if self.characters(before..offset).1 == "?" => {
                let Position { line, column, column_utf16 } = position(before);
                Position { line, column: column + 1, column_utf16: column_utf16 + 1 }
            }
            _ => position(offset),
        }
    }

    /// Returns the byte offset at which a line starts. Lines are counted from 1.
    #[must_use]
    pub fn line_start(&self, line: usize) -> usize {
        self.lines().line_start(&|range| self.few_bytes(range), line)
    }

    /// Reads a byte range through the read-ahead window.
    fn few_bytes(&self, range: Range<usize>) -> Vec<u8> {
        if range.len() > WINDOW {
            return self.file.bytes(range);
        }
        let mut window = self.window.lock().unwrap_or_else(PoisonError::into_inner);
        let is_inside = window.0 <= range.start && range.end <= window.0 + window.1.len();
        if !is_inside {
            *window = (range.start, self.file.bytes(range.start..range.start + WINDOW));
        }
        let (start, bytes) = &*window;
        let end = (range.end - start).min(bytes.len());
        bytes.get(range.start - start..end).unwrap_or_default().to_vec()
    }

    fn lines(&self) -> &LineMarks {
        self.lines
            .get_or_init(|| LineMarks::new(&|range| self.file.bytes(range), self.file.length()))
    }
}

impl Parts {
    fn block_at(&self, offset: usize) -> Option<(usize, &BlockPlace, &OnceLock<Document>)> {
        let after = self.blocks.partition_point(|(place, _)| place.range.start <= offset);
        let number = after.checked_sub(1)?;
        let (place, document) = self.blocks.get(number)?;
        place.range.contains(&offset).then_some((number, place, document))
    }
}

impl fmt::Debug for LargeDocument {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("LargeDocument").field("whole", &self.whole).finish_non_exhaustive()
    }
}

/// The block that was read last, since it most often contains the next value too.
#[derive(Debug, Default)]
pub(super) struct LastPart(Option<(FileId, usize, std::rc::Rc<Document>)>);

impl LastPart {
    /// Returns a block, reading it again unless it is the one that was read last.
    pub(super) fn read(
        &mut self,
        file: FileId,
        number: usize,
        read: impl FnOnce() -> Document,
    ) -> std::rc::Rc<Document> {
        match &self.0 {
            Some((of, known, document)) if (*of, *known) == (file, number) => document.clone(),
            _ => {
                let document = std::rc::Rc::new(read());
                self.0 = Some((file, number, document.clone()));
                document
            }
        }
    }
}
