//! Tests rules on dates: `today`, `plus`, values that must be dates, and strict order.

use super::{NONE, check};
use crate::command::Folder;

/// Returns the findings of a rule on one record. The day of each run is 2026-11-23.
fn found(rule: &str, record: &str) -> Vec<String> {
    let head =
        "[collections]\nthings = { select = \"$[*]\", id = \"id\" }\n[rules.r]\nin = \"things\"\n";
    let data = format!("[{{\"id\": \"a\", {record}}}]");
    check(&format!("{head}{rule}"), &[("data.json", &data)])
}

fn compared(parameters: &str, date: &str) -> usize {
    let rule = format!("kind = \"compare\"\nfield = \"on\"\nas = \"date\"\n{parameters}\n");
    found(&rule, &format!("\"on\": \"{date}\", \"other\": \"2026-11-08\"")).len()
}

#[test]
fn a_date_is_compared_with_the_day_of_the_run() {
    for (date, at_most, less) in [
        ("2026-11-22", 0, 0),
        ("2026-11-23", 0, 1),
        ("2026-11-24", 1, 1),
        ("2026-11", 0, 0),
        ("2027", 1, 1),
    ] {
        assert_eq!(compared("value = \"today\"\nis = \"<=\"", date), at_most, "{date}");
        assert_eq!(compared("value = \"today\"\nis = \"<\"", date), less, "{date}");
    }
}

#[test]
fn a_shift_moves_the_date_that_a_field_is_compared_with() {
    for (date, number) in [("2026-11-08", 0), ("2026-11-07", 1), ("2026-11", 0), ("2026-10", 1)] {
        let parameters = "value = \"today\"\nplus = \"-P15D\"\nis = \">=\"";
        assert_eq!(compared(parameters, date), number, "{date}");
        let parameters = "value = \"2026-11-23\"\nplus = \"-P15D\"\nis = \">=\"";
        assert_eq!(compared(parameters, date), number, "{date}");
        let parameters = "than = \"other\"\nplus = \"P0D\"\nis = \">=\"";
        assert_eq!(compared(parameters, date), number, "{date}");
    }
    assert_eq!(compared("value = \"9999-12-31\"\nplus = \"P1D\"\nis = \">\"", "2026"), 0);
}

#[test]
fn messages_name_the_shift() {
    let rule = |more: &str| {
        format!("kind = \"compare\"\nfield = \"on\"\nis = \">=\"\nas = \"date\"\n{more}\n")
    };
    for (more, want) in [
        ("value = \"today\"", ", want >= 2026-11-23, today"),
        ("value = \"today\"\nplus = \"-P15D\"", ", want >= 2026-11-08, 15 days before today"),
        ("value = \"2020-02-29\"\nplus = \"P1Y\"", ", want >= 2021-02-28, 1 year after 2020-02-29"),
        (
            "than = \"other\"\nplus = \"P1D\"",
            ", and 1 day after its `other` is 2020-01-02 to 2021-01-01: want `on` >= 1 day after `other`",
        ),
    ] {
        let lines = found(&rule(more), "\"on\": \"2019\", \"other\": \"2020\"");
        let message = format!("data.json:1:20: error[r]: `on` of `a` is 2019{want}");
        assert_eq!(lines, [message]);
    }
}

#[test]
fn the_state_of_a_finding_does_not_change_with_the_day() {
    let rules = "version = 1\ndocuments = [\"data.json\"]\n[collections]\nthings = { select = \"$[*]\", id = \"id\" }\n[rules.r]\nkind = \"compare\"\nin = \"things\"\nfield = \"on\"\nis = \"<=\"\nvalue = \"today\"\nas = \"date\"\n";
    let folder = Folder::new(&[
        ("factlint.toml", rules),
        ("data.json", r#"[{"id": "a", "on": "2030-01-01"}]"#),
    ]);
    let names = |today: &str| {
        let outcome = folder.factlint(&["check", "--today", today, "--format", "json"]);
        let report: serde_json::Value = serde_json::from_str(&outcome.stdout).expect("JSON");
        let findings = report["findings"].as_array().expect("findings").clone();
        let name = |finding: &serde_json::Value| {
            (finding["fingerprint"].to_string(), finding["state"].to_string())
        };
        findings.iter().map(name).collect::<Vec<_>>()
    };
    assert_eq!(names("2026-11-23").len(), 1);
    assert_eq!(names("2026-11-23"), names("2027-01-01"));
    assert_eq!(names("2030-01-01"), []);
}

#[test]
fn today_and_shifts_need_dates() {
    for (parameters, want) in [
        ("value = \"today\"\nis = \"<\"", "got `today` without a form, want `as = \"date\"`"),
        ("value = \"today\"\nis = \"<\"\nplus = \"P1D\"", "`plus` needs `as = \"date\"`"),
        ("value = 5\nis = \"<\"\nplus = \"P1D\"", "`plus` needs `as = \"date\"`"),
        ("value = \"now\"\nis = \"<\"\nas = \"date\"", "`now` does not have the type"),
        ("value = \"2020\"\nis = \"<\"\nas = \"date\"\nplus = \"15D\"", "got `15D`, want an ISO"),
        ("value = \"2020\"\nis = \"<\"\nas = \"date\"\nplus = 15", "got an integer, want text"),
    ] {
        let rules = format!(
            "version = 1\ndocuments = [\"data.json\"]\n[collections]\nthings = {{ select = \"$[*]\" }}\n[rules.r]\nkind = \"compare\"\nin = \"things\"\nfield = \"on\"\n{parameters}\n"
        );
        let folder = Folder::new(&[("factlint.toml", &rules), ("data.json", "[]")]);
        let outcome = folder.check(&["--format", "concise"]);
        assert_eq!(outcome.code, Some(2), "{outcome:?}");
        assert!(outcome.stdout.contains(want), "{outcome:?}");
    }
    // In data, the text `today` is a text without a special meaning.
    let rule = "kind = \"compare\"\nfield = \"on\"\nis = \"==\"\nvalue = \"today\"\n";
    assert_eq!(found(rule, "\"on\": \"today\""), NONE);
}

#[test]
fn values_that_must_be_dates_are_read() {
    let rule = "kind = \"date-range\"\nfield = [\"on\", \"others[*]\"]\n";
    assert_eq!(found(rule, r#""on": "2018-02", "others": [2019, "2020-01-01T10:00Z"]"#), NONE);
    let lines = found(rule, r#""on": "2018-02-30", "others": [2019, "soon"]"#);
    let starts: Vec<&str> =
        lines.iter().map(|line| &line[.."data.json:1:20: error".len()]).collect();
    assert_eq!(starts, ["data.json:1:20: error", "data.json:1:51: error"]);
    assert!(lines.iter().all(|line| line.contains("error[date]: got ")), "{lines:?}");
}

#[test]
fn a_strict_period_ends_after_the_day_on_which_it_starts() {
    let rule = |strict: &str| {
        format!("kind = \"date-range\"\nfrom = \"from\"\nto = \"to\"\nstrict = {strict}\n")
    };
    for (from, to, strict, lax) in [
        ("2018-10-24", "2018-10-24", 1, 0),
        ("2018-10-24", "2018-10-25", 0, 0),
        ("2018-10-24", "2018-10-23", 1, 1),
        ("2018", "2018", 0, 0),
        ("2018", "2018-06", 0, 0),
        ("2018-10-24T10:00:00Z", "2018-10-24T12:00:00+02:00", 1, 0),
    ] {
        let record = format!("\"from\": \"{from}\", \"to\": \"{to}\"");
        assert_eq!(found(&rule("true"), &record).len(), strict, "{from} {to}");
        assert_eq!(found(&rule("false"), &record).len(), lax, "{from} {to}");
    }
    let same = r#""from": "2018-10-24", "to": "2018-10-24""#;
    let want = "data.json:1:42: error[r]: `a` starts and ends on 2018-10-24, want a later end";
    assert_eq!(found(&rule("true"), same), [want]);
}
