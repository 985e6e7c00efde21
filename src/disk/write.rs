//! Writes files atomically. In a dataset, writing never overwrites the changes of another writer.

use super::Root;
use super::edit::{EditError, edit, overwrite, sync_folder};
use super::storage::reason;
use crate::document::FileId;
use crate::files::Files;
use std::ffi::OsStr;
use std::fs::{DirEntry, File};
use std::io::{self, BufWriter, Write};
use std::path::Path;
use tempfile::NamedTempFile;

/// The error for a file that could not be written. The file is unchanged.
#[derive(Debug, thiserror::Error)]
#[error("cannot write {path}: {reason}")]
pub struct WriteError {
    path: String,
    reason: String,
}

impl WriteError {
    fn new(path: &str, reason: impl Into<String>) -> WriteError {
        WriteError { path: path.to_owned(), reason: reason.into() }
    }
}

/// Atomically replaces the text of a file that was read from a rulebook's folder.
///
/// # Errors
/// The file is not in the dataset, is read-only or outside the root, has changed since it was read, or cannot be
/// written.
pub fn rewrite(
    root: &Root,
    folder: &Path,
    files: &Files,
    file: FileId,
    text: &str,
) -> Result<(), WriteError> {
    let name = files.name(file);
    let Some(key) = files.key(file) else {
        return Err(WriteError::new(name, "not a file of the dataset"));
    };
    replace(root, &folder.join(key), files.text(file), text)
        .map_err(|reason| WriteError::new(name, reason))
}

/// Replaces the text of a file as [`edit`] does, unless the file has changed since `read` was read from it.
fn replace(root: &Root, path: &Path, read: &str, text: &str) -> Result<(), String> {
    let change = |found: &str| {
        // Two documents may be links to one file. When the second document is written, the file already has
        // the new text.
        if found == read || found == text {
            return Ok(text.to_owned());
        }
        Err("it has changed since it was read; run the command again".to_owned())
    };
    edit(root, path, change).map_err(EditError::reason)
}

/// Writes a report to a file, which is created or replaced. `write` writes the content, which may be large. If another
/// process creates the file in the meantime, `write` is called again.
///
/// # Errors
/// A message if the old file is read-only, or if `write` or the system fails.
pub(crate) fn write_whole(
    path: &Path,
    write: &mut dyn FnMut(&mut dyn Write) -> io::Result<()>,
) -> Result<(), String> {
    let (Some(folder), Some(name)) = (path.parent(), path.file_name()) else {
        return Err("not the name of a file".to_owned());
    };
    let write = &mut |file: &mut File| {
        let mut file = BufWriter::new(file);
        write(&mut file)?;
        file.flush()
    };
    if !path.exists() {
        match create_file(folder, name.as_ref(), write) {
            // Another process may have created the file in the meantime.
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            created => return created.map_err(|error| error.to_string()),
        }
    }
    overwrite(path, write)
}

/// Whether a path is a regular file, not a link, with exactly this content.
pub(crate) fn has_content(path: &Path, content: &[u8]) -> bool {
    let is_file = std::fs::symlink_metadata(path).is_ok_and(|found| found.is_file());
    is_file && std::fs::read(path).is_ok_and(|current| current == content)
}

/// Creates a file atomically, and never overwrites a file. `name` is the path in the output.
///
/// # Errors
/// The file exists, is outside the root, or cannot be written.
pub fn create(
    root: &Root,
    path: &Path,
    name: &str,
    content: impl AsRef<[u8]>,
) -> Result<(), WriteError> {
    let (Some(folder), Some(file)) = (path.parent(), path.file_name()) else {
        return Err(WriteError::new(name, "not the name of a file"));
    };
    let folder = std::fs::canonicalize(folder);
    let created = folder.map_err(|error| reason(&error)).and_then(|folder| {
        root.check(&folder.join(file))?;
        let write = &mut |file: &mut File| file.write_all(content.as_ref());
        create_file(&folder, file.as_ref(), write).map_err(|error| reason(&error))
    });
    created.map_err(|reason| WriteError::new(name, reason.to_string()))
}

/// Creates a file: writes and syncs a temporary file in the same folder, and renames it to `name`. Fails if there is
/// a file with this name.
fn create_file(
    folder: &Path,
    name: &Path,
    write: &mut dyn FnMut(&mut File) -> io::Result<()>,
) -> io::Result<()> {
    remove_left_over(folder);
    let mut new = temporary_file(folder)?;
    write(new.as_file_mut())?;
    new.as_file().sync_all()?;
    new.persist_noclobber(folder.join(name))?;
    sync_folder(folder);
    Ok(())
}

/// Returns a builder of temporary files with the default permissions of new files, which the umask sets.
#[cfg(unix)]
fn with_default_permissions() -> tempfile::Builder<'static, 'static> {
    use std::os::unix::fs::PermissionsExt;
    let mut builder = temporary_files();
    builder.permissions(std::fs::Permissions::from_mode(0o666));
    builder
}

#[cfg(not(unix))]
fn with_default_permissions() -> tempfile::Builder<'static, 'static> {
    temporary_files()
}

/// The beginning and the end of the names of temporary files. Globs such as `*.json` do not match them.
const TEMPORARY: (&str, &str) = (".factlint-", ".tmp");

/// Returns a builder of temporary files.
fn temporary_files() -> tempfile::Builder<'static, 'static> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(TEMPORARY.0).suffix(TEMPORARY.1);
    builder
}

/// Creates a temporary file, and locks it as long as it is open. The lock tells other processes that its writer has
/// not been killed. A system that refuses locks is no error, since nobody can lock the file there.
fn temporary_file(folder: &Path) -> io::Result<NamedTempFile> {
    loop {
        let new = with_default_permissions().tempfile_in(folder)?;
        // Between the creation and the lock, another process may have removed the file.
        if new.as_file().lock().is_err() || new.path().exists() {
            return Ok(new);
        }
    }
}

/// Removes the temporary files that killed processes have left behind in a folder: those that nobody has locked. Errors
/// are ignored, since such a file does no harm.
fn remove_left_over(folder: &Path) {
    let is_temporary = |name: &OsStr| {
        let name = name.to_string_lossy();
        let random = name.strip_prefix(TEMPORARY.0).and_then(|name| name.strip_suffix(TEMPORARY.1));
        random.is_some_and(|random| random.len() == RANDOM_CHARACTERS)
    };
    let is_file = |entry: &DirEntry| entry.file_type().is_ok_and(|found| found.is_file());
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    for entry in entries.filter(|entry| is_temporary(&entry.file_name()) && is_file(entry)) {
        if File::open(entry.path()).is_ok_and(|file| file.try_lock().is_ok()) {
            let _ = std::fs::remove_file(entry.path());
        }
    }
}

/// The number of random characters in the name of a temporary file.
const RANDOM_CHARACTERS: usize = 6;
