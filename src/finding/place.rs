//! Places, which stay symbolic until they are printed.

use crate::document::{FileId, Member, Value};
use serde::{Deserialize, Serialize};
use std::cmp::Ordering;
use std::ops::Range;

/// A place in a file of the run. The report computes lines, columns and pointers, for printed findings only.
///
/// A value or key of a document is identified by its byte offset in the document's text: no other value or key has the
/// same offset. If the text was converted from another format, such as YAML, [`Place::range_with`] maps the place to
/// the file.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Place {
    /// A value or key of a document.
    Value {
        /// The document.
        file: FileId,
        /// The byte offset of the value or key.
        offset: usize,
    },
    /// The opening bracket of an object or array that lacks something.
    Opening {
        /// The document.
        file: FileId,
        /// The byte offset of the bracket.
        offset: usize,
    },
    /// A byte range of a scalar's decoded text, which is shorter than 4 GiB.
    Text {
        /// The document.
        file: FileId,
        /// The byte offset of the scalar.
        offset: usize,
        /// The first byte, in the decoded text.
        start: u32,
        /// The byte after the last, in the decoded text.
        end: u32,
    },
    /// A byte range of a text: a snapshot, the rulebook, or a document that is not JSON.
    Range {
        /// The file.
        file: FileId,
        /// The first byte.
        start: usize,
        /// The byte after the last.
        end: usize,
    },
    /// A whole file.
    File(FileId),
}

impl Place {
    /// Returns the place of a value or key. If `value` is part of a file's name, returns the whole file.
    #[must_use]
    pub fn of(value: Value<'_>) -> Place {
        if value.document().is_file_name() {
            return Place::File(value.document().file());
        }
        Place::at(value.document().file(), value.span().start)
    }

    /// Returns the place of the value or key that starts at a byte offset of a document.
    #[must_use]
    pub fn at(file: FileId, offset: usize) -> Place {
        Place::Value { file, offset }
    }

    /// Returns the place of the opening bracket of an object or array.
    #[must_use]
    pub fn opening(value: Value<'_>) -> Place {
        Place::Opening { file: value.document().file(), offset: value.span().start }
    }

    /// Returns the place of a byte range of a scalar's decoded text. If `value` is part of a file's name, returns the
    /// whole file.
    #[must_use]
    pub fn inside(value: Value<'_>, part: Range<usize>) -> Place {
        if value.document().is_file_name() {
            return Place::of(value);
        }
        let short = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
        let (file, offset) = (value.document().file(), value.span().start);
        Place::Text { file, offset, start: short(part.start), end: short(part.end) }
    }

    /// Returns the place of a member's key.
    #[must_use]
    pub fn of_key(member: &Member<'_>) -> Place {
        Place::of(member.key)
    }

    /// Returns the place of a byte range of a text.
    #[must_use]
    pub fn range(file: FileId, range: Range<usize>) -> Place {
        Place::Range { file, start: range.start, end: range.end }
    }

    /// Returns the file.
    #[must_use]
    pub fn file(&self) -> FileId {
        match self {
            Place::Value { file, .. }
            | Place::Opening { file, .. }
            | Place::Text { file, .. }
            | Place::Range { file, .. }
            | Place::File(file) => *file,
        }
    }

    /// Returns the start offset, in bytes; 0 for a whole file.
    #[must_use]
    pub fn start(&self) -> usize {
        match self {
            Place::Value { offset, .. }
            | Place::Opening { offset, .. }
            | Place::Text { offset, .. } => *offset,
            Place::Range { start, .. } => *start,
            Place::File(_) => 0,
        }
    }

    /// Whether the place is a value or key of a document, or inside one.
    #[must_use]
    pub fn is_in_value(&self) -> bool {
        match self {
            Place::Value { .. } | Place::Opening { .. } | Place::Text { .. } => true,
            Place::Range { .. } | Place::File(_) => false,
        }
    }

    /// Returns the byte range of the place in its file as written. `value` is the value or key at
    /// [`Place::start`]. Returns `None` for a whole file, or if the place needs a value and there is none.
    #[must_use]
    pub fn range_with(&self, value: Option<Value<'_>>) -> Option<Range<usize>> {
        match self {
            Place::Value { .. } => Some(value?.range_in_file()),
            Place::Opening { .. } => Some(value?.opening_in_file()),
            Place::Text { start, end, .. } => {
                Some(value?.range_inside_in_file(*start as usize..*end as usize))
            }
            Place::Range { start, end, .. } => Some(*start..*end),
            Place::File(_) => None,
        }
    }

    /// Returns the sort key: values of documents first, then ranges, then whole files. Places of one kind are sorted by
    /// file and offset.
    fn order(&self) -> impl Ord + use<> {
        let (class, part) = match self {
            Place::Value { .. } => (0, (0, 0, 0)),
            Place::Opening { .. } => (0, (1, 0, 0)),
            Place::Text { start, end, .. } => (0, (2, *start as usize, *end as usize)),
            Place::Range { end, .. } => (1, (0, *end, 0)),
            Place::File(_) => (2, (0, 0, 0)),
        };
        (class, self.file(), self.start(), part)
    }
}

impl Ord for Place {
    fn cmp(&self, other: &Place) -> Ordering {
        self.order().cmp(&other.order())
    }
}

impl PartialOrd for Place {
    fn partial_cmp(&self, other: &Place) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// The offset of a value that is part of its file's name.
const IN_FILE_NAME: usize = usize::MAX;

/// The places of a value and of its record, which most rules keep instead of the value itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ValueInRecord {
    file: FileId,
    value: usize,
    record: usize,
}

impl ValueInRecord {
    /// Returns the places of a value and of its record.
    #[must_use]
    pub fn new(value: Value<'_>, record: Value<'_>) -> ValueInRecord {
        let file = value.document().file();
        debug_assert_eq!(file, record.document().file(), "a value is in the file of its record");
        let is_file_name = value.document().is_file_name();
        let start = if is_file_name { IN_FILE_NAME } else { value.span().start };
        ValueInRecord { file, value: start, record: record.span().start }
    }

    /// Returns the place of the value. If the value is part of the file's name, returns the whole file.
    #[must_use]
    pub fn value(&self) -> Place {
        match self.value {
            IN_FILE_NAME => Place::File(self.file),
            start => Place::at(self.file, start),
        }
    }

    /// Returns the place of the record.
    #[must_use]
    pub fn record(&self) -> Place {
        Place::at(self.file, self.record)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rules keep at least one place for each record, so places must be small.
    #[test]
    fn a_place_is_small() {
        assert_eq!((size_of::<Place>(), size_of::<ValueInRecord>()), (24, 24));
    }
}
