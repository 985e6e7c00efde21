//! Finds files that the data names, other than snapshots, and computes their SHA-256. The contents of the
//! files do not stay in memory.

use foldhash::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

/// The SHA-256 of a file as 64 hexadecimal digits, or `None` if it was not requested. An error is the reason
/// why there is no such file, in words.
pub type NamedFile = Result<Option<String>, String>;

/// A function that finds a file. Its arguments are the path relative to the rulebook's folder, and whether
/// the SHA-256 is requested. It returns an error if the file is missing or is not below the rulebook's
/// folder.
pub type FindFile = dyn Fn(&str, bool) -> NamedFile + Send + Sync;

/// The files that the data names. The result for each file is kept, separately for requests with and without
/// the SHA-256.
pub struct NamedFiles {
    known: Mutex<HashMap<(String, bool), Arc<NamedFile>>>,
    find: Box<FindFile>,
}

impl NamedFiles {
    /// Creates the files. `find` finds a single file.
    #[must_use]
    pub fn new(find: Box<FindFile>) -> NamedFiles {
        NamedFiles { known: Mutex::default(), find }
    }

    /// Returns the SHA-256 of the file at a path, or `None` if `wants_sha256` is false.
    ///
    /// # Errors
    /// Returns the reason why there is no such file, in words.
    pub fn get(&self, path: &str, wants_sha256: bool) -> Arc<NamedFile> {
        let key = (path.to_owned(), wants_sha256);
        let known = || self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(found) = known().get(&key) {
            return Arc::clone(found);
        }
        // The lock is released while the file is read, so other threads do not wait. At worst, two threads
        // read the same file.
        let found = Arc::new((self.find)(path, wants_sha256));
        Arc::clone(known().entry(key).or_insert(found))
    }
}

impl fmt::Debug for NamedFiles {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("NamedFiles").finish_non_exhaustive()
    }
}
