//! Tests paths that contain no file of the dataset. They cause a warning, and if there are no other paths, the run
//! reports that nothing was checked.

use crate::command::{Folder, Outcome};
use crate::repository::Repository;

const RULEBOOK: &str = r#"version = 1
documents = ["data/*.json"]

[collections]
r = { select = "$.r[*]", id = "id" }

[rules.ids]
kind = "unique"
in = "r"
fields = "id"

[rules.idle]
level = "off"
"#;

const DATA: &str = r#"{"r": [{"id": "a"}, {"id": "a"}]}"#;

const FILES: [(&str, &str); 4] = [
    ("factlint.toml", RULEBOOK),
    ("data/a.json", DATA),
    ("data/sub/x.json", DATA),
    ("notes/n.txt", "n"),
];

const NOTHING: &str =
    "error: nothing was checked: no document of the dataset is in the given paths";

const FILE: &str =
    "warning: data/sub/x.json is not a document of the dataset: `documents` has `data/*.json`";

const FOLDER: &str =
    "warning: no document of the dataset is in notes: `documents` has `data/*.json`";

#[track_caller]
fn assert_says(outcome: &Outcome, code: i32, lines: &[&str]) {
    assert_eq!(outcome.stderr.lines().collect::<Vec<_>>(), lines, "{outcome:#?}");
    outcome.assert_code(code);
}

#[test]
fn a_path_that_is_not_a_document_is_named_by_check() {
    let folder = Folder::new(&FILES);
    let check = |paths: &[&str]| folder.factlint(&[&["check"], paths].concat());
    assert_says(&check(&["data/sub/x.json"]), 3, &[FILE, NOTHING]);
    assert_says(&check(&["data/sub/x.json", "notes"]), 3, &[FILE, FOLDER, NOTHING]);
    assert_says(&check(&["data/a.json", "notes"]), 1, &[FOLDER]);
    for path in ["data", "data/a.json", ".", "factlint.toml"] {
        assert_says(&check(&[path]), 1, &[]);
    }
}

#[test]
fn a_path_that_is_not_a_document_is_named_by_fmt_and_diff() {
    let repository = Repository::new(&FILES);
    let run = |arguments: &[&str]| repository.run_in("", arguments);
    assert_says(&run(&["fmt", "--check", "data/sub/x.json"]), 3, &[FILE, NOTHING]);
    assert_says(&run(&["diff", "HEAD", "notes"]), 3, &[FOLDER, NOTHING]);
}
