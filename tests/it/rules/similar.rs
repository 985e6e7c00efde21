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
