//! The datasets of the earlier revision that are no longer checked: a rulebook was removed, or a rulebook was added
//! above it.

use super::trees::Trees;
use crate::cli::git::Commit;
use crate::comparison::PathNotCompared;
use crate::disk::normalise;
use crate::rulebook::FILE_NAME;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Returns the rulebooks that the paths meant in a commit, but that are none of the rulebooks that they mean now.
/// `trees` are those of one of these datasets.
pub(super) fn rulebooks_gone(
    trees: &Trees,
    commit: &Commit,
    paths: &[PathBuf],
    rulebooks: &[PathBuf],
) -> Result<Vec<PathNotCompared>, String> {
    let repository = &trees.repository;
    let reached = rulebooks.iter().map(|rulebook| repository.path_of(rulebook));
    let reached: BTreeSet<String> = reached.collect::<Result<_, String>>()?;
    let earlier = repository.files_named(commit, FILE_NAME)?;
    let folder_of = |path: &str| Path::new(path).parent().unwrap_or(Path::new("")).to_path_buf();
    let is_new_above = |rulebook: &str| {
        let folder = folder_of(rulebook);
        reached.iter().any(|known| !earlier.contains(known) && folder.starts_with(folder_of(known)))
    };
    let mut gone = BTreeSet::new();
    for path in paths {
        let path = normalise(&trees.current_dir.join(path));
        let Ok(path) = path.strip_prefix(&repository.top) else { continue };
        for rulebook in meant_by(path, &earlier) {
            let is_kept = repository.has_file(rulebook);
            if !reached.contains(rulebook) && (!is_kept || is_new_above(rulebook)) {
                let reason = match is_kept {
                    true => {
                        "a rulebook was added above it, so its dataset is only checked if it is named too"
                    }
                    false => "it was removed, so its dataset is no longer checked",
                };
                gone.insert((rulebook.to_owned(), reason));
            }
        }
    }
    let gone =
        gone.into_iter().map(|(path, reason)| PathNotCompared { path, reason: reason.to_owned() });
    Ok(gone.collect())
}

/// Returns the rulebooks that a path means: the one in it or above it, or else all below it, except in hidden folders.
fn meant_by<'r>(path: &Path, rulebooks: &'r BTreeSet<String>) -> Vec<&'r str> {
    let of_folder = |folder: &Path| {
        let mut rulebooks = rulebooks.iter().map(String::as_str);
        rulebooks.find(|rulebook| Path::new(rulebook).parent() == Some(folder))
    };
    if let Some(rulebook) = path.ancestors().find_map(of_folder) {
        return vec![rulebook];
    }
    let is_hidden = |inside: &Path| {
        inside.components().any(|part| part.as_os_str().to_string_lossy().starts_with('.'))
    };
    let below = rulebooks.iter().filter(|rulebook| {
        Path::new(rulebook).strip_prefix(path).is_ok_and(|inside| !is_hidden(inside))
    });
    below.map(String::as_str).collect()
}
