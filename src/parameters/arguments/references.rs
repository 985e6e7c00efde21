//! `collection.field` arguments.

use super::{Reader, ReferenceField, Spanned, TableValue, report_path};
use crate::path::{Field, KeyFields};

impl Reader<'_> {
    /// Reads a list of `collection.field` references. A reference may itself be a list: the fields of one key. Each
    /// error is reported at its place in the text.
    pub(super) fn references(&mut self, value: &TableValue<'_>) -> Option<Vec<ReferenceField>> {
        let items = if value.is_list() { value.items(self.problems)? } else { Vec::new() };
        if !items.iter().any(TableValue::is_list) {
            let written = self.distinct_texts(value)?;
            if written.is_empty() {
                return self.refuse_empty(value, "`collection.field`");
            }
            let read: Vec<_> = written.iter().map(|one| self.reference(one)).collect();
            return read.into_iter().collect();
        }
        let read: Vec<_> = items.iter().map(|item| self.reference_by_key(item)).collect();
        read.into_iter().collect()
    }

    /// Refuses an empty list. `item` names what the list should contain.
    pub(super) fn refuse_empty<T>(&mut self, value: &TableValue<'_>, item: &str) -> Option<T> {
        let message = format!("got an empty list, want at least one {item}");
        self.problems.add(value.span.clone(), message, "too few");
        None
    }

    /// Reads the fields of one key, which must be fields of one collection.
    fn reference_by_key(&mut self, value: &TableValue<'_>) -> Option<ReferenceField> {
        let written = self.distinct_texts(value)?;
        let Some(first) = written.first() else {
            return self.refuse_empty(value, "`collection.field`");
        };
        let read: Vec<_> = written.iter().map(|one| self.reference(one)).collect();
        let read: Vec<ReferenceField> = read.into_iter().collect::<Option<_>>()?;
        let collection = read.first()?.collection.clone();
        if let Some(other) = read.iter().find(|one| one.collection != collection) {
            let message = format!(
                "got fields of `{collection}` and `{}`, want the fields of one collection",
                other.collection
            );
            self.problems.add(first.span.clone(), message, "in this list");
            return None;
        }
        let text = read.iter().map(|one| one.text.as_str()).collect::<Vec<_>>().join(", ");
        let fields = read.iter().flat_map(|one| one.field.iter().cloned()).collect();
        Some(ReferenceField { text, collection, field: KeyFields::new(fields)? })
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
        Some(ReferenceField {
            text: text.to_owned(),
            collection: collection?,
            field: parsed.ok()?.into(),
        })
    }
}
