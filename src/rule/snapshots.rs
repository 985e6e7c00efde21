//! Snapshots: the texts of sources. Their paths are known after the sources have been read. Each file is read
//! on first use.

use crate::document::FileId;
use crate::quote::SourceText;
use foldhash::HashMap;
use std::collections::BTreeSet;
use std::fmt;
use std::sync::{Arc, OnceLock};

/// A source's text, as read.
#[derive(Debug)]
pub struct Snapshot {
    /// The file.
    pub file: FileId,
    /// The SHA-256 of the file's bytes, as 64 hexadecimal digits.
    pub sha256: String,
    name: String,
    content: Arc<str>,
    prepared: OnceLock<SourceText>,
}

impl Snapshot {
    /// Creates a snapshot from its text and its name in the output.
    #[must_use]
    pub fn new(file: FileId, name: String, sha256: String, content: String) -> Snapshot {
        Snapshot { file, sha256, name, content: content.into(), prepared: OnceLock::new() }
    }

    /// Returns the name in the output and the text as read.
    #[must_use]
    pub fn into_name_and_text(self) -> (String, String) {
        (self.name, self.content.as_ref().to_owned())
    }

    /// Returns the text, prepared for finding quotes. It is prepared on the first call.
    #[must_use]
    pub fn text(&self) -> &SourceText {
        self.prepared.get_or_init(|| SourceText::new(Arc::clone(&self.content)))
    }
}

/// A function that reads a snapshot. Its arguments are the path as written in the dataset, and the file id to
/// use. The error is a message for the report.
pub type ReadSnapshot = dyn Fn(&str, FileId) -> Result<Snapshot, String> + Send + Sync;

/// The snapshots that the sources of a dataset name, read lazily.
pub struct Snapshots {
    by_path: HashMap<String, (FileId, OnceLock<Result<Snapshot, String>>)>,
    read: Box<ReadSnapshot>,
}

impl Snapshots {
    /// Creates snapshots for `paths`, with consecutive file ids from `first`.
    #[must_use]
    pub fn new(paths: BTreeSet<String>, first: FileId, read: Box<ReadSnapshot>) -> Snapshots {
        let numbered = paths.into_iter().zip(first.0..u32::MAX);
        let by_path = numbered.map(|(path, id)| (path, (FileId(id), OnceLock::new()))).collect();
        Snapshots { by_path, read }
    }

    /// Returns the snapshot at a path as written in the dataset, or the reason why it could not be read.
    /// Returns `None` if no source names the path.
    #[must_use]
    pub fn get(&self, path: &str) -> Option<&Result<Snapshot, String>> {
        let (id, snapshot) = self.by_path.get(path)?;
        Some(snapshot.get_or_init(|| (self.read)(path, *id)))
    }

    /// Reads all snapshots that have not been read yet.
    pub fn read_all(&self) {
        self.by_path.keys().for_each(|path| _ = self.get(path));
    }

    /// Returns the paths in the order of their file ids. If a snapshot was read, its path is returned with
    /// its name and text.
    #[must_use]
    pub fn into_texts(self) -> Vec<(String, Option<(String, String)>)> {
        let mut texts: Vec<_> = self.by_path.into_iter().collect();
        texts.sort_by_key(|(_, (id, _))| *id);
        let text = |snapshot: OnceLock<Result<Snapshot, String>>| {
            Some(snapshot.into_inner()?.ok()?.into_name_and_text())
        };
        texts.into_iter().map(|(path, (_, snapshot))| (path, text(snapshot))).collect()
    }
}

impl fmt::Debug for Snapshots {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("Snapshots").field(&self.by_path.len()).finish()
    }
}
