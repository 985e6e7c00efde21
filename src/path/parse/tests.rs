use super::super::{Path, Shape};
use crate::document::{Document, FileId, Limits};
use proptest::prelude::*;

fn error(text: &str) -> (usize, usize, String) {
    let error = Path::parse(text).unwrap_err();
    (error.column, error.length, error.message)
}

fn selected(path: &str, document: &str) -> Vec<String> {
    let document = Document::parse(FileId(0), document.into(), Limits::default());
    let path = Path::parse(path).unwrap();
    path.select(document.root().unwrap()).iter().map(|value| value.raw().to_owned()).collect()
}

#[test]
fn a_path_begins_with_its_root() {
    assert_eq!(error("claims[*]"), (0, 1, "got `c`, want `$`, where every path begins".to_owned()));
    assert_eq!(
        error(""),
        (0, 0, "the path is empty, want `$`, where every path begins".to_owned())
    );
}

#[test]
fn a_name_ends_at_blank_space() {
    assert_eq!(error("$.value entity").0, 7);
    assert_eq!(error("$[?@.a b]").0, 7);
}

#[test]
fn a_name_that_needs_quotes_is_shown_with_them() {
    let message = "got `-` inside a name without quotes, want brackets and quotes, `['to-where']`";
    assert_eq!(error("$.to-where[0]"), (4, 1, message.to_owned()));
    assert_eq!(
        error("$[name]").2,
        "got the name `name` in brackets without quotes, want `['name']`"
    );
    assert_eq!(error("$.names.0").2, "got the number `0` as a name, want an index, `[0]`");
}

#[test]
fn columns_are_bytes_of_the_text_as_written() {
    assert_eq!(error("$.é.ü-x").0, 7);
    assert_eq!(error("$['é', 'ü'").0, 12);
    assert_eq!(error("$['\\ud83d']").0, 3);
}

#[test]
fn escapes_become_the_characters_they_name() {
    assert_eq!(selected(r#"$["\u00e9\"\/"]"#, r#"{"é\"/": 1}"#), ["1"]);
    assert_eq!(selected(r"$['it\'s']", r#"{"it's": 1}"#), ["1"]);
    assert_eq!(selected(r"$['\uD83D\ude00\b\f\n\r\t\\']", r#"{"😀\b\f\n\r\t\\": 1}"#), ["1"]);
    assert_eq!(selected(r"$[?@ == 'a\u0020b\\']", r#"["a b\\", "a b"]"#), [r#""a b\\""#]);
}

#[test]
fn lone_surrogates_are_refused() {
    for text in [r"$['\ud83d']", r"$['\ude00']", r"$['\ud83d\u0041']", r"$['\ud83dx']"] {
        assert!(error(text).2.starts_with("got half of a surrogate pair"), "{text}");
    }
}

#[test]
fn the_shape_of_a_path_does_not_depend_on_a_document() {
    let paths = ["$", "$.a", "$['a'][*]", "$.a.*", "$..a", "$.a[0]", "$['a','b']", "$.a[*].b"];
    let paths = paths.map(|text| Path::parse(text).unwrap());
    let shapes: Vec<_> = paths.iter().map(Path::shape).collect();
    assert_eq!(
        shapes[..4],
        [Shape::Root, Shape::Member("a"), Shape::Children("a"), Shape::Children("a")]
    );
    assert!(shapes[4..].iter().all(|shape| *shape == Shape::Other));
    assert_eq!(Path::parse("$.a['b c']").unwrap().simple_names(), Some(vec!["a", "b c"]));
    assert_eq!(Path::parse("$.a[*]").unwrap().simple_names(), None);
}

#[test]
fn the_text_is_kept_as_written() {
    let path = Path::parse("$ ['a']\n.b").unwrap();
    assert_eq!((path.as_str(), path.to_string().as_str()), ("$ ['a']\n.b", "$ ['a']\n.b"));
}

#[test]
fn nesting_and_length_are_bounded() {
    let nested = |depth| format!("$[?{}@.a{}]", "(".repeat(depth), ")".repeat(depth));
    assert!(Path::parse(&nested(63)).is_ok());
    for text in [nested(64), nested(100_000), format!("${}", "[?@".repeat(100_000))] {
        assert!(error(&text).2.contains("more than 64 deep"));
    }
    assert!(Path::parse(&format!("${}", ".a".repeat(512))).is_ok());
    assert!(error(&format!("${}", ".a".repeat(513))).2.contains("more than 512 segments"));
}

#[test]
fn neither_a_deep_document_nor_a_long_path_overflows_the_stack() {
    let depth = 100_000;
    let text = format!("[{0}{1},{0}{1}]", "[".repeat(depth), "]".repeat(depth));
    let document =
        Document::parse(FileId(0), text.into(), Limits { depth: 200_000, ..Limits::default() });
    let root = document.root().unwrap();
    let count = |path: &str| Path::parse(path).unwrap().select(root).len();
    assert_eq!(count("$..*"), 2 * depth);
    assert_eq!(count("$[?@ == $[1]]"), 2);
    assert_eq!(count(&format!("${}", "[*]".repeat(512))), 2);
    assert_eq!(count(&format!("$[?@{}]", "[*]".repeat(511))), 2);
    assert_eq!(count(&format!("${}{}", "[?@[*][*][*][*][*][*][*]".repeat(63), "]".repeat(63))), 2);
    let calls = format!("$[?{}@{} == 0]", "length(".repeat(63), ")".repeat(63));
    assert_eq!(count(&calls), 0);
}

/// JSON values a few levels deep. Members of different objects often have the same name.
fn json() -> impl Strategy<Value = serde_json::Value> {
    let scalar = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<i32>().prop_map(Into::into),
        "[a-c\"\\\\:é ]{0,4}".prop_map(Into::into),
    ];
    scalar.prop_recursive(5, 60, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Into::into),
            prop::collection::vec(("[a-c\":]{0,2}", inner), 0..5)
                .prop_map(|members| serde_json::Value::Object(members.into_iter().collect())),
        ]
    })
}

/// Number of values inside a value.
fn count_inside(value: &serde_json::Value) -> usize {
    match value {
        serde_json::Value::Array(elements) => {
            elements.iter().map(|element| 1 + count_inside(element)).sum()
        }
        serde_json::Value::Object(members) => {
            members.values().map(|member| 1 + count_inside(member)).sum()
        }
        _ => 0,
    }
}

proptest! {
    #[test]
    fn no_text_makes_the_parser_panic(text in "\\PC*") {
        for text in [text.clone(), format!("$[?{text}]"), format!("$.{text}")] {
            if let Err(error) = Path::parse(&text) {
                prop_assert!(text.get(error.column..error.column + error.length).is_some());
            }
        }
    }

    #[test]
    fn no_mix_of_tokens_makes_the_parser_or_the_evaluation_panic(
        tokens in prop::collection::vec(prop::sample::select(vec![
            "$", "@", ".", "..", "*", "[", "]", "?", "(", ")", ",", ":", "-", "0", "1", "9007199254740991",
            "a", "'a'", "\"é\"", "'\\u", "==", "!=", "<", "&&", "||", "!", " ", "true", "null", "1e9",
            "length(", "count(", "match(", "value(", "\\", "'", "\n",
        ]), 0..14),
        document in json(),
    ) {
        let text = tokens.concat();
        let document = Document::parse(FileId(0), document.to_string().into(), Limits::default());
        for text in [format!("$[?@{text}]"), format!("$[{text}]"), format!("${text}")] {
            match Path::parse(&text) {
                Ok(path) => drop(path.select(document.root().unwrap())),
                Err(error) => {
                    prop_assert!(text.get(error.column..error.column + error.length).is_some());
                }
            }
        }
    }

    #[test]
    fn descent_selects_every_value_once(value in json()) {
        let document = Document::parse(FileId(0), value.to_string().into(), Limits::default());
        let root = document.root().unwrap();
        let selected = Path::parse("$..*").unwrap().select(root);
        let mut starts: Vec<_> = selected.iter().map(|value| value.span().start).collect();
        starts.sort_unstable();
        starts.dedup();
        prop_assert_eq!(starts.len(), selected.len());
        prop_assert_eq!(selected.len(), count_inside(&value));
    }

    #[test]
    fn slices_agree_with_the_definition(
        length in 0_i64..6, start in prop::option::of(-8_i64..8), end in prop::option::of(-8_i64..8), step in -4_i64..4,
    ) {
        let text = format!("{:?}", (0..length).collect::<Vec<_>>());
        let bound = |bound: Option<i64>| bound.map(|bound| bound.to_string()).unwrap_or_default();
        let path = format!("$[{}:{}:{step}]", bound(start), bound(end));
        let want: Vec<String> = slice(length, start, end, step).iter().map(i64::to_string).collect();
        prop_assert_eq!(selected(&path, &text), want);
    }
}

/// A literal implementation of RFC 9535 section 2.3.4.2.2.
fn slice(length: i64, start: Option<i64>, end: Option<i64>, step: i64) -> Vec<i64> {
    let normalize = |index: i64| if index >= 0 { index } else { length + index };
    let start = normalize(start.unwrap_or(if step >= 0 { 0 } else { length - 1 }));
    let end = end.map_or(if step >= 0 { length } else { -1 }, normalize);
    let mut selected = Vec::new();
    if step > 0 {
        let mut index = start.max(0).min(length);
        while index < end.max(0).min(length) {
            selected.push(index);
            index += step;
        }
    } else if step < 0 {
        let mut index = start.max(-1).min(length - 1);
        while end.max(-1).min(length - 1) < index {
            selected.push(index);
            index += step;
        }
    }
    selected
}

#[test]
fn an_unknown_operator_after_a_valid_one_is_reported_alone() {
    let error = |text: &str| {
        let error = Path::parse(text).unwrap_err();
        (error.column, error.message)
    };
    for text in ["$[?@.a &&| @.b]", "$[?@.a ||& @.b]"] {
        let (column, message) = error(text);
        assert_eq!(column, 9, "{text}: {message}");
        assert!(message.contains("want a path such as"), "{text}: {message}");
    }
    assert_eq!(error("$[?@.a & @.b]").1, "got `&`, want `&&`");
    assert_eq!(error("$[?@.a | @.b]").1, "got `|`, want `||`");
}
