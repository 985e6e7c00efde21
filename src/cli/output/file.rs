//! A report that is written to a file: `--output FORMAT=FILE`.

use crate::disk::write_whole;
use crate::parameters::closest;
use crate::report::Format;
use clap::ValueEnum;
use std::fs::{Metadata, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// The file and the format of a report.
#[derive(Debug, Clone)]
pub(super) struct OutputFile {
    pub(super) format: Format,
    pub(super) path: PathBuf,
}

/// Parses `FORMAT=FILE`, and checks that the file's folder exists.
pub(super) fn parse(text: &str) -> Result<OutputFile, String> {
    let Some((format, path)) = text.split_once('=') else {
        return Err("want FORMAT=FILE, such as sarif=factlint.sarif".to_owned());
    };
    let format = Format::from_str(format, false).map_err(|_| no_such_format(format))?;
    if path == "-" {
        return Err("`-` is not a file: to print to standard output, use --format".to_owned());
    }
    if path.is_empty() || path.ends_with('/') || Path::new(path).is_dir() {
        return Err(format!("got `{path}`, want the name of a file"));
    }
    let path = PathBuf::from(path);
    let folder = folder_of(&path);
    match folder.is_dir() {
        true => Ok(OutputFile { format, path }),
        false => Err(format!("no such directory: `{}`", folder.display())),
    }
}

/// A function that writes a report, and may be called more than once.
type WriteReport<'w> = &'w mut dyn FnMut(&mut dyn Write) -> io::Result<()>;

impl OutputFile {
    /// Returns the path with all links resolved.
    pub(super) fn real_path(&self) -> PathBuf {
        real_path(&self.path)
    }

    /// Writes the report. A regular file is replaced atomically. A device, a pipe or GitHub's job summary
    /// (`GITHUB_STEP_SUMMARY`) is appended to, since other commands write there, too.
    pub(super) fn write(&self, write: WriteReport<'_>) -> Result<(), String> {
        let metadata = std::fs::metadata(&self.path).ok();
        let written = if self.is_job_summary() {
            // The existing text may not end with a line break.
            let has_text = metadata.is_some_and(|metadata| metadata.len() > 0);
            append(&self.path, if has_text { "\n" } else { "" }, write)
        } else if self.is_special(metadata.as_ref()) {
            append(&self.path, "", write)
        } else {
            return write_whole(&self.real_path(), write);
        };
        written.map_err(|error| error.to_string())
    }

    fn is_job_summary(&self) -> bool {
        let summary = std::env::var_os("GITHUB_STEP_SUMMARY");
        summary.is_some_and(|summary| real_path(Path::new(&summary)) == self.real_path())
    }

    fn is_special(&self, metadata: Option<&Metadata>) -> bool {
        // `/dev/stdout` may be redirected to a regular file whose content must be kept.
        let is_device = ["/dev", "/proc"].iter().any(|folder| self.path.starts_with(folder));
        is_device || metadata.is_some_and(|metadata| !metadata.is_file())
    }
}

/// Resolves the links in a path. The file itself need not exist.
fn real_path(path: &Path) -> PathBuf {
    std::fs::canonicalize(path).unwrap_or_else(|_| {
        let folder = std::fs::canonicalize(folder_of(path));
        folder.unwrap_or_default().join(path.file_name().unwrap_or_default())
    })
}

fn folder_of(path: &Path) -> &Path {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    folder.unwrap_or(Path::new("."))
}

/// Appends `before` and a report in a single write, so that other processes do not write in between.
fn append(path: &Path, before: &str, write: WriteReport<'_>) -> io::Result<()> {
    let mut text = before.as_bytes().to_vec();
    write(&mut text)?;
    OpenOptions::new().append(true).create(true).open(path)?.write_all(&text)
}

fn no_such_format(name: &str) -> String {
    let names: Vec<&str> = Format::ALL.iter().map(|format| format.name()).collect();
    let hint = closest(name, names.iter().copied())
        .unwrap_or_else(|| format!("want one of {}", names.join(", ")));
    format!("unknown format `{name}`: {hint}")
}
