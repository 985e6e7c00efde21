//! The folder in which a run may read and write files.

use super::storage::reason;
use crate::storage::{GIT_FOLDER, Reason};
use std::path::{Path, PathBuf};

/// The folder in which a run may read and write files. Links are resolved first. A file whose real path is
/// outside of this folder or in `.git` is not read.
#[derive(Debug, Clone)]
pub struct Root {
    /// The path of the folder, without links.
    folder: PathBuf,
    /// The description of the folder in messages.
    name: &'static str,
}

impl Root {
    /// Returns the root for a rulebook: the top of its Git repository. Without a repository, it is the
    /// current directory if that contains the rulebook and is not `/`, and otherwise the rulebook's folder.
    #[must_use]
    pub fn of(rulebook: &Path, current_dir: &Path) -> Root {
        let folder = real(rulebook.parent().unwrap_or(rulebook));
        if let Some(top) = top_of_repository(&folder) {
            return Root { folder: top.to_owned(), name: "the repository" };
        }
        let current_dir = real(current_dir);
        match folder.starts_with(&current_dir) && current_dir.parent().is_some() {
            true => Root { folder: current_dir, name: "the current directory" },
            false => Root { folder, name: "the rulebook's folder" },
        }
    }

    /// Returns the root for a given folder.
    ///
    /// # Errors
    /// The path does not exist, cannot be resolved, or is not a folder.
    pub fn at(folder: &Path) -> Result<Root, Reason> {
        let folder = std::fs::canonicalize(folder).map_err(|error| reason(&error))?;
        match folder.is_dir() {
            true => Ok(Root { folder, name: "the root" }),
            false => Err(Reason::NotAFolder),
        }
    }

    /// Checks that a path is in the root. The path must not contain links.
    pub(super) fn check(&self, real: &Path) -> Result<(), Reason> {
        let inside = real.strip_prefix(&self.folder);
        let inside = inside.map_err(|_| Reason::OutsideRoot(self.name.into()))?;
        let mut names = inside.components().filter_map(|name| name.as_os_str().to_str());
        match names.any(|name| name.eq_ignore_ascii_case(GIT_FOLDER)) {
            true => Err(Reason::InGitFolder),
            false => Ok(()),
        }
    }
}

/// Returns the top folder of the repository that contains a folder, or `None` if there is no repository.
pub(crate) fn top_of_repository(folder: &Path) -> Option<&Path> {
    folder.ancestors().find(|ancestor| ancestor.join(GIT_FOLDER).exists())
}

/// Returns the path of a folder with links resolved. If the folder does not exist, returns its absolute path.
pub(super) fn real(folder: &Path) -> PathBuf {
    let absolute = || std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
    std::fs::canonicalize(folder).unwrap_or_else(|_| absolute())
}
