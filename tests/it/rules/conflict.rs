//! `conflict`: many claims on one topic.

use super::{Outcome, run};
use factlint::rule::Count;
use proptest::prelude::*;
use serde_json::{Value, json};

const RULES: &str = r#"
[collections]
sources    = { select = "$.sources[*]",    id = "id" }
entities   = { select = "$.entities[*]",   id = "id" }
places     = { select = "$.places[*]",     id = "id" }
properties = { select = "$.properties[*]", id = "id" }
claims     = { select = "$.claims[*]",     id = "id" }

[rules.one-value]
kind = "conflict"
"#;

/// Checks claims about one property. Each claim has one of these pairs of a value and a validity.
fn check(claims: &[(Value, Value)], tolerance: u32, places: &Value) -> Outcome {
    let claims = claims.iter().enumerate().map(|(number, (value, valid))| {
        json!({ "id": format!("c{number}"), "subject": "e", "property": "p", "value": value, "valid": valid,
                "evidence": [{ "source": "s" }] })
    });
    let data = json!({
        "sources": [{ "id": "s", "publisher": "The Paper" }],
        "entities": [{ "id": "e", "name": "E" }],
        "places": places,
        "properties": [{ "id": "p", "name": "size", "functional": true, "tolerance": tolerance }],
        "claims": claims.collect::<Vec<Value>>(),
    });
    run(RULES, &data.to_string())
}

/// Returns the ids of the claims that the findings are about. If nothing is found, the list is empty.
fn competing(outcome: &Outcome) -> Vec<String> {
    let claims = outcome.findings.iter().flat_map(|finding| &finding.competing);
    claims.map(|claim| claim.subject.trim_start_matches("claims/").to_owned()).collect()
}

#[test]
fn thousands_of_claims_on_one_topic_are_not_compared_in_pairs() {
    let claims: Vec<(Value, Value)> =
        (0..2000).map(|number| (json!({ "count": number }), Value::Null)).collect();
    let outcome = check(&claims, 0, &json!([]));
    assert_eq!(outcome.findings.len(), 1, "{:?}", outcome.lines);
    let message = "the size of E: 0, 1, 2, 3, 4, or one of 1995 others";
    assert_eq!(outcome.findings[0].message, message);
    assert_eq!(outcome.count(Count::Compared), 2000);
    let rivals = outcome.findings[0].competing.iter().map(|claim| claim.differs_from.len());
    assert_eq!(rivals.max(), Some(0));
}

#[test]
fn each_of_a_hundred_claims_names_its_rivals() {
    let claims: Vec<(Value, Value)> =
        (0..100).map(|number| (json!({ "count": number % 2 }), Value::Null)).collect();
    let outcome = check(&claims, 0, &json!([]));
    let rivals: Vec<usize> =
        outcome.findings[0].competing.iter().map(|claim| claim.differs_from.len()).collect();
    assert_eq!(rivals, [50; 100]);
}

/// Returns places of which each is within the one before, and one place beside them.
fn chain_of_places(number: usize) -> Value {
    let place = |number: usize| match number {
        0 => json!({ "id": "p0", "name": "P0" }),
        _ => {
            json!({ "id": format!("p{number}"), "name": format!("P{number}"), "within": [format!("p{}", number - 1)] })
        }
    };
    (0..number).map(place).chain([json!({ "id": "q", "name": "Q" })]).collect()
}

/// Returns claims on the last 40 places of a chain.
fn claims_on_chain(number: usize) -> Vec<(Value, Value)> {
    let claim = |back: usize| (json!({ "place": format!("p{}", number - back) }), Value::Null);
    (1..=40).map(claim).collect()
}

#[test]
fn a_long_chain_of_places_is_not_followed_for_each_pair_of_claims() {
    let (mut claims, places) = (claims_on_chain(300), chain_of_places(300));
    let outcome = check(&claims, 0, &places);
    assert_eq!((outcome.lines.as_slice(), outcome.count(Count::Compared)), (&[][..], 40));
    claims.push((json!({ "place": "q" }), Value::Null));
    assert_eq!(competing(&check(&claims, 0, &places)).len(), 41);
}

#[test]
fn a_claim_on_a_place_inside_of_more_than_300_others_is_undecided() {
    let (mut claims, places) = (claims_on_chain(2_000), chain_of_places(2_000));
    let outcome = check(&claims, 0, &places);
    assert_eq!((outcome.lines.as_slice(), outcome.count(Count::Compared)), (&[][..], 40));
    claims.push((json!({ "place": "q" }), Value::Null));
    let outcome = check(&claims, 0, &places);
    assert_eq!(competing(&outcome).len(), 0, "{:?}", outcome.lines);
    assert_eq!(outcome.count(Count::CannotTell), 41);
}

#[test]
fn a_claim_without_a_comparable_claim_is_not_counted() {
    let at = |year: u32| {
        (json!({ "count": year }), json!({ "from": year.to_string(), "to": year.to_string() }))
    };
    let outcome = check(&[at(2001), at(2003), at(2005)], 0, &json!([]));
    assert_eq!((outcome.lines.as_slice(), outcome.count(Count::Compared)), (&[][..], 0));
}

fn counts() -> impl Strategy<Value = Vec<(Value, Value)>> {
    let count = (0_u32..12).prop_map(|number| json!({ "count": number }));
    let valid =
        prop_oneof![4 => Just(Value::Null), 1 => Just(json!({ "from": "2001", "to": "2002" }))];
    proptest::collection::vec((count, valid), 2..9)
}

fn dates() -> impl Strategy<Value = Vec<(Value, Value)>> {
    let dates = ["2001", "2001-03", "2001-03-04", "2001-04", "2002", "2002-12-31", "2003"];
    let date = proptest::sample::select(dates.to_vec());
    proptest::collection::vec(date.prop_map(|date| (json!({ "date": date }), Value::Null)), 2..9)
}

/// Returns claims on places, one of which has no record.
fn on_places() -> impl Strategy<Value = Vec<(Value, Value)>> {
    let place =
        (0_usize..9).prop_map(|place| (json!({ "place": format!("p{place}") }), Value::Null));
    proptest::collection::vec(place, 2..9)
}

/// Returns eight places, each within up to two others of nine. There may be cycles, and the ninth has no record.
fn eight_places() -> impl Strategy<Value = Value> {
    let within = proptest::collection::vec(proptest::collection::vec(0_usize..9, 0..3), 8);
    within.prop_map(|within| {
        let places = within.iter().enumerate().map(|(place, within)| {
            let within: Vec<String> = within.iter().map(|outer| format!("p{outer}")).collect();
            json!({ "id": format!("p{place}"), "name": format!("P{place}"), "within": within })
        });
        places.collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn the_claims_that_differ_from_another_are_those_that_differ_in_a_pair(
        claims in prop_oneof![counts(), dates(), on_places(), on_places()],
        tolerance in 0_u32..5,
        places in eight_places(),
    ) {
        let mut found = competing(&check(&claims, tolerance, &places));
        let differs = |left: usize, right: usize| {
            let pair = [claims[left].clone(), claims[right].clone()];
            !check(&pair, tolerance, &places).findings.is_empty()
        };
        let differing = (0..claims.len()).filter(|left| (0..claims.len()).any(|right| left != &right && differs(*left, right)));
        let mut expected: Vec<String> = differing.map(|at| format!("c{at}")).collect();
        found.sort();
        expected.sort();
        prop_assert_eq!(found, expected);
    }
}

#[test]
fn times_without_an_offset_are_not_counted_as_compared() {
    let check = |times: [&str; 2]| {
        let claims = times.map(|time| (json!({ "date": time }), Value::Null));
        let outcome = check(&claims, 0, &json!([]));
        let counts = (outcome.count(Count::Compared), outcome.count(Count::CannotTell));
        (outcome.findings.len(), counts)
    };
    assert_eq!(check(["2018-10-24T01:00", "2018-10-24T23:00"]), (0, (0, 2)));
    assert_eq!(check(["2018-10-24T01:00", "2018-10-24T23:00Z"]), (0, (0, 2)));
    assert_eq!(check(["2018-10-24T01:00", "2018-10-24T01:00"]), (0, (2, 0)));
    assert_eq!(check(["2018-10-24T01:00", "2018-10-24"]), (0, (2, 0)));
    assert_eq!(check(["2018-10-24T01:00", "2018-10-25T01:00"]), (1, (2, 0)));
}
