//! `collection.field` arguments.

use super::{Reader, ReferenceField, Spanned, TableValue, report_path};
use crate::path::Field;

impl Reader<'_> {
    /// Reads a list of `collection.field` references. Each error is reported at its place in the text.
    pub(super) fn references(&mut self, value: &TableValue<'_>) -> Option<Vec<ReferenceField>> {
        let written = self.distinct_texts(value)?;
        if written.is_empty() {
            let message = "got an empty list, want at least one `collection.field`";
            self.problems.add(value.span.clone(), message, "too few");
            return None;
        }
        let read: Vec<_> = written.iter().map(|one| self.reference(one)).collect();
        read.into_iter().collect()
    }

    fn reference(&mut self, written: &Spanned<String>) -> Option<ReferenceField> {
        let text = written.value.as_str();
        let Some((name, field)) = text.find(['.', '[']).and_then(|at| text.split_at_checked(at))
        else {
            let message = format!("got `{text}`, want a collection and a field of its records");
            let help = format!("write for example `{text}.id`");
            self.problems.add_with_help(written.span.clone(), message, "no field", Some(help));
            return None;
        };
        // One dot separates the collection from the field; a second dot, or a bracket, belongs to the
        // field.
        let field = field.strip_prefix('.').filter(|rest| !rest.starts_with('.')).unwrap_or(field);
        let before_field = text.len() - field.len();
        let span = written.part_in(self.text, 0..name.len());
        let collection = self.collection(Spanned { value: name.to_owned(), span });
        let parsed = Field::parse(field);
        report_path(self.text, written, before_field, &parsed, Field::warnings, self.problems);
        Some(ReferenceField { text: text.to_owned(), collection: collection?, field: parsed.ok()? })
    }
}
