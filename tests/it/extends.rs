//! Tests `extends`: settings that several rulebooks share.

use crate::command::Folder;

const BASE: &str = r#"version = 1
title = "not taken over"
ledger = "not/there.toml"

[collections]
things = { select = "$.things[*]", id = "id", schema = "thing.schema.json" }

[rules.names]
kind = "unique"
in = "things"
fields = "name"

[rules.codes]
kind = "codelist"
in = "things"
field = "code"
file = "codes.txt"
"#;

const SCHEMA: &str = r#"{ "properties": { "size": { "type": "integer" } } }"#;

const DATA: &str = r#"{ "things": [
{ "id": "a", "name": "x", "code": "K" },
{ "id": "b", "name": "x", "code": "L", "size": "big" }
] }
"#;

fn folder(own: &str) -> Folder {
    Folder::new(&[
        ("shared/factlint.base.toml", BASE),
        ("shared/thing.schema.json", SCHEMA),
        ("shared/codes.txt", "K\n"),
        ("set/factlint.toml", own),
        ("set/data.json", DATA),
        (".git/HEAD", "ref: refs/heads/main\n"),
    ])
}

const OWN: &str =
    "version = 1\nextends = [\"../shared/factlint.base.toml\"]\ndocuments = [\"data.json\"]\n";

fn found(folder: &Folder) -> Vec<String> {
    let outcome = folder.check(&["set", "--format", "concise"]);
    let lines = outcome.stdout.lines().filter(|line| line.contains("]: "));
    lines.map(str::to_owned).collect()
}

const NAMES: &str = "set/data.json:3:22: error[names]: 2 records of `things` share the name `x`";

#[test]
fn collections_rules_and_the_files_that_they_name_are_taken_over() {
    let lines = found(&folder(OWN));
    assert_eq!(lines.len(), 3, "{lines:?}");
    assert!(lines[0].starts_with(NAMES), "{lines:?}");
    assert!(lines[1].starts_with("set/data.json:3:35: error[codes]: "), "{lines:?}");
    assert!(lines[2].starts_with("set/data.json:3:48: error[schema]: "), "{lines:?}");
}

#[test]
fn the_later_entry_counts() {
    let lines = found(&folder(&format!("{OWN}[rules.codes]\nlevel = \"off\"\n")));
    assert_eq!(lines.len(), 2, "{lines:?}");
    let rule = "[rules.names]\nkind = \"unique\"\nin = \"things\"\nfields = \"id\"\n";
    let lines = found(&folder(&format!("{OWN}{rule}")));
    assert!(!lines.iter().any(|line| line.contains("[names]")), "{lines:?}");
    let collection = "[collections]\nthings = { select = \"$.things[0]\", id = \"id\" }\n";
    let lines = found(&folder(&format!("{OWN}{collection}")));
    let has_one_record =
        |line: &str| line.ends_with("the rule compares nothing: it selects no two keys");
    assert!(matches!(lines.as_slice(), [line] if has_one_record(line)), "{lines:?}");
}

#[test]
fn a_mistake_is_reported_in_the_file_that_has_it() {
    let folder = folder(OWN);
    folder.replace("shared/factlint.base.toml", "fields = \"name\"", "fields = \"nmae\"");
    let lines = found(&folder);
    let idle = lines.iter().find(|line| line.contains("[idle]"));
    assert!(
        idle.is_some_and(|line| line.starts_with("shared/factlint.base.toml:11:11: ")),
        "{lines:?}"
    );
    folder.replace("shared/factlint.base.toml", "kind = \"unique\"", "kind = \"uniqe\"");
    let lines = found(&folder);
    assert_eq!(lines.len(), 1, "{lines:?}");
    assert!(
        lines[0]
            .starts_with("shared/factlint.base.toml:9:8: error[rulebook]: unknown kind `uniqe`"),
        "{lines:?}"
    );
    folder.replace("shared/factlint.base.toml", "[rules.names]", "[rules.names");
    let lines = found(&folder);
    assert!(lines[0].starts_with("shared/factlint.base.toml:8:"), "{lines:?}");
}

#[test]
fn what_cannot_be_extended_is_reported_where_it_is_named() {
    let base = "version = 1\nextends = [\"factlint.toml\"]\n";
    for (extends, want) in [
        (
            "[\"../shared/gone.toml\"]",
            "set/factlint.toml:2:12: error[rulebook]: cannot read `shared/gone.toml`: ",
        ),
        ("[\"../shared\"]", "set/factlint.toml:2:12: error[rulebook]: cannot read `shared`: "),
        (
            "[\"../../outside.toml\"]",
            "set/factlint.toml:2:12: error[rulebook]: cannot read `../outside.toml`: ",
        ),
        (
            "[\"/etc/hostname\"]",
            "set/factlint.toml:2:12: error[rulebook]: got `/etc/hostname`, want a path relative",
        ),
        (
            "[\"factlint.toml\"]",
            "set/factlint.toml:2:12: error[rulebook]: a rulebook cannot extend itself: `set/factlint.toml` extends `set/factlint.toml`",
        ),
        (
            "[\"circle.toml\"]",
            "set/circle.toml:2:12: error[rulebook]: a rulebook cannot extend itself: `set/factlint.toml` extends `set/circle.toml` extends `set/factlint.toml`",
        ),
        ("7", "set/factlint.toml:2:11: error[rulebook]: got an integer, want text"),
    ] {
        let folder =
            folder(&format!("version = 1\nextends = {extends}\ndocuments = [\"data.json\"]\n"));
        folder.write("set/circle.toml", base);
        let outcome = folder.check(&["set", "--format", "concise"]);
        assert_eq!(outcome.code, Some(2), "{outcome:?}");
        assert!(outcome.stdout.contains(want), "{want}: {outcome:?}");
    }
}

#[test]
fn a_rulebook_that_two_others_extend_is_read_once() {
    let folder =
        folder("version = 1\nextends = [\"a.toml\", \"b.toml\"]\ndocuments = [\"data.json\"]\n");
    let base = "version = 1\nextends = [\"../shared/factlint.base.toml\"]\n";
    folder.write("set/a.toml", format!("{base}[rules.names]\nlevel = \"notice\"\n"));
    folder.write("set/b.toml", format!("{base}[rules.names]\nlevel = \"warning\"\n"));
    let lines = found(&folder);
    assert!(lines[0].contains(" warning[names]: "), "{lines:?}");
}

#[test]
fn config_says_where_a_rule_comes_from() {
    let folder =
        folder(&format!("{OWN}[rules.own]\nkind = \"unique\"\nin = \"things\"\nfields = \"id\"\n"));
    let outcome = folder.factlint(&["config", "set"]);
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    let lines: Vec<&str> = outcome.stdout.lines().collect();
    assert!(lines.contains(&"extends shared/factlint.base.toml"), "{outcome:?}");
    assert!(
        lines.contains(&"error unique names in things (from shared/factlint.base.toml)"),
        "{outcome:?}"
    );
    assert!(lines.contains(&"error unique own in things"), "{outcome:?}");
}

#[test]
fn a_rule_of_an_extended_rulebook_is_explained_with_the_name_of_that_rulebook() {
    let folder = folder(&format!("{OWN}\n[rules.codes]\nlevel = \"warning\"\n"));
    let explained = |arguments: &[&str]| {
        let outcome = folder.factlint(&[&["explain"], arguments].concat());
        outcome.assert_code(0);
        outcome.stdout.lines().next().unwrap_or_default().to_owned()
    };
    let from = "of set/factlint.toml, from shared/factlint.base.toml";
    assert_eq!(
        explained(&["names", "set"]),
        format!("Rule `names` {from}: kind `unique`, level error.")
    );
    // The dataset changes the level of a rule that it inherits.
    assert_eq!(
        explained(&["codes"]),
        format!("Rule `codes` {from}: kind `codelist`, level warning.")
    );
    folder.write("set/factlint.toml", format!("{OWN}\n[rules.codes]\nkind = \"unique\"\n"));
    assert_eq!(
        explained(&["codes", "set"]),
        "Rule `codes` of set/factlint.toml: kind `unique`, level error."
    );
    // What cannot be read is left out.
    std::fs::remove_file(folder.path("shared/factlint.base.toml")).expect("a file");
    assert_eq!(
        explained(&["codes", "set"]),
        "Rule `codes` of set/factlint.toml: kind `unique`, level error."
    );
    folder.factlint(&["explain", "names", "set"]).assert_code(2);
}
