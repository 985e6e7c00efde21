//! Snapshots: the texts of sources. Their paths are known after the sources have been read. Each file is read
//! on first use.
//!
//! The texts of small files only stay in memory for a while, and are read again when they are needed. A large
//! text stays in memory: since any number of quotes may refer to it, reading it again for each of them could
//! take time that grows with the square of the dataset.

use crate::document::FileId;
use crate::files::{Content, LateText};
use crate::quote::SourceText;
use crate::storage::{FilePath, Reason, StorageError};
use foldhash::HashMap;
use std::collections::{BTreeSet, VecDeque};
use std::fmt;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// Maximum size of a small file, in bytes.
const MAX_SMALL: usize = 1 << 16;

/// Maximum total size of the texts of small files in memory, in bytes.
const MAX_RECENT: usize = 16 << 20;

/// A text and the file that contains it.
#[derive(Debug, Clone)]
pub struct Snapshot {
    /// The file.
    pub file: FileId,
    text: Arc<LazyText>,
}

/// A text that is prepared on first use.
#[derive(Debug)]
struct LazyText {
    content: Arc<str>,
    prepared: OnceLock<SourceText>,
}

impl Snapshot {
    /// Creates a snapshot from its text.
    #[must_use]
    pub fn new(file: FileId, content: String) -> Snapshot {
        let text = LazyText { content: content.into(), prepared: OnceLock::new() };
        Snapshot { file, text: Arc::new(text) }
    }

    /// Returns the text, prepared for finding quotes. It is prepared on the first call.
    #[must_use]
    pub fn text(&self) -> &SourceText {
        let LazyText { content, prepared } = &*self.text;
        prepared.get_or_init(|| SourceText::new(Arc::clone(content)))
    }

    fn size(&self) -> usize {
        self.text.content.len()
    }
}

/// A text file as read.
#[derive(Debug)]
pub struct ReadText {
    /// The name in the output.
    pub name: String,
    /// The SHA-256 of the file's bytes, as 64 hexadecimal digits.
    pub sha256: String,
    /// The text.
    pub text: String,
}

/// A function that reads a text file. Its argument is the path as written in the dataset. The error is a message
/// for the report.
pub type ReadSnapshot = dyn Fn(&str) -> Result<ReadText, String> + Send + Sync;

/// The file of a snapshot.
#[derive(Debug)]
pub struct SnapshotFile {
    /// The file.
    pub file: FileId,
    /// The SHA-256 of the file's bytes, as 64 hexadecimal digits.
    pub sha256: String,
    /// The name in the output.
    name: String,
    /// The path as written in the dataset.
    path: String,
    /// The text; `None` if the file is small.
    text: Option<Snapshot>,
    texts: Arc<Texts>,
}

impl SnapshotFile {
    /// Returns the text. Returns `None` if it must be read again, and the file has changed.
    #[must_use]
    pub fn open(&self) -> Option<Snapshot> {
        self.text.clone().or_else(|| self.texts.get(self).ok())
    }

    /// Returns the name in the output, and the text, which is read again when it is needed. If the file has
    /// changed, the content is the error.
    fn into_name_and_content(self) -> (String, Content) {
        let name = self.name.clone();
        let known = match (&self.text, self.texts.recent().changed.contains(&self.file)) {
            (Some(text), _) => Some(Ok(text.text.content.as_ref().to_owned())),
            (None, true) => Some(Err(self.changed())),
            (None, false) => None,
        };
        let read = move || Ok(self.texts.get(&self)?.text.content.as_ref().to_owned());
        (name, Content::Late(Box::new(LateText::new(known, read))))
    }

    fn changed(&self) -> StorageError {
        Reason::Changed.at(&FilePath::new(&self.path))
    }
}

/// The texts of small files.
struct Texts {
    read: Box<ReadSnapshot>,
    recent: Mutex<Recent>,
}

/// The texts that were read last.
#[derive(Default)]
struct Recent {
    by_file: HashMap<FileId, Snapshot>,
    /// The files, in the order in which they were read.
    order: VecDeque<FileId>,
    /// The total size of the texts, in bytes.
    size: usize,
    /// The files that had changed when they were read again.
    changed: BTreeSet<FileId>,
}

impl Texts {
    /// Returns the text of a small file. Reads it again if it is not among the recent texts.
    ///
    /// # Errors
    /// The file has changed, or can no longer be read.
    fn get(&self, file: &SnapshotFile) -> Result<Snapshot, StorageError> {
        if let Some(known) = self.recent().by_file.get(&file.file) {
            return Ok(known.clone());
        }
        let read = (self.read)(&file.path).ok().filter(|read| read.sha256 == file.sha256);
        let Some(read) = read else {
            self.recent().changed.insert(file.file);
            return Err(file.changed());
        };
        let snapshot = Snapshot::new(file.file, read.text);
        self.recent().add(snapshot.clone());
        Ok(snapshot)
    }

    fn recent(&self) -> std::sync::MutexGuard<'_, Recent> {
        self.recent.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Recent {
    /// Adds a text, and removes the texts that were added first if all together are too large.
    fn add(&mut self, snapshot: Snapshot) {
        self.size += snapshot.size();
        self.order.push_back(snapshot.file);
        if let Some(same) = self.by_file.insert(snapshot.file, snapshot) {
            // Another thread has read the file too.
            self.size -= same.size();
            self.order.pop_back();
        }
        while self.size > MAX_RECENT {
            let Some(first) = self.order.pop_front() else { return };
            self.size -= self.by_file.remove(&first).map_or(0, |removed| removed.size());
        }
    }
}

impl fmt::Debug for Texts {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("Texts").field(&self.recent().order.len()).finish()
    }
}

/// The snapshots that the sources of a dataset name, read lazily.
#[derive(Debug)]
pub struct Snapshots {
    by_path: HashMap<String, (FileId, OnceLock<Result<SnapshotFile, String>>)>,
    texts: Arc<Texts>,
}

impl Snapshots {
    /// Creates snapshots for `paths`, with consecutive file ids from `first`.
    #[must_use]
    pub fn new(paths: BTreeSet<String>, first: FileId, read: Box<ReadSnapshot>) -> Snapshots {
        let numbered = paths.into_iter().zip(first.0..u32::MAX);
        let by_path = numbered.map(|(path, id)| (path, (FileId(id), OnceLock::new()))).collect();
        let texts = Arc::new(Texts { read, recent: Mutex::default() });
        Snapshots { by_path, texts }
    }

    /// Returns the snapshot at a path as written in the dataset, or the reason why it could not be read.
    /// Returns `None` if no source names the path.
    #[must_use]
    pub fn get(&self, path: &str) -> Option<&Result<SnapshotFile, String>> {
        let (id, snapshot) = self.by_path.get(path)?;
        Some(snapshot.get_or_init(|| self.read(path, *id)))
    }

    fn read(&self, path: &str, file: FileId) -> Result<SnapshotFile, String> {
        let ReadText { name, sha256, text } = (self.texts.read)(path)?;
        let snapshot = Snapshot::new(file, text);
        let is_small = snapshot.size() <= MAX_SMALL;
        if is_small {
            self.texts.recent().add(snapshot.clone());
        }
        let (text, path) = ((!is_small).then_some(snapshot), path.to_owned());
        Ok(SnapshotFile { file, sha256, name, path, text, texts: Arc::clone(&self.texts) })
    }

    /// Reads all snapshots that have not been read yet.
    pub fn read_all(&self) {
        self.by_path.keys().for_each(|path| _ = self.get(path));
    }

    /// Returns the paths in the order of their file ids. If a snapshot was read, its path is returned with
    /// its name and content.
    #[must_use]
    pub fn into_contents(self) -> Vec<(String, Option<(String, Content)>)> {
        let mut files: Vec<_> = self.by_path.into_iter().collect();
        files.sort_by_key(|(_, (id, _))| *id);
        let content = |file: OnceLock<Result<SnapshotFile, String>>| {
            Some(file.into_inner()?.ok()?.into_name_and_content())
        };
        files.into_iter().map(|(path, (_, file))| (path, content(file))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::sha256;
    use std::sync::atomic::{AtomicUsize, Ordering};

    /// Returns snapshots of files whose text is their path and `size` further bytes, and the number of reads so far.
    /// From the `change`th read on, the files have changed.
    fn snapshots(paths: usize, size: usize, change: usize) -> (Snapshots, Arc<AtomicUsize>) {
        let reads = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&reads);
        let read = move |path: &str| {
            let is_changed = counted.fetch_add(1, Ordering::Relaxed) >= change;
            let text = format!("{path} {}{}", "x".repeat(size), if is_changed { "!" } else { "" });
            Ok(ReadText { name: path.to_owned(), sha256: sha256(text.as_bytes()), text })
        };
        let paths = (0..paths).map(|number| format!("{number}.txt")).collect();
        (Snapshots::new(paths, FileId(1), Box::new(read)), reads)
    }

    fn opened(snapshots: &Snapshots, path: &str) -> Option<Snapshot> {
        snapshots.get(path).unwrap().as_ref().unwrap().open()
    }

    fn visit(snapshots: &Snapshots) {
        let mut paths: Vec<&String> = snapshots.by_path.keys().collect();
        paths.sort();
        for path in paths {
            let snapshot = opened(snapshots, path).unwrap();
            assert!(snapshot.text().text().starts_with(&format!("{path} x")), "{path}");
        }
    }

    #[test]
    fn the_texts_of_small_files_are_read_again_and_need_bounded_memory() {
        let number = 2 * MAX_RECENT / MAX_SMALL;
        let (all, reads) = snapshots(number, MAX_SMALL - 100, usize::MAX);
        visit(&all);
        visit(&all);
        assert_eq!(reads.load(Ordering::Relaxed), 2 * number);
        let recent = all.texts.recent();
        let sizes = recent.by_file.values().map(Snapshot::size);
        assert_eq!((recent.size, recent.order.len()), (sizes.sum(), recent.by_file.len()));
        assert!((MAX_RECENT - MAX_SMALL..=MAX_RECENT).contains(&recent.size), "{}", recent.size);
    }

    #[test]
    fn large_texts_and_a_few_small_texts_are_read_once() {
        for (number, size) in [(400, MAX_SMALL), (100, 1_000)] {
            let (all, reads) = snapshots(number, size, usize::MAX);
            visit(&all);
            visit(&all);
            assert_eq!(reads.load(Ordering::Relaxed), number, "{size}");
        }
    }

    #[test]
    fn a_file_that_has_changed_when_it_is_read_again_has_no_text() {
        let number = 2 * MAX_RECENT / MAX_SMALL;
        let (all, _) = snapshots(number, MAX_SMALL - 100, number);
        visit(&all);
        assert!(opened(&all, "0.txt").is_none());
        let contents = all.into_contents();
        let failure = |path: &str| {
            let content = contents.iter().find(|(known, _)| known == path);
            match &content.unwrap().1.as_ref().unwrap().1 {
                Content::Late(late) => late.failure().map(|error| error.reason.clone()),
                _ => panic!("a snapshot is read late"),
            }
        };
        assert_eq!(failure("0.txt"), Some(Reason::Changed));
        assert_eq!(failure("1.txt"), None);
    }
}
