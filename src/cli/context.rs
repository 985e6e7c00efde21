//! Functions that the commands share: they find the root, the rulebook and the files of a command, and report why a
//! command ends early.

use super::Exit;
use super::terminal::{print, print_error, print_warning};
use crate::dataset::{Failure, ReadError, name_root, shell_word};
use crate::disk::{
    Root, find_rulebook, normalise, rulebooks_below, system_path, top_of_repository, with_slashes,
};
use crate::document::FileId;
use crate::engine::on_deep_threads;
use crate::files::Files;
use crate::finding::EncodedFinding;
use crate::parameters::Spanned;
use crate::report::{self, Format};
use crate::rulebook::{FILE_NAME, Rulebook};
use crate::value::date::PartialDate;
use clap::{Args, ValueEnum};
use std::collections::HashSet;
use std::path::{Path, PathBuf};

/// The folder that a command reads and writes in.
#[derive(Debug, Clone, Default, Args)]
pub(super) struct RootArguments {
    /// Read and write no file of the dataset outside of this folder [default: the Git repository;
    /// without one, the current directory if the rulebook is in it, or else the rulebook's folder]
    #[arg(long, value_name = "DIR")]
    root: Option<PathBuf>,
}

impl RootArguments {
    /// Adds the root to all commands that messages suggest from now on.
    pub(super) fn show_in_commands(&self) {
        if let Some(folder) = &self.root {
            name_root(&with_slashes(folder));
        }
    }

    /// Returns the root for a rulebook. If the user has given the root, adds it to the commands that messages suggest.
    pub(super) fn resolve(&self, rulebook: &Path, current_dir: &Path) -> Result<Root, String> {
        let Some(folder) = &self.root else { return Ok(Root::of(rulebook, current_dir)) };
        self.show_in_commands();
        let root = Root::at(&current_dir.join(folder));
        root.map_err(|reason| format!("cannot read in {}: {reason}", folder.display()))
    }
}

/// The dataset, and the current date.
#[derive(Debug, Clone, Args)]
pub(super) struct DatasetArguments {
    /// Any path in the dataset
    #[arg(default_value = ".")]
    pub(super) path: PathBuf,
    /// Date to use as "today" (YYYY-MM-DD), for reproducible runs
    #[arg(long, value_parser = parse_day)]
    pub(super) today: Option<PartialDate>,
    #[command(flatten)]
    pub(super) root: RootArguments,
}

/// The reason why a command ends early.
pub(super) enum Stop {
    /// A message.
    Error(String),
    /// A dataset that cannot be checked.
    Failure(Box<Failure>),
    /// A reason that has already been printed.
    Printed(Exit),
}

impl From<Exit> for Stop {
    fn from(exit: Exit) -> Stop {
        Stop::Printed(exit)
    }
}

impl From<String> for Stop {
    fn from(message: String) -> Stop {
        Stop::Error(message)
    }
}

impl From<Box<Failure>> for Stop {
    fn from(failure: Box<Failure>) -> Stop {
        Stop::Failure(failure)
    }
}

/// Runs a command that checks documents, on threads with enough stack for the deepest document.
pub(super) fn on_checking_threads(command: impl FnOnce() -> Exit + Send) -> Exit {
    on_threads(None, command)
}

/// Runs a command on `jobs` checking threads, or one per processor by default.
pub(super) fn on_threads(jobs: Option<u16>, command: impl FnOnce() -> Exit + Send) -> Exit {
    match on_deep_threads(jobs, command) {
        Ok(exit) => exit,
        Err(error) => {
            print_error(&error);
            Exit::Error
        }
    }
}

impl Stop {
    /// Prints why a command ends early, one line per mistake, and returns its exit code.
    pub(super) fn report(&self) -> Exit {
        match self {
            Stop::Error(message) => {
                print_error(message);
                Exit::Error
            }
            Stop::Failure(failure) => report_failure(failure),
            Stop::Printed(exit) => *exit,
        }
    }
}

/// Prints why a dataset cannot be read, one line per mistake.
fn report_failure(failure: &Failure) -> Exit {
    for error in &failure.errors {
        print_error(&error.to_string());
    }
    print(&report::lines(&failure.files, &failure.findings)).err().unwrap_or(Exit::Error)
}

/// Returns the current folder. Paths on the command line are relative to this folder.
pub(super) fn current_dir() -> PathBuf {
    #[expect(clippy::disallowed_methods, reason = "paths on the command line are relative to it")]
    std::env::current_dir().unwrap_or_default()
}

/// Returns a path relative to the current folder if the path is in that folder.
pub(super) fn relative(path: &Path, current_dir: &Path) -> String {
    with_slashes(path.strip_prefix(current_dir).unwrap_or(path))
}

/// Returns the current folder and the root of the repository that contains a file, with `/` as the separator on every
/// system. If the repository of the current folder contains the file, it is that one, even if the file is also in a
/// repository inside it. Returns empty paths if there is no repository.
pub(super) fn start_and_repository(file: &str, current_dir: &Path) -> (String, String) {
    let file = normalise(&current_dir.join(file));
    let folder = file.parent().unwrap_or(current_dir);
    let own = top_of_repository(current_dir).filter(|root| file.starts_with(root));
    let paths = own.or_else(|| top_of_repository(folder));
    paths.map(|root| (with_slashes(current_dir), with_slashes(root))).unwrap_or_default()
}

/// Returns the rulebook that all paths belong to.
///
/// # Errors
/// A message if the paths belong to different rulebooks, if one belongs to none, or if there are no paths.
pub(super) fn rulebook_of(paths: &[PathBuf], current_dir: &Path) -> Result<PathBuf, String> {
    let mut found: Option<PathBuf> = None;
    for path in paths {
        let rulebook = find_rulebook(path, current_dir)
            .map_err(|error| without_rulebook(path, current_dir, &error))?;
        match &found {
            Some(other) if *other != rulebook => {
                return Err(format!(
                    "the paths belong to different rulebooks, {} and {}: give paths of one dataset",
                    other.display(),
                    rulebook.display()
                ));
            }
            _ => found = Some(rulebook),
        }
    }
    found.ok_or_else(|| "no path was given".to_owned())
}

/// Describes why a path belongs to no rulebook, and suggests what to do.
fn without_rulebook(path: &Path, current_dir: &Path, error: &ReadError) -> String {
    let place = current_dir.join(path);
    if !place.exists() {
        return match hint_for_missing(path) {
            Some(hint) => format!("{error}; {hint}"),
            None => error.to_string(),
        };
    }
    let folder = if place.is_dir() { path } else { path.parent().unwrap_or(path) };
    let below = rulebooks_below(&current_dir.join(folder));
    let name = match with_slashes(folder).as_str() {
        "" => ".".to_owned(),
        folder => folder.to_owned(),
    };
    let mut message = format!("no {FILE_NAME} in {name} or any parent directory");
    if !below.paths.is_empty() {
        let names = below.paths.iter().map(|rulebook| relative(rulebook, current_dir));
        let more = if below.may_be_more { ", and perhaps more" } else { "" };
        message.push_str(&format!(
            "; rulebooks below it: {}{more}: give the path of one of them",
            names.collect::<Vec<_>>().join(", ")
        ));
    }
    let init = match name.as_str() {
        "." => "factlint init".to_owned(),
        folder => format!("factlint init {}", shell_word(folder)),
    };
    format!("{message}; to create one, run `{init}`")
}

/// Returns a hint about a path that does not exist, if it is the name of a format or looks like a fingerprint.
fn hint_for_missing(path: &Path) -> Option<String> {
    let word = path.to_str()?;
    if Format::from_str(word, false).is_ok() {
        return Some(format!("`{word}` is a format: `--format {word}`"));
    }
    let is_hexadecimal = word.len() >= 4 && word.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_hexadecimal.then(|| format!("if `{word}` is a fingerprint, it goes before the path"))
}

/// Returns the files that are in one of the paths. A path to the rulebook, or to a folder at or above it, covers the
/// whole dataset.
pub(super) fn files_in_paths(
    files: &Files,
    paths: &[PathBuf],
    current_dir: &Path,
    rulebook: &Path,
) -> HashSet<FileId> {
    let places = places(files, rulebook);
    let files_in = |path: &PathBuf| {
        let path = absolute(&current_dir.join(path));
        let is_whole = is_whole(&path, rulebook);
        places.iter().filter(move |(_, place)| is_whole || place.starts_with(&path))
    };
    paths.iter().flat_map(files_in).map(|(id, _)| *id).collect()
}

/// Warns about each path that contains no file of the dataset, and returns whether that is so for all paths. `settings`
/// is the dataset's rulebook, whose globs the warnings show; `rulebook` is its path.
pub(super) fn warn_of_paths_outside(
    files: &[&Files],
    settings: &Rulebook,
    paths: &[PathBuf],
    current_dir: &Path,
    rulebook: &Path,
) -> bool {
    let places: Vec<(FileId, PathBuf)> =
        files.iter().flat_map(|files| places(files, rulebook)).collect();
    let mut are_all_outside = true;
    for path in paths {
        let place = absolute(&current_dir.join(path));
        if is_whole(&place, rulebook) || places.iter().any(|(_, file)| file.starts_with(&place)) {
            are_all_outside = false;
            continue;
        }
        let name = path.display();
        let problem = match place.is_dir() {
            true => format!("no document of the dataset is in {name}"),
            false => format!("{name} is not a document of the dataset"),
        };
        let documents = list_globs(settings.documents.iter());
        let excluded = match settings.exclude.as_slice() {
            [] => String::new(),
            all => {
                let globs = all.iter().map(|exclusion| &exclusion.glob);
                format!(", and `exclude` has {}", list_globs(globs))
            }
        };
        print_warning(&format!("{problem}: `documents` has {documents}{excluded}"));
    }
    are_all_outside
}

/// Maximum number of globs in a list.
const MAX_GLOBS: usize = 5;

fn list_globs<'g>(globs: impl ExactSizeIterator<Item = &'g Spanned<String>>) -> String {
    let more = if globs.len() > MAX_GLOBS { ", ..." } else { "" };
    let globs: Vec<String> =
        globs.take(MAX_GLOBS).map(|glob| format!("`{}`", glob.value)).collect();
    format!("{}{more}", globs.join(", "))
}

/// Returns the absolute path of each file.
fn places(files: &Files, rulebook: &Path) -> Vec<(FileId, PathBuf)> {
    let rulebook = absolute(rulebook);
    let folder = rulebook.parent().unwrap_or(&rulebook);
    files.iter().map(|(id, file)| (id, absolute(&folder.join(system_path(&file.key))))).collect()
}

/// Whether a path covers the whole dataset.
fn is_whole(path: &Path, rulebook: &Path) -> bool {
    absolute(rulebook).starts_with(path)
}

/// Resolves the symbolic links in an absolute path. If the path does not exist, only the links in its nearest existing
/// parent are resolved.
pub(super) fn absolute(path: &Path) -> PathBuf {
    std::fs::canonicalize(path).unwrap_or_else(|_| match (path.parent(), path.file_name()) {
        (Some(parent), Some(name)) => absolute(parent).join(name),
        _ => path.to_owned(),
    })
}

/// Whether a finding has a label in one of the files, or no label at all.
pub(super) fn is_in(finding: &EncodedFinding, files: &HashSet<FileId>) -> bool {
    let mut places = finding.places().peekable();
    places.peek().is_none() || places.any(|place| files.contains(&place.file()))
}

/// Parses a date from the command line.
pub(super) fn parse_day(text: &str) -> Result<PartialDate, String> {
    PartialDate::parse(text).map_err(|error| error.to_string())
}
