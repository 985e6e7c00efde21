//! Rules on fields that are part of a file's name, and edits of keys.
#![allow(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use crate::command::Folder;

const LIST: &str = "[{\"id\": \"ethereum\"}]\n";
const ONE: &str = "{\"a\": {\"name\": \"x\"}, \"b\": 2}\n";

fn rulebook(documents: &str, collection: &str, rule: &str) -> String {
    format!(
        r#"version = 1
documents = [{documents}, "list.json"]

[collections]
one  = {{ {collection} }}
list = {{ select = "$[*]", id = "id", documents = "list.json" }}

[rules.r]
in = "one"
{rule}
"#
    )
}

fn folder(rule: &str) -> Folder {
    let one = "select = \"$.a\", documents = \"Ethereum.json\"";
    let rulebook = rulebook("\"Ethereum.json\"", one, rule);
    Folder::new(&[("factlint.toml", &rulebook), ("list.json", LIST), ("Ethereum.json", ONE)])
}

#[test]
fn a_reference_by_the_name_of_a_file_is_reported_and_never_edited() {
    let folder = folder("kind = \"reference\"\nfield = \"stem(@)\"\nto = \"list\"");
    let outcome = folder.factlint(&["check", "--fix", "--unsafe-fixes", "--format", "concise"]);
    outcome.assert_code(1);
    let want = "Ethereum.json:1:1: error[r]: no record of `list` has the id `Ethereum`";
    assert!(outcome.stdout.contains(want), "{}", outcome.stdout);
    assert_eq!(folder.read("Ethereum.json"), ONE);
}

#[test]
fn a_code_that_is_the_name_of_a_file_is_compared_with_a_list_in_the_data() {
    let folder =
        folder("kind = \"codelist\"\nfield = \"stem(@)\"\nto = \"list\"\nto-field = \"id\"");
    let outcome = folder.check(&["--format", "concise"]);
    outcome.assert_code(1);
    assert!(
        outcome.stdout.contains("Ethereum.json:1:1: error[r]: got `Ethereum`"),
        "{}",
        outcome.stdout
    );
    assert_eq!(folder.read("Ethereum.json"), ONE);
}

#[test]
fn no_edit_gives_two_members_the_same_key() {
    let one = "select = \"$.*\", id = \"key(@)\", documents = \"d.yaml\"";
    let rule = "kind = \"reference\"\nfield = \"key(@)\"\nto = \"list\"";
    let rulebook = rulebook("\"d.yaml\"", one, rule);
    let data = "ethereum: {chain: 1}\nEthereum: {chain: 2}\n";
    let folder =
        Folder::new(&[("factlint.toml", &rulebook), ("list.json", LIST), ("d.yaml", data)]);
    let outcome = folder.factlint(&["check", "--fix", "--unsafe-fixes", "--format", "concise"]);
    outcome.assert_code(1);
    assert_eq!(folder.read("d.yaml"), data);
}

#[test]
fn no_edit_gives_two_columns_the_same_name() {
    let rulebook = "version = 1\ndocuments = [\"d.csv\"]\n\n[collections]\nrows = { select = \"$[*]\", id = \"id\" }\n
[rules.keys]\nkind = \"presence\"\nin = \"rows\"\nonly = [\"id\", \"assets\", \"k\"]\n
[rules.code]\nkind = \"codelist\"\nin = \"rows\"\nfield = \"k\"\nvalues = [\"Alpha\"]\n";
    let folder =
        Folder::new(&[("factlint.toml", rulebook), ("d.csv", "id,assests,assets,k\na,1,,alpha\n")]);
    folder.factlint(&["check", "--fix", "--unsafe-fixes"]).assert_code(1);
    assert_eq!(folder.read("d.csv"), "id,assests,assets,k\na,1,,Alpha\n");
}
