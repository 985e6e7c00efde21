//! The files of a run: what each number stands for.

use crate::document::{Document, FileId};

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
    /// A text of another kind.
    Text(String),
}

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

    /// A file's document.
    #[must_use]
    pub fn document(&self, id: FileId) -> Option<&Document> {
        match &self.get(id)?.content {
            Content::Document(document) => Some(document),
            Content::Text(_) => None,
        }
    }

    /// A file's text.
    #[must_use]
    pub fn text(&self, id: FileId) -> &str {
        match self.get(id).map(|file| &file.content) {
            Some(Content::Document(document)) => document.text(),
            Some(Content::Text(text)) => text,
            None => "",
        }
    }
}
