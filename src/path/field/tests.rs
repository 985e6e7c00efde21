use super::Field;
use crate::document::{Document, FileId, Limits, Value};

const DOCUMENT: &str = r#"{
    "limit": 2,
    "claims": [{
        "id": "c1", "@id": 7, "to-where": 8, "value": {"entity": "igci"},
        "names": ["a", "b"], "funders": [{"amount": 1}, {"amount": 3}], "é": {"ü": 9}
    }]
}"#;

fn selected(field: &str) -> Vec<String> {
    let document = Document::parse(FileId(0), DOCUMENT.into(), Limits::default());
    let record = document.root().unwrap().get("claims").unwrap().element(0).unwrap();
    let field = Field::parse(field).unwrap();
    let selected = field.select(record);
    assert_eq!(field.first(record).map(|value| value.span()), selected.first().map(Value::span));
    selected.iter().map(|value| value.raw().to_owned()).collect()
}

fn error(text: &str) -> (usize, String) {
    let error = Field::parse(text).unwrap_err();
    (error.column, error.message)
}

#[test]
fn a_field_begins_at_its_record_with_or_without_an_at_sign() {
    for field in ["value.entity", ".value.entity", "@.value.entity", "['value']['entity']"] {
        assert_eq!(selected(field), ["\"igci\""], "{field}");
    }
    assert_eq!(selected("names[*]"), ["\"a\"", "\"b\""]);
    assert_eq!(selected("names[-1]"), ["\"b\""]);
    assert_eq!(selected("..amount"), ["1", "3"]);
    assert_eq!(selected("é.ü"), ["9"]);
    assert_eq!(selected("missing.entirely"), Vec::<String>::new());
}

#[test]
fn the_record_itself_is_a_field() {
    assert_eq!(selected("@").len(), 1);
    assert_eq!(selected("@"), selected("."));
    assert_eq!(Field::parse("@").unwrap().simple_names(), Some(Vec::new()));
    assert_eq!(error("").1, "the field is empty, want a name, or `@` for the record itself");
}

#[test]
fn a_filter_in_a_field_can_look_at_the_document() {
    assert_eq!(selected("funders[?@.amount > $.limit].amount"), ["3"]);
    assert!(Field::parse("funders[?@.amount > $.limit]").unwrap().uses_root());
    assert!(!Field::parse("funders[?@.amount > 2]").unwrap().uses_root());
}

#[test]
fn names_with_signs_are_shown_in_brackets() {
    let message =
        "got `@` at the beginning of a name without quotes, want brackets and quotes, `['@id']`";
    assert_eq!(error("@id"), (0, message.to_owned()));
    assert_eq!(selected("['@id']"), ["7"]);
    assert!(error("$ref").1.ends_with("`['$ref']`"));
    assert_eq!(error("to-where").0, 2);
    assert_eq!(selected("['to-where']"), ["8"]);
}

#[test]
fn a_field_can_begin_at_the_document_and_at_an_enclosing_object() {
    assert_eq!(selected("$.limit"), ["2"]);
    assert_eq!(selected("^.limit"), ["2"]);
    assert_eq!(selected("^.claims[0].id"), ["\"c1\""]);
    assert_eq!(selected("^^.limit"), Vec::<String>::new());
    assert!(Field::parse("^.limit").unwrap().uses_root());
    assert_eq!(error("^.a b").0, 3);
}

#[test]
fn columns_are_bytes_of_the_text_as_written() {
    assert_eq!(error("é.ü x").0, 5);
    assert_eq!(error("names[").0, 6);
    assert_eq!(error("names[?@.é = 1]").0, 12);
    assert_eq!(error(" names").0, 0);
    assert_eq!(error("names ").0, 5);
}

#[test]
fn properties_of_a_field_do_not_depend_on_a_record() {
    let field = |text| Field::parse(text).unwrap();
    assert_eq!(field("value.entity").simple_names(), Some(vec!["value", "entity"]));
    assert_eq!(field("names[0]").simple_names(), None);
    assert!(field("names[0]").is_singular() && !field("names[*]").is_singular());
    assert_eq!(field("@.value").to_string(), "@.value");
}

#[test]
fn joined_fields_are_written_as_one_field() {
    let joined = |outer: &str, inner: &str| {
        let (outer, inner) = (Field::parse(outer).unwrap(), Field::parse(inner).unwrap());
        outer.joined(&inner).map(|field| field.as_str().to_owned())
    };
    for (outer, inner, want) in [
        ("evidence[*]", "quote", "evidence[*].quote"),
        ("evidence[*]", ".quote", "evidence[*].quote"),
        ("evidence[*]", "@.quote", "evidence[*].quote"),
        ("evidence[*]", "['quote']", "evidence[*]['quote']"),
        ("names[*]", "@", "names[*]"),
        (".", "quote", "quote"),
        ("^", "quote", "^.quote"),
        ("evidence.*", "key(@)", "key(evidence.*)"),
        ("evidence.*", "key(@.quote)", "key(evidence.*.quote)"),
    ] {
        assert_eq!(joined(outer, inner).as_deref(), Some(want));
    }
    assert_eq!(joined("evidence[*]", "^.quote"), None);
}

#[test]
fn keys_can_be_selected() {
    assert_eq!(selected("key(value)"), ["\"value\""]);
    assert_eq!(selected("key(@.value.*)"), ["\"entity\""]);
    assert_eq!(selected("key(value[?@ == 'igci'])"), ["\"entity\""]);
    // The record is an element of an array, and so are the names.
    assert_eq!(selected("key(@)"), Vec::<String>::new());
    assert_eq!(selected("key(names[*])"), Vec::<String>::new());
    assert_eq!(selected("key($.claims)"), ["\"claims\""]);
    assert_eq!(selected("key(funders[*]['amount'])"), ["\"amount\"", "\"amount\""]);
    let field = |text| Field::parse(text).unwrap();
    assert!(field("key(@)").is_singular() && !field("key(@.*)").is_singular());
    assert_eq!(field("key(@)").member(), None);
    assert_eq!(error("key(a b)").0, 5);
    assert_eq!(error("key(").0, 4);
}
