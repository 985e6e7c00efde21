//! Reads a document from stdin: unsaved text from an editor, or the output of another program.

use crate::dataset::Folders;
use crate::disk::{display, normalise};
use crate::storage::Overlay;
use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;

/// Maximum size of the text in bytes. Without a limit, the program might read forever.
const MAX_SIZE: u64 = 1 << 30;

fn read(input: impl Read, max_size: u64) -> io::Result<Vec<u8>> {
    let mut text = Vec::new();
    if input.take(max_size + 1).read_to_end(&mut text)? as u64 > max_size {
        let message = format!("it has more than {} MiB", max_size >> 20);
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, message));
    }
    Ok(text)
}

/// Replaces the content of a document with the text on stdin, in the folders of its dataset. The document need not
/// exist. `folder` is the rulebook's folder.
pub(super) fn replace_document(
    folders: &mut Folders,
    folder: &Path,
    document: &Path,
) -> Result<(), String> {
    let text = read(io::stdin().lock(), MAX_SIZE)
        .map_err(|error| format!("cannot read standard input: {error}"))?;
    let key = display(&normalise(document), folder);
    let mut overlay = Overlay::new(Arc::clone(&folders.data.storage));
    overlay.insert(&folders.data.path(&key), text);
    folders.data.storage = Arc::new(overlay);
    folders.required = Some(key);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn input_that_never_ends_is_refused() {
        let error = read(io::repeat(b' '), 2 << 20).unwrap_err();
        assert_eq!(error.to_string(), "it has more than 2 MiB");
        assert_eq!(read(io::repeat(b' ').take(2 << 20), 2 << 20).unwrap().len(), 2 << 20);
    }
}
