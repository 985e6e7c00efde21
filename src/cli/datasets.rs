//! Finds the datasets that the paths on a command line select, for commands that work on several datasets in one run.

use super::context::{relative, rulebook_of};
use super::terminal::print_warning;
use crate::disk::{
    RulebooksBelow, all_rulebooks_below, find_rulebook, normalise, rulebooks_below, with_slashes,
};
use crate::engine::DatasetsBelow;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// A dataset, and the given paths that select it: paths in the dataset, or folders above it.
pub(super) struct DatasetPaths {
    pub(super) rulebook: PathBuf,
    pub(super) paths: Vec<PathBuf>,
    /// Whether the command line selects other datasets, too.
    pub(super) is_one_of_several: bool,
}

/// Returns the datasets that paths belong to, sorted by folder. A folder that belongs to no dataset selects all
/// datasets below it.
///
/// # Errors
/// A path does not exist, or there is no rulebook at it, above it or below it.
pub(super) fn datasets_of(
    paths: &[PathBuf],
    current_dir: &Path,
) -> Result<Vec<DatasetPaths>, String> {
    let rulebooks = paths.iter().map(|path| Ok((path, rulebooks_of(path, current_dir)?)));
    let datasets = group_by_rulebook(rulebooks.collect::<Result<_, String>>()?);
    if datasets.is_empty() { Err("no path was given".to_owned()) } else { Ok(datasets) }
}

/// Returns the datasets that paths belong to, even if the paths no longer exist. A removed path belongs to the dataset
/// of the nearest folder above it that still exists. Returns `None` if a path belongs to no dataset.
pub(super) fn datasets_of_removed(
    paths: &[PathBuf],
    current_dir: &Path,
) -> Option<Vec<DatasetPaths>> {
    let rulebooks = paths.iter().map(|path| {
        let place = path.ancestors().find(|place| current_dir.join(place).exists())?;
        Some((path, vec![find_rulebook(place, current_dir).ok()?]))
    });
    Some(group_by_rulebook(rulebooks.collect::<Option<_>>()?))
}

/// Returns the datasets below some paths that are not among the given ones.
pub(super) fn datasets_below(
    paths: &[PathBuf],
    given: &[&Path],
    current_dir: &Path,
) -> DatasetsBelow {
    let mut below = DatasetsBelow::default();
    let mut rulebooks = BTreeSet::new();
    for path in paths {
        let found = rulebooks_below(&normalise(&current_dir.join(path)));
        below.may_be_more |= found.may_be_more;
        rulebooks.extend(found.paths);
    }
    let others = rulebooks.iter().filter(|found| !given.contains(&found.as_path()));
    below.rulebooks = others.map(|rulebook| relative(rulebook, current_dir)).collect();
    below
}

/// Groups paths by rulebook, sorted by folder. Each path comes with its rulebooks.
fn group_by_rulebook(rulebooks_of_paths: Vec<(&PathBuf, Vec<PathBuf>)>) -> Vec<DatasetPaths> {
    let mut groups: BTreeMap<String, (PathBuf, Vec<PathBuf>)> = BTreeMap::new();
    for (path, rulebooks) in rulebooks_of_paths {
        for rulebook in rulebooks {
            // With a slash at its end, a folder sorts like the paths in it.
            let folder = format!("{}/", with_slashes(rulebook.parent().unwrap_or(&rulebook)));
            let (_, paths) = groups.entry(folder).or_insert_with(|| (rulebook, Vec::new()));
            paths.push(path.clone());
        }
    }
    let is_one_of_several = groups.len() > 1;
    let datasets = groups.into_values();
    datasets.map(|(rulebook, paths)| DatasetPaths { rulebook, paths, is_one_of_several }).collect()
}

/// Returns the rulebook that a path belongs to, or all rulebooks below the path if there is none.
fn rulebooks_of(path: &Path, current_dir: &Path) -> Result<Vec<PathBuf>, String> {
    if let Ok(rulebook) = find_rulebook(path, current_dir) {
        return Ok(vec![rulebook]);
    }
    let folder = normalise(&current_dir.join(path));
    let below = match folder.is_dir() {
        true => all_rulebooks_below(&folder),
        false => RulebooksBelow::default(),
    };
    for folder in &below.unread {
        let folder = relative(folder, current_dir);
        print_warning(&format!("cannot list {folder}: rulebooks in it are not found"));
    }
    match below.paths.is_empty() {
        true => rulebook_of(&[path.to_path_buf()], current_dir).map(|rulebook| vec![rulebook]),
        false => Ok(below.paths),
    }
}
