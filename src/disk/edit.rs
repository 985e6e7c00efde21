//! Edits a text file atomically.
//!
//! The new text is written to a file beside the old one, synced to disk, and renamed over the old file. A
//! reader sees either the old text or the new text, even if the process is killed. Each writer locks the
//! file, so writers take turns. If the file was replaced while a writer waited for the lock, the writer
//! starts again with the new file. So no changes are lost.

use super::Root;
use super::kept::{copy_properties, hard_link_problem};
use super::storage::reason;
use same_file::Handle;
use std::fs::{File, Metadata, TryLockError};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::time::{Duration, Instant};
use tempfile::NamedTempFile;

/// The reason why a file was not edited. The file is unchanged.
#[derive(Debug, thiserror::Error)]
pub enum EditError {
    /// Reading or writing failed. Contains the path and the reason.
    #[error("cannot write {0}: {1}; the file is unchanged")]
    Failed(String, String),
    /// `change` refused to edit the text. Contains the reason.
    #[error("{0}")]
    Refused(String),
}

impl EditError {
    /// Returns the reason without the path.
    pub(super) fn reason(self) -> String {
        match self {
            EditError::Failed(_, reason) | EditError::Refused(reason) => reason,
        }
    }
}

/// Replaces the content of a file, which may be outside the root. `write` writes the new content.
///
/// # Errors
/// A message if the path is not a writable regular file, if the file has several names (hard links), or if
/// `write` or the system fails. In this case, the file is unchanged.
pub(super) fn overwrite(
    path: &Path,
    write: &mut dyn FnMut(&mut File) -> io::Result<()>,
) -> Result<(), String> {
    let (file, metadata) = writable(None, path)?;
    let replaced = lock(&file).and_then(|_locked| {
        let new = beside(&file, &metadata, write)?;
        persist(new, &file)
    });
    replaced.map_err(|error| reason(&error).to_string())
}

/// Edits a text file. Once the file is locked, `change` takes its current text and returns the new text. If the two
/// texts are equal, nothing is written.
///
/// # Errors
/// The file is outside the root, `change` fails, or reading or writing fails. The file is unchanged.
pub fn edit(
    root: &Root,
    path: &Path,
    change: impl FnOnce(&str) -> Result<String, String>,
) -> Result<(), EditError> {
    let failed = |reason: String| EditError::Failed(path.display().to_string(), reason);
    let io_failed = |error: io::Error| failed(reason(&error).to_string());
    let (file, metadata) = writable(Some(root), path).map_err(&failed)?;
    let mut locked = lock(&file).map_err(io_failed)?;
    let mut old = String::new();
    locked.read_to_string(&mut old).map_err(io_failed)?;
    let new = change(&old).map_err(EditError::Refused)?;
    if new == old {
        return Ok(());
    }
    let new = beside(&file, &metadata, |beside| beside.write_all(new.as_bytes()));
    new.and_then(|new| persist(new, &file)).map_err(io_failed)
}

/// Resolves a path to a writable file, and returns its real path and its metadata. If the path is a link, its target
/// is returned, so the link itself is not replaced.
///
/// # Errors
/// A message if the path is not a writable regular file in the root, or if the file has several names (hard
/// links).
pub(super) fn writable(root: Option<&Root>, path: &Path) -> Result<(PathBuf, Metadata), String> {
    let file = std::fs::canonicalize(path).map_err(|error| reason(&error).to_string())?;
    root.map_or(Ok(()), |root| root.check(&file)).map_err(|reason| reason.to_string())?;
    let metadata = std::fs::metadata(&file).map_err(|error| reason(&error).to_string())?;
    if !metadata.is_file() {
        return Err("not a regular file".to_owned());
    }
    if metadata.permissions().readonly() {
        return Err("it is read-only".to_owned());
    }
    match hard_link_problem(&metadata) {
        Some(reason) => Err(reason),
        None => Ok((file, metadata)),
    }
}

/// The time that a writer waits for a file that another process has locked.
#[derive(Clone, Copy)]
struct LockWait {
    /// Time after which the function set with [`on_wait`] is called.
    notice: Duration,
    /// Time after which waiting ends with an error.
    end: Duration,
}

const LOCK_WAIT: LockWait =
    LockWait { notice: Duration::from_secs(2), end: Duration::from_mins(1) };

/// Time between two attempts to lock a file.
const RETRY_INTERVAL: Duration = Duration::from_millis(20);

static ON_WAIT: OnceLock<fn(&Path)> = OnceLock::new();

/// Sets the function that is called when another process has locked a file for two seconds. The function
/// takes the path of the file. Only the first call of `on_wait` has an effect.
pub(crate) fn on_wait(notice: fn(&Path)) {
    let _ = ON_WAIT.set(notice);
}

/// Opens a file with an exclusive lock, which is released on drop.
///
/// # Errors
/// Another process has locked the file for a minute, or the system refuses the lock.
pub(super) fn lock(path: &Path) -> io::Result<File> {
    let notice = || _ = ON_WAIT.get().map(|notice| notice(path));
    lock_with(path, LOCK_WAIT, &notice)
}

fn lock_with(path: &Path, wait: LockWait, notice: &dyn Fn()) -> io::Result<File> {
    let start = Instant::now();
    let mut is_noticed = false;
    loop {
        let file = File::open(path)?;
        match file.try_lock() {
            Ok(()) => {
                // Another writer may have replaced the file while this one waited.
                if Handle::from_file(file.try_clone()?)? == Handle::from_path(path)? {
                    return Ok(file);
                }
            }
            Err(TryLockError::Error(error)) => return Err(error),
            Err(TryLockError::WouldBlock) => {
                let waited = start.elapsed();
                if waited >= wait.end {
                    let seconds = wait.end.as_secs();
                    let message =
                        format!("another process has locked the file for {seconds} seconds");
                    return Err(io::Error::new(io::ErrorKind::TimedOut, message));
                }
                if waited >= wait.notice && !is_noticed {
                    is_noticed = true;
                    notice();
                }
                std::thread::sleep(RETRY_INTERVAL);
            }
        }
    }
}

/// Writes a new file, named `.NAME.factlint-new`, beside the file `NAME`, without syncing it. The caller has locked
/// the old file. If there already is a file with the new name, a killed writer has left it behind, and it is removed.
pub(super) fn beside(
    path: &Path,
    metadata: &Metadata,
    write: impl FnOnce(&mut File) -> io::Result<()>,
) -> io::Result<NamedTempFile> {
    let folder = path.parent().unwrap_or(path);
    let name = format!(".{}.factlint-new", path.file_name().unwrap_or_default().to_string_lossy());
    match std::fs::remove_file(folder.join(&name)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut new = tempfile::Builder::new().prefix(&name).rand_bytes(0).tempfile_in(folder)?;
    write(new.as_file_mut())?;
    copy_properties(path, metadata, new.as_file())?;
    Ok(new)
}

/// Syncs a new file, and renames it over the old file beside it.
fn persist(new: NamedTempFile, path: &Path) -> io::Result<()> {
    new.as_file().sync_all()?;
    new.persist(path).map_err(|error| error.error)?;
    sync_folder(path.parent().unwrap_or(path));
    Ok(())
}

/// Makes a rename in a folder durable if the system supports this. Errors are ignored: the file itself is already
/// synced, so after a crash the folder contains either the old file or the new file.
pub(super) fn sync_folder(folder: &Path) {
    if cfg!(unix) {
        let _ = File::open(folder).and_then(|folder| folder.sync_all());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Regression: a user's file `.a.json.new` was removed as if a killed writer had left it behind.
    #[test]
    fn the_users_file_beside_a_document_is_kept() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        for name in ["a.json", ".a.json.new", ".a.json.factlint-new"] {
            std::fs::write(path(name), name).unwrap();
        }
        let root = Root::at(folder.path()).unwrap();
        edit(&root, &path("a.json"), |_| Ok("new".to_owned())).unwrap();
        let read = |name: &str| std::fs::read_to_string(path(name)).unwrap();
        assert_eq!(
            (read("a.json"), read(".a.json.new")),
            ("new".to_owned(), ".a.json.new".to_owned())
        );
        assert!(!path(".a.json.factlint-new").exists());
    }

    #[test]
    fn a_lock_that_is_never_released_is_named_and_given_up() {
        let file = NamedTempFile::new().unwrap();
        let held = File::open(file.path()).unwrap();
        held.lock().unwrap();
        let wait = LockWait { notice: Duration::from_millis(50), end: Duration::from_millis(120) };
        let notices = std::cell::Cell::new(0);
        let error = lock_with(file.path(), wait, &|| notices.set(notices.get() + 1)).unwrap_err();
        assert_eq!((error.kind(), notices.get()), (io::ErrorKind::TimedOut, 1));
        assert_eq!(error.to_string(), "another process has locked the file for 0 seconds");
        drop(held);
        assert!(lock_with(file.path(), wait, &|| ()).is_ok());
    }
}
