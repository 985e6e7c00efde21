//! A document that is not kept in memory: parts of it are read again where something asks for them.

use super::line_marks::LineMarks;
use crate::document::{Document, FileId, PartPlace, Position};
use std::fmt;
use std::ops::Range;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// How a document is read again; what cannot be read any more is empty.
pub trait RandomAccess: Send + Sync {
    /// The whole document.
    fn whole(&self) -> Document;
    /// How many bytes it has.
    fn length(&self) -> usize;
    /// Some of its bytes; fewer where it ends before.
    fn bytes(&self, range: Range<usize>) -> Vec<u8>;
    /// A part of it.
    fn part(&self, place: &PartPlace) -> Document;
    /// Whether it is another document by now, as far as its length and its date tell.
    fn has_changed(&self) -> bool;
}

/// A document that was read in blocks, or is to be.
pub struct LargeDocument {
    file: Box<dyn RandomAccess>,
    whole: OnceLock<Document>,
    parts: OnceLock<Parts>,
    lines: OnceLock<LineMarks>,
    /// The bytes that were looked at last, and at which byte of the file they begin.
    window: Mutex<(usize, Vec<u8>)>,
}

/// So many bytes are read at once where a few are looked at: the next are most often near.
const WINDOW: usize = 128 << 10;

/// Where the parts of a document are.
struct Parts {
    skeleton: Option<Arc<Document>>,
    /// In the order of the file; each is read again when it is first asked for, and kept.
    blocks: Vec<(PartPlace, OnceLock<Document>)>,
}

impl LargeDocument {
    /// A document, and how it is read.
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

    /// The whole document; read when it is first asked for, and kept.
    #[must_use]
    pub fn whole(&self) -> &Document {
        self.whole.get_or_init(|| self.file.whole())
    }

    /// How many bytes it has.
    #[must_use]
    pub fn length(&self) -> usize {
        self.file.length()
    }

    /// Whether only parts of it are read, as far as can be seen now.
    #[must_use]
    pub fn is_in_parts(&self) -> bool {
        self.whole.get().is_none() && self.parts.get().is_some()
    }

    /// Says where its parts are, once it has been read in blocks: what stands outside the arrays, and the
    /// blocks in the order of the file.
    pub fn has_parts(&self, skeleton: Option<Arc<Document>>, blocks: Vec<PartPlace>) {
        let blocks = blocks.into_iter().map(|place| (place, OnceLock::new())).collect();
        // Whoever comes second has seen the same file.
        let _ = self.parts.set(Parts { skeleton, blocks });
    }

    /// The document, or the part of it, in which a byte is; kept from then on. Nothing as long as it is
    /// being read for the first time.
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

    /// The part in which a byte is, read again, and its number; nothing where it is kept anyway.
    pub(super) fn part_at(&self, offset: usize) -> Option<(usize, &PartPlace)> {
        let parts = self.parts.get().filter(|_| self.whole.get().is_none())?;
        let (number, place, document) = parts.block_at(offset)?;
        document.get().is_none().then_some((number, place))
    }

    /// What stands outside the arrays, where it was read in blocks.
    #[must_use]
    pub fn skeleton(&self) -> Option<&Document> {
        self.parts.get()?.skeleton.as_deref()
    }

    /// Where its parts are, in the order of the file, once it has been read in blocks.
    #[must_use]
    pub fn parts(&self) -> Vec<&PartPlace> {
        let parts = self.parts.get();
        parts.into_iter().flat_map(|parts| &parts.blocks).map(|(place, _)| place).collect()
    }

    /// Reads a part of it again.
    #[must_use]
    pub fn read_part(&self, place: &PartPlace) -> Document {
        self.file.part(place)
    }

    /// Whether it is another document by now, as far as its length and its date tell.
    #[must_use]
    pub fn has_changed(&self) -> bool {
        self.file.has_changed()
    }

    /// The whole characters among some of its bytes, and the byte at which they begin.
    #[must_use]
    pub fn characters(&self, range: Range<usize>) -> (usize, String) {
        let bytes = self.few_bytes(range.clone());
        let inside = bytes.iter().take_while(|byte| **byte & 0b1100_0000 == 0b1000_0000).count();
        let valid = bytes.get(inside..).unwrap_or_default().utf8_chunks().next();
        let text = valid.map(|chunk| chunk.valid().to_owned()).unwrap_or_default();
        (range.start + inside, text)
    }

    /// The line and columns of a byte. Where the lines are is found in one pass, when first asked for.
    #[must_use]
    pub fn position(&self, offset: usize) -> Position {
        self.lines().position(&|range| self.few_bytes(range), offset)
    }

    /// The byte at which a line begins, counted from 1.
    #[must_use]
    pub fn line_start(&self, line: usize) -> usize {
        self.lines().line_start(&|range| self.few_bytes(range), line)
    }

    /// Some bytes of the file: those that were read before are not read again.
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
    fn block_at(&self, offset: usize) -> Option<(usize, &PartPlace, &OnceLock<Document>)> {
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

/// The part of a document that was looked at last: what is looked at next is most often in it too.
#[derive(Debug, Default)]
pub(super) struct LastPart(Option<(FileId, usize, std::rc::Rc<Document>)>);

impl LastPart {
    /// A part that is read again.
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
