//! Rules that cannot find anything: patterns that never match, invalid fields, and collections without an id.

use super::{check, run};

const DATA: &str = r#"{ "people": [{ "id": "a", "boss": "b" }, { "id": "b", "name": "B" }] }"#;

fn rules(rules: &str) -> String {
    format!("[collections]\npeople = {{ select = \"$.people[*]\", id = \"id\" }}\n{rules}")
}

#[test]
fn a_pattern_that_never_matches_is_pointed_out_and_the_rest_is_checked() {
    check(
        &rules(
            "[rules.named]\nkind  = 'assert'\nin    = 'people'\nthat  = '''\n  match(@.id, '(a')'''\n",
        ),
        DATA,
        &[
            "data.json:1:22: error[named]: `a` does not satisfy match(@.id, '(a')",
            "data.json:1:50: error[named]: `b` does not satisfy match(@.id, '(a')",
            "factlint.toml:9:15: warning[rulebook]: `match` is never true here: got `(` without `)`",
        ],
    );
}

#[test]
fn a_mistake_in_a_field_of_a_message_is_reported_at_the_field() {
    check(
        &rules(
            "[rules.named]\nkind    = 'assert'\nin      = 'people'\nthat    = '@.id'\nmessage = 'got {id} and {na..}'\n",
        ),
        DATA,
        &["factlint.toml:9:30: error[rulebook]: the field ends too early, want a name or `*`"],
    );
}

#[test]
fn records_are_looked_up_only_where_they_have_an_id() {
    let rulebook = "[collections]\npeople = { select = '$.people[*]', id = 'id' }\nplain = { select = '$.people[*]' }\n";
    let without_id = [
        ("kind = 'reference'\nin = 'people'\nfield = 'boss'\nto = ['people', 'plain']", 10),
        ("kind = 'orphan'\nin = 'plain'\nby = 'people.boss'", 8),
        ("kind = 'acyclic'\nin = 'plain'\nfield = 'boss'", 8),
        ("kind = 'inverse'\nin = 'people'\nfield = 'boss'\nto = 'plain'", 10),
        (
            "kind = 'compare'\nin = 'people'\nfield = 'name'\nis = '=='\nthan = 'name'\nkey = 'boss'\nto = 'plain'",
            13,
        ),
        (
            "kind = 'date-inside'\nin = 'people'\nfields = 'born'\nrange-from = 'from'\nkey = 'boss'\nto = 'plain'",
            12,
        ),
        (
            "kind = 'unique'\nin = 'people'\nitems = 'friends[*]'\nthrough = 'plain'\nthrough-field = 'members[*]'",
            10,
        ),
        (
            "kind = 'codelist'\nin = 'people'\nfield = 'boss'\nlist = 'friends[*]'\nthrough = 'plain'\nthrough-field = 'members[*]'",
            11,
        ),
    ];
    for (rule, line) in without_id {
        let lines = run(&format!("{rulebook}[rules.tested]\n{rule}\n"), DATA).lines;
        let place = format!("factlint.toml:{line}:");
        let message = "the collection `plain` has no `id` to look records up by";
        assert_eq!(lines.len(), 1, "{rule}: {lines:?}");
        assert!(lines[0].starts_with(&place) && lines[0].ends_with(message), "{lines:?}");
    }
}

#[test]
fn a_collection_and_its_field_may_be_joined_by_a_bracket() {
    check(
        &rules(
            "[rules.unused]\nkind = 'orphan'\nin = 'people'\nby = \"people['boss', 'friend']\"\n",
        ),
        DATA,
        &["data.json:1:22: warning[unused]: nothing refers to `a`"],
    );
}
