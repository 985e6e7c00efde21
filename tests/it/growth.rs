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
    let data = derived(103, 2);
    let report = folder(CORROBORATION, &data).check(&["--format", "json"]).report();
    let summary = &report["summary"];
    assert_eq!(summary["findings"]["review"], 100, "{summary:#}");
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
fn a_pattern_of_10_megabytes_is_refused_before_it_is_compiled() {
    for piece in ["ab", "a?"] {
        assert_refused(&piece.repeat(5 << 20));
    }
}

#[track_caller]
fn assert_refused(long: &str) {
    let collections = "[collections]\nthings = { select = \"$[*]\" }\n";
    let rule = |kind: &str| format!("{collections}[rules.r]\nin = \"things\"\nkind = {kind}\n");
    let pattern = rule(&format!("\"pattern\"\nfield = \"@\"\nmatches = \"{long}\""));
    let path = rule(&format!("\"assert\"\nthat = \"match(@, '{long}')\""));
    let outcome = folder(&pattern, "[\"a\"]").check(&["--format", "concise"]);
    outcome.assert_code(2);
    assert!(outcome.stdout.contains("has 10,485,760 bytes"), "{}", clipped(&outcome.stdout));
    let report = folder(&path, "[\"a\"]").check(&["--format", "json"]).report();
    let messages = report["findings"].as_array().unwrap().iter();
    let messages: Vec<&str> = messages.filter_map(|found| found["message"].as_str()).collect();
    let said = "`match` is never true here: the pattern has 10,485,760 bytes, want at most 100,000";
    assert!(messages.contains(&said), "{:?}", messages.iter().map(|text| clipped(text)));
    let files = folder("schema = \"schema.json\"\n", "[\"a\"]");
    files.write("schema.json", format!("{{\"items\": {{\"pattern\": \"{long}\"}}}}"));
    let outcome = files.check(&["--format", "concise"]);
    outcome.assert_code(2);
    assert!(outcome.stdout.contains("has 10,485,760 bytes"), "{}", clipped(&outcome.stdout));
}

/// Checks a dataset of records with one rule, and returns the report.
fn report_on(records: &[String], rule: &str) -> serde_json::Value {
    let rulebook = format!(
        "[collections]\nr = {{ select = \"$[*]\", id = \"id\" }}\n[rules.x]\nin = \"r\"\n{rule}"
    );
    let data = format!("[{}]", records.join(",\n"));
    folder(&rulebook, &data).check(&["--format", "json"]).report()
}

fn numbers(number: usize) -> String {
    (0..number).map(|at| at.to_string()).collect::<Vec<_>>().join(", ")
}

#[test]
fn a_value_that_violates_compare_with_many_others_shows_twelve() {
    let record = format!(r#"{{"id": "a", "v": 100, "w": [{}]}}"#, numbers(100));
    let rule = "kind = \"compare\"\nfield = \"v\"\nis = \"<\"\nthan = \"w[*]\"\n";
    let report = report_on(&[record], rule);
    let found = &report["findings"][0];
    let message = "`v` of `a` is 100, and its `w[*]` are 0 and 99 more: want `v` < `w[*]`";
    assert_eq!(found["message"], message);
    assert_eq!(found["places"].as_array().unwrap().len(), 13, "{found:#}");
}

#[test]
fn more_than_a_million_pairs_of_values_of_one_record_are_reported_and_not_compared() {
    let record = format!(r#"{{"id": "a", "v": [{0}], "w": [{0}]}}"#, numbers(1_001));
    let rule = "kind = \"compare\"\nfield = \"v[*]\"\nis = \"<\"\nthan = \"w[*]\"\n";
    let report = report_on(&[record], rule);
    let message = "`a` has 1,001 values of `v[*]` to compare with 1,001 other values: want at most 1,000,000 pairs, so no pair was compared";
    assert_eq!(report["findings"][0]["message"], message);
    assert_eq!(report["findings"].as_array().unwrap().len(), 1);
    assert_eq!(report["summary"]["counts"]["comparisons_cannot_tell"], 1, "{report:#}");
}

#[test]
fn a_date_outside_of_many_ranges_is_reported_once() {
    let range = |at| format!(r#"{{"id": "i{at}", "from": "2020", "to": "2021"}}"#);
    let visitor = |number: usize| {
        let ids: Vec<String> = (0..number).map(|at| format!("\"i{at}\"")).collect();
        format!(r#"{{"id": "v", "p": [{}], "d": ["2000", "2020"]}}"#, ids.join(", "))
    };
    let rule = "kind = \"date-inside\"\nfields = [\"d[*]\"]\nkey = \"p[*]\"\nto = \"r\"\nrange-from = \"from\"\nrange-to = \"to\"\n";
    let found = |number: usize| {
        let records: Vec<String> = (0..number).map(range).chain([visitor(number)]).collect();
        report_on(&records, rule)["findings"].as_array().unwrap().clone()
    };
    // The ranges are equal, so their findings are too, except for the record that has the range.
    assert!(found(12).iter().all(|found| !found["message"].to_string().contains("too")));
    let found = found(13);
    assert_eq!(found.len(), 1, "{found:#?}");
    let message = found[0]["message"].as_str().unwrap();
    assert!(message.ends_with("; it is outside 12 other ranges too"), "{message}");
}

#[test]
fn the_greatest_of_many_dates_is_found_whatever_their_order() {
    let history = |dates: &[&str]| {
        let entries = dates.iter().enumerate();
        let entries = entries.map(|(n, date)| format!(r#"{{"n": {n}, "date": "{date}"}}"#));
        entries.collect::<Vec<_>>().join(", ")
    };
    let rule = "kind = \"compare\"\nfield = \"v\"\nis = \"==\"\nthan = \"h[*].n\"\nlatest-by = \"^.date\"\n";
    for (dates, latest) in [
        (["2020-01-01", "2020-01-02", "2020-01-02", "2019"], "1 and 1 more"),
        (["2020-01-02", "2020-01-01", "2018", "2020-01-02"], "0 and 1 more"),
        (["2020-01-02", "2020", "2019-12-31", "2020-01-01"], "0 and 1 more"),
    ] {
        let record = format!(r#"{{"id": "a", "v": 9, "h": [{}]}}"#, history(&dates));
        let report = report_on(&[record], rule);
        let message = report["findings"][0]["message"].as_str().unwrap();
        assert!(message.contains(latest), "{message}");
    }
}

#[test]
fn a_condition_on_the_document_is_decided_for_each_document_by_itself() {
    let rulebook = "[collections]\nr = { select = \"$.r[*]\", id = \"id\" }\n[rules.x]\nin = \"r\"\nkind = \"assert\"\nthat = \"count($.r[?@.n > 1]) > 1 && $.wanted && value($..only) == @.only\"\n";
    let data = |wanted: &str, n: u8| {
        format!(
            r#"{{{wanted} "r": [{{"id": "a{n}", "n": {n}, "only": 1}}, {{"id": "b{n}", "n": 2}}]}}"#
        )
    };
    let folder = folder(rulebook, &data("\"wanted\": 1,", 2));
    folder.write("factlint.toml", format!("version = 1\ndocuments = [\"*.json\"]\n{rulebook}"));
    folder.write("few.json", data("\"wanted\": 1,", 1));
    folder.write("unwanted.json", data("", 3));
    let report = folder.check(&["--format", "json"]).report();
    let found = report["findings"].as_array().unwrap().iter();
    let found: Vec<&str> = found.map(|found| found["message"].as_str().unwrap()).collect();
    let found: Vec<&str> = found.iter().filter_map(|message| message.get(..4)).collect();
    assert_eq!(found, ["`b2`", "`a1`", "`b1`", "`a3`", "`b3`"], "{report:#}");
}

#[test]
fn two_hundred_selected_claims_that_differ_are_one_finding_of_limited_length() {
    let claim = |at: usize| {
        let subject = ["a", "b"][at % 2];
        format!(
            r#"{{"id": "c{at}", "subject": "{subject}", "property": "p", "value": {{"count": {at}}}}}"#
        )
    };
    let claims: Vec<String> = (0..200).map(claim).collect();
    let rule = "kind = \"agreement\"\nbetween = [\"@.subject == 'a'\", \"@.subject == 'b'\"]\n";
    let report = report_on(&claims, rule);
    let found = &report["findings"][0];
    let message = found["message"].as_str().unwrap();
    assert!(message.ends_with("and `22` and those of 188 other claims"), "{message}");
    assert_eq!(found["places"].as_array().unwrap().len(), 200);
}

#[test]
fn a_baseline_that_is_read_in_several_parts_finds_a_repeated_entry() {
    let line = |at: usize| {
        format!(
            "{at:064x} = {{ rule = \"x\", subject = \"r/{at}\", field = \"k\", level = \"error\", state = \"{at:064x}\", message = \"m\" }}\n"
        )
    };
    let lines: String = (0..2_000).map(line).collect();
    let rulebook = "baseline = \"baseline.toml\"\n[collections]\nr = { select = \"$[*]\" }\n[rules.x]\nin = \"r\"\nkind = \"presence\"\nrequired = [\"k\"]\n";
    let folder = folder(rulebook, "[{\"k\": 1}]");
    let head = "version = 2\n\n[findings]\n";
    folder.write("baseline.toml", format!("{head}{lines}"));
    let outcome = folder.check(&["--format", "concise"]);
    assert!(
        outcome.stdout.contains("2000 findings in the baseline are resolved"),
        "{}",
        clipped(&outcome.stdout)
    );
    folder.write("baseline.toml", format!("{head}{lines}{}", line(7)));
    let outcome = folder.check(&["--format", "concise"]);
    outcome.assert_code(2);
    assert!(outcome.stdout.contains("this finding occurs twice"), "{}", clipped(&outcome.stdout));
}

fn clipped(text: &str) -> String {
    text.chars().take(300).collect()
}
