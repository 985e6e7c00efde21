//! `coverage`: near-misses and cases that its page omits.

use super::{check, run_files};
use factlint::rule::Count;

const RULES: &str = r#"
[collections]
claims  = { select = "$.claims[*]", id = "id" }
sources = { select = "$.sources[*]", id = "id" }

[rules.unquoted]
kind          = "coverage"
where         = "@.rank != 'draft'"
sources-where = "@.language == 'en'"
"#;

const TEXT: &str = "One two three. Four five six. Four five six.\n\nSeven eight nine.\n";

fn data(evidence: &str) -> String {
    format!(
        r#"{{ "sources": [
            {{ "id": "a", "language": "en", "snapshot": {{ "path": "a.txt" }} }},
            {{ "id": "b", "language": "fr", "snapshot": {{ "path": "a.txt" }} }},
            {{ "id": "c", "language": "en", "snapshot": {{ "path": "missing.txt" }} }},
            {{ "id": "d", "language": "en" }}, 5 ],
          "claims": [{{ "id": "1", "evidence": [{evidence}] }},
            {{ "id": "2", "rank": "draft", "evidence": [{{ "source": "a", "quote": "Seven eight nine" }}] }}, "x"] }}"#
    )
}

#[track_caller]
fn check_quotes(evidence: &str, covered: u64, want: &[&str]) {
    let data = data(evidence);
    let outcome = run_files(RULES, &[("data.json", &data), ("a.txt", TEXT)]);
    let of_rule = outcome.findings.iter().filter(|finding| finding.rule == "unquoted");
    // Leaves out the notices that the source 5 and the claim "x" were not checked.
    let of_rule = of_rule.filter(|finding| !finding.message.contains("not checked"));
    let got: Vec<String> = of_rule
        .flat_map(|finding| {
            let labels = finding
                .labels
                .iter()
                .map(|label| format!("{}: {}", label.place.start(), label.text));
            std::iter::once(finding.message.clone()).chain(labels).collect::<Vec<_>>()
        })
        .collect();
    assert_eq!(got, want);
    assert_eq!(outcome.count(Count::SentenceCovered), covered);
}

#[test]
fn only_quotes_that_are_verified_cover_anything() {
    check_quotes(
        r#"{ "source": "a", "quote": "One two three" },
           { "source": "a", "quote": "Four five six" },
           { "source": "a", "quote": "Seven eight ten" },
           { "source": "b", "quote": "Seven eight nine" },
           { "source": "none", "quote": "Seven eight nine" },
           { "source": "a", "locator": "p. 5" }, 7"#,
        3,
        &[
            "1 of the 4 sentences of `a` is not covered by quotes",
            "46: no quote covers this",
            "35: the source",
        ],
    );
    check_quotes(
        r#"{ "source": "a", "quote": "One two three. Four five six" },
           { "source": "a", "quote": "Four five six", "suffix": ". Seven", "direction": "refutes" },
           { "source": "a", "quote": "eight nine" }"#,
        3,
        &[
            "1 of the 4 sentences of `a` is not covered by quotes",
            "46: no quote covers this part",
            "35: the source",
        ],
    );
}

#[test]
fn every_sentence_that_is_not_covered_is_labelled() {
    let text = "A sentence that nobody quotes. ".repeat(30);
    let data = r#"{ "sources": [{ "id": "a", "language": "en", "snapshot": { "path": "a.txt" } }], "claims": [] }"#;
    let outcome = run_files(RULES, &[("data.json", data), ("a.txt", &text)]);
    let finding = outcome.findings.iter().find(|finding| finding.rule == "unquoted").unwrap();
    assert_eq!(finding.message, "30 of the 30 sentences of `a` are not covered by quotes");
    assert_eq!(finding.labels.len(), 31);
}

#[test]
fn ignoring_all_rules_is_refused() {
    check(
        &format!("{RULES}ignore = [\"a line\", \"...\"]\n"),
        "{}",
        &[
            "factlint.toml:8:8: error[rulebook]: a text of `ignore` is empty, or `...` alone: it would ignore everything",
        ],
    );
}

#[test]
fn the_sources_must_be_a_collection() {
    let rules = RULES.replace("sources = {", "books = {");
    check(
        &rules,
        "{}",
        &[
            "factlint.toml:8:8: error[rulebook]: unknown collection `sources`; this kind reads its snapshots",
        ],
    );
}
