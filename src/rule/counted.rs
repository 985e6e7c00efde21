//! Stores the values that rules checked and those that they could not check. The summary only counts them, but their
//! places can also be listed.

use super::Count;
use crate::finding::Place;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// The values that a rule counted, by count and field.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CountedValues {
    entries: Vec<CountedEntry>,
}

/// The values that one rule counted in one field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CountedEntry {
    /// The count to which the values belong.
    pub count: Count,
    /// The field, as the rulebook writes it; empty if the values are not in a particular field.
    pub field: String,
    /// The number of values, including those without a stored place.
    pub number: u64,
    /// The places of the values. If a value was not checked because of its type, its place has a description
    /// of the value.
    places: Vec<(Place, Option<Cow<'static, str>>)>,
    /// Maximum number of places that are kept.
    limit: usize,
}

/// Maximum numbers of places that are kept per entry.
#[derive(Debug, Clone, Copy)]
pub struct PlaceLimits {
    checked: usize,
    unchecked: usize,
}

impl PlaceLimits {
    /// Returns the limits of a run that lists all unchecked values, or of any other run.
    #[must_use]
    pub fn new(keeps_all_places: bool) -> PlaceLimits {
        match keeps_all_places {
            true => PlaceLimits { checked: MAX_CHECKED_PLACES, unchecked: usize::MAX },
            false => PlaceLimits { checked: 0, unchecked: MAX_FIRST_PLACES },
        }
    }

    /// Returns the limit for a count.
    #[must_use]
    pub fn of(self, count: Count) -> usize {
        if count.is_not_checked() { self.unchecked } else { self.checked }
    }
}

/// The description of a record that was not checked because the rule needs its id.
pub const WITHOUT_ID: &str = "a record without an id";

/// The description of a claim that was not checked because it cannot be compared.
pub const UNREADABLE_CLAIM: &str = "a claim whose topic or value cannot be read";

/// Maximum number of places of unchecked values that are kept per entry, unless all are requested.
const MAX_FIRST_PLACES: usize = 12;

/// Maximum number of places of checked values that are kept per entry, if places are requested.
pub const MAX_CHECKED_PLACES: usize = 1_000;

impl CountedValues {
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
        self.added(count, field, place, got, limit);
    }

    /// Like [`CountedValues::add`], for values that are never taken back. Therefore only the first places are
    /// kept.
    pub fn add_for_good(
        &mut self,
        count: Count,
        field: &str,
        place: Option<Place>,
        got: Option<&'static str>,
        limit: usize,
    ) {
        let entry = self.added(count, field, place, got, limit);
        if let Some(entry) = entry.filter(|entry| entry.places.len() / 2 > limit) {
            entry.sort();
        }
    }

    /// Adds a value, and returns its entry.
    fn added(
        &mut self,
        count: Count,
        field: &str,
        place: Option<Place>,
        got: Option<&'static str>,
        limit: usize,
    ) -> Option<&mut CountedEntry> {
        let is_same = |entry: &CountedEntry| entry.count == count && entry.field == field;
        let position = self.entries.iter().position(is_same).unwrap_or_else(|| {
            let (field, places) = (field.to_owned(), Vec::new());
            self.entries.push(CountedEntry { count, field, number: 0, places, limit });
            self.entries.len() - 1
        });
        let entry = self.entries.get_mut(position);
        debug_assert!(entry.is_some(), "the entry is there, or was just added");
        let entry = entry?;
        entry.add(place, got);
        Some(entry)
    }

    /// Sorts the places in dataset order, and keeps only the first ones.
    pub fn sort(&mut self) {
        self.entries.iter_mut().for_each(CountedEntry::sort);
    }

    /// Like [`CountedValues::sort`], but takes and returns `self`.
    #[must_use]
    pub fn sorted(mut self) -> CountedValues {
        self.sort();
        self
    }

    /// Adds the counts and places of another list. If there are more than `limit` places, they are sorted and
    /// truncated.
    pub fn merge(&mut self, more: CountedValues) {
        for more in more.entries {
            let is_same =
                |entry: &&mut CountedEntry| entry.count == more.count && entry.field == more.field;
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

    /// Returns the entries in the order in which they are printed.
    #[must_use]
    pub fn entries(&self) -> Vec<&CountedEntry> {
        let order = |count: Count| Count::ALL.iter().position(|known| *known == count);
        let mut entries: Vec<&CountedEntry> = self.entries.iter().collect();
        entries.sort_by(|left, right| {
            (order(left.count), &left.field).cmp(&(order(right.count), &right.field))
        });
        entries
    }

    /// Returns a checkpoint: each entry's count and number of places, for [`CountedValues::take_back`].
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

impl CountedEntry {
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
        if self.limit == 0 {
            return;
        }
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

    fn counted(starts: std::ops::Range<usize>, limit: usize) -> CountedValues {
        let mut counted = CountedValues::default();
        for start in starts {
            let place = Place::range(FileId(0), start..start + 1);
            counted.add(Count::Skipped, "born", Some(place), Some("an object"), limit);
        }
        counted
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
        let mut values = counted(0..2, 12);
        let before = values.extent();
        values.merge(counted(2..5, 12));
        values.add(Count::CannotTell, "", None, None, 12);
        values.take_back(&before);
        assert_eq!(values, counted(0..2, 12));
    }
}
