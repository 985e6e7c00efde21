//! Adapts the document's tape to the `jsonschema` crate, without copying or building values.
//!
//! If a key occurs twice in an object, only the last member counts, as in most JSON parsers (RFC 8259
//! section 4 leaves this open).
//!
//! The crate puts the failing instance into each of its errors. Building that value would cost more than the
//! validation, and each branch of an `anyOf` would copy it again. So an error contains the byte offset of the
//! instance instead, as a number that [`offset_of`] reads. The exception is an error about the value at which the
//! validation starts: it contains the value itself, because the crate searches this value for the text on which the
//! regular expression engine gave up.

use super::effort;
use super::equality::{equals_json, first_repetition};
use crate::document::{Document, Elements, FileId, Kind, Limits, Members, Number, Value};
use jsonschema::JsonType;
use jsonschema::json::{Array, Json, JsonNumber, Node, NodeIdentity, Object};
use jsonschema_value::LazyInstance;
use std::borrow::Cow;
use std::ops::ControlFlow;
use std::sync::OnceLock;

/// The marker type of this representation.
pub(super) struct Tape;

/// A value on the tape.
#[derive(Debug, Clone, Copy)]
pub(super) struct TapeNode<'a> {
    value: Value<'a>,
    /// Whether the validation starts here.
    is_start: bool,
    /// Whether the errors of the value are counted.
    is_limited: bool,
}

impl<'a> TapeNode<'a> {
    /// Creates the node of the value that a validation starts from.
    pub(super) fn start(value: Value<'a>) -> TapeNode<'a> {
        TapeNode { value, is_start: true, is_limited: false }
    }

    /// Creates a node like [`start`](Self::start), but [limits](effort::limited) the number of errors.
    pub(super) fn limited(value: Value<'a>) -> TapeNode<'a> {
        TapeNode { value, is_start: true, is_limited: true }
    }

    /// Returns the value in the document.
    pub(super) fn value(self) -> Value<'a> {
        self.value
    }

    fn inner(value: Value<'a>, is_limited: bool) -> TapeNode<'a> {
        TapeNode { value, is_start: false, is_limited }
    }

    /// Whether the value appears to be `null`, because there are too many errors already.
    fn is_hidden(&self) -> bool {
        self.is_limited && effort::is_spent()
    }
}

/// Returns the byte offset that an error contains instead of its instance, or `None` if it does not contain
/// an offset.
pub(super) fn offset_of(carried: &serde_json::Value) -> Option<u32> {
    u32::try_from(carried.as_u64()?).ok()
}

/// Converts a value to a [`serde_json::Value`]. A number outside the range of a double becomes the nearest
/// double.
pub(super) fn to_json(value: Value<'_>) -> serde_json::Value {
    match value.kind() {
        Kind::Object => members_once(value)
            .map(|(name, member)| (name.into_owned(), to_json(member)))
            .collect::<serde_json::Map<_, _>>()
            .into(),
        Kind::Array => value.elements().map(to_json).collect(),
        Kind::String => value.as_str().unwrap_or_default().into(),
        Kind::Number => {
            value.as_number().map_or(serde_json::Value::Null, |number| to_number(number).into())
        }
        Kind::Boolean => value.as_bool().unwrap_or_default().into(),
        Kind::Null => serde_json::Value::Null,
    }
}

/// Returns the last member for each key of an object. Returns no members if the value is not an object.
pub(super) fn members_once(object: Value<'_>) -> DistinctMembers<'_> {
    DistinctMembers {
        members: object.members(),
        has_duplicates: !object.document().duplicate_keys().is_empty(),
    }
}

/// Returns the number of distinct keys of an object.
pub(super) fn size_of_object(object: Value<'_>) -> usize {
    if object.document().duplicate_keys().is_empty() {
        return object.len();
    }
    members_once(object).count()
}

fn to_number(number: Number<'_>) -> serde_json::Number {
    let parsed = serde_json::from_str(number.literal()).ok();
    let largest = if number.literal().starts_with('-') { f64::MIN } else { f64::MAX };
    parsed
        .or_else(|| serde_json::Number::from_f64(largest))
        .unwrap_or_else(|| serde_json::Number::from(0))
}

impl Json for Tape {
    type Node<'a> = TapeNode<'a>;
    type PreparedKey = Box<str>;
    type StringBuffer = Option<Document>;

    // Each lookup visits all members, so a single pass that looks for all keys is never slower.
    const KEYS_PER_LOOKUP: usize = 64;
    const ACYCLIC: bool = true;

    fn prepare_key(key: &str) -> Box<str> {
        key.into()
    }

    fn with_string_node<T>(
        buffer: &mut Option<Document>,
        string: &str,
        f: impl FnOnce(TapeNode<'_>) -> T,
    ) -> T {
        let text = serde_json::Value::from(string).to_string();
        let document =
            buffer.insert(Document::parse(FileId::UNLISTED, text.into_bytes(), Limits::default()));
        f(TapeNode::inner(document.first_value(), false))
    }
}

impl<'a> Node<'a, Tape> for TapeNode<'a> {
    type Object = TapeObject<'a>;
    type Array = TapeArray<'a>;
    type Number = Number<'a>;

    fn as_object(&self) -> Option<TapeObject<'a>> {
        let is_object = self.value.kind() == Kind::Object && !self.is_hidden();
        is_object.then_some(TapeObject { object: self.value, is_limited: self.is_limited })
    }

    fn as_array(&self) -> Option<TapeArray<'a>> {
        let is_array = self.value.kind() == Kind::Array && !self.is_hidden();
        is_array.then_some(TapeArray { array: self.value, is_limited: self.is_limited })
    }

    fn as_string(&self) -> Option<Cow<'a, str>> {
        self.value.as_str()
    }

    fn as_number(&self) -> Option<Number<'a>> {
        self.value.as_number()
    }

    fn as_boolean(&self) -> Option<bool> {
        self.value.as_bool()
    }

    fn is_null(&self) -> bool {
        self.value.kind() == Kind::Null
    }

    fn is_number(&self) -> bool {
        self.value.kind() == Kind::Number
    }

    fn json_type(&self) -> JsonType {
        match self.value.kind() {
            Kind::Object => JsonType::Object,
            Kind::Array => JsonType::Array,
            Kind::String => JsonType::String,
            Kind::Number => JsonType::Number,
            Kind::Boolean => JsonType::Boolean,
            Kind::Null => JsonType::Null,
        }
    }

    fn string_length_within(&self, min: u64, max: u64) -> Option<bool> {
        let text = self.value.as_str()?;
        // A code point is encoded in one to four bytes.
        let most = text.len() as u64;
        let fewest = most.div_ceil(4);
        if most < min || fewest > max {
            return Some(false);
        }
        if min <= fewest && most <= max {
            return Some(true);
        }
        Some((min..=max).contains(&(text.chars().count() as u64)))
    }

    fn equals_value(&self, expected: &serde_json::Value) -> bool {
        equals_json(self.value, expected)
    }

    fn to_value(&self) -> Cow<'a, serde_json::Value> {
        Cow::Owned(to_json(self.value))
    }

    fn lazy_value(&self) -> LazyInstance<'a> {
        if self.is_limited {
            effort::count();
        }
        let tag = self.value.own_start();
        if self.is_start {
            let bytes = self.value.raw().as_bytes();
            LazyInstance::Deferred { bytes, tag, make: read_again, cell: OnceLock::new() }
        } else {
            LazyInstance::Ready(Cow::Owned(tag.into()))
        }
    }

    fn identity(&self) -> Option<NodeIdentity> {
        let address = std::ptr::from_ref(self.value.document()) as usize;
        Some(NodeIdentity::tagged(address, self.value.own_start()))
    }
}

fn read_again(bytes: &[u8], _: u32) -> serde_json::Value {
    let limits = Limits { depth: u32::MAX, ..Limits::default() };
    let document = Document::parse(FileId::UNLISTED, bytes.to_vec(), limits);
    document.root().map_or(serde_json::Value::Null, to_json)
}

/// An object on the tape.
#[derive(Debug, Clone, Copy)]
pub(super) struct TapeObject<'a> {
    object: Value<'a>,
    is_limited: bool,
}

impl<'a> Object<'a, Tape> for TapeObject<'a> {
    type Node = TapeNode<'a>;
    type MemberName = Cow<'a, str>;
    type MembersIter = MemberNodes<'a>;

    fn len(&self) -> usize {
        size_of_object(self.object)
    }

    fn get(&self, key: &Box<str>) -> Option<TapeNode<'a>> {
        self.object.get(key).map(|value| TapeNode::inner(value, self.is_limited))
    }

    fn members(&self) -> MemberNodes<'a> {
        MemberNodes { members: members_once(self.object), is_limited: self.is_limited }
    }

    fn try_for_each_name_node<B>(
        &self,
        _: &mut Option<Document>,
        mut f: impl FnMut(TapeNode<'_>) -> ControlFlow<B>,
    ) -> ControlFlow<B> {
        let name = |key: Value<'a>| TapeNode::inner(key, self.is_limited);
        self.object.members().try_for_each(|member| f(name(member.key)))
    }
}

/// Iterator over the members of an object. Returns each key once.
#[derive(Debug, Clone)]
pub(super) struct DistinctMembers<'a> {
    members: Members<'a>,
    has_duplicates: bool,
}

impl<'a> Iterator for DistinctMembers<'a> {
    type Item = (Cow<'a, str>, Value<'a>);

    fn next(&mut self) -> Option<(Cow<'a, str>, Value<'a>)> {
        loop {
            let member = self.members.next()?;
            let name = member.name();
            let is_last =
                |mut rest: Members<'_>| !rest.any(|later| later.key.is_string_equal_to(&name));
            if !self.has_duplicates || is_last(self.members.clone()) {
                return Some((name, member.value));
            }
        }
    }
}

/// Iterator over the members of an object as nodes.
#[derive(Debug, Clone)]
pub(super) struct MemberNodes<'a> {
    members: DistinctMembers<'a>,
    is_limited: bool,
}

impl<'a> Iterator for MemberNodes<'a> {
    type Item = (Cow<'a, str>, TapeNode<'a>);

    fn next(&mut self) -> Option<(Cow<'a, str>, TapeNode<'a>)> {
        let (name, value) = self.members.next()?;
        Some((name, TapeNode::inner(value, self.is_limited)))
    }
}

/// An array on the tape.
#[derive(Debug, Clone, Copy)]
pub(super) struct TapeArray<'a> {
    array: Value<'a>,
    is_limited: bool,
}

impl<'a> Array<'a, Tape> for TapeArray<'a> {
    type Node = TapeNode<'a>;
    type ElementsIter = ElementNodes<'a>;

    fn len(&self) -> usize {
        self.array.len()
    }

    fn elements(&self) -> ElementNodes<'a> {
        ElementNodes { elements: self.array.elements(), is_limited: self.is_limited }
    }

    fn is_unique(&self) -> bool {
        first_repetition(self.array).is_none()
    }
}

/// Iterator over the elements of an array as nodes.
#[derive(Debug, Clone)]
pub(super) struct ElementNodes<'a> {
    elements: Elements<'a>,
    is_limited: bool,
}

impl<'a> Iterator for ElementNodes<'a> {
    type Item = TapeNode<'a>;

    fn next(&mut self) -> Option<TapeNode<'a>> {
        self.elements.next().map(|value| TapeNode::inner(value, self.is_limited))
    }
}

impl JsonNumber for Number<'_> {
    fn as_u64(&self) -> Option<u64> {
        Number::as_u64(self)
    }

    fn as_i64(&self) -> Option<i64> {
        Number::as_i64(self)
    }

    fn as_f64(&self) -> Option<f64> {
        // The schema's numbers are plain. The module `exact` compares all other numbers.
        self.as_ordered_f64()
    }

    fn as_str(&self) -> Cow<'_, str> {
        Cow::Borrowed(self.literal())
    }

    fn to_number(&self) -> Cow<'_, serde_json::Number> {
        Cow::Owned(to_number(*self))
    }

    fn is_integer(&self) -> bool {
        Number::is_integer(self)
    }

    fn is_written_as_integer(&self) -> bool {
        !self.literal().contains(['.', 'e', 'E'])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jsonschema::json::conformance;

    fn document(text: &str) -> Document {
        Document::parse(FileId::UNLISTED, text.as_bytes().to_vec(), Limits::default())
    }

    #[test]
    fn the_contract_of_the_crate_holds() {
        let document = document(&conformance::document().to_string());
        conformance::assert_conformance::<Tape>(&TapeNode::start(document.root().unwrap()));
    }

    #[test]
    fn the_last_of_equal_keys_counts() {
        let document = document(r#"{"a": 1, "b": 2, "\u0061": 3}"#);
        let root = TapeNode::start(document.root().unwrap());
        let object = root.as_object().unwrap();
        assert_eq!(object.len(), 2);
        let names: Vec<String> = object.members().map(|(name, _)| name.into_owned()).collect();
        assert_eq!(names, ["b", "a"]);
        assert_eq!(object.get(&Tape::prepare_key("a")).unwrap().value.raw(), "3");
        assert_eq!(to_json(document.root().unwrap()), serde_json::json!({"b": 2, "a": 3}));
    }

    #[test]
    fn numbers_are_read_from_the_literal() {
        let document = document("[1.0, 1e400, 12345678901234567890123, -1.5e1, -0.0]");
        let numbers: Vec<Number<'_>> =
            document.root().unwrap().elements().filter_map(|value| value.as_number()).collect();
        let written: Vec<bool> = numbers.iter().map(JsonNumber::is_written_as_integer).collect();
        assert_eq!(written, [false, false, true, false, false]);
        let integers: Vec<bool> = numbers.iter().map(JsonNumber::is_integer).collect();
        assert_eq!(integers, [true; 5]);
        assert_eq!(JsonNumber::as_f64(&numbers[1]), None);
    }

    #[test]
    fn an_error_has_an_offset_except_at_the_start_value() {
        let document = document(r#"{"a": [true]}"#);
        let root = document.root().unwrap();
        let inner = root.get("a").unwrap();
        let carried = TapeNode::inner(inner, false).lazy_value().into_cow();
        assert_eq!(offset_of(&carried), Some(inner.own_start()));
        let start = TapeNode::start(root).lazy_value().into_cow();
        assert_eq!(*start, serde_json::json!({"a": [true]}));
    }
}
