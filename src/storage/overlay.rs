//! Texts on top of another storage, such as unsaved texts of an editor, or edits that are not written yet.

use super::{Entry, EntryKind, FilePath, Storage, StorageError, Tree, Version, part};
use std::ops::Range;
use std::sync::Arc;

/// Texts that replace files of another storage, or add files to it. Links in the path of a text are followed, so
/// reading the replaced file through any link returns the text.
#[derive(Debug, Clone)]
pub struct Overlay {
    texts: Tree<Arc<[u8]>>,
    under: Arc<dyn Storage>,
}

impl Overlay {
    /// Creates an overlay without texts.
    #[must_use]
    pub fn new(under: Arc<dyn Storage>) -> Overlay {
        Overlay { texts: Tree::default(), under }
    }

    /// Replaces or adds a file.
    pub fn insert(&mut self, path: &FilePath, bytes: impl Into<Arc<[u8]>>) {
        self.texts.insert(self.resolved(path), bytes.into());
    }

    /// Returns the text that replaces a file, or `None` if the file is not replaced.
    #[must_use]
    pub fn text(&self, path: &FilePath) -> Option<&Arc<[u8]>> {
        self.texts.get(&self.resolved(path))
    }

    /// Removes the text that replaces a file.
    pub fn remove(&mut self, path: &FilePath) {
        self.texts.remove(&self.resolved(path));
    }

    /// Resolves the links in a path. If the file does not exist, resolves the links in the path of its
    /// folder.
    fn resolved(&self, path: &FilePath) -> FilePath {
        let of_folder = || {
            let (folder, name) = path.split_last()?;
            Some(self.under.resolve(&folder).ok()?.join(name))
        };
        self.under
            .resolve(path)
            .ok()
            .or_else(of_folder)
            .unwrap_or_else(|| path.clone())
            .normalised()
    }
}

impl Storage for Overlay {
    fn list(&self, folder: &FilePath) -> Result<Vec<Entry>, StorageError> {
        let added = self.texts.list(&self.resolved(folder), |_| EntryKind::File);
        let mut entries = match (self.under.list(folder), &added) {
            (Err(_), Ok(_)) => Vec::new(),
            (entries, _) => entries?,
        };
        for entry in added.unwrap_or_default() {
            if !entries.iter().any(|known| known.name == entry.name) {
                entries.push(entry);
            }
        }
        Ok(entries)
    }

    fn stat(&self, path: &FilePath) -> Result<EntryKind, StorageError> {
        self.under.stat(path).or_else(|error| {
            self.texts.stat(&self.resolved(path), |_| EntryKind::File).map_err(|_| error)
        })
    }

    fn resolve(&self, path: &FilePath) -> Result<FilePath, StorageError> {
        self.stat(path).map(|_| self.resolved(path))
    }

    fn read(&self, path: &FilePath) -> Result<Vec<u8>, StorageError> {
        self.text(path).map_or_else(|| self.under.read(path), |text| Ok(text.to_vec()))
    }

    fn read_range(
        &self,
        path: &FilePath,
        range: Range<u64>,
        bytes: &mut Vec<u8>,
    ) -> Result<(), StorageError> {
        match self.text(path) {
            Some(text) => bytes.extend_from_slice(part(text, range)),
            None => self.under.read_range(path, range, bytes)?,
        }
        Ok(())
    }

    fn version(&self, path: &FilePath) -> Result<Version, StorageError> {
        match self.text(path) {
            Some(text) => Ok(Version { length: text.len() as u64, stamp: 0 }),
            None => self.under.version(path),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Memory;
    use super::*;

    #[test]
    fn a_text_replaces_a_file_or_adds_one() {
        let under: Memory = [("a/x", "old"), ("a/y", "y")]
            .map(|(path, text)| (path, text.as_bytes()))
            .into_iter()
            .collect();
        let mut overlay = Overlay::new(Arc::new(under));
        overlay.insert(&FilePath::new("a/x"), *b"new text");
        overlay.insert(&FilePath::new("b/z"), *b"z");
        let read = |path: &str| overlay.read(&FilePath::new(path)).unwrap();
        assert_eq!(
            (read("a/x"), read("a/y"), read("b/z")),
            (b"new text".to_vec(), b"y".to_vec(), b"z".to_vec())
        );
        let names = |folder: &str| {
            let mut entries = overlay.list(&FilePath::new(folder)).unwrap();
            entries.sort_by(|left, right| left.name.cmp(&right.name));
            entries.into_iter().map(|entry| entry.name).collect::<Vec<_>>()
        };
        assert_eq!(
            (names(""), names("a"), names("b")),
            (
                vec!["a".to_owned(), "b".to_owned()],
                vec!["x".to_owned(), "y".to_owned()],
                vec!["z".to_owned()]
            )
        );
        assert_eq!(overlay.version(&FilePath::new("a/x")).unwrap().length, 8);
        let mut bytes = Vec::new();
        overlay.read_range(&FilePath::new("a/x"), 4..100, &mut bytes).unwrap();
        assert_eq!(bytes, b"text");
        assert!(overlay.list(&FilePath::new("c")).is_err());
    }
}
