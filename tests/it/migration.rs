//! Fingerprints over time: what a record without an id is named by.

use crate::command::Folder;
use serde_json::Value;

/// The fingerprints of a rule's findings in `data.json`.
fn fingerprints(rules: &str, data: &str) -> Vec<String> {
    let folder = Folder::new(&[("data.json", data)]);
    folder.write("factlint.toml", format!("version = 1\ndocuments = [\"data.json\"]\n{rules}"));
    let outcome = folder.check(&["--format", "json"]);
    let report: Value = serde_json::from_str(&outcome.stdout).unwrap();
    let findings = report["findings"].as_array().unwrap().iter();
    let of_rule = findings.filter(|finding| finding["rule"] == "r");
    of_rule.map(|finding| finding["fingerprint"].as_str().unwrap().to_owned()).collect()
}

/// A rule on records without an id; a record that breaks it, with `NOTE` where the rule does not look; and
/// another such record.
struct Kind {
    rule: &'static str,
    record: &'static str,
    other: &'static str,
}

const KINDS: [Kind; 11] = [
    Kind {
        rule: "kind = 'order'\nfield = 'releases.*.date'",
        record: r#"{"note": NOTE, "releases": {"1": {"date": "2018-09-12"}, "2": {"date": "2018-07-18"}}}"#,
        other: r#"{"releases": {"1": {"date": "2017-09-12"}, "2": {"date": "2016-07-18"}}}"#,
    },
    Kind {
        rule: "kind = 'order'\nitems = 'list[*]'\nfield = 'n'",
        record: r#"{"list": [{"n": 2, "note": NOTE}, {"n": 1}]}"#,
        other: r#"{"list": [{"n": 9}, {"n": 8}]}"#,
    },
    Kind {
        rule: "kind = 'pattern'\nfield = 'a.b'\nmatches = 'x'",
        record: r#"{"a": {"b": "y", "note": NOTE}}"#,
        other: r#"{"a": {"b": "z"}}"#,
    },
    Kind {
        rule: "kind = 'assert'\nthat = '@.a == 1 || @.b == 1'",
        record: r#"{"a": 2, "note": NOTE, "b": 3}"#,
        other: r#"{"a": 4}"#,
    },
    Kind {
        rule: "kind = 'compare'\nfield = 'a'\nis = '<'\nthan = 'b'",
        record: r#"{"a": 2, "note": NOTE, "b": 1}"#,
        other: r#"{"a": 4, "b": 3}"#,
    },
    Kind {
        rule: "kind = 'codelist'\nfield = 'a'\nvalues = ['x']",
        record: r#"{"a": "y", "note": NOTE}"#,
        other: r#"{"a": "z"}"#,
    },
    Kind {
        rule: "kind = 'presence'\nrequired = ['a']\nforbidden = ['b']",
        record: r#"{"a": 1, "b": 1, "note": NOTE}"#,
        other: r#"{"a": 2, "b": 2}"#,
    },
    Kind {
        rule: "kind = 'sum'\nfield = 'total'\nitems = 'items[*].n'",
        record: r#"{"total": 3, "items": [{"n": 1, "note": NOTE}]}"#,
        other: r#"{"total": 4, "items": [{"n": 1}]}"#,
    },
    Kind {
        rule: "kind = 'count'\nfield = 'n'\nitems = 'items[*].a'",
        record: r#"{"n": 3, "items": [{"a": 1, "note": NOTE}]}"#,
        other: r#"{"n": 4, "items": []}"#,
    },
    Kind {
        rule: "kind = 'unique'\nitems = 'items[*]'\nfields = 'a'",
        record: r#"{"items": [{"a": 1, "note": NOTE}, {"a": 1}]}"#,
        other: r#"{"items": [{"a": 2}, {"a": 2}]}"#,
    },
    Kind {
        rule: "kind = 'date-range'\nfrom = 'f'\nto = 't'",
        record: r#"{"f": "2020-01-02", "note": NOTE, "t": "2020-01-01"}"#,
        other: r#"{"f": "2021-01-02", "t": "2021-01-01"}"#,
    },
];

impl Kind {
    fn fingerprints(&self, records: &[&str]) -> Vec<String> {
        let rules = format!(
            "[collections]\nrecords = {{ select = \"$.r[*]\" }}\n[rules.r]\nin = 'records'\n{}\n",
            self.rule
        );
        fingerprints(&rules, &format!("{{\"r\": [{}]}}", records.join(",")))
    }
}

#[test]
fn what_a_rule_does_not_read_of_a_record_without_an_id_changes_no_fingerprint() {
    for kind in &KINDS {
        let record = |note: &str| kind.record.replace("NOTE", note);
        let alone = kind.fingerprints(&[&record("\"a\"")]);
        assert_eq!(alone.len(), 1, "{}", kind.rule);
        let rule = kind.rule;
        assert_eq!(kind.fingerprints(&[&record("[\"b\", 1]")]), alone, "edited: {rule}");
        let both = kind.fingerprints(&[kind.other, &record("\"a\"")]);
        assert_eq!(both.len(), 2, "{rule}");
        assert_eq!(both.last(), alone.last(), "inserted before: {rule}");
        assert_ne!(both.first(), both.last(), "{rule}");
    }
}

#[test]
fn records_without_an_id_and_with_equal_values_are_told_apart_by_number() {
    for kind in &KINDS {
        let record = kind.record.replace("NOTE", "\"a\"");
        let alone = kind.fingerprints(&[&record]);
        let twice = kind.fingerprints(&[&record, &kind.record.replace("NOTE", "1")]);
        assert_eq!(twice.len(), 2, "{}", kind.rule);
        assert_ne!(twice[0], twice[1], "{}", kind.rule);
        assert!(twice.contains(&alone[0]), "{}", kind.rule);
    }
}

#[test]
fn a_value_that_a_rule_reads_is_part_of_the_name() {
    for (kind, from, to) in [(2, "\"y\"", "\"w\""), (4, "2", "7"), (7, "3", "8")] {
        let kind = &KINDS[kind];
        let record = kind.record.replace("NOTE", "null");
        let changed = record.replacen(from, to, 1);
        assert_ne!(kind.fingerprints(&[&record]), kind.fingerprints(&[&changed]), "{}", kind.rule);
    }
}

#[test]
fn a_pair_of_records_without_an_id_keeps_its_name_in_any_order() {
    let rules = "[collections]\nrecords = { select = \"$.r[*]\" }\n[rules.r]\nkind = 'overlap'\nin = 'records'\nfrom = 'f'\nto = 't'\n";
    let one = r#"{"f": "2020-01-01", "t": "2020-03-01", "note": 1}"#;
    let other = r#"{"f": "2020-02-01", "t": "2020-04-01"}"#;
    let data = |records: [&str; 2]| format!("{{\"r\": [{}]}}", records.join(","));
    let names = fingerprints(rules, &data([one, other]));
    assert_eq!(names.len(), 1);
    assert_eq!(fingerprints(rules, &data([other, one])), names);
    assert_eq!(fingerprints(rules, &data([other, &one.replace("1}", "2}")])), names);
}

#[test]
fn a_record_whose_text_looks_like_a_place_is_named_by_its_text() {
    let kind = "kind = 'pattern'\nfield = '@'\nmatches = 'x'";
    let rules = format!(
        "[collections]\nrecords = {{ select = \"$.r[*]\", id = \"id\" }}\n[rules.r]\nin = 'records'\n{}\n",
        kind.replace("'@'", "'a'")
    );
    let data = "{\"r\": [{\"id\": \"\u{fdd0}1:0\u{fdd0}\", \"a\": \"y\"}]}";
    let names = fingerprints(&rules, data);
    assert_eq!(names.len(), 1);
    assert_ne!(names, fingerprints(&rules, &data.replace("1:0", "0:0")));
}
