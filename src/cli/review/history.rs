//! The git history of the claims that a finding compares, and of its verdict.

use super::super::git::{Filters, GitTree, Listing, Repository, printed};
use super::session::Opened;
use crate::disk::system_path;
use crate::document::FileId;
use crate::finding::{Finding, Place};
use crate::ledger::Verdict;
use crate::report::{lines_of, one_line};
use crate::storage::{FilePath, Reason, Storage};
use std::path::{Path, PathBuf};

/// Returns the last commits that changed a competing claim of a finding, or its verdict, as text to print.
/// The text is empty if there is no git history.
pub(super) fn history(
    opened: &Opened,
    finding: Option<&Finding>,
    verdict: Option<&Verdict>,
) -> String {
    if printed(&opened.folder, &["rev-parse", "HEAD"]).is_none() {
        return String::new();
    }
    let mut text = String::new();
    for claim in finding.iter().flat_map(|finding| &finding.competing) {
        let commits = commits_of_lines(opened, &claim.place);
        text.push_str(&section(&claim.subject, &commits));
    }
    if let Some(verdict) = verdict {
        let commits = commits_of_pattern(opened, &verdict.fingerprint.value);
        text.push_str(&section("the verdict", &commits));
    }
    if text.is_empty() { text } else { format!("History\n{text}\n") }
}

/// Returns the user's name and e-mail address from git's settings, or `None` if the name is not set.
pub(super) fn git_user(folder: &Path) -> Option<String> {
    let setting = |key: &str| {
        let value = printed(folder, &["config", key])?.trim().to_owned();
        (!value.is_empty()).then_some(value)
    };
    let name = setting("user.name")?;
    match setting("user.email") {
        Some(email) => Some(format!("{name} <{email}>")),
        None => Some(name),
    }
}

fn section(heading: &str, commits: &str) -> String {
    let commits = match commits.trim() {
        "" => "not committed yet",
        commits => commits,
    };
    let heading = format!("  {}\n", one_line(heading));
    commits.lines().fold(heading, |text, line| text + "    " + &one_line(line) + "\n")
}

/// The format of a commit: hash, date, author and subject.
const FORMAT: &str = "--format=%h %ad %an: %s";

/// Returns the last 10 commits that changed the lines of a record, one per line. If the file has uncommitted changes,
/// its line numbers may differ from git's, so a note is returned instead.
fn commits_of_lines(opened: &Opened, place: &Place) -> String {
    let Some(path) = path_of(opened, place.file()) else { return String::new() };
    let name = path.to_string_lossy();
    match is_committed(opened, &name) {
        Ok(true) => {}
        Ok(false) => return "the file has uncommitted changes".to_owned(),
        Err(reason) => return reason,
    }
    let (first, last) = lines_of(&opened.run.files, place);
    let lines = format!("-L{first},{last}:{name}");
    printed(
        &opened.folder,
        &[
            "log",
            "-n",
            "10",
            "-s",
            "--no-ext-diff",
            "--no-textconv",
            "--date=short",
            FORMAT,
            &lines,
        ],
    )
    .unwrap_or_default()
}

/// Whether a file has the same content as in `HEAD`. The comparison is not left to git, which might run filters.
fn is_committed(opened: &Opened, name: &str) -> Result<bool, String> {
    let repository = Repository::containing(&opened.folder)?;
    let head = repository.commit("HEAD")?;
    let tree = GitTree::list(&repository, Listing::Commit(&head), Filters::Ignore)?;
    let path = FilePath::new(&repository.path_of(&opened.folder.join(system_path(name)))?);
    let now = opened.data.read(name).map_err(|error| error.to_string())?;
    match tree.read(&path) {
        Ok(committed) => Ok(committed == now),
        Err(error) if error.reason == Reason::NotFound => Ok(false),
        Err(error) => Err(error.to_string()),
    }
}

/// Returns the last 10 commits, one per line, that added or removed a line of the ledger that matches a pattern.
fn commits_of_pattern(opened: &Opened, pattern: &str) -> String {
    let Some(path) = path_of(opened, opened.ledger.file) else { return String::new() };
    let (pattern, name) = (format!("-G{pattern}"), path.to_string_lossy());
    let options = ["log", "-n", "10", "--no-ext-diff", "--no-textconv", "--date=short", FORMAT];
    printed(&opened.folder, &[&options[..], &[&pattern, "--", &name]].concat()).unwrap_or_default()
}

/// Returns a file's path relative to the rulebook's folder.
fn path_of(opened: &Opened, file: FileId) -> Option<PathBuf> {
    opened.run.files.get(file).map(|file| system_path(&file.key))
}
