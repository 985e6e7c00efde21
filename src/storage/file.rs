//! A file in a specific version.

use super::{FilePath, Reason, Storage, StorageError, Version};
use std::ops::Range;
use std::sync::Arc;

/// A file of a storage, in the version in which it was found. Reading fails with [`Reason::Changed`] if the file has
/// changed since then, so all reads return the same version.
#[derive(Debug, Clone)]
pub struct StoredFile {
    storage: Arc<dyn Storage>,
    path: FilePath,
    version: Version,
}

impl StoredFile {
    /// Finds a file in its current version.
    ///
    /// # Errors
    /// There is no regular file at this path.
    pub fn find(storage: Arc<dyn Storage>, path: FilePath) -> Result<StoredFile, StorageError> {
        let version = storage.version(&path)?;
        Ok(StoredFile { storage, path, version })
    }

    /// Returns the length in bytes.
    #[must_use]
    pub fn length(&self) -> u64 {
        self.version.length
    }

    /// Reads the whole file.
    ///
    /// # Errors
    /// The file cannot be read, or has changed.
    pub fn read(&self) -> Result<Vec<u8>, StorageError> {
        let bytes = self.storage.read(&self.path)?;
        self.check_version()?;
        Ok(bytes)
    }

    /// Appends a byte range to `bytes`. The range may extend past the end of the file; then only the bytes up to the
    /// end are appended.
    ///
    /// # Errors
    /// The file cannot be read, or has changed.
    pub fn read_range(&self, range: Range<u64>, bytes: &mut Vec<u8>) -> Result<(), StorageError> {
        self.storage.read_range(&self.path, range, bytes)?;
        self.check_version()
    }

    /// Checks that the file has not changed since it was found.
    ///
    /// # Errors
    /// The file has changed or no longer exists.
    pub fn check_version(&self) -> Result<(), StorageError> {
        match self.storage.version(&self.path) {
            Ok(version) if version == self.version => Ok(()),
            Ok(_) => Err(Reason::Changed.at(&self.path)),
            Err(error) => Err(error),
        }
    }
}
