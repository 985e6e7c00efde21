//! Lists the records in documents that the rulebook's `exclude` leaves out. If an earlier finding about such
//! a record is no longer reported, the finding does not count as resolved.

use super::{Reader, form_of};
use crate::document::{Document, FileId};
use crate::files::read_document;
use crate::rule::Record;
use crate::rulebook::Rulebook;
use std::collections::{BTreeMap, BTreeSet};

/// The records that are left out.
#[derive(Debug, Clone, Default)]
pub struct LeftOut {
    /// The number of documents with such records.
    pub documents: usize,
    /// The anchors of the records, by collection.
    pub records: BTreeMap<String, BTreeSet<String>>,
}

impl Reader {
    /// Reads the documents that `exclude` leaves out. Documents that cannot be parsed, or are too large to be
    /// read as a whole, are skipped.
    pub(super) fn left_out(&self, rulebook: &Rulebook) -> LeftOut {
        let mut left_out = LeftOut::default();
        for path in &self.excluded {
            let file = self.folders.data.find(path).ok();
            let file = file.filter(|file| file.length() <= rulebook.limits.largest.into());
            let Some(Ok(bytes)) = file.map(|file| read_document(&file)) else { continue };
            let document =
                Document::parse_as(form_of(path), FileId::UNLISTED, bytes, rulebook.limits);
            left_out.documents += usize::from(left_out.add(path, &document, rulebook));
        }
        left_out
    }
}

impl LeftOut {
    /// Adds the records of a document that have an id. Returns whether there are any.
    fn add(&mut self, path: &str, document: &Document, rulebook: &Rulebook) -> bool {
        let mut has_any = false;
        let collections = rulebook.collections.iter().filter(|collection| collection.is_in(path));
        for collection in collections {
            for value in collection.select_in(document) {
                let record = Record { value, collection };
                if record.written_id().is_some() {
                    has_any = true;
                    let anchors = self.records.entry(collection.name.clone()).or_default();
                    anchors.insert(record.anchor());
                }
            }
        }
        has_any
    }
}
