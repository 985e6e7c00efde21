//! Finds the part of the dataset in which ids are unique, if they repeat from file to file or from folder to
//! folder.

use super::allowance;
use super::columns::Column;
use std::collections::{HashMap, HashSet};

/// Minimum number of files or folders with several records.
const MIN_PARTS: usize = 5;

/// The file and the folder of a record, as numbers. Equal numbers mean the same file or the same folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Location {
    pub(super) file: u64,
    pub(super) folder: u64,
}

/// A part of the dataset in which ids are unique.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Within {
    Document,
    Folder,
}

impl Within {
    /// Returns the word for the parameter `within`.
    pub(super) fn word(self) -> &'static str {
        match self {
            Within::Document => "document",
            Within::Folder => "folder",
        }
    }

    fn part_of(self, location: Location) -> u64 {
        match self {
            Within::Document => location.file,
            Within::Folder => location.folder,
        }
    }
}

/// Returns the largest part in which the values of a column are unique. Returns `None` if they are unique in no
/// part, or if there are too few parts to tell.
pub(super) fn unique_within(column: &Column<'_>, locations: &[Location]) -> Option<Within> {
    [Within::Folder, Within::Document].into_iter().find(|within| {
        let mut parts: HashMap<u64, usize> = HashMap::new();
        for location in locations {
            *parts.entry(within.part_of(*location)).or_default() += 1;
        }
        let several = parts.values().filter(|records| **records > 1).count();
        let distinct = values_by_part(*within, column, locations).len();
        several >= MIN_PARTS && distinct + allowance(column.cells.len()) >= column.cells.len()
    })
}

/// Minimum number of values to infer that they name only records of their own folder.
const MIN_REFERENCES: usize = 20;

/// Maximum share of the ids that may be in one folder, in percent. If nearly all ids are in one folder, most values
/// name records in that folder anyway.
const MAX_PERCENT_OF_FOLDER: usize = 60;

/// Whether the values of a column name only ids in their own folder, with a few exceptions, although other folders have
/// ids too.
pub(super) fn stays_in_folder(
    (column, locations): (&Column<'_>, &[Location]),
    (ids, locations_of_ids): (&Column<'_>, &[Location]),
) -> bool {
    let mut folders: HashMap<u64, usize> = HashMap::new();
    for location in ids.cells.iter().filter_map(|id| locations_of_ids.get(id.record as usize)) {
        *folders.entry(location.folder).or_default() += 1;
    }
    let several = folders.values().filter(|ids| **ids > 1).count();
    let most = folders.values().copied().max().unwrap_or_default();
    let total = column.cells.len();
    if total < MIN_REFERENCES
        || several < MIN_PARTS
        || most.saturating_mul(100) > ids.cells.len().saturating_mul(MAX_PERCENT_OF_FOLDER)
    {
        return false;
    }
    let (resolved, _) =
        resolved_within(Within::Folder, (column, locations), (ids, locations_of_ids));
    resolved + allowance(total) >= total
}

/// Returns the distinct pairs of a part of the dataset and a value of the column in that part.
fn values_by_part(
    within: Within,
    column: &Column<'_>,
    locations: &[Location],
) -> HashSet<(u64, u64)> {
    let values = column.cells.iter().filter_map(|cell| {
        let location = *locations.get(cell.record as usize)?;
        Some((within.part_of(location), cell.key))
    });
    values.collect()
}

/// Returns the number of values of a column that are ids in the same part of the dataset, and the number of distinct
/// values among them.
pub(super) fn resolved_within(
    within: Within,
    (column, locations): (&Column<'_>, &[Location]),
    (ids, locations_of_ids): (&Column<'_>, &[Location]),
) -> (usize, usize) {
    let known = values_by_part(within, ids, locations_of_ids);
    let (mut resolved, mut distinct) = (0, HashSet::new());
    for cell in &column.cells {
        let Some(location) = locations.get(cell.record as usize) else { continue };
        if known.contains(&(within.part_of(*location), cell.key)) {
            resolved += 1;
            distinct.insert(cell.key);
        }
    }
    (resolved, distinct.len())
}
