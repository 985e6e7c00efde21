//! Reads a dataset from disk (the rulebook, its documents, schemas and snapshots), and writes documents,
//! the ledger and the baseline back. The only module below the command line that does I/O.

mod below;
mod beside;
mod blocks;
mod code_files;
mod edit;
mod folder;
mod folders;
mod globs;
mod ledger;
mod patch;
mod progress;
mod read;
mod read_strategy;
mod reread;
mod schemas;
mod shell;
mod write;

pub use below::{RulebooksBelow, rulebooks_below};
pub use beside::FilesBeside;
pub use blocks::{Block, BlockReader, NotInBlocks, SectionName};
pub use edit::{EditError, edit};
pub use folder::Folder;
pub use folders::Folders;
pub(crate) use globs::{expand, matches};
pub(crate) use patch::{ContentHash, Patched, hash_of_text, patch, replace_all};
pub use progress::Progress;
pub(crate) use read::normalise;
pub use read::{ReadError, find_rulebook};
pub use read_strategy::ReadStrategy;
pub use shell::{in_folder, in_folder_of, shell_quoted, shell_word};
pub use write::WriteError;
pub(crate) use write::write_whole;

use crate::document::{Document, FileId, Form, SyntaxError, SyntaxErrorKind};
use crate::files::{Content, File, Files, LargeDocument};
use crate::finding::{Finding, Naming, sha256};
use crate::parameters::{Problems, Spanned};
use crate::rule::{Codes, ReadSnapshot, Snapshot};
use crate::rulebook::Rulebook;
use crate::rules;
use crate::schema::{Schema, Vocabulary};
use rayon::prelude::*;
use read::{read_bytes, read_document};
use reread::FileBackend;
use schemas::Compiled;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

/// A dataset, read and ready to be checked.
pub struct Dataset {
    /// Every file that was read.
    pub files: Files,
    /// The rulebook.
    pub rulebook: Rulebook,
    /// The documents to check, each with its schema.
    pub documents: Vec<DocumentToCheck>,
    /// The compiled schemas.
    pub schemas: Vec<Schema>,
    /// The schema index of each collection's records, by collection index.
    pub schemas_of_collections: Vec<Option<usize>>,
    /// Files beside the documents that no glob matches.
    pub files_beside: Vec<FilesBeside>,
    /// Names and texts that occur in the schemas.
    pub vocabulary: Vocabulary,
    /// The code files that rules look up, by their path in the rulebook.
    pub code_files: BTreeMap<String, Codes>,
    /// The ledger's file, if the rulebook names one that exists.
    pub ledger: Option<FileId>,
    /// The baseline's file, if the rulebook names one that exists.
    pub baseline: Option<FileId>,
    /// Warnings about the schemas.
    pub warnings: Vec<Finding>,
    /// Progress of reading large documents.
    pub progress: Arc<Progress>,
    /// How the fingerprints of findings are formed.
    pub naming: Naming,
    /// Whether a run keeps all locations of what it does not check, rather than only the first ones.
    pub keeps_all_places: bool,
    folders: Folders,
    sizes: Sizes,
}

/// Size thresholds for reading in blocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sizes {
    /// Maximum size in bytes of a document that is always read as a whole; a larger one is read in blocks
    /// if possible.
    pub whole: u64,
    /// Approximate size of a block in bytes.
    pub block: usize,
}

impl Default for Sizes {
    fn default() -> Sizes {
        // A block of this size, with its tape, fits in the caches of most processors.
        Sizes { whole: 4 << 20, block: 64 << 10 }
    }
}

/// A document to check.
#[derive(Debug, Clone, Copy)]
pub struct DocumentToCheck {
    /// The document's file.
    pub file: FileId,
    /// The index of its schema, if it has one.
    pub schema: Option<usize>,
    /// Whether to read it in blocks.
    pub in_blocks: bool,
}

/// Why a dataset cannot be checked.
#[derive(Debug, Default)]
pub struct Failure {
    /// The files read so far, for displaying the findings.
    pub files: Files,
    /// Errors in the rulebook or in a schema.
    pub findings: Vec<Finding>,
    /// Files that could not be read.
    pub errors: Vec<ReadError>,
}

impl Dataset {
    /// Reads the dataset of a rulebook. Printed paths are relative to `current_dir`.
    ///
    /// # Errors
    /// Every mistake in the rulebook and its schemas, and every file that cannot be read.
    pub fn read(rulebook: &Path, current_dir: &Path) -> Result<Dataset, Box<Failure>> {
        Dataset::read_in(Folders::of(rulebook, current_dir))
    }

    /// Reads a dataset whose settings and data may be in different folders.
    ///
    /// # Errors
    /// As [`read`](Self::read).
    pub fn read_in(folders: Folders) -> Result<Dataset, Box<Failure>> {
        Dataset::read_with(Sizes::default(), folders)
    }

    /// Reads a dataset with the given size thresholds.
    ///
    /// # Errors
    /// As [`read`](Self::read).
    pub fn read_with(sizes: Sizes, folders: Folders) -> Result<Dataset, Box<Failure>> {
        let mut reader = Reader::new(folders, Failure::default(), sizes);
        let Some(rulebook) = reader.rulebook() else {
            return Err(Box::new(reader.failure));
        };
        let paths = reader.document_paths(&rulebook);
        let files = reader.documents(&paths, &rulebook);
        reader.into_dataset(rulebook, &files)
    }

    /// Starts reading a document in blocks.
    ///
    /// # Errors
    /// The document cannot be read, or has to be read as a whole.
    pub fn in_blocks(&self, document: DocumentToCheck) -> Result<BlockReader<'_>, NotInBlocks> {
        let key = self.files.key(document.file).unwrap_or_default();
        let form = form_of(key);
        let unsplit = match self.read_strategy(document) {
            ReadStrategy::Blocks(unsplit) => unsplit,
            ReadStrategy::Whole(reason) => return Err(NotInBlocks::Whole(reason)),
        };
        let schema = document.schema.and_then(|index| self.schemas.get(index));
        let splits = move |array: &str| {
            !unsplit.contains(array) && schema.is_none_or(|schema| schema.splits(array))
        };
        let reading = blocks::Reading {
            file: document.file,
            form,
            limits: self.rulebook.limits,
            block: self.sizes.block,
        };
        BlockReader::new(reading, splits, std::fs::File::open(self.folders.document(key))?)
    }

    /// Returns how a document is read if it is large.
    #[must_use]
    pub fn read_strategy(&self, document: DocumentToCheck) -> ReadStrategy {
        ReadStrategy::of(&self.rulebook, form_of(self.files.key(document.file).unwrap_or_default()))
    }

    /// Returns the error for a document that can be read neither in blocks nor as a whole, because it is
    /// too large or unreadable; `None` if it should be read as a whole.
    #[must_use]
    pub fn refusal(&self, document: DocumentToCheck, why: NotInBlocks) -> Option<SyntaxError> {
        let limit = self.rulebook.limits.largest;
        let length = self.files.large(document.file).map_or(0, LargeDocument::length);
        match why {
            NotInBlocks::Unreadable(error) => {
                let reason = read::reason(&error);
                Some(SyntaxError::new(SyntaxErrorKind::Unreadable { reason }, 0..1))
            }
            _ if length <= limit as usize => None,
            NotInBlocks::Broken(error) => Some(*error),
            NotInBlocks::Whole(why) => {
                let kind = SyntaxErrorKind::TooLarge { what: "the document", why, limit };
                Some(SyntaxError::new(kind, 0..1))
            }
        }
    }

    /// Adds the sizes of the large documents to the expected progress.
    pub fn expect_large_documents(&self) {
        let large = self.documents.iter().filter(|document| document.in_blocks);
        let names = large.filter_map(|document| self.files.key(document.file));
        let lengths = names
            .filter_map(|key| std::fs::metadata(self.folders.document(key)).ok())
            .map(|found| found.len());
        self.progress.expect(lengths.sum());
    }

    /// Returns a reader for the text files that documents name, with paths relative to the rulebook's
    /// folder. It fails, with a reason in words, if the file cannot be read, is not UTF-8, or is not below
    /// the rulebook's folder: a document may come from anyone, and what it names is printed.
    #[must_use]
    pub fn snapshot_reader(&self) -> Box<ReadSnapshot> {
        let folders = self.folders.clone();
        Box::new(move |path, id| {
            let bytes = read::read_below(&folders.data, path)?;
            let sha256 = sha256(&bytes);
            let text = String::from_utf8(bytes).map_err(|_| "not UTF-8 text".to_owned())?;
            Ok(Snapshot::new(id, folders.name(path), sha256, text))
        })
    }

    /// Atomically replaces the text of a file in the dataset's folder.
    ///
    /// # Errors
    /// The file is read-only, has changed since it was read, or cannot be written.
    pub fn rewrite(&self, file: FileId, text: &str) -> Result<(), WriteError> {
        rewrite(&self.files, &self.folders, file, text)
    }
}

/// Atomically replaces the text of a file that was read from the dataset's folder.
///
/// # Errors
/// The file is read-only, has changed since it was read, or cannot be written.
pub fn rewrite(
    files: &Files,
    folders: &Folders,
    file: FileId,
    text: &str,
) -> Result<(), WriteError> {
    let name = files.name(file);
    let Some(known) = files.get(file) else {
        return Err(WriteError::new(name, "not a file of the dataset"));
    };
    write::replace(&folders.data.join(&known.key), files.text(file), text)
        .map_err(|reason| WriteError::new(name, reason))
}

/// Creates a file in the dataset's folder atomically.
///
/// # Errors
/// The file exists, or cannot be written.
pub fn create(folders: &Folders, path: &str, text: &str) -> Result<(), WriteError> {
    write::create(&folders.data, path, text)
        .map_err(|error| WriteError::new(&folders.name(path), read::reason(&error)))
}

/// The state of reading a dataset: what was read so far, and what failed.
struct Reader {
    folders: Folders,
    failure: Failure,
    sizes: Sizes,
    vocabulary: Vocabulary,
}

impl Reader {
    fn new(folders: Folders, failure: Failure, sizes: Sizes) -> Reader {
        Reader { folders, failure, sizes, vocabulary: Vocabulary::default() }
    }

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

    /// Returns the dataset of a rulebook and its documents, unless something failed.
    fn into_dataset(
        mut self,
        mut rulebook: Rulebook,
        files: &[FileId],
    ) -> Result<Dataset, Box<Failure>> {
        let Compiled { schemas, documents, of_collections, mut warnings } =
            self.schemas(&rulebook, files);
        let code_files = self.code_files(&rulebook);
        let files_beside = self.files_beside(&rulebook, files);
        warnings.append(&mut rulebook.warnings);
        let ledger = self.ledger(&rulebook);
        let baseline = self.baseline(&rulebook);
        let failure = self.failure;
        if !failure.findings.is_empty() || !failure.errors.is_empty() {
            return Err(Box::new(failure));
        }
        Ok(Dataset {
            naming: Naming::default(),
            files: failure.files,
            rulebook,
            documents,
            schemas,
            schemas_of_collections: of_collections,
            files_beside,
            vocabulary: self.vocabulary,
            code_files,
            ledger,
            baseline,
            warnings,
            progress: Arc::default(),
            keeps_all_places: false,
            folders: self.folders,
            sizes: self.sizes,
        })
    }

    /// Returns the files beside the documents that no glob matches, except schemas and the files that they
    /// refer to.
    fn files_beside(&self, rulebook: &Rulebook, documents: &[FileId]) -> Vec<FilesBeside> {
        let files = &self.failure.files;
        let named: Vec<String> =
            documents.iter().filter_map(|id| files.key(*id).map(str::to_owned)).collect();
        let others = files.iter().map(|(_, file)| file.key.clone()).collect();
        let text = files.text(rulebook.file);
        beside::files_beside(&self.folders, rulebook, text, &named, &others)
    }

    /// Returns the paths of the documents relative to the rulebook's folder, sorted and without duplicates.
    fn document_paths(&mut self, rulebook: &Rulebook) -> Vec<String> {
        let mut all = globs::Matches::default();
        let mut problems = Problems::new(rulebook.file, rules::rulebook::KIND.name);
        for glob in &rulebook.documents {
            let mut matched = globs::expand(&self.folders.data, &glob.value);
            let replaced = self.folders.replaced_documents();
            matched.paths.extend(
                replaced.filter(|path| globs::matches(&glob.value, path)).map(str::to_owned),
            );
            if matched.is_empty() && !self.folders.is_historical {
                report_no_match(glob, &mut problems);
            }
            all.extend(matched);
        }
        // A file that is missing from historical data was added later.
        if !self.folders.is_historical {
            self.failure.errors.extend(all.errors(|path| self.folders.name(path)));
        }
        let all = all.into_paths(&self.folders.data);
        let found = problems.into_findings(self.failure.files.text(rulebook.file));
        self.failure.findings.extend(found);
        for path in
            self.folders.replaced_documents().filter(|path| !all.iter().any(|known| known == path))
        {
            self.failure.errors.push(ReadError::no_document(self.folders.name(path)));
        }
        all
    }

    fn documents(&mut self, paths: &[String], rulebook: &Rulebook) -> Vec<FileId> {
        let first = self.failure.files.next_id().0;
        let limits = rulebook.limits;
        let ways =
            [Form::Json, Form::JsonLines].map(|form| (form, ReadStrategy::of(rulebook, form)));
        let may_be_in_blocks = |form: Form| {
            ways.iter().any(|(of, way)| *of == form && matches!(way, ReadStrategy::Blocks(_)))
        };
        let is_large = |place: &Path, form: Form| {
            let length = length_of_file(place);
            length > limits.largest.into() || may_be_in_blocks(form) && length > self.sizes.whole
        };
        let read: Vec<Result<Content, ReadError>> = paths
            .par_iter()
            .zip(first..u32::MAX)
            .map(|(path, id)| {
                let (form, place, id) = (form_of(path), self.folders.document(path), FileId(id));
                if is_large(&place, form) {
                    let document = FileBackend::new(place, id, form, limits);
                    return Ok(Content::Blocks(Box::new(LargeDocument::new(document))));
                }
                let bytes =
                    read_document(&place).map_err(|error| error.named(self.folders.name(path)))?;
                let document = Document::parse_as(form, id, bytes, limits);
                Ok(Content::Document(Box::new(document)))
            })
            .collect();
        let mut files = Vec::new();
        for (path, result) in paths.iter().zip(read) {
            let name = self.folders.name(path);
            let content = match result {
                Ok(content) => content,
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

/// Returns the length of a file in bytes, or 0 if it is not a regular file.
fn length_of_file(path: &Path) -> u64 {
    let metadata = std::fs::metadata(path).ok().filter(std::fs::Metadata::is_file);
    metadata.map_or(0, |metadata| metadata.len())
}

/// Returns the format for the file extension of a path: `.jsonl` and `.ndjson` are JSON Lines.
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
    let help = "paths are relative to the rulebook's folder".to_owned();
    problems.add_with_help(glob.span.clone(), message, "not found", Some(help));
}
