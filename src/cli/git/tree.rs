//! The files of a commit or of the index, written to a separate folder.
//!
//! Entries are listed, added to a temporary index, and written by git, so that line endings and filters are
//! those of the user's own files.

use super::{Commit, Repository, command, not_started, run, text, variable, words};
use crate::cli::interruption::Temporary;
use crate::disk::Disk;
use crate::storage::{BaseFolder, FilePath};
use std::ffi::OsString;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use tempfile::TempDir;

/// The origin of the files.
#[derive(Debug, Clone, Copy)]
pub(in crate::cli) enum Contents<'c> {
    /// A commit.
    Commit(&'c Commit),
    /// The index.
    Index,
}

/// Files of a repository in a temporary folder, which is removed on drop.
#[derive(Debug)]
pub(in crate::cli) struct Tree {
    folder: TempDir,
    _temporary: Temporary,
    /// The paths that a repository names but does not contain, each with what it is.
    pub(in crate::cli) not_contained: Vec<(String, &'static str)>,
}

impl Tree {
    /// Writes the files below some folders of the repository, or all files if there is a link among them,
    /// which may lead elsewhere.
    pub(in crate::cli) fn write(
        repository: &Repository,
        contents: Contents<'_>,
        folders: &[String],
    ) -> Result<Tree, String> {
        let mut entries = list(repository, contents, folders)?;
        if entries.iter().any(|entry| entry.is(LINK)) {
            entries = list(repository, contents, &[])?;
        }
        let in_words = |error| format!("cannot create a temporary folder: {error}");
        let folder = tempfile::Builder::new().prefix("factlint-").tempdir().map_err(in_words)?;
        let temporary = Temporary::new(folder.path());
        let mut tree = Tree { folder, _temporary: temporary, not_contained: Vec::new() };
        let (submodules, files): (Vec<Entry>, Vec<Entry>) =
            entries.into_iter().partition(|entry| entry.is(SUBMODULE));
        check_out(repository, &files, tree.folder.path())?;
        tree.not_contained.extend(submodules.iter().map(|entry| (entry.path(), "a submodule")));
        tree.remove_links_out(&files)?;
        Ok(tree)
    }

    /// Returns a folder of the repository.
    pub(in crate::cli) fn folder(&self, path: &str) -> BaseFolder {
        let storage = Arc::new(Disk::below(files_in(self.folder.path())));
        BaseFolder { storage, folder: FilePath::new(path) }
    }

    /// Removes links that lead out of the repository, so that no file outside it is read.
    fn remove_links_out(&mut self, files: &[Entry]) -> Result<(), String> {
        let folder = files_in(self.folder.path());
        for link in files.iter().filter(|entry| entry.is(LINK)) {
            let place = folder.join(link.path());
            let Ok(target) = std::fs::read_link(&place) else { continue };
            let target = place.parent().map(|parent| parent.join(&target)).unwrap_or(target);
            if !crate::disk::normalise(&target).starts_with(&folder) {
                let failed = |error| format!("cannot remove {}: {error}", place.display());
                std::fs::remove_file(&place).map_err(failed)?;
                self.not_contained.push((link.path(), "a link out of the repository"));
            }
        }
        Ok(())
    }
}

/// Modes of entries that are not files.
const LINK: &str = "120000";
const SUBMODULE: &str = "160000";

/// A file, link or submodule of the repository.
#[derive(Debug)]
struct Entry {
    mode: String,
    object: String,
    /// The path, as the bytes that git prints.
    path: Vec<u8>,
}

impl Entry {
    fn is(&self, mode: &str) -> bool {
        self.mode == mode
    }

    fn path(&self) -> String {
        text(&self.path)
    }
}

/// Returns the folder of the files in the temporary folder; the index is beside it.
fn files_in(folder: &Path) -> PathBuf {
    folder.join("files")
}

fn list(
    repository: &Repository,
    contents: Contents<'_>,
    folders: &[String],
) -> Result<Vec<Entry>, String> {
    let tree;
    let arguments: &[&str] = match contents {
        Contents::Commit(commit) => {
            tree = ["ls-tree", "-r", "-z", "--full-tree", &commit.id];
            &tree
        }
        Contents::Index => &["ls-files", "--stage", "-z", "--full-name"],
    };
    let listed = paths(repository, arguments, folders)?;
    let announced = match contents {
        Contents::Commit(_) => Vec::new(),
        Contents::Index => paths(repository, &ANNOUNCED, folders)?,
    };
    let entries: Result<Vec<Entry>, String> =
        listed.iter().map(|line| entry(line, contents)).collect();
    Ok(entries?.into_iter().filter(|entry| !announced.contains(&entry.path)).collect())
}

/// Arguments that list files added with `git add --intent-to-add`, which have no staged content.
const ANNOUNCED: [&str; 4] = ["diff-files", "--name-only", "--diff-filter=A", "-z"];

/// Returns the entries that git lists below some folders.
fn paths(
    repository: &Repository,
    arguments: &[&str],
    folders: &[String],
) -> Result<Vec<Vec<u8>>, String> {
    let mut git = repository.command();
    if let Some(index) = index_of_hook(repository) {
        git.env("GIT_INDEX_FILE", index);
    }
    git.arg("--literal-pathspecs").args(arguments);
    // An empty path means the root of the working tree, and git does not accept it as a pathspec.
    if !folders.iter().any(String::is_empty) {
        git.arg("--").args(folders);
    }
    let output = run(&mut git)?;
    if !output.status.success() {
        return Err(format!("git cannot list the files of the repository: {}", words(&output)));
    }
    let lines = output.stdout.split(|byte| *byte == 0).filter(|line| !line.is_empty());
    Ok(lines.map(<[u8]>::to_vec).collect())
}

/// Parses `<mode> <type> <object>TAB<path>` from a commit, or `<mode> <object> <stage>TAB<path>` from the
/// index.
fn entry(line: &[u8], contents: Contents<'_>) -> Result<Entry, String> {
    let unknown = || format!("unexpected output of git: {}", text(line));
    let tab = line.iter().position(|byte| *byte == b'\t').ok_or_else(unknown)?;
    let (words, path) = line.split_at_checked(tab).ok_or_else(unknown)?;
    let path = path.get(1..).unwrap_or_default().to_vec();
    let words = text(words);
    let words: Vec<&str> = words.split(' ').collect();
    let [mode, second, third] = words.as_slice() else { return Err(unknown()) };
    let object = match contents {
        Contents::Commit(_) => third,
        Contents::Index if *third != "0" => {
            return Err(format!("{} is in conflict: resolve and stage it first", text(&path)));
        }
        Contents::Index => second,
    };
    Ok(Entry { mode: (*mode).to_owned(), object: (*object).to_owned(), path })
}

/// Returns the index that git passes to its hooks: when committing only some files, git uses a temporary
/// one. An index outside the git directory of this repository belongs to another repository, and is
/// ignored.
fn index_of_hook(repository: &Repository) -> Option<PathBuf> {
    let index = std::path::absolute(variable("GIT_INDEX_FILE")?).ok()?;
    let canonical = |path: &Path| std::fs::canonicalize(path).ok();
    let is_ours = canonical(index.parent()?)? == canonical(&repository.folder)?;
    (is_ours && index.is_file()).then_some(index)
}

fn check_out(repository: &Repository, files: &[Entry], folder: &Path) -> Result<(), String> {
    let index = folder.join("index");
    let with_index = |arguments: &[&str]| {
        let mut git = command(&repository.top);
        git.env("GIT_INDEX_FILE", &index).args(arguments);
        git
    };
    let mut lines = Vec::new();
    for file in files {
        lines.extend_from_slice(format!("{} {} 0\t", file.mode, file.object).as_bytes());
        lines.extend_from_slice(&file.path);
        lines.push(0);
    }
    let cannot = |reason: String| format!("git cannot write the files of the revision: {reason}");
    feed(&mut with_index(&["update-index", "-z", "--index-info"]), &lines).map_err(cannot)?;
    let mut prefix = OsString::from("--prefix=");
    prefix.push(files_in(folder));
    prefix.push("/");
    let output = run(with_index(&["checkout-index", "--all"]).arg(prefix))?;
    if output.status.success() { Ok(()) } else { Err(cannot(words(&output))) }
}

/// Runs a command with some input.
fn feed(command: &mut Command, input: &[u8]) -> Result<(), String> {
    command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped());
    let mut child = command.spawn().map_err(|error| not_started(&error))?;
    let stdin = child.stdin.take();
    // Stderr is a separate pipe, and its output is short: the command cannot block on it.
    let written = stdin.map_or(Ok(()), |mut stdin| stdin.write_all(input));
    let output = child.wait_with_output().map_err(|error| error.to_string())?;
    match (output.status.success(), written) {
        (true, Ok(())) => Ok(()),
        (true, Err(error)) => Err(error.to_string()),
        (false, _) => Err(words(&output)),
    }
}
