//! The records that are counted by a key.

use crate::finding::Place;
use crate::path::{self, Condition, Field};
use crate::rule::{Accepts, Collection, Lookups, scalar_text};
use std::collections::HashMap;

/// Returns the places of the counted records of a collection, by their key, and the number of records that
/// may have any key because the value of their key field is not accepted.
pub(super) fn places_by_key(
    to: &str,
    to_where: Option<&Condition>,
    join: Option<&(Field, Field)>,
    lookups: &Lookups<'_>,
) -> (HashMap<Option<String>, Vec<Place>>, u64) {
    let mut places: HashMap<Option<String>, Vec<Place>> = HashMap::new();
    let mut unread = 0;
    for record in lookups.collections.get(to).map(Collection::records).unwrap_or_default() {
        if !to_where.is_none_or(|condition| condition.holds_for(record.value)) {
            continue;
        }
        let mut add =
            |key: Option<String>| places.entry(key).or_default().push(record.name_place());
        match join {
            None => add(None),
            Some((field, _)) => {
                // Unreliable values are met, and counted, once.
                let (is_read, _) = path::watch(|| Accepts::Scalar.accepts(field, record.value));
                unread += u64::from(!is_read);
                field.each(record.value, |value| {
                    if let Some(key) = scalar_text(value) {
                        add(Some(key.into_owned()));
                    }
                });
            }
        }
    }
    (places, unread)
}
