//! Infers that texts do not begin or end with a space, and do not contain several spaces in a row.

use super::collections::Collection;
use super::columns::{Cell, Column};
use super::draft::Draft;
use super::steps::{Step, Steps};
use super::tolerance;
use crate::finding::Level;
use crate::words::grouped;
use regex::Regex;
use std::collections::{BTreeMap, HashSet};

/// Minimum number of texts.
const MIN_TEXTS: usize = 50;

/// Patterns that texts never match, strictest first, each with a description of the texts.
const NEVER: [(&str, &str); 3] = [
    (r"^\s|\s$|[ \t]{2}", "do not begin or end with a space, and have no two spaces in a row"),
    (r"^\s|\s$", "neither begin nor end with a space"),
    (r"^[ \t]|[ \t]$", "neither begin nor end with a space on their line"),
];

/// For each object, drafts a rule for the texts that no other rule reads: names, titles, descriptions. `explained`
/// contains the indices of columns whose values another rule reads.
pub(super) fn drafts(collection: &Collection<'_>, explained: &HashSet<usize>) -> Vec<Draft> {
    let mut by_parent: BTreeMap<String, Vec<&Column<'_>>> = BTreeMap::new();
    for (position, column) in collection.columns.iter().enumerate() {
        if !explained.contains(&position) && column.is_text() && !column.steps.is_key_or_file_name()
        {
            // The items of a list have no names, so they cannot be combined with other fields.
            let parent = match column.steps.0.last() {
                Some(Step::Name(_)) => Steps(column.steps.parent().to_vec()),
                _ => column.steps.clone(),
            };
            by_parent.entry(parent.as_field()).or_default().push(column);
        }
    }
    by_parent.values().filter_map(|columns| draft(collection, columns)).collect()
}

fn draft(collection: &Collection<'_>, columns: &[&Column<'_>]) -> Option<Draft> {
    let cells: Vec<&Cell<'_>> = columns.iter().flat_map(|column| &column.cells).collect();
    let total = cells.len();
    if total < MIN_TEXTS {
        return None;
    }
    let found = NEVER.into_iter().find_map(|(pattern, description)| {
        let never = Regex::new(pattern).ok()?;
        let wrong = cells.iter().filter(|cell| never.is_match(&cell.text())).count();
        (wrong <= tolerance(total)).then_some((pattern, description, total - wrong))
    });
    let (pattern, description, fitting) = found?;
    let first = columns.first()?;
    let field = match columns {
        [only] => only.steps.as_field(),
        several => Steps::several(several.iter().map(|column| &column.steps))?,
    };
    let rests_on = format!("{} of {} texts {description}.", grouped(fitting), grouped(total));
    let parent = Steps(first.steps.parent().to_vec());
    let draft = Draft::new("pattern", Level::Warning, collection, &parent);
    let draft = if parent.names().next().is_none() {
        Draft::about("pattern", Level::Warning, collection, "spaces")
    } else {
        draft.with_suffix("spaces")
    };
    Some(draft.text("field", field).text("never", pattern).rests_on(rests_on, total))
}
