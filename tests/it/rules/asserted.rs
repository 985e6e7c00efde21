//! `assert`: near-misses and cases that its page omits.

use super::run_files;
use factlint::rule::Count;

const RULES: &str = "schema = 's.schema.json'
[collections]
r = { select = '$[*]', id = 'id' }
[rules.a]
kind = 'assert'
in = 'r'
";

#[test]
fn a_condition_that_is_false_whatever_the_unknown_value_is_reported() {
    let schema = r#"{ "items": { "properties": { "n": { "type": "number" } } } }"#;
    let data = r#"[{ "id": "a", "m": 9, "n": "x" }]"#;
    let of = |that: &str| {
        let rules = format!("exclude = ['*.schema.json']\n{RULES}that = '{that}'\n");
        run_files(&rules, &[("data.json", data), ("s.schema.json", schema)])
    };
    for that in ["@.n > 1 && @.m < 3", "@.m < 3 && @.n > 1", "!(@.n > 1 || @.m > 3)"] {
        let outcome = of(that);
        let want = format!("error[a]: `a` does not satisfy {that}");
        assert!(outcome.lines.iter().any(|line| line.ends_with(&want)), "{:?}", outcome.lines);
        assert_eq!(outcome.count(Count::CannotTell), 0, "{that}");
    }
    let outcome = of("@.n > 1 && @.m > 3");
    assert_eq!(outcome.lines.len(), 1, "{:?}", outcome.lines);
    assert_eq!(outcome.count(Count::CannotTell), 1);
}
