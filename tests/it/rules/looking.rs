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

/// Regression: a record whose list has a key twice was counted, and added, twice.
#[test]
fn a_record_belongs_to_a_group_once() {
    let data = r#"{ "people": [{ "id": "a", "tags": ["w", "w"], "x": 3, "n": 2 }, { "id": "w", "tags": ["w"], "x": 1, "y": 1, "n": 2 }] }"#;
    let rule =
        |rule: &str| run(&rules(&format!("[rules.tested]\nin = 'people'\n{rule}\n")), data).lines;
    for right in [
        "kind = 'count'\nper = 'tags[*]'\nat-most = 2",
        "kind = 'sum'\nitems = 'x'\nper = 'tags[*]'\ntotal = 4",
        "kind = 'filled'\nfield = 'y'\nper = 'tags[*]'\nat-least-percent = 50",
        "kind = 'count'\nwhere = \"@.id == 'w'\"\nfield = 'n'\nto = 'people'\nto-field = 'tags[*]'\nkey = 'id'",
    ] {
        assert_eq!(rule(right), Vec::<String>::new(), "{right}");
    }
    let lines = rule("kind = 'count'\nper = 'tags[*]'\nat-most = 1");
    assert!(lines[0].contains("2 records of `people` with the `tags[*]` `w`"), "{lines:?}");
}

/// Regression: a list counted as one item, so the rule could not find anything.
#[test]
fn a_list_is_not_counted_as_one_item() {
    let data = r#"{ "people": [{ "id": "a", "tags": [] }, { "id": "b", "tags": ["x", "y"] }] }"#;
    let count = |items: &str| {
        let rule = format!(
            "[rules.tags]\nkind = 'count'\nin = 'people'\nitems = '{items}'\nat-least = 1\nat-most = 1\n"
        );
        run(&rules(&rule), data).lines
    };
    let lines = count("tags");
    assert!(lines.iter().all(|line| !line.contains("error")), "{lines:?}");
    let notice = "2 values of `tags` were not checked: the first is an array";
    assert!(lines.iter().any(|line| line.ends_with(notice)), "{lines:?}");
    let errors = count("tags[*]");
    assert_eq!(errors.iter().filter(|line| line.contains("error")).count(), 2, "{errors:?}");
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
