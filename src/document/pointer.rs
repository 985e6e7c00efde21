//! JSON Pointer (RFC 6901).

use super::entry::Entry;
use super::{Document, Kind, Value};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;

/// A JSON Pointer in its string form. It is empty for the whole document, and otherwise has a `/` before each
/// token.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize)]
pub struct Pointer(String);

impl Pointer {
    /// Creates a pointer from its string form, for example `/claims/0/value`.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Pointer {
        Pointer(text.into())
    }

    /// Returns the string form.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the string form.
    #[must_use]
    pub fn into_text(self) -> String {
        self.0
    }

    /// Returns the unescaped tokens, starting at the root.
    pub fn tokens(&self) -> impl Iterator<Item = String> {
        self.0.split('/').skip(1).map(unescaped)
    }

    /// Splits off the last token, or returns `None` for the pointer to the whole document.
    #[must_use]
    pub fn split_last(&self) -> Option<(Pointer, String)> {
        let (parent, last) = self.0.rsplit_once('/')?;
        Some((Pointer(parent.to_owned()), unescaped(last)))
    }

    /// Returns the pointer to a member or element of the value at this pointer.
    #[must_use]
    pub fn join(&self, token: &str) -> Pointer {
        let mut pointer = self.clone();
        pointer.push(token);
        pointer
    }

    fn push(&mut self, token: &str) {
        self.0.push('/');
        match token.contains(['~', '/']) {
            true => self.0.push_str(&token.replace('~', "~0").replace('/', "~1")),
            false => self.0.push_str(token),
        }
    }
}

fn unescaped(token: &str) -> String {
    match token.contains('~') {
        true => token.replace("~1", "/").replace("~0", "~"),
        false => token.to_owned(),
    }
}

impl fmt::Display for Pointer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl Document {
    /// Returns the byte offset of each value by its pointer, for [`value_with`](Self::value_with). Leaves out
    /// the scalars in arrays, since an array may have a million of them. If a key occurs several times in an
    /// object, the last member counts.
    #[must_use]
    pub fn offsets(&self) -> HashMap<Pointer, usize> {
        let is_array = |value: Value<'_>| value.kind() == Kind::Array;
        let is_left_out = |value: &Value<'_>| {
            !is_array(*value)
                && value.kind() != Kind::Object
                && value.parent().is_some_and(is_array)
        };
        let values = self.root().into_iter().flat_map(|root| root.descendants());
        let values = values.filter(|value| !is_left_out(value));
        values.map(|value| (value.pointer(), value.span().start)).collect()
    }

    /// Returns the value at a pointer, given the [`offsets`](Self::offsets) of the document. Returns `None` if there is
    /// no value.
    #[must_use]
    pub fn value_with(
        &self,
        offsets: &HashMap<Pointer, usize>,
        pointer: &Pointer,
    ) -> Option<Value<'_>> {
        let at = |pointer: &Pointer| self.value_at(*offsets.get(pointer)?);
        at(pointer).or_else(|| {
            let (array, index) = pointer.split_last()?;
            at(&array)?.element(array_index(&index)?)
        })
    }

    /// Returns the number of siblings before each entry of the tape. The numbers are counted in one pass when
    /// they are first needed. In an object, both keys and values are siblings.
    fn siblings_before(&self) -> &[u32] {
        self.siblings_before.get_or_init(|| {
            let mut children = vec![0; self.tape.len()];
            let count = |entry: &Entry| {
                let Some(number) = children.get_mut(entry.parent as usize) else { return 0 };
                std::mem::replace(number, *number + 1)
            };
            self.tape.iter().map(count).collect()
        })
    }
}

impl<'a> Value<'a> {
    /// Returns the value at a pointer relative to this value, or `None` if there is none.
    #[must_use]
    pub fn at(&self, pointer: &Pointer) -> Option<Value<'a>> {
        pointer.tokens().try_fold(*self, |value, token| match value.kind() {
            Kind::Object => value.get(&token),
            Kind::Array => value.element(array_index(&token)?),
            _ => None,
        })
    }

    /// Returns the pointer from the document's root to this value. A key has the pointer of its value.
    #[must_use]
    pub fn pointer(&self) -> Pointer {
        let part = self.document().part.as_ref();
        let mut pointer = part.map(|part| part.array.clone()).unwrap_or_default();
        let mut path: Vec<Value<'a>> = std::iter::successors(Some(*self), Value::parent).collect();
        path.pop();
        for value in path.iter().rev() {
            pointer.push(&value.token());
        }
        pointer
    }

    /// Returns the key of this value, or `None` if the parent is not an object. The key of a key is the key
    /// itself.
    #[must_use]
    pub fn key(&self) -> Option<Value<'a>> {
        self.parent().filter(|parent| parent.kind() == Kind::Object)?;
        // Keys and values alternate: the entry of a key is directly before the entry of its value.
        Some(Value::new(self.document(), self.index - self.siblings_before() % 2))
    }

    /// Returns the token of this value in its parent: its key or its index. A key has the token of its value.
    fn token(&self) -> Cow<'a, str> {
        if let Some(key) = self.key() {
            return key.text();
        }
        let elements_before = self.parent().map_or(0, |array| array.elements_before());
        (elements_before + self.siblings_before() as usize).to_string().into()
    }

    fn siblings_before(&self) -> u32 {
        let numbers = self.document().siblings_before();
        numbers.get(self.index as usize).copied().unwrap_or_default()
    }

    /// Returns the number of array elements before this block. Returns 0 unless this value is the root.
    fn elements_before(&self) -> usize {
        if self.index != 0 {
            return 0;
        }
        self.document().part.as_ref().map_or(0, |part| part.first)
    }
}

/// Parses an array index: digits without a leading zero (RFC 6901 section 4).
fn array_index(token: &str) -> Option<usize> {
    let has_leading_zero = token.len() > 1 && token.starts_with('0');
    let all_digits = token.bytes().all(|byte| byte.is_ascii_digit());
    if has_leading_zero || !all_digits { None } else { token.parse().ok() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{FileId, Form, Limits};

    fn document(form: Form, text: &str) -> Document {
        Document::parse_as(form, FileId(0), text.as_bytes().to_vec(), Limits::default())
    }

    #[test]
    fn a_pointer_leads_to_its_value() {
        let text = r#"{"a/b": [1, [], [2, {"~": {}}]], "\u0041": {"": [true]}, "last": "x"}"#;
        let document = document(Form::Json, text);
        let root = document.root().unwrap();
        let mut values = vec![root];
        let (mut pointers, offsets) = (Vec::new(), document.offsets());
        while let Some(value) = values.pop() {
            pointers.push(value.pointer().into_text());
            let again = document.value_with(&offsets, &value.pointer());
            assert!(again.is_some_and(|found| found.is_same_node(value)));
            assert!(root.at(&value.pointer()).is_some_and(|found| found.is_same_node(value)));
            for member in value.members() {
                assert_eq!(member.key.pointer(), member.value.pointer());
                assert!(member.value.key().is_some_and(|key| key.is_same_node(member.key)));
                values.push(member.value);
            }
            values.extend(value.elements());
        }
        let deepest = "/a~1b/2/1/~0".to_owned();
        assert!(pointers.len() == 12 && pointers.contains(&deepest), "{pointers:?}");
        assert_eq!(offsets.len(), 9, "the three scalars in arrays are left out");
        for absent in ["/last/0", "/a~1b/3", "/a~1b/00", "/x"] {
            assert!(document.value_with(&offsets, &Pointer::new(absent)).is_none(), "{absent}");
        }
    }

    #[test]
    fn pointers_into_a_long_array_and_a_large_object_do_not_count_from_the_start() {
        let lines = document(Form::JsonLines, &"{\"k\": 1}\n".repeat(100_000));
        let last = lines
            .root()
            .unwrap()
            .elements()
            .fold(Pointer::default(), |_, element| element.get("k").unwrap().pointer());
        assert_eq!(last.as_str(), "/99999/k");
        let members: Vec<String> = (0..100_000).map(|n| format!("\"k{n}\": [0]")).collect();
        let object = document(Form::Json, &format!("{{{}}}", members.join(",")));
        let last = object
            .root()
            .unwrap()
            .members()
            .fold(Pointer::default(), |_, member| member.value.element(0).unwrap().pointer());
        assert_eq!(last.as_str(), "/k99999/0");
    }
}
