//! Expands globs.
//!
//! `*` and `**` do not follow links to folders, which may form a cycle or lead out of the dataset. A folder
//! that a glob names literally is followed, even if it is a link.

use super::read::{ReadError, reason};
use crate::parameters::glob_matches;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, FileType};
use std::path::{Path, PathBuf};

/// Git's own folder, which contains no data.
const GIT_FOLDER: &str = ".git";

/// The matches of a glob.
#[derive(Debug, Default)]
pub(crate) struct Matches {
    /// Paths of the files, relative to the folder, with `/` on every system.
    pub(crate) paths: BTreeSet<String>,
    /// Named or linked paths that are not files, each with the reason.
    pub(super) unusable: BTreeMap<String, String>,
    /// Whether two paths may lead to the same file.
    has_links: bool,
}

/// Returns the files that a glob matches, relative to a folder. Folders do not match.
pub(crate) fn expand(folder: &Path, glob: &str) -> Matches {
    let mut matches = Matches::default();
    let parts: Vec<&str> = glob.split('/').filter(|part| !matches!(*part, "" | ".")).collect();
    matches.add(folder, "", &parts);
    matches
}

/// Whether a glob matches a path, both relative to the same folder.
pub(crate) fn matches(glob: &str, path: &str) -> bool {
    glob::Pattern::new(glob).is_ok_and(|glob| glob_matches(&glob, path))
}

/// Keeps one path per file: the one without a link, or the first if all have one.
fn one_path_each(folder: &Path, paths: BTreeSet<String>) -> Vec<String> {
    let mut known: BTreeMap<PathBuf, String> = BTreeMap::new();
    let mut unknown = Vec::new();
    let real_folder = fs::canonicalize(folder).unwrap_or_else(|_| folder.to_owned());
    for path in paths {
        let Ok(real) = fs::canonicalize(folder.join(&path)) else {
            unknown.push(path);
            continue;
        };
        let is_real = real == real_folder.join(&path);
        match known.get_mut(&real) {
            Some(first) if is_real => *first = path,
            Some(_) => {}
            None => _ = known.insert(real, path),
        }
    }
    let mut paths: Vec<String> = known.into_values().chain(unknown).collect();
    paths.sort();
    paths
}

impl Matches {
    /// Adds the matches of the remaining parts in a folder. `before` is the folder's own path, with a
    /// trailing `/`.
    fn add(&mut self, folder: &Path, before: &str, parts: &[&str]) {
        let Some((part, rest)) = parts.split_first() else { return };
        match (*part, rest) {
            ("**", rest) => self.add_at_any_depth(folder, before, rest),
            (part, rest) if part.contains(['*', '?', '[']) => {
                let Ok(pattern) = glob::Pattern::new(part) else { return };
                for (name, kind) in entries(folder) {
                    if pattern.matches(&name) {
                        self.add_entry(folder, before, &name, kind, rest);
                    }
                }
            }
            (part, rest) => {
                let path = folder.join(part);
                self.has_links |= part == ".." || is_link(&path);
                match rest {
                    [] if path.is_dir() => {
                        let reason = "is a directory".to_owned();
                        self.unusable.insert(format!("{before}{part}"), reason);
                    }
                    [] => self.add_file(&path, format!("{before}{part}")),
                    rest => self.add(&path, &format!("{before}{part}/"), rest),
                }
            }
        }
    }

    /// Adds an entry that matches a part of a glob, or the matches of the remaining parts in it.
    fn add_entry(
        &mut self,
        folder: &Path,
        before: &str,
        name: &str,
        kind: FileType,
        rest: &[&str],
    ) {
        let path = folder.join(name);
        self.has_links |= kind.is_symlink();
        match rest {
            [] => self.add_file(&path, format!("{before}{name}")),
            _ if kind.is_dir() => self.add(&path, &format!("{before}{name}/"), rest),
            _ => {}
        }
    }

    /// Adds the matches of the remaining parts in a folder and all its subfolders; all files if no parts
    /// remain.
    fn add_at_any_depth(&mut self, folder: &Path, before: &str, rest: &[&str]) {
        let rest = if rest.is_empty() { &["*"] } else { rest };
        let mut waiting = vec![(folder.to_owned(), before.to_owned())];
        while let Some((folder, before)) = waiting.pop() {
            self.add(&folder, &before, rest);
            let folders = entries(&folder).into_iter().filter(|(_, kind)| kind.is_dir());
            waiting
                .extend(folders.map(|(name, _)| (folder.join(&name), format!("{before}{name}/"))));
        }
    }

    fn add_file(&mut self, path: &Path, key: String) {
        match fs::metadata(path) {
            Ok(found) if found.is_dir() => {}
            Ok(_) => _ = self.paths.insert(key),
            // A link is reported as dangling; any other path just does not exist.
            Err(error) => {
                if is_link(path) {
                    let target = fs::read_link(path).unwrap_or_default();
                    let reason = format!("a link to {}: {}", target.display(), reason(&error));
                    self.unusable.insert(key, reason);
                }
            }
        }
    }

    /// Whether the glob matches nothing.
    pub(super) fn is_empty(&self) -> bool {
        self.paths.is_empty() && self.unusable.is_empty()
    }

    /// Adds the matches of another glob.
    pub(super) fn extend(&mut self, other: Matches) {
        self.paths.extend(other.paths);
        self.unusable.extend(other.unusable);
        self.has_links |= other.has_links;
    }

    /// The paths, sorted, one per file.
    pub(super) fn into_paths(self, folder: &Path) -> Vec<String> {
        match self.has_links {
            true => one_path_each(folder, self.paths),
            false => self.paths.into_iter().collect(),
        }
    }

    /// The unusable paths, as read errors.
    pub(super) fn errors(&self, name: impl Fn(&str) -> String) -> Vec<ReadError> {
        let unusable = self.unusable.iter();
        unusable.map(|(path, reason)| ReadError::because(name(path), reason)).collect()
    }
}

fn is_link(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|found| found.is_symlink())
}

/// The entries of a folder, without Git's own folder; empty if it cannot be listed.
fn entries(folder: &Path) -> Vec<(String, FileType)> {
    let entries = fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok);
    let named = entries.filter_map(|entry| {
        let name = entry.file_name().into_string().ok()?;
        Some((name, entry.file_type().ok()?))
    });
    named.filter(|(name, _)| name != GIT_FOLDER).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paths(folder: &Path, glob: &str) -> Vec<String> {
        expand(folder, glob).paths.into_iter().collect()
    }

    #[test]
    fn each_part_of_a_glob_matches_one_folder_and_two_stars_any_number() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir_all(folder.path().join("a/b")).unwrap();
        fs::create_dir_all(folder.path().join(".git")).unwrap();
        fs::create_dir_all(folder.path().join("dir.json")).unwrap();
        for file in ["x.json", "a/y.json", "a/b/z.json", "a/b/[1].json", "a/t.txt", ".git/g.json"] {
            fs::write(folder.path().join(file), "").unwrap();
        }
        let all = ["a/b/[1].json", "a/b/z.json", "a/y.json", "x.json"];
        assert_eq!(paths(folder.path(), "*.json"), ["x.json"]);
        assert_eq!(paths(folder.path(), "**/*.json"), all);
        assert_eq!(paths(folder.path(), "a/**/*.json"), all[..3]);
        assert_eq!(paths(folder.path(), "**/b/?.json"), ["a/b/z.json"]);
        assert_eq!(paths(folder.path(), "a/b/[[]1[]].json"), ["a/b/[1].json"]);
        assert_eq!(paths(folder.path(), "a/../x.json"), ["a/../x.json"]);
        assert_eq!(paths(folder.path(), "a/**").len(), 4);
        assert_eq!(paths(folder.path(), "dir.json"), Vec::<String>::new());
        assert_eq!(paths(folder.path(), "./a/y.json"), ["a/y.json"]);
    }
}
