//! Writing a document back: whole or not at all, and never over what somebody else has written.

use super::read::{ReadError, read_bytes};
use std::io::{self, Write};
use std::path::Path;

/// A file that could not be written; it is as it was.
#[derive(Debug, thiserror::Error)]
#[error("cannot write {path}: {reason}")]
pub struct WriteError {
    path: String,
    reason: String,
}

impl WriteError {
    pub(super) fn new(path: &str, reason: impl Into<String>) -> WriteError {
        WriteError { path: path.to_owned(), reason: reason.into() }
    }
}

/// Replaces the text of a file that has been read: a new file beside it is written to the disk and then
/// takes its name, with its permissions. Where the path is a link, what it leads to is replaced.
///
/// # Errors
/// In words: the file is read-only, it is no longer as it was read, or the system refuses.
pub(super) fn replace(path: &Path, read: &str, text: &str) -> Result<(), String> {
    let in_words = |error: io::Error| error.to_string();
    let target = std::fs::canonicalize(path).map_err(in_words)?;
    let metadata = std::fs::metadata(&target).map_err(in_words)?;
    if !metadata.is_file() {
        return Err("it is no regular file".to_owned());
    }
    if metadata.permissions().readonly() {
        return Err("it is read-only".to_owned());
    }
    let folder = target.parent().ok_or("it is in no folder")?;
    let mut beside = named().tempfile_in(folder).map_err(in_words)?;
    beside.write_all(text.as_bytes()).map_err(in_words)?;
    beside.as_file().set_permissions(metadata.permissions()).map_err(in_words)?;
    beside.as_file().sync_all().map_err(in_words)?;
    let found = read_bytes(&target).map_err(ReadError::reason)?;
    // Two documents may be links to one file, which then has its new text already.
    if found == text.as_bytes() {
        return Ok(());
    }
    if found != read.as_bytes() {
        return Err("it was changed meanwhile; run the command again".to_owned());
    }
    beside.persist(&target).map_err(|error| in_words(error.error))?;
    // The file is written and whole. A folder that cannot be brought to the disk by itself comes there
    // in its own time, with the file's old text or its new one.
    let _ = sync_folder(folder);
    Ok(())
}

/// Writes a new file: to a file beside it, to the disk, and then under its name if nothing has that name.
///
/// # Errors
/// Something has that name, or the system refuses.
pub(super) fn create(folder: &Path, name: &str, text: &str) -> io::Result<()> {
    let mut beside = for_anybody().tempfile_in(folder)?;
    beside.write_all(text.as_bytes())?;
    beside.as_file().sync_all()?;
    beside.persist_noclobber(folder.join(name))?;
    let _ = sync_folder(folder);
    Ok(())
}

/// As for any new file, the user's mask decides who may read it.
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

/// Another ending than a document's, so that no glob takes what a crash leaves for one.
fn named() -> tempfile::Builder<'static, 'static> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".factlint-").suffix(".tmp");
    builder
}

#[cfg(unix)]
fn sync_folder(folder: &Path) -> io::Result<()> {
    std::fs::File::open(folder)?.sync_all()
}

#[cfg(not(unix))]
fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}
