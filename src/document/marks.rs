//! The unreliable parts of a document. A part is the smallest span that a finding of the kinds `number`,
//! `schema` or `duplicate-key` affects. Most documents have no unreliable parts.

use super::{Document, Value};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// A part of a document that a mistake makes unreliable.
#[derive(Debug, Clone, Copy)]
pub enum Unreliable<'a> {
    /// A value and everything in it. If it is a key, the value of its member is unreliable too.
    Value(Value<'a>),
    /// A member of an object, by its name: whether the object has this member, and the member's value.
    Member(Value<'a>, &'a str),
    /// A value and everything in it, because its members contradict each other. Each of these members may be
    /// right by itself.
    Shape(Value<'a>),
    /// The number of elements or members of a container. The `u64` is the number that may be missing. The
    /// existing elements or members are reliable.
    Length(Value<'a>, u64),
}

/// The unreliable parts of one document, by tape index.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Marks {
    /// The ranges from [`Unreliable::Value`]. They are sorted, and none is inside another.
    values: Vec<Range<u32>>,
    /// The ranges from [`Unreliable::Shape`]. They are sorted, and none is inside another.
    shapes: Vec<Range<u32>>,
    /// The members from [`Unreliable::Member`]: an object and the name of a member.
    members: BTreeSet<(u32, String)>,
    /// The containers from [`Unreliable::Length`], each with the number of elements or members that may be
    /// missing.
    lengths: BTreeMap<u32, u64>,
}

impl Marks {
    /// Collects the unreliable parts of one document.
    pub fn new<'a>(parts: impl IntoIterator<Item = Unreliable<'a>>) -> Marks {
        let mut marks = Marks::default();
        for part in parts {
            match part {
                Unreliable::Value(value) => marks.values.push(extent(value)),
                Unreliable::Member(object, name) => {
                    marks.members.insert((object.index, name.to_owned()));
                }
                Unreliable::Shape(value) => marks.shapes.push(extent(value)),
                Unreliable::Length(container, missing) => {
                    let max_missing = marks.lengths.entry(container.index).or_default();
                    *max_missing = missing.max(*max_missing);
                }
            }
        }
        keep_outermost(&mut marks.values);
        keep_outermost(&mut marks.shapes);
        marks
    }

    /// Whether the whole document is reliable.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        let Marks { values, shapes, members, lengths } = self;
        values.is_empty() && shapes.is_empty() && members.is_empty() && lengths.is_empty()
    }

    /// Whether a value is unreliable, either by itself or because a value that contains it is unreliable.
    #[must_use]
    pub fn is_unreliable(&self, value: Value<'_>) -> bool {
        self.is_unreliable_by_itself(value)
            || (!value.document().is_file_name() && contains(&self.shapes, value))
    }

    /// Like [`Marks::is_unreliable`], but `false` for a value that may be right by itself (see
    /// [`Unreliable::Shape`]).
    #[must_use]
    pub fn is_unreliable_by_itself(&self, value: Value<'_>) -> bool {
        !value.document().is_file_name() && contains(&self.values, value)
    }

    /// Whether a value, a value inside it or a value around it is unreliable.
    #[must_use]
    pub fn is_affected(&self, value: Value<'_>) -> bool {
        if value.document().is_file_name() {
            return false;
        }
        let Range { start, end } = extent(value);
        let overlap = |ranges: &[Range<u32>]| {
            let after = ranges.partition_point(|range| range.end <= start);
            ranges.get(after).is_some_and(|range| range.start < end)
        };
        overlap(&self.values)
            || overlap(&self.shapes)
            || self.members.range((start, String::new())..(end, String::new())).next().is_some()
            || self.lengths.range(start..end).next().is_some()
    }

    /// Whether an object that has no member with this name may lack it only because of a mistake.
    #[must_use]
    pub fn is_absence_unreliable(&self, object: Value<'_>, name: &str) -> bool {
        let members = self.members.range((object.index, String::new())..);
        let mut members = members.take_while(|(index, _)| *index == object.index);
        self.max_missing(object) > 0 || members.any(|(_, member)| member == name)
    }

    /// Whether the number of elements or members of a container is unreliable.
    #[must_use]
    pub fn is_length_unreliable(&self, container: Value<'_>) -> bool {
        self.lengths.contains_key(&container.index)
    }

    /// Returns how many elements or members of a container may be missing.
    #[must_use]
    pub fn max_missing(&self, container: Value<'_>) -> u64 {
        self.lengths.get(&container.index).copied().unwrap_or_default()
    }
}

/// Sorts ranges, and removes ranges inside other ranges.
fn keep_outermost(ranges: &mut Vec<Range<u32>>) {
    ranges.sort_by_key(|range| (range.start, std::cmp::Reverse(range.end)));
    let mut end = 0;
    ranges.retain(|range| {
        let is_outside = range.end > end;
        end = end.max(range.end);
        is_outside
    });
}

/// Whether one of the sorted ranges contains a value.
fn contains(ranges: &[Range<u32>], value: Value<'_>) -> bool {
    let after = ranges.partition_point(|range| range.start <= value.index);
    let before = after.checked_sub(1).and_then(|position| ranges.get(position));
    before.is_some_and(|range| value.index < range.end)
}

/// Returns the range of tape entries of a value. If the value is a key, the range includes the entries of its
/// value.
fn extent(value: Value<'_>) -> Range<u32> {
    value.index..value.without_key().next()
}

impl Document {
    /// Records the unreliable parts. Call this before anything is selected in the document. Later calls have no
    /// effect.
    pub fn mark(&self, marks: Marks) {
        // If the marks are already set, the earlier caller has computed the same marks.
        let _ = self.marks.set(marks);
    }

    /// Returns the unreliable parts, or `None` if there are none.
    #[must_use]
    pub fn marks(&self) -> Option<&Marks> {
        self.marks.get().filter(|marks| !marks.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{FileId, Limits};

    #[test]
    fn a_mark_covers_a_value_with_its_content_but_not_its_siblings() {
        let text = br#"{"a": [1, {"b": 2}], "c": 3, "d": {"e": 4}}"#.to_vec();
        let document = Document::parse(FileId(0), text, Limits::default());
        let root = document.root().unwrap();
        let (a, d) = (root.get("a").unwrap(), root.get("d").unwrap());
        let key = root.member("c").unwrap().key;
        let inner = a.element(1).unwrap();
        let marks = Marks::new([
            Unreliable::Value(key),
            Unreliable::Value(inner.get("b").unwrap()),
            Unreliable::Value(inner),
            Unreliable::Member(d, "f"),
            Unreliable::Length(a, 0),
        ]);
        assert!(marks.is_unreliable(inner) && marks.is_unreliable(inner.get("b").unwrap()));
        assert!(marks.is_unreliable(root.get("c").unwrap()), "what an unreliable key names");
        assert!(
            !marks.is_unreliable(a)
                && !marks.is_unreliable(a.element(0).unwrap())
                && !marks.is_unreliable(d)
        );
        assert!(
            marks.is_absence_unreliable(d, "f")
                && !marks.is_absence_unreliable(d, "g")
                && !marks.is_absence_unreliable(root, "f")
        );
        assert!(marks.is_length_unreliable(a) && !marks.is_length_unreliable(d));
        assert!(Marks::new([]).is_empty() && !marks.is_empty());
    }
}
