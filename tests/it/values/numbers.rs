//! Numbers beyond 2^53, and several notations of one number.

use super::{check, run};

/// Two different integers that are equal as doubles.
const ONE: &str = "9007199254740992";
const NEXT: &str = "9007199254740993";

fn of_rules(rules: &str, records: &str) -> Vec<String> {
    let lines = run(rules, records).lines;
    // Leaves out findings of the rule `number`, which reports that most readers change such numbers.
    lines.into_iter().filter(|line| !line.contains("[number]")).collect()
}

#[test]
fn numbers_beyond_two_to_the_53_are_compared_exactly() {
    let compare =
        "[rules.c]\nkind = \"compare\"\nin = \"r\"\nfield = \"n\"\nis = \"==\"\nthan = \"m\"\n";
    let order = "[rules.o]\nkind = \"order\"\nin = \"r\"\nfield = \"v[*]\"\nstrict = true\n";
    let unique = "[rules.u]\nkind = \"unique\"\nin = \"r\"\nitems = \"v[*]\"\n";
    let sum = "[rules.s]\nkind = \"sum\"\nin = \"r\"\nfield = \"n\"\nitems = \"v[*]\"\n";
    let codelist = "[rules.l]\nkind = \"codelist\"\nin = \"r\"\nfield = \"n\"\nlist = \"v[*]\"\n";
    let condition =
        format!("[rules.a]\nkind = \"assert\"\nin = \"r\"\nthat = \"@.n < {NEXT}.5\"\n");
    for (rules, right, wrong) in [
        (
            compare,
            format!(r#""n": {NEXT}.0, "m": {NEXT}"#),
            format!(r#""n": {NEXT}.0, "m": {ONE}.0"#),
        ),
        (order, format!(r#""v": [{ONE}.0, {NEXT}.0]"#), format!(r#""v": [{NEXT}.0, {ONE}.0]"#)),
        (unique, format!(r#""v": [{ONE}.0, {NEXT}.0]"#), format!(r#""v": [{NEXT}, {NEXT}.0]"#)),
        (
            sum,
            format!(r#""n": {NEXT}, "v": [{ONE}, 1.0]"#),
            format!(r#""n": {ONE}, "v": [{ONE}, 1]"#),
        ),
        (
            codelist,
            format!(r#""n": {NEXT}.0, "v": [{NEXT}]"#),
            format!(r#""n": {NEXT}, "v": [{ONE}]"#),
        ),
        (&condition, format!(r#""n": {NEXT}.0"#), format!(r#""n": {NEXT}.75"#)),
    ] {
        assert_eq!(of_rules(rules, &format!(r#"[{{"id": "a", {right}}}]"#)), [""; 0], "{rules}");
        assert_eq!(of_rules(rules, &format!(r#"[{{"id": "a", {wrong}}}]"#)).len(), 1, "{rules}");
    }
}

#[test]
fn one_number_is_one_key_however_it_is_written() {
    let unique = "[rules.u]\nkind = \"unique\"\nin = \"r\"\nfields = \"n\"\n";
    for (left, right) in
        [("1", "1.0"), ("100", "1e2"), ("0", "-0"), ("0.10", "0.1"), ("1", "\"1\"")]
    {
        let records = format!(r#"[{{"id": "a", "n": {left}}}, {{"id": "b", "n": {right}}}]"#);
        assert_eq!(of_rules(unique, &records).len(), 1, "{left} {right}");
    }
    let records = r#"[{"id": "a", "n": 1e400}, {"id": "b", "n": 1e401}, {"id": "c", "n": -1e400}]"#;
    assert_eq!(of_rules(unique, records), [""; 0]);
}

#[test]
fn numbers_that_no_double_holds_are_in_order() {
    let order = "[rules.o]\nkind = \"order\"\nin = \"r\"\nfield = \"v[*]\"\nstrict = true\n";
    let records = r#"[{"id": "a", "v": [-1e401, -1e400, -1e-400, 0, 1e-400, 1e400, 1e401]}]"#;
    assert_eq!(of_rules(order, records), [""; 0]);
    let records = r#"[{"id": "a", "v": [-0, 0]}]"#;
    assert_eq!(of_rules(order, records).len(), 1);
}

#[test]
fn a_code_is_a_number_by_its_value() {
    let rules =
        "[rules.l]\nkind = \"codelist\"\nin = \"r\"\nfield = \"n\"\nvalues = [\"1\", \"2\"]\n";
    check(rules, r#"[{"id": "a", "n": 1.0}, {"id": "b", "n": 2}]"#, &[]);
    assert_eq!(of_rules(rules, r#"[{"id": "a", "n": 1.5}, {"id": "b", "n": "1.0"}]"#).len(), 2);
}

#[test]
fn a_total_or_key_that_selects_several_values_is_counted() {
    use factlint::rule::Count;
    for rules in [
        "[rules.x]\nkind = \"sum\"\nin = \"r\"\nfield = \"t[*]\"\nitems = \"v[*]\"\n",
        "[rules.x]\nkind = \"unique\"\nin = \"r\"\nfields = \"t[*]\"\n",
        "[rules.x]\nkind = \"overlap\"\nin = \"r\"\nfrom = \"f\"\nto = \"f\"\nkey = \"t[*]\"\n",
    ] {
        let records = r#"[{"id": "a", "f": "2017", "t": [1, 2], "v": [1]}, {"id": "b", "f": "2017", "t": [3]}]"#;
        let skipped = "notice[x] 1 value of `t[*]` was not checked: it is one of several values";
        let outcome = check(rules, records, &[skipped]);
        assert_eq!(outcome.count(Count::Skipped), 1, "{rules}");
    }
}
