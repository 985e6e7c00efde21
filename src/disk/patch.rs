//! Replaces several documents: all of them are locked and compared with what was read, and if one has changed,
//! none is written.

use super::Root;
use super::edit::{beside, lock, persist, writable};
use super::storage::reason;
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{self, Read, Write};
use std::path::PathBuf;

/// The SHA-256 of a file's bytes.
pub(crate) type ContentHash = [u8; 32];

/// A document with a new text.
pub(crate) struct Patched<'p> {
    /// The document's path in the output.
    pub(crate) name: &'p str,
    /// The document.
    pub(crate) path: PathBuf,
    /// The hash of the document when it was read.
    pub(crate) was: ContentHash,
    /// The new text.
    pub(crate) by: &'p [u8],
}

/// Returns the hash of some bytes.
pub(crate) fn hash_of(bytes: &[u8]) -> ContentHash {
    Sha256::digest(bytes).into()
}

/// Returns the hash of a file's bytes.
fn hash_of_file(file: &mut impl Read) -> io::Result<ContentHash> {
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes)?;
    Ok(hash_of(&bytes))
}

/// Replaces documents with their new texts: all texts are written to files beside them before the first is
/// replaced.
///
/// # Errors
/// A message if a document has changed since it was read, is outside of the root, or cannot be written. Then no
/// document is written; only if the system refuses to replace one at the very end, those before it are.
pub(crate) fn replace_all(root: &Root, documents: &[Patched<'_>]) -> Result<(), String> {
    let mut open: Vec<(PathBuf, &Patched<'_>, File)> = Vec::new();
    for document in documents {
        let failed =
            |reason: String| format!("cannot write {}: {reason}; {UNWRITTEN}", document.name);
        let (file, _) = writable(Some(root), &document.path).map_err(failed)?;
        // Two documents may be links to one file, which is written once.
        if let Some((_, other, _)) = open.iter().find(|(known, _, _)| *known == file) {
            if document.by != other.by {
                let other = other.name;
                return Err(failed(format!(
                    "it is the same file as {other}, with different edits"
                )));
            }
            continue;
        }
        let mut locked = lock(&file).map_err(|error| failed(reason(&error).to_string()))?;
        let is = hash_of_file(&mut locked).map_err(|error| failed(reason(&error).to_string()))?;
        if is != document.was {
            return Err(format!(
                "{} has changed since it was read; {UNWRITTEN}, run the command again",
                document.name
            ));
        }
        open.push((file, document, locked));
    }
    let mut new = Vec::new();
    for (file, document, _) in &open {
        let failed = |error: io::Error| {
            format!("cannot write {}: {}; {UNWRITTEN}", document.name, reason(&error))
        };
        let metadata = std::fs::metadata(file).map_err(failed)?;
        let write = |new: &mut File| new.write_all(document.by);
        new.push((beside(file, &metadata, write).map_err(failed)?, file, document.name));
    }
    for (new, file, name) in new {
        persist(new, file).map_err(|error| {
            format!(
                "cannot write {name}: {}; it and the documents after it are unchanged",
                reason(&error)
            )
        })?;
    }
    Ok(())
}

const UNWRITTEN: &str = "no document was written";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_that_has_changed_keeps_all_unwritten() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        for name in ["a", "b"] {
            std::fs::write(path(name), name).unwrap();
        }
        let was = |text: &str| hash_of(text.as_bytes());
        let root = Root::at(folder.path()).unwrap();
        let a = Patched { name: "a", path: path("a"), was: was("a"), by: b"new" };
        let b = Patched { name: "b", path: path("b"), was: was("another text"), by: b"new" };
        let error = replace_all(&root, &[a, b]).unwrap_err();
        assert!(
            error.starts_with("b has changed since it was read; no document was written"),
            "{error}"
        );
        assert_eq!(std::fs::read_to_string(path("a")).unwrap(), "a");
        let a = Patched { name: "a", path: path("a"), was: was("a"), by: b"new" };
        replace_all(&root, &[a]).unwrap();
        assert_eq!(std::fs::read_to_string(path("a")).unwrap(), "new");
    }
}
