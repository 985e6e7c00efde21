//! Resolves paths and reads bytes.

use crate::document::Document;
use crate::rulebook::FILE_NAME;
use std::io::{self, Read};
use std::path::{Component, Path, PathBuf};

/// A file that could not be read.
#[derive(Debug, thiserror::Error)]
#[error("cannot read {path}: {reason}")]
pub struct ReadError {
    path: String,
    reason: String,
}

impl ReadError {
    pub(super) fn new(path: &Path, error: &io::Error) -> ReadError {
        ReadError { path: path.display().to_string(), reason: reason(error) }
    }

    pub(super) fn not_utf8(path: String) -> ReadError {
        ReadError { path, reason: "not UTF-8 text".to_owned() }
    }

    pub(super) fn because(path: String, reason: &str) -> ReadError {
        ReadError { path, reason: reason.to_owned() }
    }

    pub(super) fn no_document(path: String) -> ReadError {
        ReadError { path, reason: "not a document of the rulebook".to_owned() }
    }

    pub(super) fn named(self, path: String) -> ReadError {
        ReadError { path, ..self }
    }

    pub(super) fn reason(self) -> String {
        self.reason
    }
}

/// Returns the reason for an error: in few words if it is a common one, otherwise the system's message.
pub(super) fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "no such file".to_owned(),
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        io::ErrorKind::IsADirectory => "is a directory".to_owned(),
        io::ErrorKind::AlreadyExists => "the file already exists".to_owned(),
        io::ErrorKind::NotADirectory => "not a directory".to_owned(),
        _ => error.to_string(),
    }
}

pub(super) fn read_bytes(path: &Path) -> Result<Vec<u8>, ReadError> {
    std::fs::read(path).map_err(|error| ReadError::new(path, &error))
}

/// Reads the bytes of a document. Reads only the beginning of compressed data, which is not a document and
/// may be of any size.
pub(super) fn read_document(path: &Path) -> Result<Vec<u8>, ReadError> {
    const BEGINNING: u64 = 16;
    let read = || {
        let mut file = std::fs::File::open(path)?;
        let mut bytes = Vec::new();
        Read::by_ref(&mut file).take(BEGINNING).read_to_end(&mut bytes)?;
        if !Document::is_compressed(&bytes) {
            let length = file.metadata().map_or(0, |metadata| metadata.len());
            bytes.reserve(usize::try_from(length).unwrap_or_default());
            file.read_to_end(&mut bytes)?;
        }
        Ok(bytes)
    };
    read().map_err(|error| ReadError::new(path, &error))
}

/// Reads a file that data names: only a regular file below the folder, after following links.
pub(super) fn read_below(folder: &Path, path: &str) -> Result<Vec<u8>, String> {
    let is_below = |component| matches!(component, Component::Normal(_) | Component::CurDir);
    if !Path::new(path).components().all(is_below) {
        return Err("not below the rulebook's folder".to_owned());
    }
    let canonical = |path: &Path| std::fs::canonicalize(path).map_err(|error| reason(&error));
    let file = canonical(&folder.join(path))?;
    if !file.starts_with(canonical(folder)?) {
        return Err("not below the rulebook's folder".to_owned());
    }
    // Reading a device or a pipe may never end.
    if !file.is_file() {
        return Err("not a regular file".to_owned());
    }
    read_bytes(&file).map_err(ReadError::reason)
}

/// Returns the rulebook that a path belongs to: itself, or the one in its folder or the nearest parent.
///
/// # Errors
/// The path does not exist, or neither it nor a parent has a rulebook.
pub fn find_rulebook(path: &Path, current_dir: &Path) -> Result<PathBuf, ReadError> {
    let absolute = normalise(&current_dir.join(path));
    let metadata = std::fs::metadata(&absolute).map_err(|error| ReadError::new(path, &error))?;
    if metadata.is_file() && absolute.file_name().is_some_and(|name| name == FILE_NAME) {
        return Ok(absolute);
    }
    let rulebooks = absolute.ancestors().map(|folder| folder.join(FILE_NAME));
    rulebooks.into_iter().find(|rulebook| rulebook.is_file()).ok_or_else(|| ReadError {
        path: path.display().to_string(),
        reason: format!("neither it nor a parent folder has a {FILE_NAME}"),
    })
}

/// Resolves `.` and `..` lexically.
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

/// The path of a folder as shown in the output: relative to `current_dir`, with `/` on every system.
pub(super) fn display(folder: &Path, current_dir: &Path) -> String {
    let current_dir = normalise(current_dir);
    let mut up = PathBuf::new();
    for ancestor in current_dir.ancestors() {
        if let Ok(rest) = folder.strip_prefix(ancestor) {
            let path = if rest.as_os_str().is_empty() { up } else { up.join(rest) };
            return path.to_string_lossy().replace('\\', "/");
        }
        up.push("..");
    }
    folder.to_string_lossy().replace('\\', "/")
}

/// Joins a path to a folder, as shown in the output.
pub(super) fn join(folder: &str, path: &str) -> String {
    let joined = if folder.is_empty() { path.to_owned() } else { format!("{folder}/{path}") };
    match joined.contains("..") {
        true => {
            let (mut parts, mut leading): (Vec<&str>, Vec<&str>) = (Vec::new(), Vec::new());
            for part in joined.split('/') {
                match part {
                    ".." if parts.pop().is_none() => leading.push(".."),
                    ".." | "." => {}
                    other => parts.push(other),
                }
            }
            leading.extend(parts);
            leading.join("/")
        }
        false => joined,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_are_shown_from_where_the_program_was_started() {
        assert_eq!(display(Path::new("/a/b/c"), Path::new("/a/b")), "c");
        assert_eq!(display(Path::new("/a/b"), Path::new("/a/b")), "");
        assert_eq!(display(Path::new("/a/b"), Path::new("/a/b/c")), "..");
        assert_eq!(display(Path::new("/a/x"), Path::new("/a/b/c")), "../../x");
    }

    #[test]
    fn data_names_no_file_outside_the_folder() {
        let folder = tempfile::tempdir().unwrap();
        let inner = folder.path().join("dataset");
        std::fs::create_dir_all(inner.join("sources")).unwrap();
        std::fs::write(inner.join("sources/a.txt"), "a").unwrap();
        std::fs::write(folder.path().join("secret.txt"), "secret").unwrap();
        assert_eq!(read_below(&inner, "sources/a.txt"), Ok(b"a".to_vec()));
        let outside = Err("not below the rulebook's folder".to_owned());
        assert_eq!(read_below(&inner, "../secret.txt"), outside);
        assert_eq!(read_below(&inner, "sources/../../secret.txt"), outside);
        assert_eq!(read_below(&inner, "/etc/hostname"), outside);
        assert_eq!(read_below(&inner, "sources"), Err("not a regular file".to_owned()));
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink("../secret.txt", inner.join("link.txt")).unwrap();
            assert_eq!(read_below(&inner, "link.txt"), outside);
        }
    }

    #[test]
    fn joined_paths_are_short() {
        assert_eq!(join("dataset", "../schema/a.json"), "schema/a.json");
        assert_eq!(join("", "a.json"), "a.json");
        assert_eq!(join("..", "../a.json"), "../../a.json");
    }
}
