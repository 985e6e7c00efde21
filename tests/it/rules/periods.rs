//! Periods with one unreadable end: comparisons that need only the other end are still made.

use super::{Outcome, run_files};
use factlint::rule::Count;

const RULES: &str = "[collections]
sources = { select = '$.sources[*]', id = 'id' }
properties = { select = '$.properties[*]', id = 'id' }
claims = { select = '$.claims[*]', id = 'id' }
[rules.conflict]
kind = 'conflict'
[rules.value]
kind = 'value-in-quote'
";

/// Checks two claims with these periods about one property. The first claim has a quote.
fn with(period: &str, other: &str) -> Outcome {
    let data = format!(
        r#"{{ "sources": [{{ "id": "s", "snapshot": {{ "path": "s.txt" }} }}],
  "properties": [{{ "id": "built", "functional": true }}],
  "claims": [
    {{ "id": "a", "subject": "x", "property": "built", "value": {{ "period": {period} }},
      "evidence": [{{ "source": "s", "quote": "built between 1848 and 1854" }}] }},
    {{ "id": "b", "subject": "x", "property": "built", "value": {{ "period": {other} }} }}
  ] }}"#
    );
    run_files(RULES, &[("data.json", &data), ("s.txt", "It was built between 1848 and 1854.\n")])
}

/// Returns the levels, rules and messages of the findings in the data.
fn in_data(outcome: &Outcome) -> Vec<&str> {
    let lines = outcome.lines.iter().filter_map(|line| line.strip_prefix("data.json:"));
    let messages = lines.filter_map(|line| Some(line.split_once(": ")?.1));
    // Findings of `snapshot` are left out, since the source has no SHA-256.
    messages.filter(|message| !message.starts_with("error[snapshot]")).collect()
}

#[test]
fn the_readable_end_of_a_period_is_compared() {
    let conflict = "review[conflict]: the built of x: to 1854, or to 1860";
    for from in ["\"\"", "null", "{}", "[]", "true"] {
        let outcome =
            with(&format!(r#"{{ "from": {from}, "to": "1854" }}"#), r#"{ "to": "1860" }"#);
        assert_eq!(in_data(&outcome), [conflict], "{from}");
    }
    let outcome =
        with(r#"{ "from": "18x8", "to": "1854" }"#, r#"{ "from": "1848", "to": "1860" }"#);
    let found = in_data(&outcome);
    assert_eq!(found.len(), 2, "{found:?}");
    assert_eq!(found[1], conflict);
    assert!(found[0].starts_with("error[date]: got `18x8`"), "{found:?}");
}

#[test]
fn the_readable_end_of_a_period_is_looked_for_in_the_quote() {
    for from in ["\"18x8\"", "1848.5", "\"\"", "null", "{}"] {
        let period = format!(r#"{{ "from": {from}, "to": "1999" }}"#);
        let outcome = with(&period, r#"{ "to": "1999" }"#);
        let want = "error[value]: the quote of `a` does not show its value: the claim says 1999; the quote says 1848 and 1854";
        assert!(in_data(&outcome).contains(&want), "{from}: {:?}", outcome.lines);
        // A malformed date is a finding, and an absent date is not counted.
        let is_undecided = matches!(from, "\"\"" | "{}");
        assert_eq!(outcome.count(Count::ValueCannotTell), u64::from(is_undecided), "{from}");
    }
}

#[test]
fn the_ends_of_a_period_are_judged_without_its_stated_length() {
    let outcome = with(r#"{ "to": "1854", "stated": "six years" }"#, r#"{ "to": "1860" }"#);
    assert_eq!(in_data(&outcome), ["review[conflict]: the built of x: to 1854, or to 1860"]);
    assert_eq!(outcome.count(Count::ValueCannotTell), 1);
}

#[test]
fn periods_that_cannot_be_compared_are_counted() {
    let outcome =
        with(r#"{ "from": "18x8", "to": "1854" }"#, r#"{ "from": "1848", "to": "1854" }"#);
    assert_eq!(outcome.count(Count::CannotTell), 2);
}
