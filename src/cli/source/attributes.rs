//! Keeps git from converting the line endings of snapshots.

use super::opened::Opened;
use super::write::Changes;
use crate::cli::git;
use crate::disk::top_of_repository;
use crate::storage::{Reason, StorageError};

/// The text to add to `.gitattributes`, with a comment that explains it.
const ATTRIBUTES: &str =
    "# A snapshot is checked byte for byte: git must not convert its line ends.\n*.txt -text\n";

/// Adds a line in `.gitattributes` to the changes, unless an attribute already keeps git from converting the snapshot.
///
/// # Errors
/// A message if there is such a file, but it cannot be read. For example, it is a link out of the root.
pub(super) fn add(
    changes: &mut Changes,
    opened: &Opened,
    snapshot: &str,
) -> Result<(), StorageError> {
    if is_kept_by_git(opened, snapshot) {
        return Ok(());
    }
    let key = match snapshot.rsplit_once('/') {
        None => ".gitattributes".to_owned(),
        Some((folder, _)) => format!("{folder}/.gitattributes"),
    };
    let bytes = match opened.folders.data.read(&key) {
        Ok(bytes) => bytes,
        Err(error) if error.reason == Reason::NotFound => {
            changes.create(&key, ATTRIBUTES);
            return Ok(());
        }
        Err(error) => return Err(error),
    };
    let Ok(text) = std::str::from_utf8(&bytes) else { return Ok(()) };
    let is_set =
        |pattern: &str| text.lines().any(|line| line.split_whitespace().eq([pattern, "-text"]));
    if is_set("*") || is_set("*.txt") {
        return Ok(());
    }
    let line_break = if text.is_empty() || text.ends_with('\n') { "" } else { "\n" };
    changes.replace(&key, text, &format!("{text}{line_break}{ATTRIBUTES}"));
    Ok(())
}

/// Whether the repository's attributes already say that a file is not text. The file need not exist.
fn is_kept_by_git(opened: &Opened, snapshot: &str) -> bool {
    if top_of_repository(&opened.folder).is_none() {
        return false;
    }
    let mut command = git::command(&opened.folder);
    command.args(["check-attr", "-z", "text", "--"]).arg(snapshot);
    let output = git::run(&mut command);
    output.is_ok_and(|output| output.status.success() && output.stdout.ends_with(b"\0unset\0"))
}
