//! Lists the JSON files of a folder.

use crate::infer::SkippedFile;
use crate::rulebook::FILE_NAME;
use std::ffi::OsStr;
use std::io;
use std::path::Path;

/// File extensions of possible documents.
const ENDINGS: [&str; 3] = ["json", "jsonl", "ndjson"];

/// Folders of dependencies or build output.
const FOLDERS_OF_TOOLS: [&str; 3] = ["node_modules", "target", "__pycache__"];

/// The JSON files of a folder and its subfolders.
#[derive(Debug, Default)]
pub(super) struct Listing {
    /// Paths relative to the folder, with `/` on every system, sorted.
    pub(super) paths: Vec<String>,
    /// The JSON files that are skipped, and the skipped folders worth mentioning.
    pub(super) left_out: Vec<SkippedFile>,
    /// Whether there are folders that were not searched.
    pub(super) has_other_folders: bool,
}

/// Whether a folder with this name contains dependencies or build output.
pub(in crate::dataset) fn is_folder_of_tools(name: &OsStr) -> bool {
    FOLDERS_OF_TOOLS.iter().any(|known| name == *known)
}

impl Listing {
    /// Lists a folder. A subfolder that cannot be listed is skipped.
    pub(super) fn of(folder: &Path) -> io::Result<Listing> {
        let mut listing = Listing::default();
        let mut waiting = listing.entries(folder, "")?;
        while let Some(path) = waiting.pop() {
            match listing.entries(&folder.join(&path), &format!("{path}/")) {
                Ok(folders) => waiting.extend(folders),
                Err(error) => listing.leave_out_folder(path, &error.to_string()),
            }
        }
        listing.paths.sort();
        listing.left_out.sort_by(|left, right| left.path.cmp(&right.path));
        Ok(listing)
    }

    /// Adds the files of one folder, and returns the subfolders to list.
    fn entries(&mut self, folder: &Path, prefix: &str) -> io::Result<Vec<String>> {
        let mut folders = Vec::new();
        for entry in std::fs::read_dir(folder)? {
            let entry = entry?;
            let name = entry.file_name();
            let path = format!("{prefix}{}", name.to_string_lossy());
            let is_hidden = name.as_encoded_bytes().starts_with(b".");
            if entry.file_type()?.is_dir() {
                if is_hidden || is_folder_of_tools(&name) {
                    self.has_other_folders = true;
                } else if entry.path().join(FILE_NAME).is_file() {
                    self.leave_out_folder(path, "it has its own rulebook");
                } else {
                    folders.push(path);
                }
                continue;
            }
            // Links to files are followed, links to folders are not.
            let is_file = std::fs::metadata(entry.path()).is_ok_and(|metadata| metadata.is_file());
            let ending = Path::new(&name).extension().unwrap_or_default();
            let is_json = ENDINGS.iter().any(|known| ending.eq_ignore_ascii_case(known));
            match (is_file, is_json) {
                (false, true) => self.leave_out(path, "it is not a file that can be read"),
                (false, false) => self.has_other_folders = true,
                (true, false) => {}
                (true, true) if is_hidden => self.leave_out(path, "its name begins with a dot"),
                (true, true) if name.to_str().is_none() => {
                    self.leave_out(path, "its name is not Unicode");
                }
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
