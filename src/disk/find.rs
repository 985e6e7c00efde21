//! Finds the rulebook that a path belongs to, and formats paths for the output.

use super::name::text_of_name;
use super::storage::reason;
use crate::dataset::ReadError;
use crate::rulebook::FILE_NAME;
use std::path::{Component, Path, PathBuf};

/// Returns the rulebook that a path belongs to: the path itself if it is a rulebook, otherwise the rulebook in the
/// nearest folder at or above the path.
///
/// # Errors
/// The path does not exist or cannot be read, or no folder at or above it contains a rulebook.
pub fn find_rulebook(path: &Path, current_dir: &Path) -> Result<PathBuf, ReadError> {
    let absolute = normalise(&current_dir.join(path));
    let failed = |reason: String| ReadError::new(path.display().to_string(), reason);
    let metadata =
        std::fs::metadata(&absolute).map_err(|error| failed(reason(&error).to_string()))?;
    if metadata.is_file() && absolute.file_name().is_some_and(|name| name == FILE_NAME) {
        return Ok(absolute);
    }
    let mut rulebooks = absolute.ancestors().map(|folder| folder.join(FILE_NAME));
    rulebooks
        .find(|rulebook| rulebook.is_file())
        .ok_or_else(|| failed(format!("neither it nor a parent folder has a {FILE_NAME}")))
}

/// Removes `.` and `..` from a path, as if there were no links.
pub(crate) fn normalise(path: &Path) -> PathBuf {
    let mut normal = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => {
                normal.pop();
            }
            other => normal.push(other),
        }
    }
    normal
}

/// Formats the path of a folder for the output: relative to `current_dir`, with `/` on every system.
pub(crate) fn display(folder: &Path, current_dir: &Path) -> String {
    let current_dir = normalise(current_dir);
    let mut up = PathBuf::new();
    for ancestor in current_dir.ancestors() {
        if let Ok(rest) = folder.strip_prefix(ancestor) {
            let path = if rest.as_os_str().is_empty() { up } else { up.join(rest) };
            return with_slashes(&path);
        }
        up.push("..");
    }
    with_slashes(folder)
}

/// Formats a path with `/` between its names. On Windows, a backslash becomes `/`; elsewhere, it is part of a name.
pub(crate) fn with_slashes(path: &Path) -> String {
    let path = text_of_name(path.as_os_str());
    if cfg!(windows) { path.replace('\\', "/") } else { path.into_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_are_shown_relative_to_the_current_directory() {
        assert_eq!(display(Path::new("/a/b/c"), Path::new("/a/b")), "c");
        assert_eq!(display(Path::new("/a/b"), Path::new("/a/b")), "");
        assert_eq!(display(Path::new("/a/b"), Path::new("/a/b/c")), "..");
        assert_eq!(display(Path::new("/a/x"), Path::new("/a/b/c")), "../../x");
    }
}
