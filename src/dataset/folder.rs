//! A folder of documents without a rulebook. Its files are read once, and then checked with different
//! rulebooks.

mod listing;

pub(crate) use listing::is_folder_of_tools;

use super::folders::join;
use super::{Dataset, Failure, Folders, Reader, Sizes, form_of};
use crate::document::{Document, FileId, Form, Limits};
use crate::files::{Content, File, Files};
use crate::infer::SkippedFile;
use crate::storage::{EntryKind, StorageError};
use listing::Listing;
use rayon::prelude::*;
use std::collections::HashMap;

/// A folder and its documents.
#[derive(Debug)]
pub struct Folder {
    /// The files that were read.
    pub files: Files,
    /// The documents that could be read, sorted by path.
    pub documents: Vec<FileId>,
    /// The possible documents and the folders that were skipped or could not be read.
    pub left_out: Vec<SkippedFile>,
    /// Whether the folder has subfolders that were not searched.
    pub has_other_folders: bool,
    folders: Folders,
}

impl Folder {
    /// Reads the documents in a folder and its subfolders. Skips names that begin with a dot, folders with
    /// dependencies or build output, folders with their own rulebook, and links to folders, which may form a
    /// cycle.
    ///
    /// # Errors
    /// Returns an error if the folder does not exist, or cannot be listed.
    pub fn read(folders: Folders) -> Result<Folder, StorageError> {
        let listing = Listing::of(&folders.data)?;
        let mut read = Folder {
            files: Files::default(),
            documents: Vec::new(),
            left_out: listing.left_out,
            has_other_folders: listing.has_other_folders,
            folders,
        };
        read.read_documents(listing.paths);
        Ok(read)
    }

    /// Returns the name that the output shows for a path in the folder.
    #[must_use]
    pub fn display(&self, path: &str) -> String {
        self.folders.name(path)
    }

    /// Returns the path of the schema that a document names in `$schema`, relative to the folder. Returns
    /// `None` if the document names no schema or the schema's file does not exist.
    #[must_use]
    pub fn schema_named_by(&self, file: FileId) -> Option<String> {
        let root = self.files.document(file)?.root()?;
        let named = root.get("$schema")?.as_str()?;
        let named = named.split('#').next().unwrap_or_default();
        if named.is_empty() || named.contains("://") {
            return None;
        }
        let folder = self.files.get(file)?.key.rsplit_once('/').map_or("", |(folder, _)| folder);
        let path = join(folder, named);
        let place = self.folders.data.path(&path);
        let is_file = self.folders.data.storage.follow(&place) == Ok(EntryKind::File);
        is_file.then_some(path)
    }

    /// Returns the folder as a dataset with the given rulebook. The documents that have been read are moved
    /// into the dataset until [`take_back`](Self::take_back). Schemas and other files are read now.
    ///
    /// # Errors
    /// Returns every mistake in the rulebook and its schemas, and every file that cannot be read.
    pub fn with_rulebook(&mut self, text: &str) -> Result<Dataset, Box<Failure>> {
        let documents = self.documents.iter();
        let ids: HashMap<String, FileId> =
            documents.filter_map(|id| Some((self.files.get(*id)?.key.clone(), *id))).collect();
        let failure = Failure { files: std::mem::take(&mut self.files), ..Failure::default() };
        let mut reader = Reader::new(self.folders.clone(), failure, Sizes::default());
        let Some(rulebook) = reader.rulebook_of(text) else {
            return Err(Box::new(reader.failure));
        };
        let paths = reader.document_paths(&rulebook);
        let documents: Vec<FileId> =
            paths.iter().filter_map(|path| ids.get(path).copied()).collect();
        reader.into_dataset(rulebook, &documents)
    }

    /// Moves the files of a dataset back into the folder.
    pub fn take_back(&mut self, files: Files) {
        self.files = files;
    }

    fn read_documents(&mut self, paths: Vec<String>) {
        let read: Vec<_> = paths
            .into_par_iter()
            .zip(0_u32..u32::MAX)
            .map(|(path, id)| {
                let bytes = self.folders.data.read(&path);
                let document = bytes.map(|bytes| {
                    let form = form_of(&path);
                    Document::parse_as(form, FileId(id), bytes, Limits::default()).at_path(&path)
                });
                (path, document)
            })
            .collect();
        for (path, document) in read {
            let name = self.folders.name(&path);
            let content = match document {
                // Markdown without front matter is usually text for people, and not a document of the
                // dataset.
                Ok(document) if is_text(&document) => Content::Text(String::new()),
                Ok(document) => Content::Document(Box::new(document)),
                Err(error) => {
                    let reason = error.reason.to_string();
                    self.left_out.push(SkippedFile { path: path.clone(), reason });
                    Content::Text(String::new())
                }
            };
            let is_document = matches!(content, Content::Document(_));
            let id = self.files.add(File { name, key: path, content });
            if is_document {
                self.documents.push(id);
            }
        }
    }
}

/// Whether a document is a Markdown file without readable front matter.
fn is_text(document: &Document) -> bool {
    document.converted_from() == Some(Form::FrontMatter) && document.fatal_error().is_some()
}
