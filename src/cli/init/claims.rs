//! `factlint init --claims`: creates a small dataset of claims without findings, for the user to extend.

use super::summary::{BELOW, section};
use super::{Arguments, fail};
use crate::claims::dataset_schema;
use crate::cli::Exit;
use crate::cli::context::current_dir;
use crate::cli::terminal::print;
use crate::dataset::in_folder;
use crate::disk::{create, display, has_content, hash_of, normalise, with_slashes};
use crate::report::one_line;
use crate::rulebook::FILE_NAME;
use crate::value::date::PartialDate;
use data_encoding::HEXLOWER;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// The folder with the snapshots.
const SOURCES: &str = "sources";

const SNAPSHOT: &str = include_str!("claims/museum-about.txt");

/// Returns the files of the dataset, each as its path in the folder and its text. The rulebook comes last, so that an
/// interrupted run leaves no rulebook without its files.
fn files(today: &PartialDate) -> [(&'static str, String); 7] {
    let claims = include_str!("claims/claims.yaml")
        .replace("{today}", &today.to_string())
        .replace("{sha256}", &HEXLOWER.encode(&hash_of(SNAPSHOT.as_bytes())));
    [
        ("sources/.gitattributes", include_str!("claims/gitattributes").to_owned()),
        ("sources/museum-about.txt", SNAPSHOT.to_owned()),
        ("dataset.schema.json", dataset_schema().to_owned()),
        ("schema.json", include_str!("claims/schema.json").to_owned()),
        ("claims.yaml", claims),
        ("reviews.toml", include_str!("claims/reviews.toml").to_owned()),
        (FILE_NAME, include_str!("claims/factlint.toml").to_owned()),
    ]
}

/// Writes either all files or none, and prints the next steps.
pub(super) fn init(arguments: &Arguments, today: &PartialDate) -> Result<Exit, Exit> {
    let current_dir = current_dir();
    let folder = normalise(&current_dir.join(&arguments.folder));
    let files = files(today);
    refuse_existing(&folder, arguments, &current_dir, &files)?;
    let mut created = Created::default();
    write(&files, arguments, &folder, &current_dir, &mut created).map_err(|message| {
        created.remove();
        fail(&format!("{message}; nothing was written"))
    })?;
    let mut text = next_steps(&files, &arguments.folder);
    let below = super::below(arguments, &folder.join(FILE_NAME), &current_dir);
    section(BELOW, &below.rulebooks, &mut text);
    print(&text)?;
    Ok(Exit::Clean)
}

/// Returns an error if the folder already contains one of the files, or if its path is a file. But if there is no
/// rulebook, which is written last, files with the same text are left over from an interrupted run, and may stay.
fn refuse_existing(
    folder: &Path,
    arguments: &Arguments,
    current_dir: &Path,
    files: &[(&str, String)],
) -> Result<(), Exit> {
    if folder.exists() && !folder.is_dir() {
        return Err(fail(&format!("{} is not a folder", arguments.folder.display())));
    }
    // A broken link also counts as an existing file.
    let exists = |name: &str| fs::symlink_metadata(folder.join(name)).is_ok();
    let is_complete = exists(FILE_NAME);
    let existing: Vec<&str> = files
        .iter()
        .filter(|(name, text)| {
            exists(name) && (is_complete || !has_content(&folder.join(name), text.as_bytes()))
        })
        .map(|(name, _)| *name)
        .collect();
    if existing.is_empty() {
        return Ok(());
    }
    let existing = existing.iter().map(|name| display(&folder.join(name), current_dir));
    Err(fail(&format!(
        "{} already exists and is never overwritten; nothing was written: choose another folder",
        existing.collect::<Vec<_>>().join(", ")
    )))
}

/// The files and folders that have been created.
#[derive(Default)]
struct Created {
    files: Vec<PathBuf>,
    folders: Vec<PathBuf>,
}

impl Created {
    /// Removes the files and folders again. Errors are ignored, since the error that led to this is reported.
    fn remove(&self) {
        for file in self.files.iter().rev() {
            let _ = fs::remove_file(file);
        }
        for folder in self.folders.iter().rev() {
            let _ = fs::remove_dir(folder);
        }
    }

    /// Creates a folder and its parents.
    fn create_folder(&mut self, folder: &Path) -> io::Result<()> {
        let missing: Vec<&Path> = folder.ancestors().take_while(|path| !path.exists()).collect();
        for path in missing.into_iter().rev() {
            fs::create_dir(path)?;
            self.folders.push(path.to_owned());
        }
        Ok(())
    }
}

fn write(
    files: &[(&str, String)],
    arguments: &Arguments,
    folder: &Path,
    current_dir: &Path,
    created: &mut Created,
) -> Result<(), String> {
    let sources = folder.join(SOURCES);
    created
        .create_folder(&sources)
        .map_err(|error| format!("cannot create {}: {error}", display(&sources, current_dir)))?;
    let root = arguments.root.resolve(&folder.join(FILE_NAME), current_dir)?;
    for (name, text) in files {
        let path = folder.join(name);
        if has_content(&path, text.as_bytes()) {
            continue;
        }
        create(&root, &path, &display(&path, current_dir), text)
            .map_err(|error| error.to_string())?;
        created.files.push(path);
    }
    Ok(())
}

fn next_steps(files: &[(&str, String)], given: &Path) -> String {
    let folder = with_slashes(given);
    let names: Vec<&str> = files.iter().map(|(name, _)| *name).collect();
    format!(
        "wrote {} files in {}: {}\n\n\
         It is an example that checks clean. Next:\n  \
         {}\n  \
         read claims.yaml and factlint.toml, which explain themselves in comments; `factlint explain claims` has more\n  \
         {}\n  \
         then replace the example by your own claims\n",
        names.len(),
        one_line(&folder),
        names.join(", "),
        in_folder("factlint check", &folder),
        in_folder("factlint source add FILE", &folder)
    )
}
