//! Files that data names, other than snapshots: whether each exists, and its SHA-256. Their contents are not kept.

use foldhash::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

/// The SHA-256 of a file, as 64 hexadecimal digits, if it was asked for; or why there is no such file, in words.
pub type NamedFile = Result<Option<String>, String>;

/// Finds a file, given its path relative to the rulebook's folder and whether its SHA-256 is wanted. It fails for a
/// file that is missing, or that is not below the rulebook's folder.
pub type FindFile = dyn Fn(&str, bool) -> NamedFile + Send + Sync;

/// The files that data names. Each is looked for once.
pub struct NamedFiles {
    known: Mutex<HashMap<(String, bool), Arc<NamedFile>>>,
    find: Box<FindFile>,
}

impl NamedFiles {
    /// Creates the files, given how to find one.
    #[must_use]
    pub fn new(find: Box<FindFile>) -> NamedFiles {
        NamedFiles { known: Mutex::default(), find }
    }

    /// Returns the SHA-256 of the file at a path, or `None` instead if it is not wanted.
    ///
    /// # Errors
    /// The reason why there is no such file, in words.
    pub fn get(&self, path: &str, wants_sha256: bool) -> Arc<NamedFile> {
        let key = (path.to_owned(), wants_sha256);
        let known = || self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(found) = known().get(&key) {
            return Arc::clone(found);
        }
        // Other threads are not kept waiting. At worst, two of them read the same file.
        let found = Arc::new((self.find)(path, wants_sha256));
        Arc::clone(known().entry(key).or_insert(found))
    }
}

impl fmt::Debug for NamedFiles {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("NamedFiles").finish_non_exhaustive()
    }
}
