//! Lists the files of a folder that may be documents.

use crate::dataset::extension;
use crate::infer::SkippedFile;
use crate::rulebook::FILE_NAME;
use crate::storage::{BaseFolder, EntryKind, StorageError};

/// File extensions of possible documents.
const EXTENSIONS: [&str; 10] =
    ["json", "geojson", "jsonld", "jsonl", "ndjson", "yaml", "yml", "csv", "tsv", "md"];

/// Names of folders that contain dependencies or build output.
const TOOL_FOLDERS: [&str; 3] = ["node_modules", "target", "__pycache__"];

/// The possible documents in a folder and its subfolders.
#[derive(Debug, Default)]
pub(super) struct Listing {
    /// Paths relative to the folder, with `/` on every system, sorted.
    pub(super) paths: Vec<String>,
    /// The possible documents that are skipped, and the skipped folders that are worth mentioning.
    pub(super) left_out: Vec<SkippedFile>,
    /// Whether there are folders that were not searched.
    pub(super) has_other_folders: bool,
}

/// Whether a folder with this name contains dependencies or build output.
pub(crate) fn is_folder_of_tools(name: &str) -> bool {
    TOOL_FOLDERS.contains(&name)
}

impl Listing {
    /// Lists a folder. A subfolder that cannot be listed is skipped.
    pub(super) fn of(folder: &BaseFolder) -> Result<Listing, StorageError> {
        let mut listing = Listing::default();
        let mut waiting = listing.entries(folder, "")?;
        while let Some(path) = waiting.pop() {
            match listing.entries(&folder.below(&path), &format!("{path}/")) {
                Ok(folders) => waiting.extend(folders),
                Err(error) => listing.leave_out_folder(path, &error.reason.to_string()),
            }
        }
        listing.paths.sort();
        listing.left_out.sort_by(|left, right| left.path.cmp(&right.path));
        Ok(listing)
    }

    /// Adds the files of one folder, and returns the subfolders to list.
    fn entries(&mut self, folder: &BaseFolder, prefix: &str) -> Result<Vec<String>, StorageError> {
        let mut folders = Vec::new();
        for entry in folder.storage.list(&folder.folder)? {
            let name = entry.name;
            let path = format!("{prefix}{name}");
            let is_hidden = name.starts_with('.');
            if entry.kind == EntryKind::Folder {
                let rulebook = folder.below(&name).path(FILE_NAME);
                if is_hidden || is_folder_of_tools(&name) {
                    self.has_other_folders = true;
                } else if folder.storage.follow(&rulebook) == Ok(EntryKind::File) {
                    self.leave_out_folder(path, "it has its own rulebook");
                } else {
                    folders.push(path);
                }
                continue;
            }
            // Links to files are followed, links to folders are not.
            let is_file = match entry.kind {
                EntryKind::Link => {
                    folder.storage.follow(&folder.path(&name)) == Ok(EntryKind::File)
                }
                kind => kind == EntryKind::File,
            };
            let extension = extension(&name).unwrap_or_default();
            let may_be_document =
                EXTENSIONS.iter().any(|known| extension.eq_ignore_ascii_case(known));
            match (is_file, may_be_document) {
                (false, true) => self.leave_out(path, "it is not a file that can be read"),
                (false, false) => self.has_other_folders = true,
                (true, false) => {}
                (true, true) if is_hidden => self.leave_out(path, "its name begins with a dot"),
                (true, true) => self.paths.push(path),
            }
        }
        Ok(folders)
    }

    fn leave_out_folder(&mut self, path: String, reason: &str) {
        self.has_other_folders = true;
        self.leave_out(path, reason);
    }

    fn leave_out(&mut self, path: String, reason: &str) {
        self.left_out.push(SkippedFile { path, reason: reason.to_owned() });
    }
}
