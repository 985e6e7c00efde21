//! A document that is not kept in memory: its blocks are read again on demand.

use super::line_marks::LineMarks;
use crate::document::{
    BlockPlace, CellTypes, Document, FileId, Form, Limits, Position, SyntaxError,
    replace_wrong_bytes,
};
use crate::storage::{StorageError, StoredFile};
use std::ops::Range;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// A document that is read in blocks. A read fails if the file has changed since it was found. The error of the
/// first failed read is kept as [`failure`](Self::failure).
#[derive(Debug)]
pub struct LargeDocument {
    file: StoredFile,
    /// The path, relative to the rulebook's folder.
    path: String,
    id: FileId,
    form: Form,
    limits: Limits,
    /// The types of the cells of CSV.
    cells: CellTypes,
    whole: OnceLock<Document>,
    parts: OnceLock<Parts>,
    lines: OnceLock<LineMarks>,
    /// The read-ahead window: its byte offset in the file, and its content.
    window: Mutex<(usize, Vec<u8>)>,
    failure: OnceLock<StorageError>,
}

/// Length of the read-ahead window in bytes.
const WINDOW: usize = 128 << 10;

/// Locations of the blocks of a document.
#[derive(Debug)]
struct Parts {
    skeleton: Option<Arc<Document>>,
    /// The blocks in file order. Each is read again on first access, and then kept.
    blocks: Vec<(BlockPlace, OnceLock<Document>)>,
}

impl LargeDocument {
    /// Creates a document that is read on demand; `path` is relative to the rulebook's folder.
    #[must_use]
    pub fn new(
        file: StoredFile,
        path: &str,
        id: FileId,
        form: Form,
        limits: Limits,
    ) -> LargeDocument {
        LargeDocument {
            file,
            path: path.to_owned(),
            id,
            form,
            limits,
            cells: CellTypes::default(),
            whole: OnceLock::new(),
            parts: OnceLock::new(),
            lines: OnceLock::new(),
            window: Mutex::default(),
            failure: OnceLock::new(),
        }
    }

    /// Sets the types of the cells of CSV, before the document is read.
    pub fn set_cell_types(&mut self, types: CellTypes) {
        debug_assert!(self.whole.get().is_none(), "the document is not read yet");
        self.cells = types;
    }

    /// Returns the format of the document if it is converted to JSON before it is parsed.
    #[must_use]
    pub fn converted_from(&self) -> Option<Form> {
        Some(self.form).filter(|form| form.is_converted())
    }

    /// Returns the file that the document is read from.
    #[must_use]
    pub fn file(&self) -> &StoredFile {
        &self.file
    }

    /// Returns the reason why a read failed, or `None` if no read failed. After a failure, no place in the document is
    /// certain, since earlier reads may have returned another version of the file.
    #[must_use]
    pub fn failure(&self) -> Option<&StorageError> {
        self.failure.get()
    }

    /// Returns the result of a read unchanged. If it is the first failure, its error is kept.
    fn keeping_failure<T>(&self, read: Result<T, StorageError>) -> Result<T, StorageError> {
        read.inspect_err(|error| _ = self.failure.set(error.clone()))
    }

    /// Checks that the document has not changed since it was found. Does nothing if the whole document is in memory.
    ///
    /// # Errors
    /// The document has changed, or no longer exists.
    pub fn check_version(&self) -> Result<(), StorageError> {
        match self.whole.get() {
            Some(_) => Ok(()),
            None => self.keeping_failure(self.file.check_version()),
        }
    }

    /// Returns the whole document, which is read on first access and then kept. If it cannot be read, returns a
    /// document without values, whose syntax error is the reason.
    #[must_use]
    pub fn whole(&self) -> &Document {
        self.whole.get_or_init(|| match self.keeping_failure(read_document(&self.file)) {
            Ok(bytes) => {
                let (form, limits) = (self.form, self.limits);
                let document = Document::parse_cells(form, self.id, bytes, &self.cells, limits);
                document.at_path(&self.path)
            }
            Err(error) => Document::unread(self.form, self.id, SyntaxError::unread(&error)),
        })
    }

    /// Returns the length in bytes.
    #[must_use]
    pub fn length(&self) -> usize {
        usize::try_from(self.file.length()).unwrap_or(usize::MAX)
    }

    /// Whether the document has been read in blocks and not yet as a whole.
    #[must_use]
    pub fn is_in_parts(&self) -> bool {
        self.whole.get().is_none() && self.parts.get().is_some()
    }

    /// Records the result of the first reading in blocks: the text outside the arrays, and the places of the blocks in
    /// file order.
    pub fn set_parts(&self, skeleton: Option<Arc<Document>>, blocks: Vec<BlockPlace>) {
        let blocks = blocks.into_iter().map(|place| (place, OnceLock::new())).collect();
        // If another caller has already set the blocks, these are the same.
        let _ = self.parts.set(Parts { skeleton, blocks });
    }

    /// Returns the whole document if it is in memory, and otherwise the block that contains a byte offset,
    /// which is then kept in memory. If no block contains the offset, returns the text outside the arrays.
    /// Returns `None` while the document is being read for the first time, and if reading fails.
    #[must_use]
    pub fn document_at(&self, offset: usize) -> Option<&Document> {
        if let Some(whole) = self.whole.get() {
            return Some(whole);
        }
        let parts = self.parts.get()?;
        match parts.block_at(offset) {
            Some((_, place, kept)) => match kept.get() {
                Some(document) => Some(document),
                None => self.read_part(place).ok().map(|document| kept.get_or_init(|| document)),
            },
            None => parts.skeleton.as_deref(),
        }
    }

    /// Returns the block that contains a byte offset, with its number. Returns `None` if there is no such
    /// block, or if the block or the whole document is in memory.
    pub(super) fn part_at(&self, offset: usize) -> Option<(usize, &BlockPlace)> {
        if self.whole.get().is_some() {
            return None;
        }
        let (number, place, document) = self.parts.get()?.block_at(offset)?;
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
    ///
    /// # Errors
    /// The block cannot be read, or the document has changed.
    pub fn read_part(&self, place: &BlockPlace) -> Result<Document, StorageError> {
        let bytes = self.keeping_failure(self.bytes(place.range.clone()))?;
        Ok(Document::parse_part(self.id, bytes.into(), place, self.limits))
    }

    /// Returns the characters that are completely in a byte range, and the byte offset of the first. Each byte that
    /// is not UTF-8 is replaced by `?`.
    ///
    /// # Errors
    /// The document cannot be read, or has changed.
    pub fn characters(&self, range: Range<usize>) -> Result<(usize, String), StorageError> {
        // A character has at most 4 bytes, so it extends beyond the range by at most this many bytes.
        const BEYOND: usize = 3;
        let start = range.start.saturating_sub(BEYOND);
        let end = (range.end + BEYOND).min(self.length().max(range.end));
        let bytes = self.few_bytes(start..end)?;
        let text = replace_wrong_bytes(&bytes);
        let first = text.ceil_char_boundary(range.start - start);
        let end = text.floor_char_boundary(range.end - start);
        Ok((start + first, text.get(first..end).unwrap_or_default().to_owned()))
    }

    /// Returns the line and columns of a byte offset. The first call reads the whole document to build a line index.
    ///
    /// # Errors
    /// The document cannot be read, or has changed.
    pub fn position(&self, offset: usize) -> Result<Position, StorageError> {
        let Some(before) = offset.checked_sub(1) else { return Ok(Position::FIRST) };
        let position = |offset| self.lines()?.position(&|range| self.few_bytes(range), offset);
        // A byte that is not UTF-8 is shown as `?`, and counts as one character.
        match self.characters(before..offset)?.1.as_str() {
            "?" => {
                let Position { line, column, column_utf16 } = position(before)?;
                Ok(Position { line, column: column + 1, column_utf16: column_utf16 + 1 })
            }
            _ => position(offset),
        }
    }

    /// Returns the byte offset of the start of a line. Lines are counted from 1.
    ///
    /// # Errors
    /// The document cannot be read, or has changed.
    pub fn line_start(&self, line: usize) -> Result<usize, StorageError> {
        match line {
            ..=1 => Ok(0),
            line => self.lines()?.line_start(&|range| self.few_bytes(range), line),
        }
    }

    /// Reads a byte range.
    fn bytes(&self, range: Range<usize>) -> Result<Vec<u8>, StorageError> {
        let mut bytes = Vec::new();
        self.file.read_range(range.start as u64..range.end as u64, &mut bytes)?;
        Ok(bytes)
    }

    /// Reads a byte range through the read-ahead window.
    fn few_bytes(&self, range: Range<usize>) -> Result<Vec<u8>, StorageError> {
        if range.len() > WINDOW {
            return self.keeping_failure(self.bytes(range));
        }
        let mut window = self.window.lock().unwrap_or_else(PoisonError::into_inner);
        let is_inside = window.0 <= range.start && range.end <= window.0 + window.1.len();
        if !is_inside {
            let bytes = self.keeping_failure(self.bytes(range.start..range.start + WINDOW))?;
            *window = (range.start, bytes);
        }
        let (start, bytes) = &*window;
        let end = (range.end - start).min(bytes.len());
        Ok(bytes.get(range.start - start..end).unwrap_or_default().to_vec())
    }

    fn lines(&self) -> Result<&LineMarks, StorageError> {
        if let Some(lines) = self.lines.get() {
            return Ok(lines);
        }
        let lines =
            LineMarks::new(&|range| self.keeping_failure(self.bytes(range)), self.length())?;
        Ok(self.lines.get_or_init(|| lines))
    }
}

/// Reads the bytes of a document. Compressed data is not a document, so of a large compressed file, only the first
/// 16 bytes are read.
///
/// # Errors
/// The document cannot be read, or has changed.
pub(crate) fn read_document(file: &StoredFile) -> Result<Vec<u8>, StorageError> {
    const LARGE: u64 = 1 << 20;
    const BEGINNING: u64 = 16;
    if file.length() > LARGE {
        let mut bytes = Vec::new();
        file.read_range(0..BEGINNING, &mut bytes)?;
        if Document::is_compressed(&bytes) {
            return Ok(bytes);
        }
    }
    file.read()
}

impl Parts {
    fn block_at(&self, offset: usize) -> Option<(usize, &BlockPlace, &OnceLock<Document>)> {
        let after = self.blocks.partition_point(|(place, _)| place.range.start <= offset);
        let number = after.checked_sub(1)?;
        let (place, document) = self.blocks.get(number)?;
        place.range.contains(&offset).then_some((number, place, document))
    }
}

/// The block that was read last. It usually contains the next value too.
#[derive(Debug, Default)]
pub(super) struct LastPart(Option<(FileId, usize, std::rc::Rc<Document>)>);

impl LastPart {
    /// Returns a block. Calls `read` unless it is the block that was read last.
    pub(super) fn read(
        &mut self,
        file: FileId,
        number: usize,
        read: impl FnOnce() -> Result<Document, StorageError>,
    ) -> Result<std::rc::Rc<Document>, StorageError> {
        match &self.0 {
            Some((last_file, last_number, document))
                if (*last_file, *last_number) == (file, number) =>
            {
                Ok(document.clone())
            }
            _ => {
                let document = std::rc::Rc::new(read()?);
                self.0 = Some((file, number, document.clone()));
                Ok(document)
            }
        }
    }
}
