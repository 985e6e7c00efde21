//! Reading a dataset from disk: the rulebook, its documents, schemas and snapshots; and writing
//! documents and the ledger back. The only module below the command line that does input or output.

mod code_files;
mod edit;
mod folder;
mod folders;
mod ledger;
mod read;
mod schemas;
mod write;

pub use edit::{EditError, edit};
pub use folder::Folder;
pub use folders::Folders;
pub use read::{ReadError, find_rulebook};
pub(crate) use read::{expand, normalise};
pub use write::WriteError;
pub(crate) use write::write_whole;

use crate::document::{Document, FileId, Form};
use crate::files::{Content, File, Files};
use crate::finding::Finding;
use crate::parameters::{Problems, Spanned};
use crate::rule::Codes;
use crate::rulebook::Rulebook;
use crate::schema::Schema;
use rayon::prelude::*;
use read::read_bytes;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// A dataset, read and ready to be checked.
pub struct Dataset {
    /// Every file that was read.
    pub files: Files,
    /// What the rulebook says.
    pub rulebook: Rulebook,
    /// The documents to check, and the schema of each.
    pub documents: Vec<DocumentToCheck>,
    /// The compiled schemas.
    pub schemas: Vec<Schema>,
    /// The files with codes that rules look up, by the path that the rulebook gives.
    pub code_files: BTreeMap<String, Codes>,
    /// The ledger's file, where the rulebook names one.
    pub ledger: Option<FileId>,
    /// The baseline's file, where the rulebook names one.
    pub baseline: Option<FileId>,
    /// What is worth a warning about the schemas.
    pub warnings: Vec<Finding>,
    folders: Folders,
}

/// A document to check.
#[derive(Debug, Clone, Copy)]
pub struct DocumentToCheck {
    /// The document's file.
    pub file: FileId,
    /// The index of its schema.
    pub schema: Option<usize>,
}

/// Why a dataset cannot be checked.
#[derive(Debug, Default)]
pub struct Failure {
    /// The files that were read so far, for showing the findings.
    pub files: Files,
    /// Mistakes in the rulebook or in a schema, at their places.
    pub findings: Vec<Finding>,
    /// Files that could not be read.
    pub errors: Vec<ReadError>,
}

impl Dataset {
    /// Reads the dataset of a rulebook. `started_in` is the folder that printed paths are seen from.
    ///
    /// # Errors
    /// Every mistake in the rulebook and its schemas, and every file that cannot be read.
    pub fn read(rulebook: &Path, started_in: &Path) -> Result<Dataset, Box<Failure>> {
        Dataset::read_in(Folders::of(rulebook, started_in))
    }

    /// Reads the dataset whose settings and whose data may be in two folders.
    ///
    /// # Errors
    /// As [`read`](Self::read).
    pub fn read_in(folders: Folders) -> Result<Dataset, Box<Failure>> {
        let mut reader = Reader { folders, failure: Failure::default() };
        let Some(rulebook) = reader.rulebook() else {
            return Err(Box::new(reader.failure));
        };
        let paths = reader.document_paths(&rulebook);
        let files = reader.documents(&paths, &rulebook);
        reader.into_dataset(rulebook, &files)
    }

    /// Reads a text that a document of the dataset names, seen from the rulebook's folder: its bytes
    /// and the name to print.
    ///
    /// # Errors
    /// In words: it cannot be read, or it is not a file below the rulebook's folder. A document may
    /// come from anyone, and what it names is printed.
    pub fn read_text(&self, path: &str) -> (Result<Vec<u8>, String>, String) {
        (read::read_below(&self.folders.data, path), self.folders.name(path))
    }

    /// Writes the new text of a file of the dataset's folder: whole or not at all.
    ///
    /// # Errors
    /// The file is read-only, has been changed since it was read, or cannot be written.
    pub fn rewrite(&self, file: FileId, text: &str) -> Result<(), WriteError> {
        rewrite(&self.files, &self.folders, file, text)
    }
}

/// Writes the new text of a file that has been read from the dataset's folder: whole or not at all.
///
/// # Errors
/// The file is read-only, has been changed since it was read, or cannot be written.
pub fn rewrite(
    files: &Files,
    folders: &Folders,
    file: FileId,
    text: &str,
) -> Result<(), WriteError> {
    let name = files.name(file);
    let Some(known) = files.get(file) else {
        return Err(WriteError::new(name, "it is no file of the dataset"));
    };
    write::replace(&folders.data.join(&known.key), files.text(file), text)
        .map_err(|reason| WriteError::new(name, reason))
}

/// Writes a file of the dataset's folder that is not there yet: whole or not at all.
///
/// # Errors
/// It is there, or cannot be written.
pub fn create(folders: &Folders, path: &str, text: &str) -> Result<(), WriteError> {
    write::create(&folders.data, path, text)
        .map_err(|error| WriteError::new(&folders.name(path), read::reason(&error)))
}

/// What has been read so far, and what went wrong.
struct Reader {
    folders: Folders,
    failure: Failure,
}

impl Reader {
    fn rulebook(&mut self) -> Option<Rulebook> {
        let path = &self.folders.rulebook;
        let key = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let name = self.folders.name(&key);
        let bytes = match read_bytes(path) {
            Ok(bytes) => bytes,
            Err(error) => {
                self.failure.errors.push(error.named(name));
                return None;
            }
        };
        let Ok(text) = String::from_utf8(bytes) else {
            self.failure.errors.push(ReadError::not_utf8(name));
            return None;
        };
        self.rulebook_of(text, name, key)
    }

    fn rulebook_of(&mut self, text: String, name: String, key: String) -> Option<Rulebook> {
        let file = self.failure.files.next_id();
        let parsed = Rulebook::parse(&text, file);
        self.failure.files.add(File { name, key, content: Content::Text(text) });
        parsed.map_err(|findings| self.failure.findings.extend(findings)).ok()
    }

    /// The dataset of a rulebook and its documents, where nothing has gone wrong.
    fn into_dataset(
        mut self,
        mut rulebook: Rulebook,
        files: &[FileId],
    ) -> Result<Dataset, Box<Failure>> {
        let (schemas, documents, mut warnings) = self.schemas(&rulebook, files);
        let code_files = self.code_files(&rulebook);
        warnings.append(&mut rulebook.warnings);
        let ledger = self.ledger(&rulebook);
        let baseline = self.baseline(&rulebook);
        let failure = self.failure;
        if !failure.findings.is_empty() || !failure.errors.is_empty() {
            return Err(Box::new(failure));
        }
        Ok(Dataset {
            files: failure.files,
            rulebook,
            documents,
            schemas,
            code_files,
            ledger,
            baseline,
            warnings,
            folders: self.folders,
        })
    }

    /// The paths of the documents, seen from the rulebook's folder, sorted; each once.
    fn document_paths(&mut self, rulebook: &Rulebook) -> Vec<String> {
        let mut all = BTreeSet::new();
        let mut problems = Problems::new(rulebook.file, "rulebook");
        for glob in &rulebook.documents {
            let paths = read::expand(&self.folders.data, &glob.value);
            if paths.is_empty() && !self.folders.is_earlier {
                report_no_match(glob, &mut problems);
            }
            all.extend(paths);
        }
        self.failure.findings.extend(problems.into_findings());
        all.into_iter().collect()
    }

    fn documents(&mut self, paths: &[String], rulebook: &Rulebook) -> Vec<FileId> {
        let first = self.failure.files.next_id().0;
        let limits = rulebook.limits;
        let read: Vec<Result<Document, ReadError>> = paths
            .par_iter()
            .zip(first..u32::MAX)
            .map(|(path, id)| {
                let bytes = read_bytes(&self.folders.data.join(path))
                    .map_err(|error| error.named(self.folders.name(path)))?;
                Ok(Document::parse_as(form_of(path), FileId(id), bytes, limits))
            })
            .collect();
        let mut files = Vec::new();
        for (path, result) in paths.iter().zip(read) {
            let name = self.folders.name(path);
            let content = match result {
                Ok(document) => Content::Document(Box::new(document)),
                Err(error) => {
                    self.failure.errors.push(error);
                    Content::Text(String::new())
                }
            };
            files.push(self.failure.files.add(File { name, key: path.clone(), content }));
        }
        files
    }
}

/// By the ending of the name: `.jsonl` and `.ndjson` are JSON Lines.
fn form_of(path: &str) -> Form {
    let ending = Path::new(path).extension().unwrap_or_default();
    let is_lines = ["jsonl", "ndjson"].iter().any(|known| ending.eq_ignore_ascii_case(known));
    if is_lines { Form::JsonLines } else { Form::Json }
}

fn report_no_match(glob: &Spanned<String>, problems: &mut Problems) {
    let is_glob = glob.value.contains(['*', '?', '[']);
    let message = match is_glob {
        true => format!("no file matches `{}`", glob.value),
        false => format!("there is no file `{}`", glob.value),
    };
    problems.add_with_help(
        glob.span.clone(),
        message,
        "names no file",
        Some("paths are seen from the rulebook's folder".to_owned()),
    );
}
