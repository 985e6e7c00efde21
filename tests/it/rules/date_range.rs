//! `date-range`: comparisons that it cannot decide are counted, each once.

use super::run;
use factlint::finding::Level;
use factlint::rule::Count;

const RULES: &str = "[collections]
records = { select = '$[*]', id = 'id' }
[rules.dates]
kind = 'date-range'
in = 'records'
";

/// Checks one record. Returns the number of errors, of undecided comparisons, and of skipped values.
fn counts(parameters: &str, record: &str) -> [u64; 3] {
    let data = format!(r#"[{{ "id": "a", {record} }}]"#);
    let outcome = run(&format!("{RULES}{parameters}"), &data);
    let errors = outcome.findings.iter().filter(|finding| finding.level == Level::Error).count();
    [errors as u64, outcome.count(Count::CannotTell), outcome.count(Count::Skipped)]
}

#[test]
fn an_order_that_cannot_be_decided_is_counted() {
    for (from, to, want) in [
        ("2018-10-24T22:51", "2018-10-24T22:50Z", [0, 1, 0]),
        ("2018-10-24", "2018-10", [0, 1, 0]),
        ("2018", "2018", [0, 0, 0]),
        ("2018-10-24", "2018-10-24", [0, 0, 0]),
        ("2018-10-24", "2018-10-25", [0, 0, 0]),
        ("2018-10-24", "2018-10-23", [1, 0, 0]),
    ] {
        let record = format!(r#""from": "{from}", "to": "{to}""#);
        assert_eq!(counts("from = 'from'\nto = 'to'\n", &record), want, "{from} {to}");
    }
}

#[test]
fn a_date_that_may_be_in_the_future_is_counted() {
    // The day of the run is 2026-11-23.
    for (on, want) in [
        ("2026", [0, 1, 0]),
        ("2026-11", [0, 1, 0]),
        ("2026-11-23", [0, 0, 0]),
        ("2026-11-23T23:59:59Z", [0, 0, 0]),
        ("2026-11-24", [1, 0, 0]),
        ("2027", [1, 0, 0]),
    ] {
        assert_eq!(counts("past = ['on']\n", &format!(r#""on": "{on}""#)), want, "{on}");
    }
}

#[test]
fn a_value_that_two_parameters_select_is_counted_once() {
    let parameters = "from = 'from'\nto = 'to'\npast = ['from']\n";
    assert_eq!(counts(parameters, r#""from": {}, "to": "2018""#), [0, 0, 1]);
    assert_eq!(counts(parameters, r#""from": "", "to": "2018""#), [0, 1, 0]);
}
