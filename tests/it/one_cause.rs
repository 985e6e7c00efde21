//! Tests that one mistake causes one finding. Breaks the fields of a dataset, one at a time. If a broken field causes a
//! single schema error, there must be no other new finding.

mod keywords;

use crate::command::{Folder, INTERPOL};
use factlint::dataset::Dataset;
use factlint::engine::{self, Run};
use factlint::finding::decoded;
use factlint::value::date::PartialDate;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// A dataset in a folder. Tests break one of its documents.
struct Broken {
    folder: Folder,
    rulebook: &'static str,
    document: &'static str,
}

/// Returns the document with the field at a pointer broken, if it can be broken in this way.
type Way = fn(&Value, &str) -> Option<Value>;

/// The results of breaking each field.
#[derive(Default)]
struct Counts {
    /// Number of mistakes that cause exactly one schema error.
    single: usize,
    /// Number of mistakes that cause no schema error, or several.
    others: usize,
    /// Descriptions of single schema errors that caused other findings too.
    wrong: Vec<String>,
}

impl Broken {
    /// Returns the findings by fingerprint, each with its rule and message.
    fn findings(&self) -> BTreeMap<String, (String, String)> {
        let run = self.run();
        let findings = decoded(&run.findings);
        let named = findings.map(|finding| {
            (finding.fingerprint().to_string(), (finding.rule.clone(), finding.message))
        });
        named.collect()
    }

    fn run(&self) -> Run {
        let rulebook = self.folder.path(self.rulebook);
        let dataset = Dataset::read(&rulebook, &self.folder.path("")).expect("a dataset");
        engine::check(dataset, &PartialDate::parse("2026-11-28").expect("a date"))
    }

    /// Breaks about `each` values of each form in each way, and counts the new findings.
    fn counts(&self, each: usize, ways: &[Way]) -> Counts {
        let valid: Value = serde_json::from_str(&self.folder.read(self.document)).expect("JSON");
        let before = self.findings();
        let mut counts = Counts::default();
        for pointer in some_of_each_form(&valid, each) {
            for broken in ways.iter().filter_map(|way| way(&valid, &pointer)) {
                self.folder.write(self.document, broken.to_string());
                let mut new = self.findings();
                new.retain(|fingerprint, _| !before.contains_key(fingerprint));
                let new: Vec<_> = new.into_values().collect();
                counts.add(&pointer, &new);
            }
        }
        counts
    }
}

impl Counts {
    fn add(&mut self, pointer: &str, new: &[(String, String)]) {
        let errors = new.iter().filter(|(rule, _)| rule == "schema").count();
        if errors != 1 {
            self.others += 1;
            return;
        }
        self.single += 1;
        if new.len() != 1 {
            self.wrong.push(format!("{pointer}: {new:?}"));
        }
    }

    #[track_caller]
    fn check(&self, name: &str, least: usize) {
        let (single, others, wrong) = (self.single, self.others, self.wrong.len());
        println!(
            "one-cause {name}: {single} single schema errors, {wrong} with other findings; {others} mistakes of other kinds"
        );
        assert!(self.wrong.is_empty(), "{:#?}", self.wrong);
        assert!(single >= least, "{single} single errors, want at least {least}");
    }
}

/// Returns pointers to about `each` values of each form, evenly spread. The form is the pointer with `*` in place of
/// each index.
fn some_of_each_form(document: &Value, each: usize) -> Vec<String> {
    let mut by_form: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut waiting = vec![(String::new(), String::new(), document)];
    while let Some((pointer, form, value)) = waiting.pop() {
        if !pointer.is_empty() {
            by_form.entry(form.clone()).or_default().push(pointer.clone());
        }
        match value {
            Value::Object(members) => waiting.extend(members.iter().map(|(key, value)| {
                let key = key.replace('~', "~0").replace('/', "~1");
                (format!("{pointer}/{key}"), format!("{form}/{key}"), value)
            })),
            Value::Array(elements) => {
                waiting.extend(elements.iter().enumerate().map(|(index, value)| {
                    (format!("{pointer}/{index}"), format!("{form}/*"), value)
                }));
            }
            _ => {}
        }
    }
    let chosen = by_form.into_values().flat_map(|mut pointers| {
        pointers.sort();
        let step = pointers.len().div_ceil(each).max(1);
        pointers.into_iter().step_by(step).collect::<Vec<_>>()
    });
    chosen.collect::<BTreeSet<_>>().into_iter().collect()
}

/// Returns the document with a value of another type at a pointer.
fn replaced(document: &Value, pointer: &str) -> Option<Value> {
    let mut broken = document.clone();
    let value = broken.pointer_mut(pointer)?;
    *value = if value.is_boolean() { json!("no") } else { json!(true) };
    Some(broken)
}

/// Returns the document with an object replaced by another object, or `None` if the value is not an object.
fn with_other_member(document: &Value, pointer: &str) -> Option<Value> {
    let mut broken = document.clone();
    let value = broken.pointer_mut(pointer)?;
    *value = value.is_object().then(|| json!({ "zz": 1 }))?;
    Some(broken)
}

/// Returns the document without the member at a pointer.
fn without(document: &Value, pointer: &str) -> Option<Value> {
    let mut broken = document.clone();
    let (parent, name) = pointer.rsplit_once('/')?;
    let object = broken.pointer_mut(parent)?.as_object_mut()?;
    object.remove(&name.replace("~1", "/").replace("~0", "~")).map(|_| broken)
}

/// Returns the document with a space before a text and other characters after it, which a pattern may not allow.
fn with_spaces(document: &Value, pointer: &str) -> Option<Value> {
    let mut broken = document.clone();
    let value = broken.pointer_mut(pointer)?;
    *value = json!(format!(" {}_zz!", value.as_str()?));
    Some(broken)
}

/// Returns the document with a text replaced by 5,000 letters, which is too long.
fn too_long(document: &Value, pointer: &str) -> Option<Value> {
    let mut broken = document.clone();
    let value = broken.pointer_mut(pointer)?;
    *value = value.is_string().then(|| json!("zz".repeat(2_500)))?;
    Some(broken)
}

/// Returns the document with a number replaced by a negative fraction.
fn out_of_range(document: &Value, pointer: &str) -> Option<Value> {
    let mut broken = document.clone();
    let value = broken.pointer_mut(pointer)?;
    *value = value.is_number().then(|| json!(-2.5))?;
    Some(broken)
}

#[test]
fn a_broken_field_of_the_shipped_dataset_is_one_finding() {
    let folder = Folder::with_the_dataset();
    let broken = Broken { folder, rulebook: "dataset/factlint.toml", document: INTERPOL };
    broken.counts(1, &[replaced, without, with_spaces]).check("the dataset", 80);
}

/// Checks that each of these mistakes in the shipped dataset is one finding.
#[track_caller]
fn each_is_one_finding(of: impl Fn(&Value) -> Vec<Value>, least: usize) {
    let folder = Folder::with_the_dataset();
    let broken = Broken { folder, rulebook: "dataset/factlint.toml", document: INTERPOL };
    let valid: Value = serde_json::from_str(&broken.folder.read(INTERPOL)).expect("JSON");
    let before = broken.findings();
    let mistakes = of(&valid);
    for data in &mistakes {
        broken.folder.write(INTERPOL, data.to_string());
        let mut new = broken.findings();
        new.retain(|fingerprint, _| !before.contains_key(fingerprint));
        assert_eq!(new.len(), 1, "{new:?}");
    }
    assert!(mistakes.len() >= least, "{}", mistakes.len());
}

/// Returns pointers to a field of all claims.
fn of_claims(data: &Value, field: &str) -> Vec<String> {
    let claims = data["claims"].as_array().expect("claims").len();
    (0..claims).map(|claim| format!("/claims/{claim}/{field}")).collect()
}

/// Regression: `value-in-quote` read a wording of a wrong type as if there were none.
#[test]
fn a_wording_that_is_no_text_is_one_finding() {
    let of = |data: &Value| {
        let places = ["as_written", "subject_as_written"].map(|field| of_claims(data, field));
        places.concat().iter().filter_map(|pointer| replaced(data, pointer)).collect()
    };
    each_is_one_finding(of, 8);
}

/// Regression: the schema says that the locator is missing, and `coverage` reported the sentence of the quote.
#[test]
fn a_missing_quote_is_one_finding() {
    let of = |data: &Value| {
        let places = of_claims(data, "evidence/0/quote").into_iter().take(30);
        places.filter_map(|pointer| without(data, &pointer)).collect()
    };
    each_is_one_finding(of, 15);
}

const RULEBOOK: &str = r#"
version = 1
documents = ["data.json"]
schema = "schema.json"

[collections]
people = { select = "$.people[*]", id = "id" }
projects = { select = "$.projects[*]", id = "id" }

[rules]
unique = { kind = "unique", in = "people", fields = "id" }
name = { kind = "unique", in = "people", fields = ["name", "born"] }
present = { kind = "presence", in = "people", required = ["name", "born"] }
dates = { kind = "date-range", in = "projects", from = "from", to = "to" }
periods = { kind = "overlap", in = "projects", from = "from", to = "to", key = "size" }
lead = { kind = "reference", in = "projects", field = "lead", to = "people" }
members = { kind = "reference", in = "projects", field = "members[*]", to = "people" }
known = { kind = "codelist", in = "projects", field = "members[*]", to = "people", to-field = "id" }
orphan = { kind = "orphan", in = "people", by = ["projects.members[*]", "projects.lead"] }
friends = { kind = "inverse", in = "people", field = "friends[*]" }
boss = { kind = "acyclic", in = "people", field = "boss" }
size = { kind = "count", in = "projects", field = "size", items = "members[*]" }
two = { kind = "count", in = "projects", items = "members[*]", at-least = 2 }
leads = { kind = "count", in = "people", to = "projects", to-field = "lead", key = "id", at-least = 1 }
parts = { kind = "sum", in = "projects", field = "total", items = "parts[*].cost" }
order = { kind = "order", in = "projects", field = "parts[*].cost" }
born = { kind = "filled", in = "people", field = "born", at-least-percent = 100 }
cheap = { kind = "compare", in = "projects", field = "total", is = ">", than = "size" }
sane = { kind = "assert", in = "projects", that = "@.size > 1 && @.lead" }
text = { kind = "pattern", in = "people", field = "name", matches = "^[A-Z]" }
"#;

const SCHEMA: &str = r##"{
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "object",
  "required": ["people", "projects"],
  "properties": {
    "people": { "type": "array", "items": { "$ref": "#/$defs/person" } },
    "projects": { "type": "array", "items": { "$ref": "#/$defs/project" } }
  },
  "$defs": {
    "person": {
      "type": "object",
      "required": ["id", "name", "born", "friends"],
      "properties": {
        "id": { "type": "string" },
        "name": { "type": "string" },
        "born": { "type": "string" },
        "boss": { "type": "string" },
        "friends": { "type": "array", "items": { "type": "string" } }
      }
    },
    "project": {
      "type": "object",
      "required": ["id", "lead", "members", "size", "total", "parts", "from", "to"],
      "properties": {
        "id": { "type": "string" },
        "lead": { "type": "string" },
        "members": { "type": "array", "items": { "type": "string" } },
        "size": { "type": "integer" },
        "total": { "type": "number" },
        "parts": {
          "type": "array",
          "items": { "type": "object", "required": ["cost"], "properties": { "cost": { "type": "number" } } }
        },
        "from": { "type": "string" },
        "to": { "type": "string" }
      }
    }
  }
}"##;

/// Returns a dataset without mistakes. Each person is a friend of the next person and of the previous person.
fn generated(number: usize) -> Value {
    let id = |at: usize| format!("p{}", at % number);
    let people = (0..number).map(|at| {
        let mut person = json!({
            "id": id(at),
            "name": format!("Person {at}"),
            "born": format!("{}", 1950 + at),
            "friends": [id(at + 1), id(at + number - 1)],
        });
        if at > 0 {
            person["boss"] = json!(id(at - 1));
        }
        person
    });
    let projects = (0..number).map(|at| {
        json!({
            "id": format!("project {at}"),
            "lead": id(at),
            "members": [id(at), id(at + 1), id(at + 2)],
            "size": 3,
            "total": 30.5,
            "parts": [{ "cost": 10 }, { "cost": 20.5 }],
            "from": format!("{}-01-01", 2000 + at),
            "to": format!("{}-06-30", 2000 + at),
        })
    });
    json!({ "people": people.collect::<Vec<_>>(), "projects": projects.collect::<Vec<_>>() })
}

#[test]
fn a_broken_field_of_a_generated_dataset_is_one_finding() {
    let data = generated(4).to_string();
    let folder =
        Folder::new(&[("factlint.toml", RULEBOOK), ("schema.json", SCHEMA), ("data.json", &data)]);
    let broken = Broken { folder, rulebook: "factlint.toml", document: "data.json" };
    assert_eq!(broken.findings(), BTreeMap::new(), "nothing is wrong before");
    broken
        .counts(usize::MAX, &[replaced, with_other_member, without])
        .check("a generated dataset", 100);
}

const RULEBOOK_OF_CLAIMS: &str = r#"
version = 1
documents = ["data.json"]
schema = "schema.json"

[collections]
sources = { select = "$.sources[*]", id = "id" }
entities = { select = "$.entities[*]", id = "id" }
properties = { select = "$.properties[*]", id = "id" }
claims = { select = "$.claims[*]", id = "id" }

[rules]
quote = { kind = "quote" }
value = { kind = "value-in-quote", subject-within = "sentence" }
conflict = { kind = "conflict" }
signature = { kind = "signature" }
coverage = { kind = "coverage" }
citation = { kind = "citation" }
corroboration = { kind = "corroboration", at-least = 1 }
agreement = { kind = "agreement", between = ["@.evidence[?@.quote]", "@.evidence[?@.locator]"] }
"#;

const SCHEMA_OF_CLAIMS: &str = r#"{
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "properties": {
    "sources": { "items": {
      "required": ["id", "publisher"],
      "properties": {
        "id": { "type": "string" },
        "publisher": { "type": "string" },
        "snapshot": { "type": "object", "properties": { "path": { "type": "string" } } }
      }
    } },
    "entities": { "items": {
      "required": ["id", "kind", "name"],
      "properties": {
        "id": { "type": "string" },
        "kind": { "type": "string" },
        "name": { "type": "string" },
        "aliases": { "type": "array", "items": { "type": "string" } },
        "part_of": { "type": "array", "items": { "type": "string" } }
      }
    } },
    "properties": { "items": {
      "required": ["id", "functional", "subject_kinds", "value_type"],
      "properties": {
        "id": { "type": "string" },
        "functional": { "type": "boolean" },
        "subject_kinds": { "type": "array", "items": { "type": "string" } },
        "value_type": { "type": "string" }
      }
    } },
    "claims": { "items": {
      "required": ["id", "subject", "property", "value", "evidence"],
      "properties": {
        "id": { "type": "string" },
        "subject": { "type": "string" },
        "property": { "type": "string" },
        "value": {
          "type": "object",
          "additionalProperties": false,
          "properties": { "entity": { "type": "string" } }
        },
        "evidence": { "type": "array", "items": {
          "type": "object",
          "properties": {
            "source": { "type": "string" },
            "quote": { "type": "string" },
            "locator": { "type": "string" }
          }
        } }
      }
    } }
  }
}"#;

/// Returns two claims that agree because one entity is part of the other.
fn claims() -> Value {
    json!({
        "sources": [
            {
                "id": "page",
                "publisher": "P",
                "snapshot": {
                    "path": "page.txt",
                    "sha256": "865f95e3205d0a1aa09d923560999990384db4311e83f61466991dfb026583f6",
                },
            },
            { "id": "book", "publisher": "Q" },
        ],
        "entities": [
            { "id": "alpha", "kind": "club", "name": "Alpha Society", "aliases": ["AS"] },
            { "id": "beta", "kind": "bank", "name": "Beta Bank", "aliases": ["BB"] },
            { "id": "branch", "kind": "bank", "name": "Beta Bank Branch", "part_of": ["beta"] },
        ],
        "properties": [{
            "id": "funded-by",
            "functional": true,
            "subject_kinds": ["club", "firm"],
            "value_type": "entity",
        }],
        "claims": [
            {
                "id": "one",
                "subject": "alpha",
                "property": "funded-by",
                "value": { "entity": "beta" },
                "evidence": [
                    { "source": "page", "quote": "The Alpha Society is funded by the Beta Bank" },
                ],
            },
            {
                "id": "two",
                "subject": "alpha",
                "property": "funded-by",
                "value": { "entity": "branch" },
                "evidence": [{ "source": "book", "locator": "p. 1" }],
            },
        ],
    })
}

#[test]
fn a_broken_field_of_claims_is_one_finding() {
    let data = claims().to_string();
    let folder = Folder::new(&[
        ("factlint.toml", RULEBOOK_OF_CLAIMS),
        ("schema.json", SCHEMA_OF_CLAIMS),
        ("page.txt", "The Alpha Society is funded by the Beta Bank.\n"),
        ("data.json", &data),
    ]);
    let broken = Broken { folder, rulebook: "factlint.toml", document: "data.json" };
    assert_eq!(broken.findings(), BTreeMap::new(), "nothing is wrong before");
    broken.counts(usize::MAX, &[replaced, with_other_member, without]).check("claims", 50);
}

const SCHEMA_OF_SCALARS: &str = r#"{ "properties": { "claims": { "items": { "properties": { "value": { "properties": {
  "text": { "maxLength": 30, "pattern": "^[A-Za-z ]*[a-z]$" },
  "count": { "type": "integer", "minimum": 0 },
  "date": { "pattern": "^[0-9]{4}$" },
  "entity": { "maxLength": 5, "pattern": "^[a-z]+$" },
  "period": { "properties": {
    "from": { "pattern": "^[0-9]{4}$" },
    "to": { "pattern": "^[0-9]{4}$" },
    "stated": { "pattern": "^P[0-9]+Y$" }
  } },
  "money": { "properties": {
    "amount": { "minimum": 0 },
    "currency": { "pattern": "^[A-Z]{3}$" }
  } }
} } } } } } }"#;

/// Returns two agreeing claims for each type of value. Their quotes show the values.
fn claims_of_each_type() -> Value {
    let values = [
        ("text", json!("the old bridge"), "It crossed the old bridge that day"),
        ("count", json!(12), "In the end there were 12 bridges in all"),
        ("date", json!("1950"), "The bridge was opened in 1950 by the mayor"),
        ("entity", json!("alpha"), "The bridge was built by Alpha in one summer"),
        (
            "period",
            json!({ "from": "1950", "to": "1960", "stated": "P10Y" }),
            "It stood for ten years, from 1950 to 1960, and then fell",
        ),
        (
            "money",
            json!({ "amount": 500, "currency": "EUR" }),
            "The bridge had a price of EUR 500 in all",
        ),
    ];
    let claims = values.iter().flat_map(|(name, value, quote)| {
        ["one", "two"].map(|number| {
            json!({
                "id": format!("{name}-{number}"),
                "subject": "alpha",
                "property": name,
                "value": { *name: value },
                "evidence": [{ "source": number, "quote": quote }],
            })
        })
    });
    let properties = values.iter().map(|(name, ..)| json!({ "id": name, "functional": true }));
    json!({
        "sources": [{ "id": "one", "publisher": "P" }, { "id": "two", "publisher": "Q" }],
        "entities": [{ "id": "alpha", "name": "Alpha" }],
        "properties": properties.collect::<Vec<_>>(),
        "claims": claims.collect::<Vec<_>>(),
    })
}

#[test]
fn a_value_out_of_its_pattern_length_or_range_is_one_finding() {
    let data = claims_of_each_type().to_string();
    // Leaves out the rule `agreement`, since its conditions select claims by locators, which these claims lack.
    let end = RULEBOOK_OF_CLAIMS.find("agreement = ").expect("a rule");
    let folder = Folder::new(&[
        ("factlint.toml", &RULEBOOK_OF_CLAIMS[..end]),
        ("schema.json", SCHEMA_OF_SCALARS),
        ("data.json", &data),
    ]);
    let broken = Broken { folder, rulebook: "factlint.toml", document: "data.json" };
    let before = broken.findings();
    assert!(before.values().all(|(rule, _)| rule == "idle"), "{before:#?}");
    broken.counts(usize::MAX, &[with_spaces, too_long, out_of_range]).check("scalars", 25);
}

#[test]
fn an_id_of_a_source_that_is_null_by_mistake_is_one_finding() {
    let mut data = claims();
    data["sources"][0]["id"] = json!(null);
    let folder = Folder::new(&[
        ("factlint.toml", RULEBOOK_OF_CLAIMS),
        ("schema.json", SCHEMA_OF_CLAIMS),
        ("page.txt", "The Alpha Society is funded by the Beta Bank.\n"),
        ("data.json", &data.to_string()),
    ]);
    let broken = Broken { folder, rulebook: "factlint.toml", document: "data.json" };
    let rules: Vec<_> = broken.findings().into_values().map(|(rule, _)| rule).collect();
    assert_eq!(rules, ["schema"]);
}
