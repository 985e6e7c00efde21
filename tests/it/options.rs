//! Tests command-line options: selection and its effect on findings, statistics, `--quiet`, colours, arguments in the
//! wrong order, and printed commands that can be pasted.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use crate::command::Folder;
use crate::repository::Repository;

/// A rulebook with two rules of one kind and a rule of another kind. Each rule has findings.
const RULEBOOK: &str = r#"version = 1
documents = ["data.json"]

[collections]
records = { select = "$.records[*]", id = "id" }

[rules."verbatim, always"]
kind  = "pattern"
level = "warning"
in    = "records"
field = "name"
never = "x"

[rules.short]
kind  = "pattern"
in    = "records"
field = "name"
never = "y"

[rules.friend]
kind  = "reference"
in    = "records"
field = "friend"
to    = "records"

[rules.rests]
kind  = "unique"
level = "off"
in    = "records"
fields = "id"
"#;

const DATA: &str = r#"{ "records": [
  { "id": "a", "name": "xy", "friend": "b" },
  { "id": "b", "name": "x", "friend": "nobody" },
  { "id": "c", "name": "x" }
] }
"#;

fn folder() -> Folder {
    Folder::new(&[("factlint.toml", RULEBOOK), ("data.json", DATA)])
}

fn rules(folder: &Folder, arguments: &[&str]) -> Vec<String> {
    let report = folder.check(&[&["--format", "json"], arguments].concat()).report();
    let findings = report["findings"].as_array().expect("findings");
    findings.iter().map(|finding| finding["rule"].as_str().expect("a rule").to_owned()).collect()
}

#[test]
fn rules_are_selected_and_ignored_by_id_and_by_kind() {
    let folder = folder();
    let x = "verbatim, always";
    assert_eq!(rules(&folder, &[]), ["short", x, x, "friend", x]);
    assert_eq!(rules(&folder, &["--select", "friend"]), ["friend"]);
    assert_eq!(rules(&folder, &["--select", x, "--select", "friend"]), [x, x, "friend", x]);
    assert_eq!(rules(&folder, &["--select", "pattern", "--ignore", "short"]), [x, x, x]);
    assert_eq!(rules(&folder, &["--ignore", "pattern"]), ["friend"]);
    // A rule can also be named as in the first line of a finding.
    assert_eq!(rules(&folder, &["--select", "error[short]"]), ["short"]);
}

#[test]
fn a_name_in_brackets_does_not_select_the_rules_of_a_kind_with_that_name() {
    let rulebook = RULEBOOK.replace("[rules.short]", "[rules.pattern]");
    let folder = Folder::new(&[("factlint.toml", &rulebook), ("data.json", DATA)]);
    let x = "verbatim, always";
    assert_eq!(rules(&folder, &["--select", "pattern"]), ["pattern", x, x, x]);
    assert_eq!(rules(&folder, &["--select", "error[pattern]"]), ["pattern"]);
    assert_eq!(rules(&folder, &["--ignore", "error[pattern]"]), [x, x, "friend", x]);
    // The name of a kind is not that of a rule.
    folder.check(&["--select", "error[reference]"]).assert_error(
        2,
        "error: --select: no rule has the id `reference`, which is a kind: for its rules, use `reference` without brackets",
    );
    // A built-in kind is a rule, too.
    assert_eq!(rules(&folder, &["--select", "warning[idle]"]), Vec::<String>::new());
}

#[test]
fn findings_that_are_not_selected_are_counted_and_do_not_fail_the_run() {
    let folder = folder();
    let outcome = folder.check(&["--format", "concise", "--select", "verbatim, always"]);
    outcome.assert(0, "3 findings: 3 warnings");
    outcome.assert(0, "not selected: 8 rules with 2 findings: 2 errors");
    let outcome = folder.check(&["--format", "concise", "--select", "number"]);
    outcome.assert(0, "nothing found by the selected rules");
    outcome.assert(0, "not selected: ");
    let report = folder.check(&["--format", "json", "--ignore", "friend"]).report();
    let not_selected = &report["summary"]["not_selected"];
    assert_eq!(not_selected["rules"], serde_json::json!(["friend"]));
    assert_eq!(not_selected["findings"]["error"], 1);
    assert_eq!(report["summary"]["findings"]["error"], 1);
    let report = folder.check(&["--format", "json"]).report();
    assert!(report["summary"].get("not_selected").is_none());
}

#[test]
fn a_name_that_selects_nothing_is_refused() {
    let folder = folder();
    let refused = [
        (
            ["--select", "frend"],
            "error: --select: unknown rule or kind `frend`: did you mean `friend`?",
        ),
        (
            ["--ignore", "patern"],
            "error: --ignore: unknown rule or kind `patern`: did you mean `pattern`?",
        ),
        (["--select", "orphan"], "error: --select: the rulebook has no rule of kind `orphan`"),
        (["--select", "rests"], "error: --select: `rests` is off in the rulebook"),
    ];
    for (arguments, message) in refused {
        folder.check(&arguments).assert_error(2, message);
    }
    folder.check(&["--fix", "--select", "friend"]).assert_code(2);
    // Ignoring a kind without rules is allowed.
    folder.check(&["--ignore", "orphan", "--fail-on", "never"]).assert_code(0);
}

#[test]
fn a_document_that_is_not_json_is_not_hidden_by_a_selection() {
    let folder = folder();
    folder.write("data.json", "{");
    let outcome = folder.check(&["--format", "concise", "--select", "friend"]);
    outcome.assert(1, "data.json:1:2: error[syntax]: ");
}

/// A baseline and a ledger need the findings of all rules.
#[test]
fn unselected_findings_are_not_resolved() {
    let folder = folder();
    folder.factlint(&["baseline", "create"]).assert_code(0);
    for arguments in [vec!["--select", "friend"], vec!["--ignore", "pattern", "--ratchet"]] {
        let outcome = folder.check(&[arguments, vec!["--format", "concise"]].concat());
        outcome.assert(0, "known: 5 in the baseline");
        assert!(!outcome.stdout.contains("resolved"), "{outcome:#?}");
    }
    let folder = crate::command::budget::folder();
    let outcome = folder.check(&["--format", "concise", "--ignore", "conflict"]);
    outcome.assert(0, "decided: 1 verdict in force");
    assert!(!outcome.stdout.contains("without a finding"), "{outcome:#?}");
}

#[test]
fn a_comparison_only_covers_the_selected_rules() {
    let repository = Repository::new(&[("factlint.toml", RULEBOOK), ("data.json", DATA)]);
    repository.files.replace("data.json", "\"x\" }", "\"y\" }");
    let outcome = repository.diff(&["HEAD", "--select", "short"]);
    assert_eq!(outcome.lines_at("data.json").len(), 1, "{outcome:#?}");
    assert!(outcome.stdout.contains("1 new, 0 changed, 0 reopened, 0 resolved, 1 unchanged"));
    let outcome = repository.diff(&["HEAD", "--ignore", "short"]);
    assert!(outcome.stdout.contains("0 new, 0 changed, 0 reopened, 1 resolved, 3 unchanged"));
}

#[test]
fn statistics_count_the_findings_of_each_rule() {
    let folder = folder();
    for format in ["human", "concise"] {
        let outcome = folder.check(&["--format", format, "--statistics"]);
        let lines: Vec<&str> = outcome.stdout.lines().take(4).collect();
        assert_eq!(
            lines,
            [
                "3  warning[verbatim, always]  pattern",
                "1  error[friend]              reference",
                "1  error[short]               pattern",
                "5 findings: 2 errors, 3 warnings",
            ],
        );
        outcome.assert_code(1);
    }
    let outcome = folder.check(&["--format", "narrated", "--statistics"]);
    outcome.assert(1, "3 findings of rule verbatim, always, kind pattern, level warning.");
    let report = folder.check(&["--format", "json", "--statistics", "--ignore", "friend"]).report();
    assert!(report.get("findings").is_none());
    assert_eq!(
        report["statistics"],
        serde_json::json!([
            { "rule": "verbatim, always", "kind": "pattern", "level": "warning", "findings": 3 },
            { "rule": "short", "kind": "pattern", "level": "error", "findings": 1 },
        ])
    );
    folder
        .check(&["--format", "sarif", "--statistics"])
        .assert_error(2, "error: --statistics needs --format human, narrated, concise or json");
}

#[test]
fn quiet_keeps_the_lines_about_limits() {
    let folder = folder();
    let outcome = folder.check(&["--format", "concise", "--quiet"]);
    assert_eq!(outcome.stdout.lines().count(), 5, "{outcome:#?}");
    let outcome = folder.check(&["--quiet", "--select", "number"]);
    assert!(outcome.stdout.starts_with("not selected: "), "{outcome:#?}");
    assert_eq!(outcome.stdout.lines().count(), 1, "{outcome:#?}");
    folder.write("data.json", "{ \"records\": [] ");
    let outcome = folder.check(&["--format", "concise", "-q"]);
    outcome.assert(1, "3 rules could not check everything: data.json could not be read");
    let right = r#"{ "records": [{ "id": "a", "name": "z", "friend": "b" }, { "id": "b" }] }"#;
    folder.write("data.json", right);
    let outcome = folder.check(&["--quiet"]);
    assert_eq!((outcome.stdout.as_str(), outcome.stderr.as_str()), ("", ""));
}

#[test]
fn colours_follow_the_options() {
    let folder = folder();
    let has_colours = |arguments: &[&str]| folder.check(arguments).stdout.contains('\u{1b}');
    assert!(!has_colours(&[]));
    assert!(has_colours(&["--color", "always"]));
    let mut forced = folder.command(&["--color", "never"]);
    let output = forced.env("FORCE_COLOR", "1").output().expect("the program");
    assert!(!output.stdout.contains(&0x1b));
    // A file is never treated as a terminal.
    folder.check(&["--color", "always", "--output", "human=report.txt"]);
    assert!(!folder.read("report.txt").contains('\u{1b}'));
}

#[test]
fn config_refuses_the_options_that_it_does_not_use() {
    for option in [["--format", "json"], ["--output", "json=a.json"], ["--max-findings", "1"]] {
        let outcome = folder().factlint(&[&["config"], option.as_slice()].concat());
        outcome.assert_code(2);
        assert!(outcome.stderr.contains(option[0]), "{outcome:#?}");
    }
    // A mistake in the rulebook is still shown.
    let folder = Folder::new(&[("factlint.toml", "vresion = 1\n")]);
    let outcome = folder.factlint(&["config"]);
    assert!(outcome.stdout.contains("error[rulebook]"), "{outcome:#?}");
    outcome.assert_code(2);
}

#[test]
fn explain_takes_what_a_finding_has_in_its_brackets() {
    let folder = Folder::new(&[]);
    folder.write("facts/factlint.toml", RULEBOOK);
    folder.write("facts/data.json", DATA);
    let rule = "Rule `friend` of facts/factlint.toml: kind `reference`, level error.";
    // Works from a folder above the rulebook, and with the level or the kind before the brackets.
    folder.factlint(&["explain", "friend"]).assert(0, rule);
    folder.factlint(&["explain", "error[friend]", "facts"]).assert(0, rule);
    folder.factlint(&["explain", "reference[friend]"]).assert(0, rule);
    folder.factlint(&["explain", "verbatim, always"]).assert(0, "Rule `verbatim, always` of ");
    // Findings with one cause have several rules in their brackets.
    for group in ["error[friend, unique]", "unique, friend", "friend, unique, syntax and 2 more"] {
        let outcome = folder.factlint(&["explain", group]);
        outcome.assert(0, rule);
        assert_eq!(
            outcome.stdout.matches("\n`reference`: a reference to").count(),
            1,
            "{outcome:?}"
        );
    }
    for kind in ["syntax", "schema", "rulebook", "pattern", "warning[byte-order-mark]"] {
        folder.factlint(&["explain", kind]).assert_code(0);
    }
    // Also works if the rulebook has a mistake, or the data is missing.
    folder.write("facts/factlint.toml", RULEBOOK.replace("version", "vresion"));
    folder.factlint(&["explain", "friend", "facts"]).assert(0, rule);
    folder
        .factlint(&["explain", "frind"])
        .assert_error(2, "error: unknown rule or kind `frind`: did you mean `friend`?");
}

#[test]
fn a_list_inside_a_list_of_a_page_was_one_paragraph() {
    let page = Folder::new(&[]).factlint(&["explain", "reference"]).stdout;
    for item in ["  - Each of these words has", "  - Several words differ.\n", "  - One id has"] {
        assert!(page.contains(&format!("\n{item}")), "{page}");
    }
    assert!(page.contains("\n- It looks the same as"), "{page}");
}

#[test]
fn a_rule_of_an_unknown_kind_was_called_unknown_itself() {
    let folder = Folder::new(&[]);
    folder.write("facts/factlint.toml", RULEBOOK.replace("\"pattern\"", "\"patern\""));
    folder.write("facts/data.json", DATA);
    let unknown = "the unknown kind `patern`: did you mean `pattern`?";
    let outcome = folder.factlint(&["explain", "short", "facts"]);
    assert!(outcome.stderr.contains(unknown), "{outcome:?}");
}

#[test]
fn words_in_the_wrong_order_are_explained() {
    let folder = Folder::new(&[]);
    folder.write("facts/factlint.toml", RULEBOOK);
    folder.write("facts/data.json", DATA);
    let explained = [
        (vec!["explain", "facts", "friend"], "factlint explain friend facts"),
        (vec!["explain", "facts", "reference"], "factlint explain reference facts"),
        (vec!["check", "human", "--format", "facts"], "`factlint check facts --format human`"),
        (
            vec!["check", "--fail-on", "facts", "warning"],
            "`factlint check --fail-on warning facts`",
        ),
        (vec!["facts", "check"], "`factlint check facts`"),
        (vec!["baseline", "facts", "create"], "`factlint baseline create facts`"),
        (vec!["check", "json"], "`json` is a format: `--format json`"),
        (
            vec!["review", "show", "facts", "ac08"],
            "if `ac08` is a fingerprint, it goes before the path",
        ),
        (vec!["diff", "facts", "HEAD~1"], "factlint diff 'HEAD~1' facts"),
    ];
    for (arguments, wanted) in explained {
        let outcome = folder.factlint(&arguments);
        assert!(outcome.stderr.contains(wanted), "{arguments:?}: {outcome:#?}");
        outcome.assert_code(2);
    }
}

#[test]
fn a_folder_without_a_rulebook_names_what_can_be_done() {
    let folder = Folder::new(&[]);
    folder.write("my facts/factlint.toml", RULEBOOK);
    folder.write("other/data.json", DATA);
    folder.factlint(&["baseline", "create"]).assert_error(
        2,
        "error: no factlint.toml in . or any parent directory; rulebooks below it: my facts/factlint.toml: give the path of one of them; to create one, run `factlint init`",
    );
    for command in ["check", "config", "fmt"] {
        folder.factlint(&[command, "other/data.json"]).assert_error(
            2,
            "error: no factlint.toml in other or any parent directory; to create one, run `factlint init other`",
        );
    }
}

/// Returns the command that follows some words in the output.
fn command_after<'o>(output: &'o str, words: &str) -> &'o str {
    let (_, rest) = output.split_once(words).unwrap_or_else(|| panic!("no {words} in {output}"));
    rest.split(['\n', '`']).next().expect("a command").trim()
}

/// Runs printed commands in a shell, in the folder in which they were printed.
#[cfg(unix)]
#[test]
fn printed_commands_work_in_the_folder_of_the_run() {
    let files = crate::command::budget::undecided();
    let folder = Folder::new(&[]);
    for name in ["factlint.toml", "data.json", "reviews.toml"] {
        folder.write(&format!("the facts/{name}"), files.read(name));
    }
    let program = std::path::Path::new(env!("CARGO_BIN_EXE_factlint"));
    let path = format!("{}:/usr/bin:/bin", program.parent().expect("a folder").display());
    let shell = |command: &str, place: &str| {
        let output = std::process::Command::new("/bin/sh")
            .args(["-c", command])
            .current_dir(folder.path(place))
            .env("PATH", &path)
            .output()
            .expect("a shell");
        (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
    };
    let outcome = folder.check(&["the facts", "--format", "narrated"]);
    let decide = command_after(&outcome.stdout, "to record a decision: ").trim_end_matches('.');
    let answers = "--outcome accepted --reason r --by 'A. Reader'";
    assert_eq!(shell(&format!("{decide} {answers}"), ""), (Some(0), String::new()), "{decide}");

    folder.replace("the facts/factlint.toml", "ledger    = \"reviews.toml\"\n", "");
    assert_eq!(shell("factlint baseline create 'the facts'", ""), (Some(0), String::new()));
    folder.replace("the facts/data.json", "1300", "900");
    let outcome = folder.check(&["the facts", "--format", "narrated"]);
    let prune = command_after(&outcome.stdout, "to remove resolved findings from the baseline: ");
    let outcome = folder.check(&["the facts", "--ratchet"]);
    assert_eq!(prune.trim_end_matches('.'), command_after(&outcome.stderr, "have changed, run `"));
    assert_eq!(shell(prune.trim_end_matches('.'), ""), (Some(0), String::new()));
}

/// A printed command reads in the folder that the user named, also if its name has a space.
#[cfg(unix)]
#[test]
fn printed_commands_name_the_root() {
    let folder = Folder::new(&[]);
    folder.write("my root/facts/factlint.toml", RULEBOOK);
    folder.write("my root/facts/data.json", DATA);
    let option = ["--root", "my root"];
    for (arguments, command) in [
        (
            vec!["baseline", "prune", "my root/facts"],
            "`factlint baseline create 'my root/facts' --root 'my root'`",
        ),
        (
            vec!["check", "my root/facts", "--select", "nothing"],
            "`factlint config 'my root/facts' --root 'my root'` lists the rules",
        ),
    ] {
        let outcome = folder.factlint(&[arguments, option.to_vec()].concat());
        assert!(outcome.stderr.contains(command), "{outcome:#?}");
    }
    let created = folder.factlint(&["baseline", "create", "my root/facts", "--root", "my root"]);
    created.assert_code(0);
    folder.replace("my root/facts/data.json", "nobody", "a");
    let outcome = folder.check(&["my root/facts", "--root", "my root", "--format", "narrated"]);
    let command = "factlint baseline prune 'my root/facts' --root 'my root'";
    assert!(outcome.stdout.contains(command), "{outcome:#?}");
    let outcome = folder.check(&["my root/facts", "--format", "narrated"]);
    assert!(!outcome.stdout.contains("--root"), "{outcome:#?}");
}

#[test]
fn a_hundred_thousand_threads_are_refused() {
    let outcome = crate::command::budget::undecided().check(&["--jobs", "100000"]);
    outcome.assert_code(2);
    assert!(outcome.stderr.contains("100000 is not in 1..=1024"), "{outcome:#?}");
}
