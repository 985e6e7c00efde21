//! The files on a disk as a storage.

use crate::storage::{Entry, EntryKind, FilePath, Reason, Storage, StorageError, Version};
use std::fs::{File, FileType, Metadata};
use std::io::{self, Read, Seek, SeekFrom};
use std::ops::Range;
use std::path::{Component, Path, PathBuf};
use std::time::SystemTime;

/// The files below a folder of a disk.
#[derive(Debug, Clone)]
pub struct Disk {
    root: PathBuf,
    /// The root without links.
    real_root: PathBuf,
}

impl Disk {
    /// Creates a storage of the files below a folder.
    #[must_use]
    pub fn below(root: PathBuf) -> Disk {
        let real_root = std::fs::canonicalize(&root).unwrap_or_else(|_| root.clone());
        Disk { root, real_root }
    }

    /// Returns the storage of the whole disk, and an absolute path as a path in it. If the name of a folder
    /// in the path is not Unicode, that folder is the root of the storage.
    #[must_use]
    pub fn holding(path: &Path) -> (Disk, FilePath) {
        let mut root = PathBuf::new();
        let mut names: Vec<&str> = Vec::new();
        for component in path.components() {
            if let (Component::Normal(_), Some(name)) = (component, component.as_os_str().to_str())
            {
                names.push(name);
            } else {
                root.extend(names.drain(..));
                root.push(component);
            }
        }
        (Disk::below(root), FilePath::new(&names.join("/")))
    }

    /// Returns the path on the disk.
    #[must_use]
    pub fn place(&self, path: &FilePath) -> PathBuf {
        self.root.join(path.as_str())
    }

    /// Returns the metadata of a regular file. Anything else is refused before it is opened: reading a device or a
    /// pipe may never end.
    fn regular(&self, path: &FilePath) -> Result<Metadata, StorageError> {
        let found = std::fs::metadata(self.place(path)).map_err(|error| reason(&error).at(path))?;
        match found.file_type() {
            kind if kind.is_file() => Ok(found),
            kind if kind.is_dir() => Err(Reason::IsFolder.at(path)),
            _ => Err(Reason::NotRegular.at(path)),
        }
    }
}

impl Storage for Disk {
    fn list(&self, folder: &FilePath) -> Result<Vec<Entry>, StorageError> {
        let entry = |entry: io::Result<std::fs::DirEntry>| {
            let entry = entry?;
            let kind = kind_of(entry.file_type()?);
            Ok(match entry.file_name().into_string() {
                Ok(name) => Entry { name, kind },
                Err(name) => {
                    let name = name.to_string_lossy().into_owned();
                    Entry { name, kind: EntryKind::Unreachable }
                }
            })
        };
        let entries = std::fs::read_dir(self.place(folder));
        let entries = entries.and_then(|entries| entries.map(entry).collect::<io::Result<_>>());
        entries.map_err(|error| reason(&error).at(folder))
    }

    fn stat(&self, path: &FilePath) -> Result<EntryKind, StorageError> {
        let found = std::fs::symlink_metadata(self.place(path));
        found.map(|found| kind_of(found.file_type())).map_err(|error| reason(&error).at(path))
    }

    fn resolve(&self, path: &FilePath) -> Result<FilePath, StorageError> {
        let place = self.place(path);
        let real = std::fs::canonicalize(&place).map_err(|error| {
            let reason = reason(&error);
            match std::fs::read_link(&place) {
                Ok(target) => {
                    let target = target.to_string_lossy().into_owned();
                    Reason::Link { target, reason: Box::new(reason) }.at(path)
                }
                Err(_) => reason.at(path),
            }
        })?;
        let outside = || Reason::Outside("its root").at(path);
        let below = real.strip_prefix(&self.real_root).map_err(|_| outside())?;
        let names: Option<Vec<&str>> =
            below.components().map(|component| component.as_os_str().to_str()).collect();
        let names =
            names.ok_or_else(|| Reason::Other("its name is not Unicode".to_owned()).at(path))?;
        Ok(FilePath::new(&names.join("/")))
    }

    fn read(&self, path: &FilePath) -> Result<Vec<u8>, StorageError> {
        let length = self.regular(path)?.len();
        let read = || {
            let mut bytes = Vec::with_capacity(usize::try_from(length).unwrap_or_default());
            File::open(self.place(path))?.read_to_end(&mut bytes)?;
            Ok(bytes)
        };
        read().map_err(|error| reason(&error).at(path))
    }

    fn read_range(
        &self,
        path: &FilePath,
        range: Range<u64>,
        bytes: &mut Vec<u8>,
    ) -> Result<(), StorageError> {
        let mut read = || {
            let mut file = File::open(self.place(path))?;
            file.seek(SeekFrom::Start(range.start))?;
            let length = range.end.saturating_sub(range.start);
            bytes.reserve(usize::try_from(length).unwrap_or_default());
            file.take(length).read_to_end(bytes)
        };
        read().map(|_| ()).map_err(|error| reason(&error).at(path))
    }

    fn version(&self, path: &FilePath) -> Result<Version, StorageError> {
        let found = self.regular(path)?;
        let since =
            found.modified().ok().and_then(|time| time.duration_since(SystemTime::UNIX_EPOCH).ok());
        let modified = since.map_or(0, |since| since.as_nanos());
        Ok(Version { length: found.len(), stamp: modified << 64 | u128::from(number_of(&found)) })
    }
}

/// Returns the inode number of a file, which changes if another file replaces it.
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
