//! Reads a large document again, as a whole or in parts.

use super::read::read_document;
use crate::document::{BlockPlace, Document, FileId, Form, Limits};
use crate::files::RandomAccess;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// A large document on disk.
pub(super) struct FileBackend {
    path: PathBuf,
    id: FileId,
    form: Form,
    limits: Limits,
    /// The file's version when it was found.
    seen: Option<FileVersion>,
}

/// The length of a file in bytes, and its modification time.
type FileVersion = (u64, SystemTime);

impl FileBackend {
    pub(super) fn new(path: PathBuf, id: FileId, form: Form, limits: Limits) -> FileBackend {
        let seen = file_version(&path);
        FileBackend { path, id, form, limits, seen }
    }
}

fn file_version(path: &Path) -> Option<FileVersion> {
    let metadata = std::fs::metadata(path).ok()?;
    Some((metadata.len(), metadata.modified().ok()?))
}

impl RandomAccess for FileBackend {
    fn whole(&self) -> Document {
        let bytes = read_document(&self.path).unwrap_or_default();
        Document::parse_as(self.form, self.id, bytes, self.limits)
    }

    fn length(&self) -> usize {
        self.seen.map_or(0, |(length, _)| usize::try_from(length).unwrap_or(usize::MAX))
    }

    fn bytes(&self, range: Range<usize>) -> Vec<u8> {
        let read = || {
            let mut file = File::open(&self.path)?;
            file.seek(SeekFrom::Start(range.start as u64))?;
            let mut bytes = Vec::with_capacity(range.len());
            file.take(range.len() as u64).read_to_end(&mut bytes)?;
            io::Result::Ok(bytes)
        };
        read().unwrap_or_default()
    }

    fn part(&self, place: &BlockPlace) -> Document {
        Document::parse_part(self.id, self.bytes(place.range.clone()).into(), place, self.limits)
    }

    fn has_changed(&self) -> bool {
        file_version(&self.path) != self.seen
    }
}
