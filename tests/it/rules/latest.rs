//! `latest`: near-misses and cases that its page omits.

use super::check;

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
