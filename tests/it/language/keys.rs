//! Tests object keys as ids and as values.

use super::{NONE, check};

const RULEBOOK: &str = r#"
[collections]
chains = { select = "$.chains.*", id = "key(@)" }
tokens = { select = "$.chains.*.tokens[*]", id = "symbol" }
"#;

const DATA: &str = r#"{"chains": {
"alpha": {"name": "alpha", "parent": "beta", "tokens": [{"symbol": "X", "chain": "alpha"}], "extra": {"a": 1}},
"beta": {"name": "Beta", "parent": "gamma", "tokens": [{"symbol": "X", "chain": "alpha"}], "extra": {"c": 1}}
}}"#;

#[track_caller]
fn finds(rule: &str, want: &[&str]) {
    let rules = format!("{RULEBOOK}[rules]\nrule = {{ {rule} }}\n");
    assert_eq!(check(&rules, &[("data.json", DATA)]), want, "{rule}");
}

#[test]
fn a_record_is_found_by_its_key() {
    finds(
        "kind = 'reference', in = 'chains', field = 'parent', to = 'chains'",
        &["data.json:3:36: error[rule]: no record of `chains` has the id `gamma`"],
    );
    finds(
        "kind = 'orphan', in = 'chains', by = 'chains.parent'",
        &["data.json:2:1: warning[rule]: nothing refers to `alpha`"],
    );
}

#[test]
fn a_key_is_a_value() {
    finds(
        "kind = 'compare', in = 'chains', field = 'name', is = '==', than = 'key(@)'",
        &[
            "data.json:3:18: error[rule]: `name` of `beta` is Beta, and its `key(@)` is beta: want `name` == `key(@)`",
        ],
    );
    finds(
        "kind = 'pattern', in = 'chains', field = 'key(@)', matches = '^a'",
        &["data.json:3:1: error[rule]: got `beta` in `key(@)`, want text that matches `^a`"],
    );
    finds(
        "kind = 'codelist', in = 'chains', field = 'key(extra.*)', values = ['a', 'b']",
        &["data.json:3:102: error[rule]: got `c` in `key(extra.*)`, want `a` or `b`"],
    );
}

#[test]
fn the_key_of_an_enclosing_object_belongs_to_a_record_of_an_array() {
    finds(
        "kind = 'compare', in = 'tokens', field = 'chain', is = '==', than = 'key(^)'",
        &[
            "data.json:3:81: error[rule]: `chain` of `X` is alpha, and its `key(^)` is beta: want `chain` == `key(^)`",
        ],
    );
    finds("kind = 'unique', in = 'tokens', fields = ['key(^)', 'symbol']", &NONE);
}

#[test]
fn a_key_occurs_in_conditions_and_messages() {
    finds(
        r#"kind = "assert", in = "chains", that = "key(@) != 'beta'", message = "{key(@)} is not {name}""#,
        &["data.json:3:1: error[rule]: beta is not Beta"],
    );
    finds(
        r#"kind = "assert", in = "chains", that = "match(key(@), 'a.*') || key(@.extra) == 'extra'""#,
        &NONE,
    );
    finds(
        r#"kind = "pattern", in = "chains", where = "key(@) == 'alpha'", field = "name", never = "a""#,
        &["data.json:2:19: error[rule]: got `alpha` in `name`, want text that does not match `a`"],
    );
}

#[test]
fn records_that_share_a_key_above_them_have_places_of_their_own() {
    let data = r#"{"chains": {"alpha": {"tokens": [{"symbol": "X"}, {"symbol": "X"}]}}}"#;
    let rules = format!(
        "{RULEBOOK}[rules]\nrule = {{ kind = 'unique', in = 'tokens', fields = ['key(^)', 'symbol'] }}\n"
    );
    let want =
        "data.json:1:62: error[rule]: 2 records of `tokens` share the key(^), symbol `alpha`, `X`";
    assert_eq!(check(&rules, &[("data.json", data)]), [want]);
}
