//! Tests the life cycle of a verdict: every status in the table on the page of `ledger`, and every transition between
//! two of them.
#![allow(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use crate::command::budget::{DATA, LEDGER, RULEBOOK, folder};
use crate::command::{Folder, Outcome, without_other_places};
use serde_json::{Value, json};

const FINDING: &str =
    "data.json:11:27: review[conflict]: the budget of Project Trace: 900, or 1300";
const OTHER_FINDING: &str =
    "data.json:11:27: review[conflict]: the budget of Project Trace: 950, or 1300";

/// A state of the dataset, and the status of the verdict in this state.
struct Row {
    standing: &'static str,
    rulebook: String,
    data: String,
    today: &'static str,
}

impl Row {
    fn new(standing: &'static str) -> Row {
        Row { standing, rulebook: RULEBOOK.into(), data: DATA.into(), today: "2026-11-23" }
    }

    fn with_data(self, from: &str, to: &str) -> Row {
        Row { data: replaced(&self.data, from, to), ..self }
    }
}

fn replaced(text: &str, from: &str, to: &str) -> String {
    assert_eq!(text.matches(from).count(), 1, "{from}");
    text.replacen(from, to, 1)
}

fn rows() -> Vec<Row> {
    let claim_a = &DATA[DATA.find("    {\n      \"id\": \"a\"").expect("a")
        ..DATA.find("    {\n      \"id\": \"b\"").expect("b")];
    vec![
        Row::new("in_force"),
        Row::new("stale").with_data("900", "950"),
        Row { today: "2027-02-01", ..Row::new("expired") },
        Row::new("applied").with_data("\"rank\": \"normal\"", "\"rank\": \"deprecated\""),
        Row::new("unmatched").with_data(claim_a, ""),
        Row::new("refused")
            .with_data("\"count\": 1300 }", "\"count\": 1300 }, \"rank\": \"deprecated\""),
        Row { rulebook: format!("{RULEBOOK}level = \"off\"\n"), ..Row::new("not_compared") },
    ]
}

fn check(folder: &Folder, row: &Row, arguments: &[&str]) -> Outcome {
    folder.write("factlint.toml", &row.rulebook);
    folder.write("data.json", &row.data);
    folder.factlint(&[&["check", "--today", row.today], arguments].concat())
}

fn statuses(report: &Value) -> Value {
    report["summary"]["verdicts"].clone()
}

fn only(standing: &str) -> Value {
    let mut counts = json!({
        "in_force": 0, "applied": 0, "stale": 0, "expired": 0, "unmatched": 0, "refused": 0,
        "not_compared": 0
    });
    counts[standing] = json!(1);
    counts
}

#[test]
fn the_status_of_a_verdict_depends_only_on_the_current_files() {
    let folder = folder();
    for from in rows() {
        for to in rows() {
            for row in [&from, &to] {
                let report = check(&folder, row, &["--format", "json"]).report();
                assert_eq!(statuses(&report), only(row.standing), "{}", row.standing);
            }
        }
    }
}

/// Returns the exit code for a row, its findings, one line per finding, and the line that counts decisions.
fn lines(row: &str, arguments: &[&str]) -> (Option<i32>, Vec<String>) {
    let row = rows().into_iter().find(|known| known.standing == row).expect("a row");
    let arguments = [&["--format", "concise"], arguments].concat();
    let outcome = check(&folder(), &row, &arguments);
    let mut lines: Vec<String> = outcome.stdout.lines().map(without_other_places).collect();
    lines.retain(|line| line.contains("]: ") || line.starts_with("decided: "));
    (outcome.code, lines)
}

const REVIEW: [&str; 2] = ["--fail-on", "review"];

#[test]
fn a_verdict_in_force_hides_its_finding() {
    let (code, lines) = lines("in_force", &REVIEW);
    let notice = "reviews.toml:4:15: notice[ledger]: the verdict is not applied to the data yet: `a` is not ranked `deprecated`";
    assert_eq!(lines, [notice, "decided: 1 verdict in force"]);
    assert_eq!(code, Some(0));
}

#[test]
fn a_finding_with_a_stale_verdict_is_shown_again() {
    let (code, lines) = lines("stale", &REVIEW);
    let warning = "reviews.toml:4:15: warning[ledger]: the verdict on a finding of `conflict` is stale: the facts have changed, so the finding is reported again";
    assert_eq!(lines, [OTHER_FINDING, warning, "decided: 0 verdicts in force; 1 stale"]);
    assert_eq!(code, Some(1));
}

#[test]
fn a_finding_with_an_expired_verdict_is_shown_again() {
    let (code, lines) = lines("expired", &REVIEW);
    let warning = "reviews.toml:4:15: warning[ledger]: the verdict on a finding of `conflict` has expired, so the finding is reported again";
    assert_eq!(lines, [FINDING, warning, "decided: 0 verdicts in force; 1 expired"]);
    assert_eq!(code, Some(1));
}

#[test]
fn an_applied_verdict_is_silent_and_counted() {
    let (code, lines) = lines("applied", &["--fail-on", "notice"]);
    assert_eq!(lines, ["decided: 0 verdicts in force, 1 applied"]);
    assert_eq!(code, Some(0));
}

#[test]
fn a_verdict_without_a_finding_is_a_warning() {
    let (code, lines) = lines("unmatched", &REVIEW);
    let warning = "reviews.toml:4:15: warning[ledger]: no finding of `conflict` matches this verdict any more";
    assert_eq!(lines, [warning, "decided: 0 verdicts in force; 1 without a finding"]);
    assert_eq!(code, Some(1));
}

#[test]
fn a_verdict_that_contradicts_the_data_is_an_error() {
    let (code, lines) = lines("refused", &[]);
    let error = "reviews.toml:4:15: error[ledger]: the verdict prefers `b`, which the dataset ranks `deprecated`";
    assert_eq!(lines, [error, "decided: 0 verdicts in force; 1 refused"]);
    assert_eq!(code, Some(1));
}

#[test]
fn a_verdict_whose_rule_did_not_run_is_counted_and_nothing_more() {
    let (code, lines) = lines("not_compared", &REVIEW);
    assert_eq!(lines, ["decided: 0 verdicts in force; 1 not compared"]);
    assert_eq!(code, Some(0));
}

#[test]
fn verdicts_of_a_broken_document_are_not_compared() {
    let folder = folder();
    for (from, to) in [
        // The document is not JSON: none of its records are read, not even for rules that check each record alone.
        ("\"claims\": [", "\"claims\": [,"),
        // The claim has two ranks, so it is unknown whether the rule compares it.
        ("\"rank\": \"normal\"", "\"rank\": \"normal\", \"rank\": \"preferred\""),
    ] {
        let row = Row::new("not_compared").with_data(from, to);
        let report = check(&folder, &row, &["--format", "json"]).report();
        assert_eq!(statuses(&report), only("not_compared"), "{to}");
    }
}

#[test]
fn a_verdict_of_a_removed_rule_has_no_finding() {
    let folder = folder();
    let rulebook = replaced(RULEBOOK, "[rules.conflict]\nkind = \"conflict\"\n", "");
    let outcome =
        check(&folder, &Row { rulebook, ..Row::new("unmatched") }, &["--format", "concise"]);
    outcome.assert(
        0,
        "reviews.toml:4:15: warning[ledger]: the rule `conflict` of this verdict no longer exists",
    );
}

#[test]
fn a_verdict_that_is_stale_and_expired_is_stale() {
    let row = Row { today: "2027-02-01", ..Row::new("stale") }.with_data("900", "950");
    let report = check(&folder(), &row, &["--format", "json"]).report();
    assert_eq!(statuses(&report), only("stale"));
}

#[test]
fn a_verdict_holds_on_its_last_day() {
    for (today, standing) in [("2027-01-31", "in_force"), ("2027-02-01", "expired")] {
        let row = Row { today, ..Row::new(standing) };
        let report = check(&folder(), &row, &["--format", "json"]).report();
        assert_eq!(statuses(&report), only(standing), "{today}");
    }
}

#[test]
fn a_reopened_finding_shows_the_changes_and_the_former_decision() {
    let b = "\n    {\n      \"id\": \"b\"";
    let changes = [
        ("900", "950", "value of `a` was `{\"count\":900}`, is `{\"count\":950}`"),
        (
            "\"rank\": \"normal\"",
            "\"rank\": \"preferred\"",
            "rank of `a` was `normal`, is `preferred`",
        ),
        (
            "[{ \"source\": \"paper\" }]",
            "[{ \"source\": \"office\" }]",
            "independent sources was `2`, is `1`; source of `a` was `paper`, is `office`",
        ),
        (
            "[{ \"source\": \"paper\" }]",
            "[{ \"source\": \"paper\", \"quote\": \"nine hundred\" }]",
            "added quote of `a`: `nine hundred`",
        ),
        (
            b,
            "\n    { \"id\": \"c\", \"subject\": \"trace\", \"property\": \"budget\", \"value\": { \"count\": 7 } },\n    {\n      \"id\": \"b\"",
            "`c` was added",
        ),
    ];
    for (from, to, change) in changes {
        let row = Row::new("stale").with_data(from, to);
        let report = check(&folder(), &row, &["--format", "json"]).report();
        let labels = report["findings"][0]["places"].as_array().cloned().unwrap_or_default();
        let last = labels.last().map(|label| label["label"].clone()).unwrap_or_default();
        let want = format!(
            "`resolved-prefer` was decided by Ada <ada@example.org> on 2026-05-04; since then: {change}"
        );
        assert_eq!(last, want);
    }
}

#[test]
fn the_notice_holds_the_edit_that_applies_the_verdict() {
    let with_rank = "\"value\": { \"count\": 900 }, \"rank\": \"normal\",";
    let reason = "\"rank_reason\": \"The Office pays the budget\"";
    let cases = [
        // An existing rank is replaced, and the reason follows it.
        (
            with_rank,
            format!(
                "\"rank\": \"deprecated\",\n      {reason},\n      \"evidence\": [{{ \"source\": \"paper\" }}]\n"
            ),
        ),
        // Without a rank, the rank and the reason are added after the last member.
        (
            "\"value\": { \"count\": 900 },",
            format!(
                "\"evidence\": [{{ \"source\": \"paper\" }}],\n      \"rank\": \"deprecated\",\n      {reason}\n"
            ),
        ),
    ];
    for (claim, want) in cases {
        let folder = folder();
        let row = Row::new("in_force").with_data(with_rank, claim);
        let report = check(&folder, &row, &["--format", "json"]).report();
        let edited = applied(&row.data, &report["findings"][0]["suggestions"][0]);
        assert!(edited.contains(&want), "{edited}");
        let row = Row { data: edited, ..Row::new("applied") };
        let report = check(&folder, &row, &["--format", "json"]).report();
        assert_eq!(statuses(&report), only("applied"));
    }
}

/// Returns the text with a suggestion of the report applied.
fn applied(text: &str, suggestion: &Value) -> String {
    let byte = |end: &str| {
        usize::try_from(suggestion[end]["byte"].as_u64().expect("a byte")).expect("small")
    };
    let replacement = suggestion["replacement"].as_str().expect("text");
    format!("{}{replacement}{}", &text[..byte("start")], &text[byte("end")..])
}

#[test]
fn only_claims_that_differ_from_the_chosen_one_are_deprecated() {
    // `c` agrees with the chosen claim `b`, so its rank does not change.
    let c = "    { \"id\": \"c\", \"subject\": \"trace\", \"property\": \"budget\", \"value\": { \"count\": 1300 } },\n";
    let b = "    {\n      \"id\": \"b\"";
    let row = Row::new("in_force").with_data(b, &format!("{c}{b}"));
    let folder = folder();
    let more = r#"  { subject = "claims/c", name = "independent sources", value = "0" },
  { subject = "claims/c", name = "rank", value = "normal" },
  { subject = "claims/c", name = "value", value = '{"count":1300}' },
]"#;
    folder.write("reviews.toml", replaced(LEDGER, "\n]", &format!("\n{more}")));
    let report = check(&folder, &row, &["--format", "json"]).report();
    assert_eq!(statuses(&report), only("in_force"));
    let message = "the verdict is not applied to the data yet: `a` is not ranked `deprecated`";
    assert_eq!(report["findings"][0]["message"], message);
    assert_eq!(report["findings"][0]["suggestions"].as_array().map(Vec::len), Some(1));
}

#[test]
fn the_level_of_the_rule_is_the_highest_of_its_findings() {
    let folder = folder();
    for (level, standing, want) in [
        ("notice", "stale", Some("notice")),
        ("notice", "refused", Some("notice")),
        ("error", "stale", Some("warning")),
        ("off", "stale", None),
    ] {
        let mut row = rows().into_iter().find(|row| row.standing == standing).expect("a row");
        row.rulebook.push_str(&format!("\n[rules.ledger]\nlevel = \"{level}\"\n"));
        let report = check(&folder, &row, &["--format", "json"]).report();
        let findings = report["findings"].as_array().expect("findings");
        let of_ledger = findings.iter().find(|finding| finding["rule"] == "ledger");
        assert_eq!(of_ledger.and_then(|finding| finding["level"].as_str()), want, "{level}");
        assert_eq!(statuses(&report), only(standing));
    }
}

#[test]
fn findings_of_every_level_below_error_can_be_decided() {
    for level in ["warning", "review", "notice"] {
        let rulebook = format!("{RULEBOOK}level = \"{level}\"\n");
        let row = Row { rulebook, ..Row::new("in_force") };
        let report = check(&folder(), &row, &["--format", "json"]).report();
        assert_eq!(statuses(&report), only("in_force"), "{level}");
    }
}

#[test]
fn an_error_cannot_be_waived() {
    let row = Row { rulebook: format!("{RULEBOOK}level = \"error\"\n"), ..Row::new("refused") };
    let outcome = check(&folder(), &row, &["--format", "concise"]);
    outcome.assert(1, "data.json:11:27: error[conflict]");
    outcome.assert(1, "reviews.toml:4:15: error[ledger]: errors cannot be waived; fix the data");
}

#[test]
fn a_source_error_on_a_preferred_claim_contradicts_the_data() {
    let folder = folder();
    folder.write("reviews.toml", replaced(LEDGER, "resolved-prefer", "source-error"));
    let row = Row::new("refused").with_data("\"normal\"", "\"preferred\"");
    let outcome = check(&folder, &row, &["--format", "concise"]);
    outcome.assert(1, "reviews.toml:4:15: error[ledger]: the verdict attributes `a` to an error in its source, but the dataset ranks it `preferred`");
    let applied = Row::new("applied").with_data("\"normal\"", "\"deprecated\"");
    let report = check(&folder, &applied, &["--format", "json"]).report();
    assert_eq!(statuses(&report), only("applied"));
}

/// Returns the ledger with another outcome, and with these claims in `wrong`.
fn refuting(outcome: &str, wrong: &str) -> String {
    replaced(
        LEDGER,
        "outcome     = \"resolved-prefer\"\nchosen      = \"b\"",
        &format!("outcome     = \"{outcome}\"\nwrong       = {wrong}"),
    )
}

/// Regression: in YAML, nothing was edited if the rank was not the last member. An earlier reason, for another
/// rank, became the reason of the deprecation.
#[test]
fn a_verdict_ranks_a_claim_with_its_own_reason_in_every_layout() {
    let head = "sources:\n  - {id: s1, publisher: P1}\n  - {id: s2, publisher: P2}\nentities:\n  - {id: e, name: Hall}\nproperties:\n  - {id: opened, name: opening, functional: true}\nclaims:\n  - id: c1\n    subject: e\n    property: opened\n    value: {date: 2015}\n    evidence: [{source: s1, direction: supports}]\n  - id: c2\n    subject: e\n    property: opened\n    value: {date: 2017}\n";
    let evidence = "    evidence:\n      - {source: s2, direction: supports}\n";
    let new = "    rank_reason: four sources agree\n";
    let (normal, deprecated) = ("    rank: normal\n", "    rank: deprecated\n");
    let layouts = [
        (format!("{normal}{evidence}"), format!("{deprecated}{evidence}{new}")),
        (format!("{evidence}{normal}"), format!("{evidence}{deprecated}{new}")),
        (evidence.to_owned(), format!("{evidence}{deprecated}{new}")),
        (
            format!("    rank: preferred\n    rank_reason: the most precise\n{evidence}"),
            format!("{deprecated}{new}{evidence}"),
        ),
        (
            format!("    rank_reason: the most precise\n{evidence}"),
            format!("{new}{evidence}{deprecated}"),
        ),
        (
            format!("{evidence}    rank_reason: the most precise\n"),
            format!("{evidence}{new}{deprecated}"),
        ),
    ];
    let rulebook = "version = 1\ndocuments = [\"d.*\"]\nledger = \"reviews.toml\"\n[collections]\nsources = { select = \"$.sources[*]\", id = \"id\" }\nentities = { select = \"$.entities[*]\", id = \"id\" }\nproperties = { select = \"$.properties[*]\", id = \"id\" }\nclaims = { select = \"$.claims[*]\", id = \"id\" }\n[rules.conflict]\nkind = \"conflict\"\n";
    for (before, after) in layouts {
        let yaml = format!("{head}{before}");
        let folder = Folder::new(&[
            ("factlint.toml", rulebook),
            ("reviews.toml", "version = 2\n"),
            ("d.yaml", &yaml),
        ]);
        let report = folder.check(&["--format", "json"]).report();
        let name = report["findings"][0]["fingerprint"].as_str().expect("a fingerprint").to_owned();
        let flags = ["--outcome", "resolved-prefer", "--chosen", "c1", "--by", "Ann"];
        let reason = ["--reason", "four sources agree"];
        folder
            .factlint(&[&["review", "decide", &name], &flags[..], &reason].concat())
            .assert_code(0);
        let applied = folder.factlint(&["review", "apply", &name]);
        assert_eq!(folder.read("d.yaml"), format!("{head}{after}"), "{before}: {applied:#?}");
        applied.assert_code(0);
    }
}

#[test]
fn an_earlier_reason_for_a_rank_is_replaced_in_json() {
    let claim = |number: u32, rank: &str| {
        format!(
            r#"{{ "id": "c{number}", "subject": "e", "property": "opened", "value": {{ "date": "201{number}" }},{rank} "evidence": [{{ "source": "s{number}", "direction": "supports" }}] }}"#
        )
    };
    let data = |rank: &str| {
        format!(
            r#"{{ "sources": [{{ "id": "s1", "publisher": "P1" }}, {{ "id": "s2", "publisher": "P2" }}], "entities": [{{ "id": "e", "name": "Hall" }}], "properties": [{{ "id": "opened", "name": "o", "functional": true }}], "claims": [{}, {}] }}"#,
            claim(1, ""),
            claim(2, rank)
        )
    };
    let rulebook = "version = 1\ndocuments = [\"d.json\"]\nledger = \"reviews.toml\"\n[collections]\nsources = { select = \"$.sources[*]\", id = \"id\" }\nentities = { select = \"$.entities[*]\", id = \"id\" }\nproperties = { select = \"$.properties[*]\", id = \"id\" }\nclaims = { select = \"$.claims[*]\", id = \"id\" }\n[rules.conflict]\nkind = \"conflict\"\n";
    let before = data(r#" "rank": "preferred", "rank_reason": "the most precise","#);
    let folder = Folder::new(&[
        ("factlint.toml", rulebook),
        ("reviews.toml", "version = 2\n"),
        ("d.json", &before),
    ]);
    let report = folder.check(&["--format", "json"]).report();
    let name = report["findings"][0]["fingerprint"].as_str().expect("a fingerprint").to_owned();
    let flags = ["--outcome", "resolved-prefer", "--chosen", "c1", "--by", "Ann"];
    let reason = ["--reason", "four sources agree"];
    folder.factlint(&[&["review", "decide", &name], &flags[..], &reason].concat()).assert_code(0);
    folder.factlint(&["review", "apply", &name]).assert_code(0);
    let after = data(r#" "rank": "deprecated", "rank_reason": "four sources agree","#);
    assert_eq!(folder.read("d.json"), after);
}

#[test]
fn a_claim_that_is_wrong_is_ranked_deprecated_and_no_other_value_takes_its_place() {
    let folder = folder();
    for outcome in ["wrong", "source-error"] {
        folder.write("reviews.toml", refuting(outcome, "\"a\""));
        let report = check(&folder, &Row::new("in_force"), &["--format", "json"]).report();
        assert_eq!(statuses(&report), only("in_force"), "{outcome}");
        let notices = report["findings"].as_array().expect("findings");
        assert_eq!(notices.len(), 1, "{outcome}");
        let message = "the verdict is not applied to the data yet: `a` is not ranked `deprecated`";
        assert_eq!(notices[0]["message"], message);
        let edit = &notices[0]["suggestions"][0];
        assert_eq!(
            edit["replacement"],
            "\"deprecated\",\n      \"rank_reason\": \"The Office pays the budget\""
        );
        let applied = Row::new("applied").with_data("\"normal\"", "\"deprecated\"");
        let report = check(&folder, &applied, &["--format", "json"]).report();
        assert_eq!(statuses(&report), only("applied"), "{outcome}");
    }
}

#[test]
fn every_claim_may_be_wrong() {
    let folder = folder();
    folder.write("reviews.toml", refuting("wrong", "[\"a\", \"b\"]"));
    let report = check(&folder, &Row::new("in_force"), &["--format", "json"]).report();
    let message =
        "the verdict is not applied to the data yet: `a` and `b` are not ranked `deprecated`";
    assert_eq!(report["findings"][0]["message"], message);
    assert_eq!(report["findings"][0]["suggestions"].as_array().map(Vec::len), Some(2));
}

#[test]
fn a_source_error_that_names_no_wrong_claim_implies_no_edit() {
    let folder = folder();
    folder.write("reviews.toml", replaced(LEDGER, "resolved-prefer", "source-error"));
    let report = check(&folder, &Row::new("in_force"), &["--format", "json"]).report();
    assert_eq!(statuses(&report), only("in_force"));
    assert_eq!(report["findings"].as_array().map(Vec::len), Some(0));
}

#[test]
fn a_wrong_claim_that_the_data_prefers_contradicts_the_data() {
    let folder = folder();
    folder.write("reviews.toml", refuting("wrong", "\"a\""));
    let row = Row::new("refused").with_data("\"normal\"", "\"preferred\"");
    let outcome = check(&folder, &row, &["--format", "concise"]);
    outcome.assert(1, "reviews.toml:4:15: error[ledger]: the verdict calls `a` wrong, but the dataset ranks it `preferred`");
}

#[test]
fn claims_about_two_things_stay_listed_until_they_are_recorded_as_two() {
    let folder = folder();
    let two = replaced(
        LEDGER,
        "outcome     = \"resolved-prefer\"\nchosen      = \"b\"",
        "outcome     = \"different-entity\"",
    );
    folder.write("reviews.toml", two);
    let outcome = check(&folder, &Row::new("in_force"), &["--format", "concise"]);
    outcome.assert(0, "reviews.toml:4:15: notice[ledger]: the verdict is not applied to the data yet: the claims are about two things that the data records as one");
}

#[test]
fn a_verdict_for_another_rule_is_refused() {
    let folder = folder();
    folder
        .write("reviews.toml", replaced(LEDGER, "rule        = \"conflict\"", "rule = \"budget\""));
    let outcome = check(&folder, &Row::new("refused"), &["--format", "concise"]);
    outcome.assert(1, "reviews.toml:4:15: error[ledger]: the finding with this fingerprint comes from the rule `conflict`, not from `budget`");
}

#[test]
fn a_verdict_with_the_fingerprint_or_the_subject_of_no_finding_is_not_in_force() {
    let folder = folder();
    folder.write("reviews.toml", replaced(LEDGER, "\"3293", "\"3294"));
    let outcome = check(&folder, &Row::new("unmatched"), &["--format", "concise"]);
    outcome.assert(0, "data.json:11:27: review[conflict]");
    let unmatched = "no finding of `conflict` matches this verdict any more";
    outcome.assert(0, &format!("reviews.toml:4:15: warning[ledger]: {unmatched}"));
    let listed = folder.factlint(&["review", "list"]).stdout;
    assert!(listed.contains("  open: review[conflict]"), "{listed}");
    folder.write("reviews.toml", replaced(LEDGER, "\"trace budget\"", "\"trace bugdet\""));
    let outcome = check(&folder, &Row::new("refused"), &["--format", "concise"]);
    outcome.assert(1, "data.json:11:27: review[conflict]");
    outcome.assert(1, "reviews.toml:4:15: error[ledger]: the finding with this fingerprint is about `trace budget`, not about `trace bugdet`");
}

#[test]
fn only_competing_claims_can_be_chosen_but_not_all_of_them() {
    let folder = folder();
    // `similar` compares names of entities, so there is no claim to choose.
    let similar = "[rules.names]\nkind = \"similar\"\nin = \"entities\"\nfield = \"name\"\n";
    let two = "{ \"id\": \"trace\", \"name\": \"Project Trace\" }, { \"id\": \"race\", \"name\": \"Projects Trace\" }";
    let row =
        Row::new("refused").with_data("{ \"id\": \"trace\", \"name\": \"Project Trace\" }", two);
    let row = Row { rulebook: format!("{RULEBOOK}\n{similar}"), ..row };
    folder.write("reviews.toml", "version = 2\n");
    let report = check(&folder, &row, &["--format", "json"]).report();
    let findings = report["findings"].as_array().expect("findings");
    let names = findings.iter().find(|finding| finding["rule"] == "names").expect("names");
    let facts = names["rests_on"].as_array().expect("facts").iter().map(|fact| {
        format!(
            "  {{ subject = {}, name = {}, value = {} }},\n",
            fact["subject"], fact["name"], fact["value"]
        )
    });
    let facts: String = facts.collect();
    let (head, _) = LEDGER.split_once("state ").expect("a state");
    let ledger = head
        .replace(
            "3293eebb41040c2d9c789ae64d954966abef02a95e301ebce2bbb5867b19adf5",
            names["fingerprint"].as_str().expect("text"),
        )
        .replace("\"conflict\"", "\"names\"")
        .replace("\"trace budget\"", "\"entities/race entities/trace\"")
        .replace("\"b\"", "\"trace\"");
    folder.write("reviews.toml", format!("{ledger}state = [\n{facts}]\n"));
    let outcome = check(&folder, &row, &["--format", "concise"]);
    outcome.assert(
        1,
        "reviews.toml:4:15: error[ledger]: `trace` does not compete with any claim in this finding",
    );

    // The competing claims are `a`, `b` and `c`.
    let c = "    { \"id\": \"c\", \"subject\": \"trace\", \"property\": \"budget\", \"value\": { \"count\": 7 } },\n";
    let b = "    {\n      \"id\": \"b\"";
    let row = Row::new("refused").with_data(b, &format!("{c}{b}"));
    let more = "  { subject = \"claims/c\", name = \"independent sources\", value = \"0\" },\n  { subject = \"claims/c\", name = \"rank\", value = \"normal\" },\n  { subject = \"claims/c\", name = \"value\", value = '{\"count\":7}' },\n]";
    let ledger = replaced(LEDGER, "\n]", &format!("\n{more}"));
    folder.write("reviews.toml", replaced(&ledger, "= \"b\"", "= [\"b\", \"c\"]"));
    let outcome = check(&folder, &row, &["--format", "concise"]);
    outcome.assert(1, "reviews.toml:4:15: error[ledger]: the chosen claims `b` and `c` differ");
}

#[test]
fn decided_findings_are_shown_on_request() {
    let outcome =
        check(&folder(), &Row::new("in_force"), &["--format", "concise", "--show-decided"]);
    let shown = "\
decided[conflict] 3293eebb4104: the budget of Project Trace: 900, or 1300
  resolved-prefer by Ada <ada@example.org> on 2026-05-04, at reviews.toml:4
  reason: The Office pays the budget

reviews.toml:4:15: notice[ledger]: ";
    assert!(outcome.stdout.starts_with(shown), "{}", outcome.stdout);
}

#[test]
fn the_json_report_has_decided_findings_with_their_decision() {
    let report = check(&folder(), &Row::new("in_force"), &["--format", "json"]).report();
    let suppressed = report["suppressed"].as_array().expect("a list");
    assert_eq!(suppressed.len(), 1);
    assert_eq!(suppressed[0]["rule"], "conflict");
    assert_eq!(suppressed[0]["suppressed_by"], "verdict");
    let place = &suppressed[0]["decision"]["place"];
    assert_eq!((&place["file"], &place["start"]["line"]), (&json!("reviews.toml"), &json!(4)));
    let mut decision = suppressed[0]["decision"].clone();
    decision.as_object_mut().expect("an object").remove("place");
    assert_eq!(
        decision,
        json!({
            "outcome": "resolved-prefer", "reason": "The Office pays the budget",
            "by": "Ada <ada@example.org>", "on": "2026-05-04",
        })
    );
}

#[test]
fn an_empty_ledger_says_nothing() {
    let folder = folder();
    folder.write("reviews.toml", "version = 2\n");
    let outcome = check(&folder, &Row::new("open"), &["--format", "concise"]);
    assert!(!outcome.stdout.contains("decided"), "{}", outcome.stdout);
    outcome.assert(0, FINDING);
}

const TAGS: &str = r#"version   = 1
documents = ["data.json"]
ledger    = "reviews.toml"

[collections]
records = { select = "$.records[*]", id = "id" }

[rules.tag]
kind   = "codelist"
level  = "review"
in     = "records"
field  = "tags[*]"
values = ["known"]
"#;

#[test]
fn a_decision_outlives_the_removal_of_a_sibling() {
    // Three findings about one field of one record: their fingerprints are numbered.
    let folder = Folder::new(&[
        ("factlint.toml", TAGS),
        ("data.json", r#"{ "records": [{ "id": "r", "tags": ["one", "two", "three"] }] }"#),
        ("reviews.toml", "version = 2\n"),
    ]);
    let report = folder.check(&["--format", "json"]).report();
    let fingerprints: Vec<String> = report["findings"]
        .as_array()
        .expect("findings")
        .iter()
        .map(|finding| finding["fingerprint"].as_str().expect("text").to_owned())
        .collect();
    assert_eq!(fingerprints.len(), 3);
    for fingerprint in &fingerprints {
        let flags = [
            "--today",
            crate::command::TODAY,
            "--outcome",
            "accepted",
            "--reason",
            "so",
            "--by",
            "Ada",
        ];
        folder.factlint(&[&["review", "decide", fingerprint], &flags[..]].concat()).assert_code(0);
    }
    for tags in [
        "\"two\", \"three\"",
        "\"one\", \"three\"",
        "\"one\", \"two\"",
        "\"three\", \"new\", \"one\"",
    ] {
        folder.write(
            "data.json",
            format!("{{ \"records\": [{{ \"id\": \"r\", \"tags\": [{tags}] }}] }}"),
        );
        let report = folder.check(&["--format", "json"]).report();
        assert_eq!(statuses(&report)["in_force"], 2, "{tags}: {}", statuses(&report));
    }
    // The new verdict has the fingerprint of an existing verdict, which is not overwritten.
    let before = folder.read("reviews.toml");
    let report = folder.check(&["--format", "json"]).report();
    let open = report["findings"]
        .as_array()
        .expect("findings")
        .iter()
        .find(|finding| finding["rule"] == "tag");
    let open = open.expect("the new one")["fingerprint"].as_str().expect("text");
    let flags = [
        "--today",
        crate::command::TODAY,
        "--outcome",
        "accepted",
        "--reason",
        "so",
        "--by",
        "Ada",
    ];
    let outcome = folder.factlint(&[&["review", "decide", open], &flags[..]].concat());
    outcome.assert_code(2);
    assert!(outcome.stderr.contains("has this fingerprint"), "{outcome:#?}");
    assert_eq!(folder.read("reviews.toml"), before);
}

#[test]
fn a_verdict_is_stale_when_fewer_sources_are_independent() {
    let folder = folder();
    folder.replace(
        "data.json",
        r#""evidence": [{ "source": "office" }]"#,
        r#""evidence": [{ "source": "office" }, { "source": "paper" }]"#,
    );
    let is_stale = |folder: &Folder| {
        folder.check(&["--format", "concise"]).stdout.contains(" is stale: the facts have changed")
    };
    let ledger = folder.read("reviews.toml");
    let two = ledger
        .replace(
            "\"claims/b\", name = \"independent sources\", value = \"1\"",
            "\"claims/b\", name = \"independent sources\", value = \"2\"",
        )
        .replace(
            "{ subject = \"claims/b\", name = \"source\", value = \"office\" },",
            "{ subject = \"claims/b\", name = \"source\", value = \"office\" },\n  { subject = \"claims/b\", name = \"source\", value = \"paper\" },",
        );
    folder.write("reviews.toml", two);
    assert!(!is_stale(&folder));
    // No claim has changed, but the office is now derived from the paper.
    folder.replace(
        "data.json",
        r#""publisher": "The Office""#,
        r#""publisher": "The Office", "derived_from": ["paper"]"#,
    );
    assert!(is_stale(&folder));
    let outcome = folder.check(&[]);
    assert!(outcome.stdout.contains("independent sources"), "{}", outcome.stdout);
}
