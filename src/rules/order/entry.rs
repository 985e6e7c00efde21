//! Entries of a list. An entry is a value as written, with its sort key.

use crate::document::Value;
use crate::finding::ValueInRecord;
use crate::rule::{Record, scalar_text};
use crate::value::number::Decimal;
use crate::value::order::{Form, Scalar};
use crate::value::sequence;
use crate::value::shortened;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// One value of a list.
#[derive(Serialize, Deserialize)]
pub(super) struct Entry {
    pub(super) value: Written,
    pub(super) sort_key: Option<Box<Written>>,
    pub(super) at: ValueInRecord,
}

/// A value as written.
#[derive(Serialize, Deserialize)]
pub(super) enum Written {
    Number(Box<str>),
    Text(Box<str>),
}

/// Returns the values of a list in the form in which they are compared.
pub(super) fn scalars(entries: &[Entry]) -> Vec<Scalar<'_>> {
    entries.iter().map(|entry| entry.value.as_scalar()).collect()
}

/// Returns the sort keys of a list. Entries without a sort key are omitted.
pub(super) fn sort_keys(entries: &[Entry]) -> Vec<Scalar<'_>> {
    entries.iter().filter_map(|entry| Some(entry.sort_key.as_ref()?.as_scalar())).collect()
}

/// Returns the entries at the given positions, in the order of the positions.
pub(super) fn in_order(entries: Vec<Entry>, positions: &[usize]) -> Vec<Entry> {
    let mut entries: Vec<Option<Entry>> = entries.into_iter().map(Some).collect();
    positions.iter().filter_map(|position| entries.get_mut(*position)?.take()).collect()
}

/// Returns a value as written, or `None` if it is not a scalar.
pub(super) fn written(value: Value<'_>) -> Option<Written> {
    let text = scalar_text(value)?.into();
    Some(if value.as_number().is_some() { Written::Number(text) } else { Written::Text(text) })
}

impl Entry {
    pub(super) fn new(
        value: Written,
        sort_key: Option<Written>,
        place: Value<'_>,
        record: &Record<'_>,
    ) -> Entry {
        let at = ValueInRecord::new(place, record.value);
        Entry { value, sort_key: sort_key.map(Box::new), at }
    }

    pub(super) fn has_readable_key(&self, form: Form) -> bool {
        let key = self.sort_key.as_ref();
        key.is_some_and(|key| sequence::is_readable(key.as_scalar(), form))
    }

    pub(super) fn label(&self, word: &str, form: Form) -> String {
        let value = self.value.shown(form);
        match &self.sort_key {
            Some(key) => format!("{word}{value} ({})", shortened(key.text())),
            None => format!("{word}{value}"),
        }
    }
}

impl Written {
    pub(super) fn as_scalar(&self) -> Scalar<'_> {
        Scalar { text: self.text(), is_number: matches!(self, Written::Number(_)) }
    }

    pub(super) fn text(&self) -> &str {
        match self {
            Written::Number(text) | Written::Text(text) => text,
        }
    }

    /// Returns the text by which a finding's state names the value: a number by its value, not as written.
    pub(super) fn in_state(&self) -> Cow<'_, str> {
        match self {
            Written::Number(text) => match Decimal::from_json(text) {
                Ok(number) => number.to_string().into(),
                Err(_) => text.as_ref().into(),
            },
            Written::Text(text) => text.as_ref().into(),
        }
    }

    /// Formats the value for a message. A text is enclosed in quotation marks.
    pub(super) fn shown(&self, form: Form) -> String {
        let is_text = form.is_text() || (form == Form::Auto && matches!(self, Written::Text(_)));
        let shown = shortened(self.text());
        if is_text { format!("\"{shown}\"") } else { shown }
    }
}
