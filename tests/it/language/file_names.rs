//! Tests names of files and folders as ids and as values.

use super::{NONE, check};
use crate::command::Folder;

const RULEBOOK: &str = r#"
[collections]
chains = { select = "$", id = "folder(@)", documents = "*/chain.json" }
assets = { select = "$.assets[*]", id = "base", documents = "*/assets.json" }
"#;

const FILES: [(&str, &str); 4] = [
    ("alpha/chain.json", r#"{"name": "alhpa"}"#),
    ("beta/chain.json", r#"{"name": "beta"}"#),
    (
        "alpha/assets.json",
        r#"{"assets": [{"base": "a", "chain": "beta"}, {"base": "b", "chain": "gamma"}]}"#,
    ),
    ("beta/assets.json", r#"{"assets": [{"base": "a", "chain": "alpha"}]}"#),
];

#[track_caller]
fn finds(rule: &str, want: &[&str]) {
    assert_eq!(check(&format!("{RULEBOOK}[rules]\nrule = {{ {rule} }}\n"), &FILES), want, "{rule}");
}

#[test]
fn a_folder_is_an_id() {
    finds(
        "kind = 'reference', in = 'assets', field = 'chain', to = 'chains'",
        &["alpha/assets.json:1:68: error[rule]: no record of `chains` has the id `gamma`"],
    );
}

#[test]
fn a_folder_is_a_value_whose_place_is_the_file() {
    finds(
        "kind = 'compare', in = 'chains', field = 'name', is = '==', than = 'folder(@)'",
        &[
            "alpha/chain.json:1:10: error[rule]: `name` of `alpha` is alhpa, and its `folder(@)` is alpha: want `name` == `folder(@)`",
        ],
    );
    finds(
        "kind = 'pattern', in = 'chains', field = 'folder(@)', matches = '^a'",
        &[
            "beta/chain.json:1:1: error[rule]: got `beta` in `folder(@)`, want text that matches `^a`",
        ],
    );
    finds("kind = 'unique', in = 'assets', fields = ['folder(@)', 'base']", &NONE);
}

#[test]
fn names_of_files_occur_in_conditions_and_messages() {
    finds(
        r#"kind = "assert", in = "assets", that = "folder(@) != 'beta'", message = "{stem(@)} of {folder(@)}""#,
        &["beta/assets.json:1:22: error[rule]: assets of beta"],
    );
    finds(
        r#"kind = "assert", in = "assets", that = "file(@) == 'assets.json' && match(stem(@), 'a.*')""#,
        &NONE,
    );
}

#[test]
fn a_file_name_is_never_edited() {
    let folder = Folder::new(&FILES);
    let rule = "rule = { kind = 'codelist', in = 'chains', field = 'folder(@)', values = ['ALPHA', 'beta'] }";
    let rulebook = format!("version = 1\ndocuments = ['**/*.json']\n{RULEBOOK}[rules]\n{rule}\n");
    folder.write("factlint.toml", rulebook);
    let outcome = folder.check(&["--fix", "--unsafe-fixes"]);
    assert!(outcome.stdout.contains("got `alpha` in `folder(@)`"), "{outcome:?}");
    for (name, content) in FILES {
        assert_eq!(folder.read(name), content);
    }
}

#[test]
fn a_misspelt_name_of_a_file_is_reported() {
    let idle = |text: &str| {
        let folder = Folder::new(&FILES);
        let rule =
            format!("rule = {{ kind = 'assert', in = 'assets', that = \"stem(@) == '{text}'\" }}");
        let rulebook =
            format!("version = 1\ndocuments = ['**/*.json']\n{RULEBOOK}[rules]\n{rule}\n");
        folder.write("factlint.toml", rulebook);
        let stdout = folder.check(&["--format", "concise"]).stdout;
        stdout.contains(&format!("no document or schema contains the text `{text}`"))
    };
    assert!(idle("asets") && !idle("assets"));
}

#[test]
fn lines_and_large_documents_have_the_names_of_their_files() {
    let line = format!(r#"{{"id": "x", "note": "{}"}}"#, "y".repeat(200));
    let rules = "
[collections]
lines = { select = \"$[*]\", id = \"id\" }
[rules]
rule = { kind = \"assert\", in = \"lines\", that = \"stem(@) != 'many'\" }
";
    let folder = Folder::new(&[]);
    let lines = format!("{line}\n").repeat(25_000);
    folder.write("many.jsonl", lines);
    folder.write("factlint.toml", format!("version = 1\ndocuments = ['*.jsonl']\n{rules}"));
    let stdout = folder.check(&["--quiet", "--statistics", "--format", "concise"]).stdout;
    assert!(stdout.contains("25,000"), "{stdout}");
}

#[test]
fn documents_that_are_not_json_have_the_names_of_their_files() {
    let schema = r#"{"properties": {"size": {"type": "integer"}}}"#;
    let rules = "
version = 1
documents = ['*.csv', '*.yaml']
schema = 'schema.json'
[collections]
rows = { select = '$[*]', id = 'id' }
[rules]
rule = { kind = 'assert', in = 'rows', that = \"stem(@) != 'rows' && stem(@) != 'list'\", message = '{size} in {file(@)}' }
";
    let folder = Folder::new(&[
        ("schema.json", schema),
        ("rows.csv", "id,size\na,1\n"),
        ("list.yaml", "- id: b\n  size: 2\n"),
    ]);
    folder.write("factlint.toml", rules);
    let stdout = folder.check(&["--format", "concise"]).stdout;
    assert!(stdout.contains("1 in rows.csv") && stdout.contains("2 in list.yaml"), "{stdout}");
}
