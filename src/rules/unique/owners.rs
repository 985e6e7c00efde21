//! The owners of keys: records, their items, or the items of several lists.

use crate::document::Value;
use crate::path::Field;
use std::collections::HashSet;

/// The owners of keys.
pub(super) enum KeyOwners {
    Records,
    Items(Vec<Field>),
    Apart(Vec<Field>),
}

impl KeyOwners {
    /// Calls `visit` with each owner of a key, and with the index in `apart` of the list that contains it (0
    /// without `apart`).
    pub(super) fn each<'v>(&self, record: Value<'v>, mut visit: impl FnMut(Value<'v>, usize)) {
        match self {
            KeyOwners::Records => visit(record, 0),
            KeyOwners::Items(items) => {
                // Two fields may select the same item, and a single field such as `tags[0, 0]` may select it
                // twice.
                let mut seen = HashSet::new();
                let mut once = |item: Value<'v>| {
                    if seen.insert(item.span().start) {
                        visit(item, 0);
                    }
                };
                for field in items {
                    field.each(record, &mut once);
                }
            }
            KeyOwners::Apart(lists) => {
                for (list, field) in lists.iter().enumerate() {
                    field.each(record, |item| visit(item, list));
                }
            }
        }
    }

    /// Converts fields relative to an item into fields relative to the record. Returns `None` if the owners are the
    /// records.
    pub(super) fn fields_of_items(&self, fields: &[Field]) -> Option<Vec<Field>> {
        let mut of_items = self.fields().peekable();
        of_items.peek()?;
        let joined = |items: &Field| -> Vec<Field> {
            fields.iter().filter_map(|field| items.joined(field)).collect()
        };
        Some(of_items.flat_map(joined).collect())
    }

    /// Returns the fields that select the items.
    pub(super) fn fields(&self) -> impl Iterator<Item = &Field> {
        let fields = match self {
            KeyOwners::Records => &[],
            KeyOwners::Items(fields) | KeyOwners::Apart(fields) => fields.as_slice(),
        };
        fields.iter()
    }

    /// Returns the help of a finding about a shared key.
    pub(super) fn help(&self) -> &'static str {
        match self {
            KeyOwners::Records => "give each record a distinct key, or remove the duplicate",
            KeyOwners::Items(_) => "give each item a distinct key, or remove the duplicate",
            KeyOwners::Apart(_) => "remove it from all but one of the lists",
        }
    }
}
