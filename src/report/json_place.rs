//! A place in the JSON report.

use super::located::Located;
use crate::document::Position;
use serde::Serialize;

/// A place in a file. If the positions are `None`, the place is the whole file.
#[derive(Debug, Serialize)]
pub(super) struct PlaceV2 {
    pub(super) file: String,
    pub(super) pointer: Option<String>,
    pub(super) start: Option<PositionV2>,
    pub(super) end: Option<PositionV2>,
}

/// A position in a file. Lines and columns are counted from 1.
#[derive(Debug, Serialize)]
pub(super) struct PositionV2 {
    pub(super) line: usize,
    pub(super) column: usize,
    pub(super) column_utf16: usize,
    pub(super) byte: usize,
}

/// Converts a place to its form in the report.
pub(super) fn place_v2(located: &Located) -> PlaceV2 {
    let position = |position: Position, byte: usize| PositionV2 {
        line: position.line,
        column: position.column,
        column_utf16: position.column_utf16,
        byte,
    };
    let has_range = !located.is_whole_file;
    PlaceV2 {
        file: located.name.clone(),
        pointer: located.pointer.clone(),
        start: has_range.then(|| position(located.start, located.range.start)),
        end: has_range.then(|| position(located.end, located.range.end)),
    }
}
