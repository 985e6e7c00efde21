//! The folders of a dataset. In a working tree, all paths are relative to the rulebook's folder. The data of
//! an earlier revision can be read from another folder, and checked with the rules of another revision. The
//! paths of its documents stay the same.

use crate::document::FileId;
use crate::storage::{BaseFolder, FilePath};

/// The folders that a dataset is read from, and the paths to display.
#[derive(Debug, Clone)]
pub struct Folders {
    /// The file name of the rulebook.
    pub rulebook: String,
    /// The rulebook's folder. The paths of schemas and code files are relative to it.
    pub settings: BaseFolder,
    /// The folder that contains the data. The paths of documents, snapshots, the ledger and the baseline are
    /// relative to it.
    pub data: BaseFolder,
    /// Whether the data is older than the rulebook. If so, a document, ledger or baseline that the rulebook
    /// names may not exist yet.
    pub is_historical: bool,
    /// Whether the baseline that the rulebook names may be missing. This is so while the baseline is being
    /// created.
    pub may_lack_baseline: bool,
    /// The path of a document that must be in the dataset, relative to the rulebook's folder.
    pub required: Option<String>,
    /// The rulebook's folder as shown in the output.
    pub display_root: String,
    /// The id of the rulebook's file, which is the first file. Datasets that share a report begin with different
    /// ids, so that no two files have the same id.
    pub first_file: FileId,
}

impl Folders {
    /// Returns the folders of a dataset whose settings and data are both in the rulebook's folder.
    /// Printed paths are relative to the root of the storage.
    #[must_use]
    pub fn in_storage(folder: BaseFolder, rulebook: &str) -> Folders {
        Folders {
            rulebook: rulebook.to_owned(),
            display_root: folder.folder.as_str().to_owned(),
            settings: folder.clone(),
            data: folder,
            is_historical: false,
            may_lack_baseline: false,
            required: None,
            first_file: FileId(0),
        }
    }

    /// Returns the name that the output shows for a file. `path` is relative to the rulebook's folder.
    #[must_use]
    pub fn name(&self, path: &str) -> String {
        join(&self.display_root, path)
    }

    /// Returns the location of a file that the rulebook names: its path in the storage, with `/` at the
    /// beginning.
    pub(super) fn location_of_setting(&self, path: &str) -> String {
        format!("/{}", self.settings.path(path).normalised().as_str())
    }

    /// Returns the path of a settings file as a rulebook would write it. This path does not depend on the
    /// machine or the folder of the dataset.
    pub(super) fn key_of_setting(&self, location: &str) -> String {
        if location.contains("://") {
            return location.to_owned();
        }
        FilePath::new(location).normalised().relative_to(&self.settings.folder)
    }
}

/// Joins a path to a folder, and removes each `..` that follows the name of a folder.
pub(super) fn join(folder: &str, path: &str) -> String {
    let joined = if folder.is_empty() { path.to_owned() } else { format!("{folder}/{path}") };
    if !joined.contains("..") {
        return joined;
    }
    let (mut parts, mut leading): (Vec<&str>, Vec<&str>) = (Vec::new(), Vec::new());
    for part in joined.split('/') {
        match part {
            ".." if parts.pop().is_none() => leading.push(".."),
            ".." | "." => {}
            other => parts.push(other),
        }
    }
    leading.extend(parts);
    leading.join("/")
}

#[cfg(test)]
mod tests {
    use super::join;

    #[test]
    fn joined_paths_are_short() {
        assert_eq!(join("dataset", "../schema/a.json"), "schema/a.json");
        assert_eq!(join("", "a.json"), "a.json");
        assert_eq!(join("..", "../a.json"), "../../a.json");
    }
}
