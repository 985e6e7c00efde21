//! Reading a large document a block after another, so that memory does not grow with the file.
//!
//! The elements of its arrays, or its lines, are read by themselves, in parallel; what stands outside
//! these arrays is the outline. Where a block may end is guessed from how the first element of an array
//! begins, and never trusted: a block that is not a sequence of whole elements shows that a guess was
//! wrong, and then every bracket is counted. What cannot be read in this way is left to the reading of
//! the whole document, and so is every mistake of syntax.

use crate::document::{Document, FileId, Form, Limits, Outline, PartOf, Pointer};
use cut::{Blocks, Boundary, cut};
use rayon::prelude::*;
use source::Source;
use std::collections::BTreeSet;
use std::fs::File;
use std::io;

mod cut;
mod outline;
mod source;

/// So many blocks are read before they are checked in parallel.
const BLOCKS_AT_ONCE: usize = 16;

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
    let mut reader =
        Reader { reading, source: Source::new(file), visit, visits: Vec::new(), elements: 0 };
    let outline = match reading.form {
        Form::JsonLines => {
            reader.lines()?;
            None
        }
        Form::Json | Form::Elements => Some(reader.document()?),
    };
    Ok(InBlocks { outline, visits: reader.visits })
}

struct Reader<'r, T> {
    reading: &'r Reading<'r>,
    source: Source,
    visit: &'r (dyn Fn(Block) -> T + Sync),
    visits: Vec<T>,
    /// How many elements of the array at hand have been read.
    elements: usize,
}

impl<T: Send> Reader<'_, T> {
    fn lines(&mut self) -> Result<(), NotInBlocks> {
        loop {
            let Some(Blocks { ranges, length }) = self.cut(&Boundary::Line)? else { return Ok(()) };
            let (source, reading) = (&self.source, self.reading);
            let blocks = ranges.into_par_iter().map(|range| {
                let part = PartOf::new(source.offset() + range.start, Pointer::default(), 0);
                let bytes = source.rest().get(range).unwrap_or_default().to_vec();
                Document::parse_some_lines(reading.file, bytes, part, reading.limits)
            });
            let blocks: Vec<Document> = blocks.collect();
            if blocks.iter().any(|block| block.syntax_error().is_some()) {
                return Err(NotInBlocks::Other);
            }
            self.visit_all(blocks, None);
            self.source.pass(length);
        }
    }

    fn document(&mut self) -> Result<Document, NotInBlocks> {
        let mut outline = Outline::default();
        let mut scan = outline::Scan::default();
        let mut seen = BTreeSet::new();
        self.source.fill(self.reading.block)?;
        let first = self.source.rest().iter().find(|byte| !byte.is_ascii_whitespace());
        if first != Some(&b'{') {
            return Err(NotInBlocks::Other);
        }
        loop {
            self.source.fill(self.reading.block)?;
            let rest = self.source.rest();
            if rest.is_empty() {
                break;
            }
            let found = scan.next_array(rest, self.reading.splits);
            let length = found.as_ref().map_or(rest.len(), |(length, _)| *length);
            outline.add(self.source.offset(), rest.get(..length).unwrap_or_default());
            self.source.pass(length);
            let Some((_, array)) = found else { continue };
            outline.leave_out_elements();
            if !seen.insert(array.clone()) {
                return Err(NotInBlocks::Other);
            }
            self.elements_of(&array)?;
            outline.count_elements(self.elements);
        }
        let outline = Document::parse_outline(self.reading.file, outline, self.reading.limits);
        let is_plain = outline.syntax_error().is_none()
            && outline.duplicate_keys().is_empty()
            && !outline.has_byte_order_mark();
        if is_plain { Ok(outline) } else { Err(NotInBlocks::Other) }
    }

    /// Reads the elements of an array, up to the bracket that ends it.
    fn elements_of(&mut self, array: &str) -> Result<(), NotInBlocks> {
        self.elements = 0;
        self.source.fill(self.reading.block)?;
        let mut boundary = Boundary::like_the_first(self.source.rest());
        let pointer = Pointer::default().join(array);
        // The array itself stands in the document's value.
        let limits = Limits { depth: self.reading.limits.depth.saturating_sub(1) };
        let mut is_first = true;
        loop {
            let cut = self.cut(&boundary)?;
            let Blocks { ranges, length } = cut.ok_or(NotInBlocks::Other)?;
            let (source, file) = (&self.source, self.reading.file);
            let blocks = ranges.par_iter().map(|range| {
                let part = PartOf::new(source.offset() + range.start, pointer.clone(), 0);
                let bytes = source.rest().get(range.clone()).unwrap_or_default().to_vec();
                let may_be_empty = is_first && range.start == 0;
                Document::parse_elements(file, bytes, part, may_be_empty, limits)
            });
            let mut blocks: Vec<(Document, Option<usize>)> = blocks.collect();
            let last = blocks
                .iter()
                .position(|(block, end)| end.is_some() || block.syntax_error().is_some());
            let mut end = None;
            if let Some(last) = last {
                blocks.truncate(last + 1);
                let start = ranges.get(last).map(|range| range.start).unwrap_or_default();
                end = blocks.last().and_then(|(_, end)| *end).map(|end| start + end);
                match (end, &boundary) {
                    (Some(_), _) => {}
                    (None, Boundary::Like(_)) => {
                        boundary = Boundary::Counted;
                        continue;
                    }
                    (None, _) => return Err(NotInBlocks::Other),
                }
            }
            let blocks = blocks.into_iter().map(|(block, _)| block).collect();
            self.visit_all(blocks, Some(array));
            is_first = false;
            self.source.pass(end.unwrap_or(length));
            if end.is_some() {
                return Ok(());
            }
        }
    }

    /// The next blocks of what the source has; nothing at the end of the file.
    fn cut(&mut self, boundary: &Boundary) -> Result<Option<Blocks>, NotInBlocks> {
        let mut wanted = self.reading.block.saturating_mul(BLOCKS_AT_ONCE);
        loop {
            self.source.fill(wanted)?;
            let rest = self.source.rest();
            if rest.is_empty() {
                return Ok(None);
            }
            let blocks = cut(rest, self.reading.block, self.source.is_at_end(), boundary);
            if !blocks.ranges.is_empty() {
                return Ok(Some(blocks));
            }
            // One element is longer than all that was read.
            wanted = wanted.saturating_mul(2);
        }
    }

    fn visit_all(&mut self, mut blocks: Vec<Document>, array: Option<&str>) {
        for block in &mut blocks {
            block.count_elements_before(self.elements);
            self.elements += block.root().map_or(0, |root| root.len());
        }
        let visit = self.visit;
        let visits = blocks
            .into_par_iter()
            .map(|document| visit(Block { document, array: array.map(str::to_owned) }));
        self.visits.par_extend(visits);
    }
}
