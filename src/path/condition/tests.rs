use super::Condition;
use crate::document::{Document, FileId, Limits};
use proptest::prelude::*;

fn holds(condition: &str, record: &str) -> bool {
    let text = format!(r#"{{"limit": 2, "record": {record}}}"#);
    let document = Document::parse(FileId(0), text.into(), Limits::default());
    let root = document.root().unwrap();
    Condition::parse(condition).unwrap().holds(root.get("record").unwrap(), root)
}

fn error(text: &str) -> (usize, String) {
    let error = Condition::parse(text).unwrap_err();
    (error.column, error.message)
}

fn message(text: &str) -> String {
    error(text).1
}

#[test]
fn a_condition_is_about_the_record_and_the_document() {
    let record = r#"{"kind": "organization", "x": [1, 2, 3]}"#;
    assert!(holds("@.kind == 'organization' || count(@.x[*]) > 4", record));
    assert!(holds("@.kind == 'project' || count(@.x[*]) > 2", record));
    assert!(holds("count(@.x[*]) > $.limit && !@.y", record));
    assert!(!holds("!(@.kind == 'organization')", record));
    assert!(Condition::parse("@.a == $.limit").unwrap().uses_root());
    assert!(Condition::parse("@.a[?@.b == value($..c)]").unwrap().uses_root());
    assert!(!Condition::parse("count(@.a[?match(@.b, @.c)]) > 1").unwrap().uses_root());
}

#[test]
fn blank_space_may_surround_a_condition() {
    assert!(holds("\n  @.a ==\n 1\n", r#"{"a": 1}"#));
    assert_eq!(Condition::parse(" @.a ").unwrap().as_str(), " @.a ");
}

#[test]
fn numbers_are_compared_by_value_and_texts_by_scalar_values() {
    assert!(holds("@ == 100", "1e2"));
    assert!(holds("@ == 1e2", "100"));
    assert!(holds("@ == -0", "0"));
    assert!(holds("@ > 9007199254740991", "9007199254740993"));
    assert!(!holds("@ == '1'", "1"));
    // In UTF-16, these two characters are in the opposite order.
    assert!(holds("@ > '\u{ffff}'", r#""\ud83d\ude00""#));
    assert!(holds("@ == 'é'", r#""\u00e9""#));
}

#[test]
fn absence_differs_from_null() {
    assert!(holds("@.a == @.b", "{}"));
    assert!(holds("@.a <= @.b", "{}"));
    assert!(!holds("@.a == null", "{}"));
    assert!(holds("@.a == null && @.a", r#"{"a": null}"#));
    assert!(holds("length(@.a) == @.b", r#"{"a": 1}"#));
}

#[test]
fn arrays_and_objects_are_compared_deeply() {
    let record =
        r#"{"a": {"x": [1, {"y": null}], "z": 2}, "b": {"z": 2.0, "x": [1, {"y": null}]}}"#;
    assert!(holds("@.a == @.b && @.a >= @.b", record));
    assert!(!holds("@.a.x == @.b.x[0]", record));
    assert!(!holds("@.a < @.b", record));
}

#[test]
fn nothing_breaks_out_of_a_condition() {
    assert_eq!(error("@.a] || $[?@.x").0, 3);
    assert_eq!(error("@.a] | [?@.x").0, 3);
    assert_eq!(error("@.a) || (@.x").0, 3);
    assert_eq!(error("true] | [?@.x").0, 0);
    assert_eq!(error("@.a == 'x' # @.b").0, 11);
}

#[test]
fn operators_of_other_languages_are_named() {
    assert_eq!(error("@.a == 1 and @.b"), (9, "got `and`, want `&&`".to_owned()));
    assert_eq!(error("@.é OR @.b"), (5, "got `OR`, want `||`".to_owned()));
    assert_eq!(error("@.a = 1"), (4, "got `=`, want `==`".to_owned()));
    assert_eq!(error("(@.a & @.b)"), (5, "got `&`, want `&&`".to_owned()));
    assert_eq!(message("@.a =~ 'x'"), "got `=~`, want the function `match` or `search`");
    assert_eq!(message("not @.a"), "got the word `not`, want `!`");
    assert_eq!(message("@.a == True"), "got the word `True`, want `true`");
}

#[test]
fn words_without_quotes_are_named() {
    let want =
        "got the word `project`, want a path such as `@.project`, or a text such as `'project'`";
    assert_eq!(error("@.kind == project"), (10, want.to_owned()));
}

#[test]
fn unknown_functions_are_named_with_the_nearest() {
    assert_eq!(
        error("'é' == lenght(@.a)"),
        (8, "unknown function `lenght`; did you mean `length`?".to_owned())
    );
    assert_eq!(message("COUNT(@.a) > 1"), "unknown function `COUNT`; did you mean `count`?");
    let want = "unknown function `none_of`, want one of length, count, match, search, value, contains, key, file, stem, folder";
    assert_eq!(message("none_of(@.a, @.b)"), want);
}

#[test]
fn types_are_checked_at_their_place() {
    assert_eq!(error("@.a == @.b[*]").0, 7);
    assert_eq!(error("1 < 2 && @..a == 1").0, 9);
    assert_eq!(error("@.a && count(@.a)").0, 7);
    assert_eq!(error("match(@.a, 'x') == true").0, 0);
    assert_eq!(error("length(@.*) > 1").0, 7);
    assert_eq!(error("length(match(@.a, 'x')) > 1").0, 7);
    assert_eq!(
        error("count(length(@.a)) > 1"),
        (6, "got `length(...)`, want a path such as `@.name[*]` for `count`".to_owned())
    );
    assert_eq!(error("value('a') == 'a'").0, 6);
    assert_eq!(error("count(@.a == 1) > 1").0, 10);
    assert_eq!(error("count((@.a)) > 1").0, 6);
    assert_eq!(error("match(@.a) && @.b").0, 9);
    assert_eq!(
        error("!@.a == 1"),
        (5, "got `==`, want parentheses around the comparison, `!(... == ...)`".to_owned())
    );
    assert_eq!(
        message("@.a == 1 == 2"),
        "got `==`, want `&&`, `||` or the end: comparisons do not chain"
    );
}

#[test]
fn a_pattern_that_is_not_an_i_regexp_is_false_and_a_warning() {
    let condition = Condition::parse(r"@.é == 1 || match(@.a, '\\d+')").unwrap();
    let warning = condition.warnings().first().unwrap();
    assert_eq!((warning.column, warning.length), (24, 6));
    assert_eq!(
        warning.message,
        r"`match` is never true here: got `\d`, which I-Regexp (RFC 9485) does not support, want `[0-9]` or `\p{Nd}`"
    );
    assert!(!holds(r"match(@, '\\d+')", "\"12\""));
    assert!(holds(r"!match(@, '\\d+')", "\"12\""));
    assert_eq!(Condition::parse("search(@.a, 1)").unwrap().warnings().len(), 1);
    assert!(Condition::parse("search(@.a, @.b)").unwrap().warnings().is_empty());
}

#[test]
fn a_pattern_of_the_document_is_bounded() {
    let record =
        r#"{"a": "aaa", "good": "a{3}", "bad": "a{1000}{1000}", "large": "(\\p{L}{900}){900}"}"#;
    assert!(holds("match(@.a, @.good)", record));
    assert!(!holds("match(@.a, @.bad)", record));
    assert!(!holds("search(@.a, @.large)", record));
    assert!(!holds("search(@.a, @.missing)", record));
}

proptest! {
    #[test]
    fn no_text_makes_the_parser_panic(text in "[@$.a'\"\\[\\]()?*&|!=<>, é\\\\0-9]{0,30}") {
        if let Err(error) = Condition::parse(&text) {
            prop_assert!(text.get(error.column..error.column + error.length).is_some());
        }
    }
}

#[test]
fn a_condition_lists_the_fields_that_it_names() {
    for (text, fields, alone) in [
        ("@.kind == 'a' && (@.valid.from || !@.kind)", vec!["kind", "valid.from"], true),
        ("length(@.name) > 2", vec!["name"], true),
        ("count(@.items[*]) == @.total", vec!["items", "total"], true),
        ("@.a == $.b", vec!["a"], false),
        ("@ == 'a'", vec![], false),
        ("@['a', 'b']", vec![], false),
        ("@.items[?@.inner == 1] || @..x", vec!["items"], false),
        ("@.items[?@.inner == $.x]", vec!["items"], false),
    ] {
        let condition = Condition::parse(text).unwrap();
        let named: Vec<String> = condition.named_fields().iter().map(ToString::to_string).collect();
        assert_eq!(named, fields, "{text}");
        assert_eq!(condition.reads_only_named_fields(), alone, "{text}");
    }
}
