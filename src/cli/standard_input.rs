//! A document whose text comes from stdin: unsaved text from an editor, or the output of another
//! program.

use crate::dataset::Folders;
use crate::disk::{display, normalise};
use crate::storage::Overlay;
use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;

/// Reads stdin. From then on, its text replaces that of a document, which need not exist.
pub(super) fn replace_document(
    folders: &mut Folders,
    folder: &Path,
    document: &Path,
) -> Result<(), String> {
    let failed = |error: io::Error| format!("cannot read standard input: {error}");
    let mut text = Vec::new();
    io::stdin().lock().read_to_end(&mut text).map_err(failed)?;
    let key = display(&normalise(document), folder);
    let mut overlay = Overlay::new(Arc::clone(&folders.data.storage));
    overlay.insert(&folders.data.path(&key), text);
    folders.data.storage = Arc::new(overlay);
    folders.required = Some(key);
    Ok(())
}
