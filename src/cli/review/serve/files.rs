//! Detects whether the files of a dataset have changed since it was read.

use crate::disk::system_path;
use crate::files::Files;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// The sizes and modification times of the files of a dataset, and of the folders that contain them.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct FileTimes(BTreeMap<PathBuf, Option<(u64, SystemTime)>>);

impl FileTimes {
    /// Returns the sizes and times of a dataset's files. `folder` is the rulebook's folder.
    pub(super) fn of(files: &Files, folder: &Path) -> FileTimes {
        let mut times = BTreeMap::new();
        for (_, file) in files.iter() {
            let path = folder.join(system_path(&file.key));
            // Adding or removing a file changes the modification time of its folder.
            for path in path.parent().map(Path::to_path_buf).into_iter().chain([path]) {
                times.entry(path).or_insert_with_key(|path| size_and_time(path));
            }
        }
        FileTimes(times)
    }

    /// Returns the current sizes and times of the same files and folders.
    pub(super) fn current(&self) -> FileTimes {
        FileTimes(self.0.keys().map(|path| (path.clone(), size_and_time(path))).collect())
    }

    /// Whether any file or folder has changed.
    pub(super) fn have_changed(&self) -> bool {
        self.0.iter().any(|(path, earlier)| size_and_time(path) != *earlier)
    }
}

fn size_and_time(path: &Path) -> Option<(u64, SystemTime)> {
    let metadata = std::fs::metadata(path).ok()?;
    Some((metadata.len(), metadata.modified().ok()?))
}
