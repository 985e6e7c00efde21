//! Tests how sources that depend on each other are counted, and which decisions depend on the count.

use crate::command::Folder;
use crate::command::budget::{RULEBOOK, SHORT};

const THREE_SOURCES: &str = r#"{ "id": "s1", "publisher": "A" },
    { "id": "s2", "publisher": "B" },
    { "id": "s3", "publisher": "C" }"#;

const DERIVED: &str = r#"{ "id": "s4", "publisher": "D", "derived_from": ["s1", "s2", "s3"] }"#;

/// Returns the findings of `corroboration` for a claim with evidence from these sources.
fn corroboration(sources: &str, evidence: &[&str], at_least: usize) -> String {
    let rule = format!("kind = \"corroboration\"\nat-least = {at_least}\n");
    let rulebook = RULEBOOK
        .replace("kind = \"conflict\"\n", &rule)
        .replace("ledger    = \"reviews.toml\"\n", "");
    let evidence: Vec<String> =
        evidence.iter().map(|source| format!("{{ \"source\": \"{source}\" }}")).collect();
    let data = format!(
        r#"{{ "sources": [{sources}], "entities": [], "properties": [], "claims": [{{ "id": "a", "evidence": [{}] }}] }}"#,
        evidence.join(", ")
    );
    let folder = Folder::new(&[("factlint.toml", &rulebook), ("data.json", &data)]);
    let outcome = folder.check(&["--format", "concise", "--select", "corroboration"]);
    outcome.stdout.lines().find(|line| line.contains("rests on")).unwrap_or_default().to_owned()
}

#[test]
fn a_source_derived_from_three_others_does_not_make_them_one() {
    let sources = format!("{THREE_SOURCES}, {DERIVED}");
    assert_eq!(corroboration(&sources, &["s1", "s2", "s3"], 3), "");
    assert_eq!(corroboration(&sources, &["s1", "s2", "s3", "s4"], 3), "");
    for (evidence, number) in [
        (&["s1", "s2", "s3", "s4"][..], "3 independent sources, want at least 4"),
        (&["s4"], "1 independent source, want at least 4"),
        (&["s4", "s1"], "1 independent source, want at least 4"),
    ] {
        assert!(corroboration(&sources, evidence, 4).contains(number), "{evidence:?}");
    }
}

const CLAIMS: &str = r#"
    { "id": "a", "subject": "trace", "property": "budget", "value": { "count": 1901 }, "evidence": [{ "source": "s1" }] },
    { "id": "b", "subject": "trace", "property": "budget", "value": { "count": 1950 }, "evidence": [{ "source": "s2" }] },
    { "id": "c", "subject": "trace", "property": "budget", "value": { "count": 1950 }, "evidence": [{ "source": "s3" }] }"#;

fn dataset(rulebook: &str) -> Folder {
    let data = format!(
        r#"{{
  "sources": [
    {THREE_SOURCES}
  ],
  "entities": [{{ "id": "trace", "name": "Trace" }}],
  "properties": [{{ "id": "budget", "name": "budget", "functional": true }}],
  "claims": [{CLAIMS}
  ]
}}
"#
    );
    Folder::new(&[
        ("factlint.toml", rulebook),
        ("data.json", &data),
        ("reviews.toml", "version = 2\n"),
    ])
}

fn list(folder: &Folder) -> String {
    folder.factlint(&["review", "list", "--today", crate::command::TODAY]).stdout
}

/// Decides the only finding, derives one source from another, and returns the output of `review list` and
/// `check`.
fn decided_and_then_derived(folder: &Folder) -> (String, String) {
    let name = list(folder).get(..SHORT.len()).expect("a fingerprint").to_owned();
    let flags = ["--outcome", "accepted", "--reason", "so it is", "--by", "Ada"];
    let day = ["--today", crate::command::TODAY];
    folder.factlint(&[&["review", "decide", &name], &flags[..], &day].concat()).assert_code(0);
    assert!(list(folder).contains("decided: review"), "{}", list(folder));
    folder.replace(
        "data.json",
        r#""publisher": "C""#,
        r#""publisher": "C", "derived_from": ["s2"]"#,
    );
    (list(folder), folder.check(&["--format", "concise"]).stdout)
}

#[test]
fn a_verdict_on_a_conflict_is_stale_when_fewer_sources_are_independent_in_all() {
    let (list, report) = decided_and_then_derived(&dataset(RULEBOOK));
    assert!(list.contains("stale: review[conflict], 2 independent sources"), "{list}");
    assert!(report.contains("is stale: the facts have changed"), "{report}");
}

#[test]
fn a_verdict_on_an_agreement_is_stale_when_fewer_sources_are_independent_in_all() {
    let between = "kind = \"agreement\"\nbetween = [\"@.id == 'a'\", \"@.id != 'a'\"]\n";
    let rulebook = RULEBOOK.replace("kind = \"conflict\"\n", between);
    let (list, report) = decided_and_then_derived(&dataset(&rulebook));
    assert!(list.contains("stale: review[conflict], 2 independent sources"), "{list}");
    assert!(report.contains("is stale: the facts have changed"), "{report}");
}

#[test]
fn a_source_derived_from_all_others_does_not_lower_the_rank_of_a_finding() {
    let folder = dataset(RULEBOOK);
    assert!(list(&folder).contains("review[conflict], 3 independent sources"));
    folder.replace(
        "data.json",
        r#"{ "id": "s3", "publisher": "C" }"#,
        &format!(r#"{{ "id": "s3", "publisher": "C" }}, {DERIVED}"#),
    );
    folder.replace(
        "data.json",
        r#"[{ "source": "s3" }]"#,
        r#"[{ "source": "s3" }, { "source": "s4" }]"#,
    );
    assert!(list(&folder).contains("review[conflict], 3 independent sources"), "{}", list(&folder));
}

#[test]
fn a_limited_number_of_sources_is_stated_as_a_minimum() {
    // 4,000 sources, each with one of 503 publishers and derived from one of 499 origins.
    let numbers = 0..4000_usize;
    let origins = (0..499).map(|at| format!(r#"{{ "id": "o{at}" }}"#));
    let sources = numbers.clone().map(|at| {
        let (publisher, origin) = (at * 7919 % 503, at * 104_729 % 499);
        format!(
            r#"{{ "id": "s{at}", "publisher": "p{publisher}", "derived_from": ["o{origin}"] }}"#
        )
    });
    let sources: Vec<String> = origins.chain(sources).collect();
    let evidence: Vec<String> = numbers.map(|at| format!("s{at}")).collect();
    let evidence: Vec<&str> = evidence.iter().map(String::as_str).collect();
    // There is at most one independent source per origin. Hence there cannot be 600, and no search is needed.
    assert_eq!(corroboration(&sources.join(", "), &evidence, 100), "");
    assert_eq!(corroboration(&sources.join(", "), &evidence, 600), "");
}

#[test]
fn a_label_that_lists_more_publishers_than_independent_sources_says_so() {
    let between = "kind = \"agreement\"\nbetween = [\"@.id == 'a'\", \"@.id != 'a'\"]\n";
    let rulebook = RULEBOOK
        .replace("kind = \"conflict\"\n", between)
        .replace("ledger    = \"reviews.toml\"\n", "");
    let evidence = |sources: &[&str]| {
        let sources = sources.iter().map(|source| format!(r#"{{ "source": "{source}" }}"#));
        sources.collect::<Vec<_>>().join(", ")
    };
    let claim = |id: &str, count: u32, sources: &[&str]| {
        format!(
            r#"{{ "id": "{id}", "subject": "trace", "property": "budget", "value": {{ "count": {count} }}, "evidence": [{}] }}"#,
            evidence(sources)
        )
    };
    for (sources, want) in [
        (&["s1", "s2", "s3"][..], "3 independent sources say `1901`: A, B, C;"),
        (
            &["s1", "s2", "s3", "s4"],
            "3 independent sources (4 publishers in all) say `1901`: A, B, C, D;",
        ),
        (&["s1", "s4"], "1 independent source (2 publishers in all) says `1901`: A, D;"),
    ] {
        let claims = [claim("a", 1901, sources), claim("b", 1950, &["s2"])].join(", ");
        let data = format!(
            r#"{{ "sources": [{THREE_SOURCES}, {DERIVED}], "entities": [{{ "id": "trace" }}], "properties": [{{ "id": "budget", "functional": true }}], "claims": [{claims}] }}"#
        );
        let folder = Folder::new(&[("factlint.toml", &rulebook), ("data.json", &data)]);
        let shown = folder.check(&["--format", "json"]).stdout;
        assert!(shown.contains(want), "{want}: {shown}");
    }
}
