//! `order`: near-misses and cases that its page omits.

use super::{check, run, run_files};
use factlint::finding::Finding;
use factlint::rule::Count;

const COLLECTION: &str = "[collections]\nthings = { select = \"$.things[*]\", id = \"id\" }\n";

/// Returns a rulebook with a rule about `things`.
fn rules(parameters: &str) -> String {
    format!("{COLLECTION}[rules.order]\nkind = \"order\"\nin = \"things\"\n{parameters}")
}

#[test]
fn the_records_of_a_document_are_a_list() {
    let rules = rules("field = \"name\"\nwithin = \"collection\"\n");
    let files = [
        ("a.json", r#"{ "things": [{ "name": "m" }, { "name": "n" }, {}, 5, { "name": "l" }] }"#),
        ("b.json", r#"{ "things": [{ "name": "a" }, { "name": "b" }] }"#),
    ];
    assert_eq!(
        run_files(&rules, &files).lines,
        ["a.json:1:65: error[order]: `name` of `things` goes from \"n\" to \"l\", want ascending"]
    );
}

#[test]
fn records_that_are_sorted_first_are_one_list_whatever_their_order() {
    let rules = rules(
        "field = \"version\"\nwithin = \"collection\"\nsort-by = \"date\"\nno-gaps = true\nas = \"version\"\n",
    );
    let (old, new, newest) = (
        ("1.json", r#"{ "things": [{ "version": "1.0", "date": "2020-01-01" }] }"#),
        (
            "2.json",
            r#"{ "things": [{ "version": 2, "date": "2021-01-01" }, { "version": 4, "date": "2022" }] }"#,
        ),
        ("3.json", r#"{ "things": [{ "version": "3", "date": "2023-05" }] }"#),
    );
    let about = |findings: &[Finding]| -> Vec<(String, String)> {
        let one = |finding: &Finding| (finding.message.clone(), finding.state.hash());
        findings.iter().map(one).collect()
    };
    let outcome = run_files(&rules, &[old, new, newest]);
    assert_eq!(
        outcome.lines,
        [
            "2.json:1:67: error[order]: `version` of `things`, sorted by `date`, goes from 2 to 4, want steps of one; one more place is out of order"
        ]
    );
    let renamed = [("3.json", old.1), ("1.json", new.1), ("2.json", newest.1)];
    assert_eq!(about(&outcome.findings), about(&run_files(&rules, &renamed).findings));
}

#[test]
fn all_faults_of_a_list_are_one_finding() {
    let numbers: Vec<String> = (0..100).rev().map(|number: i32| number.to_string()).collect();
    let data = format!(r#"{{ "things": [{{ "id": "a", "list": [{}] }}] }}"#, numbers.join(", "));
    let outcome = run(&rules("field = \"list[*]\"\n"), &data);
    assert_eq!(
        outcome.lines,
        [
            "data.json:1:40: error[order]: `list[*]` of `a` goes from 99 to 98, want ascending; 98 more places are out of order"
        ]
    );
    assert_eq!(outcome.findings[0].labels.len(), 100);
    assert_eq!(outcome.count(Count::Compared), 99);
    check(&rules("field = \"list[*]\"\ndirection = \"descending\"\nstrict = true\n"), &data, &[]);
}

#[test]
fn values_that_cannot_be_ordered_are_counted() {
    let rules = rules("items = \"list[*]\"\nfield = \"n\"\nsort-by = \"at\"\n");
    let outcome = run(
        &rules,
        r#"{ "things": [
            { "list": [{ "n": 1, "at": "2020" }, { "n": 2, "at": "2020-05" }] },
            { "list": [{ "n": 2, "at": 1 }, { "n": 1 }, { "n": {}, "at": 1 }, { "at": 0 }, 7] },
            { "list": "none" }, { "list": [{ "n": [1], "at": null }] } ] }"#,
    );
    assert_eq!(
        outcome.lines,
        [
            "factlint.toml:5:8: notice[order]: 3 values of `n` were not checked: the first is an object",
            "factlint.toml:5:8: notice[order]: 1 value of `at` was not checked: it is a number",
            "factlint.toml:5:8: notice[order]: 1 value of `list[*]` was not checked: it is a string",
        ]
    );
    assert_eq!(outcome.count(Count::CannotTell), 2);
    assert_eq!(outcome.count(Count::Skipped), 5);
}

#[test]
fn parameters_that_do_not_go_together_are_refused() {
    for (parameters, message) in [
        (
            "field = \"n\"\nwithin = \"collection\"\nitems = \"list[*]\"\n",
            "`items` cannot be used with `within = \"collection\"`",
        ),
        (
            "field = \"n\"\nsort-by = \"at\"\n",
            "`sort-by` needs `items` or `within = \"collection\"`",
        ),
        (
            "field = \"n\"\nas = \"date\"\nno-gaps = true\n",
            "`no-gaps` cannot be used with `as = \"date\"`",
        ),
    ] {
        let line = format!("factlint.toml:5:8: error[rulebook]: {message}");
        check(&rules(parameters), "{}", &[&line]);
    }
    check(
        &rules("field = \"n\"\nas = \"dates\"\ndirection = \"up\"\nlowest-at-most = -1\n"),
        "{}",
        &[
            "factlint.toml:9:6: error[rulebook]: got `dates`, want one of `auto`, `number`, `date`, `version`, `release`, `text`, `text-ignoring-case`, `name`, `title`",
            "factlint.toml:10:13: error[rulebook]: got `up`, want one of `ascending`, `descending`",
            "factlint.toml:11:18: error[rulebook]: got an integer, want a whole number of at least 0",
        ],
    );
}
