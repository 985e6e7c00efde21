//! Tests values that a quote has only as a part of a longer name.

use crate::command::Folder;
use factlint::finding::sha256;

const RULEBOOK: &str = r#"version = 1
documents = ["d.json"]
[collections]
sources = { select = "$.sources[*]", id = "id" }
entities = { select = "$.entities[*]", id = "id" }
properties = { select = "$.properties[*]", id = "id" }
claims = { select = "$.claims[*]", id = "id" }
[rules.vq]
kind = "value-in-quote"
"#;

fn counts(quote: &str, value: &str) -> String {
    let text = format!("{quote}.\n");
    let data = format!(
        r#"{{"sources": [{{"id": "s", "publisher": "P", "snapshot": {{"path": "s.txt", "sha256": "{}"}}}}],
"entities": [{{"id": "x", "name": "Hall"}}, {{"id": "gn", "name": "Guinea"}}, {{"id": "gq", "name": "Equatorial Guinea"}},
{{"id": "ny", "name": "York", "aliases": ["New York"]}}],
"properties": [{{"id": "p", "name": "funder"}}],
"claims": [{{"id": "c", "subject": "x", "property": "p", "value": {{"entity": "{value}"}},
"evidence": [{{"source": "s", "quote": "{quote}", "direction": "supports"}}]}}]}}"#,
        sha256(text.as_bytes())
    );
    let folder = Folder::new(&[("factlint.toml", RULEBOOK), ("d.json", &data), ("s.txt", &text)]);
    folder.check(&["--format", "concise"]).stdout
}

#[test]
fn a_name_inside_a_longer_name_of_another_record_is_not_shown() {
    for (quote, value, want) in [
        ("It was funded by Equatorial Guinea in 2015", "gn", "1 value left undecided by its quote"),
        ("It was funded by Equatorial Guinea in 2015", "gq", "1 value shown by its quote"),
        ("It was funded by Guinea and Equatorial Guinea", "gn", "1 value shown by its quote"),
        ("It was funded by Equatorial Guinea and Guinea", "gn", "1 value shown by its quote"),
        ("It was funded by New York in 2015", "ny", "1 value shown by its quote"),
    ] {
        let printed = counts(quote, value);
        assert!(printed.contains(want), "{quote}, {value}: {printed}");
    }
}
