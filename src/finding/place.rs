//! Places, which stay symbolic until they are printed.

use crate::document::{FileId, Member, Value};
use std::ops::Range;

/// A place in a file of the run. The report computes lines, columns and pointers, for printed findings only.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// A value or key of a JSON document, identified by its start offset, which is unique.
    Value {
        /// The document.
        file: FileId,
        /// The byte offset of the value or key.
        offset: usize,
        /// Which part of the value.
        part: PlacePart,
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

/// A part of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PlacePart {
    /// The whole value.
    Whole,
    /// The opening bracket of an object or array that lacks something.
    Opening,
    /// A byte range of a scalar's decoded text.
    Text {
        /// The first byte.
        start: usize,
        /// The byte after the last.
        end: usize,
    },
}

impl Place {
    /// Returns the place of a value or key.
    #[must_use]
    pub fn of(value: Value<'_>) -> Place {
        Place::of_part(value, PlacePart::Whole)
    }

    /// Returns the place of the value or key that starts at a byte offset of a document.
    #[must_use]
    pub fn at(file: FileId, offset: usize) -> Place {
        Place::Value { file, offset, part: PlacePart::Whole }
    }

    /// Returns the place of the opening bracket of an object or array.
    #[must_use]
    pub fn opening(value: Value<'_>) -> Place {
        Place::of_part(value, PlacePart::Opening)
    }

    /// Returns the place of a byte range of a scalar's decoded text.
    #[must_use]
    pub fn inside(value: Value<'_>, part: Range<usize>) -> Place {
        Place::of_part(value, PlacePart::Text { start: part.start, end: part.end })
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
            Place::Value { file, .. } | Place::Range { file, .. } | Place::File(file) => *file,
        }
    }

    /// Returns the start offset, in bytes; 0 for a whole file.
    #[must_use]
    pub fn start(&self) -> usize {
        match self {
            Place::Value { offset, .. } => *offset,
            Place::Range { start, .. } => *start,
            Place::File(_) => 0,
        }
    }

    fn of_part(value: Value<'_>, part: PlacePart) -> Place {
        Place::Value { file: value.document().file(), offset: value.span().start, part }
    }
}
