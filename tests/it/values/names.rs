//! Names: invisible characters in names, equal names, aliases, and many names.

use super::{check, run};
use factlint::rule::Count;

const UNIQUE: &str =
    "[rules.u]\nkind = \"unique\"\nin = \"r\"\nfields = \"n\"\nnormalise = \"name\"\n";
const SIMILAR: &str = "[rules.s]\nkind = \"similar\"\nin = \"r\"\nfield = \"n\"\n";

#[test]
fn invisible_characters_do_not_distinguish_names() {
    for mark in
        ["200b", "2060", "feff", "00ad", "200e", "200f", "061c", "2066", "2069", "202a", "202c"]
    {
        let records = format!(
            r#"[{{"id": 1, "n": "A\u{mark}B Corp"}}, {{"id": 2, "n": "AB Corp"}}, {{"id": 3, "n": "AC Corp"}}]"#
        );
        for rules in [UNIQUE, SIMILAR] {
            assert_eq!(run(rules, &records).lines.len(), 1, "{mark} {rules}");
        }
    }
    // These characters change the visible text, so they are not ignored.
    for mark in ["202d", "202e"] {
        let records =
            format!(r#"[{{"id": 1, "n": "A\u{mark}B Corp"}}, {{"id": 2, "n": "AB Corp"}}]"#);
        check(UNIQUE, &records, &[]);
    }
}

#[test]
fn the_order_of_records_without_ids_does_not_change_the_fingerprint_of_similar_names() {
    let anchor = |records: &str| {
        let outcome = run(SIMILAR, records);
        let [finding] = outcome.findings.as_slice() else { panic!("{:?}", outcome.lines) };
        finding.anchor.subject.clone()
    };
    let (one, other) = (r#"{"n": "Muller GmbH"}"#, r#"{"n": "Mueller GmbH"}"#);
    assert_eq!(anchor(&format!("[{one}, {other}]")), anchor(&format!("[{other}, {one}]")));
}

#[test]
fn equal_names_are_one_finding_however_many() {
    for number in [2, 3, 150, 250, 5_000] {
        let records: Vec<String> =
            (0..number).map(|id| format!(r#"{{"id": "t{id}", "n": "Health Ministry"}}"#)).collect();
        let outcome = run(SIMILAR, &format!("[{}]", records.join(",")));
        let [finding] = outcome.findings.as_slice() else { panic!("{:?}", outcome.lines.len()) };
        assert_eq!(finding.labels.len(), number);
        if number > 2 {
            let begin = format!("{number} records have the name \"Health Ministry\"");
            assert!(finding.message.starts_with(&begin), "{}", finding.message);
        }
    }
}

#[test]
fn a_variant_among_many_equal_names_is_found_once() {
    let mut records: Vec<String> =
        (0..250).map(|id| format!(r#"{{"id": "t{id}", "n": "Health Ministry"}}"#)).collect();
    records.push(r#"{"id": "v", "n": "Ministry of Health"}"#.to_owned());
    let outcome = run(SIMILAR, &format!("[{}]", records.join(",")));
    assert_eq!(outcome.lines.len(), 2, "{:?}", outcome.lines);
    let begin = "notice[s] \"Health Ministry\" and \"Ministry of Health\" probably mean the same thing, recorded as `t0`, `t1`, ";
    let is_wanted =
        |line: &String| line.starts_with(begin) && line.ends_with("and 238 more and `v`");
    assert!(outcome.lines.iter().any(is_wanted), "{:?}", outcome.lines);
}

#[test]
fn a_frequent_word_hides_no_variant() {
    let word = |number: usize| {
        let letters = [number / 400, number / 20 % 20, number % 20];
        letters.map(|letter| char::from(b"abcdefghjkmnopqrstuw"[letter])).iter().collect::<String>()
    };
    let name =
        |number: usize| format!("{0}{0} {1}{1} Holding", word(number), word(number * 7 % 999));
    let mut records: Vec<String> = (0..600)
        .map(|number| format!(r#"{{"id": "t{number}", "n": "{}"}}"#, name(number)))
        .collect();
    records.push(r#"{"id": "x", "n": "Central Reserve Holding"}"#.to_owned());
    records.push(r#"{"id": "y", "n": "Centrel Reserve Holding"}"#.to_owned());
    let outcome = run(SIMILAR, &format!("[{}]", records.join(",")));
    let wanted =
        "\"Central Reserve Holding\" and \"Centrel Reserve Holding\" probably mean the same thing";
    assert!(outcome.lines.iter().any(|line| line.contains(wanted)), "{:?}", outcome.lines);
}

#[test]
fn names_that_are_not_compared_are_counted() {
    let name = |number: usize| {
        let letters = [number / 400, number / 20 % 20, number % 20];
        letters.map(|letter| char::from(b"abcdefghjkmnopqrstuw"[letter])).iter().collect::<String>()
    };
    let records: Vec<String> = (0..300)
        .map(|number| format!(r#"{{"id": "t{number}", "n": "Bank {0}{0}"}}"#, name(number)))
        .collect();
    let outcome = run(SIMILAR, &format!("[{}]", records.join(",")));
    assert_eq!(outcome.count(Count::CannotTell), 300);
}

const ENTITIES: &str = "[collections.entities]\nselect = \"$.r[*]\"\nid = \"id\"\n[rules.s]\nkind = \"similar\"\nin = \"entities\"\nfield = \"name\"\n";

#[test]
fn a_new_entity_whose_name_is_an_alias_of_another_is_found() {
    let records = r#"[
        {"id": "fbi", "name": "Federal Bureau of Investigation", "aliases": ["FBI", "The Bureau"]},
        {"id": "new", "name": "F\u200bbi"},
        {"id": "other", "name": "Bureau of Mines", "aliases": ["The Bureau"]}]"#;
    let wanted = "notice[s] \"FBI\" and \"F\u{200b}bi\" probably mean the same thing, recorded as `fbi` and `new`";
    let shared = "notice[s] \"The Bureau\" and \"The Bureau\" probably mean the same thing, recorded as `fbi` and `other`";
    let outcome = check(ENTITIES, records, &[wanted, shared]);
    let labels: Vec<&str> =
        outcome.findings[0].labels.iter().map(|label| label.text.as_str()).collect();
    assert_eq!(labels, ["this name", "and this one, an alias"]);
}

const MENTIONS: &str = "[collections.entities]\nselect = \"$.r[?@.name]\"\nid = \"id\"\n[collections.mentions]\nselect = \"$.r[?@.of]\"\nid = \"id\"\n[rules.s]\nkind = \"similar\"\nin = \"mentions\"\nfield = \"as\"\nto = \"entities\"\nkey = \"of\"\n";

#[test]
fn a_rule_whose_names_are_all_recorded_compares_something() {
    let records = r#"[
        {"id": "fdb", "name": "F-DB", "aliases": ["Foltyn-Dumitru Bank"]},
        {"id": "a", "of": "fdb", "as": "foltyn-dumitru  bank"},
        {"id": "b", "of": "fdb", "as": "F\u2013DB"}]"#;
    check(MENTIONS, records, &[]);
}

#[test]
fn each_spelling_of_a_variant_is_a_finding() {
    let records = r#"[
        {"id": "fdb", "name": "Foltyn-Dumitru Bank"},
        {"id": "a", "of": "fdb", "as": "Foltyn-Dumitru Bnak"},
        {"id": "b", "of": "fdb", "as": "FOLTYN-DUMITRU BNAK"},
        {"id": "c", "of": "fdb", "as": "Foltyn-Dumitru Bnak"}]"#;
    let outcome = run(MENTIONS, records);
    let labels = |finding: &factlint::finding::Finding| finding.labels.len();
    assert_eq!(outcome.findings.iter().map(labels).collect::<Vec<_>>(), [3, 2]);
}

#[test]
fn a_misspelt_alias_is_labelled_and_corrected_at_the_alias() {
    let records = r#"[
        {"id": "fdb", "name": "F-DB", "aliases": ["Foltyn-Dumitru Bnak"]},
        {"id": "c", "of": "fdb", "as": "Foltyn-Dumitru Bank"},
        {"id": "d", "of": "fdb", "as": "Foltyn-Dumitru Bank"}]"#;
    let outcome = run(MENTIONS, records);
    let [finding] = outcome.findings.as_slice() else { panic!("{:?}", outcome.lines) };
    let last = finding.labels.last().unwrap();
    assert_eq!(last.text, "recorded as this alias");
    let [edit] = finding.suggestions.as_slice() else { panic!("{:?}", finding.suggestions) };
    assert_eq!(
        (edit.place.clone(), edit.replacement.as_str()),
        (last.place.clone(), "\"Foltyn-Dumitru Bank\"")
    );
    assert_eq!(edit.message, "correct the alias");
}

#[test]
fn an_alias_is_not_changed_to_a_misspelt_name() {
    let entity =
        r#"{"id": "k", "name": "Acme Corporation", "aliases": ["Acme Group of Companies"]}"#;
    let written = |id: &str, name: &str| format!(r#"{{"id": "{id}", "of": "k", "as": "{name}"}}"#);
    let (wrong, right) = ("Acme Group of Cmpanies", "acme group of companies");
    for names in [&[wrong][..], &[wrong, right], &[wrong, right, wrong]] {
        let mentions = names.iter().zip(["a", "b", "c"]).map(|(name, id)| written(id, name));
        let mentions: Vec<String> = mentions.collect();
        let outcome = run(MENTIONS, &format!("[{entity}, {}]", mentions.join(", ")));
        let [finding] = outcome.findings.as_slice() else { panic!("{:?}", outcome.lines) };
        assert_eq!(finding.suggestions.len(), 0, "{names:?}");
        let last = finding.labels.last().map(|label| label.text.as_str());
        assert_eq!(last, Some("recorded as this alias"));
        assert!(finding.help.as_deref().unwrap().starts_with("one of the two may be misspelt"));
    }
}
