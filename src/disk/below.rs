//! Finds rulebooks below a folder, since a user may run a command in a folder above the dataset.

use crate::dataset::is_folder_of_tools;
use crate::rulebook::FILE_NAME;
use std::collections::VecDeque;
use std::path::{Path, PathBuf};

/// Maximum number of rulebooks to list.
const MAX_RULEBOOKS: usize = 20;

/// Maximum number of folders to search. Reading a whole disk would take too long for a hint.
const MAX_FOLDERS: usize = 5_000;

/// The rulebooks below a folder.
#[derive(Debug, Default)]
pub struct RulebooksBelow {
    /// The paths of the rulebooks, nearest first.
    pub paths: Vec<PathBuf>,
    /// Whether the search stopped at a limit, so that there may be more rulebooks.
    pub may_be_more: bool,
    /// The folders that cannot be listed.
    pub unread: Vec<PathBuf>,
}

/// Finds rulebooks below a folder, for a hint. Finds at most 20 in at most 5,000 folders. Skips hidden folders, folders
/// with dependencies or build output, and links.
#[must_use]
pub fn rulebooks_below(folder: &Path) -> RulebooksBelow {
    search(folder, MAX_RULEBOOKS, MAX_FOLDERS)
}

/// Finds all rulebooks below a folder. Skips the same folders as [`rulebooks_below`].
#[must_use]
pub fn all_rulebooks_below(folder: &Path) -> RulebooksBelow {
    search(folder, usize::MAX, usize::MAX)
}

/// Searches for rulebooks below a folder, nearest first, until `max_rulebooks` are found or `max_folders` are searched.
fn search(folder: &Path, max_rulebooks: usize, max_folders: usize) -> RulebooksBelow {
    let mut found = RulebooksBelow::default();
    let mut waiting = VecDeque::from([folder.to_owned()]);
    let mut searched = 0;
    while let Some(folder) = waiting.pop_front() {
        if searched == max_folders || found.paths.len() == max_rulebooks {
            found.may_be_more = true;
            break;
        }
        searched += 1;
        let rulebook = folder.join(FILE_NAME);
        if rulebook.is_file() {
            found.paths.push(rulebook);
        }
        match folders_in(&folder) {
            Some(folders) => waiting.extend(folders),
            None => found.unread.push(folder),
        }
    }
    found
}

/// Returns the subfolders to search, sorted, or `None` if the folder cannot be listed.
fn folders_in(folder: &Path) -> Option<Vec<PathBuf>> {
    let entries = std::fs::read_dir(folder).ok()?.filter_map(Result::ok);
    let folders = entries.filter(|entry| {
        let name = entry.file_name();
        let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
        is_folder
            && !name.as_encoded_bytes().starts_with(b".")
            && !name.to_str().is_some_and(is_folder_of_tools)
    });
    let mut folders: Vec<PathBuf> = folders.map(|entry| entry.path()).collect();
    folders.sort();
    Some(folders)
}
