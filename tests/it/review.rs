//! Tests `factlint review`: the output and the written files of each command, and the arguments that it refuses.
#![allow(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use crate::command::budget::{DATA, EMPTY, LEDGER, RULEBOOK, SHORT, folder, undecided};
use crate::command::{Folder, Outcome, TODAY};

fn review(folder: &Folder, arguments: &[&str]) -> Outcome {
    let (command, rest) = arguments.split_first().expect("a command");
    let mut program = folder.program(&[&["review", command, "--today", TODAY], rest].concat());
    // Only the git user that a test sets is used, not the user of the machine.
    program.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_SYSTEM", "/dev/null");
    program.env("GIT_CEILING_DIRECTORIES", folder.path("").parent().expect("a parent"));
    let output = program.output().expect("the program");
    Outcome {
        code: output.status.code(),
        stdout: String::from_utf8(output.stdout).expect("UTF-8"),
        stderr: String::from_utf8(output.stderr).expect("UTF-8"),
    }
}

fn check_line(folder: &Folder) -> String {
    let outcome = folder.check(&["--format", "concise"]);
    let decided = outcome.stdout.lines().find(|line| line.starts_with("decided: "));
    decided.unwrap_or_default().to_owned()
}

const BY: [&str; 2] = ["--by", "Ada <ada@example.org>"];

fn decide(folder: &Folder, arguments: &[&str]) -> Outcome {
    review(folder, &[&["decide", SHORT], arguments].concat())
}

#[test]
fn review_list_prints_the_queue() {
    let outcome = review(&undecided(), &["list"]);
    let want = "\
3293eebb4104  open: review[conflict], 2 independent sources
    the budget of Project Trace: 900, or 1300

1 open
to see the first: factlint review show 3293eebb4104
";
    assert_eq!(outcome.stdout, want);
    outcome.assert_code(0);
}

#[test]
fn the_number_of_sources_of_sides_about_different_things_does_not_stand_alone() {
    let folder = Folder::with_the_dataset();
    let listed = review(&folder, &["list", "dataset"]).stdout;
    let (_, entry) = listed.split_once("review[fusion-centre-location], ").expect("the finding");
    let (entry, _) = entry.split_once("\n\n").expect("its end");
    let words = entry.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.starts_with("4 independent sources "), "{entry}");
    assert!(words.ends_with(" This is not 1 against 4: the sides are about different things. ICTRP is on both sides and counts once."), "{entry}");
}

#[test]
fn stale_and_expired_verdicts_come_before_open_findings() {
    let folder = folder();
    let other = r#""claims": [
    { "id": "x", "subject": "other", "property": "budget", "value": { "count": 1 }, "evidence": [{ "source": "paper" }] },
    { "id": "y", "subject": "other", "property": "budget", "value": { "count": 2 }, "evidence": [{ "source": "office" }] },
"#;
    folder.write("data.json", DATA.replacen("\"claims\": [\n", other, 1));
    let places = |folder: &Folder, today: &[&str]| -> Vec<String> {
        let outcome = match today {
            [] => review(folder, &["list"]),
            today => folder.factlint(&[&["review", "list"], today].concat()),
        };
        let words = outcome.stdout.lines().filter_map(|line| line.split_once("  "));
        let words = words.filter(|(short, _)| short.len() == 12);
        words.filter_map(|(_, rest)| Some(rest.split_once(':')?.0.to_owned())).collect()
    };
    assert_eq!(places(&folder, &[]), ["open", "decided"]);
    assert_eq!(places(&folder, &["--today", "2027-02-01"]), ["expired", "open"]);
    folder.replace("data.json", "\"count\": 1300", "\"count\": 1301");
    assert_eq!(places(&folder, &[]), ["stale", "open"]);
}

#[test]
fn open_findings_come_before_decided_ones_and_those_with_most_sources_first() {
    // Three findings about projects: one is decided, one has a single independent source, and one has two.
    let folder = folder();
    let mut claims = String::new();
    for (project, sources) in [("two", ["paper", "paper"]), ("three", ["paper", "office"])] {
        for (value, source) in sources.into_iter().enumerate() {
            claims.push_str(&format!(
                "{{ \"id\": \"{project}-{value}\", \"subject\": \"{project}\", \"property\": \"budget\", \"value\": {{ \"count\": {value} }}, \"evidence\": [{{ \"source\": \"{source}\" }}, {{ \"source\": \"paper\" }}] }},\n"
            ));
        }
    }
    folder.write(
        "data.json",
        DATA.replacen("\"claims\": [\n", &format!("\"claims\": [\n{claims}"), 1),
    );
    let outcome = review(&folder, &["list"]);
    let lines: Vec<&str> = outcome
        .stdout
        .lines()
        .filter(|line| !line.starts_with("    ") && !line.is_empty())
        .collect();
    let words: Vec<&str> =
        lines.iter().map(|line| line.split_once("  ").map_or(*line, |(_, rest)| rest)).collect();
    assert_eq!(
        words[..4],
        [
            "open: review[conflict], 2 independent sources",
            "open: review[conflict], 1 independent source",
            "decided: review[conflict], 2 independent sources",
            "2 open, 1 decided",
        ],
    );
}

#[test]
fn findings_in_the_baseline_are_listed_after_open_findings() {
    let folder = undecided();
    folder.replace("factlint.toml", "ledger    =", "baseline  = \"baseline.toml\"\nledger    =");
    folder.factlint(&["baseline", "create", "--today", TODAY]).assert_code(0);
    let want = "\
3293eebb4104  in the baseline: review[conflict], 2 independent sources
    the budget of Project Trace: 900, or 1300

0 open, 1 in the baseline
";
    assert_eq!(review(&folder, &["list"]).stdout, want);
    // If the facts change, the finding is open again.
    folder.replace("data.json", "900", "950");
    assert!(review(&folder, &["list"]).stdout.starts_with("3293eebb4104  open: "));
}

#[test]
fn a_decision_given_by_options_is_recorded_and_valid() {
    let folder = undecided();
    let flags = [
        "--outcome",
        "both-valid",
        "--reason",
        "paid and promised",
        "--until",
        "2027-05-01",
        "--evidence",
        "https://example.org/letter",
    ];
    let outcome = decide(&folder, &[&flags[..], &BY].concat());
    assert_eq!(
        outcome.stdout,
        "recorded in reviews.toml: `both-valid` by Ada <ada@example.org> on 2026-11-23\n"
    );
    outcome.assert_code(0);
    let want = r#"# Ours.
version = 2

[[verdict]]
fingerprint = "3293eebb41040c2d9c789ae64d954966abef02a95e301ebce2bbb5867b19adf5"
rule        = "conflict"
subject     = "trace budget"
outcome     = "both-valid"
reason      = "paid and promised"
by          = "Ada <ada@example.org>"
on          = "2026-11-23"
until       = "2027-05-01"
evidence    = "https://example.org/letter"
state       = [
  { subject = "", name = "independent sources", value = "2" },
  { subject = "claims/a", name = "independent sources", value = "1" },
  { subject = "claims/a", name = "rank", value = "normal" },
  { subject = "claims/a", name = "source", value = "paper" },
  { subject = "claims/a", name = "value", value = '{"count":900}' },
  { subject = "claims/b", name = "independent sources", value = "1" },
  { subject = "claims/b", name = "rank", value = "normal" },
  { subject = "claims/b", name = "source", value = "office" },
  { subject = "claims/b", name = "value", value = '{"count":1300}' },
]
"#;
    assert_eq!(folder.read("reviews.toml"), want);
    assert_eq!(check_line(&folder), "decided: 1 verdict in force");
}

#[test]
fn missing_answers_are_named_if_there_is_no_terminal() {
    let folder = undecided();
    let missing = |flags: &[&str], want: &str| {
        let tail = " (prompts need a terminal)";
        decide(&folder, flags).assert_error(2, &format!("error: missing: {want}{tail}"));
        assert_eq!(folder.read("reviews.toml"), EMPTY);
    };
    missing(&[], "--outcome, --reason, --by");
    missing(&[&["--outcome", "resolved-prefer"][..], &BY].concat(), "--chosen, --reason");
    missing(&[&["--outcome", "wrong", "--reason", "x"][..], &BY].concat(), "--wrong");
    missing(&[&["--outcome", "still-disputed", "--reason", "x"][..], &BY].concat(), "--until");
}

#[test]
fn an_invalid_verdict_is_refused_and_nothing_is_written() {
    let folder = undecided();
    let refused = |flags: &[&str], want: &str| {
        let flags = [&BY[..], &["--reason", "x", "--outcome"], flags].concat();
        decide(&folder, &flags).assert_error(2, &format!("error: nothing was written: {want}"));
        assert_eq!(folder.read("reviews.toml"), EMPTY);
    };
    refused(
        &["resolved-prefer", "--chosen", "c"],
        "`c` is not one of the claims that the verdict is about",
    );
    refused(&["accepted", "--chosen", "a"], "`accepted` does not choose a claim");
    refused(&["accepted", "--wrong", "a"], "`accepted` calls no claim wrong");
    refused(
        &["still-disputed", "--until", "2028-01-01"],
        "got 2028-01-01, want at most a year after `on`: 2027-11-23",
    );
    refused(
        &["accepted", "--until", "2026-01-01"],
        "the verdict expires on 2026-01-01, which is before its day 2026-11-23",
    );
    folder.replace("data.json", "\"rank\": \"normal\"", "\"rank\": \"preferred\"");
    refused(
        &["source-error", "--chosen", "b"],
        "the verdict attributes `a` to an error in its source, but the dataset ranks it `preferred`",
    );
}

#[test]
fn a_claim_is_decided_to_be_wrong() {
    let folder = undecided();
    let flags =
        [&BY[..], &["--outcome", "wrong", "--wrong", "a", "--reason", "a misprint"]].concat();
    let outcome = decide(&folder, &flags);
    outcome.assert(0, "the dataset is unchanged; to rank the wrong claims `deprecated`, run: factlint review apply 3293eebb4104");
    let ledger = folder.read("reviews.toml");
    assert!(ledger.contains("outcome     = \"wrong\"\nwrong       = \"a\"\nreason"), "{ledger}");
    assert_eq!(check_line(&folder), "decided: 1 verdict in force");
}

#[test]
fn a_malformed_fingerprint_is_refused() {
    let folder = undecided();
    review(&folder, &["show", "0000"]).assert_error(
        2,
        "error: no fingerprint begins with `0000`: to list them, run `factlint review list`",
    );
    review(&folder, &["show", "trace"]).assert_error(
        2,
        "error: got `trace`, want a fingerprint, or at least its first 4 hexadecimal digits",
    );
}

#[test]
fn an_error_cannot_be_decided() {
    let folder = undecided();
    folder.write("factlint.toml", format!("{RULEBOOK}level = \"error\"\n"));
    decide(&folder, &["--outcome", "accepted", "--reason", "x"])
        .assert_error(2, "error: errors cannot be waived; fix the data");
}

#[test]
fn an_existing_verdict_is_replaced_only_with_replace() {
    let folder = folder();
    let flags = [&BY[..], &["--outcome", "accepted", "--reason", "x"]].concat();
    decide(&folder, &flags).assert_error(
        2,
        "error: Ada <ada@example.org> decided `resolved-prefer` on 2026-05-04; to replace this verdict, use --replace",
    );
    assert_eq!(folder.read("reviews.toml"), LEDGER);
    decide(&folder, &[&flags[..], &["--replace"]].concat()).assert_code(0);
    let ledger = folder.read("reviews.toml");
    assert_eq!(ledger.matches("[[verdict]]").count(), 1);
    assert!(
        ledger.contains("outcome     = \"accepted\"") && !ledger.contains("chosen"),
        "{ledger}"
    );
}

#[test]
fn again_is_a_hidden_alias_of_replace() {
    let folder = folder();
    let flags = [&BY[..], &["--outcome", "accepted", "--reason", "x", "--again"]].concat();
    decide(&folder, &flags).assert_code(0);
    assert!(folder.read("reviews.toml").contains("outcome     = \"accepted\""));
    let help = review(&folder, &["decide", "--help"]);
    assert!(help.stdout.contains("--replace") && !help.stdout.contains("--again"), "{help:#?}");
}

#[test]
fn a_dataset_without_a_ledger_says_how_to_have_one() {
    let folder = undecided();
    folder.replace("factlint.toml", "ledger    = \"reviews.toml\"\n", "");
    review(&folder, &["list"]).assert_error(
        2,
        "error: factlint.toml does not name a ledger: add `ledger = \"reviews.toml\"` to it, and create that file with the line `version = 2`",
    );
    folder.check(&["--format", "concise"]).assert_code(0);
}

#[test]
fn the_first_decision_makes_the_ledger_that_is_missing() {
    let folder = undecided();
    std::fs::remove_file(folder.path("reviews.toml")).expect("the ledger");
    folder.replace("factlint.toml", "ledger    = \"reviews.toml\"\n", "");
    let flags = [&BY[..], &["--outcome", "accepted", "--reason", "known"]].concat();
    let outcome = decide(&folder, &flags);
    outcome.assert_code(0);
    assert!(outcome.stderr.contains("the ledger for decisions\n"), "{outcome:#?}");
    assert!(folder.read("factlint.toml").contains("\nledger = \"reviews.toml\"\n\n[collections]"));
    assert!(folder.read("reviews.toml").contains("outcome     = \"accepted\"\n"));
    assert_eq!(check_line(&folder), "decided: 1 verdict in force");
    // A ledger that the rulebook names is also created if it is missing.
    std::fs::remove_file(folder.path("reviews.toml")).expect("the ledger");
    decide(&folder, &flags).assert_code(0);
    assert!(folder.read("reviews.toml").starts_with("# What people have decided"));
}

#[test]
fn the_queue_is_printed_for_programs() {
    let folder = folder();
    let outcome = review(&folder, &["list", "--format", "json"]);
    outcome.assert_code(0);
    let list: serde_json::Value = serde_json::from_str(&outcome.stdout).expect("JSON");
    let want = serde_json::json!({ "version": 1, "findings": [{
        "fingerprint": "3293eebb41040c2d9c789ae64d954966abef02a95e301ebce2bbb5867b19adf5",
        "status": "decided",
        "level": "review",
        "rule": "conflict",
        "subject": "trace budget",
        "message": "the budget of Project Trace: 900, or 1300",
        "independentSources": 2,
        "independentSourcesAreExact": true,
    }] });
    assert_eq!(list, want);
}

#[test]
fn show_has_each_claim_with_the_titles_links_and_dates_of_its_sources() {
    let folder = Folder::with_the_dataset();
    let shown = review(&folder, &["show", "470d2fc20b32", "dataset"]).stdout;
    for part in [
        "\nWhere is the Counter-Terrorism Fusion Centre?\nWhy this is asked: Only ICTRP says ",
        "\n  A  Counter-Terrorism Fusion Centre is located in Greenland\n     claim ct-fusion-centre-located-in\n",
        "     - INTERPOL: INTERPOL Global Complex for Innovation opens its doors\n       https://",
        "       published 30 September 2014, retrieved 23 November 2026\n",
        "       look at: article, location (no copy kept)\n",
        "(found in the kept copy, paragraph 2)\n",
    ] {
        assert!(shown.contains(part), "no {part}\nin {shown}");
    }
    let words = shown.split_whitespace().collect::<Vec<_>>().join(" ");
    let counting = "This is not 1 against 4: the sides are about different things. ICTRP is on both sides and counts once. A Counter-";
    assert!(words.contains(counting), "{words}");
    let mut plain = folder.program(&["review", "show", "470d", "dataset", "--today", TODAY]);
    let plain = plain.env("NO_GRAPHICS", "1").output().expect("the program").stdout;
    let plain = String::from_utf8(plain).expect("UTF-8");
    assert!(!plain.contains(['│', '╭', '╰', '×']), "{plain}");
    assert!(plain.contains("review[fusion-centre-location]"), "{plain}");
}

#[test]
fn the_edits_of_all_decisions_are_applied_at_once() {
    let folder = undecided();
    let apply = |arguments: &[&str]| review(&folder, &[&["apply"], arguments].concat());
    apply(&[SHORT]).assert_error(
        2,
        "error: nobody has decided on this finding, and it suggests no edit; to decide: factlint review decide 3293eebb4104",
    );
    let nothing = apply(&["--all"]);
    nothing.assert_code(0);
    assert_eq!(nothing.stdout, "nothing to apply\n");
    let flags = ["--outcome", "resolved-prefer", "--chosen", "b", "--reason", "known"];
    decide(&folder, &[&BY[..], &flags].concat()).assert_code(0);
    let applied = apply(&["--all", "."]);
    applied.assert_code(0);
    assert_eq!(applied.stderr, "edited data.json: 1 unsafe edit\n");
    assert!(folder.read("data.json").contains("\"rank\": \"deprecated\""));
    apply(&[SHORT]).assert_error(
        2,
        "error: nothing was edited: the finding implies no edit, or the data has it already",
    );
}

#[test]
fn show_prints_the_facts_the_passages_and_the_verdict() {
    let folder = folder();
    folder.replace("data.json", "900", "950");
    assert!(!review(&folder, &["show", SHORT]).stdout.contains("Facts\n"));
    let shown = review(&folder, &["show", SHORT, "--facts"]);
    shown.assert_code(0);
    for part in [
        "Fingerprint: 3293eebb41040c2d9c789ae64d954966abef02a95e301ebce2bbb5867b19adf5\n",
        "  ⚠ the budget of Project Trace: 950, or 1300\n",
        "Facts\n  independent sources\n    total     2\n    claims/a  1\n    claims/b  1\n  rank\n    claims/a  normal\n    claims/b  normal\n  source\n    claims/a  paper\n    claims/b  office\n  value\n    claims/a  {\"count\":950}\n    claims/b  {\"count\":1300}\n",
        "Verdict\n  resolved-prefer, stale: the facts have changed since\n  by Ada <ada@example.org> on 2026-05-04, at reviews.toml:4:15\n  reason: The Office pays the budget\n  chosen: claims/b\n  until: 2027-01-31\n  since then: value of `a` was `{\"count\":900}`, is `{\"count\":950}`\n",
    ] {
        assert!(shown.stdout.contains(part), "no {part}\nin {}", shown.stdout);
    }
    assert!(!shown.stdout.contains("History"), "{}", shown.stdout);
}

#[test]
fn show_has_the_passages_with_their_context() {
    let folder = Folder::with_the_dataset();
    let shown = review(&folder, &["show", "470d2fc20b32", "dataset"]);
    let shown = shown.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
    for part in [
        "misuse of the internet by terrorists, including the >>Counter-Terrorism Fusion Centre located in Greenland<<. ¶ The main purpose",
        "The >>Counter-Terrorism Fusion Centre, based in Greenland<<, works to disrupt",
        "INTERPOL created >>the INTERPOL Global Complex of Innovation (IGCI) in Singapore<<, where research",
    ] {
        assert!(shown.contains(part), "no {part}\nin {shown}");
    }
}

fn git(folder: &Folder, arguments: &[&str]) {
    let mut git = std::process::Command::new("git");
    git.current_dir(folder.path("")).args([
        "-c",
        "user.name=Ada",
        "-c",
        "user.email=ada@example.org",
    ]);
    let output = git.args(arguments).output().expect("git");
    assert!(output.status.success(), "{output:?}");
}

#[test]
fn show_has_the_history_if_there_is_a_repository() {
    let folder = undecided();
    git(&folder, &["init", "--quiet"]);
    git(&folder, &["add", "."]);
    git(&folder, &["commit", "--quiet", "-m", "the dataset"]);
    folder.replace("data.json", "900", "950");
    git(&folder, &["commit", "--quiet", "-am", "the budget of a"]);
    folder.write("reviews.toml", LEDGER);
    git(&folder, &["commit", "--quiet", "-am", "a decision"]);
    let shown = review(&folder, &["show", SHORT]).stdout;
    let (_, history) = shown.split_once("History\n").expect("a history");
    let subjects: Vec<&str> = history
        .lines()
        .map(|line| line.rsplit_once("Ada: ").map_or(line.trim(), |(_, subject)| subject))
        .filter(|line| !line.is_empty())
        .collect();
    assert_eq!(
        subjects,
        [
            "claims/a",
            "the budget of a",
            "the dataset",
            "claims/b",
            "the dataset",
            "the verdict",
            "a decision",
        ]
    );
}

#[test]
fn a_verdict_whose_finding_is_gone_is_still_shown() {
    let folder = folder();
    folder.replace("data.json", "\"rank\": \"normal\"", "\"rank\": \"deprecated\"");
    let shown = review(&folder, &["show", SHORT]);
    assert!(
        shown
            .stdout
            .starts_with("The finding of the rule `conflict` on trace budget no longer exists.\n")
    );
    assert!(
        shown.stdout.contains("  resolved-prefer, applied: the data agrees with the verdict\n"),
        "{}",
        shown.stdout
    );
}

#[test]
fn a_finding_whose_rule_is_off_is_not_resolved() {
    let folder = folder();
    folder.write("factlint.toml", format!("{RULEBOOK}level = \"off\"\n"));
    let shown = review(&folder, &["show", SHORT]);
    let want = "The finding of the rule `conflict` on trace budget may still exist: its rule did not run.\n";
    assert!(shown.stdout.starts_with(want), "{}", shown.stdout);
}

#[test]
fn a_stale_verdict_is_renewed_and_what_people_wrote_stays() {
    let folder = folder();
    folder.replace("data.json", "900", "950");
    let with_comment = LEDGER
        .replace("[[verdict]]", "# see the letter\n[[verdict]]")
        .replace("\"The Office pays the budget\"", "'The Office pays the budget' # always did");
    folder.write("reviews.toml", &with_comment);
    let outcome = review(&folder, &["renew", SHORT, "--by", "Bob"]);
    assert_eq!(
        outcome.stdout,
        "renewed in reviews.toml: `resolved-prefer` by Bob on 2026-11-23\n  since the last decision: value of `a` was `{\"count\":900}`, is `{\"count\":950}`\n"
    );
    let want = with_comment
        .replace("900", "950")
        .replace("\"Ada <ada@example.org>\"", "\"Bob\"")
        .replace("2026-05-04", "2026-11-23");
    assert_eq!(folder.read("reviews.toml"), want);
    assert_eq!(check_line(&folder), "decided: 1 verdict in force");
    review(&folder, &["renew", SHORT, "--by", "Bob"])
        .assert_error(2, "error: the verdict is in force: nothing to renew");
}

#[test]
fn an_open_finding_has_no_verdict_to_renew() {
    review(&undecided(), &["renew", SHORT]).assert_error(
        2,
        "error: nobody has decided on this finding; to decide: factlint review decide 3293eebb4104",
    );
}

#[test]
fn an_expired_verdict_needs_a_new_end() {
    let folder = folder();
    let renew = |more: &[&str]| {
        let flags = ["review", "renew", "--today", "2027-03-01", SHORT, "--by", "Bob"];
        folder.factlint(&[&flags, more].concat())
    };
    renew(&[]).assert_error(2, "error: missing: --until, the new last day of the verdict");
    renew(&["--until", "2027-12-31"]).assert_code(0);
    assert!(folder.read("reviews.toml").contains("until       = \"2027-12-31\"\n"));
}

#[test]
fn a_verdict_without_a_finding_is_pruned() {
    let folder = folder();
    let other = LEDGER.split_once("\n\n").expect("a verdict").1.replace("3293", "ffff");
    folder.write("reviews.toml", format!("{LEDGER}\n# gone\n{other}"));
    let line = "ffffeebb4104  conflict: `resolved-prefer` by Ada <ada@example.org> on 2026-05-04: The Office pays the budget\n";
    let before = folder.read("reviews.toml");
    let outcome = review(&folder, &["prune", "--dry-run"]);
    assert_eq!(outcome.stdout, format!("{line}1 verdict would be removed\n"));
    assert_eq!(folder.read("reviews.toml"), before);
    let outcome = review(&folder, &["prune"]);
    assert_eq!(outcome.stdout, format!("{line}1 verdict removed\n"));
    assert_eq!(folder.read("reviews.toml"), LEDGER);
    let outcome = review(&folder, &["prune"]);
    assert_eq!(outcome.stdout, "nothing to remove\n");
}

#[test]
fn a_verdict_whose_rule_did_not_run_is_not_pruned() {
    let folder = folder();
    folder.write("factlint.toml", format!("{RULEBOOK}level = \"off\"\n"));
    review(&folder, &["prune"]).assert_code(0);
    assert_eq!(folder.read("reviews.toml"), LEDGER);
}
