//! Reading a large document a block after another, so that memory does not grow with the file.
//!
//! The elements of its arrays, or its lines, are read by themselves, in parallel; what stands outside
//! these arrays is the outline. Where a block may end is guessed from how the first element of an array
//! begins, and never trusted: a block that is not a sequence of whole elements shows that a guess was
//! wrong, and then every bracket is counted. What cannot be read in this way is left to the reading of
//! the whole document, and so is every mistake of syntax.

use crate::document::{Document, FileId, Form, Limits, Outline};
use input::Input;
use rayon::prelude::*;
use std::collections::BTreeSet;
use std::fs::File;
use std::io;

mod cut;
mod input;
mod outline;
mod source;

/// Elements of one array, or lines.
#[derive(Debug)]
pub struct Block {
    /// The elements as an array.
    pub document: Document,
    /// The name of the array in the document's value; nothing for lines.
    pub array: Option<String>,
}

/// A document that was read in blocks.
#[derive(Debug)]
pub struct InBlocks<T> {
    /// What stands outside the arrays; nothing for JSON Lines.
    pub outline: Option<Document>,
    /// What the visits of the blocks gave, in the order of the file.
    pub visits: Vec<T>,
}

/// Why a document cannot be read in blocks.
#[derive(Debug)]
pub enum NotInBlocks {
    /// It is not JSON, or has a form that only the whole shows.
    Other,
    /// It cannot be read.
    Unreadable(io::Error),
}

impl From<io::Error> for NotInBlocks {
    fn from(error: io::Error) -> NotInBlocks {
        NotInBlocks::Unreadable(error)
    }
}

/// How a document is read in blocks.
pub(super) struct Reading<'r> {
    pub(super) file: FileId,
    pub(super) form: Form,
    pub(super) limits: Limits,
    /// In bytes.
    pub(super) block: usize,
    /// Whether the elements of an array, a member of the document's value, may be read by themselves.
    pub(super) splits: &'r (dyn Fn(&str) -> bool + Sync),
}

/// Reads a document in blocks and visits each, in parallel.
pub(super) fn read<T: Send>(
    reading: &Reading<'_>,
    file: File,
    visit: &(dyn Fn(Block) -> T + Sync),
) -> Result<InBlocks<T>, NotInBlocks> {
    let mut reader = Reader {
        input: Input::new(reading, file),
        visit,
        waiting: Vec::new(),
        visits: Vec::new(),
        elements: 0,
    };
    let outline = match reading.form {
        Form::JsonLines => {
            reader.lines()?;
            None
        }
        Form::Json | Form::Elements => Some(reader.document(reading)?),
    };
    reader.visit_while(|_| ());
    Ok(InBlocks { outline, visits: reader.visits })
}

struct Reader<'r, T> {
    input: Input<'r>,
    visit: &'r (dyn Fn(Block) -> T + Sync),
    /// Blocks that have been read and not visited.
    waiting: Vec<Block>,
    visits: Vec<T>,
    /// How many elements of the array at hand have been read.
    elements: usize,
}

impl<'r, T: Send> Reader<'r, T> {
    fn lines(&mut self) -> Result<(), NotInBlocks> {
        while let Some(blocks) = self.visit_while(Input::some_lines)? {
            self.wait(blocks, None);
        }
        Ok(())
    }

    fn document(&mut self, reading: &Reading<'_>) -> Result<Document, NotInBlocks> {
        let mut outline = Outline::default();
        let mut scan = outline::Scan::default();
        let mut seen = BTreeSet::new();
        if !self.input.begins_with_object()? {
            return Err(NotInBlocks::Other);
        }
        while let Some((offset, rest)) = self.input.some_bytes()? {
            let found = scan.next_array(rest, reading.splits);
            let length = found.as_ref().map_or(rest.len(), |(length, _)| *length);
            outline.add(offset, rest.get(..length).unwrap_or_default());
            self.input.pass(length);
            let Some((_, array)) = found else { continue };
            outline.leave_out_elements();
            if !seen.insert(array.clone()) {
                return Err(NotInBlocks::Other);
            }
            self.elements_of(&array)?;
            outline.count_elements(self.elements);
        }
        let outline = Document::parse_outline(reading.file, outline, reading.limits);
        let is_plain = outline.syntax_error().is_none()
            && outline.duplicate_keys().is_empty()
            && !outline.has_byte_order_mark();
        if is_plain { Ok(outline) } else { Err(NotInBlocks::Other) }
    }

    /// Reads the elements of an array, up to the bracket that ends it.
    fn elements_of(&mut self, name: &str) -> Result<(), NotInBlocks> {
        self.elements = 0;
        let mut array = self.input.array(name)?;
        while !array.has_ended() {
            let blocks = self.visit_while(|input| input.some_elements(&mut array))?;
            self.wait(blocks, Some(name));
        }
        Ok(())
    }

    /// Visits the blocks that were read before, while something else is read.
    fn visit_while<R: Send>(&mut self, read: impl FnOnce(&mut Input<'r>) -> R + Send) -> R {
        let (waiting, visit) = (std::mem::take(&mut self.waiting), self.visit);
        let visit_all = || waiting.into_par_iter().map(visit).collect::<Vec<T>>();
        let (read, visits) = rayon::join(|| read(&mut self.input), visit_all);
        self.visits.extend(visits);
        read
    }

    /// Keeps blocks to be visited while the next ones are read.
    fn wait(&mut self, blocks: Vec<Document>, array: Option<&str>) {
        for mut document in blocks {
            document.count_elements_before(self.elements);
            self.elements += document.root().map_or(0, |root| root.len());
            self.waiting.push(Block { document, array: array.map(str::to_owned) });
        }
    }
}
