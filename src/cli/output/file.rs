//! A report that goes to a file: `--output FORMAT=FILE`.

use super::FormatName;
use crate::dataset::write_whole;
use crate::parameters::closest;
use clap::ValueEnum;
use std::fs::{Metadata, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

/// Where a report goes, and in which format.
#[derive(Debug, Clone)]
pub(super) struct OutputFile {
    pub(super) format: FormatName,
    pub(super) path: PathBuf,
}

/// Reads `FORMAT=FILE`. That the file can be written is seen here, before anything is checked, as far as
/// it can be seen.
pub(super) fn parse(text: &str) -> Result<OutputFile, String> {
    let Some((format, path)) = text.split_once('=') else {
        return Err("want FORMAT=FILE, as in sarif=factlint.sarif".to_owned());
    };
    let format = FormatName::from_str(format, false).map_err(|_| no_such_format(format))?;
    if path == "-" {
        return Err("what is printed to the standard output is for --format to say".to_owned());
    }
    if path.is_empty() || path.ends_with('/') || Path::new(path).is_dir() {
        return Err(format!("want the name of a file, got `{path}`"));
    }
    let path = PathBuf::from(path);
    let folder = folder_of(&path);
    match folder.is_dir() {
        true => Ok(OutputFile { format, path }),
        false => Err(format!("there is no folder `{}`", folder.display())),
    }
}

impl OutputFile {
    /// The file that is meant, whatever the path to it looks like.
    pub(super) fn place(&self) -> PathBuf {
        place(&self.path)
    }

    /// Writes the report. A file of ours is replaced whole or not at all; what is no file of ours alone
    /// (a device, a pipe, the summary of a job that other commands write to as well) is added to.
    pub(super) fn write(&self, text: &str) -> Result<(), String> {
        let metadata = std::fs::metadata(&self.path).ok();
        if self.is_job_summary() {
            // What is there may end within a line.
            let is_begun = metadata.is_some_and(|metadata| metadata.len() > 0);
            return add(&self.path, &format!("{}{text}", if is_begun { "\n" } else { "" }));
        }
        if self.is_special(metadata.as_ref()) {
            return add(&self.path, text);
        }
        write_whole(&self.place(), text)
    }

    fn is_job_summary(&self) -> bool {
        let summary = std::env::var_os("GITHUB_STEP_SUMMARY");
        summary.is_some_and(|summary| place(Path::new(&summary)) == self.place())
    }

    fn is_special(&self, metadata: Option<&Metadata>) -> bool {
        // The standard output may be a file, which has been written to already.
        let is_open = ["/dev", "/proc"].iter().any(|folder| self.path.starts_with(folder));
        is_open || metadata.is_some_and(|metadata| !metadata.is_file())
    }
}

/// Where the path is a link, what it leads to; the file itself need not be there yet.
fn place(path: &Path) -> PathBuf {
    std::fs::canonicalize(path).unwrap_or_else(|_| {
        let folder = std::fs::canonicalize(folder_of(path));
        folder.unwrap_or_default().join(path.file_name().unwrap_or_default())
    })
}

fn folder_of(path: &Path) -> &Path {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    folder.unwrap_or(Path::new("."))
}

/// In one piece, so that what others write stays in one piece too.
fn add(path: &Path, text: &str) -> Result<(), String> {
    let file = OpenOptions::new().append(true).create(true).open(path);
    let added = file.and_then(|mut file| file.write_all(text.as_bytes()));
    added.map_err(|error| error.to_string())
}

fn no_such_format(name: &str) -> String {
    let names = FormatName::value_variants().iter().filter_map(ValueEnum::to_possible_value);
    let names: Vec<String> = names.map(|value| value.get_name().to_owned()).collect();
    let hint = closest(name, names.iter().map(String::as_str))
        .unwrap_or_else(|| format!("want one of {}", names.join(", ")));
    format!("no format is called `{name}`: {hint}")
}
