//! Reads a dataset from a storage: the rulebook, its documents, schemas and snapshots.

mod beside;
mod blocks;
mod cells;
mod code_files;
mod documents;
mod extends;
mod folder;
mod folders;
mod globs;
mod ledger;
mod left_out;
mod progress;
mod read;
mod read_strategy;
mod schemas;
mod shell;

pub use beside::FilesBeside;
pub use blocks::{Block, BlockReader, NotInBlocks, SectionName};
pub use documents::IsRead;
pub(crate) use documents::extension;
pub(crate) use extends::rulebook_texts;
pub use folder::Folder;
pub(crate) use folder::is_folder_of_tools;
pub use folders::Folders;
pub(crate) use globs::{expand, matches};
pub use left_out::LeftOut;
pub use progress::Progress;
pub use read::ReadError;
pub use read_strategy::ReadStrategy;
pub(crate) use shell::name_root;
pub use shell::{escaped, in_folder, in_folder_of, is_unseen, shell_quoted, shell_word};

use crate::document::{FileId, Form, SyntaxError, SyntaxErrorKind, decode_setting};
use crate::files::{Content, File, Files, LargeDocument};
use crate::finding::{Finding, Naming, sha256};
use crate::parameters::{Problems, Spanned};
use crate::rule::{Codes, NamedFiles, ReadSnapshot, ReadText};
use crate::rulebook::Rulebook;
use crate::rules;
use crate::schema::{Schema, Vocabulary};
use crate::storage::Reason;
use documents::form_of;
use schemas::Compiled;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
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
    /// The globs of `exclude` that match none of the files that `documents` matches.
    pub idle_exclusions: Vec<Spanned<String>>,
    /// The globs of `documents` whose wildcards do not follow a link to a folder with matching files, each with the
    /// paths of such links.
    pub unfollowed_links: Vec<(Spanned<String>, Vec<String>)>,
    /// The records in documents that `exclude` leaves out. Empty if there is neither a ledger nor a baseline.
    pub left_out: LeftOut,
    /// Names and texts in the schemas.
    pub vocabulary: Vocabulary,
    /// The code files that rules look up, by their path in the rulebook.
    pub code_files: BTreeMap<String, Codes>,
    /// The files, other than snapshots, that documents name.
    pub named_files: NamedFiles,
    /// The file of the ledger. `None` if the rulebook names no ledger or the file does not exist.
    pub ledger: Option<FileId>,
    /// The file of the baseline. `None` if the rulebook names no baseline or the file does not exist.
    pub baseline: Option<FileId>,
    /// Warnings about the schemas.
    pub warnings: Vec<Finding>,
    /// The documents that were not read because another program would be needed to read them, each with the
    /// reason.
    pub not_compared: Vec<(FileId, Reason)>,
    /// Progress of reading large documents.
    pub progress: Arc<Progress>,
    /// How the fingerprints of findings are formed.
    pub naming: Naming,
    /// Whether a run keeps the places of all unchecked values instead of just the first ones.
    pub keeps_all_places: bool,
    /// Whether a run keeps the names of the records in which rules left something unchecked. These names decide
    /// which findings of another run count as resolved.
    pub keeps_passed_over: bool,
    folders: Folders,
    sizes: Sizes,
}

/// Size thresholds for reading in blocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sizes {
    /// Maximum size in bytes of a document that is always read as a whole. A larger document is read in
    /// blocks if possible.
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
    /// The index of the document's schema, or `None` if it has no schema.
    pub schema: Option<usize>,
    /// Whether to read the document in blocks.
    pub in_blocks: bool,
}

/// The reasons why a dataset cannot be checked.
#[derive(Debug, Default)]
pub struct Failure {
    /// The files read so far, which are needed to print the findings.
    pub files: Files,
    /// Errors in the rulebook or in a schema.
    pub findings: Vec<Finding>,
    /// Files that could not be read.
    pub errors: Vec<ReadError>,
}

impl Dataset {
    /// Reads a dataset. Its settings and its data may be in different folders.
    ///
    /// # Errors
    /// Returns every mistake in the rulebook and its schemas, and every file that cannot be read.
    pub fn read_in(folders: Folders) -> Result<Dataset, Box<Failure>> {
        Dataset::read_with(Sizes::default(), folders)
    }

    /// Reads a dataset with the given size thresholds.
    ///
    /// # Errors
    /// Returns the same errors as [`read_in`](Self::read_in).
    pub fn read_with(sizes: Sizes, folders: Folders) -> Result<Dataset, Box<Failure>> {
        Dataset::read_some(sizes, folders, &|_, _, _| true)
    }

    /// Reads a dataset, but only the documents for which `is_read` returns `true`. The other documents are
    /// listed, and read on demand. `is_read` takes the rulebook, the path of the document relative to the
    /// rulebook's folder, and the document's file.
    ///
    /// # Errors
    /// Returns the same errors as [`read_in`](Self::read_in).
    pub fn read_some(
        sizes: Sizes,
        folders: Folders,
        is_read: &IsRead<'_>,
    ) -> Result<Dataset, Box<Failure>> {
        let files = Files::starting_at(folders.first_file);
        let mut reader = Reader::new(folders, Failure { files, ..Failure::default() }, sizes);
        let Some(rulebook) = reader.rulebook() else {
            return Err(Box::new(reader.failure));
        };
        let paths = reader.document_paths(&rulebook);
        let files = reader.documents(&paths, &rulebook, is_read);
        reader.into_dataset(rulebook, &files)
    }

    /// Starts reading a document in blocks.
    ///
    /// # Errors
    /// Returns an error if the document cannot be read, or has to be read as a whole.
    pub fn in_blocks(&self, document: DocumentToCheck) -> Result<BlockReader<'_>, NotInBlocks> {
        let form = self.form(document);
        let Some(large) = self.files.large(document.file) else {
            return Err(NotInBlocks::Whole("it is in memory".to_owned()));
        };
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
        BlockReader::new(reading, splits, large.file().clone())
    }

    /// Returns the length of a document's file in bytes, or `None` if it cannot be found.
    #[must_use]
    pub fn length(&self, file: FileId) -> Option<u64> {
        match self.files.large(file) {
            Some(large) => Some(large.length() as u64),
            None => Some(self.folders.data.find(self.files.key(file)?).ok()?.length()),
        }
    }

    /// Returns the format of a document, which its file's name determines.
    #[must_use]
    pub fn form(&self, document: DocumentToCheck) -> Form {
        form_of(self.files.key(document.file).unwrap_or_default())
    }

    /// Returns how a document is read if it is large.
    #[must_use]
    pub fn read_strategy(&self, document: DocumentToCheck) -> ReadStrategy {
        ReadStrategy::of(&self.rulebook, self.form(document))
    }

    /// Returns the error for a document that cannot be read in blocks, and is unreadable or too large to be read
    /// as a whole. Returns `None` if it should be read as a whole.
    #[must_use]
    pub fn refusal(&self, document: DocumentToCheck, why: NotInBlocks) -> Option<SyntaxError> {
        let limit = self.rulebook.limits.largest;
        let length = self.files.large(document.file).map_or(0, LargeDocument::length);
        match why {
            NotInBlocks::Unreadable(error) => Some(SyntaxError::unread(&error)),
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
        let large = self.documents.iter().filter_map(|document| self.files.large(document.file));
        self.progress.expect(large.map(|large| large.length() as u64).sum());
    }

    /// Returns the name that the output shows for a file of the rulebook.
    #[must_use]
    pub fn name_of_setting(&self, path: &str) -> String {
        self.folders.name(path)
    }

    /// Returns a reader for the text files that documents name, with paths relative to the rulebook's folder.
    /// The reader fails with a message if the file cannot be read, is not UTF-8, or is not below the
    /// rulebook's folder. This protects other files: a document may come from anyone, and the program prints
    /// the text of the files that the document names.
    #[must_use]
    pub fn snapshot_reader(&self) -> Box<ReadSnapshot> {
        let folders = self.folders.clone();
        Box::new(move |path| {
            let bytes = read::read_below(&folders.data, path)?;
            let sha256 = sha256(&bytes);
            let text = decode_setting(bytes)?;
            Ok(ReadText { name: folders.name(path), sha256, text })
        })
    }
}

/// The state of reading a dataset: the documents read so far, and the failures.
struct Reader {
    folders: Folders,
    failure: Failure,
    sizes: Sizes,
    vocabulary: Vocabulary,
    idle_exclusions: Vec<Spanned<String>>,
    unfollowed_links: Vec<(Spanned<String>, Vec<String>)>,
    /// The paths that `exclude` leaves out.
    excluded: BTreeSet<String>,
    not_compared: Vec<(FileId, Reason)>,
}

impl Reader {
    fn new(folders: Folders, failure: Failure, sizes: Sizes) -> Reader {
        Reader {
            folders,
            failure,
            sizes,
            vocabulary: Vocabulary::default(),
            idle_exclusions: Vec::new(),
            unfollowed_links: Vec::new(),
            excluded: BTreeSet::new(),
            not_compared: Vec::new(),
        }
    }

    fn rulebook(&mut self) -> Option<Rulebook> {
        let bytes = self.folders.settings.read(&self.folders.rulebook);
        let text = bytes.map_err(|error| error.reason.to_string()).and_then(decode_setting);
        match text {
            Ok(text) => self.rulebook_of(&text),
            Err(reason) => {
                let name = self.folders.name(&self.folders.rulebook);
                self.failure.errors.push(ReadError::new(name, reason));
                None
            }
        }
    }

    fn rulebook_of(&mut self, text: &str) -> Option<Rulebook> {
        let key = self.folders.rulebook.clone();
        let name = self.folders.name(&key);
        let content = Content::Text(text.to_owned());
        let file = self.failure.files.add(File { name, key: key.clone(), content });
        let bases = self.bases(text, file, &key)?;
        let parsed = Rulebook::parse_extending(text, file, &bases);
        parsed.map_err(|findings| self.failure.findings.extend(findings)).ok()
    }

    /// Returns the dataset of a rulebook and its documents, or all failures if there are any.
    fn into_dataset(
        mut self,
        mut rulebook: Rulebook,
        files: &[FileId],
    ) -> Result<Dataset, Box<Failure>> {
        let compiled = self.schemas(&rulebook, files);
        self.type_cells(&rulebook, &compiled);
        let Compiled { schemas, documents, of_collections, mut warnings } = compiled;
        let code_files = self.code_files(&rulebook);
        let files_beside = self.files_beside(&rulebook, files);
        warnings.append(&mut rulebook.warnings);
        let ledger = self.ledger(&rulebook);
        let baseline = self.baseline(&rulebook);
        let has_decisions = ledger.is_some() || baseline.is_some();
        let left_out = if has_decisions { self.left_out(&rulebook) } else { LeftOut::default() };
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
            idle_exclusions: self.idle_exclusions,
            unfollowed_links: self.unfollowed_links,
            left_out,
            vocabulary: self.vocabulary,
            code_files,
            named_files: read::named_files(&self.folders),
            ledger,
            baseline,
            warnings,
            not_compared: self.not_compared,
            progress: Arc::default(),
            keeps_all_places: false,
            keeps_passed_over: has_decisions,
            folders: self.folders,
            sizes: self.sizes,
        })
    }

    /// Returns the files beside the documents that no glob matches. Schemas and the files that schemas refer
    /// to are left out.
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
        let mut problems = Problems::of(&rulebook.text, rules::rulebook::KIND.name);
        for glob in &rulebook.documents {
            let matched = globs::expand(&self.folders.data, &glob.value);
            if matched.is_empty() && !self.folders.is_historical {
                report_no_match(glob, &mut problems);
            }
            let mut links = matched.unfollowed_links(&self.folders.data);
            // Links that the rulebook names, even in a comment, are left out on purpose.
            links.retain(|path| !rulebook.text.as_str().contains(&format!("{path}/")));
            if !links.is_empty() {
                self.unfollowed_links.push((glob.clone(), links));
            }
            all.extend(matched);
        }
        for exclusion in &rulebook.exclude {
            if !all.exclude(exclusion) {
                self.idle_exclusions.push(exclusion.glob.clone());
            }
        }
        self.excluded = std::mem::take(&mut all.excluded);
        // If the data is historical, a missing file was probably added later.
        if !self.folders.is_historical {
            self.failure.errors.extend(all.errors(|path| self.folders.name(path)));
        }
        let all = all.into_paths(&self.folders.data);
        let found = problems.into_findings(rulebook.text.as_str());
        self.failure.findings.extend(found);
        if let Some(path) = self.folders.required.as_ref().filter(|path| !all.contains(path)) {
            let reason = "not a document of the rulebook";
            self.failure.errors.push(ReadError::new(self.folders.name(path), reason));
        }
        all
    }
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
