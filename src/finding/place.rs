//! Where something is: symbolic until it is printed.

use crate::document::{FileId, Member, Value};
use std::ops::Range;

/// A place in a file of the run. Lines, columns and pointers are worked out by the report, for the
/// findings that are printed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// A value or a key of a JSON document, named by the byte at which it begins: no two begin at
    /// the same byte.
    Value {
        /// The document.
        file: FileId,
        /// The byte offset of the value or key.
        offset: usize,
        /// How much of it is meant.
        part: Part,
    },
    /// A range of a text: a snapshot, the rulebook, or a document that is not JSON.
    Range {
        /// The file.
        file: FileId,
        /// The first byte.
        start: usize,
        /// The byte after the last.
        end: usize,
    },
    /// A file as a whole.
    File(FileId),
}

/// How much of a value is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// All of it.
    Whole,
    /// Its opening bracket: for what an object or array lacks.
    Opening,
    /// Some of a scalar's text, in bytes of the text as it is read.
    Text {
        /// The first byte.
        start: usize,
        /// The byte after the last.
        end: usize,
    },
}

impl Place {
    /// The place of a value, or of a key.
    #[must_use]
    pub fn of(value: Value<'_>) -> Place {
        Place::of_part(value, Part::Whole)
    }

    /// The place of the value, or of the key, that begins at a byte of a document.
    #[must_use]
    pub fn at(file: FileId, offset: usize) -> Place {
        Place::Value { file, offset, part: Part::Whole }
    }

    /// The place of the opening bracket of an object or array.
    #[must_use]
    pub fn opening(value: Value<'_>) -> Place {
        Place::of_part(value, Part::Opening)
    }

    /// The place of a part of a scalar's text: a range of its bytes, as it is read.
    #[must_use]
    pub fn inside(value: Value<'_>, part: Range<usize>) -> Place {
        Place::of_part(value, Part::Text { start: part.start, end: part.end })
    }

    /// The place of a member's key.
    #[must_use]
    pub fn of_key(member: &Member<'_>) -> Place {
        Place::of(member.key)
    }

    /// A range of bytes of a text.
    #[must_use]
    pub fn range(file: FileId, range: Range<usize>) -> Place {
        Place::Range { file, start: range.start, end: range.end }
    }

    /// The file that the place is in.
    #[must_use]
    pub fn file(&self) -> FileId {
        match self {
            Place::Value { file, .. } | Place::Range { file, .. } | Place::File(file) => *file,
        }
    }

    /// The byte offset at which the place begins.
    #[must_use]
    pub fn start(&self) -> usize {
        match self {
            Place::Value { offset, .. } => *offset,
            Place::Range { start, .. } => *start,
            Place::File(_) => 0,
        }
    }

    fn of_part(value: Value<'_>, part: Part) -> Place {
        Place::Value { file: value.document().file(), offset: value.span().start, part }
    }
}
