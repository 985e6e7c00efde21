//! Tests ids that several records share. Such an id identifies none of the records, so no result may depend on which
//! of them is first.

use super::run;
use factlint::rule::Count;
use serde_json::{Value, json};

/// Asserts that a rule reports nothing and counts one comparison as undecided, whatever the order of the records.
#[track_caller]
fn check(rule: &str, data: &Value) {
    let collections = ["p", "t", "sources", "entities", "places", "properties", "claims"]
        .map(|name| format!("{name} = {{ select = '$.{name}[*]', id = 'id' }}\n"));
    let rules = format!("[collections]\n{}[rules.r]\n{rule}\n", collections.concat());
    let mut reversed = data.clone();
    for records in reversed.as_object_mut().unwrap().values_mut() {
        records.as_array_mut().unwrap().reverse();
    }
    for data in [data, &reversed] {
        let outcome = run(&rules, &data.to_string());
        assert_eq!(outcome.lines, Vec::<String>::new(), "{data}");
        assert_eq!(outcome.count(Count::CannotTell), 1, "{data}");
    }
}

#[test]
fn a_value_is_not_compared_with_the_first_of_several_records() {
    let data = json!({
        "p": [{ "id": "1", "k": "x", "n": 2, "d": "2030" }],
        "t": [{ "id": "x", "v": 2, "end": "2040" }, { "id": "x", "v": 3, "end": "2020" }],
    });
    check(
        "kind = 'compare'\nin = 'p'\nfield = 'n'\nis = '=='\nthan = 'v'\nkey = 'k'\nto = 't'",
        &data,
    );
    check(
        "kind = 'date-inside'\nin = 'p'\nfields = 'd'\nkey = 'k'\nto = 't'\nrange-to = 'end'",
        &data,
    );
}

#[test]
fn a_claim_is_not_judged_by_the_first_of_several_properties() {
    let claim = |id: &str, count: u32| json!({ "id": id, "subject": "e", "property": "q", "value": { "count": count } });
    let data = json!({
        "entities": [{ "id": "e", "name": "E" }],
        "properties": [
            { "id": "q", "name": "q" },
            { "id": "q", "name": "q", "functional": true, "value_type": "date" },
        ],
        "claims": [claim("a", 1)],
    });
    check("kind = 'conflict'", &data);
    check("kind = 'signature'", &data);
}
