//! Converts symbolic places to bytes, lines and columns.

use crate::document::{FileId, LineIndex, Position, Value};
use crate::files::{BlockCache, Files};
use crate::finding::Place;
use crate::report::StartFolder;
use crate::rulebook::FILE_NAME;
use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::HashMap;
use std::ops::Range;
use std::rc::Rc;

/// A place as shown in output.
#[derive(Debug, Clone)]
pub(super) struct Located {
    pub(super) file: FileId,
    /// The file's name.
    pub(super) name: String,
    /// The file's path relative to the root of the repository.
    pub(super) path: String,
    /// The JSON Pointer, or `None` if the place is not in a JSON document.
    pub(super) pointer: Option<String>,
    /// The byte range in the file's text.
    pub(super) range: Range<usize>,
    pub(super) start: Position,
    /// The position after the last character.
    pub(super) end: Position,
    /// Whether the place is the whole file.
    pub(super) is_whole_file: bool,
}

/// Maximum number of bytes read before and after a place. No terminal shows a line this long.
const EXCERPT_BYTES: usize = 4 << 10;

/// Converts places. Each file's lines are indexed on first use.
pub(super) struct Locator<'f> {
    files: &'f Files,
    cache: BlockCache<'f>,
    start: StartFolder<'f>,
    lines: RefCell<HashMap<FileId, Rc<LineIndex>>>,
}

impl<'f> Locator<'f> {
    /// Creates a locator.
    pub(super) fn new(files: &'f Files, start: StartFolder<'f>) -> Locator<'f> {
        Locator { files, cache: BlockCache::new(files), start, lines: RefCell::default() }
    }

    /// Returns a range of a file's text.
    pub(super) fn text_of(&self, file: FileId, range: Range<usize>) -> Cow<'f, str> {
        self.characters(file, range).1
    }

    /// Returns the part of a line around the focus, without the line break, and its byte range in the file. The
    /// part begins at most 4 KiB before the start of the focus, and ends at most 4 KiB after it.
    pub(super) fn excerpt(
        &self,
        file: FileId,
        line: usize,
        focus: Option<&Range<usize>>,
    ) -> (Range<usize>, String) {
        let line_start = self.line_start(file, line);
        let focus = focus.map_or(line_start, |focus| focus.start.max(line_start));
        let from = focus.saturating_sub(EXCERPT_BYTES).max(line_start);
        let (start, text) = self.characters(file, from..focus + EXCERPT_BYTES);
        let line = text.split('\n').next().unwrap_or_default().trim_end_matches('\r');
        (start..start + line.len(), line.to_owned())
    }

    /// Checks whether a line has at most `max_bytes` bytes.
    pub(super) fn is_short(&self, file: FileId, line: usize, max_bytes: usize) -> bool {
        let start = self.line_start(file, line);
        // Two more bytes are read, for the line break.
        let (_, text) = self.characters(file, start..start + max_bytes + 2);
        text.split('\n').next().unwrap_or_default().trim_end_matches('\r').len() <= max_bytes
    }

    /// Returns the whole characters in a byte range, preceded by the offset of the first one.
    fn characters(&self, file: FileId, range: Range<usize>) -> (usize, Cow<'f, str>) {
        if let Some(large) = self.files.in_parts(file) {
            // If reading fails, the document records the failure, and the report ends with an error.
            let (start, text) = large.characters(range).unwrap_or_default();
            return (start, Cow::Owned(text));
        }
        let text = self.files.text(file);
        let start = text.ceil_char_boundary(range.start.min(text.len()));
        let end = text.floor_char_boundary(range.end.min(text.len()));
        (start, Cow::Borrowed(text.get(start..end).unwrap_or_default()))
    }

    /// Returns the byte offset of the start of a line. Lines are counted from 1.
    pub(super) fn line_start(&self, file: FileId, line: usize) -> usize {
        match self.files.in_parts(file) {
            Some(large) => large.line_start(line).unwrap_or_default(),
            None => self.lines(file).line_range(self.files.text(file), line).start,
        }
    }

    fn position(&self, file: FileId, offset: usize) -> Position {
        match self.files.in_parts(file) {
            Some(large) => large.position(offset).unwrap_or(Position::FIRST),
            None => self.lines(file).position(self.files.text(file), offset),
        }
    }

    /// Returns a rulebook's path, or the usual name of a rulebook if the path is empty.
    pub(super) fn rulebook_path(&self, rulebook: FileId) -> String {
        match self.path(rulebook) {
            path if path.is_empty() => FILE_NAME.to_owned(),
            path => path,
        }
    }

    /// Returns the files that contain the places.
    pub(super) fn files(&self) -> &'f Files {
        self.files
    }

    /// Applies `see` to the value at a place. Returns `None` if there is no such value.
    pub(super) fn see<T>(&self, place: &Place, see: impl FnOnce(Value<'_>) -> T) -> Option<T> {
        self.cache.at(&(place.file(), place.start()), see)
    }

    /// Returns a file's path relative to the root of the repository.
    pub(super) fn path(&self, file: FileId) -> String {
        self.start.in_repository(self.files.name(file))
    }

    fn lines(&self, file: FileId) -> Rc<LineIndex> {
        let mut lines = self.lines.borrow_mut();
        Rc::clone(
            lines.entry(file).or_insert_with(|| Rc::new(LineIndex::new(self.files.text(file)))),
        )
    }

    pub(super) fn locate(&self, place: &Place) -> Located {
        let file = place.file();
        let (range, pointer) = self.range_and_pointer(place);
        Located {
            file,
            name: self.files.name(file).to_owned(),
            path: self.path(file),
            pointer,
            start: self.position(file, range.start),
            end: self.position(file, range.end),
            range,
            is_whole_file: matches!(place, Place::File(_)),
        }
    }

    fn range_and_pointer(&self, place: &Place) -> (Range<usize>, Option<String>) {
        let start = place.start();
        if !place.is_in_value() {
            return (place.range_with(None).unwrap_or_default(), None);
        }
        let found = self.cache.at(&(place.file(), start), |value| {
            let range = place.range_with(Some(value)).unwrap_or(start..start);
            (range, Some(value.pointer().into_text()))
        });
        found.unwrap_or((start..start, None))
    }
}
