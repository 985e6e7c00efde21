//! What the documents of a dataset without a rulebook satisfy, as a rulebook: `factlint init`.
//!
//! Documents go in, a [`Plan`] comes out, and the plan is written as TOML with a comment on each rule
//! that says what it rests on. Nothing here reads or writes a file. Every road is linear in the size of
//! the documents: their structure is one tree of paths, the fields of each collection are columns, and
//! each inference looks at the columns.
//!
//! A rule is proposed only where the data shows it often enough to be no chance, and where the data
//! violates it in no more than three places and no more than one in fifty. Then it is tried on the
//! data: [`Plan::weigh`] takes what it reports, drops it where that is more, and keeps the rest as
//! exceptions that the rulebook names.

mod codelists;
mod collections;
mod columns;
mod dates;
mod draft;
mod globs;
mod ids;
mod kinds;
mod naming;
mod orders;
mod parts;
mod plan;
mod presence;
mod references;
mod schemas;
mod steps;
mod structure;
mod toml;
mod words;

pub use draft::Draft;
pub(crate) use draft::number;
pub use plan::{Counterexample, Plan, PlannedCollection, SkippedFile};

use crate::document::{Document, Value};
use crate::value::date::PartialDate;
use collections::Found;
use std::collections::HashSet;
use structure::Structure;

/// A file of the folder that may be a document of the dataset.
#[derive(Debug, Clone, Copy)]
pub struct JsonFile<'a> {
    /// Its path seen from the folder, with `/` on every system.
    pub path: &'a str,
    /// What is in it.
    pub document: &'a Document,
    /// Its schema, seen from the folder, where the document names one that is there.
    pub schema: Option<&'a str>,
}

/// What is known of a folder beside the JSON files that can be read.
#[derive(Debug, Clone, Default)]
pub struct ScanContext {
    /// The JSON files that are no documents of the dataset, and why.
    pub left_out: Vec<SkippedFile>,
    /// Whether there are folders that were not looked into.
    pub has_other_folders: bool,
}

/// In how many places of so many the data may violate a rule that is kept.
fn allowance(seen: usize) -> usize {
    (seen / 50).min(3)
}

/// The rulebook that some files satisfy, as far as their data shows. `today` is the day of the run.
#[must_use]
pub fn infer(files: &[JsonFile<'_>], surroundings: ScanContext, today: &PartialDate) -> Plan {
    let (schemas, data): (Vec<JsonFile<'_>>, Vec<JsonFile<'_>>) =
        files.iter().partition(|file| schemas::is_schema(file.document));
    // Where there is nothing else, the schemas are the dataset.
    let (schemas, data) = if data.is_empty() { (Vec::new(), schemas) } else { (schemas, data) };
    let roots: Vec<Value<'_>> = data.iter().filter_map(|file| file.document.root()).collect();
    let structure = Structure::of(roots);
    let (collections, not_looked_at) = collections::find(&data, &structure);
    let mut plan = Plan::new(today, surroundings, not_looked_at);
    plan.add_documents(&data, &schemas);
    for (collection, drafts) in collections.iter().zip(drafts(&collections, today)) {
        plan.add_collection(collection, &data, drafts);
    }
    plan.finish()
}

/// The rules of each collection.
fn drafts(collections: &[Found<'_>], today: &PartialDate) -> Vec<Vec<Draft>> {
    let mut references = references::drafts(collections);
    let ids = parts::ids_of_all(collections);
    let mut all = Vec::new();
    for (own, collection) in collections.iter().enumerate() {
        // What a field's values are has one explanation.
        let mut explained: HashSet<usize> = collection.id.into_iter().collect();
        let mut drafts = ids::drafts(collection);
        for (position, column) in collection.columns.iter().enumerate() {
            let reference = references
                .remove(&(own, position))
                .or_else(|| parts::relative_draft(collection, column))
                .or_else(|| parts::part_draft(collections, &ids, own, column));
            if let Some(draft) = reference {
                explained.insert(position);
                drafts.push(draft);
            }
        }
        let dates = dates::columns_of_dates(collection);
        explained.extend(&dates);
        drafts.extend(presence::drafts(collection));
        drafts.extend(dates::drafts(collection, &dates, today));
        drafts.extend(orders::drafts(collection));
        let others = collection.columns.iter().enumerate();
        let others = others.filter(|(position, _)| !explained.contains(position));
        drafts.extend(others.filter_map(|(_, column)| codelists::draft(collection, column)));
        all.push(drafts);
    }
    all
}
