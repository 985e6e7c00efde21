//! A storage with the files on a disk.

use super::Root;
use super::name::{system_path, text_of_name};
use crate::storage::{Entry, EntryKind, FilePath, PARENT, Reason, Storage, StorageError, Version};
use std::collections::HashMap;
use std::fs::{File, FileType, Metadata, OpenOptions, ReadDir};
use std::io::{self, Read, Seek, SeekFrom};
use std::ops::Range;
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

/// Maximum size in bytes of a file that is read as a whole.
const MAX_SIZE: u64 = u32::MAX as u64;

/// Maximum number of attempts to read a file that changes during reading.
const ATTEMPTS: usize = 8;

/// Time between two attempts. It is short, since replacing a file does not take long.
const RETRY_INTERVAL: Duration = Duration::from_millis(10);

/// The files in a folder of a disk. A file whose real path is outside the root is refused.
#[derive(Debug, Clone)]
pub struct Disk {
    /// The folder that the paths of the storage are relative to.
    base: PathBuf,
    root: Root,
    /// The real paths of the folders that have been used.
    real_folders: Arc<Mutex<HashMap<FilePath, PathBuf>>>,
}

impl Disk {
    /// Returns a storage with the whole disk, and a path in that storage. `path` must not contain links.
    #[must_use]
    pub fn containing(path: &Path, root: Root) -> (Disk, FilePath) {
        let mut base = PathBuf::new();
        let mut names = Vec::new();
        for component in path.components() {
            match component {
                Component::Normal(name) => names.push(text_of_name(name)),
                root => base.push(root),
            }
        }
        let disk = Disk { base, root, real_folders: Arc::default() };
        (disk, FilePath::new(&names.join("/")))
    }

    /// Returns the real path of the file or folder at a path.
    fn real(&self, path: &FilePath) -> Result<PathBuf, Reason> {
        let real = std::fs::canonicalize(self.base.join(system_path(path.as_str())));
        let real = real.map_err(|error| reason(&error))?;
        self.root.check(&real).map(|()| real)
    }

    /// Returns the real path of a folder. The caller must check that it is in the root. (The parent of the root is not,
    /// but is needed to look up the root itself.)
    fn real_folder(&self, folder: &FilePath) -> Result<PathBuf, Reason> {
        let cache = || self.real_folders.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(real) = cache().get(folder) {
            return Ok(real.clone());
        }
        let real = std::fs::canonicalize(self.base.join(system_path(folder.as_str())));
        let real = real.map_err(|error| reason(&error))?;
        cache().insert(folder.clone(), real.clone());
        Ok(real)
    }

    /// Returns the real path of an entry of a folder. Links in the folder's path are resolved; the entry itself is
    /// not, if it is a link.
    fn entry(&self, path: &FilePath) -> Result<PathBuf, Reason> {
        let real = match path.split_last() {
            None | Some((_, PARENT)) => self.real_folder(path)?,
            Some((folder, name)) => self.real_folder(&folder)?.join(system_path(name)),
        };
        self.root.check(&real).map(|()| real)
    }

    /// Follows the links in a path. Returns the real path of the file or folder, and its metadata.
    fn follow_links(&self, path: &FilePath) -> Result<(PathBuf, Metadata), Reason> {
        let entry = self.entry(path)?;
        let found = std::fs::symlink_metadata(&entry).map_err(|error| reason(&error))?;
        if !found.is_symlink() {
            return Ok((entry, found));
        }
        let real = self.real(path).map_err(|reason| match std::fs::read_link(&entry) {
            Ok(target) if !matches!(reason, Reason::OutsideRoot(_)) => {
                let target = target.to_string_lossy().into_owned();
                Reason::Link { target, reason: Box::new(reason) }
            }
            _ => reason,
        })?;
        let found = std::fs::symlink_metadata(&real).map_err(|error| reason(&error))?;
        Ok((real, found))
    }

    /// Returns the real path of a regular file, and its metadata. Other files are refused before they are
    /// opened, since reading a device or a pipe may never end.
    fn regular_file(&self, path: &FilePath) -> Result<(PathBuf, Metadata), StorageError> {
        let (real, found) = self.follow_links(path).map_err(|reason| reason.at(path))?;
        match found.file_type() {
            kind if kind.is_file() => Ok((real, found)),
            kind if kind.is_dir() => Err(Reason::IsFolder.at(path)),
            _ => Err(Reason::NotRegular.at(path)),
        }
    }

    /// Opens a regular file that was found at a real path, and checks that the opened file is in the root.
    fn open(&self, real: &Path, found: &Metadata) -> Result<File, Reason> {
        let file = open_unchanged(real, found)?;
        self.check_opened(&file).map(|()| file)
    }

    /// Checks that an opened file or folder is in the root. After its path was checked, another process may have
    /// replaced a folder in the path by a link.
    #[cfg(target_os = "linux")]
    fn check_opened(&self, opened: &File) -> Result<(), Reason> {
        match std::fs::read_link(opened_path(opened)) {
            Ok(real) => self.root.check(&real),
            // Without `/proc`, only the path can be checked.
            Err(_) => Ok(()),
        }
    }

    #[cfg(not(target_os = "linux"))]
    fn check_opened(&self, _: &File) -> Result<(), Reason> {
        Ok(())
    }

    /// Lists a folder at a real path, and checks that the listed folder is in the root.
    #[cfg(target_os = "linux")]
    fn entries(&self, real: &Path) -> Result<ReadDir, Reason> {
        use rustix::fs::OFlags;
        use std::os::unix::fs::OpenOptionsExt;
        let flags = OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::NONBLOCK;
        let mut options = OpenOptions::new();
        let folder = options.read(true).custom_flags(flags.bits().cast_signed()).open(real);
        let folder = folder.map_err(|error| reason(&error))?;
        self.check_opened(&folder)?;
        let entries = std::fs::read_dir(opened_path(&folder));
        entries.or_else(|_| std::fs::read_dir(real)).map_err(|error| reason(&error))
    }

    #[cfg(not(target_os = "linux"))]
    fn entries(&self, real: &Path) -> Result<ReadDir, Reason> {
        std::fs::read_dir(real).map_err(|error| reason(&error))
    }

    /// Reads a regular file. Fails if the file changes during reading.
    fn read_once(&self, path: &FilePath) -> Result<Vec<u8>, StorageError> {
        let (real, found) = self.regular_file(path)?;
        if found.len() > MAX_SIZE {
            return Err(Reason::Other("it is larger than 4 GiB".to_owned()).at(path));
        }
        let file = self.open(&real, &found).map_err(|reason| reason.at(path))?;
        let mut bytes = Vec::new();
        let read = || {
            // A file may be longer than its metadata says, or may never end: it may still be written, or the system
            // may generate its content during reading (as in `/proc`).
            let at_most = found.len().saturating_add(1);
            bytes.try_reserve_exact(usize::try_from(at_most).unwrap_or(usize::MAX))?;
            file.take(at_most).read_to_end(&mut bytes)
        };
        match read() {
            Ok(length) if length as u64 <= found.len() => Ok(bytes),
            Ok(_) => Err(Reason::Changed.at(path)),
            Err(error) => Err(reason(&error).at(path)),
        }
    }
}

impl Storage for Disk {
    fn list(&self, folder: &FilePath) -> Result<Vec<Entry>, StorageError> {
        let real = self.real_folder(folder).and_then(|real| self.root.check(&real).map(|()| real));
        let entries =
            real.and_then(|real| self.entries(&real)).map_err(|reason| reason.at(folder))?;
        let entries = entries.map(|entry| convert_entry(&entry?)).collect::<io::Result<_>>();
        entries.map_err(|error| reason(&error).at(folder))
    }

    fn stat(&self, path: &FilePath) -> Result<EntryKind, StorageError> {
        let entry = self.entry(path).map_err(|reason| reason.at(path))?;
        let found = std::fs::symlink_metadata(entry);
        found.map(|found| kind_of(found.file_type())).map_err(|error| reason(&error).at(path))
    }

    fn resolve(&self, path: &FilePath) -> Result<FilePath, StorageError> {
        let (real, _) = self.follow_links(path).map_err(|reason| reason.at(path))?;
        let outside = || Reason::Outside("its storage".into()).at(path);
        let below = real.strip_prefix(&self.base).map_err(|_| outside())?;
        let names: Vec<_> =
            below.components().map(|component| text_of_name(component.as_os_str())).collect();
        Ok(FilePath::new(&names.join("/")))
    }

    fn read(&self, path: &FilePath) -> Result<Vec<u8>, StorageError> {
        for _ in 1..ATTEMPTS {
            match self.read_once(path) {
                Err(error) if error.reason == Reason::Changed => std::thread::sleep(RETRY_INTERVAL),
                read => return read,
            }
        }
        self.read_once(path)
    }

    fn read_range(
        &self,
        path: &FilePath,
        range: Range<u64>,
        bytes: &mut Vec<u8>,
    ) -> Result<(), StorageError> {
        let (real, found) = self.regular_file(path)?;
        let mut file = self.open(&real, &found).map_err(|reason| reason.at(path))?;
        let read = || {
            file.seek(SeekFrom::Start(range.start))?;
            let length = range.end.saturating_sub(range.start);
            bytes.reserve(usize::try_from(length).unwrap_or_default());
            file.take(length).read_to_end(bytes)
        };
        read().map(|_| ()).map_err(|error| reason(&error).at(path))
    }

    fn version(&self, path: &FilePath) -> Result<Version, StorageError> {
        let (_, found) = self.regular_file(path)?;
        let since =
            found.modified().ok().and_then(|time| time.duration_since(SystemTime::UNIX_EPOCH).ok());
        let modified = since.map_or(0, |since| since.as_nanos());
        Ok(Version { length: found.len(), stamp: modified << 64 | u128::from(number_of(&found)) })
    }
}

/// Opens a regular file that was found at a real path. Fails with [`Reason::Changed`] if another file or a link is now
/// at the path: a link might lead anywhere.
fn open_unchanged(real: &Path, found: &Metadata) -> Result<File, Reason> {
    let mut options = OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    {
        use rustix::fs::OFlags;
        use std::os::unix::fs::OpenOptionsExt;
        // If a pipe has replaced the file, opening it must not block.
        let flags = OFlags::NOFOLLOW | OFlags::NONBLOCK;
        options.custom_flags(flags.bits().cast_signed());
    }
    let file = options.open(real).map_err(|error| match std::fs::symlink_metadata(real) {
        Ok(now) if now.is_symlink() => Reason::Changed,
        _ => reason(&error),
    })?;
    let opened = file.metadata().map_err(|error| reason(&error))?;
    let is_same = opened.is_file() && identity_of(&opened) == identity_of(found);
    if is_same { Ok(file) } else { Err(Reason::Changed) }
}

/// Converts an entry of a folder that the system lists.
fn convert_entry(entry: &std::fs::DirEntry) -> io::Result<Entry> {
    let name = text_of_name(&entry.file_name()).into_owned();
    Ok(Entry { name, kind: kind_of(entry.file_type()?) })
}

/// Returns a path that leads to an opened file or folder, even if something else has replaced it at its own path.
#[cfg(target_os = "linux")]
fn opened_path(opened: &File) -> PathBuf {
    use std::os::fd::AsRawFd;
    PathBuf::from(format!("/proc/self/fd/{}", opened.as_raw_fd()))
}

/// Returns the device and the inode number of a file. Together they identify the file.
#[cfg(unix)]
fn identity_of(found: &Metadata) -> (u64, u64) {
    (std::os::unix::fs::MetadataExt::dev(found), number_of(found))
}

#[cfg(not(unix))]
fn identity_of(found: &Metadata) -> (u64, u64) {
    (0, number_of(found))
}

/// Returns the inode number of a file. A file that replaces it at its path has another number.
#[cfg(unix)]
fn number_of(found: &Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::ino(found)
}

#[cfg(not(unix))]
fn number_of(_: &Metadata) -> u64 {
    0
}

fn kind_of(kind: FileType) -> EntryKind {
    match kind {
        kind if kind.is_file() => EntryKind::File,
        kind if kind.is_dir() => EntryKind::Folder,
        kind if kind.is_symlink() => EntryKind::Link,
        _ => EntryKind::Other,
    }
}

/// Returns the reason for an error.
pub(super) fn reason(error: &io::Error) -> Reason {
    match error.kind() {
        io::ErrorKind::NotFound => Reason::NotFound,
        io::ErrorKind::IsADirectory => Reason::IsFolder,
        io::ErrorKind::NotADirectory => Reason::NotAFolder,
        io::ErrorKind::PermissionDenied => Reason::Other("permission denied".to_owned()),
        io::ErrorKind::AlreadyExists => Reason::Other("the file already exists".to_owned()),
        _ => Reason::Other(error.to_string()),
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    /// Regression: the cached real path of a folder was still trusted after the folder had become a link.
    #[test]
    fn a_folder_that_becomes_a_link_during_a_run_leads_to_nothing_outside() {
        let place = tempfile::tempdir().unwrap();
        let place = std::fs::canonicalize(place.path()).unwrap();
        for folder in ["inside/data", "outside/data"] {
            std::fs::create_dir_all(place.join(folder)).unwrap();
            std::fs::write(place.join(folder).join("a.json"), folder).unwrap();
        }
        let root = Root::at(&place.join("inside")).unwrap();
        let (disk, base) = Disk::containing(&place.join("inside"), root);
        let [data, file] = ["data", "data/a.json"].map(|path| base.join(path));
        assert_eq!(disk.read(&file).unwrap(), b"inside/data");
        assert_eq!(disk.list(&data).unwrap().len(), 1);
        std::fs::rename(place.join("inside/data"), place.join("inside/old")).unwrap();
        std::os::unix::fs::symlink("../outside/data", place.join("inside/data")).unwrap();
        let is_outside = |reason: &Reason| matches!(reason, Reason::OutsideRoot(_));
        assert!(is_outside(&disk.read(&file).unwrap_err().reason));
        let mut bytes = Vec::new();
        assert!(is_outside(&disk.read_range(&file, 0..4, &mut bytes).unwrap_err().reason));
        assert_eq!(bytes, b"");
        // A folder above the listed one may have become the link, too.
        assert!(disk.list(&data).is_err());
        std::fs::remove_file(place.join("inside/data")).unwrap();
        std::fs::rename(place.join("inside"), place.join("elsewhere")).unwrap();
        std::os::unix::fs::symlink("outside", place.join("inside")).unwrap();
        assert!(is_outside(&disk.list(&data).unwrap_err().reason));
        assert!(is_outside(&disk.read(&file).unwrap_err().reason));
    }
}
