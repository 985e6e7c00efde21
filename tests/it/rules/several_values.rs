//! Tests records that have a key or a value several times, or have several of them where one is wanted.

use super::{Outcome, check, run};
use factlint::rule::Count;

const COLLECTIONS: &str = "[collections]
p = { select = '$.p[*]', id = 'id' }
t = { select = '$.t[*]', id = 'id' }
[rules.r]
in = 'p'
";

fn rules(rule: &str) -> String {
    format!("{COLLECTIONS}{rule}\n")
}

fn messages(outcome: &Outcome) -> Vec<&str> {
    outcome.findings.iter().map(|finding| finding.message.as_str()).collect()
}

const COUNT: &str = "kind = 'count'\nfield = 'n'\nto = 't'\nto-field = 's[*]'\nkey = 'id'";

#[test]
fn a_record_that_has_a_key_twice_is_counted_once() {
    let data = |stated| {
        format!(
            r#"{{ "p": [{{ "id": "l", "n": {stated} }}], "t": [{{ "id": "a", "s": ["l", "k", "l"] }}] }}"#
        )
    };
    check(&rules(COUNT), &data(1), &[]);
    let want = "data.json:1:27: error[r]: `l` states 2, but has 1";
    check(&rules(COUNT), &data(2), &[want]);
}

#[test]
fn a_record_that_is_twice_in_a_group_is_counted_once() {
    let data = r#"{ "p": [{ "id": "a", "of": ["x", "x"], "n": 50, "f": 1 }, { "id": "b", "of": ["x"] }] }"#;
    check(&rules("kind = 'count'\nper = 'of[*]'\nat-most = 2"), data, &[]);
    check(&rules("kind = 'sum'\nitems = 'n'\ntotal = 50\nper = 'of[*]'"), data, &[]);
    let filled = "kind = 'filled'\nfield = 'f'\nat-least-percent = 60\nper = 'of[*]'";
    let want = "data.json:1:67: warning[r]: 1 of 2 records of `p` with the `of[*]` `x` have `f`, 50 %, want at least 60 %";
    check(&rules(filled), data, &[want]);
}

#[test]
fn one_of_several_values_is_not_taken_for_the_only_one() {
    let data = r#"{ "p": [{ "id": "1", "k": ["a", "b"], "n": [2, 7], "l": ["x", "y"] }],
"t": [{ "id": "x", "s": ["a"] }] }"#;
    let key = COUNT.replace("'id'", "'k[*]'").replace("'n'", "'l[0]'");
    let stated = "kind = 'count'\nfield = 'n[*]'\nitems = 'l[*]'";
    for (rule, field) in [(key.as_str(), "k[*]"), (stated, "n[*]")] {
        let want = format!("1 value of `{field}` was not checked: it is one of several values");
        assert_eq!(messages(&run(&rules(rule), data)), [want], "{rule}");
    }
}

#[test]
fn a_counted_record_with_several_values_in_a_part_of_its_key_is_unknown() {
    let rule = "kind = 'count'\nfield = 'n'\nto = 't'\nto-field = ['c[*]', 'd']\nkey = ['a', 'b']";
    let data = r#"{ "p": [{ "id": "1", "a": "x", "b": "q", "n": 1 }], "t": [{ "id": "2", "c": ["x", "y"], "d": "q" }] }"#;
    let outcome = run(&rules(rule), data);
    assert_eq!(
        messages(&outcome),
        ["1 value of `c[*]` was not checked: it is one of several values"]
    );
    assert_eq!(outcome.count(Count::CannotTell), 1);
}

#[test]
fn several_ids_of_a_record_are_not_read_as_the_first() {
    let rule =
        COLLECTIONS.replace("select = '$.p[*]', id = 'id'", "select = '$.p[*]', id = 'id[*]'");
    let rule = format!("{rule}kind = 'reference'\nfield = 'q'\nto = 'p'\n");
    let data = r#"{ "p": [{ "id": ["1", "2"] }, { "id": ["3"], "q": "2" }] }"#;
    let outcome = run(&rule, data);
    assert_eq!(
        messages(&outcome),
        ["1 value of `id[*]` was not checked: it is one of several values"]
    );
    assert_eq!(outcome.count(Count::CannotTell), 1);
}

#[test]
fn a_list_is_not_counted_as_one_item() {
    let data = r#"{ "p": [{ "id": "1", "tags": [], "n": 1 }, { "id": "2", "tags": ["a", "b", "c"], "n": 1 }] }"#;
    let want = "2 values of `tags` were not checked: the first is an array";
    for rest in ["at-least = 1\nat-most = 2", "field = 'n'"] {
        let outcome = run(&rules(&format!("kind = 'count'\nitems = 'tags'\n{rest}")), data);
        assert_eq!(messages(&outcome), [want], "{rest}");
    }
    let want = "factlint.toml:9:15: warning[rulebook]: `count` of `@.tags` is at most 1; to count the elements of a list, write `@.tags[*]`";
    check(&rules("kind = 'assert'\nthat = 'count(@.tags ) >= 0'"), data, &[want]);
    check(&rules("kind = 'assert'\nthat = 'count(@.tags[*]) >= 0'"), data, &[]);
    let data = r#"{ "p": [{ "id": "1", "tag": "a" }, { "id": "2" }] }"#;
    let want = "data.json:1:44: error[r]: `2` has 0 in `tag`, want at least 1";
    check(&rules("kind = 'count'\nitems = 'tag'\nat-least = 1"), data, &[want]);
}
