//! Tests that findings do not depend on how a number is written: `5`, `5.0` and `5e0` are one value.

use super::run;

#[test]
fn a_number_that_is_written_otherwise_leaves_the_finding_and_its_state_unchanged() {
    let of = |rule: &str, id: &str, five: &str| {
        let rules =
            format!("[collections]\nr = {{ select = '$[*]'{id} }}\n[rules.x]\nin = 'r'\n{rule}\n");
        let outcome = run(
            &rules,
            &format!(r#"[{{ "id": "1", "n": {five}, "m": {{ "a": {five} }}, "l": [9, {five}] }}]"#),
        );
        let [finding] = outcome.findings.as_slice() else { panic!("{:?}", outcome.lines) };
        (finding.fingerprint().to_string(), format!("{:?}", finding.state))
    };
    for rule in [
        "kind = 'compare'\nfield = 'n'\nis = '<='\nvalue = 3",
        "kind = 'compare'\nfield = 'n'\nis = '<'\nthan = 'm.a'",
        "kind = 'assert'\nthat = '@.n < 3 && @.m'",
        "kind = 'order'\nfield = 'l[*]'",
        "kind = 'count'\nitems = 'l[*]'\nat-most = 1",
    ] {
        for id in [", id = 'id'", ""] {
            let want = of(rule, id, "5");
            assert_eq!(of(rule, id, "5.0"), want, "{rule}");
            assert_eq!(of(rule, id, "5e0"), want, "{rule}");
        }
    }
}
