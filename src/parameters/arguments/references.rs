//! `collection.field`: what refers to something, as a rulebook names it.

use super::{Reader, ReferenceField, Spanned, TableValue, report_path_error};
use crate::path::{Field, PathError};
use std::ops::Range;

impl Reader<'_> {
    /// The fields of collections in a list; each mistake is reported at its own place in the text.
    pub(super) fn references(&mut self, value: &TableValue<'_>) -> Option<Vec<ReferenceField>> {
        let written = value.texts(self.problems)?;
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
        let Some((name, field)) = text.split_once('.') else {
            let message = format!("got `{text}`, want a collection and its field");
            let help = format!("write for example `{text}.id`");
            self.problems.add_with_help(written.span.clone(), message, "no field", Some(help));
            return None;
        };
        // The dot stands between the two; of `..`, which is a field of its own, it is the first.
        let field = if field.starts_with('.') { format!(".{field}") } else { field.to_owned() };
        let before_field = text.len() - field.len();
        let span = self.part_of(written, 0..name.len());
        let collection = self.collection(Spanned { value: name.to_owned(), span });
        let parsed = Field::parse(&field).map_err(|error| {
            let error = PathError { column: error.column + before_field, ..error };
            report_path_error(self.text, written, &error, self.problems);
        });
        Some(ReferenceField { text: text.to_owned(), collection: collection?, field: parsed.ok()? })
    }

    /// Where a part of a text stands in the rulebook; the whole text where it is written with escapes.
    fn part_of(&self, written: &Spanned<String>, part: Range<usize>) -> Range<usize> {
        let content = written.span.start + 1;
        let range = content + part.start..content + part.end;
        let stands_as_is = self.text.get(range.clone()) == written.value.get(part);
        if stands_as_is { range } else { written.span.clone() }
    }
}
