//! Reads a large document block by block, so that the needed memory does not depend on the size of the file.
//!
//! The elements of the document's arrays, or its lines, are parsed separately and in parallel. The text
//! outside these arrays is called the skeleton. A block must end between two elements. Elements of an array
//! usually begin alike (`{"id":`), so the reader searches for a comma that is followed by the text with which the
//! first element begins. This is a guess: if a block turns out not to be a sequence of whole elements, the reader
//! counts brackets instead. Some documents cannot be read in blocks, such as a document with a syntax error. They
//! have to be read as a whole.

use crate::document::{Document, FileId, Form, Limits, Skeleton, SyntaxError};
use crate::storage::{StorageError, StoredFile};
use buffer_pool::BufferPool;
use input::{Array, Input};
use rayon::prelude::*;
use std::collections::BTreeSet;
use std::sync::Arc;

mod buffer_pool;
mod cut;
mod input;
mod skeleton;
mod source;

/// A block: consecutive elements of one array, or consecutive lines.
#[derive(Debug)]
pub struct Block {
    /// The elements or lines, as an array. The buffers of this document are reused for other blocks unless a
    /// clone of the `Arc` is kept.
    pub document: Arc<Document>,
    /// The name of the array in the root object, or `None` for lines.
    pub array: Option<Arc<str>>,
}

/// The reason why a document cannot be read in blocks.
#[derive(Debug)]
pub enum NotInBlocks {
    /// The part that was read is not JSON. Parsing the whole document may give a better error.
    Broken(Box<SyntaxError>),
    /// The document has to be read as a whole. Contains the reason.
    Whole(String),
    /// The document cannot be read.
    Unreadable(StorageError),
}

impl From<StorageError> for NotInBlocks {
    fn from(error: StorageError) -> NotInBlocks {
        NotInBlocks::Unreadable(error)
    }
}

impl From<SyntaxError> for NotInBlocks {
    fn from(error: SyntaxError) -> NotInBlocks {
        NotInBlocks::Broken(Box::new(error))
    }
}

/// The parameters for reading a document in blocks.
pub(super) struct Reading {
    pub(super) file: FileId,
    pub(super) form: Form,
    pub(super) limits: Limits,
    /// Size of a block in bytes.
    pub(super) block: usize,
}

/// A reader for a document in blocks. Call [`next_section`](Self::next_section) and [`visit`](Self::visit) in
/// turn, and [`skeleton`](Self::skeleton) at the end.
pub struct BlockReader<'r> {
    input: Input,
    /// Returns whether the elements of the array with this name in the root object may be read separately.
    splits: Box<dyn Fn(&str) -> bool + 'r>,
    buffer_pool: BufferPool,
    skeleton: Skeleton,
    scan: skeleton::Scan,
    seen: BTreeSet<Arc<str>>,
    /// Whether reading the lines has begun. All lines are one section.
    has_begun: bool,
    at: Section,
}

/// The part that is being read: nothing yet, the elements of an array, or all lines.
enum Section {
    Nothing,
    Array(Array, Arc<str>),
    Lines,
}

/// The name of the section's array, or `None` for lines.
pub type SectionName = Option<Arc<str>>;

impl<'r> BlockReader<'r> {
    /// Creates a reader. `splits` returns whether the elements of the array with a given name in the root
    /// object may be read separately.
    pub(super) fn new(
        reading: Reading,
        splits: impl Fn(&str) -> bool + 'r,
        file: StoredFile,
    ) -> Result<BlockReader<'r>, NotInBlocks> {
        let mut input = Input::new(reading, file);
        if input.form() != Form::JsonLines {
            input.require_object()?;
        }
        Ok(BlockReader {
            input,
            splits: Box::new(splits),
            buffer_pool: BufferPool::default(),
            skeleton: Skeleton::default(),
            scan: skeleton::Scan::default(),
            seen: BTreeSet::new(),
            has_begun: false,
            at: Section::Nothing,
        })
    }

    /// Advances to the next array whose elements are read separately. Returns `None` if there are no more
    /// such arrays. In JSON Lines, all lines are one section.
    ///
    /// # Errors
    /// Returns an error if the document cannot be read, is not JSON, or has to be read as a whole.
    pub fn next_section(&mut self) -> Result<Option<SectionName>, NotInBlocks> {
        if self.input.form() == Form::JsonLines {
            let is_first = !std::mem::replace(&mut self.has_begun, true);
            self.at = if is_first { Section::Lines } else { Section::Nothing };
            return Ok(is_first.then_some(None));
        }
        let Some(name) = self.next_array()? else { return Ok(None) };
        if !self.seen.insert(Arc::clone(&name)) {
            return Err(NotInBlocks::Whole(format!(
                "the key `{name}` occurs twice in the root object"
            )));
        }
        let array = self.input.array(&name)?;
        self.at = Section::Array(array, Arc::clone(&name));
        Ok(Some(Some(name)))
    }

    /// Reads the current section to its end and visits its blocks in parallel. `gather` receives the results
    /// in file order.
    ///
    /// # Errors
    /// Returns an error if the document cannot be read, is not JSON, or has to be read as a whole.
    pub fn visit<T: Send>(
        &mut self,
        visit: &(dyn Fn(&Block) -> T + Sync),
        gather: &mut dyn FnMut(T),
    ) -> Result<(), NotInBlocks> {
        let BlockReader { input, buffer_pool, at, skeleton, .. } = self;
        let mut waiting: Vec<Block> = Vec::new();
        let mut elements = 0;
        loop {
            // Visit blocks while the next ones are read.
            let (read, visited) = rayon::join(
                || at.some_blocks(input, buffer_pool),
                || {
                    let blocks = std::mem::take(&mut waiting).into_par_iter();
                    blocks.map(|block| buffer_pool.visit(block, visit)).collect::<Vec<T>>()
                },
            );
            visited.into_iter().for_each(&mut *gather);
            let Some(blocks) = read? else { break };
            for mut document in blocks {
                document.count_elements_before(elements);
                elements += document.root().map_or(0, |root| root.len());
                waiting.push(Block { document: Arc::new(document), array: at.name() });
            }
        }
        if let Section::Array(..) = at {
            skeleton.count_elements(elements);
        }
        Ok(())
    }

    /// Returns the text outside the arrays, up to the current position.
    #[must_use]
    pub fn text_outside_arrays(&self) -> Skeleton {
        self.skeleton.clone()
    }

    /// Returns the document without the elements of the sections. All sections must have been read. Returns
    /// `None` for JSON Lines.
    ///
    /// # Errors
    /// Returns an error if the document cannot be read, is not JSON, or has to be read as a whole.
    pub fn skeleton(self) -> Result<Option<Document>, NotInBlocks> {
        if self.input.form() == Form::JsonLines {
            return Ok(None);
        }
        let skeleton =
            Document::parse_skeleton(self.input.file(), self.skeleton, self.input.limits());
        if let Some(error) = skeleton.syntax_error() {
            return Err(skeleton.in_file(error).into());
        }
        if skeleton.has_byte_order_mark() {
            return Err(NotInBlocks::Whole("it begins with a byte order mark".to_owned()));
        }
        match skeleton.duplicate_keys().is_empty() {
            true => Ok(Some(skeleton)),
            false => Err(NotInBlocks::Whole("a key occurs twice in the same object".to_owned())),
        }
    }

    fn next_array(&mut self) -> Result<Option<Arc<str>>, NotInBlocks> {
        while let Some((offset, rest)) = self.input.some_bytes()? {
            let found = self.scan.next_array(rest, &self.splits);
            let length = found.as_ref().map_or(rest.len(), |(length, _)| *length);
            self.skeleton.add(offset, rest.get(..length).unwrap_or_default());
            self.input.pass(length);
            if self.skeleton.length() > self.input.limits().largest as usize {
                let (what, why) = (
                    "the text outside the arrays",
                    "only the elements of arrays can be read in blocks",
                );
                return Err(self.input.too_large(what, why, 0).into());
            }
            if let Some((_, array)) = found {
                self.skeleton.leave_out_elements();
                return Ok(Some(array.into()));
            }
        }
        Ok(None)
    }
}

impl Section {
    fn name(&self) -> SectionName {
        match self {
            Section::Array(_, name) => Some(Arc::clone(name)),
            Section::Lines | Section::Nothing => None,
        }
    }

    /// Reads the next blocks, or returns `None` at the end of the section.
    fn some_blocks(
        &mut self,
        input: &mut Input,
        buffer_pool: &BufferPool,
    ) -> Result<Option<Vec<Document>>, NotInBlocks> {
        match self {
            Section::Nothing => Ok(None),
            Section::Lines => input.some_lines(buffer_pool),
            Section::Array(array, _) if array.has_ended() => Ok(None),
            Section::Array(array, _) => input.some_elements(array, buffer_pool).map(Some),
        }
    }
}
