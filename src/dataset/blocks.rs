//! Reading a large document a block after another, so that memory does not grow with the file.
//!
//! The elements of its arrays, or its lines, are read by themselves, in parallel; what stands outside
//! these arrays is the outline. Where a block may end is guessed from how the first element of an array
//! begins, and never trusted: a block that is not a sequence of whole elements shows that a guess was
//! wrong, and then every bracket is counted. What cannot be read in this way is left to the reading of
//! the whole document, and so is every mistake of syntax.

use crate::document::{Document, FileId, Form, Limits, Skeleton, SyntaxError};
use buffer_pool::BufferPool;
use input::{Array, Input};
use rayon::prelude::*;
use std::collections::BTreeSet;
use std::fs::File;
use std::io;
use std::sync::Arc;

mod buffer_pool;
mod cut;
mod input;
mod skeleton;
mod source;

/// Elements of one array, or lines.
#[derive(Debug)]
pub struct Block {
    /// The elements as an array. Whoever keeps it keeps its memory; otherwise that serves other blocks.
    pub document: Arc<Document>,
    /// The name of the array in the document's value; nothing for lines.
    pub array: Option<Arc<str>>,
}

/// Why a document cannot be read in blocks.
#[derive(Debug)]
pub enum NotInBlocks {
    /// It is not JSON, or not as far as it was read; a reading of the whole may say better why.
    Broken(Box<SyntaxError>),
    /// It has a form that is read as a whole; why, in words.
    Whole(String),
    /// It cannot be read.
    Unreadable(io::Error),
}

impl From<io::Error> for NotInBlocks {
    fn from(error: io::Error) -> NotInBlocks {
        NotInBlocks::Unreadable(error)
    }
}

impl From<SyntaxError> for NotInBlocks {
    fn from(error: SyntaxError) -> NotInBlocks {
        NotInBlocks::Broken(Box::new(error))
    }
}

/// How a document is read in blocks.
pub(super) struct Reading {
    pub(super) file: FileId,
    pub(super) form: Form,
    pub(super) limits: Limits,
    /// In bytes.
    pub(super) block: usize,
}

/// A document that is being read in blocks: [`next_section`](Self::next_section) and
/// [`visit`](Self::visit) in turn, and [`skeleton`](Self::outline) at its end.
pub struct BlockReader<'r> {
    input: Input,
    /// Whether the elements of an array, a member of the document's value, may be read by themselves.
    splits: Box<dyn Fn(&str) -> bool + 'r>,
    buffer_pool: BufferPool,
    skeleton: Skeleton,
    scan: skeleton::Scan,
    seen: BTreeSet<Arc<str>>,
    /// Whether the lines, which are one section, have been begun.
    has_begun: bool,
    at: Section,
}

/// An array whose elements are read by themselves, as far as they have been read; or all lines.
enum Section {
    Nothing,
    Array(Array, Arc<str>),
    Lines,
}

/// The array whose elements come next; nothing for lines.
pub type SectionName = Option<Arc<str>>;

impl<'r> BlockReader<'r> {
    /// `splits` says whether the elements of an array, a member of the document's value, may be read by
    /// themselves.
    pub(super) fn new(
        reading: Reading,
        splits: impl Fn(&str) -> bool + 'r,
        file: File,
    ) -> Result<BlockReader<'r>, NotInBlocks> {
        let mut input = Input::new(reading, file);
        if input.form() != Form::JsonLines {
            input.want_object()?;
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

    /// Goes to the next array whose elements are read by themselves; nothing where none is left. All lines
    /// are one section.
    ///
    /// # Errors
    /// The document cannot be read, or not in blocks.
    pub fn next_section(&mut self) -> Result<Option<SectionName>, NotInBlocks> {
        if self.input.form() == Form::JsonLines {
            let is_first = !std::mem::replace(&mut self.has_begun, true);
            self.at = if is_first { Section::Lines } else { Section::Nothing };
            return Ok(is_first.then_some(None));
        }
        let Some(name) = self.next_array()? else { return Ok(None) };
        if !self.seen.insert(Arc::clone(&name)) {
            return Err(NotInBlocks::Whole(format!("the key `{name}` occurs twice in its value")));
        }
        let array = self.input.array(&name)?;
        self.at = Section::Array(array, Arc::clone(&name));
        Ok(Some(Some(name)))
    }

    /// Reads the section at hand to its end and visits each block, in parallel. What the visits gave is
    /// gathered in the order of the file.
    ///
    /// # Errors
    /// The document cannot be read, or not in blocks.
    pub fn visit<T: Send>(
        &mut self,
        visit: &(dyn Fn(&Block) -> T + Sync),
        gather: &mut dyn FnMut(T),
    ) -> Result<(), NotInBlocks> {
        let BlockReader { input, buffer_pool, at, skeleton, .. } = self;
        let mut waiting: Vec<Block> = Vec::new();
        let mut elements = 0;
        loop {
            // Blocks are visited while the next ones are read.
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

    /// What stands outside the arrays, once there is no other section; nothing for JSON Lines.
    ///
    /// # Errors
    /// The document cannot be read, or not in blocks.
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
            false => Err(NotInBlocks::Whole("a key occurs twice in its value".to_owned())),
        }
    }

    fn next_array(&mut self) -> Result<Option<Arc<str>>, NotInBlocks> {
        while let Some((offset, rest)) = self.input.some_bytes()? {
            let found = self.scan.next_array(rest, &self.splits);
            let length = found.as_ref().map_or(rest.len(), |(length, _)| *length);
            self.skeleton.add(offset, rest.get(..length).unwrap_or_default());
            self.input.pass(length);
            if self.skeleton.length() > self.input.limits().largest as usize {
                return Err(self.input.too_large("the text outside the arrays", 0).into());
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

    /// The blocks that come next; nothing at the end.
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
