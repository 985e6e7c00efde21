//! Reads files, and reports errors with their names.

use super::Folders;
use crate::finding::sha256;
use crate::rule::NamedFiles;
use crate::storage::{BaseFolder, EntryKind, FilePath, Reason, StorageError};

/// A file that could not be read.
#[derive(Debug, thiserror::Error)]
#[error("cannot read {path}: {reason}")]
pub struct ReadError {
    path: String,
    reason: String,
}

impl ReadError {
    /// Creates the error for a path as shown in the output.
    #[must_use]
    pub fn new(path: String, reason: impl Into<String>) -> ReadError {
        ReadError { path, reason: reason.into() }
    }

    /// Returns the path as shown in the output.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }
}

/// Returns a reader for the files, other than snapshots, that documents name. See [`read_below`].
pub(super) fn named_files(folders: &Folders) -> NamedFiles {
    let base = folders.data.clone();
    NamedFiles::new(Box::new(move |path, wants_sha256| match wants_sha256 {
        true => read_below(&base, path).map(|bytes| Some(sha256(&bytes))),
        false => find_below(&base, path).map(|_| None),
    }))
}

/// Reads a file that data names. The file must be a regular file below the folder after links have been
/// followed.
pub(super) fn read_below(base: &BaseFolder, path: &str) -> Result<Vec<u8>, String> {
    let file = find_below(base, path)?;
    base.storage.read(&file).map_err(|error| error.reason.to_string())
}

/// Finds a file that data names, under the same conditions as [`read_below`].
fn find_below(base: &BaseFolder, path: &str) -> Result<FilePath, String> {
    const OUTSIDE: &str = "not below the rulebook's folder";
    if path.starts_with('/') || path.split('/').any(|name| name == "..") {
        return Err(OUTSIDE.to_owned());
    }
    let in_words = |error: StorageError| error.reason.to_string();
    let resolve = |path: &FilePath| base.storage.resolve(path).map_err(in_words);
    let file = resolve(&base.path(path))?;
    if !file.is_in(&resolve(&base.folder)?) {
        return Err(OUTSIDE.to_owned());
    }
    if base.storage.stat(&file).map_err(in_words)? != EntryKind::File {
        return Err(Reason::NotRegular.to_string());
    }
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disk::{Disk, Root};
    use std::sync::Arc;

    #[test]
    fn data_names_no_file_outside_the_folder() {
        let folder = tempfile::tempdir().unwrap();
        let inner = folder.path().join("dataset");
        std::fs::create_dir_all(inner.join("sources")).unwrap();
        std::fs::write(inner.join("sources/a.txt"), "a").unwrap();
        std::fs::write(folder.path().join("secret.txt"), "secret").unwrap();
        let (disk, place) = Disk::containing(&inner, Root::at(folder.path()).unwrap());
        let inside = BaseFolder { storage: Arc::new(disk), folder: place };
        assert_eq!(read_below(&inside, "sources/a.txt"), Ok(b"a".to_vec()));
        let outside = Err("not below the rulebook's folder".to_owned());
        assert_eq!(read_below(&inside, "../secret.txt"), outside);
        assert_eq!(read_below(&inside, "sources/../../secret.txt"), outside);
        assert_eq!(read_below(&inside, "/etc/hostname"), outside);
        assert_eq!(read_below(&inside, "sources"), Err("not a regular file".to_owned()));
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink("../secret.txt", inner.join("link.txt")).unwrap();
            assert_eq!(read_below(&inside, "link.txt"), outside);
        }
    }
}
