//! The folders of a dataset. In a working tree, all paths are relative to the rulebook's folder; the data
//! of a revision can be read from another folder, with the rules of another revision, and keeps its paths.

use super::read::{display, join, normalise};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The folders that a dataset is read from, and the paths to display.
#[derive(Debug, Clone)]
pub struct Folders {
    /// The rulebook. Paths of schemas and code files are relative to its folder.
    pub rulebook: PathBuf,
    /// The folder that paths of documents, snapshots, the ledger and the baseline are relative to.
    pub data: PathBuf,
    /// Whether the data is older than the rulebook: a document, ledger or baseline that the rulebook names
    /// may not exist yet.
    pub is_historical: bool,
    /// Whether the baseline that the rulebook names may be missing, because it is about to be created.
    pub may_lack_baseline: bool,
    /// The files that contain the text of documents in place of the documents themselves, by the paths of
    /// the documents relative to the rulebook's folder.
    pub replaced: BTreeMap<String, PathBuf>,
    /// The rulebook's folder as shown in the output.
    pub display_root: String,
}

impl Folders {
    /// Uses the rulebook's folder for everything. Printed paths are relative to `current_dir`.
    #[must_use]
    pub fn of(rulebook: &Path, current_dir: &Path) -> Folders {
        let folder = rulebook.parent().map(Path::to_path_buf).unwrap_or_default();
        let display_root = display(&folder, current_dir);
        let rulebook = rulebook.to_owned();
        let (is_historical, may_lack_baseline) = (false, false);
        let replaced = BTreeMap::new();
        Folders { rulebook, data: folder, is_historical, may_lack_baseline, replaced, display_root }
    }

    /// Reads the text of a document from another file; the document itself need not exist.
    pub fn replace(&mut self, document: &Path, by: &Path) {
        let key = display(&normalise(document), &self.data);
        self.replaced.insert(key, by.to_owned());
    }

    /// Returns the paths, relative to the rulebook's folder, of documents whose text is in another file.
    pub(super) fn replaced_documents(&self) -> impl Iterator<Item = &str> {
        self.replaced.keys().map(String::as_str)
    }

    /// Returns the file that contains the text of a document; `path` is relative to the rulebook's folder.
    #[must_use]
    pub fn document(&self, path: &str) -> PathBuf {
        self.replaced.get(path).cloned().unwrap_or_else(|| self.data.join(path))
    }

    /// The path of a file as shown in the output; `path` is relative to the rulebook's folder.
    pub(super) fn name(&self, path: &str) -> String {
        join(&self.display_root, path)
    }

    /// The location of a file that the rulebook names.
    pub(super) fn setting(&self, path: &str) -> PathBuf {
        normalise(&self.settings().join(path))
    }

    /// The path of a settings file as the rulebook would name it, independent of machine and folder.
    pub(super) fn key_of_setting(&self, location: &str) -> String {
        if location.contains("://") {
            return location.to_owned();
        }
        display(Path::new(location), self.settings())
    }

    fn settings(&self) -> &Path {
        self.rulebook.parent().unwrap_or(&self.rulebook)
    }
}
