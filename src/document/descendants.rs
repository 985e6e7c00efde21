//! Depth-first traversal of a value over the tape.

use super::Value;

impl<'a> Value<'a> {
    /// Returns the value itself and every value inside it, without keys, in preorder, which is text order
    /// (RFC 9535 section 2.5.2.2). Uses constant memory at any depth.
    #[must_use]
    pub fn descendants(&self) -> Descendants<'a> {
        Descendants { next: *self, end: self.next() }
    }

    /// Whether this is a key.
    pub(crate) fn is_key(&self) -> bool {
        self.entry().is_key()
    }

    /// Returns the value that belongs to this key, or this value if it is not a key.
    pub(crate) fn without_key(self) -> Value<'a> {
        // A key is one entry, so its value is the next entry.
        if self.is_key() { Value::new(self.document, self.index + 1) } else { self }
    }
}

/// Iterator returned by [`Value::descendants`].
#[derive(Debug, Clone)]
pub struct Descendants<'a> {
    next: Value<'a>,
    end: u32,
}

impl<'a> Iterator for Descendants<'a> {
    type Item = Value<'a>;

    fn next(&mut self) -> Option<Value<'a>> {
        while self.next.index < self.end {
            let value = self.next;
            self.next.index += 1;
            if !value.is_key() {
                return Some(value);
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use crate::document::{Document, FileId, Limits};

    fn walk(text: &str) -> Vec<String> {
        let document = Document::parse(FileId(0), text.into(), Limits::default());
        document.root().unwrap().descendants().map(|value| value.raw().to_owned()).collect()
    }

    #[test]
    fn values_come_before_their_content_and_keys_are_left_out() {
        let want = [r#"{"a" : ["b", {}], "c":"d"}"#, r#"["b", {}]"#, r#""b""#, "{}", r#""d""#];
        assert_eq!(walk(r#"{"a" : ["b", {}], "c":"d"}"#), want);
    }

    #[test]
    fn a_scalar_is_its_own_only_descendant() {
        assert_eq!(walk(" 1 "), ["1"]);
    }

    #[test]
    fn the_walk_ends_with_the_value_and_not_with_the_document() {
        let document = Document::parse(FileId(0), b"[[1],[2]]".to_vec(), Limits::default());
        let first = document.root().unwrap().element(0).unwrap();
        assert_eq!(first.descendants().count(), 2);
    }

    #[test]
    fn a_key_has_no_descendants() {
        let document = Document::parse(FileId(0), br#"{"a":1}"#.to_vec(), Limits::default());
        let key = document.root().unwrap().member("a").unwrap().key;
        assert_eq!(key.descendants().count(), 0);
    }
}
