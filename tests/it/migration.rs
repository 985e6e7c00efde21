//! Tests how a record without an id is identified, and how fingerprints of an earlier version are migrated.

use crate::command::Folder;
use serde_json::Value;

/// Returns the fingerprints of a rule's findings in `data.json`.
fn fingerprints(rules: &str, data: &str) -> Vec<String> {
    let folder = Folder::new(&[("data.json", data)]);
    folder.write("factlint.toml", format!("version = 1\ndocuments = [\"data.json\"]\n{rules}"));
    let outcome = folder.check(&["--format", "json"]);
    let report: Value = serde_json::from_str(&outcome.stdout).unwrap();
    let findings = report["findings"].as_array().unwrap().iter();
    let of_rule = findings.filter(|finding| finding["rule"] == "r");
    of_rule.map(|finding| finding["fingerprint"].as_str().unwrap().to_owned()).collect()
}

/// A rule on records without an id, and two records that violate it. The first has `NOTE` in a field that the rule does
/// not read.
struct Kind {
    rule: &'static str,
    record: &'static str,
    other: &'static str,
}

const KINDS: [Kind; 14] = [
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
        rule: "kind = 'presence'\nonly = ['note', 'x']",
        record: r#"{"a": 1, "note": NOTE}"#,
        other: r#"{"b": 1}"#,
    },
    Kind {
        rule: "kind = 'order'\nkeys = 'own'",
        record: r#"{"z": 1, "note": NOTE}"#,
        other: r#"{"b": 1, "a": 1}"#,
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
    Kind {
        rule: "kind = 'assert'\nthat = '@.a == $.total'",
        record: r#"{"a": 2, "note": NOTE}"#,
        other: r#"{"a": 4}"#,
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
fn fields_that_a_rule_does_not_read_do_not_affect_the_fingerprint_of_a_record_without_an_id() {
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
fn records_without_an_id_and_with_equal_values_are_distinguished_by_number() {
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
fn a_value_that_a_rule_reads_is_part_of_the_anchor() {
    for (kind, from, to) in
        [(2, "\"y\"", "\"w\""), (4, "2", "7"), (7, "\"a\"", "\"b\""), (9, "3", "8")]
    {
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
fn a_record_is_identified_by_its_text_even_if_it_looks_like_a_place() {
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

mod former {
    use crate::command::budget::{DATA, LEDGER, RULEBOOK};
    use crate::command::{Folder, Outcome};

    /// The fingerprints of one finding in the former and the current version.
    const FORMER: &str = "a4c95c9735a839d32679bcc910a3a09949e17ff5d53d7df56012015be8ba0807";
    const CURRENT: &str = "3293eebb41040c2d9c789ae64d954966abef02a95e301ebce2bbb5867b19adf5";

    /// Returns a ledger of `factlint/1`, in which the number of independent sources was not a fact.
    fn former_ledger() -> String {
        let is_new = |line: &&str| !line.contains("independent sources");
        let lines: Vec<&str> = LEDGER.lines().filter(is_new).collect();
        let text = lines.join("\n") + "\n";
        text.replace(CURRENT, FORMER).replacen("version = 2", "version = 1 # ours", 1)
    }

    fn folder(ledger: &str) -> Folder {
        Folder::new(&[("factlint.toml", RULEBOOK), ("data.json", DATA), ("reviews.toml", ledger)])
    }

    fn renew(folder: &Folder, arguments: &[&str]) -> Outcome {
        let command = ["review", "renew", "--all-unchanged", "--today", crate::command::TODAY];
        folder.factlint(&[&command[..], arguments].concat())
    }

    #[test]
    fn a_ledger_of_the_version_before_says_which_command_to_run() {
        let folder = folder(&former_ledger());
        let outcome = folder.check(&[]);
        outcome.assert_code(2);
        for part in [
            "the ledger has factlint/1 fingerprints, want factlint/2 fingerprints",
            "factlint review renew --all-",
            "reviews.toml:1:11",
        ] {
            assert!(outcome.stdout.contains(part), "no {part} in {outcome:#?}");
        }
        // Without a verdict, nothing can be lost.
        folder.write("reviews.toml", "version = 1\n");
        folder.check(&["--format", "concise"]).assert_code(0);
        folder.write("reviews.toml", "version = 0\n");
        folder.check(&["--format", "concise"]).assert_code(2);
    }

    #[test]
    fn a_verdict_whose_facts_are_unchanged_is_confirmed_under_its_new_name() {
        let folder = folder(&former_ledger());
        let outcome = renew(&folder, &[]);
        assert_eq!(outcome.stdout, "reviews.toml: 1 of 1 verdicts renewed\n");
        outcome.assert_code(0);
        let want = LEDGER.replacen("version = 2", "version = 2 # ours", 1);
        assert_eq!(folder.read("reviews.toml"), want);
        assert!(folder.check(&[]).stdout.contains("1 verdict in force"));
        let again = renew(&folder, &["."]);
        assert_eq!(
            again.stdout,
            "reviews.toml: the fingerprints are already those of this version\n"
        );
        assert_eq!(folder.read("reviews.toml"), want);
    }

    #[test]
    fn a_verdict_whose_facts_have_changed_is_not_confirmed() {
        let folder = folder(&former_ledger());
        folder.replace("data.json", "\"count\": 1300", "\"count\": 1301");
        let outcome = renew(&folder, &[]);
        assert_eq!(
            outcome.stdout,
            "reviews.toml: 0 of 1 verdicts renewed\n  a4c95c9735a8  conflict: trace budget: stale: the facts have changed since\n"
        );
        let ledger = folder.read("reviews.toml");
        assert!(ledger.contains(CURRENT) && !ledger.contains(FORMER), "{ledger}");
        let checked = folder.check(&["--format", "concise"]).stdout;
        assert!(checked.contains("the verdict on a finding of `conflict` is stale"), "{checked}");
    }

    #[test]
    fn a_verdict_without_a_finding_stays_and_is_reported() {
        let folder = folder(&former_ledger());
        folder.replace("data.json", "\"count\": 1300", "\"count\": 900");
        let outcome = renew(&folder, &[]);
        assert_eq!(
            outcome.stdout,
            "reviews.toml: 0 of 1 verdicts renewed\n  a4c95c9735a8  conflict: trace budget: left unchanged: no finding has its fingerprint\n"
        );
        assert!(folder.read("reviews.toml").contains(FORMER));
        let checked = folder.check(&["--format", "concise"]).stdout;
        assert!(
            checked.contains("no finding of `conflict` matches this verdict any more"),
            "{checked}"
        );
    }

    const RULES: &str = r#"version = 1
documents = ["data.json"]
baseline = "baseline.toml"
[collections]
records = { select = "$.r[*]" }
[rules.r]
kind = "pattern"
in = "records"
field = "a"
matches = "x"
"#;

    /// A baseline with two records without an id, which are identified by their whole content, and one record that is
    /// gone.
    const BASELINE: &str = r#"# Ours.
version = 1

[findings]
# The first.
870db9d1143471b264e21a4927fc842a4ca189f6c043e131689f6d7e041c29c4 = { rule = "r", subject = "records/e5de09d3302999d2da3944cf3387186130e2b5a2f0f0b550910f4008bb10dc27", field = "a", level = "error", state = "8c372625d490586a524c94aaed44b348087a30b4ea8676cb769d5cb4ccee368b", message = "m" }
204642ba0adc9a91c295b6441cac6c122e85cd3f314e821408e4c4319ead16fe = { rule = "r", subject = "records/4a397663ba58284ff3f8a6cad13adc7f9961ed6edf8cca28be09c6801594037e", field = "a", level = "error", state = "8b482cd748425f423cc84293a4a3df259421b7eec175802370ccd0acd82d505f", message = "m" }
0000000000000000000000000000000000000000000000000000000000000000 = { rule = "r", subject = "records/gone", field = "a", level = "error", state = "1111111111111111111111111111111111111111111111111111111111111111", message = "it was wrong" }
"#;

    const RECORDS: &str = r#"{"r": [{"note": "n", "a": "y"}, {"a": "z"}]}"#;

    #[test]
    fn a_baseline_of_the_version_before_is_migrated() {
        let folder = Folder::new(&[
            ("factlint.toml", RULES),
            ("data.json", RECORDS),
            ("baseline.toml", BASELINE),
        ]);
        let outcome = folder.check(&[]);
        outcome.assert_code(2);
        assert!(outcome.stdout.contains("factlint baseline migrate"), "{outcome:#?}");
        let migrate = ["baseline", "migrate", "--today", crate::command::TODAY];
        let outcome = folder.factlint(&migrate);
        assert_eq!(
            outcome.stdout,
            "baseline.toml: 2 of 3 findings migrated\n  removed, no longer found: r: it was wrong\n"
        );
        let text = folder.read("baseline.toml");
        assert!(text.starts_with("# Ours.\nversion = 2\n\n[findings]\n# The first.\n"), "{text}");
        assert_eq!(text.lines().count(), 7, "{text}");
        assert!(!text.contains("records/gone"), "{text}");
        let checked = folder.check(&["--format", "concise"]);
        checked.assert_code(0);
        assert!(checked.stdout.contains("known: 2 in the baseline"), "{}", checked.stdout);
        // A field that the rule does not read may now change.
        folder.replace("data.json", "\"n\"", "\"another\"");
        folder.check(&["--format", "concise"]).assert_code(0);
        let again = folder.factlint(&migrate);
        assert_eq!(
            again.stdout,
            "baseline.toml: the fingerprints are already those of this version\n"
        );
    }

    #[test]
    fn entries_of_a_rule_that_does_not_run_are_kept() {
        let folder = Folder::new(&[
            ("factlint.toml", &RULES.replace("[rules.r]", "[rules.r]\nlevel = \"off\"")),
            ("data.json", RECORDS),
            ("baseline.toml", BASELINE),
        ]);
        let outcome = folder.factlint(&["baseline", "migrate", "--today", crate::command::TODAY]);
        let lines: Vec<&str> = outcome.stdout.lines().collect();
        assert_eq!(lines.len(), 4, "{outcome:#?}");
        assert_eq!(lines[3], "  kept, its rule did not run: r: it was wrong");
        let text = folder.read("baseline.toml");
        assert_eq!(text, BASELINE.replacen("version = 1", "version = 2", 1));
    }
}
