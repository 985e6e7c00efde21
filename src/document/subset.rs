//! Copies some of the values of a document.

use super::entry::{Content, Entry, Lengths, NO_PARENT};
use super::file_name::FileName;
use super::remembered::Remembered;
use super::{Document, Kind, Skeleton, TextLocation, Value};
use std::sync::OnceLock;

/// A selection of a document's values, to be copied.
#[derive(Debug)]
pub struct Subset<'a> {
    document: &'a Document,
    /// The part of each value that is copied, by tape index.
    extents: Vec<Extent>,
}

/// The part of a value that is copied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Extent {
    Nothing,
    /// The brackets of an object with the members that are in the subset, or the brackets of an array with all
    /// its elements.
    Shell,
    /// The whole value.
    Whole,
}

impl<'a> Subset<'a> {
    /// Creates a subset that contains only the root.
    #[must_use]
    pub fn of(document: &'a Document) -> Subset<'a> {
        Subset { document, extents: vec![Extent::Nothing; document.tape.len()] }
    }

    /// Adds the members of a record that have these names. Adds the whole record if it is not an object. Also
    /// adds the values that enclose the record: an object with just the member that leads to the record, and
    /// an array with all its elements, so that their indices stay the same.
    pub fn add(&mut self, record: Value<'a>, names: &[&str]) {
        if record.kind() != Kind::Object {
            return self.add_whole(record);
        }
        self.add_shell(record);
        for member in names.iter().filter_map(|name| record.member(name)) {
            self.add_whole(member.value);
        }
    }

    /// Copies the subset. Places and pointers in the copy are the same as in the document.
    #[must_use]
    pub fn copy(&self) -> Document {
        let mut copying = Copying {
            subset: self,
            text: Skeleton::default(),
            tape: Vec::new(),
            lengths: Lengths::default(),
        };
        if !self.document.tape.is_empty() {
            copying.add(0, NO_PARENT);
        }
        let Copying { text, tape, mut lengths, .. } = copying;
        lengths.sort();
        let part = self.document.part.as_ref();
        let (array, first) =
            part.map_or_else(Default::default, |part| (part.array.clone(), part.first));
        let (text, pieces) = text.into_text();
        Document {
            file: self.document.file,
            text,
            tape,
            lengths,
            syntax_error: None,
            broken_lines: Vec::new(),
            duplicate_keys: Vec::new(),
            altered_numbers: Vec::new(),
            depth: self.document.depth,
            has_byte_order_mark: false,
            form: self.document.form,
            part: Some(TextLocation { array, first, pieces }),
            marks: OnceLock::new(),
            siblings_before: OnceLock::new(),
            remembered: Remembered::default(),
            source: None,
            file_name: FileName::default(),
        }
    }

    fn add_whole(&mut self, value: Value<'a>) {
        self.set(value, Extent::Whole);
        if let Some(parent) = value.parent() {
            self.add_shell(parent);
        }
    }

    /// Adds the brackets of a value, and the brackets of the values that enclose it.
    fn add_shell(&mut self, value: Value<'a>) {
        let around = std::iter::successors(Some(value), Value::parent);
        for value in around {
            match self.extent(value.index) {
                Extent::Nothing => self.set(value, Extent::Shell),
                Extent::Shell | Extent::Whole => return,
            }
        }
    }

    fn set(&mut self, value: Value<'a>, extent: Extent) {
        if let Some(current) = self.extents.get_mut(value.index as usize) {
            *current = extent;
        }
    }

    fn extent(&self, index: u32) -> Extent {
        self.extents.get(index as usize).copied().unwrap_or(Extent::Nothing)
    }
}

/// A copy that is being built.
struct Copying<'s, 'a> {
    subset: &'s Subset<'a>,
    text: Skeleton,
    tape: Vec<Entry>,
    lengths: Lengths,
}

impl Copying<'_, '_> {
    /// Adds the value at an index of the tape.
    fn add(&mut self, index: u32, parent: u32) {
        let value = Value::new(self.subset.document, index);
        let is_container = matches!(value.kind(), Kind::Object | Kind::Array);
        match self.subset.extent(index) {
            Extent::Nothing | Extent::Shell if is_container => self.add_shell(value, parent),
            Extent::Nothing | Extent::Shell | Extent::Whole => self.add_whole(value, parent),
        }
    }

    fn add_whole(&mut self, value: Value<'_>, parent: u32) {
        let entry = value.entry();
        let (tape, text) = (self.tape.len() as u32, self.text.length() as u32);
        self.add_text(entry.start, entry.end);
        let entries = self.subset.document.tape.get(value.index as usize..value.next() as usize);
        let moved = |index: u32| index - value.index + tape;
        for (inner, index) in entries.unwrap_or_default().iter().zip(value.index..) {
            let (start, end) = (inner.start - entry.start + text, inner.end - entry.start + text);
            let parent = if index == value.index { parent } else { moved(inner.parent) };
            self.tape.push(inner.moved(start, end, parent, moved));
            if let Some(length) = self.subset.document.lengths.get(index) {
                self.lengths.add(moved(index) as usize, length as u32);
            }
        }
    }

    /// Adds an object with its members that are in the subset, or an array with all its elements.
    fn add_shell(&mut self, value: Value<'_>, parent: u32) {
        let (entry, shell) = (value.entry(), self.tape.len() as u32);
        let start = self.text.length() as u32;
        self.tape.push(Entry::new(start, start, parent, Content::container(shell)));
        let is_in_text = value.occurs_in_text();
        if is_in_text {
            self.add_text(entry.start, entry.start + 1);
        }
        let mut size = 0;
        for member in value.members() {
            if self.subset.extent(member.value.index) == Extent::Nothing {
                continue;
            }
            let key = member.key.entry();
            let at = self.text.length() as u32;
            // The colon belongs neither to the key nor to the value. Copying it too keeps the two in one run.
            self.add_text(key.start, member.value.entry().start);
            let end = at + (key.end - key.start);
            self.tape.push(Entry::new(at, end, shell, key.content()));
            self.add(member.value.index, shell);
            size += 1;
        }
        for element in value.elements() {
            match self.subset.extent(element.index) {
                Extent::Nothing => self.add_whole(element, shell),
                Extent::Shell | Extent::Whole => self.add(element.index, shell),
            }
            size += 1;
        }
        if is_in_text {
            self.add_text(entry.end - 1, entry.end);
        }
        let (end, next) = (self.text.length(), self.tape.len());
        if let Some(shell) = self.tape.get_mut(shell as usize) {
            shell.close(end, next);
        }
        self.lengths.add(shell as usize, size);
    }

    fn add_text(&mut self, start: u32, end: u32) {
        let document = self.subset.document;
        let offset = document.part.as_ref().map_or(start as usize, |part| {
            part.file_range(start as usize..end.max(start + 1) as usize).start
        });
        self.text.add(offset, document.slice(start..end).as_bytes());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{FileId, Limits, ParseBuffers, Pointer};

    const ELEMENTS: &str = r#" {"id": "a", "x": [1, {"id": 2}], "name": {"en": "\u0041"}, "y": 1},
        [3, {"id": "c"}], {"id": "d"}, 7, {"x": {}} ] , "next""#;

    fn elements() -> Document {
        let part = TextLocation::new(100, Pointer::new("/claims"), 7);
        let bytes = ParseBuffers::from(ELEMENTS.as_bytes().to_vec());
        Document::parse_elements(FileId(3), bytes, part, false, Limits::default()).0
    }

    /// Adds the pointer, span and text of each scalar.
    fn scalars(value: Value<'_>, found: &mut Vec<String>) {
        match value.kind() {
            Kind::Object => value.members().for_each(|member| {
                found.push(format!("{} {:?}", member.name(), member.key.span()));
                scalars(member.value, found);
            }),
            Kind::Array => value.elements().for_each(|element| scalars(element, found)),
            _ => found.push(format!("{} {:?} {}", value.pointer(), value.span(), value.raw())),
        }
    }

    #[test]
    fn a_subset_keeps_the_places_of_the_named_members() {
        let document = elements();
        let root = document.root().unwrap();
        let mut subset = Subset::of(&document);
        for record in root.elements() {
            subset.add(record, &["id", "name", "absent"]);
        }
        let copy = subset.copy();
        let copied = copy.root().unwrap();
        let first = root.element(0).unwrap();
        assert_eq!((copied.len(), copied.element(0).unwrap().len()), (5, 2));
        assert_eq!(copied.element(0).unwrap().span(), first.span());
        assert!(copied.element(0).unwrap().is_same_node(first));
        let (mut whole, mut found) = (Vec::new(), Vec::new());
        scalars(root, &mut whole);
        scalars(copied, &mut found);
        whole.retain(|scalar| !scalar.contains("/x/") && !scalar.contains("/y"));
        whole.retain(|scalar| !scalar.starts_with("x ") && !scalar.starts_with("y "));
        // The object in `x` is left out, together with its content.
        whole.retain(|scalar| !scalar.starts_with("id 123"));
        assert_eq!(found, whole);
        let name = first.get("name").unwrap();
        let found = copy.value_at(name.span().start).unwrap();
        assert_eq!(found.get("en").unwrap().as_str().unwrap(), "A");
        assert!(copy.value_at(first.get("y").unwrap().span().start).is_none());
    }

    #[test]
    fn a_record_in_a_record_keeps_its_number() {
        let document = elements();
        let root = document.root().unwrap();
        let inner = root.element(1).unwrap().element(1).unwrap();
        let mut subset = Subset::of(&document);
        subset.add(inner, &["id"]);
        let copy = subset.copy();
        let id = copy.value_at(inner.get("id").unwrap().span().start).unwrap();
        assert_eq!((id.pointer().as_str(), id.raw()), ("/claims/8/1/id", "\"c\""));
    }
}
