//! Files in memory.

use super::{Entry, EntryKind, FilePath, Reason, Storage, StorageError, Tree, Version};
use std::ops::Range;
use std::sync::Arc;

/// Files in memory, for tests and for programs without a file system.
#[derive(Debug, Clone, Default)]
pub struct Memory {
    files: Tree<Arc<[u8]>>,
}

impl Memory {
    /// Adds a file, or replaces it.
    pub fn insert(&mut self, path: &str, bytes: impl Into<Arc<[u8]>>) {
        self.files.insert(FilePath::new(path).normalised(), bytes.into());
    }

    fn file(&self, path: &FilePath) -> Result<&[u8], StorageError> {
        let path = path.normalised();
        match self.files.get(&path) {
            Some(bytes) => Ok(bytes),
            None if self.files.is_folder(&path) => Err(Reason::IsFolder.at(&path)),
            None => Err(Reason::NotFound.at(&path)),
        }
    }
}

impl<P: AsRef<str>, B: Into<Arc<[u8]>>> FromIterator<(P, B)> for Memory {
    fn from_iter<I: IntoIterator<Item = (P, B)>>(files: I) -> Memory {
        let mut memory = Memory::default();
        files.into_iter().for_each(|(path, bytes)| memory.insert(path.as_ref(), bytes));
        memory
    }
}

impl Storage for Memory {
    fn list(&self, folder: &FilePath) -> Result<Vec<Entry>, StorageError> {
        let listed = self.files.list(&folder.normalised(), |_| EntryKind::File);
        listed.map_err(|reason| reason.at(folder))
    }

    fn stat(&self, path: &FilePath) -> Result<EntryKind, StorageError> {
        let found = self.files.stat(&path.normalised(), |_| EntryKind::File);
        found.map_err(|reason| reason.at(path))
    }

    fn resolve(&self, path: &FilePath) -> Result<FilePath, StorageError> {
        self.stat(path).map(|_| path.normalised())
    }

    fn read(&self, path: &FilePath) -> Result<Vec<u8>, StorageError> {
        self.file(path).map(<[u8]>::to_vec)
    }

    fn read_range(
        &self,
        path: &FilePath,
        range: Range<u64>,
        bytes: &mut Vec<u8>,
    ) -> Result<(), StorageError> {
        bytes.extend_from_slice(part(self.file(path)?, range));
        Ok(())
    }

    fn version(&self, path: &FilePath) -> Result<Version, StorageError> {
        let length = self.file(path)?.len() as u64;
        Ok(Version { length, stamp: 0 })
    }
}

/// Returns the part of `bytes` that is in a range. The range may extend past the end.
pub(crate) fn part(bytes: &[u8], range: Range<u64>) -> &[u8] {
    let clamp = |offset: u64| usize::try_from(offset).unwrap_or(usize::MAX).min(bytes.len());
    bytes.get(clamp(range.start)..clamp(range.end)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_imply_their_folders() {
        let memory: Memory = [("a.json", "{}"), ("b/c/d.json", "[1]"), ("b-e.json", "")]
            .into_iter()
            .map(|(path, text)| (path, text.as_bytes()))
            .collect();
        let list = |folder: &str| {
            let entries = memory.list(&FilePath::new(folder));
            entries.map(|found| found.into_iter().map(|entry| entry.name).collect::<Vec<_>>())
        };
        assert_eq!(list("").unwrap(), ["a.json", "b", "b-e.json"]);
        assert_eq!(list("b").unwrap(), ["c"]);
        assert_eq!(list("a.json").unwrap_err().reason, Reason::NotAFolder);
        assert_eq!(memory.stat(&FilePath::new("b/c")), Ok(EntryKind::Folder));
        let read = |path: &str| memory.read(&FilePath::new(path));
        assert_eq!(read("b/../b/c/d.json").unwrap(), b"[1]");
        assert_eq!(read("b").unwrap_err().to_string(), "cannot read b: is a directory");
        assert_eq!(read("x").unwrap_err().to_string(), "cannot read x: no such file");
    }

    #[test]
    fn a_range_ends_with_the_file() {
        assert_eq!(part(b"abc", 1..9), b"bc");
        assert_eq!(part(b"abc", 7..9), b"");
    }
}
