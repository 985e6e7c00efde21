//! The name of a document's file, as values that rules can read.

use super::{Document, Limits, Value};
use std::sync::OnceLock;

/// A part of the path of a document's file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NamePart {
    /// The file's name: `b.json` for `data/b.json`.
    File,
    /// The file's name without its last extension: `b` for `data/b.json`.
    Stem,
    /// The name of the folder that contains the file: `data` for `data/b.json`. There is no such part for a
    /// file directly in the rulebook's folder.
    Folder,
}

/// The name of a document's file, if it is known.
#[derive(Debug, Default)]
pub(super) enum FileName {
    /// The name is not known.
    #[default]
    Unknown,
    /// The path relative to the rulebook's folder, and a document with the parts of the path. This document
    /// is created when it is first needed.
    Known(Box<(String, OnceLock<Document>)>),
    /// The document itself consists of the parts of a path.
    Itself,
}

impl Document {
    /// Sets the path of the document's file, relative to the rulebook's folder, with `/` between its parts.
    #[must_use]
    pub fn at_path(self, path: &str) -> Document {
        let file_name = FileName::Known(Box::new((path.to_owned(), OnceLock::new())));
        Document { file_name, ..self }
    }

    /// Returns a part of the path of the document's file, as a string value. The place of this value is the
    /// whole file. Returns `None` if the path is unknown or has no such part.
    #[must_use]
    pub fn name_part(&self, part: NamePart) -> Option<Value<'_>> {
        let FileName::Known(known) = &self.file_name else { return None };
        let (path, parts) = known.as_ref();
        let parts = parts.get_or_init(|| self.parts_of(path));
        let key = match part {
            NamePart::File => "file",
            NamePart::Stem => "stem",
            NamePart::Folder => "folder",
        };
        parts.root()?.get(key)
    }

    /// Whether the document consists of the parts of a file's path. The text of such a document is not in any
    /// file.
    #[must_use]
    pub fn is_file_name(&self) -> bool {
        matches!(self.file_name, FileName::Itself)
    }

    fn parts_of(&self, path: &str) -> Document {
        let (folders, file) = path.rsplit_once('/').unwrap_or(("", path));
        let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
        let folder = folders.rsplit('/').next().filter(|folder| !folder.is_empty());
        let mut parts = serde_json::json!({ "file": file, "stem": stem });
        if let Some(folder) = folder {
            parts["folder"] = folder.into();
        }
        let parts = Document::parse(self.file, parts.to_string().into_bytes(), Limits::default());
        Document { file_name: FileName::Itself, ..parts }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::FileId;

    fn parts(path: &str) -> [Option<String>; 3] {
        let document = Document::parse(FileId(0), b"1".to_vec(), Limits::default()).at_path(path);
        [NamePart::File, NamePart::Stem, NamePart::Folder].map(|part| {
            document
                .name_part(part)
                .and_then(|value| value.as_str().map(std::borrow::Cow::into_owned))
        })
    }

    #[test]
    fn a_path_has_parts() {
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(parts("a/b/c.d.json"), [some("c.d.json"), some("c.d"), some("b")]);
        assert_eq!(parts("c.json"), [some("c.json"), some("c"), None]);
        assert_eq!(parts("a/b"), [some("b"), some("b"), some("a")]);
        assert_eq!(parts("a/\"é\".json"), [some("\"é\".json"), some("\"é\""), some("a")]);
    }

    #[test]
    fn a_document_without_a_path_has_no_name() {
        let document = Document::parse(FileId(0), b"1".to_vec(), Limits::default());
        assert!(document.name_part(NamePart::File).is_none() && !document.is_file_name());
    }
}
