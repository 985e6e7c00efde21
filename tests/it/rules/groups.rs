//! `groups`: near-misses and cases that its page omits.

use super::check;

const COLLECTIONS: &str = r#"
[collections]
groups = { select = "$.groups[*]", id = "id", optional = true }
cases  = { select = "$.cases[*]", id = "id" }
flags  = { select = "$.cases[*].flags[*]", optional = true }
"#;

const DATA: &str = r#"{
  "groups": [{ "id": "old", "members": ["a", "b"] }],
  "cases": [
    { "id": "1", "flags": [{ "for": ["a"] }, { "groups": ["old"] }] },
    { "id": "2", "flags": [{ "for": ["a"], "groups": ["old"] }, { "for": ["c"] }] },
    { "id": "3", "flags": [{ "for": ["b", "b"] }] }
  ]
}"#;

fn rules(rule: &str) -> String {
    format!("{COLLECTIONS}[rules.rule]\n{rule}")
}

#[test]
fn the_members_of_a_group_have_its_key() {
    let rules = rules(
        "kind = 'unique'\nin = 'flags'\nitems = ['for[*]', 'groups[*]']\nwithin = 'parent'\nthrough = 'groups'\nthrough-field = 'members[*]'\nmessage = 'twice: {}'\n",
    );
    check(
        &rules,
        DATA,
        &["data.json:4:59: error[rule]: twice: old", "data.json:6:43: error[rule]: twice: b"],
    );
}

#[test]
fn lists_of_apart_may_contain_groups() {
    let rules = rules(
        "kind = 'unique'\nin = 'cases'\napart = ['yes[*]', 'no[*]']\nthrough = 'groups'\nthrough-field = 'members[*]'\n",
    );
    let data = r#"{
  "groups": [{ "id": "old", "members": ["a", "b"] }],
  "cases": [
    { "id": "1", "yes": ["old", "a"], "no": ["c"] },
    { "id": "2", "yes": ["old"], "no": ["c", "b"] }
  ]
}"#;
    check(
        &rules,
        data,
        &[
            "data.json:5:46: error[rule]: `2` has `b` in `yes[*]` and `no[*]`, want it in only one of them",
        ],
    );
}

#[test]
fn groups_need_items_and_their_members() {
    check(
        &rules(
            "kind = 'unique'\nin = 'flags'\nfields = 'for'\nthrough = 'groups'\nthrough-field = 'members[*]'\n",
        ),
        DATA,
        &["factlint.toml:8:8: error[rulebook]: `through` needs `items` or `apart`"],
    );
    check(
        &rules("kind = 'unique'\nin = 'flags'\nitems = 'for[*]'\nthrough = 'groups'\n"),
        DATA,
        &["factlint.toml:12:11: error[rulebook]: `through` needs `through-field`"],
    );
}

#[test]
fn one_instant_is_one_key() {
    let rules =
        rules("kind = 'unique'\nin = 'cases'\nfields = ['who', 'at']\nnormalise = 'date'\n");
    let data = r#"{ "cases": [
  { "who": "x", "at": "2026-01-01T10:00:00Z" },
  { "who": "x", "at": "2026-01-01T11:00:00.000+01:00" },
  { "who": "y", "at": "2026-01-01T10:00:00Z" },
  { "who": "z", "at": "noon" }, { "who": "z", "at": "noon" }
] }"#;
    check(
        &rules,
        data,
        &[
            "data.json:3:12: error[rule]: 2 records of `cases` share the who, at `x`, `2026-01-01T10:00:00Z`",
            "data.json:5:42: error[rule]: 2 records of `cases` share the who, at `z`, `noon`",
        ],
    );
}

#[test]
fn only_values_of_another_list_are_looked_up() {
    let rules = rules(
        "kind = 'codelist'\nin = 'cases'\nfield = 'fixed[*]'\nif-in = 'scored[*]'\nlist = 'zero[*]'\nthrough = 'groups'\nthrough-field = 'members[*]'\n",
    );
    let data = r#"{
  "groups": [{ "id": "old", "members": ["a", "b"] }],
  "cases": [
    { "id": "1", "fixed": ["a", "c"], "scored": ["old"], "zero": [] },
    { "id": "2", "fixed": ["a", "c"], "scored": ["old", "c"], "zero": ["old", "c"] },
    { "id": "3", "fixed": ["a"] }
  ]
}"#;
    check(
        &rules,
        data,
        &["data.json:4:28: error[rule]: got `a` in `fixed[*]`, want a value of `zero[*]`"],
    );
}

#[test]
fn a_code_may_be_a_part_of_a_text() {
    let rule = "kind = 'codelist'\nin = 'cases'\nfield = 'lang'\nstandard = 'iso-639-1'\n";
    let data = r#"{ "cases": [
  { "lang": "pt-BR" }, { "lang": "EN" }, { "lang": "xx-BR" }, { "lang": "i-default" }
] }"#;
    check(
        &rules(&format!("{rule}part = '^([A-Za-z]{{2}})(?:-|$)'\nignore-case = true\n")),
        data,
        &[
            "data.json:2:53: error[rule]: got `xx` in `lang`, a part of `xx-BR`, want a language code of ISO 639-1",
        ],
    );
    check(
        &rules(&format!("{rule}part = '^[A-Za-z]{{2}}'\n")),
        data,
        &["factlint.toml:13:8: error[rulebook]: got no group, want one around the code"],
    );
}
