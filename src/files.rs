//! The files of a run, by [`FileId`].

mod large;
mod late;
mod line_marks;

pub use large::LargeDocument;
pub(crate) use large::read_document;
pub use late::LateText;

use crate::document::{CellTypes, Document, FileId, Form, Limits, Value};
use crate::storage::StorageError;
use large::LastPart;
use std::cell::RefCell;
use std::ops::Range;

/// Every file that a run has read or failed to read.
#[derive(Debug, Default)]
pub struct Files {
    list: Vec<File>,
    /// The id of the first file.
    first: u32,
    /// The id of the first file of each dataset but the first.
    others: Vec<u32>,
}

/// One file.
#[derive(Debug)]
pub struct File {
    /// Path in the output, relative to the current directory.
    pub name: String,
    /// Path in the dataset, relative to the rulebook's folder.
    pub key: String,
    /// The content.
    pub content: Content,
}

/// The content of a file.
#[derive(Debug)]
pub enum Content {
    /// JSON, valid or not.
    Document(Box<Document>),
    /// JSON that is read in blocks. It is read as a whole only if a finding or a rule needs that.
    Blocks(Box<LargeDocument>),
    /// Text in another format.
    Text(String),
    /// Text in another format that is read on first use.
    Late(Box<LateText>),
}

impl Content {
    /// Returns the format of a document that is converted to JSON before it is parsed.
    pub(crate) fn converted_from(&self) -> Option<Form> {
        match self {
            Content::Document(document) => document.converted_from(),
            Content::Blocks(document) => document.converted_from(),
            Content::Text(_) | Content::Late(_) => None,
        }
    }
}

/// Reads single values of files. Blocks of a large document are read again when they are needed, and the last block
/// is cached.
#[derive(Debug)]
pub struct BlockCache<'f> {
    files: &'f Files,
    last: RefCell<LastPart>,
}

impl<'f> BlockCache<'f> {
    /// Creates an empty cache for these files.
    #[must_use]
    pub fn new(files: &'f Files) -> BlockCache<'f> {
        BlockCache { files, last: RefCell::default() }
    }

    /// Calls `see` with the value or key at a location. Returns `None` if there is no value or key, or if
    /// reading fails.
    pub fn at<T>(&self, place: &Place, see: impl FnOnce(Value<'_>) -> T) -> Option<T> {
        let (id, offset) = place;
        let large = match &self.files.get(*id)?.content {
            Content::Blocks(large) => large,
            Content::Document(document) => return document.value_at(*offset).map(see),
            Content::Text(_) | Content::Late(_) => return None,
        };
        match large.part_at(*offset) {
            None => large.document_at(*offset)?.value_at(*offset).map(see),
            Some((number, place)) => {
                let read = || large.read_part(place);
                let document = self.last.borrow_mut().read(*id, number, read).ok()?;
                document.value_at(*offset).map(see)
            }
        }
    }
}

/// A file and a byte offset in it.
type Place = (FileId, usize);

impl Files {
    /// Creates an empty list whose first file will have this id.
    pub(crate) fn starting_at(first: FileId) -> Files {
        Files { first: first.0, ..Files::default() }
    }

    /// Appends the files of another dataset. Their ids must start at [`next_id`](Self::next_id).
    pub(crate) fn append(&mut self, other: Files) {
        debug_assert!(other.first == self.next_id().0, "ids are consecutive");
        self.others.push(other.first);
        self.others.extend(other.others);
        self.list.extend(other.list);
    }

    /// Returns the id of the first file, which is the rulebook of the first dataset.
    #[must_use]
    pub fn first_id(&self) -> FileId {
        FileId(self.first)
    }

    /// Returns the ids of the files of each dataset. The first id of a range is that of the dataset's rulebook.
    pub(crate) fn by_dataset(&self) -> Vec<Range<u32>> {
        let starts = std::iter::once(self.first).chain(self.others.iter().copied());
        let ends = self.others.iter().copied().chain([self.next_id().0]);
        starts.zip(ends).map(|(start, end)| start..end).collect()
    }

    /// Returns the index of the dataset that a file belongs to. The first dataset has the index 0.
    pub(crate) fn dataset_of(&self, id: FileId) -> usize {
        self.others.partition_point(|first| *first <= id.0)
    }

    /// Returns the id of the next file to be added.
    #[must_use]
    pub fn next_id(&self) -> FileId {
        let number = u32::try_from(self.list.len()).ok();
        let id = number.and_then(|number| self.first.checked_add(number));
        debug_assert!(id.is_some(), "a run has fewer than 2^32 files");
        FileId(id.unwrap_or(u32::MAX))
    }

    /// Adds a file, and returns its id. A document must have been parsed with [`next_id`](Self::next_id).
    pub fn add(&mut self, file: File) -> FileId {
        let id = self.next_id();
        self.list.push(file);
        id
    }

    /// Sets the types of the cells of a document, if it is CSV or TSV.
    pub(crate) fn set_cell_types(&mut self, id: FileId, types: CellTypes, limits: Limits) {
        let Some(file) = self.position(id).and_then(|position| self.list.get_mut(position)) else {
            return;
        };
        match std::mem::replace(&mut file.content, Content::Text(String::new())) {
            Content::Document(document) => {
                let document = document.with_cell_types(&types, limits);
                file.content = Content::Document(Box::new(document));
            }
            Content::Blocks(mut document) => {
                document.set_cell_types(types);
                file.content = Content::Blocks(document);
            }
            text @ (Content::Text(_) | Content::Late(_)) => file.content = text,
        }
    }

    /// Returns the file with this id.
    #[must_use]
    pub fn get(&self, id: FileId) -> Option<&File> {
        self.list.get(self.position(id)?)
    }

    fn position(&self, id: FileId) -> Option<usize> {
        Some(id.0.checked_sub(self.first)? as usize)
    }

    /// Returns every file with its id.
    pub fn iter(&self) -> impl Iterator<Item = (FileId, &File)> {
        (self.first..u32::MAX).map(FileId).zip(&self.list)
    }

    /// Returns the file's path in the output; empty if there is no such file.
    #[must_use]
    pub fn name(&self, id: FileId) -> &str {
        self.get(id).map(|file| file.name.as_str()).unwrap_or_default()
    }

    /// Returns the file's path in the dataset.
    #[must_use]
    pub fn key(&self, id: FileId) -> Option<&str> {
        self.get(id).map(|file| file.key.as_str())
    }

    /// Returns the document of a file, or `None` if the file is not a document. Reads a large document as a whole.
    #[must_use]
    pub fn document(&self, id: FileId) -> Option<&Document> {
        match &self.get(id)?.content {
            Content::Document(document) => Some(document),
            Content::Blocks(document) => Some(document.whole()),
            Content::Text(_) | Content::Late(_) => None,
        }
    }

    /// Whether a file is a document.
    #[must_use]
    pub fn is_document(&self, id: FileId) -> bool {
        let is_text = |content: &Content| matches!(content, Content::Text(_) | Content::Late(_));
        self.get(id).is_some_and(|file| !is_text(&file.content))
    }

    /// Returns the document, or the block of a large document, that contains a byte offset.
    #[must_use]
    pub fn document_at(&self, id: FileId, offset: usize) -> Option<&Document> {
        match &self.get(id)?.content {
            Content::Blocks(large) => large.document_at(offset),
            Content::Document(document) => Some(document),
            Content::Text(_) | Content::Late(_) => None,
        }
    }

    /// Returns the large document with this id, if it has been read in blocks and not yet as a whole.
    #[must_use]
    pub fn in_parts(&self, id: FileId) -> Option<&LargeDocument> {
        match &self.get(id)?.content {
            Content::Blocks(large) if large.is_in_parts() => Some(large),
            Content::Document(_) | Content::Blocks(_) | Content::Text(_) | Content::Late(_) => None,
        }
    }

    /// Returns the document with this id, if it is read in blocks.
    #[must_use]
    pub fn large(&self, id: FileId) -> Option<&LargeDocument> {
        match &self.get(id)?.content {
            Content::Blocks(large) => Some(large),
            Content::Document(_) | Content::Text(_) | Content::Late(_) => None,
        }
    }

    /// Returns the files that could not be read again, each with the reason.
    pub fn failures(&self) -> impl Iterator<Item = (FileId, &StorageError)> {
        self.iter().filter_map(|(id, file)| match &file.content {
            Content::Blocks(large) => Some((id, large.failure()?)),
            Content::Late(text) => Some((id, text.failure()?)),
            Content::Document(_) | Content::Text(_) => None,
        })
    }

    /// Reads a [late text](LateText), so that its failure is known. Does nothing for other files.
    pub(crate) fn read_late(&self, id: FileId) {
        if let Some(Content::Late(text)) = self.get(id).map(|file| &file.content) {
            _ = text.text();
        }
    }

    /// Returns the text of a file as it is stored; empty if there is no such file.
    #[must_use]
    pub fn text(&self, id: FileId) -> &str {
        match self.get(id).map(|file| &file.content) {
            Some(Content::Document(document)) => document.text_of_file(),
            Some(Content::Blocks(document)) => document.whole().text_of_file(),
            Some(Content::Text(text)) => text,
            Some(Content::Late(text)) => text.text(),
            None => "",
        }
    }
}
