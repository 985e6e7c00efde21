//! Patches documents of any size: some byte ranges are replaced, all other bytes are copied.
//!
//! A document is first patched into a file outside the dataset, where it is checked again. The documents
//! are replaced only at the end: all of them are locked and compared with what was read, and if one has
//! changed, none is written.

use super::edit::{beside, lock, persist, writable};
use super::read::reason;
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use std::ops::Range;
use std::path::{Path, PathBuf};

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
    /// The file with the new text.
    pub(crate) by: &'p Path,
}

/// Copies a file with some byte ranges replaced, and returns the hash of the original. The ranges must be
/// sorted and must not overlap.
///
/// # Errors
/// Reading or writing fails, or the file ends before a range does.
pub(crate) fn patch(
    from: &Path,
    replacements: &[(Range<usize>, String)],
    to: &mut File,
) -> io::Result<ContentHash> {
    let mut source = Hashing { file: BufReader::new(File::open(from)?), hash: Sha256::new() };
    let mut to = BufWriter::new(to);
    let mut at = 0;
    for (range, text) in replacements {
        copy(&mut source, &mut to, range.start.saturating_sub(at))?;
        copy(&mut source, &mut io::sink(), range.len())?;
        to.write_all(text.as_bytes())?;
        at = range.end;
    }
    io::copy(&mut source, &mut to)?;
    to.flush()?;
    Ok(source.hash.finalize().into())
}

fn copy(from: &mut impl Read, to: &mut impl Write, length: usize) -> io::Result<()> {
    let copied = io::copy(&mut from.take(length as u64), to)?;
    if copied < length as u64 { Err(io::ErrorKind::UnexpectedEof.into()) } else { Ok(()) }
}

/// Returns the hash of a text.
pub(crate) fn hash_of_text(text: &str) -> ContentHash {
    Sha256::digest(text).into()
}

/// Returns the hash of a file's bytes.
///
/// # Errors
/// The file cannot be read.
fn hash_of_file(file: &mut (impl Read + Seek)) -> io::Result<ContentHash> {
    file.seek(SeekFrom::Start(0))?;
    let mut source = Hashing { file, hash: Sha256::new() };
    io::copy(&mut source, &mut io::sink())?;
    Ok(source.hash.finalize().into())
}

/// Replaces documents with their new texts: all texts are written to files beside them before the first is
/// replaced.
///
/// # Errors
/// A message if a document has changed since it was read, or cannot be written. Then none is written,
/// except those before a document that the system refuses to replace at the end.
pub(crate) fn replace_all(documents: &[Patched<'_>]) -> Result<(), String> {
    let mut open: Vec<(PathBuf, &Patched<'_>, File)> = Vec::new();
    for document in documents {
        let failed =
            |reason: String| format!("cannot write {}: {reason}; {UNWRITTEN}", document.name);
        let (file, _) = writable(&document.path).map_err(failed)?;
        // Two documents may be links to one file, which is written once.
        if let Some((_, other, _)) = open.iter().find(|(known, _, _)| *known == file) {
            are_equal(document, other).map_err(failed)?;
            continue;
        }
        let mut locked = lock(&file).map_err(|error| failed(reason(&error)))?;
        let is = hash_of_file(&mut locked).map_err(|error| failed(reason(&error)))?;
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
        let copy = |new: &mut File| io::copy(&mut File::open(document.by)?, new).map(|_| ());
        new.push((beside(file, &metadata, copy).map_err(failed)?, file, document.name));
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

fn are_equal(one: &Patched<'_>, other: &Patched<'_>) -> Result<(), String> {
    let content = |path: &Path| hash_of_file(&mut File::open(path)?);
    match (content(one.by), content(other.by)) {
        (Ok(one), Ok(other)) if one == other => Ok(()),
        (Err(error), _) | (_, Err(error)) => Err(reason(&error)),
        _ => Err(format!("it is the same file as {}, with different edits", other.name)),
    }
}

/// A reader that hashes the bytes it reads.
struct Hashing<R> {
    file: R,
    hash: Sha256,
}

impl<R: Read> Read for Hashing<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.file.read(buffer)?;
        self.hash.update(buffer.get(..length).unwrap_or_default());
        Ok(length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn patched(text: &str, replacements: &[(Range<usize>, &str)]) -> io::Result<String> {
        let folder = tempfile::tempdir()?;
        let (from, to) = (folder.path().join("from"), folder.path().join("to"));
        std::fs::write(&from, text)?;
        let replacements: Vec<_> =
            replacements.iter().map(|(range, text)| (range.clone(), (*text).to_owned())).collect();
        let was = patch(&from, &replacements, &mut File::create(&to)?)?;
        assert_eq!(was, hash_of_file(&mut File::open(&from)?)?);
        std::fs::read_to_string(to)
    }

    #[test]
    fn all_but_the_ranges_stays() {
        let replacements = [(0..3, "one"), (4..4, "and "), (8..13, "")];
        assert_eq!(patched("ONE two three\r\n", &replacements).unwrap(), "one and two \r\n");
        assert_eq!(patched("as it is", &[]).unwrap(), "as it is");
    }

    #[test]
    fn a_range_beyond_the_end_is_an_error() {
        let error = patched("short", &[(3..9, "")]).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::UnexpectedEof);
    }

    #[test]
    fn a_document_that_has_changed_keeps_all_unwritten() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        for name in ["a", "b"] {
            std::fs::write(path(name), name).unwrap();
            std::fs::write(path(&format!("new-{name}")), "new").unwrap();
        }
        let was = |text: &str| Sha256::digest(text).into();
        let (new_a, new_b) = (path("new-a"), path("new-b"));
        let a = Patched { name: "a", path: path("a"), was: was("a"), by: &new_a };
        let b = Patched { name: "b", path: path("b"), was: was("another text"), by: &new_b };
        let error = replace_all(&[a, b]).unwrap_err();
        assert!(
            error.starts_with("b has changed since it was read; no document was written"),
            "{error}"
        );
        assert_eq!(std::fs::read_to_string(path("a")).unwrap(), "a");
        let a = Patched { name: "a", path: path("a"), was: was("a"), by: &new_a };
        replace_all(&[a]).unwrap();
        assert_eq!(std::fs::read_to_string(path("a")).unwrap(), "new");
    }
}
