//! Symbolic places made concrete.

use crate::document::{Document, FileId, Kind, LineIndex, Pointer, Position, Value};
use crate::files::Files;
use crate::finding::{Part, Place};
use crate::rulebook::FILE_NAME;
use std::cell::RefCell;
use std::collections::HashMap;
use std::ops::Range;
use std::path::Path;
use std::rc::Rc;

/// A place as output shows it.
#[derive(Debug, Clone)]
pub(super) struct Located {
    pub(super) file: FileId,
    /// The file's name.
    pub(super) name: String,
    /// The file's path, seen from the root of the repository.
    pub(super) path: String,
    /// The JSON Pointer, for a place in a JSON document.
    pub(super) pointer: Option<String>,
    /// Bytes of the file's text.
    pub(super) range: Range<usize>,
    pub(super) start: Position,
    /// The position after the last character.
    pub(super) end: Position,
    /// Whether the file as a whole is meant.
    pub(super) is_whole_file: bool,
}

/// Makes places concrete; each file's lines are indexed once, when they are first asked for.
pub(super) struct Locator<'f> {
    files: &'f Files,
    folder: &'f str,
    lines: RefCell<HashMap<FileId, Rc<LineIndex>>>,
    /// Where the elements of an array begin: findings come by the thousand in one array.
    elements: RefCell<HashMap<Place, Rc<Vec<usize>>>>,
}

impl<'f> Locator<'f> {
    /// `folder` is the one that files' names are seen from, as the root of the repository sees it.
    pub(super) fn new(files: &'f Files, folder: &'f str) -> Locator<'f> {
        Locator { files, folder, lines: RefCell::default(), elements: RefCell::default() }
    }

    pub(super) fn text(&self, file: FileId) -> &'f str {
        self.files.text(file)
    }

    /// The rulebook's path: where stands what has no place of its own. It is read before all others.
    pub(super) fn rulebook_path(&self) -> String {
        match self.path(FileId(0)) {
            path if path.is_empty() => FILE_NAME.to_owned(),
            path => path,
        }
    }

    pub(super) fn document(&self, file: FileId) -> Option<&'f Document> {
        self.files.document(file)
    }

    /// A file's path, seen from the root of the repository.
    pub(super) fn path(&self, file: FileId) -> String {
        let name = self.files.name(file);
        if Path::new(name).is_absolute() {
            return name.to_owned();
        }
        let mut parts: Vec<&str> = Vec::new();
        for part in self.folder.split('/').chain(name.split('/')) {
            match part {
                "" | "." => {}
                ".." if parts.last().is_some_and(|last| *last != "..") => _ = parts.pop(),
                part => parts.push(part),
            }
        }
        parts.join("/")
    }

    pub(super) fn lines(&self, file: FileId) -> Rc<LineIndex> {
        let mut lines = self.lines.borrow_mut();
        Rc::clone(lines.entry(file).or_insert_with(|| Rc::new(LineIndex::new(self.text(file)))))
    }

    pub(super) fn locate(&self, place: &Place) -> Located {
        let file = place.file();
        let (range, pointer) = self.range_and_pointer(place);
        let (lines, text) = (self.lines(file), self.text(file));
        Located {
            file,
            name: self.files.name(file).to_owned(),
            path: self.path(file),
            pointer,
            start: lines.position(text, range.start),
            end: lines.position(text, range.end),
            range,
            is_whole_file: matches!(place, Place::File(_)),
        }
    }

    fn range_and_pointer(&self, place: &Place) -> (Range<usize>, Option<String>) {
        match place {
            Place::File(_) => (0..0, None),
            Place::Range { start, end, .. } => (*start..*end, None),
            Place::Value { file, offset, part } => {
                let document = self.files.document(*file);
                let Some(value) = document.and_then(|document| document.value_at(*offset)) else {
                    return (*offset..*offset, None);
                };
                let range = match part {
                    Part::Whole => value.span(),
                    Part::Opening => *offset..*offset + 1,
                };
                (range, Some(self.pointer(value).as_str().to_owned()))
            }
        }
    }

    /// The pointer to a value, as [`Value::pointer`] gives it, without walking along each array again.
    fn pointer(&self, value: Value<'_>) -> Pointer {
        let Some(parent) = value.parent() else { return Pointer::default() };
        let token = if parent.kind() == Kind::Array {
            let elements = self.elements(parent);
            elements.partition_point(|start| *start < value.span().start).to_string()
        } else {
            let mut members = parent.members();
            let member = members.find(|member| member.value.is(value) || member.key.is(value));
            member.map(|member| member.name().into_owned()).unwrap_or_default()
        };
        self.pointer(parent).join(&token)
    }

    fn elements(&self, array: Value<'_>) -> Rc<Vec<usize>> {
        let mut elements = self.elements.borrow_mut();
        let starts = elements.entry(Place::of(array)).or_insert_with(|| {
            Rc::new(array.elements().map(|element| element.span().start).collect())
        });
        Rc::clone(starts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::{Content, File};

    #[test]
    fn paths_are_seen_from_the_root_of_the_repository() {
        let path = |folder: &str, name: &str| {
            let mut files = Files::default();
            let (name, key) = (name.to_owned(), String::new());
            let file = files.add(File { name, key, content: Content::Text(String::new()) });
            Locator::new(&files, folder).path(file)
        };
        assert_eq!(path("", "data/a.json"), "data/a.json");
        assert_eq!(path("data", "a.json"), "data/a.json");
        assert_eq!(path("data/parts", "../../schema/a.json"), "schema/a.json");
        assert_eq!(path("data", "./a.json"), "data/a.json");
        assert_eq!(path("data", "../../other/a.json"), "../other/a.json");
        assert_eq!(path("", "../../a.json"), "../../a.json");
    }
}
