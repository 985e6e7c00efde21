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
    /// Reads the documents at some paths, relative to the rulebook's folder. Large documents, and documents
    /// for which `is_read` returns `false`, are only listed.
    pub(super) fn documents(
        &mut self,
        paths: &[String],
        rulebook: &Rulebook,
        is_read: &IsRead<'_>,
    ) -> Vec<FileId> {
        let first = self.failure.files.next_id().0;
        let limits = rulebook.limits;
        let ways =
            [Form::Json, Form::JsonLines].map(|form| (form, ReadStrategy::of(rulebook, form)));
        let may_be_in_blocks = |form: Form| {
            ways.iter().any(|(of, way)| *of == form && matches!(way, ReadStrategy::Blocks(_)))
        };
        let is_large = |length: u64, form: Form| {
            length > limits.largest.into() || may_be_in_blocks(form) && length > self.sizes.whole
        };
        let read: Vec<Result<Content, StorageError>> = paths
            .par_iter()
            .zip(first..u32::MAX)
            .map(|(path, id)| {
                let (form, file, id) = (form_of(path), self.folders.data.find(path)?, FileId(id));
                if is_large(file.length(), form) || !is_read(rulebook, path, id) {
                    let document = LargeDocument::new(file, path, id, form, limits);
                    return Ok(Content::Blocks(Box::new(document)));
                }
                let document = Document::parse_as(form, id, read_document(&file)?, limits);
                let document = document.at_path(path);
                Ok(Content::Document(Box::new(document)))
            })
            .collect();
        let mut files = Vec::new();
        for (path, result) in paths.iter().zip(read) {
            let (name, id) = (self.folders.name(path), self.failure.files.next_id());
            let content = match result {
                Ok(content) => content,
                Err(error) if matches!(error.reason, Reason::Changed | Reason::NotCompared(_)) => {
                    let unread = Document::unread(form_of(path), id, SyntaxError::unread(&error));
                    if error.reason != Reason::Changed {
                        self.not_compared.push((id, error.reason));
                    }
                    Content::Document(Box::new(unread))
                }
                Err(error) => {
                    self.failure
                        .errors
                        .push(ReadError::new(name.clone(), error.reason.to_string()));
                    Content::Text(String::new())
                }
            };
            files.push(self.failure.files.add(File { name, key: path.clone(), content }));
        }
        files
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
