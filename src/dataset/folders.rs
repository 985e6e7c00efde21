//! Where a dataset is read from. In a working tree all of it is in the rulebook's folder; a revision's
//! data can be read elsewhere, under the rules of another, and keeps its names.

use super::read::{display, join, normalise};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Where a dataset is read from, and what its files are called.
#[derive(Debug, Clone)]
pub struct Folders {
    /// The rulebook. The schemas and the files of codes that it names are seen from its folder.
    pub rulebook: PathBuf,
    /// The folder that documents, snapshots, the ledger and the baseline are seen from.
    pub data: PathBuf,
    /// Whether the data are earlier than the rulebook: a document, ledger or baseline that it names
    /// may not have been there.
    pub is_historical: bool,
    /// Whether the baseline that the rulebook names may be missing: it is about to be made.
    pub may_lack_baseline: bool,
    /// The documents whose text is in another file, by their paths relative to the rulebook's folder, and
    /// that file.
    pub replaced: BTreeMap<String, PathBuf>,
    /// How the output calls the rulebook's folder.
    pub display_root: String,
}

impl Folders {
    /// The rulebook's folder for everything. `current_dir` is the folder that printed paths are seen
    /// from.
    #[must_use]
    pub fn of(rulebook: &Path, current_dir: &Path) -> Folders {
        let folder = rulebook.parent().map(Path::to_path_buf).unwrap_or_default();
        let display_root = display(&folder, current_dir);
        let rulebook = rulebook.to_owned();
        let (is_historical, may_lack_baseline) = (false, false);
        let replaced = BTreeMap::new();
        Folders { rulebook, data: folder, is_historical, may_lack_baseline, replaced, display_root }
    }

    /// Takes the text of a document from another file; the document itself need not be there.
    pub fn replace(&mut self, document: &Path, by: &Path) {
        let key = display(&normalise(document), &self.data);
        self.replaced.insert(key, by.to_owned());
    }

    /// The documents whose text is in another file, by their paths relative to the rulebook's folder.
    pub(super) fn replaced_documents(&self) -> impl Iterator<Item = &str> {
        self.replaced.keys().map(String::as_str)
    }

    /// Where the text of a document is; `path` is relative to the rulebook's folder.
    #[must_use]
    pub fn document(&self, path: &str) -> PathBuf {
        self.replaced.get(path).cloned().unwrap_or_else(|| self.data.join(path))
    }

    /// How the output calls a file; `path` is seen from the rulebook's folder.
    pub(super) fn name(&self, path: &str) -> String {
        join(&self.display_root, path)
    }

    /// Where a file that the rulebook names is.
    pub(super) fn setting(&self, path: &str) -> PathBuf {
        normalise(&self.settings().join(path))
    }

    /// A file of the settings as the rulebook would name it, whatever folder of which machine it is in.
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
