//! JSON Pointer (RFC 6901).

use super::{Kind, Value};
use std::fmt;

/// A JSON Pointer in string form: empty for the whole document, otherwise a `/` before each token.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
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

    /// Returns the unescaped tokens, outermost first.
    pub fn tokens(&self) -> impl Iterator<Item = String> {
        self.0.split('/').skip(1).map(unescaped)
    }

    /// Splits off the last token, or returns `None` for the whole document.
    #[must_use]
    pub fn split_last(&self) -> Option<(Pointer, String)> {
        let (parent, last) = self.0.rsplit_once('/')?;
        Some((Pointer(parent.to_owned()), unescaped(last)))
    }

    /// Returns the pointer to a member or element of the value at this pointer.
    #[must_use]
    pub fn join(&self, token: &str) -> Pointer {
        let mut text = String::with_capacity(self.0.len() + 1 + token.len());
        text.push_str(&self.0);
        text.push('/');
        match token.contains(['~', '/']) {
            true => text.push_str(&token.replace('~', "~0").replace('/', "~1")),
            false => text.push_str(token),
        }
        Pointer(text)
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
        let Some(mut value) = self.document().root() else { return pointer };
        while let Some((token, child)) = value.child_containing(*self) {
            pointer = pointer.join(&token);
            value = child;
        }
        pointer
    }

    fn child_containing(&self, inner: Value<'a>) -> Option<(String, Value<'a>)> {
        match self.kind() {
            Kind::Object => self
                .members()
                .find(|member| member.key.is_same_node(inner) || member.value.contains(inner))
                .map(|member| (member.name().into_owned(), member.value)),
            Kind::Array => self
                .elements()
                .enumerate()
                .find(|(_, element)| element.contains(inner))
                .map(|(index, element)| ((self.elements_before() + index).to_string(), element)),
            _ => None,
        }
    }

    /// Returns the number of elements of the array before this block; 0 unless the value is the root.
    fn elements_before(&self) -> usize {
        let part = self.document().part.as_ref().filter(|_| self.index == 0);
        part.map_or(0, |part| part.first)
    }
}

/// Parses an array index: digits without a leading zero (RFC 6901 section 4).
fn array_index(token: &str) -> Option<usize> {
    let has_leading_zero = token.len() > 1 && token.starts_with('0');
    let all_digits = token.bytes().all(|byte| byte.is_ascii_digit());
    if has_leading_zero || !all_digits { None } else { token.parse().ok() }
}
