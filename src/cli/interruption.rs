//! Handles interruptions (Ctrl-C): the program ends at once, and its temporary files and folders are removed.
//! Files of a dataset are replaced atomically, and need no cleanup.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The exit code of an interrupted program in a shell: 128 plus the number of SIGINT.
const INTERRUPTED: i32 = 130;

static TEMPORARY: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());

/// A temporary file or folder that is removed if the program is interrupted before this is dropped. Otherwise
/// its creator removes it.
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

/// Makes an interruption remove temporary files. If the system does not support that, an interruption only
/// ends the program.
pub(super) fn prepare() {
    let _ = ctrlc::set_handler(|| {
        // The lock is held to the end, so that no temporary files are created meanwhile.
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
