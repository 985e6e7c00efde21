//! What is done when the program is interrupted (Ctrl-C): it ends at once, and its temporary files and
//! folders are removed. A file of a dataset is whole at any moment, and needs no care.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// What a shell says of a program that was interrupted: 128, and the number of SIGINT.
const INTERRUPTED: i32 = 130;

static TEMPORARY: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());

/// A temporary file or folder that is removed when the program is interrupted, for as long as this is kept.
/// Whoever made it removes it otherwise.
#[derive(Debug)]
pub(super) struct Temporary(PathBuf);

impl Temporary {
    pub(super) fn new(path: &Path) -> Temporary {
        known().insert(path.to_owned());
        Temporary(path.to_owned())
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        known().remove(&self.0);
    }
}

/// Lets an interruption remove what is temporary. Where the system does not allow it, an interruption only
/// ends the program.
pub(super) fn prepare() {
    let _ = ctrlc::set_handler(|| {
        // Nothing is made meanwhile: the list stays locked to the end.
        let known = known();
        for path in known.iter() {
            let _ = if path.is_dir() {
                std::fs::remove_dir_all(path)
            } else {
                std::fs::remove_file(path)
            };
        }
        std::process::exit(INTERRUPTED);
    });
}

fn known() -> MutexGuard<'static, BTreeSet<PathBuf>> {
    TEMPORARY.lock().unwrap_or_else(PoisonError::into_inner)
}
