//! Tests mistakes in a ledger. All are reported in one run, each at its place, and the exit code is 2.
#![allow(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use crate::command::{Folder, small, without_other_places};

const VERDICT: &str = r#"version = 2

[[verdict]]
fingerprint = "3293eebb41040c2d9c789ae64d954966abef02a95e301ebce2bbb5867b19adf5"
rule        = "conflict"
subject     = "trace budget"
outcome     = "resolved-prefer"
chosen      = "b"
reason      = "The Office pays the budget"
by          = "Ada <ada@example.org>"
on          = "2026-05-04"
state       = [
  { subject = "claims/a", name = "value", value = "900" },
  { subject = "claims/b", name = "value", value = "1300" },
]
"#;

fn folder(ledger: &str) -> Folder {
    let rulebook =
        small::rulebook_with("schema    = ", "ledger    = \"reviews.toml\"\nschema    = ");
    let folder = small::folder_with(&rulebook, small::SCHEMA, small::DATA);
    folder.write("reviews.toml", ledger);
    folder
}

/// Returns the errors of a ledger, one line per error.
fn mistakes(ledger: &str) -> Vec<String> {
    let outcome = small::concise(&folder(ledger));
    outcome.assert_code(2);
    let lines = outcome.stdout.lines().filter(|line| line.contains("error[ledger]: "));
    lines.map(|line| without_other_places(line).replace("error[ledger]: ", "")).collect()
}

fn edited(from: &str, to: &str) -> String {
    assert_eq!(VERDICT.matches(from).count(), 1, "{from}");
    VERDICT.replacen(from, to, 1)
}

#[test]
fn a_ledger_without_a_mistake_is_read() {
    let outcome = small::concise(&folder(VERDICT));
    outcome.assert(0, "decided: 0 verdicts in force; 1 without a finding");
}

/// A text in the ledger, its replacement, and the resulting mistake.
const MISTAKES: &[(&str, &str, &str)] = &[
    ("version = 2\n", "", "reviews.toml:1:1: a ledger needs a `version`"),
    (
        "version = 2",
        "version = 3",
        "reviews.toml:1:11: got version 3; this program reads version 2",
    ),
    ("version = 2", "version = 2\nverdicts = []", "reviews.toml:2:1: a ledger has no `verdicts`"),
    (
        "[[verdict]]",
        "[[verdict]",
        "reviews.toml:3:11: not TOML: unclosed array table, expected `]`",
    ),
    ("[[verdict]]", "[verdict]", "reviews.toml:3:1: got a table, want a list"),
    ("reason  ", "raeson  ", "reviews.toml:9:1: a verdict has no `raeson`"),
    (
        "3293eebb4104",
        "",
        "reviews.toml:4:15: got `0c2d9c789ae64d954966abef02a95e301ebce2bbb5867b19adf5`, want the 64 hexadecimal digits of a fingerprint",
    ),
    ("\"trace budget\"", "1", "reviews.toml:6:15: got an integer, want text"),
    (
        "resolved-prefer",
        "resolved",
        "reviews.toml:7:15: got `resolved`, want one of `resolved-prefer`, `wrong`, `source-error`, `different-entity`, `both-valid`, `compatible`, `false-positive`, `accepted`, `still-disputed`",
    ),
    (
        "chosen      = \"b\"\n",
        "",
        "reviews.toml:7:15: `resolved-prefer` needs `chosen`, the claim that is right",
    ),
    (
        "chosen      = \"b\"",
        "chosen = []",
        "reviews.toml:7:15: `resolved-prefer` needs `chosen`, the claim that is right",
    ),
    (
        "chosen      = \"b\"",
        "chosen = 2",
        "reviews.toml:8:10: got an integer, want text or a list of texts",
    ),
    ("\"b\"", "\"c\"", "reviews.toml:8:15: `c` is not one of the claims that the verdict is about"),
    (
        "\"b\"",
        "[\"a\", \"claims/b\"]",
        "reviews.toml:8:16: every claim is chosen, which decides nothing",
    ),
    ("resolved-prefer", "both-valid", "reviews.toml:8:15: `both-valid` does not choose a claim"),
    (
        "outcome     = \"resolved-prefer\"\nchosen      = \"b\"",
        "outcome     = \"wrong\"",
        "reviews.toml:7:15: `wrong` needs `wrong`, the claim that is wrong",
    ),
    ("resolved-prefer", "wrong", "reviews.toml:8:15: `wrong` does not choose a claim"),
    (
        "chosen      = \"b\"",
        "chosen      = \"b\"\nwrong       = \"a\"",
        "reviews.toml:9:15: `resolved-prefer` calls no claim wrong",
    ),
    (
        "outcome     = \"resolved-prefer\"\nchosen      = \"b\"",
        "outcome     = \"source-error\"\nwrong       = \"c\"",
        "reviews.toml:8:15: `c` is not one of the claims that the verdict is about",
    ),
    (
        "outcome     = \"resolved-prefer\"\nchosen      = \"b\"",
        "outcome     = \"source-error\"\nchosen      = \"b\"\nwrong       = [\"a\", \"b\"]",
        "reviews.toml:9:21: `b` is named as right and as wrong",
    ),
    (
        "\"The Office pays the budget\"",
        "\" \"",
        "reviews.toml:9:15: got an empty `reason`, want text",
    ),
    ("\"2026-05-04\"", "2026-05-04", "reviews.toml:11:15: got a date, want text"),
    (
        "\"2026-05-04\"",
        "\"2026-05\"",
        "reviews.toml:11:15: got `2026-05`, want a day such as 2026-01-31",
    ),
    (
        "\"2026-05-04\"",
        "\"2026-02-30\"",
        "reviews.toml:11:15: got `2026-02-30`, want a day that exists in that month",
    ),
    (
        "\"2026-05-04\"",
        "\"4 May 2026\"",
        "reviews.toml:11:15: got `4 May 2026`, want an ISO 8601 date such as 2017, 2017-08 or 2017-08-31, or an RFC 3339 date-time such as 2017-08-31T10:00:00Z",
    ),
    (
        "\"2026-05-04\"",
        "\"2026-11-24\"",
        "reviews.toml:11:15: got 2026-11-24, want a day no later than today, 2026-11-23",
    ),
    (
        "\"2026-05-04\"",
        "\"2026-05-04\"\nuntil = \"2026-05-03\"",
        "reviews.toml:12:9: the verdict expires on 2026-05-03, which is before its day 2026-05-04",
    ),
    (
        "\"2026-05-04\"",
        "\"2026-05-04\"\nuntil = \"later\"",
        "reviews.toml:12:9: got `later`, want an ISO 8601 date such as 2017, 2017-08 or 2017-08-31, or an RFC 3339 date-time such as 2017-08-31T10:00:00Z",
    ),
    (
        "name = \"value\", value = \"900\"",
        "nam = \"value\", value = \"900\"",
        "reviews.toml:13:27: a fact has no `nam`",
    ),
];

#[test]
fn each_mistake_has_its_place() {
    for (from, to, want) in MISTAKES {
        let mistakes = mistakes(&edited(from, to));
        assert!(mistakes.iter().any(|mistake| mistake == want), "want {want}\ngot {mistakes:#?}");
    }
}

#[test]
fn a_dispute_needs_an_end_within_a_year() {
    let dispute = edited(
        "outcome     = \"resolved-prefer\"\nchosen      = \"b\"",
        "outcome     = \"still-disputed\"",
    );
    let needs = "reviews.toml:7:15: `still-disputed` needs `until`, at most a year after `on`";
    assert_eq!(mistakes(&dispute), [needs]);
    let until = |day: &str| {
        dispute.replacen("\"2026-05-04\"", &format!("\"2026-05-04\"\nuntil = \"{day}\""), 1)
    };
    let late = "reviews.toml:11:9: got 2027-05-05, want at most a year after `on`: 2027-05-04";
    assert_eq!(mistakes(&until("2027-05-05")), [late]);
    small::concise(&folder(&until("2027-05-04"))).assert_code(0);
}

#[test]
fn a_missing_key_is_named() {
    for key in ["fingerprint", "rule", "subject", "outcome", "reason", "by", "on"] {
        let line = VERDICT.lines().find(|line| line.starts_with(key)).expect("the key");
        let mistakes = mistakes(&edited(&format!("{line}\n"), ""));
        let want = format!("reviews.toml:3:1: a verdict needs `{key}`");
        assert!(mistakes.contains(&want), "want {want}\ngot {mistakes:#?}");
    }
    let (without_state, _) = VERDICT.split_once("state ").expect("a state");
    let want = "reviews.toml:3:1: a verdict needs `state`, the facts that it rests on";
    assert_eq!(mistakes(without_state), [want]);
}

#[test]
fn two_verdicts_on_one_finding_are_a_mistake() {
    let (_, verdict) = VERDICT.split_once("\n\n").expect("a verdict");
    let outcome = small::concise(&folder(&format!("{VERDICT}\n{verdict}")));
    outcome.assert(
        2,
        "reviews.toml:18:15: error[ledger]: two verdicts on the same finding of the rule `conflict`",
    );
}

#[test]
fn only_the_merge_conflict_is_reported() {
    let (head, verdict) = VERDICT.split_once("\n\n").expect("a verdict");
    let ledger = format!("{head}\n\n<<<<<<< HEAD\n{verdict}=======\n{verdict}>>>>>>> other\n");
    let lines = [3, 17, 31].map(|line| format!("reviews.toml:{line}:1: unresolved merge conflict"));
    assert_eq!(mistakes(&ledger), lines);
}

#[test]
fn a_conflict_marker_in_a_reason_is_not_a_conflict() {
    let ledger = edited("\"The Office pays the budget\"", "'''\n=======\nThe Office'''");
    small::concise(&folder(&ledger)).assert_code(0);
}

#[test]
fn all_mistakes_of_a_ledger_are_reported_in_one_run() {
    let ledger = VERDICT
        .replace("resolved-prefer", "resolved")
        .replace("2026-05-04", "May")
        .replace("reason  ", "raeson  ");
    assert_eq!(mistakes(&ledger).len(), 4);
}

#[test]
fn a_ledger_that_is_not_there_is_a_mistake_of_the_rulebook() {
    let folder = folder(VERDICT);
    std::fs::remove_file(folder.path("reviews.toml")).expect("removed");
    let outcome = small::concise(&folder);
    outcome.assert(2, "factlint.toml:3:13: error[rulebook]: the ledger `reviews.toml` cannot be read: no such file");
    folder.write("reviews.toml", b"\xff");
    let outcome = small::concise(&folder);
    outcome.assert(2, "factlint.toml:3:13: error[rulebook]: the ledger `reviews.toml` cannot be read: not UTF-8 text: line 1 has a wrong byte");
}

#[test]
fn the_ledgers_schema_takes_a_ledger() {
    use factlint::document::{Document, FileId, Limits};
    use factlint::schema::{Schema, Settings};
    let printed = folder(VERDICT).factlint(&["schema", "ledger"]).stdout;
    let schema = Document::parse(FileId(0), printed.into_bytes(), Limits::default());
    let schema = Schema::compile(&schema, "ledger.schema.json", Settings::default(), &|location| {
        Err(format!("{location} is not here"))
    });
    let schema = schema.expect("a schema");
    let errors = |ledger: &str| -> usize {
        let value: serde_json::Value = toml::from_str(ledger).expect("TOML");
        let document =
            Document::parse(FileId(1), value.to_string().into_bytes(), Limits::default());
        schema.check(document.root().expect("JSON")).len()
    };
    assert_eq!(errors(VERDICT), 0);
    assert_eq!(errors("version = 2\n"), 0);
    for (from, to) in [
        ("chosen      = \"b\"\n", ""),
        ("resolved-prefer", "both-valid"),
        ("resolved-prefer", "still-disputed"),
        ("resolved-prefer", "resolved"),
        ("reason  ", "raeson  "),
        ("\"b\"", "[]"),
        ("2026-05-04", "May"),
    ] {
        assert!(errors(&edited(from, to)) > 0, "{to}");
    }
}

#[test]
fn commands_in_mistakes_name_the_folder() {
    let folder = Folder::new(&[]);
    for (name, content) in [
        (
            "set/factlint.toml",
            small::rulebook_with(
                "schema    = ",
                "ledger = \"reviews.toml\"\nbaseline = \"baseline.toml\"\nschema    = ",
            ),
        ),
        ("set/schema.json", small::SCHEMA.to_owned()),
        ("set/data.json", small::DATA.to_owned()),
        ("set/baseline.toml", "version = 2\n".to_owned()),
        ("set/reviews.toml", "version = 2\n".to_owned()),
    ] {
        folder.write(name, content);
    }
    let former = "version = 1\n[findings.3293eebb41040c2d9c789ae64d954966abef02a95e301ebce2bbb5867b19adf5]\nrule = \"a\"\nsubject = \"b\"\nfield = \"c\"\nlevel = \"error\"\nstate = \"3293eebb41040c2d9c789ae64d954966abef02a95e301ebce2bbb5867b19adf5\"\nmessage = \"d\"\n";
    let conflict = "version = 2\n<<<<<<< ours\n=======\n>>>>>>> theirs\n";
    for (file, text, command) in [
        ("baseline", former.to_owned(), "factlint baseline migrate set"),
        ("baseline", conflict.to_owned(), "factlint baseline prune set"),
        (
            "reviews",
            VERDICT.replace("version = 2", "version = 1"),
            "factlint review renew --all-unchanged set",
        ),
        ("reviews", edited("3293eebb4104", ""), "factlint review list set"),
    ] {
        let name = format!("set/{file}.toml");
        let before = folder.read(&name);
        folder.write(&name, text);
        let outcome = folder.check(&["--format", "markdown", "set"]);
        outcome.assert_code(2);
        assert!(outcome.stdout.contains(command), "{command}: {outcome:#?}");
        folder.write(&name, before);
    }
    let outcome = folder.check(&["--select", "nothing", "set"]);
    outcome.assert_code(2);
    assert!(outcome.stderr.contains("`factlint config set` lists the rules"), "{outcome:#?}");
    let outcome = folder.factlint(&["explain", "nothing", "set"]);
    assert!(outcome.stderr.contains("`factlint config set` the rules"), "{outcome:#?}");
}
