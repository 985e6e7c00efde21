//! An entry of the tape. Large documents have millions of entries, so an entry is as small as possible.

/// A tape entry: one value, or one key of an object.
#[derive(Debug, Clone, Copy)]
pub(super) struct Entry {
    /// Byte offset of the first byte. This byte determines the kind of the value.
    pub(super) start: u32,
    /// Byte offset after the last byte.
    pub(super) end: u32,
    /// Index of the enclosing array or object, or [`NO_PARENT`] for the root.
    pub(super) parent: u32,
    content: Content,
}

/// What an entry says about its content. The lowest bit is 0 for an array or object. The other bits are then the
/// index of the entry after everything in it. For other values, the lowest bit is 1, and the other bits are
/// `HAS_ESCAPES`, `IS_KEY` and the hash of a key without escapes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Content(u32);

/// The value of `parent` for the root.
pub(super) const NO_PARENT: u32 = u32::MAX;

const IS_SCALAR: u32 = 1;
const HAS_ESCAPES: u32 = 1 << 1;
const IS_KEY: u32 = 1 << 2;

impl Content {
    /// The content of a scalar that is no key.
    pub(super) fn scalar(has_escapes: bool) -> Content {
        Content(if has_escapes { IS_SCALAR | HAS_ESCAPES } else { IS_SCALAR })
    }

    /// The content of a key without escapes, with the hash of its text (29 bits).
    pub(super) fn key(hash: u32) -> Content {
        Content(IS_SCALAR | IS_KEY | hash << 3)
    }

    /// The content of an array or object, with the index of the entry after everything in it (31 bits).
    pub(super) fn container(next: u32) -> Content {
        Content(next << 1)
    }

    /// Returns the number that stands for the content.
    pub(super) fn number(self) -> u32 {
        self.0
    }
}

impl Entry {
    /// The entry of a value that does not exist.
    pub(super) const NOTHING: Entry =
        Entry { start: 0, end: 0, parent: NO_PARENT, content: Content(u32::MAX - IS_SCALAR) };

    pub(super) fn new(start: u32, end: u32, parent: u32, content: Content) -> Entry {
        Entry { start, end, parent, content }
    }

    pub(super) fn content(self) -> Content {
        self.content
    }

    /// Returns the index of the entry after this value and everything in it. `index` is the entry's own index.
    pub(super) fn next(self, index: u32) -> u32 {
        match self.content.0 & IS_SCALAR {
            0 => self.content.0 >> 1,
            _ => index + 1,
        }
    }

    /// Sets the end of an array or object: the byte offset after its bracket, and the index of the next entry.
    pub(super) fn close(&mut self, end: usize, next: usize) {
        self.end = end as u32;
        self.content = Content::container(next as u32);
    }

    /// Makes a string a key. `hash` is the hash of its text, which is ignored if the key has escapes.
    pub(super) fn make_key(&mut self, hash: u32) {
        self.content = match self.has_escapes() {
            true => Content(self.content.0 | IS_KEY),
            false => Content::key(hash),
        };
    }

    /// Returns a copy for another tape, with the values there. `shift` maps an index of this tape.
    pub(super) fn moved(
        self,
        start: u32,
        end: u32,
        parent: u32,
        shift: impl Fn(u32) -> u32,
    ) -> Entry {
        let content = match self.content.0 & IS_SCALAR {
            0 => Content::container(shift(self.content.0 >> 1)),
            _ => self.content,
        };
        Entry { start, end, parent, content }
    }

    /// Whether this entry, which must be a string, has escapes.
    pub(super) fn has_escapes(self) -> bool {
        self.content.0 & HAS_ESCAPES != 0
    }

    /// Whether this is a key.
    pub(super) fn is_key(self) -> bool {
        self.content.0 & (IS_SCALAR | IS_KEY) == IS_SCALAR | IS_KEY
    }
}

/// The number of elements or members of each array and object that has many. The children of others are counted when
/// their number is needed.
#[derive(Debug, Clone, Default)]
pub(super) struct Lengths {
    /// The index of the entry and the number.
    long: Vec<(u32, u32)>,
}

/// The most children that are counted each time their number is needed.
const MAX_COUNTED: u32 = 16;

impl Lengths {
    /// Adds the length of an array or object that has ended.
    pub(super) fn add(&mut self, index: usize, length: u32) {
        if length > MAX_COUNTED {
            self.long.push((index as u32, length));
        }
    }

    /// Sets the length of an array or object, whatever its tape says.
    pub(super) fn set(&mut self, index: usize, length: u32) {
        self.long.push((index as u32, length));
        self.sort();
    }

    /// Returns the number of lengths that were added.
    pub(super) fn number(&self) -> usize {
        self.long.len()
    }

    /// Discards all but the first `number` lengths that were added.
    pub(super) fn truncate(&mut self, number: usize) {
        self.long.truncate(number);
    }

    /// Sorts the lengths, which must be done before they are read: an array ends after the arrays in it.
    pub(super) fn sort(&mut self) {
        self.long.sort_unstable();
        self.long.shrink_to_fit();
    }

    /// Returns the length of an array or object with many children.
    pub(super) fn get(&self, index: u32) -> Option<usize> {
        let found = self.long.binary_search_by_key(&index, |(index, _)| *index).ok()?;
        self.long.get(found).map(|(_, length)| *length as usize)
    }
}

#[cfg(test)]
mod tests {
    use crate::document::{Document, FileId, Form, Limits, Subset};

    fn parse(form: Form, text: &str) -> Document {
        Document::parse_as(form, FileId(0), text.into(), Limits::default())
    }

    /// A list of `length` lists and objects, which alternate and have `length` scalars each.
    fn nested(length: usize) -> String {
        let members: Vec<String> = (0..length).map(|key| format!("\"k{key}\": 1")).collect();
        let (list, object) = (vec!["1"; length].join(", "), members.join(", "));
        let inner: Vec<String> = (0..length)
            .map(|number| [format!("[{list}]"), format!("{{{object}}}")][number % 2].clone())
            .collect();
        format!("[{}]", inner.join(", "))
    }

    #[test]
    fn short_and_long_arrays_and_objects_have_their_length() {
        for length in [0, 1, 15, 16, 17, 40] {
            let document = parse(Form::Json, &nested(length));
            let root = document.root().unwrap();
            assert_eq!(root.len(), length);
            assert!(root.elements().all(|inner| inner.len() == length), "{length}");
        }
    }

    #[test]
    fn a_broken_line_leaves_no_length_behind() {
        let (good, mut broken) = (nested(17), nested(40));
        broken.pop();
        let text = format!("{broken}\n{good}\n{}", "1\n".repeat(20));
        let document = parse(Form::JsonLines, &text);
        let root = document.root().unwrap();
        assert_eq!((document.broken_lines().len(), root.len()), (1, 21));
        let first = root.element(0).unwrap();
        assert!(first.elements().all(|inner| inner.len() == 17));
    }

    #[test]
    fn a_copy_of_some_members_has_their_lengths() {
        let text = format!("{{\"a\": {0}, \"b\": 2, \"c\": {0}}}", nested(17));
        let document = parse(Form::Json, &text);
        let mut subset = Subset::of(&document);
        subset.add(document.root().unwrap(), &["c", "b"]);
        let copy = subset.copy();
        let root = copy.root().unwrap();
        let list = root.get("c").unwrap();
        assert_eq!((root.len(), list.len()), (2, 17));
        assert!(list.elements().all(|inner| inner.len() == 17));
    }

    #[test]
    fn a_string_before_a_colon_is_a_key_even_with_escapes() {
        let document = parse(Form::Json, r#"{"\u0061" : "b", "c":"d"}"#);
        let members: Vec<_> = document.root().unwrap().members().collect();
        assert!(members.iter().all(|member| member.key.is_key() && !member.value.is_key()));
    }
}
