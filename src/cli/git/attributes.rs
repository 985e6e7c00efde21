//! Determines how git would convert a file before writing it to the working tree, from the attributes of the file's
//! path and from git's settings.

use super::conversion::{Conversion, Encoding, LineEndings};
use super::process::Process;
use super::{Repository, run, text};
use crate::disk::system_path;
use crate::storage::{FilePath, Reason, bytes_of_text};
use std::io::{self, BufRead, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// The attributes that affect the conversion, in the order in which git is asked for them.
const NAMES: [&str; 6] = ["text", "crlf", "eol", "ident", "filter", "working-tree-encoding"];

/// A git process that returns the attributes of paths.
#[derive(Debug)]
pub(super) struct Attributes {
    process: Mutex<Process>,
    settings: Settings,
    /// The top folder of the working tree.
    top: PathBuf,
    /// The folder with the attributes that only this clone has.
    info: PathBuf,
}

/// Git's settings for line endings.
#[derive(Debug, Default)]
struct Settings {
    /// The value of `core.autocrlf`, which applies to files whose attributes do not say whether they are text:
    /// `Some(true)` for `true`, and `Some(false)` for `input`.
    automatic: Option<bool>,
    /// Whether text files get CRLF line endings, unless an attribute says otherwise.
    is_crlf: bool,
}

impl Attributes {
    /// Starts git.
    pub(super) fn start(repository: &Repository) -> Result<Attributes, String> {
        let mut command = repository.command();
        command.args(["check-attr", "--stdin", "-z"]).args(NAMES).env("GIT_FLUSH", "1");
        let process = Mutex::new(Process::start(command)?);
        let (top, info) = (repository.top.clone(), repository.folder.join("info"));
        Ok(Attributes { process, settings: Settings::read(repository)?, top, info })
    }

    /// Returns how git would convert the content of a file.
    ///
    /// # Errors
    /// Git would run another program, expand `$Id$`, or use an encoding that is not supported; or the git
    /// process failed.
    pub(super) fn conversion(&self, path: &FilePath) -> Result<Conversion, Reason> {
        self.refuse_pipes(path)?;
        let mut process = self.process.lock().unwrap_or_else(PoisonError::into_inner);
        let values = values(&mut process, path).map_err(|error| process.stop(&error))?;
        let [in_text, crlf, eol, ident, filter, encoding] = values.each_ref().map(String::as_str);
        if let Some(driver) = as_name(filter) {
            return Err(not_compared(&format!("git would run its filter `{driver}`")));
        }
        if ident == "set" {
            return Err(not_compared("git would expand `$Id$` in the file"));
        }
        let encoding = match as_name(encoding) {
            None => Encoding::Utf8,
            Some(name) => Encoding::from_name(name)
                .ok_or_else(|| not_compared(&format!("git would write it in {name}")))?,
        };
        let kind = if in_text == "unspecified" { crlf } else { in_text };
        Ok(Conversion { line_endings: self.settings.line_endings(kind, eol), encoding })
    }
}

impl Attributes {
    /// Returns an error if one of the files in which git looks for the attributes of a path is a pipe or a device: git
    /// would wait for it, or read it without an end.
    fn refuse_pipes(&self, path: &FilePath) -> Result<(), Reason> {
        let is_special = |file: &Path| {
            std::fs::metadata(file).is_ok_and(|found| !found.is_file() && !found.is_dir())
        };
        let path = system_path(path.as_str());
        let folders = path.ancestors().skip(1);
        let attributes = folders.map(|folder| self.top.join(folder).join(".gitattributes"));
        let mut files = attributes.chain([self.info.join("attributes")]);
        match files.find(|file| is_special(file)) {
            None => Ok(()),
            Some(file) => {
                let file = file.strip_prefix(&self.top).unwrap_or(&file).display().to_string();
                Err(not_compared(&format!("git would read {file}, which is not a regular file")))
            }
        }
    }
}

/// Returns the reason why the content of a file is not compared.
pub(super) fn not_compared(reason: &str) -> Reason {
    Reason::NotCompared(reason.to_owned())
}

/// Returns the value of an attribute if it is a name, and `None` if it is empty or one of git's special values.
fn as_name(value: &str) -> Option<&str> {
    Some(value).filter(|value| !matches!(*value, "unspecified" | "unset" | "set" | ""))
}

/// Asks git for the values of the attributes in [`NAMES`].
fn values(process: &mut Process, path: &FilePath) -> io::Result<[String; NAMES.len()]> {
    process.requests.write_all(&[&*bytes_of_text(path.as_str()), b"\0"].concat())?;
    let mut values: [String; NAMES.len()] = Default::default();
    for value in &mut values {
        // For each attribute, git prints the path, the name of the attribute, and its value.
        for _ in 0..3 {
            let mut bytes = Vec::new();
            process.answers.read_until(0, &mut bytes)?;
            let Some(bytes) = bytes.strip_suffix(b"\0") else {
                return Err(io::ErrorKind::UnexpectedEof.into());
            };
            *value = text(bytes);
        }
    }
    Ok(values)
}

impl Settings {
    fn read(repository: &Repository) -> Result<Settings, String> {
        let mut command = repository.command();
        let output = run(command.args(["config", "--get-regexp", r"^core\.(autocrlf|eol)$"]))?;
        let native = if cfg!(windows) { "crlf" } else { "lf" };
        let (mut automatic, mut eol) = (None, native.to_owned());
        for line in text(&output.stdout).lines() {
            // In git's configuration, a name without a value means true.
            let (name, value) = line.split_once(' ').unwrap_or((line, "true"));
            let value = value.to_lowercase();
            match name {
                "core.eol" if value == "native" => native.clone_into(&mut eol),
                "core.eol" => eol = value,
                _ => {
                    automatic = match value.as_str() {
                        "input" => Some(false),
                        "true" | "yes" | "on" | "1" => Some(true),
                        _ => None,
                    }
                }
            }
        }
        Ok(Settings { automatic, is_crlf: automatic.unwrap_or(eol == "crlf") })
    }

    /// Returns how to convert the line endings of a file. `kind` and `eol` are the values of its attributes `text`
    /// (or `crlf`, its older name) and `eol`.
    fn line_endings(&self, kind: &str, eol: &str) -> LineEndings {
        let is_crlf = match eol {
            "lf" => Some(false),
            "crlf" => Some(true),
            _ => None,
        };
        match (kind, is_crlf) {
            ("auto", is_crlf) if is_crlf.unwrap_or(self.is_crlf) => LineEndings::CrlfIfText,
            ("unset" | "auto", _) => LineEndings::AsStored,
            ("set", is_crlf) if is_crlf.unwrap_or(self.is_crlf) => LineEndings::Crlf,
            (_, Some(true)) => LineEndings::Crlf,
            (_, None) if kind == "unspecified" && self.automatic == Some(true) => {
                LineEndings::CrlfIfText
            }
            _ => LineEndings::AsStored,
        }
    }
}
