//! Finds files beside the documents that no glob matches.

use super::{Folders, form_of};
use crate::document::Form;
use crate::rulebook::Rulebook;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// The files of one folder that could be documents but are not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilesBeside {
    /// The folder with a trailing `/`, relative to the rulebook's folder; empty for that folder itself.
    pub folder: String,
    /// Their names, sorted.
    pub names: Vec<String>,
}

/// Returns, per folder, the files with the format of a document beside them that are neither a document nor
/// named by the rulebook or used as a schema.
pub(super) fn files_beside(
    folders: &Folders,
    rulebook: &Rulebook,
    rulebook_text: &str,
    documents: &[String],
    others: &BTreeSet<String>,
) -> Vec<FilesBeside> {
    // Today's rulebook does not apply to the other files of historical data.
    if folders.is_historical {
        return Vec::new();
    }
    let mut by_folder: BTreeMap<&str, (BTreeSet<&str>, BTreeSet<String>)> = BTreeMap::new();
    for document in documents {
        let (folder, name) = split(document);
        let (names, kinds) = by_folder.entry(folder).or_default();
        names.insert(name);
        kinds.extend(kind_of(name));
    }
    let settings = [&rulebook.ledger, &rulebook.baseline].into_iter().flatten();
    let settings: BTreeSet<&str> = settings.map(|path| path.value.as_str()).collect();
    let found = by_folder.into_iter().map(|(folder, (documents, kinds))| {
        let is_other = |name: &String| {
            let path = format!("{folder}{name}");
            kind_of(name).is_some_and(|kind| kinds.contains(&kind))
                && !name.starts_with('.')
                && !documents.contains(name.as_str())
                && !settings.contains(path.as_str())
                && !others.contains(&path)
                && !rulebook_text.contains(name.as_str())
        };
        let mut names: Vec<String> =
            files_in(&folders.data.join(folder)).into_iter().filter(is_other).collect();
        names.sort();
        FilesBeside { folder: folder.to_owned(), names }
    });
    found.filter(|found| !found.names.is_empty()).collect()
}

/// Splits a path into its folder, with a trailing `/`, and its file name.
fn split(path: &str) -> (&str, &str) {
    let at = path.rfind('/').map_or(0, |at| at + 1);
    path.split_at_checked(at).unwrap_or(("", path))
}

/// The file extension, with both extensions of JSON Lines as one.
fn kind_of(name: &str) -> Option<String> {
    let ending = Path::new(name).extension()?.to_string_lossy().to_lowercase();
    let is_lines = form_of(name) == Form::JsonLines;
    Some(if is_lines { "jsonl".to_owned() } else { ending })
}

fn files_in(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok);
    let files = entries.filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_file()));
    files.filter_map(|entry| entry.file_name().into_string().ok()).collect()
}
