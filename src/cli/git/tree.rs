//! A storage with the files of a commit or of the index. Files are read from git when they are needed, and nothing is
//! written to disk.

use super::attributes::{Attributes, not_compared};
use super::objects::Objects;
use super::{Commit, Repository, error_message, run, text, variable};
use crate::storage::{
    Entry, EntryKind, FilePath, GIT_FOLDER, PARENT, Reason, Storage, StorageError, Tree, Version,
    bytes_of_text, part,
};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The revision whose files git lists.
#[derive(Debug, Clone, Copy)]
pub(in crate::cli) enum Listing<'c> {
    /// A commit.
    Commit(&'c Commit),
    /// The index.
    Index,
}

/// Whether git runs the filters that a repository names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::cli) enum Filters {
    /// The filters are run.
    Run,
    /// The filters are not run, and files with a filter are not compared.
    Ignore,
}

/// The files of a commit or of the index, with the line endings and encodings that git would write to the working tree.
#[derive(Debug)]
pub(in crate::cli) struct GitTree {
    entries: Tree<TreeEntry>,
    objects: Objects,
    /// The attributes that say how to convert files. `None` if git converts the files itself and runs filters.
    attributes: Option<Attributes>,
    /// The contents of the files that have been read.
    contents: Mutex<BTreeMap<FilePath, Content>>,
}

/// A file, link or submodule of the repository.
#[derive(Debug, Clone)]
struct TreeEntry {
    kind: EntryKind,
    object: String,
    /// The target of a link, as written.
    target: Option<String>,
}

/// The content of a file after its conversion.
#[derive(Debug)]
struct Content {
    length: u64,
    /// The bytes of the content. `None` after [`read`](Storage::read) has returned them.
    bytes: Option<Arc<Vec<u8>>>,
}

/// Maximum number of symbolic links that are followed for a path. Linux has the same limit.
const MAX_LINKS: usize = 40;

/// The start of a Git LFS pointer.
const LFS_POINTER: &[u8] = b"version https://git-lfs.github.com/spec/";

const OUTSIDE: Reason = Reason::Outside(Cow::Borrowed("the repository"));

impl GitTree {
    /// Lists the files of a commit or of the index.
    pub(in crate::cli) fn list(
        repository: &Repository,
        listing: Listing<'_>,
        filters: Filters,
    ) -> Result<GitTree, String> {
        let mut listed = list_entries(repository, listing)?;
        let mut links =
            listed.iter_mut().filter(|(_, entry)| entry.kind == EntryKind::Link).peekable();
        if links.peek().is_some() {
            let objects = Objects::start(repository, Filters::Ignore)?;
            for (path, link) in links {
                let target = objects.stored(&link.object);
                let target = target.map_err(|reason| reason.at(path).to_string())?;
                link.target = Some(text(&target));
            }
        }
        let mut entries = Tree::default();
        for (path, entry) in listed {
            entries.insert(path, entry);
        }
        let objects = Objects::start(repository, filters)?;
        let attributes = match filters {
            Filters::Run => None,
            Filters::Ignore => Some(Attributes::start(repository)?),
        };
        Ok(GitTree { entries, objects, attributes, contents: Mutex::default() })
    }

    /// Returns the paths whose contents are not in the repository, each with what it is: a submodule, or a link to a
    /// place outside the repository.
    pub(in crate::cli) fn not_contained(&self) -> Vec<(String, &'static str)> {
        let found = self.entries.iter().filter_map(|(path, entry)| {
            let leads_out = || self.resolve(path).is_err_and(|error| error.reason == OUTSIDE);
            let what = match entry.kind {
                EntryKind::Other => "a submodule",
                EntryKind::Link if leads_out() => "a link out of the repository",
                _ => return None,
            };
            Some((path.as_str().to_owned(), what))
        });
        found.collect()
    }

    /// Returns the path of a file or folder with all links and `..` resolved.
    fn resolve_links(&self, path: &FilePath) -> Result<FilePath, Reason> {
        let mut real = FilePath::default();
        let mut remaining: Vec<String> = path.names().rev().map(str::to_owned).collect();
        let mut links = 0;
        while let Some(name) = remaining.pop() {
            if name == ".." {
                real = real.split_last().ok_or(OUTSIDE)?.0;
                continue;
            }
            let next = real.join(&name);
            match self.entries.get(&next).and_then(|entry| entry.target.as_ref()) {
                Some(target) if target.starts_with('/') => return Err(OUTSIDE),
                Some(_) if links == MAX_LINKS => {
                    return Err(Reason::Other("too many levels of symbolic links".to_owned()));
                }
                Some(target) => {
                    links += 1;
                    remaining.extend(FilePath::new(target).names().rev().map(str::to_owned));
                }
                None => {
                    self.entries.stat(&next, |entry| entry.kind)?;
                    real = next;
                }
            }
        }
        Ok(real)
    }

    /// Returns the content of a file, and its path with all links resolved.
    fn content(&self, path: &FilePath) -> Result<(FilePath, Arc<Vec<u8>>), StorageError> {
        let real = self.resolve(path)?;
        let object = match self.entries.get(&real) {
            Some(TreeEntry { kind: EntryKind::File, object, .. }) => object,
            Some(_) => return Err(Reason::NotRegular.at(path)),
            None => return Err(Reason::IsFolder.at(path)),
        };
        let mut contents = self.lock_contents();
        if let Some(Content { bytes: Some(bytes), .. }) = contents.get(&real) {
            return Ok((real, Arc::clone(bytes)));
        }
        let bytes = match &self.attributes {
            None => self.objects.filtered(object, real.as_str()),
            Some(attributes) => self.convert(object, &real, attributes),
        };
        let bytes = Arc::new(bytes.map_err(|reason| reason.at(path))?);
        let content = Content { length: bytes.len() as u64, bytes: Some(Arc::clone(&bytes)) };
        contents.insert(real.clone(), content);
        Ok((real, bytes))
    }

    /// Returns the content of a file as git would write it to the working tree. Filters are not run.
    fn convert(
        &self,
        object: &str,
        path: &FilePath,
        attributes: &Attributes,
    ) -> Result<Vec<u8>, Reason> {
        let conversion = attributes.conversion(path)?;
        let stored = self.objects.stored(object)?;
        match stored.starts_with(LFS_POINTER) {
            true => Err(not_compared("it is a Git LFS pointer")),
            false => Ok(conversion.apply(stored)),
        }
    }

    /// Locks the contents. The lock is also held while git is asked for a content, since all threads share one process.
    fn lock_contents(&self) -> MutexGuard<'_, BTreeMap<FilePath, Content>> {
        self.contents.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Storage for GitTree {
    fn list(&self, folder: &FilePath) -> Result<Vec<Entry>, StorageError> {
        let listed = self.entries.list(&self.resolve(folder)?, |entry| entry.kind);
        listed.map_err(|reason| reason.at(folder))
    }

    fn stat(&self, path: &FilePath) -> Result<EntryKind, StorageError> {
        let Some((folder, name)) = path.split_last() else { return Ok(EntryKind::Folder) };
        let real = match name {
            ".." => self.resolve_links(path),
            name => self.resolve_links(&folder).map(|folder| folder.join(name)),
        };
        let found = real.and_then(|real| self.entries.stat(&real, |entry| entry.kind));
        found.map_err(|reason| reason.at(path))
    }

    fn resolve(&self, path: &FilePath) -> Result<FilePath, StorageError> {
        self.resolve_links(path).map_err(|reason| {
            let link = self.entries.get(path).and_then(|entry| entry.target.clone());
            match link {
                Some(target) if reason != OUTSIDE => {
                    Reason::Link { target, reason: Box::new(reason) }.at(path)
                }
                _ => reason.at(path),
            }
        })
    }

    fn read(&self, path: &FilePath) -> Result<Vec<u8>, StorageError> {
        let (real, bytes) = self.content(path)?;
        self.lock_contents().entry(real).and_modify(|content| content.bytes = None);
        Ok(Arc::try_unwrap(bytes).unwrap_or_else(|shared| shared.to_vec()))
    }

    fn read_range(
        &self,
        path: &FilePath,
        range: Range<u64>,
        bytes: &mut Vec<u8>,
    ) -> Result<(), StorageError> {
        bytes.extend_from_slice(part(&self.content(path)?.1, range));
        Ok(())
    }

    fn version(&self, path: &FilePath) -> Result<Version, StorageError> {
        let real = self.resolve(path)?;
        let known_length = self.lock_contents().get(&real).map(|content| content.length);
        let length = match known_length {
            Some(length) => length,
            None => self.content(path)?.1.len() as u64,
        };
        // The content cannot change: a commit is immutable, and the index has already been listed.
        Ok(Version { length, stamp: 0 })
    }
}

/// Returns the entries of a commit or of the index, each with its path.
fn list_entries(
    repository: &Repository,
    listing: Listing<'_>,
) -> Result<Vec<(FilePath, TreeEntry)>, String> {
    let tree;
    let arguments: &[&str] = match listing {
        Listing::Commit(commit) => {
            tree = ["ls-tree", "-r", "-z", "--full-tree", &commit.id];
            &tree
        }
        Listing::Index => &["ls-files", "--stage", "-z", "--full-name"],
    };
    let listed = records(repository, arguments)?;
    let added = match listing {
        Listing::Commit(_) => None,
        Listing::Index => Some(files_with_content(repository)?),
    };
    let entries = listed.iter().map(|record| entry(record, listing));
    let entries: Vec<(FilePath, TreeEntry)> = entries.collect::<Result<_, String>>()?;
    let has_content = |path: &FilePath| {
        added.as_ref().is_none_or(|added| added.contains(&*bytes_of_text(path.as_str())))
    };
    Ok(entries.into_iter().filter(|(path, _)| has_content(path)).collect())
}

/// Returns the paths in the index that have content. Paths that were added with `git add --intent-to-add`
/// have none. The index is compared with the empty tree, not with the working tree, since git might run filters to
/// read the working tree.
fn files_with_content(repository: &Repository) -> Result<BTreeSet<Vec<u8>>, String> {
    let empty_tree = repository.empty_tree()?;
    let options = ["diff-index", "--cached", "--ita-invisible-in-index", "--name-only", "-z"];
    let paths = records(repository, &[&options[..], &["--no-renames", &empty_tree]].concat())?;
    Ok(paths.into_iter().collect())
}

/// Runs git, and returns the records of its output, each of which ends with a NUL byte.
fn records(repository: &Repository, arguments: &[&str]) -> Result<Vec<Vec<u8>>, String> {
    let mut git = repository.command();
    if let Some(index) = hook_index(repository) {
        git.env("GIT_INDEX_FILE", index);
    }
    let output = run(git.args(arguments))?;
    if !output.status.success() {
        return Err(format!(
            "git cannot list the files of the repository: {}",
            error_message(&output)
        ));
    }
    let records = output.stdout.split(|byte| *byte == 0).filter(|record| !record.is_empty());
    Ok(records.map(<[u8]>::to_vec).collect())
}

/// Parses a record of git's output: `<mode> <type> <object>TAB<path>` for a commit, or
/// `<mode> <object> <stage>TAB<path>` for the index.
fn entry(record: &[u8], listing: Listing<'_>) -> Result<(FilePath, TreeEntry), String> {
    let unknown = || format!("unexpected output of git: {}", text(record));
    let tab = record.iter().position(|byte| *byte == b'\t').ok_or_else(unknown)?;
    let (words, path) = record.split_at_checked(tab).ok_or_else(unknown)?;
    let path = path.get(1..).unwrap_or_default();
    let words = text(words);
    let words: Vec<&str> = words.split(' ').collect();
    let [mode, second, third] = words.as_slice() else { return Err(unknown()) };
    let object = match listing {
        Listing::Commit(_) => third,
        Listing::Index if *third != "0" => {
            return Err(format!("{} is in conflict: resolve and stage it first", text(path)));
        }
        Listing::Index => second,
    };
    let kind = match *mode {
        "120000" => EntryKind::Link,
        "160000" => EntryKind::Other,
        _ => EntryKind::File,
    };
    if text(path).split('/').any(is_never_checked_out) {
        return Err(format!("{} is not a path that git would check out", text(path)));
    }
    let entry = TreeEntry { kind, object: (*object).to_owned(), target: None };
    Ok((FilePath::new(&text(path)), entry))
}

/// Whether git refuses to check out an entry with a name. Only a crafted tree contains such a name, and resolving its
/// paths might not end.
fn is_never_checked_out(name: &str) -> bool {
    matches!(name, "" | "." | PARENT) || name.eq_ignore_ascii_case(GIT_FOLDER)
}

/// Returns the index that git passes to its hooks, which is a temporary index if only some files are committed. An
/// index outside the git directory of this repository belongs to another repository, and is ignored.
fn hook_index(repository: &Repository) -> Option<PathBuf> {
    let index = std::path::absolute(variable("GIT_INDEX_FILE")?).ok()?;
    let canonical = |path: &Path| std::fs::canonicalize(path).ok();
    let is_ours = canonical(index.parent()?)? == canonical(&repository.folder)?;
    (is_ours && index.is_file()).then_some(index)
}
