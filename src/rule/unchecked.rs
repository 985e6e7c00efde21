//! Stores the places that rules could not check. The summary only counts them, but they can also be listed.

use super::Count;
use crate::finding::Place;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// The values that a rule did not check, by count and field.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unchecked {
    entries: Vec<UncheckedEntry>,
}

/// The values that one rule did not check in one field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UncheckedEntry {
    /// The count to which the values belong.
    pub count: Count,
    /// The field, as the rulebook writes it; empty if the whole record was not checked.
    pub field: String,
    /// The number of unchecked values, including those without a stored place.
    pub number: u64,
    /// The places of the values. If a value was not checked because of its type, its place has a description
    /// of the value.
    places: Vec<(Place, Option<Cow<'static, str>>)>,
    /// Maximum number of places that are kept.
    limit: usize,
}

/// The description of a record that was not checked because the rule needs its id.
pub const WITHOUT_ID: &str = "a record without an id";

/// The description of a claim that was not checked because it cannot be compared.
pub const UNREADABLE_CLAIM: &str = "a claim whose topic or value cannot be read";

/// Maximum number of places that are kept per entry, unless all are requested.
pub const MAX_FIRST_PLACES: usize = 12;

impl Unchecked {
    /// Increments `count` for `field`, and stores the place. Places are not truncated before the next
    /// `merge`, since `take_back` needs all of them.
    pub fn add(
        &mut self,
        count: Count,
        field: &str,
        place: Option<Place>,
        got: Option<&'static str>,
        limit: usize,
    ) {
        if let Some(entry) = self.entry(count, field, limit) {
            entry.add(place, got);
        }
    }

    /// Like [`Unchecked::add`], for values that are never taken back. Therefore only the first places are
    /// kept.
    pub fn add_for_good(
        &mut self,
        count: Count,
        field: &str,
        place: Option<Place>,
        got: Option<&'static str>,
        limit: usize,
    ) {
        if let Some(entry) = self.entry(count, field, limit) {
            entry.add(place, got);
            if entry.places.len() / 2 > limit {
                entry.sort();
            }
        }
    }

    fn entry(&mut self, count: Count, field: &str, limit: usize) -> Option<&mut UncheckedEntry> {
        let is_same = |entry: &UncheckedEntry| entry.count == count && entry.field == field;
        let position = self.entries.iter().position(is_same).unwrap_or_else(|| {
            let (field, places) = (field.to_owned(), Vec::new());
            self.entries.push(UncheckedEntry { count, field, number: 0, places, limit });
            self.entries.len() - 1
        });
        let entry = self.entries.get_mut(position);
        debug_assert!(entry.is_some(), "the entry is there, or was just added");
        entry
    }

    /// Sorts the places in dataset order, and keeps only the first ones.
    pub fn sort(&mut self) {
        self.entries.iter_mut().for_each(UncheckedEntry::sort);
    }

    /// Like [`Unchecked::sort`], but takes and returns `self`.
    #[must_use]
    pub fn sorted(mut self) -> Unchecked {
        self.sort();
        self
    }

    /// Adds the counts and places of another list. If there are more than `limit` places, they are sorted and
    /// truncated.
    pub fn merge(&mut self, more: Unchecked) {
        for more in more.entries {
            let is_same = |entry: &&mut UncheckedEntry| {
                entry.count == more.count && entry.field == more.field
            };
            match self.entries.iter_mut().find(is_same) {
                None => self.entries.push(more),
                Some(entry) => {
                    entry.number += more.number;
                    entry.places.extend(more.places);
                    if entry.places.len() > entry.limit {
                        entry.sort();
                    }
                }
            }
        }
    }

    /// Checks whether nothing was counted.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Checks whether there is an entry for `count`.
    #[must_use]
    pub fn has(&self, count: Count) -> bool {
        self.entries.iter().any(|entry| entry.count == count)
    }

    /// Returns the entries in the order in which they are printed.
    #[must_use]
    pub fn entries(&self) -> Vec<&UncheckedEntry> {
        let order = |count: Count| Count::ALL.iter().position(|known| *known == count);
        let mut entries: Vec<&UncheckedEntry> = self.entries.iter().collect();
        entries.sort_by(|left, right| {
            (order(left.count), &left.field).cmp(&(order(right.count), &right.field))
        });
        entries
    }

    /// Returns a checkpoint: each entry's count and number of places, for [`Unchecked::take_back`].
    pub(super) fn extent(&self) -> Vec<(u64, usize)> {
        self.entries.iter().map(|entry| (entry.number, entry.places.len())).collect()
    }

    /// Removes the values that were counted after `extent` was taken.
    pub(super) fn take_back(&mut self, extent: &[(u64, usize)]) {
        self.entries.truncate(extent.len());
        for (entry, (number, places)) in self.entries.iter_mut().zip(extent) {
            entry.number = *number;
            entry.places.truncate(*places);
        }
    }

    /// Like `take_back`, but only for entries of `count`.
    pub(super) fn take_back_only(&mut self, count: Count, extent: &[(u64, usize)]) {
        let before = extent.iter().copied().chain(std::iter::repeat((0, 0)));
        for (entry, (number, places)) in self.entries.iter_mut().zip(before) {
            if entry.count == count {
                entry.number = number;
                entry.places.truncate(places);
            }
        }
        self.entries.retain(|entry| entry.number > 0);
    }
}

impl UncheckedEntry {
    /// Returns the first places, in dataset order.
    pub fn places(&self) -> impl Iterator<Item = &Place> {
        self.places.iter().map(|(place, _)| place)
    }

    /// Returns a description of the value at the first place, or `None` if the value's type is not the reason
    /// why it was not checked.
    #[must_use]
    pub fn got(&self) -> Option<&str> {
        self.places.first()?.1.as_deref()
    }

    fn add(&mut self, place: Option<Place>, got: Option<&'static str>) {
        self.number += 1;
        self.places.extend(place.map(|place| (place, got.map(Cow::Borrowed))));
    }

    /// Sorts the places in dataset order, and keeps only the first ones.
    fn sort(&mut self) {
        self.places.sort_unstable();
        self.places.truncate(self.limit);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::FileId;

    fn counted(starts: std::ops::Range<usize>, limit: usize) -> Unchecked {
        let mut unchecked = Unchecked::default();
        for start in starts {
            let place = Place::range(FileId(0), start..start + 1);
            unchecked.add(Count::Skipped, "born", Some(place), Some("an object"), limit);
        }
        unchecked
    }

    #[test]
    fn the_number_is_exact_and_the_first_places_are_kept() {
        let mut all = counted(0..2, 3);
        all.merge(counted(2..9, 3));
        let entries = all.entries();
        assert_eq!((entries[0].number, entries[0].places.len()), (9, 3));
        let starts: Vec<usize> = entries[0].places().map(Place::start).collect();
        assert_eq!(starts, [0, 1, 2]);
    }

    #[test]
    fn places_that_are_taken_back_are_not_counted() {
        let mut unchecked = counted(0..2, 12);
        let before = unchecked.extent();
        unchecked.merge(counted(2..5, 12));
        unchecked.add(Count::CannotTell, "", None, None, 12);
        unchecked.take_back(&before);
        assert_eq!(unchecked, counted(0..2, 12));
    }
}
