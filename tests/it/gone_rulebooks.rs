//! Tests that `factlint diff` names the datasets of the earlier revision that are no longer checked.

use crate::repository::Repository;

const RULEBOOK: &str = r#"version = 1
documents = ["*.json"]
[collections]
r = { select = "$.r[*]", id = "id" }
[rules.p]
kind = "reference"
in = "r"
field = "p"
to = "r"
"#;

const RIGHT: &str = r#"{"r": [{"id": "1", "p": "2"}, {"id": "2"}]}"#;
const BROKEN: &str = r#"{"r": [{"id": "1", "p": "9"}, {"id": "2"}]}"#;

fn two_datasets() -> Repository {
    Repository::new(&[
        ("a/factlint.toml", RULEBOOK),
        ("a/d.json", RIGHT),
        ("b/factlint.toml", RULEBOOK),
        ("b/d.json", RIGHT),
        (".hidden/factlint.toml", RULEBOOK),
    ])
}

#[test]
fn a_removed_rulebook_hid_its_findings_in_silence() {
    let repository = two_datasets();
    std::fs::remove_file(repository.path("a/factlint.toml")).expect("removed");
    repository.files.write("a/d.json", BROKEN);
    let line = "a/factlint.toml: it was removed, so its dataset is no longer checked";
    repository.diff(&["HEAD"]).assert(0, line);
    repository.diff(&["HEAD", "."]).assert(0, line);
    let of_other = repository.diff(&["HEAD", "b"]);
    assert!(!of_other.stdout.contains("no longer checked"), "{of_other:#?}");
}

#[test]
fn a_rulebook_added_above_hid_those_below_in_silence() {
    let repository = two_datasets();
    repository.files.write("factlint.toml", RULEBOOK.replace("*.json", "b/*.json"));
    repository.files.write("a/d.json", BROKEN);
    let outcome = repository.diff(&["HEAD"]);
    for name in ["a", "b"] {
        let line = format!(
            "{name}/factlint.toml: a rulebook was added above it, so its dataset is only checked if it is named too"
        );
        outcome.assert(0, &line);
    }
    assert!(!outcome.stdout.contains(".hidden"), "{outcome:#?}");
}

#[test]
fn no_rulebook_is_gone_if_all_are_checked() {
    let repository = two_datasets();
    repository.files.write("b/d.json", BROKEN);
    let outcome = repository.diff(&["HEAD"]);
    assert!(!outcome.stdout.contains("its dataset is"), "{outcome:#?}");
    outcome.assert_code(1);
}
