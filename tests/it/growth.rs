//! Inputs that once took minutes or all memory.
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
        "data.json:1:1: error[rulebook]: a path of the collection `all` takes too many steps from 1 value: not everything that it selects was looked at",
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

/// Each source is derived from the previous one, and each claim cites one or two of them.
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
