//! A document whose text comes from stdin: what an editor has not saved yet, or what another program writes.

use super::interruption::Temporary;
use crate::dataset::Folders;
use std::io;
use std::path::Path;
use tempfile::NamedTempFile;

/// A copy of stdin, which is removed on drop.
pub(super) struct Copy {
    _file: NamedTempFile,
    _temporary: Temporary,
}

/// Copies stdin to a temporary file, which replaces a document from then on: the text may be of any size,
/// and is read more than once.
pub(super) fn stand_in_for(
    document: &Path,
    folders: &mut Folders,
    current_dir: &Path,
) -> Result<Copy, String> {
    let mut file = NamedTempFile::with_prefix("factlint-").map_err(|error| cannot_copy(&error))?;
    let temporary = Temporary::new(file.path());
    io::copy(&mut io::stdin().lock(), &mut file).map_err(|error| cannot_copy(&error))?;
    folders.replace(&current_dir.join(document), file.path());
    Ok(Copy { _file: file, _temporary: temporary })
}

fn cannot_copy(error: &io::Error) -> String {
    format!("cannot copy standard input to a temporary file: {error}")
}
