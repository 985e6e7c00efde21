//! Finds files that no glob matches, in the folders of the documents and in folders near them.

use super::{Folders, extension, form_of};
use crate::document::Form;
use crate::rulebook::{FILE_NAME, Rulebook};
use crate::storage::{BaseFolder, EntryKind};
use std::collections::{BTreeMap, BTreeSet};

/// The files of one folder that could be documents but are not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilesBeside {
    /// The folder with a trailing `/`, relative to the rulebook's folder. Empty for the rulebook's folder
    /// itself.
    pub folder: String,
    /// The names of the files, sorted.
    pub names: Vec<String>,
}

/// The documents of a folder, and the formats of the documents in it or in folders near it.
#[derive(Default)]
struct Folder<'d> {
    documents: BTreeSet<&'d str>,
    formats: BTreeSet<String>,
}

/// Returns, per folder, the files that are not documents although they have the same format as a document in
/// or near the folder. Files that are used as schemas or that the rulebook names are left out. The search
/// covers the folders of the documents, their subfolders and their sibling folders. Hidden folders and
/// folders that the rulebook names are not searched.
pub(super) fn files_beside(
    folders: &Folders,
    rulebook: &Rulebook,
    rulebook_text: &str,
    documents: &[String],
    others: &BTreeSet<String>,
) -> Vec<FilesBeside> {
    let mut by_folder: BTreeMap<String, Folder<'_>> = BTreeMap::new();
    for document in documents {
        let (folder, name) = split(document);
        let folder = by_folder.entry(folder.to_owned()).or_default();
        folder.documents.insert(name);
        folder.formats.extend(format_name(name));
    }
    add_nearby(&mut by_folder, folders, rulebook_text);
    let settings = [&rulebook.ledger, &rulebook.baseline].into_iter().flatten();
    let settings: BTreeSet<&str> = settings.map(|path| path.value.as_str()).collect();
    let found = by_folder.into_iter().map(|(folder, Folder { documents, formats })| {
        let is_other = |name: &String| {
            let path = format!("{folder}{name}");
            format_name(name).is_some_and(|format| formats.contains(&format))
                && !name.starts_with('.')
                && !documents.contains(name.as_str())
                && !settings.contains(path.as_str())
                && !others.contains(&path)
                && !rulebook.exclude.iter().any(|exclusion| exclusion.excludes(&path))
                && !rulebook_text.contains(name.as_str())
        };
        let files = entries_of(&folders.data, &folder, EntryKind::File);
        let mut names: Vec<String> = files.filter(is_other).collect();
        names.sort();
        FilesBeside { folder, names }
    });
    found.filter(|found| !found.names.is_empty()).collect()
}

/// Adds the folders without documents that are in or beside a folder with documents. A folder next to the
/// rulebook may not belong to the dataset. It is added only if there are documents next to the rulebook too,
/// or if a folder with documents has the same name except for the numbers in it (`2020` and `2024`).
fn add_nearby(by_folder: &mut BTreeMap<String, Folder<'_>>, folders: &Folders, rulebook: &str) {
    let mut nearby: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let numbered: BTreeSet<String> = by_folder.keys().filter_map(|name| with_zeros(name)).collect();
    let has_documents_at_top = by_folder.contains_key("");
    for (folder, Folder { formats, .. }) in by_folder.iter() {
        let around = folder.strip_suffix('/').map(|folder| split(folder).0);
        let is_searched = |around: &&str| !around.is_empty() || with_zeros(folder).is_some();
        for parent in around.filter(is_searched).into_iter().chain([&**folder]) {
            nearby.entry(parent.to_owned()).or_default().extend(formats.iter().cloned());
        }
    }
    for (parent, formats) in nearby {
        for name in entries_of(&folders.data, &parent, EntryKind::Folder) {
            let folder = format!("{parent}{name}/");
            let is_unrelated = parent.is_empty()
                && !has_documents_at_top
                && !with_zeros(&folder).is_some_and(|name| numbered.contains(&name));
            let mut from_here = by_folder.range(folder.clone()..);
            let has_documents =
                from_here.next().is_some_and(|(known, _)| known.starts_with(&folder));
            // A folder with a rulebook is another dataset.
            let is_other = folders.data.exists(&format!("{folder}{FILE_NAME}"));
            let is_left_out = name.starts_with('.')
                || has_documents
                || is_other
                || is_unrelated
                || is_named(&folder, rulebook);
            if !is_left_out {
                by_folder.entry(folder).or_default().formats.extend(formats.iter().cloned());
            }
        }
    }
}

/// Returns the name of a folder with each number replaced by `0`, or `None` if it contains no number.
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

/// Whether a rulebook contains the path of a folder, even if only in a comment.
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

/// Returns the format of a file by its extension, with JSON and JSON Lines as one format.
fn format_name(name: &str) -> Option<String> {
    let ending = extension(name)?.to_lowercase();
    let is_lines = form_of(name) == Form::JsonLines;
    Some(match ending.as_str() {
        _ if is_lines => "json".to_owned(),
        "yml" => "yaml".to_owned(),
        _ => ending,
    })
}

/// Returns the names of the entries of a kind in a folder. With `EntryKind::File` or `EntryKind::Folder`,
/// links are left out.
fn entries_of(base: &BaseFolder, folder: &str, kind: EntryKind) -> impl Iterator<Item = String> {
    let entries = base.storage.list(&base.path(folder)).unwrap_or_default().into_iter();
    entries.filter(move |entry| entry.kind == kind).map(|entry| entry.name)
}
