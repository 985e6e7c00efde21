//! `keys`: near-misses and cases that its page omits.

use super::{check, run};

const COLLECTION: &str = "[collections]\nthings = { select = \"$.things[*]\", id = \"id\" }\n";

fn rules(rule: &str) -> String {
    format!("{COLLECTION}[rules.keys]\nin = \"things\"\n{rule}")
}

#[test]
fn a_key_that_no_record_may_have_is_found() {
    let rules = rules("kind = 'presence'\nonly = ['id', 'name', 'note']\n");
    let data = r#"{ "things": [
  { "id": "a", "naem": "A", "note": "x" },
  { "id": "b", "name": "B", "colour": "red" },
  { "id": "c", "n\u0061me": "C" },
  {}
] }"#;
    let outcome = run(&rules, data);
    assert_eq!(
        outcome.lines,
        [
            "data.json:2:16: error[keys]: `a` has an unknown key `naem`",
            "data.json:3:29: error[keys]: `b` has an unknown key `colour`",
        ]
    );
    let helps: Vec<_> = outcome.findings.iter().map(|finding| finding.help.as_deref()).collect();
    assert_eq!(helps, [Some("did you mean `name`?"), Some("known keys are `id`, `name`, `note`")]);
}

#[test]
fn a_key_is_only_renamed_to_one_that_it_can_be_a_slip_of() {
    let rules =
        rules("kind = 'presence'\nonly = ['id', 'height', 'father', 'name', 'date_of_birth']\n");
    for (key, want) in [
        ("hieght", Some("\"height\"")),
        ("date_of_brith", Some("\"date_of_birth\"")),
        ("Height", Some("\"height\"")),
        ("mother", None),
        ("weight_", None),
        ("nmae", None),
    ] {
        let outcome = run(&rules, &format!(r#"{{ "things": [{{ "id": "a", "{key}": 1 }}] }}"#));
        let edits: Vec<_> =
            outcome.findings.iter().flat_map(|finding| &finding.suggestions).collect();
        assert_eq!(edits.first().map(|edit| edit.replacement.as_str()), want, "{key}");
        assert!(edits.iter().all(|edit| !edit.applicability.is_safe()), "{key}");
    }
}

#[test]
fn a_record_that_has_no_keys_is_skipped() {
    let outcome = run(&rules("kind = 'presence'\nonly = 'id'\n"), r#"{ "things": [5, [], {}] }"#);
    assert_eq!(
        outcome.lines,
        ["factlint.toml:5:8: notice[keys]: 2 records were not checked: the first is a number"]
    );
    // The two values are counted for the rule and for the collection, since no other rule could read their fields.
    assert_eq!(outcome.count(factlint::rule::Count::Skipped), 4);
}

#[test]
fn keys_are_in_order() {
    let data = r#"{ "things": [
  { "id": "a", "z": { "b": 1, "a": [{ "d": 1, "c": 1 }] } },
  { "z": 1, "id": "b" }
] }"#;
    check(
        &rules("kind = 'order'\nkeys = 'own'\n"),
        data,
        &[
            "data.json:3:13: error[keys]: the order of keys of `b` goes from \"z\" to \"id\", want ascending",
        ],
    );
    check(
        &rules("kind = 'order'\nkeys = 'all'\n"),
        data,
        &[
            "data.json:2:31: error[keys]: the order of keys of the object at /things/0/z goes from \"b\" to \"a\", want ascending",
            "data.json:2:47: error[keys]: the order of keys of the object at /things/0/z/a/0 goes from \"d\" to \"c\", want ascending",
            "data.json:3:13: error[keys]: the order of keys of `b` goes from \"z\" to \"id\", want ascending",
        ],
    );
}

#[test]
fn parameters_for_values_are_refused_with_keys() {
    check(
        &rules("kind = 'order'\nkeys = 'own'\nno-gaps = true\n"),
        "{}",
        &["factlint.toml:5:8: error[rulebook]: `no-gaps` cannot be used with `keys`"],
    );
    check(
        &rules("kind = 'order'\n"),
        "{}",
        &[
            "factlint.toml:5:8: error[rulebook]: the rule `keys` of kind `order` needs `field` or `keys`",
        ],
    );
}
