//! Editing a text file, whole or not at all.
//!
//! The new text is written beside the file, made durable, and renamed over it: whoever reads the file, or
//! whenever the process is killed, it is the old text or the new one. Writers wait for one another: the file
//! itself is locked, and whoever gets the lock of a file that another writer has replaced meanwhile
//! begins again with the new one. So nothing that another has written is lost.

use super::read::reason;
use same_file::Handle;
use std::fs::{File, Metadata};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// Why a file was not edited; it is as it was.
#[derive(Debug, thiserror::Error)]
pub enum EditError {
    /// Reading or writing failed, in the system's words.
    #[error("cannot write {0}: {1}; the file is unchanged")]
    Failed(String, String),
    /// The change itself was refused.
    #[error("{0}")]
    Refused(String),
}

impl EditError {
    /// Why, without the file's name.
    pub(super) fn reason(self) -> String {
        match self {
            EditError::Failed(_, reason) | EditError::Refused(reason) => reason,
        }
    }
}

/// Edits a text file: `change` is given the text as it is, after every other writer has finished, and
/// gives the new one. Where both are equal, nothing is written.
///
/// # Errors
/// What `change` refuses, and every failure to read or write. The file is as it was then.
pub fn edit(
    path: &Path,
    change: impl FnOnce(&str) -> Result<String, String>,
) -> Result<(), EditError> {
    let failed = |reason: String| EditError::Failed(path.display().to_string(), reason);
    let in_words = |error: io::Error| failed(reason(&error));
    let (file, metadata) = writable(path).map_err(&failed)?;
    let mut locked = lock(&file).map_err(in_words)?;
    let mut old = String::new();
    locked.read_to_string(&mut old).map_err(in_words)?;
    let new = change(&old).map_err(EditError::Refused)?;
    if new == old {
        return Ok(());
    }
    let new = beside(&file, &metadata, |beside| beside.write_all(new.as_bytes()));
    new.and_then(|new| persist(new, &file)).map_err(in_words)
}

/// The file that a path names, and what is known about it. A link stays a link: the file behind it is
/// replaced.
///
/// # Errors
/// In words: it is not a file that may be written.
pub(super) fn writable(path: &Path) -> Result<(PathBuf, Metadata), String> {
    let file = std::fs::canonicalize(path).map_err(|error| reason(&error))?;
    let metadata = std::fs::metadata(&file).map_err(|error| reason(&error))?;
    if !metadata.is_file() {
        return Err("not a regular file".to_owned());
    }
    if metadata.permissions().readonly() {
        return Err("it is read-only".to_owned());
    }
    Ok((file, metadata))
}

/// The file with an exclusive lock, which ends with it.
pub(super) fn lock(path: &Path) -> io::Result<File> {
    loop {
        let file = File::open(path)?;
        file.lock()?;
        // Another writer may have put a new file in its place while this one was waited for.
        if Handle::from_file(file.try_clone()?)? == Handle::from_path(path)? {
            return Ok(file);
        }
    }
}

/// Writes a new file beside another, to the disk. Only the holder of the lock comes here, so that the new
/// file's name is free but for what a killed writer has left.
pub(super) fn beside(
    path: &Path,
    metadata: &Metadata,
    write: impl FnOnce(&mut File) -> io::Result<()>,
) -> io::Result<NamedTempFile> {
    let folder = path.parent().unwrap_or(path);
    let name = format!(".{}.new", path.file_name().unwrap_or_default().to_string_lossy());
    match std::fs::remove_file(folder.join(&name)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut new = tempfile::Builder::new().prefix(&name).rand_bytes(0).tempfile_in(folder)?;
    write(new.as_file_mut())?;
    new.as_file().set_permissions(metadata.permissions())?;
    new.as_file().sync_all()?;
    Ok(new)
}

/// Renames a new file over the one that it is beside.
pub(super) fn persist(new: NamedTempFile, path: &Path) -> io::Result<()> {
    new.persist(path).map_err(|error| error.error)?;
    sync_folder(path.parent().unwrap_or(path));
    Ok(())
}

/// Makes a renaming durable, where the system can. The file itself is written and whole: a folder that
/// cannot be brought to the disk by itself comes there in its own time, with the old file or the new one.
pub(super) fn sync_folder(folder: &Path) {
    if cfg!(unix) {
        let _ = File::open(folder).and_then(|folder| folder.sync_all());
    }
}
