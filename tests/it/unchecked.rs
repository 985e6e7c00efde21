//! Tests that all values that were not checked are counted, reported once per rule and field, and can be listed with
//! their places.

use crate::command::Folder;
use serde_json::Value;

const RULEBOOK: &str = r#"version = 1
documents = ["data.json"]

[collections]
people = { select = "$.people[*]", id = "id" }

[rules.name]
kind = "pattern"
in = "people"
field = "name"
matches = "^[A-Z]"
"#;

fn folder(data: &str) -> Folder {
    Folder::new(&[("factlint.toml", RULEBOOK), ("data.json", data)])
}

fn counts(report: &Value) -> Vec<(String, String, String, u64, usize)> {
    let unchecked = report["summary"]["unchecked"].as_array().expect("a list");
    let text = |entry: &Value, name: &str| entry[name].as_str().expect("a text").to_owned();
    let entry = |entry: &Value| {
        let number = entry["number"].as_u64().expect("a number");
        let places = entry["places"].as_array().expect("places").len();
        (text(entry, "rule"), text(entry, "field"), text(entry, "count"), number, places)
    };
    unchecked.iter().map(entry).collect()
}

#[test]
fn values_that_a_rule_does_not_accept_are_one_notice_at_the_rule() {
    let folder = folder(
        r#"{"people": [{"id": "a", "name": {}}, {"id": "b", "name": []}, {"id": "c", "name": "C"}]}"#,
    );
    let outcome = folder.check(&["--format", "concise"]);
    let place = folder.place_of("factlint.toml", "name]");
    let message = "notice[name]: 2 values of `name` were not checked: the first is an object";
    outcome.assert(0, &format!("{place}: {message}"));
    assert_eq!(outcome.lines_at("factlint.toml").len(), 1, "{outcome:#?}");
    assert_eq!(outcome.lines_at("data.json").len(), 0, "{outcome:#?}");
}

#[test]
fn null_is_an_absent_value_and_an_empty_text_is_undecided() {
    let folder = folder(r#"{"people": [{"id": "a", "name": null}, {"id": "b", "name": "B"}]}"#);
    let report = folder.check(&["--format", "json"]).report();
    assert_eq!((counts(&report), report["findings"].as_array().map(Vec::len)), (vec![], Some(0)));
}

#[test]
fn only_the_first_places_are_kept_unless_all_are_requested() {
    let people: Vec<String> =
        (0..40).map(|id| format!("{{\"id\": \"{id}\", \"name\": [{id}]}}")).collect();
    let folder = folder(&format!("{{\"people\": [{}]}}", people.join(", ")));
    let entry = |places| {
        vec![("name".to_owned(), "name".to_owned(), "values_skipped".to_owned(), 40, places)]
    };
    let first = folder.check(&["--format", "json"]).report();
    assert_eq!(counts(&first), entry(12));
    let all = folder.check(&["--format", "json", "--show-unchecked"]).report();
    assert_eq!(counts(&all), entry(40));
    let listed = folder.check(&["--format", "concise", "--show-unchecked"]);
    let lines = listed.stdout.lines().filter(|line| line.contains(": not checked[name]: "));
    assert_eq!(lines.count(), 40, "{listed:#?}");
}

/// In the shipped dataset, each count of unchecked values in the summary equals the number of listed places.
#[test]
fn every_count_of_the_shipped_dataset_can_be_listed() {
    let folder = Folder::with_the_dataset();
    let report = folder.check(&["dataset", "--format", "json", "--show-unchecked"]).report();
    let unchecked = counts(&report);
    for count in [
        "evidence_not_verifiable",
        "values_cannot_tell",
        "comparisons_cannot_tell",
        "values_skipped",
    ] {
        let of_count = unchecked.iter().filter(|entry| entry.2 == count);
        let (number, places) = of_count
            .fold((0, 0), |(number, places), entry| (number + entry.3, places + entry.4 as u64));
        assert_eq!(report["summary"]["counts"][count], number, "{count}");
        assert_eq!(number, places, "{count}");
    }
    assert!(!unchecked.is_empty());
    let listed = folder.check(&["dataset", "--format", "concise", "--show-unchecked"]);
    let lines = listed.stdout.lines().filter(|line| line.contains(": not checked[")).count();
    assert_eq!(lines as u64, unchecked.iter().map(|entry| entry.3).sum::<u64>());
    assert!(listed.stdout.contains("(--show-unchecked lists the places)"), "{listed:#?}");
}

#[test]
fn documents_without_a_schema_rules_that_are_off_and_values_that_are_not_records_are_listed() {
    let folder = folder(r#"{"people": [{"id": "a", "name": "A"}, "x"]}"#);
    folder.replace("factlint.toml", "kind = \"pattern\"", "kind = \"pattern\"\nlevel = \"off\"");
    folder.write(
        "factlint.toml",
        folder.read("factlint.toml")
            + "[rules.other]\nkind = \"pattern\"\nin = \"people\"\nfield = \"name\"\nmatches = \".\"\n",
    );
    let outcome = folder.check(&["--format", "concise", "--show-unchecked"]);
    let lines: Vec<&str> =
        outcome.stdout.lines().filter(|line| line.contains("not checked")).collect();
    assert_eq!(
        lines,
        [
            "data.json: not checked: it has no schema",
            "not checked[name]: the rule is switched off",
            "data.json:1:39: not checked[collections.people]: value of an unexpected type skipped",
            "factlint.toml:5:1: notice[idle]: 1 record was not checked: it is a string; also at data.json:1:39",
            "not checked: 1 document without a schema, 1 rule switched off, 1 value of an unexpected type skipped (--show-unchecked lists the places)",
        ]
    );
}

/// Rules of several kinds on fields with several steps. In some records, the values lack the
/// children that the last step selects.
const SHORT_VALUES: [(&str, &str); 2] = [
    (
        "factlint.toml",
        r#"version = 1
documents = ["data.json"]
[collections]
o = { select = "$.o[*]", id = "id" }
p = { select = "$.p[*]", id = "id" }
[rules]
order = { kind = "order", in = "o", field = "years[*]" }
count = { kind = "count", in = "o", field = "n", items = "parts[*]" }
inverse = { kind = "inverse", in = "o", field = "has[*]", to = "p", to-field = "of[*]" }
orphan = { kind = "orphan", in = "p", by = "o.has[*]" }
acyclic = { kind = "acyclic", in = "o", field = "up[*]" }
dates = { kind = "date-range", in = "o", past = "seen[*].on" }
compare = { kind = "compare", in = "o", field = "x", is = "<", than = "ys[*]" }
reference = { kind = "reference", in = "o", field = "has[*]", to = "p" }
codes = { kind = "codelist", in = "o", field = "tags[*]", values = ["red", "blue"] }
pattern = { kind = "pattern", in = "o", field = "seen[*].on", matches = "^[0-9]" }
unique = { kind = "unique", in = "o", items = "parts[*]" }
sum = { kind = "sum", in = "o", field = "n", items = "share[*].m" }
"#,
    ),
    (
        "data.json",
        r#"{"o": [
{"id": "a", "tags": ["red"], "years": [1, 2], "n": 2, "parts": [1, 2], "has": ["q"], "up": [], "seen": [{"on": "2000"}], "x": 1, "ys": [2], "share": [{"m": 2}]},
{"id": "b", "tags": ["blue"], "years": null, "n": 1, "parts": ["z"], "has": [], "up": ["a"], "seen": [], "x": 1, "ys": [3]},
{"id": "c", "tags": "green", "years": "5, 4", "n": 2, "parts": "z", "has": "r", "up": "c", "seen": {"on": "2999"}, "x": 9, "ys": 3, "share": [{"m": 1}, 1]}
],
"p": [{"id": "q", "of": "a"}, {"id": "r", "of": []}]}"#,
    ),
];

#[test]
fn a_value_without_the_children_that_a_field_selects_is_counted_as_skipped() {
    let outcome = Folder::new(&SHORT_VALUES).check(&["--format", "json"]);
    let mut skipped: Vec<String> = counts(&outcome.report())
        .into_iter()
        .filter(|(_, _, count, _, _)| count == "values_skipped")
        .map(|(rule, field, _, number, _)| format!("{rule} {field} {number}"))
        .collect();
    skipped.sort();
    let want = [
        "acyclic up[*] 1",
        "codes tags[*] 1",
        "compare ys[*] 1",
        "count parts[*] 1",
        "dates seen[*].on 1",
        "inverse has[*] 1",
        "inverse of[*] 1",
        "order years[*] 1",
        "orphan o.has[*] 1",
        "pattern seen[*].on 1",
        "reference has[*] 1",
        "sum share[*].m 1",
        "unique parts[*] 1",
    ];
    assert_eq!(skipped, want);
}

#[test]
fn a_value_without_the_selected_children_causes_no_error() {
    let outcome = Folder::new(&SHORT_VALUES).check(&["--format", "json"]);
    let report = outcome.report();
    let findings = report["findings"].as_array().expect("a list");
    let errors: Vec<&Value> =
        findings.iter().filter(|finding| finding["level"] != "notice").collect();
    assert!(errors.is_empty(), "{errors:#?}");
}

#[test]
fn a_condition_on_a_value_of_the_wrong_type_is_reported() {
    let rulebook = r#"version = 1
documents = ["data.json"]

[collections]
books  = { select = "$.books[*]", id = "id" }
shelves = { select = "$.shelves[*]", id = "id" }

[rules.recent]
kind    = "pattern"
in      = "books"
where   = "@.kind == 'book' && @.year > 2000"
field   = "id"
matches = "^r"

[rules.titled]
kind    = "pattern"
in      = "books"
where   = "!search(@.title, 'x') || length(@.title) < 3"
field   = "id"
matches = "^r"

[rules.shelf]
kind     = "reference"
in       = "books"
field    = "shelf"
to       = "shelves"
to-where = "@.floor < 9"
"#;
    let data = r#"{"books": [
{"id": "r1", "kind": "book", "year": 2001, "title": "a", "shelf": "s"},
{"id": "r2", "kind": "book", "year": "2002", "title": 7, "shelf": "s"},
{"id": "r3", "kind": "map", "year": "2003", "title": null},
{"id": "r4", "kind": "book", "year": null},
{"id": "r5", "kind": "book"}
], "shelves": [{"id": "s", "floor": 1}, {"id": "t", "floor": "2"}]}"#;
    let folder = Folder::new(&[("factlint.toml", rulebook), ("data.json", data)]);
    let outcome = folder.check(&["--format", "json"]);
    let entry = |rule: &str, field: &str| {
        (rule.to_owned(), field.to_owned(), "values_skipped".to_owned(), 1, 1)
    };
    let want = [entry("recent", "year"), entry("titled", "title"), entry("shelf", "floor")];
    assert_eq!(counts(&outcome.report()), want);
    let concise = folder.check(&["--format", "concise"]);
    let message = "notice[recent]: 1 value of `year` was not checked: it is a string";
    concise.assert(0, &format!("{}: {message}", folder.place_of("factlint.toml", "recent]")));
}

#[test]
fn a_text_that_reads_as_a_number_was_compared_with_a_number_in_silence() {
    let cases = [
        ("@.year != 2020", "2 values of `year` were not checked: the first is a string"),
        ("@.number != '7'", "2 values of `number` were not checked: the first is a number"),
        ("@.tags != 'a'", "2 values of `tags` were not checked: the first is an array"),
        ("!(@.tags == 'a')", "2 values of `tags` were not checked: the first is an array"),
        ("!@.years[?@ == 2020]", "4 values of"),
        ("@.year != @.number", "2 values of `year` were not checked: the first is a string"),
        ("@.open != true", "2 values of `open` were not checked: the first is a string"),
    ];
    for (condition, message) in cases {
        let rulebook = format!(
            "version = 1\ndocuments = [\"data.json\"]\n[collections]\nr = {{ select = \"$[*]\", id = \"id\" }}\n\
             [rules.right]\nkind = \"assert\"\nin = \"r\"\nthat = \"{condition}\"\n"
        );
        let record = |id: u8| {
            format!(
                r#"{{"id": "{id}", "year": "2020", "number": 7, "tags": ["a"], "years": ["2020", "2021"], "open": "true"}}"#
            )
        };
        let data = format!("[{}, {}]", record(1), record(2));
        let folder = Folder::new(&[("factlint.toml", &rulebook), ("data.json", &data)]);
        let outcome = folder.check(&["--format", "concise"]);
        let notice = format!("notice[right]: {message}");
        assert!(outcome.stdout.contains(&notice), "{condition}: {outcome:#?}");
    }
    // These values really differ, and a comparison with `null` asks for nothing else.
    for condition in ["@.year != 'soon'", "@.name != 5", "@.tags != null", "@.open != @.year"] {
        let rulebook = format!(
            "version = 1\ndocuments = [\"data.json\"]\n[collections]\nr = {{ select = \"$[*]\", id = \"id\" }}\n\
             [rules.right]\nkind = \"assert\"\nin = \"r\"\nthat = \"{condition}\"\n[rules.idle]\nlevel = \"off\"\n"
        );
        let data = r#"[{"id": "1", "year": "2020", "name": "Ann", "tags": ["a"], "open": "true"}]"#;
        let folder = Folder::new(&[("factlint.toml", &rulebook), ("data.json", data)]);
        folder.check(&["--format", "concise"]).assert(0, "nothing found");
    }
}

#[test]
fn a_cell_that_is_compared_with_true_or_false_was_unequal_in_silence() {
    let rulebook = |document: &str, condition: &str| {
        format!(
            "version = 1\ndocuments = [\"{document}\"]\n[collections]\nr = {{ select = \"$[*]\", id = \"id\" }}\n\
             [rules.right]\nkind = \"assert\"\nin = \"r\"\nthat = \"{condition}\"\n"
        )
    };
    let csv = "id,year,open\n1,2020,yes\n2,2021,\n";
    for (condition, field, number) in [
        ("@.year != true", "year", "2 values"),
        ("!(false == @.year)", "year", "2 values"),
        ("@.open != true", "open", "1 value"),
    ] {
        let folder =
            Folder::new(&[("factlint.toml", &rulebook("d.csv", condition)), ("d.csv", csv)]);
        let outcome = folder.check(&["--format", "concise"]);
        let notice = format!("notice[right]: {number} of `{field}`");
        assert!(outcome.stdout.contains(&notice), "{condition}: {outcome:#?}");
    }
    // A field in JSON may be a Boolean or a text.
    let json = r#"[{"id": "1", "end": true}, {"id": "2", "end": "2020-05-01"}]"#;
    let rulebook = rulebook("d.json", "@.end != false");
    let folder = Folder::new(&[("factlint.toml", &rulebook), ("d.json", json)]);
    folder.check(&["--format", "concise"]).assert(0, "nothing found");
}

#[test]
fn a_filter_on_a_value_of_another_type_selected_nothing_in_silence() {
    let rulebook = r#"version = 1
documents = ["data.json"]

[collections]
recent = { select = "$.books[?@.year > 2000]", id = "id" }
books  = { select = "$.books[*]", id = "id" }

[rules.parts]
kind    = "pattern"
in      = "books"
field   = "parts[?@.n > 1].name"
matches = "^n"

[rules.chapters]
kind = "assert"
in   = "books"
that = "!@.chapters[?@.pages < 2]"

[rules.years]
kind = "assert"
in   = "books"
that = "!(@.year < 2000)"

[rules.recent]
kind    = "pattern"
in      = "recent"
field   = "id"
matches = "^r"
"#;
    let data = r#"{"books": [
{"id": "r1", "year": 2001, "parts": [{"n": 2, "name": "n"}, {"n": null}, {}], "chapters": [{"pages": 5}]},
{"id": "r2", "year": "2002", "parts": [{"n": "2", "name": "m"}], "chapters": [{"pages": "1"}]},
{"id": "r3", "year": "", "parts": [], "chapters": [{"pages": 5}, {}]}
]}"#;
    let folder = Folder::new(&[("factlint.toml", rulebook), ("data.json", data)]);
    let outcome = folder.check(&["--format", "json"]);
    let entry = |rule: &str, field: &str, count: &str| {
        (rule.to_owned(), field.to_owned(), count.to_owned(), 1, 1)
    };
    let path = "$.books[?@.year > 2000]";
    let want = [
        entry("collections.recent", path, "comparisons_cannot_tell"),
        entry("collections.recent", path, "values_skipped"),
        entry("parts", "parts[?@.n > 1].name", "values_skipped"),
        entry("chapters", "pages", "values_skipped"),
        entry("years", "year", "comparisons_cannot_tell"),
        entry("years", "year", "values_skipped"),
    ];
    let mut got = counts(&outcome.report());
    got[..2].sort();
    got[4..].sort();
    assert_eq!(got, want);
    let concise = folder.check(&["--format", "concise"]);
    let message = "1 value of `parts[?@.n > 1].name` was not checked: it is a string";
    let place = folder.place_of("factlint.toml", "parts]");
    concise.assert(0, &format!("{place}: notice[parts]: {message}"));
}

/// Regression: the summary did not say that the rule `date` was off.
#[test]
fn the_summary_says_that_malformed_dates_are_not_reported() {
    let rulebook = "version = 1\ndocuments = 'data.json'\n[collections]\nr = { select = '$.r[*]', id = 'id' }\n[rules.past]\nkind = 'date-range'\nin = 'r'\npast = 'd'\n[rules.date]\nlevel = 'off'\n";
    let data = r#"{ "r": [{ "id": "a", "d": "24/07/2014" }] }"#;
    let folder = Folder::new(&[("factlint.toml", rulebook), ("data.json", data)]);
    let outcome = folder.check(&["--format", "concise"]);
    outcome.assert(0, "not checked: 1 document without a schema, 1 rule switched off");
    let outcome = folder.check(&["--show-unchecked"]);
    outcome.assert(0, "not checked[date]: the rule is switched off");
}

#[test]
fn what_a_duplicate_key_hides_is_counted_if_the_kind_is_off() {
    const RULES: &str = "version = 1\ndocuments = 'data.json'\n[collections]\npeople = { select = '$.people[*]', id = 'id' }\n[rules.duplicate-key]\nlevel = 'off'\n[rules.ids]\nkind = 'unique'\nin = 'people'\nfields = 'id'\n";
    let data = r#"{"people": [{"id": "a", "id": "b"}, {"id": "a"}, {"id": "c"}]}"#;
    let folder = Folder::new(&[("factlint.toml", RULES), ("data.json", data)]);
    let report = folder.check(&["--format", "json"]).report();
    let hidden = ["duplicate-key", "", "comparisons_cannot_tell"].map(str::to_owned);
    let [rule, field, count] = hidden;
    assert_eq!(counts(&report), [(rule, field, count, 1, 1)]);
    assert_eq!(report["findings"].as_array().map(Vec::len), Some(0));
    let listed = folder.check(&["--show-unchecked"]);
    assert!(
        listed.stdout.contains("data.json:1:14: not checked[duplicate-key]: comparison undecided"),
        "{listed:#?}"
    );
    folder.replace("factlint.toml", "[rules.duplicate-key]\nlevel = 'off'\n", "");
    let report = folder.check(&["--format", "json"]).report();
    assert!(counts(&report).iter().all(|entry| entry.0 != "duplicate-key"), "{report}");
}
