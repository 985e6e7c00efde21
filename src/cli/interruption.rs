//! Interruption with Ctrl-C: the program ends at once and removes its temporary files and folders. Files of a
//! dataset are replaced atomically and need no cleanup.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Exit code of an interrupted program: 128 plus the number of SIGINT.
const INTERRUPTED: i32 = 130;

static TEMPORARY: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());

/// Registers a temporary file or folder for removal on interruption, until dropped. Otherwise its creator
/// removes it.
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

/// Installs the handler that removes temporary files on interruption. If the system does not allow it, an
/// interruption just ends the program.
pub(super) fn prepare() {
    let _ = ctrlc::set_handler(|| {
        // The list stays locked until exit, so that nothing is added to it.
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
