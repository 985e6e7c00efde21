//! Lists the first records of each collection.

use super::Background;
use crate::engine::{Summary, each_record_until};
use crate::files::Files;
use crate::finding::Place;
use crate::parameters::CollectionDefinition;
use crate::rule::Record;
use std::borrow::Cow;
use std::ops::ControlFlow;

/// Maximum number of records that are listed per collection.
const MAX_RECORDS: usize = 200;

/// A collection with its first records.
pub(super) struct ListedCollection<'r> {
    pub(super) name: &'r str,
    /// The number of all records.
    pub(super) number: usize,
    /// The first records, in dataset order.
    pub(super) records: Vec<ListedRecord>,
}

/// A record of a collection.
pub(super) struct ListedRecord {
    pub(super) id: Option<String>,
    /// The name or the title; `None` if the record has neither.
    pub(super) name: Option<String>,
    pub(super) place: Place,
}

/// Returns the collections of a dataset with their first records, in rulebook order.
pub(super) fn collections<'r>(
    background: &Background<'_>,
    summary: &'r Summary,
    files: &Files,
) -> Vec<ListedCollection<'r>> {
    let definitions = &background.rulebook.collections;
    let listed = summary.records.iter().map(|(name, number)| {
        let definition = definitions.iter().find(|known| known.name == *name);
        let records = definition.map(|definition| first_records(definition, background, files));
        ListedCollection { name, number: *number, records: records.unwrap_or_default() }
    });
    listed.collect()
}

fn first_records(
    collection: &CollectionDefinition,
    background: &Background<'_>,
    files: &Files,
) -> Vec<ListedRecord> {
    let mut records = Vec::new();
    for file in background.documents {
        if !files.key(*file).is_some_and(|key| collection.is_in(key)) {
            continue;
        }
        let visited = each_record_until(files, *file, collection, &mut |record| {
            if records.len() == MAX_RECORDS {
                return ControlFlow::Break(());
            }
            records.push(listed(&record, background));
            ControlFlow::Continue(())
        });
        if visited.is_break() {
            break;
        }
    }
    records
}

fn listed(record: &Record<'_>, background: &Background<'_>) -> ListedRecord {
    let model = &background.rulebook.model;
    let name = record.text(&model.name).or_else(|| record.text(&model.title));
    ListedRecord {
        id: record.written_id().map(Cow::into_owned),
        name: name.map(Cow::into_owned).filter(|name| !name.trim().is_empty()),
        place: record.name_place(),
    }
}
