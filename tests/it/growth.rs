//! Regression tests for inputs that took minutes or all memory.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use crate::command::Folder;
use std::fmt::Write;

fn folder(rulebook: &str, data: &str) -> Folder {
    let rulebook = format!("version = 1\ndocuments = [\"data.json\"]\n{rulebook}");
    Folder::new(&[("factlint.toml", &rulebook), ("data.json", data)])
}

#[test]
fn a_path_with_several_descents_needs_limited_memory() {
    let data = format!("{}{}", "[".repeat(500), "]".repeat(500));
    let rulebook = "[collections]\nall = { select = \"$..*..*..*..*\" }\n";
    let outcome = folder(rulebook, &data).check(&["--format", "concise"]);
    outcome.assert(
        1,
        "data.json:1:1: error[rulebook]: a path of the collection `all` takes too many steps from 1 value, so some values that it selects were not checked",
    );
}

#[test]
fn all_values_selected_by_several_descents_in_a_usual_document_are_checked() {
    let data = r#"{"a": [{"b": {"c": 1}}, {"b": {"c": 2}}]}"#;
    let rulebook = "[collections]\nall = { select = \"$..a..b..c\" }\n";
    let report = folder(rulebook, data).check(&["--format", "json"]).report();
    assert_eq!(report["summary"]["records"]["all"], 2);
    assert!(!report.to_string().contains("too many steps"), "{report:#}");
}

#[test]
fn reporting_300_errors_against_an_enum_of_20_000_values_is_fast() {
    let values: Vec<String> = (0..20_000).map(|at| format!("\"code{at}\"")).collect();
    let schema = format!("{{\"items\": {{\"enum\": [{}]}}}}", values.join(", "));
    let data: Vec<String> = (0..300).map(|at| format!("\"cods{at}\"")).collect();
    let folder = folder("schema = \"schema.json\"\n", &format!("[{}]", data.join(", ")));
    folder.write("schema.json", &schema);
    let report = folder.check(&["--format", "json"]).report();
    let found = &report["findings"][299];
    let message = found["message"].as_str().unwrap();
    assert!(message.starts_with("got \"cods299\", want one of \"code0\", "), "{message}");
    assert!(message.ends_with("\"code11\", … (20000 in all)"), "{message}");
    assert_eq!(found["help"], "no suggestion, since there are more than 1,000 values");
}

/// Returns a dataset in which each source is derived from the previous one. Each claim cites `sources_per_claim`
/// sources.
fn derived(number: usize, sources_per_claim: usize) -> String {
    let (mut sources, mut claims) = (String::new(), String::new());
    for at in 0..number {
        let before = at.checked_sub(1).map(|before| format!("\"s{before}\"")).unwrap_or_default();
        writeln!(sources, "{{\"id\": \"s{at}\", \"derived_from\": [{before}]}},").unwrap();
        let evidence = (0..sources_per_claim).map(|back| at.saturating_sub(back));
        let evidence: Vec<String> =
            evidence.map(|at| format!("{{\"source\": \"s{at}\"}}")).collect();
        writeln!(claims, "{{\"id\": \"c{at}\", \"evidence\": [{}]}},", evidence.join(", "))
            .unwrap();
    }
    let [sources, claims] = [sources, claims].map(|list| list.trim_end_matches(",\n").to_owned());
    format!("{{\"sources\": [{sources}], \"claims\": [{claims}]}}")
}

const CORROBORATION: &str = r#"
[collections]
sources = { select = "$.sources[*]", id = "id" }
claims = { select = "$.claims[*]", id = "id" }
[rules.several-sources]
kind = "corroboration"
at-least = 2
"#;

#[test]
fn the_origins_of_a_single_source_are_not_followed_for_each_claim() {
    let data = derived(6_000, 1);
    let report = folder(CORROBORATION, &data).check(&["--format", "json"]).report();
    assert_eq!(report["summary"]["findings"]["review"], 6_000);
}

#[test]
fn a_claim_with_a_source_of_many_origins_is_undecided() {
    let data = derived(303, 2);
    let report = folder(CORROBORATION, &data).check(&["--format", "json"]).report();
    let summary = &report["summary"];
    assert_eq!(summary["findings"]["review"], 300, "{summary:#}");
    assert_eq!(summary["counts"]["comparisons_cannot_tell"], 3, "{summary:#}");
}

/// A schema of nested operators. The arguments of an operator are operators or texts.
const OPERATORS: &str = r##"{
  "properties": { "tree": { "$ref": "#/$defs/node" } },
  "$defs": { "node": { "anyOf": [
    { "type": "object", "required": ["op", "args"],
      "properties": { "op": { "const": "and" }, "args": { "items": { "$ref": "#/$defs/node" } } } },
    { "type": "object", "required": ["op", "args"],
      "properties": { "op": { "const": "or" }, "args": { "items": { "$ref": "#/$defs/node" } } } },
    { "type": "object", "required": ["op", "args"],
      "properties": { "op": { "const": "not" }, "args": { "items": { "$ref": "#/$defs/node" } } } },
    { "type": "string" }
  ] } }
}"##;

/// Returns a tree of operators of this depth, with one mistake at the innermost level.
fn operators(depth: usize) -> String {
    let inner = |tree: String, _| format!(r#"{{"op": "and", "args": ["x", {tree}]}}"#);
    (0..depth).fold("7".to_owned(), inner)
}

#[test]
fn a_mistake_in_nested_alternatives_took_all_memory() {
    let data = format!("{{\"tree\": {}, \"more\": true}}", operators(30));
    let folder = folder("schema = \"schema.json\"\n", &data);
    folder.write("schema.json", OPERATORS);
    let report = folder.check(&["--format", "json"]).report();
    let found = &report["findings"][0];
    assert_eq!(found["message"], "the schema does not accept this value");
    let help = found["help"].as_str().unwrap();
    assert!(help.starts_with("nested alternatives have too many errors"), "{help}");
}

#[test]
fn a_mistake_in_alternatives_of_some_depth_is_found_at_its_place() {
    let data = format!("{{\"tree\": {}}}", operators(5));
    let folder = folder("schema = \"schema.json\"\n", &data);
    folder.write("schema.json", OPERATORS);
    let report = folder.check(&["--format", "json"]).report();
    let found = &report["findings"][0];
    assert_eq!(found["places"][0]["pointer"], "/tree/args/1/args/1/args/1/args/1/args/1");
}

#[test]
fn a_chain_of_20_000_references_took_quadratic_time() {
    let mut definitions: Vec<String> =
        (0..20_000).map(|at| format!(r##""d{at}": {{"$ref": "#/$defs/d{}"}}"##, at + 1)).collect();
    definitions.push(r#""d20000": {"type": "object"}"#.to_owned());
    let schema = format!(r##"{{"$ref": "#/$defs/d0", "$defs": {{{}}}}}"##, definitions.join(", "));
    let folder = folder("schema = \"schema.json\"\n", "[]");
    folder.write("schema.json", schema);
    let outcome = folder.check(&["--format", "concise"]);
    outcome.assert(1, "data.json:1:1: error[schema]: got an array, want an object");
}

#[test]
fn a_condition_behind_a_chain_of_references_is_named() {
    let schema = r##"{
      "$ref": "#/$defs/a",
      "$defs": {
        "a": { "$ref": "#/$defs/b" },
        "b": { "$ref": "#/$defs/c" },
        "c": { "if": { "required": ["x"] }, "then": { "required": ["y"] } }
      }
    }"##;
    let folder = folder("schema = \"schema.json\"\n", "{\"x\": 1}");
    folder.write("schema.json", schema);
    let report = folder.check(&["--format", "json"]).report();
    let found = &report["findings"][0];
    assert_eq!(found["message"], "missing property `y`");
    assert_eq!(found["help"], "wanted because `x` is present");
}

#[test]
fn a_pattern_of_10_megabytes_is_refused_in_words() {
    let long = "ab".repeat(5 << 20);
    let collections = "[collections]\nthings = { select = \"$[*]\" }\n";
    let rule = |kind: &str| format!("{collections}[rules.r]\nin = \"things\"\nkind = {kind}\n");
    let pattern = rule(&format!("\"pattern\"\nfield = \"@\"\nmatches = \"{long}\""));
    let path = rule(&format!("\"assert\"\nthat = \"match(@, '{long}')\""));
    let outcome = folder(&pattern, "[\"a\"]").check(&["--format", "concise"]);
    outcome.assert_code(2);
    assert!(outcome.stdout.contains("error[rulebook]"), "{}", clipped(&outcome.stdout));
    let report = folder(&path, "[\"a\"]").check(&["--format", "json"]).report();
    let messages = report["findings"].as_array().unwrap().iter();
    let messages: Vec<&str> = messages.filter_map(|found| found["message"].as_str()).collect();
    let said = "`match` is never true here: the pattern needs more than 10485760 bytes when compiled, want a smaller one";
    assert!(messages.contains(&said), "{:?}", messages.iter().map(|text| clipped(text)));
    let files = folder("schema = \"schema.json\"\n", "[\"a\"]");
    files.write("schema.json", format!("{{\"items\": {{\"pattern\": \"{long}\"}}}}"));
    let outcome = files.check(&["--format", "concise"]);
    outcome.assert_code(2);
    assert!(outcome.stdout.contains("error[rulebook]"), "{}", clipped(&outcome.stdout));
}

fn clipped(text: &str) -> String {
    text.chars().take(300).collect()
}
