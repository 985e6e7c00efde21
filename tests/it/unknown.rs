//! Tests values that are unknown because of schema errors, duplicate keys or text that is not JSON. Only comparisons
//! that depend on such a value are undecided.

use crate::command::concise_lines;
use factlint::dataset::{Dataset, Folders, Sizes};
use factlint::engine::{self, Run};
use factlint::rule::Count;
use factlint::value::date::PartialDate;
use tempfile::TempDir;

/// Returns the findings of a run, one line per finding, and the number of undecided comparisons.
fn found(sizes: Sizes, rulebook: &str, files: &[(&str, &str)]) -> (Vec<String>, u64) {
    let (folder, run) = run(sizes, rulebook, files);
    let lines = concise_lines(&run.files, &run.findings);
    // Large documents are read again to compute lines and columns, so the folder is still needed
    // here.
    drop(folder);
    // Findings of `idle` about collections and ids that a test does not use are left out.
    let found = lines.iter().filter(|line| !line.contains("[idle]: "));
    let found = found.map(|line| without_place(line)).collect();
    (found, run.summary.tally.of(Count::CannotTell))
}

/// Returns a line without the line and column of its place, which are tested elsewhere.
fn without_place(line: &str) -> String {
    let (place, rest) = line.split_once(": ").unwrap();
    format!("{}: {rest}", place.split(':').next().unwrap())
}

fn run(sizes: Sizes, rulebook: &str, files: &[(&str, &str)]) -> (TempDir, Run) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("factlint.toml");
    std::fs::write(&path, format!("version = 1\n{rulebook}")).unwrap();
    for (name, text) in files {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    let dataset = Dataset::read_with(sizes, Folders::of(&path, folder.path())).unwrap();
    let run = engine::check(dataset, &PartialDate::parse("2026-11-28").unwrap());
    (folder, run)
}

/// Asserts the findings of a run by their prefixes, in order, and the number of undecided comparisons. Reads documents
/// as a whole, and then in blocks of 8 bytes.
#[track_caller]
fn check(rulebook: &str, files: &[(&str, &str)], want: &[&str], cannot_tell: u64) {
    for sizes in [Sizes { whole: u64::MAX, block: 8 }, Sizes { whole: 0, block: 8 }] {
        let (lines, number) = found(sizes, rulebook, files);
        let fits = lines.len() == want.len()
            && lines.iter().zip(want).all(|(line, want)| line.starts_with(want));
        assert!(fits, "got {lines:#?}, want {want:#?} ({sizes:?})");
        assert_eq!(number, cannot_tell, "could not tell ({sizes:?}): {lines:#?}");
    }
}

const ENTITIES: &str = r#"
documents = ["data.json"]
schema = "schema.json"
[collections]
entities = { select = "$.entities[*]", id = "id", optional = true }
claims = { select = "$.claims[*]", id = "id", optional = true }

[rules]
"#;

const ENTITIES_SCHEMA: &str = r##"{
  "type": "object",
  "properties": {
    "entities": { "type": "array", "items": { "$ref": "#/$defs/entity" } },
    "claims": { "type": "array", "items": { "$ref": "#/$defs/claim" } }
  },
  "$defs": {
    "entity": {
      "required": ["id"],
      "properties": { "id": { "type": "string" }, "of": { "type": "array", "items": { "type": "string" } } }
    },
    "claim": {
      "properties": { "id": { "type": "string" }, "subject": { "type": "string" }, "n": { "type": "number" } }
    }
  }
}"##;

/// Asserts the findings of rules in a document that violates its schema.
#[track_caller]
fn check_entities(rules: &str, data: &str, want: &[&str], cannot_tell: u64) {
    let files = [("data.json", data), ("schema.json", ENTITIES_SCHEMA)];
    check(&format!("{ENTITIES}{rules}"), &files, want, cannot_tell);
}

#[test]
fn a_schema_error_of_the_document_stops_no_rule_whatever_its_level() {
    let schema = r#"{ "type": "object", "required": ["extra"] }"#;
    for level in ["error", "notice"] {
        let rulebook = format!(
            "documents = ['d.json']\nschema = 'schema.json'\n[collections]\np = {{ select = '$.p[*]', id = 'id' }}\n\
             [rules]\nschema = {{ level = '{level}' }}\nu = {{ kind = 'unique', in = 'p', fields = 'id' }}"
        );
        let data = r#"{"p":[{"id":"a"},{"id":"a"}]}"#;
        let schema_error = format!("d.json: {level}[schema]: missing property `extra`");
        let want = [schema_error.as_str(), "d.json: error[u]: 2 records of `p` share the id `a`"];
        check(&rulebook, &[("d.json", data), ("schema.json", schema)], &want, 0);
    }
}

#[test]
fn only_what_rests_on_a_broken_value_is_unknown() {
    let rules = "unique = { kind = 'unique', in = 'entities', fields = 'id' }";
    let data = r#"{"entities": [{"id": "a"}, {"id": 7}, {"id": "a"}, {"id": 7}]}"#;
    let want = [
        "data.json: error[schema]: got a number, want a string",
        "data.json: error[unique]: 2 records of `entities` share the id `a`",
        "data.json: error[schema]: got a number, want a string",
    ];
    check_entities(rules, data, &want, 2);
}

#[test]
fn each_unreadable_id_may_be_one_missing_id() {
    let rules =
        "subject = { kind = 'reference', in = 'claims', field = 'subject', to = 'entities' }";
    // Both references may mean the record whose id is not a text.
    let one = r#"{"entities": [{"id": "a"}, {"id": 7}], "claims": [{"subject": "a"}, {"subject": "b"}, {"subject": "b"}]}"#;
    check_entities(rules, one, &["data.json: error[schema]"], 2);
    let without = one.replace("{\"id\": 7}", "{}");
    check_entities(rules, &without, &["data.json: error[schema]: missing"], 2);
    // The entity with an unknown id cannot have both missing ids.
    let two = one.replacen("\"b\"", "\"c\"", 1);
    let want = [
        "data.json: error[schema]",
        "data.json: error[subject]: no record of `entities` has the id `c`",
        "data.json: error[subject]: no record of `entities` has the id `b`",
    ];
    check_entities(rules, &two, &want, 0);
    // If the entities are not a list, any record could be among the entities.
    let none = r#"{"entities": {"id": "a"}, "claims": [{"subject": "a"}, {"subject": "b"}]}"#;
    check_entities(rules, none, &["data.json: error[schema]: got an object"], 2);
}

#[test]
fn an_id_of_the_wrong_type_is_reported_by_each_rule_that_looks_it_up() {
    let rulebook = r#"
documents = ["data.json"]
[collections]
people = { select = "$.people[*]", id = "id" }
claims = { select = "$.claims[*]" }

[rules]
a = { kind = "reference", in = "claims", field = "of", to = "people" }
b = { kind = "inverse", in = "people", field = "knows[*]" }
c = { kind = "compare", in = "claims", field = "n", key = "of", to = "people", is = "==", than = "n" }
d = { kind = "date-inside", in = "claims", fields = ["on"], key = "of", to = "people", range-from = "born" }
e = { kind = "similar", in = "claims", field = "name", key = "of", to = "people" }
f = { kind = "unique", in = "claims", fields = ["@"], items = "for[*]", through = "people", through-field = "n" }
g = { kind = "codelist", in = "claims", field = "of", list = "$.people[*].id", through = "people", through-field = "n" }
h = { kind = "orphan", in = "people", by = ["claims.of"] }
i = { kind = "count", in = "people", key = "n", to = "claims", to-field = "n", at-most = 9 }
"#;
    let data = r#"{"people": [{"id": "a", "knows": ["a"], "n": 1, "born": "1900", "name": "A"}, {"id": {"x": 1}, "name": "B"}],
"claims": [{"of": "b", "n": 1, "on": "1950", "name": "A", "for": ["b"]}, {"of": "a", "n": 1, "on": "1950", "name": "A", "for": ["a"]}]}"#;
    let id = |rule: &str| format!("factlint.toml: notice[{rule}]: 1 value of `id` was not checked");
    let mut want: Vec<String> = ["a", "b", "c", "d", "e", "f"].map(id).into();
    want.push("factlint.toml: notice[g]: 1 value of `$.people[*].id` was not checked".to_owned());
    want.push(id("g"));
    want.push("factlint.toml: notice[h]: 1 record was not checked: it is a record".to_owned());
    let want: Vec<&str> = want.iter().map(String::as_str).collect();
    check(rulebook, &[("data.json", data)], &want, 5);
}

#[test]
fn an_id_that_cannot_be_selected_may_be_the_one_referred_to() {
    let rulebook = r#"
documents = ["data.json"]
[collections]
people = { select = "$.people[*]", id = "meta.id" }
claims = { select = "$.claims[*]" }

[rules]
subject = { kind = "reference", in = "claims", field = "of", to = "people" }
"#;
    let data = r#"{"people": [{"meta": {"id": "a"}}, {"meta": "b"}], "claims": [{"of": "a"}, {"of": "b"}]}"#;
    let want =
        ["factlint.toml: notice[subject]: 1 value of `meta.id` was not checked: it is a string"];
    check(rulebook, &[("data.json", data)], &want, 1);
}

/// Asserts the findings of two `reference` rules if the list of entities violates the keywords in `list`, or if
/// entities violate those in `entity`.
#[track_caller]
fn check_shape(list: &str, entity: &str, entities: &str, want: &[&str], cannot_tell: u64) {
    let schema = format!(
        r#"{{"properties": {{"entities": {{{list} "items": {{{entity} "properties": {{"id": {{"type": "string"}}}}}}}}}}}}"#
    );
    let rules = "subject = { kind = 'reference', in = 'claims', field = 'subject', to = 'entities' }\n\
                 of = { kind = 'reference', in = 'entities', field = 'of', to = 'claims' }";
    let data = format!(
        r#"{{"entities": {entities}, "claims": [{{"id": "1", "subject": "a"}}, {{"id": "2", "subject": "b"}}]}}"#
    );
    let files = [("data.json", data.as_str()), ("schema.json", schema.as_str())];
    check(&format!("{ENTITIES}{rules}"), &files, want, cannot_tell);
}

const MISSING: &str = "data.json: error[subject]: no record of `entities` has the id `b`";
const NAMES_NOTHING: &str = "data.json: error[of]: no record of `claims` has the id `3`";

#[test]
fn an_array_with_too_many_elements_leaves_references_decided() {
    for list in [r#""maxItems": 0,"#, r#""contains": true, "maxContains": 0,"#] {
        let want = ["data.json: error[schema]", NAMES_NOTHING, MISSING];
        check_shape(list, "", r#"[{"id": "a", "of": "3"}]"#, &want, 0);
    }
}

#[test]
fn an_array_with_too_few_elements_may_lack_the_missing_ones() {
    let entities = r#"[{"id": "a", "of": "3"}]"#;
    for list in [r#""minItems": 2,"#, r#""contains": {"required": ["x"]},"#] {
        check_shape(list, "", entities, &["data.json: error[schema]", NAMES_NOTHING], 1);
    }
    let want = ["data.json: error[schema]", NAMES_NOTHING, MISSING];
    let other = r#"[{"id": "c", "of": "3"}]"#;
    let both = "data.json: error[subject]: no record of `entities` has the id `a`";
    let want_both = [want[0], want[1], both, MISSING];
    check_shape(r#""minItems": 2,"#, "", other, &want_both, 0);
}

#[test]
fn an_object_of_the_wrong_shape_still_has_its_id() {
    let entities = r#"[{"id": "a", "of": "3"}]"#;
    let too_few = r#""minProperties": 3,"#;
    let schema = "data.json: error[schema]";
    check_shape("", too_few, entities, &[schema, NAMES_NOTHING, MISSING], 0);
    let lacks = r#""dependentRequired": {"of": ["x"]},"#;
    check_shape("", lacks, entities, &[schema, NAMES_NOTHING, MISSING], 0);
    // These members do not go together, but each may be right.
    for entity in [
        r#""not": {"required": ["id", "of"]},"#,
        r#""not": {"minProperties": 2},"#,
        r#""oneOf": [{"required": ["id"]}, {"required": ["of"]}],"#,
    ] {
        check_shape("", entity, entities, &[schema, NAMES_NOTHING, MISSING], 0);
    }
    let twice = r#"[{"id": "a", "of": "3"}, {"id": "a", "of": "3"}]"#;
    check_shape(r#""uniqueItems": true,"#, "", twice, &[NAMES_NOTHING, schema, MISSING], 1);
}

#[test]
fn a_reference_that_cannot_be_read_may_be_the_one_that_is_missing() {
    let rules = "orphan = { kind = 'orphan', in = 'entities', by = ['claims.subject'] }";
    let data = r#"{"claims": [{"subject": 1}], "entities": [{"id": "a"}]}"#;
    check_entities(rules, data, &["data.json: error[schema]"], 1);
    let two = data.replace("[{\"id\"", "[{\"id\": \"b\"}, {\"id\"");
    let want = [
        "data.json: error[schema]",
        "data.json: warning[orphan]: nothing refers to `b`",
        "data.json: warning[orphan]: nothing refers to `a`",
    ];
    check_entities(rules, &two, &want, 0);
}

#[test]
fn a_reference_that_may_be_returned_is_not_one_sided() {
    let rules = "both = { kind = 'inverse', in = 'entities', field = 'of[*]' }";
    let data = r#"{"entities": [{"id": "a", "of": ["b"]}, {"id": "b", "of": [1]}, {"id": "c", "of": ["a"]}]}"#;
    let want = [
        "data.json: error[schema]",
        "data.json: error[both]: `c` names `a` in `of[*]`, but `a` does not name `c`",
    ];
    check_entities(rules, data, &want, 2);
}

#[test]
fn a_count_with_an_unknown_key_is_a_lower_bound() {
    let count = |bound: &str| {
        format!(
            "claims = {{ kind = 'count', in = 'entities', to = 'claims', to-field = 'subject', key = 'id', {bound} }}"
        )
    };
    let data = r#"{"entities": [{"id": "a"}], "claims": [{"subject": "a"}, {"subject": 1}]}"#;
    let schema = "data.json: error[schema]";
    check_entities(&count("at-least = 2"), data, &[schema], 1);
    check_entities(&count("at-least = 1"), data, &[schema], 0);
    check_entities(&count("at-most = 1"), data, &[schema], 1);
    let too_few = "data.json: error[claims]: `a` has 1 to 2 records of `claims`, want at least 3";
    check_entities(&count("at-least = 3"), data, &[too_few, schema], 0);
    let too_many = "data.json: error[claims]: `a` has 1 to 2 records of `claims`, want at most 0";
    check_entities(&count("at-most = 0"), data, &[too_many, schema], 0);
}

#[test]
fn a_code_that_cannot_be_read_may_be_the_one_that_is_missing() {
    let rules = "code = { kind = 'codelist', in = 'claims', field = 'subject', to = 'entities', to-field = 'id' }";
    let data = r#"{"entities": [{"id": 1}], "claims": [{"subject": "a"}]}"#;
    check_entities(rules, data, &["data.json: error[schema]"], 1);
    let valid = data.replace("{\"id\": 1}", "{\"id\": \"b\"}");
    check_entities(rules, &valid, &["data.json: error[code]: got `a`"], 0);
}

#[test]
fn a_value_missing_by_the_schema_is_not_reported_again() {
    let rules = "id = { kind = 'presence', in = 'entities', required = 'id' }\n\
                 of = { kind = 'presence', in = 'entities', required = 'of' }";
    let data = r#"{"entities": [{"of": []}, {"id": "b"}]}"#;
    let want = [
        "data.json: error[schema]: missing property `id`",
        "data.json: error[of]: `b` has no `of`",
    ];
    check_entities(rules, data, &want, 1);
}

#[test]
fn a_condition_on_a_broken_value_selects_nothing_and_is_counted() {
    let rules = "few = { kind = 'pattern', in = 'claims', where = \"@.n == 1\", field = 'subject', matches = 'x' }";
    let data = r#"{"claims": [{"n": "1", "subject": "a"}, {"n": 1, "subject": "b"}, {"n": 2, "subject": "c"}]}"#;
    let want = ["data.json: error[schema]", "data.json: error[few]: got `b`"];
    check_entities(rules, data, &want, 1);
    // The part of the condition without the broken value is false, which decides the condition.
    let both = rules.replace("@.n == 1", "@.n == 1 && @.subject == 'b'");
    check_entities(&both, data, &want, 0);
}

#[test]
fn a_key_that_occurs_twice_makes_its_values_unknown_and_no_others() {
    let rules = "unique = { kind = 'unique', in = 'claims', fields = 'id' }\n\
                 subject = { kind = 'pattern', in = 'claims', field = 'subject', matches = 'x' }";
    let data =
        r#"{"claims": [{"id": "a", "id": "b", "subject": "y"}, {"id": "b", "subject": "x"}]}"#;
    let want = [
        "data.json: error[duplicate-key]: the key `id` occurs twice",
        "data.json: error[subject]: got `y`",
    ];
    check_entities(rules, data, &want, 1);
}

const LINES: &str = "documents = ['*.jsonl']\n[collections]\n\
    entities = { select = '$[*]', id = 'id', documents = ['entities.jsonl'] }\n\
    claims = { select = '$[*]', id = 'id', documents = ['claims.jsonl'] }\n[rules]\n";

#[test]
fn a_line_that_is_not_json_makes_one_record_unknown() {
    let rulebook = format!(
        "{LINES}unique = {{ kind = 'unique', in = 'claims', fields = 'id' }}\n\
         subject = {{ kind = 'reference', in = 'claims', field = 'subject', to = 'entities' }}"
    );
    let claims = "{\"id\": \"1\", \"subject\": \"a\"}\n{\"id\": \"2\", \"subject\": \"b\"}\n{\"id\": ]\n{\"id\": \"1\", \"subject\": \"b\"}\n";
    let entities = "{\"id\": \"a\"}\n{\"id\" \"b\"}\n";
    let want = [
        "claims.jsonl: error[syntax]",
        "claims.jsonl: error[unique]: 2 records of `claims` share the id `1`",
        "entities.jsonl: error[syntax]",
    ];
    check(&rulebook, &[("claims.jsonl", claims), ("entities.jsonl", entities)], &want, 2);
}

#[test]
fn other_documents_are_checked_if_one_is_not_json() {
    let rulebook = "documents = ['*.json']\n[collections]\n\
        entities = { select = '$.entities[*]', id = 'id' }\n\
        claims = { select = '$.claims[*]', id = 'id' }\n[rules]\n\
        unique = { kind = 'unique', in = 'claims', fields = 'id' }\n\
        subject = { kind = 'reference', in = 'claims', field = 'subject', to = 'entities' }";
    let a = r#"{"claims": [{"id": "1", "subject": "a"}, {"id": "1", "subject": "a"}]}"#;
    let want =
        ["a.json: error[unique]: 2 records of `claims` share the id `1`", "b.json: error[syntax]"];
    check(rulebook, &[("a.json", a), ("b.json", r#"{"entities": [}"#)], &want, 2);
}

#[test]
fn a_rule_that_encountered_unknown_values_does_not_resolve_findings() {
    let rulebook = format!(
        "{ENTITIES}unique = {{ kind = 'unique', in = 'entities', fields = 'id' }}\n\
         of = {{ kind = 'presence', in = 'entities', required = 'of' }}"
    );
    let data = r#"{"entities": [{"id": "a", "of": []}, {"id": 7, "of": []}]}"#;
    let files = [("data.json", data), ("schema.json", ENTITIES_SCHEMA)];
    let (_folder, run) = run(Sizes { whole: u64::MAX, block: 8 }, &rulebook, &files);
    let not_all: Vec<&str> = run.summary.not_run.iter().map(|rule| rule.rule.as_str()).collect();
    assert_eq!(not_all, ["unique"]);
}

#[test]
fn a_verdict_survives_while_the_array_of_its_rule_is_unreliable() {
    let rulebook = format!(
        "{ENTITIES}of = {{ kind = 'presence', in = 'entities', required = 'of' }}\n\
         ids = {{ kind = 'pattern', in = 'entities', field = 'id', matches = '^a' }}"
    );
    for data in [r#"{"entities": [{"id": "b"}], "entities": []}"#, r#"{"entities": 5}"#] {
        let files = [("data.json", data), ("schema.json", ENTITIES_SCHEMA)];
        let (_folder, run) = run(Sizes { whole: u64::MAX, block: 8 }, &rulebook, &files);
        let not_all = run.summary.not_run.iter().map(|rule| (&*rule.rule, &*rule.reason));
        let reason = "some records of `entities` are unknown";
        assert_eq!(not_all.collect::<Vec<_>>(), [("of", reason), ("ids", reason)], "{data}");
    }
}

#[test]
fn an_unreliable_element_is_still_counted() {
    let rules = "n = { kind = 'count', in = 'entities', field = 'k', items = 'of[*]' }";
    let data = |k: u8| format!(r#"{{"entities": [{{"id": "a", "k": {k}, "of": ["x", 1, "y"]}}]}}"#);
    let schema = "data.json: error[schema]";
    for (k, unknown) in [(2, 1), (3, 1)] {
        check_entities(rules, &data(k), &[schema], unknown);
    }
    for k in [1, 5] {
        let wrong = format!("data.json: error[n]: `a` states {k}, but has 2 to 3");
        check_entities(rules, &data(k), &[&wrong, schema], 0);
    }
}

#[test]
fn a_malformed_date_that_violates_the_schema_is_reported_once() {
    let rulebook = "documents = [\"d.json\"]\nschema = \"s.json\"\n[collections]\nclaims = { select = \"$.claims[*]\", id = \"id\" }\nproperties = { select = \"$.properties[*]\", id = \"id\" }\n[rules.conflict]\nkind = \"conflict\"\n";
    let schema = r#"{"properties": {"claims": {"items": {"properties": {"value": {"properties": {"date": {"format": "date"}}}}}}}}"#;
    let document = r#"{"properties": [{"id": "start", "functional": true}], "claims": [{"id": "a", "subject": "x", "property": "start", "value": {"date": "soon"}}]}"#;
    check(
        rulebook,
        &[("s.json", schema), ("d.json", document)],
        &["d.json: error[schema]: got \"soon\", want a date"],
        1,
    );
}

#[test]
fn members_that_do_not_go_together_leave_one_another_known() {
    let rulebook = r#"documents = ["data.json"]
schema = "schema.json"

[collections]
claims = { select = "$.data.claims[*]", id = "id" }
data   = { select = "$.data" }

[rules.name]
kind    = "pattern"
in      = "claims"
field   = "name"
matches = "^[a-z]+$"

[rules.parts]
kind    = "pattern"
in      = "claims"
field   = "parts[*].name"
matches = "^[a-z]+$"

[rules.title]
kind    = "pattern"
in      = "data"
field   = "title"
matches = "^[a-z]+$"

[rules.lead]
kind     = "presence"
in       = "data"
required = ["lead"]
"#;
    let schema = r#"{"properties": {"data": {"not": {"required": ["title", "draft"]}}}}"#;
    let data = r#"{"data": {"title": "A", "draft": true, "claims": [
        {"id": "a", "name": "Anna", "parts": [{"name": "P"}]}, {"id": "b", "name": "bert"}
    ]}}"#;
    let want = ["schema", "lead", "title", "name", "parts"];
    let want = want.map(|rule| format!("data.json: error[{rule}]: "));
    let want = want.each_ref().map(String::as_str);
    check(rulebook, &[("schema.json", schema), ("data.json", data)], &want, 0);
}

#[test]
fn a_list_that_should_not_be_there_spoilt_the_records_in_it() {
    let rulebook = r#"documents = ["data.json"]
schema = "schema.json"

[collections]
claims = { select = "$.data.claims[*]", id = "id" }

[rules.name]
kind    = "pattern"
in      = "claims"
field   = "name"
matches = "^[a-z]+$"
"#;
    let data = r#"{"data": {"claims": [{"id": "a", "name": "Anna"}]}}"#;
    for of_data in [
        r#"{"additionalProperties": false}"#,
        r#"{"unevaluatedProperties": false}"#,
        r#"{"properties": {"claims": false}}"#,
        r#"{"properties": {"claims": {"not": {"type": "array"}}}}"#,
        r#"{"propertyNames": {"const": "claim"}}"#,
        r#"{"not": {"required": ["claims"]}}"#,
    ] {
        let schema = format!(r#"{{"properties": {{"data": {of_data}}}}}"#);
        let want = ["data.json: error[schema]: ", "data.json: error[name]: "];
        let files = [("schema.json", schema.as_str()), ("data.json", data)];
        let (mut lines, _) = found(Sizes { whole: u64::MAX, block: 8 }, rulebook, &files);
        lines.sort_by_key(|line| !line.contains("[schema]"));
        let fits =
            lines.len() == 2 && lines.iter().zip(want).all(|(line, want)| line.starts_with(want));
        assert!(fits, "{of_data}: {lines:#?}");
    }
}
