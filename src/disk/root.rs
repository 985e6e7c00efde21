//! The folder in which a run may read and write files.

use super::storage::reason;
use crate::storage::{GIT_FOLDER, Reason};
use std::path::{Path, PathBuf};

/// The folder in which a run may read and write files. A file whose real path, after resolving links, is outside this
/// folder or in `.git` is refused.
#[derive(Debug, Clone)]
pub struct Root {
    /// The path of the folder, without links.
    folder: PathBuf,
    /// The description of the folder in messages.
    name: &'static str,
    /// Whether a message may suggest the option `--root`, which sets another root.
    has_option: bool,
}

impl Root {
    /// Returns the default root for a rulebook: the top of its Git repository. Without a repository, it is the current
    /// directory if that directory contains the rulebook and is not `/`; otherwise it is the rulebook's folder.
    #[must_use]
    pub fn of(rulebook: &Path, current_dir: &Path) -> Root {
        let folder = real(rulebook.parent().unwrap_or(rulebook));
        if let Some(top) = top_of_repository(&folder) {
            return Root { folder: top.to_owned(), name: "the repository", has_option: true };
        }
        let current_dir = real(current_dir);
        match folder.starts_with(&current_dir) && current_dir.parent().is_some() {
            true => Root { folder: current_dir, name: "the current directory", has_option: true },
            false => Root { folder, name: "the rulebook's folder", has_option: true },
        }
    }

    /// Returns the folder that a link in `folder` must not lead out of, or `None` if it may lead anywhere.
    fn of_link(folder: &Path, current_dir: &Path) -> Option<Root> {
        let is_below = folder.starts_with(current_dir) && current_dir.parent().is_some();
        let below = is_below.then_some((current_dir, "the current directory"));
        let repository = top_of_repository(folder).map(|top| (top, "the repository"));
        let (folder, name) = repository.or(below)?;
        Some(Root { folder: folder.to_owned(), name, has_option: false })
    }

    /// Returns the root for a given folder.
    ///
    /// # Errors
    /// The path does not exist, cannot be resolved, or is not a folder.
    pub fn at(folder: &Path) -> Result<Root, Reason> {
        let folder = std::fs::canonicalize(folder).map_err(|error| reason(&error))?;
        match folder.is_dir() {
            true => Ok(Root { folder, name: "the root", has_option: true }),
            false => Err(Reason::NotAFolder),
        }
    }

    /// Checks that a path is in the root. The path must not contain links.
    pub(super) fn check(&self, real: &Path) -> Result<(), Reason> {
        let inside = real.strip_prefix(&self.folder);
        let inside = inside.map_err(|_| match self.has_option {
            true => Reason::OutsideRoot(self.name.into()),
            false => Reason::Outside(self.name.into()),
        })?;
        let mut names = inside.components().filter_map(|name| name.as_os_str().to_str());
        match names.any(|name| name.eq_ignore_ascii_case(GIT_FOLDER)) {
            true => Err(Reason::InGitFolder),
            false => Ok(()),
        }
    }
}

/// Checks the links in a path that the user has given. A link in a repository must not lead out of the repository or
/// into `.git`, since someone else may have made it. Outside repositories, the same holds for links in the current
/// directory.
///
/// # Errors
/// A link leads out, or to nothing. The error names the first such link.
pub(crate) fn check_links(path: &Path, current_dir: &Path) -> Result<(), Reason> {
    let mut walked = PathBuf::new();
    for component in current_dir.join(path).components() {
        walked.push(component);
        let (Ok(target), Some(folder)) = (std::fs::read_link(&walked), walked.parent()) else {
            continue;
        };
        let Some(root) = Root::of_link(&real(folder), &real(current_dir)) else { continue };
        let real = std::fs::canonicalize(&walked).map_err(|error| reason(&error));
        real.and_then(|real| root.check(&real)).map_err(|reason| Reason::Link {
            target: target.to_string_lossy().into_owned(),
            reason: Box::new(reason),
        })?;
    }
    Ok(())
}

/// Returns the top folder of the repository that contains a folder, or `None` if there is no repository.
pub(crate) fn top_of_repository(folder: &Path) -> Option<&Path> {
    folder.ancestors().find(|ancestor| ancestor.join(GIT_FOLDER).exists())
}

/// Returns the path of a folder with links resolved, or its absolute path if the folder does not exist.
pub(super) fn real(folder: &Path) -> PathBuf {
    let absolute = || std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
    std::fs::canonicalize(folder).unwrap_or_else(|_| absolute())
}
