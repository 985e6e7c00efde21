//! Tests rules that can never report anything, and values that a rule once counted twice or contradicted wrongly.

use super::{check, run};

fn rules(rule: &str) -> String {
    format!("[collections]\nr = {{ select = '$[*]', id = 'id' }}\n[rules.x]\nin = 'r'\n{rule}\n")
}

const DATA: &str = r#"[{ "id": "1", "a": "a", "t": 1, "p": [1], "d": "2020" }]"#;

#[test]
fn empty_lists_are_refused() {
    let cases = [
        "kind = 'presence'\nrequired = []",
        "kind = 'presence'\nforbidden = []",
        "kind = 'presence'\nat-least-one = []",
        "kind = 'presence'\nonly = []",
        "kind = 'unique'\nfields = []",
        "kind = 'date-range'\nfield = []",
        "kind = 'date-range'\npast = []",
        "kind = 'reference'\nfield = []\nto = 'r'",
        "kind = 'date-inside'\nfields = []\nrange-from = 't'",
        "kind = 'determines'\nfields = []\nvalue = 't'",
        "kind = 'codelist'\nfield = 'a'\nlist = []",
        "kind = 'codelist'\nfield = 'a'\nvalues = []",
        "kind = 'sum'\nitems = 't'\ntotal = 5\nper = []",
        "kind = 'compare'\nfield = 't'\nis = '=='\nthan = 'p[*]'\nlatest-by = []",
        "kind = 'overlap'\nfrom = 't'\nto = 't'\nkey = []",
    ];
    for rule in cases {
        let lines = run(&rules(rule), DATA).lines;
        let want = "error[rulebook]: got an empty list, want at least one item";
        assert!(matches!(lines.as_slice(), [line] if line.ends_with(want)), "{rule}: {lines:?}");
    }
    let lines = run("[collections]\nr = { select = '$[*]', documents = [] }\n", DATA).lines;
    let want = "factlint.toml:4:36: error[rulebook]: got an empty list, want at least one document";
    assert_eq!(lines, [want]);
}

#[test]
fn a_choice_among_fields_needs_two_of_them() {
    for name in ["at-most-one", "all-or-none"] {
        let lines = run(&rules(&format!("kind = 'presence'\n{name} = ['a']")), DATA).lines;
        let want = "error[rulebook]: got one field, want at least two";
        assert!(matches!(lines.as_slice(), [line] if line.ends_with(want)), "{name}: {lines:?}");
    }
}

#[test]
fn a_rule_that_is_always_satisfied_is_pointed_out() {
    let cases = [
        ("kind = 'pattern'\nfield = 'a'\nmatches = ''", "the pattern matches every text"),
        ("kind = 'pattern'\nfield = 'a'\nmatches = '.*'", "the pattern matches every text"),
        ("kind = 'pattern'\nfield = 'a'\nmatches = '^'", "the pattern matches every text"),
        ("kind = 'pattern'\nfield = 'a'\nmatches = '(x|y*)$'", "the pattern matches every text"),
        ("kind = 'corroboration'\nat-least = 0", "every number is at least 0"),
        ("kind = 'sum'\nfield = 't'\nitems = 't'", "a value is always its own sum"),
        (
            "kind = 'date-range'\nfrom = 'd'\nto = 'd'",
            "a period of one date never ends before it starts",
        ),
        (
            "kind = 'presence'\nrequired = 'id'\nwhere = '@.id'",
            "no record that it selects can violate the rule",
        ),
        (
            "kind = 'presence'\nforbidden = 'n'\nwhere = '!@.n'",
            "no record that it selects can violate the rule",
        ),
        (
            "kind = 'presence'\nall-or-none = ['a', 't']\nwhere = \"@.a == 'a' && @.t > 0\"",
            "no record that it selects can violate the rule",
        ),
        ("kind = 'count'\nitems = 'p[*]'\nat-least = 0", "every number is at least 0"),
        ("kind = 'determines'\nfields = ['a', 't']\nvalue = 'a'", "a field determines itself"),
        (
            "kind = 'compare'\nfield = 't'\nis = '<='\nthan = 't'",
            "a value is always equal to itself",
        ),
        ("kind = 'filled'\nfield = 'a'\nat-least-percent = 0", "every share is at least 0 %"),
        ("kind = 'codelist'\nfield = 'a'\nlist = ['a']", "a value is always in its own field"),
        (
            "kind = 'codelist'\nfield = 'a'\nto = 'r'\nto-field = 'a'",
            "a value is always in its own field",
        ),
        (
            "kind = 'reference'\nfield = 'id'\nto = 'r'\nitself = true",
            "an id always names its own record",
        ),
        (
            "kind = 'date-inside'\nfields = 'a'\nrange-from = 'a'\nrange-to = 'a'",
            "a date is never outside a range that it begins or ends",
        ),
    ];
    for (rule, reason) in cases {
        let lines = run(&rules(rule), DATA).lines;
        let want = format!("warning[rulebook]: the rule never reports anything: {reason}");
        let warnings: Vec<&String> =
            lines.iter().filter(|line| line.contains("[rulebook]")).collect();
        assert!(
            matches!(warnings.as_slice(), [line] if line.ends_with(&want)),
            "{rule}: {lines:?}"
        );
    }
    for rule in [
        "kind = 'pattern'\nfield = 'a'\nmatches = 'a'",
        "kind = 'pattern'\nfield = 'a'\nmatches = '^.*$'",
        "kind = 'pattern'\nfield = 'a'\nmatches = 'a*'\nwhole = true",
        "kind = 'date-range'\nfrom = 'd'\nto = 'd'\nlongest = 'P1Y'",
        "kind = 'presence'\nrequired = ['id', 'a']\nwhere = '@.id'",
        "kind = 'presence'\nrequired = 'a'\nwhere = \"@.a != 'b'\"",
        "kind = 'count'\nitems = 'p[*]'\nat-least = 0\nat-most = 1",
        "kind = 'compare'\nfield = 'p[*]'\nis = '<='\nthan = 'p[*]'",
    ] {
        check(&rules(rule), DATA, &[]);
    }
}

#[test]
fn a_comparison_that_is_the_same_for_all_data_is_pointed_out() {
    for (condition, part, holds) in [
        ("1 < 2", "1 < 2", true),
        ("@.a && 'x' == \"y\"", "'x' == \"y\"", false),
        ("@.t == @['t']", "@.t == @['t']", true),
        ("@.t != @.t || @.a", "@.t != @.t", false),
        ("@.p[0] <= @.p[0]", "@.p[0] <= @.p[0]", true),
        ("@.p[?1.0 >= 1]", "1.0 >= 1", true),
    ] {
        let want = format!("warning[rulebook]: `{part}` is always {holds}, whatever the data is");
        for rule in [
            format!("kind = 'assert'\nthat = '''{condition}'''"),
            format!("kind = 'presence'\nrequired = 'd'\nwhere = '''{condition}'''"),
        ] {
            let lines = run(&rules(&rule), DATA).lines;
            let warnings: Vec<&String> =
                lines.iter().filter(|line| line.contains("[rulebook]")).collect();
            assert!(
                matches!(warnings.as_slice(), [line] if line.ends_with(&want)),
                "{rule}: {lines:?}"
            );
        }
    }
    for condition in ["@.t == $[0].t", "@.p[0] <= @.p[-1]", "@.t == 1", "@.a != @.t"] {
        check(&rules(&format!("kind = 'assert'\nthat = '''{condition}'''")), DATA, &[]);
    }
}

#[test]
fn a_code_in_the_second_group_of_a_pattern_is_checked() {
    let rule = "kind = 'codelist'\nfield = 'a'\npart = '^([a-z]{2})|^([A-Z]{2})'\nvalues = ['fr']";
    let data = r#"[{ "id": "1", "a": "ZZ" }, { "id": "2", "a": "fr" }]"#;
    let lines = run(&rules(rule), data).lines;
    assert!(matches!(lines.as_slice(), [line] if line.contains("got `ZZ` in `a`")), "{lines:?}");
}

#[test]
fn a_period_that_ends_in_a_shorter_month_contradicts_no_stated_length() {
    let rules = rules("kind = 'date-range'\nfrom = 'from'\nto = 'to'\nstated = 'stated'");
    let data = |from: &str, to: &str, stated: &str| {
        format!(r#"[{{ "id": "1", "from": "{from}", "to": "{to}", "stated": "{stated}" }}]"#)
    };
    for (from, to, stated) in [
        ("2020-02-29", "2021-02-28", "P1Y"),
        ("2021-01-31", "2021-02-28", "P1M"),
        ("2021-01-31", "2021-02-27", "P1M"),
        ("2020-02", "2021-02-28", "P1Y"),
    ] {
        check(&rules, &data(from, to, stated), &[]);
    }
    for (from, to, stated) in
        [("2020-02-29", "2021-03-01", "P1Y"), ("2021-01-28", "2021-02-28", "P1M")]
    {
        let lines = run(&rules, &data(from, to, stated)).lines;
        assert!(
            matches!(lines.as_slice(), [line] if line.contains("is stated to last")),
            "{lines:?}"
        );
    }
}

#[test]
fn a_value_that_several_steps_reach_is_one_value() {
    let data = r#"[{ "id": "1", "n": 1, "a": [{ "a": [{ "name": "x" }] }] }]"#;
    check(&rules("kind = 'count'\nfield = 'n'\nitems = '..a..name'"), data, &[]);
    let lines = run(&rules("kind = 'pattern'\nfield = '..a..name'\nmatches = 'y'"), data).lines;
    assert_eq!(lines.len(), 1, "{lines:?}");
}

#[test]
fn a_boolean_is_told_apart_from_its_text() {
    for (rule, words) in [
        ("value = 'true'", "`a` of `1` is true, want == \"true\""),
        ("than = 'b'", "`a` of `1` is true, and its `b` is \"true\": want `a` == `b`"),
    ] {
        let rules = rules(&format!("kind = 'compare'\nfield = 'a'\nis = '=='\n{rule}"));
        let lines = run(&rules, r#"[{ "id": "1", "a": true, "b": "true" }]"#).lines;
        assert!(matches!(lines.as_slice(), [line] if line.contains(words)), "{lines:?}");
    }
}
