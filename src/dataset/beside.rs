//! Finds files beside the documents, or in folders beside them, that no glob matches.

use super::{Folders, form_of};
use crate::document::Form;
use crate::rulebook::{FILE_NAME, Rulebook};
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

/// The documents of a folder, and the formats of those that are in it or beside it.
#[derive(Default)]
struct Folder<'d> {
    documents: BTreeSet<&'d str>,
    kinds: BTreeSet<String>,
}

/// Returns, per folder, the files that have the same format as a document in it but are not documents, are
/// not used as schemas, and are not named by the rulebook. The folders are those of the documents, those in
/// them, and those beside them, unless they are hidden or the rulebook names them.
pub(super) fn files_beside(
    folders: &Folders,
    rulebook: &Rulebook,
    rulebook_text: &str,
    documents: &[String],
    others: &BTreeSet<String>,
) -> Vec<FilesBeside> {
    // The current rulebook does not apply to the other files of historical data.
    if folders.is_historical {
        return Vec::new();
    }
    let mut by_folder: BTreeMap<String, Folder<'_>> = BTreeMap::new();
    for document in documents {
        let (folder, name) = split(document);
        let folder = by_folder.entry(folder.to_owned()).or_default();
        folder.documents.insert(name);
        folder.kinds.extend(kind_of(name));
    }
    add_nearby(&mut by_folder, folders, rulebook_text);
    let settings = [&rulebook.ledger, &rulebook.baseline].into_iter().flatten();
    let settings: BTreeSet<&str> = settings.map(|path| path.value.as_str()).collect();
    let found = by_folder.into_iter().map(|(folder, Folder { documents, kinds })| {
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
            entries_of(&folders.data.join(&folder), false).into_iter().filter(is_other).collect();
        names.sort();
        FilesBeside { folder, names }
    });
    found.filter(|found| !found.names.is_empty()).collect()
}

/// Adds the folders without documents that are in or beside a folder with documents. What is beside a folder
/// at the top, next to the rulebook, need not belong to the dataset, unless only the number in its name is
/// different (`2020` and `2024`).
fn add_nearby(by_folder: &mut BTreeMap<String, Folder<'_>>, folders: &Folders, rulebook: &str) {
    let mut nearby: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let numbered: BTreeSet<String> = by_folder.keys().filter_map(|name| with_zeros(name)).collect();
    let has_documents_at_top = by_folder.contains_key("");
    for (folder, Folder { kinds, .. }) in by_folder.iter() {
        let around = folder.strip_suffix('/').map(|folder| split(folder).0);
        let is_searched = |around: &&str| !around.is_empty() || with_zeros(folder).is_some();
        for parent in around.filter(is_searched).into_iter().chain([&**folder]) {
            nearby.entry(parent.to_owned()).or_default().extend(kinds.iter().cloned());
        }
    }
    for (parent, kinds) in nearby {
        for name in entries_of(&folders.data.join(&parent), true) {
            let folder = format!("{parent}{name}/");
            let is_unrelated = parent.is_empty()
                && !has_documents_at_top
                && !with_zeros(&folder).is_some_and(|name| numbered.contains(&name));
            let has_documents = by_folder.keys().any(|known| known.starts_with(&folder));
            // A folder with a rulebook is another dataset.
            let is_other = folders.data.join(&folder).join(FILE_NAME).exists();
            let is_left_out = name.starts_with('.')
                || has_documents
                || is_other
                || is_unrelated
                || is_named(&folder, rulebook);
            if !is_left_out {
                by_folder.entry(folder).or_default().kinds.extend(kinds.iter().cloned());
            }
        }
    }
}

/// Returns the name of a folder with `0` for each number in it, or `None` if it has none.
fn with_zeros(folder: &str) -> Option<String> {
    let mut name = String::new();
    for character in folder.chars() {
        match character.is_ascii_digit() {
            false => name.push(character),
            true if name.ends_with('0') => {}
            true => name.push('0'),
        }
    }
    name.contains('0').then_some(name)
}

/// Whether a rulebook has the path of a folder somewhere, perhaps in a comment.
fn is_named(folder: &str, rulebook: &str) -> bool {
    let mut found = rulebook.match_indices(folder);
    found.any(|(at, _)| {
        let before = rulebook.get(..at).and_then(|text| text.chars().next_back());
        !before.is_some_and(|before| before.is_alphanumeric() || matches!(before, '-' | '_'))
    })
}

/// Splits a path into its folder, with a trailing `/`, and its file name.
fn split(path: &str) -> (&str, &str) {
    let at = path.rfind('/').map_or(0, |at| at + 1);
    path.split_at_checked(at).unwrap_or(("", path))
}

/// Returns the file extension in lower case, with both extensions of JSON Lines as one.
fn kind_of(name: &str) -> Option<String> {
    let ending = Path::new(name).extension()?.to_string_lossy().to_lowercase();
    let is_lines = form_of(name) == Form::JsonLines;
    Some(if is_lines { "jsonl".to_owned() } else { ending })
}

/// Returns the names of the folders, or of the files, in a folder. Links are neither.
fn entries_of(folder: &Path, are_folders: bool) -> Vec<String> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok);
    let wanted = entries.filter(|entry| {
        let kind = entry.file_type();
        kind.is_ok_and(|kind| if are_folders { kind.is_dir() } else { kind.is_file() })
    });
    wanted.filter_map(|entry| entry.file_name().into_string().ok()).collect()
}
