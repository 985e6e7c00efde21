//! `latest-by` of `compare`: near-misses and cases that the page of `compare` omits. Also empty texts and
//! unreadable values in `compare`, `order` and `similar`.

use super::{check, run};
use crate::command::Folder;
use factlint::rule::Count;
use serde_json::json;

const RULES: &str = r#"
[collections]
things = { select = "$.things[*]", id = "id" }

[rules.latest]
kind      = "compare"
in        = "things"
field     = "version"
is        = "=="
than      = "history[*].version"
latest-by = ["^.date", "@"]
message   = "{id} is at {}"
"#;

#[test]
fn entries_of_one_date_are_distinguished_by_the_next_field() {
    let data = r#"{ "things": [
  { "id": "a", "version": "10", "history": [
    { "date": "2026-01-02", "version": "10" }, { "date": "2026-01-02", "version": "9" },
    { "date": "2026-01-01", "version": "11" }
  ] },
  { "id": "b", "version": "9", "history": [
    { "date": "2026-01-02", "version": "10" }, { "date": "2026-01-02", "version": "9" }
  ] },
  { "id": "c", "version": "9", "history": [] }
] }"#;
    check(RULES, data, &["data.json:6:27: error[latest]: b is at 9"]);
}

fn of_things(rules: &str) -> String {
    format!("[collections]\nthings = {{ select = '$.things[*]', id = 'id' }}\n{rules}")
}

fn unchecked(rules: &str, data: &str) -> String {
    let rulebook = format!("version = 1\ndocuments = ['data.json']\n{rules}");
    let folder = Folder::new(&[("factlint.toml", &rulebook), ("data.json", data)]);
    folder.check(&["--format", "json"]).report()["summary"]["unchecked"].to_string()
}

#[test]
fn several_values_of_a_field_of_latest_by_are_counted_once() {
    let rules = RULES.replace("\"^.date\", \"@\"", "\"^.dates[*]\"");
    let data = r#"{ "things": [{ "id": "a", "version": "10", "history": [
    { "dates": ["2026-01-02", "2026-01-03"], "version": "10" }, { "dates": ["2026-01-01"], "version": "9" }
  ] }] }"#;
    let unchecked = unchecked(&rules, data);
    assert_eq!(unchecked.matches("\"number\":1,").count(), 1, "{unchecked}");
    assert_eq!(unchecked.matches("\"number\":").count(), 1, "{unchecked}");
}

#[test]
fn no_latest_is_chosen_if_a_date_cannot_be_read() {
    for date in [r#""n.d.""#, r#""""#, r#"" ""#, "true", "{}", "[]"] {
        let data = format!(
            r#"{{ "things": [{{ "id": "a", "version": "1.1.0", "history": [
    {{ "date": "2021", "version": "1.1.0" }}, {{ "date": {date}, "version": "0.9.0" }}
  ] }}] }}"#
        );
        let is_error = |line: &&String| line.contains("error[latest]");
        assert_eq!(run(RULES, &data).lines.iter().find(is_error), None, "{date}");
        assert!(unchecked(RULES, &data).contains("\"number\":1,"), "{date}");
    }
    let data = r#"{ "things": [{ "id": "a", "version": "1.1.0", "history": [
    { "date": 2021, "version": "1.1.0" }, { "date": "2022-03", "version": "0.9.0" }
  ] }] }"#;
    check(RULES, data, &["data.json:1:38: error[latest]: a is at 1.1.0"]);
}

#[test]
fn an_empty_text_is_not_compared() {
    let rules = |relation: &str, form: &str| {
        format!(
            "[collections]
things = {{ select = '$.things[*]', id = 'id' }}
[rules.compare]
kind = 'compare'
in = 'things'
field = 'a'
is = '{relation}'
than = 'b'
as = '{form}'
"
        )
    };
    for (a, b) in [("x", ""), ("", "x"), ("x", " "), ("2021", ""), ("1.2.0", "\t"), ("", "")] {
        let data = json!({ "things": [{ "id": "a", "a": a, "b": b }] }).to_string();
        for relation in ["==", "!=", "<=", ">"] {
            for form in ["auto", "text"] {
                let outcome = run(&rules(relation, form), &data);
                assert_eq!(outcome.lines, [""; 0], "{a:?} {relation} {b:?}");
                let tally = &outcome.tally;
                let counts = (tally.of(Count::CannotTell), tally.of(Count::Compared));
                assert_eq!(counts, (1, 0), "{a:?} {relation} {b:?} as {form}");
            }
        }
    }
    // An empty constant is compared.
    let constant = rules("!=", "auto").replace("than = 'b'", "value = ''");
    let data = r#"{ "things": [{ "id": "a", "a": "" }, { "id": "b", "a": "x" }] }"#;
    assert_eq!(run(&constant, data).lines.len(), 1);
}

#[test]
fn an_empty_text_is_not_compared_with_a_list() {
    let rules = of_things(
        "[rules.order]
kind = 'order'
in = 'things'
field = 'names[*]'
",
    );
    for (names, want) in
        [(r#"["b", "", "c"]"#, 1), (r#"["b", " "]"#, 1), (r#"["", ""]"#, 1), (r#"["", "a"]"#, 1)]
    {
        let data = format!(r#"{{ "things": [{{ "id": "a", "names": {names} }}] }}"#);
        let outcome = run(&rules, &data);
        assert_eq!(outcome.lines, [""; 0], "{names}");
        assert_eq!(outcome.tally.of(Count::CannotTell), want, "{names}");
    }
    let data = r#"{ "things": [{ "id": "a", "names": ["c", "", "b"] }] }"#;
    assert_eq!(run(&rules, data).lines.len(), 1);
}

#[test]
fn records_without_a_name_are_not_similar() {
    let rules = of_things(
        "[rules.similar]
kind = 'similar'
in = 'things'
field = 'name'
",
    );
    let data = r#"{ "things": [{ "id": "a", "name": "" }, { "id": "b", "name": " " }, { "id": "c", "name": "" }] }"#;
    let outcome = run(&rules, data);
    assert_eq!((outcome.lines.len(), outcome.tally.of(Count::CannotTell)), (0, 3));
}

#[test]
fn values_of_than_that_are_not_dates_are_reported_at_than() {
    let rules = of_things(
        "[rules.after]
kind = 'compare'
in = 'things'
field = 'start'
is = '<='
than = 'end'
as = 'date'
",
    );
    let data = r#"{ "things": [
  { "id": "a", "start": "2026", "end": [] }, { "id": "b", "start": "2026", "end": "" }
] }"#;
    let unchecked = unchecked(&rules, data);
    assert_eq!(unchecked.matches("\"field\":\"end\"").count(), 2, "{unchecked}");
    assert!(!unchecked.contains("\"field\":\"start\""), "{unchecked}");
}
