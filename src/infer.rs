//! Infers a rulebook for a dataset that has none, from its documents: `factlint init`.
//!
//! Documents go in, a [`Plan`] comes out, and the plan is written as TOML with a comment on each
//! rule that states the evidence for it. Nothing here reads or writes a file. Inference is linear
//! in the size of the documents: their structure is one tree of paths, the fields of each
//! collection are columns, and each inference reads the columns.
//!
//! A rule is proposed only if enough of the data supports it to rule out chance, and if the data violates
//! it in at most three places, and in at most one of fifty. Then the rules are run on the data:
//! [`Plan::adjust`] drops each rule that has more findings than that, and keeps the findings of the others
//! as exceptions that the rulebook lists.

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
pub use plan::{Counterexample, Plan, PlannedCollection, SkippedFile};

use crate::document::{Document, Value};
use crate::value::date::PartialDate;
use collections::Found;
use std::collections::HashSet;
use structure::Structure;

/// A parsed file of the folder, which may be a document of the dataset or a schema.
#[derive(Debug, Clone, Copy)]
pub struct ScannedFile<'a> {
    /// Path relative to the folder, with `/` on every system.
    pub path: &'a str,
    /// The parsed file.
    pub document: &'a Document,
    /// Path of the schema that the document names, relative to the folder, if that file exists.
    pub schema: Option<&'a str>,
}

/// Information about the folder besides the files in it that could be parsed.
#[derive(Debug, Clone, Default)]
pub struct ScanContext {
    /// Files that are not documents of the dataset, and why.
    pub left_out: Vec<SkippedFile>,
    /// Whether there are folders that were not searched.
    pub has_other_folders: bool,
}

/// Returns how many of `seen` places may violate a rule that is nevertheless kept.
fn allowance(seen: usize) -> usize {
    (seen / 50).min(3)
}

/// Infers the rulebook that the files satisfy. `today` is the day of the run.
#[must_use]
pub fn infer(files: &[ScannedFile<'_>], context: ScanContext, today: &PartialDate) -> Plan {
    let (schemas, data): (Vec<ScannedFile<'_>>, Vec<ScannedFile<'_>>) =
        files.iter().partition(|file| schemas::is_schema(file.document));
    // If there are only schemas, the schemas are the dataset.
    let (schemas, data) = if data.is_empty() { (Vec::new(), schemas) } else { (schemas, data) };
    let roots: Vec<Value<'_>> = data.iter().filter_map(|file| file.document.root()).collect();
    let structure = Structure::of(roots);
    let (collections, not_searched) = collections::find(&data, &structure);
    let mut plan = Plan::new(today, context, not_searched);
    plan.add_documents(&data, &schemas);
    for (collection, drafts) in collections.iter().zip(drafts(&collections, today)) {
        plan.add_collection(collection, &data, drafts);
    }
    plan.finish()
}

/// Drafts the rules of each collection.
fn drafts(collections: &[Found<'_>], today: &PartialDate) -> Vec<Vec<Draft>> {
    let mut references = references::drafts(collections);
    let ids = parts::ids_of_all(collections);
    let mut all = Vec::new();
    for (own, collection) in collections.iter().enumerate() {
        // Draft at most one rule about the kind of values in a field.
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
