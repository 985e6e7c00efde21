//! Runs `factlint diff` in temporary git repositories. Tests which findings are new, changed or resolved since a
//! revision, which findings cannot be compared, and that the user's files stay unchanged.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use crate::command::{Folder, Outcome, TODAY, run, small};
use crate::repository::{Repository, command as command_in, git};
use factlint::document::{Document, FileId, Limits};
use factlint::schema::{Schema, Settings};
use proptest::prelude::*;
use serde_json::Value;

/// A rulebook for projects and their funders, with rules about one record, about several records, and about claims.
const RULEBOOK: &str = r#"version   = 1
documents = ["data/*.json"]

[collections]
projects = { select = "$.projects[*]", id = "id", optional = true }
funders  = { select = "$.funders[*]", id = "id", optional = true }

[rules.ids]
kind   = "unique"
in     = "projects"
fields = "id"

[rules.funder]
kind  = "reference"
in    = "projects"
field = "funders[*]"
to    = "funders"

[rules.year]
kind  = "pattern"
level = "warning"
in    = "projects"
field = "year"
matches = "^[0-9]{4}$"

[rules.idle]
level = "off"
"#;

const PROJECTS: &str = r#"{ "projects": [
  { "id": "bridge", "funders": ["ada"], "year": "2020" },
  { "id": "road", "funders": ["ada", "bob"], "year": "soon" }
] }
"#;

const FUNDERS: &str = r#"{ "funders": [
  { "id": "ada" },
  { "id": "bob" }
] }
"#;

fn repository() -> Repository {
    Repository::new(&[
        ("factlint.toml", RULEBOOK),
        ("data/projects.json", PROJECTS),
        ("data/funders.json", FUNDERS),
    ])
}

const CHECKED: &str = "checked: 2 documents, 4 records in 2 collections, 8 rules";
const NO_SCHEMA: &str = "not checked: 2 documents without a schema";

/// Returns a commit's id as printed in the output.
fn short(repository: &Repository, revision: &str) -> String {
    repository.git(&["rev-parse", revision])[..8].to_owned()
}

#[track_caller]
fn assert_prints(outcome: &Outcome, code: i32, lines: &[&str]) {
    let printed: Vec<&str> = outcome.stdout.lines().collect();
    assert_eq!(printed, lines, "{outcome:#?}");
    assert_eq!(outcome.stderr, "", "{outcome:#?}");
    outcome.assert_code(code);
}

#[test]
fn a_funder_deleted_from_the_interpol_dataset_breaks_exactly_what_refers_to_it() {
    let repository = Repository::of(Folder::with_the_dataset());
    let text = repository.files.read(crate::command::INTERPOL);
    let mut document: Value = serde_json::from_str(&text).unwrap();
    let entities = document["entities"].as_array_mut().unwrap();
    entities.retain(|entity| entity["id"] != "global-affairs-canada");
    repository
        .files
        .write(crate::command::INTERPOL, serde_json::to_string_pretty(&document).unwrap());
    repository.commit("The funder goes");

    let outcome =
        repository.run_in("", &["diff", "HEAD~1", "dataset", "--format", "json", "--today", TODAY]);
    outcome.assert_code(1);
    let report = outcome.report();
    let names_it = text.matches("\"global-affairs-canada\"").count();
    let mut places = Vec::new();
    for finding in report["findings"].as_array().unwrap() {
        assert_eq!(
            finding["message"],
            "no record of `entities` has the id `global-affairs-canada`"
        );
        assert_eq!((&finding["kind"], &finding["level"]), (&"reference".into(), &"error".into()));
        assert_eq!(finding["change"]["kind"], "new");
        places.push(finding["places"][0]["pointer"].as_str().unwrap().to_owned());
    }
    places.sort();
    places.dedup();
    // All references to the record are reported, but not the id of the record itself.
    assert_eq!(places.len(), names_it - 1);
    assert_eq!(report["comparison"]["resolved"], Value::Array(Vec::new()));
    assert_eq!(report["comparison"]["changed"], 0);
}

#[test]
fn a_removed_record_breaks_another_document() {
    let repository = repository();
    repository.files.replace("data/funders.json", "{ \"id\": \"ada\" },\n", "");
    let since = format!(
        "since HEAD ({}): 2 new, 0 changed, 0 reopened, 0 resolved, 1 unchanged",
        short(&repository, "HEAD")
    );
    let wanted = [
        "data/projects.json:2:33: error[funder]: no record of `funders` has the id `ada` (new)",
        "data/projects.json:3:31: error[funder]: no record of `funders` has the id `ada` (new)",
        &since,
        "checked: 2 documents, 3 records in 2 collections, 8 rules",
        NO_SCHEMA,
    ];
    assert_prints(&repository.diff(&["HEAD"]), 1, &wanted);
    repository.commit("Ada goes");
    let outcome = repository.diff(&["HEAD~1"]);
    assert_eq!(outcome.lines_at("data/").len(), 2);
    // An older mistake does not make the command fail.
    let since = format!(
        "since HEAD ({}): 0 new, 0 changed, 0 reopened, 0 resolved, 3 unchanged",
        short(&repository, "HEAD")
    );
    assert_prints(&repository.diff(&["HEAD"]), 0, &[&since, wanted[3], wanted[4]]);
}

#[test]
fn changes_are_listed_fact_by_fact_and_resolved_findings_by_name() {
    let repository = repository();
    repository.files.replace("data/projects.json", "soon", "late");
    let since = short(&repository, "HEAD");
    let outcome = repository.diff(&["HEAD", "--fail-on", "warning"]);
    let line = outcome.stdout.lines().next().unwrap();
    assert!(line.starts_with("data/projects.json:3:54: warning[year]: "), "{line}");
    assert!(line.ends_with(" (changed: year of projects/road: was soon, is late)"), "{line}");
    let counts = "0 new, 1 changed, 0 reopened, 0 resolved, 0 unchanged";
    outcome.assert(1, &format!("since HEAD ({since}): {counts}"));
    repository.diff(&["HEAD"]).assert_code(0);

    repository.files.replace("data/projects.json", "late", "2021");
    let outcome = repository.diff(&["HEAD"]);
    outcome.assert(
        0,
        &format!("since HEAD ({since}): 0 new, 0 changed, 0 reopened, 1 resolved, 0 unchanged"),
    );
    outcome.assert(0, "resolved: warning[year] ");
}

#[test]
fn a_second_mistake_in_a_record_is_a_new_finding() {
    let repository = repository();
    repository.files.replace("data/projects.json", "[\"ada\"]", "[\"xi\"]");
    repository.commit("broken once");
    for other in ["abe", "kim", "zoe", "ann"] {
        repository.files.replace(
            "data/projects.json",
            "[\"xi\"]",
            &format!("[\"{other}\", \"xi\"]"),
        );
        let outcome = repository.diff(&["HEAD"]);
        assert_eq!(outcome.lines_at("data/").len(), 1, "{outcome:#?}");
        outcome.assert(1, &format!("data/projects.json:2:33: error[funder]: no record of `funders` has the id `{other}` (new)"));
        repository.git(&["checkout", "--quiet", "."]);
    }
}

#[test]
fn a_finding_that_a_corrected_value_made_possible_says_so() {
    let rules = format!(
        "{RULEBOOK}\n[rules.life]\nkind = \"date-range\"\nin = \"projects\"\nfrom = \"life.begun\"\nto = \"life.done\"\n"
    );
    let data = |begun: &str, done: &str| {
        format!(
            r#"{{ "projects": [{{ "id": "bridge", "life": {{ "begun": "{begun}", "done": "{done}" }} }}] }}"#
        )
    };
    let files = [("factlint.toml", rules.as_str()), ("data/a.json", &data("2019-02-30", "2018"))];
    let repository = Repository::new(&files);
    repository.files.write("data/a.json", data("2019-02-20", "2018"));
    let outcome = repository.diff(&["HEAD"]);
    let line = outcome.stdout.lines().find(|line| line.contains("[life]")).unwrap();
    assert!(line.contains("(new, but could not be judged before: "), "{line}");
    assert!(line.contains("2019-02-30"), "{line}");
    // A finding that was possible before is only new.
    repository.files.write("data/a.json", data("2019", "2018"));
    repository.commit("broken");
    repository.files.write("data/a.json", data("2019", "2020").replace("2020", "2017"));
    let outcome = repository.diff(&["HEAD"]);
    assert!(!outcome.stdout.contains("could not be judged"), "{outcome:#?}");
}

#[test]
fn a_renamed_or_reformatted_document_has_no_new_findings() {
    let repository = repository();
    repository.git(&["mv", "data/projects.json", "data/works.json"]);
    let pretty: Value = serde_json::from_str(PROJECTS).unwrap();
    repository.files.write("data/works.json", serde_json::to_string_pretty(&pretty).unwrap());
    let since = format!(
        "since HEAD ({}): 0 new, 0 changed, 0 reopened, 0 resolved, 1 unchanged",
        short(&repository, "HEAD")
    );
    assert_prints(&repository.diff(&["HEAD"]), 0, &[&since, CHECKED, NO_SCHEMA]);
}

#[test]
fn a_new_rule_finds_nothing_new_in_old_data() {
    let repository = repository();
    let rule = "\n[rules.roads]\nkind = \"pattern\"\nlevel = \"error\"\nin = \"projects\"\nfield = \"id\"\nnever = \"road\"\n";
    repository.files.write("factlint.toml", format!("{RULEBOOK}{rule}"));
    let outcome = repository.diff(&["HEAD"]);
    let since = format!(
        "since HEAD ({}): 0 new, 0 changed, 0 reopened, 0 resolved, 2 unchanged",
        short(&repository, "HEAD")
    );
    outcome.assert(0, &since);
}

/// Regression: a value that a rule could not read, in any record, hid all new findings of the rule.
#[test]
fn a_value_that_cannot_be_read_hides_no_new_finding_in_another_record() {
    let rulebook = "version = 1\ndocuments = [\"*.json*\"]\n[collections]\nr = { select = [\"$.r[*]\", \"$[*]\"], id = \"id\" }\n[rules.n]\nkind = \"compare\"\nin = \"r\"\nfield = \"n\"\nis = \"<=\"\nvalue = 3\n";
    let changes = [
        ("a.json", "{\"r\": [{\"id\": \"1\", \"n\": 2}, {\"id\": \"2\", \"n\": \"n/a\"}]}"),
        ("a.json", "{\"r\": [{\"id\": \"1\", \"n\": 2}, {\"id\": \"2\", \"n\": {}}]}"),
        ("a.json", "{\"r\": [{\"id\": \"1\", \"n\": 2}, {\"id\": \"2\", \"n\": 1, \"n\": 2}]}"),
        ("a.jsonl", "{\"id\": \"1\", \"n\": 2}\n{\"id\": \n"),
    ];
    for (name, data) in changes {
        let repository = Repository::new(&[("factlint.toml", rulebook), (name, data)]);
        repository.files.write(name, data.replacen("\"n\": 2", "\"n\": 5", 1));
        let outcome = repository.diff(&["HEAD"]);
        outcome.assert_code(1);
        assert!(
            outcome.stdout.contains("error[n]: `n` of `1` is 5, want <= 3 (new)"),
            "{outcome:#?}"
        );
    }
    // A document that could not be read, and still cannot be read.
    let data = "{\"r\": [{\"id\": \"1\", \"n\": 2}]}";
    let repository =
        Repository::new(&[("factlint.toml", rulebook), ("a.json", data), ("b.json", "{")]);
    repository.files.write("a.json", data.replace('2', "5"));
    let found = "a.json:1:25: error[n]: `n` of `1` is 5, want <= 3 (new)";
    repository.diff(&["HEAD"]).assert(1, found);
}

/// Notes about things, in a document each.
const NOTES: &str = r#"version = 1
documents = ["notes.json", "things.json"]

[collections]
notes  = { select = "$.notes[*]", id = "id", documents = "notes.json" }
things = { select = "$.things[*]", id = "id", documents = "things.json" }

[rules.about]
kind  = "reference"
in    = "notes"
field = "about"
to    = "things"
"#;

/// Regression: the old data has nothing under the new name, so the finding counted as unchanged.
#[test]
fn a_mistake_is_new_even_if_a_name_changes_in_the_data_and_in_the_rulebook() {
    let notes = r#"{"notes": [{"id": "n1", "about": "x"}, {"id": "n2", "about": "y"}]}"#;
    let things = r#"{"things": [{"id": "x"}, {"id": "y"}]}"#;
    let without_x = r#"{"things": [{"id": "y"}]}"#;
    let changes: [(&str, &str, &str, String); 4] = [
        ("things.json", "objects.json", "objects.json", without_x.to_owned()),
        ("$.things", "$.objects", "things.json", without_x.replace("things", "objects")),
        (
            "[*]\", id = \"id\", documents = \"things.json\"",
            "[*]\", id = \"key\", documents = \"things.json\"",
            "things.json",
            without_x.replace("id", "key"),
        ),
        ("value = 3", "value = 3", "things.json", without_x.to_owned()),
    ];
    for (old, new, document, data) in changes {
        let repository = Repository::new(&[
            ("factlint.toml", NOTES),
            ("notes.json", notes),
            ("things.json", things),
        ]);
        repository.files.write("factlint.toml", NOTES.replace(old, new));
        std::fs::remove_file(repository.files.path("things.json")).unwrap();
        repository.files.write(document, data);
        let outcome = repository.diff(&["HEAD"]);
        let since = "1 new, 0 changed, 0 reopened, 0 resolved, 0 unchanged";
        outcome.assert_code(1);
        assert!(outcome.stdout.contains(since), "{new}: {outcome:#?}");
        assert!(!outcome.stdout.contains("hidden:"), "{new}: {outcome:#?}");
    }
}

#[test]
fn a_mistake_is_new_even_if_a_field_changes_in_the_data_and_in_the_rulebook() {
    let rulebook = "version = 1\ndocuments = [\"*.json\"]\n[collections]\nnotes = { select = \"$.notes[*]\", id = \"id\" }\n[rules.has]\nkind = \"presence\"\nin = \"notes\"\nrequired = [\"max\"]\n[rules.below]\nkind = \"assert\"\nin = \"notes\"\nthat = \"@.number < @.max\"\n";
    let data =
        r#"{"notes": [{"id": "n1", "number": 2, "max": 3}, {"id": "n2", "number": 1, "max": 3}]}"#;
    let repository = Repository::new(&[("factlint.toml", rulebook), ("notes.json", data)]);
    repository.files.write("factlint.toml", rulebook.replace("max", "most"));
    let new = data.replace("\"number\": 2, \"max\": 3", "\"number\": 2").replace("max", "most");
    repository.files.write("notes.json", new);
    let outcome = repository.diff(&["HEAD"]);
    outcome.assert_code(1);
    let since = "2 new, 0 changed, 0 reopened, 0 resolved, 0 unchanged";
    assert!(outcome.stdout.contains(since), "{outcome:#?}");
    assert!(!outcome.stdout.contains("hidden:"), "{outcome:#?}");
}

/// Regression: nothing of the renamed document was known from the revision, so everything in it was new.
#[test]
fn a_document_that_is_renamed_in_the_rulebook_too_has_no_new_findings() {
    let notes = r#"{"notes": [{"id": "n1", "about": "x"}]}"#;
    let one = NOTES.replace("\"notes.json\", \"things.json\"", "\"notes.json\"");
    let one = one.replace(", documents = \"notes.json\"", "");
    let one = one.replace(", documents = \"things.json\"", "");
    let both = format!("{}, \"things\": [{{\"id\": \"y\"}}]}}", notes.trim_end_matches('}'));
    for (rulebook, notes) in [(NOTES, notes), (&one, &both)] {
        let things = ("things.json", "{\"things\": [{\"id\": \"y\"}]}");
        let files = [("factlint.toml", rulebook), ("notes.json", notes), things];
        let number = if rulebook == NOTES { 3 } else { 2 };
        let repository = Repository::new(&files[..number]);
        repository.git(&["mv", "notes.json", "remarks.json"]);
        repository.files.write("factlint.toml", rulebook.replace("notes.json", "remarks.json"));
        let outcome = repository.diff(&["HEAD"]);
        let since = "0 new, 0 changed, 0 reopened, 0 resolved, 1 unchanged";
        assert!(outcome.stdout.contains(since), "{outcome:#?}");
        outcome.assert_code(0);
    }
}

#[test]
fn findings_in_a_document_that_is_not_json_are_not_resolved() {
    let repository = repository();
    repository.files.write("data/projects.json", "{ \"projects\": [ }");
    let outcome = repository.diff(&["HEAD"]);
    let since = short(&repository, "HEAD");
    outcome.assert(1, "data/projects.json:1:17: error[syntax]: ");
    outcome.assert(
        1,
        &format!("since HEAD ({since}): 1 new, 0 changed, 0 reopened, 0 resolved, 0 unchanged"),
    );
    outcome.assert(1, "not compared: 1 finding that only one of the two runs could report");
    outcome.assert(
        1,
        "3 rules could not check everything: data/projects.json could not be read (ids, funder, year)",
    );

    repository.commit("broken");
    repository.files.write("data/projects.json", PROJECTS.replace("bob", "bo"));
    let outcome = repository.diff(&["HEAD"]);
    let since = short(&repository, "HEAD");
    outcome.assert(
        1,
        &format!("since HEAD ({since}): 2 new, 0 changed, 0 reopened, 1 resolved, 0 unchanged"),
    );
    outcome.assert(1, "resolved: error[syntax] ");
    let unknown = "(new, but could not be judged before: data/projects.json could not be read)";
    assert_eq!(outcome.lines_at("data/").len(), 2, "{outcome:#?}");
    assert!(outcome.lines_at("data/").iter().all(|line| line.contains(unknown)), "{outcome:#?}");
    outcome.assert(
        1,
        &format!(
            "at HEAD ({since}): 3 rules could not check everything: data/projects.json could not be read (ids, funder, year)"
        ),
    );
}

#[test]
fn with_document_scope_only_the_broken_document_is_not_compared() {
    let rulebook = RULEBOOK.replacen("version   = 1", "version = 1\nscope = \"document\"", 1);
    let broken = "{ \"projects\": [{ \"id\": \"a\", \"funders\": [\"x\"] }], \"funders\": [] }";
    let files =
        [("factlint.toml", rulebook.as_str()), ("data/a.json", broken), ("data/b.json", broken)];
    let repository = Repository::new(&files);
    repository.files.write("data/a.json", "{");
    repository.files.write("data/b.json", broken.replace("\"x\"", ""));
    let outcome = repository.diff(&["HEAD"]);
    let since = short(&repository, "HEAD");
    outcome.assert(
        1,
        &format!("since HEAD ({since}): 1 new, 0 changed, 0 reopened, 1 resolved, 0 unchanged"),
    );
    outcome.assert(1, "not compared: 1 finding ");
}

#[test]
fn a_dataset_that_did_not_exist_is_all_new() {
    let repository = Repository::new(&[("README.md", "Nothing yet")]);
    for (name, content) in [
        ("factlint.toml", RULEBOOK),
        ("data/projects.json", PROJECTS),
        ("data/funders.json", FUNDERS),
    ] {
        repository.files.write(name, content);
    }
    let outcome = repository.diff(&["HEAD", "--fail-on", "warning"]);
    let since = format!("HEAD ({})", short(&repository, "HEAD"));
    outcome.assert(
        1,
        &format!("since {since}: 1 new, 0 changed, 0 reopened, 0 resolved, 0 unchanged"),
    );
    outcome.assert(1, &format!("the dataset had no documents at {since}: everything is new"));
}

#[test]
fn only_staged_files_are_compared() {
    let repository = repository();
    repository.files.replace("data/funders.json", "bob", "rob");
    repository.git(&["add", "."]);
    repository.files.write("data/funders.json", "lies around");
    repository.files.write("factlint.toml", "lies around");
    std::fs::remove_file(repository.path("data/projects.json")).unwrap();
    let outcome = repository.diff(&["--staged"]);
    let since = format!(
        "since HEAD ({}): 1 new, 0 changed, 0 reopened, 0 resolved, 1 unchanged",
        short(&repository, "HEAD")
    );
    let wanted = [
        "data/projects.json:3:38: error[funder]: no record of `funders` has the id `bob` (new)",
        &since,
        CHECKED,
        NO_SCHEMA,
    ];
    assert_prints(&outcome, 1, &wanted);
    repository.git(&["rm", "--quiet", "--cached", "factlint.toml"]);
    let outcome = repository.diff(&["--staged"]);
    assert!(outcome.stderr.ends_with("factlint.toml is not staged\n"), "{outcome:#?}");
    outcome.assert_code(2);
}

#[test]
fn a_file_added_with_intent_to_add_is_not_staged() {
    let repository = repository();
    repository.files.write("data/more.json", "{}");
    repository.git(&["add", "--intent-to-add", "data/more.json"]);
    let outcome = repository.diff(&["--staged"]);
    outcome.assert(0, CHECKED);
}

#[test]
fn a_staged_schema_may_be_outside_of_the_dataset() {
    let repository = Repository::of(Folder::with_the_dataset());
    let outcome = repository
        .run_in("dataset", &["diff", "--staged", "--format", "concise", "--today", TODAY]);
    let since = short(&repository, "HEAD");
    outcome.assert(
        0,
        &format!("since HEAD ({since}): 0 new, 0 changed, 0 reopened, 0 resolved, 6 unchanged"),
    );
    assert_eq!(outcome.stderr, "");
}

#[test]
fn a_hook_compares_what_git_is_about_to_commit() {
    let repository = repository();
    let hook = format!(
        "#!/bin/sh\nexec {} diff --staged --format concise --today {TODAY} >hook.txt\n",
        env!("CARGO_BIN_EXE_factlint")
    );
    repository.files.write(".git/hooks/pre-commit", hook);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let executable = std::fs::Permissions::from_mode(0o755);
        std::fs::set_permissions(repository.path(".git/hooks/pre-commit"), executable).unwrap();
    }
    repository.files.replace("data/projects.json", "2020", "20");
    // `git commit -a` passes a temporary index to its hooks.
    repository.git(&["commit", "--quiet", "--all", "-m", "second"]);
    let printed = repository.files.read("hook.txt");
    assert!(printed.contains("warning[year]"), "{printed}");
}

#[test]
fn the_users_files_are_not_modified() {
    let repository = repository();
    repository.files.replace("data/funders.json", "bob", "rob");
    repository.git(&["add", "."]);
    repository.files.replace("data/projects.json", "soon", "late");
    repository.files.write("data/another.json", "{}");
    repository.git(&["config", "core.splitIndex", "true"]);
    let before = repository.everything();
    for arguments in [&["HEAD"][..], &["--staged"], &["HEAD", "--merge-base"], &["nothing"]] {
        repository.diff(arguments);
        let after = repository.everything();
        assert!(before == after, "{arguments:?}: {:?}", after.keys().collect::<Vec<_>>());
    }
}

#[test]
fn only_what_is_in_the_given_paths_is_shown() {
    let repository = repository();
    repository.files.replace("data/funders.json", "{ \"id\": \"ada\" },\n", "");
    let outcome = repository.diff(&["HEAD", "data/funders.json"]);
    outcome.assert(0, "shown: 0 of 2 findings");
    let outcome = repository.diff(&["HEAD", "data/projects.json"]);
    assert_eq!(outcome.lines_at("data/").len(), 2);
}

#[test]
fn a_run_from_a_subfolder_shows_paths_relative_to_it() {
    let repository = repository();
    repository.files.replace("data/funders.json", "bob", "rob");
    for arguments in [&["diff", "HEAD"][..], &["diff", "--staged"]] {
        repository.git(&["add", "."]);
        let arguments = [arguments, &["--format", "concise"]].concat();
        let outcome = repository.run_in("data", &arguments);
        outcome.assert(1, "../data/projects.json:3:38: error[funder]: ");
    }
}

#[test]
fn a_comparison_with_the_merge_base_ignores_later_commits_of_others() {
    let repository = repository();
    repository.git(&["switch", "--quiet", "--create", "change"]);
    repository.files.replace("data/projects.json", "2020", "20");
    repository.commit("ours");
    repository.git(&["switch", "--quiet", "main"]);
    repository.files.replace("data/projects.json", "soon", "2022");
    repository.commit("theirs");
    repository.git(&["switch", "--quiet", "change"]);
    let first = short(&repository, "main~1");
    let main = short(&repository, "main");
    let outcome = repository.diff(&["main"]);
    outcome.assert(
        0,
        &format!("since main ({main}): 2 new, 0 changed, 0 reopened, 0 resolved, 0 unchanged"),
    );
    let outcome = repository.diff(&["main", "--merge-base"]);
    outcome.assert(0, &format!("since the merge base with main ({first}): 1 new, 0 changed, 0 reopened, 0 resolved, 1 unchanged"));
}

#[test]
fn an_invalid_revision_is_an_error_that_says_why() {
    let repository = repository();
    repository.git(&["tag", "version-1"]);
    repository.git(&["update-ref", "refs/remotes/origin/trunk", "HEAD"]);
    let errors = [
        ("HEAD~5", "error: unknown revision `HEAD~5`"),
        ("versoin-1", "error: unknown revision `versoin-1`: did you mean `version-1`?"),
        ("trunk", "error: unknown revision `trunk`: did you mean `origin/trunk`?"),
        ("HEAD:data", "error: `HEAD:data` is not a commit"),
        ("", "error: unknown revision ``"),
        (
            "main..HEAD",
            "error: `main..HEAD` is a range, want one revision; to compare with a merge base, use `--merge-base`",
        ),
    ];
    for (revision, error) in errors {
        repository.diff(&[revision]).assert_error(2, error);
    }
    let option = repository.diff(&["--", "--all"]);
    option.assert_error(2, "error: unknown revision `--all`");
    let none = repository.diff(&[]);
    assert!(none.stderr.contains("<REF>"), "{none:#?}");
    none.assert_code(2);
}

#[test]
fn a_path_in_place_of_the_revision_is_explained() {
    let folder = Folder::new(&[]);
    folder.write("facts/factlint.toml", RULEBOOK);
    folder.write("facts/data/a.json", PROJECTS);
    folder.write("facts/data/b.json", FUNDERS);
    folder.write("my facts/factlint.toml", RULEBOOK);
    let repository = Repository::of(folder);
    let told = |path: &str, command: &str| {
        format!("error: `{path}` is a path, and a revision goes before the paths: {command}")
    };
    for (arguments, path, command) in [
        (vec!["facts"], "facts", "factlint diff HEAD facts"),
        (vec!["my facts"], "my facts", "factlint diff HEAD 'my facts'"),
        (vec!["facts/data"], "facts/data", "factlint diff HEAD facts/data"),
        (
            vec!["facts/data", "facts/data/a.json"],
            "facts/data",
            "factlint diff HEAD facts/data facts/data/a.json",
        ),
        (vec!["--staged", "facts"], "facts", "factlint diff --staged HEAD facts"),
        (vec!["facts", "--root", "facts"], "facts", "factlint diff HEAD facts --root facts"),
    ] {
        repository.diff(&arguments).assert_error(2, &told(path, command));
    }
    // A branch may have the name of a folder.
    repository.git(&["branch", "facts"]);
    let outcome = repository.diff(&["facts", "facts"]);
    assert!(!outcome.stderr.contains("is a path"), "{outcome:#?}");
}

#[test]
fn a_repository_without_a_commit_has_nothing_to_compare_with() {
    let folder = Folder::new(&[("factlint.toml", RULEBOOK), ("data/a.json", "{}")]);
    git(&folder.path(""), &["init", "--quiet"]);
    let outcome = run(command_in(&folder.path(""), &["diff", "HEAD"]));
    let error = "error: the repository has no commits yet: there is nothing to compare with; to check the whole dataset, run `factlint check`";
    outcome.assert_error(2, error);
}

#[test]
fn the_first_commit_adds_everything_that_is_staged() {
    let document = r#"{"projects": [{"id": "a"}, {"id": "a"}]}"#;
    let folder = Folder::new(&[("factlint.toml", RULEBOOK), ("data/a.json", document)]);
    git(&folder.path(""), &["init", "--quiet"]);
    git(&folder.path(""), &["add", "."]);
    for arguments in [&["diff", "--staged"][..], &["diff", "HEAD", "--staged"]] {
        let outcome = run(command_in(&folder.path(""), arguments));
        outcome.assert_code(1);
        assert!(outcome.stdout.contains("error[ids], new"), "{outcome:#?}");
        let nothing = "the dataset had no documents at the start of the repository (4b825dc6): everything is new";
        assert!(outcome.stdout.contains(nothing), "{outcome:#?}");
    }
}

#[test]
fn a_shallow_clone_says_how_to_get_the_commit() {
    let repository = repository();
    repository.commit("second");
    let clones = Folder::new(&[]);
    let from = format!("file://{}", repository.path("").display());
    git(&clones.path(""), &["clone", "--quiet", "--depth", "1", &from, "clone"]);
    let outcome = run(command_in(&clones.path("clone"), &["diff", "HEAD~1"]));
    let error = "error: unknown revision `HEAD~1`: this is a shallow clone; to fetch all commits, run `git fetch --unshallow` \
                 (`fetch-depth: 0` in actions/checkout)";
    outcome.assert_error(2, error);
    run(command_in(&clones.path("clone"), &["diff", "HEAD"])).assert_code(0);
}

#[test]
fn a_missing_repository_working_tree_or_git_is_a_clear_error() {
    let folder = Folder::new(&[("factlint.toml", RULEBOOK), ("data/a.json", "{}")]);
    let top = folder.path("");
    let mut outside = command_in(&top, &["diff", "HEAD"]);
    outside.env("GIT_CEILING_DIRECTORIES", top.parent().unwrap());
    let error = format!("error: {} is not in a Git repository", top.display());
    let error = error.trim_end_matches('/');
    let outcome = run(outside);
    assert!(outcome.stderr.contains("is not in a Git repository"), "{error} {outcome:#?}");
    outcome.assert_code(2);

    let mut without_git = command_in(&top, &["diff", "HEAD"]);
    without_git.env("PATH", &top);
    let error = "error: `factlint diff` needs git, which is not installed or not on the PATH";
    run(without_git).assert_error(2, error);

    git(&top, &["init", "--quiet", "--bare", "bare"]);
    folder.write("bare/factlint.toml", RULEBOOK);
    folder.write("bare/data/a.json", "{}");
    let outcome = run(command_in(&folder.path("bare"), &["diff", "HEAD"]));
    assert!(
        outcome.stderr.contains("is in a Git repository without a working tree"),
        "{outcome:#?}"
    );
    outcome.assert_code(2);
}

#[test]
fn git_variables_in_the_environment_are_ignored() {
    let (ours, other) = (repository(), Repository::new(&[("a.txt", "a")]));
    ours.files.replace("data/funders.json", "bob", "rob");
    ours.git(&["add", "."]);
    for arguments in [&["diff", "HEAD"][..], &["diff", "--staged"]] {
        let mut command = ours.command("", arguments);
        command.env("GIT_DIR", other.path(".git")).env("GIT_WORK_TREE", other.path(""));
        command.env("GIT_INDEX_FILE", other.path(".git/index"));
        let outcome = run(command);
        assert!(outcome.stdout.contains("error[funder], new"), "{outcome:#?}");
        outcome.assert_code(1);
    }
}

#[test]
fn a_second_working_tree_compares_its_own_files() {
    let repository = repository();
    repository.git(&["worktree", "add", "--quiet", "-b", "second", "elsewhere"]);
    repository.files.replace("elsewhere/data/funders.json", "bob", "rob");
    let outcome = repository.run_in("elsewhere", &["diff", "HEAD", "--format", "concise"]);
    outcome.assert(1, "data/projects.json:3:38: error[funder]: ");
    repository.git(&["-C", "elsewhere", "add", "."]);
    let outcome = repository.run_in("elsewhere", &["diff", "--staged", "--format", "concise"]);
    outcome.assert(1, "data/projects.json:3:38: error[funder]: ");
}

#[test]
fn an_unresolved_merge_conflict_is_an_error() {
    let repository = repository();
    repository.git(&["switch", "--quiet", "--create", "change"]);
    repository.files.replace("data/projects.json", "soon", "2021");
    repository.commit("ours");
    repository.git(&["switch", "--quiet", "main"]);
    repository.files.replace("data/projects.json", "soon", "2022");
    repository.commit("theirs");
    let mut merge = std::process::Command::new("git");
    merge.args(["-c", "user.name=A", "-c", "user.email=a@example.org", "merge", "change"]);
    assert!(!merge.current_dir(repository.path("")).output().unwrap().status.success());
    let error = "error: data/projects.json is in conflict: resolve and stage it first";
    repository.diff(&["--staged"]).assert_error(2, error);
}

#[test]
fn a_document_in_a_submodule_cannot_be_compared() {
    let repository = repository();
    let other = Repository::new(&[("more.json", PROJECTS)]);
    let from = other.path("").display().to_string();
    repository.git(&["submodule", "--quiet", "add", &from, "data/sub"]);
    repository.commit("a submodule");
    // The dataset reads nothing in the submodule.
    repository.diff(&["HEAD"]).assert_code(0);
    let rulebook = RULEBOOK.replace("\"data/*.json\"", "\"data/*.json\", \"data/sub/*.json\"");
    repository.files.write("factlint.toml", rulebook);
    let error = "error: data/sub/more.json cannot be compared: data/sub is a submodule";
    repository.diff(&["HEAD"]).assert_error(2, error);
}

#[cfg(unix)]
#[test]
fn a_link_is_followed_inside_of_the_repository_only() {
    let folder = Folder::new(&[
        ("set/factlint.toml", RULEBOOK),
        ("set/data/funders.json", FUNDERS),
        ("elsewhere/projects.json", PROJECTS),
    ]);
    let link = folder.path("set/data/projects.json");
    std::os::unix::fs::symlink("../../elsewhere/projects.json", &link).unwrap();
    let repository = Repository::of(folder);
    repository.files.replace("set/data/funders.json", "bob", "rob");
    let outcome = repository.diff(&["HEAD", "set"]);
    outcome.assert(
        1,
        "set/data/projects.json:3:38: error[funder]: no record of `funders` has the id `bob` (new)",
    );
    assert_eq!(outcome.lines_at("set/").len(), 1, "{outcome:#?}");

    let outside = Folder::new(&[("projects.json", PROJECTS)]);
    std::fs::remove_file(&link).unwrap();
    std::os::unix::fs::symlink(outside.path("projects.json"), &link).unwrap();
    repository.commit("a link out");
    let error =
        "error: cannot read set/data/projects.json: it is outside of the repository (see `--root`)";
    repository.diff(&["HEAD", "set"]).assert_error(2, error);
    let outcome = repository.diff(&["HEAD", "set", "--root", "/"]);
    assert!(outcome.stderr.contains("is outside the Git repository"), "{outcome:#?}");
    outcome.assert_code(2);
}

#[cfg(unix)]
/// Regression: a walk through a folder that is named `..` did not end.
#[test]
fn a_crafted_tree_with_a_name_that_git_never_checks_out_is_refused() {
    let repository = repository();
    let rulebook = RULEBOOK.replace("data/*.json", "data/**/*.json");
    repository.files.write("factlint.toml", rulebook);
    let printed = |arguments: &[&str]| repository.git(arguments).trim().to_owned();
    let data = printed(&["rev-parse", "HEAD:data"]);
    for name in ["..", ".", ".git", ".GIT", "x/../../y"] {
        let mut tree = format!("40000 {name}\0").into_bytes();
        tree.extend(
            (0..data.len()).step_by(2).map(|at| u8::from_str_radix(&data[at..at + 2], 16).unwrap()),
        );
        repository.files.write("crafted", tree);
        let inner = printed(&["hash-object", "-t", "tree", "-w", "--literally", "crafted"]);
        let commit = printed(&["commit-tree", "-m", "crafted", &inner]);
        let outcome = repository.diff(&[&commit]);
        outcome.assert_code(2);
        assert!(outcome.stderr.contains("is not a path that git would check out"), "{outcome:#?}");
    }
}

#[test]
fn every_link_out_of_the_repository_is_compared_with_the_globs() {
    let repository = repository();
    let outside = Folder::new(&[("projects.json", PROJECTS)]);
    let links =
        ["data/a.txt", "data/in/b.json", "data/more.json"].map(|link| repository.path(link));
    std::fs::create_dir_all(repository.path("data/in")).unwrap();
    for link in &links {
        std::os::unix::fs::symlink(outside.path("projects.json"), link).unwrap();
    }
    repository.commit("links out");
    for link in &links {
        std::fs::remove_file(link).unwrap();
    }
    let error = "error: data/more.json cannot be compared: it is a link out of the repository";
    repository.diff(&["HEAD"]).assert_error(2, error);
}

#[test]
fn every_format_shows_what_has_changed() {
    let repository = repository();
    repository.files.replace("data/projects.json", "soon", "late");
    let detail = "hanged: year of projects/road: was soon, is late";
    for format in crate::command::FORMATS {
        let outcome =
            repository.run_in("", &["diff", "HEAD", "--format", format, "--width", "120"]);
        assert!(outcome.stdout.contains(detail), "{format}: {outcome:#?}");
    }
}

#[test]
fn a_report_names_the_commit_that_is_checked_out() {
    let repository = repository();
    let report = repository.run_in("", &["check", "--format", "json"]).report();
    let commit = report["dataset"]["revision"].as_str().expect("a commit").to_owned();
    assert_eq!(commit.len(), 40, "{commit}");
    let page = repository.run_in("", &["check", "--format", "html"]).stdout;
    assert!(page.contains(&format!(" · at commit {}", &commit[..12])));
}

#[test]
fn a_sarif_log_says_what_has_become_of_every_result() {
    let repository = repository();
    repository.files.replace("data/projects.json", "soon", "late");
    repository.files.replace("data/funders.json", "bob", "rob");
    let outcome = repository.run_in("", &["diff", "HEAD", "--format", "sarif"]);
    let log = outcome.report();
    let results = log["runs"][0]["results"].as_array().expect("results");
    let mut states: Vec<(&str, &str)> = results
        .iter()
        .map(|result| (&result["ruleId"], &result["baselineState"]))
        .filter_map(|(rule, state)| Some((rule.as_str()?, state.as_str()?)))
        .collect();
    states.sort_unstable();
    assert_eq!(states, [("funder", "new"), ("year", "updated")]);
}

#[test]
fn the_json_report_satisfies_its_schema() {
    let repository = repository();
    let schema = run(command_in(&repository.path(""), &["schema", "report"])).stdout;
    let schema = Document::parse(FileId(0), schema.into_bytes(), Limits::default());
    let schema = Schema::compile(&schema, "report.schema.json", Settings::default(), &|location| {
        Err(format!("{location} is not here"))
    });
    let schema = schema.unwrap();
    repository.files.replace("data/funders.json", "bob", "rob");
    repository.files.replace("data/projects.json", "soon", "late");
    repository.commit("broken");
    for revision in ["HEAD", "HEAD~1"] {
        for (from, to) in [("late", "2020"), ("}", "")] {
            let text = repository.files.read("data/projects.json");
            repository.files.write("data/projects.json", text.replace(from, to));
            let outcome = repository.run_in("", &["diff", revision, "--format", "json"]);
            let report = Document::parse(FileId(0), outcome.stdout.into_bytes(), Limits::default());
            let errors = schema.check(report.root().expect("JSON"));
            let errors: Vec<&str> = errors.iter().map(|error| error.message.as_str()).collect();
            assert_eq!(errors, Vec::<&str>::new());
            repository.git(&["checkout", "--quiet", "."]);
        }
    }
}

/// Returns a verdict on a finding of a JSON report.
pub(crate) fn verdict(finding: &Value) -> String {
    let fact = |fact: &Value| {
        let [subject, name, value] = ["subject", "name", "value"].map(|key| &fact[key]);
        format!("{{ subject = {subject}, name = {name}, value = {value} }}")
    };
    let facts: Vec<String> = finding["rests_on"].as_array().unwrap().iter().map(fact).collect();
    format!(
        "version = 2\n[[verdict]]\nfingerprint = {}\nrule = \"year\"\nsubject = \"projects/road\"\noutcome = \"accepted\"\n\
         reason = \"It will be built\"\nby = \"Ada\"\non = \"2026-11-01\"\nstate = [{}]\n",
        finding["fingerprint"],
        facts.join(", ")
    )
}

#[test]
fn a_removed_verdict_reopens_its_finding() {
    let rulebook = format!("ledger = \"reviews.toml\"\n{RULEBOOK}");
    let repository = Repository::new(&[
        ("factlint.toml", &rulebook),
        ("data/projects.json", PROJECTS),
        ("data/funders.json", FUNDERS),
        ("reviews.toml", "version = 2\n"),
    ]);
    let report = repository.run_in("", &["check", "--format", "json"]).report();
    repository.files.write("reviews.toml", verdict(&report["findings"][0]));
    let outcome = repository.diff(&["HEAD"]);
    let since = short(&repository, "HEAD");
    let counts =
        "0 new, 0 changed, 0 reopened, 0 resolved, 0 unchanged, 1 decided or in the baseline since";
    outcome.assert(0, &format!("since HEAD ({since}): {counts}"));

    repository.commit("decided");
    let since = short(&repository, "HEAD");
    let outcome = repository.diff(&["HEAD"]);
    outcome.assert(
        0,
        &format!("since HEAD ({since}): 0 new, 0 changed, 0 reopened, 0 resolved, 1 unchanged"),
    );

    // If the facts change, the finding is shown again, with the changes.
    repository.files.replace("data/projects.json", "soon", "late");
    let outcome = repository.diff(&["HEAD", "--fail-on", "warning"]);
    outcome.assert(1, "data/projects.json:3:54: warning[year]: ");
    assert!(
        outcome.stdout.contains("(changed: year of projects/road: was soon, is late)"),
        "{outcome:#?}"
    );
    outcome.assert(1, "reviews.toml:3:15: warning[ledger]: ");
    repository.git(&["checkout", "--quiet", "."]);

    repository.files.write("reviews.toml", "version = 2\n");
    let outcome = repository.diff(&["HEAD", "--fail-on", "warning"]);
    outcome.assert(1, "data/projects.json:3:54: warning[year]: ");
    let reopened = "(reopened: the verdict `accepted` of Ada on 2026-11-01 no longer holds)";
    assert!(outcome.stdout.contains(reopened), "{outcome:#?}");
    outcome.assert(
        1,
        &format!("since HEAD ({since}): 0 new, 0 changed, 1 reopened, 0 resolved, 0 unchanged"),
    );
}

/// Creates a repository in which the finding of `year` is decided, and returns the short id of its commit.
fn decided() -> (Repository, String) {
    let rulebook = format!("ledger = \"reviews.toml\"\n{RULEBOOK}");
    let repository = Repository::new(&[
        ("factlint.toml", &rulebook),
        ("data/projects.json", PROJECTS),
        ("data/funders.json", FUNDERS),
        ("reviews.toml", "version = 2\n"),
    ]);
    let report = repository.run_in("", &["check", "--format", "json"]).report();
    repository.files.write("reviews.toml", verdict(&report["findings"][0]));
    repository.commit("decided");
    let since = short(&repository, "HEAD");
    (repository, since)
}

#[test]
fn a_rule_that_becomes_an_error_reopens_decided_findings() {
    let (repository, since) = decided();
    repository.files.replace("factlint.toml", "level = \"warning\"", "level = \"error\"");
    let outcome = repository.diff(&["HEAD"]);
    outcome.assert(1, "data/projects.json:3:54: error[year]: ");
    let reopened = "(reopened: the verdict `accepted` of Ada on 2026-11-01 no longer holds)";
    assert!(outcome.stdout.contains(reopened), "{outcome:#?}");
    let counts = "0 new, 0 changed, 1 reopened, 0 resolved, 1 unchanged";
    outcome.assert(1, &format!("since HEAD ({since}): {counts}"));
}

#[test]
fn a_rulebook_that_no_longer_names_a_ledger_reopens_decided_findings() {
    let (repository, since) = decided();
    repository.files.replace("factlint.toml", "ledger = \"reviews.toml\"\n", "");
    let counts = "0 new, 0 changed, 1 reopened, 0 resolved, 0 unchanged";
    let outcome = repository.diff(&["HEAD", "--fail-on", "warning"]);
    outcome.assert(1, &format!("since HEAD ({since}): {counts}"));
    // The finding is also shown without the ledger.
    std::fs::remove_file(repository.files.path("reviews.toml")).unwrap();
    let outcome = repository.diff(&["HEAD", "--fail-on", "warning"]);
    outcome.assert(1, &format!("since HEAD ({since}): {counts}"));
}

#[test]
fn a_rulebook_that_no_longer_names_a_baseline_reopens_known_findings() {
    let repository = repository();
    repository.run_in("", &["baseline", "create"]).assert_code(0);
    repository.commit("begun");
    let since = short(&repository, "HEAD");
    repository.files.replace("factlint.toml", "baseline = \"baseline.toml\"\n", "");
    let outcome = repository.diff(&["HEAD", "--fail-on", "warning"]);
    assert!(outcome.stdout.contains("(reopened: it is no longer in the baseline)"), "{outcome:#?}");
    let counts = "0 new, 0 changed, 1 reopened, 0 resolved, 0 unchanged";
    outcome.assert(1, &format!("since HEAD ({since}): {counts}"));
}

#[test]
fn a_ledger_that_did_not_exist_decided_nothing() {
    let repository = repository();
    repository.files.write("factlint.toml", format!("ledger = \"reviews.toml\"\n{RULEBOOK}"));
    repository.files.write("reviews.toml", "version = 2\n");
    let outcome = repository.diff(&["HEAD"]);
    let since = short(&repository, "HEAD");
    outcome.assert(
        0,
        &format!("since HEAD ({since}): 0 new, 0 changed, 0 reopened, 0 resolved, 1 unchanged"),
    );
}

#[test]
fn small_datasets_without_a_finding_have_none() {
    let repository = Repository::of(small::folder(small::DATA));
    let outcome = repository.diff(&["HEAD"]);
    let since = format!(
        "since HEAD ({}): 0 new, 0 changed, 0 reopened, 0 resolved, 0 unchanged",
        short(&repository, "HEAD")
    );
    assert_eq!(outcome.stdout.lines().next(), Some(since.as_str()));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn a_tree_has_no_new_findings_relative_to_itself(
        projects in prop::collection::vec(
            (0_u8..4, prop::collection::vec(0_u8..6, 0..3), "[0-9a-z]{0,5}"), 0..8,
        ),
        is_broken in prop::bool::weighted(0.1),
    ) {
        let projects: Vec<Value> = projects
            .iter()
            .map(|(id, funders, year)| serde_json::json!({
                "id": id.to_string(),
                "funders": funders.iter().map(u8::to_string).collect::<Vec<_>>(),
                "year": year,
            }))
            .collect();
        let mut text = serde_json::json!({ "projects": projects, "funders": [{ "id": "1" }] }).to_string();
        if is_broken {
            text.pop();
        }
        let repository = Repository::new(&[("factlint.toml", RULEBOOK), ("data/all.json", &text)]);
        let outcome = repository.run_in("", &["diff", "HEAD", "--format", "json", "--today", TODAY]);
        let checked = repository.run_in("", &["check", "--format", "json", "--today", TODAY]);
        let comparison = &outcome.report()["comparison"];
        for none in ["new", "changed", "reopened", "settled", "not_compared"] {
            prop_assert_eq!(&comparison[none], 0, "{}", none);
        }
        prop_assert_eq!(&comparison["resolved"], &Value::Array(Vec::new()));
        let found = checked.report()["findings"].as_array().unwrap().len();
        prop_assert_eq!(&comparison["unchanged"], found);
    }
}

#[test]
fn a_new_mistake_in_the_rulebook_is_a_new_finding() {
    let watched = RULEBOOK.replace("[rules.idle]\nlevel = \"off\"\n", "");
    let repository = Repository::new(&[
        ("factlint.toml", &watched),
        ("data/projects.json", PROJECTS),
        ("data/funders.json", FUNDERS),
    ]);
    let rule = "\n[rules.hazard]\nkind = \"codelist\"\nin = \"projects\"\nfield = \"yaer\"\nvalues = [\"2020\"]\n";
    let warning =
        "factlint.toml:30:10: warning[idle]: no document or schema contains the name `yaer`";
    repository.files.write("factlint.toml", format!("{watched}{rule}"));
    let outcome = repository.diff(&["HEAD"]);
    outcome.assert(0, warning);
    outcome.assert(0, "since HEAD");
    assert!(outcome.stdout.contains("1 new"), "{outcome:#?}");
    // After the commit, the warning is not new, even if the rulebook changes again.
    repository.commit("broken");
    repository.files.write("factlint.toml", format!("# Rules\n{watched}{rule}"));
    let outcome = repository.diff(&["HEAD"]);
    assert!(!outcome.stdout.contains("warning[idle]"), "{outcome:#?}");
    // The warning is new if the old revision has no rulebook.
    repository.git(&["rm", "--quiet", "--cached", "factlint.toml"]);
    repository.git(&["commit", "--quiet", "-m", "none"]);
    repository.files.write("factlint.toml", format!("{watched}{rule}"));
    repository.diff(&["HEAD"]).assert(0, warning);
}

#[test]
fn a_deleted_file_is_a_valid_path() {
    let repository = repository();
    std::fs::remove_file(repository.path("data/funders.json")).unwrap();
    let projects = "{ \"projects\": [{ \"id\": \"bridge\", \"year\": \"2020\" }] }";
    repository.files.write("data/projects.json", projects);
    for path in ["data/funders.json", "./data/funders.json"] {
        let outcome = repository.diff(&["HEAD", path]);
        outcome.assert(0, "since HEAD");
        assert_eq!(outcome.stderr, "", "{outcome:#?}");
    }
    let outcome = repository.run_in("data", &["diff", "HEAD", "funders.json"]);
    outcome.assert_code(0);
    // A deleted folder is a valid path, and its finding is resolved.
    std::fs::remove_dir_all(repository.path("data")).unwrap();
    repository.files.write("data2/projects.json", projects);
    repository.files.replace("factlint.toml", "data/*.json", "data*/*.json");
    let outcome = repository.diff(&["HEAD", "data"]);
    outcome.assert_code(0);
    assert!(outcome.stdout.contains("resolved"), "{outcome:#?}");
    // A path that exists in neither revision is still a mistake.
    let outcome = repository.diff(&["HEAD", "data/founders.json"]);
    outcome.assert_error(2, "error: cannot read data/founders.json: no such file");
}
