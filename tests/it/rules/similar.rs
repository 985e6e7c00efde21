//! `similar`: near-misses and cases that its page omits.

use super::run;

#[test]
fn names_of_several_records_are_paired_whatever_their_order() {
    let rules = "[collections]\nr = { select = '$[*]', id = 'id' }\n[rules.s]\nkind = 'similar'\nin = 'r'\nfield = 'name'\n";
    let record = |id: &str, name: &str| format!("{{ \"id\": \"{id}\", \"name\": \"{name}\" }}");
    let records = [
        record("c", "Harbour Museum"),
        record("b", "Harbour Museums"),
        record("a", "Harbour Museum"),
    ];
    let found = |order: [usize; 3]| {
        let data = order.map(|position| records[position].as_str()).join(",\n");
        let outcome = run(rules, &format!("[{data}]"));
        let mut found: Vec<(String, String)> = outcome
            .findings
            .iter()
            .map(|finding| (finding.fingerprint().to_string(), format!("{:?}", finding.state)))
            .collect();
        found.sort();
        (found, outcome.lines)
    };
    let (want, lines) = found([0, 1, 2]);
    assert_eq!(
        lines,
        [
            "data.json:2:22: notice[s]: \"Harbour Museum\" and \"Harbour Museums\" probably mean the same thing, recorded as `c`, `a` and `b`",
            "data.json:3:22: notice[s]: \"Harbour Museum\" and \"Harbour Museum\" probably mean the same thing, recorded as `c` and `a`",
        ]
    );
    for order in [[2, 1, 0], [1, 0, 2], [2, 0, 1], [0, 2, 1], [1, 2, 0]] {
        assert_eq!(found(order).0, want, "{order:?}");
    }
}

/// Runs the rule on entities, given the rest of each record after its id.
fn run_on_entities(records: &[&str]) -> Vec<String> {
    let rules = "[collections]\nentities = { select = '$[*]', id = 'id' }\n\
        [rules.s]\nkind = 'similar'\nin = 'entities'\nfield = 'name'\n";
    let with_id = |(record, id): (&&str, char)| format!("{{ \"id\": \"{id}\", {record} }}");
    let data: Vec<String> = records.iter().zip('a'..).map(with_id).collect();
    run(rules, &format!("[{}]", data.join(",\n"))).lines
}

#[test]
fn all_recorded_names_of_two_records_are_compared() {
    for (records, want) in [
        (
            [
                r#""name": "Federal Office", "aliases": ["FBI"]"#,
                r#""name": "Bureau", "aliases": ["FBI"]"#,
            ],
            "data.json:2:44: notice[s]: \"FBI\" and \"FBI\" probably mean the same thing, recorded as `a` and `b`",
        ),
        (
            [
                r#""name": "Alpha", "aliases": ["Grand Harbour Hall"]"#,
                r#""name": "Grand Harbour Halls""#,
            ],
            "data.json:2:22: notice[s]: \"Grand Harbour Hall\" and \"Grand Harbour Halls\" probably mean the same thing, recorded as `a` and `b`",
        ),
        (
            [
                r#""name": "Alpha", "aliases": ["Grand Hall"]"#,
                r#""name": "Beta", "aliases": ["Grand Halls"]"#,
            ],
            "data.json:2:42: notice[s]: \"Grand Hall\" and \"Grand Halls\" probably mean the same thing, recorded as `a` and `b`",
        ),
        (
            // Both the names and the aliases are the same: one finding.
            [
                r#""name": "Alpha Hall", "aliases": ["AH"]"#,
                r#""name": "Alpha Hall", "aliases": ["AH"]"#,
            ],
            "data.json:2:22: notice[s]: \"Alpha Hall\" and \"Alpha Hall\" probably mean the same thing, recorded as `a` and `b`",
        ),
    ] {
        assert_eq!(run_on_entities(&records), [want]);
    }
    let own_alias = [r#""name": "Alpha Hall", "aliases": ["Alpha Halls"]"#, r#""name": "Beta""#];
    assert_eq!(run_on_entities(&own_alias), Vec::<String>::new());
}

#[test]
fn names_that_differ_in_accents_only_are_similar() {
    for [left, right] in
        [["Société Générale", "Societe Generale"], ["Łódź House", "Lodz House"], ["Bär", "Bar"]]
    {
        let records = [left, right].map(|name| format!("\"name\": \"{name}\""));
        let want = format!(
            "data.json:2:22: notice[s]: \"{left}\" and \"{right}\" probably mean the same thing, recorded as `a` and `b`"
        );
        assert_eq!(run_on_entities(&records.each_ref().map(String::as_str)), [want]);
    }
    assert_eq!(run_on_entities(&["\"name\": \"Йод\"", "\"name\": \"Иод\""]), Vec::<String>::new());
}
