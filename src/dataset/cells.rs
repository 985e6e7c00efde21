//! Determines the types of the cells of CSV documents. This happens after the documents have been found,
//! since their schemas are not known before.

use super::schemas::Compiled;
use super::{DocumentToCheck, Reader, form_of};
use crate::document::{CellTypes, Form};
use crate::rulebook::Rulebook;

impl Reader {
    /// Reads CSV cells as numbers and booleans if a schema requires these types. The schema may belong to the
    /// document or to a collection of its rows.
    pub(super) fn type_cells(&mut self, rulebook: &Rulebook, compiled: &Compiled) {
        for document in &compiled.documents {
            let key = self.failure.files.key(document.file).unwrap_or_default();
            if !matches!(form_of(key), Form::Csv | Form::Tsv) {
                continue;
            }
            let types = cell_types(rulebook, compiled, *document, key);
            if !types.is_empty() {
                self.failure.files.set_cell_types(document.file, types, rulebook.limits);
            }
        }
    }
}

fn cell_types(
    rulebook: &Rulebook,
    compiled: &Compiled,
    document: DocumentToCheck,
    key: &str,
) -> CellTypes {
    let collections = rulebook.collections.iter().zip(&compiled.of_collections);
    let row_collections = collections.filter(|(collection, _)| {
        let selects_rows =
            |path: &crate::path::Path| path.first_name().is_none() && path.is_streamable();
        collection.is_in(key) && collection.select.iter().any(selects_rows)
    });
    let indexes = row_collections.filter_map(|(_, index)| *index).chain(document.schema);
    let mut types = CellTypes::default();
    for schema in indexes.filter_map(|index| compiled.schemas.get(index)) {
        schema.add_cell_types(&mut types);
    }
    types
}
