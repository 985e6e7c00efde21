//! Replaces several documents.
//!
//! First, each document is locked and compared with the text that was read, and its new text is written to a
//! file beside it. Then all new files are synced to disk, together if the system supports this. Only then are the
//! documents replaced.

use super::Root;
use super::edit::{beside, lock, sync_folder, writable};
use super::storage::reason;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// The SHA-256 of a file's bytes.
pub(crate) type ContentHash = [u8; 32];

/// A document and its new text.
pub(crate) struct Replacement<'r> {
    /// The document's path in the output.
    pub(crate) name: &'r str,
    /// The path of the document on disk.
    pub(crate) path: &'r Path,
    /// The hash of the document when it was read. The document is not replaced if it has another hash now.
    pub(crate) expected: ContentHash,
    /// The new text.
    pub(crate) text: &'r [u8],
}

/// The reason why a document cannot be replaced. The document is unchanged.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ReplaceError {
    /// Another process has changed the document.
    #[error("has changed since it was read")]
    Changed,
    /// Another reason, as a message.
    #[error("{0}")]
    Failed(String),
}

/// Documents whose new texts have been written beside them.
pub(crate) struct Replacements {
    prepared: Vec<Prepared>,
    /// The name of each document and the hash of its new text, by the document's real path.
    by_path: BTreeMap<PathBuf, (String, ContentHash)>,
}

/// A document whose new text has been written beside it.
struct Prepared {
    name: String,
    path: PathBuf,
    new: NamedTempFile,
    /// The lock on the document, which makes other writers wait.
    _lock: File,
}

/// Returns the hash of some bytes.
pub(crate) fn hash_of(bytes: &[u8]) -> ContentHash {
    Sha256::digest(bytes).into()
}

impl Replacements {
    /// Creates an empty list. Also raises the program's limit of open files to the system's maximum, since
    /// each document stays open while it is locked.
    pub(crate) fn new() -> Replacements {
        raise_limit_of_open_files();
        Replacements { prepared: Vec::new(), by_path: BTreeMap::new() }
    }

    /// Returns the number of documents.
    pub(crate) fn len(&self) -> usize {
        self.prepared.len()
    }

    /// Writes the new text of a document to a file beside it. Does nothing if an earlier document is the same file and
    /// has the same new text.
    ///
    /// # Errors
    /// The document is outside the root, is not a writable regular file with only one name, or has changed since it was
    /// read; an earlier document is the same file and has another new text; or the system refuses to lock the document
    /// or to write the new file.
    pub(crate) fn prepare(
        &mut self,
        root: &Root,
        replacement: &Replacement<'_>,
    ) -> Result<(), ReplaceError> {
        let failed = |error: io::Error| ReplaceError::Failed(reason(&error).to_string());
        let (path, metadata) =
            writable(Some(root), replacement.path).map_err(ReplaceError::Failed)?;
        let hash = hash_of(replacement.text);
        if let Some((other, other_hash)) = self.by_path.get(&path) {
            let error = format!("it is the same file as {other}, with different edits");
            return if *other_hash == hash { Ok(()) } else { Err(ReplaceError::Failed(error)) };
        }
        let mut locked = lock(&path).map_err(failed)?;
        let mut current = Vec::new();
        locked.read_to_end(&mut current).map_err(failed)?;
        if hash_of(&current) != replacement.expected {
            return Err(ReplaceError::Changed);
        }
        let new =
            beside(&path, &metadata, |new| new.write_all(replacement.text)).map_err(failed)?;
        let name = replacement.name.to_owned();
        self.by_path.insert(path.clone(), (name.clone(), hash));
        self.prepared.push(Prepared { name, path, new, _lock: locked });
        Ok(())
    }

    /// Replaces the documents, and calls `replaced` with the name of each.
    ///
    /// # Errors
    /// The new files cannot be synced, and all documents are unchanged. Or the system refuses to replace a document:
    /// the message names it, the documents before it have been replaced, and the documents after it are unchanged.
    pub(crate) fn finish(self, mut replaced: impl FnMut(&str)) -> Result<(), String> {
        sync(&self.prepared).map_err(|error| {
            format!("cannot write the documents: {}; all are unchanged", reason(&error))
        })?;
        let mut folders = BTreeSet::new();
        for Prepared { name, path, new, .. } in self.prepared {
            new.persist(&path).map_err(|error| {
                let reason = reason(&error.error);
                format!(
                    "cannot write {name}: {reason}; it and the documents after it are unchanged"
                )
            })?;
            replaced(&name);
            folders.extend(path.parent().map(Path::to_owned));
        }
        sync_folders(&folders);
        Ok(())
    }
}

/// From this number of files or folders on, their file systems are synced instead of each file or folder.
#[cfg(target_os = "linux")]
const MANY: usize = 8;

/// Syncs the new files to disk. If there are many files, syncs each of their file systems once instead.
fn sync(prepared: &[Prepared]) -> io::Result<()> {
    #[cfg(target_os = "linux")]
    if prepared.len() >= MANY {
        return sync_file_systems(prepared.iter().map(|prepared| prepared.new.path()));
    }
    prepared.iter().try_for_each(|prepared| prepared.new.as_file().sync_all())
}

/// Makes the renames in some folders durable if the system supports this. See [`sync_folder`].
fn sync_folders(folders: &BTreeSet<PathBuf>) {
    #[cfg(target_os = "linux")]
    if folders.len() >= MANY {
        let _ = sync_file_systems(folders.iter().map(PathBuf::as_path));
        return;
    }
    for folder in folders {
        sync_folder(folder);
    }
}

/// Syncs the file systems that contain some files or folders, each once.
#[cfg(target_os = "linux")]
fn sync_file_systems<'p>(paths: impl IntoIterator<Item = &'p Path>) -> io::Result<()> {
    use std::os::unix::fs::MetadataExt;
    let mut synced = BTreeSet::new();
    for path in paths {
        if synced.insert(std::fs::metadata(path)?.dev()) {
            rustix::fs::syncfs(File::open(path)?)?;
        }
    }
    Ok(())
}

/// Raises the limit of open files to the maximum that the system allows.
fn raise_limit_of_open_files() {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, getrlimit, setrlimit};
        let mut limit = getrlimit(Resource::Nofile);
        limit.current = limit.maximum;
        // If the system refuses, opening too many documents fails with a message.
        let _ = setrlimit(Resource::Nofile, limit);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_that_has_changed_is_refused_and_others_are_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        for name in ["a", "b"] {
            std::fs::write(path(name), name).unwrap();
        }
        let root = Root::at(folder.path()).unwrap();
        let mut replacements = Replacements::new();
        let mut replace = |name: &str, old: &str| {
            let (path, expected) = (path(name), hash_of(old.as_bytes()));
            replacements.prepare(&root, &Replacement { name, path: &path, expected, text: b"new" })
        };
        assert!(replace("a", "a").is_ok());
        assert!(matches!(replace("b", "another text"), Err(ReplaceError::Changed)));
        assert_eq!(std::fs::read_to_string(path("a")).unwrap(), "a");
        let mut replaced = Vec::new();
        replacements.finish(|name| replaced.push(name.to_owned())).unwrap();
        assert_eq!(replaced, ["a"]);
        assert_eq!(std::fs::read_to_string(path("a")).unwrap(), "new");
        assert_eq!(std::fs::read_to_string(path("b")).unwrap(), "b");
    }

    #[test]
    fn hundreds_of_documents_are_replaced_without_leftover_files() {
        let folder = tempfile::tempdir().unwrap();
        let root = Root::at(folder.path()).unwrap();
        let mut replacements = Replacements::new();
        for number in 0..300 {
            let (name, path) = (number.to_string(), folder.path().join(number.to_string()));
            std::fs::write(&path, "old").unwrap();
            let expected = hash_of(b"old");
            let replacement = Replacement { name: &name, path: &path, expected, text: b"new" };
            replacements.prepare(&root, &replacement).unwrap();
        }
        replacements.finish(|_| ()).unwrap();
        let files = std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().path());
        let texts: Vec<String> = files.map(|file| std::fs::read_to_string(file).unwrap()).collect();
        assert_eq!(texts, vec!["new"; 300]);
    }
}
