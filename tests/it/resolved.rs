//! Tests that a finding counts as resolved only if its rule checked the data and no longer reports it.

use crate::command::{Folder, TODAY, run};
use crate::diff::verdict;
use crate::repository::{Repository, command};

const RULEBOOK: &str = r#"version = 1
documents = ["*.json"]

[collections]
r = { select = "$.r[*]", id = "id" }

[rules.name]
kind = "pattern"
level = "review"
in = "r"
field = "name"
matches = "^[A-Z]"
"#;

const SCHEMA: &str =
    r#"{ "properties": { "r": { "items": { "properties": { "id": { "type": "string" } } } } } }"#;

const DATA: &str = r#"{"r": [{"id": "a", "name": "x"}, {"id": "b", "name": "B"}]}"#;

/// The status of the finding about `a`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Found,
    Resolved,
    NotCompared,
}

use Fate::{Found, NotCompared, Resolved};

/// Later versions of the document, and the status of the finding of the first version.
const DATA_LATER: [(&str, Fate); 27] = [
    (DATA, Found),
    // The name is corrected, or the field is left out.
    (r#"{"r": [{"id": "a", "name": "X"}, {"id": "b", "name": "B"}]}"#, Resolved),
    (r#"{"r": [{"id": "a"}, {"id": "b", "name": "B"}]}"#, Resolved),
    (r#"{"r": [{"id": "a", "name": null}, {"id": "b", "name": "B"}]}"#, Resolved),
    // The record is deleted or renamed, or all records are.
    (r#"{"r": [{"id": "b", "name": "B"}]}"#, Resolved),
    (r#"{"r": [{"id": "c", "name": "C"}, {"id": "b", "name": "B"}]}"#, Resolved),
    (r#"{"r": []}"#, Resolved),
    (r#"{"r": {}}"#, Resolved),
    (r#"{"r": {"a": {"id": "a", "name": "X"}}}"#, Resolved),
    // The collection is gone, or is not a list.
    ("{}", NotCompared),
    (r#"{"rr": [{"id": "a", "name": "x"}]}"#, NotCompared),
    (r#"{"r": null}"#, NotCompared),
    (r#"{"r": "zzz"}"#, NotCompared),
    (r#"{"r": 5}"#, NotCompared),
    ("[]", NotCompared),
    // The collection has values that are not records.
    (r#"{"r": ["zzz"]}"#, NotCompared),
    (r#"{"r": [["zzz"], {"id": "b", "name": "B"}]}"#, NotCompared),
    (r#"{"r": {"id": "a", "name": "x"}}"#, NotCompared),
    (r#"{"r": [null, {"id": "b", "name": "B"}]}"#, NotCompared),
    // The rule does not accept the value, or the value has another name.
    (r#"{"r": [{"id": "a", "name": ["x"]}, {"id": "b", "name": "B"}]}"#, NotCompared),
    (r#"{"r": [{"id": "a", "nam": "x"}, {"id": "b", "nam": "B"}]}"#, NotCompared),
    // The id cannot be read.
    (r#"{"r": [{"id": "a", "id": "c", "name": "x"}, {"id": "b", "name": "B"}]}"#, NotCompared),
    (r#"{"r": [{"id": 7, "name": "x"}, {"id": "b", "name": "B"}]}"#, NotCompared),
    (r#"{"r": [{"id": {}, "name": "x"}, {"id": "b", "name": "B"}]}"#, NotCompared),
    // The id of another record cannot be read, and `a` is present and corrected.
    (r#"{"r": [{"id": "a", "name": "X"}, {"id": "b", "id": "c", "name": "B"}]}"#, Resolved),
    // The document is not JSON.
    (r#"{"r": ["#, NotCompared),
    (r#"{"r": [{"id": "a", "name": }]}"#, NotCompared),
];

/// Typing errors in the rulebook that hide the finding while the data stays the same.
const SLIPS: [(&str, &str); 5] = [
    ("$.r[*]", "$.rr[*]"),
    ("$.r[*]", "$.r.r[*]"),
    ("field = \"name\"", "field = \"nane\""),
    ("id = \"id\"", "id = \"ids\""),
    ("field = \"name\"", "where = \"@.species\"\nfield = \"name\""),
];

fn files(rulebook: &str) -> [(&'static str, String); 3] {
    let schema = "schema = \"schema/s.json\"\n[collections]";
    let rulebook = rulebook.replacen("[collections]", schema, 1);
    [
        ("factlint.toml", rulebook),
        ("schema/s.json", SCHEMA.to_owned()),
        ("data.json", DATA.to_owned()),
    ]
}

fn folder(rulebook: &str) -> Folder {
    let files = files(rulebook);
    Folder::new(&files.each_ref().map(|(name, text)| (*name, text.as_str())))
}

fn factlint(folder: &Folder, arguments: &[&str]) -> String {
    let outcome = run(command(&folder.path(""), &[arguments, &["--today", TODAY]].concat()));
    assert_eq!(outcome.code, Some(0), "{outcome:#?}");
    outcome.stdout
}

fn with_baseline() -> Folder {
    let folder = folder(RULEBOOK);
    factlint(&folder, &["baseline", "create"]);
    assert!(folder.read("baseline.toml").contains("subject = \"r/a\""));
    folder
}

fn in_baseline(folder: &Folder) -> Fate {
    let checked = folder.check(&["--format", "concise"]).stdout;
    let fate = if checked.contains("1 not compared") {
        NotCompared
    } else if checked.contains("1 resolved") {
        Resolved
    } else {
        Found
    };
    factlint(folder, &["baseline", "prune"]);
    let is_kept = folder.read("baseline.toml").contains("subject = \"r/a\"");
    assert_eq!(is_kept, fate != Resolved, "{checked}");
    fate
}

fn with_verdict() -> Folder {
    let folder = folder(RULEBOOK);
    folder.replace("factlint.toml", "version = 1\n", "version = 1\nledger = \"reviews.toml\"\n");
    folder.write("reviews.toml", "version = 2\n");
    let report = folder.check(&["--format", "json"]).report();
    let verdict = verdict(&report["findings"][0]).replace("\"year\"", "\"name\"");
    folder.write("reviews.toml", verdict);
    folder
}

fn in_ledger(folder: &Folder) -> Fate {
    let checked = folder.check(&["--format", "concise"]).stdout;
    let fate = if checked.contains("1 not compared") {
        NotCompared
    } else if checked.contains("1 without a finding") {
        Resolved
    } else {
        Found
    };
    factlint(folder, &["review", "prune"]);
    let is_kept = folder.read("reviews.toml").contains("[[verdict]]");
    assert_eq!(is_kept, fate != Resolved, "{checked}");
    fate
}

#[test]
fn findings_of_rules_that_did_not_run_are_not_resolved_by_a_diff() {
    let files = files(RULEBOOK);
    for (data, want) in DATA_LATER {
        let repository =
            Repository::new(&files.each_ref().map(|(name, text)| (*name, text.as_str())));
        repository.files.write("data.json", data);
        let outcome = repository.run_in("", &["diff", "HEAD", "--format", "json"]);
        let comparison = &outcome.report()["comparison"];
        let is_resolved = comparison["resolved"].as_array().is_some_and(|all| !all.is_empty());
        let fate = match (is_resolved, comparison["not_compared"].as_u64()) {
            (true, _) => Resolved,
            (false, Some(0)) => Found,
            (false, _) => NotCompared,
        };
        assert_eq!(fate, want, "{data}: {comparison:#}");
    }
}

#[test]
fn findings_of_rules_that_did_not_run_are_not_pruned_from_the_baseline() {
    for (data, want) in DATA_LATER {
        let folder = with_baseline();
        folder.write("data.json", data);
        assert_eq!(in_baseline(&folder), want, "{data}");
    }
    for (right, wrong) in SLIPS {
        let folder = with_baseline();
        folder.replace("factlint.toml", right, wrong);
        assert_eq!(in_baseline(&folder), NotCompared, "{wrong}");
    }
}

#[test]
fn findings_of_rules_that_did_not_run_are_not_pruned_from_the_ledger() {
    for (data, want) in DATA_LATER {
        let folder = with_verdict();
        folder.write("data.json", data);
        assert_eq!(in_ledger(&folder), want, "{data}");
    }
    for (right, wrong) in SLIPS {
        let folder = with_verdict();
        folder.replace("factlint.toml", right, wrong);
        assert_eq!(in_ledger(&folder), NotCompared, "{wrong}");
    }
}

/// A rulebook, a document, and three texts of a rule. The first has the right condition. In the second, the condition
/// has a name or text that occurs nowhere, and is not similar to any that occurs. In the third, all words occur, but
/// the condition selects nothing.
const CONDITIONS: [(&str, &str, &str, &str, &str); 5] = [
    (
        RULEBOOK,
        DATA,
        "field = \"name\"",
        "field = \"name\"\nwhere = \"@.species == 'x'\"",
        "field = \"name\"\nwhere = \"@.id == 'x'\"",
    ),
    (
        RULEBOOK,
        DATA,
        "field = \"name\"",
        "field = \"name\"\nwhere = \"@.id == 'zebra'\"",
        "field = \"name\"\nwhere = \"@.name == 'a'\"",
    ),
    (
        REFERENCE,
        r#"{"r": [{"id": "a", "name": "b"}, {"id": "b", "closed": true}]}"#,
        "!@.closed",
        "!@.withdrawn",
        "@.id",
    ),
    (AGREEMENT, CLAIMS, "@.property == 'born'", "@.quality == 'born'", "@.id == 'born'"),
    (AGREEMENT, CLAIMS, "@.property == 'died'", "@.property == 'perished'", "@.id == 'died'"),
];

const REFERENCE: &str = r#"version = 1
documents = ["*.json"]

[collections]
r = { select = "$.r[*]", id = "id" }

[rules.name]
kind = "reference"
in = "r"
field = "name"
to = "r"
to-where = "!@.closed"
"#;

const AGREEMENT: &str = r#"version = 1
documents = ["*.json"]

[collections]
claims = { select = "$.claims[*]", id = "id" }

[rules.name]
kind = "agreement"
between = ["@.property == 'born'", "@.property == 'died'"]
"#;

const CLAIMS: &str = r#"{"claims": [
  {"id": "c", "subject": "s", "property": "born", "value": {"date": "1901"}},
  {"id": "d", "subject": "s", "property": "died", "value": {"date": "1950"}}
]}"#;

#[test]
fn findings_that_a_misspelt_condition_hides_are_not_resolved() {
    for (rulebook, data, right, wrong, selecting_nothing) in CONDITIONS {
        for (condition, want) in [(wrong, NotCompared), (selecting_nothing, Resolved)] {
            let folder = Folder::new(&[("factlint.toml", rulebook), ("data.json", data)]);
            factlint(&folder, &["baseline", "create"]);
            let created = folder.read("baseline.toml");
            assert!(created.contains("rule = \"name\""), "{created}");
            folder.replace("factlint.toml", right, condition);
            let checked = folder.check(&["--format", "concise"]).stdout;
            factlint(&folder, &["baseline", "prune"]);
            let is_kept = folder.read("baseline.toml").contains("rule = \"name\"");
            assert_eq!(checked.contains("1 not compared"), want == NotCompared, "{checked}");
            assert_eq!(is_kept, want == NotCompared, "{checked}");
        }
    }
}

/// A rule with one finding, and replacements in the data that hide the finding or correct the mistake.
struct Hidden {
    rule: &'static str,
    /// Each finding of the rule is about this value.
    value: &'static str,
    broken: &'static [&'static str],
    corrected: &'static str,
}

const COLLECTIONS: &str = r#"version = 1
documents = ["data.json"]
schema = "schema.json"

[collections]
sources = { select = "$.sources[*]", id = "id" }
entities = { select = "$.entities[*]", id = "id" }
places = { select = "$.places[*]", id = "id" }
properties = { select = "$.properties[*]", id = "id" }
claims = { select = "$.claims[*]", id = "id" }
visits = { select = "$.visits[*]", id = "id" }

[rules]
idle = { level = "off" }
"#;

const SCHEMA_OF_SCALARS: &str = r#"{ "properties": { "claims": { "items": { "properties": { "value": { "properties": {
  "text": { "maxLength": 5 },
  "count": { "type": "integer", "maximum": 9 },
  "date": { "type": "string", "pattern": "^[0-9]{4}(-[0-9]{2})?$" },
  "place": { "pattern": "^[a-z]+$" },
  "period": { "properties": { "to": { "pattern": "^[0-9]{4}$" } } }
} } } } } } }"#;

const VALUES: &str = r#"{
  "sources": [{"id": "atlas", "snapshot": {
    "path": "page.txt", "sha256": "865f95e3205d0a1aa09d923560999990384db4311e83f61466991dfb026583f6"
  }}],
  "entities": [{"id": "town", "name": "Town"}],
  "places": [{"id": "north", "name": "North"}, {"id": "south", "name": "South", "kind": "region"}],
  "properties": [
    {"id": "text", "functional": true}, {"id": "count", "functional": true}, {"id": "place", "functional": true, "value_kinds": ["town"]},
    {"id": "date", "functional": true}, {"id": "period", "functional": true}
  ],
  "claims": [
    {"id": "t1", "subject": "town", "property": "text", "value": {"text": "abc"}},
    {"id": "t2", "subject": "town", "property": "text", "value": {"text": "abd"}},
    {"id": "n1", "subject": "town", "property": "count", "value": {"count": 1}},
    {"id": "n2", "subject": "town", "property": "count", "value": {"count": 2}},
    {"id": "p1", "subject": "town", "property": "place", "value": {"place": "north"}},
    {"id": "p2", "subject": "town", "property": "place", "value": {"place": "south"},
      "evidence": [{"source": "atlas", "quote": "The town lies in the north of the country"}]},
    {"id": "d1", "subject": "town", "property": "date", "value": {"date": "1901"}},
    {"id": "d2", "subject": "town", "property": "date", "value": {"date": "1950"}},
    {"id": "l1", "subject": "town", "property": "period", "value": {"period": {"from": "1900", "to": "1960"}}},
    {"id": "l2", "subject": "town", "property": "period", "value": {"period": {"from": "1900", "to": "1970"}}}
  ],
  "visits": [
    {"id": "first", "from": "2001", "to": "2003", "who": "ann"},
    {"id": "second", "from": "2002", "to": "2004", "who": "ann", "during": "first", "on": "1999"},
    {"id": "third", "from": "2011", "to": "2010", "who": "bob"}
  ]
}"#;

const HIDDEN: [Hidden; 15] = [
    Hidden {
        rule: "kind = 'conflict', where = \"@.property == 'text'\"",
        value: r#"{"text": "abd"}"#,
        broken: &[r#"{"text": "abdefg"}"#, r#"{"text": 5}"#],
        corrected: r#"{"text": "abc"}"#,
    },
    Hidden {
        rule: "kind = 'conflict', where = \"@.property == 'count'\"",
        value: r#"{"count": 2}"#,
        broken: &[r#"{"count": 2.5}"#, r#"{"count": 10}"#],
        corrected: r#"{"count": 1}"#,
    },
    Hidden {
        rule: "kind = 'conflict', where = \"@.property == 'place'\"",
        value: r#"{"place": "south"}"#,
        broken: &[r#"{"place": "nope"}"#, r#"{"place": "South"}"#],
        corrected: r#"{"place": "north"}"#,
    },
    Hidden {
        rule: "kind = 'conflict', where = \"@.property == 'date'\"",
        value: r#"{"date": "1950"}"#,
        broken: &[r#"{"date": "1950-13"}"#, r#"{"date": "1950-1"}"#, r#"{"date": "195"}"#],
        corrected: r#"{"date": "1901"}"#,
    },
    Hidden {
        rule: "kind = 'conflict', where = \"@.property == 'date'\"",
        value: r#""d2", "subject": "town""#,
        broken: &[r#""d2", "subject": "twon""#],
        corrected: r#""d2", "rank": "deprecated", "subject": "town""#,
    },
    Hidden {
        rule: "kind = 'conflict', where = \"@.property == 'period'\"",
        value: r#""to": "1970""#,
        broken: &[r#""to": "1970-1""#, r#""to": "1970-01""#],
        corrected: r#""to": "1960""#,
    },
    Hidden {
        rule: "kind = 'agreement', between = [\"@.id == 'p1'\", \"@.id == 'p2'\"]",
        value: r#"{"place": "south"}"#,
        broken: &[r#"{"place": "nope"}"#, r#"{"place": "South"}"#],
        corrected: r#"{"place": "north"}"#,
    },
    Hidden {
        rule: "kind = 'agreement', between = [\"@.id == 'd1'\", \"@.id == 'd2'\"]",
        value: r#"{"date": "1950"}"#,
        broken: &[r#"{"date": "1950-13"}"#, r#"{"date": "1950-1"}"#],
        corrected: r#"{"date": "1901"}"#,
    },
    Hidden {
        rule: "kind = 'value-in-quote'",
        value: r#"{"place": "south"}"#,
        broken: &[r#"{"place": "nope"}"#, r#"{"place": "South"}"#],
        corrected: r#"{"place": "north"}"#,
    },
    Hidden {
        rule: "kind = 'quote'",
        value: r#""source": "atlas", "quote": "The town lies in the north of the country""#,
        broken: &[r#""source": "altas", "quote": "The town lies in the north of the country""#],
        corrected: r#""source": "atlas", "quote": "The Alpha Society is funded by the Beta Bank""#,
    },
    Hidden {
        rule: "kind = 'signature'",
        value: r#"{"place": "south"}"#,
        broken: &[r#"{"place": "nope"}"#, r#"{"place": "South"}"#],
        corrected: r#"{"place": "north"}"#,
    },
    Hidden {
        rule: "kind = 'date-range', in = 'visits', from = 'from', to = 'to'",
        value: r#""to": "2010""#,
        broken: &[r#""to": "2010-13""#],
        corrected: r#""to": "2012""#,
    },
    Hidden {
        rule: "kind = 'overlap', in = 'visits', from = 'from', to = 'to', key = 'who'",
        value: r#""from": "2002""#,
        broken: &[r#""from": "2002-1""#],
        corrected: r#""from": "2004""#,
    },
    Hidden {
        rule: "kind = 'date-inside', in = 'visits', fields = ['on'], range-from = 'from', key = 'during', \
               to = 'visits'",
        value: r#""during": "first", "on": "1999""#,
        broken: &[r#""during": "frist", "on": "1999""#, r#""during": "first", "on": "1999-1""#],
        corrected: r#""during": "first", "on": "2002""#,
    },
    Hidden {
        rule: "kind = 'compare', in = 'visits', field = 'on', as = 'date', is = '>=', than = 'from', key = 'during', \
               to = 'visits'",
        value: r#""during": "first", "on": "1999""#,
        broken: &[r#""during": "frist", "on": "1999""#, r#""during": "first", "on": "1999-1""#],
        corrected: r#""during": "first", "on": "2002""#,
    },
];

#[test]
fn findings_that_a_malformed_or_refused_value_hides_are_not_resolved() {
    for Hidden { rule, value, broken, corrected } in HIDDEN {
        let fates = broken.iter().map(|broken| (broken, NotCompared));
        for (later, want) in fates.chain([(&corrected, Resolved)]) {
            let rulebook = format!("{COLLECTIONS}name = {{ {rule} }}\n");
            let folder = Folder::new(&[
                ("factlint.toml", &rulebook),
                ("schema.json", SCHEMA_OF_SCALARS),
                ("page.txt", "The Alpha Society is funded by the Beta Bank.\n"),
                ("data.json", VALUES),
            ]);
            factlint(&folder, &["baseline", "create"]);
            let created = folder.read("baseline.toml");
            assert_eq!(created.matches("rule = \"").count(), 1, "{rule}: {created}");
            assert_eq!(VALUES.matches(value).count(), 1, "{value}");
            folder.replace("data.json", value, later);
            let checked = folder.check(&["--format", "concise"]).stdout;
            factlint(&folder, &["baseline", "prune"]);
            let is_kept = folder.read("baseline.toml").contains("rule = \"name\"");
            assert_eq!(is_kept, want == NotCompared, "{rule}, {later}: {checked}");
            assert_eq!(checked.contains("1 not compared"), is_kept, "{rule}, {later}: {checked}");
        }
    }
}
