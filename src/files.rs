//! The files of a run: what each number stands for.

mod large;
mod line_marks;

pub use large::{LargeDocument, RandomAccess};

use crate::document::{Document, FileId, Value};
use large::LastPart;
use std::cell::RefCell;

/// Every file that a run has read, or could not read.
#[derive(Debug, Default)]
pub struct Files {
    files: Vec<File>,
}

/// One file.
#[derive(Debug)]
pub struct File {
    /// How the output calls it: its path seen from where the program was started.
    pub name: String,
    /// How the dataset calls it: its path seen from the rulebook's folder.
    pub key: String,
    /// What is in it.
    pub content: Content,
}

/// The content of a file.
#[derive(Debug)]
pub enum Content {
    /// JSON, or what should be.
    Document(Box<Document>),
    /// JSON that is read in blocks, and as a whole only where a finding or a rule asks for it.
    Blocks(Box<LargeDocument>),
    /// A text of another kind.
    Text(String),
}

/// Looks at values of files, one after another. Of a large document it reads parts again, and keeps one.
#[derive(Debug)]
pub struct BlockCache<'f> {
    files: &'f Files,
    last: RefCell<LastPart>,
}

impl<'f> BlockCache<'f> {
    /// Looks at some files.
    #[must_use]
    pub fn new(files: &'f Files) -> BlockCache<'f> {
        BlockCache { files, last: RefCell::default() }
    }

    /// What `see` says of the value or the key that begins at a byte of a file.
    pub fn at<T>(&self, place: &Place, see: impl FnOnce(Value<'_>) -> T) -> Option<T> {
        let (id, offset) = place;
        let large = match &self.files.get(*id)?.content {
            Content::Blocks(large) => large,
            Content::Document(document) => return document.value_at(*offset).map(see),
            Content::Text(_) => return None,
        };
        match large.part_at(*offset) {
            None => large.document_at(*offset)?.value_at(*offset).map(see),
            Some((number, place)) => {
                let read = || large.read_part(place);
                let document = self.last.borrow_mut().read(*id, number, read);
                document.value_at(*offset).map(see)
            }
        }
    }
}

/// A file, and a byte of it.
type Place = (FileId, usize);

impl Files {
    /// The number that the next file gets.
    #[must_use]
    pub fn next_id(&self) -> FileId {
        FileId(u32::try_from(self.files.len()).unwrap_or(u32::MAX))
    }

    /// Adds a file; a document must have been parsed with [`next_id`](Self::next_id).
    pub fn add(&mut self, file: File) -> FileId {
        let id = self.next_id();
        self.files.push(file);
        id
    }

    /// A file by its number.
    #[must_use]
    pub fn get(&self, id: FileId) -> Option<&File> {
        self.files.get(id.0 as usize)
    }

    /// Every file with its number.
    pub fn iter(&self) -> impl Iterator<Item = (FileId, &File)> {
        (0..u32::MAX).map(FileId).zip(&self.files)
    }

    /// How the output calls a file.
    #[must_use]
    pub fn name(&self, id: FileId) -> &str {
        self.get(id).map(|file| file.name.as_str()).unwrap_or_default()
    }

    /// How the dataset calls a file.
    #[must_use]
    pub fn key(&self, id: FileId) -> Option<&str> {
        self.get(id).map(|file| file.key.as_str())
    }

    /// A file's document.
    #[must_use]
    pub fn document(&self, id: FileId) -> Option<&Document> {
        match &self.get(id)?.content {
            Content::Document(document) => Some(document),
            Content::Blocks(document) => Some(document.whole()),
            Content::Text(_) => None,
        }
    }

    /// Whether a file is a document.
    #[must_use]
    pub fn is_document(&self, id: FileId) -> bool {
        self.get(id).is_some_and(|file| !matches!(file.content, Content::Text(_)))
    }

    /// The document, or the part of a large one, in which a byte is.
    #[must_use]
    pub fn document_at(&self, id: FileId, offset: usize) -> Option<&Document> {
        match &self.get(id)?.content {
            Content::Blocks(large) => large.document_at(offset),
            Content::Document(document) => Some(document),
            Content::Text(_) => None,
        }
    }

    /// A large document of which only parts are in memory.
    #[must_use]
    pub fn in_parts(&self, id: FileId) -> Option<&LargeDocument> {
        match &self.get(id)?.content {
            Content::Blocks(large) if large.is_in_parts() => Some(large),
            _ => None,
        }
    }

    /// A document that is read in blocks.
    #[must_use]
    pub fn large(&self, id: FileId) -> Option<&LargeDocument> {
        match &self.get(id)?.content {
            Content::Blocks(large) => Some(large),
            Content::Document(_) | Content::Text(_) => None,
        }
    }

    /// A file's text.
    #[must_use]
    pub fn text(&self, id: FileId) -> &str {
        match self.get(id).map(|file| &file.content) {
            Some(Content::Document(document)) => document.text(),
            Some(Content::Blocks(document)) => document.whole().text(),
            Some(Content::Text(text)) => text,
            None => "",
        }
    }
}
