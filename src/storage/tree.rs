//! Files by path. A folder exists if a file is below it.

use super::{Entry, EntryKind, FilePath, Reason};
use std::collections::BTreeMap;

/// Files by path. The paths have no `..`.
#[derive(Debug, Clone)]
pub(crate) struct Tree<T> {
    files: BTreeMap<FilePath, T>,
}

impl<T> Default for Tree<T> {
    fn default() -> Tree<T> {
        Tree { files: BTreeMap::new() }
    }
}

impl<T> Tree<T> {
    pub(crate) fn insert(&mut self, path: FilePath, file: T) {
        self.files.insert(path, file);
    }

    pub(crate) fn remove(&mut self, path: &FilePath) {
        self.files.remove(path);
    }

    pub(crate) fn get(&self, path: &FilePath) -> Option<&T> {
        self.files.get(path)
    }

    /// Returns all files, sorted by path.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&FilePath, &T)> {
        self.files.iter()
    }

    /// Whether a path is the root, or a folder above a file.
    pub(crate) fn is_folder(&self, path: &FilePath) -> bool {
        path.as_str().is_empty() || self.below(path).next().is_some()
    }

    /// Returns the kind of the entry at a path. `kind` returns the kind of a file.
    pub(crate) fn stat(
        &self,
        path: &FilePath,
        kind: impl Fn(&T) -> EntryKind,
    ) -> Result<EntryKind, Reason> {
        match self.get(path) {
            Some(file) => Ok(kind(file)),
            None if self.is_folder(path) => Ok(EntryKind::Folder),
            None => Err(Reason::NotFound),
        }
    }

    /// Returns the entries of a folder, sorted.
    pub(crate) fn list(
        &self,
        folder: &FilePath,
        kind: impl Fn(&T) -> EntryKind,
    ) -> Result<Vec<Entry>, Reason> {
        if !self.is_folder(folder) {
            let is_file = self.files.contains_key(folder);
            return Err(if is_file { Reason::NotAFolder } else { Reason::NotFound });
        }
        let mut entries: BTreeMap<&str, EntryKind> = BTreeMap::new();
        for (rest, file) in self.below(folder) {
            match rest.split_once('/') {
                Some((name, _)) => _ = entries.insert(name, EntryKind::Folder),
                None => _ = entries.insert(rest, kind(file)),
            }
        }
        let entries = entries.into_iter();
        Ok(entries.map(|(name, kind)| Entry { name: name.to_owned(), kind }).collect())
    }

    /// Returns the files below a folder, each with its path relative to the folder.
    fn below(&self, folder: &FilePath) -> impl Iterator<Item = (&str, &T)> {
        let prefix = match folder.as_str() {
            "" => String::new(),
            folder => format!("{folder}/"),
        };
        let files = self.files.range(FilePath::beginning_with(&prefix)..);
        files.map_while(move |(path, file)| Some((path.as_str().strip_prefix(&prefix)?, file)))
    }
}
