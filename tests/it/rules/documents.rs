//! `documents` of a collection: collections with the same path select records in different documents.

use super::run_files;

const RULES: &str = r#"
[collections]
people = { select = "$[*]", documents = "people*.json", id = "id" }
towns  = { select = "$[*]", documents = ["towns.json"], id = "id" }

[rules.home]
kind  = "reference"
in    = "people"
field = "home"
to    = "towns"

[rules.names]
kind     = "presence"
in       = "towns"
required = "name"
"#;

#[test]
fn a_collection_is_limited_to_its_documents() {
    let files = [
        ("people-1.json", r#"[{ "id": "ann", "home": "ulm" }, { "id": "bob", "home": "ann" }]"#),
        ("people-2.json", r#"[{ "id": "cy", "home": "bon" }]"#),
        ("towns.json", r#"[{ "id": "ulm", "name": "Ulm" }, { "id": "bonn" }]"#),
    ];
    assert_eq!(
        run_files(RULES, &files).lines,
        [
            "people-1.json:1:57: error[home]: no record of `towns` has the id `ann`",
            "people-2.json:1:24: error[home]: no record of `towns` has the id `bon`",
            "towns.json:1:42: error[names]: `bonn` has no `name`",
        ]
    );
}

#[test]
fn an_invalid_glob_is_a_mistake_at_its_place() {
    let rules = RULES.replace("people*.json", "people***.json");
    let lines = run_files(&rules, &[("people.json", "[]")]).lines;
    assert_eq!(
        lines,
        [
            "factlint.toml:5:41: error[rulebook]: not a glob: wildcards are either regular `*` or recursive `**`"
        ]
    );
}
