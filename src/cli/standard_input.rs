//! A document whose text comes from the standard input: what an editor has not saved yet, or what another
//! program writes.

use crate::dataset::Folders;
use std::io;
use std::path::Path;
use tempfile::NamedTempFile;

/// Copies the standard input to a temporary file, which stands in for a document from then on: it may be
/// of any size, and is read twice. The file is removed when the returned value is dropped.
pub(super) fn stand_in_for(
    document: &Path,
    folders: &mut Folders,
    started_in: &Path,
) -> Result<NamedTempFile, String> {
    let mut copy = NamedTempFile::new().map_err(|error| cannot_copy(&error))?;
    io::copy(&mut io::stdin().lock(), &mut copy).map_err(|error| cannot_copy(&error))?;
    folders.replace(&started_in.join(document), copy.path());
    Ok(copy)
}

fn cannot_copy(error: &io::Error) -> String {
    format!("cannot copy the standard input to a temporary file: {error}")
}
