//! Equality of JSON values in parsed documents, for `const`, `enum` and `uniqueItems` (JSON Schema core section 4.2.2).

use super::representation::{members_once, size_of_object};
use crate::document::{Kind, Value};
use jsonschema::json::cmp::equal_numbers;
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

/// Maximum number of elements for which comparing each pair is faster than hashing.
const FEW: usize = 12;

/// Whether a value of a document equals a value of a schema. Numbers are compared by value, and the order of
/// members is ignored.
pub(super) fn equals_json(value: Value<'_>, expected: &serde_json::Value) -> bool {
    use serde_json::Value as Json;
    match (value.kind(), expected) {
        (Kind::Null, Json::Null) => true,
        (Kind::Boolean, Json::Bool(expected)) => value.as_bool() == Some(*expected),
        (Kind::String, Json::String(expected)) => value.is_string_equal_to(expected),
        (Kind::Number, Json::Number(expected)) => {
            value.as_number().is_some_and(|number| equal_numbers(&number, expected))
        }
        (Kind::Array, Json::Array(expected)) => {
            value.len() == expected.len()
                && value.elements().zip(expected).all(|(own, other)| equals_json(own, other))
        }
        (Kind::Object, Json::Object(expected)) => {
            size_of_object(value) == expected.len()
                && members_once(value).all(|(name, own)| {
                    expected.get(&*name).is_some_and(|other| equals_json(own, other))
                })
        }
        _ => false,
    }
}

/// Returns the first repetition in an array: an element and the later element that equals it. Returns `None`
/// if all elements differ.
pub(super) fn first_repetition(array: Value<'_>) -> Option<(Value<'_>, Value<'_>)> {
    if array.len() <= FEW { repetition_of_few(array) } else { repetition_by_hash(array) }
}

fn repetition_of_few(array: Value<'_>) -> Option<(Value<'_>, Value<'_>)> {
    array.elements().enumerate().find_map(|(index, again)| {
        let first = array.elements().take(index).find(|first| first.equals(&again))?;
        Some((first, again))
    })
}

fn repetition_by_hash(array: Value<'_>) -> Option<(Value<'_>, Value<'_>)> {
    let mut seen: HashMap<u64, Vec<Value<'_>>> = HashMap::with_capacity(array.len());
    for again in array.elements() {
        let alike = seen.entry(hash_of(again)).or_default();
        if let Some(first) = alike.iter().find(|first| first.equals(&again)) {
            return Some((*first, again));
        }
        alike.push(again);
    }
    None
}

/// Returns a hash of a value. Equal values have equal hashes.
pub(super) fn hash_of(value: Value<'_>) -> u64 {
    let mut hasher = DefaultHasher::new();
    hash(value, &mut hasher);
    hasher.finish()
}

/// Hashes a value so that equal values have equal hashes.
fn hash(value: Value<'_>, hasher: &mut DefaultHasher) {
    value.kind().hash(hasher);
    match value.kind() {
        Kind::Object => {
            let members = members_once(value).map(|(name, member)| {
                let mut hasher = DefaultHasher::new();
                name.hash(&mut hasher);
                hash(member, &mut hasher);
                hasher.finish()
            });
            members.fold(0_u64, u64::wrapping_add).hash(hasher);
        }
        Kind::Array => value.elements().for_each(|element| hash(element, hasher)),
        Kind::String => value.as_str().hash(hasher),
        Kind::Number => {
            // Adding zero turns -0.0 into 0.0.
            let double = value.as_number().map_or(0.0, |number| number.as_f64()) + 0.0;
            double.to_bits().hash(hasher);
        }
        Kind::Boolean | Kind::Null => value.as_bool().hash(hasher),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Document, FileId, Limits};

    fn document(text: &str) -> Document {
        Document::parse(FileId::UNLISTED, text.as_bytes().to_vec(), Limits::default())
    }

    #[track_caller]
    fn check_equal(text: &str, expected: &serde_json::Value, want: bool) {
        assert_eq!(equals_json(document(text).root().unwrap(), expected), want, "{text}");
    }

    #[test]
    fn numbers_are_equal_by_value_and_kinds_differ() {
        check_equal("1.0", &serde_json::json!(1), true);
        check_equal("1e0", &serde_json::json!(1), true);
        check_equal("-0.0", &serde_json::json!(0), true);
        check_equal("9007199254740993", &serde_json::json!(9_007_199_254_740_992_u64), false);
        check_equal("true", &serde_json::json!(1), false);
        check_equal(r#""1""#, &serde_json::json!(1), false);
        check_equal("null", &serde_json::json!(false), false);
    }

    #[test]
    fn objects_are_equal_whatever_the_order() {
        let expected = serde_json::json!({"a": [1, {"b": "é"}], "c": null});
        check_equal(r#"{"c": null, "a": [1.0, {"b": "\u00e9"}]}"#, &expected, true);
        check_equal(r#"{"c": null, "a": [1.0, {"b": "e"}]}"#, &expected, false);
        check_equal(r#"{"a": [1, {"b": "é"}]}"#, &expected, false);
        check_equal(r#"{"a": 1, "a": 2}"#, &serde_json::json!({"a": 2}), true);
    }

    #[track_caller]
    fn check_repetition(elements: &[&str], want: Option<(usize, usize)>) {
        let text = format!("[{}]", elements.join(","));
        let document = document(&text);
        let array = document.root().unwrap();
        let found = first_repetition(array).map(|(first, again)| {
            let index = |place: Value<'_>| {
                array.elements().position(|one| one.is_same_node(place)).unwrap()
            };
            (index(first), index(again))
        });
        assert_eq!(found, want, "{text}");
    }

    #[test]
    fn a_repetition_is_found_among_few_and_many() {
        let mut many: Vec<String> = (0..40).map(|number| format!("{{\"a\":{number}}}")).collect();
        check_repetition(&many.iter().map(String::as_str).collect::<Vec<_>>(), None);
        many.push(r#"{"\u0061": 7.0}"#.to_owned());
        check_repetition(&many.iter().map(String::as_str).collect::<Vec<_>>(), Some((7, 40)));
        check_repetition(&["0", "1", "-0.0"], Some((0, 2)));
        check_repetition(&["[1]", "[true]", "\"1\"", "{}", "[]"], None);
        check_repetition(&[r#"{"a":1,"b":2}"#, r#"{"b":2,"a":1}"#], Some((0, 1)));
    }
}
