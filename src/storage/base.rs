//! A base folder for relative paths.

use super::{FilePath, Reason, Storage, StorageError, StoredFile};
use std::sync::Arc;

/// A folder of a storage. Paths in a rulebook or in data are relative to it.
#[derive(Debug, Clone)]
pub struct BaseFolder {
    /// The storage.
    pub storage: Arc<dyn Storage>,
    /// The folder in the storage.
    pub folder: FilePath,
}

impl BaseFolder {
    /// Converts a path relative to the folder to a path in the storage.
    #[must_use]
    pub fn path(&self, relative: &str) -> FilePath {
        self.folder.join(relative)
    }

    /// Returns a subfolder.
    #[must_use]
    pub fn below(&self, relative: &str) -> BaseFolder {
        BaseFolder { storage: Arc::clone(&self.storage), folder: self.path(relative) }
    }

    /// Finds a file in its current version.
    ///
    /// # Errors
    /// There is no regular file at this path.
    pub fn find(&self, relative: &str) -> Result<StoredFile, StorageError> {
        StoredFile::find(Arc::clone(&self.storage), self.path(relative))
    }

    /// Reads a file.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn read(&self, relative: &str) -> Result<Vec<u8>, StorageError> {
        self.storage.read(&self.path(relative))
    }

    /// Whether there is an entry at a path, even if it cannot be read.
    #[must_use]
    pub fn exists(&self, relative: &str) -> bool {
        let found = self.storage.follow(&self.path(relative));
        !found.is_err_and(|error| matches!(error.reason, Reason::NotFound | Reason::NotAFolder))
    }
}
