//! Tests fields of claims, evidence, sources, properties, entities and places whose value has the wrong JSON type. The
//! rules that read such a value report it, and no comparison becomes more certain because of it.

use crate::command::{Folder, TODAY};
use factlint::dataset::Dataset;
use factlint::engine::{self, Run};
use factlint::finding::{Level, decoded};
use factlint::rule::Count;
use factlint::value::date::PartialDate;
use serde_json::{Value, json};
use std::collections::BTreeSet;

const RULEBOOK: &str = r#"version = 1
documents = ["data.json"]

[collections]
sources    = { select = "$.sources[*]", id = "id" }
places     = { select = "$.places[*]", id = "id" }
entities   = { select = "$.entities[*]", id = "id" }
properties = { select = "$.properties[*]", id = "id" }
claims     = { select = "$.claims[*]", id = "id" }

[rules.idle]
level = "off"

[rules.quote]
kind = "quote"

[rules.value-in-quote]
kind = "value-in-quote"
subject-within = "sentence"

[rules.signature]
kind = "signature"

[rules.citation]
kind = "citation"
require-verifiable = true

[rules.corroboration]
kind = "corroboration"
at-least = 9

[rules.conflict]
kind = "conflict"

[rules.agreement]
kind = "agreement"
between = ["@.id == 'members'", "@.id == 'countries'"]

[rules.coverage]
kind = "coverage"
"#;

const REPORT: &str =
    "INTERPOL works with the police of its 194 member countries, and has done so since 1923.

Its office opened in May 2019. Its office has ten rooms.
";

const SHA256: &str = "f7be99ec6848bd13f9da2e658671d8d2d58efb2da4dc5801907d36a35a0dbeda";

/// Returns data without mistakes. The claims `members` and `countries` are about one functional property, and the value
/// of `seat` is a place.
fn valid_data() -> Value {
    let quote = "INTERPOL works with the police of its 194 member countries";
    let evidence = |source: &str| {
        json!({
            "source": source, "quote": quote, "prefix": "", "suffix": ", and has", "locator": "p. 1",
            "direction": "supports"
        })
    };
    json!({
        "sources": [
            { "id": "report", "publisher": "A", "derived_from": ["book"], "fold": ["case"],
              "snapshot": { "path": "report.txt", "sha256": SHA256 } },
            { "id": "book", "publisher": "B" },
            { "id": "copy", "publisher": "C", "snapshot": { "path": "report.txt", "sha256": SHA256 } }
        ],
        "places": [
            { "id": "lyon", "name": "Lyon", "aliases": ["Lugdunum"], "kind": "city", "within": ["france"] },
            { "id": "france", "name": "France", "kind": "country" }
        ],
        "entities": [
            { "id": "interpol", "name": "INTERPOL", "aliases": ["ICPO"], "kind": "organization", "part_of": ["world"] },
            { "id": "world", "name": "World", "kind": "organization" }
        ],
        "properties": [
            { "id": "members", "value_type": "count", "functional": true, "separators": ["as_of"], "tolerance": 0,
              "subject_kinds": ["organization"], "value_kinds": ["city"] },
            { "id": "seat", "value_type": "place", "functional": true, "subject_kinds": ["organization"],
              "value_kinds": ["city", "country"] },
            { "id": "parent", "value_type": "entity", "functional": true }
        ],
        "claims": [
            { "id": "members", "subject": "interpol", "subject_as_written": "INTERPOL", "property": "members",
              "value": { "count": 194 }, "as_written": "194 member", "rank": "normal",
              "valid": { "as_of": "2019", "from": "1923", "to": "2019" },
              "evidence": [evidence("report"), evidence("copy")] },
            { "id": "countries", "subject": "interpol", "property": "members", "value": { "count": 194 },
              "valid": { "as_of": "2019", "from": "1923", "to": "2019" }, "evidence": [evidence("report")] },
            { "id": "seat", "subject": "interpol", "property": "seat", "value": { "place": "lyon" },
              "evidence": [{ "source": "book" }] },
            { "id": "seat-again", "subject": "interpol", "property": "seat", "value": { "place": "france" },
              "evidence": [{ "source": "book" }] },
            { "id": "parent", "subject": "interpol", "property": "parent", "value": { "entity": "world" },
              "evidence": [{ "source": "book" }] },
            { "id": "parent-again", "subject": "interpol", "property": "parent", "value": { "entity": "interpol" },
              "evidence": [{ "source": "book" }] }
        ]
    })
}

fn check(data: &Value) -> Run {
    check_by(RULEBOOK, data)
}

fn check_by(rulebook: &str, data: &Value) -> Run {
    let data = data.to_string();
    let files = [("factlint.toml", rulebook), ("data.json", &data), ("report.txt", REPORT)];
    let folder = Folder::new(&files);
    let dataset = Dataset::read(&folder.path("factlint.toml"), &folder.path(""));
    engine::check(dataset.expect("a dataset"), &PartialDate::parse(TODAY).expect("a date"))
}

/// The types that a field accepts.
#[derive(Clone, Copy, PartialEq)]
enum Type {
    Text,
    Number,
    Boolean,
    Object,
    /// A list of texts.
    List,
}

const SCALAR: &[Type] = &[Type::Text, Type::Number];
const TEXT: &[Type] = &[Type::Text];
const OBJECT: &[Type] = &[Type::Object];

/// Returns a value of each JSON type. The list and the object contain no value that a field accepts.
fn values() -> [(Type, Value); 5] {
    [
        (Type::Text, json!("other words")),
        (Type::Number, json!(7)),
        (Type::Boolean, json!(true)),
        (Type::List, json!([[false]])),
        (Type::Object, json!({ "x": [false] })),
    ]
}

/// The rules that read evidence.
const ALL_OF_EVIDENCE: &[&str] =
    &["quote", "value-in-quote", "citation", "corroboration", "coverage", "conflict", "agreement"];
const OF_QUOTES: &[&str] = &["quote", "value-in-quote", "citation", "coverage"];

/// The fields that kinds read: a place, the field's name in a notice, the accepted types, and the
/// rules that must report a wrong type.
const FIELDS: &[(&str, &str, &[Type], &[&str])] = &[
    ("/claims/0/subject", "subject", SCALAR, &["signature", "value-in-quote"]),
    ("/claims/0/property", "property", SCALAR, &["signature", "conflict"]),
    // `signature` and the summary report an object whose key is not a type.
    ("/claims/0/value", "value", OBJECT, &["signature", "value-in-quote"]),
    ("/claims/0/value", "", &[], &["conflict", "agreement"]),
    ("/claims/0/value/count", "value", &[Type::Number], &["signature", "value-in-quote"]),
    ("/claims/0/value/count", "", &[Type::Number], &["conflict", "agreement"]),
    ("/claims/2/value/place", "value", TEXT, &["signature", "value-in-quote"]),
    ("/claims/2/value/place", "", TEXT, &["conflict"]),
    ("/claims/0/as_written", "as_written", TEXT, &["value-in-quote"]),
    ("/claims/0/subject_as_written", "subject_as_written", TEXT, &["value-in-quote"]),
    ("/claims/0/rank", "rank", &[], &["corroboration", "conflict", "agreement"]),
    ("/claims/0/valid", "valid", OBJECT, &["conflict"]),
    ("/claims/0/valid/from", "valid", SCALAR, &["conflict"]),
    ("/claims/0/valid/to", "valid", SCALAR, &["conflict"]),
    ("/claims/0/valid/as_of", "valid.as_of", SCALAR, &["conflict"]),
    ("/claims/0/evidence", "evidence[*]", &[], ALL_OF_EVIDENCE),
    ("/claims/0/evidence/0", "evidence[*]", OBJECT, ALL_OF_EVIDENCE),
    ("/claims/0/evidence/0/source", "source", SCALAR, ALL_OF_EVIDENCE),
    ("/claims/0/evidence/0/quote", "quote", TEXT, OF_QUOTES),
    ("/claims/0/evidence/0/prefix", "prefix", TEXT, OF_QUOTES),
    ("/claims/0/evidence/0/suffix", "suffix", TEXT, OF_QUOTES),
    (
        "/claims/0/evidence/0/direction",
        "direction",
        &[],
        &["value-in-quote", "citation", "corroboration", "conflict", "agreement"],
    ),
    ("/sources/0/publisher", "publisher", SCALAR, &["corroboration", "conflict", "agreement"]),
    (
        "/sources/0/derived_from",
        "derived_from[*]",
        &[],
        &["corroboration", "conflict", "agreement"],
    ),
    (
        "/sources/0/snapshot",
        "snapshot.path",
        OBJECT,
        &["snapshot", "quote", "value-in-quote", "citation", "coverage"],
    ),
    (
        "/sources/0/snapshot/path",
        "snapshot.path",
        TEXT,
        &["snapshot", "quote", "value-in-quote", "citation", "coverage"],
    ),
    ("/sources/0/fold", "fold[*]", &[Type::List, Type::Object], &["snapshot"]),
    ("/places/0/name", "name", TEXT, &["value-in-quote"]),
    ("/places/0/aliases", "aliases[*]", &[], &["value-in-quote"]),
    ("/places/0/kind", "kind", SCALAR, &["signature"]),
    ("/places/0/within", "within[*]", &[], &["conflict", "agreement"]),
    ("/entities/0/name", "name", TEXT, &["value-in-quote"]),
    ("/entities/0/aliases", "aliases[*]", &[], &["value-in-quote"]),
    ("/entities/0/kind", "kind", SCALAR, &["signature"]),
    ("/entities/0/part_of", "part_of[*]", &[], &["conflict", "agreement"]),
    ("/properties/0/value_type", "value_type", TEXT, &["signature"]),
    ("/properties/0/functional", "functional", &[Type::Boolean], &["conflict"]),
    ("/properties/0/separators", "separators[*]", &[], &["conflict"]),
    ("/properties/0/tolerance", "tolerance", &[Type::Number], &["conflict"]),
    ("/properties/0/subject_kinds", "subject_kinds[*]", &[], &["signature"]),
    ("/properties/1/value_kinds", "value_kinds[*]", &[], &["signature"]),
];

/// Returns the number of values of a field that a rule skipped.
fn skipped(run: &Run, rule: &str, field: &str) -> u64 {
    let of_rule = run.summary.counted.iter().filter(|(id, _)| id == rule);
    let entries = of_rule.flat_map(|(_, counted)| counted.entries());
    let of_field = entries.filter(|entry| entry.count == Count::Skipped && entry.field == field);
    let numbers = of_field.map(|entry| {
        assert_eq!(entry.number, entry.places().count() as u64, "{entry:?}");
        entry.number
    });
    numbers.sum()
}

/// Returns the number of undecided comparisons of a rule.
fn undecided(run: &Run, rule: &str) -> u64 {
    let of_rule = run.summary.counted.iter().filter(|(id, _)| id == rule);
    let entries = of_rule.flat_map(|(_, counted)| counted.entries());
    entries.filter(|entry| entry.count == Count::CannotTell).map(|entry| entry.number).sum()
}

fn has_notice(run: &Run, rule: &str, field: &str) -> bool {
    let what = if field.is_empty() { "1 record was".to_owned() } else { format!("`{field}`") };
    decoded(&run.findings).any(|finding| {
        finding.rule == rule && finding.level == Level::Notice && finding.message.contains(&what)
    })
}

/// Returns the sum of the numbers of independent sources in the findings of `corroboration`.
fn independent_sources(run: &Run) -> usize {
    let findings = decoded(&run.findings).filter(|finding| finding.rule == "corroboration");
    let numbers = findings.filter_map(|finding| {
        let (_, after) = finding.message.split_once("rests on ")?;
        after.split(' ').next()?.parse::<usize>().ok()
    });
    numbers.sum()
}

/// Returns the messages of the findings of a rule.
fn messages(run: &Run, rule: &str) -> Vec<String> {
    let findings = decoded(&run.findings).filter(|finding| finding.rule == rule);
    findings.map(|finding| finding.message).collect()
}

/// Checks the valid data with another value at this pointer.
fn check_with(pointer: &str, value: &Value) -> Run {
    let mut data = valid_data();
    *data.pointer_mut(pointer).expect("a field") = value.clone();
    check(&data)
}

#[test]
fn kinds_on_claims_report_values_that_they_do_not_accept() {
    let before = check(&valid_data());
    let reported = decoded(&before.findings).map(|finding| finding.rule);
    let reported: BTreeSet<String> = reported.collect();
    assert!(reported.into_iter().eq(["citation", "corroboration", "coverage"]));
    let sure = [
        Count::QuoteVerified,
        Count::SentenceCovered,
        Count::ValueShown,
        Count::ValueShownUnverified,
        Count::Compared,
    ];
    let mut wrong = Vec::new();
    let mut tried = 0;
    for (pointer, field, accepted, rules) in FIELDS {
        for (_, value) in values().into_iter().filter(|(of, _)| !accepted.contains(of)) {
            let run = check_with(pointer, &value);
            let what = format!("{pointer} = {value}");
            tried += 1;
            for rule in *rules {
                assert_eq!(skipped(&before, rule, field), 0, "{rule} {field}");
                if skipped(&run, rule, field) != 1 || !has_notice(&run, rule, field) {
                    wrong.push(format!("{what}: {rule} does not say `{field}`"));
                }
            }
            for count in sure {
                if run.summary.tally.of(count) > before.summary.tally.of(count) {
                    wrong.push(format!("{what}: more {}", count.describe(2)));
                }
            }
            if independent_sources(&run) > independent_sources(&before) {
                wrong.push(format!("{what}: more independent sources"));
            }
        }
    }
    println!("{tried} values of {} fields", FIELDS.len());
    assert!(wrong.is_empty(), "{} of {tried}:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn null_is_an_absent_value_in_each_field_of_a_claim() {
    for (pointer, field, _, rules) in FIELDS {
        let run = check_with(pointer, &Value::Null);
        // Without a value, the claim cannot be compared.
        for rule in rules.iter().filter(|_| !field.is_empty()) {
            let is_content =
                pointer.starts_with("/claims/0/value/") || pointer.contains("value/place");
            assert_eq!(skipped(&run, rule, field), u64::from(is_content), "{pointer}: {rule}");
        }
    }
}

#[test]
fn a_source_that_cannot_be_read_is_not_counted_as_independent() {
    let number = |pointer: &str, value: Value| {
        let run = check_with(pointer, &value);
        let messages = messages(&run, "corroboration");
        let of_claim = messages.iter().find(|message| message.starts_with("`members` rests on"));
        of_claim.expect("a finding").split(' ').nth(3).expect("a number").to_owned()
    };
    assert_eq!(number("/sources/0/publisher", json!("A")), "2");
    for (pointer, value) in [
        ("/sources/0/publisher", json!(["A"])),
        ("/sources/0/publisher", json!({ "name": "A" })),
        ("/sources/1/publisher", json!(["B"])),
        ("/sources/0/derived_from", json!("copy")),
        ("/sources/0/derived_from", json!([{ "source": "copy" }])),
        ("/sources/0/derived_from", json!(["Copy"])),
        ("/claims/0/evidence/1/source", json!("Copy")),
        ("/claims/0/evidence/1/source", json!(2)),
        ("/claims/0/evidence/1/direction", json!(["supports"])),
        ("/claims/0/evidence/1/direction", json!("refute")),
    ] {
        assert_eq!(number(pointer, value.clone()), "1", "{pointer} = {value}");
    }
    assert_eq!(number("/claims/0/evidence", json!([{ "source": 1 }, { "source": 2 }])), "0");
    let run = check_with("/claims/0/evidence/1/source", &json!("Copy"));
    // Neither whether the claim rests on enough sources, nor whether the source names the subject.
    assert_eq!(run.summary.tally.of(Count::CannotTell), 2);
}

#[test]
fn a_source_with_a_number_as_id_depends_on_the_one_it_is_derived_from() {
    let mut data = valid_data();
    data["sources"] = json!([{ "id": 1 }, { "id": 2, "derived_from": [1] }]);
    data["claims"][0]["evidence"] = json!([{ "source": 1 }, { "source": 2 }]);
    let run = check(&data);
    let message = "`members` rests on 1 independent source, want at least 9";
    assert!(messages(&run, "corroboration").iter().any(|known| known == message));
}

#[test]
fn conflict_reports_claims_on_a_property_without_a_record() {
    let mut data = valid_data();
    for (claim, property) in [(0, "member"), (1, "member"), (2, "sit"), (3, "member")] {
        data["claims"][claim]["property"] = json!(property);
    }
    let run = check(&data);
    let message = "4 values of `property` were not checked: the first is an id without a record";
    assert_eq!(messages(&run, "conflict"), [message]);
}

#[test]
fn an_unreadable_quote_is_not_called_not_verifiable_offline() {
    let evidence = "/claims/0/evidence/0";
    let before = check(&valid_data()).summary.tally.of(Count::EvidenceNotVerifiable);
    for field in ["quote", "prefix", "suffix", "source"] {
        let run = check_with(&format!("{evidence}/{field}"), &json!(["report"]));
        assert_eq!(run.summary.tally.of(Count::EvidenceNotVerifiable), before, "{field}");
    }
}

#[test]
fn a_known_error_of_a_quote_that_became_unreadable_is_not_resolved() {
    let rulebook = RULEBOOK.replacen("\n\n", "\nbaseline = \"baseline.toml\"\n\n", 1);
    let data = valid_data().to_string().replacen("194 member countries", "195 member countries", 1);
    let files = [("factlint.toml", &*rulebook), ("data.json", &data), ("report.txt", REPORT)];
    let folder = Folder::new(&files);
    folder.factlint(&["baseline", "create", "--today", TODAY]).assert_code(0);
    let known = folder.read("baseline.toml");
    assert!(known.contains("the quote of `members` is not in the text"), "{known}");
    let quote = "\"INTERPOL works with the police of its 195 member countries\"";
    let unreadable = data.replacen(quote, &format!("[{quote}]"), 1);
    assert_ne!(data, unreadable);
    folder.write("data.json", unreadable);
    folder.factlint(&["baseline", "prune", "--today", TODAY]).assert_code(0);
    let pruned = folder.read("baseline.toml");
    assert!(pruned.contains("the quote of `members` is not in the text"), "{pruned}");
}

#[test]
fn evidence_that_cannot_be_read_is_not_missing() {
    let rulebook = RULEBOOK.replace("at-least = 9", "at-least = 1");
    let with = |evidence: &Value, rulebook: &str| {
        let mut data = valid_data();
        data["claims"] = json!([{ "id": "members", "evidence": evidence }]);
        check_by(rulebook, &data)
    };
    let lenient = rulebook.replace("require-verifiable = true", "");
    let quote = "INTERPOL works with the police";
    for evidence in [
        json!([{ "source": "report", "direction": "suports" }]),
        json!([{ "source": "report", "direction": ["supports"] }]),
        json!({ "source": "report" }),
        json!(["report"]),
        json!("report"),
    ] {
        for rulebook in [&rulebook, &lenient] {
            let run = with(&evidence, rulebook);
            for rule in ["citation", "corroboration"] {
                let reported = messages(&run, rule);
                assert!(
                    reported.iter().all(|message| !message.starts_with('`')),
                    "{evidence} {reported:?}"
                );
                assert_eq!(undecided(&run, rule), 1, "{evidence}: {rule}");
            }
        }
    }
    let evidence = json!([{ "source": ["report"], "quote": quote }]);
    let run = with(&evidence, &rulebook);
    assert_eq!([undecided(&run, "citation"), undecided(&run, "corroboration")], [1, 1]);
    assert_eq!(undecided(&with(&evidence, &lenient), "citation"), 0);
    // The result is decided if the readable evidence is enough, or if the unreadable evidence could
    // not change it.
    for (evidence, want) in [
        (
            json!([{ "source": "report", "direction": "refutes" }]),
            "has no evidence that supports it",
        ),
        (json!([null]), "has no evidence that supports it"),
        (json!([{ "source": "report" }, { "source": "book", "direction": "refutes" }]), ""),
        (json!(["report", { "source": "report" }]), ""),
    ] {
        let run = with(&evidence, &lenient);
        let reported = messages(&run, "citation");
        let found = reported.iter().find_map(|message| message.strip_prefix("`members` "));
        assert_eq!(found.unwrap_or_default(), want, "{evidence}");
        assert_eq!(undecided(&run, "citation"), 0, "{evidence}");
    }
    let run = with(&json!(["report"]), &rulebook.replace("at-least = 1", "at-least = 2"));
    let message = "`members` rests on 0 independent sources, want at least 2";
    assert!(messages(&run, "corroboration").iter().any(|known| known == message));
}

#[test]
fn equal_values_are_no_conflict_whatever_the_tolerance() {
    let run = check_with("/properties/0/tolerance", &json!(-1));
    assert_eq!(skipped(&run, "conflict", "tolerance"), 1);
    assert!(has_notice(&run, "conflict", "tolerance"));
    assert!(messages(&run, "conflict").iter().all(|message| !message.contains("members")));
}

#[test]
fn a_separator_that_is_not_a_date_is_reported() {
    let run = check_with("/claims/0/valid/as_of", &json!("last year"));
    let messages = messages(&run, "date");
    assert!(matches!(messages.as_slice(), [only] if only.contains("`last year`")), "{messages:?}");
    assert_eq!(undecided(&run, "conflict"), 0);
}

/// Regression: only one of three claims was counted.
#[test]
fn every_claim_on_a_property_without_a_record_is_counted() {
    let rulebook = "version = 1\ndocuments = 'data.json'\n[collections]\nclaims = { select = '$.claims[*]', id = 'id' }\nproperties = { select = '$.properties[*]', id = 'id' }\n[rules.years]\nkind = 'conflict'\n[rules.idle]\nlevel = 'off'\n";
    let claim = |id: &str| {
        format!(
            r#"{{ "id": "{id}", "subject": "s", "property": "bornn", "value": {{ "date": "1901" }} }}"#
        )
    };
    let claims: Vec<String> = ["a", "b", "c"].into_iter().map(claim).collect();
    let data = format!(
        r#"{{ "properties": [{{ "id": "born", "functional": true }}], "claims": [{}] }}"#,
        claims.join(",")
    );
    let folder = Folder::new(&[("factlint.toml", rulebook), ("data.json", &data)]);
    let outcome = folder.check(&["--format", "concise"]);
    outcome
        .assert(0, "factlint.toml:6:8: notice[years]: 3 values of `property` were not checked: the first is an id without a record");
}
