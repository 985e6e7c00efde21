//! Groups files by the kind of records that they have at a path: `$[*]` in `people.json` and in
//! `orders.json` are two collections, but `$.claims[*]` in several files is one.

use super::ScannedFile;
use super::globs;
use super::steps::Steps;
use super::words::words;
use crate::document::{Kind, Value};
use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};

/// Names of lists that do not describe their elements.
const GENERIC_NAMES: [&str; 10] = [
    "items", "data", "results", "result", "records", "rows", "values", "entries", "list", "content",
];

/// Minimum number of files with similar records in unnamed lists for the files to be parts of one collection. Fewer
/// files may be tables that happen to be alike, such as tables of codes and names.
const MIN_PARTS: usize = 5;

/// Maximum number of records in a small file, which is probably a part of a collection.
const MAX_OF_SMALL_FILE: usize = 3;

/// Maximum number of kinds of records distinguished at one path.
const MAX_KINDS: usize = 64;

/// Minimum number of keys that files must have in common to be of one shape, if they have no other keys.
const MIN_KEYS_OF_SHAPE: usize = 3;

/// One kind of records.
struct Records {
    keys: BTreeSet<String>,
    /// Whether the records of all files have the same keys.
    is_uniform: bool,
    /// Indices in the list of selected values.
    files: Vec<usize>,
}

/// The files with records of one kind.
pub(super) struct FilesOfKind {
    /// Indices in the list of selected values.
    pub(super) positions: Vec<usize>,
    /// Whether the files are in one folder, have the same keys, and share a glob that matches no file of
    /// another kind.
    pub(super) is_of_one_shape: bool,
}

/// The values that a path selects in a file, with the file's index.
pub(super) type Selected<'a> = (usize, Vec<Value<'a>>);

/// Returns the files of each kind of records, and the number of files left out because there are too many kinds. Skips
/// the files in which fewer than 99 percent of the values at the path are objects.
pub(super) fn kinds(
    path: &Steps,
    selected: &[Selected<'_>],
    files: &[ScannedFile<'_>],
) -> (Vec<FilesOfKind>, usize) {
    let name = path.last_name().unwrap_or_default().to_lowercase();
    let is_document = path.0.is_empty();
    let is_generic = name.is_empty() || GENERIC_NAMES.contains(&name.as_str());
    // Files with few records may lack optional fields. If there are many such files, fewer common keys are
    // enough.
    let small = selected.iter().filter(|(_, values)| values.len() <= MAX_OF_SMALL_FILE).count();
    let has_small_files = small >= MIN_PARTS && small.saturating_mul(2) >= selected.len();
    let alike = if is_generic && !is_document && !has_small_files {
        share_most_keys
    } else {
        share_some_keys
    };
    let mut kinds: Vec<Records> = Vec::new();
    let mut known: HashMap<BTreeSet<String>, usize> = HashMap::new();
    let mut too_many = 0;
    for (position, (_, values)) in selected.iter().enumerate() {
        let objects = values.iter().filter(|value| value.kind() == Kind::Object).count();
        if objects.saturating_mul(100) < values.len().saturating_mul(99) {
            continue;
        }
        let keys = if selected.len() == 1 { BTreeSet::new() } else { frequent_keys(values) };
        let fitting = known.get(&keys).copied();
        let fitting = fitting.or_else(|| kinds.iter().position(|kind| alike(&keys, &kind.keys)));
        let kind = match fitting {
            Some(kind) => kind,
            None if kinds.len() == MAX_KINDS => {
                too_many += 1;
                continue;
            }
            None => {
                kinds.push(Records { keys: keys.clone(), is_uniform: true, files: Vec::new() });
                kinds.len() - 1
            }
        };
        if let Some(kind) = kinds.get_mut(kind) {
            kind.is_uniform &= kind.keys == keys;
            kind.keys.extend(keys.iter().cloned());
            kind.files.push(position);
        }
        known.insert(keys, kind);
    }
    let kinds = merged(kinds, alike).into_iter().map(|kind| FilesOfKind {
        is_of_one_shape: is_of_one_shape(&kind, selected, files),
        positions: kind.files,
    });
    let kinds = if is_generic && !is_document {
        kinds.flat_map(|kind| by_file(kind, selected, files)).collect()
    } else {
        kinds.collect()
    };
    (kinds, too_many)
}

/// Merges kinds that have turned out to be alike.
fn merged(
    kinds: Vec<Records>,
    alike: fn(&BTreeSet<String>, &BTreeSet<String>) -> bool,
) -> Vec<Records> {
    let mut merged: Vec<Records> = Vec::new();
    for kind in kinds {
        match merged.iter_mut().find(|known| alike(&known.keys, &kind.keys)) {
            Some(known) => {
                known.is_uniform &= kind.is_uniform && known.keys == kind.keys;
                known.keys.extend(kind.keys);
                known.files.extend(kind.files);
                known.files.sort_unstable();
            }
            None => merged.push(kind),
        }
    }
    merged
}

fn is_of_one_shape(kind: &Records, selected: &[Selected<'_>], files: &[ScannedFile<'_>]) -> bool {
    if !kind.is_uniform || kind.keys.len() < MIN_KEYS_OF_SHAPE {
        return false;
    }
    let numbers = kind.files.iter().filter_map(|position| selected.get(*position));
    let numbers: BTreeSet<usize> = numbers.map(|(number, _)| *number).collect();
    let (mut wanted, mut others) = (BTreeSet::new(), BTreeSet::new());
    for (number, file) in files.iter().enumerate() {
        let side = if numbers.contains(&number) { &mut wanted } else { &mut others };
        side.insert(file.path);
    }
    globs::share_one_glob(&wanted, &others)
}

/// Splits a kind by file, unless there are many files, the names of the files differ only in numbers, or the files are
/// of one shape.
fn by_file(
    kind: FilesOfKind,
    selected: &[Selected<'_>],
    files: &[ScannedFile<'_>],
) -> Vec<FilesOfKind> {
    let stems: BTreeSet<Vec<String>> = kind
        .positions
        .iter()
        .filter_map(|position| files.get(selected.get(*position)?.0))
        .map(|file| without_numbers(file.path))
        .collect();
    if stems.len() <= 1 || kind.positions.len() >= MIN_PARTS || kind.is_of_one_shape {
        return vec![kind];
    }
    let single = |file| FilesOfKind { positions: vec![file], is_of_one_shape: false };
    kind.positions.into_iter().map(single).collect()
}

fn without_numbers(path: &str) -> Vec<String> {
    let words = words(path).into_iter();
    let letters = words.map(|word| word.replace(|character: char| character.is_ascii_digit(), ""));
    letters.filter(|word| !word.is_empty()).collect()
}

/// Returns the keys that at least half of the objects have.
fn frequent_keys(values: &[Value<'_>]) -> BTreeSet<String> {
    let mut counts: HashMap<Cow<'_, str>, usize> = HashMap::new();
    for member in values.iter().flat_map(Value::members) {
        *counts.entry(member.name()).or_default() += 1;
    }
    let frequent = counts.into_iter().filter(|(_, count)| count.saturating_mul(2) >= values.len());
    frequent.map(|(key, _)| key.into_owned()).collect()
}

/// Whether at least half of all keys are in both sets.
fn share_most_keys(left: &BTreeSet<String>, right: &BTreeSet<String>) -> bool {
    let common = left.intersection(right).count();
    common.saturating_mul(2) >= left.union(right).count()
}

/// Whether at least a third of the keys of the smaller set are in the other set. The remaining keys may be
/// optional.
fn share_some_keys(left: &BTreeSet<String>, right: &BTreeSet<String>) -> bool {
    let common = left.intersection(right).count();
    common.saturating_mul(3) >= left.len().min(right.len())
}
