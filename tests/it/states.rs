//! Tests the states of findings. If the facts behind a finding change, its state changes, and a decision on it is no
//! longer valid.

use crate::command::Folder;
use serde_json::Value;

/// The fingerprint and the state of a finding.
type Named = (String, String);

/// Returns the findings of the rule `r` in this data.
fn named(rules: &str, data: &str) -> Vec<Named> {
    named_in(&Folder::new(&[("data.json", data)]), rules)
}

/// Returns the findings of the rule `r` in the data of a folder.
fn named_in(folder: &Folder, rules: &str) -> Vec<Named> {
    folder.write("factlint.toml", format!("version = 1\ndocuments = [\"data.json\"]\n{rules}"));
    let report: Value =
        serde_json::from_str(&folder.check(&["--format", "json"]).stdout).expect("a report");
    let findings = report["findings"].as_array().expect("findings").iter();
    let text = |value: &Value| value.as_str().expect("text").to_owned();
    findings
        .filter(|finding| finding["rule"] == "r")
        .map(|finding| (text(&finding["fingerprint"]), text(&finding["state"])))
        .collect()
}

/// Returns the only finding of the rule `r` in this data.
#[track_caller]
fn only(rules: &str, data: &str) -> Named {
    let found = named(rules, data);
    assert_eq!(found.len(), 1, "{data}");
    found.into_iter().next().expect("a finding")
}

/// Asserts that a change of the data keeps the fingerprint of the finding and changes its state.
#[track_caller]
fn assert_reopens(rules: &str, before: &str, after: &str) {
    assert_ne!(before, after);
    let (before, now) = (only(rules, before), only(rules, after));
    assert_eq!(before.0, now.0, "another finding: {after}");
    assert_ne!(before.1, now.1, "the same state: {after}");
}

const CLAIMS: &str = "[collections]
sources = { select = '$.sources[*]', id = 'id' }
claims  = { select = '$.claims[*]', id = 'id' }
";

#[test]
fn a_finding_of_corroboration_rests_on_what_the_claim_says() {
    let rules = format!("{CLAIMS}[rules.r]\nkind = 'corroboration'\nat-least = 2\n");
    let data = r#"{"sources": [{"id": "gazette", "publisher": "Gazette"}], "claims": [
        {"id": "turnout", "subject": "election", "property": "votes", "value": {"count": 482100}, "valid": {"as_of": "1998"}, "rank": "normal",
         "evidence": [{"source": "gazette", "quote": "482,100 votes", "locator": "p. 1"}]}]}"#;
    for (from, to) in [
        ("482100", "482101"),
        ("\"election\"", "\"referendum\""),
        ("\"votes\"", "\"ballots\""),
        ("1998", "1999"),
        ("normal", "preferred"),
        ("482,100 votes", "482,100 ballots"),
        ("p. 1", "p. 2"),
    ] {
        assert_reopens(&rules, data, &data.replacen(from, to, 1));
    }
    let reformatted = data.replace(": ", ":");
    assert_eq!(only(&rules, data), only(&rules, &reformatted));
}

#[test]
fn a_claim_that_agrees_with_one_side_counts_for_agreement() {
    let rules = format!(
        "{CLAIMS}places = {{ select = '$.places[*]', id = 'id' }}\n[rules.r]\nkind = 'agreement'\nbetween = [\"@.subject == 'museum'\", \"@.subject == 'museum-shop'\"]\n"
    );
    let claim = |id: &str, subject: &str, place: &str, source: &str| {
        format!(
            r#"{{"id": "{id}", "subject": "{subject}", "property": "in", "value": {{"place": "{place}"}}, "evidence": [{{"source": "{source}"}}]}}"#
        )
    };
    let data = |claims: &[String]| {
        format!(
            r#"{{"sources": [{{"id": "paper"}}, {{"id": "office"}}], "places": [{{"id": "lyon"}}, {{"id": "paris"}}], "claims": [{}]}}"#,
            claims.join(",\n")
        )
    };
    let two = [claim("a", "museum", "lyon", "paper"), claim("b", "museum-shop", "paris", "paper")];
    let third = claim("c", "museum-shop", "lyon", "office");
    let three = [two[0].clone(), two[1].clone(), third];
    assert_reopens(&rules, &data(&two), &data(&three));
    let another = claim("d", "museum-shop", "lyon", "office");
    let exchanged = [two[0].clone(), two[1].clone(), another];
    assert_reopens(&rules, &data(&three), &data(&exchanged));

    let folder = Folder::new(&[("data.json", &data(&three))]);
    folder.write("factlint.toml", format!("version = 1\ndocuments = [\"data.json\"]\n{rules}"));
    let shown = folder.check(&["--format", "json"]).stdout;
    assert!(shown.contains("says `lyon`; 1 other claim has this value"), "{shown}");
    assert!(shown.contains("says `paris`; no other claim has this value"), "{shown}");
}

#[test]
fn records_without_an_id_that_lack_a_field_are_distinguished() {
    let rules = "[collections]\nloans = { select = '$.loans[*]' }\n[rules.r]\nkind = 'presence'\nin = 'loans'\nrequired = 'to'\n";
    let sunflowers = r#"{"work": "Sunflowers", "from": "2002"}"#;
    let night_watch = r#"{"work": "Night Watch", "from": "2001"}"#;
    let ended = r#"{"work": "Night Watch", "from": "2001", "to": "2003"}"#;
    let data = |loans: [&str; 2]| format!("{{\"loans\": [{}]}}", loans.join(","));
    let both = named(rules, &data([sunflowers, night_watch]));
    assert_eq!(both.len(), 2);
    let of_sunflowers = only(rules, &data([sunflowers, ended]));
    let of_night_watch = only(rules, &data([r#"{"to": "2003"}"#, night_watch]));
    assert_eq!(both, [of_sunflowers.clone(), of_night_watch.clone()]);
    assert_ne!(of_sunflowers.0, of_night_watch.0);
}

#[test]
fn a_finding_of_unique_rests_on_the_records_that_share_the_key() {
    let rules = "[collections]\nrecords = { select = '$.r[*]', id = 'id' }\n[rules.r]\nkind = 'unique'\nin = 'records'\nfields = 'name'\n";
    let data = |ids: &[&str]| {
        let records = ids.iter().map(|id| format!(r#"{{"id": "{id}", "name": "Newport"}}"#));
        format!("{{\"r\": [{}]}}", records.collect::<Vec<_>>().join(","))
    };
    assert_reopens(rules, &data(&["np1", "np2"]), &data(&["np1", "np3"]));
    assert_eq!(only(rules, &data(&["np1", "np2"])), only(rules, &data(&["np2", "np1"])));
    let many: Vec<String> = (0..13).map(|number| number.to_string()).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    assert_reopens(rules, &data(&many), &data(&[&many[1..], &["np1"]].concat()));
}

#[test]
fn each_of_many_records_with_one_name_counts() {
    let rules = "[collections]\nrecords = { select = '$.r[*]', id = 'id' }\n[rules.r]\nkind = 'similar'\nin = 'records'\nfield = 'name'\n";
    let data = |last: &str| {
        let ids = (0..14).map(|number| number.to_string()).chain([last.to_owned()]);
        let records = ids.map(|id| format!(r#"{{"id": "{id}", "name": "Newport"}}"#));
        format!("{{\"r\": [{}]}}", records.collect::<Vec<_>>().join(","))
    };
    assert_reopens(rules, &data("a"), &data("b"));
}

#[test]
fn a_snapshot_whose_lines_are_wrapped_again_changes_no_state() {
    let rules = format!(
        "{CLAIMS}properties = {{ select = '$.properties[*]', id = 'id' }}\n[rules.r]\nkind = 'conflict'\n"
    );
    let state = |snapshot: &str| {
        let sha256 = factlint::finding::sha256(snapshot.as_bytes());
        let data = format!(
            r#"{{"sources": [{{"id": "s", "snapshot": {{"path": "s.txt", "sha256": "{sha256}"}}}}], "properties": [{{"id": "seats", "functional": true}}], "claims": [
            {{"id": "a", "subject": "x", "property": "seats", "value": {{"count": 40}}, "evidence": [{{"source": "s", "quote": "has 40 seats in all"}}]}},
            {{"id": "b", "subject": "x", "property": "seats", "value": {{"count": 45}}, "evidence": []}}]}}"#
        );
        let folder = Folder::new(&[("data.json", &data), ("s.txt", snapshot)]);
        named_in(&folder, &rules)
    };
    let before = state("The council has 40 seats in all.\n");
    assert_eq!(before, state("The council has\n40 seats\nin all.\n"));
    assert_eq!(before.len(), 1);
}

#[test]
fn the_difference_between_texts_that_look_alike_is_described() {
    let rules = format!(
        "{CLAIMS}properties = {{ select = '$.properties[*]', id = 'id' }}\n[rules.r]\nkind = 'conflict'\n"
    );
    let data = "{\"properties\": [{\"id\": \"motto\", \"functional\": true}], \"sources\": [], \"claims\": [
        {\"id\": \"a\", \"subject\": \"x\", \"property\": \"motto\", \"value\": {\"text\": \"caf\u{e9}\"}, \"evidence\": []},
        {\"id\": \"b\", \"subject\": \"x\", \"property\": \"motto\", \"value\": {\"text\": \"cafe\u{301}\"}, \"evidence\": []}]}";
    let folder = Folder::new(&[("data.json", data)]);
    folder.write("factlint.toml", format!("version = 1\ndocuments = [\"data.json\"]\n{rules}"));
    let shown = folder.check(&["--format", "concise"]).stdout;
    let want = "the motto of x: \"caf\u{e9}\", or \"cafe\u{301}\": it looks like `caf\u{e9}` but has U+0065 U+0301 (combining) for U+00E9";
    assert!(shown.contains(want), "{shown}");
}

#[test]
fn a_finding_of_assert_rests_on_what_the_condition_reads_of_the_document() {
    let rules = "[collections]\nrecords = { select = '$.r[*]' }\n[rules.r]\nkind = 'assert'\nin = 'records'\n\
        that = '@.a == $.total && !@.parts[?@.n > $.most.n]'\n";
    let data = r#"{"total": 3, "most": {"n": 1}, "note": 1, "r": [{"a": 2, "parts": []}]}"#;
    assert_reopens(rules, data, &data.replace('3', "4"));
    assert_reopens(rules, data, &data.replace("{\"n\": 1}", "{\"n\": 2}"));
    assert_eq!(only(rules, data), only(rules, &data.replace("\"note\": 1", "\"note\": 2")));
}
