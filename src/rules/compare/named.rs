//! The record that a visited record names, and that contains the other values.

use crate::path::Field;
use crate::rule::{Accepts, Count, Lookups, Output, Record, key_text};

/// A record that the visited record names.
pub(super) struct Named {
    pub(super) key: Field,
    pub(super) to: String,
}

impl Named {
    /// Returns the record that a record names, or `None` if it names no record or several.
    pub(super) fn record<'l, 'a>(
        &self,
        record: &Record<'_>,
        lookups: &'l Lookups<'a>,
    ) -> Option<&'l Record<'a>> {
        let id = key_text(self.key.only(record.value)?)?;
        lookups.record_relative_to(record.value.document().file(), &self.to, &id)
    }

    /// Skips a key that is not an id. If no record or several records have the id, counts the comparison as
    /// undecided; `reference` reports an id without a record, and `unique` an id of several records.
    pub(super) fn skip(&self, record: &Record<'_>, output: &mut Output<'_, ()>) {
        match output.only(&self.key, record.value) {
            Some(key) if Accepts::Scalar.refusal(key).is_some() => output.skip(&self.key, key),
            Some(_) => {
                output.pass_over();
                output.count(Count::CannotTell);
            }
            None => output.count(Count::CannotTell),
        }
    }
}
