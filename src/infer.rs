//! Infers a rulebook for a dataset that has none, from its documents: `factlint init`.
//!
//! The input is parsed documents, and the output is a [`Plan`]. The plan is written as TOML, with a comment on
//! each rule that states the evidence for it. This module neither reads nor writes files. Inference is linear
//! in the size of the documents: their structure is one tree of paths, the fields of each collection are
//! columns, and each inference reads the columns.
//!
//! A rule is proposed only if enough data supports it to rule out chance. The data may violate the rule in at most
//! three places, and in at most one place of 50; from 20 places on, one violation is always allowed. If the rule can
//! have true exceptions, the limits are two places, and one place of 200. Then the rules are run on the data.
//! [`Plan::adjust`] drops each rule whose findings exceed these limits. It keeps the findings of the other rules as
//! exceptions, which the rulebook lists.

mod claims;
mod codelists;
mod collections;
mod columns;
mod conditions;
mod counts;
mod dates;
mod dependencies;
mod draft;
mod forms;
mod globs;
mod ids;
mod inverses;
mod kinds;
mod left_out;
mod lists;
mod maps;
mod names;
mod naming;
mod orders;
mod parts;
mod plain;
mod plan;
mod presence;
mod ranges;
mod references;
mod schemas;
mod scopes;
mod spaces;
mod steps;
mod structure;
mod toml;
mod types;
mod words;

pub use draft::Draft;
pub use plan::{Counterexample, Plan, PlannedCollection, SkippedFile};

use crate::document::{Document, Value};
use crate::value::date::PartialDate;
use collections::Collection;
use references::References;
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

/// Information about the folder, in addition to its parsed files.
#[derive(Debug, Clone, Default)]
pub struct ScanContext {
    /// Files that are not documents of the dataset, with the reasons.
    pub left_out: Vec<SkippedFile>,
    /// Whether some folders were not searched.
    pub has_other_folders: bool,
    /// Paths of the documents that cannot be parsed, relative to the folder.
    pub broken: Vec<String>,
}

/// Minimum number of places for a rule to be proposed although one of them violates it.
const MIN_FOR_ONE_VIOLATION: usize = 20;

/// Returns how many violations a rule may have in `seen` places without being dropped.
fn allowance(seen: usize) -> usize {
    (seen / 50).clamp(usize::from(seen >= MIN_FOR_ONE_VIOLATION), 3)
}

/// Like [`allowance`], for rules that data may violate for a good reason, such as orders, forms, and relations
/// between fields.
fn tolerance(seen: usize) -> usize {
    (seen / 200).min(2)
}

/// Infers the rulebook that the files satisfy. `today` is the day of the run.
#[must_use]
pub fn infer(files: &[ScannedFile<'_>], mut context: ScanContext, today: &PartialDate) -> Plan {
    let (schemas, data): (Vec<ScannedFile<'_>>, Vec<ScannedFile<'_>>) =
        files.iter().partition(|file| schemas::is_schema(file));
    // If there are only schemas, the schemas are the dataset.
    let (schemas, data) = if data.is_empty() { (Vec::new(), schemas) } else { (schemas, data) };
    let data = left_out::leave_out(data, &mut context.left_out);
    let (data, roots): (Vec<ScannedFile<'_>>, Vec<Value<'_>>) =
        data.iter().filter_map(|file| Some((*file, file.document.root()?))).unzip();
    let maps = maps::map_documents(&roots);
    let structure = Structure::of(roots.into_iter().zip(maps.iter().copied()));
    let (mut collections, not_searched) = collections::find(&data, &maps, &structure);
    let references = references::find_and_choose_ids(&mut collections);
    let mut plan = Plan::new(today, context, not_searched);
    plan.add_documents(&data, &schemas);
    for (collection, drafts) in collections.iter().zip(drafts(&collections, references, today)) {
        plan.add_collection(collection, &data, drafts);
    }
    plan.finish()
}

/// Drafts the rules of each collection.
fn drafts(
    collections: &[Collection<'_>],
    mut references: References,
    today: &PartialDate,
) -> Vec<Vec<Draft>> {
    let mut inverses = inverses::drafts(collections, &references);
    let ids = parts::ids_of_all(collections);
    let mut all = Vec::new();
    for (index, collection) in collections.iter().enumerate() {
        // Draft at most one rule about the kind of values in a field.
        let mut explained: HashSet<usize> = collection.id.into_iter().collect();
        let mut drafts = ids::drafts(collection);
        for (position, column) in collection.columns.iter().enumerate() {
            let reference = references
                .remove(&(index, position))
                .map(|reference| reference.draft)
                .or_else(|| parts::relative_draft(collection, column))
                .or_else(|| parts::part_draft(collections, &ids, index, column));
            if let Some(draft) = reference {
                explained.insert(position);
                drafts.push(draft);
            }
        }
        let own_inverses = inverses.extract_if(.., |(owner, _)| *owner == index);
        drafts.extend(own_inverses.map(|(_, draft)| draft));
        let dates = dates::columns_of_dates(collection);
        explained.extend(&dates);
        drafts.extend(lists::drafts(collection, &explained));
        drafts.extend(lists::drafts_of_records(collection));
        let names = names::drafts(collection);
        drafts.retain(|draft| !names.iter().any(|name| name.implies(draft)));
        // The form of a name is that of the field that repeats it.
        let repeated = names.iter().filter_map(Draft::compared_name).map(str::to_owned);
        let repeated: HashSet<String> = repeated.collect();
        drafts.extend(names);
        drafts.extend(presence::drafts(collection));
        drafts.extend(conditions::drafts(collection));
        drafts.extend(dates::drafts(collection, &dates, today));
        drafts.extend(ranges::drafts(collection, &dates.iter().copied().collect()));
        drafts.extend(orders::drafts(collection));
        drafts.extend(counts::drafts(collection));
        drafts.extend(dependencies::drafts(collection));
        for (position, column) in collection.columns.iter().enumerate() {
            let is_id = collection.id == Some(position);
            let is_repeated =
                column.steps.is_key_or_file_name() && repeated.contains(&column.steps.as_field());
            if !is_repeated && (is_id || !explained.contains(&position)) {
                let list = if is_id { None } else { codelists::draft(collection, column) };
                let draft = list.or_else(|| forms::draft(collection, column));
                if let Some(draft) = draft {
                    explained.insert(position);
                    drafts.push(draft);
                }
            }
        }
        drafts.extend(claims::drafts(collections, collection));
        drafts.extend(types::drafts(collection));
        drafts.extend(spaces::drafts(collection, &explained));
        all.push(drafts);
    }
    all
}
