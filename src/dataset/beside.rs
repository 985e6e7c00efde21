//! Files beside the documents that no glob takes.

use super::{Folders, form_of};
use crate::document::Form;
use crate::rulebook::Rulebook;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// The files of one folder that could be documents and are none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilesBeside {
    /// The folder with its last `/`, relative to the rulebook's; empty for that itself.
    pub folder: String,
    /// Their names, sorted.
    pub names: Vec<String>,
}

/// The files, folder by folder, that are of the same form as a document beside them, and neither a
/// document nor named by the rulebook or as a schema.
pub(super) fn files_beside(
    folders: &Folders,
    rulebook: &Rulebook,
    rulebook_text: &str,
    documents: &[String],
    others: &BTreeSet<String>,
) -> Vec<FilesBeside> {
    // What was there earlier is no business of today's rulebook.
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

/// A path's folder, with its last `/`, and its name.
fn split(path: &str) -> (&str, &str) {
    let at = path.rfind('/').map_or(0, |at| at + 1);
    path.split_at_checked(at).unwrap_or(("", path))
}

/// The ending of a file that may be a document: JSON Lines has two.
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
