//! Derives names for collections and rules from the data, restricted to the characters that a rulebook
//! allows.

use super::ScannedFile;
use super::collections::Collection;
use super::steps::Steps;
use std::collections::{HashMap, HashSet};

/// Returns the name of a collection, derived from the names of its list, its file or its folder.
pub(super) fn name(
    path: &Steps,
    numbers: &[usize],
    files: &[ScannedFile<'_>],
    is_all_of_path: bool,
) -> String {
    let paths: Vec<&str> =
        numbers.iter().filter_map(|number| files.get(*number)).map(|file| file.path).collect();
    let files_name = match paths.as_slice() {
        [one] => stem(one).to_owned(),
        several => folder_of_all(several).unwrap_or("documents").to_owned(),
    };
    let name = match path.last_name() {
        Some(list) if is_all_of_path => list.to_owned(),
        Some(list) => format!("{files_name}-{list}"),
        None if path.0.is_empty() && is_all_of_path => "documents".to_owned(),
        None => files_name,
    };
    plain(&name).unwrap_or_else(|| "records".to_owned())
}

/// Makes the names of collections unique, by prefixing the name of the enclosing list, then by numbering.
pub(super) fn make_names_unique(collections: &mut [Collection<'_>]) {
    let mut counts: HashMap<String, usize> = HashMap::new();
    for collection in collections.iter() {
        *counts.entry(collection.name.clone()).or_default() += 1;
    }
    let mut taken = HashSet::new();
    for collection in collections {
        let is_shared = counts.get(&collection.name).is_some_and(|count| *count > 1);
        let outer = collection.path.names().rev().nth(1).and_then(plain);
        if let (true, Some(outer)) = (is_shared, outer) {
            collection.name = format!("{outer}-{}", collection.name);
        }
        collection.name = first_free(&collection.name, |name| taken.insert(name.to_owned()));
    }
}

/// Returns the first of `name`, `name-2`, `name-3`, ... that `take` accepts.
pub(super) fn first_free(name: &str, mut take: impl FnMut(&str) -> bool) -> String {
    let numbered = (2_usize..).map(|number| format!("{name}-{number}"));
    let mut names = std::iter::once(name.to_owned()).chain(numbered);
    names.find(|name| take(name)).unwrap_or_default()
}

/// Replaces each run of characters other than letters, digits and `_` with one `-`, except at the start and the end,
/// where they are removed. Returns `None` if nothing is left.
pub(super) fn plain(name: &str) -> Option<String> {
    let mut plain = String::with_capacity(name.len());
    for character in name.chars() {
        match character {
            fitting if fitting.is_alphanumeric() || fitting == '_' => plain.push(fitting),
            _ if !plain.ends_with('-') => plain.push('-'),
            _ => {}
        }
    }
    let plain = plain.trim_matches('-');
    (!plain.is_empty()).then(|| plain.to_owned())
}

/// Returns the name of a file without its folder and extensions.
fn stem(path: &str) -> &str {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.split_once('.').map_or(name, |(stem, _)| if stem.is_empty() { name } else { stem })
}

/// Returns the name of the innermost folder that contains all paths, or `None` if that is the root.
fn folder_of_all<'p>(paths: &[&'p str]) -> Option<&'p str> {
    let (first, others) = paths.split_first()?;
    let mut folders = first.rmatch_indices('/').filter_map(|(at, _)| first.get(..=at));
    let common = folders.find(|folder| others.iter().all(|path| path.starts_with(folder)))?;
    common.trim_end_matches('/').rsplit('/').next()
}
