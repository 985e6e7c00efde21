//! Where the files of a dataset are: on a disk ([`crate::disk::Disk`]), in memory ([`Memory`]), partly in memory on top
//! of another storage ([`Overlay`]), or in a revision in Git.
//!
//! A storage is read-only. The engine and all modules that it depends on read files only through a storage. They do
//! not access a file system.

mod base;
mod file;
mod memory;
mod name;
mod overlay;
mod path;
mod recorded;
mod tree;

pub use base::BaseFolder;
pub use file::StoredFile;
pub use memory::Memory;
pub(crate) use memory::part;
pub(crate) use name::{byte_of, bytes_of_text, text_of_bytes};
pub use overlay::Overlay;
pub use path::FilePath;
pub(crate) use path::PARENT;
pub use recorded::{Answer, Recorded, Recording};
pub(crate) use tree::Tree;

use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

/// Git's own folder, which contains no data.
pub(crate) const GIT_FOLDER: &str = ".git";

/// A storage of files by path. If an operation fails, its error contains the path and the reason.
pub trait Storage: fmt::Debug + Send + Sync {
    /// Returns the entries of a folder, in any order. Links in the folder's path are followed.
    fn list(&self, folder: &FilePath) -> Result<Vec<Entry>, StorageError>;

    /// Returns the kind of the entry at a path. If the path leads to a link, the link is not followed.
    fn stat(&self, path: &FilePath) -> Result<EntryKind, StorageError>;

    /// Returns the path of the same file or folder without links and `..`.
    fn resolve(&self, path: &FilePath) -> Result<FilePath, StorageError>;

    /// Reads a regular file. Links are followed.
    fn read(&self, path: &FilePath) -> Result<Vec<u8>, StorageError>;

    /// Appends a byte range of a regular file to `bytes`. The range may extend past the end of the file; then only the
    /// bytes up to the end are appended. Links are followed.
    fn read_range(
        &self,
        path: &FilePath,
        range: Range<u64>,
        bytes: &mut Vec<u8>,
    ) -> Result<(), StorageError>;

    /// Returns the current version of a regular file. Links are followed.
    fn version(&self, path: &FilePath) -> Result<Version, StorageError>;

    /// Returns the kind of the entry at a path, after following links.
    fn follow(&self, path: &FilePath) -> Result<EntryKind, StorageError> {
        match self.stat(path)? {
            EntryKind::Link => self.stat(&self.resolve(path)?),
            kind => Ok(kind),
        }
    }
}

/// An entry of a folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// The entry's name in the folder; in a name that is not Unicode, characters for private use stand for bytes.
    pub name: String,
    /// The entry's kind. A link is not followed.
    pub kind: EntryKind,
}

/// The kind of the entry that a path leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum EntryKind {
    /// A regular file.
    File,
    /// A folder.
    Folder,
    /// A link to a file, to a folder, or to nothing.
    Link,
    /// Another entry, such as a device, a pipe or a submodule.
    Other,
}

/// The version of a file. It changes whenever the content changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Version {
    /// Length in bytes.
    pub length: u64,
    /// A number that differs between versions of the same length, such as the modification time.
    pub stamp: u128,
}

/// A file or folder that could not be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("cannot read {path}: {reason}")]
pub struct StorageError {
    /// The path of the file or folder.
    pub path: FilePath,
    /// The reason.
    pub reason: Reason,
}

/// Why a file or folder could not be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[non_exhaustive]
pub enum Reason {
    /// The path leads to nothing.
    #[error("no such file")]
    NotFound,
    /// The path leads to a folder, but a file is wanted.
    #[error("is a directory")]
    IsFolder,
    /// The path leads to a file, but a folder is wanted.
    #[error("not a directory")]
    NotAFolder,
    /// The path leads to a device, a pipe or a submodule, but a file is wanted.
    #[error("not a regular file")]
    NotRegular,
    /// The path leads out of the storage.
    #[error("it is outside of {0}")]
    Outside(Cow<'static, str>),
    /// The path leads out of the folder to which a run is restricted.
    #[error("it is outside of {0} (see `--root`)")]
    OutsideRoot(Cow<'static, str>),
    /// The path leads into Git's own folder.
    #[error("it is in Git's own folder, which is not data")]
    InGitFolder,
    /// The path leads to a link whose target cannot be read.
    #[error("a link to {target}: {reason}")]
    Link {
        /// The target of the link, as written in the link.
        target: String,
        /// The reason why the target cannot be read.
        reason: Box<Reason>,
    },
    /// This clone of the repository does not contain the content.
    #[error(
        "its content is not in this clone of the repository; to fetch it, run `git fetch --refetch`"
    )]
    NotHeld,
    /// The content is not read, because another program would have to convert it. Contains the reason.
    #[error("it is not compared, because {0} (see `--filters`)")]
    NotCompared(String),
    /// The file has changed since it was found.
    #[error("it changed while it was read")]
    Changed,
    /// Any other reason, in words.
    #[error("{0}")]
    Other(String),
}

impl Reason {
    /// Combines the reason with the path that could not be read.
    #[must_use]
    pub fn at(self, path: &FilePath) -> StorageError {
        StorageError { path: path.clone(), reason: self }
    }
}
