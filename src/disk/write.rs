//! Writes files atomically. Files of a dataset are written without overwriting the changes of another writer.

use super::Root;
use super::edit::{EditError, edit, overwrite, sync_folder};
use super::storage::reason;
use crate::document::FileId;
use crate::files::Files;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

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
/// The file is not in the dataset, is read-only or outside of the root, has changed since it was read, or
/// cannot be written.
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

/// Replaces the text of a file, given the text that was read before. Works like [`edit`].
fn replace(root: &Root, path: &Path, read: &str, text: &str) -> Result<(), String> {
    let change = |found: &str| {
        // Two documents may be links to one file. When the second one is written, the file already has the
        // new text.
        if found == read || found == text {
            return Ok(text.to_owned());
        }
        Err("it has changed since it was read; run the command again".to_owned())
    };
    edit(root, path, change).map_err(EditError::reason)
}

/// Writes a report to a file, and replaces an old file if there is one. `write` writes the content, which may
/// be large. It is called again if another process creates the file in the meantime.
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
        match add(folder, name.as_ref(), write) {
            // Another process may have created the file in the meantime.
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            added => return added.map_err(|error| error.to_string()),
        }
    }
    overwrite(path, write)
}

/// Whether a path is a regular file, and no link, with exactly this content.
pub(crate) fn has_content(path: &Path, content: &[u8]) -> bool {
    let is_file = std::fs::symlink_metadata(path).is_ok_and(|found| found.is_file());
    is_file && std::fs::read(path).is_ok_and(|own| own == content)
}

/// Creates a file atomically, and never overwrites a file. `name` is the path in the output.
///
/// # Errors
/// The file exists, is outside of the root, or cannot be written.
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
    let added = folder.map_err(|error| reason(&error)).and_then(|folder| {
        root.check(&folder.join(file))?;
        let write = &mut |file: &mut File| file.write_all(content.as_ref());
        add(&folder, file.as_ref(), write).map_err(|error| reason(&error))
    });
    added.map_err(|reason| WriteError::new(name, reason.to_string()))
}

/// Creates a file. Writes and syncs a temporary file in the same folder, and renames it if no file has the
/// name `name` yet.
fn add(
    folder: &Path,
    name: &Path,
    write: &mut dyn FnMut(&mut File) -> io::Result<()>,
) -> io::Result<()> {
    let mut beside = for_anybody().tempfile_in(folder)?;
    write(beside.as_file_mut())?;
    beside.as_file().sync_all()?;
    beside.persist_noclobber(folder.join(name))?;
    sync_folder(folder);
    Ok(())
}

/// Returns a builder of files with the permissions that the umask allows, as for any new file.
#[cfg(unix)]
fn for_anybody() -> tempfile::Builder<'static, 'static> {
    use std::os::unix::fs::PermissionsExt;
    let mut builder = named();
    builder.permissions(std::fs::Permissions::from_mode(0o666));
    builder
}

#[cfg(not(unix))]
fn for_anybody() -> tempfile::Builder<'static, 'static> {
    named()
}

/// Returns a builder of temporary files. They do not have the extension of a document. If a crash leaves such
/// a file behind, globs such as `*.json` do not match it.
fn named() -> tempfile::Builder<'static, 'static> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".factlint-").suffix(".tmp");
    builder
}
