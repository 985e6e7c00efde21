//! Properties of every value in a document: its pointer leads to it, its span in the text parses to an equal value, and
//! its offset leads back to it.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use factlint::document::{Document, FileId, Form, Limits, Pointer, Value};
use proptest::prelude::*;
use serde_json::Value as Json;

fn parse(text: &str) -> Document {
    Document::parse(FileId(0), text.as_bytes().to_vec(), Limits::default())
}

/// Any JSON value, with keys and texts that need escapes.
fn json() -> impl Strategy<Value = Json> {
    let text = prop_oneof!["[a-z/~é😀\"\\\\\n\t\u{1}]{0,6}", Just("\u{0}".to_owned())];
    let leaf = prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::from),
        any::<i64>().prop_map(Json::from),
        any::<f64>().prop_filter("finite", |number| number.is_finite()).prop_map(Json::from),
        text.clone().prop_map(Json::from),
    ];
    leaf.prop_recursive(4, 40, 5, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Json::from),
            prop::collection::btree_map(text.clone(), inner, 0..5)
                .prop_map(|members| Json::Object(members.into_iter().collect())),
        ]
    })
}

fn check_everywhere(value: Value<'_>, pointer: &Pointer, whole: &Json) {
    let expected = whole.pointer(pointer.as_str()).expect("the same pointer");
    let reparsed: Json = serde_json::from_str(value.raw()).expect("a span that is JSON");
    assert_eq!(&reparsed, expected, "at {pointer}");
    assert_eq!(value.pointer(), *pointer);
    let root = value.document().root().expect("a root");
    assert!(root.at(pointer).is_some_and(|found| found.is_same_node(value)));
    let span = value.span();
    assert!(value.document().value_at(span.start).is_some_and(|found| found.is_same_node(value)));
    for member in value.members() {
        let inner = pointer.join(&member.name());
        assert_eq!(member.key.pointer(), inner);
        assert!(member.value.parent().is_some_and(|parent| parent.is_same_node(value)));
        check_everywhere(member.value, &inner, whole);
    }
    for (index, element) in value.elements().enumerate() {
        check_everywhere(element, &pointer.join(&index.to_string()), whole);
    }
}

#[test]
fn a_comma_with_a_member_after_it_is_not_superfluous() {
    let got =
        |text: &str| parse(text).syntax_error().map(|error| (error.message(), error.range.clone()));
    let trailing = |at: usize| Some(("a comma with nothing after it".to_owned(), at..at + 1));
    assert_eq!(got(r#"{"a": 1, "b": }"#), Some(("got `}`, want a value".to_owned(), 14..15)));
    assert_eq!(got(r#"{"a": 1, "b": ]"#), Some(("got `]`, want a value".to_owned(), 14..15)));
    assert_eq!(got("{\"a\": 1 ,\n }"), trailing(8));
    assert_eq!(got("[1, 2,]"), trailing(5));
    assert_eq!(got("[[1], [2, ]]"), trailing(8));
}

proptest! {
    #[test]
    fn every_span_reparses_to_the_value_at_its_pointer(value in json(), pretty in any::<bool>()) {
        let text = if pretty { format!("{value:#}") } else { value.to_string() };
        let document = parse(&text);
        check_everywhere(document.root().expect("JSON"), &Pointer::default(), &value);
    }

    #[test]
    fn any_bytes_give_a_root_or_an_error_inside_them(bytes in prop::collection::vec(any::<u8>(), 0..64)) {
        let length = bytes.len();
        let document = Document::parse(FileId(0), bytes, Limits::default());
        match document.syntax_error() {
            Some(error) => {
                prop_assert!(document.root().is_none());
                prop_assert!(error.range.end <= length.max(1));
                prop_assert!(!error.message().is_empty() && !error.message().ends_with('.'));
            }
            None => prop_assert!(document.root().is_some()),
        }
    }

    #[test]
    fn nearly_json_agrees_with_another_reader(text in "[\\[\\]{}:,\"0-9a-z\\\\.+ eE-]{0,24}") {
        let other: Result<Json, _> = serde_json::from_str(&text);
        let overflows = other.as_ref().is_err_and(|error| error.to_string().contains("out of range"));
        if !overflows {
            prop_assert_eq!(parse(&text).root().is_some(), other.is_ok(), "{}", text);
        }
    }

    #[test]
    fn duplicate_keys_are_found_whatever_their_number(keys in prop::collection::vec("[a-c]{1,2}", 0..40)) {
        let members: Vec<String> = keys.iter().map(|key| format!("\"{key}\":1")).collect();
        let document = parse(&format!("{{{}}}", members.join(",")));
        let distinct: std::collections::BTreeSet<&String> = keys.iter().collect();
        prop_assert_eq!(document.duplicate_keys().len(), keys.len() - distinct.len());
    }
}

#[test]
fn json_lines_are_an_array_of_their_lines() {
    let text = "{\"id\": 1}\r\n\n  [2]\n\"x\"";
    let document = Document::parse_as(Form::JsonLines, FileId(0), text.into(), Limits::default());
    let root = document.root().expect("JSON Lines");
    assert_eq!(root.len(), 3);
    let pointers: Vec<String> =
        root.elements().map(|line| line.pointer().as_str().to_owned()).collect();
    assert_eq!(pointers, ["/0", "/1", "/2"]);
    assert_eq!(root.at(&Pointer::new("/1/0")).expect("a value").raw(), "2");
    let first = document.value_at(0).expect("the first line's value");
    assert_eq!(first.raw(), "{\"id\": 1}");
    assert!(first.parent().is_some_and(|parent| parent.is_same_node(root)));
}

#[test]
fn a_mistake_in_json_lines_is_at_its_line() {
    let text = "{}\n{\"id\":\n1}\n";
    let document = Document::parse_as(Form::JsonLines, FileId(0), text.into(), Limits::default());
    let error = document.syntax_error().expect("a value that goes over its line");
    assert_eq!(error.range, 9..9);
    // The other lines are read.
    let root = document.root().expect("an array of the lines that are JSON");
    assert_eq!(root.elements().next().expect("the first line").raw(), "{}");
}

#[test]
fn json_lines_without_a_line_are_an_empty_array() {
    for text in ["", "\n \n"] {
        let document =
            Document::parse_as(Form::JsonLines, FileId(0), text.into(), Limits::default());
        assert_eq!(document.root().expect("no lines").len(), 0);
    }
}
