//! Infers globs that match some files of a folder and no others, so that a file added later is checked too.

use glob::Pattern;
use std::collections::{BTreeMap, BTreeSet};

/// Minimum number of files with a common prefix to get one glob, if there are files with other names.
const MIN_FILES_FOR_START: usize = 2;

/// Globs of files, and files that are left out although a glob matches them.
#[derive(Debug, Default)]
pub(super) struct Globs {
    /// The globs, sorted.
    pub(super) globs: BTreeSet<String>,
    /// The paths of the files that are left out, as globs.
    pub(super) exclude: BTreeSet<String>,
}

/// Returns globs for `wanted` that match no file in `others`. `has_other_folders` says whether folders that were not
/// searched may contain files.
pub(super) fn globs(
    wanted: &BTreeSet<&str>,
    others: &BTreeSet<&str>,
    has_other_folders: bool,
) -> Vec<String> {
    all(wanted, others, has_other_folders, false).globs.into_iter().collect()
}

/// Whether several wanted files of one folder share one glob, which matches files added later, but no file in `others`.
pub(super) fn share_one_glob(wanted: &BTreeSet<&str>, others: &BTreeSet<&str>) -> bool {
    let folders: BTreeSet<&str> = wanted.iter().map(|path| folder(path)).collect();
    wanted.len() > 1 && folders.len() == 1 && globs(wanted, others, true).len() == 1
}

/// Like [`globs`], but a glob may match a file in `others` if that file is left out.
pub(super) fn globs_with_exclusions(
    wanted: &BTreeSet<&str>,
    others: &BTreeSet<&str>,
    has_other_folders: bool,
) -> Globs {
    all(wanted, others, has_other_folders, true)
}

/// Implements [`globs`] and, if `may_exclude` is set, [`globs_with_exclusions`]. The wanted files of a folder that have
/// the same extension get the first of these that is possible:
///
/// 1. one glob for the folder, or for several similar folders, if it matches no other file; of several such globs, the
///    one with the longest start
/// 2. one glob with the common prefix of the files, which may end before a number
/// 3. one glob for the folder, with the other files left out, unless they outnumber the wanted files
/// 4. one glob per file
///
/// No glob excludes a first letter, as in `[!s]*`, since that would also exclude files that are added later.
fn all(
    wanted: &BTreeSet<&str>,
    others: &BTreeSet<&str>,
    has_other_folders: bool,
    may_exclude: bool,
) -> Globs {
    let mut by_ending: BTreeMap<&str, BTreeMap<&str, Vec<&str>>> = BTreeMap::new();
    for path in wanted {
        let folders = by_ending.entry(ending(path)).or_default();
        folders.entry(folder(path)).or_default().push(path);
    }
    let mut found = Globs::default();
    for (ending, folders) in by_ending {
        let others: BTreeSet<&str> =
            others.iter().copied().filter(|path| self::ending(path) == ending).collect();
        let may_be_any_folder = folders.len() > 1 && !has_other_folders;
        if others.is_empty()
            && let Some(glob) = of_all_folders(&folders, has_other_folders)
        {
            found.globs.insert(format!("{glob}*{}", Pattern::escape(ending)));
            continue;
        }
        if let Some(glob) = of_one_name(&folders, &others, has_other_folders) {
            found.globs.insert(glob);
            continue;
        }
        for (folder, paths) in &folders {
            let fits = |place: &FolderGroup<'_>| {
                let matching = folders.keys().filter(|folder| place.has(folder)).count();
                let is_general = may_be_any_folder && matching > 1;
                (place.wildcards == 0 || is_general)
                    && !others.iter().any(|other| place.has(self::folder(other)))
            };
            let others_in_folder = || others.iter().filter(|other| self::folder(other) == *folder);
            let start = || common_start(paths, &others);
            let number =
                |place: &FolderGroup<'_>| folders.keys().filter(|folder| place.has(folder)).count();
            let most = folder_groups(folder).find(fits).map(|place| number(&place));
            let groups: Vec<FolderGroup<'_>> = folder_groups(folder).collect();
            let is_special = |place: &FolderGroup<'_>| fits(place) && Some(number(place)) == most;
            if let Some(place) = groups.into_iter().rev().find(is_special) {
                found.globs.insert(place.glob(ending));
            } else if let Some(start) = start() {
                found.globs.insert(format!(
                    "{}*{}",
                    Pattern::escape(start),
                    Pattern::escape(ending)
                ));
            } else if let Some(start) = start_of_numbers(paths, &others) {
                found.globs.insert(format!(
                    "{}[0-9]*{}",
                    Pattern::escape(start),
                    Pattern::escape(ending)
                ));
            } else if may_exclude && paths.len() > 1 && paths.len() >= others_in_folder().count() {
                found.globs.insert(FolderGroup { start: folder, wildcards: 0 }.glob(ending));
                found.exclude.extend(others_in_folder().map(|path| Pattern::escape(path)));
            } else {
                found.globs.extend(paths.iter().map(|path| Pattern::escape(path)));
            }
        }
    }
    found
}

/// Returns the glob of several folders, with its last `/`: `stations/*/` if they are all of one depth, `stations/**/`
/// if they have a common start, and otherwise `**/`. Returns `None` if there is only one folder, or if the glob could
/// match folders that were not searched.
fn of_all_folders(folders: &BTreeMap<&str, Vec<&str>>, has_other_folders: bool) -> Option<String> {
    let first = folders.keys().next().filter(|_| folders.len() > 1)?;
    let groups: Vec<FolderGroup<'_>> = folder_groups(first).collect();
    let has_all = |group: &FolderGroup<'_>| folders.keys().all(|folder| group.has(folder));
    let of_one_depth = groups.iter().rev().find(|group| has_all(group));
    let (start, wildcards) = if let Some(group) = of_one_depth {
        (group.start, "*/".repeat(group.wildcards))
    } else {
        let is_common = |start: &&str| folders.keys().all(|folder| folder.starts_with(start));
        let mut starts = groups.iter().rev().map(|group| group.start);
        (starts.find(is_common).unwrap_or_default(), "**/".to_owned())
    };
    (!has_other_folders || !start.is_empty())
        .then(|| format!("{}{wildcards}", Pattern::escape(start)))
}

/// Returns the glob of files that all have the same name and are in folders of the same depth, such as
/// `chains/*/chain.json`. Returns `None` if there are no such folders, or if the glob matches another file.
/// If there are folders that were not searched, the glob begins with the name of a folder.
fn of_one_name(
    folders: &BTreeMap<&str, Vec<&str>>,
    others: &BTreeSet<&str>,
    has_other_folders: bool,
) -> Option<String> {
    let (first, paths) = folders.first_key_value().filter(|_| folders.len() > 1)?;
    let name = paths.first()?.get(first.len()..)?;
    let has_name = |(folder, paths): (&&str, &Vec<&str>)| {
        paths.len() == 1 && paths.iter().all(|path| path.get(folder.len()..) == Some(name))
    };
    let is_general = |group: &FolderGroup<'_>| {
        let is_other = |other: &&str| {
            group.has(folder(other)) && other.get(folder(other).len()..) == Some(name)
        };
        let is_in_reach = !has_other_folders || !group.start.is_empty();
        is_in_reach
            && folders.keys().all(|folder| group.has(folder))
            && !others.iter().any(is_other)
    };
    let groups: Vec<FolderGroup<'_>> = folder_groups(first).collect();
    // The most special group is the first folder alone.
    let group =
        groups.into_iter().rev().find(is_general).filter(|_| folders.iter().all(has_name))?;
    // Without other files in these folders, a glob may match files of any name.
    let has_others = || others.iter().any(|other| group.has(folder(other)));
    if !has_other_folders && !has_others() {
        return None;
    }
    let (start, wildcards) = (Pattern::escape(group.start), "*/".repeat(group.wildcards));
    Some(format!("{start}{wildcards}{}", Pattern::escape(name)))
}

/// Folders with a common start and the same depth.
struct FolderGroup<'p> {
    start: &'p str,
    /// The number of folder names after the start.
    wildcards: usize,
}

impl FolderGroup<'_> {
    fn has(&self, folder: &str) -> bool {
        let rest = folder.strip_prefix(self.start);
        rest.is_some_and(|rest| rest.matches('/').count() == self.wildcards)
    }

    fn glob(&self, ending: &str) -> String {
        let (start, folders) = (Pattern::escape(self.start), "*/".repeat(self.wildcards));
        format!("{start}{folders}*{}", Pattern::escape(ending))
    }
}

/// Returns the groups that a folder belongs to, most general first.
fn folder_groups(folder: &str) -> impl Iterator<Item = FolderGroup<'_>> {
    let starts = std::iter::once(0).chain(folder.match_indices('/').map(|(at, _)| at + 1));
    starts.filter_map(|start| {
        let (start, rest) = folder.split_at_checked(start)?;
        Some(FolderGroup { start, wildcards: rest.matches('/').count() })
    })
}

/// Returns the common prefix of several paths, up to a separator between words. Returns `None` if there is only one
/// path, if there is no such prefix, or if the path of another file begins with it.
fn common_start<'p>(paths: &[&'p str], others: &BTreeSet<&str>) -> Option<&'p str> {
    let (first, rest) = paths.split_first()?;
    let common = rest.iter().fold(first.len(), |common, path| {
        let equal = first.bytes().zip(path.bytes()).take_while(|(left, right)| left == right);
        common.min(equal.count())
    });
    let common = first.get(..first.floor_char_boundary(common))?;
    let is_separator = |character: char| !character.is_alphanumeric() && character != '/';
    let separator = common.rfind(is_separator)?;
    let start = common.get(..=separator)?;
    let is_in_name = separator > folder(first).len();
    let is_of_others = others.iter().any(|other| other.starts_with(start));
    (paths.len() >= MIN_FILES_FOR_START && is_in_name && !is_of_others).then_some(start)
}

/// Returns the common prefix of several paths that all continue with a number: `v` of `v1.yaml` and `v12.yaml`, or the
/// folder of files that are named by dates. Returns `None` if the path of another file continues in the same way.
fn start_of_numbers<'p>(paths: &[&'p str], others: &BTreeSet<&str>) -> Option<&'p str> {
    if paths.len() < MIN_FILES_FOR_START {
        return None;
    }
    let first = paths.first()?;
    let name = first.get(folder(first).len()..)?;
    let number = name.find(|character: char| character.is_ascii_digit())?;
    let start = first.get(..folder(first).len() + number)?;
    let has_number = |path: &&str| {
        let rest = path.strip_prefix(start);
        rest.is_some_and(|rest| rest.starts_with(|next: char| next.is_ascii_digit()))
    };
    (paths.iter().all(has_number) && !others.iter().any(has_number)).then_some(start)
}

/// Returns the folder of a path, including its last `/`.
fn folder(path: &str) -> &str {
    path.rfind('/').and_then(|at| path.get(..=at)).unwrap_or_default()
}

/// Returns the extension of a path, including its dot.
fn ending(path: &str) -> &str {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.rfind('.').and_then(|at| name.get(at..)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(wanted: &[&str], others: &[&str], has_other_folders: bool) -> Vec<String> {
        globs(
            &wanted.iter().copied().collect(),
            &others.iter().copied().collect(),
            has_other_folders,
        )
    }

    #[test]
    fn a_glob_matches_only_the_wanted_files() {
        assert_eq!(of(&["a.json"], &[], false), ["*.json"]);
        assert_eq!(of(&["a.json"], &["schema.json"], false), ["a.json"]);
        assert_eq!(of(&["a.json", "b.json"], &[], false), ["*.json"]);
        assert_eq!(of(&["a.json", "b.json"], &["a1.json"], false), ["a.json", "b.json"]);
        assert_eq!(of(&["a.json", "b.json", "c.jsonl"], &[], false), ["*.json", "*.jsonl"]);
        assert_eq!(of(&["x/a.json", "y/b.json"], &[], false), ["*/*.json"]);
        assert_eq!(of(&["x/a.json", "y/b.json"], &[], true), ["x/*.json", "y/*.json"]);
        assert_eq!(of(&["x/a.json", "x/b.json"], &["y/c.json"], false), ["x/*.json"]);
        assert_eq!(of(&["[1]/a.json", "[1]/b.json"], &[], false), ["[[]1[]]/*.json"]);
        assert_eq!(
            of(&["d/is_1.json", "d/is_2.json", "d/is_3.json"], &["d/no.json"], true),
            ["d/is_*.json"]
        );
        assert_eq!(of(&["is_1.json", "is_2.json", "is_3.json"], &["is_4.json"], true).len(), 3);
        assert_eq!(of(&["is_1.json", "is_2.json"], &["in_1.json"], true), ["is_*.json"]);
        assert_eq!(of(&["a*.json"], &["ab.json"], false), ["a[*].json"]);
    }

    #[test]
    fn a_glob_matches_the_folder_of_next_year() {
        let years = ["2023/a.json", "2024/a.json"];
        assert_eq!(of(&years, &["package.json"], false), ["*/*.json"]);
        assert_eq!(of(&years, &["package.json"], true), ["2023/*.json", "2024/*.json"]);
        assert_eq!(of(&years, &["drafts/a.json"], false), ["2023/*.json", "2024/*.json"]);
        assert_eq!(of(&years, &["2024/b.json"], false), ["*/a.json"]);
        let deeper = ["data/2023/a.json", "data/2024/a.json", "more/a.json"];
        assert_eq!(of(&deeper, &["a/b/c.json"], false), ["data/*/*.json", "more/*.json"]);
    }

    #[test]
    fn a_glob_of_folders_matched_files_beside_them() {
        let stations = ["stations/de/a.json", "stations/fr/b.json"];
        assert_eq!(of(&stations, &[], false), ["stations/*/*.json"]);
        assert_eq!(of(&stations, &[], true), ["stations/*/*.json"]);
        assert_eq!(of(&stations, &["package.json"], false), ["stations/*/*.json"]);
        let deeper = ["stations/de/a.json", "stations/b.json"];
        assert_eq!(of(&deeper, &[], false), ["stations/**/*.json"]);
        assert_eq!(of(&["de/a.json", "fr/paris/b.json"], &[], false), ["**/*.json"]);
        assert_eq!(of(&["de/a.json", "b.json"], &[], false), ["**/*.json"]);
    }

    #[test]
    fn files_of_one_name_in_several_folders_get_one_glob() {
        let chains = ["chains/a/chain.json", "chains/b/chain.json", "chains/c/chain.json"];
        let assets = ["chains/a/assets.json", "chains/b/assets.json", "index.json"];
        assert_eq!(of(&chains, &assets, false), ["chains/*/chain.json"]);
        assert_eq!(of(&chains, &["chains/d/chain.json", "chains/a/b.json"], false).len(), 3);
        assert_eq!(of(&chains, &assets, true), ["chains/*/chain.json"]);
        assert_eq!(of(&["a/c.json", "b/c.json"], &["b/d.json"], true).len(), 2);
        let deep = ["a/x/1/c.json", "a/y/2/c.json"];
        assert_eq!(of(&deep, &["a/y/2/d.json"], false), ["a/*/*/c.json"]);
    }

    #[test]
    fn a_number_in_the_names_of_files_is_a_part_of_their_glob() {
        assert_eq!(of(&["v1.yaml", "v12.yaml"], &["values.yaml"], true), ["v[0-9]*.yaml"]);
        let posts = ["p/2024-01-05-a.md", "p/2023-12-31-b.md"];
        assert_eq!(of(&posts, &["p/about.md"], true), ["p/[0-9]*.md"]);
        assert_eq!(of(&posts, &["p/2022-draft.md"], true).len(), 2);
    }

    #[test]
    fn a_file_is_not_excluded_by_its_first_letter() {
        assert_eq!(of(&["a.json", "b.json"], &["c.json"], false), ["a.json", "b.json"]);
    }

    #[test]
    fn files_beside_a_schema_get_one_glob() {
        let with_exclusions = |wanted: &[&str], others: &[&str]| {
            let [wanted, others] = [wanted, others].map(|paths| paths.iter().copied().collect());
            globs_with_exclusions(&wanted, &others, true)
        };
        let found = with_exclusions(&["d/a.json", "d/b.json"], &["d/s.json", "e/t.json"]);
        assert!(found.globs.iter().eq(["d/*.json"]));
        assert!(found.exclude.iter().eq(["d/s.json"]));
        // A single file gets a separate glob. So do wanted files that the other files outnumber.
        let found = with_exclusions(&["a.json"], &["s.json"]);
        assert!(found.globs.iter().eq(["a.json"]) && found.exclude.is_empty());
        let found = with_exclusions(&["a.json", "b.json"], &["s.json", "t.json", "u.json"]);
        assert!(found.globs.iter().eq(["a.json", "b.json"]) && found.exclude.is_empty());
        let found = with_exclusions(&["is_1.json", "is_2.json"], &["s.json"]);
        assert!(found.globs.iter().eq(["is_*.json"]) && found.exclude.is_empty());
    }
}
