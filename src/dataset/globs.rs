//! Expands globs.
//!
//! `*` and `**` do not follow links to folders, since such links may form a cycle or lead to places outside
//! the dataset. If a glob names a folder literally, the folder is searched even if it is a link.

use super::read::ReadError;
use crate::parameters::glob_matches;
use crate::rulebook::Exclusion;
use crate::storage::{BaseFolder, Entry, EntryKind, FilePath, GIT_FOLDER, Reason};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The matches of a glob.
#[derive(Debug, Default)]
pub(crate) struct Matches {
    /// Paths of the matching files, relative to the folder, with `/` on every system.
    pub(crate) paths: BTreeSet<String>,
    /// Matching paths that cannot be read as files, such as broken links, each with the reason.
    pub(super) unusable: BTreeMap<String, String>,
    /// The paths that a glob of `exclude` has removed.
    pub(super) excluded: BTreeSet<String>,
    /// Whether two paths may lead to the same file.
    has_links: bool,
    /// The links to folders that a wildcard does not follow, by path: the folder, and the glob that would be searched
    /// for in it.
    links: BTreeMap<String, (FilePath, String)>,
}

/// Returns the files that a glob matches, relative to a folder. Folders do not match.
pub(crate) fn expand(base: &BaseFolder, glob: &str) -> Matches {
    let mut matches = Matches::default();
    let parts: Vec<&str> = glob.split('/').filter(|part| !matches!(*part, "" | ".")).collect();
    matches.add(base, "", &parts);
    matches
}

/// Whether a glob matches a path, both relative to the same folder.
pub(crate) fn matches(glob: &str, path: &str) -> bool {
    glob::Pattern::new(glob).is_ok_and(|glob| glob_matches(&glob, path))
}

/// Keeps one path per file: the path without a link, or the first path if every path has a link.
fn one_path_each(base: &BaseFolder, paths: BTreeSet<String>) -> Vec<String> {
    let mut by_file: BTreeMap<FilePath, String> = BTreeMap::new();
    let mut unresolved = Vec::new();
    let resolve = |path: &FilePath| base.storage.resolve(path);
    let real_folder = resolve(&base.folder).unwrap_or_else(|_| base.folder.clone());
    for path in paths {
        let Ok(real) = resolve(&base.path(&path)) else {
            unresolved.push(path);
            continue;
        };
        let is_real = real == real_folder.join(&path);
        match by_file.get_mut(&real) {
            Some(first) if is_real => *first = path,
            Some(_) => {}
            None => _ = by_file.insert(real, path),
        }
    }
    let mut paths: Vec<String> = by_file.into_values().chain(unresolved).collect();
    paths.sort();
    paths
}

impl Matches {
    /// Adds the matches of the remaining parts of a glob in a folder. `before` is the path of that folder,
    /// with a trailing `/`.
    fn add(&mut self, folder: &BaseFolder, before: &str, parts: &[&str]) {
        let Some((part, rest)) = parts.split_first() else { return };
        match (*part, rest) {
            ("**", rest) => self.add_at_any_depth(folder, before, rest),
            (part, rest) if part.contains(['*', '?', '[']) => {
                let Ok(pattern) = glob::Pattern::new(part) else { return };
                let entries = self.entries(folder, before);
                for entry in entries.iter().filter(|entry| pattern.matches(&entry.name)) {
                    self.add_entry(folder, before, entry, rest);
                }
            }
            (part, rest) => {
                let kind = folder.storage.stat(&folder.path(part));
                self.has_links |= part == ".." || kind == Ok(EntryKind::Link);
                let path = format!("{before}{part}");
                match (rest, kind) {
                    ([], Ok(kind)) => {
                        let found = self.add_file(folder, part, kind, path.clone());
                        if found == Some(EntryKind::Folder) {
                            self.unusable.insert(path, Reason::IsFolder.to_string());
                        }
                    }
                    ([], Err(error)) => self.leave_out(path, &error.reason),
                    (rest, _) => self.add(&folder.below(part), &format!("{path}/"), rest),
                }
            }
        }
    }

    /// Adds an entry that matches a part of a glob. If parts remain, adds their matches inside the entry
    /// instead.
    fn add_entry(&mut self, folder: &BaseFolder, before: &str, entry: &Entry, rest: &[&str]) {
        let Entry { name, kind } = entry;
        self.has_links |= *kind == EntryKind::Link;
        match rest {
            [] => _ = self.add_file(folder, name, *kind, format!("{before}{name}")),
            _ if *kind == EntryKind::Folder => {
                self.add(&folder.below(name), &format!("{before}{name}/"), rest);
            }
            _ if *kind == EntryKind::Link => self.add_link(folder, before, name, rest.join("/")),
            _ => {}
        }
    }

    /// Adds the matches of the remaining parts in a folder and all its subfolders. Adds all files if no parts
    /// remain.
    fn add_at_any_depth(&mut self, folder: &BaseFolder, before: &str, rest: &[&str]) {
        let rest = if rest.is_empty() { &["*"] } else { rest };
        let mut waiting = vec![(folder.clone(), before.to_owned())];
        while let Some((folder, before)) = waiting.pop() {
            self.add(&folder, &before, rest);
            for Entry { name, kind } in self.entries(&folder, &before) {
                match kind {
                    EntryKind::Folder => {
                        waiting.push((folder.below(&name), format!("{before}{name}/")));
                    }
                    EntryKind::Link => {
                        self.add_link(&folder, &before, &name, format!("**/{}", rest.join("/")));
                    }
                    _ => {}
                }
            }
        }
    }

    /// Adds a link that is not followed, if it leads to a folder. `glob` is what would be searched for in the folder.
    fn add_link(&mut self, folder: &BaseFolder, before: &str, name: &str, glob: String) {
        let Ok(real) = folder.storage.resolve(&folder.path(name)) else { return };
        if folder.storage.stat(&real) == Ok(EntryKind::Folder) {
            self.links.insert(format!("{before}{name}"), (real, glob));
        }
    }

    /// Returns the links to folders in which the glob would match files, if none of the files that it does match are
    /// in these folders.
    pub(super) fn unfollowed_links(&self, base: &BaseFolder) -> Vec<String> {
        if self.links.is_empty() {
            return Vec::new();
        }
        let resolve = |path: &String| base.storage.resolve(&base.path(path)).ok();
        let found: Vec<FilePath> = self.paths.iter().filter_map(resolve).collect();
        let is_left_out = |(_, (real, glob)): &(&String, &(FilePath, String))| {
            let inside = BaseFolder { storage: Arc::clone(&base.storage), folder: real.clone() };
            !found.iter().any(|found| found.is_in(real)) && !expand(&inside, glob).paths.is_empty()
        };
        self.links.iter().filter(is_left_out).map(|(path, _)| path.clone()).collect()
    }

    /// Adds an entry if it is not a folder. A broken link is added as unusable. Returns the kind of the entry
    /// after links have been followed.
    fn add_file(
        &mut self,
        folder: &BaseFolder,
        name: &str,
        kind: EntryKind,
        path: String,
    ) -> Option<EntryKind> {
        let followed = match kind {
            EntryKind::Link => {
                let real = folder.storage.resolve(&folder.path(name));
                real.and_then(|real| folder.storage.stat(&real))
            }
            kind => Ok(kind),
        };
        match &followed {
            Ok(EntryKind::Folder) => {}
            Ok(_) => _ = self.paths.insert(path),
            Err(error) => _ = self.unusable.insert(path, error.reason.to_string()),
        }
        followed.ok()
    }

    /// Returns the entries of a folder, except Git's own folder. A folder that exists but cannot be listed is
    /// added as unusable.
    fn entries(&mut self, folder: &BaseFolder, before: &str) -> Vec<Entry> {
        let mut entries = folder.storage.list(&folder.folder).unwrap_or_else(|error| {
            self.leave_out(before.trim_end_matches('/').to_owned(), &error.reason);
            Vec::new()
        });
        entries.retain(|entry| entry.name != GIT_FOLDER);
        entries
    }

    /// Adds an unusable path, unless the reason is that the path does not exist.
    fn leave_out(&mut self, path: String, reason: &Reason) {
        if !matches!(reason, Reason::NotFound | Reason::NotAFolder) {
            self.unusable.insert(path, reason.to_string());
        }
    }

    /// Whether the glob matches nothing.
    pub(super) fn is_empty(&self) -> bool {
        self.paths.is_empty() && self.unusable.is_empty()
    }

    /// Adds the paths, usable or not, that another glob matches.
    pub(super) fn extend(&mut self, other: Matches) {
        self.paths.extend(other.paths);
        self.unusable.extend(other.unusable);
        self.has_links |= other.has_links;
    }

    /// Removes the paths that a glob of `exclude` matches. Returns whether it matches any path,
    /// including paths that another glob has already removed.
    pub(super) fn exclude(&mut self, exclusion: &Exclusion) -> bool {
        let all = self.paths.iter().chain(self.unusable.keys());
        let excluded: Vec<String> = all.filter(|path| exclusion.excludes(path)).cloned().collect();
        self.excluded.extend(excluded);
        self.paths.retain(|path| !exclusion.excludes(path));
        self.unusable.retain(|path, _| !exclusion.excludes(path));
        self.excluded.iter().any(|path| exclusion.excludes(path))
    }

    /// Returns the paths, sorted, with one path per file.
    pub(super) fn into_paths(self, base: &BaseFolder) -> Vec<String> {
        match self.has_links {
            true => one_path_each(base, self.paths),
            false => self.paths.into_iter().collect(),
        }
    }

    /// Returns the unusable paths as read errors.
    pub(super) fn errors(&self, name: impl Fn(&str) -> String) -> Vec<ReadError> {
        let unusable = self.unusable.iter();
        unusable.map(|(path, reason)| ReadError::new(name(path), reason.as_str())).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::storage::Memory;

    #[test]
    fn each_part_of_a_glob_matches_one_folder_and_two_stars_any_number() {
        let files = [
            "x.json",
            "a/y.json",
            "a/b/z.json",
            "a/b/[1].json",
            "a/t.txt",
            ".git/g.json",
            "dir.json/text",
        ];
        let files: Memory = files.into_iter().map(|path| (path, *b"")).collect();
        let base = BaseFolder { storage: Arc::new(files), folder: FilePath::default() };
        let paths = |glob: &str| expand(&base, glob).paths.into_iter().collect::<Vec<_>>();
        let all = ["a/b/[1].json", "a/b/z.json", "a/y.json", "x.json"];
        assert_eq!(paths("*.json"), ["x.json"]);
        assert_eq!(paths("**/*.json"), all);
        assert_eq!(paths("a/**/*.json"), all[..3]);
        assert_eq!(paths("**/b/?.json"), ["a/b/z.json"]);
        assert_eq!(paths("a/b/[[]1[]].json"), ["a/b/[1].json"]);
        assert_eq!(paths("a/../x.json"), ["a/../x.json"]);
        assert_eq!(paths("a/**").len(), 4);
        assert_eq!(paths("dir.json"), Vec::<String>::new());
        assert_eq!(paths("./a/y.json"), ["a/y.json"]);
    }
}
