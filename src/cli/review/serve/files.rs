//! Whether the files of a dataset have changed since it was read.

use crate::files::Files;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// The sizes and times of the files that a dataset was read from, and of their folders.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct FileTimes(BTreeMap<PathBuf, Option<(u64, SystemTime)>>);

impl FileTimes {
    /// Returns those of a dataset's files. `folder` is the rulebook's.
    pub(super) fn of(files: &Files, folder: &Path) -> FileTimes {
        let mut times = BTreeMap::new();
        for (_, file) in files.iter() {
            let path = folder.join(&file.key);
            // A new or missing file changes its folder.
            for path in path.parent().map(Path::to_path_buf).into_iter().chain([path]) {
                times.entry(path).or_insert_with_key(|path| time(path));
            }
        }
        FileTimes(times)
    }

    /// Returns those that the same files have now.
    pub(super) fn again(earlier: &FileTimes) -> FileTimes {
        FileTimes(earlier.0.keys().map(|path| (path.clone(), time(path))).collect())
    }

    /// Whether a file is not as it was.
    pub(super) fn have_changed(&self) -> bool {
        self.0.iter().any(|(path, was)| time(path) != *was)
    }
}

fn time(path: &Path) -> Option<(u64, SystemTime)> {
    let metadata = std::fs::metadata(path).ok()?;
    Some((metadata.len(), metadata.modified().ok()?))
}
