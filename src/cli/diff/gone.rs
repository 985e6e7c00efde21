//! Finds the datasets of the earlier revision that are no longer checked, because their rulebook was removed or another
//! rulebook was added above it.

use super::trees::Trees;
use crate::cli::git::Commit;
use crate::comparison::PathNotCompared;
use crate::disk::normalise;
use crate::rulebook::FILE_NAME;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Returns the rulebooks that `paths` select in a commit, but no longer select now. `rulebooks` are the rulebooks that
/// they select now, and `trees` are the trees of one of these datasets.
pub(super) fn rulebooks_gone(
    trees: &Trees,
    commit: &Commit,
    paths: &[PathBuf],
    rulebooks: &[PathBuf],
) -> Result<Vec<PathNotCompared>, String> {
    let repository = &trees.repository;
    let current = rulebooks.iter().map(|rulebook| repository.path_of(rulebook));
    let current: BTreeSet<String> = current.collect::<Result<_, String>>()?;
    let earlier = repository.files_named(commit, FILE_NAME)?;
    let added: Vec<&String> = current.difference(&earlier).collect();
    let is_below_added = |rulebook: &str| {
        added.iter().any(|added| folder_of(rulebook).starts_with(folder_of(added)))
    };
    let mut gone = BTreeSet::new();
    for path in paths {
        let path = normalise(&trees.current_dir.join(path));
        let Ok(path) = path.strip_prefix(&repository.top) else { continue };
        for rulebook in selected_by(path, &earlier) {
            let still_exists = repository.has_file(rulebook);
            if !current.contains(rulebook) && (!still_exists || is_below_added(rulebook)) {
                let reason = match still_exists {
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

fn folder_of(rulebook: &str) -> &Path {
    Path::new(rulebook).parent().unwrap_or(Path::new(""))
}

/// Returns the rulebooks that a path selects: the rulebook in the nearest folder at or above the path, or otherwise all
/// rulebooks below the path, except for those in hidden folders.
fn selected_by<'r>(path: &Path, rulebooks: &'r BTreeSet<String>) -> Vec<&'r str> {
    let rulebook_in = |folder: &Path| {
        let mut rulebooks = rulebooks.iter().map(String::as_str);
        rulebooks.find(|rulebook| Path::new(rulebook).parent() == Some(folder))
    };
    if let Some(rulebook) = path.ancestors().find_map(rulebook_in) {
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
