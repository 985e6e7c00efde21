//! Infers globs that match some files of a folder and no others, so that a file added later is checked too.

use std::collections::{BTreeMap, BTreeSet};

/// Minimum number of files with a common prefix that get one glob, next to files with other names.
const MIN_FILES_FOR_START: usize = 2;

/// Returns globs for `wanted` that match no file in `others`. `has_other_folders` says that there may be
/// files in folders that were not searched.
pub(super) fn globs(
    wanted: &BTreeSet<&str>,
    others: &BTreeSet<&str>,
    has_other_folders: bool,
) -> Vec<String> {
    let endings_of = |paths: &BTreeSet<&str>| {
        paths.iter().map(|path| ending(path).to_owned()).collect::<BTreeSet<String>>()
    };
    let (endings, other_endings) = (endings_of(wanted), endings_of(others));
    let mut globs = Vec::new();
    for ending in endings {
        let of_ending: Vec<&str> =
            wanted.iter().copied().filter(|path| self::ending(path) == ending).collect();
        let folders: BTreeSet<&str> = of_ending.iter().map(|path| folder(path)).collect();
        if folders.len() > 1 && !has_other_folders && !other_endings.contains(&ending) {
            globs.push(format!("**/*{}", glob::Pattern::escape(&ending)));
        } else {
            globs.extend(by_folder(&of_ending, others));
        }
    }
    globs.sort();
    globs
}

/// Returns one glob per folder and extension if all such files are wanted, or if their names begin
/// differently from those of the other files; otherwise the names of the files.
fn by_folder(wanted: &[&str], others: &BTreeSet<&str>) -> Vec<String> {
    let mut folders: BTreeMap<(&str, &str), Vec<&str>> = BTreeMap::new();
    for path in wanted {
        folders.entry((folder(path), ending(path))).or_default().push(path);
    }
    let unwanted: BTreeSet<(&str, &str)> =
        others.iter().map(|path| (folder(path), ending(path))).collect();
    let globs = folders.into_iter().flat_map(|(place, paths)| {
        let (folder, ending) = place;
        if !unwanted.contains(&place) {
            let escape = glob::Pattern::escape;
            return vec![format!("{}*{}", escape(folder), escape(ending))];
        }
        if let Some(start) = common_start(&paths, others) {
            return vec![format!(
                "{}*{}",
                glob::Pattern::escape(start),
                glob::Pattern::escape(ending)
            )];
        }
        if let Some(letters) = first_letters_of_others(&paths, others) {
            let escape = glob::Pattern::escape;
            return vec![format!("{}[!{letters}]*{}", escape(folder), escape(ending))];
        }
        paths.into_iter().map(glob::Pattern::escape).collect()
    });
    globs.collect()
}

/// Returns the common prefix of several paths, up to a separator between words, or `None` if there is none
/// or the path of another file begins with it.
fn common_start<'p>(paths: &[&'p str], others: &BTreeSet<&str>) -> Option<&'p str> {
    let (first, rest) = paths.split_first()?;
    let common = rest.iter().fold(first.len(), |common, path| {
        let equal = first.bytes().zip(path.bytes()).take_while(|(left, right)| left == right);
        common.min(equal.count())
    });
    let common = first.get(..first.floor_char_boundary(common))?;
    let sign = common.rfind(|sign: char| !sign.is_alphanumeric() && sign != '/')?;
    let start = common.get(..=sign).filter(|_| sign > folder(first).len())?;
    let is_of_others = others.iter().any(|other| other.starts_with(start));
    (paths.len() >= MIN_FILES_FOR_START && !is_of_others).then_some(start)
}

/// Returns the first letters of the other files with the same folder and extension, or `None` if they do
/// not tell the wanted files apart.
fn first_letters_of_others(paths: &[&str], others: &BTreeSet<&str>) -> Option<String> {
    let place = |path: &str| (folder(path).to_owned(), ending(path).to_owned());
    let first_letter = |path: &str| path.get(folder(path).len()..)?.chars().next();
    let own = paths.first().map(|path| place(path))?;
    let beside = others.iter().filter(|other| place(other) == own);
    let letters: BTreeSet<char> = beside.filter_map(|other| first_letter(other)).collect();
    let tells = letters.iter().all(char::is_ascii_alphanumeric)
        && !paths
            .iter()
            .any(|path| first_letter(path).is_none_or(|letter| letters.contains(&letter)));
    (paths.len() > 1 && tells).then(|| letters.into_iter().collect())
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
    fn a_glob_matches_what_is_wanted_and_nothing_else() {
        assert_eq!(of(&["a.json"], &[], false), ["*.json"]);
        assert_eq!(of(&["a.json"], &["schema.json"], false), ["a.json"]);
        assert_eq!(of(&["a.json", "b.json"], &[], false), ["*.json"]);
        assert_eq!(of(&["a.json", "b.json"], &["c.json"], false), ["[!c]*.json"]);
        assert_eq!(of(&["a.json", "b.json"], &["a1.json"], false), ["a.json", "b.json"]);
        assert_eq!(of(&["a.json", "b.json", "c.jsonl"], &[], false), ["*.json", "*.jsonl"]);
        assert_eq!(of(&["x/a.json", "y/b.json"], &[], false), ["**/*.json"]);
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
}
