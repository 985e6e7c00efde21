//! `latest`: near-misses and cases that its page omits.

use super::check;
use crate::command::Folder;

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
fn entries_of_one_date_are_told_apart_by_the_next_field() {
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
fn values_of_than_that_are_no_dates_are_listed_under_than() {
    let rules = "[collections]
things = { select = '$.things[*]', id = 'id' }
[rules.after]
kind = 'compare'
in = 'things'
field = 'start'
is = '<='
than = 'end'
as = 'date'
";
    let data = r#"{ "things": [
  { "id": "a", "start": "2026", "end": [] }, { "id": "b", "start": "2026", "end": "" }
] }"#;
    let unchecked = unchecked(rules, data);
    assert_eq!(unchecked.matches("\"field\":\"end\"").count(), 2, "{unchecked}");
    assert!(!unchecked.contains("\"field\":\"start\""), "{unchecked}");
}
