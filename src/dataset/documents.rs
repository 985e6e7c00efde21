//! Reads the documents of a rulebook.

use super::{ReadError, ReadStrategy, Reader};
use crate::document::{Document, FileId, Form, SyntaxError};
use crate::files::{Content, File, LargeDocument, read_document};
use crate::rulebook::Rulebook;
use crate::storage::{Reason, StorageError};
use rayon::prelude::*;

/// Decides whether a document is read.
pub type IsRead<'r> = dyn Fn(&Rulebook, &str, FileId) -> bool + Sync + 'r;

impl Reader {
    /// Reads the documents at some paths, relative to the rulebook's folder. Lists large documents, and documents
    /// for which `is_read` returns `false`, without reading them.
    pub(super) fn documents(
        &mut self,
        paths: &[String],
        rulebook: &Rulebook,
        is_read: &IsRead<'_>,
    ) -> Vec<FileId> {
        let mut files = Vec::new();
        for (path, read) in paths.iter().zip(self.contents(paths, rulebook, is_read)) {
            let content = read.unwrap_or_else(|error| self.unread(path, error));
            let name = self.folders.name(path);
            files.push(self.failure.files.add(File { name, key: path.clone(), content }));
        }
        files
    }

    /// Reads the contents of documents in parallel.
    fn contents(
        &self,
        paths: &[String],
        rulebook: &Rulebook,
        is_read: &IsRead<'_>,
    ) -> Vec<Result<Content, StorageError>> {
        let first = self.failure.files.next_id().0;
        let limits = rulebook.limits;
        let forms = [Form::Json, Form::JsonLines].into_iter();
        let in_blocks = forms
            .filter(|form| matches!(ReadStrategy::of(rulebook, *form), ReadStrategy::Blocks(_)));
        let in_blocks: Vec<Form> = in_blocks.collect();
        let is_large = |length: u64, form: Form| {
            length > limits.largest.into() || in_blocks.contains(&form) && length > self.sizes.whole
        };
        let read = paths.par_iter().zip(first..u32::MAX).map(|(path, id)| {
            let (form, file, id) = (form_of(path), self.folders.data.find(path)?, FileId(id));
            if is_large(file.length(), form) || !is_read(rulebook, path, id) {
                let document = LargeDocument::new(file, path, id, form, limits);
                return Ok(Content::Blocks(Box::new(document)));
            }
            let document = Document::parse_as(form, id, read_document(&file)?, limits);
            Ok(Content::Document(Box::new(document.at_path(path))))
        });
        read.collect()
    }

    /// Returns the content of the next document, which could not be read. A run reports a document that has changed
    /// or would need another program. Any other reason is a failure.
    fn unread(&mut self, path: &str, error: StorageError) -> Content {
        let id = self.failure.files.next_id();
        let unread = || Document::unread(form_of(path), id, SyntaxError::unread(&error));
        match error.reason {
            Reason::Changed => Content::Document(Box::new(unread())),
            Reason::NotCompared(_) => {
                let unread = unread();
                self.not_compared.push((id, error.reason));
                Content::Document(Box::new(unread))
            }
            reason => {
                let name = self.folders.name(path);
                self.failure.errors.push(ReadError::new(name, reason.to_string()));
                Content::Text(String::new())
            }
        }
    }
}

/// Returns the format for the file extension of a path, or JSON if the extension is unknown.
pub(super) fn form_of(path: &str) -> Form {
    match extension(path).unwrap_or_default().to_ascii_lowercase().as_str() {
        "jsonl" | "ndjson" => Form::JsonLines,
        "yaml" | "yml" => Form::Yaml,
        "md" => Form::FrontMatter,
        "csv" => Form::Csv,
        "tsv" => Form::Tsv,
        _ => Form::Json,
    }
}

/// Returns the part of a file's name after the last dot. Returns `None` if there is no dot, or nothing before
/// it.
pub(crate) fn extension(path: &str) -> Option<&str> {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.rsplit_once('.').filter(|(stem, _)| !stem.is_empty()).map(|(_, extension)| extension)
}
